"""Numbers and calendar words of a text as tokens, and the token row as a string of one letter each.

Patterns of quantities and dates are regular expressions over that short string, not over the text: words of four
languages look alike there, and no pattern can be slow.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from dpkit.extract.number_values import Token, decimal_value, number_value
from dpkit.extract.spoken_decimals import with_decimals
from dpkit.extract.units import Sense, lexicon

# Words are looked up, the rest is matched: date, time or phone, decade, ordinal, number, sign. Every part is bounded or
# consumes what it reads, so that the whole text is read once.
WORDS = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ]+(?:['’][а-яіїєґ]+)?")
DIGIT_OR_SIGN = re.compile(r"[0-9$€£¥₸₽₴₹₺₾₩%]")
"""A plain character class is what the regular expression engine can look for fast; DIGITS is then tried there."""
DIGITS = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])|[0-9]{1,2}(?P<sep>[./])[0-9]{1,2}(?P=sep)(?:[0-9]{4}|[0-9]{2})(?![0-9]))"
    r"|([0-9]{3}\)?[-. ]{1,2}[0-9]{3}[-.–][0-9]{4}(?![0-9])|[0-9]{1,2}:[0-9]{2}(?![0-9]))"
    r"|([0-9]{3}0['’]?s(?!\w)|(?<=['’])[0-9]0s(?!\w)|(?:[0-9]{2})?[0-9]0-(?:х|е|ых)(?!\w))"
    r"|([0-9]{1,4}(?:(?:st|nd|rd|th)(?!\w)|-(?:й|го|му|м|я|е|ю|ой|(?:ын|ін|сын|сін|н)?(?:шы|ші))(?!\w)))"
    r"|([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,9})?|[0-9]+(?:[.,][0-9]+)*)"
    r"|([$€£¥₸₽₴₹₺₾₩%])"
)
NUMERIC, OPAQUE, DECADE, ORDINAL, NUMBER, SIGN = 1, 3, 4, 5, 6, 7
"""Groups of DIGITS."""
JOINS: dict[str, tuple[str, ...]] = {
    "": (" ", "\u00a0", ""),
    ",": (", ", ","),
    "-": ("-", "–", "—", " - ", " – ", " — ", ".-"),
    "t": (" to ", "-to-", " through ", " until ", " по ", " до "),
    "&": (" and ", " & ", " и ", " және ", " та ", " і ", " мен ", " пен "),
    "o": (" of ", " of the "),
    "p": (" in ", " out of ", "-in-", " in every ", " out of every ", "-out-of-"),
    "a": (" and a ", "-and-a-", " с "),
    "/": ("/",),
    "'": (" the ",),
    ".": (". ", ".", "., "),
}
"""What may stand between two tokens that belong together, by its letter in the shape; all else is "|"."""
GAPS = {gap: letter for letter, gaps in JOINS.items() for gap in gaps}


REMEMBERED_PARAGRAPHS = 512
"""Paragraphs of a long document, which is read twice: for quantities, then for dates."""
YEAR_DIGITS = 4
GAP_REACH = 16
"""Nothing that joins two tokens is longer."""


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
class Row:
    """The tokens of a paragraph; `shape` has one letter for each and one for what stands between two of them.

    `owner[i]` is the token that the letter i stands for, or that follows it.
    """

    tokens: tuple[Token, ...]
    shape: str
    owner: tuple[int, ...]


@lru_cache(maxsize=REMEMBERED_PARAGRAPHS)
def token_row(text: str, start: int, end: int, language: str) -> Row:
    """The tokens of `text[start:end]`; remembered, as quantities and dates both need them."""
    tokens = sorted(_tokens(text, start, end, language.partition("-")[0]))
    letters = "".join([token.kind for token in tokens])
    if "U" in letters:
        tokens = _without_addresses(text, end, tokens)
    if "O" in letters:
        tokens = _with_ordinals(text, tokens)
    if "v" in letters:
        tokens = with_decimals(text, tokens)
    shape: list[str] = []
    owner: list[int] = []
    last = -1
    for index, token in enumerate(tokens):
        if last >= 0:
            gap = text[last : token.start] if token.start - last < GAP_REACH else "|"
            between = GAPS.get(gap)
            if between is None:
                between = "" if gap.isspace() else "|"
            if between:
                shape.append(between)
                owner.append(index)
        shape.append(token.kind)
        owner.append(index)
        last = token.end
    return Row(tokens=tuple(tokens), shape="".join(shape), owner=tuple(owner))


def _tokens(text: str, start: int, end: int, language: str) -> list[Token]:
    """Known words, numbers and signs, unsorted."""
    senses = lexicon(language)
    tokens: list[Token] = []
    at = start
    for word in [word for word in WORDS.findall(text, start, end) if word in senses]:
        at = _find_word(text, word, at, end)
        tokens.append(Token(at, at + len(word), *senses[word]))
        at += len(word)
    found = DIGIT_OR_SIGN.search(text, start, end)
    while found:
        match = DIGITS.match(text, found.start(), end)
        if match is None:  # cannot be: each character of the class starts a token
            break
        tokens.append(Token(match.start(), match.end(), *_digits(match)))
        found = DIGIT_OR_SIGN.search(text, match.end(), end)
    return tokens


def _find_word(text: str, word: str, at: int, end: int) -> int:
    """Where the next whole word stands; it is known to be there."""
    size = len(word)
    while True:
        at = text.index(word, at, end)
        before, after = text[at - 1 : at], text[at + size : at + size + 1]
        if not (WORDS.match(before) or WORDS.match(after)):
            return at
        at += 1


def _without_addresses(text: str, end: int, tokens: list[Token]) -> list[Token]:
    """The tokens that stand in no web address."""
    kept: list[Token] = []
    skip_to = 0
    for token in tokens:
        if token.kind == "U" and token.start >= skip_to:
            skip_to = token.end
            while skip_to < end and not text[skip_to].isspace():
                skip_to += 1
        elif token.start >= skip_to:
            kept.append(token)
    return kept


def _with_ordinals(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens with ordinals of several words as one ("жиырма бірінші", "екі мың оныншы"); English joins them."""
    if not any(token.kind == "O" and not text[token.start].isascii() for token in tokens):
        return tokens
    joined: list[Token] = []
    for token in tokens:
        parts = [token]
        while token.kind == "O" and joined and joined[-1].kind in "wihm" and parts[0].start - joined[-1].end == 1:
            parts.insert(0, joined.pop())
        if len(parts) > 1:
            cardinals = (*parts[:-1], Token(token.start, token.end, "w", token.value, ""))
            value = number_value(cardinals)
            kind = "Y" if value and len(str(int(value))) == YEAR_DIGITS else "d"
            token = Token(parts[0].start, token.end, kind if value else "X", value or 0.0, "")
        joined.append(token)
    return joined


