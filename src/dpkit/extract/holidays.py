"""Holidays as calendar expressions: "this Thanksgiving", "on Christmas Day", "since New Year's Day 2021".

Days of the United States (5 U.S.C. 6103 and custom) and of several countries; a holiday without a word that places it
("on", "this", "last") is a topic, no date.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from dpkit.extract import calendar
from dpkit.extract.calendar import Period

Day = Callable[[int], dt.date]


def _fixed(month: int, number: int) -> Day:
    return lambda year: dt.date(year, month, number)


def _nth(month: int, weekday: int, count: int) -> Day:
    """The n-th weekday (Monday 0) of a month, the last for -1."""

    def day(year: int) -> dt.date:
        if count < 0:
            last = calendar.month(year, month).last
            return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))

    return day


DAYS: dict[str, Day] = {
    "new year's day": _fixed(1, 1),
    "new year's eve": _fixed(12, 31),
    "martin luther king jr. day": _nth(1, 0, 3),
    "martin luther king, jr. day": _nth(1, 0, 3),
    "mlk day": _nth(1, 0, 3),
    "valentine's day": _fixed(2, 14),
    "presidents' day": _nth(2, 0, 3),
    "presidents day": _nth(2, 0, 3),
    "international women's day": _fixed(3, 8),
    "st. patrick's day": _fixed(3, 17),
    "earth day": _fixed(4, 22),
    "may day": _fixed(5, 1),
    "mother's day": _nth(5, 6, 2),
    "memorial day": _nth(5, 0, -1),
    "juneteenth": _fixed(6, 19),
    "father's day": _nth(6, 6, 3),
    "independence day": _fixed(7, 4),
    "the fourth of july": _fixed(7, 4),
    "fourth of july": _fixed(7, 4),
    "labor day": _nth(9, 0, 1),
    "columbus day": _nth(10, 0, 2),
    "halloween": _fixed(10, 31),
    "veterans day": _fixed(11, 11),
    "thanksgiving day": _nth(11, 3, 4),
    "thanksgiving": _nth(11, 3, 4),
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _fixed(12, 25),
    "new year's": _fixed(1, 1),
}
_NAMES = "|".join(re.escape(name).replace("'", "['’]") for name in sorted(DAYS, key=len, reverse=True))
HOLIDAY = re.compile(
    rf"(?<!\w)(?:(?P<relative>this|last|next)|(?P<place>on|since|before|after|by|until|over|for)) "
    rf"(?P<name>{_NAMES})(?!['’\w])(?:,? (?P<year>(?:1[89]|20)\d\d)(?!\d))?",
    re.IGNORECASE,
)
MARKS = ("Day", "day", "Thanksgiving", "Christmas", "Halloween", "Juneteenth", "Eve", "New Year", "July")
"""Every name holds one of these: a paragraph without them need not be searched."""
BACK, AHEAD = frozenset({"since", "over"}), frozenset({"by", "until"})


def holidays(text: str, start: int, end: int, today: dt.date | None) -> Iterator[tuple[int, int, Period, bool]]:
    """Start, end, day and whether the document's date was needed, for each holiday that is placed in time."""
    for mark in MARKS:
        if text.find(mark, start, end) >= 0:
            break
    else:
        return
    for match in HOLIDAY.finditer(text, start, end):
        name = match["name"]
        if not name[0].isupper() and not name.lower().startswith("the "):
            continue
        day = _day(DAYS[name.lower().replace("’", "'")], match, today)
        if day is not None:
            first = match.start() if match["relative"] else match.start("name")
            yield first, match.end(), Period(day, day, "day"), match["year"] is None


def _day(day: Day, match: re.Match[str], today: dt.date | None) -> dt.date | None:
    """The day that is meant: of the year that is named, else the nearest one that its word allows."""
    if match["year"]:
        return day(int(match["year"]))
    if today is None or not 2 <= today.year <= 9998:
        return None
    days = [day(year) for year in (today.year - 1, today.year, today.year + 1)]
    word = (match["relative"] or match["place"]).lower()
    if word == "this":
        return days[1]
    if word == "last" or word in BACK:
        return max(one for one in days if one < today)
    if word == "next" or word in AHEAD:
        return min(one for one in days if one > today)
    return min(days, key=lambda one: abs((one - today).days))
