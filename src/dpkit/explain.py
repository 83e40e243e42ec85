"""Any row of any table → its words in their paragraph, their bytes in the raw file, and the source link."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from dpkit.errors import PackageError, UsageError
from dpkit.extract.meanings import meaning_of_label, meaning_of_rule
from dpkit.origin import Locate, Located, RawPlace, Row, Shelf, raw_place, text_fragment
from dpkit.package_reading import read_tables
from dpkit.past import ledger_of
from dpkit.schema import default_schemas, history_schemas, load_schemas
from dpkit.store.package_folder import built
from dpkit.store.project import Project


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
class Reason:
    """A label of a claim and the words it rests on; no words where nothing in the text speaks against a default."""

    label: str
    value: str
    words: tuple[str, ...]
    rules: tuple[str, ...]
    meaning: str = ""
    """What the value says, in one clause."""
    rule_meanings: tuple[str, ...] = ()
    """For each rule one sentence; empty for rules that do not ship with dpkit."""


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
    names: Mapping[str, str] = field(default_factory=dict)
    """For each column of the row that holds an entity's id, the entity's name."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """For each fact of the document the file and line that states it."""
    redirected_from: str | None = None
    """The former id that was asked for."""


REVISIONS = "revisions"


class Book:
    """The tables of one package with an index of their keys; explanations are read from it."""

    def __init__(
        self, tables: Mapping[str, pa.Table], locate: Locate, redirects: Mapping[str, str | None] | None = None
    ) -> None:
        self._tables = tables
        self._redirects = redirects or {}
        self._locate = locate
        self._located: tuple[str, Located | None] | None = None
        self._kept: dict[str, tuple[str, tuple[Row, ...]]] = {}
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
        """Where a row comes from; a former id leads to what took its place.

        Raises: UsageError where no table has such a key.
        """
        asked, key = key, self._now(key)
        table, _ = self._places[key]
        row = self._row(key)
        seen = _last_seen(row) if table == REVISIONS else row
        document = self._document_of(table, seen)
        span = self._span_of(table, seen, document)
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
            names=self._names(row),
            facts=_fact_places(located),
            redirected_from=asked if asked != key else None,
        )

    def _now(self, asked: str) -> str:
        """The id of today that an id leads to, over as many releases as there were."""
        key, seen = asked, {asked}
        while key not in self._places:
            if key not in self._redirects:
                raise UsageError(f"{key}: no row of any table has this id; an id from a key column was expected")
            target = self._redirects[key]
            if target is None:
                raise UsageError(f"{asked}: this id is gone for good (a tombstone); an id of a row was expected")
            if target in seen:
                raise UsageError(f"{asked}: its redirects run in a circle; an id of a row was expected")
            seen.add(target)
            key = target
        return key

    def _row(self, key: str) -> Row:
        table, index = self._places[key]
        (row,) = self._tables[table].slice(index, 1).to_pylist()
        return dict(row)

    def _rows(self, table: str, document: Row) -> tuple[Row, ...]:
        """The rows of one document in a table; kept, as the next to be asked for mostly stand there too."""
        document_id = str(document["document_id"])
        if table not in self._kept or self._kept[table][0] != document_id:
            indices = self._of_document[table].get(document_id, [])
            self._kept[table] = (
                document_id,
                tuple(self._tables[table].take(pa.array(indices, pa.int64())).to_pylist()),
            )
        return self._kept[table][1]

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
        elif table in ("sources", REVISIONS) and row["paragraph_id"] is not None:
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
        """One document, read again and kept like the rows of `_rows`."""
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
            value = str(claim[label])
            yield Reason(
                label=label,
                value=value,
                words=words,
                rules=rules,
                meaning=meaning_of_label(label, value),
                rule_meanings=tuple(map(meaning_of_rule, rules)),
            )

    def _names(self, row: Row) -> Mapping[str, str]:
        """The names of the entities that a row points to, by column."""
        names = {}
        for column, value in row.items():
            table, index = self._places.get(str(value), ("", 0))
            if table == "entities" and column != "entity_id":
                names[column] = str(self._tables["entities"].column("name")[index].as_py())
        return names


def open_book(project: Project) -> Book:
    """The committed or built package of a project, with its raw files at hand.

    Raises: PackageError where there is no package.
    """
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    tables = read_tables(built(project.package), {**schemas, REVISIONS: history_schemas()[REVISIONS]})
    missing = [name for name in schemas if name not in tables]
    if missing:
        raise PackageError(
            f"{project.package}: no table {', '.join(missing)}; a built package (dpkit build) was expected"
        )
    return Book(tables, Shelf(project).locate, ledger_of(project).target_of())


def _last_seen(revision: Row) -> Row:
    """A revision as its words were seen last: those that went stand in the earlier capture alone."""
    if revision["paragraph_id"] is not None:
        return revision
    place = {"document_id": revision["former_document_id"], "paragraph_id": revision["former_paragraph_id"]}
    return {**revision, **place}


LABEL_CUES: Mapping[str, frozenset[str]] = {
    "speaker_basis": frozenset({"attribution"}),
    "attribution": frozenset(),
    "attribution_depth": frozenset({"attribution", "evidence"}),
    "speech_act": frozenset({"commitment", "directive", "declaration"}),
    "polarity": frozenset({"negation", "denial"}),
    "certainty": frozenset({"hedge", "evidence"}),
    "is_evaluative": frozenset({"evaluation"}),
    "time_frame": frozenset(),
    "framing": frozenset({"framing"}),
}
"""Which cues each label of a claim rests on; none where the marks or the verb itself decide."""


def source_link(sources: Sequence[Row], passage: Passage | None) -> str | None:
    """The page that the bytes were taken from, else another known place, with a text fragment for the words."""
    order = ("captured_from", "archived_copy", "original", "other_version")
    known = sorted((row for row in sources if row["url"]), key=lambda row: order.index(str(row["relation"])))
    if not known:
        return None
    url = str(known[0]["url"])
    words = passage.text[passage.start : passage.end] if passage is not None else ""
    return url + text_fragment(words, has_fragment="#" in url) if words.strip() else url


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
