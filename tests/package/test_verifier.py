"""The verifier inside the package needs Python alone, and finds what `dpkit verify` finds."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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
