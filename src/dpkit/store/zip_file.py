"""A package as one zip file: the same files give the same bytes."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from dpkit.errors import InputError
from dpkit.store import files

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can name; when the files were made stands in the package."""
MODE = 0o100644
UNIX = 3


def write_zip(target: Path, folder: Path, paths: Iterable[str], top: str) -> None:
    """Put files of a folder into a zip, below the folder `top`, sorted, uncompressed (tables are compressed already).

    A zip of that name is replaced when the new one is whole.

    Raises: InputError where a file cannot be read or the zip cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        for missing in reversed([each for each in (target.parent, *target.parent.parents) if not files.kind_of(each)]):
            files.make_folder(missing)
        if files.kind_of(part) is not None:
            files.remove_file(part)
        with files.open_new(part) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(paths):
                _add(archive, folder, path, f"{top}/{path}")
        files.rename(part, target)
    except OSError as error:
        raise InputError(f"{target}: {error.strerror or error}; a folder with room for it was expected") from error


def _add(archive: zipfile.ZipFile, folder: Path, path: str, name: str) -> None:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.external_attr = MODE << 16
    entry.create_system = UNIX
    with archive.open(entry, "w", force_zip64=True) as out:
        for block in files.blocks(folder, path):
            out.write(block)
