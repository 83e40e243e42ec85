"""What changed between two packages, row by row: added, removed, changed, and paragraphs in other words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import polars as pl
import pyarrow as pa

from dpkit.schema import TableSchema

MIN_LIKENESS = 0.5
"""Share of equal words from which a new paragraph is a removed one in other words."""
MAX_PAIRS = 400
"""So many removed or added paragraphs of one document are compared with each other; more are a new text."""
DERIVED = ("text", "text_sha256", "raw_sha256", "raw_bytes")
"""Columns of `documents` that follow from the raw bytes."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """A row that is in both: which columns differ, with old and new values."""

    key: str
    values: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A paragraph in other words: its former id and its id now, and the words as (kind, text), kind in "=-+"."""

    document_id: str
    old_id: str
    new_id: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDiff:
    """What changed in one table; rows in the order of their keys."""

    name: str
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[ChangedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDiff:
    """What changed between two packages; `causes` says for each document that changed what it was."""

    tables: tuple[TableDiff, ...]
    rewritten: tuple[Rewritten, ...]
    causes: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Do both hold the same rows?"""
        return not any(table.added or table.removed or table.changed for table in self.tables)


def diff_packages(
    old: Mapping[str, pa.Table], new: Mapping[str, pa.Table], schemas: Mapping[str, TableSchema]
) -> PackageDiff:
    """The difference of two sets of tables; a table that is missing on one side counts as empty."""
    tables = tuple(diff_table(name, old.get(name), new.get(name), schema) for name, schema in schemas.items())
    paragraphs = next((table for table in tables if table.name == "paragraphs"), None)
    rewritten = tuple(_rewritten(paragraphs)) if paragraphs is not None else ()
    return PackageDiff(tables=tables, rewritten=rewritten, causes=dict(sorted(_causes(tables))))


def diff_table(name: str, old: pa.Table | None, new: pa.Table | None, schema: TableSchema) -> TableDiff:
    """The difference of one table by its primary key; columns that only one side has count as changed schema."""
    first, second = _frame(old, new), _frame(new, old)
    key = schema.primary_key[0]
    shared = [column for column in first.columns if column in second.columns and column != key]
    added = second.join(first.select(key), on=key, how="anti").sort(key)
    removed = first.join(second.select(key), on=key, how="anti").sort(key)
    both = first.join(second, on=key, how="inner", suffix="\x00new").sort(key)
    differs = [pl.col(column).ne_missing(pl.col(f"{column}\x00new")) for column in shared]
    changed = both.filter(pl.any_horizontal(differs)) if differs else both.clear()
    return TableDiff(
        name=name,
        added=tuple(added.iter_rows(named=True)),
        removed=tuple(removed.iter_rows(named=True)),
        changed=tuple(_changed(row, key, shared) for row in changed.iter_rows(named=True)),
    )


def _frame(table: pa.Table | None, other: pa.Table | None) -> pl.DataFrame:
    """A table as a frame; one that is not there as an empty frame like the other."""
    if table is None:
        if other is None:
            raise ValueError("a table of neither side cannot be compared")
        table = other.slice(0, 0)
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _changed(row: Row, key: str, columns: Sequence[str]) -> ChangedRow:
    values = {
        column: (row[column], row[f"{column}\x00new"]) for column in columns if row[column] != row[f"{column}\x00new"]
    }
    return ChangedRow(key=str(row[key]), values=values)


def _rewritten(paragraphs: TableDiff) -> Iterator[Rewritten]:
    """Removed and added paragraphs of one document, paired by their words, the likest first."""
    removed, added = _by_document(paragraphs.removed), _by_document(paragraphs.added)
    for document in sorted(removed.keys() & added.keys()):
        olds, news = removed[document][:MAX_PAIRS], added[document][:MAX_PAIRS]
        likeness = sorted(
            (-_likeness(str(one["text"]), str(other["text"])), at, place)
            for at, one in enumerate(olds)
            for place, other in enumerate(news)
            if abs(at - place) <= MAX_PAIRS // 10
        )
        used_old: set[int] = set()
        used_new: set[int] = set()
        for ratio, at, place in likeness:
            if -ratio >= MIN_LIKENESS and at not in used_old and place not in used_new:
                used_old.add(at)
                used_new.add(place)
                one, other = olds[at], news[place]
                yield Rewritten(
                    document_id=document,
                    old_id=str(one["paragraph_id"]),
                    new_id=str(other["paragraph_id"]),
                    words=tuple(word_diff(str(one["text"]), str(other["text"]))),
                )


def _by_document(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (str(row["document_id"]), int(str(row["position"])))):
        found.setdefault(str(row["document_id"]), []).append(row)
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def word_diff(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Runs of words that stay (`=`), go (`-`) and come (`+`).

    >>> list(word_diff("about 2,500 people", "about 2,600 people"))
    [('=', 'about'), ('-', '2,500'), ('+', '2,600'), ('=', 'people')]
    """
    first, second = old.split(), new.split()
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "=", " ".join(first[a:b])
            continue
        if a < b:
            yield "-", " ".join(first[a:b])
        if c < d:
            yield "+", " ".join(second[c:d])


def _causes(tables: Sequence[TableDiff]) -> Iterator[tuple[str, str]]:
    """Why each document changed: its raw bytes, what people say of it, or neither (curation, toolkit, models)."""
    documents = next((table for table in tables if table.name == "documents"), None)
    if documents is None:
        return
    told = {str(row["document_id"]): "new document" for row in documents.added}
    told |= {str(row["document_id"]): "document removed" for row in documents.removed}
    for changed in documents.changed:
        is_source = any(column in changed.values for column in ("raw_sha256", "text_sha256"))
        told[changed.key] = "source text" if is_source else "sidecar, curation or toolkit"
    touched = {
        str(row["document_id"])
        for table in tables
        for row in (*table.added, *table.removed)
        if row.get("document_id") is not None
    }
    yield from told.items()
    yield from ((document, "curation, toolkit or models") for document in touched - told.keys())
