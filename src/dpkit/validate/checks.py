"""The ten tables → findings: what must hold within documents, what must hold between keys."""

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

import polars as pl
import pyarrow as pa

from dpkit.model import Finding
from dpkit.schema import TableSchema
from dpkit.validate.columns import row_faults, structure_faults
from dpkit.validate.content import content_id_faults
from dpkit.validate.evidence import source_faults, speaker_faults
from dpkit.validate.faults import MAX_ROWS, Fault, findings_of, sorted_findings
from dpkit.validate.keys import key_faults
from dpkit.validate.order import order_faults
from dpkit.validate.spans import containment_faults, continuation_faults, position_faults
from dpkit.validate.words import word_faults

Frames = Mapping[str, pl.DataFrame]


class FaultSink(Protocol):
    """What sees every fault of the tables, however many there are."""

    def open(self, frames: Frames) -> None:
        """Here are the tables whose rows the faults are about."""

    def take(self, fault: Fault) -> bool:
        """A fault; whether it counts."""

    def forget(self) -> None:
        """What was taken so far does not count: it all begins again."""


Edition = Literal["working", "public"]
"""A working edition keeps all words; a public one withholds what may not be passed on."""


def validate_tables(
    tables: Mapping[str, pa.Table],
    schemas: Mapping[str, TableSchema],
    *,
    edition: Edition = "working",
    limit: int | None = MAX_ROWS,
    sink: FaultSink | None = None,
) -> tuple[Finding, ...]:
    """All findings of the ten tables, sorted, with table, key and field.

    A table whose columns are wrong is left out of the checks of its rows. `limit` bounds the findings per code, table
    and column; one finding more counts the rest. `sink` is shown every fault, without a limit.
    """
    faults = table_faults(tables, schemas, edition=edition, sink=sink)
    return sorted_findings(findings_of(faults, limit, sink.take if sink is not None else None))


def table_faults(
    tables: Mapping[str, pa.Table],
    schemas: Mapping[str, TableSchema],
    *,
    edition: Edition = "working",
    sink: FaultSink | None = None,
) -> Iterator[Fault]:
    """All faults of tables that hold whole documents (all of them, or those of a shard with their entities)."""
    structure = list(structure_faults(tables, schemas))
    yield from structure
    broken = {fault.table for fault in structure}
    frames = frames_of({name: table for name, table in tables.items() if name in schemas and name not in broken})
    if sink is not None:
        sink.open(frames)
    yield from document_faults(frames, schemas, edition=edition)
    yield from key_faults(frames, schemas)


def frames_of(tables: Mapping[str, pa.Table]) -> Frames:
    """Arrow tables as polars frames that share their memory."""
    frames = {}
    for name, table in tables.items():
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)
        frames[name] = frame
    return frames


def document_faults(
    frames: Frames, schemas: Mapping[str, TableSchema], *, edition: Edition = "working"
) -> Iterator[Fault]:
    """The faults that show in the rows of whole documents, all of them or the documents of one shard."""
    yield from own_faults(frames, schemas, edition=edition)
    yield from order_faults(frames)


def own_faults(frames: Frames, schemas: Mapping[str, TableSchema], *, edition: Edition = "working") -> Iterator[Fault]:
    """The faults that each document has for itself, whatever other documents stand beside it."""
    yield from content_faults(frames, schemas, edition=edition, lookup=frames)


def content_faults(
    frames: Frames,
    schemas: Mapping[str, TableSchema],
    *,
    edition: Edition,
    lookup: Frames,
    withheld: pl.DataFrame | None = None,
) -> Iterator[Fault]:
    """As `document_faults`, without the order of rows; rows that others point at are looked up in `lookup`.

    `withheld` are the ids of documents without text, where the frames hold some of the documents alone.
    """
    for name, frame in frames.items():
        yield from row_faults(frame, schemas[name])
    yield from word_faults(frames, is_public=edition == "public", withheld=withheld)
    yield from content_id_faults(frames, lookup)
    yield from containment_faults(frames, lookup)
    yield from position_faults(frames)
    yield from continuation_faults(frames, lookup)
    yield from source_faults(frames)
    yield from speaker_faults(frames, lookup)
