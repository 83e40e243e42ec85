"""The main job: raw statements in, a checked and versioned data package out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from dpkit.anchoring import anchored, rows_of_package, rows_passing
from dpkit.document import Knowledge, Stopwatch
from dpkit.engine import Here, run_shard
from dpkit.errors import PackageError
from dpkit.exceptions import Exceptions
from dpkit.fresh import (
    BuildOptions,
    checked_lock,
    graded,
    is_sound,
    parts_of,
    redirects_of,
    require_rules,
    require_toolkit,
)
from dpkit.inputs.config import CONFIG_NAME
from dpkit.inputs.ledger import read_ledger
from dpkit.knowledge import gather_knowledge, of_no_document
from dpkit.model import Finding, Ledger
from dpkit.package.assemble import assemble_stream
from dpkit.package.history import has_revisions, with_history
from dpkit.package.parts import PackageParts
from dpkit.package.profile import DESCRIPTOR
from dpkit.schema import HISTORY_TABLES, TableSchema, default_schemas, load_schemas
from dpkit.shards.final import FinalTables
from dpkit.shards.make import Made, Making, dirty_documents, make_shards, plan_of, tidy
from dpkit.shards.merge import merging_of
from dpkit.shards.plan import Plan, PlannedDocument
from dpkit.shards.standing import Standing, package_key, remember_package, standing_package
from dpkit.store.cache import CACHE_FOLDER, SHARDS, Index, opened_index
from dpkit.store.lock import RawLock, write_lock
from dpkit.store.package_folder import Held, locked, replace_package
from dpkit.store.project import Project
from dpkit.store.shard_files import DamagedShard, remove_shard
from dpkit.validate import merged_summaries, sorted_findings, summary_findings, summary_of, table_faults
from dpkit.validate.history import DecidedRedirects, history_faults

__all__ = ["BuildOptions", "BuildReport", "build", "why_dirty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build made: rows and bytes per file, seconds per stage, findings sorted."""

    rows: Mapping[str, int]
    sizes: Mapping[str, int]
    findings: tuple[Finding, ...]
    seconds: Mapping[str, float]
    missing: tuple[str, ...]
    is_written: bool
    documents: int = 0
    read: int = 0
    """Documents that were read anew; the rows of the others were taken over."""


def build(project: Project, options: BuildOptions) -> BuildReport:
    """Build the package of a project in place of the old one, which stays where any error was found.

    Documents that did not change since the last build are not read again; the bytes are those of a build from nothing.

    Raises: ConfigError, PackageError, InputError, LostWorkerError.
    """
    require_toolkit(project.config)
    require_rules(project)
    with locked(project.package) as held, opened_index(project.root / CACHE_FOLDER) as index:
        while True:
            try:
                return _built(project, options, held, index)
            except DamagedShard as damaged:  # each time one shard fewer
                index.forget_shard(damaged.name)
                remove_shard(project.root / CACHE_FOLDER / SHARDS, damaged.name)


def why_dirty(project: Project) -> Iterator[PlannedDocument]:
    """The documents that a build would read again, each with its reasons; nothing is built.

    Raises: ConfigError, InputError.
    """
    require_toolkit(project.config)
    knowledge, _ = gather_knowledge(project)
    with opened_index(project.root / CACHE_FOLDER) as index:
        yield from dirty_documents(plan_of(project, knowledge, index))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sharded:
    """All shards of a build, finished, with what was found on the way, and the tables that they give."""

    knowledge: Knowledge
    plan: Plan
    made: Made
    lock: RawLock
    findings: tuple[Finding, ...]
    exceptions: Exceptions
    ledger: Ledger
    decided: DecidedRedirects
    final: FinalTables

    @property
    def documents(self) -> int:
        """Documents whose rows are in the tables."""
        return len(self.final.merging.shard_of)


def _built(project: Project, options: BuildOptions, held: Held, index: Index) -> BuildReport:
    watch = Stopwatch(options.clock)
    sharded = _sharded(project, options, index, watch)
    start = watch.clock()
    judge = partial(_judged, project, sharded)
    sizes = _packaged(sharded, held, index, lambda: is_sound(judge(), sharded.documents, options))
    if sizes:
        write_lock(project.root, project.config.raw_folder, sharded.lock)
    sharded.final.outline()
    watch.lap("package", start)
    rows_of = rows_of_package(project.package) if sizes else rows_passing(sharded.final.passing)
    findings = anchored((*judge(), *sharded.exceptions.unused()), rows_of, project)
    tidy(sharded.plan, index, sharded.made)
    return BuildReport(
        rows={name: table.num_rows for name, table in sharded.final.outlines.items()},
        sizes=sizes,
        findings=sorted_findings(findings),
        seconds=watch.seconds,
        missing=tuple(sharded.final.merging.missing),
        is_written=bool(sizes),
        documents=sharded.made.documents,
        read=sharded.made.read,
    )


