"""All constraints of a table asked at once say what pandera says when it is asked one by one."""

import datetime as dt
from collections.abc import Iterator

import pandera.polars as pandera
import polars as pl
import pyarrow as pa
import pytest

from dpkit.schema import TableSchema, default_schemas
from dpkit.schema.frames import pandera_schema
from dpkit.schema.obeyed import is_obeyed
from made_documents import made_tables

VALUES: dict[pl.DataType, tuple[object, ...]] = {
    pl.String(): (None, "", "x" * 3_000, "original"),
    pl.Int32(): (None, -1, 2**31 - 1),
    pl.Int64(): (None, -1),
    pl.Float64(): (None, -1.0, 1.5, float("nan")),
    pl.Boolean(): (None, True, False),
    pl.Date(): (None, dt.date(1, 1, 1), dt.date(2999, 1, 1)),
    pl.Datetime("ms", "UTC"): (None, dt.datetime(1, 1, 1, tzinfo=dt.UTC)),
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return made_tables()


def by_pandera(frame: pl.DataFrame, schema: TableSchema) -> bool:
    try:
        pandera_schema(schema).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


def variants(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows as they are, and for each column with other values, one in each row."""
    yield frame
    for name, kind in frame.schema.items():
        for value in VALUES[kind]:
            yield frame.with_columns(pl.lit(value, kind).alias(name))


@pytest.mark.parametrize(
    "name",
    [name if name in ("sources", "cues") else pytest.param(name, marks=pytest.mark.slow) for name in default_schemas()],
)
def test_rows_are_sound_where_pandera_finds_nothing(name: str, tables: dict[str, pa.Table]) -> None:
    schema = default_schemas()[name]
    frame = pl.from_arrow(tables[name])
    assert isinstance(frame, pl.DataFrame)
    answers = set()
    for variant in variants(frame.head(3)):
        answers.add(is_obeyed(variant, schema))
        assert is_obeyed(variant, schema) == by_pandera(variant, schema), variant
    assert answers == {True, False}
