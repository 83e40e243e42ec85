"""One shard: its documents read (or taken over), their rows checked, its files written. What a worker does."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pyarrow as pa

from dpkit.document import DocumentTask, Knowledge, Stopwatch, placed_findings, read_document
from dpkit.extract.remembered import RememberedTagger
from dpkit.knowledge import gather_knowledge
from dpkit.model import DocumentResult, Finding, Place
from dpkit.schema import TableSchema, arrow_schema, default_schemas, load_schemas
from dpkit.shards.cut import ShardTask
from dpkit.shards.environment import tagger_identity
from dpkit.shards.findings import plain_findings
from dpkit.shards.pieces import Piece, gathered
from dpkit.shards.reach import reached_by
from dpkit.store.project import Project
from dpkit.store.shard_files import ShardTable, read_facts, write_shard
from dpkit.tables import Rows, rows_of
from dpkit.tables.arrow import document_day, pa_table
from dpkit.tables.entities import merged_aliases, merged_entities
from dpkit.validate import Fault, table_faults

MERGED = {"entities": merged_entities, "aliases": merged_aliases}
"""Tables whose rows several documents share: beside those of each document a shard holds them merged."""
SAMPLE_EVERY = 32
"""Of so many merged rows one key is noted in the facts, so that a merge can tell ranges of equal size."""
_TAGS = pa.schema([("document_id", pa.string()), ("question", pa.string()), ("answer", pa.string())])
_REACHED = pa.schema([("document_id", pa.string()), ("words", pa.binary()), ("entities", pa.binary())])

Pieces = Mapping[str, Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is the same for all shards of a build, made once in a process."""

    knowledge: Knowledge
    schemas: Mapping[str, TableSchema]
    shapes: Mapping[str, pa.Schema]
    """The Arrow schemas of all tables of a shard that are kept by document."""
    identity: str


@dataclass(slots=True)
class _Shard:
    """The documents of a shard by id: what is known of each, and where its rows lie."""

    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    pieces: dict[str, Pieces] = field(default_factory=dict)


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
    for document in task.documents:
        if document.task is not None:
            is_poisoned = document.document_id in task.poisoned
            _read(document.task, document.key, is_poisoned, shard, setup, tags, watch)
    start = watch.clock()
    facts = sorted(shard.facts.values(), key=lambda one: (one["missing"], one["day"] or "", one["id"]))
    pieces = [shard.pieces[one["id"]] for one in facts if not one["missing"]]
    tables = {name: gathered([piece[name] for piece in pieces], shape) for name, shape in setup.shapes.items()}
    merged = {name: pa_table(merge(tables[name].to_pylist()), setup.schemas[name]) for name, merge in MERGED.items()}
    start = watch.lap("tables", start)
    checked = {name: tables[name] for name in setup.schemas} | merged
    faults = _plain_faults(table_faults(checked, setup.schemas))
    start = watch.lap("validation", start)
    keys = merged["aliases"].column("entity_id").to_pylist()[::SAMPLE_EVERY]
    stated = {"documents": facts, "faults": faults, "samples": keys}
    files = {**tables, **{f"merged_{name}": table for name, table in merged.items()}}
    write_shard(task.folder, task.name, files, stated, own)
    watch.lap("cache", start)


def setup_of(project: Project) -> Setup:
    """What all shards of a project need."""
    digest = hashlib.sha256(repr((project.root, project.config_bytes)).encode())
    for path, data in (*project.curation.items(), *project.schemas.items()):
        digest.update(repr((path, data)).encode())
    return _setup(_Held(digest=digest.hexdigest(), project=project))


@dataclass(frozen=True, slots=True)
class _Held:
    digest: str
    project: Project = field(compare=False)


@lru_cache(maxsize=2)
def _setup(held: _Held) -> Setup:
    project = held.project
    knowledge, _ = gather_knowledge(project)
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    shapes = {name: arrow_schema(schema) for name, schema in schemas.items()}
    return Setup(
        knowledge=knowledge,
        schemas=schemas,
        shapes={**shapes, "tags": _TAGS, "reached": _REACHED},
        identity=tagger_identity(knowledge),
    )


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


def _read(
    task: DocumentTask,
    key: str,
    is_poisoned: bool,
    shard: _Shard,
    setup: Setup,
    tags: Mapping[str, str],
    watch: Stopwatch,
) -> None:
    """Read one document into the shard. A fault of ours in it must not take the others with it: it is a finding."""
    try:
        if is_poisoned:
            raise ChildProcessError("reading it ends the process")
        asked: dict[str, str] = {}
        result = read_document(task, _remembering(setup, tags, asked), watch)
        start = watch.clock()
        findings = placed_findings(result)
        is_missing = any(finding.severity == "error" for finding in findings)
        pieces = {} if is_missing else _pieces(result, rows_of(result), asked, setup)
        watch.lap("rows", start)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is named with its document, and the rest is kept
        findings, pieces, is_missing, result = [_failed(task, error)], {}, True, None
    shard.pieces[task.document_id] = pieces
    shard.facts[task.document_id] = {
        "id": task.document_id,
        "key": key,
        "missing": is_missing,
        "day": _days(result)[0] if result is not None and not is_missing else None,
        "latest": _days(result)[1] if result is not None and not is_missing else None,
        "rows": {name: piece.rows for name, piece in pieces.items()},
        "findings": plain_findings(findings),
        "set_aside": dict(result.reading.set_aside_chars) if result is not None else {},
    }


def _remembering(setup: Setup, tags: Mapping[str, str], asked: dict[str, str]) -> Knowledge:
    if setup.knowledge.tagger is None:
        return setup.knowledge
    return replace(setup.knowledge, tagger=RememberedTagger(setup.knowledge.tagger, setup.identity, tags, asked))


def _pieces(result: DocumentResult, rows: Rows, asked: Mapping[str, str], setup: Setup) -> Pieces:
    tables = {name: pa_table(rows[name], schema) for name, schema in setup.schemas.items()}
    answers = [
        {"document_id": result.document_id, "question": question, "answer": answer}
        for question, answer in sorted(asked.items())
    ]
    reached = reached_by(result)
    row = {"document_id": result.document_id, "words": reached.words, "entities": reached.entities}
    tables["tags"] = pa.Table.from_pylist(answers, schema=_TAGS)
    tables["reached"] = pa.Table.from_pylist([row], schema=_REACHED)
    return {name: Piece(table, 0, table.num_rows) for name, table in tables.items()}


def _days(result: DocumentResult) -> tuple[str | None, str | None]:
    """The day that a document stands under, and the latest of its days."""
    days = (result.facts.issued_on, result.facts.published_on)
    day = document_day(*days)
    latest = max((day for day in days if day is not None), default=None)
    return (day.isoformat() if day else None, latest.isoformat() if latest else None)


def _failed(task: DocumentTask, error: Exception) -> Finding:
    message = (
        f"{task.origin.path}: {task.document_id} cannot be read ({type(error).__name__}: {error}); "
        "a document that dpkit reads to its end was expected: this is a fault of dpkit, please report it"
    )
    place = Place(path=task.origin.path)
    return Finding(
        code="DP124", severity="error", message=message, place=place, table="documents", key=task.document_id
    )


def _plain_faults(faults: Iterable[Fault]) -> list[list[str | None]]:
    """All faults of a shard as JSON values. Rows of merged tables are checked once more when all are merged."""
    kept = (fault for fault in faults if fault.table not in MERGED or fault.code == "DP502")
    return [[fault.code, fault.table, fault.field, fault.key, fault.message] for fault in kept]
