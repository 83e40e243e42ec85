"""Number tokens and what they are worth: in digits, in words, with multipliers."""

import re
from typing import NamedTuple


class Token(NamedTuple):
    """A number, sign or known word; its letter, value and unit are those of `units.Sense`."""

    start: int
    end: int
    kind: str
    value: float
    unit: str


def decimal_value(word: str) -> float | None:
    """The value of digits with commas and points, thousands and decimals told apart by their groups.

    >>> decimal_value("1,234.5"), decimal_value("2,5"), decimal_value("1.234.567"), decimal_value("1.2.3")
    (1234.5, 2.5, 1234567.0, None)
    """
    if len(word) > 30 or not word.isascii():
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", word):
        return float(word.replace(",", ""))
    if re.fullmatch(r"\d+\.\d+", word):
        return float(word)
    if re.fullmatch(r"\d+,\d+", word):
        return float(word.replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", word):
        return float(word.replace(".", "").replace(",", "."))
    return None


def number_value(tokens: tuple[Token, ...]) -> float | None:
    """The value of tokens that make one number ("two hundred fifty thousand", "2.5 million", "two and a half").

    >>> word = lambda kind, value: Token(0, 0, kind, value, "")
    >>> number_value((word("w", 2), word("h", 100), word("w", 50), word("m", 1000)))
    250000.0
    """
    total = current = 0.0
    is_empty = True
    for token in tokens:
        if token.kind in "nDYwi":
            if token.kind in "wi" and not is_empty and not _may_follow(current, token.value):
                return None
            current += token.value
        elif token.kind in "hz":
            current = (1.0 if is_empty or not current else current) * token.value
        elif token.kind in "mk":
            total += (1.0 if is_empty or not current else current) * token.value
            current = 0.0
        elif token.kind in "xf":
            current += token.value
        is_empty = False
    return round(total + current, 6)


def _may_follow(before: float, value: float) -> bool:
    """Whether a number word may add to what stands before it: "twenty five", "сто двадцать", not "two three"."""
    if before == 0:
        return True
    lower = 10 if value < 10 else 100 if value < 100 else 1000
    return before % lower == 0 and before >= lower
