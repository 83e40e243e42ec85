"""Numbers that quantify, in four languages, and those that do not."""

import time

import pytest

from dpkit.extract.number_values import decimal_value
from dpkit.extract.quantities import find_quantities
from dpkit.model import Layout, Paragraph, Quantity, Role


def layout_of(text: str, language: str = "en", role: Role = "body") -> Layout:
    """One paragraph."""
    paragraph = Paragraph(start=0, end=len(text), role=role, rule="test", language=language)
    return Layout(text=text, language=language, paragraphs=(paragraph,), quotations=(), sentences=())


def quantities(text: str, language: str = "en") -> list[tuple[str, Quantity]]:
    """The words and the reading of each quantity."""
    return [(text[found.start : found.end], found) for found in find_quantities(layout_of(text, language))]


READINGS: list[tuple[str, str, str, str, float | None, float | None, str | None, str]] = [
    ("en", "a force of about 2,500 people arrived", "2,500", "count", 2500, 2500, None, "about"),
    ("en", "It cost nearly $54 billion in all", "$54 billion", "money", 54e9, 54e9, "USD", "about"),
    ("en", "It cost US$2.5 million", "US$2.5 million", "money", 2.5e6, 2.5e6, "USD", "exact"),
    ("en", "We paid UAH 400 billion then", "UAH 400 billion", "money", 4e11, 4e11, "UAH", "exact"),
    ("en", "It is worth 3 billion tenge", "3 billion", "money", 3e9, 3e9, "KZT", "exact"),
    ("en", "They raised $1.5M", "$1.5M", "money", 1.5e6, 1.5e6, "USD", "exact"),
    ("en", "up to €20 was paid", "€20", "money", None, 20, "EUR", "at_most"),
    ("en", "at least three soldiers", "three", "count", 3, None, None, "at_least"),
    ("en", "more than 70% of homes", "70%", "percent", 70, None, "%", "at_least"),
    ("en", "12 percent of homes", "12 percent", "percent", 12, 12, "%", "exact"),
    ("en", "5 to 10 percent of homes", "5 to 10 percent", "percent", 5, 10, "%", "between"),
    ("en", "between 100 and 200 homes", "100 and 200", "count", 100, 200, None, "between"),
    ("en", "$5-10 million was lost", "$5-10 million", "money", 5e6, 10e6, "USD", "between"),
    ("en", "millions of people", "millions", "count", 1e6, None, None, "at_least"),
    ("en", "tens of thousands of people", "tens of thousands", "count", 10000, None, None, "at_least"),
    ("en", "several dozen houses", "several dozen", "count", 24, None, None, "at_least"),
    ("en", "a million trees", "a million", "count", 1e6, 1e6, None, "exact"),
    ("en", "one hundred and twenty-five trees", "one hundred and twenty-five", "count", 125, 125, None, "exact"),
    ("en", "2.5 thousand trees", "2.5 thousand", "count", 2500, 2500, None, "exact"),
    ("en", "two and a half years", "two and a half", "measure", 2.5, 2.5, "year", "exact"),
    ("en", "two-thirds of the homes", "two-thirds", "count", 0.6667, 0.6667, None, "exact"),
    ("en", "nearly a fifth of the homes", "a fifth", "count", 0.2, 0.2, None, "about"),
    ("en", "half of the homes", "half", "count", 0.5, 0.5, None, "exact"),
    ("en", "1 in 4 women", "1 in 4", "count", 0.25, 0.25, None, "exact"),
    ("en", "a 36-year-old man", "36", "measure", 36, 36, "year", "exact"),
    ("en", "a road of 12 kilometers", "12", "measure", 12, 12, "km", "exact"),
    ("en", "a plant of 500 MW", "500", "measure", 500, 500, "MW", "exact"),
    ("en", "people 65 and older", "65", "count", 65, None, None, "at_least"),
    ("en", "the third largest city", "third", "ordinal", 3, 3, None, "exact"),
    ("en", "it ranked 5th", "5th", "ordinal", 5, 5, None, "exact"),
    ("ru", "около 2,5 тысячи человек", "2,5 тысячи", "count", 2500, 2500, None, "about"),
    ("ru", "более двадцати пяти тысяч рублей", "двадцати пяти тысяч", "money", 25000, None, "RUB", "at_least"),
    ("ru", "20 000 тонн зерна", "20 000", "measure", 20000, 20000, "t", "exact"),
    ("ru", "на 15 процентов", "15 процентов", "percent", 15, 15, "%", "exact"),
    ("ru", "полтора миллиона долларов", "полтора миллиона", "money", 1.5e6, 1.5e6, "USD", "exact"),
    ("ru", "миллионы людей", "миллионы", "count", 1e6, None, None, "at_least"),
    ("ru", "десятки тысяч семей", "десятки тысяч", "count", 10000, None, None, "at_least"),
    ("ru", "5–7 тыс. тонн зерна", "5–7 тыс", "measure", 5000, 7000, "t", "between"),
    ("ru", "полмиллиона рублей", "полмиллиона", "money", 5e5, 5e5, "RUB", "exact"),
    ("kk", "6 пайызға дейін", "6 пайызға", "percent", None, 6, "%", "at_most"),
    ("kk", "халықтың үштен бірі ауылда", "үштен бірі", "count", 0.3333, 0.3333, None, "exact"),
    ("kk", "Он екі ел қатысты", "Он екі", "count", 12, 12, None, "exact"),
    ("kk", "Екеуі қаза тапты", "Екеуі", "count", 2, 2, None, "exact"),
    ("kk", "шамамен 2500 адам келді", "2500", "count", 2500, 2500, None, "about"),
    ("kk", "екі жүз алпыстан астам адам", "екі жүз алпыстан", "count", 260, None, None, "at_least"),
    ("kk", "260-тан астам адам", "260", "count", 260, None, None, "at_least"),
    ("kk", "алты жарым мың отбасы", "алты жарым мың", "count", 6500, 6500, None, "exact"),
    ("kk", "мың екі жүзден астам адам", "мың екі жүзден", "count", 1200, None, None, "at_least"),
    ("kk", "жарты миллион адам", "жарты миллион", "count", 500000, 500000, None, "exact"),
    ("kk", "отыз бес миллион теңге", "отыз бес миллион", "money", 35e6, 35e6, "KZT", "exact"),
    ("uk", "п’ятдесят тисяч гривень", "п’ятдесят тисяч", "money", 50000, 50000, "UAH", "exact"),
]


