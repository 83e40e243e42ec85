"""The catalogue and the code agree: every code that is given is explained, with the severity that it is given with."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from dpkit.model import SEVERITIES
from dpkit.schema import default_schemas
from dpkit.validate.rules import RULE_BY_CODE, RULES

SOURCE = Path(str(files("dpkit")))
CODE = re.compile(r"DP\d{3}")
GRADED_BY_RULE = ("validate", "schema")
"""Rooms whose faults take their severity from the catalogue itself."""
MAKERS = ("Finding", "_finding", "_fault")
ALSO_INFO = {"DP113", "DP115"}
"""What a person has accepted is told as information."""


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "catalogue" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def _codes(node: ast.AST) -> set[str]:
    return {text for text in _texts(node) if CODE.fullmatch(text)}


def _severities(node: ast.AST) -> set[str]:
    return {text for text in _texts(node) if text in SEVERITIES}


def _texts(node: ast.AST) -> Iterator[str]:
    for below in ast.walk(node):
        if isinstance(below, ast.Constant) and isinstance(below.value, str):
            yield below.value


def _given() -> set[str]:
    given = {code for _, module in _modules() for code in _codes(module)}
    return given | {rule.code for schema in default_schemas().values() for rule in schema.row_rules}


def _given_severities() -> set[tuple[str, str]]:
    """Code and severity of every finding that is made outside of the rooms that ask the catalogue."""
    pairs: set[tuple[str, str]] = set()
    for path, module in _modules():
        if _room(path) in GRADED_BY_RULE:
            continue
        functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
        for function in functions.values():
            pairs |= {pair for call in _calls(function) for pair in _pairs(call, function, functions)}
    return pairs


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            yield node


def _pairs(
    call: ast.Call, function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]
) -> Iterator[tuple[str, str]]:
    first = next((word.value for word in call.keywords if word.arg == "code"), call.args[0] if call.args else call)
    codes = _codes(first)
    if isinstance(first, ast.Name) and first.id == "code":
        assigned = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and _assigns_code(node)]
        codes = {code for value in assigned for code in _codes(value)} if assigned else _codes(function)
    severities = _severities(call) or _default_severities(call, functions)
    for code in codes:
        for severity in severities:
            yield code, severity


def _assigns_code(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "code" for target in node.targets)


def _default_severities(call: ast.Call, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """What the module's own maker of findings says: the default of its argument, else the words in its body."""
    assert isinstance(call.func, ast.Name)
    maker = functions.get(call.func.id)
    if maker is None:
        return set()
    default = {text for node in (*maker.args.defaults, *maker.args.kw_defaults) if node for text in _severities(node)}
    flag = next((word.value for word in call.keywords if word.arg == "is_error"), None)
    if any(argument.arg == "is_error" for argument in maker.args.kwonlyargs):
        is_error = not (isinstance(flag, ast.Constant) and flag.value is False)
        return {"error"} if is_error else {"warning"}
    return default or _severities(maker)


def test_every_code_that_is_given_is_in_the_catalogue_and_the_other_way_round() -> None:
    assert _given() ^ set(RULE_BY_CODE) == set()


def test_a_rule_has_the_severity_that_its_findings_have() -> None:
    wrong = {(code, severity) for code, severity in _given_severities() if RULE_BY_CODE[code].severity != severity}
    assert {pair for pair in wrong if pair[0] not in ALSO_INFO or pair[1] != "info"} == set()


def test_the_severity_of_every_code_outside_of_the_tables_is_compared() -> None:
    compared = {code for code, _ in _given_severities()}
    graded = {code for path, module in _modules() if _room(path) in GRADED_BY_RULE for code in _codes(module)}
    assert {rule.code for rule in RULES if not "DP3" <= rule.code < "DP7"} - compared - graded == set()


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_a_rule_is_written_for_people(rule: object) -> None:
    from dpkit.validate.rule import Rule

    assert isinstance(rule, Rule)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    for text in (rule.summary, rule.why, rule.mend):
        assert text[0].isupper() or text[0] in "`.", text
        assert text.endswith("."), text
    assert rule.bad != rule.good
