"""Table checks: the ten tables, their columns and types, and what pandera says of every row."""

from collections.abc import Iterator, Mapping

import polars as pl
import pyarrow as pa

from dpkit.schema import TableSchema, arrow_schema
from dpkit.schema.obeyed import is_obeyed
from dpkit.validate.faults import Fault, shown


def structure_faults(tables: Mapping[str, pa.Table], schemas: Mapping[str, TableSchema]) -> Iterator[Fault]:
    """Tables that are missing (DP400), columns that are missing, strange, out of order or of another type (DP401)."""
    for name, schema in schemas.items():
        if name not in tables:
            message = f"{name}: the table is missing; expected all ten (checks that need it are left out)"
            yield Fault(code="DP400", table=name, message=message)
        else:
            yield from _column_faults(name, tables[name].schema, schema)


def row_faults(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Fault]:
    """Rows that break a constraint or a row rule of their table's schema (DP402 to DP431), every one of them."""
    if not is_obeyed(frame, schema):
        from dpkit.validate.broken_rows import broken_rows  # loads pandera: a second and 80 MB, for wrong rows alone

        yield from broken_rows(frame, schema)


def _column_faults(name: str, found: pa.Schema, schema: TableSchema) -> Iterator[Fault]:
    wanted = arrow_schema(schema)
    for column in wanted:
        index = found.get_field_index(column.name)
        if index < 0:
            message = f"{name}.{column.name}: the column is missing or stands twice; expected it once, as {column.type}"
            yield Fault(code="DP401", table=name, field=column.name, message=message)
        elif not _same_type(found.field(index).type, column.type):
            message = f"{name}.{column.name}: the column has type {found.field(index).type}; expected {column.type}"
            yield Fault(code="DP401", table=name, field=column.name, message=message)
    for column in found.names:
        if column not in wanted.names:
            message = f"{name}: the column {shown(column)} is not known; expected the columns of the schema alone"
            yield Fault(code="DP401", table=name, field=column, message=message)
    if found.names != wanted.names and sorted(found.names) == sorted(wanted.names):
        yield Fault(
            code="DP401", table=name, message=f"{name}: the columns are out of order; expected that of the schema"
        )


def _same_type(found: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether two types are the same for every reader: how strings are laid out in memory does not matter."""
    texts = (pa.string(), pa.large_string(), pa.string_view())
    return bool(found == wanted or (found in texts and wanted in texts))
