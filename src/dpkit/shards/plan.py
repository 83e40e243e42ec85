"""Which documents there are, and which of them have to be read again: sizes and times where they can be trusted."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dpkit.document import DocumentTask, Knowledge
from dpkit.errors import InputError
from dpkit.inputs.sidecar import DEFAULTS_NAME
from dpkit.intake import file_tasks, twice
from dpkit.model import Facts, Finding
from dpkit.shards.environment import digest_of
from dpkit.shards.findings import kept_findings, plain_findings
from dpkit.shards.reasons import Lists, Reasons
from dpkit.store.cache import SeenDocument, SeenFile
from dpkit.store.files import Entry
from dpkit.store.project import Project
from dpkit.store.raw import Fingerprint, RawSurvey, fingerprint, raw_file_of, stated_facts, stating, unreadable

RACY_NS = 2_000_000_000
"""A file that changed within this time before it was read may change again without its times showing it: the coarsest
clock of a file system in use ticks every two seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDocument:
    """A document of this build. Without `task` its rows are taken over from the shard `seen.shard`."""

    seen: SeenDocument
    size_bytes: int
    task: DocumentTask | None = None
    reasons: tuple[str, ...] = ()
    """Why it is read again."""


@dataclass(slots=True)
class Plan:
    """What is known before, and what the walk over the raw files finds out."""

    project: Project
    knowledge: Knowledge
    survey: RawSurvey
    reasons: Reasons
    known_files: Mapping[str, SeenFile]
    known_documents: Mapping[str, SeenDocument]
    environment: str
    lists: Lists
    now: int
    """The time of the disk when this build began."""
    fingerprints: dict[str, Fingerprint] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen_files: dict[str, SeenFile] = field(default_factory=dict)
    seen_ids: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)
    _fresh: list[SeenFile] = field(default_factory=list)

    def fresh_files(self) -> list[SeenFile]:
        """The files that were seen since the last call and are not known as they are."""
        fresh, self._fresh = self._fresh, []
        return [file for file in fresh if self.known_files.get(file.path) != file]

    def saw(self, file: SeenFile) -> None:
        """Note a file as this build found it."""
        self.seen_files[file.path] = file
        self._fresh.append(file)


def planned_documents(plan: Plan) -> Iterator[PlannedDocument]:
    """All documents in the order of paths and records; findings and fingerprints are left in the plan."""
    plan.findings += plan.survey.findings
    for entry in plan.survey.raw.values():
        plan.facts = {path: facts for path, facts in plan.facts.items() if path.endswith(DEFAULTS_NAME)}
        for path in stating(entry.path):
            if path in plan.survey.sidecars and path not in plan.seen_files:
                _look_at_sidecar(plan, plan.survey.sidecars[path])
        yield from _of_file(plan, entry)
    for path in sorted(plan.survey.sidecars.keys() - plan.seen_files.keys()):  # those that stand beside nothing
        _look_at_sidecar(plan, plan.survey.sidecars[path])


def _look_at_sidecar(plan: Plan, entry: Entry) -> None:
    """Learn the hash of a sidecar and what is wrong with it; its facts are read where a document needs them."""
    known = plan.known_files.get(entry.path)
    if known is not None and not _is_same(entry, known):
        found = _fingerprint(plan, entry)
        known = _with_times(plan, entry, known) if found is not None and found.sha256 == known.sha256 else None
        plan.fingerprints.pop(entry.path, None)
    if known is None or json.loads(known.content)["environment"] != plan.environment:
        facts, findings, data = stated_facts(plan.project.root, entry.path)
        plan.facts[entry.path] = facts
        content = {"environment": plan.environment, "findings": plain_findings(findings)}
        known = _seen(plan, entry, hashlib.sha256(data).hexdigest(), content)
    plan.saw(known)
    plan.findings += kept_findings(json.loads(known.content)["findings"])


def _of_file(plan: Plan, entry: Entry) -> Iterator[PlannedDocument]:
    sidecars = (path for path in stating(entry.path) if path in plan.seen_files)
    stated = digest_of([[path, plan.seen_files[path].sha256] for path in sidecars])
    known = plan.known_files.get(entry.path)
    if known is not None and not _is_same(entry, known):
        found = _fingerprint(plan, entry)
        known = _with_times(plan, entry, known) if found is not None and found.sha256 == known.sha256 else None
    if known is not None and (documents := _unchanged(plan, known, stated)) is not None:
        plan.saw(known)
        content = json.loads(known.content)
        plan.findings += kept_findings(content["findings"])
        records = {locator: record.partition(":")[0] for _, locator, record, *_ in content["documents"] if locator}
        plan.fingerprints[entry.path] = Fingerprint(size_bytes=known.size, sha256=known.sha256, records=records)
        yield from documents
    else:
        yield from _read(plan, entry, stated)


