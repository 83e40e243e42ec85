"""Numbers that quantify: counts, shares, money, measures and ranks, with value, unit and precision."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from dpkit.extract.dates import UNREAD_ROLES, calendar_matches
from dpkit.extract.number_values import Token
from dpkit.extract.numbers import Row, token_row
from dpkit.extract.quantity_readers import (
    QuantityReader,
    Where,
    fraction,
    indefinite,
    multiplier,
    number_range,
    one_number,
    part,
    rank,
)
from dpkit.model import Layout, Paragraph, Quantity

# One number in letters of the token row: digits or words, with multipliers, "two hundred and fifty", "2 and a half".
VALUE = (
    r"(?:[nDY](?:ax|f)?(?:-?[mzhk])*|[wi](?:(?:(?<=[hm])&|-)?[wihmz]|-?k|ax|f)*|h(?:(?:(?<=[hm])&)?[wihm])+"
    r"|m[wih](?:-?[wih])*|xm)"
)
PATTERNS: tuple[tuple[str, str, QuantityReader], ...] = (
    ("fraction", r"[wiD]p[wD]|[wi]-?[xO](?=o)|[wi]-?x|i-O|[wD]/D(?![/D])|[wi]-b(?=o)", fraction),
    ("indefinite", r"k(?:&k)?(?:o?[km])*", indefinite),
    ("range", rf"\$?{VALUE}(?:-?[%c])?[-t]\$?{VALUE}(?:-?%)?", number_range),
    ("number", rf"\$?{VALUE}(?:-?%)?", one_number),
    ("multiplier", r"[hmz]+", multiplier),
    ("part", r"x", part),
    ("rank", r"[dOb]", rank),
)
PATTERN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in PATTERNS))
BETWEEN = re.compile(rf"\$?{VALUE}(?:-?%)?&\$?{VALUE}(?:-?%)?")
READERS: Mapping[str, QuantityReader] = MappingProxyType({name: reader for name, _, reader in PATTERNS})
BETWEEN_WORDS = ("between ", "ages of ", "Between ", "между ", "между", "між ")
NUMBER_LETTERS = frozenset("nDYwihmzkxdOb")
"""Every pattern starts with one of these, or with a sign before one."""
FOLLOWING = frozenset("%cuby")


def find_quantities(layout: Layout) -> tuple[Quantity, ...]:
    """The quantities of a document by position; boilerplate is not looked at."""
    found: list[Quantity] = []
    for index, paragraph in enumerate(layout.paragraphs):
        if paragraph.role not in UNREAD_ROLES:
            found.extend(_in_paragraph(layout.text, paragraph, index))
    return tuple(found)


def _in_paragraph(text: str, paragraph: Paragraph, index: int) -> Iterator[Quantity]:
    """The quantities of one paragraph: numbers that no calendar expression holds."""
    row = token_row(text, paragraph.start, paragraph.end, paragraph.language)
    if NUMBER_LETTERS.isdisjoint(row.shape):
        return
    where = Where(text=text, low=paragraph.start, high=paragraph.end, paragraph=index)
    shape = row.shape
    for _, start, end, _ in calendar_matches(text, paragraph.start, paragraph.end, paragraph.language):
        shape = shape[:start] + "|" * (end - start) + shape[end:]
    at = 0
    while match := PATTERN.search(shape, at):
        name = str(match.lastgroup)
        first = row.tokens[row.owner[match.start()]].start
        if name in ("number", "range") and text[max(paragraph.start, first - 10) : first].endswith(BETWEEN_WORDS):
            both = BETWEEN.match(shape, match.start())
            name, match = ("range", both) if both else (name, match)
        tokens = row.tokens[row.owner[match.start()] : row.owner[match.end() - 1] + 1]
        yield from READERS[name](where, tokens, _following(row, shape, match.end()))
        at = match.end()


def _following(row: Row, shape: str, at: int) -> Token | None:
    """The unit right after a number, or joined to it by a hyphen; a currency code too."""
    if shape[at : at + 1] == "-" or (shape[at : at + 1] == "." and shape[at - 1 : at] == "m"):
        at += 1
    letter = shape[at : at + 1]
    token = row.tokens[row.owner[at]] if letter else None
    if token and (letter in FOLLOWING or (letter == "$" and token.end - token.start > 2)):
        return token
    return None
