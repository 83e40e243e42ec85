"""Holidays, weekends and the days of sentences that look ahead."""

import datetime as dt

import pytest

from dpkit.extract.dates import find_dates
from dpkit.extract.holidays import DAYS
from dpkit.model import Context, Layout, Paragraph

TUESDAY = dt.date(2021, 1, 12)


def found(text: str, language: str = "en", today: dt.date | None = TUESDAY) -> list[tuple[str, str, str]]:
    paragraph = Paragraph(start=0, end=len(text), role="body", rule="test", language=language)
    layout = Layout(text=text, language=language, paragraphs=(paragraph,), quotations=(), sentences=())
    context = Context(document_id="d", document_type="statement", language=language, issued_on=today)
    return [
        (text[date.start : date.end], date.date_start.isoformat(), date.date_end.isoformat())
        for date in find_dates(layout, context)
    ]


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("We met on Christmas Day.", "Christmas Day", "2020-12-25"),
        ("This Thanksgiving we rest.", "This Thanksgiving", "2021-11-25"),
        ("since New Year’s Day", "New Year’s Day", "2021-01-01"),
        ("by Memorial Day", "Memorial Day", "2021-05-31"),
        ("last Labor Day", "last Labor Day", "2020-09-07"),
        ("next Halloween", "next Halloween", "2021-10-31"),
        ("on Independence Day 2019", "Independence Day 2019", "2019-07-04"),
        ("before the Fourth of July, 2022", "the Fourth of July, 2022", "2022-07-04"),
    ],
)
def test_a_holiday_that_is_placed_in_time_is_a_date(text: str, words: str, day: str) -> None:
    assert found(text) == [(words, day, day)]


@pytest.mark.parametrize("text", ["Thanksgiving is about family.", "on thanksgiving", "on Thanksgivings"])
def test_a_holiday_as_a_topic_is_none(text: str) -> None:
    assert found(text) == []


def test_without_a_date_only_a_named_year_counts() -> None:
    assert found("on Christmas Day", today=None) == []
    assert found("on Christmas Day 2020", today=None) == [("Christmas Day 2020", "2020-12-25", "2020-12-25")]


@pytest.mark.parametrize("name", DAYS)
def test_every_holiday_falls_into_its_year(name: str) -> None:
    assert all(DAYS[name](year).year == year for year in (1900, 2000, 2024))


def test_the_weekend_that_is_over_is_the_last_one() -> None:
    assert found("It rained over the weekend.") == [("weekend", "2021-01-09", "2021-01-10")]
    assert found("It rained over the weekend.", today=dt.date(2021, 1, 10)) == [("weekend", "2021-01-09", "2021-01-10")]
    assert found("The weekend is here.") == []


def test_what_lasts_for_the_next_year_is_no_date() -> None:
    assert found("It hangs there for the next year.") == []
    assert found("It hangs there next year.") == [("next year", "2022-01-01", "2022-12-31")]


def test_a_day_of_what_is_to_be_lies_ahead() -> None:
    assert found("The competition to be held Sunday") == [("Sunday", "2021-01-17", "2021-01-17")]
    assert found("The competition was held Sunday") == [("Sunday", "2021-01-10", "2021-01-10")]


def test_a_month_and_day_of_long_ago_is_not_looked_for_ahead() -> None:
    assert found("the riot of January 6", today=dt.date(2021, 10, 21)) == [("January 6", "2021-01-06", "2021-01-06")]


def test_a_short_russian_weekday_is_a_date_behind_its_preposition() -> None:
    assert found("Он сказал это в среду.", "ru") == [("среду", "2021-01-06", "2021-01-06")]
    assert found("Мы бережём среду обитания.", "ru") == []
