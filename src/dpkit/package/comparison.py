"""Two packages side by side: rows, causes, schemas; what every report of a difference is written from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dpkit.package.causes import Causes
from dpkit.package.diff import PackageDiff, TableDiff
from dpkit.package.schema_changes import SchemaChange

Row = Mapping[str, object]
DERIVED = frozenset({"text", "text_sha256", "raw_sha256", "raw_bytes"})
"""Columns that follow from the raw bytes: their change is shown in words, paragraph by paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What `old` and `new` (names as people would call them) differ in; `facts` are those of the dataset itself."""

    old: str
    new: str
    diff: PackageDiff
    causes: Causes
    schema: tuple[SchemaChange, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Do both say the same?"""
        return self.diff.is_empty and not self.schema and not self.facts

    @property
    def is_breaking(self) -> bool:
        """Does a change of the schema break what was built on the old one?"""
        return any(change.judgement == "breaking" for change in self.schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One row as reports show it: what happened to it (+, -, ~), why, and which values it had and has."""

    mark: str
    table: str
    key: str
    cause: str
    words: str
    values: Mapping[str, tuple[object, object]]


def shown_rows(comparison: Comparison, table: TableDiff, limit: int | None) -> Iterator[ShownRow]:
    """The rows of one table, at most `limit` of each kind: changed, added, removed."""
    of_row = comparison.causes.of_row
    for changed in table.changed_rows(limit):
        cause = comparison.causes.of_change(table.name, changed)
        values = {name: pair for name, pair in changed.values.items() if name not in DERIVED}
        yield ShownRow(
            mark="~", table=table.name, key=changed.key, cause=cause, words=_words(changed.row), values=values
        )
    for mark, rows in (("+", table.added_rows(limit)), ("-", table.removed_rows(limit))):
        for row in rows:
            key = str(next(iter(row.values())))
            cause = of_row(table.name, row)
            yield ShownRow(mark=mark, table=table.name, key=key, cause=cause, words=_words(row), values={})


def left_out(table: TableDiff, limit: int) -> int:
    """How many rows `shown_rows` leaves out."""
    return sum(max(frame.height - limit, 0) for frame in (table.changed, table.added, table.removed))


def _words(row: Row) -> str:
    """What a row is about, as far as it says so."""
    for name in ("text", "name", "title", "url"):
        if row.get(name) is not None:
            return str(row[name])
    return ""
