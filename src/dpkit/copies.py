"""A reader's own copies of documents: found in a folder by their hashes, whatever they are called there."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from pathlib import PurePosixPath as Posix

from dpkit.errors import DpkitError
from dpkit.inputs.sidecar import SIDECAR_SUFFIX
from dpkit.intake import reader_of
from dpkit.model import Finding, Place, Record
from dpkit.readers import reader_named
from dpkit.store import files
from dpkit.store.raw import RawFile, fingerprint, open_raw, raw_file_at

MAX_COPY_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A document whose text is sought, as the table `documents` describes it."""

    document_id: str
    text_sha256: str
    raw_path: str
    raw_locator: str | None
    raw_sha256: str
    reader: str


@dataclass(slots=True)
class Copies:
    """The texts that were found, by document, and what is wrong with copies that were not taken."""

    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


def find_copies(folder: Path, wanted: Sequence[Wanted]) -> Copies:
    """The texts of the documents whose copies lie below a folder; only copies with the right hash are taken.

    A file may be the raw file, the text itself in UTF-8, or a corpus file that holds the record. What the sidecar
    beside a copy says of encoding and fields is heeded.
    """
    found = Copies()
    paths = [
        entry.path for entry in files.walk(folder) if entry.kind == "file" and not entry.path.endswith(SIDECAR_SUFFIX)
    ]
    for path in paths:
        try:
            _look_at(folder, path, _Sought(wanted), found)
        except DpkitError as error:
            message = f"{path}: {error}; a file that can be read was expected"
            found.findings.append(Finding(code="DP842", severity="error", message=message, place=Place(path=path)))
    found.findings += _misfits(paths, wanted, found)
    return found


class _Sought:
    """The documents by each of their hashes."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        self.by_text: dict[str, list[Wanted]] = {}
        self.by_raw: dict[str, list[Wanted]] = {}
        self.readers_of_many: set[str] = set()
        for one in wanted:
            self.by_text.setdefault(one.text_sha256, []).append(one)
            self.by_raw.setdefault(one.raw_sha256, []).append(one)
            if one.raw_locator is not None:
                self.readers_of_many.add(one.reader)


def _look_at(folder: Path, path: str, sought: _Sought, found: Copies) -> None:
    digest = fingerprint(folder, path).sha256
    if digest in sought.by_text:
        text = files.read_bytes(folder, path, MAX_COPY_BYTES).decode("utf-8", "surrogatepass")
        found.texts.update(dict.fromkeys((one.document_id for one in sought.by_text[digest]), text))
        return
    raw_file = raw_file_at(folder, path) or RawFile(path=path, size_bytes=0)
    if digest in sought.by_raw:
        record = Record(locator=None, offset=0, data=files.read_bytes(folder, path, MAX_COPY_BYTES))
        _take(raw_file, record, sought.by_raw[digest], found)
    elif sought.readers_of_many:
        for record in _records(folder, raw_file, sought.readers_of_many):
            own = hashlib.sha256(record.data).hexdigest()
            _take(raw_file, record, sought.by_raw.get(own, ()), found)


def _records(folder: Path, raw_file: RawFile, readers: set[str]) -> Iterator[Record]:
    """The records of a corpus file, if one of the readers takes it."""
    with open_raw(folder, raw_file.path) as stream:
        reader = reader_of(raw_file, stream)
        if reader is not None and reader.name in readers:
            yield from reader.records(stream)


def _take(raw_file: RawFile, record: Record, wanted: Iterable[Wanted], found: Copies) -> None:
    """Read a record whose bytes are the right ones; its text must be the right one as well."""
    for one in wanted:
        if one.document_id in found.texts:
            continue
        text = reader_named(one.reader).read(record, raw_file.facts).text
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == one.text_sha256:
            found.texts[one.document_id] = text
            continue
        found.refused.add(one.document_id)
        message = (
            f"{raw_file.path}: its bytes are those of {one.document_id}, but another text is read out of them; the "
            "sidecar that it was read with (encoding, fields) beside it, or the dpkit of the edition, was expected"
        )
        place = Place(path=raw_file.path)
        found.findings.append(
            Finding(code="DP842", severity="error", message=message, place=place, key=one.document_id)
        )


def _misfits(paths: Sequence[str], wanted: Sequence[Wanted], found: Copies) -> Iterator[Finding]:
    """Files that are called like a wanted copy and are another one."""
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(Posix(path).name, []).append(path)
    for one in wanted:
        if one.document_id in found.texts or one.document_id in found.refused:
            continue
        for path in by_name.get(Posix(one.raw_path).name, ()):
            if _is_tail(path, one.raw_path):
                found.refused.add(one.document_id)
                yield _misfit(path, one)


def _is_tail(path: str, raw_path: str) -> bool:
    """Is a path the end of another, or the other way round?"""
    first, second = Posix(path).parts[::-1], Posix(raw_path).parts[::-1]
    return all(one == other for one, other in zip(first, second, strict=False))


def _misfit(path: str, one: Wanted) -> Finding:
    what = "its SHA-256 is another" if one.raw_locator is None else "none of its records has the SHA-256"
    message = (
        f"{path}: this is not the copy that {one.document_id} was read from ({what}); bytes with the SHA-256 "
        f"{one.raw_sha256} were expected"
    )
    return Finding(code="DP842", severity="error", message=message, place=Place(path=path), key=one.document_id)