@pytest.mark.parametrize(("language", "text", "words", "kind", "low", "high", "unit", "precision"), READINGS)
def test_reading(
    language: str,
    text: str,
    words: str,
    kind: str,
    low: float | None,
    high: float | None,
    unit: str | None,
    precision: str,
) -> None:
    [(found, quantity)] = quantities(text, language)
    assert (found, quantity.kind, quantity.unit, quantity.precision) == (words, kind, unit, precision)
    assert quantity.value_min == (None if low is None else pytest.approx(low))
    assert quantity.value_max == (None if high is None else pytest.approx(high))


@pytest.mark.parametrize(
    ("language", "text", "counted"),
    [
        ("en", "about 2,500 people", "people"),
        ("en", "433,000 American jobs were lost", "American jobs"),
        ("en", "millions of voters came", "voters"),
        ("ru", "около 2500 человек", "человек"),
        ("kk", "2500-ден астам адам", "адам"),
        ("ru", "500 тыс. человек", "человек"),
    ],
)
def test_what_is_counted(language: str, text: str, counted: str) -> None:
    assert quantities(text, language)[0][1].counted == counted


@pytest.mark.parametrize(
    "text",
    [
        "It happened on May 3, 2021 and in 2019.",
        "We meet at 5 p.m. or at 17:30.",
        "Call (202) 555-0123 or 202-555-0123 today.",
        "H.R. 1234 and S. 567 passed.",
        "See Section 15 and Title IX.",
        "Ann Lee (CA-12) spoke of COVID-19, the F-16 and the G7.",
        "Come to 100 North Main Street.",
        "Springfield, IL 62701",
        "2154 Rayburn House Office Building",
        "1. Open the door",
        "The 118th Congress and the 9th District",
        "It is one of the best, and no one knows a two-way street.",
        "See https://www.example.org/2/3000/x?id=55 for more.",
        "-30-",
        "The Clean Roads Act of 2013 passed.",
        "It is open 24/7.",
        "Ann Lee (Nev.-03) came.",
        "It was wrong in the first place.",
        "They will leave at the first request.",
    ],
)
def test_numbers_that_do_not_quantify(text: str) -> None:
    assert [words for words, _ in quantities(text)] == []


