"""YAML of the plainest kind, `key: value` on each line, read without a parser: most sidecars are nothing else.

PyYAML reads a sidecar of ten lines in a millisecond or two, as long as the text of a statement takes. What these
patterns take, they take as PyYAML does, value for value and place for place; all other text is left to it.
"""

import re

from dpkit.inputs.yaml import NULLS, Entries, Node, Scalar
from dpkit.model import Place

MAX_CHARS = 4_096
_LETTER = r"A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u0400-\u04ff"
_SIGN = r"\u00a1-\u00ac\u00ae-\u00ff\u0100-\u024f\u0400-\u052f\u2010-\u2026"
"""Signs beyond ASCII that every version of YAML prints: none of them is white space, a line end or a control."""
_LINE = re.compile(
    rf"(?P<indent>  |)(?P<key>[a-z][a-z0-9_]{{0,63}}):"
    rf"(?: (?:(?P<plain>[{_LETTER}](?:[ !-\"$-9;-~{_SIGN}]|:(?=[!-~]))*(?<! ))"
    rf'|"(?P<double>[ !#-\[\]-~{_SIGN}]*)"))?'
)

Pair = tuple[Scalar, Node]


def plain_entries(text: str, path: str) -> Entries | None:
    """The mapping in a text of plain lines, in which a key may hold another, indented by two; None for other text.

    >>> found = plain_entries("id: 00123\\nsource:\\n  url: https://a.example/\\n", "a.yaml")
    >>> found.pairs[0][1].text, found.pairs[1][1].pairs[0][1].place.column
    ('00123', 8)
    >>> plain_entries("id: [1, 2]\\n", "a.yaml") is None
    True
    """
    lines = text.removesuffix("\n").split("\n") if len(text) <= MAX_CHARS else []
    pairs: dict[str, Pair] = {}
    block: dict[str, Pair] = {}
    holder = ""
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        key, value = _pair(found, number, path)
        if not found["indent"]:
            if key.text in pairs:
                return None
            holder, block = key.text if not found["plain"] and found["double"] is None else "", {}
            pairs[key.text] = (key, value)
            continue
        if not holder or key.text in block:
            return None
        block[key.text] = (key, value)
        first, _ = next(iter(block.values()))
        pairs[holder] = (pairs[holder][0], Entries(pairs=tuple(block.values()), place=first.place))
    return Entries(pairs=tuple(pairs.values()), place=Place(path=path, line=1, column=1)) if pairs else None


def _pair(found: re.Match[str], number: int, path: str) -> tuple[Scalar, Scalar]:
    at = Place(path=path, line=number, column=found.start("key") + 1)
    key = Scalar(text=found["key"], place=at, is_null=found["key"] in NULLS)
    plain, double = found["plain"], found["double"]
    column = found.start("plain") if plain else found.start("double") - 1 if double is not None else found.end()
    place = Place(path=path, line=number, column=column + 1)
    text = double if double is not None else plain or ""
    value = Scalar(text=text, place=place, is_null=double is None and text in NULLS)
    return key, value
