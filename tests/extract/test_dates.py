"""Calendar expressions, absolute and relative, in four languages."""

import datetime as dt
import time

import pytest

from dpkit.extract.dates import find_dates
from dpkit.model import Context, DateExpression, Layout, Paragraph, Role

TUESDAY = dt.date(2022, 5, 17)


def found_in(
    text: str, language: str = "en", today: dt.date | None = TUESDAY, role: Role = "body"
) -> list[tuple[str, DateExpression]]:
    """The words and the reading of each calendar expression of one paragraph."""
    paragraph = Paragraph(start=0, end=len(text), role=role, rule="test", language=language)
    layout = Layout(text=text, language=language, paragraphs=(paragraph,), quotations=(), sentences=())
    context = Context(document_id="d", document_type="statement", language=language, issued_on=today)
    return [(text[date.start : date.end], date) for date in find_dates(layout, context)]


READINGS = [
    ("ru", "во II квартале 2024 года", "II квартале 2024 года", "2024-04-01", "2024-06-30", "quarter", "absolute"),
    ("ru", "с 5 по 7 июня", "5 по 7 июня", "2022-06-05", "2022-06-07", "range", "issued_on"),
    ("ru", "в конце мая", "мая", "2022-05-01", "2022-05-31", "month", "issued_on"),
    ("ru", "В октябре пройдут выборы", "октябре", "2022-10-01", "2022-10-31", "month", "issued_on"),
    ("ru", "В октябре прошли выборы", "октябре", "2021-10-01", "2021-10-31", "month", "issued_on"),
    ("ru", "завтра через 2 часа", "завтра", "2022-05-18", "2022-05-18", "day", "issued_on"),
    ("kk", "Қазан айында сайлау өтеді", "Қазан айында", "2022-10-01", "2022-10-31", "month", "issued_on"),
    ("kk", "Ертең сағат 10:00-де", "Ертең", "2022-05-18", "2022-05-18", "day", "issued_on"),
    ("kk", "дүйсенбі күні кездесті", "дүйсенбі күні", "2022-05-16", "2022-05-16", "day", "issued_on"),
    (
        "kk",
        "2023 жылдың бірінші жартыжылдығында",
        "2023 жылдың бірінші жартыжылдығында",
        "2023-01-01",
        "2023-06-30",
        "half",
        "absolute",
    ),
    ("kk", "2024 жылдың I тоқсанында", "2024 жылдың I тоқсанында", "2024-01-01", "2024-03-31", "quarter", "absolute"),
    (
        "kk",
        "ағымдағы жылдың 20 маусымында",
        "ағымдағы жылдың 20 маусымында",
        "2022-06-20",
        "2022-06-20",
        "day",
        "issued_on",
    ),
    ("en", "On January 10, 2022 it rained", "January 10, 2022", "2022-01-10", "2022-01-10", "day", "absolute"),
    (
        "en",
        "on Friday, September 18, 2009 we met",
        "Friday, September 18, 2009",
        "2009-09-18",
        "2009-09-18",
        "day",
        "absolute",
    ),
    ("en", "They prepare to sing on Friday", "Friday", "2022-05-20", "2022-05-20", "day", "issued_on"),
    ("en", "on 10 January 2022", "10 January 2022", "2022-01-10", "2022-01-10", "day", "absolute"),
    ("en", "on 10.01.2022", "10.01.2022", "2022-01-10", "2022-01-10", "day", "absolute"),
    ("en", "on 2022-01-10", "2022-01-10", "2022-01-10", "2022-01-10", "day", "absolute"),
    ("en", "on 5/24/2007", "5/24/2007", "2007-05-24", "2007-05-24", "day", "absolute"),
    ("en", "May 3-5, 2021", "May 3-5, 2021", "2021-05-03", "2021-05-05", "range", "absolute"),
    ("en", "May 30 - June 2, 2021", "May 30 - June 2, 2021", "2021-05-30", "2021-06-02", "range", "absolute"),
    ("en", "from March to June 2020", "March to June 2020", "2020-03-01", "2020-06-30", "range", "absolute"),
    ("en", "in March 2021", "March 2021", "2021-03-01", "2021-03-31", "month", "absolute"),
    ("en", "in 2019–2021", "2019–2021", "2019-01-01", "2021-12-31", "range", "absolute"),
    ("en", "since 2014", "2014", "2014-01-01", "2014-12-31", "year", "absolute"),
    ("en", "the first half of 2023", "first half of 2023", "2023-01-01", "2023-06-30", "half", "absolute"),
    ("en", "in Q3 2022", "Q3 2022", "2022-07-01", "2022-09-30", "quarter", "absolute"),
    ("en", "in the 1990s", "1990s", "1990-01-01", "1999-12-31", "decade", "absolute"),
    ("en", "in the 20th century", "20th century", "1901-01-01", "2000-12-31", "century", "absolute"),
    ("en", "in the summer of 2021", "summer of 2021", "2021-06-01", "2021-08-31", "season", "absolute"),
    ("en", "in fiscal year 2022", "fiscal year 2022", "2021-10-01", "2022-09-30", "year", "absolute"),
    ("en", "late 1980s", "late 1980s", "1986-09-02", "1989-12-31", "range", "absolute"),
    ("en", "It came yesterday", "yesterday", "2022-05-16", "2022-05-16", "day", "issued_on"),
    ("en", "It comes the day after tomorrow", "day after tomorrow", "2022-05-19", "2022-05-19", "day", "issued_on"),
    ("en", "last Friday", "last Friday", "2022-05-13", "2022-05-13", "day", "issued_on"),
    ("en", "It met on Monday", "Monday", "2022-05-16", "2022-05-16", "day", "issued_on"),
    ("en", "It will meet on Monday", "Monday", "2022-05-23", "2022-05-23", "day", "issued_on"),
    ("en", "next week", "next week", "2022-05-23", "2022-05-29", "week", "issued_on"),
    ("en", "this year", "this year", "2022-01-01", "2022-12-31", "year", "issued_on"),
    ("en", "by the end of the year", "end of the year", "2022-12-31", "2022-12-31", "day", "issued_on"),
    ("en", "in March", "March", "2022-03-01", "2022-03-31", "month", "issued_on"),
    ("en", "in November", "November", "2021-11-01", "2021-11-30", "month", "issued_on"),
    ("en", "since February 24", "February 24", "2022-02-24", "2022-02-24", "day", "issued_on"),
    ("en", "by June 30", "June 30", "2022-06-30", "2022-06-30", "day", "issued_on"),
    ("en", "on March 13 of this year", "March 13 of this year", "2022-03-13", "2022-03-13", "day", "issued_on"),
    ("en", "two weeks ago", "two weeks ago", "2022-05-03", "2022-05-03", "day", "issued_on"),
    ("en", "80 years ago", "80 years ago", "1942-01-01", "1942-12-31", "year", "issued_on"),
    ("en", "the past year", "past year", "2021-05-17", "2022-05-17", "range", "issued_on"),
    ("en", "last winter", "last winter", "2021-12-01", "2022-02-28", "season", "issued_on"),
    ("ru", "10 января 2022 года", "10 января 2022 года", "2022-01-10", "2022-01-10", "day", "absolute"),
    ("ru", "с 3 по 5 мая 2022 года", "3 по 5 мая 2022 года", "2022-05-03", "2022-05-05", "range", "absolute"),
    ("ru", "летом 2021 года", "летом 2021 года", "2021-06-01", "2021-08-31", "season", "absolute"),
    ("ru", "в прошлом году", "прошлом году", "2021-01-01", "2021-12-31", "year", "issued_on"),
    ("ru", "два года назад", "два года назад", "2020-01-01", "2020-12-31", "year", "issued_on"),
    ("ru", "вчера", "вчера", "2022-05-16", "2022-05-16", "day", "issued_on"),
    ("kk", "2022 жылғы 10 қаңтар", "2022 жылғы 10 қаңтар", "2022-01-10", "2022-01-10", "day", "absolute"),
    ("kk", "2021 жылдың қаңтарында", "2021 жылдың қаңтарында", "2021-01-01", "2021-01-31", "month", "absolute"),
    ("kk", "жиырма жетінші наурызда", "жиырма жетінші наурызда", "2022-03-27", "2022-03-27", "day", "issued_on"),
    ("kk", "екі мың он жетінші жылы", "екі мың он жетінші жылы", "2017-01-01", "2017-12-31", "year", "absolute"),
    ("kk", "он бір жыл бұрын", "он бір жыл бұрын", "2011-01-01", "2011-12-31", "year", "issued_on"),
    ("kk", "келесі айда", "келесі айда", "2022-06-01", "2022-06-30", "month", "issued_on"),
    ("kk", "былтыр", "былтыр", "2021-01-01", "2021-12-31", "year", "issued_on"),
    ("uk", "24 лютого 2022 року", "24 лютого 2022 року", "2022-02-24", "2022-02-24", "day", "absolute"),
]


