"""Every rule: a table set that breaks it has the finding, and a valid one has none."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from dpkit.ids import content_id
from dpkit.model import Facts, SourceFacts
from dpkit.schema import Condition, RowRule, default_schemas
from dpkit.validate import RULES, Edition, rules_markdown, validate_tables
from made_documents import EXAMPLE, changed, made_document, made_tables

Tables = dict[str, pa.Table]
EXPECTED_WARNINGS = {"DP601"}
"""The example's own source link is lost, as that of the first statement of the data set is."""


def _cell(table: str, column: str, value: object, row: int = 0) -> Callable[[Tables], Tables]:
    return lambda tables: changed(tables, table, column, row, value)


def _cells(*changes: Callable[[Tables], Tables]) -> Callable[[Tables], Tables]:
    def change(tables: Tables) -> Tables:
        for one in changes:
            tables = one(tables)
        return tables

    return change


def _twice(table: str, **values: object) -> Callable[[Tables], Tables]:
    def change(tables: Tables) -> Tables:
        row = tables[table].slice(0, 1)
        for column, value in values.items():
            row = changed({table: row}, table, column, 0, value)[table]
        return {**tables, table: pa.concat_tables([tables[table], row.cast(tables[table].schema)])}

    return change


def _drop(table: str, row: int) -> Callable[[Tables], Tables]:
    def change(tables: Tables) -> Tables:
        keep = [index for index in range(tables[table].num_rows) if index != row]
        return {**tables, table: tables[table].take(keep)}

    return change


def _swap(table: str) -> Callable[[Tables], Tables]:
    return lambda tables: {**tables, table: tables[table].take([1, 0, *range(2, tables[table].num_rows)])}


def _without(table: str) -> Callable[[Tables], Tables]:
    return lambda tables: {name: data for name, data in tables.items() if name != table}


def _retyped(tables: Tables) -> Tables:
    index = tables["claims"].schema.get_field_index("start_char")
    column = tables["claims"].column(index).cast(pa.string())
    return {**tables, "claims": tables["claims"].set_column(index, "start_char", column)}


def _of_second(table: str, column: str) -> Callable[[Tables], Tables]:
    """The first row points where the last row, one of the second document, points."""
    return lambda tables: changed(tables, table, column, 0, tables[table][column].to_pylist()[-1])


def _longer_text(tables: Tables) -> Tables:
    text = tables["documents"]["text"].to_pylist()[0] + "\n\nAnd more"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return _cells(_cell("documents", "text", text), _cell("documents", "text_sha256", digest))(tables)


def _claim(row: int) -> str:
    return str(made_tables()["claims"]["claim_id"].to_pylist()[row])


def _negation() -> int:
    return int(made_tables()["cues"]["kind"].to_pylist().index("negation"))


BAD_ID = content_id("clm", "no such claim")

