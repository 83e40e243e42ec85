"""Ids through time: which ids of the last release are gone, and which row of today each of them leads to.

A row whose words or bounds changed has another content id. It is the same thing all the same where it stands on the
same place of the same document: old spans are carried into the new text (`alignment`), and the row of the same table
and kind that covers most of the same code points, at least half of both together, is the former row's present self.
A row that was joined with others or split, and kept half of its words, leads to the one that holds most of them.
Entities are paired by their mentions, documents by their raw bytes, other rows by what they say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from dpkit.model import Redirect, RedirectCause
from dpkit.package.alignment import Alignment, Span, align

MIN_OVERLAP = 0.5
"""Share of the code points that two rows must have in common: of both together, else of the former row."""
SPAN_TABLES = ("paragraphs", "claims", "mentions", "cues", "quantities", "dates")
MEANING_TABLES = ("documents", "entities", "paragraphs", "claims")
"""Tables whose ids people cite: only a person may decide that nothing takes the place of such a row."""

Row = Mapping[str, object]
Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """What became of ids: `paired` lead to rows of today; `retired` annotate and may go; `open` wait for a decision.

    `open` leads a table to its ids. All are sorted.
    """

    paired: tuple[Redirect, ...]
    retired: tuple[Redirect, ...]
    open: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Pairing:
    """The rows that only one side has, by table, and the pairs found so far."""

    gone: Mapping[str, Sequence[Row]]
    come: Mapping[str, Sequence[Row]]
    pairs: dict[str, str] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)


def continue_ids(old: Tables, new: Tables, known: Mapping[str, str | None]) -> Continuity:
    """What became of every id of `old` that `new` does not have; `known` are the redirects that there are already.

    The rows of a document, paragraph or claim that is known to be gone for good need no word of their own.
    """
    pairing = _Pairing(
        gone=_missing(old, new),
        come=_missing(new, old),
        pairs={gone: now for gone, now in known.items() if now is not None},
    )
    _pair_documents(pairing)
    _pair_spans(pairing, old, new)
    _pair_entities(pairing, old, new)
    _pair_by_facts(pairing, "aliases", ("entity_id", "text", "language", "document_id"))
    _pair_by_facts(pairing, "sources", ("document_id", "relation", "url", "link_text"))
    _pair_by_facts(pairing, "sources", ("document_id", "relation", "url"))
    _pair_by_facts(pairing, "sources", ("document_id", "relation", "link_text"))
    return _sorted_out(pairing, known)


def _missing(one: Tables, other: Tables) -> Mapping[str, Sequence[Row]]:
    """The rows of `one` whose id `other` does not have, by table."""
    missing: dict[str, Sequence[Row]] = {}
    for name, table in one.items():
        key = table.column_names[0]
        frame = _frame(table)
        if name in other:
            frame = frame.join(_frame(other[name].select([key])), on=key, how="anti")
        missing[name] = frame.to_dicts()
    return missing


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _pair_documents(pairing: _Pairing) -> None:
    """A document that a person renamed has the same raw bytes, or at least the same text or file."""
    for column in ("raw_sha256", "text_sha256", "raw_path"):
        come: dict[object, list[str]] = {}
        taken = set(pairing.pairs.values())
        for row in pairing.come.get("documents", ()):
            if row["document_id"] not in taken:
                come.setdefault((row[column], row["raw_locator"]), []).append(str(row["document_id"]))
        for row in pairing.gone.get("documents", ()):
            found = come.get((row[column], row["raw_locator"]), [])
            if row["document_id"] not in pairing.pairs and len(found) == 1:
                pairing.pairs[str(row["document_id"])] = found.pop()


def _pair_spans(pairing: _Pairing, old: Tables, new: Tables) -> None:
    touched = {str(row["document_id"]) for name in SPAN_TABLES for row in pairing.gone.get(name, ())}
    alignments = _alignments(old, new, {document: pairing.pairs.get(document, document) for document in touched})
    for name in SPAN_TABLES:
        come: dict[tuple[object, object], list[Row]] = {}
        for row in pairing.come.get(name, ()):
            come.setdefault((row["document_id"], row.get("kind")), []).append(row)
        gone: dict[tuple[str, object], list[Row]] = {}
        for row in pairing.gone.get(name, ()):
            if _key(row) not in pairing.pairs:
                gone.setdefault((str(row["document_id"]), row.get("kind")), []).append(row)
        for (document, kind), rows in gone.items():
            now = pairing.pairs.get(document, document)
            if document in alignments and (now, kind) in come:
                pairing.pairs.update(_overlapping(rows, come[now, kind], alignments[document]))


def _alignments(old: Tables, new: Tables, documents: Mapping[str, str]) -> Mapping[str, Alignment]:
    """For each former document its alignment with what it is now; none where a text is not there."""
    if not {"documents", "paragraphs"} <= old.keys() & new.keys():
        return {}
    before, after = _texts(old, documents.keys()), _texts(new, documents.values())
    blocks, later = _blocks(old, documents.keys()), _blocks(new, documents.values())
    return {
        document: align(before[document], after[now], blocks.get(document, []), later.get(now, []))
        for document, now in documents.items()
        if document in before and now in after
    }


def _texts(tables: Tables, documents: Iterable[str]) -> Mapping[str, str]:
    frame = _frame(tables["documents"].select(["document_id", "text"]))
    wanted = frame.filter(pl.col("document_id").is_in(list(documents)) & pl.col("text").is_not_null())
    return {str(document): str(text) for document, text in wanted.iter_rows()}


def _blocks(tables: Tables, documents: Iterable[str]) -> Mapping[str, list[Span]]:
    frame = _frame(tables["paragraphs"].select(["document_id", "start_char", "end_char"]))
    found: dict[str, list[Span]] = {}
    for document, start, end in frame.filter(pl.col("document_id").is_in(list(documents))).iter_rows():
        found.setdefault(document, []).append((start, end))
    return found


def _overlapping(gone: Sequence[Row], come: Sequence[Row], alignment: Alignment) -> Iterator[tuple[str, str]]:
    """Former rows and rows of today that cover the same words: the best fits first, each once, then parts of more."""
    starts = sorted(range(len(come)), key=lambda index: _span(come[index]))
    fits = sorted(
        (-fit.of_both, -fit.of_former, number, fit.row)
        for number, row in enumerate(gone)
        for fit in _fits(_span(row), come, starts, alignment)
    )
    found: dict[int, int] = {}
    used: set[int] = set()
    for of_both, _, number, index in fits:
        if -of_both >= MIN_OVERLAP and number not in found and index not in used:
            found[number] = index
            used.add(index)
    kept: dict[int, float] = dict.fromkeys(range(len(gone)), 0.0)
    for _, of_former, number, _ in fits:
        kept[number] -= of_former
    for _, _, number, index in sorted(fits, key=lambda fit: fit[1]):
        if kept[number] >= MIN_OVERLAP:
            found.setdefault(number, index)
    for number, index in found.items():
        yield _key(gone[number]), _key(come[index])


class _Fit(NamedTuple):
    """The share of the code points of a former row and one of today, and of the former row, that both have."""

    row: int
    of_both: float
    of_former: float


def _fits(span: Span, come: Sequence[Row], order: Sequence[int], alignment: Alignment) -> Iterator[_Fit]:
    images = list(alignment.images(span))
    if not images:
        return
    first, last = min(images)[0], max(end for _, end in images)
    length = span[1] - span[0]
    for index in order:
        start, end = _span(come[index])
        if start >= last:
            return
        common = sum(max(0, min(end, stop) - max(start, begin)) for begin, stop in images) if end > first else 0
        if common:
            yield _Fit(index, common / (length + end - start - common), common / length)


def _key(row: Row) -> str:
    return str(next(iter(row.values())))


def _span(row: Row) -> Span:
    start, end = row["start_char"], row["end_char"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    return start, end


def _pair_entities(pairing: _Pairing, old: Tables, new: Tables) -> None:
    """An entity is now what most of its mentions name; where that was there before, the two were merged."""
    gone = {_key(row) for row in pairing.gone.get("entities", ())} - pairing.pairs.keys()
    if not gone or not {"mentions"} <= old.keys() & new.keys():
        return
    names = ["mention_id", "entity_id", "text"]
    today = {mention: (entity, text) for mention, entity, text in _frame(new["mentions"].select(names)).iter_rows()}
    votes: dict[str, Counter[str]] = {}
    totals: Counter[str] = Counter()
    for mention, entity, text in _frame(old["mentions"].select(names)).iter_rows():
        if entity in gone:
            totals[entity] += 1
            target, words = today.get(mention) or today.get(pairing.pairs.get(mention, ""), (None, None))
            if target is not None and _share_a_word(text, words):
                votes.setdefault(entity, Counter())[target] += 1
    before = set(old["entities"].column("entity_id").to_pylist())
    for entity, found in votes.items():
        (target, count), *_ = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if count >= MIN_OVERLAP * totals[entity]:
            pairing.pairs[entity] = target
            if target in before:
                pairing.merged.add(entity)


def _share_a_word(one: str | None, other: str | None) -> bool:
    """Is another name in the same place a form of the old one? Where words are withheld nobody can say no."""
    if one is None or other is None:
        return True
    return not set(one.casefold().split()).isdisjoint(other.casefold().split())


def _pair_by_facts(pairing: _Pairing, table: str, columns: Sequence[str]) -> None:
    """Rows without a span of their own that say the same, ids of what they belong to carried forward."""
    taken = set(pairing.pairs.values())
    come: dict[tuple[object, ...], list[str]] = {}
    for row in pairing.come.get(table, ()):
        key = _key(row)
        if key not in taken:
            come.setdefault(tuple(row[column] for column in columns), []).append(key)
    for row in pairing.gone.get(table, ()):
        key = _key(row)
        facts = tuple(pairing.pairs.get(str(row[column]), row[column]) for column in columns)
        if key not in pairing.pairs and come.get(facts):
            pairing.pairs[key] = come[facts].pop(0)


def _sorted_out(pairing: _Pairing, known: Mapping[str, str | None]) -> Continuity:
    paired: list[Redirect] = []
    retired: list[Redirect] = []
    waiting: dict[str, tuple[str, ...]] = {}
    dead = {old for old, new in known.items() if new is None}
    orphans = _orphans(pairing, dead)
    for table, rows in pairing.gone.items():
        left = []
        for row in rows:
            key = _key(row)
            if key in known:
                continue
            if key in pairing.pairs:
                paired.append(Redirect(old_id=key, new_id=pairing.pairs[key], cause=_cause(pairing, table, key)))
            elif table not in MEANING_TABLES or key in orphans or _belongs(row, dead):
                retired.append(Redirect(old_id=key, new_id=None, cause="retired"))
            else:
                left.append(key)
        if left:
            waiting[table] = tuple(sorted(left))
    order = attrgetter("old_id")
    return Continuity(paired=tuple(sorted(paired, key=order)), retired=tuple(sorted(retired, key=order)), open=waiting)


def _cause(pairing: _Pairing, table: str, key: str) -> RedirectCause:
    if key in pairing.merged:
        return "merged"
    return "rewritten" if table in SPAN_TABLES else "renamed"


def _belongs(row: Row, dead: set[str]) -> bool:
    """Does a row belong to a document, paragraph or claim that is gone for good?"""
    return any(row.get(column) in dead for column in ("document_id", "paragraph_id", "claim_id"))


def _orphans(pairing: _Pairing, dead: set[str]) -> set[str]:
    """Entities that nothing named but what is gone for good."""
    named: dict[str, bool] = {}
    for table, columns in (("mentions", ("entity_id",)), ("documents", ("issuer_id", "publisher_id"))):
        for row in pairing.gone.get(table, ()):
            for entity in (str(row[column]) for column in columns if row[column] is not None):
                named[entity] = named.get(entity, True) and _belongs(row, dead)
    return {entity for entity, is_orphan in named.items() if is_orphan}
