"""Rows of many documents put in order by taking, not by copying one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Piece:
    """The rows of one document in one table: `rows` of them from `start` of `table`."""

    table: pa.Table
    start: int
    rows: int


def gathered(pieces: Sequence[Piece], schema: pa.Schema) -> pa.Table:
    """The rows of all pieces, one piece after the other."""
    tables = {id(piece.table): piece.table for piece in pieces if piece.rows}
    if not tables:
        return schema.empty_table()
    bases: dict[int, int] = {}
    total = 0
    for key, table in tables.items():
        bases[key] = total
        total += table.num_rows
    starts = np.array([bases[id(piece.table)] + piece.start for piece in pieces if piece.rows], dtype=np.int64)
    counts = np.array([piece.rows for piece in pieces if piece.rows], dtype=np.int64)
    return pa.concat_tables(tables.values()).take(pa.array(row_numbers(starts, counts))).combine_chunks()


def row_numbers(starts: Numbers, counts: Numbers) -> Numbers:
    """For runs of rows, each with its start and its length, the numbers of all rows, run after run.

    >>> row_numbers(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Numbers = np.repeat(starts - (ends - counts), counts) + np.arange(total, dtype=np.int64)
    return numbers
