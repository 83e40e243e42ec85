"""How well pages are read: body F1 against trafilatura on the same pages, facts found, text conserved, and speed.

    python benchmarks/pages.py [--pages FOLDER] [--show] [--repeat 3]

Body F1 is that of the article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark): precision and
recall over the multisets of four-word shingles, averaged over pages. Text is conserved where every word that both of
two independent parsers show is in ours. Pages come from ../shared/data/html; those with an entry in `zyte_gold.json`
beside them are scored.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import html5lib
from selectolax.lexbor import LexborHTMLParser
from trafilatura import bare_extraction
from trafilatura.settings import Document

from dpkit.model import Facts, Reading, Record
from dpkit.readers import reader_named

PAGES = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "html"
TOKEN = re.compile(r"\w+", re.UNICODE)
SHINGLE = 4
NOT_SHOWN = "script, style, template, iframe, noembed, noframes, head, title, datalist, [hidden]"
HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--show", action="store_true", help="F1 of every page")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    folder: Path = options.pages
    if not folder.is_dir():
        print(f"{folder}: not there; nothing measured")
        return 0
    pages = {path.name: read_page(path) for path in sorted(folder.iterdir()) if ".html" in path.name}
    gold_file = folder / "zyte_gold.json"
    gold = json.loads(gold_file.read_text(encoding="utf-8")) if gold_file.exists() else {}
    readings = {name: read(data) for name, data in pages.items()}
    sources = {name: pages[name].decode(each.encoding or "utf-8", "replace") for name, each in readings.items()}
    extracted = {name: bare_extraction(source, with_metadata=True) for name, source in sources.items()}
    bodies(readings, extracted, gold, show=options.show)
    facts(readings, extracted, show=options.show)
    conservation(readings, sources)
    spans(readings, pages)
    speed(pages, sources, options.repeat)
    return 0


def read_page(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def read(data: bytes) -> Reading:
    return reader_named("html").read(Record(locator=None, offset=0, data=data), Facts())


def statement(reading: Reading) -> str:
    return "\n".join(reading.text[b.start : b.end] for b in reading.blocks if b.role not in ("boilerplate", "title"))


def bodies(
    readings: Mapping[str, Reading],
    extracted: Mapping[str, Document | None],
    gold: Mapping[str, dict[str, str]],
    *,
    show: bool,
) -> None:
    ours, theirs = [], []
    for name, reading in readings.items():
        if name not in gold:
            continue
        wanted, document = gold[name]["articleBody"], extracted[name]
        ours.append(score(wanted, statement(reading)))
        theirs.append(score(wanted, document.text or "" if document else ""))
        if show:
            print(f"  {ours[-1][2]:.3f} {theirs[-1][2]:.3f} {name}")
    for label, scores in (("dpkit", ours), ("trafilatura", theirs)):
        if scores:
            precision, recall, _ = (statistics.mean(values) for values in zip(*scores, strict=True))
            both = 2 * precision * recall / (precision + recall)
            print(f"body, {label:<12} P {precision:.3f}  R {recall:.3f}  F1 {both:.3f}")


def score(wanted: str, found: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of shingles on one page."""
    first, second = shingles(wanted), shingles(found)
    both = sum((first & second).values())
    precision = both / max(1, sum(second.values()))
    recall = both / max(1, sum(first.values()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return Counter(zip(*(tokens[shift:] for shift in range(SHINGLE)), strict=False)) or Counter([tuple(tokens)])


def facts(readings: Mapping[str, Reading], extracted: Mapping[str, Document | None], *, show: bool) -> None:
    stated = {name: reading.facts for name, reading in readings.items() if reading.facts is not None}
    for key, other in (("title", "title"), ("published_on", "date"), ("publisher", "sitename"), ("issuer", "author")):
        found = {name: str(value) for name, each in stated.items() if (value := getattr(each, key))}
        same = differs = 0
        for name, value in found.items():
            said = getattr(extracted[name], other, None) or ""
            same += squeezed(said).startswith(squeezed(value))
            if said and not squeezed(said).startswith(squeezed(value)):
                differs += 1
                if show:
                    print(f"  {key} of {name}: {value!r}, trafilatura {said!r}")
        print(f"pages with {key}: {len(found)} of {len(readings)}, {same} as trafilatura has it, {differs} otherwise")
    print(f"pages with language: {sum(bool(each.language) for each in stated.values())} of {len(readings)}")
    for rule in sorted({link.rule for reading in readings.values() for link in reading.links}):
        count = sum(any(link.rule == rule for link in reading.links) for reading in readings.values())
        print(f"pages with a link by {rule}: {count}")


def squeezed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def conservation(readings: Mapping[str, Reading], sources: Mapping[str, str]) -> None:
    """Words that two independent parsers show and our text lacks."""
    missing = total = 0
    for name, reading in readings.items():
        shown = shown_by_lexbor(sources[name]) & shown_by_html5lib(sources[name])
        kept = Counter(TOKEN.findall(reading.text))
        joined = re.sub(r"\W+", "", reading.text)
        lost = [word for word in (shown - kept) if word not in joined]
        missing += len(lost)
        total += sum(shown.values())
        if lost:
            print(f"  not in our text of {name}: {lost[:8]}")
    print(f"conservation: {missing} of {total} shown words missing")


def shown_by_lexbor(source: str) -> Counter[str]:
    tree = LexborHTMLParser(source)
    for node in tree.css(NOT_SHOWN):
        if node.tag not in ("html", "body"):
            node.decompose()
    for node in tree.css("[style]"):
        if HIDING.search(node.attributes.get("style") or "") and node.tag not in ("html", "body"):
            node.decompose()
    return Counter(TOKEN.findall(tree.body.text(separator=" ") if tree.body else ""))


def shown_by_html5lib(source: str) -> Counter[str]:
    skipped = {*NOT_SHOWN.removesuffix(", [hidden]").split(", ")}
    parts: list[str] = []
    waiting: list[Any] = [html5lib.parse(source, namespaceHTMLElements=False)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        waiting.append(node.tail or "")
        if not isinstance(node.tag, str) or node.tag.rpartition("}")[2] in skipped:
            continue
        is_hidden = "hidden" in node.attrib or HIDING.search(node.attrib.get("style", ""))
        if not is_hidden or node.tag in ("html", "body"):
            waiting += reversed((node.text or "", *node))
    return Counter(TOKEN.findall(" ".join(parts)))


def spans(readings: Mapping[str, Reading], pages: Mapping[str, bytes]) -> None:
    """Of random spans, those whose bytes, read as a page of their own, do not show the span's text."""
    chance = random.Random(3)
    bad = total = 0
    for name, reading in readings.items():
        for _ in range(50 if len(reading.text) > 1 else 0):
            start, end = sorted(chance.sample(range(len(reading.text) + 1), 2))
            end = min(end, start + 300)
            first, last = reading.byte_map.bytes_of(start, end)
            raw = pages[name][first:last].decode(reading.encoding or "utf-8")
            total += 1
            if "".join(shown_by_itself(raw).split()) != "".join(reading.text[start:end].split()):
                bad += 1
                print(f"  {name} {start}-{end}: {reading.text[start:end][:60]!r} is not shown by {raw[:60]!r}")
    print(f"spans whose bytes do not show their text: {bad} of {total}")


def shown_by_itself(markup: str) -> str:
    """The text of a piece of a page by the other parser, hidden parts left out."""
    tree = LexborHTMLParser(f"<!doctype html><body>{markup}")
    for node in tree.css(NOT_SHOWN):
        if node.tag not in ("html", "body"):
            node.decompose()
    for node in tree.css("[style]"):
        if HIDING.search(node.attributes.get("style") or "") and node.tag not in ("html", "body"):
            node.decompose()
    return tree.body.text() if tree.body else ""


def speed(pages: Mapping[str, bytes], sources: Mapping[str, str], repeat: int) -> None:
    """Both on each page in turn, the least time of some runs; beside it the mere reading of the same bytes."""
    ours = theirs = 0.0
    for name, data in pages.items():
        runs = [(seconds(lambda: read(data)), seconds(lambda: extract(sources[name]))) for _ in range(repeat)]  # noqa: B023
        ours += min(own for own, _ in runs)
        theirs += min(other for _, other in runs)
    print(f"{len(pages) / ours:.1f} pages/s; bare_extraction(with_metadata=True) {len(pages) / theirs:.1f}; ", end="")
    print(f"ratio of times {ours / theirs:.2f}")


def extract(source: str) -> Document | None:
    document: Document | None = bare_extraction(source, with_metadata=True)
    return document


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