def test_a_change_from_one_number_to_another_is_two_quantities() -> None:
    assert [words for words, _ in quantities("It rose from $5 to $10.")] == ["$5", "$10"]


@pytest.mark.parametrize(
    ("language", "text"), [("ru", "с 8,5 до 6 процентов"), ("kk", "8,5 пайыздан 6 пайызға дейін төмендеді")]
)
def test_where_a_change_led_is_no_upper_bound(language: str, text: str) -> None:
    found = [quantity for _, quantity in quantities(text, language)]
    assert [(q.value_min, q.value_max, q.precision) for q in found] == [(8.5, 8.5, "exact"), (6.0, 6.0, "exact")]


def test_votes_are_two_quantities() -> None:
    assert [words for words, _ in quantities("by a vote of 397 – 22")] == ["397", "22"]


def test_boilerplate_is_not_read() -> None:
    assert find_quantities(layout_of("Over 500 offers", role="boilerplate")) == ()


def test_thousands_and_decimals() -> None:
    assert [decimal_value(word) for word in ("1,234", "1.5", "1,5", "1.234.567,5", "1.2.3", "9" * 40)] == [
        1234.0, 1.5, 1.5, 1234567.5, None, None,
    ]  # fmt: skip


HOSTILE = [
    "1", "1 ", "1,", "1.", "1-", "one ", "one-", "hundred and ", "million ", "$", "$1 ", "$1-", "% ", "1/",
    "millions of ", "1 to ", "several ",
    "half ", "first ", "between 1 and ", "a", " ", "1 234 ", "http://a ", "(202) ", "екі ", "-",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    find_quantities(layout_of(text))
    assert time.process_time() - began < 5.0


@pytest.mark.parametrize(
    ("language", "text", "words", "value"),
    [
        ("kk", "тауар төрт жүз сексен алты бүтін оннан тоғыз миллион долларға жетті",
         "төрт жүз сексен алты бүтін оннан тоғыз миллион", 486.9e6),
        ("kk", "екі бүтін жүзден бес пайыз", "екі бүтін жүзден бес пайыз", 2.05),
        ("ru", "рост на две целых пять десятых процента", "две целых пять десятых процента", 2.5),
        ("ru", "эвакуированы шестеро детей", "шестеро", 6.0),
        ("en", "we honor millions and millions of people", "millions and millions", 1e6),
    ],
)  # fmt: skip
def test_decimals_and_doublings_in_words(language: str, text: str, words: str, value: float) -> None:
    ((found, quantity),) = quantities(text, language)
    assert (found, quantity.value_min) == (words, value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the passage of the H.R.4 today"),
        ("en", "the committee passed S. Res 4 today"),
        ("en", "Michael Smith (R-TX 10) spoke"),
        ("en", "spending at FY'08 levels"),
        ("ru", "звоните по телефону 112"),
    ],
)
def test_numbers_of_bills_districts_years_and_telephones_count_nothing(language: str, text: str) -> None:
    assert quantities(text, language) == []


@pytest.mark.parametrize("unit", ["бүтін ", "екі бүтін ", "бүтін оннан ", "целых десятых ", "millions and "])
def test_hostile_words_of_decimals_take_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    quantities(text, "kk")
    quantities(text, "ru")
    assert time.process_time() - begun < 10
