"""What goes to the disk outside the package: report files; and single lines of project files for messages."""

from collections.abc import Iterable
from pathlib import Path

from dpkit.errors import DpkitError, InputError
from dpkit.model import Place
from dpkit.store import files

MAX_SHOWN_FILE_BYTES = 16 * 1024 * 1024
"""Above this a finding is shown without its line: it is not worth reading a corpus again."""


def write_report(path: Path, text: str) -> None:
    """Write a report file, in place of an old one.

    Raises: InputError where it cannot be written.
    """
    _replace(path, text.encode("utf-8", "backslashreplace"))


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a report file piece by piece, in place of an old one.

    Raises: InputError where it cannot be written.
    """
    _replace(path, (piece.encode("utf-8", "backslashreplace") for piece in pieces))


def write_curation(root: Path, path: str, data: bytes) -> None:
    """Write a curation file of the project, in place of an old one; its folders are made where they are missing.

    Raises: InputError where it cannot be written.
    """
    target = root / path
    if files.kind_of(target) not in (None, "file"):
        raise InputError(f"{path}: this is a {files.kind_of(target)}; a regular file was expected")
    _make_folders(root, path)
    _replace(target, data)


def _make_folders(root: Path, path: str) -> None:
    """The folders of a project file that are not there yet."""
    folder = root
    try:
        for part in path.split("/")[:-1]:
            folder = folder / part
            if files.kind_of(folder) is None:
                files.make_folder(folder)
                files.sync_folder(folder.parent)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; a folder that can be written was expected") from error


def _replace(path: Path, data: bytes | Iterable[bytes]) -> None:
    try:
        temporary = path.with_name(f".{path.name}.tmp")
        if files.kind_of(temporary) is not None:  # left by a killed process
            files.remove_file(temporary)
        files.write_pieces(temporary, (data,) if isinstance(data, bytes) else data)
        files.rename(temporary, path)
        files.sync_folder(path.parent)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; a file that can be written was expected") from error


def line_of(root: Path, place: Place) -> str | None:
    """The line that a place names, without its end; None where it cannot be had."""
    if place.line is None:
        return None
    try:
        data = files.read_bytes(root, place.path, MAX_SHOWN_FILE_BYTES)
    except (DpkitError, OSError):
        return None  # a message is better without its line than not at all
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[place.line - 1] if place.line <= len(lines) else None
