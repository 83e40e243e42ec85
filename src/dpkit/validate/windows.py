"""Windows: runs of documents with all their rows, one after the other, so that a table is never held whole.

Rows lie in the order of their documents, so a window is the next piece of each table. A table out of order is put in
order first, in a file without a name; which of its rows came too late, or repeat a key, was seen before that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from zlib import crc32

import numpy as np
import polars as pl
import pyarrow as pa

from dpkit.validate.order import document_ranks, is_late
from dpkit.validate.sources import Frames, Key, Scratch, TableSource, Values, frame_of, frames_in

WINDOW, LATE = "#window", "#late"
PARTITION_ROWS = 250_000
"""Rows that are put in order at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much a window holds at most, as long as one document holds less."""

    documents: int = 250
    text_bytes: int = 2 * 1024**2
    rows: int = 50_000
    """Of aliases, and of rows whose document is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The documents in their order: the rank of each by id, the window of each rank; then windows of the unknown."""

    ranks: Mapping[str, int]
    window_of: Sequence[int]
    known: int
    unknown: int

    @property
    def count(self) -> int:
        """How many windows there are."""
        return self.known + self.unknown

    def window(self, document: str | None) -> int:
        """The window in which all rows of a document stand, also of one that is not known."""
        rank = None if document is None else self.ranks.get(document)
        return self.known + crc32((document or "").encode()) % self.unknown if rank is None else self.window_of[rank]


def documents_of(source: TableSource | None, longest: int, size: Size) -> Documents:
    """The documents of a package, cut into windows; `longest` is the number of rows of its longest table."""
    unknown = 1 + longest // size.rows
    columns = ("document_id", "issued_on", "published_on", "raw_bytes")
    parts = [] if source is None else list(frames_in(source, columns))
    if not parts:
        return Documents(ranks={}, window_of=(), known=0, unknown=unknown)
    narrow = pl.concat(parts)
    ranks = document_ranks(narrow).drop_nulls("document_id")
    sizes = narrow.unique("document_id", keep="first").select("document_id", "raw_bytes")
    ordered = ranks.join(sizes, on="document_id", how="left", maintain_order="left")
    window_of: list[int] = []
    window, held, room = 0, 0, size.text_bytes
    for stated in ordered["raw_bytes"].to_list():
        needed = max(stated or 0, 0)
        if held and (held >= size.documents or needed > room):
            window, held, room = window + 1, 0, size.text_bytes
        held, room = held + 1, room - needed
        window_of.append(window)
    by_id = dict(zip(ranks["document_id"].to_list(), range(ranks.height), strict=True))
    return Documents(ranks=by_id, window_of=window_of, known=window + 1, unknown=unknown)


Numbering = Callable[[pl.DataFrame], tuple[np.ndarray, pl.Series | None]]
"""The window of each row of the next part of a table, and the rank of its document."""


def by_document(documents: Documents) -> Numbering:
    """Rows stand in the window of their document."""

    def number(frame: pl.DataFrame) -> tuple[np.ndarray, pl.Series | None]:
        runs = frame["document_id"].rle().struct.unnest()
        names = runs["value"].to_list()
        at = np.repeat(np.arange(len(names)), runs["len"].to_numpy())
        ranks = pl.Series("rank", [documents.ranks.get(name) for name in names], dtype=pl.Int64)
        return np.array([documents.window(name) for name in names], dtype=np.int64)[at], ranks.gather(at)

    return number


def by_entity(rows: int) -> Numbering:
    """A window ends after so many rows, where the entity changes: equal aliases stand in one window."""
    window, held, last = 0, 0, None

    def number(frame: pl.DataFrame) -> tuple[np.ndarray, pl.Series | None]:
        nonlocal window, held, last
        runs = frame["entity_id"].rle().struct.unnest()
        windows = []
        for length, entity in runs.iter_rows():
            if held >= rows and entity != last:
                window, held = window + 1, 0
            held, last = held + length, entity
            windows.append(window)
        return np.repeat(np.array(windows, dtype=np.int64), runs["len"].to_numpy()), None

    return number


def all_together(frame: pl.DataFrame) -> tuple[np.ndarray, pl.Series | None]:
    """A table that is checked whole."""
    return np.zeros(frame.height, dtype=np.int64), None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """How rows are marked while they pass in the order of the file: the column that says in which window a row stands,
    columns that order rows, keys that repeat."""

    column: str
    numbering: Callable[[], Numbering]
    order: Key
    repeated: Mapping[Key, set[Values]]


def marked(source: TableSource, marking: Marking) -> Iterator[pl.DataFrame]:
    """All rows with their window, whether they come too late, and for each repeated key whether it stood before."""
    numbering, above = marking.numbering(), None
    seen: dict[Key, set[Values]] = {key: set() for key in marking.repeated}
    nothing = frame_of(source.schema.empty_table())
    for part in chain((nothing,), frames_in(source)):
        windows, ranks = numbering(part)
        late = pl.repeat(False, part.height, dtype=pl.Boolean, eager=True)
        if marking.order:
            keys = (part if ranks is None else part.with_columns(ranks)).select(marking.order)
            late = is_late(keys if above is None else pl.concat([above, keys])).tail(part.height)
            above = keys.tail(1)
        marks = [pl.Series(WINDOW, windows), late.alias(LATE)]
        for key, values in marking.repeated.items():
            marks.append(pl.Series(mark_of(key), _stood_before(part, key, values, seen[key]), dtype=pl.Boolean))
        yield part.with_columns(marks)


def mark_of(key: Key) -> str:
    """The column that says whether a row's key stands in an earlier row too."""
    return f"#{' '.join(key)}"


