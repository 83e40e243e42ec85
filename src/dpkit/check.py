"""The one CI command: raw files, sidecars and lock, a rebuild, and whether the committed package is what it gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from dpkit.anchoring import anchored_in_package, below, rows_in
from dpkit.document import Stopwatch
from dpkit.errors import DpkitError, PackageError
from dpkit.fresh import BuildOptions, Built, build_tables, graded
from dpkit.model import Finding, Place
from dpkit.package.hashes import content_hash
from dpkit.package_reading import package_findings, read_tables
from dpkit.past import continuity_with, open_release, package_in
from dpkit.store.git import changed_since
from dpkit.store.lock import RawLock, read_lock
from dpkit.store.package_folder import heal
from dpkit.store.project import Project
from dpkit.store.raw import list_raw
from dpkit.validate import Fault, findings_of, sorted_findings
from dpkit.validate.history import vanished
from dpkit.validate.stale import MEND, stale_faults


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


def _stale(committed: Mapping[str, pa.Table], tables: Mapping[str, pa.Table]) -> Iterator[Fault]:
    for name, table in tables.items():
        if name not in committed:
            yield Fault(
                code="DP821", table=name, message=f"{name}: the committed table is missing; expected it; {MEND}"
            )
        elif content_hash(committed[name]) != content_hash(table):
            yield from stale_faults(name, committed[name], table)
