"""The documents of a shard that are read anew: facts and rows of each; one that fails leaves the others alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import pyarrow as pa

from dpkit.document import DocumentTask, Knowledge, Stopwatch, placed_findings, read_document
from dpkit.extract.remembered import RememberedTagger
from dpkit.model import DocumentResult, Finding, Place
from dpkit.shards.cut import ShardDocument, ShardTask
from dpkit.shards.findings import plain_findings
from dpkit.shards.pieces import Piece
from dpkit.shards.reach import reached_by
from dpkit.shards.setup import Setup
from dpkit.tables import Row, rows_of
from dpkit.tables.arrow import document_day, pa_table

DOCUMENTS_AT_ONCE = 64
"""Rows of so many documents are made Arrow at once: alone, each costs as much as to find its claims."""

Facts = dict[str, Any]
Pieces = Mapping[str, Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A document that was read: what is known of it, and its rows by table (none where it has errors)."""

    task: DocumentTask
    facts: Facts
    rows: Mapping[str, list[Row]]


def read_documents(
    task: ShardTask, setup: Setup, tags: Mapping[str, str], watch: Stopwatch
) -> Iterator[tuple[Facts, Pieces]]:
    """Facts and rows of each document that is to be read; `tags` holds answers of the tagger by question."""
    dirty = [document for document in task.documents if document.task is not None]
    for first in range(0, len(dirty), DOCUMENTS_AT_ONCE):
        part = dirty[first : first + DOCUMENTS_AT_ONCE]
        read = [_read(document, task.poisoned, setup, tags, watch) for document in part]
        start = watch.clock()
        found = list(_converted(read, setup))
        watch.lap("rows", start)
        yield from found


def _read(
    document: ShardDocument, poisoned: frozenset[str], setup: Setup, tags: Mapping[str, str], watch: Stopwatch
) -> _Read:
    task = document.task
    assert task is not None
    facts: Facts = {"id": task.document_id, "key": document.key, "missing": True, "day": None, "latest": None}
    try:
        if task.document_id in poisoned:
            raise ChildProcessError("reading it ends the process")
        asked: dict[str, str] = {}
        result = read_document(task, _remembering(setup, tags, asked), watch)
        start = watch.clock()
        findings = placed_findings(result)
        is_missing = any(finding.severity == "error" for finding in findings)
        rows = {} if is_missing else {**rows_of(result), **_beside(result, asked)}
        watch.lap("rows", start)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is named with its document, and the rest is kept
        return _Read(task=task, facts=_failed(task, facts, error), rows={})
    facts["findings"], facts["missing"] = plain_findings(findings), is_missing
    facts["set_aside"] = dict(result.reading.set_aside_chars)
    if not is_missing:
        facts["day"], facts["latest"] = _days(result)
    return _Read(task=task, facts=facts, rows=rows)


def _converted(read: Sequence[_Read], setup: Setup) -> Iterator[tuple[Facts, Pieces]]:
    """The rows of some documents as Arrow, all at once; where that fails, each alone."""
    sound = [one for one in read if one.rows]
    try:
        tables = {name: _table(name, [row for one in sound for row in one.rows[name]], setup) for name in setup.shapes}
    except Exception as error:  # noqa: BLE001 - as in `_read`
        if len(read) == 1:
            yield {**_failed(read[0].task, read[0].facts, error), "rows": {}}, {}
        for one in read if len(read) > 1 else ():
            yield from _converted([one], setup)
        return
    ends = {name: list(accumulate((len(one.rows[name]) for one in sound), initial=0)) for name in tables}
    number = 0
    for one in read:
        pieces: Pieces = {}
        if one.rows:
            pieces = {name: Piece(table, ends[name][number], len(one.rows[name])) for name, table in tables.items()}
            number += 1
        yield {**one.facts, "rows": {name: piece.rows for name, piece in pieces.items()}}, pieces


def _table(name: str, rows: list[Row], setup: Setup) -> pa.Table:
    if name in setup.schemas:
        return pa_table(rows, setup.schemas[name])
    return pa.Table.from_pylist(rows, schema=setup.shapes[name])


def _remembering(setup: Setup, tags: Mapping[str, str], asked: dict[str, str]) -> Knowledge:
    if setup.knowledge.tagger is None:
        return setup.knowledge
    return replace(setup.knowledge, tagger=RememberedTagger(setup.knowledge.tagger, setup.identity, tags, asked))


def _beside(result: DocumentResult, asked: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of a document that are for later builds alone."""
    own = result.document_id
    reached = reached_by(result)
    return {
        "tags": [{"document_id": own, "question": key, "answer": answer} for key, answer in sorted(asked.items())],
        "reached": [{"document_id": own, "words": reached.words, "entities": reached.entities}],
    }


def _days(result: DocumentResult) -> tuple[str | None, str | None]:
    """The day that a document stands under, and the latest of its days."""
    days = (result.facts.issued_on, result.facts.published_on)
    day = document_day(*days)
    latest = max((day for day in days if day is not None), default=None)
    return (day.isoformat() if day else None, latest.isoformat() if latest else None)


def _failed(task: DocumentTask, facts: Facts, error: Exception) -> Facts:
    message = (
        f"{task.origin.path}: {task.document_id} cannot be read ({type(error).__name__}: {error}); "
        "a document that dpkit reads to its end was expected: this is a fault of dpkit, please report it"
    )
    place = Place(path=task.origin.path)
    finding = Finding(
        code="DP124", severity="error", message=message, place=place, table="documents", key=task.document_id
    )
    known = {"id": facts["id"], "key": facts["key"], "missing": True, "day": None, "latest": None}
    return {**known, "findings": plain_findings([finding]), "set_aside": {}}
