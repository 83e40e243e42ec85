"""Forms of Russian nouns that stand around names: titles, things, and what is no part of a person's name."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from dpkit.extract.gazetteer import word_list
from dpkit.extract.russian_declension import declined_given, declined_surname
from dpkit.extract.russian_endings import CASES, Case, Gender


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
def namesake_forms() -> frozenset[str]:
    """The forms of nouns for what is called after persons, and of what says so."""
    nouns = "улица проспект площадь бульвар переулок сквер орден медаль премия стадион дворец памятник".split()  # noqa: SIM905
    return frozenset({*_forms_of(nouns), "имени", "им"})


@cache
def no_person_forms() -> frozenset[str]:
    """The forms of words that are no part of a person's name."""
    return frozenset(_forms_of(word_list("no_persons.ru.tsv")))


_FLEETING = {
    "посол": "посл",
    "посёлок": "посёлк",
    "рынок": "рынк",
    "певец": "певц",
    "переулок": "переулк",
    "египет": "египт",
}
_OF_NEUTERS: Mapping[Case, str] = {"g": "а", "d": "у", "i": "ом", "p": "е"}
_OF_SOFT_NEUTERS: Mapping[Case, str] = {"g": "я", "d": "ю", "i": "ем", "p": "и"}
_OF_NEUTER_ADJECTIVES: Mapping[Case, str] = {"g": "ого", "d": "ому", "i": "ым", "p": "ом"}
_OF_PLURALS: Mapping[Case, str] = {"g": "", "d": "ам", "i": "ами", "p": "ах"}
_OF_PLURAL_ADJECTIVES: Mapping[Case, str] = {"g": "ых", "d": "ым", "i": "ыми", "p": "ых"}
_SOFT = "гкхжчшщ"


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
    if noun in _SOFT_FEMININE:
        return declined_given(noun, "f", case)[-1:]
    if noun in _FLEETING:
        return declined_given(_FLEETING[noun], "m", case)
    if noun.endswith(("ый", "ий", "ная", "ая")):
        return declined_surname(noun, "f" if noun.endswith("ая") else "m", case)
    if noun.endswith(("о", "е")):
        table = _OF_SOFT_NEUTERS if noun.endswith("ие") else _OF_NEUTERS
        return (noun,) if case == "a" or noun in _NEVER else (noun[:-1] + table[case],)
    return declined_given(noun, "f" if noun[-1] in "ая" else "m", case)


_NEVER = frozenset({"бюро", "косово", "марокко", "монако", "конго", "того", "чили", "перу"})
_SOFT_FEMININE = frozenset({"площадь", "беларусь"})


def declined_phrase(words: Sequence[str], case: Case) -> tuple[str, ...]:
    """Words in a case: the adjectives and the noun that they lead to; what stands behind it never changes.

    >>> declined_phrase(("генеральная", "прокуратура"), "g"), declined_phrase(("министерство", "обороны"), "p")
    (('генеральной', 'прокуратуры'), ('министерстве', 'обороны'))
    """
    head = _head_of(words)
    noun = words[head]
    if case == "a" and noun[-1] not in "аеёиоуыэюя":
        case = "n"  # what is no living being
    if noun.endswith("ы") and (head > 0 or len(words) == 1):
        changed = [*(_plural_adjective(word, case) for word in words[:head]), _plural(noun, case)]
    else:
        changed = [*(_adjective(word, noun, case) for word in words[:head]), _declined(noun, case)[0]]
    return (*changed, *words[head + 1 :])


def _head_of(words: Sequence[str]) -> int:
    """The first word that is no adjective: "федеральная служба безопасности" is a служба."""
    for index, word in enumerate(words[:-1]):
        if word == "пресс":
            return index + 2
        if not word.endswith(("ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие", "ой")):
            return index
    return len(words) - 1


def _adjective(word: str, noun: str, case: Case) -> str:
    if case == "n" or word in ("пресс", "-"):
        return word
    if word.endswith(("ая", "яя")):
        return declined_surname(word, "f", case)[0]
    if word.endswith(("ое", "ее")):
        end = _OF_NEUTER_ADJECTIVES.get(case, "ое")
        return word[:-2] + ("и" + end[1:] if word[-3] in _SOFT and end[0] == "ы" else end)
    if case == "a":
        return word
    return declined_surname(word, "m", case)[0]


def _plural(noun: str, case: Case) -> str:
    if case == "g" and noun.endswith(("ты", "ды")):
        return noun[:-1] + "ов"  # of masculine nouns
    return noun if case in "na" else noun[:-1] + _OF_PLURALS[case]


def _plural_adjective(word: str, case: Case) -> str:
    ending = _OF_PLURAL_ADJECTIVES.get(case, word[-2:])
    return word[:-2] + ("и" + ending[1:] if word.endswith("ие") else ending)


def phrase_forms(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """All forms of a phrase, each with and without the dots of ё."""
    forms = {declined_phrase(words, case) for case in CASES}
    return frozenset(forms | {tuple(word.replace("ё", "е") for word in form) for form in forms})


def nominative_adjective(word: str, gender: Gender) -> str:
    """An adjective in the nominative of `m`, `f` or `n`; letters keep their case.

    >>> nominative_adjective("Следственного", "m"), nominative_adjective("городской", "f")
    ('Следственный', 'городская')
    """
    for ending in _ADJECTIVE_ENDINGS:
        stem = word.removesuffix(ending)
        if word.endswith(ending) and len(stem) > 2:
            break
    else:
        return word
    is_soft = ending[0] in "еяю" or (ending in ("ий", "им") and stem[-1] not in _SOFT)
    if gender == "m":
        is_stressed = stem.lower() in _STRESSED
        return stem + ("ой" if is_stressed else "ий" if is_soft or stem[-1] in _SOFT else "ый")
    if gender == "f":
        return stem + ("яя" if is_soft else "ая")
    return stem + ("ее" if is_soft else "ое")


_ADJECTIVE_ENDINGS = "ого его ому ему ый ий ой ая яя ое ее ую юю ым им ом ем ей".split()  # noqa: SIM905
_STRESSED = frozenset({"городск", "областн", "мировой", "краев", "донск"})
