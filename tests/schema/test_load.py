"""Schema files that cannot be used are refused with file and line; row rules are read into expressions."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from dpkit.errors import ConfigError
from dpkit.schema import default_schemas, load_schemas
from dpkit.schema.conditions import parse_condition, rule_holds
from dpkit.schema.source import MAX_CHARS

ROOT = Path(str(files("dpkit"))).parents[1]


def _texts() -> dict[str, str]:
    folder = ROOT / "schemas"
    if not folder.is_dir():
        folder = Path(str(files("dpkit"))) / "schemas"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def test_loaded_texts_are_the_defaults() -> None:
    assert load_schemas(_texts()) == default_schemas()


def _replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


BROKEN = {
    "unknown key": (_replaced("primaryKey:", "primarykey:"), "entities.yaml:48: primarykey is not known"),
    "unknown type": (_replaced("type: string", "type: text"), "entities.yaml:10: fields.0.type is 'text'"),
    "integer without width": (_replaced("type: string", "type: integer"), "wrong width"),
    "no description": (_replaced("    description: The fullest name.\n", ""), "entities.yaml:13: fields.1.description"),
    "open pattern": (_replaced("'^(?:[A-Z]{2})$'", "'^[A-Z]{2}'"), "constraints.pattern is"),
    "look-around": (_replaced("'^(?:[A-Z]{2})$'", "'^(?:(?=K)..)$'"), "look-around"),
    "unreadable pattern": (_replaced("'^(?:[A-Z]{2})$'", "'^(?:[A-Z)$'"), "constraints.pattern is"),
    "second key": (_replaced("[entity_id]\nforeign", "[name]\nforeign"), "primaryKey is ['name']"),
    "foreign key of no column": (_replaced("fields: [parent_entity_id]", "fields: [parent]"), "names parent"),
    "foreign key of no table": (
        _replaced("{resource: '', fields: [entity_id]}", "{resource: x, fields: [id]}"),
        "points at x.id",
    ),
    "alias": (_replaced("title: Entities", "title: &x Entities"), "entities.yaml:3: the schema uses an anchor"),
    "tag": (_replaced("title: Entities", "title: !!python/name:os Entities"), "anchor, alias or tag"),
    "key twice": (_replaced("title: Entities", "title: Entities\ntitle: Others"), "entities.yaml:4: the key 'title'"),
    "no YAML": (_replaced("title: Entities", "title: [Entities"), "is no YAML"),
    "deep": (_replaced("title: Entities", "title: " + "[" * 5000), "nested too deeply"),
    "long": (lambda text: text + "#" * MAX_CHARS, "characters; expected"),
    "empty": (lambda text: "", "name is missing"),
    "list": (lambda text: "- a\n", "is no mapping"),
    "other name": (_replaced("name: entities", "name: entity"), "name is 'entity'"),
    "column twice": (_replaced("- name: country", "- name: name"), "names a column twice"),
    "rule of no column": (lambda text: text + _RULE.format("", "[x is null]"), "cannot be read"),
    "rule of no operator": (lambda text: text + _RULE.format("", "[name ~ 3]"), "is no condition"),
    "rule without value": (lambda text: text + _RULE.format("", "['name =']"), "lacks a value"),
    "rule code": (lambda text: text + _RULE.format("code: DP1, ", "[name is null]"), "code is 'DP1'"),
    "nullable integer beside a time": (
        _replaced(
            "  - name: country\n",
            "  - {name: n, title: n, type: integer, description: n., dpkit:arrow: int32}\n"
            "  - {name: t, title: t, type: datetime, description: t.}\n  - name: country\n",
        ),
        "nullable integer beside a datetime",
    ),
}
_RULE = "dpkit:rowRules:\n  - {{name: r, {0}description: d., require: {1}}}\n"


@pytest.mark.parametrize("name", BROKEN)
def test_an_unusable_schema_is_refused_where_it_is_wrong(name: str) -> None:
    change, message = BROKEN[name]
    texts = _texts()
    before = texts["entities.yaml"]
    texts["entities.yaml"] = change(before)
    assert texts["entities.yaml"] != before
    with pytest.raises(ConfigError) as caught:
        load_schemas(texts)
    assert str(caught.value).startswith("entities.yaml")
    assert message in str(caught.value)


def test_a_missing_schema_is_named() -> None:
    texts = _texts()
    del texts["cues.yaml"]
    with pytest.raises(ConfigError, match="no schema for cues"):
        load_schemas(texts)


def test_a_rule_without_code_gets_the_generic_one() -> None:
    texts = _texts()
    texts["entities.yaml"] += _RULE.format("", "[name != x]")
    assert load_schemas(texts)["entities"].row_rules[0].code == "DP420"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a < b", [True, False, None]),
        ("a <= 1", [True, False, None]),
        ("a > b", [False, False, None]),
        ("a >= b", [False, True, None]),
        ("a = b", [False, True, None]),
        ("a != b", [True, False, None]),
        ("a is null", [False, False, True]),
        ("a is not null", [True, True, False]),
        ("c in x, y", [True, True, False]),
        ("c matches ^(?:x)$", [True, False, False]),
        ("d = true", [True, False, None]),
    ],
)
def test_conditions_ask_nothing_of_a_missing_value(condition: str, expected: list[bool | None]) -> None:
    frame = pl.DataFrame({"a": [1, 2, None], "b": [2, 2, 2], "c": ["x", "y", "z"], "d": [True, False, None]})
    parsed = parse_condition(condition, frame.columns)
    obeyed = frame.select(rule_holds([], [parsed])).to_series().to_list()
    applied = frame.select(~rule_holds([parsed], [parse_condition("b = 0", frame.columns)])).to_series().to_list()
    assert obeyed == [value is not False for value in expected]
    assert applied == [value is True for value in expected]
