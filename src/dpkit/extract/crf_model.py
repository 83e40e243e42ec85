"""The shipped models: read once when first needed, applied to texts."""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from dpkit.extract.crf_features import features_of
from dpkit.extract.crf_tokens import word_spans
from dpkit.model import EntityType, TaggedSpan

LANGUAGES: tuple[str, ...] = ("en", "kk")
VERSION = "1"
TYPES: dict[str, EntityType] = {"PERSON": "person", "ORG": "organisation", "LOC": "place"}
LABELS: dict[EntityType, str] = {found: label for label, found in TYPES.items()}

_MAX_WORDS = 400
"""A sequence is cut after so many words: a line of 100,000 words must not need memory for all of them at once."""


def tag_texts(texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
    """For each text the spans of names that the model of a language finds."""
    model = _model(language)
    return [tuple(_tag(model, text)) for text in texts]


def _tag(model: Any, text: str) -> list[TaggedSpan]:
    spans = word_spans(text)
    found: list[TaggedSpan] = []
    for first in range(0, len(spans), _MAX_WORDS):
        part = spans[first : first + _MAX_WORDS]
        labels = model.tag(features_of([text[start:end] for start, end in part]))
        found.extend(decoded(part, labels))
    return found


def decoded(spans: Sequence[tuple[int, int]], labels: Sequence[str]) -> list[TaggedSpan]:
    """The spans that a sequence of labels (B-PERSON, I-PERSON, O) marks off.

    >>> [(span.start, span.end, span.entity_type) for span in decoded([(0, 2), (3, 7)], ["B-LOC", "I-LOC"])]
    [(0, 7, 'place')]
    """
    found: list[TaggedSpan] = []
    open_label, start, end = "", 0, 0
    for (word_start, word_end), label in zip(spans, labels, strict=True):
        kind = label[2:]
        if open_label and label == f"I-{open_label}":
            end = word_end
            continue
        if open_label:
            found.append(TaggedSpan(start=start, end=end, entity_type=TYPES[open_label]))
        open_label, start, end = kind, word_start, word_end
    if open_label:
        found.append(TaggedSpan(start=start, end=end, entity_type=TYPES[open_label]))
    return found


@cache
def _model(language: str) -> Any:
    import pycrfsuite

    model = pycrfsuite.Tagger()
    model.open_inmemory(_weights(language))
    return model


@cache
def _weights(language: str) -> bytes:
    # Kept alive here: the tagger only points into these bytes.
    return resources.files("dpkit.extract").joinpath("models", f"names.{language}.crf").read_bytes()
