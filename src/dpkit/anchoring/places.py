"""Places in raw files and sidecars: a fact where it is stated, words where their bytes stand."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from dpkit.anchoring.rows import Row
from dpkit.anchoring.targets import Target
from dpkit.document import DocumentTask, stated_facts
from dpkit.errors import DpkitError
from dpkit.intake import file_tasks
from dpkit.model import Finding, Place
from dpkit.origin import Located, raw_place
from dpkit.readers import reader_named
from dpkit.store.project import Project
from dpkit.store.raw import RawFile, open_raw, raw_file_at, stating

MAX_DOCUMENTS = 1_000
"""Documents that are read again for lines and columns; the findings of others name the file alone."""
LINE_READERS = frozenset({"jsonl", "csv", "feed"})
"""Readers whose records begin at a place of the file that a person sees in an editor."""
_BLOCK_BYTES = 1 << 20
Wanted = tuple[Finding, Target]


def raw_places(project: Project, wanted: Iterable[Wanted]) -> Iterator[tuple[Finding, Place]]:
    """A place for each finding whose document still has its raw file; each raw file is read once, in its order."""
    files: dict[str, list[Wanted]] = {}
    for finding, target in wanted:
        if target.document is not None:
            files.setdefault(str(target.document.get("raw_path")), []).append((finding, target))
    left = MAX_DOCUMENTS
    for path, of_file in sorted(files.items()):
        raw_file = _raw_file(project, path)
        if raw_file is None:
            continue
        unread: list[Wanted] = []
        for finding, target in of_file:
            place = _stated_by_people(raw_file, target.fact)
            if place is not None:
                yield finding, place
            else:
                unread.append((finding, target))
        documents = len({_locator(target.document) for _, target in unread})
        yield from _read(project, raw_file, unread) if documents <= left else _unread(raw_file, unread)
        left = max(left - documents, 0)


def lined(findings: tuple[Finding, ...], project: Project) -> tuple[Finding, ...]:
    """The findings, in their order; those about a record that only its file was known of lead to its first line."""
    prefix = f"{project.config.raw_folder}/"
    wanted: dict[str, dict[str, int | None]] = {}
    for found in findings:
        place, key = found.place, found.key
        if place is None or place.line is not None or key is None or not place.path.startswith(prefix):
            continue
        if f"{place.path}#" in found.message:
            wanted.setdefault(place.path, {})[key] = None
    for path, lines in wanted.items():
        raw_file = _raw_file(project, path)
        if raw_file is not None and len(lines) <= MAX_DOCUMENTS:
            lines |= _lines_of(project, raw_file, set(lines))
    return tuple(_at_line(found, wanted) for found in findings)


def _at_line(found: Finding, lines: Mapping[str, Mapping[str, int | None]]) -> Finding:
    place = found.place
    if place is None or place.line is not None or found.key is None:
        return found
    line = lines.get(place.path, {}).get(found.key)
    return found if line is None else replace(found, place=replace(place, line=line))


def _lines_of(project: Project, raw_file: RawFile, document_ids: set[str]) -> dict[str, int | None]:
    """The first line of documents of a raw file whose records stand in lines."""
    found: dict[str, int | None] = {}
    with _opened(project, raw_file) as stream:
        lines = _Lines(stream)
        for task in _tasks(project, raw_file):
            if task.reader in LINE_READERS and task.document_id in document_ids:
                found[task.document_id] = 1 + lines.ends_before(task.record.offset)
    return found


def _raw_file(project: Project, path: str) -> RawFile | None:
    """The raw file that a row names; a row of a stranger's package may name anything."""
    parts = path.split("/")
    if ".." in parts or "." in parts or not path.startswith(f"{project.config.raw_folder}/"):
        return None
    try:
        return raw_file_at(project.root, path)
    except (DpkitError, OSError):
        return None


def _stated_by_people(raw_file: RawFile, fact: str | None) -> Place | None:
    """Where a sidecar states a fact: its value, or the first of the facts below it."""
    if fact is None:
        return None
    places = raw_file.facts.places
    below = sorted(place for key, place in places.items() if key.startswith((f"{fact}[", f"{fact}.")))
    return places.get(fact) or (below[0] if below else None)


