"""Measures attribution on the development split of PolNeAR (evaluation only; it lies beside the repository).

`python benchmarks/polnear.py` prints content overlap, exact spans, and how many of the fully quoted and of the
indirect contents are found with the right speaker. A claim counts as attributed content where its attribution is not
`own`; questions and fragments count as the corpus counts them.
"""

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dpkit.model import Context, Layout, Names, Statements

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "quotes" / "polnear_dev.jsonl.gz"
MARKS = "“”\"'‘’ "

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One attribution of the corpus: content spans and source spans."""

    contents: tuple[Span, ...]
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One attributed claim: its span, the words that name its speaker and those of its attribution cues."""

    span: Span
    speaker_spans: tuple[Span, ...]
    speaker_names: tuple[str, ...]


def score(text: str, gold: Sequence[Gold], found: Sequence[Found], totals: Counter[str]) -> None:
    """Adds one document to the totals: overlap by span and by character, exact spans, and the two kinds of contents."""
    contents = [span for item in gold for span in item.contents]
    totals["found"] += len(found)
    totals["gold"] += len(contents)
    totals["found_hit"] += sum(any(overlaps(item.span, span) for span in contents) for item in found)
    totals["gold_hit"] += sum(any(overlaps(item.span, span) for item in found) for span in contents)
    bare = {trim(text, span) for span in contents}
    totals["exact"] += len(bare & {trim(text, item.span) for item in found})
    gold_chars, found_chars = covered(contents), covered(item.span for item in found)
    totals["gold_chars"] += len(gold_chars)
    totals["found_chars"] += len(found_chars)
    totals["both_chars"] += len(gold_chars & found_chars)
    for item in gold:
        kind = kind_of(text, item.contents)
        if kind == "mixed":
            continue
        totals[f"{kind}_gold"] += 1
        hits = [claim for claim in found if any(overlaps(claim.span, span) for span in item.contents)]
        if hits:
            totals[f"{kind}_hit"] += 1
            if item.sources:
                totals[f"{kind}_sourced"] += 1
                totals[f"{kind}_speaker"] += any(names_source(text, claim, item.sources) for claim in hits)


def misses(row: dict[str, Any], found: Sequence[Found]) -> list[str]:
    """A line for each content that no claim overlaps: its attribution cue, then its words."""
    text = row["text"]
    lines = []
    for item in row["attributions"]:
        cue = " ".join(text[start:end] for start, end in item.get("cue", ()))
        for start, end in item.get("content", ()):
            if not any(overlaps(claim.span, (start, end)) for claim in found):
                lines.append(f"{cue} | {text[start:end][:120]!r}")
    return lines


def names_source(text: str, claim: Found, sources: Sequence[Span]) -> bool:
    """Whether the speaker of a claim is the source: spans overlap, or the speaker's name shares its last word."""
    if any(overlaps(span, source) for span in claim.speaker_spans for source in sources):
        return True
    words = {word.strip(".,’'") for start, end in sources for word in text[start:end].split()}
    return any(name.split()[-1] in words for name in claim.speaker_names if name)


def overlaps(first: Span, second: Span) -> bool:
    """Whether two spans share a code point."""
    return first[0] < second[1] and second[0] < first[1]


def covered(spans: Iterable[Span]) -> set[int]:
    """The code points in spans."""
    return {at for start, end in spans for at in range(start, end)}


def trim(text: str, span: Span) -> Span:
    """A span without "that", quotation marks and final punctuation, so that conventions do not decide."""
    start, end = span
    if text[start : start + 5] == "that ":
        start += 5
    while start < end and text[start] in MARKS:
        start += 1
    while start < end and text[end - 1] in MARKS + ".,!?;":
        end -= 1
    return start, end


def kind_of(text: str, contents: Sequence[Span]) -> str:
    """`quoted` where all stands in quotation marks, `indirect` where no mark stands in it, else `mixed`."""
    joined = [text[start:end].strip() for start, end in contents]
    if all(part[:1] in "“\"'‘" and part[-1:] in "”\"'’" and len(part) > 2 for part in joined):
        return "quoted"
    return "mixed" if any(sign in part for part in joined for sign in '“”"') else "indirect"


