"""What a YAML file may hold, as data: a shape per key; a tree of nodes read by it gives plain values and findings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dpkit.inputs.urls import host_doubt
from dpkit.inputs.values import Unfit, suggestion, url
from dpkit.inputs.yaml import Entries, Items, Node, Scalar, quoted, shown
from dpkit.model import Finding, Place, Severity


@dataclass(frozen=True, slots=True)
class One:
    """A single value, read by `check`."""

    check: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one shape; `short` reads an item that is given as bare text."""

    item: "Shape"
    short: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping with these keys and no other."""

    keys: Mapping[str, "Shape"]
    required: tuple[str, ...] = ()


Shape = One | Many | Keys


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading has come to so far: findings, and the place of each value by its dotted name."""

    findings: list[Finding] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)


def read_shape(node: Node, shape: Shape, outcome: Outcome, name: str = "") -> Any:
    """The value of a node (`check`'s result, list, dict); None where it is not given or unfit (then a finding)."""
    if isinstance(node, Scalar) and node.is_null:
        return None
    if isinstance(shape, One):
        return _one(node, shape, outcome, name)
    if isinstance(shape, Many):
        return _many(node, shape, outcome, name)
    return _keys(node, shape, outcome, name)


def _one(node: Node, shape: One, outcome: Outcome, name: str) -> object:
    if not isinstance(node, Scalar):
        _wrong_kind(node, "a single value", outcome, name)
        return None
    text = _with_escaped_spaces(node, outcome, name) if shape.check is url else node.text
    try:
        value = shape.check(text)
    except Unfit as error:
        code = "DP209" if shape.check is url else "DP208"
        outcome.findings.append(_finding(code, f"{shown(node.place)}: {name}: {error}", node.place, name))
        return None
    doubt = host_doubt(text) if shape.check is url else None
    if doubt is not None:
        message = f"{shown(node.place)}: {name}: {doubt}; the public address of a source was expected"
        outcome.findings.append(_finding("DP215", message, node.place, name, is_error=False))
    outcome.places[name] = node.place
    return value


def _with_escaped_spaces(node: Scalar, outcome: Outcome, name: str) -> str:
    """An address with its spaces as %20, which is what browsers ask a server for: no reason to lose a source."""
    address = node.text.strip(" ")
    if " " not in address:
        return address
    message = f"{shown(node.place)}: {name}: spaces stand in the address, kept as %20; an address without was expected"
    outcome.findings.append(_finding("DP219", message, node.place, name, is_error=False))
    return address.replace(" ", "%20")


def _many(node: Node, shape: Many, outcome: Outcome, name: str) -> object:
    if not isinstance(node, Items):
        _wrong_kind(node, "a list", outcome, name)
        return None
    outcome.places[name] = node.place
    values = []
    for index, item in enumerate(node.nodes):
        bare = shape.short is not None and isinstance(item, Scalar)
        item_shape = One(shape.short) if bare and shape.short is not None else shape.item
        value = read_shape(item, item_shape, outcome, f"{name}[{index}]")
        if value is not None:
            values.append(value)
    return values


def _keys(node: Node, shape: Keys, outcome: Outcome, name: str) -> object:
    if not isinstance(node, Entries):
        _wrong_kind(node, "keys with values", outcome, name)
        return None
    values: dict[str, object] = {}
    for key, child in node.pairs:
        full = f"{name}.{key.text}" if name else key.text
        if key.text not in shape.keys:
            _unknown_key(key, shape, outcome, name)
            continue
        value = read_shape(child, shape.keys[key.text], outcome, full)
        if value is not None:
            values[key.text] = value
    given = {key.text for key, child in node.pairs if not (isinstance(child, Scalar) and child.is_null)}
    missing = [key for key in shape.required if key not in given]
    for needed in missing:
        message = f"{shown(node.place)}: {name or 'this entry'} has no {needed}; {needed} was expected"
        outcome.findings.append(_finding("DP210", message, node.place, name))
    return values if all(key in values for key in shape.required) else None


def _unknown_key(key: Scalar, shape: Keys, outcome: Outcome, name: str) -> None:
    hint = suggestion(key.text, tuple(shape.keys))
    where = f" in {name}" if name else ""
    expected = "a known key was expected" if hint else f"one of {', '.join(shape.keys)} was expected"
    message = f"{shown(key.place)}: the key {quoted(key.text)} is not known{where}{hint}; {expected}"
    outcome.findings.append(_finding("DP206", message, key.place, name))


def _wrong_kind(node: Node, expected: str, outcome: Outcome, name: str) -> None:
    kinds = {Scalar: "a single value", Items: "a list", Entries: "keys with values"}
    message = f"{shown(node.place)}: {name or 'the file'} holds {kinds[type(node)]}; {expected} was expected"
    outcome.findings.append(_finding("DP207", message, node.place, name))


def _finding(code: str, message: str, place: Place, name: str, *, is_error: bool = True) -> Finding:
    severity: Severity = "error" if is_error else "warning"
    return Finding(code=code, severity=severity, message=message, place=place, field=name[:200] or None)
