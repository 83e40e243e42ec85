"""Ids against content: every content id is computed anew from what its row is."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import polars as pl

from dpkit.ids import context
from dpkit.tables.identity import (
    PREFIXES,
    Identity,
    alias_identity,
    ids,
    source_identity,
    span_identity,
    words_identity,
)
from dpkit.validate.faults import Fault, shown

Frames = Mapping[str, pl.DataFrame]
Keyed = Iterable[tuple[str, Identity]]


def content_id_faults(frames: Frames) -> Iterator[Fault]:
    """Rows whose id does not follow from their content (DP309); rows without words cannot be checked."""
    for table, keyed in _IDENTITIES.items():
        needed = {table} | ({"documents", "paragraphs"} if keyed is _spans else set())
        if needed <= frames.keys():
            yield from _wrong_ids(table, keyed(frames, table))


def _wrong_ids(table: str, keyed: Keyed) -> Iterator[Fault]:
    rows = list(keyed)
    for (key, _), expected in zip(rows, ids(PREFIXES[table], (identity for _, identity in rows)), strict=True):
        if key != expected:
            message = f"{table} {shown(key)}: the id does not follow from the row's content; expected {expected}"
            yield Fault(code="DP309", table=table, key=key, message=message)


def _words(frames: Frames, table: str) -> Iterator[tuple[str, Identity]]:
    rows = frames[table].sort("position", maintain_order=True).select(pl.first(), "document_id", "text").drop_nulls()
    for key, document_id, text in rows.iter_rows():
        yield key, words_identity(document_id, text)


def _spans(frames: Frames, table: str) -> Iterator[tuple[str, Identity]]:
    """The identities of spans, in order of position; the words around them come from the document's text."""
    texts: dict[str, str | None] = dict(frames["documents"].select("document_id", "text").iter_rows())
    kinds = [] if table == "dates" else ["kind"]
    kind = pl.lit(None, pl.String).alias("kind") if table == "dates" else pl.col("kind")
    columns = (pl.first().alias("key"), "document_id", "start_char", "end_char", kind, "text", "low", "high")
    spans = _with_paragraph(frames, table).sort("start_char", "end_char", *kinds, maintain_order=True)
    for key, document_id, start, end, sort, words, low, high in spans.select(columns).iter_rows():
        text = texts.get(document_id)
        if text is not None and words is not None and low is not None and high is not None:
            yield key, span_identity(document_id, sort, words, context(text, start, end, low, high))


def _with_paragraph(frames: Frames, table: str) -> pl.DataFrame:
    """Span rows with the bounds of their paragraph; a cue names none, so it is the one in which it starts."""
    low, high = pl.col("start_char").alias("low"), pl.col("end_char").alias("high")
    frame = frames[table].drop_nulls(["document_id", "start_char", "end_char"])
    if table != "cues":
        return frame.join(
            frames["paragraphs"].select("paragraph_id", low, high), on="paragraph_id", how="left", maintain_order="left"
        )
    paragraphs = frames["paragraphs"].select("document_id", low, high).drop_nulls()
    return frame.sort("start_char", maintain_order=True).join_asof(
        paragraphs.sort("low"), left_on="start_char", right_on="low", by="document_id", check_sortedness=False
    )


def _sources(frames: Frames, table: str) -> Iterator[tuple[str, Identity]]:
    rows = frames[table].select("source_id", "document_id", "relation", "url", "link_text")
    for key, document_id, relation, url, link_text in rows.iter_rows():
        if url is not None or link_text is not None:
            yield key, source_identity(document_id, relation, url, link_text)


def _aliases(frames: Frames, table: str) -> Iterator[tuple[str, Identity]]:
    for key, *parts in (
        frames[table].select("alias_id", "entity_id", "text", "kind", "language", "document_id").iter_rows()
    ):
        if parts[1] is not None:  # an edition may have to withhold the form
            yield key, alias_identity(*parts)


_IDENTITIES: dict[str, Callable[[Frames, str], Iterator[tuple[str, Identity]]]] = {
    "sources": _sources,
    "paragraphs": _words,
    "aliases": _aliases,
    "mentions": _spans,
    "claims": _words,
    "cues": _spans,
    "quantities": _spans,
    "dates": _spans,
}
