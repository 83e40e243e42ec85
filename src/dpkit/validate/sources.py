"""Tables that are read as streams: what a check must know of them, and keys that repeat, found without holding them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import numpy as np
import polars as pl
import pyarrow as pa

Frames = Mapping[str, pl.DataFrame]
Scratch = Callable[[], BinaryIO]
"""Gives an empty file without a name, for rows that must wait."""
Key = tuple[str, ...]
Values = tuple[object, ...]

MAX_HASHES = 16_000_000
"""Hashes of keys held at once (8 bytes each); a longer table is passed several times."""


class TableSource(Protocol):
    """A table that can be read as often as need be, a bounded number of rows at a time, in the order of its file."""

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""

    @property
    def num_rows(self) -> int:
        """How many rows it says it has."""

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Its rows; of the columns given only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTable:
    """A table in memory, as a source."""

    table: pa.Table
    batch_rows: int = 65_536

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""
        return self.table.schema

    @property
    def num_rows(self) -> int:
        """How many rows it has."""
        return int(self.table.num_rows)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Its rows, of the columns given only."""
        table = self.table if columns is None else self.table.select(list(columns))
        for first in range(0, table.num_rows, self.batch_rows):
            yield table.slice(first, self.batch_rows)


def frame_of(table: pa.Table) -> pl.DataFrame:
    """An Arrow table as a polars frame that shares its memory."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def frames_in(source: TableSource, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """The rows of a source as frames."""
    return (frame_of(part) for part in source.batches(columns))


def is_ascending(source: TableSource, column: str) -> bool:
    """Do the values of a column of strings never fall?"""
    last = ""
    for frame in frames_in(source, (column,)):
        values = frame.to_series().fill_null("")
        if len(values) and (values[0] < last or not values.is_sorted()):
            return False
        last = values[-1] if len(values) else last
    return True


def repeated_values(source: TableSource, key: Key) -> set[Values]:
    """The values of a key that stand in more than one row; rows with a missing value are left out.

    Hashes of 64 bits say which may repeat, and a second look at those alone says which do.
    """
    doubtful = np.concatenate([np.zeros(0, dtype=np.uint64), *_repeated_hashes(source, key)])
    if not len(doubtful):
        return set()
    counts: dict[Values, int] = {}
    for frame in frames_in(source, key):
        held = frame.drop_nulls()
        for values in held.filter(pl.Series(np.isin(_hashes(held), doubtful))).iter_rows():
            counts[values] = counts.get(values, 0) + 1
    return {values for values, count in counts.items() if count > 1}


def _repeated_hashes(source: TableSource, key: Key) -> Iterator[np.ndarray]:
    passes = 1 + source.num_rows // MAX_HASHES
    for number in range(passes):
        parts = [np.zeros(0, dtype=np.uint64)]
        for frame in frames_in(source, key):
            hashes = _hashes(frame.drop_nulls())
            parts.append(hashes if passes == 1 else hashes[hashes % np.uint64(passes) == number])
        hashes = np.concatenate(parts)
        del parts
        hashes.sort()
        yield np.unique(hashes[1:][hashes[1:] == hashes[:-1]])


def _hashes(frame: pl.DataFrame) -> np.ndarray:
    return frame.hash_rows().to_numpy() if frame.width > 1 else frame.to_series().hash().to_numpy()