@pytest.mark.parametrize(("language", "text", "words", "first", "last", "granularity", "anchor"), READINGS)
def test_reading(language: str, text: str, words: str, first: str, last: str, granularity: str, anchor: str) -> None:
    [(found, date)] = found_in(text, language)
    assert (found, date.date_start.isoformat(), date.date_end.isoformat()) == (words, first, last)
    assert (date.granularity, date.anchor) == (granularity, anchor)


@pytest.mark.parametrize(
    "text",
    [
        "You may march in the march.",
        "May God bless you.",
        "Ms. April Stone and August Bloom came to the Women's March.",
        "There were 2000 people and 2194 days of war.",
        "See Room 2154 or 2154 Rayburn House Office Building.",
        "The Clean Roads Act of 2013 passed.",
        "A better tomorrow awaits.",
        "It happened years ago, in recent weeks, on that day.",
        "On February 30, 2021 it snowed.",
        "H.R. 2021 and $2020 and COVID-2019",
        "A 1000-year-old tree",
    ],
)
def test_words_and_numbers_that_are_no_dates(text: str) -> None:
    assert [words for words, _ in found_in(text)] == []


def test_without_a_document_date_only_full_dates_are_read() -> None:
    text = "On May 3 and yesterday, on Monday, in March and on June 5, 2020"
    assert [words for words, _ in found_in(text, today=None)] == ["June 5, 2020"]


def test_the_publication_date_serves_where_the_issue_date_is_unknown() -> None:
    paragraph = Paragraph(start=0, end=5, role="body", rule="test", language="en")
    layout = Layout(text="today", language="en", paragraphs=(paragraph,), quotations=(), sentences=())
    context = Context(document_id="d", document_type="relay", language="en", published_on=TUESDAY)
    [date] = find_dates(layout, context)
    assert (date.anchor, date.date_start) == ("published_on", TUESDAY)


def test_boilerplate_is_not_read() -> None:
    assert found_in("Updated May 3, 2021", role="boilerplate") == []


HOSTILE = [
    "May ", "May 3-", "May 3, ", "2021-", "2021 ", "3 ", "3 to ", "January to ", "last ", "last year ", "Monday, ",
    "today ", "early ", "end of the ", "10.01.", "1.1.2021 ", "1990s ", "first quarter of ", "fiscal year ", "ago ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    found_in(text)
    assert time.process_time() - began < 5.0
