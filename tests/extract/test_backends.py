"""Libraries behind the seam: what they find is labelled and ordered as the seam says, and verified like everyone's."""

import re
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from dpkit.errors import ConfigError
from dpkit.extract.backends import MAX_GLINER, named_tagger
from dpkit.extract.names import name_document
from dpkit.model import Authority, Context, Layout, Mention, Paragraph, TaggedSpan
from dpkit.seams import Tagger

Fake = Callable[[pytest.MonkeyPatch], str]

TEXT = "Anna Berg left Tyle."
SPANS = ((15, 19, "LOC"), (0, 9, "PER"), (0, 4, "PER"), (10, 14, "DATE"), (5, 5, "ORG"))
"""Out of order, nested, of a kind that is no name, and empty."""


def module(monkeypatch: pytest.MonkeyPatch, name: str, **members: object) -> None:
    made = ModuleType(name)
    for key, value in members.items():
        setattr(made, key, value)
    monkeypatch.setitem(sys.modules, name, made)


def rows(start: str, end: str, label: str, **more: object) -> list[dict[str, object]]:
    return [{start: a, end: b, label: kind, **more} for a, b, kind in SPANS]


def objects(start: str, end: str, label: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(**row) for row in rows(start, end, label)]


class Pipeline:
    lang = "en"

    def __call__(self, _text: str) -> SimpleNamespace:
        return SimpleNamespace(ents=objects("start_char", "end_char", "label_"))


def fake_spacy(monkeypatch: pytest.MonkeyPatch) -> str:
    module(monkeypatch, "spacy", load=lambda _model: Pipeline())
    return "spacy:en_small"


def fake_stanza(monkeypatch: pytest.MonkeyPatch) -> str:
    def pipeline(language: str, **_options: object) -> object:
        assert language == "en"
        return lambda _text: SimpleNamespace(ents=objects("start_char", "end_char", "type"))

    module(monkeypatch, "stanza", Pipeline=pipeline)
    return "stanza:en"


def fake_gliner(monkeypatch: pytest.MonkeyPatch) -> str:
    network = SimpleNamespace(predict_entities=lambda _text, _labels: rows("start", "end", "label", score=0.876))
    loader = SimpleNamespace(from_pretrained=lambda _model, **_options: network)
    module(monkeypatch, "gliner", GLiNER=loader)
    return "gliner"


def fake_transformers(monkeypatch: pytest.MonkeyPatch) -> str:
    def pipeline(_task: str, *, stride: int, **_options: object) -> object:
        assert stride == 16
        return lambda _text: rows("start", "end", "entity_group", score=0.876)

    def loader(made: SimpleNamespace) -> SimpleNamespace:
        def from_pretrained(_model: str, *, local_files_only: bool) -> SimpleNamespace:
            assert local_files_only
            return made

        return SimpleNamespace(from_pretrained=from_pretrained)

    network = SimpleNamespace(config=SimpleNamespace(max_position_embeddings=64))
    module(
        monkeypatch,
        "transformers",
        pipeline=pipeline,
        AutoTokenizer=loader(SimpleNamespace(model_max_length=10**30)),
        AutoModelForTokenClassification=loader(network),
    )
    return "transformers:some/model"


@pytest.mark.parametrize(
    ("fake", "score"),
    [(fake_spacy, None), (fake_stanza, None), (fake_gliner, 0.88), (fake_transformers, 0.88)],
)
def test_spans_of_a_library_are_labelled_sorted_and_apart(
    monkeypatch: pytest.MonkeyPatch, fake: Fake, score: float | None
) -> None:
    tagger = named_tagger(fake(monkeypatch))
    (found,) = tagger.tag([TEXT], "en-GB")
    assert [(span.start, span.end, span.entity_type) for span in found] == [(0, 9, "person"), (15, 19, "place")]
    assert {span.score for span in found} == {score}


