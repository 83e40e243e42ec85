"""Spans against each other: claims in paragraphs, cues in claims, positions in order; set operations on bounds."""

from collections.abc import Iterator, Mapping

import polars as pl

from dpkit.validate.faults import Fault, shown

Frames = Mapping[str, pl.DataFrame]

WITHIN_CLAIM: tuple[str, ...] = ("negation",)
"""Polarity is that of the reported content, so its cue stands there; every other cue can stand in the clause that
reports the claim (“X condemned …” evaluates, “X urged …” directs)."""

_CONTAINERS: tuple[tuple[str, str, str, str], ...] = (
    ("claims", "paragraph_id", "paragraphs", "DP305"),
    ("mentions", "paragraph_id", "paragraphs", "DP305"),
    ("quantities", "paragraph_id", "paragraphs", "DP305"),
    ("dates", "paragraph_id", "paragraphs", "DP305"),
    ("cues", "claim_id", "claims", "DP307"),
    ("quantities", "claim_id", "claims", "DP308"),
    ("dates", "claim_id", "claims", "DP308"),
)


def containment_faults(frames: Frames, lookup: Frames) -> Iterator[Fault]:
    """Spans that leave the paragraph or claim that they name, looked up in `lookup` (DP305, DP307, DP308)."""
    for table, field, container, code in _CONTAINERS:
        if table in frames and container in lookup:
            frame = frames[table]
            inner = frame.filter(pl.col("kind").is_in(WITHIN_CLAIM)) if table == "cues" else frame
            yield from _outside(inner, table, field, lookup[container], code)


def position_faults(frames: Frames) -> Iterator[Fault]:
    """Paragraphs and claims whose position does not count from 0 in the order of the text (DP306)."""
    for table in ("paragraphs", "claims"):
        if table in frames:
            frame = frames[table].select(
                pl.first().alias("key"), "position", "document_id", "start_char", pl.col("end_char")
            )
            ordered = frame.sort("document_id", "start_char", "end_char", "position", nulls_last=True)
            counted = ordered.with_columns(pl.int_range(pl.len()).over("document_id").alias("expected"))
            wrong = counted.filter(pl.col("position") != pl.col("expected")).select("key", "position", "expected")
            for key, position, expected in wrong.iter_rows():
                message = (
                    f"{table} {shown(key)}: position is {position}; expected {expected}, from its place in the text"
                )
                yield Fault(code="DP306", table=table, key=key, field="position", message=message)


def continuation_faults(frames: Frames, lookup: Frames) -> Iterator[Fault]:
    """Claims that continue a later claim, looked up in `lookup` (DP506)."""
    if "claims" not in frames:
        return
    claims = frames["claims"].select("claim_id", "continues_claim_id", "position")
    earlier = lookup["claims"].select(
        pl.col("claim_id").alias("continues_claim_id"), pl.col("position").alias("before")
    )
    wrong = claims.join(earlier, on="continues_claim_id").filter(pl.col("before") >= pl.col("position"))
    for key, position, before in wrong.select("claim_id", "position", "before").iter_rows():
        message = f"claims {shown(key)}: the claim at {position} continues the one at {before}; expected an earlier one"
        yield Fault(code="DP506", table="claims", key=key, field="continues_claim_id", message=message)


def _outside(frame: pl.DataFrame, table: str, field: str, container: pl.DataFrame, code: str) -> Iterator[Fault]:
    bounds = container.select(
        pl.first().alias(field), pl.col("start_char").alias("low"), pl.col("end_char").alias("high")
    )
    spans = frame.select(pl.first().alias("key"), field, "start_char", "end_char")
    out = (pl.col("start_char") < pl.col("low")) | (pl.col("end_char") > pl.col("high"))
    wrong = spans.join(bounds, on=field).filter(out)
    for key, outer, start, end, low, high in wrong.iter_rows():
        message = f"{table} {shown(key)}: its span {start}–{end} leaves {outer}; expected it within {low}–{high}"
        yield Fault(code=code, table=table, key=key, field="start_char", message=message)
