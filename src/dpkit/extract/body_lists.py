"""Bodies that every state has, and the nouns that Russian bodies are called by, as package data."""

from collections.abc import Iterator, Mapping
from functools import cache

from dpkit.extract.gazetteer import data_rows
from dpkit.extract.name_hits import plain_words
from dpkit.extract.russian_endings import CASES
from dpkit.extract.russian_nouns import declined_phrase, phrase_forms


@cache
def named_bodies() -> Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    """Forms of the bodies of the list by their first word: form, phrase of the key, nominative; longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for phrase, names, shorts, _, _ in body_rows():
        for name in names:
            words = plain_words(name)
            for form in phrase_forms(words):
                found.setdefault(form[0], []).append((form, phrase, " ".join(words)))
        for short in shorts:
            for short_form in (form.lower() for form in _short_forms(short)):
                found.setdefault(short_form, []).append(((short_form,), phrase, short.rstrip("~")))
    return {first: tuple(sorted(set(entries), key=_by_size)) for first, entries in found.items()}


def _by_size(entry: tuple[tuple[str, ...], str, str]) -> tuple[int, str, str]:
    return -len(entry[0]), entry[1], entry[2]


@cache
def state_phrases() -> frozenset[str]:
    return frozenset(phrase for phrase, *_ in body_rows())


def body_rows() -> Iterator[tuple[str, list[str], list[str], list[str], list[str]]]:
    """The bodies that every state has: phrase, Russian names and short forms, Kazakh names and short forms."""
    for row in data_rows("bodies.tsv"):
        phrase, *cells = (row + [""] * 5)[:5]
        russian, short, kazakh, kazakh_short = ([part for part in cell.split("|") if part] for cell in cells)
        yield phrase, russian, short, kazakh, kazakh_short


def _short_forms(short: str) -> frozenset[str]:
    """The cases of a short form; acronyms may take an ending ("МИДа")."""
    if short.endswith("~"):
        return frozenset({short[:-1]})
    if short.isupper():
        return frozenset({short, *(short + ending for ending in ("а", "у", "ом", "е") if len(short) > 2)})
    return frozenset(" ".join(form) for form in phrase_forms((short,)))


@cache
def heads() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Forms of the nouns that bodies are called by, with the nominative, gender and case."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for noun, gender in data_rows("body_heads.ru.tsv"):
        for case in CASES:
            found.setdefault(declined_phrase((noun,), case)[0], set()).add((noun, gender, case))
    return {form: tuple(sorted(nouns)) for form, nouns in found.items()}
