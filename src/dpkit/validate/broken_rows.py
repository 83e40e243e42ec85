"""What pandera says of each row that breaks a constraint or a row rule of its table's schema."""

from collections.abc import Iterator

import pandera.polars as pandera
import polars as pl

from dpkit.schema import FieldSchema, RowRule, TableSchema
from dpkit.schema.frames import pandera_schema
from dpkit.validate.faults import Fault, shown

_CODES = {"not_nullable": "DP402", "enum": "DP403", "pattern": "DP404"} | {
    "minimum": "DP405", "maximum": "DP405", "length": "DP406",
}  # fmt: skip


def broken_rows(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Fault]:
    """The faults of all rows that break their schema (DP402 to DP431)."""
    try:
        pandera_schema(schema).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            yield from _rows_of(error, frame, schema)


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
