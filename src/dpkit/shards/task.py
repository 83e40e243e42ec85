"""One shard: its documents read (or taken over), their rows checked, its files written. What a worker does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dpkit.document import Stopwatch
from dpkit.shards.checking import faults_by_document, shard_faults
from dpkit.shards.cut import ShardTask
from dpkit.shards.pieces import Piece, gathered
from dpkit.shards.reading import Pieces, read_documents
from dpkit.shards.setup import Setup, setup_of
from dpkit.store.shard_files import ShardTable, read_facts, write_shard
from dpkit.tables.arrow import pa_table
from dpkit.tables.entities import merged_aliases, merged_entities

MERGED = {"entities": merged_entities, "aliases": merged_aliases}
"""Tables whose rows several documents share: beside those of each document a shard holds them merged."""
SAMPLE_EVERY = 32
"""Of so many merged rows one key is noted in the facts, so that a merge can tell ranges of equal size."""


@dataclass(slots=True)
class _Shard:
    """The documents of a shard by id: what is known of each, and where its rows lie."""

    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    pieces: dict[str, Pieces] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    """Those whose rows were made now; the rows of the others were checked when they were made."""


def build_shard(task: ShardTask, watch: Stopwatch, own: str) -> None:
    """Make a shard and write it; `own` tells the temporary files of this worker from those of others.

    Raises: DamagedShard where rows cannot be taken over, InputError where nothing can be written.
    """
    setup = setup_of(task.project)
    shard, tags = _Shard(), dict[str, str]()
    start = watch.clock()
    for name in sorted({document.former for document in task.documents if document.former is not None}):
        tags |= _take_over(task, name, shard, setup)
    watch.lap("cache", start)
    for one, found in read_documents(task, setup, tags, watch):
        shard.facts[one["id"]], shard.pieces[one["id"]] = one, found
        shard.read.add(one["id"])
    start = watch.clock()
    facts = sorted(shard.facts.values(), key=lambda one: (one["missing"], one["day"] or "", one["id"]))
    pieces = [shard.pieces[one["id"]] for one in facts if not one["missing"]]
    tables = {name: gathered([piece[name] for piece in pieces], shape) for name, shape in setup.shapes.items()}
    merged = {name: pa_table(merge(tables[name].to_pylist()), setup.schemas[name]) for name, merge in MERGED.items()}
    start = watch.lap("tables", start)
    checked = {name: tables[name] for name in setup.schemas} | merged
    _note_faults(shard, setup)
    faults = shard_faults(checked, setup)
    start = watch.lap("validation", start)
    keys = merged["aliases"].column("entity_id").to_pylist()[::SAMPLE_EVERY]
    stated = {"documents": facts, "faults": faults, "samples": keys}
    files = {**tables, **{f"merged_{name}": table for name, table in merged.items()}}
    write_shard(task.folder, task.name, files, stated, own)
    watch.lap("cache", start)


def _note_faults(shard: _Shard, setup: Setup) -> None:
    """Add to the facts of the documents that were read now what is wrong with each."""
    found = faults_by_document({key: shard.pieces[key] for key in sorted(shard.read) if shard.pieces[key]}, setup)
    for key in shard.read:
        shard.facts[key]["faults"] = found.get(key, [])


def _take_over(task: ShardTask, name: str, shard: _Shard, setup: Setup) -> Mapping[str, str]:
    """The rows of documents that did not change, from a shard of an earlier build; and what it knows of the others.

    That is the answers of the tagger, by question.
    """
    stated = read_facts(task.folder, name)
    kept = {document.document_id for document in task.documents if document.former == name and document.task is None}
    wanted = list(setup.shapes) if kept else ["tags"]
    tables = {
        table: ShardTable(task.folder, name, table, stated["files"][table]).whole()
        for table in wanted
        if table in stated["files"]
    }
    at = dict.fromkeys(tables, 0)
    for facts in stated["documents"]:
        if facts["id"] in kept:
            shard.facts[facts["id"]] = facts
            shard.pieces[facts["id"]] = {
                table: Piece(rows, at[table], facts["rows"].get(table, 0)) for table, rows in tables.items()
            }
        at = {table: first + facts["rows"].get(table, 0) for table, first in at.items()}
    return {row["question"]: row["answer"] for row in tables["tags"].to_pylist()}
