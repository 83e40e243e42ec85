"""Rows of many documents → Arrow tables: entities merged, documents by date, one canonical chunk."""

import datetime as dt
from collections.abc import Iterable, Mapping

import pyarrow as pa

from dpkit.schema import TableSchema, arrow_schema
from dpkit.tables.entities import merged_aliases, merged_entities
from dpkit.tables.row import Row, Rows

_NO_DATE = dt.date.min


def to_arrow(documents: Iterable[Rows], schemas: Mapping[str, TableSchema]) -> Mapping[str, pa.Table]:
    """The ten tables of many documents, the same for every order in which the documents come.

    Rows are sorted by document (day of issue, else of publication; undated ones first; then id), within a document
    by position, so that new documents leave old rows where they were; entities by id, aliases by entity and form.
    """
    ordered = sorted(documents, key=document_order)
    return {name: pa_table(_rows(name, ordered), schema) for name, schema in schemas.items()}


def document_order(rows: Rows) -> tuple[dt.date, str]:
    """Where a document stands among the others."""
    row = rows["documents"][0]
    day = document_day(row["issued_on"], row["published_on"])
    return (day or _NO_DATE, str(row["document_id"]))


def document_day(issued_on: object, published_on: object) -> dt.date | None:
    """The day that a document stands under: that of its issue, else of its publication."""
    day = issued_on or published_on
    return day if isinstance(day, dt.date) else None


def pa_table(rows: Iterable[Row], schema: TableSchema) -> pa.Table:
    """An Arrow table of one chunk, typed as the schema says.

    Raises: pyarrow.ArrowInvalid or ArrowTypeError where a value has another type (a bug of the room that made it).
    """
    rows = list(rows)
    target = arrow_schema(schema)
    arrays = [pa.array([row[field.name] for row in rows], type=field.type) for field in target]
    return pa.Table.from_arrays(arrays, schema=target)


def _rows(name: str, documents: list[Rows]) -> list[Row]:
    rows = (row for document in documents for row in document[name])
    if name == "entities":
        return merged_entities(rows)
    return merged_aliases(rows) if name == "aliases" else list(rows)