def _read(project: Project, raw_file: RawFile, wanted: list[Wanted]) -> Iterator[tuple[Finding, Place]]:
    by_locator: dict[str | None, list[Wanted]] = {}
    for finding, target in wanted:
        by_locator.setdefault(_locator(target.document), []).append((finding, target))
    if not by_locator:
        return
    with _opened(project, raw_file) as stream:
        lines = _Lines(stream)
        for task in _tasks(project, raw_file):
            for_task = by_locator.pop(task.origin.locator, [])
            if for_task:
                yield from _of_document(raw_file, task, lines, for_task)
            if not by_locator:
                return
    yield from _unread(raw_file, [pair for pairs in by_locator.values() for pair in pairs])


def _of_document(
    raw_file: RawFile, task: DocumentTask, lines: "_Lines", wanted: list[Wanted]
) -> Iterator[tuple[Finding, Place]]:
    reading = reader_named(task.reader).read(task.record, task.facts)
    first_line = 1 + lines.ends_before(task.record.offset)
    located = Located(
        reading=reading,
        data=task.record.data,
        offset=task.record.offset,
        first_line=first_line,
        facts=stated_facts(task, reading),
    )
    for finding, target in wanted:
        place = _place_of_fact(raw_file, located, target.fact) if target.fact is not None else None
        yield finding, place or _place_of_words(raw_file, located, task, target)


def _place_of_fact(raw_file: RawFile, located: Located, fact: str) -> Place | None:
    """Where the record itself states a fact, else the sidecar in which a person can state it."""
    stated = located.facts.places.get(fact)
    if stated is None:
        return _sidecar(raw_file, fact)
    if stated.path in stating(raw_file.path):
        return stated
    if stated.line is not None and located.reading.byte_map.part_of(0) is None:
        return Place(path=raw_file.path, line=located.first_line + stated.line - 1)
    return _place_of_field(raw_file, located, stated.path.removeprefix("field:"))


def _place_of_field(raw_file: RawFile, located: Located, name: str) -> Place:
    """A field of a JSON record; of other records their first line."""
    head, found, _ = located.data.partition(json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if not found or located.reading.byte_map.part_of(0) is not None:
        return Place(path=raw_file.path)
    before = head.decode("utf-8", "replace")
    line = located.first_line + before.count("\n")
    return Place(path=raw_file.path, line=line, column=len(before) - before.rfind("\n"))


def _sidecar(raw_file: RawFile, fact: str) -> Place | None:
    """The sidecar, at the facts of the same kind where it states some; none where there is no sidecar."""
    if not raw_file.has_sidecar:
        return None
    own = stating(raw_file.path)[0]
    kind = fact.partition(".")[0]
    near = sorted(
        place for key, place in raw_file.facts.places.items() if place.path == own and key.startswith(f"{kind}.")
    )
    return near[0] if near and "." in fact else Place(path=own)


def _place_of_words(raw_file: RawFile, located: Located, task: DocumentTask, target: Target) -> Place:
    """The first byte of the words, where the file still holds the record that the row was read from."""
    length = len(located.reading.text)
    span = target.span if target.span is not None and target.span[0] < length else (0, 0)
    is_same = target.document is not None and task.origin.sha256 == target.document.get("raw_sha256")
    if not is_same or target.document is None:
        return Place(path=raw_file.path)
    found = raw_place(target.document, located, (span[0], min(span[1], length)))
    return Place(path=raw_file.path, line=found.line, column=found.column)


def _unread(raw_file: RawFile, wanted: Iterable[Wanted]) -> Iterator[tuple[Finding, Place]]:
    for finding, target in wanted:
        sidecar = _sidecar(raw_file, target.fact) if target.fact is not None else None
        yield finding, sidecar or Place(path=raw_file.path)


def _locator(document: Row | None) -> str | None:
    locator = document.get("raw_locator") if document is not None else None
    return None if locator is None else str(locator)


def _tasks(project: Project, raw_file: RawFile) -> Iterator[DocumentTask]:
    return (task for task in file_tasks(project, raw_file) if not isinstance(task, Finding))


def _opened(project: Project, raw_file: RawFile) -> BinaryIO:
    return open_raw(project.root, raw_file.path)


class _Lines:
    """Counts the line ends of a file, onward from the last question: records are asked for in their order."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0
        self._ends = 0

    def ends_before(self, offset: int) -> int:
        if offset < self._at:
            self._stream.seek(0)
            self._at = self._ends = 0
        while self._at < offset:
            block = self._stream.read(min(_BLOCK_BYTES, offset - self._at))
            if not block:
                break
            self._at += len(block)
            self._ends += block.count(b"\n")
        return self._ends
