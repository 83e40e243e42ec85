"""The only module, with `locking`, that calls the file system: small functions, so that a test can fail the n-th call.

Reading takes a root and a posix path below it: no part of the path may be a link, only regular files are opened.
Reading raises InputError; writing raises OSError, which the caller turns into an error that names its job.
"""

import ctypes
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from dpkit.errors import InputError

Kind = Literal["file", "folder", "link", "other"]
MAX_DEPTH = 40
"""Folders nested deeper were not made by people."""
BLOCK_BYTES = 1024 * 1024

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_DIRECTORY", 0)
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | getattr(os, "O_BINARY", 0)
_CANNOT_EXCHANGE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name in a folder: its posix path below the root, and what it is without following links."""

    path: str
    kind: Kind
    size_bytes: int = 0
    times: tuple[int, int, int] = (0, 0, 0)
    """Of a file: when its bytes and when its inode last changed (ns), and the inode: equal while nothing changed."""


# --- reading --------------------------------------------------------------------------------------------------------


def open_regular(root: Path, path: str, max_bytes: int | None = None) -> BinaryIO:
    """A seekable stream of a regular file below the root; links, FIFOs, devices and larger files are refused."""
    descriptor = _open_inside(root, path)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{shown(path)}: this is no regular file; a file was expected")
        if max_bytes is not None and status.st_size > max_bytes:
            size = status.st_size
            raise InputError(f"{shown(path)}: the file has {size} bytes; at most {max_bytes} were expected")
        return os.fdopen(descriptor, "rb")
    except OSError as error:
        _close(descriptor)
        raise InputError(f"{shown(path)}: {error.strerror}; a readable file was expected") from error
    except BaseException:
        _close(descriptor)
        raise


def read_bytes(root: Path, path: str, max_bytes: int) -> bytes:
    """The bytes of a regular file below the root, at most `max_bytes` of them, even if it grows meanwhile."""
    with open_regular(root, path, max_bytes) as stream:
        try:
            data = stream.read(max_bytes + 1)
        except OSError as error:
            raise InputError(f"{shown(path)}: {error.strerror}; a readable file was expected") from error
    if len(data) > max_bytes:
        raise InputError(f"{shown(path)}: the file grows while it is read; at most {max_bytes} bytes were expected")
    return data


def blocks(root: Path, path: str) -> Iterator[bytes]:
    """The bytes of a regular file, a mebibyte at a time."""
    with open_regular(root, path) as stream:
        try:
            while block := stream.read(BLOCK_BYTES):
                yield block
        except OSError as error:
            raise InputError(f"{shown(path)}: {error.strerror}; a readable file was expected") from error


def walk(root: Path, path: str = "") -> Iterator[Entry]:
    """Everything below a folder of the root (folders too), sorted by the bytes of the names; no link is followed."""
    if path.count("/") > MAX_DEPTH:
        raise InputError(
            f"{shown(path)[:200]}: folders are nested deeper than {MAX_DEPTH}; a flatter tree was expected"
        )
    try:
        with os.scandir(root / path) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
            known = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
    except OSError as error:
        raise InputError(f"{shown(path) or root}: {error.strerror}; a readable folder was expected") from error
    for name, status in known:
        below = f"{path}/{name}" if path else name
        kind = _kind(status.st_mode)
        if kind == "file":
            yield Entry(path=below, kind=kind, size_bytes=status.st_size, times=_times(status))
        else:
            yield Entry(path=below, kind=kind)
        if kind == "folder":
            yield from walk(root, below)


def kind_of(path: Path) -> Kind | None:
    """What stands at a path, without following a link; None where nothing does."""
    try:
        return _kind(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; a readable folder was expected") from error


def times_of(path: Path) -> tuple[int, int, int]:
    """What `Entry.times` holds, of one file."""
    return _times(os.lstat(path))


def resolved(path: Path) -> Path:
    """An absolute path without links."""
    return Path(os.path.realpath(path))


def shown(path: str) -> str:
    r"""A path for a message: control characters and bytes that are no UTF-8 are escaped.

    >>> shown("a\nb\udcff")
    'a\\nb\\xff'
    """
    escaped = (
        ascii(char)[1:-1] if not char.isprintable() and not 0xDC80 <= ord(char) <= 0xDCFF else char for char in path
    )
    return "".join(
        f"\\x{ord(char) - 0xDC00:02x}" if 0xDC80 <= ord(char) <= 0xDCFF else char for char in "".join(escaped)
    )


# --- writing --------------------------------------------------------------------------------------------------------


def make_folder(path: Path) -> None:
    """A new folder; its parent must exist."""
    os.mkdir(path)


def write_new(path: Path, data: bytes) -> None:
    """A new file with these bytes, on the disk when this returns (its name is not: `sync_folder`)."""
    write_pieces(path, (data,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """A new file with these bytes, one piece after the other, on the disk when this returns; their SHA-256."""
    digest = hashlib.sha256()
    descriptor = os.open(path, _WRITE_NEW, 0o644)
    try:
        for piece in pieces:
            digest.update(piece)
            view = memoryview(piece)
            while view:  # a write may be short
                view = view[os.write(descriptor, view[: 64 * BLOCK_BYTES]) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return digest.hexdigest()


def open_new(path: Path) -> BinaryIO:
    """A new file for writing, of ordinary permissions; it must not be there.

    Raises: OSError.
    """
    return open(path, "xb")


def sync_folder(path: Path) -> None:
    """The names in a folder are on the disk when this returns; nothing on systems that cannot open folders."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, _FOLDER)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """A new name for a file or folder; a file there is replaced in one step."""
    os.replace(source, target)


def exchange(first: Path, second: Path) -> bool:
    """Swap what two names stand for in one step; False where the system or its file system cannot."""
    number = _exchange(os.fsencode(first), os.fsencode(second))
    if number in _CANNOT_EXCHANGE:
        return False
    if number:
        raise OSError(number, os.strerror(number), str(first))
    return True


def remove_file(path: Path) -> None:
    """The name is gone."""
    os.unlink(path)


def remove_tree(path: Path) -> None:
    """A folder with all that is in it, links not followed, is gone."""
    with os.scandir(path) as found:
        entries = [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in found]
    for below, is_folder in entries:
        if is_folder:
            remove_tree(below)
        else:
            os.unlink(below)
    os.rmdir(path)


# --- below ----------------------------------------------------------------------------------------------------------


def _close(descriptor: int) -> None:
    """Close what was not written to: the descriptor is free whatever the system says."""
    with suppress(OSError):
        os.close(descriptor)


def _open_inside(root: Path, path: str) -> int:
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts) or (os.sep != "/" and os.sep in path):
        raise InputError(f"{shown(path)}: this leads out of its folder; a path inside was expected")
    try:
        if os.open not in os.supports_dir_fd:
            return _open_by_path(root, parts)
        folder = os.open(root, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0))
        for part in parts[:-1]:
            try:
                below = os.open(part, _FOLDER, dir_fd=folder)
            finally:
                os.close(folder)
            folder = below
        try:
            return _open_checked(parts[-1], folder)
        finally:
            os.close(folder)
    except OSError as error:
        is_link = error.errno in (errno.ELOOP, errno.ENOTDIR)
        problem = "a link stands on the way to it, or no folder" if is_link else error.strerror
        raise InputError(f"{shown(path)}: {problem}; a readable file was expected") from error


def _open_checked(name: str, folder: int) -> int:
    """Open a name in a folder; what is no regular file is not even opened, for devices act on being opened."""
    if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        raise OSError(errno.EINVAL, "this is a link, folder, FIFO or device")
    return os.open(name, _READ, dir_fd=folder)


def _open_by_path(root: Path, parts: list[str]) -> int:
    """Where folders cannot be held open: look at each part, then open."""
    for end in range(1, len(parts) + 1):
        kind = _kind(os.lstat(root.joinpath(*parts[:end])).st_mode)
        if kind != ("file" if end == len(parts) else "folder"):
            raise OSError(errno.EINVAL, f"this is a {kind}")
    return os.open(root.joinpath(*parts), _READ)


def _times(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _kind(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "other"


def _exchange(first: bytes, second: bytes) -> int:
    """0, or the error number of `renameat2(RENAME_EXCHANGE)` or `renamex_np(RENAME_SWAP)`."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform.startswith("linux"):
            at_working_folder, swap = -100, 2
            failed = library.renameat2(at_working_folder, first, at_working_folder, second, swap)
        elif sys.platform == "darwin":
            failed = library.renamex_np(first, second, 2)
        else:
            return errno.ENOSYS
    except (AttributeError, OSError, TypeError):  # a C library without the call, or none
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0
