"""The verifier inside the package needs Python alone, and finds what `dpkit verify` finds."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dpkit.package_reading import package_findings

PACKAGE = Path(__file__).resolve().parent.parent.parent / "datapackage"


def verify(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", str(PACKAGE / "verify.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, tmp_path / "package"))


def test_the_committed_package_is_whole(copy: Path) -> None:
    done = verify(copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 faults" in done.stdout


def change(folder: Path) -> None:
    path = folder / "data" / "claims.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def link(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to("/dev/zero")


def unlist(folder: Path) -> None:
    path = folder / "SHA256SUMS"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (change, "changed"),
        (link, "no regular file"),
        (unlist, "not listed"),
        (lambda folder: (folder / "README.md").unlink(), "missing"),
        (lambda folder: (folder / "extra.txt").write_text("x"), "not listed"),
        (lambda folder: os.mkfifo(folder / "pipe"), "no regular file"),
        (lambda folder: (folder / "SHA256SUMS").open("a").write("0" * 64 + "  ../x\n"), "leads out"),
        (lambda folder: (folder / "SHA256SUMS").open("a").write("nonsense\n"), "no checksum line"),
    ],
)
def test_every_kind_of_damage_is_found(copy: Path, damage: Callable[[Path], object], words: str) -> None:
    damage(copy)
    done = verify(copy)
    assert (done.returncode, done.stderr) == (1, "")
    assert words in done.stdout


def describe(folder: Path, **facts: object) -> None:
    """Let the descriptor say something else of its first table, and SHA256SUMS agree to that descriptor."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"][0].update(facts)
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    sums = folder / "SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines() if not line.endswith("  datapackage.json")]
    lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  datapackage.json")
    sums.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"path": "data/other.parquet"}, "named there and not listed"),
        ({"hash": f"sha256:{'0' * 64}"}, "another hash"),
        ({"bytes": 7}, "another size"),
        ({"path": ["../../etc/passwd"]}, "named there and not listed"),
    ],
)
def test_a_descriptor_that_contradicts_the_files_is_found(copy: Path, facts: dict[str, object], words: str) -> None:
    describe(copy, **facts)
    done = verify(copy)
    assert (done.returncode, done.stderr) == (1, "")
    assert words in done.stdout
    assert "1 faults" in done.stdout


def test_a_descriptor_that_names_the_right_size_is_no_fault(copy: Path) -> None:
    describe(copy, bytes=(copy / "data" / "documents.parquet").stat().st_size)
    assert verify(copy).returncode == 0


def test_a_descriptor_that_cannot_be_read_is_found(copy: Path) -> None:
    (copy / "datapackage.json").write_text("[" * 100_000)
    done = verify(copy)
    assert (done.returncode, done.stderr) == (1, "")
    assert "no descriptor" in done.stdout


@pytest.mark.parametrize("name", ["SHA256SUMS.minisig", "SHA256SUMS.sigstore.json"])
def test_a_signature_need_not_be_listed_and_must_be_a_file(copy: Path, name: str) -> None:
    (copy / name).write_text("signed")
    assert verify(copy).returncode == 0
    assert package_findings(copy) == ()
    (copy / name).unlink()
    (copy / name).symlink_to("/etc/hostname")
    assert verify(copy).returncode == 1
    assert [finding.code for finding in package_findings(copy)] == ["DP809"]


@pytest.mark.parametrize("kind", ["absent", "pipe", "link", "folder"])
def test_no_package_is_2_and_never_stalls(copy: Path, kind: str) -> None:
    manifest = copy / "SHA256SUMS"
    manifest.unlink()
    if kind == "pipe":
        os.mkfifo(manifest)
    elif kind == "link":
        manifest.symlink_to("/dev/zero")
    elif kind == "folder":
        manifest.mkdir()
    assert verify(copy).returncode == 2


def test_deep_folders_are_walked(copy: Path) -> None:
    deep = copy
    for _ in range(300):
        deep = deep / "d"
        deep.mkdir()
    (deep / "x").write_text("x")
    done = verify(copy)
    assert (done.returncode, done.stderr) == (1, "")
    assert "not listed" in done.stdout
