"""Order of rows: by document, then by position."""

from collections.abc import Iterator, Mapping

import polars as pl

from dpkit.validate.faults import Fault, shown

Frames = Mapping[str, pl.DataFrame]

ORDER: dict[str, tuple[str, ...]] = {
    "documents": ("rank",),
    "sources": ("rank",),
    "paragraphs": ("rank", "position"),
    "mentions": ("rank", "start_char", "end_char"),
    "claims": ("rank", "position"),
    "cues": ("rank", "start_char", "end_char"),
    "quantities": ("rank", "start_char", "end_char"),
    "dates": ("rank", "start_char", "end_char"),
    "entities": ("entity_id",),
    "aliases": ("entity_id", "text", "kind"),
}
"""The columns by which rows are sorted; `rank` is the place of the row's document among all."""


def order_faults(frames: Frames) -> Iterator[Fault]:
    """Rows that stand before a row which should come first (DP310)."""
    ranks = document_ranks(frames["documents"]) if "documents" in frames else None
    for table, keys in ORDER.items():
        if table not in frames or (keys[0] == "rank" and ranks is None):
            continue
        frame = frames[table]
        if keys[0] == "rank" and ranks is not None:
            frame = frame.join(ranks, on="document_id", how="left", maintain_order="left")
        yield from late_faults(table, frame.filter(is_late(frame.select(keys))))


def document_ranks(documents: pl.DataFrame) -> pl.DataFrame:
    """Each document of the columns document_id, issued_on, published_on once, with its `rank`: by day, then by id."""
    day = pl.coalesce("issued_on", "published_on")
    days = documents.select(pl.col("document_id"), day.alias("day")).unique("document_id", keep="first")
    ordered = days.sort("day", "document_id", nulls_last=False)
    return ordered.select("document_id", pl.int_range(pl.len()).alias("rank"))


def is_late(keys: pl.DataFrame) -> pl.Series:
    """Whether a row should stand before the row above it, by columns in descending weight."""
    late = pl.lit(False)
    for name in reversed(keys.columns):
        column, before = pl.col(name), pl.col(name).shift(1)
        late = (column < before) | ((column == before) & late)
    return keys.select(late.fill_null(False).alias("is_late")).to_series()


def late_faults(table: str, rows: pl.DataFrame) -> Iterator[Fault]:
    """The faults of rows that come too late (DP310)."""
    for (key,) in rows.select(pl.first()).iter_rows():
        message = f"{table} {shown(key)}: the row comes too late; expected it before the row above"
        yield Fault(code="DP310", table=table, key=key, message=message)
