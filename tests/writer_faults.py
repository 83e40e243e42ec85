"""The checks of a package writer: every file-system call fails in turn; then the old package or the new one stands.

The module `files` is given an `os` whose n-th call raises an error, raises errors from then on, or ends the process.
"""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dpkit.errors import PackageError
from dpkit.store import files
from dpkit.store.package_folder import hash_package, heal, read_manifest, write_package

CALLS = ("open", "write", "fsync", "close", "mkdir", "replace", "unlink", "rmdir", "scandir", "lstat", "stat", "fstat")
Contents = list[tuple[str, bytes]]


def package(words: bytes) -> Contents:
    data = [("data/a.parquet", words), ("data/b.parquet", words * 2), ("datapackage.json", b"{}" + words)]
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(data))
    return [*data, ("SHA256SUMS", sums.encode())]


OLD, NEW = package(b"old"), package(b"new words")


class FaultyOs:
    """`os`, whose calls are counted; from the n-th on they do what `fault` does, once or always."""

    def __init__(self, fault: Callable[[], None] | None = None, at: int = 0, *, always: bool = False) -> None:
        self.fault, self.at, self.always = fault, at, always
        self.log: list[str] = []

    def __getattr__(self, name: str) -> Any:
        original = getattr(os, name)
        if name not in CALLS:
            return original

        def call(*arguments: Any, **options: Any) -> Any:
            entry = f"{name} {Path(arguments[0]).name if isinstance(arguments[0], str | Path) else ''}".strip()
            if name == "close":  # the descriptor is closed all the same, as after a real error
                original(*arguments)
                return self.count(entry)
            self.count(entry)
            return original(*arguments, **options)

        return call

    @property
    def supports_dir_fd(self) -> set[Any]:
        return {self.open} if os.open in os.supports_dir_fd else set()

    def count(self, entry: str) -> None:
        self.log.append(entry)
        number = len(self.log)
        if self.fault and (number == self.at or (self.always and number > self.at)):
            self.fault()


def use(faulty: FaultyOs, patch: pytest.MonkeyPatch, *, can_exchange: bool) -> None:
    native = files._exchange

    def exchange(first: bytes, second: bytes) -> int:
        faulty.count("exchange")
        return native(first, second) if can_exchange else errno.ENOSYS

    patch.setattr(files, "os", faulty)
    patch.setattr(files, "_exchange", exchange)


def raises(number: int) -> Callable[[], None]:
    def fault() -> None:
        raise OSError(number, os.strerror(number))

    return fault


def standing(target: Path) -> Contents:
    """What a reader finds, after healing, checked against the manifest."""
    heal(target)
    hashes = hash_package(target)
    manifest = read_manifest(target)
    assert manifest is not None
    listed = dict(line.split("  ")[::-1] for line in manifest.decode().splitlines())
    assert listed == hashes
    return [
        (path, (target / path).read_bytes()) for path in ("data/a.parquet", "data/b.parquet", "datapackage.json")
    ] + [("SHA256SUMS", manifest)]


def leftovers(target: Path) -> list[str]:
    return sorted(os.listdir(target.parent / ".dpkit" / target.name))


def count_calls(folder: Path, *, can_exchange: bool, has_old: bool = True) -> list[str]:
    target = folder / "counted"
    if has_old:
        write_package(target, OLD)
    with pytest.MonkeyPatch.context() as patch:
        faulty = FaultyOs()
        use(faulty, patch, can_exchange=can_exchange)
        write_package(target, NEW)
    return faulty.log


def check_after(target: Path) -> None:
    """Old or new stands, and the next write gives the new one and leaves nothing behind."""
    assert standing(target) in (OLD, NEW)
    assert leftovers(target) == ["lock"]
    write_package(target, NEW)
    assert standing(target) == NEW
    assert leftovers(target) == ["lock"]