def test_gliner_is_given_no_more_than_it_reads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def predict(text: str, _labels: object) -> list[dict[str, object]]:
        given.append(text)
        return [
            {"start": m.start(), "end": m.end(), "label": "person", "score": 0.5} for m in re.finditer("Berg", text)
        ]

    loader = SimpleNamespace(from_pretrained=lambda _model, **_options: SimpleNamespace(predict_entities=predict))
    module(monkeypatch, "gliner", GLiNER=loader)
    text = "Anna Berg spoke. " * 60 + "and " * 300 + "Berg left."
    (found,) = named_tagger("gliner").tag([text], "en")
    assert [text[span.start : span.end] for span in found] == ["Berg"] * 61
    assert max(len(part.split()) for part in given) <= MAX_GLINER < len(text.split())
    assert given[0].endswith("spoke.")
    assert "".join(given).replace(" ", "") == text.replace(" ", "")


def test_rows_name_the_folder_of_a_model_and_not_its_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_transformers(monkeypatch)
    (tmp_path / "own-model").mkdir()
    assert named_tagger(f"transformers:{tmp_path / 'own-model'}").version.endswith(":own-model")


def test_a_language_that_the_library_does_not_know_gives_no_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named_tagger(fake_spacy(monkeypatch)).tag([TEXT, TEXT], "ru") == [(), ()]


def test_mentions_of_a_library_say_so_and_which_version(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = named_tagger(fake_gliner(monkeypatch))
    found = mentions(TEXT, "en", tagger)
    assert found["Tyle"].method == "backend"
    assert (found["Tyle"].model or "").startswith("gliner ")


@pytest.mark.parametrize("library", ["spacy", "gliner", "stanza", "transformers:some/model", "natasha"])
def test_a_library_that_is_named_but_absent_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library.partition(":")[0], None)
    with pytest.raises(ConfigError, match=f"'{library}' is not installed"):
        named_tagger(library)


class Shouting:
    """Takes words in capitals for bodies."""

    name, version, languages = "shouting", "1", ("en",)

    def tag(self, texts: Sequence[str], _language: str) -> list[tuple[TaggedSpan, ...]]:
        found = [re.finditer(r"\b[A-Z]{4,}\b", text) for text in texts]
        return [
            tuple(TaggedSpan(start=m.start(), end=m.end(), entity_type="organisation") for m in each) for each in found
        ]


def test_a_tagger_of_ones_own_is_named_by_module_and_attribute(monkeypatch: pytest.MonkeyPatch) -> None:
    module(monkeypatch, "own_taggers", Shouting=Shouting, nothing=object)
    found = mentions("We asked ACMECO to answer.", "en", named_tagger("python:own_taggers:Shouting"))
    assert (found["ACMECO"].method, found["ACMECO"].model) == ("backend", "shouting 1")
    for name, words in (
        ("python:own_taggers:nothing", "it has no name, version, languages, tag"),
        ("python:own_taggers:Absent", "own_taggers has no Absent"),
        ("python:own_taggers", "python:<module>:<attribute> was expected"),
        ("python:no_such_module:Tagger", "`no_such_module` was expected"),
    ):
        with pytest.raises(ConfigError, match=words):
            named_tagger(name)


def test_transformers_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="no model is named"):
        named_tagger(fake_transformers(monkeypatch).partition(":")[0])


@pytest.mark.skipif(find_spec("natasha") is None, reason="natasha, an extra, is not installed")
def test_natasha_finds_russian_names_and_leaves_other_languages_alone() -> None:
    tagger = named_tagger("natasha")
    text = "Министр Пётр Кузнецов 😀 прилетел из Москвы в Астану, сообщил Всемирный банк."
    found = mentions(text, "ru", tagger)
    assert {"Пётр Кузнецов", "Москвы", "Астану", "Всемирный банк"} <= set(found)
    assert found["Всемирный банк"].method == "backend"
    assert tagger.tag(["Anna Berg left Tyle."], "en") == [()]


def mentions(text: str, language: str, tagger: Tagger) -> dict[str, Mention]:
    paragraph = Paragraph(start=0, end=len(text), role="body", rule="test", language=language)
    layout = Layout(text=text, language=language, paragraphs=(paragraph,), quotations=(), sentences=())
    context = Context(document_id="d", document_type="statement", language=language, issuer=None, publisher=None)
    names = name_document(layout, context, Authority(), tagger)
    return {text[mention.start : mention.end]: mention for mention in names.mentions}