def read_gold() -> list[dict[str, Any]]:
    """The documents of the development split."""
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def gold_of(row: dict[str, Any]) -> list[Gold]:
    """The attributions of a row."""
    return [
        Gold(
            contents=tuple((start, end) for start, end in item.get("content", ())),
            sources=tuple((start, end) for start, end in item.get("source", ())),
        )
        for item in row["attributions"]
        if item.get("content")
    ]


def found_of(statements: Statements, names: Names) -> list[Found]:
    """The attributed claims, with where and how their speakers are named."""
    known = {entity.entity_id: entity.name for entity in names.entities}
    cues: dict[int, list[Span]] = {}
    for cue in statements.cues:
        if cue.kind == "attribution":
            cues.setdefault(cue.claim, []).append((cue.start, cue.end))
    found: list[Found] = []
    for number, claim in enumerate(statements.claims):
        if claim.attribution == "own":
            continue
        spans = list(cues.get(number, ()))
        if claim.speaker_mention is not None:
            mention = names.mentions[claim.speaker_mention]
            spans.append((mention.start, mention.end))
        found.append(
            Found(
                span=(claim.start, claim.end),
                speaker_spans=tuple(spans),
                speaker_names=(known.get(claim.speaker_id or "", ""),),
            )
        )
    return found


def statements_of(text: str) -> tuple[Layout, Names, Statements]:
    """A news text read as dpkit reads one."""
    from dpkit.extract.names import name_document
    from dpkit.extract.statements import read_statements
    from dpkit.extract.tagger import built_in
    from dpkit.model import Authority, ByteMap, Reading
    from dpkit.text.boilerplate import default_rules
    from dpkit.text.layout import lay_out

    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    layout = lay_out(reading, language="en", publisher=None, title=None, boilerplate=default_rules())
    context = Context(document_id="news", document_type="other", language="en")
    names = name_document(layout, context, Authority(), built_in())
    return layout, names, read_statements(layout, names, context)


def report(totals: Counter[str]) -> str:
    """The figures, in per cent."""
    lines = []
    for label, hit_p, all_p, hit_r, all_r in (
        ("content overlap (spans)", "found_hit", "found", "gold_hit", "gold"),
        ("content overlap (characters)", "both_chars", "found_chars", "both_chars", "gold_chars"),
        ("exact spans", "exact", "found", "exact", "gold"),
    ):
        precision, recall = share(totals, hit_p, all_p), share(totals, hit_r, all_r)
        f_score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        lines.append(f"{label:30} P {precision:5.1f}  R {recall:5.1f}  F {f_score:5.1f}")
    lines.extend(
        f"{kind + ' contents':30} found {share(totals, kind + '_hit', kind + '_gold'):5.1f}"
        f"  speaker right {share(totals, kind + '_speaker', kind + '_sourced'):5.1f}  of {totals[kind + '_gold']}"
        for kind in ("quoted", "indirect")
    )
    return "\n".join(lines)


def share(totals: Counter[str], part: str, whole: str) -> float:
    """A percentage; 0 of nothing is 0."""
    return 100 * totals[part] / totals[whole] if totals[whole] else 0.0


def main() -> int:
    """Prints the figures; 2 where the corpus is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--misses", action="store_true", help="list the contents that no claim overlaps, with their cues"
    )
    options = parser.parse_args()
    if not DATA.exists():
        print(f"{DATA.name}: not found beside the repository", file=sys.stderr)
        return 2
    totals: Counter[str] = Counter()
    begun = time.perf_counter()
    rows = read_gold()
    for row in rows:
        _, names, statements = statements_of(row["text"])
        found = found_of(statements, names)
        score(row["text"], gold_of(row), found, totals)
        if options.misses:
            print("\n".join(misses(row, found)))
    print(report(totals))
    print(f"{len(rows)} documents in {time.perf_counter() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
