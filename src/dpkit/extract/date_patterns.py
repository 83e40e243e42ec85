"""How calendar expressions look as token rows, and what days each means."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from dpkit.extract import calendar
from dpkit.extract.calendar import Period
from dpkit.extract.number_values import Token, number_value


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
class Frame:
    """What a calendar expression is read against: the text around it, and the document's day if known."""

    text: str
    language: str
    today: dt.date | None
    direction: int = 0
    """Whether the words right before it look back (-1) or ahead (1)."""
    is_ahead: bool = False
    """Whether its sentence speaks of what is to come."""


Reading = tuple[Period | None, bool]
"""The days meant, and whether the document's day was needed."""
Resolver = Callable[[tuple[Token, ...], Frame], Reading]

LATEST_YEAR, EARLIEST_YEAR = 2199, 1000
MIDDLE_OF_MONTH = 15
TWO_DIGIT_PIVOT = 70
"""POSIX reads two-digit years from 69 on as 19xx."""


def kinds(tokens: tuple[Token, ...], wanted: str) -> tuple[Token, ...]:
    """The tokens of some kinds, in order."""
    return tuple(token for token in tokens if token.kind in wanted)


def numeric(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "2022-01-10", "10.01.2022" (day first), "1/10/2022" (month first in English, else day first)."""
    word = frame.text[tokens[0].start : tokens[0].end]
    parts = [int(part) for part in re.split(r"[-./]", word)]
    if "-" in word:
        return calendar.day(*parts), False
    first, second, year = parts
    if year < 100:
        year += 2000 if year < TWO_DIGIT_PIVOT else 1900
    is_month_first = frame.language == "en" and ("/" in word or len(word) < 10)
    orders = [(second, first), (first, second)]
    choices = [calendar.day(year, month, day) for month, day in (orders[::-1] if is_month_first else orders)]
    near = [choice for choice in choices if choice and frame.today and abs((choice.first - frame.today).days) <= 31]
    possible = near if "." in word and len(word) < 10 and near else [choice for choice in choices if choice]
    return (possible[0] if possible else None), False


def day_month(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """One day, with or without its year, in any order of day, month and year."""
    month, days, years = kinds(tokens, "ML")[0], kinds(tokens, "DdO"), kinds(tokens, "Y")
    year = int(years[0].value) if years else None
    relative = kinds(tokens, "R")
    if relative and frame.today:  # "March 13 of this year"
        year = frame.today.year + int(relative[0].value)
    weekdays = kinds(tokens, "W")
    if weekdays and year is None and frame.today:  # "Monday, April 27": the nearest year with such a day
        year = calendar.year_with_weekday(int(month.value), int(days[0].value), int(weekdays[0].value), frame.today)
        found, _ = _day(int(month.value), int(days[0].value), year, frame)
        return found, True
    found, is_relative = _day(int(month.value), int(days[0].value), year, frame)
    return found, is_relative or bool(relative)


def _day(month: int, number: int, year: int | None, frame: Frame) -> Reading:
    """A day whose year may have to be found from the document's."""
    if year is not None:
        return calendar.day(year, month, number), False
    if frame.today is None:
        return None, True
    nearest = calendar.nearest_year(month, number, frame.today, frame.direction, frame.is_ahead)
    return calendar.day(nearest, month, number), True


def day_range(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "May 3-5, 2021", "с 3 по 5 мая": two days of one month."""
    month, days, years = kinds(tokens, "ML")[0], kinds(tokens, "DdO"), kinds(tokens, "Y")
    year = int(years[0].value) if years else None
    first, is_relative = _day(int(month.value), int(days[0].value), year, frame)
    last, _ = _day(int(month.value), int(days[-1].value), year, frame)
    return _span(first, last), is_relative


def day_month_range(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "May 30 - June 2, 2021", "30 мая - 2 июня 2021 года": two days of two months."""
    months, days, years = kinds(tokens, "ML"), kinds(tokens, "DdO"), kinds(tokens, "Y")
    last, is_relative = _day(int(months[1].value), int(days[1].value), int(years[-1].value) if years else None, frame)
    if last is None:
        return None, is_relative
    year = int(years[0].value) if len(years) == 2 else last.first.year
    if len(years) < 2 and months[0].value > months[1].value:
        year -= 1
    return _span(calendar.day(year, int(months[0].value), int(days[0].value)), last), is_relative


def _span(first: Period | None, last: Period | None) -> Period | None:
    """From the first day of one period to the last of another, if in order."""
    if first is None or last is None or first.first > last.last:
        return None
    return Period(first.first, last.last, "range")


def month_year(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "March 2021", "2022 жылдың қаңтарында", "last March", "March of next year", "March"."""
    month, years = kinds(tokens, "ML")[0], kinds(tokens, "Y")
    number = int(month.value)
    if years:
        return calendar.month(int(years[0].value), number), False
    if frame.today is None:
        return None, True
    relative, unit = kinds(tokens, "RB"), kinds(tokens, "by")
    if relative and (unit or relative[0].kind == "B"):
        return calendar.month(frame.today.year + int(relative[0].value), number), True
    if relative:
        return calendar.month(_year_of_month(number, int(relative[0].value), frame.today), number), True
    direction = 0 if number == frame.today.month else frame.direction
    return calendar.month(
        calendar.nearest_year(number, MIDDLE_OF_MONTH, frame.today, direction, frame.is_ahead), number
    ), True


def _year_of_month(number: int, offset: int, today: dt.date) -> int:
    """The year of "last March" (before this month), "this March", "next March" (after this month)."""
    if offset < 0:
        return today.year - (number >= today.month)
    return today.year + (offset > 0 and number <= today.month)


def month_range(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "March to June 2020", "March 2020 to June 2021"."""
    months, years = kinds(tokens, "ML"), kinds(tokens, "Y")
    last = int(years[-1].value)
    wraps = len(years) == 1 and months[0].value > months[1].value
    first = calendar.month(int(years[0].value) - wraps, int(months[0].value))
    return _span(first, calendar.month(last, int(months[1].value))), False


def year_alone(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "2021", "2022 жылы"."""
    return calendar.year(int(kinds(tokens, "Y")[0].value)), False


def year_range(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "2019–2021", "2019 to 2021", "2019-20"."""
    years, short = kinds(tokens, "Y"), kinds(tokens, "Dn")
    first = int(years[0].value)
    last = int(years[1].value) if len(years) > 1 else first // 100 * 100 + int(short[0].value)
    return _span(calendar.year(first), calendar.year(last)), False


def relative_day(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "today", "yesterday morning", "tomorrow"."""
    if frame.today is None:
        return None, True
    return calendar.moved("day", int(tokens[0].value), frame.today), True


def relative_unit(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "last week", "this year", "next month", "this morning", "last night", "в прошлом году"."""
    offset, unit = int(tokens[0].value), tokens[-1].unit
    if frame.today is None:
        return None, True
    if unit == "part":
        return (calendar.moved("day", offset, frame.today) if offset <= 0 else None), True
    word = frame.text[tokens[-1].start : tokens[-1].end]
    if unit == "day" or (word.isascii() and word.endswith("s")):
        return None, True
    if frame.text[tokens[0].start : tokens[0].end].lower() == "past":
        return calendar.until(frame.today, unit), True
    return calendar.relative(unit, offset, frame.today), True


def relative_fiscal(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "fiscal year 2022", "FY22"."""
    number = int(tokens[-1].value)
    number += 2000 if number < 100 else 0
    return (calendar.fiscal_year(number) if EARLIEST_YEAR <= number <= LATEST_YEAR else None), False


def this_year(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "биыл", "былтыр"."""
    return (calendar.relative("year", int(tokens[0].value), frame.today) if frame.today else None), True


def weekday(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "Monday", "last Friday", "this Friday", "Thursday of next week"."""
    if frame.today is None:
        return None, True
    day, relatives = kinds(tokens, "W")[0], kinds(tokens, "R")
    number = int(day.value)
    if not relatives:
        return calendar.nearest_weekday(number, frame.today, frame.direction or (1 if frame.is_ahead else -1)), True
    offset = int(relatives[0].value)
    if len(kinds(tokens, "by")) or offset > 0:  # "Friday of last week", "next Friday"
        first = calendar.week(frame.today, offset).first + dt.timedelta(days=number)
        return Period(first, first, "day"), True
    if offset < 0:  # the last one before this day
        return calendar.nearest_weekday(number, frame.today - dt.timedelta(days=1), -1), True
    return calendar.nearest_weekday(number, frame.today, 0), True


def season(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "summer 2021", "last winter", "this spring", "лето 2022 года"."""
    number, years = int(kinds(tokens, "S")[0].value), kinds(tokens, "Y")
    if years:
        return calendar.season(number, int(years[0].value)), False
    if frame.today is None:
        return None, True
    offset, is_year = int(kinds(tokens, "R")[0].value), bool(kinds(tokens, "by"))
    year = frame.today.year - (number == 0 and frame.today.month <= 2 and not is_year)
    if is_year or offset == 0:
        return calendar.season(number, year + offset), True
    found = calendar.season(number, year)
    if offset < 0 and found.last >= frame.today:
        found = calendar.season(number, year - 1)
    if offset > 0 and found.first <= frame.today:
        found = calendar.season(number, year + 1)
    return found, True


def part_of_year(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "the first quarter of 2022", "Q1 2022", "second half of this year"."""
    number = int(kinds(tokens, "OdD")[0].value)
    if tokens[1].kind == "b" and tokens[1].unit == "century":
        return calendar.century(number), False
    is_half = any(token.kind == "x" or token.unit == "half" for token in tokens)
    years, relatives = kinds(tokens, "Y"), kinds(tokens, "RB")
    if not years and frame.today is None:
        return None, True
    year = int(years[0].value) if years else 0
    if not years and frame.today:
        year = frame.today.year + (int(relatives[0].value) if relatives else 0)
    if not 1 <= number <= (2 if is_half else 4):
        return None, not years
    return (calendar.half(number, year) if is_half else calendar.quarter(number, year)), not years


def decade(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "1990s", "the '90s"."""
    return calendar.decade(int(tokens[0].value) // 10 * 10), False


def ago(tokens: tuple[Token, ...], frame: Frame) -> Reading:
    """ "two weeks ago", "3 года назад", "2 жыл бұрын"."""
    if frame.today is None:
        return None, True
    count = number_value(tokens[:-1]) if len(tokens) > 1 else 1.0
    return (calendar.moved(tokens[-1].unit, -int(count), frame.today) if count else None), True


YEAR_WORD = r"(?:y\.?)?"
UNIT = "[by]"
PATTERNS: tuple[tuple[str, str, Resolver], ...] = (
    ("numeric", r"I", numeric),
    ("year_first", r"[YR]y'?[DdO]L", day_month),
    ("month_day_range2", r"(?:W,?)?M\.?'?[Dd](?:,?Y)?[-t](?:W,?)?M\.?'?[Dd](?:,?Y)?", day_month_range),
    ("month_day_range", r"(?:W,?)?M\.?[Dd][-t&][Dd](?![-%m$byu])(?:,?Y)?", day_range),
    ("month_day", r"(?:W\.?,?)?M\.?'?[Dd](?![-]?[%m$])(?:,?o?Y|o'?R[by])?", day_month),
    ("day_month_range2", rf"[DdO]o?[ML](?:Y{YEAR_WORD})?[-t][DdO]o?[ML](?:o?Y{YEAR_WORD})?", day_month_range),
    ("day_month_range", rf"(?:W,?)?'?[Dd][-t&]'?[DdO]o?[ML](?:,?o?Y{YEAR_WORD})?", day_range),
    ("day_month", rf"(?:W,?)?'?[DdO]o?[ML]\.?(?:,?o?Y{YEAR_WORD})?", day_month),
    ("month_range", rf"[ML]\.?(?:,?o?Y)?[-t][ML]\.?,?o?Y{YEAR_WORD}", month_range),
    ("month_year", rf"[ML]\.?,?o?Y{YEAR_WORD}|Yy[ML]|[ML]o?'?R{UNIT}|[RB][ML]|R{UNIT}[ML]", month_year),
    (
        "part_year",
        rf"[Od]b(?:,?o?(?:Y{YEAR_WORD}|'?R{UNIT}))?|qD(?:,?o?Y)?|Yy[OdD]b|[Od]xY{YEAR_WORD}|[Od]xo(?:Y|'?R{UNIT})",
        part_of_year,
    ),
    ("fiscal", r"bb'?Y|F'?[YD]", relative_fiscal),
    ("weekday_week", r"Wo?'?Rb|RW", weekday),
    ("season", rf"So?Y(?:-[YDn])?{YEAR_WORD}|RS(?:o?'?{UNIT})?|So?'?R{UNIT}", season),
    ("relative_unit", rf"R{UNIT}", relative_unit),
    ("years", rf"Y[-t]Y{YEAR_WORD}|Y-[Dn](?![-%m])", year_range),
    ("decade", r"C", decade),
    ("relative_day", r"T(?:b(?![-%]))?", relative_day),
    ("this_year", r"B", this_year),
    ("ago", rf"(?:(?:[Dn]|[wih](?:-?[wihm])*)-?)?{UNIT}", ago),
    ("weekday", r"W(?:b(?![-%]))?", weekday),
    ("month", r"Lb|[ML]", month_year),
    ("year", rf"Y{YEAR_WORD}", year_alone),
)
STARTS = "ICYMLWSTRBFqbyDdOnwih'"
"""Every pattern starts with one of these; the engine tries no alternative where none stands."""
PATTERN = re.compile(f"(?=[{STARTS}])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in PATTERNS) + ")")
RESOLVERS: dict[str, Resolver] = {name: resolver for name, _, resolver in PATTERNS}
