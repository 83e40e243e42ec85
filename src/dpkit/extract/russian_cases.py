"""Cases of Russian names: what a form may be in the nominative, and the forms that a name has.

Given names and surnames are declined by their endings (D. E. Rozental', "Spravochnik po pravopisaniyu", §§ 149-150):
surnames in -ов, -ин have an adjective's endings beside a noun's, those in -ский, -ой, -ый an adjective's, those that
end in a consonant are declined for men alone, those in -о, -е, -и, -у, -ых never.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from dpkit.extract.gazetteer import cyrillic_marks, data_rows
from dpkit.extract.russian_endings import (
    ADJECTIVES_OF_MEN,
    ADJECTIVES_OF_WOMEN,
    CASES,
    FEMININE,
    FEMININE_SOFT,
    FLEETING,
    HUSHING,
    LIKE_ADJECTIVES,
    MASCULINE,
    MASCULINE_SOFT,
    VELAR,
    VOWELS,
    Case,
    Gender,
    changing_part,
)

_GENDERS: tuple[Gender, ...] = ("m", "f")
MIN_STEM = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """A word read as a form of a name: its nominative, whose it is, and the case. Lower doubt is likelier."""

    nominative: str
    gender: Gender
    case: Case
    doubt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FullName:
    """A given name and a surname that agree."""

    given: str
    surname: str
    gender: Gender
    case: Case
    doubt: int


@cache
def given_names() -> Mapping[str, str]:
    """Given names of Russian texts with `m`, `f` or both."""
    found: dict[str, str] = {}
    for gender, names in data_rows("given_names.ru.tsv"):
        for name in names.split():
            for form in {name, name.replace("ё", "е")}:
                found[form] = "".join(sorted({*found.get(form, ""), gender}))
    return found


_GIVEN_ENDS = ("бек", "жан", "мурат", "болат", "берды", "берди", "гали", "кали", "мухамед", "ахмет", "гельды", "генды")
_GIVEN_ENDS_OF_WOMEN = ("гуль", "гүл", "нур")


def is_given(name: str) -> bool:
    """Whether a nominative is a given name of the list, or ends as Turkic ones do.

    >>> is_given("Шавкат"), is_given("Ернарбек"), is_given("Вчера")
    (True, True, False)
    """
    if name in given_names():
        return True
    last = name.rsplit("-", 1)[-1]
    return len(last) > 5 and last.endswith((*_GIVEN_ENDS, *_GIVEN_ENDS_OF_WOMEN))


def is_surname_like(name: str) -> bool:
    """Whether a nominative ends as only surnames do, or is a surname of the list.

    >>> is_surname_like("Савин"), is_surname_like("Мирская"), is_surname_like("Бекланд")
    (True, True, False)
    """
    lower = name.lower()
    is_short = len(lower) < 4
    return "S" in cyrillic_marks().get(name, "") or (not is_short and lower.endswith(_SURNAME_ENDS))


_SURNAME_ENDS = tuple(
    """
    ов ев ёв ин ын ова ева ёва ина ына ский цкий ская цкая енко ко чук щук юк ян дзе швили ых их вич улы ұлы баев
    ой
    """.split()  # noqa: SIM905 - a list of words reads better so
)


@lru_cache(maxsize=20_000)
def given_readings(word: str) -> tuple[Reading, ...]:
    """What a word may be as a given name; only its last part is declined ("Касым-Жомартом").

    >>> min((reading.doubt, reading.nominative) for reading in given_readings("Моникой") if reading.case == "i")
    (0, 'Моника')
    """
    head, last = changing_part(word)
    whole = [Reading(head + r.nominative, r.gender, r.case, r.doubt) for r in _given(last)]
    if word in given_names():
        return tuple(r for r in whole if r.nominative != word or r.gender in given_names()[word] or r.case != "n")
    return tuple(whole)


def _given(word: str) -> Iterator[Reading]:
    lower = word.lower()
    for stem, full in FLEETING.items():
        if lower.startswith(stem) and lower[len(stem) :] in MASCULINE:
            for case in MASCULINE[lower[len(stem) :]]:
                yield Reading(full, "m", case)
    yield from _noun(word, is_given_name=True)


_OBLIQUE = ("ом", "ем", "ым", "им", "ой")
"""Endings that few names have in the nominative."""


def _noun(word: str, *, is_given_name: bool) -> Iterator[Reading]:
    """A name that is declined as a noun, or never."""
    lower = word.lower()
    last = lower[-1:]
    if last not in VOWELS:
        is_oblique = lower.endswith(_OBLIQUE) and len(lower) > 5
        yield Reading(word, "m", "n", 2 if is_oblique else 0)
        for case in CASES:  # "Айгуль Бек", "Моникой Иверсен": of women a consonant never changes
            yield Reading(word, "f", case, (1 if is_given_name else 0) + (2 if is_oblique else 0))
    elif last in "ая":
        yield Reading(word, "f", "n", 0 if is_given_name else 1)
        yield Reading(word, "m", "n", 3 if is_given_name else 2)
    else:
        doubt = 0 if last in "оэ" else 2 if last == "ы" else 1
        yield from (Reading(word, gender, case, doubt) for gender in _GENDERS for case in CASES)
    yield from _oblique_nouns(word, is_given_name=is_given_name)


def _oblique_nouns(word: str, *, is_given_name: bool) -> Iterator[Reading]:
    lower = word.lower()
    for ending, cases in MASCULINE.items():
        stem = word.removesuffix(ending)
        if lower.endswith(ending) and len(stem) >= MIN_STEM and stem[-1].lower() not in VOWELS + "ьй":
            yield from (Reading(stem, "m", case) for case in cases)
    for ending, cases in MASCULINE_SOFT.items():
        stem = word.removesuffix(ending)
        if not lower.endswith(ending) or len(stem) < MIN_STEM:
            continue
        for soft in ("й", "") if stem[-1].lower() in VOWELS else ("ь",):
            if soft:
                yield from (Reading(stem + soft, "m", case) for case in cases)
        if stem[-1].lower() in HUSHING and ending == "ем":
            yield from (Reading(stem, "m", case) for case in cases)
    if lower.endswith("ии") and len(word) > 3:
        yield Reading(word[:-1] + "й", "m", "p")
        yield from (Reading(word[:-1] + "я", "f", case) for case in ("g", "d", "p"))
    yield from _feminine_nouns(word)
    if is_given_name and lower.endswith(("и", "ью")) and len(word) > 4:
        stem = word.removesuffix("ью") if lower.endswith("ью") else word[:-1]
        cases_of_soft: tuple[Case, ...] = ("i",) if lower.endswith("ью") else ("g", "d", "p")
        if stem[-1].lower() not in VOWELS:
            yield from (Reading(stem + "ь", "f", case, 1) for case in cases_of_soft)


def _feminine_nouns(word: str) -> Iterator[Reading]:
    lower = word.lower()
    for endings, nominative, soft in ((FEMININE, "а", False), (FEMININE_SOFT, "я", True)):
        for ending, cases in endings.items():
            stem = word.removesuffix(ending)
            if not lower.endswith(ending) or len(stem) < MIN_STEM or (stem[-1].lower() in VOWELS) > soft:
                continue
            if ending == "и" and not soft and stem[-1].lower() not in VELAR:
                continue
            for case in cases:
                yield Reading(stem + nominative, "f", case)
                yield Reading(stem + nominative, "m", case, 0 if ending in ("ы", "и") and not soft else 3)
            if ending == "ей" and stem[-1].lower() in HUSHING:
                yield Reading(stem + "а", "f", "i")


_STRESSED = frozenset({"толст", "донск", "луговск"})
"""Stems of surnames in -ой."""


@lru_cache(maxsize=20_000)
def surname_readings(word: str) -> tuple[Reading, ...]:
    """What a word may be as a surname.

    >>> sorted((r.nominative, r.gender, r.case) for r in surname_readings("Савиным"))
    [('Савин', 'm', 'i')]
    """
    head, last = changing_part(word)
    return tuple(Reading(head + r.nominative, r.gender, r.case, r.doubt) for r in _surname(last))


_SURELY_ADJECTIVES = ("ский", "цкий", "ская", "цкая", "ской", "цкой", "ого", "ому", "ых", "ую")


def _surname(word: str) -> Iterator[Reading]:
    lower = word.lower()
    possessive = list(_like_adjectives(word))
    yield from possessive
    yield from _adjectives(word)
    is_adjective = lower.endswith(_SURELY_ADJECTIVES)
    if not possessive and not is_adjective:
        yield from _noun(word, is_given_name=False)
    if lower.endswith(("ых", "их")):
        for gender in _GENDERS:
            yield from (Reading(word, gender, case) for case in CASES)


def _like_adjectives(word: str) -> Iterator[Reading]:
    lower = word.lower()
    for nominative, gender, endings in LIKE_ADJECTIVES:
        for ending, cases in endings.items():
            stem = word[: len(word) - len(ending)]
            if lower.endswith(ending) and len(stem) > 3 and stem.lower().endswith(("ов", "ев", "ёв", "ин", "ын")):
                yield from (Reading(stem + nominative, gender, case) for case in cases)
                if gender == "m" and ending == "":  # "Моникой Рубин": a woman's foreign name
                    yield from (Reading(word, "f", case, 2) for case in CASES)


def _adjectives(word: str) -> Iterator[Reading]:
    """-ский, -ой, -ый of men and -ая of women."""
    lower = word.lower()
    if lower.endswith(("ий", "ый", "ой")):
        yield Reading(word, "m", "n", 0 if lower.endswith(("ский", "цкий", "ый")) else 1)
    if lower.endswith("ая"):
        yield Reading(word, "f", "n")
    for ending, cases in ADJECTIVES_OF_MEN.items():
        stem = word.removesuffix(ending)
        if not lower.endswith(ending) or len(stem) < 3:
            continue
        is_short = stem.lower().endswith(("ск", "цк"))
        is_possessive = stem.lower().endswith(("ов", "ев", "ёв", "ин", "ын"))
        is_sure = ending in ("ого", "ому", "его", "ему") or (ending == "ым" and not is_possessive)
        if is_sure or ending == "ом" or (is_short and ending in ("ым", "им")):
            endings = ("ий", "ой") if is_short else ("ий",) if ending in ("его", "ему") else ("ый", "ой")
            endings = endings[::-1] if stem.lower() in _STRESSED else endings
            rare = 0 if is_sure or is_short else 2  # "Стормом" is more often of Сторм
            for doubt, nominative in enumerate(endings, rare):
                yield from (Reading(stem + nominative, "m", case, doubt) for case in cases)
    for ending, cases in ADJECTIVES_OF_WOMEN.items():
        stem = word.removesuffix(ending)
        if lower.endswith(ending) and len(stem) >= 3 and not stem.lower().endswith(("ов", "ев", "ёв", "ин", "ын")):
            doubt = 0 if stem.lower().endswith(("ск", "цк")) or ending == "ую" else 2
            yield from (Reading(stem + "ая", "f", case, doubt) for case in cases)


def full_names(given: str, surname: str, cases: frozenset[Case] = frozenset()) -> tuple[FullName, ...]:
    """The readings of two words in which they agree, likeliest first; `cases` are those that the words before ask for.

    >>> found = full_names("Шавкатом", "Мирзиёевым")[0]
    >>> found.given, found.surname, found.case
    ('Шавкат', 'Мирзиёев', 'i')
    """
    found: dict[tuple[str, str, Gender], FullName] = {}
    for first in given_readings(given):
        for second in surname_readings(surname):
            if (first.gender, first.case) != (second.gender, second.case):
                continue
            doubt = first.doubt + second.doubt + _unlikely(first) + (0 if not cases or first.case in cases else 4)
            name = FullName(
                given=first.nominative, surname=second.nominative, gender=first.gender, case=first.case, doubt=doubt
            )
            key = (name.given, name.surname, name.gender)
            if key not in found or found[key].doubt > doubt:
                found[key] = name
    return tuple(sorted(found.values(), key=_order))


def _order(name: FullName) -> tuple[int, bool, bool, bool, str]:
    return name.doubt, name.case != "n", name.gender != "m", "ё" not in name.given, name.given


def _unlikely(reading: Reading) -> int:
    """How little a given name is one: not of the list, or of the list for the other gender."""
    genders = given_names().get(reading.nominative)
    if genders is not None:
        return 0 if reading.gender in genders else 6
    if is_given(reading.nominative):
        return 1
    return 4 if reading.case == "n" else 5
