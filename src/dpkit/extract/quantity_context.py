"""What stands around a number: whether it quantifies at all, how exact it is, and what it counts."""

import re

from dpkit.extract.contexts import REACH, phrase_labels, words, words_after, words_before
from dpkit.model import Precision

JOINED_BEFORE = re.compile(r"(?:[#№@_/&]|[^\W\d_](?:\.?[-–])?|[0-9][.,:/-]|\d|[-–](?<=\w[-–]))$")
JOINED_AFTER = re.compile(r"[:/][0-9]|[-–][0-9]{2,}|\(\w|[._]\w|[^\W\d_]|[-–][A-Z]")
BILL_BEFORE = re.compile(r"(?:[A-Z]|Res|Con)\.$")
DISTRICT_BEFORE = re.compile(r"(?<![^\W\d_])[A-Z]{2}[ -]$")
PRICE_SUFFIX = re.compile(r"[KMBT]\b")
STATE = re.compile(r"(?:[A-Z]{2}|[A-Z]\.[A-Z]\.|[A-Z][a-z]{2,4}\.),?$")
STOP_WORDS = frozenset(
    """of in on at to for from by with as and or but that which who is are was were be been has have had will would can
    could may might per each a an the this these those than it they we he she i you not if when while because since
    until after before during under over into through across about between among against without within more less
    fewer them us him his her did do does said says went came took made get got""".split()  # noqa: SIM905 - a list would take a page
)
PLURALS = frozenset(
    """people men women children personnel staff troops feet police members aircraft percent человек людей адам
    отбасы осіб""".split()  # noqa: SIM905
)
WORD = re.compile(r"[\s-]{1,3}([^\W\d_][^\W\d_’'.-]{0,30}(?:-[^\W\d_]{1,20}){0,2})")
OF = re.compile(r" of (?:the |our |all |these |those |its |their |his |her |my )?")
YEAR_CHARS = 4
DASHES = ("-", "–")
FROM_REACH = 40
FROM_BEFORE = re.compile(r"\b(?:[сС]о?|[оО]т|[зЗ]|[вВ]ід) [\d ,.]*\d[^.;]{0,24} до $")
FROM_BEFORE_KK = re.compile(r"\d[^.;\d]{0,24}(?:[дтн][ае]н) $")
LONGEST_PHRASE = 3
"""Words in the longest precision phrase."""


def is_named(text: str, start: int, end: int, low: int) -> bool:
    """Whether a number in digits belongs to a name, an address, a law, a time of day or another number."""
    if start > low and JOINED_BEFORE.search(text, max(start - 3, low), start):
        return True
    if _is_of_name(text, start, end, low):
        return True
    if JOINED_AFTER.match(text, end) or (text[start - 1 : start] in DASHES and text[end : end + 1] in DASHES):
        return True
    before, after = words_before(text, low, start), words_after(text, end)
    if before and (before[0].lstrip("(") in words("naming_before") or before[0].endswith((".H.R.", ".S."))):
        return True
    if before[:2] == ["of", "Act"] and end - start == YEAR_CHARS:
        return True
    if after and (after[0] in words("naming_after") or _is_street(after)):
        return True
    is_zip = end - start == 5 and bool(before) and text[start:end].isdecimal() and STATE.match(before[0]) is not None
    is_item = (
        text[start:end].isdecimal()
        and not text[max(low, start - REACH) : start].strip()
        and text[end : end + 1] in (".", ")")
    )
    return is_zip or (is_item and not text[end + 1 : end + 2].isdigit())


def _is_of_name(text: str, start: int, end: int, low: int) -> bool:
    """Whether digits belong to a bill ("H.R.4"), a short year ("FY'08") or a district ("(R-TX 10)")."""
    before = text[max(start - 6, low) : start]
    if BILL_BEFORE.search(before) or (end - start == 2 and before[-1:] in ("'", "’")):
        return True
    return text[end : end + 1] == ")" and DISTRICT_BEFORE.search(before) is not None


def _is_street(after: list[str]) -> bool:
    """Whether the words after a number are a street or building ("100 North Main Street")."""
    for word in after[:4]:
        if word.rstrip(",.;") in words("streets") or word in words("streets"):
            return True
        if not word[:1].isupper() and not word[:1].isdigit():
            return False
    return False


def precision_of(text: str, start: int, end: int, low: int) -> Precision:
    """How exact a number is by the words before and after it."""
    known = phrase_labels("precision_before")
    before = [word.lower() for word in words_before(text, low, start)]
    while before and before[0] in words("articles"):
        before = before[1:]
    for size in range(min(LONGEST_PHRASE, len(before)), 0, -1):
        label = known.get(" ".join(before[size - 1 :: -1]).lstrip('(“"—–'))
        if label == "at_most" and FROM_BEFORE.search(text, max(low, start - FROM_REACH), start):
            return "exact"  # "с 8,5 до 6 процентов": where it went
        if label:
            return label  # type: ignore[return-value]
    if text[end : end + 1] == "+" or text[end : end + 5] == "-plus":
        return "at_least"
    after = words_after(text, end)
    known = phrase_labels("precision_after")
    for at in range(min(LONGEST_PHRASE, len(after))):
        if after[at][:1].isdigit():
            break
        if after[at].rstrip(".,;:)") == "дейін" and FROM_BEFORE_KK.search(text, max(low, start - FROM_REACH), start):
            break
        for size in (1, 2):
            label = known.get(" ".join(after[at : at + size]).rstrip(".,;:)"))
            if label and not (size == 1 and at and after[at].isascii()) and not _goes_on(after, at + size):
                return label  # type: ignore[return-value]
    return "exact"


def _goes_on(after: list[str], at: int) -> bool:
    """Whether a number follows at once: "54 countries and over 12 million" is no "54 and over"."""
    return at < len(after) and after[at - 1][-1:].isalpha() and after[at][:1].isdigit()


def counted_after(text: str, end: int, high: int) -> str | None:
    """What a number counts: the words after it up to the first plural ("2,500 people"), or None."""
    first, at = -1, end
    found = OF.match(text, end, high)
    if found:
        at = found.end() - 1
    for _ in range(4):
        word = WORD.match(text, at, high)
        if word is None or word[1].lower() in STOP_WORDS:
            return None
        if word[1] in phrase_labels("precision_after"):  # "2500-ден астам адам"
            at = word.end()
            continue
        first = word.start(1) if first < 0 else first
        at = word.end()
        if len(word[1]) == 1:
            return None
        is_plural = word[1] in PLURALS or (word[1].endswith("s") and not word[1].endswith("ss"))
        is_last = first == word.start(1) and text[at : at + 1] in (",", ".", ";", ":", ")", "")
        if is_plural or is_last or not word[1].isascii():
            return text[first:at]
    return None
