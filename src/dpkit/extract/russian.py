"""What a tagger of Russian leaves to be mended: offices as persons, bodies without their country, towns as persons.

Found by reading what natasha says of official texts; each of these is decided by words and endings, not by the tagger.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from dpkit.extract.crf_tokens import word_spans
from dpkit.extract.dictionary import country_trie
from dpkit.extract.gazetteer import cyrillic_marks, word_list
from dpkit.model import TaggedSpan

_ENDINGS = (
    "ого",
    "ому",
    "ами",
    "ями",
    "ах",
    "ях",
    "ам",
    "ям",
    "ом",
    "ем",
    "ой",
    "ей",
    "ы",
    "и",
    "а",
    "я",
    "у",
    "ю",
    "е",
)
_GENITIVE = ("и", "ы", "а", "я", "го", "ов", "ей")
"""How the country ends that a body belongs to ("МИД России", "МИД Казахстана"); countries that never change, too."""
MIN_STEM = 3


def mended(text: str, spans: Sequence[TaggedSpan]) -> tuple[TaggedSpan, ...]:
    """The spans of a tagger in a Russian text, in order, without overlap.

    >>> body = TaggedSpan(start=0, end=3, entity_type="organisation")
    >>> place = TaggedSpan(start=4, end=10, entity_type="place")
    >>> [(span.start, span.end) for span in mended("МИД России", [body, place])]
    [(0, 10)]
    """
    return tuple(_with_country(text, [_typed(text, span) for span in spans if not _is_office(text, span)]))


def _is_office(text: str, span: TaggedSpan) -> bool:
    """ "Президент" alone is no person, "СМИ" no body."""
    words = [text[span.start + a : span.start + b] for a, b in word_spans(text[span.start : span.end])]
    return all(any(form in word_list("no_names.ru.tsv") for form in _stems(word.casefold())) for word in words)


def _typed(text: str, span: TaggedSpan) -> TaggedSpan:
    """A single word that is a town or country and no one's name is a place, whatever case it stands in."""
    word = text[span.start : span.end]
    if span.entity_type != "person" or not word.isalpha():
        return span
    marks = "".join(cyrillic_marks().get(form, "") for form in _nominatives(word))
    is_country = any(form in country_trie().forms for form in (word, *_nominatives(word)))
    is_name = any(mark in marks for mark in "GS")
    return replace(span, entity_type="place") if (is_country or "t" in marks.casefold()) and not is_name else span


def _with_country(text: str, spans: Iterable[TaggedSpan]) -> list[TaggedSpan]:
    """A body and the country right behind it are one name."""
    kept: list[TaggedSpan] = []
    for span in spans:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.entity_type == "organisation"
            and span.entity_type == "place"
            and text[last.end : span.start] == " "
            and _is_genitive(text[span.start : span.end])
        ):
            kept[-1] = replace(last, end=span.end)
        else:
            kept.append(span)
    return kept


def _is_genitive(words: str) -> bool:
    return words.isupper() or words.endswith(_GENITIVE)


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[str, ...]:
    cut = [word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= MIN_STEM]
    return (word, *cut)


def _nominatives(word: str) -> tuple[str, ...]:
    """What a name may be called without its case: "Херсоном" is of Херсон, "Бородянку" of Бородянка."""
    return tuple(dict.fromkeys(stem + end for stem in _stems(word) for end in ("", "а", "я", "ь", "о", "ы", "и")))
