"""Sorted shards → the final tables, as a stream of row groups in bounded memory.

Rows of a document lie together, documents by day and id within each shard; so the final order is that of a merge of the
documents alone. Of each shard one batch of rows is held at a time.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from dpkit.model import Finding
from dpkit.schema import TableSchema
from dpkit.shards.findings import kept_findings
from dpkit.shards.pieces import Numbers, row_numbers
from dpkit.shards.task import SAMPLE_EVERY
from dpkit.store.shard_files import ShardTable, read_facts
from dpkit.tables.arrow import pa_table
from dpkit.tables.entities import merged_entities
from dpkit.validate import Fault, FaultSummary, Watch, merged_summaries, summary_of

DOCUMENTS_AT_ONCE = 1_024
MERGED_ROWS_AT_ONCE = 50_000
DOCUMENTS_OF_A_SHARD = 4
"""Of each shard at least so many documents are taken at a time, on the average: with a fixed number in all, the calls
would grow with the square of the shards. What is held grows with the shards in any case, by a batch of each."""
_ALIAS_ORDER = ("entity_id", "text", "kind", "language", "document_id")


KeyHashes = npt.NDArray[np.uint64]


@dataclass(slots=True)
class Merging:
    """All shards of a build, as far as they are held in memory: order of documents, rows of each, findings.

    `shard_of` and the arrays of `rows` stand in the final order of documents.
    """

    folder: Path
    names: list[str] = field(default_factory=list)
    files: list[Mapping[str, str]] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    summary: FaultSummary = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    set_aside: dict[str, Mapping[str, int]] = field(default_factory=dict)
    shard_of: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    rows: dict[str, Numbers] = field(default_factory=dict)
    latest: str = ""
    """The newest day of issue or publication, ISO."""


def merging_of(
    folder: Path, names: Sequence[str], tables: Sequence[str], watch: Watch, paths: Mapping[str, str]
) -> Merging:
    """What all shards say about their documents; `watch` says of each fault of a row whether it counts.

    `paths` are the raw files of documents by id.

    Raises: DamagedShard.
    """
    merging = Merging(folder=folder)
    order: list[tuple[str, str, int]] = []
    counts: list[list[int]] = []
    for number, name in enumerate(names):
        facts = read_facts(folder, name)
        merging.names.append(name)
        merging.files.append(facts["files"])
        merging.samples += facts["samples"]
        own = (_faults(document["faults"], paths.get(document["id"])) for document in facts["documents"])
        faults = chain(_faults(facts["faults"], None), *own)
        merging.summary = merged_summaries([merging.summary, summary_of(faults, watch=watch)])
        for document in facts["documents"]:
            merging.findings += kept_findings(document["findings"])
            if document["missing"]:
                merging.missing.append(document["id"])
                continue
            if document["set_aside"]:
                merging.set_aside[document["id"]] = document["set_aside"]
            merging.latest = max(merging.latest, document["latest"] or "")
            order.append((document["day"] or "", document["id"], number))
            counts.append([document["rows"][table] for table in tables])
    by_date = sorted(range(len(order)), key=order.__getitem__)
    merging.shard_of = np.array([order[i][2] for i in by_date], dtype=np.int64)
    matrix = np.array([counts[i] for i in by_date], dtype=np.int64).reshape(len(by_date), len(tables))
    merging.rows = {table: matrix[:, column].copy() for column, table in enumerate(tables)}
    return merging


def merged_rows(merging: Merging, table: str, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of one table in their final order, those of some documents at a time."""
    readers = [_Rows(merging, number, table, schema) for number in range(len(merging.names))]
    counts = merging.rows[table]
    step = max(DOCUMENTS_AT_ONCE, DOCUMENTS_OF_A_SHARD * len(readers))
    for first in range(0, len(counts), step):
        part = slice(first, first + step)
        yield _in_order(readers, merging.shard_of[part], counts[part], schema)


def merged_entity_rows(merging: Merging, schema: TableSchema, shape: pa.Schema) -> Iterator[pa.Table]:
    """The entities of all shards, one row each, by id."""
    for rows in _ranges(merging, "merged_entities", shape):
        frame = _frame(rows)
        is_shared = frame["entity_id"].is_duplicated()
        shared = pa_table(merged_entities(frame.filter(is_shared).to_dicts()), schema)
        alone = rows.filter(pa.array(~is_shared.to_numpy()))
        yield pa.concat_tables([alone, shared]).sort_by("entity_id").combine_chunks()


