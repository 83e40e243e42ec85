"""Values of a column as text and back, without loss: for CSV, JSON Lines and SQLite."""

import pyarrow as pa
import pyarrow.compute as pc

GUARD = "'"
"""Stands before a text that a spreadsheet would run as a formula, before a text that begins with it, and for no text:
an empty cell is an empty value."""
_GUARDED = r"^(?:$|['=+\-@\t\r\n])"
_WIDE = "＝＋－＠"
"""Full-width signs, which some spreadsheets read as formulas too."""
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S"


def guarded(column: pa.Array) -> pa.Array:
    """Texts that no spreadsheet runs; null stays null.

    >>> guarded(pa.array(["=1+1", "", "'x", "a", None])).to_pylist()
    ["'=1+1", "'", "''x", 'a', None]
    """
    is_risky = pc.or_(pc.match_substring_regex(column, _GUARDED), pc.match_substring_regex(column, f"^[{_WIDE}]"))
    return pc.if_else(is_risky, pc.binary_join_element_wise(GUARD, column, ""), column)


def unguarded(column: pa.Array) -> pa.Array:
    """The texts behind their guards.

    >>> unguarded(pa.array(["'=1+1", "'", "''x", "a", None])).to_pylist()
    ['=1+1', '', "'x", 'a', None]
    """
    return pc.if_else(pc.starts_with(column, GUARD), pc.utf8_slice_codeunits(column, 1), column)


def plain(column: pa.Array) -> pa.Array:
    """A column as strings, numbers or booleans: days and times as ISO 8601, times in UTC with milliseconds and Z.

    >>> import datetime as dt
    >>> plain(pa.array([dt.datetime(2024, 1, 31, 8, tzinfo=dt.UTC)], pa.timestamp("ms", "UTC"))).to_pylist()
    ['2024-01-31T08:00:00.000Z']
    """
    if pa.types.is_timestamp(column.type):
        text = pc.strftime(column.cast(pa.timestamp("ms", "UTC")), format=TIME_FORMAT)  # %S has the milliseconds
        return pc.binary_join_element_wise(text, "Z", "")
    if pa.types.is_date(column.type):
        return column.cast(pa.string())
    return column


def typed(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Strings, numbers or booleans as a column of a type; the way back of `plain`.

    Raises: pa.ArrowInvalid where a value is not of the type.
    """
    if pa.types.is_timestamp(kind) and not pa.types.is_timestamp(column.type):
        return _times(column, kind)
    if pa.types.is_boolean(kind) and pa.types.is_integer(column.type):
        return pc.not_equal(column, 0)
    return column.cast(kind)


def _times(column: pa.Array, kind: pa.DataType) -> pa.Array:
    without_zone = pc.replace_substring_regex(column.cast(pa.string()), "Z$", "")
    return pc.assume_timezone(without_zone.cast(pa.timestamp("ms")), "UTC").cast(kind)
