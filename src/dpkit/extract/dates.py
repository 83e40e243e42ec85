"""Calendar expressions of a document, read against its date."""

import datetime as dt
import re
from collections.abc import Iterator

from dpkit.extract import calendar
from dpkit.extract.calendar import Period
from dpkit.extract.date_context import AGO, direction, is_calendar, with_edge
from dpkit.extract.date_patterns import PATTERN, RESOLVERS, Frame
from dpkit.extract.numbers import Row, Token, token_row
from dpkit.model import Anchor, Context, DateExpression, Layout, Paragraph

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
        for start, end, period, is_relative in _expressions(layout.text, paragraph, today):
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


def calendar_letters(text: str, paragraph: Paragraph) -> tuple[tuple[int, int], ...]:
    """Letters of the paragraph's token row that belong to calendar expressions, resolvable or not."""
    row = token_row(text, paragraph.start, paragraph.end, paragraph.language)
    return tuple(match.span() for match, _ in _candidates(text, row, paragraph.start))


def _candidates(text: str, row: Row, low: int) -> Iterator[tuple[re.Match[str], tuple[Token, ...]]]:
    """The matches of date patterns that their surroundings allow, with their tokens."""
    for match in PATTERN.finditer(row.shape):
        tokens = row.tokens[row.owner[match.start()] : row.owner[match.end() - 1] + 1]
        if is_calendar(text, str(match.lastgroup), tokens, low):
            yield match, tokens


def _expressions(text: str, paragraph: Paragraph, today: dt.date | None) -> Iterator[tuple[int, int, Period, bool]]:
    """Start, end, days and whether the document's date was needed, for each expression that can be resolved."""
    row = token_row(text, paragraph.start, paragraph.end, paragraph.language)
    language = paragraph.language.partition("-")[0]
    for match, tokens in _candidates(text, row, paragraph.start):
        start, end = tokens[0].start, tokens[-1].end
        name = str(match.lastgroup)
        ahead = direction(text, start, paragraph.start)
        frame = Frame(text=text, language=language, today=today, direction=ahead)
        after = AGO.match(text, end) if name == "ago" else None
        if name == "ago" and after is None:
            period = calendar.relative(tokens[0].unit, 0, today) if today else None
            is_relative = True
        else:
            period, is_relative = RESOLVERS[name](tokens, frame)
        if period is None:
            continue
        if after:
            end = after.end()
            if after["today"] and today and period.granularity == "year":
                period = calendar.day(period.first.year, today.month, today.day) or period
        start, period = with_edge(text, start, paragraph.start, period)
        yield start, end, period, is_relative
