"""The shipped models: read once when first needed, applied to texts."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

from dpkit.extract.crf_scores import Field
from dpkit.extract.crf_tokens import word_spans
from dpkit.extract.crf_weights import read_weights
from dpkit.model import EntityType, TaggedSpan

LANGUAGES: tuple[str, ...] = ("en", "kk")
TYPES: dict[str, EntityType] = {"PERSON": "person", "ORG": "organisation", "LOC": "place"}
LABELS: dict[EntityType, str] = {found: label for label, found in TYPES.items()}

_MAX_WORDS = 400
"""A sequence is cut after so many words: a line of 100,000 words must not need memory for all of them at once."""


def tag_texts(texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
    """For each text the spans of names that the model of a language finds."""
    return tag_with(_field(language), texts)


def tag_with(field: Field, texts: Sequence[str]) -> list[tuple[TaggedSpan, ...]]:
    """For each text the spans of names that a model finds."""
    parts = [list(_parts(text, word_spans(text))) for text in texts]
    sequences = [[text[a:b] for a, b in part] for text, mine in zip(texts, parts, strict=True) for part in mine]
    labels = iter(field.labels(sequences))
    return [tuple(span for part in mine for span in decoded(part, next(labels))) for mine in parts]


def _parts(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """The words cut where a sentence, a line or a column ends: the models were trained on single sentences."""
    first = 0
    for index, ((before, end), (start, _)) in enumerate(pairwise(spans), start=1):
        gap = start - end  # white space
        is_cut = gap > 1 or (gap and text[end] == "\n") or index - first >= _MAX_WORDS
        if is_cut or (gap and text[before] in ".!?" and _ends_sentence(text, spans, index)):
            yield spans[first:index]
            first = index
    if first < len(spans):
        yield spans[first:]


def _ends_sentence(text: str, spans: Sequence[tuple[int, int]], index: int) -> bool:
    """A full stop before a capital, not after an initial or a short abbreviation ("K. Tokayev", "Sen. Berg")."""
    if index < 2 or not text[spans[index][0]].isupper():
        return False
    word = text[spans[index - 2][0] : spans[index - 2][1]]
    return len(word) > 4 or word[:1].islower() or not word[:1].isalpha()


def decoded(spans: Sequence[tuple[int, int]], labels: Sequence[str]) -> list[TaggedSpan]:
    """The spans that a sequence of labels marks off: B-PERSON, I-PERSON, E-PERSON (its last word), S-PERSON (a name of
    one word), O. Models without E and S are read too.

    >>> [(span.start, span.end, span.entity_type) for span in decoded([(0, 2), (3, 7)], ["B-LOC", "E-LOC"])]
    [(0, 7, 'place')]
    """
    starts: list[tuple[int, EntityType]] = []
    ends: list[int] = []
    last, type_ = "O", ""
    for (start, end), label in zip(spans, labels, strict=True):
        if label == last == "O":
            continue
        is_more = label[0] in "IE" and last in ("B", "I") and label[2:] == type_
        last, type_ = label[0], label[2:]
        if is_more:
            ends[-1] = end
        elif type_:
            starts.append((start, TYPES[type_]))
            ends.append(end)
    return [TaggedSpan(start=a, end=b, entity_type=kind) for (a, kind), b in zip(starts, ends, strict=True)]


@cache
def _field(language: str) -> Field:
    return Field(read_weights(_weights(language)), language)


@cache
def version() -> str:
    """What tells these models from others: the beginning of the SHA-256 of their weights."""
    digest = hashlib.sha256()
    for language in LANGUAGES:
        digest.update(_weights(language))
    return digest.hexdigest()[:12]


@cache
def _weights(language: str) -> bytes:
    return resources.files("dpkit.extract").joinpath("models", f"names.{language}.crf").read_bytes()
