"""Every format: complete, valid against its schema, and deaf to what strangers write."""

import json
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from dpkit.errors import UsageError
from dpkit.model import Finding, Place
from dpkit.report.formats import FORMATS, render
from dpkit.report.json import findings_schema
from dpkit.report.order import group_findings, sort_findings, what, where
from dpkit.report.run import BuildSummary, RuleText, Run
from dpkit.report.sarif import SHOWN_AT_MOST
from dpkit.report.text import build_summary_text, findings_text

HOSTILE = (
    "x\n::error file=a::owned\r##[group]a \x1b[31mred\x1b]0;t\x07 \u202eevil\u200b </td><script>alert(1)</script> "
    "<img src=x onerror=alert(1)> ]]> & \"q\" 'q' **b** [l](javascript:a) | `c` @all %0A%25 \ud800 \x00 {style}"
)
RULES = {
    "DP101": RuleText(name="raw-file-changed", summary="A raw file changed.", why="It must not.", mend="Accept it.")
}
RUN = Run(command="dpkit check", version="0.1.0", rules=RULES, prefix="sets/ports/")
HOSTILE_RUN = Run(command=HOSTILE, version="0.1.0", prefix="",
                  rules={"DP101": RuleText(name=HOSTILE, summary=HOSTILE, why=HOSTILE, mend=HOSTILE)})  # fmt: skip

PLAIN = (
    Finding(code="DP101", severity="error", message="raw/a b.txt: has changed; expected the bytes of the lock",
            place=Place(path="raw/a b.txt", line=3, column=7)),
    Finding(code="DP401", severity="error", message="is no date; expected YYYY-MM-DD", table="dates", key="dat_1",
            field="date_start"),
    Finding(code="DP601", severity="warning", message="raw/b.txt: unresolved source; expected an address",
            place=Place(path="raw/b.txt"), table="sources", key="src_1", field="url"),
    Finding(code="DP001", severity="info", message="nothing to see"),
)  # fmt: skip
HOSTILE_FINDINGS = (
    Finding(code="DP101", severity="error", message=HOSTILE, place=Place(path=HOSTILE, line=1, column=1), table=HOSTILE,
            key=HOSTILE, field=HOSTILE),
    Finding(code="DP101", severity="warning", message=HOSTILE, table="claims", key=HOSTILE),
    Finding(code="DP101", severity="info", message=HOSTILE),
)  # fmt: skip


# --- order ----------------------------------------------------------------------------------------------------------


def test_every_format_is_a_function_of_the_same_set_of_findings() -> None:
    for name in FORMATS:
        assert render(name, PLAIN, RUN) == render(name, reversed(PLAIN), RUN)


def test_errors_come_first_then_place() -> None:
    assert [finding.code for finding in sort_findings(reversed(PLAIN))] == ["DP401", "DP101", "DP601", "DP001"]


def test_an_unknown_format_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="sarif"):
        render("yaml", PLAIN, RUN)


def test_the_place_is_not_said_twice() -> None:
    assert where(PLAIN[0]) == "raw/a b.txt:3:7"
    assert what(PLAIN[0]) == "has changed; expected the bytes of the lock"
    placed = Finding(
        code="DP101", severity="error", message="a.txt:3:7: is bad", place=Place(path="a.txt", line=3, column=7)
    )
    assert what(placed) == "is bad"
    other = Finding(code="DP101", severity="error", message="a.txt.bak is bad", place=Place(path="a.txt"))
    assert what(other) == "a.txt.bak is bad"


def test_a_million_equal_faults_cost_neither_memory_nor_screen() -> None:
    import tracemalloc

    def faults() -> Iterator[Finding]:
        for number in range(1_000_000 if not tracemalloc.is_tracing() else 20_000):
            yield Finding(
                code="DP401", severity="error", message="is bad", table="claims", key=str(number), field="text"
            )

    started = time.perf_counter()
    (group,) = group_findings(faults())
    assert (group.count, len(group.examples)) == (1_000_000, 10)
    assert time.perf_counter() - started < 30
    tracemalloc.start()
    text = findings_text(faults())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000
    assert text.count("\n") == 12
    assert "… 19,990 more of DP401 (claims.text)" in text


