"""Each format for machines against its schema, whatever strangers write into a finding."""

import json
import unicodedata
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator

from dpkit.model import SEVERITIES, Finding, Place
from dpkit.report.formats import FORMATS, render
from dpkit.report.json import findings_schema
from dpkit.report.run import RuleText, Run
from dpkit.report.text import findings_text

PIECES = (
    "::error::x", "::set-output name=a::b", "::add-mask::a", "##[command]ls", "##vso[task.setvariable]a", "\r\n", "\n",
    "%0A::error::", "\u2028", "\x85", "\x00", "\x1b[31m", "\x9b2J", "\ud800", "\udfff", "\u202e", "\u2066", "\u200b",
    "</script><script>alert(1)</script>", "<img src=x onerror=a>", "<!--", "]]>", "&lt;", '" onload="', "' x='",
    "`", "```", "|", "\\|", "**", "[a](javascript:b)", "![a](b)", "@all", "#1", "$x$", "https://a.example", "{}", "%s",
    ":", ",", "=", "%", "{style}", "a" * 3_000, "Ж", "語", "שלום", "e\u0301", "🎈", " ", "\t", "", "\ufeff",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=6).map("".join)
NUMBERS = st.one_of(st.none(), st.integers(1, 2**31 - 1))
PLACES = st.builds(Place, path=TEXTS, line=NUMBERS, column=NUMBERS)
FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(("DP101", "DP402", "DP999")),
    severity=st.sampled_from(SEVERITIES),
    message=TEXTS,
    place=st.one_of(st.none(), PLACES),
    table=st.one_of(st.none(), TEXTS),
    key=st.one_of(st.none(), TEXTS),
    field=st.one_of(st.none(), TEXTS),
    count=st.integers(1, 2_000_000),
)
RUNS = TEXTS.map(
    lambda text: Run(
        command=text or "x", version="0.1.0", prefix="",
        rules={"DP101": RuleText(name=text, summary=text, why=text, mend=text)},
    )
)  # fmt: skip
STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
SOME = st.lists(FINDINGS, max_size=4)

COUNTS = frozenset({"tests", "failures", "errors", "time", "disabled"})
JUNIT: dict[str, tuple[frozenset[str], frozenset[str], tuple[str, ...]]] = {
    "testsuites": (frozenset(), COUNTS | {"name"}, ("testsuite",)),
    "testsuite": (
        frozenset({"name", "tests"}), COUNTS | {"skipped", "timestamp", "hostname", "id", "package"},
        ("properties", "testcase", "system-out", "system-err"),
    ),
    "testcase": (
        frozenset({"name"}), frozenset({"assertions", "time", "classname", "status"}),
        ("skipped", "error", "failure", "system-out", "system-err"),
    ),
    "failure": (frozenset(), frozenset({"type", "message"}), ()),
    "system-out": (frozenset(), frozenset(), ()),
}  # fmt: skip
"""What `junit-4.xsd` of Jenkins' dtkit allows: attributes that must and may stand, and the order of the children."""

GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation of the Code Quality report format asks of each issue."""


@cache
def sarif_schema() -> Draft4Validator:
    text = (Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text))


def _assert_junit(element: ElementTree.Element) -> None:
    required, allowed, children = JUNIT[element.tag]
    assert required <= set(element.attrib) <= required | allowed, element.tag
    order = [children.index(child.tag) for child in element]
    assert order == sorted(order)
    for child in element:
        _assert_junit(child)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements |= {(tag, name) for name, _ in attrs} | {(tag, "")}


def _obeyed(log: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that GitHub's runner obeys in a log: lines whose first characters, white space apart, are `::`.

    As `ActionCommand.TryParseV2` has it: the name to the first space, properties parted by commas, and the escapes
    turned back: of properties %25, %0D, %0A, %3A and %2C, of the message the first three.
    """
    found = []
    for line in log.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.lstrip().startswith("::"):
            head, sign, message = line.lstrip()[2:].partition("::")
            assert sign, line
            name, _, rest = head.partition(" ")
            pairs = dict(pair.split("=", 1) for pair in rest.split(",") if "=" in pair)
            found.append((name, {key: _back(value, ":,") for key, value in pairs.items()}, _back(message, "")))
        assert "##[" not in line
    return found


def _back(text: str, more: str) -> str:
    for char in f"\r\n{more}%":
        text = text.replace(f"%{ord(char):02X}", char)
    return text


@settings(max_examples=60, deadline=None)
@given(SOME, RUNS)
def test_sarif_obeys_the_schema_of_oasis(findings: list[Finding], run: Run) -> None:
    text = render("sarif", findings, run)
    assert [error.message for error in sarif_schema().iter_errors(json.loads(text))] == []


def test_sarif_of_a_whole_flood_obeys_the_schema() -> None:
    many = [Finding(code="DP401", severity="error", message="odd", key=f"{n}") for n in range(6_000)]
    run = Run(command="dpkit check", version="0.1.0", prefix="", rules={})
    log = json.loads(render("sarif", many, run))
    log["runs"][0]["results"] = log["runs"][0]["results"][:20]
    assert not list(sarif_schema().iter_errors(log))
    log["runs"][0]["results"][0]["colour"] = "red"
    assert list(sarif_schema().iter_errors(log)), "the schema is no rubber stamp"


@settings(max_examples=60, deadline=None)
@given(SOME, RUNS)
def test_junit_obeys_the_schema_of_jenkins(findings: list[Finding], run: Run) -> None:
    _assert_junit(ElementTree.fromstring(render("junit", findings, run)))


@settings(max_examples=60, deadline=None)
@given(SOME, RUNS)
def test_gitlab_and_json_obey_their_schemas(findings: list[Finding], run: Run) -> None:
    Draft202012Validator(GITLAB).validate(json.loads(render("gitlab", findings, run)))
    Draft202012Validator(findings_schema()).validate(json.loads(render("json", findings, run)))


@settings(max_examples=100, deadline=None)
@given(SOME, RUNS)
def test_a_runner_obeys_our_annotations_alone(findings: list[Finding], run: Run) -> None:
    log = render("github", findings, run)
    commands = _obeyed(log)
    assert len(commands) == log.count("\n") <= len(findings)
    for name, properties, message in commands:
        assert name in ("error", "warning", "notice")
        assert set(properties) <= {"title", "file", "line", "col"}
        assert not [char for char in f"{message}{properties}" if unicodedata.category(char) in STEERING]


@settings(max_examples=100, deadline=None)
@given(SOME, RUNS)
def test_no_other_format_holds_a_command_or_steers_a_display(findings: list[Finding], run: Run) -> None:
    for name in FORMATS:
        text = render(name, findings, run)
        text.encode("utf-8")
        assert not [char for char in text if char != "\n" and unicodedata.category(char) in STEERING], name
        assert name == "github" or not _obeyed(text), name


@settings(max_examples=60, deadline=None)
@given(SOME, RUNS)
def test_a_page_holds_our_elements_alone(findings: list[Finding], run: Run) -> None:
    page = _Page()
    page.feed(render("html", findings, run))
    assert {tag for tag, _ in page.elements} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "ul", "li", "b", "details", "summary",
        "code", "span", "div", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert {name for _, name in page.elements} <= {
        "",
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "open",
    }


def test_beside_letters_that_run_to_the_left_the_words_tell_the_place() -> None:
    line = "title: שלום עולם"
    finding = Finding(code="DP208", severity="error", message="x", place=Place(path="a", line=1, column=13))
    shown = findings_text([finding], source_line=lambda _: line).splitlines()
    assert shown[1] == f"    | {line}"
    assert shown[2] == "    |             ^ at 'עולם'"
