"""What hostile and careless YAML gets: findings with places, in bounded time, and nothing guessed."""

import time

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dpkit.inputs.yaml import Budget, Entries, Items, Node, Scalar, read_yaml
from dpkit.model import Finding, Place


def plain(node: Node | None) -> object:
    """A tree as lists, dicts and text."""
    if isinstance(node, Items):
        return [plain(item) for item in node.nodes]
    if isinstance(node, Entries):
        return {key.text: plain(value) for key, value in node.pairs}
    return None if node is None or node.is_null else node.text


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "text",
    ["NO", "1.10", "00123", "2024-02-30", "2024-01-01T00:00:00+06:00", "on", "0x1F", "1_000", "1:20", ".inf", "Null"],
)
def test_scalars_stay_the_text_that_was_written(text: str) -> None:
    node, findings = read_yaml(f"key: {text}".encode(), "a.yaml")
    assert plain(node) == {"key": text}
    assert findings == ()


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_an_open_value_is_not_given_but_in_quotes_it_is_text(text: str) -> None:
    assert plain(read_yaml(f"key: {text}".encode(), "a.yaml")[0]) == {"key": None}
    assert plain(read_yaml(f"key: '{text}'".encode(), "a.yaml")[0]) == {"key": text}


def test_every_value_knows_its_line_and_column() -> None:
    node, _ = read_yaml("é: 1\nlist:\n  - ключ: x\n".encode(), "a.yaml")
    assert isinstance(node, Entries)
    items = node.pairs[1][1]
    assert isinstance(items, Items)
    assert isinstance(items.nodes[0], Entries)
    assert items.nodes[0].pairs[0][1].place == Place(path="a.yaml", line=3, column=11)


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter() -> None:
    assert plain(read_yaml(b"\xef\xbb\xbfa: b\r\nc: d\r\n", "a.yaml")[0]) == {"a": "b", "c": "d"}


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"a: 1\nb: *a\n", "DP202", 2, 4),
        (b"a: &x 1\n", "DP202", 1, 4),
        (b"a: !!python/object/apply:os.system [id]\n", "DP203", 1, 4),
        (b"a: ! 1\n", "DP203", 1, 4),
        (b"%YAML 1.1\n---\na: 1\n", "DP203", 1, 1),
        (b"a: 1\nb: 2\na: 3\n", "DP204", 3, 1),
        (b"x: {a: 1, a: 2}\n", "DP204", 1, 11),
        (b"a: 1\n---\nb: 2\n", "DP205", 2, 1),
        (b"? [a]\n: b\n", "DP207", 1, 3),
        (b"a: b\nc: \xff\n", "DP200", 2, 4),
        ("a: b\n".encode("utf-16"), "DP200", 1, 1),
        (b"a: \x00\n", "DP200", 1, 4),
        (b"a: \x1b[31m\n", "DP200", 1, 4),
        (b"a:\n\tb: c\n", "DP200", 2, 1),
        (b"a: [1, 2\n", "DP200", 2, 1),
        (b'a: "x\n', "DP200", 2, 1),
    ],
)
def test_what_is_refused_is_named_with_its_place(data: bytes, code: str, line: int, column: int) -> None:
    _, findings = read_yaml(data, "raw/a.yaml")
    assert findings[0].code == code
    assert findings[0].place == Place(path="raw/a.yaml", line=line, column=column)
    assert findings[0].message.startswith(f"raw/a.yaml:{line}:{column}: ")
    assert all(finding.severity == "error" for finding in findings)


def test_the_first_of_two_equal_keys_is_kept() -> None:
    node, findings = read_yaml(b"a: first\na: second\n", "a.yaml")
    assert plain(node) == {"a": "first"}
    assert "line 1" in findings[0].message


def test_an_escape_beyond_unicode_is_a_finding() -> None:
    assert codes(read_yaml(b'a: "\\UFFFFFFFF"', "a.yaml")[1]) == ["DP200"]
    assert codes(read_yaml(b'a: "\\U00110000"', "a.yaml")[1]) == ["DP200"]


HOSTILE = {
    "nested lists": b"[" * 250_000,
    "nested mappings": b"{a: " * 60_000,
    "nested blocks": b"- " * 120_000,
    "nested keys": b"? " * 120_000,
    "long word": b"a" * 250_000,
    "open quote": b'"' + b"a" * 250_000,
    "escapes": b'"' + b"\\x41" * 60_000 + b'"',
    "many pairs": b"a: b\n" * 50_000,
    "many keys": b"".join(b"k%d: 1\n" % number for number in range(20_000)),
    "many items": b"[" + b"a," * 120_000 + b"]",
    "many aliases": b"- *a\n" * 50_000,
    "billion laughs": b"a: &a [x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 122)),
    "colons": b":" * 250_000,
    "line ends": b"\n" * 250_000,
    "folded": b"a: >\n" + b" x\n" * 80_000,
    "long anchor": b"&" + b"a" * 200_000 + b" b",
    "long tag": b"!" + b"a" * 200_000 + b" b",
    "quoted keys": b'"a": ' * 50_000,
    "growing indent": b"".join(b" " * depth + b"a:\n" for depth in range(700)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_bounded_time(name: str) -> None:
    begin = time.perf_counter()
    _, findings = read_yaml(HOSTILE[name], "a.yaml")
    assert time.perf_counter() - begin < 5
    assert len(findings) <= 52
    assert all(len(finding.message) < 400 for finding in findings)


def test_a_file_over_its_budget_is_not_parsed() -> None:
    node, findings = read_yaml(b"a: 1\n" * 10, "a.yaml", Budget(max_bytes=49))
    assert node is None
    assert codes(findings) == ["DP201"]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="ab:-[]{}#&*!|>'\"%@`,?\n \t\\xU0", max_size=60).map(str.encode))
def test_any_bytes_give_a_tree_or_findings(data: bytes) -> None:
    node, findings = read_yaml(data, "a.yaml")
    assert isinstance(node, Scalar | Items | Entries | None)
    for finding in findings:
        finding.message.encode()


TREES = st.recursive(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(TREES)
def test_what_another_program_wrote_is_read_as_it_was_meant(tree: object) -> None:
    data = pyyaml.safe_dump(tree, allow_unicode=True, default_style='"').encode()
    data = data.replace(b"!!binary ", b"")
    node, findings = read_yaml(data, "a.yaml")
    assert findings == ()
    assert plain(node) == tree
