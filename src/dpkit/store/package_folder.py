"""The folder of a data package: replaced as a whole, in one step, by one process at a time; read without trust.

Beside the package `datapackage` lies the working folder `.dpkit/datapackage` with `lock`, `staging` (what is being
written; after the swap, what was replaced) and `old` (only where two names cannot be swapped in one step: from the
first rename to the second the package stands there, and everything that reads or writes puts it back first).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from dpkit.errors import InputError, PackageError
from dpkit.package.checksums import MANIFEST, SIGNATURES, is_safe, read_sums
from dpkit.store import files
from dpkit.store.locking import exclusive

WORK_FOLDER = ".dpkit"
MAX_MANIFEST_BYTES = 64 * 1024 * 1024
MAX_SIGNATURE_BYTES = 1024 * 1024
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file browsers leave in folders; nobody misses it when a package is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A package folder whose lock this process holds, healed."""

    target: Path
    work: Path

    @property
    def staging(self) -> Path:
        return self.work / "staging"

    @property
    def old(self) -> Path:
        return self.work / "old"


@contextmanager
def locked(target: Path) -> Iterator[Held]:
    """Hold the lock of a package folder, for a build from its first read to its swap.

    Raises: PackageError where another process holds it, or nothing can be written here.
    """
    held = Held(target=target, work=_work(target))
    with ExitStack() as stack:
        with _as_package_error(target):
            for folder in (held.work.parent, held.work):
                _make_if_missing(folder)
            is_ours = stack.enter_context(exclusive(held.work / "lock"))
            if not is_ours:
                raise PackageError(f"{target}: another dpkit is writing this package; one build at a time was expected")
            _heal(held)
        yield held


def replace_package(held: Held, contents: Iterable[tuple[str, bytes | Iterable[bytes]]]) -> None:
    """Put a whole package in the place of the old one; on any error the old one stays.

    `contents` gives paths and bytes (whole, or in pieces), `SHA256SUMS` last; what it lists must be what was given, but
    for signatures of it. Those of the old package stay where its SHA256SUMS is the same; else they lost their sense.

    Raises: PackageError where something cannot be written, or the folder holds what dpkit did not write.
    """
    try:
        with _as_package_error(held.target):
            _check_replaceable(held.target)
            _write_staging(held.staging, contents, partial(_signatures_of, held.target))
            files.sync_folder(held.work)
            _swap(held)
            files.sync_folder(held.target.parent)
            files.sync_folder(held.work)
    except Exception:
        with suppress(OSError, InputError):  # what cannot be removed now is healed by the next command
            _heal(held)
        raise
    with suppress(
        OSError, InputError
    ):  # the new package stands; what is left of the old is removed by the next command
        _heal(held)


