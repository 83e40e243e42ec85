"""Train the name taggers: measured on a part of the data that training does not see, then shipped with all of it.

    python training/train_names.py --data FOLDER [--language en] [--measure]

FOLDER holds `<language>_train.jsonl.gz`. Nothing is drawn at random: of each source every tenth block of 50 sentences,
in file order, is held out, so that sentences of one text mostly stay on one side and every genre is measured. The model
that is measured is thrown away; the one that is shipped is trained with the same settings on everything. `--measure`
leaves the shipped model alone.
"""

import argparse
import gzip
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from dpkit.extract.crf_features import features_of
from dpkit.extract.crf_model import LABELS, tag_with
from dpkit.extract.crf_scores import Field
from dpkit.extract.crf_tokens import word_spans
from dpkit.extract.crf_weights import read_weights

MODELS = Path(__file__).parent.parent / "src" / "dpkit" / "extract" / "models"
BLOCK_SENTENCES = 50
"""About one text; long texts are cut, so that figures are a little too friendly."""
HELD_OUT_BLOCK = 10
SETTINGS = {
    "en": {"c1": 0.15, "c2": 0.1, "max_iterations": 150, "feature.minfreq": 1},
    "kk": {"c1": 0.05, "c2": 0.05, "max_iterations": 150, "feature.minfreq": 1},
}
TELLS_ENDS = frozenset({"en"})
"""Languages whose labels tell the last and the only word of a name; 11,167 Kazakh sentences are too few for that."""

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled sentence."""

    text: str
    spans: tuple[Span, ...]
    source: str


def read_examples(path: Path) -> list[Example]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Example(text=row["text"], spans=tuple((a, b, label) for a, b, label in row["spans"]), source=row["source"])
        for row in rows
    ]


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """What to train on and what to measure on."""
    seen: Counter[str] = Counter()
    train: list[Example] = []
    held_out: list[Example] = []
    for example in examples:
        block = seen[example.source] // BLOCK_SENTENCES
        seen[example.source] += 1
        (held_out if block % HELD_OUT_BLOCK == HELD_OUT_BLOCK // 2 else train).append(example)
    known = {example.text for example in train}
    return train, [example for example in held_out if example.text not in known]


def labels_of(words: Sequence[tuple[int, int]], spans: Iterable[Span], *, tells_ends: bool = True) -> list[str]:
    """B-, I-, E-, S- or O for each word, without E and S on demand; a word partly in a span belongs to it."""
    labels = ["O"] * len(words)
    for start, end, label in spans:
        inside = [index for index, (a, b) in enumerate(words) if a < end and b > start]
        if len(inside) == 1:
            labels[inside[0]] = f"S-{label}"
        elif inside:
            labels[inside[0]], labels[inside[-1]] = f"B-{label}", f"E-{label}"
            for index in inside[1:-1]:
                labels[index] = f"I-{label}"
    return labels if tells_ends else [label.replace("E-", "I-").replace("S-", "B-") for label in labels]


def train(language: str, examples: Sequence[Example], target: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(SETTINGS[language])
    for example in examples:
        words = word_spans(example.text)
        if words:
            features = features_of([example.text[a:b] for a, b in words], language)
            trainer.append(features, labels_of(words, example.spans, tells_ends=language in TELLS_ENDS))
    unfinished = target.with_name(f"{target.name}.part")
    trainer.train(str(unfinished))
    unfinished.replace(target)


def measure(language: str, model: Path, examples: Sequence[Example]) -> dict[str, Counter[str]]:
    """Exact span and label: right, found and gold, by source and by label."""
    counts: dict[str, Counter[str]] = {}
    field = Field(read_weights(model.read_bytes()), language)
    for example in examples:
        gold = set(example.spans)
        (spans,) = tag_with(field, [example.text])
        guess = {(span.start, span.end, LABELS[span.entity_type]) for span in spans}
        for key, members in (("right", gold & guess), ("found", guess), ("gold", gold)):
            for group in ("all", example.source):
                counts.setdefault(group, Counter())[key] += len(members)
            for member in members:
                counts.setdefault(member[2], Counter())[key] += 1
    return counts


def show(counts: dict[str, Counter[str]]) -> None:
    for group, count in sorted(counts.items()):
        precision = 100 * count["right"] / max(count["found"], 1)
        recall = 100 * count["right"] / max(count["gold"], 1)
        f1 = 200 * count["right"] / max(count["found"] + count["gold"], 1)
        print(f"{group:18} P {precision:5.1f}  R {recall:5.1f}  F1 {f1:5.1f}  ({count['gold']} names)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--language", choices=sorted(SETTINGS), action="append")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    for language in options.language or sorted(SETTINGS):
        examples = read_examples(options.data / f"{language}_train.jsonl.gz")
        seen, held_out = split(examples)
        began = time.process_time()
        with tempfile.TemporaryDirectory(prefix="dpkit-train-") as folder:
            train(language, seen, Path(folder) / "model.crf")
            print(f"{language}: trained on {len(seen)} sentences in {time.process_time() - began:.0f} CPU seconds")
            show(measure(language, Path(folder) / "model.crf", held_out))
        if not options.measure:
            train(language, examples, MODELS / f"names.{language}.crf")


if __name__ == "__main__":
    main()
