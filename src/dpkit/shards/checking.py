"""The rows of a shard, checked: those of each document once, when they are made; keys and order in the whole shard."""

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from dpkit.shards.pieces import Piece, gathered
from dpkit.shards.setup import Setup
from dpkit.validate import Fault, frames_of, key_faults, order_faults, own_faults

MERGED_TABLES = ("entities", "aliases")
"""Tables whose rows several documents share: they are checked when those of all shards are merged."""

PlainFault = list[str | None]
Pieces = Mapping[str, Piece]


def faults_by_document(documents: Mapping[str, Pieces], setup: Setup) -> Mapping[str, list[PlainFault]]:
    """What is wrong with each of these documents, whatever stands beside it; documents without faults are left out."""
    if not documents:
        return {}
    schemas = {name: schema for name, schema in setup.schemas.items() if name not in MERGED_TABLES}
    pieces = {name: [parts[name] for parts in documents.values()] for name in schemas}
    frames = frames_of({name: gathered(parts, setup.shapes[name]) for name, parts in pieces.items()})
    owners: dict[str, Mapping[str | None, str]] = {}
    found: dict[str, list[PlainFault]] = {}
    for fault in own_faults(frames, schemas):
        if fault.table not in owners:
            owners[fault.table] = dict(frames[fault.table].select(pl.first().alias("key"), "document_id").iter_rows())
        owner = next(iter(documents)) if len(documents) == 1 else owners[fault.table].get(fault.key)
        if owner is None:  # a row without key or document: each document says for itself
            return {
                key: own for key, one in documents.items() for own in faults_by_document({key: one}, setup).values()
            }
        found.setdefault(owner, []).append(_plain(fault))
    return found


def shard_faults(tables: Mapping[str, pa.Table], setup: Setup) -> list[PlainFault]:
    """What is wrong between the documents of a shard, its entities and aliases merged: keys, and the order of rows."""
    frames = frames_of(tables)
    faults = (*key_faults(frames, setup.schemas), *order_faults(frames))
    return [_plain(fault) for fault in faults if fault.table not in MERGED_TABLES or fault.code == "DP502"]


def _plain(fault: Fault) -> PlainFault:
    return [fault.code, fault.table, fault.field, fault.key, fault.message]