def _sharded(project: Project, options: BuildOptions, index: Index, watch: Stopwatch) -> _Sharded:
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    knowledge, curation = gather_knowledge(project)
    start = watch.clock()
    plan = plan_of(project, knowledge, index)
    progress = partial(options.progress, "documents")
    made = make_shards(plan, index, Making(worker=run_shard, executor=options.executor or Here(), progress=progress))
    _add_seconds(watch, made.seconds, watch.clock() - start)
    start = watch.clock()
    exceptions = Exceptions(project.config.exceptions, CONFIG_NAME)
    merging = merging_of(made.folder, made.names, list(schemas), exceptions.take, plan.seen_ids)
    lock, wrong = checked_lock(project, plan.fingerprints)
    homeless = of_no_document(knowledge, plan.seen_ids)
    watch.lap("raw files", start)
    return _Sharded(
        knowledge=knowledge,
        plan=plan,
        made=made,
        lock=lock,
        findings=(*curation, *plan.findings, *merging.findings, *wrong, *homeless),
        exceptions=exceptions,
        ledger=read_ledger(project.curation, project.config.curation_folder),
        decided=redirects_of(project),
        final=FinalTables(merging=merging, schemas=schemas, progress=options.progress),
    )


def _packaged(sharded: _Sharded, held: Held, index: Index, is_sound_now: Callable[[], bool]) -> Mapping[str, int]:
    """Write the package, unless it stands already; bytes by path, none where errors stand against it.

    With a history it is always written: which ids lead where is asked of all rows.
    """
    final, is_plain = sharded.final, sharded.ledger.is_empty and not sharded.decided.redirects
    key = package_key(sharded.plan, final.merging, final.schemas)
    standing = standing_package(index, held.target, key) if is_plain else None
    if standing is not None:
        final.assume(standing.rows, standing.faults)
        return standing.sizes if is_sound_now() else {}
    rows, schemas = _rows(sharded)
    if not is_sound_now():
        return {}
    contents = assemble_stream(rows, schemas, partial(_described, sharded, schemas))
    sizes = _write(held, contents, is_sound_now)
    if sizes and is_plain and final.outlines.keys() == final.schemas.keys():
        counts = {name: table.num_rows for name, table in final.outlines.items()}
        remember_package(index, held.target, key, Standing(rows=counts, faults=tuple(final.faults), sizes=sizes))
    return sizes


def _rows(sharded: _Sharded) -> tuple[Mapping[str, Iterable[pa.Table]], Mapping[str, TableSchema]]:
    """The tables as streams. With a history they are held whole: what became of an id shows in all tables together."""
    final, schemas = sharded.final, sharded.final.schemas
    is_plain = sharded.ledger.is_empty and not sharded.decided.redirects
    if is_plain and not has_revisions({"sources": final.sources()}):
        return final.streams(), schemas
    whole = final.whole()
    tables, with_more = with_history(whole, schemas, sharded.ledger)
    if len(tables) > len(whole):
        faults = table_faults(tables, with_more)
        final.faults += [fault for fault in faults if fault.table in HISTORY_TABLES]
    final.outlines.update(tables)
    return {name: (table,) for name, table in tables.items()}, with_more


def _described(sharded: _Sharded, schemas: Mapping[str, TableSchema]) -> PackageParts:
    outlines, set_aside = sharded.final.outlines, sharded.final.merging.set_aside
    return parts_of(sharded.plan.project, outlines, schemas, sharded.knowledge, set_aside, sharded.ledger)


class _UnsoundError(PackageError):
    """Found when all rows had passed: the package must not be written."""


def _write(
    held: Held, assembled: Iterable[tuple[str, Iterable[bytes]]], is_sound_now: Callable[[], bool]
) -> Mapping[str, int]:
    """Write the package; bytes by path, none where it turned out that it must not be written."""
    sizes: Counter[str] = Counter()

    def contents() -> Iterator[tuple[str, Iterable[bytes]]]:
        for path, pieces in assembled:
            if path == DESCRIPTOR and not is_sound_now():  # all rows have passed
                raise _UnsoundError(f"{path}: errors stand against it")
            yield path, _counted(path, pieces, sizes)

    try:
        replace_package(held, contents())
    except _UnsoundError:
        return {}
    return dict(sizes)


def _counted(path: str, pieces: Iterable[bytes], sizes: Counter[str]) -> Iterator[bytes]:
    for piece in pieces:
        sizes[path] += len(piece)
        yield piece


def _judged(project: Project, sharded: _Sharded) -> tuple[Finding, ...]:
    """All findings so far that no exception fits, sorted, at the severities of the dataset."""
    final, exceptions = sharded.final, sharded.exceptions
    summary = merged_summaries([final.merging.summary, summary_of(final.faults, watch=exceptions.take)])
    outlines = final.outlines if "documents" in final.outlines else {}
    history = history_faults(outlines, sharded.ledger, sharded.decided) if outlines else ()
    found = (*exceptions.left((*sharded.findings, *history)), *summary_findings(summary))
    return graded(found, project.config)


def _add_seconds(watch: Stopwatch, shards: Iterable[Mapping[str, float]], elapsed: float) -> None:
    """Add the seconds that shards took, by stage; what is left of the elapsed time went to finding out what changed.

    Workers beside each other take more seconds than elapse: then nothing is left.
    """
    spent = 0.0
    for seconds in shards:
        for stage, taken in seconds.items():
            watch.seconds[stage] = watch.seconds.get(stage, 0.0) + taken
            spent += taken
    watch.seconds["raw files"] = watch.seconds.get("raw files", 0.0) + max(elapsed - spent, 0.0)
