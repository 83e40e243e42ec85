"""What stands around a calendar expression: whether it is one, which way it looks, and which part of it is meant."""

import datetime as dt
import re

from dpkit.extract.calendar import Period
from dpkit.extract.contexts import words, words_after, words_before
from dpkit.extract.number_values import Token

AGO = re.compile(r" (?:ago(?: (?P<today>today)\b)?|назад|тому|бұрын)\b")
A_BEFORE = re.compile(r"(?<!\w)an?(?: full)? $", re.IGNORECASE)
DAY_NEXT = re.compile(r"(?<!\w)day (before|after) $")
JOINED_YEAR = re.compile(r"[$€£₸₽#№@/_.,:]$|[0-9][-–]$|[^\W\d_]$|[A-Za-z][-–]$")
NOT_A_YEAR = re.compile(r"[-–][0-9a-z]|[/][0-9]|[%°]|[.,][0-9]|[^\W\d_]")
EDGE = re.compile(
    r"(?:(?<!\w)(?:(early|late|mid)[- ](?:in |the )?|(beginning|start|end|middle) of (?:the )?))$", re.IGNORECASE
)
WHOLE = re.compile(r"(?<!\w)(?:the )?(?:end|beginning|start|middle|rest|remainder|close) of the $", re.IGNORECASE)
PAST_WEEKEND = re.compile(r"(?<!\w)(?:over|during|on) the $", re.IGNORECASE)
LASTING = re.compile(r"(?<!\w)for the $", re.IGNORECASE)
PLACED_DAY = frozenset({"в", "во", "с", "к", "до", "на", "у", "за"})
"""What stands before a Russian weekday that is a date ("в среду"), not another word of that form."""
_LOCATIVE = ("да", "де", "те")
"""How a Kazakh month ends that is a date of its own."""
FULL_MONTH_CHARS = 5
"""Months in fewer letters may be abbreviations, whose full stop is no end of a sentence."""
SENTENCE_REACH = 200
FIRST_SURE_YEAR, LAST_SURE_YEAR = 1850, 2100
"""Other four digits are a year only after a preposition."""


def is_calendar(text: str, name: str, tokens: tuple[Token, ...], low: int) -> bool:
    """Whether the surroundings let a match be a date: "may", "March for Life", "2000 people", "Room 2154" are none."""
    start, end = tokens[0].start, tokens[-1].end
    if name == "ago":
        if len(tokens) == 1 and text[end - 1] == "s":  # "years ago"
            return False
        return AGO.match(text, end) is not None or (len(tokens) == 1 and _is_whole(text, start, tokens[0]))
    if name in ("year", "years"):
        return _is_year(text, tokens[0], end, low)
    if name == "month" and len(tokens) > 1:
        return tokens[-1].unit == "month"  # "қазан айында"
    if name == "month" and not text[start].isascii() and text[start:end].lower().endswith(_LOCATIVE):
        return True  # "тамызда"
    if name == "month":
        before = words_before(text, low, start)
        is_short = end - start < FULL_MONTH_CHARS and text[start:end] not in ("May", "June", "July")
        if text[start:end] in words("given_names") and text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
            return False
        is_known = bool(before) and before[0].lower().lstrip("(") in words("month_before")
        return not (is_short and text[start].isascii()) and (
            is_known or EDGE.search(text[max(low, start - 12) : start]) is not None
        )
    if name == "relative_day":
        before = words_before(text, low, start)
        return not (before and before[0] in words("named_days"))
    if name == "weekday":
        before = words_before(text, low, start)
        is_full = tokens[0].end - start > FULL_MONTH_CHARS
        is_full = is_full or (not text[start].isascii() and bool(before) and before[0].lower() in PLACED_DAY)
        is_day = tokens[-1].unit in ("", "part") or (tokens[-1].unit == "day" and not text[start].isascii())
        return is_full and is_day and not (before and before[0] in words("named_days"))
    if name == "part_year":
        return any(token.kind in "qx" or token.unit in ("quarter", "half", "century") for token in tokens)
    if name == "fiscal":
        return tokens[0].unit == "fiscal"
    if name == "relative_unit" and tokens[0].value > 0 and LASTING.search(text[max(low, start - 9) : start]):
        return False  # "for the next year" lasts, it is no day
    if name in ("relative_unit", "season", "weekday_week"):
        return text[end : end + 1] != "-" or name == "weekday_week"
    return True