# --- text -----------------------------------------------------------------------------------------------------------


def test_text_shows_the_line_with_a_caret() -> None:
    lines = {"raw/a b.txt": "\tЖ語 word"}
    finding = Finding(
        code="DP101", severity="error", message="raw/a b.txt: is odd", place=Place(path="raw/a b.txt", line=1, column=5)
    )
    text = findings_text([finding], source_line=lambda place: lines.get(place.path))
    assert text == (
        "raw/a b.txt:1:5: error DP101 is odd\n"
        "    |  Ж語 word\n"
        "    |      ^\n"
        "1 error, 0 warnings, 0 info\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "cells"),
    [
        pytest.param("कुं", 1, id="marks without a combining class"),
        pytest.param("ที่", 1, id="a vowel and a tone above one letter"),
        pytest.param("a\u20dd", 1, id="an enclosing mark"),
        pytest.param("e\u0301語", 3, id="an accent and a wide character"),
        pytest.param("\tx", 2, id="a tab"),
    ],
)
def test_the_caret_stands_below_its_cell(before: str, cells: int) -> None:
    finding = Finding(
        code="DP203", severity="error", message="x", place=Place(path="a", line=1, column=len(before) + 1)
    )
    caret = findings_text([finding], source_line=lambda place: f"{before}!").splitlines()[2]
    assert caret == f"    | {' ' * cells}^"


def test_a_long_source_line_is_cut_around_the_column() -> None:
    line = "a" * 1_000_000 + "X" + "b" * 1_000_000
    finding = Finding(code="DP101", severity="error", message="odd", place=Place(path="a", line=1, column=1_000_001))
    shown, caret = findings_text([finding], source_line=lambda _: line).split("\n")[1:3]
    assert shown[caret.index("^")] == "X"
    assert len(shown) < 140


def test_a_column_beyond_the_line_is_no_crash() -> None:
    finding = Finding(code="DP101", severity="error", message="odd", place=Place(path="a", line=1, column=99))
    assert findings_text([finding], source_line=lambda _: "ab").split("\n")[1:3] == ["    | ab", "    |   ^"]


def test_the_summary_says_what_was_made() -> None:
    summary = BuildSummary(
        package="datapackage", rows={"documents": 2, "claims": 1_234},
        bytes={"documents": 14_290, "claims": 99, "README.md": 7},
        stage_seconds={"read": 0.123, "extract": 2}, next_steps=("dpkit explain clm_1",),
    )  # fmt: skip
    assert build_summary_text(summary, PLAIN).split("\n") == [
        "table              rows           bytes",
        "documents             2          14,290",
        "claims            1,234              99",
        "README.md                             7",
        "total             1,236          14,396",
        "findings: 2 errors, 1 warning, 1 info",
        "time: read 0.12 s, extract 2.00 s",
        "package: datapackage",
        "next:",
        "  dpkit explain clm_1",
        "",
    ]


def test_a_hostile_summary_is_harmless() -> None:
    summary = BuildSummary(
        package=HOSTILE, rows={HOSTILE: 1}, bytes={}, stage_seconds={HOSTILE: 1}, next_steps=(HOSTILE,)
    )
    _assert_harmless_log(build_summary_text(summary, ()))


# --- JSON, SARIF, JUnit, GitLab -------------------------------------------------------------------------------------


@pytest.mark.parametrize("findings", [(), PLAIN, HOSTILE_FINDINGS])
def test_json_obeys_its_published_schema(findings: tuple[Finding, ...]) -> None:
    Draft202012Validator.check_schema(findings_schema())
    text = render("json", findings, RUN)
    document = json.loads(text)
    Draft202012Validator(findings_schema()).validate(document)
    assert sum(document["counts"].values()) == len(document["findings"]) == len(findings)
    assert text.isascii()


