"""A corpus file (one document a line, row or item) comes into the raw folder: as it is, or as one file a document."""

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dpkit.errors import InputError, UsageError
from dpkit.inputs.sidecar import FIELD_NAMES
from dpkit.inputs.values import Unfit, slug, suggestion
from dpkit.model import Facts, Finding
from dpkit.readers import configured, reader_for
from dpkit.seams import Reader
from dpkit.store.add import folder_of, place_raw, source_bytes
from dpkit.store.project import Project

MAX_UNPACKED_BYTES = 8 * 1024**3
HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What a person says of the corpus: `fields` leads our name of a fact to the corpus's own field."""

    fields: Mapping[str, str]
    reader: str | None = None
    url: str | None = None
    folder: str | None = None
    one_file_each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came in: project paths, how many documents, and what was wrong with single records."""

    paths: tuple[str, ...]
    documents: int
    findings: tuple[Finding, ...]


def fields_of(pairs: list[str]) -> Mapping[str, str]:
    """`title=headline` pairs as a mapping.

    Raises: UsageError.

    >>> fields_of(["title=headline", "source.url=Link"])
    {'title': 'headline', 'source.url': 'Link'}
    """
    fields: dict[str, str] = {}
    for pair in pairs:
        name, mark, own = pair.partition("=")
        if not mark or not own:
            raise UsageError(f"--map {pair}: no field is named; a form like title=headline was expected")
        if name not in FIELD_NAMES:
            hint = suggestion(name, FIELD_NAMES)
            raise UsageError(f"--map {pair}: {name} is no fact{hint}; one of {', '.join(FIELD_NAMES)} was expected")
        fields[name] = own
    return fields


def import_corpus(project: Project, source: Path, options: ImportOptions) -> Imported:
    """Bring a corpus file in. A gzipped one is unpacked: what is in it is the evidence, not its wrapping.

    Raises: UsageError, InputError.
    """
    data, name = _unpacked(source_bytes(source), source.name)
    facts = Facts(fields=options.fields or None, reader=options.reader)
    reader = reader_for(name, data[:HEAD_BYTES], options.reader)
    if reader is None:
        raise UsageError(f"{source}: no reader takes this; a corpus of JSON Lines, CSV, RSS or WARC was expected")
    reader = configured(reader, facts)
    place = f"{project.config.raw_folder}/{options.folder if options.folder is not None else folder_of(options.url)}"
    if options.one_file_each:
        return _one_file_each(project, reader, facts, data, place)
    count = 0
    findings: list[Finding] = []
    for record in reader.records(io.BytesIO(data)):
        count += 1
        findings += reader.read(record, facts).findings
    path = place_raw(project.root, f"{place}/{name}", data, _corpus_sidecar(options))
    return Imported(paths=(path,), documents=count, findings=tuple(findings))


def _unpacked(data: bytes, name: str) -> tuple[bytes, str]:
    if not data.startswith(b"\x1f\x8b") or name.endswith(".warc.gz"):
        return data, name
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            plain = stream.read(MAX_UNPACKED_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name}: {error}; a whole gzip file was expected") from error
    if len(plain) > MAX_UNPACKED_BYTES:
        raise InputError(f"{name}: more than {MAX_UNPACKED_BYTES} bytes unpacked; a smaller file was expected")
    return plain, name.removesuffix(".gz")


def _one_file_each(project: Project, reader: Reader, facts: Facts, data: bytes, place: str) -> Imported:
    """The text of each document as a file of its own, with a sidecar that holds its facts and where it came from."""
    paths: list[str] = []
    findings: list[Finding] = []
    digest = hashlib.sha256(data).hexdigest()
    for record in reader.records(io.BytesIO(data)):
        reading = reader.read(record, facts)
        findings += reading.findings
        if any(finding.severity == "error" for finding in reading.findings):
            continue
        locator = record.locator or digest[:16]
        origin = f"imported from record {locator} of a file with SHA-256 {digest}"
        stated = record.facts or reading.facts or Facts()
        sidecar = "".join(f"{line}\n" for line in _lines(stated, origin)).encode()
        path = f"{place}/{_file_name(locator)}.txt"
        paths.append(place_raw(project.root, path, reading.text.encode("utf-8", "surrogatepass"), sidecar))
    return Imported(paths=tuple(paths), documents=len(paths), findings=tuple(findings))


def _file_name(locator: str) -> str:
    """A record's own id where it can be a file name, else a hash of it."""
    try:
        return slug(locator).replace("/", "-")
    except Unfit:
        return hashlib.sha256(locator.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _corpus_sidecar(options: ImportOptions) -> bytes:
    lines = ["# What holds for every document of this file; facts of single documents stand in its own fields."]
    if options.reader is not None:
        lines.append(f"reader: {options.reader}")
    if options.url is not None:
        lines.append(f"note: {_quoted(f'corpus from {options.url}')}")
    if options.fields:
        lines.append("fields:")
        lines += [f"  {name}: {_quoted(own)}" for name, own in options.fields.items()]
    return ("\n".join(lines) + "\n").encode()


def _lines(facts: Facts, origin: str) -> Iterator[str]:
    """The sidecar of one document, line by line."""
    for key in ("statement", "identifier", "title", "language", "issuer", "publisher", "issued_on", "published_on"):
        value = getattr(facts, key)
        if value is not None:
            yield f"{key}: {value if key.endswith('_on') else _quoted(value)}"
    source = facts.source
    known = {"url": source.url, "original_url": source.original_url}
    if any(known.values()) or source.retrieved_at:
        yield "source:"
        yield from (f"  {key}: {_quoted(value)}" for key, value in known.items() if value)
        if source.retrieved_at:
            yield f"  retrieved_at: {source.retrieved_at:%Y-%m-%dT%H:%M:%SZ}"
    yield f"note: {_quoted(f'{facts.note}; {origin}' if facts.note else origin)}"


def _quoted(value: str) -> str:
    """A text as a double-quoted YAML scalar."""
    return json.dumps(value, ensure_ascii=False)
