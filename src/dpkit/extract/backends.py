"""Taggers beside the built-in one: used only where dpkit.toml names them, never because they are installed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from dpkit.errors import ConfigError
from dpkit.extract.crf_tokens import word_spans
from dpkit.model import EntityType, TaggedSpan
from dpkit.seams import Tagger

_TYPES: Mapping[str, EntityType] = {
    "PER": "person", "PERSON": "person",
    "ORG": "organisation", "ORGANIZATION": "organisation", "ORGANISATION": "organisation",
    "LOC": "place", "GPE": "place", "FAC": "place", "LOCATION": "place", "PLACE": "place",
    "EVENT": "event", "WORK_OF_ART": "work", "LAW": "work",
}  # fmt: skip

Found = Iterable[tuple[int, int, str, float | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """A tagger made of a library: `find` gives start, end, label and score for one text."""

    name: str
    version: str
    languages: tuple[str, ...]
    find: Callable[[str], Found]

    def tag(self, texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
        """For each text its spans, sorted, without overlap; none for a language that the library does not know."""
        base = language.split("-", 1)[0].lower()
        if self.languages and base not in self.languages:
            return [() for _ in texts]
        return [_apart(self.find(text)) for text in texts]


def named_tagger(name: str) -> Tagger:
    """The tagger that dpkit.toml names: `dpkit-crf`, or a library, where it has a choice with its model after a colon.

    Raises: ConfigError where the name is unknown, or the library or its model is not installed.
    """
    if name == "dpkit-crf":
        from dpkit.extract.tagger import built_in

        return built_in()
    library, _, model = name.partition(":")
    if library not in _LIBRARIES:
        known = ", ".join(["dpkit-crf", *sorted(_LIBRARIES)])
        raise ConfigError(f"dpkit.toml: there is no tagger {name!r}; one of {known} was expected")
    try:
        return _LIBRARIES[library](model)
    except ImportError as error:
        wanted = model.partition(":")[0] if library == "python" else library
        raise ConfigError(f"dpkit.toml: tagger {name!r} is not installed ({error}); `{wanted}` was expected") from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"dpkit.toml: the model of tagger {name!r} cannot be opened: {error}") from error


def _apart(found: Found) -> tuple[TaggedSpan, ...]:
    """Spans of the three types and more, the longer of two that overlap, in order."""
    spans = [
        TaggedSpan(
            start=start, end=end, entity_type=_TYPES[label.upper()], score=None if score is None else round(score, 2)
        )
        for start, end, label, score in found
        if label.upper() in _TYPES and start < end
    ]
    kept: list[TaggedSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _version(distribution: str, model: str = "") -> str:
    """Versions of a library and of its model; of a folder only its name, as rows hold no path of a machine."""
    try:
        found = version(distribution)
    except PackageNotFoundError:
        found = "unknown"
    return f"{found}:{_without_folder(model)}" if model else found


def _without_folder(model: str) -> str:
    """A model's name; of a path that leads out of the project only its last part, which says nothing of a machine.

    >>> _without_folder("/home/ada/models/tides/"), _without_folder("org/model")
    ('tides', 'org/model')
    """
    is_place = model.startswith(("/", "~", ".")) or ":\\" in model
    return re.split(r"[/\\]", model.rstrip("/\\"))[-1] if is_place else model


def _spacy(model: str) -> Tagger:
    model = model or "en_core_web_sm"
    pipeline: Any = import_module("spacy").load(model)

    def find(text: str) -> Found:
        return [(entity.start_char, entity.end_char, entity.label_, None) for entity in pipeline(text).ents]

    return Backend(name="spacy", version=_version("spacy", model), languages=(pipeline.lang,), find=find)


def _natasha(_model: str) -> Tagger:
    natasha: Any = import_module("natasha")
    segmenter = natasha.Segmenter()
    tagger = natasha.NewsNERTagger(natasha.NewsEmbedding())

    def find(text: str) -> Found:
        document = natasha.Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        return [(span.start, span.stop, span.type, None) for span in document.spans]

    return Backend(name="natasha", version=_version("natasha"), languages=("ru",), find=find)


MAX_GLINER = 200
"""Words that GLiNER is given at once; it cuts off what exceeds its own limit, 384 for the usual models."""
MAX_TOKENS = 512
"""What a model of transformers reads at once where it does not say so."""


def _pieces(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Parts of a text of at most so many words, cut behind the last sentence that fits, else behind a word."""
    words = word_spans(text)
    first = 0
    while first < len(words):
        last = min(first + size, len(words)) - 1
        ends = [index for index in range(first, last) if text[words[index][0]] in ".!?"]
        last = ends[-1] if ends and last + 1 < len(words) else last
        yield words[first][0], words[last][1]
        first = last + 1


def _gliner(model: str) -> Tagger:
    model = model or "urchade/gliner_small-v2.1"
    network: Any = import_module("gliner").GLiNER.from_pretrained(model, local_files_only=True)
    labels = ["person", "organization", "location"]

    def find(text: str) -> Found:
        return [
            (start + row["start"], start + row["end"], row["label"], row["score"])
            for start, end in _pieces(text, MAX_GLINER)
            for row in network.predict_entities(text[start:end], labels)
        ]

    return Backend(name="gliner", version=_version("gliner", model), languages=(), find=find)


def _stanza(model: str) -> Tagger:
    language = model or "en"
    pipeline: Any = import_module("stanza").Pipeline(
        language, processors="tokenize,ner", download_method=None, verbose=False
    )

    def find(text: str) -> Found:
        return [(entity.start_char, entity.end_char, entity.type, None) for entity in pipeline(text).ents]

    return Backend(name="stanza", version=_version("stanza", language), languages=(language,), find=find)


def _transformers(model: str) -> Tagger:
    if not model:
        raise ValueError("no model is named; transformers:<folder or name of a model> was expected")
    library: Any = import_module("transformers")
    tokenizer = library.AutoTokenizer.from_pretrained(model, local_files_only=True)
    network = library.AutoModelForTokenClassification.from_pretrained(model, local_files_only=True)
    # Longer paragraphs than the model reads at once are read in parts that overlap by a quarter.
    limit = min(tokenizer.model_max_length, getattr(network.config, "max_position_embeddings", MAX_TOKENS))
    tokenizer.model_max_length = limit
    pipeline = library.pipeline(
        "token-classification", model=network, tokenizer=tokenizer, aggregation_strategy="simple", stride=limit // 4
    )

    def find(text: str) -> Found:
        return [(row["start"], row["end"], row["entity_group"], float(row["score"])) for row in pipeline(text)]

    return Backend(name="transformers", version=_version("transformers", model), languages=(), find=find)


def _own(place: str) -> Tagger:
    """A tagger that somebody wrote: what `module:attribute` names, called without arguments."""
    module, _, attribute = place.partition(":")
    if not module or not attribute:
        raise ValueError("python:<module>:<attribute> was expected")
    make = getattr(import_module(module), attribute, None)
    if make is None:
        raise ValueError(f"{module} has no {attribute}")
    tagger: Tagger = make()
    if missing := [part for part in ("name", "version", "languages", "tag") if not hasattr(tagger, part)]:
        raise ValueError(f"it has no {', '.join(missing)}; what `dpkit.seams.Tagger` says was expected")
    return tagger


_LIBRARIES: Mapping[str, Callable[[str], Tagger]] = {
    "gliner": _gliner,
    "natasha": _natasha,
    "python": _own,
    "spacy": _spacy,
    "stanza": _stanza,
    "transformers": _transformers,
}
