"""The tables of a package without the words that may not be passed on; ids, places, labels and values stay.

Addresses and paths stay too, whatever words they are made of, and so does what people wrote themselves: names in the
authority list, rights holders, the number that an archive gave.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dpkit.package.naming import Name, withheld_names
from dpkit.package.pieces import pieces_of
from dpkit.package.withdrawal import frame_of, named_in, without_unnamed
from dpkit.package.word_runs import RUN_WORDS, runs_of, words_of

Tables = Mapping[str, pa.Table]
Row = Mapping[str, object]

ALLOWED = "full_text"
BARE = "metadata_only"
_ROWS_OF_TEXT = ("paragraphs", "mentions", "claims", "cues", "quantities", "dates", "aliases", "revisions")
_IN_ROWS = (
    ("paragraphs", "text", "document_id"), ("mentions", "text", "document_id"), ("claims", "text", "document_id"),
    ("cues", "text", "document_id"), ("quantities", "text", "document_id"), ("dates", "text", "document_id"),
    ("documents", "text", "document_id"), ("revisions", "text", "document_id"),
    ("revisions", "former_text", "former_document_id"),
)  # fmt: skip
"""Words whose place follows from their row, or from the paragraph that it names."""
_ELSEWHERE = (("sources", "link_text"), ("claims", "framing"), ("quantities", "counted"))
"""Words whose place does not: a note says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The tables that may be passed on, and the lines that say where the other words stand.

    `redistribution` leads each document to what is passed on of it; `unknown` are those whose rights nobody stated.
    """

    tables: Tables
    notes: bytes
    redistribution: Mapping[str, str]
    unknown: tuple[str, ...]


def passed_on(documents: pa.Table) -> Mapping[str, str]:
    """What of each document is passed on: what its rights say; of one with unknown rights no words."""
    rows = documents.select(["document_id", "license", "redistribution"]).to_pylist()
    return {
        row["document_id"]: "offsets_only"
        if row["license"] == "unknown" and row["redistribution"] == ALLOWED
        else row["redistribution"]
        for row in rows
    }


def without_words(tables: Tables, curated: Collection[str]) -> Withheld:
    """The tables of a public edition. `curated` are forms of names that people wrote into the authority list."""
    allowed = passed_on(tables["documents"])
    stated = dict(_pairs(tables["documents"], "document_id", "redistribution"))
    unknown = tuple(sorted(key for key, found in allowed.items() if found != stated[key]))
    bare = {key for key, found in allowed.items() if found == BARE}
    withheld = {key for key, found in allowed.items() if found != ALLOWED}
    texts = {key: text for key, text in _pairs(tables["documents"], "document_id", "text") if key in withheld}
    names = withheld_names(tables, withheld, curated)
    left = _without_rows(tables, bare) if bare else dict(tables)
    titles = _titles(left["documents"], texts)
    notes = [*_notes(left, withheld - bare, texts, titles), *_name_notes(left, names, texts, bare)]
    notes += [_line("documents", key, "redistribution", key, value=stated[key]) for key in unknown]
    left["documents"] = _mapped(left["documents"], "redistribution", lambda key, _: allowed[key])
    left["documents"] = _mapped(left["documents"], "title", lambda key, title: None if key in titles else title)
    for table, column, owner in (*_IN_ROWS, *((table, column, "document_id") for table, column in _ELSEWHERE)):
        if table in left:
            left[table] = _emptied(left[table], column, owner, withheld)
    for table, column in (("entities", "name"), ("aliases", "text")):
        left[table] = _mapped(left[table], column, _replacing(table, names))
    return Withheld(tables=left, notes="".join(sorted(notes)).encode(), redistribution=allowed, unknown=unknown)


def _without_rows(tables: Tables, bare: Collection[str]) -> dict[str, pa.Table]:
    """The tables with nothing of some documents but their rows and sources."""
    left = dict(tables)
    for table in _ROWS_OF_TEXT:
        for column in ("document_id", "former_document_id"):
            if table in left and column in left[table].column_names:
                left[table] = left[table].filter(_not_of(left[table], column, bare))
    left["sources"] = _emptied(left["sources"], "paragraph_id", "document_id", bare)
    kept = without_unnamed(
        {name: frame_of(table) for name, table in left.items()},
        named_in({name: frame_of(table) for name, table in tables.items()}),
    )
    left |= {name: frame.to_arrow().cast(tables[name].schema) for name, frame in kept.items()}
    return {name: table for name, table in left.items() if table.num_rows or name != "revisions"}


def _not_of(table: pa.Table, column: str, documents: Collection[str]) -> pa.Array:
    is_of = pc.is_in(table.column(column), value_set=pa.array(sorted(documents), pa.string()))
    return pc.invert(is_of)


def _emptied(table: pa.Table, column: str, owner: str, documents: Collection[str]) -> pa.Table:
    """A table with a column emptied in the rows of some documents; the values are copied, not masked."""
    if not documents:
        return table
    is_kept = _not_of(table, owner, documents)
    values = pc.if_else(is_kept, table.column(column), pa.scalar(None, table.schema.field(column).type))
    return table.set_column(table.schema.get_field_index(column), table.schema.field(column), values)


def _mapped(table: pa.Table, column: str, change: Callable[[str, str | None], str | None]) -> pa.Table:
    """A table with the values of a column changed, by key and value."""
    values = [change(str(key), value) for key, value in _pairs(table, table.column_names[0], column)]
    field = table.schema.field(column)
    return table.set_column(table.schema.get_field_index(column), field, pa.array(values, field.type))


def _replacing(table: str, names: Mapping[tuple[str, str], Name]) -> Callable[[str, str | None], str | None]:
    return lambda key, value: names[table, key].instead if (table, key) in names else value


def _titles(documents: pa.Table, texts: Mapping[str, str | None]) -> Mapping[str, str]:
    """The titles that are words of a withheld text: as a whole, or three words of it in a row."""
    found = {}
    for key, title in _pairs(documents, "document_id", "title"):
        text = texts.get(key)
        if text and title and _is_of(title, text):
            found[key] = title
    return found


def _is_of(words: str, text: str) -> bool:
    own = words_of(words)
    return not runs_of(words, min(RUN_WORDS, len(own))).isdisjoint(runs_of(text, min(RUN_WORDS, len(own))))


def _notes(
    tables: Tables, documents: Collection[str], texts: Mapping[str, str | None], titles: Mapping[str, str]
) -> Iterator[str]:
    for key, title in titles.items():
        if key in documents:
            yield _line("documents", key, "title", key, pieces=pieces_of(title, texts[key] or ""))
    for table, column in _ELSEWHERE:
        first = tables[table].column_names[0]
        for row in tables[table].select([first, "document_id", column]).to_pylist():
            text = texts.get(row["document_id"])
            if row["document_id"] in documents and text and row[column]:
                yield _line(table, row[first], column, row["document_id"], pieces=pieces_of(row[column], text))


def _name_notes(
    tables: Tables,
    names: Mapping[tuple[str, str], Name],
    texts: Mapping[str, str | None],
    bare: Collection[str],
) -> Iterator[str]:
    left = {(table, str(key)) for table in ("entities", "aliases") for key in tables[table].column(0).to_pylist()}
    for (table, key), name in names.items():
        owners = [document for document in name.documents if document not in bare and texts.get(document)]
        if (table, key) in left and owners:
            owner = next((document for document in owners if name.form in (texts[document] or "")), owners[0])
            column = "name" if table == "entities" else "text"
            yield _line(table, key, column, owner, pieces=pieces_of(name.form, texts[owner] or ""))


def _line(table: str, key: object, column: str, document: object, **facts: object) -> str:
    note = {"table": table, "key": key, "column": column, "document_id": document, **facts}
    return json.dumps(note, ensure_ascii=True) + "\n"


def _pairs(table: pa.Table, first: str, second: str) -> Iterator[tuple[str, str | None]]:
    columns = table.select([first, second])
    return zip(columns.column(0).to_pylist(), columns.column(1).to_pylist(), strict=True)
