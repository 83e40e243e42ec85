"""Table Schema → pandera schema on polars: types, nulls, enumerations, patterns, ranges and row rules; no keys.

Uniqueness is a key check (`validate.keys`), because pandera counts nulls as duplicates; nothing is ever coerced.
"""

import pandera.polars as pa
import polars as pl

from dpkit.schema.conditions import rule_holds
from dpkit.schema.table import FieldSchema, RowRule, TableSchema

MAX_FAILURES = 100
"""Failing rows that pandera keeps for one check: it keeps whole rows, a million of them took 3.4 GB."""

_TYPES: dict[str, type[pl.DataType] | pl.DataType] = {
    "string": pl.String,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "datetime": pl.Datetime("ms", "UTC"),
    "int32": pl.Int32,
    "int64": pl.Int64,
}


def pandera_schema(table: TableSchema) -> pa.DataFrameSchema:
    """The pandera schema of a table: exactly these columns in this order; checks are named after their constraint."""
    return pa.DataFrameSchema(
        {field.name: _column(field) for field in table.fields},
        checks=[_row_check(rule) for rule in table.row_rules],
        strict=True,
        ordered=True,
        coerce=False,
        name=table.name,
        title=table.title,
        description=table.description,
    )


def _column(field: FieldSchema) -> pa.Column:
    return pa.Column(
        _TYPES[field.width or field.type],
        checks=_checks(field),
        nullable=not field.required,
        title=field.title,
        description=field.description,
    )


def _checks(field: FieldSchema) -> list[pa.Check]:
    checks = []
    if field.enum:
        checks.append(pa.Check.isin(list(field.enum), name="enum", n_failure_cases=MAX_FAILURES))
    if field.pattern is not None:
        checks.append(pa.Check.str_matches(field.pattern, name="pattern", n_failure_cases=MAX_FAILURES))
    if field.minimum is not None:
        checks.append(pa.Check.ge(field.minimum, name="minimum", n_failure_cases=MAX_FAILURES))
    if field.maximum is not None:
        checks.append(pa.Check.le(field.maximum, name="maximum", n_failure_cases=MAX_FAILURES))
    if field.min_length is not None or field.max_length is not None:
        low, high = field.min_length, field.max_length
        checks.append(pa.Check.str_length(low, high, name="length", n_failure_cases=MAX_FAILURES))
    return checks


def _row_check(rule: RowRule) -> pa.Check:
    expression = rule_holds(rule.when, rule.require)
    return pa.Check(
        lambda data: data.lazyframe.select(expression),
        name=rule.name,
        description=rule.description,
        n_failure_cases=MAX_FAILURES,
    )
