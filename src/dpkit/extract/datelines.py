"""Places that a dateline names before its text begins: "FORT WORTH, Texas – Today, …"."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from dpkit.extract.dictionary import RANK_BODY, country_trie, known_trie
from dpkit.extract.gazetteer import common_marks, data_rows
from dpkit.extract.name_hits import Hit, Key, plain_words
from dpkit.extract.resolution import typed_key

REACH = 90
"""Code points; no dateline is longer."""
_CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯЁІҚҒҮҰӘӨҢҺ"
_NAME = rf"[{_CAPITAL}][\w.'’]{{1,24}}(?:[ -][{_CAPITAL}][\w.'’]{{1,24}}){{0,3}}"
_WORD = rf"[{_CAPITAL}][\w'’]{{1,24}}"
_DATELINE = re.compile(
    rf"\s{{0,8}}(?P<city>{_NAME})(?:,[ ]?(?P<state>{_NAME}))?[.,]?"
    r"(?:\s?\([^()\n]{3,30}\)|,?\s(?:[^\W\d_]{3,10}\.?\s\d{1,2}(?:,\s\d{4})?|\d{1,2}\s[^\W\d_]{3,10}(?:\s\d{4})?))?"
    rf"(?:\s?[–—−]\s?|\s?--?\s|[ ]{{2,4}})(?=[{_CAPITAL}“\"«])"
)
_CAPITAL_OF = "Washington"  # with D.C. the name of one place
_DISTRICTS = frozenset({"D.C.", "DC", "D.C"})
_NO_PLACES = frozenset(
    """
    BACKGROUND NOTE NOTES UPDATE UPDATED WHAT WHO WHEN WHERE WHY HOW RELEASE NEWS MEDIA ADVISORY PRESS STATEMENT VIDEO
    PHOTO PHOTOS WATCH READ LISTEN CONTACT ICYMI FACT FACTS SHEET SUMMARY OPINION EDITORIAL REMARKS TRANSCRIPT SPEECH
    BREAKING ALERT REMINDER ATTENTION URGENT TODAY QUESTION ANSWER FOR IMMEDIATE THE
    """.split()  # noqa: SIM905 - a list of words reads better so
)


def dateline_hits(text: str, start: int, end: int, paragraph: int) -> Iterator[Hit]:
    """The place of a paragraph's dateline, and the state or country beside it.

    >>> [text[hit.start : hit.end] for text in ["FORT WORTH, Texas – Today"] for hit in dateline_hits(text, 0, 25, 0)]
    ['FORT WORTH', 'Texas']
    """
    match = _DATELINE.match(text, start, min(end, start + REACH))
    if match is None:
        return
    city, state = match["city"], match["state"]
    if state in _DISTRICTS and city.title() == _CAPITAL_OF:
        yield _hit(match.start("city"), match.end("state"), paragraph, _CAPITAL_OF)
        return
    region = _region(state) if state else None
    if not (region or (state is None and _is_place(city))):
        return
    yield _hit(match.start("city"), match.end("city"), paragraph, city.title() if city.isupper() else city)
    if region is not None:
        yield _hit(match.start("state"), match.end("state"), paragraph, region.name, region)


_DISTRICT = re.compile(
    rf"(?<![\w’'-])(?:St\. )?{_WORD}(?:[ -]{_WORD}){{0,2}}"
    r"\s(?:County|Parish|Oblast|Province|Prefecture|Voivodeship|Raion)(?![\w-])"
    rf"(?!\s[{_CAPITAL}])"
)


def district_hits(text: str, start: int, end: int, paragraph: int) -> Iterator[Hit]:
    """Counties and provinces by their own word ("Linn County")."""
    for match in _DISTRICT.finditer(text, start, end):
        begin = match.start() + (4 if match[0].startswith("The ") else 0)
        yield _hit(begin, match.end(), paragraph, text[begin : match.end()])


def known_key(name: str) -> Key | None:
    """The key of a place of the dictionaries."""
    for trie in (country_trie(), known_trie()):
        found = trie.at(plain_words(name), 0)
        if found is not None and found[0] == len(plain_words(name)) and found[1].entity_type == "place":
            return typed_key(found[1].name, "place", found[1].country)
    return None


def _hit(start: int, end: int, paragraph: int, name: str, key: Key | None = None) -> Hit:
    key = key or known_key(name) or typed_key(name, "place")
    return Hit(start=start, end=end, paragraph=paragraph, kind="name", method="rule", key=key, rank=RANK_BODY)


def _region(written: str) -> Key | None:
    """The state or country that stands behind a town; None where it is neither. Short forms are always states."""
    name = _states().get(written)
    if name is not None:
        return Key(entity_type="place", country="US", phrase=name.casefold(), name=name)
    return known_key(written.title() if written.isupper() and len(written) > 3 else written)


def _is_place(city: str) -> bool:
    """A town that the lists know, or words in capitals that head no section."""
    shown = city.title() if city.isupper() else city
    if known_key(shown) is not None or "t" in common_marks().get(shown, ""):
        return city.isupper() or len(shown.split()) < 3
    return city.isupper() and len(city) > 3 and _NO_PLACES.isdisjoint(city.split())


@cache
def _states() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, code, abbreviation in data_rows("us_states.tsv"):
        for form in (code, abbreviation, abbreviation.rstrip(".")):
            found[form] = name
        if known_key(name) is None:  # Georgia written out may be the country
            found[name] = found[name.upper()] = name
    return found
