"""Where one shard ends and the next begins: a hash of the document's id says it, so that neighbours stay together.

A document that comes or goes changes its own shard alone; documents keep the order of their files, so that they can be
read as a stream and those of one day lie close together.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dpkit.document import DocumentTask
from dpkit.shards.environment import digest_of
from dpkit.shards.plan import PlannedDocument
from dpkit.store.project import Project

MEAN_DOCUMENTS = 512
"""Checking a shard costs half a second however small it is; a changed document costs a shard written anew."""
MAX_DOCUMENTS = 2_048
MAX_BYTES = 16 * 1024 * 1024
"""Raw bytes of a shard: what a worker holds at once is some times that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardDocument:
    """A document of a shard: read anew from `task`, or taken over from the shard `former`, which may also know tags."""

    document_id: str
    key: str
    task: DocumentTask | None
    former: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """Everything that a worker needs to make one shard; picklable."""

    name: str
    documents: tuple[ShardDocument, ...]
    project: Project
    folder: Path
    """Where shards lie, for every worker at the same path."""
    poisoned: frozenset[str] = frozenset()
    """Documents that have killed workers: they are not tried again."""


def cut(documents: Iterable[PlannedDocument]) -> Iterator[tuple[PlannedDocument, ...]]:
    """The documents in runs; the same documents are cut in the same way."""
    run: list[PlannedDocument] = []
    size = 0
    for document in documents:
        run.append(document)
        size += document.size_bytes
        if _ends(document.seen.document_id) or len(run) >= MAX_DOCUMENTS or size >= MAX_BYTES:
            yield tuple(run)
            run, size = [], 0
    if run:
        yield tuple(run)


def shard_task(documents: tuple[PlannedDocument, ...], project: Project, folder: Path) -> ShardTask:
    """The task that makes a run of documents a shard, whose name says what it holds."""
    held = tuple(
        ShardDocument(
            document_id=document.seen.document_id,
            key=document.seen.key,
            task=document.task,
            former=document.seen.shard or None,
        )
        for document in documents
    )
    name = digest_of([[document.document_id, document.key] for document in held])[:32]
    return ShardTask(name=name, documents=held, project=project, folder=folder)


def alone_of(task: ShardTask, document_id: str) -> ShardTask:
    """The task of a shard of one document alone."""
    held = tuple(document for document in task.documents if document.document_id == document_id)
    name = digest_of([[document.document_id, document.key] for document in held])[:32]
    return replace(task, name=name, documents=held)


def _ends(document_id: str) -> bool:
    digest = hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4]) % MEAN_DOCUMENTS == 0