def merged_alias_rows(merging: Merging, shape: pa.Schema) -> Iterator[pa.Table]:
    """The aliases of all shards, one row each, by entity and form."""
    for rows in _ranges(merging, "merged_aliases", shape):
        frame = _frame(rows).unique("alias_id", keep="first").with_row_index("number")
        order = frame.sort([pl.col(name).fill_null("") for name in _ALIAS_ORDER])["number"]
        yield frame.drop("number")[order].to_arrow().cast(shape)


def key_hashes(rows: pa.Table) -> KeyHashes:
    """A hash of the key of each row, the same within this process."""
    return _frame(rows.select([0])).to_series().hash().to_numpy()


def repeated_keys(table: str, keys: Iterable[KeyHashes]) -> Iterator[Fault]:
    """Rows whose key stands in an earlier row too (DP501), from hashes of all keys: eight bytes a row are held."""
    hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *keys])
    hashes.sort()
    for _ in range(int(np.count_nonzero(hashes[1:] == hashes[:-1]))):
        yield Fault(code="DP501", table=table, message=f"{table}: a key stands in more than one row; expected one")


class _Rows:
    """The rows of one table of one shard, handed out from the first to the last."""

    def __init__(self, merging: Merging, number: int, table: str, schema: pa.Schema) -> None:
        source = ShardTable(merging.folder, merging.names[number], table, merging.files[number][table])
        self._batches = source.batches()
        self._held = schema.empty_table()

    def take(self, rows: int) -> pa.Table:
        """The next rows."""
        parts = [self._held]
        count = self._held.num_rows
        while count < rows:
            batch = next(self._batches)
            parts.append(pa.Table.from_batches([batch]))
            count += batch.num_rows
        found = pa.concat_tables(parts) if len(parts) > 1 else self._held
        self._held = found.slice(rows)
        return found.slice(0, rows)

    def take_until(self, last: str | None) -> pa.Table:
        """The next rows whose first column is at most `last` (all where it is None)."""
        parts = [self._held]
        while last is None or parts[-1].num_rows == 0 or parts[-1].column("entity_id")[-1].as_py() <= last:
            batch = next(self._batches, None)
            if batch is None:
                break
            parts.append(pa.Table.from_batches([batch]))
        found = pa.concat_tables(parts)
        rows = found.num_rows if last is None else _rows_until(found.column("entity_id"), last)
        self._held = found.slice(rows)
        return found.slice(0, rows)


def _rows_until(keys: pa.ChunkedArray, last: str) -> int:
    """How many of the sorted keys are at most `last`."""
    return bisect_right(range(len(keys)), last, key=lambda row: str(keys[row].as_py()))


def _in_order(readers: Sequence[_Rows], shard_of: Numbers, counts: Numbers, schema: pa.Schema) -> pa.Table:
    """The next rows of some documents: those of each shard taken together, then put in the order of the documents."""
    by_shard = np.argsort(shard_of, kind="stable")
    starts = np.empty_like(counts)
    starts[by_shard] = np.cumsum(counts[by_shard]) - counts[by_shard]
    totals = np.bincount(shard_of, weights=counts).astype(np.int64).tolist()
    parts = [readers[number].take(totals[number]) for number in range(len(totals)) if totals[number]]
    if not parts:
        return schema.empty_table()
    return pa.concat_tables(parts).take(pa.array(row_numbers(starts, counts))).combine_chunks()


def _ranges(merging: Merging, table: str, shape: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a merged table of all shards, a range of entity ids at a time."""
    rows = max(MERGED_ROWS_AT_ONCE, SAMPLE_EVERY * DOCUMENTS_OF_A_SHARD * len(merging.names))
    step = max(1, rows // SAMPLE_EVERY)
    cuts: list[str | None] = list(dict.fromkeys(sorted(merging.samples)[step::step]))
    readers = [_Rows(merging, number, table, shape) for number in range(len(merging.names))]
    for last in [*cuts, None]:
        parts = [part for reader in readers if (part := reader.take_until(last)).num_rows]
        if parts:
            yield pa.concat_tables(parts).combine_chunks()


def _frame(rows: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _faults(plain: Iterable[Sequence[Any]], path: str | None) -> Iterator[Fault]:
    for code, table, column, key, message in plain:
        yield Fault(code=code, table=table, field=column, key=key, message=message, path=path)
