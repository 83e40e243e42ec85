"""Sentences against the golden cases that pysbd brings, and how many documents of 3 kB they take a second.

    python benchmarks/sentences.py [--cases english_golden_rules.py] [--documents 2000]

`--cases` is the file in the installed package pysbd (`benchmarks/english_golden_rules.py` beside it): nothing of it is
kept here. Without it only the speed is measured. A case counts where every sentence is the same but for white space
at its ends. Exits with 1 where fewer than 29 cases of 30 are right.
"""

import argparse
import runpy
import sys
import time
from pathlib import Path

from corpus import documents
from dpkit.text.sentences import sentence_spans

CHARACTERS = 3_000
LEAST_SHARE = 29 / 30
ROUNDS = 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--documents", type=int, default=2_000)
    options = parser.parse_args()
    print(f"{speed(options.documents):,.0f} documents of {CHARACTERS:,} characters/s (CPU, best of {ROUNDS})")
    if options.cases is None:
        return 0
    (cases,) = [value for name, value in runpy.run_path(str(options.cases)).items() if name.startswith("GOLDEN")]
    wrong = [case for case in cases if sentences(case[0]) != [part.strip() for part in case[1]]]
    for text, _ in wrong:
        print(f"other than pysbd: {text!r} gave {sentences(text)!r}")
    print(f"{len(cases) - len(wrong)} of {len(cases)} golden cases")
    return 0 if len(cases) - len(wrong) >= LEAST_SHARE * len(cases) else 1


def sentences(text: str) -> list[str]:
    """The sentences of one text."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text), "en")]


def speed(count: int) -> float:
    """Documents a second, read paragraph by paragraph."""
    texts = [fitted(text) for _, text in documents(count, 1)]
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for paragraphs in texts:
            for paragraph in paragraphs:
                sentence_spans(paragraph, 0, len(paragraph), "en")
        best = min(best, time.process_time() - begun)
    return len(texts) / best


def fitted(text: str) -> list[str]:
    """The paragraphs of a text, repeated and cut to the size of a document."""
    whole = (text + "\n\n") * (CHARACTERS // (len(text) + 2) + 1)
    return whole[:CHARACTERS].split("\n\n")


if __name__ == "__main__":
    sys.exit(main())
