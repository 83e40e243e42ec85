"""Russian names with initials or a father's name: "К. Токаев", "Савин Олег Иванович"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dpkit.extract.name_hits import Words
from dpkit.extract.people import is_patronymic
from dpkit.extract.russian_cases import (
    FullName,
    full_names,
    given_readings,
    is_given,
    is_surname_like,
    surname_readings,
)
from dpkit.extract.russian_endings import Case
from dpkit.extract.russian_titles import asked_cases
from dpkit.extract.russian_units import Sight, Unit, is_known_given, is_surname_form, may_be_name


def initialled(words: Words, run: Sequence[Unit], at: int) -> tuple[Sight, int] | None:
    """ "К. Токаев", "К.-Ж. Токаев", "Токаев К.К."."""
    end = at
    while end < len(run) and run[end].is_initial:
        end += 1
    if end > at:
        if end == len(run) or not may_be_name(words, run[end]):
            return None
        surname, initial, last = run[end], run[at], end + 1
    else:
        end = at + 1
        while end < len(run) and run[end].is_initial:
            end += 1
        surname, initial, last = run[at], run[at + 1], end
        is_led = end < len(run) and is_surname_form(run[end].text)  # "Министр К. Токаев"
        if is_led or not may_be_name(words, surname) or not is_surname_form(surname.text):
            return None  # "Президент К. Токаев", "в городе А. Б."
    cases, _ = asked_cases(words, run[at].first)
    readings = surname_names(surname.text, initial.text, cases)
    if not readings:
        return None
    sight = Sight(words=words, first=run[at].first, last=run[last - 1].last, readings=readings, is_sure=True)
    return sight, last - at


def surname_names(word: str, given: str, cases: frozenset[Case]) -> tuple[FullName, ...]:
    """The readings of a surname, with an initial or alone."""
    found = [
        FullName(
            given=given,
            surname=reading.nominative,
            gender=reading.gender,
            case=reading.case,
            doubt=reading.doubt
            + (0 if reading.case in (cases or "n") else 3)
            + (0 if is_surname_like(reading.nominative) else 2),
        )
        for reading in surname_readings(word)
    ]
    return tuple(sorted(found, key=lambda name: (name.doubt, name.gender != "m", name.surname)))


def with_patronymic(words: Words, run: Sequence[Unit], at: int) -> tuple[Sight, int] | None:
    """ "Олег Иванович Савин", "Савин Олег Иванович", "Олег Иванович"."""
    units = run[at : at + 3]
    if len(units) > 1 and is_patronymic(units[1].text):
        has_surname = len(units) == 3 and may_be_name(words, units[2]) and not units[2].is_initial
        given, between = units[0], units[1]
        surname = units[2] if has_surname else None
    elif len(units) == 3 and is_patronymic(units[2].text) and is_known_given(units[1].text):
        surname, given, between = units
    else:
        return None
    if surname is not None and (readings := full_names(given.text, surname.text)):
        size = 3
    elif between is units[1] and _SURNAME_IN_ICH.search(between.text):
        return None
    else:
        readings, size = _given_only(given.text), 2
    middle = _nominative_of_patronymic(between.text, readings[0]) if readings else between.text
    last = run[at + size - 1].last
    return Sight(
        words=words, first=run[at].first, last=last, readings=readings, between=middle, is_sure=True
    ), size if readings else 1


_SURNAME_IN_ICH = re.compile(r"(?:к|ц|л|ш|н)(?:евич|ович)[а-я]{0,2}$")
"""Ends of words that stand behind a given name as a surname more often than as a father's name."""


def _given_only(word: str) -> tuple[FullName, ...]:
    found = [
        FullName(given=r.nominative, surname="", gender=r.gender, case=r.case, doubt=r.doubt)
        for r in given_readings(word)
    ]
    found = [replace(name, doubt=name.doubt + (0 if is_given(name.given) else 4)) for name in found]
    return tuple(sorted(found, key=lambda name: (name.doubt, name.case != "n", name.given)))


def _nominative_of_patronymic(word: str, name: FullName) -> str:
    """A patronymic in the nominative, as the case of the whole name is known.

    >>> _nominative_of_patronymic("Ивановичем", FullName(given="Олег", surname="", gender="m", case="i", doubt=0))
    'Иванович'
    """
    if name.case == "n":
        return word
    endings = ("а", "у", "ем", "е") if name.gender == "m" else ("ы", "е", "у", "ой")
    for ending in endings:
        if word.endswith(ending):
            return word[: -len(ending)] + ("" if name.gender == "m" else "а")
    return word
