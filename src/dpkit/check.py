"""The one CI command: raw files, sidecars and lock, a rebuild, and whether the committed package is what it gives."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from dpkit.anchoring import anchored_in_package, below, rows_in
from dpkit.document import Stopwatch
from dpkit.errors import DpkitError, PackageError
from dpkit.fresh import BuildOptions, Built, build_tables, graded
from dpkit.model import Finding, Place
from dpkit.package.described import stale_descriptions
from dpkit.package.hashes import content_hash
from dpkit.package.profile import DESCRIPTOR
from dpkit.package_reading import described_package, package_findings, read_tables
from dpkit.past import continuity_with, open_release, package_in
from dpkit.store.git import changed_since
from dpkit.store.lock import RawLock, lock_faults, read_lock
from dpkit.store.package_folder import heal
from dpkit.store.project import Project
from dpkit.store.raw import LOCK_NAME, list_raw
from dpkit.validate import Fault, findings_of, sorted_findings
from dpkit.validate.history import vanished
from dpkit.validate.stale import MEND, stale_faults

_INPUT = re.compile(r"#input/(.+?)(?:\.schema:sha256)?")
"""Nodes of the provenance that are the files of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check looked at and found."""

    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    seconds: Mapping[str, float]
    is_package_compared: bool


def check(project: Project, options: BuildOptions, base: str | None = None) -> CheckReport:
    """Everything that CI must know of a change. Nothing of the project is written.

    Raises: ConfigError, InputError, UsageError.
    """
    watch = Stopwatch(options.clock)
    built = build_tables(project, options, watch)
    more: list[Finding] = []
    if base is not None:
        more += _since(project, base)
    more += _lost_ids(project, built)
    if project.config.is_committed:
        start = watch.clock()
        heal(project.package)
        more += _package_faults(project, built)
        watch.lap("package", start)
        more += _incomplete_lock(project, built)
    findings = graded(built.exceptions.left(more), project.config)
    return CheckReport(
        rows={name: table.num_rows for name, table in built.parts.tables.items()},
        findings=sorted_findings((*built.findings, *findings, *built.exceptions.unused())),
        seconds=watch.seconds,
        is_package_compared=project.config.is_committed,
    )


def _since(project: Project, base: str) -> tuple[Finding, ...]:
    raw_folder = project.config.raw_folder
    listing = list_raw(project.root, raw_folder)
    lock, _ = read_lock(project.root, raw_folder)
    return changed_since(project.root, raw_folder, base, listing, lock or RawLock())


def _incomplete_lock(project: Project, built: Built) -> Iterator[Finding]:
    raw_folder = project.config.raw_folder
    lock, _ = read_lock(project.root, raw_folder)
    if lock is not None:
        yield from lock_faults(lock, built.lock, f"{raw_folder}/{LOCK_NAME}")


def _lost_ids(project: Project, built: Built) -> Iterator[Finding]:
    """Ids of the last release that nothing took the place of; a release that is not kept cannot be asked."""
    latest = built.parts.ledger.latest
    if latest is None:
        return
    try:
        past = package_in(open_release(project, latest), latest.version)
    except PackageError as error:
        yield Finding(code="DP832", severity="warning", message=str(error), place=Place(path="releases"))
        return
    yield from vanished(continuity_with(past, built.parts.tables, built.parts.ledger).open, latest.version)


def _package_faults(project: Project, built: Built) -> Iterator[Finding]:
    """What is wrong with the committed package itself, and where it says something else than the raw files give."""
    folder = project.config.package_folder
    try:
        yield from below(package_findings(project.package), folder)
        committed = read_tables(project.package, built.parts.schemas)
    except DpkitError as error:
        message = f"{error}; {MEND}"
        yield Finding(code="DP820", severity="error", message=message, place=Place(path=folder))
        return
    stale = findings_of(_stale(committed, built.parts.tables))
    yield from anchored_in_package(stale, rows_in(built.parts.tables), project)
    if not stale:
        yield from _stale_descriptions(project, built, committed)


def _stale(committed: Mapping[str, pa.Table], tables: Mapping[str, pa.Table]) -> Iterator[Fault]:
    """Rows that differ; of documents that one side alone has, the document stands for all of its rows."""
    alone = _ids_of(committed) ^ _ids_of(tables)
    for name, table in tables.items():
        if name not in committed:
            yield Fault(
                code="DP821", table=name, message=f"{name}: the committed table is missing; expected it; {MEND}"
            )
        elif content_hash(committed[name]) != content_hash(table):
            both = (committed[name], table)
            yield from stale_faults(name, *(_without(each, alone) if name != "documents" else each for each in both))


def _ids_of(tables: Mapping[str, pa.Table]) -> set[str]:
    documents = tables.get("documents")
    return (
        set()
        if documents is None or "document_id" not in documents.column_names
        else set(documents.column("document_id").to_pylist())
    )


def _without(table: pa.Table, documents: set[str]) -> pa.Table:
    if not documents or "document_id" not in table.column_names:
        return table
    ids = table.column("document_id")
    if not (pa.types.is_string(ids.type) or pa.types.is_large_string(ids.type)):
        return table
    gone = pc.is_in(ids, value_set=pa.array(sorted(filter(None, documents)), ids.type))
    return table.filter(pc.invert(gone))


def _stale_descriptions(project: Project, built: Built, committed: Mapping[str, pa.Table]) -> Iterator[Finding]:
    """What the package says of itself and its files say otherwise now: dpkit.toml, schemas or curation changed."""
    try:
        described = described_package(project.package, committed)
        found = [] if described is None else list(stale_descriptions(described, built.parts))
    except PackageError as error:
        found = [Finding(code="DP821", severity="error", message=str(error), place=Place(path=DESCRIPTOR))]
    inputs = {match[1] for finding in found if (match := _INPUT.fullmatch(finding.field or "")) is not None}
    for path in sorted(inputs):
        message = f"{path}: this file is not as it was when the package was built; expected the same bytes; {MEND}"
        yield Finding(code="DP821", severity="error", message=message, place=Place(path=path))
    for finding in found:
        if not (inputs and (finding.field or "").startswith(("#input/", "#build.prov:used"))):
            [placed] = below([finding], project.config.package_folder)
            yield replace(placed, code="DP821", severity="error", message=f"{finding.message}; {MEND}")
