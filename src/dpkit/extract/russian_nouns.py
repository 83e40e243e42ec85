"""Forms of Russian nouns that stand around names: titles, things, and what is no part of a person's name."""

from collections.abc import Iterable, Mapping
from functools import cache

from dpkit.extract.gazetteer import word_list
from dpkit.extract.russian_cases import CASES, Case, declined_given, declined_surname


@cache
def title_forms() -> Mapping[str, frozenset[Case]]:
    """The forms of titles in small letters, with the cases that each may be.

    >>> sorted(title_forms()["президента"]), sorted(title_forms()["послом"])
    (['a', 'g'], ['i'])
    """
    return _forms_of(word_list("titles.ru.tsv"))


@cache
def thing_forms() -> frozenset[str]:
    """The forms of nouns behind which stands the name of a thing."""
    return frozenset(_forms_of(word_list("things.ru.tsv")))


@cache
def no_person_forms() -> frozenset[str]:
    """The forms of words that are no part of a person's name."""
    return frozenset(_forms_of(word_list("no_persons.ru.tsv")))


_FLEETING = {"посол": "посл", "посёлок": "посёлк", "рынок": "рынк", "рубль": "рубл", "певец": "певц"}


def _forms_of(nouns: Iterable[str]) -> dict[str, frozenset[Case]]:
    found: dict[str, set[Case]] = {}
    for noun in nouns:
        for case in CASES:
            for form in _declined(noun, case):
                found.setdefault(form, set()).add(case)
    return {form: frozenset(cases) for form, cases in found.items()}


def _declined(noun: str, case: Case) -> tuple[str, ...]:
    if case == "n":
        return (noun, noun.replace("ё", "е"))
    if noun in _FLEETING:
        return declined_given(_FLEETING[noun], "m", case)
    if noun.endswith(("о", "е")):
        endings: dict[Case, str] = {"g": "а", "d": "у", "a": noun[-1], "i": "ом", "p": "е"}
        soft: dict[Case, str] = {"g": "я", "d": "ю", "a": noun[-1], "i": "ем", "p": "и"}
        return (noun[:-1] + (endings if noun.endswith("о") or noun[-2] in "щцч" else soft)[case],)
    if noun.endswith(("ый", "ий", "ная", "ая")):
        return declined_surname(noun, "f" if noun.endswith("ая") else "m", case)
    return declined_given(noun, "f" if noun[-1] in "ая" else "m", case)
