"""What a tagger finds in Kazakh texts, called by the nominative, so that the cases of one name are one entity."""

from collections.abc import Sequence
from dataclasses import replace

from dpkit.extract.bodies import cyrillic_body
from dpkit.extract.kazakh_cases import nominative, place_nominative
from dpkit.extract.name_hits import Hit, plain_words
from dpkit.extract.people import person_key
from dpkit.extract.resolution import typed_key


def in_nominative(hits: Sequence[Hit], paragraphs: frozenset[int]) -> list[Hit]:
    """The hits of a tagger in Kazakh paragraphs, keyed by the nominative of what it found."""
    persons = frozenset(hit.key.name for hit in hits if hit.key.entity_type == "person")
    return [_mended(hit, persons) if hit.paragraph in paragraphs and hit.method in _TAGGED else hit for hit in hits]


_TAGGED = frozenset({"model", "backend"})


def _mended(hit: Hit, persons: frozenset[str]) -> Hit:
    key = hit.key
    if key.entity_type == "person":
        name = nominative(key.name, persons)
        return hit if name == key.name else replace(hit, key=person_key(plain_words(name)))
    name = place_nominative(key.name)
    if name == key.name or cyrillic_body(plain_words(key.name)) is not None:
        return hit
    return replace(hit, key=replace(typed_key(name, key.entity_type), is_bare=key.is_bare))
