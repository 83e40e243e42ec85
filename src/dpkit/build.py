"""The main job: raw statements in, a checked and versioned data package out."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from dpkit.dataset import dataset_of, toolkit_of
from dpkit.document import Stopwatch
from dpkit.engine import Here, run_shard
from dpkit.errors import PackageError
from dpkit.exceptions import Exceptions
from dpkit.inputs.config import CONFIG_NAME
from dpkit.knowledge import gather_knowledge, of_no_document
from dpkit.model import Finding
from dpkit.package.assemble import assemble_stream
from dpkit.package.parts import PackageParts
from dpkit.package.profile import DESCRIPTOR
from dpkit.schema import default_schemas, load_schemas
from dpkit.seams import Executor
from dpkit.shards.final import FinalTables
from dpkit.shards.make import Making, dirty_documents, make_shards, plan_of, tidy
from dpkit.shards.merge import Merging, merging_of
from dpkit.shards.plan import PlannedDocument
from dpkit.soundness import checked_lock, graded, is_sound, redirect_faults, require_toolkit
from dpkit.store.cache import CACHE_FOLDER, SHARDS, Index, opened_index
from dpkit.store.lock import write_lock
from dpkit.store.package_folder import Held, locked, replace_package
from dpkit.store.project import Project
from dpkit.store.shard_files import DamagedShard, remove_shard
from dpkit.validate import FaultSink, merged_summaries, sorted_findings, summary_findings, summary_of


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """Progress for callers without a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What a caller decides: the clock for the times per stage, who is told of the progress, where documents are read.

    `progress` is told the stage, how much of it is done and, where it is known, of how much.
    """

    clock: Callable[[], float]
    progress: Callable[[str, int, int | None], None] = silent
    executor: Executor | None = None
    """Where shards are made; in this process where none is named."""
    keep_going: bool = False
    """Write a package without the documents that have errors; the findings say which are missing."""
    sink: FaultSink | None = None
    """Is shown every fault of a row when a project is checked, however many there are."""


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


def _built(project: Project, options: BuildOptions, held: Held, index: Index) -> BuildReport:
    watch = Stopwatch(options.clock)
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    knowledge, findings = gather_knowledge(project)
    start = watch.clock()
    plan = plan_of(project, knowledge, index)
    progress = partial(options.progress, "documents")
    made = make_shards(plan, index, Making(worker=run_shard, executor=options.executor or Here(), progress=progress))
    exceptions = Exceptions(project.config.exceptions, CONFIG_NAME)
    merging = merging_of(made.folder, made.names, list(schemas), exceptions.take)
    lock, lock_findings = checked_lock(project, plan.fingerprints)
    start = watch.lap("documents", start)
    findings = (*findings, *plan.findings, *merging.findings, *lock_findings)
    findings = (*findings, *of_no_document(knowledge, plan.seen_ids))
    final = FinalTables(merging=merging, schemas=schemas)
    parts = PackageParts(
        dataset=dataset_of(project.config, dt.date.fromisoformat(merging.latest) if merging.latest else None),
        tables=final.outlines,
        schemas=schemas,
        toolkit=toolkit_of(project, knowledge),
        set_aside_chars=merging.set_aside,
    )
    sizes: Mapping[str, int] = {}
    judge = partial(_judged, project, final, findings, exceptions)
    if is_sound(judge(), len(merging.shard_of), keep_going=options.keep_going):
        sizes = _write(held, parts, final, partial(_may_be_written, judge, merging, options))
    if sizes:
        write_lock(project.root, project.config.raw_folder, lock)
    final.outline()
    watch.lap("package", start)
    tidy(plan, index, made)
    return BuildReport(
        rows={name: final.outlines[name].num_rows for name in schemas},
        sizes=sizes,
        findings=sorted_findings((*judge(), *exceptions.unused())),
        seconds=_added(watch.seconds, made.seconds),
        missing=tuple(merging.missing),
        is_written=bool(sizes),
        documents=made.documents,
        read=made.read,
    )


class _UnsoundError(PackageError):
    """Found when all rows had passed: the package must not be written."""


def _write(held: Held, parts: PackageParts, final: FinalTables, is_sound_now: Callable[[], bool]) -> Mapping[str, int]:
    """Write the package; bytes by path, none where it turned out that it must not be written."""
    sizes: Counter[str] = Counter()

    def contents() -> Iterator[tuple[str, Iterable[bytes]]]:
        for path, pieces in assemble_stream(parts, final.streams()):
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


def _judged(
    project: Project, final: FinalTables, findings: Iterable[Finding], exceptions: Exceptions
) -> tuple[Finding, ...]:
    """All findings so far that no exception fits, sorted, at the severities of the dataset."""
    summary = merged_summaries([final.merging.summary, summary_of(final.faults, watch=exceptions.take)])
    redirects = redirect_faults(project, final.entity_ids) if "entities" in final.outlines else ()
    found = (*exceptions.left((*findings, *redirects)), *summary_findings(summary))
    return graded(found, project.config)


def _may_be_written(judge: Callable[[], tuple[Finding, ...]], merging: Merging, options: BuildOptions) -> bool:
    return is_sound(judge(), len(merging.shard_of), keep_going=options.keep_going)


def _added(own: Mapping[str, float], shards: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
    """Seconds per stage of all shards, then those of this process."""
    total: dict[str, float] = {}
    for seconds in (*shards, own):
        for stage, spent in seconds.items():
            total[stage] = total.get(stage, 0.0) + spent
    return total
