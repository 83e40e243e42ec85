"""Table checks: the ten tables, their columns and types, and what pandera says of every row."""

from collections.abc import Iterator, Mapping

import pandera.polars as pandera
import polars as pl
import pyarrow as pa

from dpkit.schema import FieldSchema, RowRule, TableSchema, arrow_schema
from dpkit.schema.frames import is_obeyed, pandera_schema
from dpkit.validate.faults import Fault, shown

_CODES = {"not_nullable": "DP402", "enum": "DP403", "pattern": "DP404"} | {
    "minimum": "DP405", "maximum": "DP405", "length": "DP406",
}  # fmt: skip


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
    if is_obeyed(frame, schema):
        return
    try:
        pandera_schema(schema).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            yield from _rows_of(error, frame, schema)


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


def _rows_of(error: pandera.errors.SchemaError, frame: pl.DataFrame, schema: TableSchema) -> Iterator[Fault]:
    check = error.check if isinstance(error.check, str) else error.check.name
    failing = error.check_output.to_series(error.check_output.width - 1).fill_null(True).not_().rename("is_wrong")
    key = schema.primary_key[0]
    rule = next((rule for rule in schema.row_rules if rule.name == check), None)
    if rule is not None and not isinstance(error.schema, pandera.Column):
        columns = list(dict.fromkeys([key, *(item.column for item in (*rule.when, *rule.require))]))
        yield from _broken_rules(frame.select(columns).filter(failing), schema, rule)
        return
    field = schema.field(error.schema.name)
    for row_key, value in frame.select(pl.col(key).alias("key"), pl.col(field.name)).filter(failing).iter_rows():
        message = f"{schema.name} {shown(row_key)}: {field.name} is {shown(value)}; expected {_expected(field, check)}"
        yield Fault(code=_CODES[check], table=schema.name, key=row_key, field=field.name, message=message)


def _broken_rules(rows: pl.DataFrame, schema: TableSchema, rule: RowRule) -> Iterator[Fault]:
    field = rule.require[0].column
    for row in rows.iter_rows(named=True):
        key = row[schema.primary_key[0]]
        seen = ", ".join(f"{name} is {shown(value)}" for name, value in row.items() if name != schema.primary_key[0])
        message = f"{schema.name} {shown(key)}: {seen}; expected: {rule.description}"
        yield Fault(code=rule.code, table=schema.name, key=key, field=field, message=message)


def _expected(field: FieldSchema, check: str) -> str:
    match check:
        case "not_nullable":
            return "a value"
        case "enum":
            return f"one of {', '.join(field.enum)}"
        case "pattern":
            return f"the form {field.pattern}"
        case "minimum":
            return f"{field.minimum:g} or more"
        case "maximum":
            return f"{field.maximum:g} or less"
        case _:
            longest = "" if field.max_length is None else f" and {field.max_length} at most"
            return f"{field.min_length or 0} characters or more{longest}"
