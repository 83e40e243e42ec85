"""Raw files → one task per document, as a stream: which reader takes a file, what each record is called."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from dpkit.document import DocumentTask
from dpkit.errors import DpkitError
from dpkit.ids import name_id
from dpkit.inputs.sidecar import merge_facts
from dpkit.model import Facts, Finding, Place, RawOrigin, Record
from dpkit.readers import configured, reader_for
from dpkit.seams import Reader
from dpkit.store.project import Project
from dpkit.store.raw import RawFile, RawListing, open_raw

HEAD_BYTES = 4096
"""First bytes of a file that a format is told by."""


def document_tasks(project: Project, listing: RawListing) -> Iterator[DocumentTask | Finding]:
    """The documents of all raw files, in the order of paths and records; files that cannot be read give a finding."""
    for raw_file in listing.files:
        yield from file_tasks(project, raw_file)


def file_tasks(project: Project, raw_file: RawFile) -> Iterator[DocumentTask | Finding]:
    """The documents of one raw file, in the order of records; one that cannot be read gives a finding."""
    try:
        with open_raw(project.root, raw_file.path) as stream:
            reader = reader_of(raw_file, stream)
            if reader is None:
                yield _no_reader(raw_file)
                return
            is_empty = True
            for record in reader.records(stream):
                is_empty = False
                yield _task(project, raw_file, reader, record)
        if is_empty:
            yield _without_documents(raw_file, reader)
    except DpkitError as error:
        yield _unreadable(raw_file, str(error))


def reader_of(raw_file: RawFile, stream: BinaryIO) -> Reader | None:
    """The reader of a raw file, set up as its sidecar wants; None where none takes it. The stream is at its start."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    reader = reader_for(raw_file.path, head, raw_file.facts.reader)
    return None if reader is None else configured(reader, raw_file.facts)


def _task(project: Project, raw_file: RawFile, reader: Reader, record: Record) -> DocumentTask:
    origin = RawOrigin(
        path=raw_file.path,
        locator=record.locator,
        offset=record.offset,
        sha256=hashlib.sha256(record.data).hexdigest(),
        size_bytes=len(record.data),
    )
    return DocumentTask(
        document_id=document_id(raw_file, record, project.config.raw_folder),
        origin=origin,
        record=record,
        facts=raw_file.facts,
        reader=reader.name,
    )


def document_id(raw_file: RawFile, record: Record, raw_folder: str) -> str:
    """What a person called the document, else its path below the raw folder; a record's own locator is added."""
    file_id = raw_file.facts.id or raw_file.path.removeprefix(f"{raw_folder}/")
    if record.locator is not None:
        return name_id(f"{file_id}#{record.locator}")
    own = merge_facts([record.facts]) if record.facts is not None else Facts()
    return raw_file.facts.id or own.id or name_id(file_id)


def twice(task: DocumentTask, first: str) -> Finding:
    """What is wrong with a document whose id another one has already."""
    message = f"{task.origin.path}: {task.document_id} is already the id of {first}; an id of its own was expected"
    place = task.facts.places.get("id") or Place(path=task.origin.path)
    return Finding(code="DP121", severity="error", message=message, place=place, key=task.document_id, field="id")


def _no_reader(raw_file: RawFile) -> Finding:
    wanted = f"no reader is called {raw_file.facts.reader}" if raw_file.facts.reader else "no reader takes this format"
    message = (
        f"{raw_file.path}: {wanted}; text, HTML, JSON Lines, CSV or WARC (or `reader` in the sidecar) was expected"
    )
    return Finding(code="DP120", severity="error", message=message, place=Place(path=raw_file.path))


def _without_documents(raw_file: RawFile, reader: Reader) -> Finding:
    message = f"{raw_file.path}: the reader {reader.name} finds no document in it; at least one was expected"
    return Finding(code="DP123", severity="warning", message=message, place=Place(path=raw_file.path))


def _unreadable(raw_file: RawFile, problem: str) -> Finding:
    message = problem if problem.startswith(raw_file.path) else f"{raw_file.path}: {problem}"
    return Finding(code="DP122", severity="error", message=message, place=Place(path=raw_file.path))
