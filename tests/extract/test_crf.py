"""The tagger's own arithmetic against CRFsuite's, on the same model files."""

from importlib import resources

import numpy as np
import pycrfsuite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpkit.extract import crf_scores
from dpkit.extract.crf_features import features_of
from dpkit.extract.crf_scores import Field, best_paths
from dpkit.extract.crf_weights import read_weights

SENTENCES = [
    [
        "The",
        "Ministry",
        "of",
        "Foreign",
        "Affairs",
        "of",
        "Kazakhstan",
        "met",
        "K",
        ".",
        "Tokayev",
        "in",
        "Almaty",
        ".",
    ],
    ["“", "No", ",", "”", "said", "Jane", "O'Brien", "of", "Acme", "Ltd", "."],
    ["x"],
    ["Қазақстан", "Республикасының", "Президенті", "Астанада", "болды", "."],
    ["U.S.", "Senator", "Ann", "Lee", "(", "D-CA", ")", "visited", "Turkey", "and", "the", "NATO", "base", "1999"],
    ["\x02", "\x03", "|", "-", "+", "\ud800", "a|b"],
]
WORDS = sorted({word for sentence in SENTENCES for word in sentence})


def model(language: str) -> bytes:
    return resources.files("dpkit.extract").joinpath("models", f"names.{language}.crf").read_bytes()


EN = model("en")
FIELD = Field(read_weights(EN), "en")


def crfsuite_labels(content: bytes, words: list[str], language: str) -> list[str]:
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(content)
    labels: list[str] = tagger.tag(features_of(words, language))
    return labels


@pytest.mark.parametrize("language", ["en", "kk"])
def test_labels_are_those_of_crfsuite(language: str) -> None:
    content = model(language)
    found = Field(read_weights(content), language).labels(SENTENCES)
    assert found == [crfsuite_labels(content, words, language) for words in SENTENCES]
    assert any(label != "O" for labels in found for label in labels)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_company_and_order_change_no_labels(sentences: list[list[str]]) -> None:
    together = FIELD.labels(sentences)
    assert together == [crfsuite_labels(EN, words, "en") for words in sentences]
    assert FIELD.labels(sentences[::-1]) == together[::-1]


def test_forgetting_changes_no_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    before = FIELD.labels(SENTENCES)
    monkeypatch.setattr(crf_scores, "MAX_KNOWN", 3)
    forgetful = Field(read_weights(EN), "en")
    assert [labels for words in SENTENCES for labels in forgetful.labels([words])] == before


def test_no_sentences_have_no_labels() -> None:
    assert FIELD.labels([]) == []


def test_weights_are_those_that_crfsuite_shows() -> None:
    weights = read_weights(EN)
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(EN)
    info = tagger.info()
    place = {label: number for number, label in enumerate(weights.labels)}
    for (attribute, label), weight in info.state_features.items():
        assert weights.states[weights.rows[attribute.encode()], place[label]] == pytest.approx(weight, abs=1e-6)
    for (source, target), weight in info.transitions.items():
        assert weights.transitions[place[source], place[target]] == pytest.approx(weight, abs=1e-6)
    assert np.count_nonzero(weights.states) <= len(info.state_features)
    assert not weights.states[-1].any()


@pytest.mark.parametrize("damage", [b"", EN[:20], EN[:-1], b"xxxx" + EN[4:], EN + b"x"])
def test_damaged_models_are_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="CRFsuite"):
        read_weights(damage)


def test_first_of_equal_paths_is_taken() -> None:
    assert best_paths(np.zeros((3, 2)), [1, 2], np.zeros((2, 2))) == [[0], [0, 0]]
