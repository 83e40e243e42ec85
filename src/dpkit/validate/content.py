"""Ids against content: every content id is computed anew from what its row is.

The ids of a whole table are computed at once, equal rows numbered in their order; those whose words would have to be
normalised first, and wrong ones, are computed one by one. Rows of other documents do not matter: the document (of an
alias the entity) is a part of what a row is.
"""

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from dpkit.ids import CONTEXT_CHARS, content_id
from dpkit.tables.identity import PREFIXES
from dpkit.validate.faults import Fault, shown
from dpkit.validate.quick_ids import has_quick_id, numbers_among_equals
from dpkit.validate.texts import texts_of

Frames = Mapping[str, pl.DataFrame]


def content_id_faults(frames: Frames, lookup: Frames) -> Iterator[Fault]:
    """Rows whose id does not follow from their content (DP309); rows without words cannot be checked."""
    for table, parts_of in _PARTS.items():
        needed = {table} | ({"documents", "paragraphs"} if parts_of is _spans else set())
        if needed <= frames.keys():
            yield from _wrong_ids(table, parts_of(frames, table, lookup))


def _wrong_ids(table: str, rows: pl.DataFrame) -> Iterator[Fault]:
    named = rows.with_columns(numbers_among_equals(rows.drop(rows.columns[0])))
    doubtful = named.filter(~has_quick_id(named, PREFIXES[table]))
    for key, *parts in doubtful.iter_rows():
        if key != (expected := content_id(PREFIXES[table], *parts)):
            message = f"{table} {shown(key)}: the id does not follow from the row's content; expected {expected}"
            yield Fault(code="DP309", table=table, key=key, message=message)


def _words(frames: Frames, table: str, lookup: Frames) -> pl.DataFrame:
    """`words_identity` of each row, in order of position."""
    return frames[table].sort("position", maintain_order=True).select(pl.first(), "document_id", "text").drop_nulls()


def _spans(frames: Frames, table: str, lookup: Frames) -> pl.DataFrame:
    """`span_identity` of each row, in order of position; the words around it come from the document's text."""
    texts = texts_of(frames["documents"])
    kinds = [] if table == "dates" else ["kind"]
    kind = pl.lit(None, pl.String).alias("kind") if table == "dates" else pl.col("kind")
    columns = (pl.first().alias("key"), "document_id", kind, "text", "start_char", "end_char", "low", "high")
    spans = _with_paragraph(frames, table, lookup).sort("start_char", "end_char", *kinds, maintain_order=True)
    rows = texts.beside(spans.select(columns).drop_nulls(["text", "low", "high"])).filter(pl.col("chars").is_not_null())
    start, end = pl.col("start_char"), pl.col("end_char")
    before = texts.cut(rows, pl.max_horizontal("low", start - CONTEXT_CHARS), start)
    after = texts.cut(rows, end, pl.min_horizontal("high", end + CONTEXT_CHARS))
    return rows.select("key", "document_id", "kind", "text", before.alias("before"), after.alias("after"))


def _with_paragraph(frames: Frames, table: str, lookup: Frames) -> pl.DataFrame:
    """Span rows with the bounds of their paragraph; a cue names none, so it is the one in which it starts."""
    low, high = pl.col("start_char").alias("low"), pl.col("end_char").alias("high")
    frame = frames[table].drop_nulls(["document_id", "start_char", "end_char"])
    if table != "cues":
        return frame.join(
            lookup["paragraphs"].select("paragraph_id", low, high), on="paragraph_id", how="left", maintain_order="left"
        )
    paragraphs = frames["paragraphs"].select("document_id", low, high).drop_nulls()
    return frame.sort("start_char", maintain_order=True).join_asof(
        paragraphs.sort("low"), left_on="start_char", right_on="low", by="document_id", check_sortedness=False
    )


def _sources(frames: Frames, table: str, lookup: Frames) -> pl.DataFrame:
    """`source_identity` of each row."""
    words = pl.when(pl.col("url").is_null()).then("link_text").alias("link_text")
    known = frames[table].filter(pl.col("url").is_not_null() | pl.col("link_text").is_not_null())
    return known.select("source_id", "document_id", "relation", "url", words)


def _aliases(frames: Frames, table: str, lookup: Frames) -> pl.DataFrame:
    """`alias_identity` of each row."""
    known = frames[table].filter(pl.col("text").is_not_null())  # an edition may have to withhold the form
    return known.select("alias_id", "entity_id", "text", "kind", "language", "document_id")


_PARTS: dict[str, Callable[[Frames, str, Frames], pl.DataFrame]] = {
    "sources": _sources,
    "paragraphs": _words,
    "aliases": _aliases,
    "mentions": _spans,
    "claims": _words,
    "cues": _spans,
    "quantities": _spans,
    "dates": _spans,
}
"""The key of each row and the parts of its identity (`tables.identity`), in the order in which equals are numbered."""