INVALID: dict[str, tuple[str, Callable[[Tables], Tables]]] = {
    "DP231": ("documents", _cell("documents", "issuer_id", None)),
    "DP232": ("documents", _cell("documents", "publisher_id", None)),
    "DP233": ("documents", _cells(_cell("documents", "issued_on", None), _cell("documents", "published_on", None))),
    "DP301": ("documents", _cell("documents", "text_sha256", "0" * 64)),
    "DP302": ("mentions", _cell("mentions", "end_char", 100_000)),
    "DP303": ("dates", _cell("dates", "start_char", 2)),
    "DP304": ("paragraphs", _drop("paragraphs", 1)),
    "DP305": ("claims", _of_second("claims", "paragraph_id")),
    "DP306": ("paragraphs", _cell("paragraphs", "position", 7)),
    "DP307": ("cues", lambda tables: changed(tables, "cues", "claim_id", _negation(), _claim(0))),
    "DP308": ("quantities", _cell("quantities", "claim_id", _claim(0))),
    "DP309": ("paragraphs", _cell("paragraphs", "paragraph_id", "par_aaaaaaaaaaaaaaaa")),
    "DP310": ("documents", _swap("documents")),
    "DP311": ("claims", _cell("claims", "text", None)),
    "DP400": ("cues", _without("cues")),
    "DP401": ("claims", _retyped),
    "DP402": ("entities", _cell("entities", "name", None)),
    "DP403": ("claims", _cell("claims", "polarity", "negative")),
    "DP404": ("entities", _cell("entities", "country", "KAZ")),
    "DP405": ("mentions", _cell("mentions", "score", 1.5)),
    "DP406": ("documents", _cell("documents", "rights_holder", "")),
    "DP421": ("cues", _cell("cues", "start_char", 1_000)),
    "DP422": ("quantities", _cell("quantities", "value_min", 1e9)),
    "DP423": ("sources", _cell("sources", "url", "https://a.example/", row=1)),
    "DP424": ("sources", _cell("sources", "url", None)),
    "DP425": ("sources", _cell("sources", "status", "captured")),
    "DP426": ("claims", _cell("claims", "speaker_basis", "none")),
    "DP427": ("mentions", _cell("mentions", "model", None)),
    "DP428": ("cues", lambda tables: changed(tables, "cues", "hop", _negation(), 2)),
    "DP429": ("paragraphs", _cell("paragraphs", "is_quoted", False, row=2)),
    "DP430": ("documents", _cell("documents", "text", None)),
    "DP431": ("quantities", _cell("quantities", "unit", "$")),
    "DP501": ("entities", _twice("entities")),
    "DP502": ("claims", _cell("claims", "speaker_id", "ent_nobody")),
    "DP503": ("mentions", _twice("mentions", mention_id="men_aaaaaaaaaaaaaaaa")),
    "DP504": ("claims", lambda tables: changed(tables, "claims", "continues_claim_id", 1, _claim(2))),
    "DP505": ("claims", _of_second("claims", "paragraph_id")),
    "DP506": ("claims", lambda tables: changed(tables, "claims", "continues_claim_id", 0, _claim(1))),
    "DP601": ("sources", lambda tables: tables),
    "DP602": ("documents", _cell("documents", "license", "unknown")),
    "DP603": ("documents", _cell("sources", "relation", "other_version")),
    "DP604": ("claims", lambda tables: changed(tables, "claims", "speaker_mention_id", 0, _mention_of(tables, 2))),
    "DP605": ("claims", _cell("claims", "speaker_id", "tides-example")),
    "DP606": ("documents", _cell("documents", "license", "CC-BY-4")),
}


def _mention_of(tables: Tables, row: int) -> str:
    return str(tables["mentions"]["mention_id"].to_pylist()[row])


def _codes(tables: Tables, edition: Edition = "working") -> set[str]:
    return {finding.code for finding in validate_tables(tables, default_schemas(), edition=edition)}


@pytest.mark.parametrize("code", INVALID)
def test_a_broken_rule_is_a_finding(code: str) -> None:
    table, change = INVALID[code]
    findings = [item for item in validate_tables(change(made_tables()), default_schemas()) if item.code == code]
    assert findings
    assert {item.table for item in findings} == {table}
    for item in findings:
        assert item.key is not None or code in ("DP400", "DP401")
        assert "; expected" in item.message


def test_valid_tables_break_no_rule() -> None:
    assert _codes(made_tables()) == EXPECTED_WARNINGS


def test_valid_tables_with_a_known_original_have_no_finding() -> None:
    source = SourceFacts(url="https://tides.example/", original_url="https://tides.example/first")
    facts = Facts(source=source, rights=made_document().facts.rights, published_on=dt.date(2021, 5, 3))
    assert validate_tables(made_tables([made_document(facts=facts)]), default_schemas()) == ()


def test_no_documents_are_valid_tables() -> None:
    assert _codes(made_tables([])) == set()


def test_words_that_may_not_be_passed_on_stop_a_public_edition() -> None:
    tables = changed(made_tables(), "documents", "redistribution", 0, "offsets_only")
    assert "DP312" not in _codes(tables)
    assert "DP312" in _codes(tables, "public")


def test_a_public_edition_without_words_is_valid() -> None:
    tables = changed(made_tables([made_document()]), "documents", "redistribution", 0, "offsets_only")
    for name, schema in default_schemas().items():
        for field in schema.fields:
            if field.is_words:
                index = tables[name].schema.get_field_index(field.name)
                nulls = pa.nulls(tables[name].num_rows, pa.string())
                tables[name] = tables[name].set_column(index, tables[name].schema.field(index), nulls)
    assert _codes(tables, "public") == EXPECTED_WARNINGS


@pytest.mark.parametrize(
    ("table", "column"), [("claims", "framing"), ("quantities", "counted"), ("sources", "link_text")]
)
def test_withheld_words_leak_through_no_column(table: str, column: str) -> None:
    tables = changed(made_tables(), "documents", "text", 0, None)
    findings = validate_tables(tables, default_schemas())
    assert any((item.code, item.table, item.field) == ("DP311", table, column) for item in findings)


