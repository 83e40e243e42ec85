"""A committed table against the one that its raw files give: every row that is missing, too many or different."""

from collections.abc import Iterator

import polars as pl
import pyarrow as pa

from dpkit.validate.faults import Fault, shown

MEND = "run `dpkit build` and commit the package"


def stale_faults(name: str, committed: pa.Table, built: pa.Table) -> Iterator[Fault]:
    """What a committed table says otherwise than the built one (DP821), by key and column."""
    if committed.schema.names != built.schema.names or not _is_comparable(committed, built):
        yield _fault(name, f"{name}: the committed table has other columns; expected those that the raw files give")
        return
    old, new = _frame(committed), _frame(built)
    key = new.columns[0]
    count = 0
    for fault in (*_one_sided(name, old, new, key), *_different(name, old, new, key)):
        count += 1
        yield fault
    if not count and not committed.equals(built):
        repeated = old.height - new.height
        what = f"{repeated} rows stand there twice" if repeated else "its rows stand in another order"
        yield _fault(name, f"{name}: {what}; expected the rows that the raw files give")


def _one_sided(name: str, old: pl.DataFrame, new: pl.DataFrame, key: str) -> Iterator[Fault]:
    sides = (
        (new, old, "the row is missing in the committed package; expected it, as the raw files give it"),
        (old, new, "the row stands in the committed package alone; expected none, as the raw files give none"),
    )
    for here, there, problem in sides:
        for (row_key,) in here.join(there, on=key, how="anti", nulls_equal=True).select(key).unique().iter_rows():
            yield _fault(name, f"{name} {shown(row_key)}: {problem}", row_key)


def _different(name: str, old: pl.DataFrame, new: pl.DataFrame, key: str) -> Iterator[Fault]:
    first = old.unique(key, keep="first", maintain_order=True)
    both = new.join(first, on=key, how="inner", suffix=".committed")
    for column in new.columns[1:]:
        was = f"{column}.committed"
        wrong = both.filter(pl.col(column).ne_missing(pl.col(was))).select(key, was, column)
        for row_key, before, now in wrong.iter_rows():
            message = f"{name} {shown(row_key)}: {column} is {shown(before)} in the committed package; expected "
            yield _fault(name, f"{message}{shown(now)}, as the raw files give it", row_key, column)


def _fault(name: str, problem: str, key: str | None = None, field: str | None = None) -> Fault:
    return Fault(code="DP821", table=name, key=key, field=field, message=f"{problem}; {MEND}")


def _is_comparable(committed: pa.Table, built: pa.Table) -> bool:
    texts = (pa.string(), pa.large_string(), pa.string_view())
    return all(
        old.type == new.type or (old.type in texts and new.type in texts)
        for old, new in zip(committed.schema, built.schema, strict=True)
    )


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
