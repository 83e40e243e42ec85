"""The texts of documents, cut by code points without walking them: all cuts of a table at once.

Polars cuts bytes in constant time and shares them; where the n-th code point begins is counted once for all texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

SPACE = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
"""White space as `str.strip` knows it; no code point above U+3000 is."""
BLOCK = 1024 * 1024
"""Bytes that are counted at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts by document. `documents` has document_id (once each), text as bytes, its code points (`chars`), where it
    begins among all texts, in code points (`at_char`) and bytes (`at_byte`); `is_known` tells rows that have one."""

    documents: pl.DataFrame
    begins: npt.NDArray[np.uint64] | None
    """The byte at which each code point of all texts begins, and the end; None where all are ASCII."""

    def beside(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the columns of their document's text; nulls where there is no such document."""
        return rows.join(self.documents, on="document_id", how="left", maintain_order="left")

    def cut(self, rows: pl.DataFrame, start: pl.Expr, end: pl.Expr) -> pl.Series:
        """The words from `start` to `end` (code points, cut to the text) for each of the rows that `beside` gave.

        Null where there is no text or no bound.
        """
        bounds = rows.select(
            "text_bytes",
            "at_byte",
            start.clip(0, pl.col("chars")).alias("start") + pl.col("at_char"),
            end.clip(0, pl.col("chars")).alias("end") + pl.col("at_char"),
        )
        first, last = self._bytes(bounds["start"]), self._bytes(bounds["end"])
        words = bounds.select(
            pl.when(first.is_not_null() & last.is_not_null()).then(
                pl.col("text_bytes").bin.slice(
                    (first - pl.col("at_byte")).fill_null(0), (last - first).clip(0).fill_null(0)
                )
            )
        )
        return words.to_series().cast(pl.String)

    def _bytes(self, chars: pl.Series) -> pl.Series:
        if self.begins is None:
            return chars
        at = self.begins[chars.fill_null(0).to_numpy()].astype(np.int64)
        return (
            pl.DataFrame({"at": pl.Series(at), "chars": chars})
            .select(pl.when(pl.col("chars").is_not_null()).then("at"))
            .to_series()
        )


def texts_of(documents: pl.DataFrame) -> Texts:
    """The texts of documents; of documents with the same id the last."""
    held = documents.select("document_id", pl.col("text").cast(pl.Binary).alias("text_bytes"), "text")
    held = held.drop_nulls("document_id").unique("document_id", keep="last", maintain_order=True)
    chars, size = pl.col("text").str.len_chars().cast(pl.Int64), pl.col("text").str.len_bytes().cast(pl.Int64)
    counted = held.select("document_id", "text_bytes", chars.alias("chars"), size.alias("bytes")).with_columns(
        (pl.col("chars").fill_null(0).cum_sum() - pl.col("chars")).alias("at_char"),
        (pl.col("bytes").fill_null(0).cum_sum() - pl.col("bytes")).alias("at_byte"),
    )
    is_ascii = bool((counted["chars"].drop_nulls() == counted["bytes"].drop_nulls()).all())
    begins = None if is_ascii else _begins(held["text_bytes"].drop_nulls())
    return Texts(documents=counted.drop("bytes").with_columns(is_known=True), begins=begins)


def _begins(texts: pl.Series) -> npt.NDArray[np.uint64]:
    parts, total = [np.zeros(0, dtype=np.uint64)], 0
    for block in _blocks(texts):
        data = np.frombuffer(block, dtype=np.uint8)
        parts.append(np.flatnonzero((data & 0xC0) != 0x80).astype(np.uint64) + np.uint64(total))
        total += len(block)
    return np.concatenate([*parts, np.array([total], dtype=np.uint64)])


def _blocks(texts: pl.Series) -> Iterator[bytes]:
    """The texts one after the other, short ones together."""
    held: list[bytes] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
