"""The final tables of all shards, as streams, and what has to be known of them when they have passed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from dpkit.schema import TableSchema, arrow_schema
from dpkit.shards.merge import (
    KeyHashes,
    Merging,
    key_hashes,
    merged_alias_rows,
    merged_entity_rows,
    merged_rows,
    repeated_keys,
)
from dpkit.shards.task import MERGED
from dpkit.validate import RINGS, Fault, document_faults, frames_of, onward_keys, ring_faults, ring_members

DESCRIBED: Mapping[str, tuple[str, ...]] = {"documents": ("text",), "sources": ()}
"""Tables that README, descriptor and provenance speak of row by row, with the columns that they do without."""


@dataclass(slots=True)
class FinalTables:
    """The tables of a package as they pass. An outline has the rows and columns of its table, but only the values that
    descriptions need; the others are null and take no memory."""

    merging: Merging
    schemas: Mapping[str, TableSchema]
    progress: Callable[[str, int, int | None], None]
    outlines: dict[str, pa.Table] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def streams(self) -> Mapping[str, Iterator[pa.Table]]:
        """The rows of each table in their final order, a bounded number at a time; read each to its end."""
        return {name: self._watched(name, self._rows(name)) for name in self.schemas}

    def whole(self) -> Mapping[str, pa.Table]:
        """All tables, held in memory."""
        empty = {name: arrow_schema(schema).empty_table() for name, schema in self.schemas.items()}
        return {name: pa.concat_tables([empty[name], *rows]).combine_chunks() for name, rows in self.streams().items()}

    def passing(self, name: str) -> Iterator[pa.Table]:
        """The rows of a table once more, without watching them; none of a table that no shard has."""
        return self._rows(name) if name in self.schemas else iter(())

    def sources(self) -> pa.Table:
        """The table of sources before it passes."""
        empty = arrow_schema(self.schemas["sources"]).empty_table()
        return pa.concat_tables([empty, *self._rows("sources")])

    def assume(self, rows: Mapping[str, int], faults: Iterable[Fault]) -> None:
        """Take the tables for passed: they are those of an earlier build, of which rows and faults are known."""
        self.outlines.update({name: _nulls(name, self.schemas, count) for name, count in rows.items()})
        self.faults += faults

    def outline(self) -> None:
        """Let the rows pass without writing them: where a package cannot be written, the rest is still counted."""
        for name in MERGED:
            if name not in self.outlines:
                for _ in self._watched(name, self._rows(name)):
                    pass
        for name in self.schemas:
            if name not in self.outlines:
                self.outlines[name] = _nulls(name, self.schemas, int(self.merging.rows[name].sum()))

    def _rows(self, name: str) -> Iterator[pa.Table]:
        schema = self.schemas[name]
        shape = arrow_schema(schema)
        if name == "entities":
            return merged_entity_rows(self.merging, schema, shape)
        return merged_alias_rows(self.merging, shape) if name == "aliases" else merged_rows(self.merging, name, shape)

    def _watched(self, name: str, rows: Iterator[pa.Table]) -> Iterator[pa.Table]:
        keys: list[KeyHashes] = []
        kept: list[pa.Table] = []
        onward: dict[str, str] = {}
        count = 0
        total = None if name in MERGED else int(self.merging.rows[name].sum())
        for part in rows:
            keys.append(key_hashes(part))
            count += part.num_rows
            self.progress(f"rows of {name}", count, total)
            if name in MERGED:
                frames = frames_of({name: part})
                self.faults += document_faults(frames, self.schemas)
                if name in RINGS:
                    onward |= onward_keys(frames[name], name)
            if name in DESCRIBED:
                kept.append(part.drop_columns(list(DESCRIBED[name])))
            yield part
        self.faults += repeated_keys(name, keys)
        self.faults += ring_faults(name, ring_members(onward)) if onward else ()
        self.outlines[name] = _outline(name, self.schemas, count, kept)


def _outline(name: str, schemas: Mapping[str, TableSchema], count: int, kept: list[pa.Table]) -> pa.Table:
    empty = _nulls(name, schemas, count)
    if not kept:
        return empty
    narrow = pa.concat_tables(kept)
    names = empty.column_names
    columns = [narrow.column(column) if column in narrow.column_names else empty.column(column) for column in names]
    return pa.table(dict(zip(names, columns, strict=True)))


def _nulls(name: str, schemas: Mapping[str, TableSchema], count: int) -> pa.Table:
    return pa.table({field.name: pa.nulls(count) for field in arrow_schema(schemas[name])})
