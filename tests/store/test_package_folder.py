"""Replacing and reading a package folder: one writer at a time, nothing of people's lost, nothing outside read."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dpkit.errors import PackageError
from dpkit.store.package_folder import (
    hash_package,
    heal,
    list_package,
    locked,
    open_package_file,
    read_manifest,
    read_package_file,
    write_package,
)

FILES = [("datapackage.json", b"{}"), ("data/a.parquet", b"PAR1")]


def with_sums(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files)]
    return [*files, ("SHA256SUMS", "".join(lines).encode())]


def test_a_package_is_written_and_read_back(tmp_path: Path) -> None:
    target = tmp_path / "datapackage"
    write_package(target, with_sums(FILES))
    assert [entry.path for entry in list_package(target)] == ["SHA256SUMS", "data/a.parquet", "datapackage.json"]
    assert read_package_file(target, "data/a.parquet", 4) == b"PAR1"
    assert hash_package(target) == {path: hashlib.sha256(data).hexdigest() for path, data in sorted(FILES)}
    assert read_manifest(target) == with_sums(FILES)[-1][1]
    write_package(target, with_sums(FILES[:1]))
    assert sorted(os.listdir(target)) == ["SHA256SUMS", "datapackage.json"]


def test_two_builds_at_once_one_wins_and_the_other_says_so(tmp_path: Path) -> None:
    target = tmp_path / "datapackage"
    code = (
        "import sys; from pathlib import Path; from dpkit.errors import PackageError\n"
        "from dpkit.store.package_folder import locked\n"
        "try:\n with locked(Path(sys.argv[1])): print('held')\n"
        "except PackageError as error: print(error)"
    )
    command = [sys.executable, "-c", code, str(target)]
    with locked(target):
        other = subprocess.run(command, capture_output=True, text=True, check=True)
        with pytest.raises(PackageError, match="another dpkit"), locked(target):
            pass
    assert "another dpkit is writing this package" in other.stdout
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "held\n"


def test_reading_does_not_disturb_a_running_build(tmp_path: Path) -> None:
    target = tmp_path / "datapackage"
    write_package(target, with_sums(FILES))
    with locked(target) as held:
        held.staging.mkdir()
        heal(target)
        assert held.staging.exists()
    heal(target)
    assert not held.staging.exists()


@pytest.mark.parametrize(
    "files",
    [
        FILES,
        [*with_sums(FILES), ("late.txt", b"")],
        [*with_sums(FILES)[:-1], ("SHA256SUMS", b"")],
        [*FILES, *with_sums(FILES[:1])[1:]],
        with_sums([("../out", b"")]),
        with_sums([("/out", b"")]),
        with_sums([("a\\b", b"")]),
        with_sums([("a", b""), ("a", b"")]),
        [("SHA256SUMS", b"0" * 64 + b"  a\n"), ("a", b"")],
    ],
)
def test_a_package_that_is_not_whole_is_never_put_in_place(tmp_path: Path, files: list[tuple[str, bytes]]) -> None:
    target = tmp_path / "datapackage"
    write_package(target, with_sums(FILES))
    with pytest.raises(PackageError):
        write_package(target, files)
    assert read_package_file(target, "datapackage.json", 10) == b"{}"
    assert sorted(os.listdir(tmp_path)) == [".dpkit", "datapackage"]


@pytest.mark.parametrize("stranger", ["notes.txt", "data/more.parquet"])
def test_files_of_people_in_the_package_folder_are_not_lost(tmp_path: Path, stranger: str) -> None:
    target = tmp_path / "datapackage"
    write_package(target, with_sums(FILES))
    (target / stranger).write_text("mine")
    with pytest.raises(PackageError, match=f"{stranger} would be lost"):
        write_package(target, with_sums(FILES))
    assert (target / stranger).read_text() == "mine"


def test_a_folder_that_is_no_package_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "datapackage"
    target.mkdir()
    write_package(target, with_sums(FILES))  # an empty folder is nobody's
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter-1.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(target)
    for path in (other, tmp_path / "file", tmp_path / "link"):
        with pytest.raises(PackageError):
            write_package(path, with_sums(FILES))
    assert (other / "chapter-1.txt").exists()


def test_the_litter_of_file_browsers_does_not_stop_a_build(tmp_path: Path) -> None:
    target = tmp_path / "datapackage"
    write_package(target, with_sums(FILES))
    (target / ".DS_Store").write_text("x")
    write_package(target, with_sums(FILES))
    assert not (target / ".DS_Store").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links and FIFOs")
def test_reading_a_foreign_package_never_leaves_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    target = tmp_path / "foreign"
    (target / "data").mkdir(parents=True)
    (target / "link").symlink_to(tmp_path / "secret")
    (target / "zero").symlink_to("/dev/zero")
    (target / "folder").symlink_to(tmp_path)
    os.mkfifo(target / "fifo")
    for path in (
        "../secret",
        "/etc/passwd",
        "link",
        "zero",
        "fifo",
        "folder/secret",
        "data",
        "data/../../secret",
        "a\0b",
        "",
    ):
        with pytest.raises(PackageError):
            open_package_file(target, path)
    hashes = hash_package(target)
    assert hashes == {"fifo": "", "folder": "", "link": "", "zero": ""}


def test_a_work_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    project = tmp_path / "project"
    project.mkdir()
    (project / ".dpkit").symlink_to(elsewhere)
    with pytest.raises(PackageError, match="link"):
        write_package(project / "datapackage", with_sums(FILES))
    assert os.listdir(elsewhere) == []
