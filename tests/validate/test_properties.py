"""Any layout gives valid tables; any cell that is damaged is found."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dpkit.schema import default_schemas
from dpkit.validate import validate_tables
from made_documents import Marked, changed, made_document, made_tables

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="[]{}<>#@\n"), max_size=12)
MARKED = st.builds(
    lambda head, who, what, no, number, day, tail: (
        f"a{head} {{b {what} <{no or 'n'}x> [c{who}] #1{number}# @d{day}@ e}} f{tail}."
    ),
    *[WORDS] * 7,
)
PLAIN = st.builds(lambda words: f"a{words}z", WORDS)
ROLES = st.sampled_from(["title", "lead", "heading", "body", "list_item", "signature", "source_link", "boilerplate"])
PARAGRAPHS: st.SearchStrategy[list[Marked]] = st.lists(st.tuples(ROLES, MARKED | PLAIN), max_size=6)


@given(st.lists(PARAGRAPHS, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_layout_gives_valid_tables(documents: list[list[Marked]]) -> None:
    results = [made_document(f"note-{number}", paragraphs) for number, paragraphs in enumerate(documents)]
    findings = validate_tables(made_tables(results), default_schemas())
    assert [item for item in findings if item.severity == "error"] == []


UNCHECKED_NULLS = {
    # What is optional may be missing: nothing in the tables says that it was there.
    ("documents", "identifier"),
    ("documents", "title"),
    ("documents", "issuer_id"),
    ("documents", "publisher_id"),
    ("documents", "encoding"),
    ("documents", "raw_locator"),
    ("documents", "rights_holder"),
    ("documents", "issued_on"),
    ("documents", "published_on"),
    ("sources", "language"),
    ("sources", "link_text"),
    ("sources", "paragraph_id"),
    ("sources", "retrieved_at"),
    ("sources", "content_sha256"),
    ("sources", "note"),
    ("paragraphs", "quote_group"),
    ("paragraphs", "speaker_id"),
    ("entities", "country"),
    ("entities", "wikidata_id"),
    ("entities", "parent_entity_id"),
    ("mentions", "score"),
    ("claims", "speaker_mention_id"),
    ("claims", "quote_group"),
    ("claims", "framing"),
    ("claims", "continues_claim_id"),
    ("cues", "hop"),
    ("cues", "entity_id"),
    ("quantities", "claim_id"),
    ("quantities", "value_min"),
    ("quantities", "value_max"),
    ("quantities", "unit"),
    ("quantities", "counted"),
    ("dates", "claim_id"),
}
UNCHECKED_VALUES = {
    # Free text, and the day that a person states: every value has the right form.
    ("documents", "published_on"),
    ("documents", "statement_id"),
    ("documents", "identifier"),
    ("documents", "title"),
    ("documents", "raw_path"),
    ("documents", "raw_locator"),
    ("documents", "encoding"),
    ("documents", "reader"),
    ("documents", "license"),
    ("documents", "rights_holder"),
    ("sources", "link_text"),
    ("sources", "note"),
    ("paragraphs", "rule"),
    ("entities", "name"),
    ("mentions", "model"),
    ("claims", "framing"),
    ("cues", "rule"),
    ("quantities", "counted"),
}
COLUMNS = [(schema.name, field.name) for schema in default_schemas().values() for field in schema.fields]


def _errors(tables: dict[str, pa.Table]) -> set[tuple[str | None, str]]:
    findings = validate_tables(tables, default_schemas())
    return {(item.table, item.code) for item in findings if item.severity == "error"}


def _filled_row(table: pa.Table, column: str) -> int:
    """The last row that has a value in a column: a change there moves no other row."""
    values = table.column(column).to_pylist()
    return max((index for index, value in enumerate(values) if value is not None), default=0)


@pytest.mark.parametrize(("table", "column"), [item for item in COLUMNS if item not in UNCHECKED_NULLS])
def test_a_value_taken_away_is_found(table: str, column: str) -> None:
    tables = made_tables()
    assert _errors(changed(tables, table, column, _filled_row(tables[table], column), None))


ONE_OR_ALL = pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.slow)])


@ONE_OR_ALL
@pytest.mark.parametrize(("table", "column"), [item for item in COLUMNS if item not in UNCHECKED_VALUES])
def test_a_value_of_the_wrong_kind_is_found(table: str, column: str, step: int) -> None:
    tables = made_tables()
    for value in _wrong_values(tables, table, column)[::step]:
        row = _filled_row(tables[table], column)
        assert _errors(changed(tables, table, column, row, value)), (table, column, value)


@ONE_OR_ALL
@pytest.mark.parametrize("table", ["paragraphs", "mentions", "claims", "cues", "quantities", "dates"])
@pytest.mark.parametrize("shift", [-1, 1])
def test_a_shifted_span_is_found_whichever_bound_moves(table: str, shift: int, step: int) -> None:
    tables = made_tables([made_document()])
    for row in range(0, tables[table].num_rows, step):
        for column in ("start_char", "end_char"):
            old = tables[table].column(column).to_pylist()[row]
            found = _errors(changed(tables, table, column, row, old + shift))
            assert any(name == table for name, _ in found), (row, column)


@pytest.mark.parametrize("table", list(default_schemas()))
def test_a_row_taken_away_is_found_where_others_need_it(table: str) -> None:
    tables = made_tables()
    fewer = {**tables, table: tables[table].slice(1)}
    needed = {"documents", "paragraphs", "entities", "claims"}
    assert bool(_errors(fewer)) == (table in needed)


def _wrong_values(tables: dict[str, pa.Table], table: str, column: str) -> list[Any]:
    field = default_schemas()[table].field(column)
    match field.type:
        case "integer":
            return [-1]
        case "number":
            return [7.5] if field.maximum is not None else [-1e9 if column == "value_max" else 1e9]
        case "boolean":
            return [False] if (table, column) == ("paragraphs", "is_quoted") and _is_quoted(tables) else []
        case "date":
            return [dt.date(9000, 1, 1) if column == "date_start" else dt.date(1, 1, 1)]
        case "datetime":
            return []  # a person states it, and any time has the right form
        case _:
            return ["no such value", ""] if field.name != "unit" else ["$", ""]


def _is_quoted(tables: dict[str, pa.Table]) -> bool:
    return bool(tables["paragraphs"].column("is_quoted").to_pylist()[-1])
