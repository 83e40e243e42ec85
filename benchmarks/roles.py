"""How well paragraph roles, boilerplate, quotation groups and their speakers are found, against gold made by reading.

    python benchmarks/roles.py [--errors]

The gold (`evaluation/text/gold.jsonl`, see its README) holds ids, offsets and short anchors; the texts themselves stand
beside the repository in ../shared. Exits with 2 where they are not there.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dpkit.extract.names import name_document
from dpkit.extract.statements import read_statements
from dpkit.extract.tagger import built_in
from dpkit.model import Authority, ByteMap, Context, Layout, Reading
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "evaluation" / "text" / "gold.jsonl"
TEXTS = ROOT.parent / "shared" / "data" / "statements"
SHOWN_CHARS = 60

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What dpkit finds in one document; `speakers` holds a name or None for each outermost quotation."""

    layout: Layout
    speakers: dict[tuple[int, int], str | None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="print each difference")
    options = parser.parse_args()
    if not TEXTS.is_dir():
        print(f"{TEXTS.name}: the texts are not beside the repository", file=sys.stderr)
        return 2
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    texts = read_texts({row["source"] for row in gold})
    for part in ("development", "held"):
        rows = [row for row in gold if row["part"] == part]
        print("\n".join(measured(part, rows, texts, options.errors)))
    return 0


def measured(part: str, rows: Sequence[Row], texts: Mapping[str, Row], shows_errors: bool) -> Iterator[str]:
    """The figures of one part of the gold, after its errors where they are wanted."""
    totals: Counter[str] = Counter()
    roles: Counter[tuple[str, str]] = Counter()
    for row in rows:
        text = texts[row["id"]]
        found = read(text)
        errors = [
            *compare_roles(row, found.layout, totals, roles),
            *compare_quotations(row, text["text"], found, totals),
        ]
        yield from (f"{row['id']} {error}" for error in errors if shows_errors)
    yield f"{part}: {len(rows)} documents, {totals['paragraphs']} paragraphs, {totals['gold']} quotations"
    yield from report(totals, roles)


def read_texts(sources: set[str]) -> dict[str, Row]:
    texts: dict[str, Row] = {}
    for source in sorted(sources):
        with gzip.open(TEXTS / f"{source}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts.update((row["id"], row) for row in map(json.loads, lines))
    return texts


def read(row: Row) -> Read:
    """A document as dpkit reads one whose title and publisher are known; its language is not."""
    reading = Reading(text=row["text"], byte_map=ByteMap(), reader="plain", media_type="text/plain", encoding="utf-8")
    facts = {"publisher": row.get("publisher"), "title": row.get("title")}
    layout = lay_out(reading, language=None, boilerplate=default_rules(), **facts)
    context = Context(
        document_id=row["id"], document_type="statement", language=layout.language, issuer=row.get("author"), **facts
    )
    names = name_document(layout, context, Authority(), built_in())
    known = {entity.entity_id: entity.name for entity in names.entities}
    speakers: dict[tuple[int, int], str | None] = {}
    for claim in read_statements(layout, names, context).claims:
        if claim.quotation is not None:
            one = outermost(layout, claim.quotation)
            speakers.setdefault(one, known.get(claim.speaker_id or ""))
    return Read(layout=layout, speakers=speakers)


def outermost(layout: Layout, index: int) -> tuple[int, int]:
    while layout.quotations[index].depth:
        index -= 1
    return layout.quotations[index].start, layout.quotations[index].end


def compare_roles(row: Row, layout: Layout, totals: Counter[str], roles: Counter[tuple[str, str]]) -> Iterator[str]:
    """Counts pairs of gold and found role; a gold paragraph that is cut otherwise has the role "split"."""
    found = {(one.start, one.end): one for one in layout.paragraphs}
    for start, end, role, *_ in row["paragraphs"]:
        totals["paragraphs"] += 1
        one = found.get((start, end))
        roles[role, one.role if one else "split"] += 1
        if one is None or one.role != role:
            words = layout.text[start : min(end, start + SHOWN_CHARS)]
            yield f"role: {role} expected, {one.rule if one else 'split'} found: {words!r}"


def compare_quotations(row: Row, text: str, found: Read, totals: Counter[str]) -> Iterator[str]:
    """Counts exact quotations and, of those with a speaker in the gold, the right, wrong and missing ones."""
    gold = {(start, end): speaker for start, end, speaker in row["quotations"]}
    outer = {(one.start, one.end) for one in found.layout.quotations if one.depth == 0}
    totals["gold"] += len(gold)
    totals["found"] += len(outer)
    totals["exact"] += len(gold.keys() & outer)
    totals["overlap"] += sum(any(a < end and start < b for a, b in outer) for start, end in gold)
    for start, end in sorted(gold.keys() - outer):
        yield f"quotation missing: {shown(text, start, end)}"
    for start, end in sorted(outer - gold.keys()):
        yield f"quotation wrong: {shown(text, start, end)}"
    for span, speaker in gold.items():
        if speaker is None or span not in outer:
            continue
        totals["spoken"] += 1
        name = found.speakers.get(span)
        totals["named"] += name is not None
        if is_same_name(name, speaker):
            totals["right"] += 1
        else:
            yield f"speaker: {speaker} expected, {name} found: {shown(text, *span)}"


def is_same_name(found: str | None, gold: str) -> bool:
    """Whether a found name is the gold one, written shorter or longer: the last words agree."""
    words = gold.casefold().split()
    return found is not None and (words[-1] in found.casefold().split() or found.casefold() in gold.casefold())


def shown(text: str, start: int, end: int) -> str:
    return repr(text[start : start + SHOWN_CHARS // 2] + " … " + text[max(start, end - SHOWN_CHARS // 2) : end])


def report(totals: Counter[str], roles: Counter[tuple[str, str]]) -> Iterator[str]:
    names = sorted({gold for gold, _ in roles} | {found for _, found in roles if found != "split"})
    for name in names:
        right = roles[name, name]
        gold = sum(count for (one, _), count in roles.items() if one == name)
        found = sum(count for (_, one), count in roles.items() if one == name)
        yield line(name, right, found, gold)
    flagged = ("boilerplate", "source_link")
    right = sum(count for (one, other), count in roles.items() if one in flagged and other in flagged)
    yield line(
        "statement or not",
        right,
        sum(count for (_, other), count in roles.items() if other in flagged),
        sum(count for (one, _), count in roles.items() if one in flagged),
    )
    yield line("quotations, exact", totals["exact"], totals["found"], totals["gold"])
    yield f"{'quotations, overlapping':24} R {share(totals['overlap'], totals['gold'])}"
    yield line("speakers of quotations", totals["right"], totals["named"], totals["spoken"])


def line(name: str, right: int, found: int, gold: int) -> str:
    return f"{name:24} P {share(right, found)}  R {share(right, gold)}  of {gold}"


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f}" if whole else "    –"


if __name__ == "__main__":
    sys.exit(main())
