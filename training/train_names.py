"""Train the name taggers, and measure what such taggers are worth on texts that they do not know.

    python training/train_names.py --data FOLDER [--language en]
    python training/train_names.py --data FOLDER [--language en] --measure [--leave-out SOURCE] [--iterations N]

FOLDER holds `<language>_train.jsonl.gz`. Nothing is drawn at random: of each source, blocks of 50 sentences in file
order are held out (`dpkit.evaluation.sentences`), so that sentences of one text mostly stay on one side. The shipped
models do not see some of them: on these `dpkit eval --data` measures them. `--measure` leaves the shipped model alone,
trains one that does not see one block in five, and measures it there, the tagger alone and with all layers around it;
with `--leave-out` it sees nothing of a whole source and is measured on all of that, as on texts of a kind that nobody
annotated.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pycrfsuite

from dpkit.evaluation.sentences import (
    HELD_OUT,
    MEASURED,
    SUFFIX,
    Sentence,
    Spans,
    figures,
    found_by_layers,
    found_by_tagger,
    read_sentences,
    split,
)
from dpkit.extract.crf_features import features_of
from dpkit.extract.crf_model import LABELS, tag_with
from dpkit.extract.crf_scores import Field
from dpkit.extract.crf_tokens import word_spans
from dpkit.extract.crf_weights import read_weights
from dpkit.model import TaggedSpan
from dpkit.seams import Tagger

MODELS = Path(__file__).parent.parent / "src" / "dpkit" / "extract" / "models"
SETTINGS = {
    "en": {"c1": 0.15, "c2": 0.1, "max_iterations": 150, "feature.minfreq": 1},
    "kk": {"c1": 0.05, "c2": 0.05, "max_iterations": 150, "feature.minfreq": 1},
}
TELLS_ENDS = frozenset({"en"})
"""Languages whose labels tell the last and the only word of a name; 11,167 Kazakh sentences are too few for that."""


class Trained:
    """A model that is measured, in the place of the shipped one."""

    name = "dpkit-crf"
    version = "measured"

    def __init__(self, model: Path, language: str) -> None:
        self.languages: tuple[str, ...] = (language,)
        self._field = Field(read_weights(model.read_bytes()), language)

    def tag(self, texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
        return tag_with(self._field, texts)


def labels_of(words: Sequence[tuple[int, int]], spans: Spans, *, tells_ends: bool = True) -> list[str]:
    """B-, I-, E-, S- or O for each word, without E and S on demand; a word partly in a span belongs to it."""
    labels = ["O"] * len(words)
    for start, end, entity_type in sorted(spans):
        label = LABELS[entity_type]
        inside = [index for index, (a, b) in enumerate(words) if a < end and b > start]
        if len(inside) == 1:
            labels[inside[0]] = f"S-{label}"
        elif inside:
            labels[inside[0]], labels[inside[-1]] = f"B-{label}", f"E-{label}"
            for index in inside[1:-1]:
                labels[index] = f"I-{label}"
    return labels if tells_ends else [label.replace("E-", "I-").replace("S-", "B-") for label in labels]


def train(language: str, sentences: Iterable[Sentence], target: Path, iterations: int | None = None) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(SETTINGS[language] | ({"max_iterations": iterations} if iterations else {}))
    for sentence in sentences:
        words = word_spans(sentence.text)
        if words:
            features = features_of([sentence.text[a:b] for a, b in words], language)
            trainer.append(features, labels_of(words, sentence.spans, tells_ends=language in TELLS_ENDS))
    unfinished = target.with_name(f"{target.name}.part")
    trainer.train(str(unfinished))
    unfinished.replace(target)


def parts_of(sentences: Sequence[Sentence], left_out: str | None) -> tuple[list[Sentence], list[Sentence]]:
    """What a measured model sees, and what it is measured on."""
    if left_out is None:
        return split(sentences, MEASURED)
    unseen = [sentence for sentence in sentences if sentence.source == left_out]
    if not unseen:
        known = ", ".join(sorted({sentence.source for sentence in sentences}))
        raise SystemExit(f"--leave-out {left_out}: there is no such source; one of {known} was expected")
    return [sentence for sentence in sentences if sentence.source != left_out], unseen


def show(language: str, tagger: Tagger, sentences: Sequence[Sentence]) -> None:
    ways: tuple[tuple[str, Callable[[str, str, Tagger], Spans]], ...] = (
        ("tagger alone", found_by_tagger),
        ("all layers", found_by_layers),
    )
    for way, find in ways:
        pairs = [(sentence, find(sentence.text, language, tagger)) for sentence in sentences]
        for figure in figures(language, pairs):
            shares = (100 * value for value in (figure.precision, figure.recall, figure.f_score))
            row = "  ".join(f"{name} {share:5.1f}" for name, share in zip(("P", "R", "F1"), shares, strict=True))
            print(f"{language} {way:12} {figure.label:24} {row}  ({figure.gold:.0f} names)", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--language", choices=sorted(SETTINGS), action="append")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--leave-out", metavar="SOURCE", help="measure on a whole source that training does not see")
    parser.add_argument("--iterations", type=int, help="fewer than the settings say, for a quick look")
    options = parser.parse_args()
    for language in options.language or sorted(SETTINGS):
        path = options.data / f"{language}{SUFFIX}"
        sentences = read_sentences(path.read_bytes(), path.name)
        began = time.process_time()
        if not (options.measure or options.leave_out):
            train(
                language, split(sentences, HELD_OUT[language])[0], MODELS / f"names.{language}.crf", options.iterations
            )
            continue
        seen, unseen = parts_of(sentences, options.leave_out)
        with tempfile.TemporaryDirectory(prefix="dpkit-train-") as folder:
            model = Path(folder) / "model.crf"
            train(language, seen, model, options.iterations)
            print(f"{language}: trained on {len(seen)} sentences in {time.process_time() - began:.0f} CPU seconds")
            show(language, Trained(model, language), unseen)


if __name__ == "__main__":
    main()
