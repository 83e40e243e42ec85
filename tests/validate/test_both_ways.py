"""Every code of the catalogue is produced by a wrong case, and not by the same case put right."""

import ast
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from both_ways import ELSEWHERE, RAW_CASES, WORDS, put
from dpkit.check import check
from dpkit.document import Stopwatch
from dpkit.fresh import BuildOptions, build_tables
from dpkit.intake import file_tasks
from dpkit.knowledge import gather_knowledge
from dpkit.model import Finding
from dpkit.store.project import load_project
from dpkit.store.raw import list_raw
from dpkit.validate import RULES
from dpkit.validate.history import redirect_faults
from dpkit.validate.sources import HeldTable

Found = dict[str, set[str]]


def _found(root: Path, *, is_bad: bool) -> Found:
    """The codes of each case's folder."""
    put(root / "raw", RAW_CASES, is_bad=is_bad)
    (root / "dpkit.toml").write_text('[package]\nname = "both"\n[extract]\ntagger = "none"\n')
    options = BuildOptions(clock=time.perf_counter)
    built = build_tables(load_project(root), options, Stopwatch(options.clock))
    found: Found = {code: set() for code in RAW_CASES}
    for finding in built.findings:
        assert finding.place is not None, finding
        parts = finding.place.path.split("/")
        if len(parts) > 2:
            found[parts[1].upper()].add(finding.code)
    return found


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return _found(tmp_path_factory.mktemp("bad"), is_bad=True)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return _found(tmp_path_factory.mktemp("good"), is_bad=False)


@pytest.mark.parametrize("code", RAW_CASES)
def test_a_raw_file_or_sidecar_that_breaks_the_rule_is_found_and_a_right_one_is_not(
    code: str, bad: Found, good: Found
) -> None:
    assert code in bad[code]
    assert code not in good[code]


def _small(root: Path, **lines: str) -> Path:
    """A project with one statement, and curation files with these contents."""
    (root / "raw").mkdir(parents=True)
    (root / "raw" / "x.txt").write_text(WORDS)
    (root / "dpkit.toml").write_text('[package]\nname = "both"\n[extract]\ntagger = "none"\n')
    (root / "curation").mkdir()
    for name, text in lines.items():
        (root / "curation" / f"{name}.yaml").write_text(text)
    return root


def _entities(more: str) -> str:
    return f"- {{id: a, name: Ministry of Tides, type: organisation}}\n- {{id: b, name: Oddland, type: place{more}}}\n"


CURATED: dict[str, tuple[str, str]] = {
    "DP211": (_entities("").replace("id: b", "id: a"), _entities("")),
    "DP212": (_entities(", parent: c"), _entities(", parent: a")),
    "DP213": (_entities(", parent: b"), _entities(", parent: a")),
    "DP214": (_entities(", aliases: [Ministry of Tides]"), _entities(", aliases: [Odd]")),
}


def _codes_of_check(root: Path) -> set[str]:
    options = BuildOptions(clock=time.perf_counter)
    return {finding.code for finding in check(load_project(root), options).findings}


@pytest.mark.parametrize("code", CURATED)
def test_a_curation_file_that_breaks_the_rule_is_found_and_a_right_one_is_not(code: str, tmp_path: Path) -> None:
    bad, good = CURATED[code]
    found = gather_knowledge(load_project(_small(tmp_path / "bad", entities=bad)))[1]
    assert {(finding.code, finding.place and finding.place.path) for finding in found} >= {
        (code, "curation/entities.yaml")
    }
    assert gather_knowledge(load_project(_small(tmp_path / "good", entities=good)))[1] == ()


def test_a_raw_file_that_is_gone_while_it_is_read_is_found_and_one_that_is_there_is_not(tmp_path: Path) -> None:
    project = load_project(_small(tmp_path))
    (there,) = list_raw(project.root, "raw").files
    assert not [item for item in file_tasks(project, there) if isinstance(item, Finding)]
    gone = replace(there, path="raw/gone.txt")
    assert [item.code for item in file_tasks(project, gone) if isinstance(item, Finding)] == ["DP122"]


def test_no_package_where_one_is_committed_is_found_and_none_is_missed_otherwise(tmp_path: Path) -> None:
    root = _small(tmp_path)
    assert "DP820" not in _codes_of_check(root)
    toml = root / "dpkit.toml"
    toml.write_text(toml.read_text().replace("[extract]", "committed = true\n[extract]"))
    assert "DP820" in _codes_of_check(root)


def test_a_redirect_that_ends_nowhere_is_found_and_one_that_leads_on_is_not() -> None:
    def redirects(new: list[str | None]) -> set[tuple[str, str | None]]:
        tables = {
            "redirects": pa.table({"old_id": ["a", "b"], "new_id": pa.array(new, pa.string())}),
            "entities": pa.table({"entity_id": ["c"]}),
        }
        sources = {name: HeldTable(table=table) for name, table in tables.items()}
        return {(found.code, found.key) for found in redirect_faults(sources)}

    assert redirects(["b", "nobody"]) == {("DP833", "b")}
    assert redirects(["b", "c"]) == redirects(["b", None]) == set()


TESTS = Path(__file__).resolve().parent.parent


@cache
def _tests_of(path: str) -> dict[str, str]:
    """The tests of a file by name, each with its text and the cases that are handed to it."""
    text = (TESTS / path).read_text(encoding="utf-8")
    return dict(_texts(ast.parse(text), text))


def _texts(module: ast.Module, text: str) -> Iterator[tuple[str, str]]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            parts = [ast.get_source_segment(text, part) or "" for part in (*node.decorator_list, node)]
            yield node.name, "".join(parts)


def _has(test: str, words: str = "") -> bool:
    path, _, name = test.partition("::")
    return words in _tests_of(path).get(name, "") if name in _tests_of(path) else False


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_code_that_is_tried_elsewhere_has_a_test_of_a_wrong_and_of_a_right_case(code: str) -> None:
    wrong, right = ELSEWHERE[code]
    assert _has(wrong, code), wrong
    assert _has(right), right
    assert wrong != right


def test_every_code_of_the_catalogue_is_tried_both_ways() -> None:
    """Codes of tables stand in `INVALID` of test_rules.py, those of `seeded` in test_seeded_project_faults.py."""
    of_tables = {rule.code for rule in RULES if "DP3" <= rule.code < "DP7"}
    here = {"DP122", "DP820", "DP833"}
    seeded = {"DP116", "DP247", "DP248", "DP249"}
    tried = [*RAW_CASES, *CURATED, *here, *seeded, *ELSEWHERE, *of_tables]
    assert {rule.code for rule in RULES} == set(tried)
    assert len(tried) - len(set(tried)) == 0
