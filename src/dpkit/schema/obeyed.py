"""Do all rows of a frame obey their table's schema: the answer of `frames.pandera_schema`, without loading pandera."""

from collections.abc import Iterator

import polars as pl

from dpkit.schema.conditions import rule_holds
from dpkit.schema.table import FieldSchema, TableSchema


def is_obeyed(frame: pl.DataFrame, table: TableSchema) -> bool:
    """Whether all rows of a frame with the columns of a table obey all its constraints and row rules.

    In one pass: pandera asks for each constraint alone. Which rows break what, it says.
    """
    obeyed = [expression for field in table.fields for expression in _obeyed(field)]
    obeyed += [rule_holds(rule.when, rule.require) for rule in table.row_rules]
    answers = frame.select(one.fill_null(True).all().alias(str(index)) for index, one in enumerate(obeyed))
    return all(answers.row(0)) if obeyed else True


def _obeyed(field: FieldSchema) -> Iterator[pl.Expr]:
    column = pl.col(field.name)
    if field.required:
        yield column.is_not_null()
    if field.enum:
        yield column.is_in(list(field.enum))
    if field.pattern is not None:
        yield column.str.contains(field.pattern)
    if field.minimum is not None:
        yield column >= field.minimum
    if field.maximum is not None:
        yield column <= field.maximum
    if field.min_length is not None:
        yield column.str.len_chars() >= field.min_length
    if field.max_length is not None:
        yield column.str.len_chars() <= field.max_length