def _digits(match: re.Match[str]) -> Sense:
    """What a token that is no word is."""
    word, group = match[0], match.lastindex
    if group == SIGN:
        return lexicon("en")[word]
    if group == NUMBER:
        return _number(word)
    if group == ORDINAL:
        digits = word[: next(at for at, char in enumerate(word) if not char.isdigit())]
        return Sense("Y" if len(digits) == YEAR_DIGITS else "d", float(digits), "")
    if group == DECADE:
        digits = re.sub(r"\D", "", word)
        return Sense("C", float(digits) if len(digits) == 4 else 1900.0 + float(digits), "decade")
    return Sense("P", 0.0, "") if group == OPAQUE else Sense("I", 0.0, "")


def _number(word: str) -> Sense:
    """A number in digits: Y as a year is written, D as a day is, X not one number (1.2.3), else n."""
    plain = word
    for mark in " \u00a0\u202f":
        plain = plain.replace(mark, "")
    if plain.isdecimal() and len(plain) > 15:
        return Sense("X", 0.0, "")
    if plain.isdecimal():
        value = float(plain)
        if len(word) == 4 and 1000 <= value <= 2199:
            return Sense("Y", value, "")
        return Sense("D" if len(word) <= 2 and 1 <= value <= 31 else "n", value, "")
    value_or_none = decimal_value(plain)
    return Sense("X", 0.0, "") if value_or_none is None else Sense("n", value_or_none, "")
