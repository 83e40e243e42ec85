"""The sentences suite: names in labelled sentences of many sources, of which no shipped model has seen these.

The sentences are not part of dpkit: `<language>_train.jsonl.gz`, one JSON object a line with `text`, `spans` (start,
end, PERSON, ORG or LOC; code points, half-open) and `source`. The shipped models are trained without some blocks of 50
sentences of each source (`training/train_names.py`); all layers read each of these as a document of its own.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dpkit.errors import InputError, UsageError
from dpkit.evaluation.suites import Figure, Files, Suite
from dpkit.extract.names import name_document
from dpkit.extract.tagger import built_in
from dpkit.model import Authority, Context, EntityType, Layout, Paragraph
from dpkit.seams import Tagger

TYPES: Mapping[str, EntityType] = {"PERSON": "person", "ORG": "organisation", "LOC": "place"}
SUFFIX = "_train.jsonl.gz"
BLOCK_SENTENCES = 50
"""About one text; long texts are cut, so that figures are a little too friendly."""
CYCLE = 20
MEASURED = frozenset({3, 7, 13, 17})
"""Blocks of a cycle that models made for a measurement do not see."""
HELD_OUT: Mapping[str, frozenset[int]] = {"en": MEASURED, "kk": frozenset({13})}
"""Blocks of a cycle that the shipped model of a language does not see; Kazakh has few sentences to learn from."""

Spans = frozenset[tuple[int, int, EntityType]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A labelled sentence and the corpus that it comes from."""

    text: str
    spans: Spans
    source: str


def read_sentences(data: bytes, path: str) -> tuple[Sentence, ...]:
    """The sentences of a file, in file order.

    Raises: InputError where it is no such file.
    """
    try:
        rows = [json.loads(line) for line in gzip.decompress(data).decode("utf-8").splitlines()]
        return tuple(_sentence(row) for row in rows)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: {error}; gzipped JSON lines with text, spans and source were expected") from error


def _sentence(row: Mapping[str, Any]) -> Sentence:
    spans = frozenset((start, end, TYPES[label]) for start, end, label in row["spans"])
    return Sentence(text=row["text"], spans=spans, source=row["source"])


def split(sentences: Iterable[Sentence], held_out: frozenset[int]) -> tuple[list[Sentence], list[Sentence]]:
    """What to train on and what to measure on: blocks in file order of each source, without texts that both have."""
    seen: Counter[str] = Counter()
    parts: tuple[list[Sentence], list[Sentence]] = ([], [])
    for sentence in sentences:
        block = seen[sentence.source] // BLOCK_SENTENCES
        seen[sentence.source] += 1
        parts[block % CYCLE in held_out].append(sentence)
    known = {sentence.text for sentence in parts[0]}
    return parts[0], [sentence for sentence in parts[1] if sentence.text not in known]


def found_by_layers(text: str, language: str, tagger: Tagger) -> Spans:
    """The names that all layers find in a text that stands alone."""
    paragraph = Paragraph(start=0, end=len(text), role="body", rule="sentence", language=language)
    layout = Layout(text=text, language=language, paragraphs=(paragraph,), quotations=(), sentences=())
    context = Context(document_id="sentence", document_type="other", language=language)
    names = name_document(layout, context, Authority(), tagger)
    types = {entity.entity_id: entity.entity_type for entity in names.entities}
    return frozenset(
        (mention.start, mention.end, types[mention.entity_id])
        for mention in names.mentions
        if mention.kind in ("name", "acronym") and types[mention.entity_id] in TYPES.values()
    )


def found_by_tagger(text: str, language: str, tagger: Tagger) -> Spans:
    """The names that a tagger alone finds in a text."""
    (spans,) = tagger.tag([text], language)
    return frozenset((span.start, span.end, span.entity_type) for span in spans)


def figures(language: str, pairs: Iterable[tuple[Sentence, Spans]]) -> Iterator[Figure]:
    """Exact span and type: of all names, by type and by source."""
    counts: dict[str, Counter[str]] = {}
    for sentence, found in pairs:
        for role, spans in (("hits", sentence.spans & found), ("found", found), ("gold", sentence.spans)):
            for label in ("mention", f"from {sentence.source}"):
                counts.setdefault(label, Counter())[role] += len(spans)
            for _, _, entity_type in spans:
                counts.setdefault(entity_type, Counter())[role] += 1
    for label, count in sorted(counts.items()):
        yield Figure(language=language, label=label, hits=count["hits"], found=count["found"], gold=count["gold"])


def measure(files: Files) -> tuple[Figure, ...]:
    """The figures of all layers on the sentences that the shipped models have not seen."""
    tagger = built_in()
    every: list[Figure] = []
    for path in sorted(files):
        language = path.removesuffix(SUFFIX)
        if language not in HELD_OUT:
            continue
        _, held_out = split(read_sentences(files[path], path), HELD_OUT[language])
        pairs: Sequence[tuple[Sentence, Spans]] = [
            (sentence, found_by_layers(sentence.text, language, tagger)) for sentence in held_out
        ]
        every += figures(language, pairs)
    return tuple(sorted(every))


def show(files: Files, document: str) -> str:
    """Raises: UsageError, as what is seen of held-out sentences is no longer held out."""
    raise UsageError(f"{document}: held-out sentences are not shown; one of the other suites was expected")


SUITE = Suite(name="sentences", folder="ner", measure=measure, show=show, is_outside=True)