def check_errors(folder: Path, *, can_exchange: bool, always: bool, number: int) -> None:
    """An error in any call, once or from then on, leaves a whole package."""
    total = len(count_calls(folder, can_exchange=can_exchange))
    assert total > 40
    for at in range(1, total + 1):
        target = folder / str(at) / "package"
        target.parent.mkdir()
        write_package(target, OLD)
        with pytest.MonkeyPatch.context() as patch:
            use(FaultyOs(raises(number), at, always=always), patch, can_exchange=can_exchange)
            try:
                write_package(target, NEW)
                has_said_so = False
            except PackageError:
                has_said_so = True
        assert has_said_so or standing(target) == NEW, f"call {at} was lost in silence"
        check_after(target)


def check_kills(folder: Path, *, can_exchange: bool) -> None:
    """A kill at any call leaves a whole package."""
    total = len(count_calls(folder, can_exchange=can_exchange))
    found = []
    for at in range(1, total + 1):
        target = folder / str(at) / "package"
        target.parent.mkdir()
        write_package(target, OLD)
        assert _killed(target, at, can_exchange=can_exchange)
        found.append(standing(target))
        check_after(target)
    assert OLD in found
    assert NEW in found
    assert found == sorted(found, key=lambda content: content == NEW), "once new, never old again"


def check_first_write(folder: Path) -> None:
    """A kill during the first write leaves nothing or a whole package."""
    total = len(count_calls(folder, can_exchange=True, has_old=False))
    for at in range(1, total + 1):
        target = folder / str(at) / "package"
        target.parent.mkdir()
        assert _killed(target, at, can_exchange=True)
        if target.exists():
            assert standing(target) == NEW
        write_package(target, NEW)
        check_after(target)


def check_healing(folder: Path) -> None:
    """A kill while healing is healed."""
    calls = count_calls(folder, can_exchange=False)
    in_window = calls.index("replace staging") + 1  # the target was renamed away, the staging folder not yet put there
    for at in range(1, 40):
        target = folder / str(at) / "package"
        target.parent.mkdir()
        write_package(target, OLD)
        assert _killed(target, in_window, can_exchange=False)
        assert not target.exists()
        _killed(target, at, can_exchange=False, job=heal)
        assert standing(target) == OLD
        check_after(target)


def check_order(folder: Path) -> None:
    """Everything is on the disk before the swap, and the manifest comes last."""
    log = count_calls(folder, can_exchange=True)
    swap = log.index("exchange")
    written = [entry for entry in log[:swap] if entry.startswith(("open", "write", "fsync"))]
    creations = [index for index, entry in enumerate(written) if entry == "write"]
    assert len(creations) == len(NEW)
    assert all(written[index + 1] == "fsync" for index in creations), "a file is written and then fsynced"
    manifest = len(written) - 1 - written[::-1].index("open SHA256SUMS")  # before it the old one is read
    assert written.index("open data") < manifest, "the folders are fsynced before the manifest is begun"
    assert written[manifest:] == ["open SHA256SUMS", "write", "fsync", "open staging", "fsync", "open counted", "fsync"]
    assert [entry for entry in log[swap:] if entry == "fsync"] == ["fsync", "fsync"], "both parents after the swap"


def check_failing_source(folder: Path) -> None:
    """A source that fails half way leaves the old package."""

    def failing() -> Iterator[tuple[str, bytes]]:
        yield NEW[0]
        raise KeyboardInterrupt

    target = folder / "package"
    write_package(target, OLD)
    with pytest.raises(KeyboardInterrupt):
        write_package(target, failing())
    check_after(target)


def check_one_at_a_time(folder: Path) -> None:
    """While one process writes, another is refused, and nothing of the first is lost."""

    def interrupted() -> Iterator[tuple[str, bytes]]:
        with pytest.raises(PackageError, match="another dpkit"):
            write_package(target, OLD)
        yield from NEW

    target = folder / "package"
    write_package(target, OLD)
    write_package(target, interrupted())
    check_after(target)


def _killed(target: Path, at: int, *, can_exchange: bool, job: Callable[[Path], None] | None = None) -> bool:
    """Run a write (or another job) in a child process that ends, without any clean-up, at its n-th call."""
    child = os.fork()
    if child == 0:
        try:
            use(FaultyOs(lambda: os._exit(137), at), pytest.MonkeyPatch(), can_exchange=can_exchange)
            if job:
                job(target)
            else:
                write_package(target, NEW)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 137 or job is None
