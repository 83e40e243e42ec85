"""Whose a Russian body is: the country, union, area or town in the genitive behind its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from dpkit.extract.body_lists import heads, named_bodies
from dpkit.extract.dictionary import country_trie, known_trie
from dpkit.extract.gazetteer import cyrillic_marks
from dpkit.extract.name_hits import folded, is_capital, plain_words
from dpkit.extract.russian_cases import given_readings, is_given, is_surname_like, surname_readings
from dpkit.extract.russian_nouns import no_person_forms, title_forms


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPlace:
    """Whose a body is, by the words that say so."""

    end: int
    country: str | None = None
    place: str | None = None
    is_union: bool = False
    """The United Nations and the like."""
    is_state: bool = False


def joined(texts: Sequence[str]) -> str:
    return " ".join(texts).replace(" - ", "-").replace(" ,", ",").replace(" .", ".")


def place_at(texts: Sequence[str], at: int, *, is_known: bool) -> BodyPlace | None:
    """The country, union, area or town in the genitive that begins at a word."""
    if at >= len(texts):
        return None
    if texts[at].lower() in AREAS or texts[at] == "г":
        return _area(texts, at)
    if not is_capital(texts[at]):
        return None
    country = country_trie().at(texts, at)
    if country is not None and country[1].kind != "adjectival":
        is_genitive = country[0] > 1 or texts[at].isupper() or texts[at].endswith(_GENITIVE)
        return BodyPlace(end=at + country[0], country=country[1].country) if is_genitive else None
    union = known_trie().at(texts, at)
    if union is not None and union[1].kind == "acronym":
        return BodyPlace(end=at + union[0], place=folded(plain_words(union[1].name)), is_union=True)
    if texts[at].endswith(("ой", "ого")) and texts[at + 1 : at + 2] and texts[at + 1].lower() in AREAS:
        return BodyPlace(end=at + 2, place=folded(texts[at : at + 2]))
    if texts[at] in _STATES:
        is_named = at + 1 < len(texts) and is_capital(texts[at + 1]) and texts[at + 1].isalpha()
        return BodyPlace(end=at + 2, place=folded(texts[at + 1 : at + 2]), is_state=True) if is_named else None
    return _town(texts, at) or (None if is_known else unknown_state(texts, at))


_GENITIVE = ("и", "ы", "а", "я", "о")
_STATES = frozenset("Республики Королевства Княжества Эмирата Федерации Герцогства".split())  # noqa: SIM905
AREAS = frozenset("города области района края округа села поселка посёлка губернии".split())  # noqa: SIM905


def _area(texts: Sequence[str], at: int) -> BodyPlace | None:
    """ "города Алматы", "г. Алматы", "области Абай"."""
    name = at + 2 if texts[at + 1 : at + 2] == (".",) else at + 1
    if name >= len(texts) or not is_capital(texts[name]):
        return None
    town = _town(texts, name)
    return town if town is not None else BodyPlace(end=name + 1, place=nominative_place(texts[name]))


def _town(texts: Sequence[str], at: int) -> BodyPlace | None:
    """A town that the lists know, in the nominative or genitive."""
    last = at + 1
    while last + 1 < len(texts) and texts[last] == "-" and is_capital(texts[last + 1]):
        last += 2
    for size in (last - at, 1):
        word = "".join(texts[at : at + size])
        for form in dict.fromkeys((nominative_place(word).capitalize(), word, word.removesuffix("а"))):
            found = known_trie().at(plain_words(form), 0)
            if found is not None and found[1].entity_type == "place":
                return BodyPlace(end=at + size, place=folded(plain_words(found[1].name)))
            if "T" in cyrillic_marks().get(form, ""):
                return BodyPlace(end=at + size, place=form.lower())
    return None


def unknown_state(texts: Sequence[str], at: int) -> BodyPlace | None:
    """A name in the genitive that is no person's: that of a state which no list knows."""
    word = texts[at]
    if country_trie().at(texts, at) is not None or known_trie().at(texts, at) is not None:
        return None
    lower = word.lower()
    is_name = word.isalpha() and word[1:].islower() and len(word) > 3 and lower.endswith(("и", "ы", "а", "я"))
    if not is_name or any(lower in known for known in (title_forms(), no_person_forms(), heads(), named_bodies())):
        return None
    if any(is_surname_like(reading.nominative) for reading in surname_readings(word) if reading.case == "g"):
        return None
    if any(is_given(reading.nominative) for reading in given_readings(word) if reading.case == "g"):
        return None
    return BodyPlace(end=at + 1, place=nominative_place(word), is_state=True)


def nominative_place(word: str) -> str:
    """A place in the genitive as it is called, in small letters.

    >>> nominative_place("Арландии"), nominative_place("Бекланда"), nominative_place("Каменки")
    ('арландия', 'бекланд', 'каменка')
    """
    lower = word.lower().replace("ё", "е")
    for ending, nominative in (("ии", "ия"), ("ы", "а"), ("ки", "ка"), ("ги", "га"), ("хи", "ха"), ("и", "я")):
        if lower.endswith(ending) and len(lower) - len(ending) > 2:
            return lower.removesuffix(ending) + nominative
    return lower[:-1] if lower.endswith("а") and len(lower) > 4 else lower


def seat_of(texts: Sequence[str], at: int) -> tuple[int, str]:
    """Past "в Казахстане" behind an embassy, and where that is: a country's code or the word."""
    if at + 1 >= len(texts) or texts[at] not in ("в", "во") or not is_capital(texts[at + 1]):
        return at, ""
    country = country_trie().at(texts, at + 1)
    if country is not None:
        return at + 1 + country[0], str(country[1].country).lower()
    end = at + 4 if texts[at + 2 : at + 3] == ("-",) else at + 2
    lower = joined(texts[at + 1 : end]).lower()
    return end, lower[:-1] + "я" if lower.endswith("ии") else lower.removesuffix("е")
