"""How well pages are read: body F1 against trafilatura on the same pages, facts found, text conserved, and speed.

    python benchmarks/pages.py [--show] [--repeat 3]

Body F1 is that of the article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark): precision and
recall over the multisets of four-word shingles, averaged over pages. Pages come from ../shared/data/html.
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

from selectolax.lexbor import LexborHTMLParser
from trafilatura import bare_extraction

from dpkit.model import Facts, Reading, Record
from dpkit.readers import reader_named

PAGES = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "html"
TOKEN = re.compile(r"\w+", re.UNICODE)
SHINGLE = 4
NOT_SHOWN = "script, style, template, noscript, iframe, head, datalist, svg title, svg desc, [hidden]"
HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="F1 of every page")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    if not PAGES.is_dir():
        print(f"{PAGES}: not there; nothing measured")
        return 0
    pages = {path.name: read_page(path) for path in sorted(PAGES.iterdir()) if ".html" in path.name}
    gold = json.loads((PAGES / "zyte_gold.json").read_text(encoding="utf-8"))
    readings = {name: read(data) for name, data in pages.items()}
    bodies(readings, pages, gold, show=options.show)
    facts(readings)
    conservation(readings, pages)
    print(f"spans whose bytes do not hold their words: {sum(map(bad_spans, readings.values(), pages.values()))}")
    speed(list(pages.values()), options.repeat)
    return 0


def read_page(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def read(data: bytes) -> Reading:
    return reader_named("html").read(Record(locator=None, offset=0, data=data), Facts())


def statement(reading: Reading) -> str:
    return "\n".join(reading.text[b.start : b.end] for b in reading.blocks if b.role not in ("boilerplate", "title"))


def bodies(
    readings: Mapping[str, Reading], pages: Mapping[str, bytes], gold: Mapping[str, dict[str, str]], *, show: bool
) -> None:
    ours, theirs = [], []
    for name, reading in readings.items():
        if name not in gold:
            continue
        wanted = gold[name]["articleBody"]
        document = bare_extraction(pages[name].decode(reading.encoding or "utf-8", "replace"), with_metadata=True)
        ours.append(score(wanted, statement(reading)))
        theirs.append(score(wanted, document.text if document else ""))
        if show:
            print(f"  {ours[-1][2]:.3f} {theirs[-1][2]:.3f} {name}")
    for label, scores in (("dpkit", ours), ("trafilatura", theirs)):
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


def facts(readings: Mapping[str, Reading]) -> None:
    stated = [reading.facts for reading in readings.values() if reading.facts is not None]
    for name in ("title", "published_on", "publisher", "language"):
        print(f"pages with {name}: {sum(bool(getattr(each, name)) for each in stated)} of {len(readings)}")
    print(f"pages with a canonical or announced link: {sum(bool(reading.links) for reading in readings.values())}")


def conservation(readings: Mapping[str, Reading], pages: Mapping[str, bytes]) -> None:
    """Words that an independent parser shows and our text lacks."""
    missing = total = 0
    for name, reading in readings.items():
        tree = LexborHTMLParser(pages[name].decode(reading.encoding or "utf-8", "replace"))
        for node in tree.css(NOT_SHOWN):
            node.decompose()
        for node in tree.css("[style]"):
            if HIDING.search(node.attributes.get("style") or ""):
                node.decompose()
        body = tree.body
        shown = Counter(TOKEN.findall(body.text(separator=" ") if body else ""))
        kept = Counter(TOKEN.findall(reading.text))
        joined = re.sub(r"\W+", "", reading.text)
        lost = [word for word in (shown - kept) if word not in joined]
        missing += len(lost)
        total += sum(shown.values())
        if lost:
            print(f"  not in our text of {name}: {lost[:8]}")
    print(f"conservation: {missing} of {total} shown words missing")


def bad_spans(reading: Reading, data: bytes) -> int:
    """Of two hundred single words, those whose bytes do not decode to them (references and tags within left out)."""
    chance = random.Random(3)
    words = [match.span() for match in TOKEN.finditer(reading.text)]
    bad = 0
    for start, end in chance.sample(words, min(200, len(words))):
        first, last = reading.byte_map.bytes_of(start, end)
        raw = data[first:last].decode(reading.encoding or "utf-8", "replace")
        bad += "&" not in raw and "<" not in raw and raw != reading.text[start:end]
    return bad


def speed(pages: list[bytes], repeat: int) -> None:
    sources = [page.decode("utf-8", "replace") for page in pages]
    ours = min(seconds(lambda: [read(page) for page in pages]) for _ in range(repeat))
    theirs = min(
        seconds(lambda: [bare_extraction(source, with_metadata=True) for source in sources]) for _ in range(repeat)
    )
    print(f"{len(pages) / ours:.1f} pages/s; bare_extraction(with_metadata=True) {len(pages) / theirs:.1f}; ", end="")
    print(f"ratio of times {ours / theirs:.2f}")


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
