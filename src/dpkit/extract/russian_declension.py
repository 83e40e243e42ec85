"""The forms that a Russian name has in the six cases."""

from collections.abc import Iterator, Mapping

from dpkit.extract.name_hits import plain_words
from dpkit.extract.russian_cases import full_names
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


def case_forms(given: str, surname: str) -> Iterator[tuple[str, str]]:
    """The forms of a name, given name and surname, that differ from the nominative or from each other.

    >>> ("Олегом", "Савиным") in set(case_forms("Олег", "Савин"))
    True
    """
    best = full_names(given, surname, frozenset("n"))
    gender: Gender = next((name.gender for name in best if (name.given, name.surname) == (given, surname)), "m")
    for case in CASES:
        for first in declined_given(given, gender, case):
            for second in declined_surname(surname, gender, case):
                yield first, second


def russian_forms(name: str) -> Iterator[tuple[str, ...]]:
    """The forms of a person's name as words: given name and surname, and the surname alone.

    >>> ("Токаевым",) in set(russian_forms("Касым-Жомарт Токаев"))
    True
    """
    given, _, surname = name.partition(" ")
    if not surname:
        gender: Gender = "f" if name.lower().endswith(("ова", "ева", "ёва", "ина", "ына", "ая")) else "m"
        yield from (plain_words(form) for case in CASES for form in declined_surname(name, gender, case))
        return
    for first, second in case_forms(given, surname.split()[-1]):
        yield plain_words(f"{first} {second}")
        yield plain_words(second)


def declined_given(name: str, gender: Gender, case: Case) -> tuple[str, ...]:
    """The forms that a given name may have in a case."""
    head, last = changing_part(name)
    inverse = {full: stem.capitalize() for stem, full in FLEETING.items()} | {"Петр": "Петр"}
    if last in inverse and case != "n":
        ends = [ending for ending, cases in MASCULINE.items() if case in cases]
        return tuple(head + inverse[last] + ending for ending in ends)
    return tuple(head + form for form in _declined_noun(last, gender, case))


_FEMININE_IN_IA: Mapping[Case, str] = {"g": "и", "d": "и", "a": "ю", "i": "ей", "p": "и"}


def _declined_noun(name: str, gender: Gender, case: Case) -> tuple[str, ...]:
    lower = name.lower()
    if case == "n":
        return (name,)
    if lower.endswith("ия"):
        return (name[:-1] + _FEMININE_IN_IA[case],)
    if lower[-1] in "ая":
        table = FEMININE if lower[-1] == "а" else FEMININE_SOFT
        if case == "i" and lower[-2:] in ("жа", "ша", "ча", "ща", "ца"):
            return (name[:-1] + "ей",)
        wrong = "ы" if lower[-2:-1] in VELAR else "и" if lower[-1] == "а" else ""
        return tuple(name[:-1] + end for end, cases in table.items() if case in cases and end not in (wrong, "ёй"))
    if gender == "f" and lower[-1] == "ь":
        return (name, name + "ю") if case == "i" else (name, name[:-1] + "и") if case != "a" else (name,)
    if gender == "f" or lower[-1] in VOWELS:
        return (name,)
    if lower[-1] in "йь":
        ends = [end for end, cases in MASCULINE_SOFT.items() if case in cases and end != "ём"]
        ends = ["и"] if lower.endswith("ий") and case == "p" else ends
        return tuple(name[:-1] + end for end in ends)
    ends = [end for end, cases in MASCULINE.items() if case in cases]
    return tuple(name + end for end in (["ем"] if lower[-1] in HUSHING and case == "i" else ends))


def declined_surname(name: str, gender: Gender, case: Case) -> tuple[str, ...]:
    """The forms that a surname may have in a case."""
    head, last = changing_part(name)
    return tuple(head + form for form in _declined_surname(last, gender, case))


def _declined_surname(name: str, gender: Gender, case: Case) -> tuple[str, ...]:
    lower = name.lower()
    stem = name[:-1] if lower.endswith("а") else name
    if (
        stem.lower().endswith(("ов", "ев", "ёв", "ин", "ын"))
        and len(stem) > 3
        and gender == ("f" if stem != name else "m")
    ):
        endings = LIKE_ADJECTIVES[0 if gender == "f" else 1][2]
        return tuple(stem + end for end, cases in endings.items() if case in cases)
    if gender == "m" and lower.endswith(("ский", "цкий", "ый", "ой", "ий")) and case != "n":
        wrong = "ы" if lower[-3] in VELAR else "и"
        ends = [end for end, cases in ADJECTIVES_OF_MEN.items() if case in cases and end[0] not in ("е", wrong)]
        return tuple(name[:-2] + end for end in ends)
    if gender == "f" and lower.endswith("ая") and case != "n":
        return tuple(name[:-2] + end for end, cases in ADJECTIVES_OF_WOMEN.items() if case in cases)
    if lower.endswith(("ых", "их", "ский", "цкий")):
        return (name,)
    return _declined_noun(name, gender, case)
