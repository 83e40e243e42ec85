"""Calendar expressions of a document, read against its date."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dpkit.extract import calendar
from dpkit.extract.calendar import Period
from dpkit.extract.date_context import AGO, direction, is_ahead, is_calendar, with_article, with_edge
from dpkit.extract.date_patterns import PATTERN, RESOLVERS, Frame
from dpkit.extract.holidays import holidays
from dpkit.extract.number_values import Token
from dpkit.extract.numbers import REMEMBERED_PARAGRAPHS, token_row
from dpkit.model import Anchor, Context, DateExpression, Layout, Paragraph

CALENDAR_LETTERS = frozenset("ICYMLWSTRBFqby")
"""Every pattern holds one of these."""
LOOKING = frozenset(("month_day", "day_month", "month_day_range", "day_month_range", "month_year", "month", "weekday"))
"""Patterns whose year or week may have to be found by which way the words around look."""
UNREAD_ROLES = frozenset({"boilerplate", "source_link"})
"""Paragraphs that are no statement: nothing in them is counted or dated."""


def find_dates(layout: Layout, context: Context) -> tuple[DateExpression, ...]:
    """The calendar expressions that can be resolved, by position; boilerplate is not looked at."""
    anchor: Anchor = "issued_on" if context.issued_on else "published_on"
    today = context.issued_on or context.published_on
    found: list[DateExpression] = []
    for index, paragraph in enumerate(layout.paragraphs):
        if paragraph.role in UNREAD_ROLES:
            continue
        for start, end, period, is_relative in _with_holidays(layout.text, paragraph, today):
            found.append(
                DateExpression(
                    start=start,
                    end=end,
                    paragraph=index,
                    date_start=period.first,
                    date_end=period.last,
                    granularity=period.granularity,
                    anchor=anchor if is_relative else "absolute",
                )
            )
    return tuple(found)


Expression = tuple[int, int, Period, bool]
"""Start, end, days, and whether the document's date was needed to know them."""


class CalendarMatch(NamedTuple):
    """Tokens that may be a calendar expression: the pattern's name, its letters in the shape, the tokens."""

    name: str
    first: int
    last: int
    tokens: tuple[Token, ...]


@lru_cache(maxsize=REMEMBERED_PARAGRAPHS)
def calendar_matches(text: str, start: int, end: int, language: str) -> tuple[CalendarMatch, ...]:
    """What looks like a calendar expression and is one by its surroundings; remembered, as quantities leave it out."""
    row = token_row(text, start, end, language)
    matches: list[CalendarMatch] = []
    if CALENDAR_LETTERS.isdisjoint(row.shape):
        return ()
    for match in PATTERN.finditer(row.shape):
        tokens = row.tokens[row.owner[match.start()] : row.owner[match.end() - 1] + 1]
        name = str(match.lastgroup)
        if is_calendar(text, name, tokens, start):
            matches.append(CalendarMatch(name, match.start(), match.end(), tokens))
    return tuple(matches)


def _with_holidays(text: str, paragraph: Paragraph, today: dt.date | None) -> list[Expression]:
    """The expressions of a paragraph with its holidays, by position; a holiday leaves out what it holds."""
    found = list(_expressions(text, paragraph, today))
    for holiday in holidays(text, paragraph.start, paragraph.end, today):
        found = [one for one in found if one[1] <= holiday[0] or one[0] >= holiday[1]]
        found.append(holiday)
    return sorted(found, key=lambda one: one[0])


def _expressions(text: str, paragraph: Paragraph, today: dt.date | None) -> Iterator[Expression]:
    """The expressions of a paragraph that can be resolved."""
    last = paragraph.start
    for name, _, _, tokens in calendar_matches(text, paragraph.start, paragraph.end, paragraph.language):
        start, end = tokens[0].start, tokens[-1].end
        if start < last:
            continue
        frame = _frame(text, name, paragraph, start, today)
        after = AGO.match(text, end) if name == "ago" else None
        if name == "ago" and after is None:
            period, is_relative = (_whole(tokens[0], today) if today else None), True
        else:
            period, is_relative = RESOLVERS[name](tokens, frame)
        if period is None:
            continue
        if after:
            end = after.end()
            if after["today"] and today and period.granularity == "year":
                period = calendar.day(period.first.year, today.month, today.day) or period
        if name in ("ago", "relative_day"):
            start, period = with_article(text, start, paragraph.start, period)
        start, period = with_edge(text, start, paragraph.start, period)
        last = end
        yield start, end, period, is_relative


def _whole(token: Token, today: dt.date) -> Period | None:
    """What "the year" or "the weekend" means on a day: the year that holds it, the last weekend."""
    if token.unit == "weekend":
        return calendar.last_weekend(today)
    return calendar.relative(token.unit, 0, today)


def _frame(text: str, name: str, paragraph: Paragraph, start: int, today: dt.date | None) -> Frame:
    """What an expression is read against."""
    is_open = name in LOOKING
    return Frame(
        text=text,
        language=paragraph.language.partition("-")[0],
        today=today,
        direction=direction(text, start, paragraph.start) if is_open and "range" not in name else 0,
        is_ahead=is_open and is_ahead(text, start, paragraph.start),
    )