def _unchanged(plan: Plan, known: SeenFile, stated: str) -> list[PlannedDocument] | None:
    """The documents of a file whose bytes are the same, if every one of them is; the file is not opened."""
    content = json.loads(known.content)
    planned: list[PlannedDocument] = []
    for document_id, locator, record, reader, size_bytes in content["documents"]:
        wanted = _wanted(plan, document_id, known.path, locator, record, stated, reader)
        old = plan.known_documents.get(document_id)
        if old is None or document_id in plan.seen_ids or plan.reasons.of(old, wanted):
            return None
        planned.append(PlannedDocument(seen=_vetted(plan, old), size_bytes=size_bytes))
    plan.seen_ids.update((document.seen.document_id, known.path) for document in planned)
    return planned if content["stated"] == stated and planned else None


def _read(plan: Plan, entry: Entry, stated: str) -> Iterator[PlannedDocument]:
    """The documents of a file that has to be opened; those that did not change are still not read for content."""
    found = _fingerprint(plan, entry)
    raw_file = raw_file_of(entry, {path: _facts(plan, path) for path in stating(entry.path) if path in plan.seen_files})
    rows: list[tuple[str, str | None, str, str, int]] = []
    findings: list[Finding] = []
    for task in file_tasks(plan.project, raw_file):
        if isinstance(task, Finding):
            findings.append(task)
            continue
        rows.append((task.document_id, task.origin.locator, _record(task), task.reader, task.origin.size_bytes))
        if task.document_id in plan.seen_ids:
            findings.append(twice(task, plan.seen_ids[task.document_id]))
            continue
        plan.seen_ids[task.document_id] = entry.path
        yield _planned(plan, task, rows[-1], stated)
    records = {locator: record.partition(":")[0] for _, locator, record, *_ in rows if locator is not None}
    plan.findings += findings
    if found is None:
        return
    plan.fingerprints[entry.path] = replace(found, records=records)
    if not any(finding.severity == "error" for finding in findings):
        content = {"stated": stated, "documents": rows, "findings": plain_findings(findings)}
        plan.saw(_seen(plan, entry, found.sha256, content))


def _planned(
    plan: Plan, task: DocumentTask, row: tuple[str, str | None, str, str, int], stated: str
) -> PlannedDocument:
    document_id, locator, record, reader, size_bytes = row
    wanted = _wanted(plan, document_id, task.origin.path, locator, record, stated, reader)
    old = plan.known_documents.get(document_id)
    reasons = ("it is new",) if old is None else plan.reasons.of(old, wanted)
    if old is not None and not reasons:
        return PlannedDocument(seen=_vetted(plan, old), size_bytes=size_bytes)
    seen = replace(wanted, shard=old.shard if old is not None else "")
    return PlannedDocument(seen=seen, size_bytes=size_bytes, task=task, reasons=reasons)


def _wanted(
    plan: Plan, document_id: str, path: str, locator: str | None, record: str, stated: str, reader: str
) -> SeenDocument:
    """A document as it must have been built to be taken over."""
    corrections = plan.knowledge.corrections.get(document_id, ())
    return SeenDocument(
        document_id=document_id,
        path=path,
        locator=locator,
        record=record,
        stated=stated,
        reader=reader,
        environment=plan.environment,
        corrections=digest_of(repr(corrections)) if corrections else "",
        authority=plan.lists.current,
        vetted=plan.lists.current,
        shard="",
    )


def _vetted(plan: Plan, old: SeenDocument) -> SeenDocument:
    return old if old.vetted == plan.lists.current else replace(old, vetted=plan.lists.current)


def _record(task: DocumentTask) -> str:
    """The hash of a record, and that of the bytes of the file that it is read by."""
    context = task.record.context
    return f"{task.origin.sha256}:{digest_of(context.hex())}" if context else task.origin.sha256


def _is_same(entry: Entry, known: SeenFile) -> bool:
    """Is a file certainly what it was? False may also mean that its times cannot tell."""
    if (entry.size_bytes, *entry.times) != (known.size, known.changed, known.inode_changed, known.inode):
        return False
    return max(known.changed, known.inode_changed) + RACY_NS < known.seen_at


def _with_times(plan: Plan, entry: Entry, known: SeenFile) -> SeenFile:
    changed, inode_changed, inode = entry.times
    return replace(known, changed=changed, inode_changed=inode_changed, inode=inode, seen_at=plan.now)


def _seen(plan: Plan, entry: Entry, sha256: str, content: Any) -> SeenFile:
    return SeenFile(entry.path, entry.size_bytes, *entry.times, plan.now, sha256, json.dumps(content))


def _fingerprint(plan: Plan, entry: Entry) -> Fingerprint | None:
    """Size and hash of a file, read once a build; a finding where it cannot be read."""
    if entry.path not in plan.fingerprints:
        try:
            plan.fingerprints[entry.path] = fingerprint(plan.project.root, entry.path)
        except InputError as error:
            plan.findings.append(unreadable(entry.path, error))
            return None
    return plan.fingerprints[entry.path]


def _facts(plan: Plan, path: str) -> Facts:
    if path not in plan.facts:
        plan.facts[path] = stated_facts(plan.project.root, path)[0]
    return plan.facts[path]