def _stood_before(part: pl.DataFrame, key: Key, values: set[Values], seen: set[Values]) -> list[bool]:
    stood = [False] * part.height
    if values:
        for index, row in enumerate(part.select(key).iter_rows()):
            if row in values:
                stood[index] = row in seen
                seen.add(row)
    return stood


def in_order(source: TableSource, marking: Marking, count: int, scratch: Scratch) -> Iterator[pl.DataFrame]:
    """The marked rows, by window; they are put in order where the file has them otherwise."""
    rows = marked(source, marking)
    return (
        rows
        if _is_in_order(source, marking.column, marking.numbering())
        else _sorted(rows, source.num_rows, count, scratch)
    )


def _is_in_order(source: TableSource, column: str, numbering: Numbering) -> bool:
    last = 0
    for part in frames_in(source, (column,)):
        windows, _ = numbering(part)
        if len(windows) and (windows[0] < last or bool(np.any(windows[1:] < windows[:-1]))):
            return False
        last = windows[-1] if len(windows) else last
    return True


def _sorted(rows: Iterator[pl.DataFrame], height: int, count: int, scratch: Scratch) -> Iterator[pl.DataFrame]:
    partitions = 1 + height // PARTITION_ROWS
    files = [scratch() for _ in range(partitions)]
    writers: dict[int, pa.RecordBatchStreamWriter] = {}
    try:
        yield next(rows)  # without rows, as a pattern of the others
        for part in rows:
            where = part[WINDOW] * partitions // count
            for number in where.unique().sort().to_list():
                table = part.filter(where == number).to_arrow(compat_level=pl.CompatLevel.oldest())
                if number not in writers:
                    writers[number] = pa.ipc.new_stream(files[number], table.schema)
                writers[number].write_table(table)
        for number in sorted(writers):
            writers[number].close()
            files[number].seek(0)
            yield frame_of(pa.ipc.open_stream(files[number]).read_all()).sort(WINDOW, maintain_order=True)
    finally:
        for file in files:
            file.close()


class Cursor:
    """The rows of a table, handed out window by window."""

    def __init__(self, parts: Iterator[pl.DataFrame]) -> None:
        self._parts = parts
        self._held: pl.DataFrame | None = next(parts)

    def take(self, window: int) -> pl.DataFrame:
        """The rows of a window, which must not come before the last one taken; those of windows between are let go."""
        found = []
        while self._held is not None:
            start, end = (int(self._held[WINDOW].search_sorted(window, side=side)) for side in ("left", "right"))
            found.append(self._held.slice(start, end - start))
            if end < self._held.height:
                self._held = self._held.slice(end)
                return pl.concat(found, rechunk=True)
            self._nothing = self._held.clear()
            self._held = next(self._parts, None)
        return pl.concat([self._nothing, *found], rechunk=True)


def windows(cursors: Mapping[str, Cursor], numbers: Iterable[int]) -> Iterator[tuple[int, Frames]]:
    """The rows of all tables in the windows of these numbers, ascending; windows without rows are left out."""
    for number in numbers:
        frames = {name: cursor.take(number) for name, cursor in cursors.items()}
        if any(rows.height for rows in frames.values()):
            yield number, frames
