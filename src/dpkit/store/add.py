"""`dpkit add`: a file comes into the raw folder as it is, with a sidecar for a person to complete."""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from dpkit.errors import InputError, UsageError
from dpkit.inputs.sidecar import SIDECAR_SUFFIX
from dpkit.inputs.urls import url_fault
from dpkit.store import files
from dpkit.store.raw import name_fault

MAX_ADDED_BYTES = 4 * 1024 * 1024 * 1024

_SIDECAR = """\
# What is known of this raw file. Every key is optional: leave out what you do not know, nothing is guessed from here.
# id: a-readable-name-that-never-changes
# title:
# type: statement        # statement (issued by the speaker itself), relay, transcript or other
# language: en
# issuer:                # who is speaking
# publisher:             # who published the page
# issued_on: YYYY-MM-DD
# published_on: YYYY-MM-DD
source:
  url: {url}
  # retrieved_at: YYYY-MM-DDTHH:MM:SSZ
# rights:
#   license:             # an SPDX id, LicenseRef-…, or unknown
#   holder:
"""


def add_file(
    root: Path,
    raw_folder: str,
    source: Path,
    *,
    url: str | None = None,
    folder: str | None = None,
    reader: str | None = None,
) -> str:
    """The project path of the copy of a file in the raw folder, beside a new sidecar.

    Without `folder` it goes where its address says (the host), else into `added`. A file of the same name and bytes
    is left alone; one with other bytes is never replaced.

    Raises: UsageError, InputError.
    """
    fault = url_fault(url) if url is not None else None
    if fault is not None:
        raise UsageError(f"--url: {fault}")
    place = folder if folder is not None else folder_of(url)
    return place_raw(root, f"{raw_folder}/{place}/{source.name}", source_bytes(source), _sidecar(url, reader))


def add_capture(
    root: Path, raw_folder: str, warc: bytes, hops: Sequence[str], retrieved_at: dt.datetime, *, folder: str | None
) -> str:
    """The project path of a captured page; `hops` are its addresses, the asked one first, the page's own last.

    A later capture of the page gets a file of its own: the file name ends in the time.

    Raises: UsageError, InputError.
    """
    url = hops[-1]
    segment = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    slug = re.sub(r"[^a-z0-9]+", "-", segment.rsplit(".", 1)[0].lower()).strip("-")[:80] or "index"
    place = folder if folder is not None else f"{folder_of(url)}/{retrieved_at:%Y}"
    when = f"retrieved_at: {retrieved_at:%Y-%m-%dT%H:%M:%SZ}"
    text = _sidecar(url, None).decode().replace("# retrieved_at: YYYY-MM-DDTHH:MM:SSZ", when)
    if len(hops) > 1:
        text += f"note: {json.dumps('asked for ' + ', redirected to '.join(hops), ensure_ascii=False)}\n"
    return place_raw(root, f"{raw_folder}/{place}/{slug}-{retrieved_at:%Y%m%dT%H%M%SZ}.warc", warc, text.encode())


def place_raw(root: Path, path: str, data: bytes, sidecar: bytes) -> str:
    """Put a raw file and its sidecar where no others are; its project path (names in normal form C).

    Raises: UsageError for a name that cannot be, or one that other bytes have; InputError.
    """
    path = unicodedata.normalize("NFC", path)
    problem = name_fault(path) or ("leads out of the raw folder" if _leads_out(path) else None)
    if problem is not None or path.endswith(SIDECAR_SUFFIX):
        reason = problem or "is that of a sidecar"
        raise UsageError(f"{files.shown(path)}: the name {reason}; a plain name was expected")
    try:
        _make_folders(root, path)
        if files.kind_of(root / path) is not None:
            _check_same(root, path, data)
        else:
            files.write_new(root / path, data)
        if files.kind_of(root / (path + SIDECAR_SUFFIX)) is None:
            files.write_new(root / (path + SIDECAR_SUFFIX), sidecar)
        files.sync_folder((root / path).parent)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; a writable raw folder was expected") from error
    return path


def folder_of(url: str | None) -> str:
    """The folder that an address asks for: its host."""
    host = (urlsplit(url).hostname or "") if url else ""
    plain = "".join(char if char.isalnum() or char in ".-_" else "-" for char in host.removeprefix("www."))
    return plain.strip(".-") or "added"


def _leads_out(path: str) -> bool:
    return any(part in ("", ".", "..") for part in path.split("/"))


def source_bytes(source: Path) -> bytes:
    """The bytes of a file that the user named; links are followed, for the user can see where they lead."""
    real = files.resolved(source)
    try:
        return files.read_bytes(real.parent, real.name, MAX_ADDED_BYTES)
    except InputError as error:
        raise InputError(f"{source.parent / ''}{error}" if str(source.parent) != "." else str(error)) from error


def _make_folders(root: Path, path: str) -> None:
    parts = path.split("/")[:-1]
    for end in range(1, len(parts) + 1):
        folder = root.joinpath(*parts[:end])
        kind = files.kind_of(folder)
        if kind is None:
            files.make_folder(folder)
        elif kind != "folder":
            raise InputError(f"{'/'.join(parts[:end])}: this is a {kind}; a folder was expected")


def _check_same(root: Path, path: str, data: bytes) -> None:
    if files.read_bytes(root, path, MAX_ADDED_BYTES) != data:
        raise UsageError(f"{path}: a raw file of this name has other bytes; another name was expected")


def _sidecar(url: str | None, reader: str | None) -> bytes:
    """A sidecar for a person to complete; only what was said on the command line stands in it."""
    text = _SIDECAR.replace("{url}", "'" + url.replace("'", "''") + "'" if url else "")
    lines = text.rstrip("\n").split("\n")
    if url is None:
        lines = [line.rstrip() if line.startswith("#") else f"# {line}".rstrip() for line in lines]
    if reader is not None:
        lines.append(f"reader: {reader}")
    return ("\n".join(lines) + "\n").encode()
