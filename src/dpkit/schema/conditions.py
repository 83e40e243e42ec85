"""The little language of row rules: `end_char > start_char`, `url is null`, `kind in attribution, evidence`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

Operator = Literal["is null", "is not null", "=", "!=", "<=", ">=", "<", ">", "in", "matches"]
OPERATORS: tuple[Operator, ...] = get_args(Operator)

_CONDITION = re.compile(r"([a-z][a-z0-9_]*) +(is null|is not null|=|!=|<=|>=|<|>|in|matches)(?: +(\S.*))?")
_WORDS: dict[str, bool] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A comparison of a column with another column (`is_column`), with a value, or with nothing."""

    column: str
    operator: Operator
    values: tuple[str | int | bool, ...] = ()
    is_column: bool = False


def parse_condition(source: str, columns: Iterable[str]) -> Condition:
    """The condition that a line states.

    >>> parse_condition("end_char > start_char", ["start_char", "end_char"]).is_column
    True
    >>> parse_condition("kind in count, money", ["kind"]).values
    ('count', 'money')

    Raises: ValueError, saying what is wrong and what was expected.
    """
    known = set(columns)
    match = _CONDITION.fullmatch(source.strip())
    if match is None:
        raise ValueError(f"{source!r} is no condition; expected `column operator value` with {', '.join(OPERATORS)}")
    column, word, rest = match.groups()
    operator = next(item for item in OPERATORS if item == word)
    if column not in known:
        raise ValueError(f"{source!r} names {column!r}; expected a column of this table")
    if operator.startswith("is") != (rest is None):
        raise ValueError(f"{source!r} {'lacks' if rest is None else 'has'} a value; expected the contrary")
    if rest is None:
        return Condition(column=column, operator=operator)
    if operator == "matches":
        re.compile(rest)
        return Condition(column=column, operator=operator, values=(rest,))
    words = tuple(word.strip() for word in rest.split(",")) if operator == "in" else (rest,)
    is_column = operator != "in" and rest in known
    return Condition(column=column, operator=operator, values=tuple(map(_value, words)), is_column=is_column)


def holds(condition: Condition) -> pl.Expr:
    """The polars expression of a condition: null where a compared value is null."""
    column = pl.col(condition.column)
    if condition.operator == "is null":
        return column.is_null()
    if condition.operator == "is not null":
        return column.is_not_null()
    if condition.operator == "in":
        return column.is_in(list(condition.values))
    if condition.operator == "matches":
        return column.str.contains(str(condition.values[0]))
    other = pl.col(str(condition.values[0])) if condition.is_column else pl.lit(condition.values[0])
    return _compared(column, condition.operator, other)


def rule_holds(when: Iterable[Condition], require: Iterable[Condition]) -> pl.Expr:
    """Whether a row obeys a rule: never null; a comparison with a null asks nothing (`when`) or is obeyed."""
    applies = pl.all_horizontal([pl.lit(True), *(holds(item).fill_null(False) for item in when)])
    obeyed = pl.all_horizontal([pl.lit(True), *(holds(item).fill_null(True) for item in require)])
    return ~applies | obeyed


def _compared(column: pl.Expr, operator: Operator, other: pl.Expr) -> pl.Expr:
    match operator:
        case "=":
            return column == other
        case "!=":
            return column != other
        case "<=":
            return column <= other
        case ">=":
            return column >= other
        case "<":
            return column < other
        case _:
            return column > other


def _value(word: str) -> str | int | bool:
    if word in _WORDS:
        return _WORDS[word]
    return int(word) if re.fullmatch(r"-?[0-9]{1,18}", word) else word
