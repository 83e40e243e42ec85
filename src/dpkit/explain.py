"""Any row of any table → its words in their paragraph, their bytes in the raw file, and the source link."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

import pyarrow as pa

from dpkit.document import stated_facts
from dpkit.errors import PackageError, UsageError
from dpkit.intake import document_tasks
from dpkit.model import Facts, Finding, Reading
from dpkit.package_reading import read_tables
from dpkit.readers import reader_named
from dpkit.schema import default_schemas, load_schemas
from dpkit.store.project import Project
from dpkit.store.raw import RawListing, list_raw, open_raw

Row = Mapping[str, object]

FRAGMENT_WORDS = 6
"""Words at each end of a longer passage that a text fragment names: enough to be found, short enough to be clicked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A document read again from its raw file: `data` is the record, `first_line` its line in the file, from 1."""

    reading: Reading
    data: bytes
    offset: int
    first_line: int
    facts: Facts


Locate = Callable[[Row], Located | None]
"""From a row of `documents` to its record, or None where the raw files are not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words in their paragraph: `text[start:end]`; `start_char`, `end_char` count in the document."""

    paragraph_id: str
    role: str
    rule: str
    text: str
    start: int
    end: int
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPlace:
    """Where the words stand: bytes of the raw file, half-open; `part` names the inner file or page of a container."""

    path: str
    locator: str | None
    sha256: str
    start_byte: int | None = None
    end_byte: int | None = None
    line: int | None = None
    column: int | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A label of a claim and the words it rests on; no words where nothing in the text speaks against a default."""

    label: str
    value: str
    words: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that leads from a row back to its origin."""

    table: str
    key: str
    row: Row
    document: Row | None
    passage: Passage | None
    raw: RawPlace | None
    sources: tuple[Row, ...]
    source_link: str | None
    reasons: tuple[Reason, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """For each fact of the document the file and line that states it."""


class Book:
    """The tables of one package with an index of their keys; explanations are read from it."""

    def __init__(self, tables: Mapping[str, pa.Table], locate: Locate) -> None:
        self._tables = tables
        self._locate = locate
        self._located: tuple[str, Located | None] | None = None
        self._places = {
            key: (name, index)
            for name, table in tables.items()
            for index, key in enumerate(table.column(0).to_pylist())
        }
        self._of_document = {name: _by_column(tables[name], "document_id") for name in ("paragraphs", "sources")}
        self._cues = _by_column(tables["cues"], "claim_id")
        self._mentions = _by_column(tables["mentions"], "entity_id")

    def row_ids(self) -> Iterator[str]:
        """The key of every row of every table."""
        return iter(self._places)

    def explain(self, key: str) -> Explanation:
        """Where a row comes from.

        Raises: UsageError where no table has such a key.
        """
        if key not in self._places:
            raise UsageError(f"{key}: no row of any table has this id; an id from a key column was expected")
        table, _ = self._places[key]
        row = self._row(key)
        document = self._document_of(table, row)
        span = self._span_of(table, row, document)
        passage = self._passage(document, span) if document is not None and span is not None else None
        located = self._located_document(document) if document is not None else None
        sources = self._rows("sources", document) if document is not None else ()
        return Explanation(
            table=table,
            key=key,
            row=row,
            document=document,
            passage=passage,
            raw=raw_place(document, located, span) if document is not None else None,
            sources=sources,
            source_link=source_link(sources, passage),
            reasons=tuple(self._reasons(row)) if table == "claims" else (),
            facts=_fact_places(located),
        )

    def _row(self, key: str) -> Row:
        table, index = self._places[key]
        (row,) = self._tables[table].slice(index, 1).to_pylist()
        return dict(row)

    def _rows(self, table: str, document: Row) -> tuple[Row, ...]:
        indices = self._of_document[table].get(str(document["document_id"]), [])
        return tuple(self._tables[table].slice(index, 1).to_pylist()[0] for index in indices)

    def _document_of(self, table: str, row: Row) -> Row | None:
        """The document of a row; of an entity or alias that holds everywhere, the first that mentions it."""
        if table == "documents":
            return row
        if row.get("document_id") is not None:
            return self._row(str(row["document_id"]))
        mention = self._first_mention(row)
        return self._row(str(mention["document_id"])) if mention else self._document_with_party(row)

    def _document_with_party(self, row: Row) -> Row | None:
        documents = self._tables["documents"]
        for column in ("issuer_id", "publisher_id"):
            for index, party in enumerate(documents.column(column).to_pylist()):
                if party is not None and party == row.get("entity_id"):
                    return dict(documents.slice(index, 1).to_pylist()[0])
        return None

    def _first_mention(self, row: Row) -> Row | None:
        indices = self._mentions.get(str(row.get("entity_id")), [])
        return dict(self._tables["mentions"].slice(indices[0], 1).to_pylist()[0]) if indices else None

    def _span_of(self, table: str, row: Row, document: Row | None) -> tuple[int, int] | None:
        if table in ("entities", "aliases"):
            mention = self._first_mention(row)
            row = mention if mention is not None and self._is_in(mention, document) else {}
        elif table == "sources" and row["paragraph_id"] is not None:
            row = self._row(str(row["paragraph_id"]))
        start, end = row.get("start_char"), row.get("end_char")
        return (start, end) if isinstance(start, int) and isinstance(end, int) else None

    def _is_in(self, row: Row, document: Row | None) -> bool:
        return document is not None and row["document_id"] == document["document_id"]

    def _passage(self, document: Row, span: tuple[int, int]) -> Passage | None:
        start, end = span
        text = document["text"]
        for paragraph in self._rows("paragraphs", document):
            first, last = paragraph["start_char"], paragraph["end_char"]
            if isinstance(first, int) and isinstance(last, int) and first <= start and end <= last:
                return Passage(
                    paragraph_id=str(paragraph["paragraph_id"]),
                    role=str(paragraph["role"]),
                    rule=str(paragraph["rule"]),
                    text=text[first:last] if isinstance(text, str) else "",
                    start=start - first,
                    end=end - first,
                    start_char=start,
                    end_char=end,
                )
        return None

    def _located_document(self, document: Row) -> Located | None:
        """One document is read again and kept: the rows that are asked for next mostly stand in the same one."""
        document_id = str(document["document_id"])
        if self._located is None or self._located[0] != document_id:
            self._located = (document_id, self._locate(document))
        return self._located[1]

    def _reasons(self, claim: Row) -> Iterator[Reason]:
        indices = self._cues.get(str(claim["claim_id"]), [])
        cues: list[Row] = [self._tables["cues"].slice(index, 1).to_pylist()[0] for index in indices]
        for label, kinds in LABEL_CUES.items():
            resting = [cue for cue in cues if cue["kind"] in kinds]
            words = tuple(str(cue["text"]) for cue in resting)
            rules = tuple(str(cue["rule"]) for cue in resting)
            yield Reason(label=label, value=str(claim[label]), words=words, rules=rules)


def open_book(project: Project) -> Book:
    """The committed or built package of a project, with its raw files at hand.

    Raises: PackageError where there is no package.
    """
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    tables = read_tables(project.package, schemas)
    missing = [name for name in schemas if name not in tables]
    if missing:
        raise PackageError(
            f"{project.package}: no table {', '.join(missing)}; a built package (dpkit build) was expected"
        )
    return Book(tables, lambda document: locate(project, document))


def locate(project: Project, document: Row) -> Located | None:
    """A document read again from the raw files; None where they are gone or hold other bytes now."""
    path, locator = document["raw_path"], document["raw_locator"]
    listing = list_raw(project.root, project.config.raw_folder)
    kept = tuple(raw_file for raw_file in listing.files if raw_file.path == path)
    for task in document_tasks(project, RawListing(files=kept)):
        if isinstance(task, Finding) or task.origin.locator != locator:
            continue
        if task.origin.sha256 != document["raw_sha256"]:
            return None
        reading = reader_named(task.reader).read(task.record, task.facts)
        return Located(
            reading=reading,
            data=task.record.data,
            offset=task.record.offset,
            first_line=1 + _line_ends_before(project, str(path), task.record.offset),
            facts=stated_facts(task, reading),
        )
    return None


def _line_ends_before(project: Project, path: str, offset: int) -> int:
    if offset == 0:
        return 0
    with open_raw(project.root, path) as stream:
        return stream.read(offset).count(b"\n")


LABEL_CUES: Mapping[str, frozenset[str]] = {
    "speaker_basis": frozenset({"attribution"}),
    "attribution_depth": frozenset({"attribution", "evidence"}),
    "speech_act": frozenset({"commitment", "directive", "declaration"}),
    "polarity": frozenset({"negation", "denial"}),
    "certainty": frozenset({"hedge", "evidence"}),
    "is_evaluative": frozenset({"evaluation"}),
    "framing": frozenset({"framing"}),
}
"""Which cues each label of a claim rests on."""


def raw_place(document: Row, located: Located | None, span: tuple[int, int] | None) -> RawPlace:
    """The raw file of a document and, where its bytes are at hand, the bytes of a span of its text."""
    path, locator = str(document["raw_path"]), document["raw_locator"]
    place = RawPlace(path=path, locator=None if locator is None else str(locator), sha256=str(document["raw_sha256"]))
    if located is None:
        return place
    start, end = span or (0, len(located.reading.text))
    first, last = located.reading.byte_map.bytes_of(start, end)
    before = located.data[:first].decode(located.reading.encoding or "latin-1", errors="ignore")
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    return RawPlace(
        path=path,
        locator=place.locator,
        sha256=place.sha256,
        start_byte=located.offset + first,
        end_byte=located.offset + last,
        line=located.first_line + _line_ends(before),
        column=len(before) - line_start + 1,
        part=located.reading.byte_map.part_of(start),
    )


def source_link(sources: Sequence[Row], passage: Passage | None) -> str | None:
    """The page that the bytes were taken from, else another known place, with a text fragment for the words."""
    order = ("captured_from", "archived_copy", "original", "other_version")
    known = sorted((row for row in sources if row["url"]), key=lambda row: order.index(str(row["relation"])))
    if not known:
        return None
    url = str(known[0]["url"])
    words = passage.text[passage.start : passage.end] if passage is not None else ""
    return url + text_fragment(words, has_fragment="#" in url) if words.strip() else url


def text_fragment(words: str, *, has_fragment: bool = False) -> str:
    """The text directive that makes a browser scroll to words (WICG Scroll to Text Fragment).

    >>> text_fragment("about 2,500 people")
    '#:~:text=about%202%2C500%20people'
    """
    parts = words.split()
    if len(parts) <= 2 * FRAGMENT_WORDS:
        directive = _encoded(" ".join(parts))
    else:
        directive = f"{_encoded(' '.join(parts[:FRAGMENT_WORDS]))},{_encoded(' '.join(parts[-FRAGMENT_WORDS:]))}"
    return f"{'' if has_fragment else '#'}:~:text={directive}"


def _encoded(words: str) -> str:
    """Percent-encoded; the hyphen too, because it separates prefix and suffix in a text directive."""
    return quote(words.encode("utf-8", "surrogatepass"), safe="").replace("-", "%2D")


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _fact_places(located: Located | None) -> Mapping[str, str]:
    if located is None:
        return {}
    return {
        key: place.path if place.line is None else f"{place.path}:{place.line}"
        for key, place in sorted(located.facts.places.items())
    }


def _by_column(table: pa.Table, column: str) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for index, value in enumerate(table.column(column).to_pylist()):
        if value is not None:
            groups.setdefault(value, []).append(index)
    return groups
