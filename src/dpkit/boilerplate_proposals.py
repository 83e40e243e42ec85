"""Paragraphs that many documents share are proposed as furniture of their pages; a person accepts, or does not.

Nothing here happens in a build: what a corpus repeats can also be what its speakers repeat.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from dpkit.errors import PackageError, UsageError
from dpkit.inputs.curation import BOILERPLATE_NAME, read_boilerplate
from dpkit.model import Role
from dpkit.package_reading import read_tables
from dpkit.schema import default_schemas
from dpkit.store.output import write_curation
from dpkit.store.package_folder import built
from dpkit.store.project import Project
from dpkit.text.boilerplate import fingerprint

FURNITURE: tuple[Role, ...] = ("boilerplate", "source_link", "caption", "signature", "heading", "dateline")
"""The roles that an accepted fingerprint may have."""
MIN_DOCUMENTS = 3
_ITEM = re.compile(rb"^( *)-(?: |\r?$)", re.MULTILINE)
_HEADER = "# What is furniture of a page in this dataset. Written by people and `dpkit boilerplate --accept`.\n"


@dataclass(slots=True, kw_only=True)
class Proposal:
    """A paragraph that several documents share, white space apart."""

    fingerprint: str
    text: str
    documents: set[str] = field(default_factory=set)
    publishers: set[str] = field(default_factory=set)
    last: int = 0
    """In how many documents it stands in the last quarter of the paragraphs."""


def propose(project: Project, min_documents: int = MIN_DOCUMENTS) -> Sequence[Proposal]:
    """What the built package holds in `min_documents` documents or more and no rule names yet, the most frequent first.

    Raises: PackageError where the project is not built.
    """
    tables = _tables(built(project.package))
    publishers = _publishers(tables)
    lengths = _lengths(tables["paragraphs"])
    found: dict[str, Proposal] = {}
    for row in _rows(tables["paragraphs"]):
        if row["role"] in FURNITURE or row["text"] is None:
            continue
        mark = fingerprint(row["text"])
        proposal = found.setdefault(mark, Proposal(fingerprint=mark, text=row["text"]))
        document = row["document_id"]
        proposal.last += document not in proposal.documents and row["position"] >= 0.75 * lengths[document]
        proposal.documents.add(document)
        proposal.publishers.add(publishers.get(document) or "unknown")
    repeated = [one for one in found.values() if len(one.documents) >= min_documents]
    return sorted(repeated, key=lambda one: (-len(one.documents), one.fingerprint))


def accept(project: Project, fingerprints: Sequence[str], role: Role) -> str:
    """Pin paragraphs by their fingerprints in the curation file; the path of that file.

    What people wrote there, and its order, stays; the new rules stand at its end.

    Raises: UsageError where a fingerprint is not proposed or the file cannot be added to.
    """
    known = {proposal.fingerprint: proposal for proposal in propose(project, min_documents=1)}
    wanted = tuple(dict.fromkeys(fingerprints))
    path = f"{project.config.curation_folder}/{BOILERPLATE_NAME}"
    old = project.curation.get(path, b"")
    before, faults = read_boilerplate(old, path)
    if faults:
        raise UsageError(f"{faults[0].message}; a file without faults was expected before something is added")
    pinned = {mark for rule in before for mark in _fingerprints(rule)}
    for mark in wanted:
        if mark in pinned:
            raise UsageError(f"{mark}: is pinned in {path} already; a fingerprint that is not was expected")
        if mark not in known:
            raise UsageError(f"{mark}: no paragraph has this fingerprint; one of `dpkit boilerplate` was expected")
    new = _added_to(old, [_entry(known[mark], role) for mark in wanted])
    after, findings = read_boilerplate(new, path)
    if findings or after[: len(before)] != before or len(after) != len(before) + len(wanted):
        raise UsageError(f"{path}: cannot be added to as it is written; a list with one rule an item was expected")
    write_curation(project.root, path, new)
    return path


def _fingerprints(rule: Mapping[str, object]) -> Sequence[str]:
    value = rule.get("fingerprints", ())
    return [str(mark) for mark in value] if isinstance(value, list | tuple) else []


def _added_to(old: bytes, entries: Sequence[str]) -> bytes:
    """The file with new items at its end, indented and ended as its own are; not a byte of the old ones changes."""
    first = _ITEM.search(old)
    indent = first[1].decode() if first is not None else ""
    added = "".join(entries) if old.strip() else _HEADER + "".join(entries)
    lines = "".join(f"{indent}{line}\n" for line in added.splitlines())
    if b"\r\n" in old:
        lines = lines.replace("\n", "\r\n")
    gap = b"" if not old or old.endswith(b"\n") else b"\r\n" if b"\r\n" in old else b"\n"
    return old + gap + lines.encode("utf-8", "backslashreplace")


def _tables(folder: Path) -> Mapping[str, pa.Table]:
    tables = read_tables(folder, default_schemas())
    if not {"documents", "paragraphs", "entities"} <= set(tables):
        raise PackageError(f"{folder}: no tables documents, paragraphs and entities; a whole package was expected")
    return tables


def _rows(paragraphs: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in paragraphs.select(["document_id", "position", "role", "text"]).to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _publishers(tables: Mapping[str, pa.Table]) -> Mapping[str, str | None]:
    names = dict(zip(*(tables["entities"].column(name).to_pylist() for name in ("entity_id", "name")), strict=True))
    columns = (tables["documents"].column(name).to_pylist() for name in ("document_id", "publisher_id"))
    return {document: names.get(publisher) for document, publisher in zip(*columns, strict=True)}


def _lengths(paragraphs: pa.Table) -> Mapping[str, int]:
    lengths: dict[str, int] = {}
    for document in paragraphs.column("document_id").to_pylist():
        lengths[document] = lengths.get(document, 0) + 1
    return lengths


def _entry(proposal: Proposal, role: Role) -> str:
    words = " ".join(proposal.text.split())
    note = words if len(words) <= 80 else f"{words[:79]}…"
    return (
        f"- id: pinned-{proposal.fingerprint[:12]}\n  role: {role}\n  zone: anywhere\n"
        f"  note: {json.dumps(note, ensure_ascii=False)}\n  fingerprints: [{json.dumps(proposal.fingerprint)}]\n"
    )
