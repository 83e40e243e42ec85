"""What changed between two packages, row by row: added, removed, changed, moved, and paragraphs in other words.

Rows stay columnar until somebody asks for them: a difference of millions of rows takes no more than its rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from dpkit.package.words import Rewritten, rewritten_paragraphs
from dpkit.schema import TableSchema

PLACES = frozenset({"start_char", "end_char", "position"})
"""Columns that change when something is put in above: the row itself is what it was."""
NEW = "\x00new"
"""What the columns of the new side end in while both stand side by side."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """A row that is in both: which columns differ, with old and new values; `row` is the row as it is now."""

    key: str
    values: Mapping[str, tuple[object, object]]
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDiff:
    """What changed in one table; rows in the order of their keys.

    `changed` holds both sides of rows with other values, `moved` counts rows that only stand elsewhere;
    `new_columns` and `lost_columns` are those that one side alone has.
    """

    name: str
    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame
    moved: int = 0
    new_columns: tuple[str, ...] = ()
    lost_columns: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Do both sides say the same?"""
        rows = self.added.height + self.removed.height + self.changed.height + self.moved
        return not (rows or self.new_columns or self.lost_columns)

    def added_rows(self, limit: int | None = None) -> Iterator[Row]:
        """The rows that only the new side has."""
        return self.added.head(_count(self.added, limit)).iter_rows(named=True)

    def removed_rows(self, limit: int | None = None) -> Iterator[Row]:
        """The rows that only the old side has."""
        return self.removed.head(_count(self.removed, limit)).iter_rows(named=True)

    def changed_rows(self, limit: int | None = None) -> Iterator[ChangedRow]:
        """The rows that both have, with other values."""
        for row in self.changed.head(_count(self.changed, limit)).iter_rows(named=True):
            yield _changed(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDiff:
    """What changed between two packages."""

    tables: tuple[TableDiff, ...]
    rewritten: tuple[Rewritten, ...]

    @property
    def is_empty(self) -> bool:
        """Do both hold the same rows?"""
        return all(table.is_empty for table in self.tables)


def diff_packages(
    old: Mapping[str, pa.Table], new: Mapping[str, pa.Table], schemas: Mapping[str, TableSchema]
) -> PackageDiff:
    """The difference of two sets of tables; a table that is missing on one side counts as empty."""
    tables = tuple(
        diff_table(name, old.get(name), new.get(name), schema.primary_key[0])
        for name, schema in schemas.items()
        if name in old or name in new
    )
    paragraphs = next((table for table in tables if table.name == "paragraphs"), None)
    pairs = rewritten_paragraphs(list(paragraphs.removed_rows()), list(paragraphs.added_rows())) if paragraphs else ()
    return PackageDiff(tables=tables, rewritten=tuple(pairs))


def diff_table(name: str, old: pa.Table | None, new: pa.Table | None, key: str) -> TableDiff:
    """The difference of one table by its primary key; columns that only one side has are named, not compared."""
    first, second = _frame(old, new), _frame(new, old)
    shared = [column for column in first.columns if column in second.columns and column != key]
    both = _differing(first, second, key, shared)
    other = [column for column in shared if column not in PLACES]
    is_other = pl.any_horizontal([_differs(column) for column in other]) if other else pl.lit(value=False)
    changed = both.filter(is_other)
    return TableDiff(
        name=name,
        added=second.join(first.select(key), on=key, how="anti").sort(key),
        removed=first.join(second.select(key), on=key, how="anti").sort(key),
        changed=changed,
        moved=both.height - changed.height,
        new_columns=tuple(column for column in second.columns if column not in first.columns),
        lost_columns=tuple(column for column in first.columns if column not in second.columns),
    )


def _differing(first: pl.DataFrame, second: pl.DataFrame, key: str, shared: list[str]) -> pl.DataFrame:
    """The rows of both sides, side by side, where any column differs.

    Hashes of the rows find them first, so that wide rows are joined only where they differ.
    """
    if not shared:
        return first.join(second, on=key, how="inner", suffix=NEW).clear()
    hashed = _hashed(first, key, shared).join(_hashed(second, key, shared), on=key, how="inner", suffix=NEW)
    keys = hashed.filter((pl.col("a") != pl.col(f"a{NEW}")) | (pl.col("b") != pl.col(f"b{NEW}"))).select(key)
    olds = first.select([key, *shared]).join(keys, on=key, how="semi")
    news = second.select([key, *shared]).join(keys, on=key, how="semi")
    return olds.join(news, on=key, how="inner", suffix=NEW).sort(key)


def _hashed(frame: pl.DataFrame, key: str, columns: list[str]) -> pl.DataFrame:
    """Keys with two hashes of 64 bits each."""
    rows = frame.select(columns)
    return frame.select(key).with_columns(rows.hash_rows(seed=1).alias("a"), rows.hash_rows(seed=2).alias("b"))


def _differs(column: str) -> pl.Expr:
    return pl.col(column).ne_missing(pl.col(f"{column}{NEW}"))


def _frame(table: pa.Table | None, other: pa.Table | None) -> pl.DataFrame:
    """A table as a frame; one that is not there as an empty frame like the other."""
    if table is None:
        if other is None:
            raise ValueError("a table of neither side cannot be compared")
        table = other.slice(0, 0)
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _changed(row: Row) -> ChangedRow:
    now = {name: row[f"{name}{NEW}"] for name in row if f"{name}{NEW}" in row}
    key = next(name for name in row if name not in now and not name.endswith(NEW))
    values = {name: (row[name], value) for name, value in now.items() if row[name] != value}
    return ChangedRow(key=str(row[key]), values=values, row={key: row[key], **now})


def _count(frame: pl.DataFrame, limit: int | None) -> int:
    return frame.height if limit is None else limit
