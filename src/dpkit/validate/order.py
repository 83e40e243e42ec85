"""Order of rows: by document, then by position."""

from collections.abc import Iterator, Mapping

import polars as pl

from dpkit.validate.faults import Fault, shown

Frames = Mapping[str, pl.DataFrame]

_WITHIN: dict[str, tuple[str, ...]] = {
    "documents": (),
    "sources": (),
    "paragraphs": ("position",),
    "mentions": ("start_char", "end_char"),
    "claims": ("position",),
    "cues": ("start_char", "end_char"),
    "quantities": ("start_char", "end_char"),
    "dates": ("start_char", "end_char"),
}


def order_faults(frames: Frames) -> Iterator[Fault]:
    """Rows that stand before a row which should come first (DP310)."""
    if "documents" in frames:
        day = pl.coalesce("issued_on", "published_on")
        documents = frames["documents"].select(pl.col("document_id"), day.alias("day"))
        ranks = documents.unique("document_id").sort("day", "document_id", nulls_last=False)
        ranks = ranks.select("document_id", pl.int_range(pl.len()).alias("rank"))
        for table, within in _WITHIN.items():
            if table in frames:
                ranked = frames[table].join(ranks, on="document_id", how="left", maintain_order="left")
                yield from _misplaced(table, ranked, ("rank", *within))
    for table, keys in (("entities", ("entity_id",)), ("aliases", ("entity_id", "text", "kind"))):
        if table in frames:
            yield from _misplaced(table, frames[table], keys)


def _misplaced(table: str, frame: pl.DataFrame, keys: tuple[str, ...]) -> Iterator[Fault]:
    is_late = pl.lit(False)
    for name in reversed(keys):
        column, before = pl.col(name), pl.col(name).shift(1)
        is_late = (column < before) | ((column == before) & is_late)
    for (key,) in frame.filter(is_late.fill_null(False)).select(pl.first()).iter_rows():
        message = f"{table} {shown(key)}: the row comes too late; expected it before the row above"
        yield Fault(code="DP310", table=table, key=key, message=message)