def _is_year(text: str, year: Token, end: int, low: int) -> bool:
    """Whether four digits are a year, and no number of things, room, bill or house."""
    start = year.start
    is_joined = JOINED_YEAR.search(text[max(low, start - 2) : start]) and not EDGE.search(
        text[max(low, start - 8) : start]
    )
    if is_joined or NOT_A_YEAR.match(text, end):
        return False
    before, after = words_before(text, low, start), words_after(text, end)
    if before and (before[0].lstrip("(") in words("naming_before") or before[:2] == ["of", "Act"]):
        return False
    if after and after[0].rstrip(",.;:)") in words("year_counted") | words("streets"):
        return False
    if not FIRST_SURE_YEAR <= year.value <= LAST_SURE_YEAR:
        return bool(before) and before[0].lower() in words("month_before")
    return not (len(after) > 1 and after[0][:1].isupper() and after[1].rstrip(",.;") in words("streets"))


def _is_whole(text: str, start: int, token: Token) -> bool:
    """Whether "the year" means the current one ("by the end of the year") and "the weekend" the last one."""
    if token.unit == "weekend":
        return PAST_WEEKEND.search(text[max(0, start - 16) : start]) is not None
    return (
        token.unit in ("year", "month", "week", "quarter", "decade")
        and WHOLE.search(text[max(0, start - 24) : start]) is not None
    )


def direction(text: str, start: int, low: int) -> int:
    """Whether the words right before an expression look back (-1) or ahead (1)."""
    before = words_before(text, low, start)
    while before and before[0] in ("the", "on", "from"):
        before = before[1:]
    if before and before[0].lower() in words("looks_back"):
        return -1
    return 1 if before and before[0].lower() in words("looks_ahead") else 0


def is_ahead(text: str, start: int, low: int) -> bool:
    """Whether the sentence speaks of what is to come: so far, or, in Russian and Kazakh, also behind the date."""
    reach = max(low, start - SENTENCE_REACH)
    sentence = text[max(reach, text.rfind(". ", reach, start)) : start]
    if not text[start].isascii():
        sentence += " ".join(
            re.findall(r"\w+", text[start : start + SENTENCE_REACH].partition(". ")[0].partition("\n")[0])
        )
    return " to be " in sentence or not words("ahead_words").isdisjoint(sentence.split())


def with_article(text: str, start: int, low: int, period: Period) -> tuple[int, Period]:
    """ "a year ago" with its article, "day before yesterday" with its first words and the day that it is."""
    before = text[max(low, start - 12) : start]
    found = DAY_NEXT.search(before)
    if found:
        day = period.first + dt.timedelta(days=-1 if found[1] == "before" else 1)
        return start - len(found[0]), Period(day, day, "day")
    article = A_BEFORE.search(before)
    return (start - len(article[0]) if article else start), period


def with_edge(text: str, start: int, low: int, period: Period) -> tuple[int, Period]:
    """The expression with "early", "late", "mid" or "end of" before it, and the part of the period that is meant."""
    if period.granularity == "day":
        return start, period
    found = EDGE.search(text[max(low, start - 20) : start])
    if found is None:
        return start, period
    start -= len(found[0])
    word = (found[1] or found[2]).lower()
    days = (period.last - period.first).days + 1
    third = dt.timedelta(days=days // 3)
    if word == "end":
        return start, Period(period.last, period.last, "day")
    if word in ("beginning", "start"):
        return start, Period(period.first, period.first, "day")
    if word == "early":
        return start, Period(period.first, period.first + third - dt.timedelta(days=1), "range")
    if word == "late":
        return start, Period(period.last - third + dt.timedelta(days=1), period.last, "range")
    return start, Period(period.first + third, period.last - third, "range")
