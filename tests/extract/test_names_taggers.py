"""Taggers: the built-in one keeps the contract of the seam; named ones are refused clearly where absent."""

import pickle
from itertools import pairwise

import pytest

from dpkit.errors import ConfigError
from dpkit.extract.backends import named_tagger
from dpkit.extract.tagger import built_in


def test_built_in_tagger_gives_sorted_spans_without_overlap() -> None:
    texts = ["Anna Berg of the World Bank flew from Paris to London.", "", "no name here"]
    found = built_in().tag(texts, "en")
    assert len(found) == len(texts)
    for text, spans in zip(texts, found, strict=True):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(left.end <= right.start for left, right in pairwise(spans))


def test_language_without_a_model_gives_no_spans() -> None:
    assert built_in().tag(["Paris"], "xx") == [()]


def test_built_in_tagger_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(built_in())).tag(["Paris"], "xx") == [()]


def test_unknown_tagger_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="one of dpkit-crf"):
        named_tagger("oracle")


def test_absent_library_or_model_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"dpkit\.toml"):
        named_tagger("spacy:no-such-model-anywhere")
