"""Calendar arithmetic: what days a calendar expression covers, both ends inclusive."""

import calendar
import datetime as dt
from typing import NamedTuple

from dpkit.model import Granularity

NEAR_DAYS, FAR_DAYS, AHEAD_DAYS = 70, 290, 230
"""Days of a year of twelve times thirty days."""


class Period(NamedTuple):
    """Days from first to last, and how exactly they were named."""

    first: dt.date
    last: dt.date
    granularity: Granularity


def day(year: int, month: int, number: int) -> Period | None:
    """One day, or None where the calendar has no such day."""
    try:
        date = dt.date(year, month, number)
    except ValueError:
        return None
    return Period(date, date, "day")


def month(year: int, number: int) -> Period:
    """One month."""
    return Period(dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1]), "month")


def year(number: int) -> Period | None:
    """One year."""
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31), "year") if 1 <= number <= 9999 else None


def fiscal_year(number: int) -> Period:
    """A fiscal year of the United States: from October of the year before (31 U.S.C. 1102)."""
    return Period(dt.date(number - 1, 10, 1), dt.date(number, 9, 30), "year")


def quarter(number: int, of_year: int) -> Period:
    """A quarter, 1 to 4, of a year."""
    return Period(month(of_year, 3 * number - 2).first, month(of_year, 3 * number).last, "quarter")


def half(number: int, of_year: int) -> Period:
    """A half, 1 or 2, of a year."""
    return Period(month(of_year, 6 * number - 5).first, month(of_year, 6 * number).last, "half")


def season(number: int, of_year: int) -> Period:
    """A meteorological season of the north: winter (0) of a year starts in its December.

    >>> season(2, 2021).first.isoformat(), season(0, 2021).last.isoformat()
    ('2021-06-01', '2022-02-28')
    """
    if number == 0:
        return Period(dt.date(of_year, 12, 1), month(of_year + 1, 2).last, "season")
    return Period(dt.date(of_year, 3 * number, 1), month(of_year, 3 * number + 2).last, "season")


def decade(first_year: int) -> Period:
    """The ten years from a year that ends in 0."""
    return Period(dt.date(first_year, 1, 1), dt.date(first_year + 9, 12, 31), "decade")


def century(number: int) -> Period | None:
    """The n-th century as it is commonly counted (the 20th: 1901 to 2000)."""
    if not 1 <= number <= 99:
        return None
    return Period(dt.date(100 * number - 99, 1, 1), dt.date(100 * number, 12, 31), "century")


def week(of: dt.date, offset: int) -> Period:
    """The week, Monday to Sunday, that many weeks from the one that holds a day."""
    monday = of - dt.timedelta(days=of.weekday()) + dt.timedelta(weeks=offset)
    return Period(monday, monday + dt.timedelta(days=6), "week")


def months_from(of: dt.date, offset: int) -> Period:
    """The month that many months from the one that holds a day."""
    index = of.year * 12 + of.month - 1 + offset
    return month(index // 12, index % 12 + 1)


def relative(unit: str, offset: int, of: dt.date) -> Period | None:
    """The unit of time that many units from the one that holds a day ("last week", "this year"), or None."""
    if unit == "week":
        return week(of, offset)
    if unit == "weekend":
        saturday = week(of, offset).first + dt.timedelta(days=5)
        return Period(saturday, saturday + dt.timedelta(days=1), "range")
    if unit == "month":
        return months_from(of, offset)
    if unit == "quarter":
        index = of.year * 4 + (of.month - 1) // 3 + offset
        return quarter(index % 4 + 1, index // 4)
    if unit == "year":
        return year(of.year + offset)
    if unit == "decade":
        return decade((of.year // 10 + offset) * 10)
    if unit == "century":
        return century((of.year - 1) // 100 + 1 + offset)
    return None


def moved(unit: str, count: int, of: dt.date) -> Period | None:
    """The day (or month, or year) that many units before (negative) or after a day ("two weeks ago")."""
    try:
        if unit in ("day", "week"):
            date = of + dt.timedelta(days=count * (7 if unit == "week" else 1))
            return Period(date, date, "day")
        if unit == "month":
            return months_from(of, count)
        if unit in ("year", "decade"):
            return year(of.year + count * (10 if unit == "decade" else 1))
    except (OverflowError, ValueError):
        return None
    return None


def nearest_weekday(number: int, of: dt.date, direction: int) -> Period:
    """The weekday on or before (-1), after (1), or in the week of (0) a day."""
    if direction == 0:
        date = week(of, 0).first + dt.timedelta(days=number)
    elif direction < 0:
        date = of - dt.timedelta(days=(of.weekday() - number) % 7)
    else:
        date = of + dt.timedelta(days=(number - of.weekday()) % 7)
    return Period(date, date, "day")


def nearest_year(number_of_month: int, number_of_day: int, of: dt.date, direction: int, is_ahead: bool) -> int:
    """The year meant by a month and day: before (-1) or after (1) a day, else near it.

    Statements look back more than ahead: near is up to nine months before and three after a day, or four before and
    eight after it where the sentence speaks of what is to come.
    """
    at = (number_of_month, number_of_day)
    if direction < 0:
        return of.year if at <= (of.month, of.day) else of.year - 1
    if direction > 0:
        return of.year if at >= (of.month, of.day) else of.year + 1
    gap = (number_of_month - of.month) * 30 + number_of_day - of.day
    least, most = (AHEAD_DAYS - 360, AHEAD_DAYS) if is_ahead else (-FAR_DAYS, NEAR_DAYS)
    return of.year + (1 if gap < least else -1 if gap > most else 0)


def last_weekend(of: dt.date) -> Period:
    """The Saturday and Sunday before a day, or those that hold it.

    >>> last_weekend(dt.date(2021, 1, 12)).first.isoformat()
    '2021-01-09'
    """
    saturday = of - dt.timedelta(days=(of.weekday() - 5) % 7)
    return Period(saturday, saturday + dt.timedelta(days=1), "range")


def until(of: dt.date, unit: str) -> Period | None:
    """The unit of time that ends with a day ("the past year")."""
    before = moved(unit, -1, of) if unit in ("week", "month", "year", "decade") else None
    if before is None:
        return None
    first = before.first
    if unit in ("month", "year", "decade"):
        first = first.replace(month=of.month if unit != "month" else first.month)
        first = first.replace(day=min(of.day, calendar.monthrange(first.year, first.month)[1]))
    return Period(first, of, "range")


def year_with_weekday(number_of_month: int, number_of_day: int, weekday: int, of: dt.date) -> int | None:
    """The year nearest to a day's, at most five away and rather before it, in which a date falls on a weekday."""
    for distance in range(6):
        for number in (of.year - distance, of.year + distance):
            found = day(number, number_of_month, number_of_day) if 1 <= number <= 9999 else None
            if found and found.first.weekday() == weekday:
                return number
    return None