@pytest.mark.parametrize("findings", [(), PLAIN, HOSTILE_FINDINGS])
def test_sarif_is_what_the_standard_asks_for(findings: tuple[Finding, ...]) -> None:
    log = json.loads(render("sarif", findings, RUN))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"].isprintable()
        for location in result["locations"]:
            physical = location.get("physicalLocation")
            if physical is not None:
                assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", physical["artifactLocation"]["uri"])
                assert all(value >= 1 for value in physical.get("region", {}).values())
    prints = [result["partialFingerprints"]["dpkitFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_places_count_from_the_repository() -> None:
    run = json.loads(render("sarif", PLAIN, RUN))["runs"][0]
    physical = run["results"][1]["locations"][0]["physicalLocation"]
    assert unquote(physical["artifactLocation"]["uri"]) == "sets/ports/raw/a b.txt"
    assert physical["region"] == {"startLine": 3, "startColumn": 7}
    assert run["tool"]["driver"]["rules"][1] == {"id": "DP101", "name": "raw-file-changed",
        "shortDescription": {"text": "A raw file changed."}, "fullDescription": {"text": "It must not."},
        "help": {"text": "Accept it."}}  # fmt: skip


def test_sarif_fingerprints_outlive_moved_lines() -> None:
    one, other = (
        json.loads(render("sarif", [Finding(code="DP101", severity="error", message=f"a.txt:{line}:1: odd",
                                            place=Place(path="a.txt", line=line, column=1))], RUN))
        for line in (3, 300)
    )  # fmt: skip
    assert one["runs"][0]["results"][0]["partialFingerprints"] == other["runs"][0]["results"][0]["partialFingerprints"]


def test_sarif_says_how_many_it_leaves_out() -> None:
    many = [Finding(code="DP401", severity="error", message="odd", key=f"{n}") for n in range(SHOWN_AT_MOST + 7)]
    run = json.loads(render("sarif", many, RUN))["runs"][0]
    assert len(run["results"]) == SHOWN_AT_MOST
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("7 further")


@pytest.mark.parametrize("findings", [(), PLAIN, HOSTILE_FINDINGS])
def test_junit_is_well_formed_and_counts_right(findings: tuple[Finding, ...]) -> None:
    root = ElementTree.fromstring(render("junit", findings, HOSTILE_RUN))
    assert root.tag == "testsuites"
    (suite,) = root
    cases = suite.findall("testcase")
    assert int(suite.attrib["tests"]) == len(cases) >= 1
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    assert {child.tag for case in cases for child in case} <= {"failure", "system-out"}
    assert all(set(case.attrib) == {"classname", "name", "time"} for case in cases)


def test_only_errors_fail_in_junit() -> None:
    suite = ElementTree.fromstring(render("junit", PLAIN, RUN))[0]
    failed = [case.attrib["name"] for case in suite if case.find("failure") is not None]
    assert failed == ["DP101 raw-file-changed", "DP401 dates.date_start"]
    assert "error" in (suite.findtext("testcase/failure") or "")


@pytest.mark.parametrize("findings", [(), PLAIN, HOSTILE_FINDINGS, PLAIN * 3])
def test_gitlab_issues_have_all_that_it_asks_for(findings: tuple[Finding, ...]) -> None:
    issues = json.loads(render("gitlab", findings, RUN))
    assert len(issues) == len(findings)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["description"].isprintable()


# --- GitHub ---------------------------------------------------------------------------------------------------------


def test_annotations_stand_at_their_place() -> None:
    lines = render("github", PLAIN, RUN).split("\n")
    assert lines[0] == (
        "::error title=DP101 raw-file-changed,file=sets/ports/raw/a b.txt,line=3,col=7::"
        "has changed; expected the bytes of the lock"
    )
    assert lines[1] == "::error title=DP401::dates[dat_1].date_start: is no date; expected YYYY-MM-DD"
    assert lines[3] == "::notice title=DP001::nothing to see"


def test_ten_annotations_of_a_severity_and_the_rest_counted() -> None:
    many = [
        Finding(code=f"DP{400 + n}", severity="error", message="odd", table="t") for n in range(14) for _ in range(3)
    ]
    commands = [_parsed(line) for line in render("github", many, RUN).split("\n") if line]
    assert len(commands) == 10
    assert commands[0] == ("error", {"title": "DP400"}, "t: odd (and 2 more of this kind)")
    assert commands[-1][2].startswith("5 further kinds")


def test_hostile_findings_give_one_command_each_and_no_other() -> None:
    lines = render("github", HOSTILE_FINDINGS, HOSTILE_RUN).split("\n")[:-1]
    assert [_parsed(line)[0] for line in lines] == ["error", "warning", "notice"]
    for line in lines:
        _, properties, message = _parsed(line)
        assert set(properties) <= {"title", "file", "line", "col"}
        assert message.isprintable()
        assert all(value.isprintable() for value in properties.values())
        assert "##[" not in line


def test_a_job_summary_stays_below_the_limit() -> None:
    many = [Finding(code="DP401", severity="error", message="é" * 500, table="t", field=f"f{n}") for n in range(2_000)]
    summary = render("github-summary", many, RUN)
    assert len(summary.encode()) < 1024 * 1024
    assert summary.endswith("no more than 1 MiB.\n")


# --- Markdown, HTML -------------------------------------------------------------------------------------------------


def test_markdown_rows_keep_their_columns_whatever_they_say() -> None:
    text = render("markdown", HOSTILE_FINDINGS, HOSTILE_RUN)
    rows = [line for line in text.split("\n") if line.startswith("| ") and "where" not in line]
    assert len(rows) == 3
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)
    bare = re.sub(r"\\.", "", text)
    assert "<" not in bare
    assert "](" not in bare
    assert "`" not in bare
    assert "@all" not in text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_html_holds_no_element_of_strangers_and_fetches_nothing() -> None:
    pages = [_Tags(), _Tags()]
    for page, findings, run in zip(pages, (PLAIN, HOSTILE_FINDINGS), (RUN, HOSTILE_RUN), strict=True):
        page.feed(render("html", findings, run))
    assert pages[1].tags == pages[0].tags
    assert pages[1].attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "open"}
    assert not {"script", "img", "link", "iframe"} & pages[1].tags


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_steers_no_display(name: str) -> None:
    text = render(name, HOSTILE_FINDINGS, HOSTILE_RUN)
    text.encode("utf-8")
    _assert_harmless_log(text, is_commands=name == "github")


@pytest.mark.parametrize("name", FORMATS)
def test_no_finding_is_said_so(name: str) -> None:
    text = render(name, (), RUN)
    expected = {"text": "0 errors", "json": '"findings": []', "github": "", "html": "Nothing was found"}
    expected |= dict.fromkeys(("github-summary", "junit", "markdown"), "no finding") | dict.fromkeys(
        ("sarif", "gitlab"), "[]"
    )
    assert expected[name] in text


def _assert_harmless_log(text: str, *, is_commands: bool = False) -> None:
    for line in text.split("\n"):
        assert line.isprintable(), ascii(line)
        assert "##[" not in line
        assert is_commands or not line.lstrip().startswith("::")


def _parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: the name to the first space, properties to the next `::`."""
    assert line.startswith("::")
    head, message = line[2:].split("::", 1)
    name, _, settings = head.partition(" ")
    pairs = (setting.split("=", 1) for setting in settings.split(",") if setting)
    return name, {key: _unescaped(value) for key, value in pairs}, _unescaped(message)


def _unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text
