"""The attributes of a tag: read as browsers do, whether they hide the element, and how many a parser should get."""

import re

from dpkit.readers.html_entities import unescaped

SPACE = r"[ \t\n\r\f]"
NAME = r"[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+"
"""The name of an attribute; its first character may be a mark."""
_ATTRIBUTE = re.compile(
    rf"({NAME})(?:{SPACE}*+={SPACE}*+(?:\"([^\"]*+)\"|'([^']*+)'|([^ \t\n\r\f>\"'][^ \t\n\r\f>]*+)?+))?+"
)
_DISPLAY = re.compile(r"(?:^|[;\s])(display|visibility)\s*+:\s*+([a-z-]++)", re.IGNORECASE)
LONG_TAG_CHARS, MAX_ATTRIBUTES = 1_000, 50
"""Of longer tags (inlined images; or an attack, as parsers compare each attribute with all others) the first attributes
are passed on, as many as begin within so many characters and at most so many."""
MAX_VALUE_CHARS = 20_000


def attributes_of(source: str, start: int, end: int) -> dict[str, str]:
    """The attributes of a tag, names in lower case, references read; of a repeated one the first, as browsers do."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source, start, end):
        value = double or single or bare
        found.setdefault(name.lower(), unescaped(value) if value else "")
    return found


def hides(attributes: dict[str, str]) -> bool:
    """Whether the markup itself hides an element; of several declarations the last holds."""
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    said = {name.lower(): value.lower() for name, value in _DISPLAY.findall(style)} if style else {}
    return said.get("display") == "none" or said.get("visibility") == "hidden"


def passed_end(source: str, start: int, end: int) -> int:
    """Where the attributes end that a parser should get, of those in `start` to `end`."""
    last = start
    for index, match in enumerate(_ATTRIBUTE.finditer(source, start, end)):
        length = match.end() - match.start()
        if index == MAX_ATTRIBUTES or match.start() - start > LONG_TAG_CHARS or length > MAX_VALUE_CHARS:
            return last
        last = match.end()
    return end
