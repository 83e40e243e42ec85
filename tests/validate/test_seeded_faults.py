"""Faults seeded into every table and column: each is found at its table, key and column, and nothing breaks down."""

import datetime as dt
from collections.abc import Iterator
from functools import cache

import polars as pl
import pyarrow as pa
import pytest

from dpkit.schema import FieldSchema, TableSchema, default_schemas
from dpkit.validate import Fault, Frames, frames_of, key_faults
from dpkit.validate.columns import row_faults, structure_faults
from dpkit.validate.content import content_id_faults
from dpkit.validate.evidence import source_faults, speaker_faults
from dpkit.validate.order import order_faults
from dpkit.validate.spans import containment_faults, continuation_faults, position_faults
from dpkit.validate.words import word_faults
from made_documents import made_tables

SCHEMAS = default_schemas()
TABLES = tuple(SCHEMAS)
COLUMNS = [(name, field.name) for name, schema in SCHEMAS.items() for field in schema.fields]


@cache
def whole() -> dict[str, pa.Table]:
    return made_tables()


def with_cells(table: str, row: int, cells: dict[str, object]) -> pa.Table:
    """A table with other values in some columns of one row; a stranger's columns may be empty."""
    held = whole()[table]
    values = held.to_pylist()
    values[row] = {**values[row], **cells}
    return pa.Table.from_pylist(values, schema=pa.schema([pa.field(f.name, f.type) for f in held.schema]))


def with_column(table: str, column: str, values: list[object]) -> dict[str, pa.Table]:
    held = whole()[table]
    index = held.schema.get_field_index(column)
    kind = held.schema.field(index).type
    return {**whole(), table: held.set_column(index, pa.field(column, kind), pa.array(values, kind))}


def other_faults(frames: Frames) -> Iterator[Fault]:
    """All checks but those of single values."""
    yield from word_faults(frames, is_public=False)
    yield from word_faults(frames, is_public=True)
    yield from content_id_faults(frames, frames)
    yield from containment_faults(frames, frames)
    yield from position_faults(frames)
    yield from continuation_faults(frames, frames)
    yield from order_faults(frames)
    yield from source_faults(frames)
    yield from speaker_faults(frames, frames)
    yield from key_faults(frames, SCHEMAS)


def seeds_of(schema: TableSchema) -> Iterator[tuple[str, dict[str, object]]]:
    """For each kind of fault, a wrong value for every column of a table that can have it."""
    fields = [field for field in schema.fields if field.name != schema.primary_key[0]]
    yield "DP402", {field.name: None for field in fields if field.required}
    yield "DP403", {field.name: "none of these" for field in fields if field.enum}
    yield "DP403", {field.name: field.enum[0].upper() for field in fields if field.enum}
    yield "DP403", {field.name: f"{field.enum[0]}\n" for field in fields if field.enum}
    for bad in ("\x00", "no such form\n", " "):
        yield "DP404", {field.name: bad for field in fields if field.pattern}
    yield "DP405", {field.name: field.minimum - 1 for field in fields if field.minimum is not None}
    yield "DP405", {field.name: field.maximum + 1 for field in fields if field.maximum is not None}
    yield "DP406", {field.name: "" for field in fields if field.min_length}


@pytest.mark.parametrize("table", TABLES)
def test_a_wrong_value_in_any_column_is_found_at_its_row_and_column(table: str) -> None:
    schema = SCHEMAS[table]
    for code, cells in seeds_of(schema):
        wrong = with_cells(table, 1, cells)
        key = wrong.column(0)[1].as_py()
        found = {(f.key, f.field) for f in row_faults(frames_of({table: wrong})[table], schema) if f.code == code}
        assert found == {(key, column) for column in cells}, code


@pytest.mark.parametrize("table", TABLES)
def test_a_key_that_is_empty_or_of_another_form_is_found(table: str) -> None:
    schema = SCHEMAS[table]
    key = schema.primary_key[0]
    for code, value in (("DP402", None), ("DP404", "with space"), ("DP404", "")):
        wrong = frames_of({table: with_cells(table, 0, {key: value})})[table]
        assert (value, key) in {(f.key, f.field) for f in row_faults(wrong, schema) if f.code == code}


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_that_is_gone_doubled_or_of_another_type_is_found(table: str, column: str) -> None:
    held = whole()[table]
    index = held.schema.get_field_index(column)
    other = pa.array([None] * held.num_rows, pa.duration("s"))
    changed = {
        "gone": held.remove_column(index),
        "doubled": held.append_column(column, held.column(index)),
        "retyped": held.set_column(index, column, other),
        "renamed": held.rename_columns([f"{name}_" if name == column else name for name in held.column_names]),
    }
    for name, wrong in changed.items():
        faults = list(structure_faults({**whole(), table: wrong}, SCHEMAS))
        assert {fault.table for fault in faults} == {table}, name
        assert column in {fault.field for fault in faults}, name


