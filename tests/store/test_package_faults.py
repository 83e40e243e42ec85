"""Every file-system call of a package write fails in turn; afterwards the old package or the new one stands, whole.

The suite itself is tried on writers that are broken on purpose: each must fail a check.
"""

import errno
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import writer_faults as checks
from dpkit.errors import DpkitError, PackageError
from dpkit.store import files, package_folder
from dpkit.store.package_folder import Held

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
Contents = Iterable[tuple[str, bytes]]


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize(("number", "always"), [(errno.ENOSPC, True), (errno.EIO, False)])
def test_an_error_in_any_call_leaves_a_whole_package(
    tmp_path: Path, can_exchange: bool, always: bool, number: int
) -> None:
    checks.check_errors(tmp_path, can_exchange=can_exchange, always=always, number=number)


@needs_fork
@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_kill_at_any_call_leaves_a_whole_package(tmp_path: Path, can_exchange: bool) -> None:
    checks.check_kills(tmp_path, can_exchange=can_exchange)


@needs_fork
def test_a_kill_during_the_first_write_leaves_nothing_or_a_whole_package(tmp_path: Path) -> None:
    checks.check_first_write(tmp_path)


@needs_fork
def test_a_kill_while_healing_is_healed(tmp_path: Path) -> None:
    checks.check_healing(tmp_path)


def test_everything_is_on_the_disk_before_the_swap_and_the_manifest_comes_last(tmp_path: Path) -> None:
    checks.check_order(tmp_path)


def test_a_source_that_fails_half_way_leaves_the_old_package(tmp_path: Path) -> None:
    checks.check_failing_source(tmp_path)


def test_one_process_writes_at_a_time(tmp_path: Path) -> None:
    checks.check_one_at_a_time(tmp_path)


ORIGINAL_WRITE, ORIGINAL_STAGING, ORIGINAL_HEAL = files.write_new, package_folder._write_staging, package_folder._heal


def _without_fsync(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _without_folder_fsync(path: Path) -> None:
    pass


def _manifest_first(staging: Path, contents: Contents, *_: object) -> None:
    ORIGINAL_STAGING(staging, [*contents])
    manifest = staging / "SHA256SUMS"
    data = manifest.read_bytes()
    files.remove_file(manifest)
    files.write_new(manifest, data)
    first = staging / "datapackage.json"
    kept = first.read_bytes()
    files.remove_file(first)
    files.write_new(first, kept)


def _in_two_steps(held: Held) -> None:
    if files.kind_of(held.target) is not None:
        files.remove_tree(held.target)
    files.rename(held.staging, held.target)


def _in_place(held: Held) -> None:
    """Copies file by file over the old package."""
    if files.kind_of(held.target) is None:
        files.rename(held.staging, held.target)
        return
    for entry in files.walk(held.staging):
        if entry.kind == "file":
            files.remove_file(held.target / entry.path)
            files.write_new(held.target / entry.path, (held.staging / entry.path).read_bytes())


def _forgets_the_old(held: Held) -> None:
    for leftover in (held.staging, held.old):
        if files.kind_of(leftover) == "folder":
            files.remove_tree(leftover)


def _clears_nothing(held: Held) -> None:
    pass


def _clears_the_target(held: Held) -> None:
    """Takes what it finds beside the package for the better one."""
    if files.kind_of(held.staging) == "folder" and files.kind_of(held.target) == "folder":
        files.remove_tree(held.target)
        files.rename(held.staging, held.target)
    ORIGINAL_HEAL(held)


def _says_nothing(held: Held, contents: Contents, replace: Callable[[Held, Contents], None]) -> None:
    with suppress(PackageError):
        replace(held, contents)


@contextmanager
def _no_lock(path: Path) -> Iterator[bool]:
    path.touch()
    yield True


MUTANTS: dict[str, tuple[str, object]] = {
    "files are not fsynced": ("dpkit.store.files.write_new", _without_fsync),
    "folders are not fsynced": ("dpkit.store.files.sync_folder", _without_folder_fsync),
    "the manifest is not last": ("dpkit.store.package_folder._write_staging", _manifest_first),
    "the old package goes before the new one comes": ("dpkit.store.package_folder._swap", _in_two_steps),
    "files are replaced one by one": ("dpkit.store.package_folder._swap", _in_place),
    "healing forgets the old package": ("dpkit.store.package_folder._heal", _forgets_the_old),
    "healing clears nothing": ("dpkit.store.package_folder._heal", _clears_nothing),
    "healing puts half a package in place": ("dpkit.store.package_folder._heal", _clears_the_target),
    "errors are swallowed": (
        "dpkit.store.package_folder.replace_package",
        lambda held, contents, replace=package_folder.replace_package: _says_nothing(held, contents, replace),
    ),
    "there is no lock": ("dpkit.store.package_folder.exclusive", _no_lock),
}


QUICK = ("there is no lock", "the manifest is not last", "healing clears nothing")
"""The other variants take some minutes on a slow machine: `make test-all`."""


@needs_fork
@pytest.mark.parametrize(
    "mutant", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in MUTANTS]
)
def test_a_broken_writer_fails_the_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutant: str) -> None:
    monkeypatch.setattr(*MUTANTS[mutant])
    failed = [name for name, check in _suite().items() if _fails(check, tmp_path / name)]
    assert failed, f"no check sees that {mutant}"


def _suite() -> dict[str, Callable[[Path], None]]:
    """The checks, the cheapest first."""
    return {
        "order": checks.check_order,
        "one at a time": checks.check_one_at_a_time,
        "failing source": checks.check_failing_source,
        "errors": lambda folder: checks.check_errors(folder, can_exchange=False, always=True, number=errno.ENOSPC),
        "kills": lambda folder: checks.check_kills(folder, can_exchange=False),
        "healing": checks.check_healing,
    }


def _fails(check: Callable[[Path], None], folder: Path) -> bool:
    folder.mkdir()
    try:
        check(folder)
    except (AssertionError, OSError, ValueError, DpkitError, pytest.fail.Exception):
        return True
    return False