def write_package(target: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Lock, replace, unlock: `replace_package` for a caller without a longer job."""
    with locked(target) as held:
        replace_package(held, contents)


def replace_copy(target: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Put a copy of a package into a folder of its own, made with the folders above it.

    Raises: PackageError.
    """
    with _as_package_error(target):
        for folder in reversed(target.parents):
            _make_if_missing(folder)
    write_package(target, contents)


def heal(target: Path) -> None:
    """Put back or clear away what a killed build left, before reading; a running build is left alone."""
    held = Held(target=target, work=_work(target))
    if files.kind_of(held.staging) is None and files.kind_of(held.old) is None:
        return
    with _as_package_error(target), exclusive(held.work / "lock") as is_ours:
        if is_ours:
            _heal(held)


def built(target: Path) -> Path:
    """The folder of a package that a build wrote, healed where one was killed.

    Raises: PackageError where there is none.
    """
    heal(target)
    if files.kind_of(target) is None or not list_package(target):
        raise PackageError(f"{target}: there is no built package; `dpkit build` before this was expected")
    return target


def list_package(target: Path) -> tuple[files.Entry, ...]:
    """Everything in a package folder except folders, sorted by path; links and devices too, as what they are."""
    found = (entry for entry in files.walk(target) if entry.kind != "folder")
    return tuple(sorted(found, key=lambda entry: entry.path))


def open_package_file(target: Path, path: str, max_bytes: int | None = None) -> BinaryIO:
    """A stream of one file of a package; refuses what leads out of it.

    Raises: PackageError.
    """
    try:
        return files.open_regular(target, path, max_bytes)
    except InputError as error:
        raise PackageError(f"{target.name}/{error}") from error


def read_package_file(target: Path, path: str, max_bytes: int) -> bytes:
    """The bytes of one file of a package.

    Raises: PackageError.
    """
    try:
        return files.read_bytes(target, path, max_bytes)
    except InputError as error:
        raise PackageError(f"{target.name}/{error}") from error


def read_manifest(target: Path) -> bytes | None:
    """The bytes of SHA256SUMS; None where there is none."""
    if files.kind_of(target / MANIFEST) is None:
        return None
    return read_package_file(target, MANIFEST, MAX_MANIFEST_BYTES)


def hash_package(target: Path) -> Mapping[str, str]:
    """Path → SHA-256 of every file of a package, the manifest excepted; what is no regular file has the hash `""`."""
    entries = [entry for entry in list_package(target) if entry.path != MANIFEST]
    return {entry.path: hash_file(target, entry.path) if entry.kind == "file" else "" for entry in entries}


def hash_file(root: Path, path: str) -> str:
    """The SHA-256 of a regular file below a root, read in pieces."""
    digest = hashlib.sha256()
    for block in files.blocks(root, path):
        digest.update(block)
    return digest.hexdigest()


def _work(target: Path) -> Path:
    return target.parent / WORK_FOLDER / target.name


def _make_if_missing(folder: Path) -> None:
    kind = files.kind_of(folder)
    if kind is None:
        with suppress(FileExistsError):  # another process was faster
            files.make_folder(folder)
    elif kind != "folder":
        raise PackageError(f"{folder}: this is a {kind}; a folder of dpkit's own was expected")


def _heal(held: Held) -> None:
    if files.kind_of(held.target) is None and files.kind_of(held.old) is not None:
        files.rename(held.old, held.target)
        files.sync_folder(held.target.parent)
    for leftover in (held.staging, held.old):
        kind = files.kind_of(leftover)
        if kind == "folder":
            files.remove_tree(leftover)
        elif kind is not None:
            files.remove_file(leftover)


def _check_replaceable(target: Path) -> None:
    """Refuse to replace anything that is not, as a whole, a package written by dpkit."""
    kind = files.kind_of(target)
    if kind is None:
        return
    if kind != "folder":
        raise PackageError(f"{target}: this is a {kind}; a package folder was expected")
    found = {entry.path for entry in list_package(target) if entry.path.rpartition("/")[2] not in LITTER}
    if not found:
        return
    if MANIFEST not in found:
        raise PackageError(
            f"{target}: the folder holds files but no {MANIFEST}; a package written by dpkit was expected"
        )
    listed, _ = read_sums(read_package_file(target, MANIFEST, MAX_MANIFEST_BYTES))
    strangers = sorted(found - listed.keys() - {MANIFEST, *SIGNATURES})
    if strangers:
        names = ", ".join(files.shown(name) for name in strangers[:3])
        more = f" and {len(strangers) - 3} more" if len(strangers) > 3 else ""
        raise PackageError(f"{target}: {names}{more} would be lost; only what dpkit wrote was expected in a package")


def _write_staging(
    staging: Path,
    contents: Iterable[tuple[str, bytes | Iterable[bytes]]],
    former: Callable[[bytes], Mapping[str, bytes]] = lambda _: {},
) -> None:
    files.make_folder(staging)
    folders = {""}
    hashes: dict[str, str] = {}
    manifest: bytes | None = None
    signatures: dict[str, bytes] = {}
    for path, data in contents:
        if manifest is not None or path in hashes or not is_safe(path):
            raise PackageError(f"{path!r}: this cannot be written; unique paths inside, {MANIFEST} last, were expected")
        pieces = (data,) if isinstance(data, bytes) else data
        if path == MANIFEST:
            manifest = b"".join(pieces)
            continue
        if path in SIGNATURES:
            signatures[path] = b"".join(pieces)
            continue
        _make_parents(staging, path, folders)
        hashes[path] = files.write_pieces(staging / path, pieces)
    if manifest is None or dict(read_sums(manifest)[0]) != hashes:
        raise PackageError(f"{MANIFEST}: it is missing or does not list what was written; a complete list was expected")
    for folder in sorted(folders, key=lambda name: -name.count("/") if name else 1):
        files.sync_folder(staging / folder)
    for path, data in {**former(manifest), **signatures}.items():
        files.write_new(staging / path, data)
    files.write_new(staging / MANIFEST, manifest)
    files.sync_folder(staging)


def _signatures_of(target: Path, manifest: bytes) -> Mapping[str, bytes]:
    """The signatures of a package, if its SHA256SUMS is this one."""
    if files.kind_of(target / MANIFEST) != "file" or files.read_bytes(target, MANIFEST, MAX_MANIFEST_BYTES) != manifest:
        return {}
    found = (name for name in SIGNATURES if files.kind_of(target / name) == "file")
    return {name: files.read_bytes(target, name, MAX_SIGNATURE_BYTES) for name in found}


def _make_parents(staging: Path, path: str, folders: set[str]) -> None:
    parts = path.split("/")[:-1]
    for end in range(1, len(parts) + 1):
        folder = "/".join(parts[:end])
        if folder not in folders:
            files.make_folder(staging / folder)
            folders.add(folder)


def _swap(held: Held) -> None:
    if files.kind_of(held.target) is None:
        files.rename(held.staging, held.target)
    elif not files.exchange(held.staging, held.target):
        files.rename(held.target, held.old)
        files.rename(held.staging, held.target)


@contextmanager
def _as_package_error(target: Path) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise PackageError(str(error)) from error
    except OSError as error:
        problem = error.strerror or str(error)
        raise PackageError(
            f"{target}: {problem} ({error.filename}); a writable folder with room was expected"
        ) from error
