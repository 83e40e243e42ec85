"""Spans of a tagger in the parts that are names each: sentences, holders of an office, several persons, nouns."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from dpkit.extract.crf_tokens import word_spans
from dpkit.extract.gazetteer import common_marks, word_list
from dpkit.model import EntityType, TaggedSpan


def parts_of(text: str, offset: int, span: TaggedSpan) -> Iterator[TaggedSpan]:
    """The names that one span of a paragraph (which begins at `offset`) holds, in order.

    >>> span = TaggedSpan(start=13, end=33, entity_type="person")
    >>> text = "Secretary of Defense Carl Lee Berg"
    >>> [text[one.start : one.end] for one in parts_of(text, 0, replace(span, end=34))]
    ['Carl Lee Berg']
    """
    found = [span]
    for way in _WAYS:
        found = [part for one in found for part in way(text, offset, one)]
    yield from found


_FULL_STOP = re.compile(r"(?<![\s.])(?<!\b[^\W\d_])\.\s+[“\"«]?(?=[^\W\d_a-z])")
_SHORT = frozenset(
    """
    St Mt Ft Jr Sr Dr Mr Mrs Ms Gen Sen Rep Gov Lt Col Capt Sgt Prof Rev Hon Inc Corp Ltd Co Bros No
    """.split()  # noqa: SIM905 - a list of words reads better so
)


def _sentences(text: str, offset: int, span: TaggedSpan) -> Iterator[TaggedSpan]:
    """Before and behind a full stop ("Hurricane Ida. Fairfield County")."""
    if "." not in text[offset + span.start : offset + span.end]:
        yield span
        return
    begin = span.start
    for stop in _FULL_STOP.finditer(text, offset + span.start, offset + span.end):
        word = text[offset + begin : stop.start()].split()[-1:]
        if word and word[0] not in _SHORT:
            yield replace(span, start=begin, end=stop.start() - offset)
            begin = stop.end() - offset
    yield replace(span, start=begin)


_OFFICE = re.compile(r"\b(?:[Ss]ecretary|[Mm]inister|[Dd]irector|[Aa]dministrator|[Gg]eneral) (?:of|for) (?:the )?$")
_OWN_OFFICE = re.compile(
    r"(?:[A-Z]\w+ ){0,3}(?:Secretary|Minister|Director|Administrator|Commissioner) (?:General )?"
    r"(?:of|for) (?:the )?(?=[A-Z])"
)
_REACH = 32
"""Code points before a span in which its office stands."""


def _officers(text: str, offset: int, span: TaggedSpan) -> Iterator[TaggedSpan]:
    """Who holds an office, without what it is of: "Secretary of" before "Homeland Security Ann Lee" leaves Ann Lee."""
    start, end = offset + span.start, offset + span.end
    own = _OWN_OFFICE.match(text, start, end) if span.entity_type == "person" else None
    if own is not None or (span.entity_type != "place" and _OFFICE.search(text[max(offset, start - _REACH) : start])):
        begin = own.end() if own is not None else start
        words = [(begin - offset + a, begin - offset + b) for a, b in word_spans(text[begin:end])]
        for begin, end in words[1:-1]:
            if "g" in common_marks().get(text[offset + begin : offset + end], "").lower():
                yield replace(span, start=begin, entity_type="person")
                return
    yield span


_AND = re.compile(r"\s+and\s+")


def _several(text: str, offset: int, span: TaggedSpan) -> Iterator[TaggedSpan]:
    """Each of several persons ("Senators Berg and Lee"); their title goes where titles are taken off."""
    shown = text[offset + span.start : offset + span.end]
    joint = _AND.search(shown)
    if shown.split(" ", 1)[0] not in word_list("titles_of_many.tsv") or joint is None:
        yield span
        return
    yield replace(span, end=span.start + joint.start(), entity_type="person")
    yield replace(span, start=span.start + joint.end(), entity_type="person")


_PARTICLES = frozenset(
    """
    de da di del der den du la le van von zu bin bint ibn al el of the and d e y i
    dei dal della delle do dos das des af av
    """.split()  # noqa: SIM905
)
"""Small words that stand inside of names."""


def _apposed(text: str, offset: int, span: TaggedSpan) -> Iterator[TaggedSpan]:
    """A person without the noun that it is called by ("Tyle School senior Ann Lee"): a body and a person."""
    if span.entity_type != "person":
        yield span
        return
    words = word_spans(text[offset + span.start : offset + span.end])
    shown = [text[offset + span.start + a : offset + span.start + b] for a, b in words]
    at = [i for i, word in enumerate(shown) if word.isalpha() and word.isascii() and word.islower()]
    nouns = [index for index in at if shown[index] not in _PARTICLES and 0 < index < len(shown) - 1]
    if not nouns:
        yield span
        return
    before = shown[: nouns[0]]
    first: EntityType = "organisation" if any(word in word_list("heads.tsv") for word in before) else "person"
    yield replace(span, end=span.start + words[nouns[0] - 1][1], entity_type=first)
    yield replace(span, start=span.start + words[nouns[-1] + 1][0])


_WAYS: tuple[Callable[[str, int, TaggedSpan], Iterator[TaggedSpan]], ...] = (_sentences, _officers, _several, _apposed)