def test_text_after_the_last_paragraph_is_found() -> None:
    findings = validate_tables(_longer_text(made_tables()), default_schemas())
    assert [(item.code, item.key) for item in findings if item.severity == "error"] == [("DP304", "note-1")]


def test_a_row_rule_of_a_data_set_has_the_generic_code() -> None:
    rule = RowRule(
        code="DP420",
        name="not-kz",
        description="No KZ.",
        when=(),
        require=(Condition(column="country", operator="!=", values=("KZ",)),),
    )
    schemas = dict(default_schemas())
    schemas["entities"] = replace(schemas["entities"], row_rules=(rule,))
    findings = validate_tables(made_tables(), schemas)
    assert {(item.code, item.field) for item in findings if item.table == "entities"} == {("DP420", "country")}


def test_a_ring_of_entities_is_found_once_per_member() -> None:
    tables = made_tables()
    keys = tables["entities"]["entity_id"].to_pylist()
    tables = changed(
        changed(tables, "entities", "parent_entity_id", 0, keys[1]), "entities", "parent_entity_id", 1, keys[0]
    )
    findings = [item for item in validate_tables(tables, default_schemas()) if item.code == "DP504"]
    assert [item.key for item in findings] == sorted(keys[:2])


def test_strange_and_misplaced_columns_are_found() -> None:
    tables = made_tables()
    extra = {**tables, "cues": tables["cues"].append_column("x", pa.nulls(tables["cues"].num_rows))}
    turned = {**tables, "cues": tables["cues"].select(tables["cues"].column_names[::-1])}
    fewer = {**tables, "cues": tables["cues"].drop_columns(["rule"])}
    for broken in (extra, turned, fewer):
        assert "DP401" in _codes(broken)


def test_a_table_read_with_large_strings_is_the_same_table() -> None:
    tables = made_tables()
    large = {name: pl.from_arrow(table).to_arrow() for name, table in tables.items()}
    assert _codes(large) == EXPECTED_WARNINGS


def test_every_faulty_row_is_found_and_a_flood_is_counted() -> None:
    tables = made_tables([made_document(f"n-{number:03}") for number in range(150)])
    index = tables["claims"].schema.get_field_index("polarity")
    wrong = pa.array(["x"] * tables["claims"].num_rows)
    tables["claims"] = tables["claims"].set_column(index, tables["claims"].schema.field(index), wrong)
    every = [item for item in validate_tables(tables, default_schemas(), limit=None) if item.code == "DP403"]
    some = [item for item in validate_tables(tables, default_schemas(), limit=10) if item.code == "DP403"]
    assert len(every) == tables["claims"].num_rows
    assert len(some) == 11
    assert f"{tables['claims'].num_rows - 10} more rows" in some[-1].message


def test_findings_are_sorted_whatever_the_order_of_tables() -> None:
    tables = _cells(INVALID["DP403"][1], INVALID["DP502"][1], INVALID["DP602"][1])(made_tables())
    turned = dict(reversed(tables.items()))
    assert validate_tables(tables, default_schemas()) == validate_tables(turned, default_schemas())


def test_codes_are_unique_sorted_and_documented() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    page = rules_markdown()
    for rule in RULES:
        assert f"### {rule.code} {rule.name} ({rule.severity})" in page
        texts: list[Any] = [rule.summary, rule.why, rule.bad, rule.good, rule.mend]
        assert all(text and text in page for text in texts)


def test_every_table_rule_has_an_invalid_example_here() -> None:
    tested = set(INVALID) | {"DP312", "DP420"}
    of_tables = {rule.code for rule in RULES if "DP3" <= rule.code < "DP7"}
    assert of_tables | {"DP231", "DP232", "DP233"} == tested
    row_codes = {rule.code for schema in default_schemas().values() for rule in schema.row_rules}
    assert row_codes <= tested


def test_the_example_has_rows_in_every_table() -> None:
    assert EXAMPLE
    assert all(table.num_rows for table in made_tables().values())


def test_every_code_that_dpkit_gives_is_in_the_catalogue() -> None:
    root = Path(str(files("dpkit")))
    given = {
        code
        for path in root.rglob("*.py")
        if "validate" not in path.parts
        for code in re.findall(r'"(DP[0-9]{3})"', re.sub(r"(?s)\"\"\".*?\"\"\"", "", path.read_text(encoding="utf-8")))
    }
    assert given - {rule.code for rule in RULES} == set()
