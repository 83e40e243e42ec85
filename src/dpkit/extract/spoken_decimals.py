"""Decimals in words: "алты бүтін оннан тоғыз" (6.9), "две целых пять десятых" (2.5), as one number token."""

import re

from dpkit.extract.number_values import Token, number_value

TENTHS = {"оннан": 10, "жүзден": 100, "мыңнан": 1000}
"""Kazakh names the parts before their count."""
TENTHS_BEHIND = re.compile(r" (десят|сот|тысячн)(?:ая|ых|ые|ую)(?!\w)")
PARTS = {"десят": 10, "сот": 100, "тысячн": 1000}
CARDINALS = "wih"
WORDS_PER_PART = 6


def with_decimals(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens, those of a decimal in words joined to one number."""
    if not any(token.kind == "v" for token in tokens):
        return tokens
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind == "v":
            whole = _cardinals_before(text, joined, tokens[at].start)
            found = _fraction(text, tokens, at + 1) if whole else None
            if whole and found is not None:
                part, end, after = found
                value = (number_value(tuple(whole)) or 0.0) + part
                del joined[-len(whole) :]
                joined.append(Token(whole[0].start, end, "n", round(value, 6), ""))
                at = after
                continue
        joined.append(tokens[at])
        at += 1
    return joined


def _cardinals_before(text: str, tokens: list[Token], end: int) -> list[Token]:
    found: list[Token] = []
    for token in reversed(tokens[-WORDS_PER_PART:]):
        if token.kind not in CARDINALS + "m" or text[token.end : end] != " ":
            break
        found.insert(0, token)
        end = token.start
    return found


def _fraction(text: str, tokens: list[Token], at: int) -> tuple[float, int, int] | None:
    """The decimal part that begins with a token: its value, where it ends, and the token behind it."""
    size = TENTHS.get(text[tokens[at].start : tokens[at].end].lower()) if at < len(tokens) else None
    first = at + 1 if size else at
    last = first
    while last < len(tokens) and last - first < WORDS_PER_PART and tokens[last].kind in CARDINALS:
        if last > first and text[tokens[last - 1].end : tokens[last].start] != " ":
            break
        last += 1
    count = number_value(tuple(tokens[first:last])) if last > first else None
    if count is None:
        return None
    end = tokens[last - 1].end
    behind = TENTHS_BEHIND.match(text, end) if size is None else None
    if behind is not None:
        size, end = PARTS[behind[1]], behind.end()
    return (count / size, end, last) if size and count < size else None
