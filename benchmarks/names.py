"""Words per second of names in one process: dictionaries and tagger, the tagger alone, and spaCy beside them.

    python benchmarks/names.py --data FILE.jsonl.gz [--documents 300]

FILE holds rows with `text`. The first half of the documents warms each way up; the later half is dealt out among the
ways, so that none is timed on sentences that another has read before. spaCy is measured where it is
installed: tokenizer, tok2vec and `ner` of the same three labels, as `spacy.blank("en")` makes them. The weights of that
pipeline are not trained: they say what such a pipeline costs, nothing of what it would find.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dpkit.extract.crf_tokens import word_spans
from dpkit.extract.names import name_document
from dpkit.extract.tagger import built_in
from dpkit.model import Authority, ByteMap, Context, Layout, Reading
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out

LABELS = ("PERSON", "ORG", "LOC")
NOBODY = Authority()


def main() -> None:
    options = arguments()
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines][: options.documents]
    layouts = [layout_of(text) for text in texts]
    warm, timed = layouts[: len(layouts) // 2], layouts[len(layouts) // 2 :]
    tagger = built_in()
    ways: list[tuple[str, Callable[[Layout], object]]] = [
        ("layers (a) and (b), resolved", lambda layout: name_document(layout, context(), NOBODY, tagger)),
        ("dictionaries and patterns alone", lambda layout: name_document(layout, context(), NOBODY, None)),
        ("tagger alone", lambda layout: tagger.tag(paragraphs_of(layout), "en")),
    ]
    if find_spec("spacy") is not None:
        pipeline = spacy_pipeline()
        ways.append(("spaCy: tokenizer, tok2vec, ner", lambda layout: list(pipeline.pipe(paragraphs_of(layout)))))
    for place, (name, way) in enumerate(ways):
        mine = timed[place :: len(ways)]
        words = sum(len(word_spans(layout.text)) for layout in mine)
        print(f"{name:34} {words / timed_seconds(way, warm, mine):>9,.0f} words/s on {words:,} words")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=300)
    return parser.parse_args()


def timed_seconds(way: Callable[[Layout], object], warm: Sequence[Layout], timed: Sequence[Layout]) -> float:
    """CPU seconds of this process, so that others on the machine count little."""
    for layout in warm:
        way(layout)
    began = time.process_time()
    for layout in timed:
        way(layout)
    return time.process_time() - began


def layout_of(text: str) -> Layout:
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    return lay_out(reading, language="en", publisher=None, title=None, boilerplate=default_rules())


def context() -> Context:
    return Context(document_id="document", document_type="statement", language="en")


def paragraphs_of(layout: Layout) -> list[str]:
    return [layout.text[paragraph.start : paragraph.end] for paragraph in layout.paragraphs]


def spacy_pipeline() -> Any:
    spacy = import_module("spacy")
    pipeline = spacy.blank("en")
    names = pipeline.add_pipe("ner")
    for label in LABELS:
        names.add_label(label)
    pipeline.initialize()
    return pipeline


if __name__ == "__main__":
    main()
