"""Paragraphs that many documents share are proposed as furniture of their pages; a person accepts, or does not.

Nothing here happens in a build: what a corpus repeats can also be what its speakers repeat.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from dpkit.errors import PackageError, UsageError
from dpkit.inputs.curation import BOILERPLATE_NAME, read_boilerplate
from dpkit.model import Role
from dpkit.package_reading import read_tables
from dpkit.schema import default_schemas
from dpkit.store.output import write_curation
from dpkit.store.project import Project
from dpkit.text.boilerplate import fingerprint

FURNITURE: tuple[Role, ...] = ("boilerplate", "source_link", "caption", "signature", "heading", "dateline")
"""The roles that an accepted fingerprint may have."""
MIN_DOCUMENTS = 3
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
    tables = _tables(project.package)
    publishers = _publishers(tables)
    lengths = _lengths(tables["paragraphs"])
    found: dict[str, Proposal] = {}
    for row in tables["paragraphs"].to_pylist():
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
    path = f"{project.config.curation_folder}/{BOILERPLATE_NAME}"
    old = project.curation.get(path, b"")
    added = "" if old.strip() else _HEADER
    for mark in fingerprints:
        if mark not in known:
            raise UsageError(f"{mark}: no paragraph has this fingerprint; one of `dpkit boilerplate` was expected")
        added += _entry(known[mark], role)
    new = old + (b"" if old.endswith(b"\n") or not old else b"\n") + added.encode("utf-8", "backslashreplace")
    before, _ = read_boilerplate(old, path)
    after, findings = read_boilerplate(new, path)
    if findings or len(after) != len(before) + len(fingerprints):
        raise UsageError(f"{path}: cannot be added to as it is written; a list with one rule an item was expected")
    write_curation(project.root, path, new)
    return path


def _tables(folder: Path) -> Mapping[str, pa.Table]:
    tables = read_tables(folder, default_schemas())
    if not {"documents", "paragraphs", "entities"} <= set(tables):
        raise PackageError(f"{folder}: there is no built package; `dpkit build` before this was expected")
    return tables


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