def _values(field: FieldSchema, kind: pa.DataType) -> list[object]:
    if pa.types.is_string(kind):
        return [None, "", "x\x00", "\ud7ff", "é" * 400]
    if pa.types.is_date(kind):
        return [None, dt.date.min, dt.date.max]
    if pa.types.is_timestamp(kind):
        return [None, dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 1, 1, tzinfo=dt.UTC)]
    if pa.types.is_boolean(kind):
        return [None]
    if pa.types.is_floating(kind):
        return [None, float("nan"), float("inf"), -1e308]
    return [None, -1, -(2**31), 2**31 - 1]


def assert_checked(table: str, column: str, values: list[object]) -> None:
    faults = list(other_faults(frames_of(with_column(table, column, values))))
    assert all("; expected" in fault.message for fault in faults)


@pytest.mark.slow  # test_properties.py takes a value away from nearly every column, all checks run
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_an_empty_value_of_any_column_breaks_no_check_down(table: str, column: str) -> None:
    assert_checked(table, column, [None, *whole()[table].column(column).to_pylist()[1:]])


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_value_of_any_column_breaks_the_checks_down(table: str, column: str) -> None:
    rest = whole()[table].column(column).to_pylist()[1:]
    for value in _values(SCHEMAS[table].field(column), whole()[table].schema.field(column).type):
        assert_checked(table, column, [value, *rest])
        assert_checked(table, column, [value] * (len(rest) + 1))


@pytest.mark.parametrize("table", TABLES)
def test_foreign_keys_that_lead_nowhere_are_found_at_their_column(table: str) -> None:
    for reference in SCHEMAS[table].foreign_keys:
        (column,) = reference.fields
        wrong = frames_of({**whole(), table: with_cells(table, 0, {column: "nobody"})})
        key = wrong[table][SCHEMAS[table].primary_key[0]][0]
        found = {(f.table, f.key, f.field) for f in key_faults(wrong, SCHEMAS) if f.code == "DP502"}
        assert (table, key, column) in found


@pytest.mark.parametrize("table", TABLES)
def test_rows_that_share_a_key_are_found(table: str) -> None:
    schema = SCHEMAS[table]
    held = whole()[table]
    doubled = frames_of({**whole(), table: pa.concat_tables([held, held.slice(0, 1)])})
    key = held.column(0)[0].as_py()
    assert (table, key) in {(f.table, f.key) for f in key_faults(doubled, SCHEMAS) if f.code == "DP501"}
    for unique in schema.unique_keys:
        shared = {column: held.column(column)[0].as_py() for column in unique}
        if None not in shared.values():
            wrong = frames_of({**whole(), table: with_cells(table, 1, shared)})
            found = {(f.table, f.field) for f in key_faults(wrong, SCHEMAS) if f.code == "DP503"}
            assert (table, unique[-1]) in found


@pytest.mark.parametrize("table", [table for table in TABLES if table not in ("sources",)])
def test_rows_in_another_order_are_found(table: str) -> None:
    held = whole()[table]
    turned = frames_of({**whole(), table: held.take(list(range(held.num_rows))[::-1])})
    assert "DP310" in {fault.code for fault in other_faults(turned) if fault.table == table}


@pytest.mark.parametrize("table", ["documents", "paragraphs", "entities", "claims"])
def test_a_row_that_is_gone_is_found_by_what_leads_to_it(table: str) -> None:
    held = whole()[table]
    less = frames_of({**whole(), table: held.slice(1)})
    codes = {fault.code for fault in other_faults(less)}
    assert codes & {"DP502", "DP304", "DP306", "DP605"}


def test_a_paragraph_whose_words_were_changed_is_found_in_both_tables() -> None:
    text = whole()["paragraphs"].column("text")[1].as_py()
    wrong = frames_of({**whole(), "paragraphs": with_cells("paragraphs", 1, {"text": text.replace("e", "o", 1)})})
    found = {(fault.code, fault.table, fault.field) for fault in other_faults(wrong)}
    assert found >= {("DP303", "paragraphs", "text"), ("DP309", "paragraphs", None)}


def test_whole_tables_have_no_fault_but_the_lost_links() -> None:
    frames = frames_of(whole())
    assert {fault.code for fault in other_faults(frames)} == {"DP601"}
    assert not [fault for name, frame in frames.items() for fault in row_faults(frame, SCHEMAS[name])]
    assert isinstance(frames["claims"], pl.DataFrame)
