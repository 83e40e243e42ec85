"""YAML as people write it by hand, read under a budget, every value with its place; nothing is guessed from a look.

Scalars stay text: `NO`, `1.10`, `00123` and dates mean what the key's type says (`inputs.shapes`). PyYAML's pure Python
parser is used as a source of events only: its C parser crashes the process on deep nesting, and its constructors keep
the last of duplicate keys in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from dpkit.model import Finding, Place

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NULLS = frozenset({"", "~", "null"})
"""Plain scalars that say "not given"; `Null` and `NULL` are left to be names."""
MAX_FINDINGS = 50
"""A file with more faults than this is read no further: fifty lines are enough to see what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much a file may ask for; pure Python reads 100 to 400 kB and 10,000 to 50,000 nodes a second."""

    max_bytes: int = 256 * 1024
    max_nodes: int = 20_000
    max_depth: int = 16


SIDECAR_BUDGET = Budget()
CURATION_BUDGET = Budget(max_bytes=2 * 1024 * 1024, max_nodes=200_000)
"""About 14,000 entities; more would take longer to refuse than a check in CI may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """Text as written, without quotes. `is_null` says that the value is left open (nothing, `~` or `null`)."""

    text: str
    place: Place
    is_null: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    nodes: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A mapping, in the order of the file; no key stands twice."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    place: Place


Node = Scalar | Items | Entries


@dataclass(slots=True, kw_only=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    place: Place
    is_mapping: bool
    nodes: list[Node]


class _OverBudget(Exception):
    """The file asks for more than its budget."""


def read_yaml(data: bytes, path: str, budget: Budget = SIDECAR_BUDGET) -> tuple[Node | None, tuple[Finding, ...]]:
    """The one document of a YAML file as a tree, and what is wrong with it; None where nothing can be read.

    A value that is refused (alias, tag, second of two equal keys) is left out of the tree and is a finding.

    >>> node, findings = read_yaml(b"country: NO", "a.yaml")
    >>> node.pairs[0][1].text, findings
    ('NO', ())
    """
    if len(data) > budget.max_bytes:
        message = f"{path}: the file has {len(data)} bytes; at most {budget.max_bytes} were expected"
        return None, (_finding("DP201", message, Place(path=path)),)
    try:
        text = data.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_of_byte(data, error.start, path)
        return None, (_finding("DP200", f"{shown(place)}: byte {error.start} is no UTF-8; UTF-8 was expected", place),)
    return _compose(text, path, budget)


def shown(place: Place) -> str:
    """A place as `file:line:column`.

    >>> shown(Place(path="a.yaml", line=3, column=1))
    'a.yaml:3:1'
    """
    return ":".join(str(part) for part in (place.path, place.line, place.column) if part is not None)


def quoted(text: str, limit: int = 60) -> str:
    """Text of a stranger for a message: short, and escaped so that it cannot steer a terminal."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def _compose(text: str, path: str, budget: Budget) -> tuple[Node | None, tuple[Finding, ...]]:
    findings: list[Finding] = []
    try:
        return _tree(_events(text), path, budget, findings), tuple(findings)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(path, mark) if mark else Place(path=path)
        problem = error.problem or error.context or "this cannot be read"
        message = f"{shown(place)}: {problem}; well-formed YAML was expected"
    except yaml.reader.ReaderError as error:
        place = _place_of_byte(text[: error.position].encode(), None, path)
        message = (
            f"{shown(place)}: the character U+{int(error.character):04X} is not allowed; printable text was expected"
        )
    except _OverBudget as error:
        findings.append(error.args[0])
        return None, tuple(findings)
    except (ValueError, OverflowError):  # PyYAML on escapes beyond Unicode
        place = Place(path=path)
        message = f"{path}: an escape (\\U…) stands for no character; well-formed YAML was expected"
    return None, (*findings, _finding("DP200", message, place))


def _events(text: str) -> Iterator[Any]:
    loader = yaml.SafeLoader(text)
    try:
        while loader.check_event():
            yield loader.get_event()  # type: ignore[no-untyped-call]
    finally:
        loader.dispose()


def _tree(events: Iterator[Any], path: str, budget: Budget, findings: list[Finding]) -> Node | None:
    stack: list[_Open] = []
    root: Node | None = None
    documents = nodes = 0
    for event in events:
        place = _place(path, event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                findings.append(_finding("DP205", f"{shown(place)}: a second document begins; one was expected", place))
                return root
            if event.version or event.tags:
                findings.append(_finding("DP203", f"{shown(place)}: a directive; plain YAML was expected", place))
            continue
        node = _node(event, place, stack, findings)
        nodes += isinstance(event, yaml.NodeEvent)
        _check_budget(nodes, len(stack), len(findings), budget, place)
        if node is None:
            continue
        if stack:
            stack[-1].nodes.append(node)
        else:
            root = node
    return root


def _node(event: Any, place: Place, stack: list[_Open], findings: list[Finding]) -> Node | None:
    """The node that an event completes; None where it opens one or is no part of the tree."""
    if isinstance(event, yaml.NodeEvent):
        findings.extend(_refusals(event, place))
    if isinstance(event, yaml.AliasEvent):
        return Scalar(text="", place=place, is_null=True)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(text=event.value, place=place, is_null=event.style is None and event.value in NULLS)
    if isinstance(event, yaml.CollectionStartEvent):
        stack.append(_Open(place=place, is_mapping=isinstance(event, yaml.MappingStartEvent), nodes=[]))
    if isinstance(event, yaml.CollectionEndEvent):
        done = stack.pop()
        if not done.is_mapping:
            return Items(nodes=tuple(done.nodes), place=done.place)
        return Entries(pairs=tuple(_pairs(done.nodes, findings)), place=done.place)
    return None


def _refusals(event: Any, place: Place) -> Iterator[Finding]:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        yield _finding(
            "DP202",
            f"{shown(place)}: {quoted(sign + event.anchor)}; a value without anchor or alias was expected",
            place,
        )
    elif event.tag is not None:
        yield _finding(
            "DP203", f"{shown(place)}: the tag {quoted(event.tag)}; a value without a tag was expected", place
        )


def _pairs(nodes: list[Node], findings: list[Finding]) -> Iterator[tuple[Scalar, Node]]:
    first: dict[str, Place] = {}
    for key, value in zip(nodes[::2], nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            findings.append(
                _finding("DP207", f"{shown(key.place)}: a key that is no text; text was expected", key.place)
            )
        elif key.text in first:
            message = f"{quoted(key.text)} stands here again; it was given in line {first[key.text].line}"
            findings.append(_finding("DP204", f"{shown(key.place)}: {message}", key.place))
        else:
            first[key.text] = key.place
            yield key, value


def _check_budget(nodes: int, depth: int, faults: int, budget: Budget, place: Place) -> None:
    if nodes > budget.max_nodes:
        asked = f"more than {budget.max_nodes} values"
    elif depth > budget.max_depth:
        asked = f"values nested deeper than {budget.max_depth}"
    elif faults > MAX_FINDINGS:
        asked = f"more than {MAX_FINDINGS} faults"
    else:
        return
    raise _OverBudget(_finding("DP201", f"{shown(place)}: {asked}; a file written by a person was expected", place))


def _place(path: str, mark: Any) -> Place:
    return Place(path=path, line=mark.line + 1, column=mark.column + 1)


def _place_of_byte(data: bytes, offset: int | None, path: str) -> Place:
    before = data if offset is None else data[:offset]
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return Place(path=path, line=before.count(b"\n") + 1, column=column)


def _finding(code: str, message: str, place: Place) -> Finding:
    return Finding(code=code, severity="error", message=message, place=place)
