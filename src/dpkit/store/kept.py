"""Former releases, kept: `releases/<version>/SHA256SUMS` lists the files, `releases/files/<SHA-256>` holds each once.

A table that did not change between releases takes no room twice, and no release can be opened with other bytes than it
had: a file is called what it holds.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from dpkit.errors import InputError, PackageError
from dpkit.package.checksums import MANIFEST, SIGNATURES, read_sums, write_sums
from dpkit.store import files
from dpkit.store.package_folder import MAX_MANIFEST_BYTES, MAX_SIGNATURE_BYTES

FILES = "files"
MAX_FILE_BYTES = 8 * 1024**3


def keep_files(folder: Path, version: str, contents: Iterator[tuple[str, bytes]]) -> None:
    """Keep these files (path, bytes; manifest and signatures are left out) as a release, in place of a former one.

    Raises: PackageError where they cannot be written.
    """
    try:
        _make_folders(folder, folder / FILES, folder / version)
        hashes: dict[str, str] = {}
        for path, data in contents:
            if path not in (MANIFEST, *SIGNATURES):
                hashes[path] = hashlib.sha256(data).hexdigest()
                _write(folder / FILES / hashes[path], data)
        files.sync_folder(folder / FILES)
        _write_list(folder / version, write_sums(hashes))
        files.sync_folder(folder / version)
        files.sync_folder(folder)
    except OSError as error:
        raise PackageError(f"{folder}: {error.strerror or error}; a writable folder with room was expected") from error


def kept_versions(folder: Path) -> tuple[str, ...]:
    """The versions that are kept, sorted as text."""
    if files.kind_of(folder) != "folder":
        return ()
    found = (entry.path for entry in files.walk(folder) if entry.kind == "file")
    return tuple(path.partition("/")[0] for path in found if path.count("/") == 1 and path.endswith(f"/{MANIFEST}"))


def kept_files(folder: Path, version: str) -> Iterator[tuple[str, bytes]]:
    """The files of a kept release (path, bytes), each compared with its hash, then signatures, the manifest last.

    Raises: PackageError where the release is not kept, or a file of it is not what it was.
    """
    listed = kept_list(folder, version)
    for path, digest in listed.items():
        data = _read(folder, f"{FILES}/{digest}")
        if hashlib.sha256(data).hexdigest() != digest:
            raise PackageError(
                f"{folder.name}/{FILES}/{digest}: the file was changed; the bytes of the release expected"
            )
        yield path, data
    for name in SIGNATURES:
        if files.kind_of(folder / version / name) == "file":
            yield name, _read(folder, f"{version}/{name}", MAX_SIGNATURE_BYTES)
    yield MANIFEST, write_sums(listed)


def kept_list(folder: Path, version: str) -> Mapping[str, str]:
    """Path → SHA-256 of the files of a kept release.

    Raises: PackageError.
    """
    if files.kind_of(folder / version / MANIFEST) != "file":
        known = ", ".join(kept_versions(folder)) or "none"
        raise PackageError(f"{version}: this release is not kept in {folder.name}/; one of {known} was expected")
    listed, faults = read_sums(_read(folder, f"{version}/{MANIFEST}", MAX_MANIFEST_BYTES))
    if faults:
        raise PackageError(f"{folder.name}/{version}/{faults[0].message}")
    return listed


def drop_unlisted(folder: Path) -> tuple[str, ...]:
    """Remove the files that no kept release lists any more; their names.

    Raises: PackageError.
    """
    listed = {digest for version in kept_versions(folder) for digest in kept_list(folder, version).values()}
    try:
        found = [entry.path for entry in files.walk(folder, FILES) if entry.path.rpartition("/")[2] not in listed]
        for path in found:
            files.remove_file(folder / path)
        files.sync_folder(folder / FILES)
    except OSError as error:
        raise PackageError(f"{folder}: {error.strerror or error}; a writable folder was expected") from error
    return tuple(found)


def _make_folders(*folders: Path) -> None:
    for folder in folders:
        kind = files.kind_of(folder)
        if kind is None:
            files.make_folder(folder)
            files.sync_folder(folder.parent)
        elif kind != "folder":
            raise PackageError(f"{folder}: this is a {kind}; a folder was expected")


def _write_list(folder: Path, data: bytes) -> None:
    """Write the list of a release; signatures of another one have lost their sense."""
    before = _read(folder.parent, f"{folder.name}/{MANIFEST}") if files.kind_of(folder / MANIFEST) == "file" else data
    for name in SIGNATURES:
        if before != data and files.kind_of(folder / name) == "file":
            files.remove_file(folder / name)
    _write(folder / MANIFEST, data, is_replaced=True)


def _write(path: Path, data: bytes, *, is_replaced: bool = False) -> None:
    if not is_replaced and files.kind_of(path) == "file" and _is_whole(path):
        return
    temporary = path.with_name(f".{path.name}.tmp")
    if files.kind_of(temporary) is not None:  # left by a killed process
        files.remove_file(temporary)
    files.write_new(temporary, data)
    files.rename(temporary, path)


def _is_whole(path: Path) -> bool:
    digest = hashlib.sha256()
    for block in files.blocks(path.parent, path.name):
        digest.update(block)
    return digest.hexdigest() == path.name


def _read(folder: Path, path: str, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    try:
        return files.read_bytes(folder, path, max_bytes)
    except InputError as error:
        raise PackageError(f"{folder.name}/{error}") from error
