"""The words around numbers and calendar expressions: looked up, never searched for."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

import yaml

CASE_ENDING = re.compile(r"-[а-яәіңғүұқөһ]{1,6}(?![а-яәіңғүұқөһ])")
"""Digits take their Kazakh and Russian endings after a hyphen: "260-тан"."""
REACH = 40
"""Code points before and after an expression that are looked at."""


@lru_cache(maxsize=1)
def _data() -> Mapping[str, object]:
    """The package's word lists."""
    source = resources.files("dpkit.extract").joinpath("data/contexts.yaml").read_text(encoding="utf-8")
    loaded: dict[str, object] = yaml.load(source, Loader=yaml.CSafeLoader)
    return MappingProxyType(loaded)


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """One list of words."""
    return frozenset(str(_data()[name]).split())


@lru_cache(maxsize=32)
def phrases(name: str) -> frozenset[str]:
    """One list of phrases."""
    return frozenset(part.strip() for part in str(_data()[name]).split("|"))


@lru_cache(maxsize=32)
def phrase_labels(name: str) -> Mapping[str, str]:
    """Phrases with the label of their section."""
    sections = _data()[name]
    assert isinstance(sections, dict)
    return {part.strip(): label for label, text in sections.items() for part in str(text).split("|")}


def words_before(text: str, low: int, start: int) -> list[str]:
    """The words right before an offset, nearest first; none where no white space stands between."""
    piece = text[max(low, start - REACH) : start]
    return piece.split()[::-1] if piece[-1:].isspace() else []


def words_after(text: str, end: int) -> list[str]:
    """The words right after an offset, nearest first; none where no white space stands between."""
    piece = text[end : end + REACH]
    return piece.split() if piece[:1].isspace() else []


def without_ending(text: str, end: int) -> int:
    """Where a number in digits ends with its case ending."""
    found = CASE_ENDING.match(text, end)
    return found.end() if found else end
