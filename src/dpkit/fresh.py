"""All tables of a project read from nothing, in memory: what `check` compares with, and what a release is made of."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version

import pyarrow as pa

from dpkit.anchoring import anchored, rows_in
from dpkit.document import DocumentTask, Knowledge, Stopwatch, placed_findings, read_document
from dpkit.errors import ConfigError
from dpkit.exceptions import Exceptions
from dpkit.inputs.config import CONFIG_NAME, Config
from dpkit.inputs.curation import REDIRECTS_NAME, read_redirects
from dpkit.inputs.ledger import PUBLICATIONS_NAME, read_ledger
from dpkit.inputs.requirement import fits
from dpkit.intake import document_tasks, twice
from dpkit.knowledge import gather_knowledge, of_no_document
from dpkit.model import DocumentResult, Finding, Ledger
from dpkit.package.dataset import dataset_of
from dpkit.package.history import versioned, with_history
from dpkit.package.parts import PackageParts, Toolkit
from dpkit.schema import TableSchema, default_schemas, load_schemas
from dpkit.seams import Executor
from dpkit.store.lock import RawLock, compare_lock, extend_lock, read_lock
from dpkit.store.project import Project
from dpkit.store.raw import Fingerprint, fingerprints, list_raw
from dpkit.tables import Rows, rows_of, to_arrow
from dpkit.validate import RULE_BY_CODE, FaultSink, sorted_findings, validate_tables
from dpkit.validate.history import DecidedRedirects, history_faults


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
    """Where a build makes its shards; in this process where none is named."""
    keep_going: bool = False
    """Write a package without the documents that have errors; the findings say which are missing."""
    sink: FaultSink | None = None
    """Is shown every fault of a row, however many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Tables with everything that was found on the way, not yet written."""

    parts: PackageParts
    findings: tuple[Finding, ...]
    lock: RawLock
    exceptions: Exceptions
    missing: tuple[str, ...] = ()
    """Documents that are left out because they have errors."""


@dataclass(slots=True)
class _Gathered:
    """What the stream of documents leaves behind."""

    rows: list[Rows] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    set_aside: dict[str, Mapping[str, int]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    records: dict[str, dict[str, str]] = field(default_factory=dict)


def is_sound(findings: Iterable[Finding], documents: int, options: BuildOptions) -> bool:
    """May the package be written? Not with errors, unless those are of documents that a caller agreed to leave out."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return True
    return options.keep_going and documents > 0 and all(map(_is_of_a_file, errors))


def build_tables(project: Project, options: BuildOptions, watch: Stopwatch) -> Built:
    """Everything up to the tables and their checks; nothing is written.

    Raises: ConfigError, InputError.
    """
    config = project.config
    require_toolkit(config)
    require_rules(project)
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    knowledge, findings = gather_knowledge(project)
    start = watch.clock()
    listing = list_raw(project.root, config.raw_folder)
    found, unreadable = fingerprints(project.root, (raw_file.path for raw_file in listing.files))
    watch.lap("raw files", start)
    gathered = _Gathered(findings=[*findings, *listing.findings, *unreadable])
    _read_all(document_tasks(project, listing), knowledge, gathered, options, watch)
    gathered.findings += of_no_document(knowledge, gathered.seen)
    start = watch.clock()
    lock, lock_findings = checked_lock(project, _with_records(found, gathered.records))
    gathered.findings += lock_findings
    start = watch.lap("raw files", start)
    ledger = read_ledger(project.curation, config.curation_folder)
    tables, schemas = with_history(to_arrow(gathered.rows, schemas), schemas, ledger)
    start = watch.lap("tables", start)
    exceptions = Exceptions(config.exceptions, CONFIG_NAME, options.sink)
    gathered.findings += validate_tables(tables, schemas, sink=exceptions)
    gathered.findings += history_faults(tables, ledger, redirects_of(project))
    gathered.findings = list(anchored(gathered.findings, rows_in(tables), project))
    watch.lap("validation", start)
    return Built(
        parts=parts_of(project, tables, schemas, knowledge, gathered.set_aside, ledger),
        findings=graded(exceptions.left(gathered.findings), config),
        exceptions=exceptions,
        lock=lock,
        missing=tuple(gathered.missing),
    )


def require_toolkit(config: Config) -> None:
    """Raises: ConfigError where the dataset wants another version of dpkit."""
    wanted, own = config.requires_dpkit, version("dpkit")
    if wanted is not None and not fits(wanted, own):
        raise ConfigError(f"dpkit.toml: this is dpkit {own}; {wanted} was expected (requires-dpkit)")


def require_rules(project: Project) -> None:
    """Raises: ConfigError where dpkit.toml gives a severity or an exception to a rule that there is not."""
    stated = [*(project.config.severities or {}), *(each.code for each in project.config.exceptions)]
    for code in stated:
        if code not in RULE_BY_CODE:
            lines = project.config_bytes.decode("utf-8").splitlines()
            line = next((number for number, text in enumerate(lines, 1) if code in text), 1)
            raise ConfigError(
                f"{CONFIG_NAME}:{line}: there is no rule {code}; a code of docs/reference/rules.md was expected"
            )


def _read_all(
    tasks: Iterable[DocumentTask | Finding],
    knowledge: Knowledge,
    gathered: _Gathered,
    options: BuildOptions,
    watch: Stopwatch,
) -> None:
    for task in tasks:
        if isinstance(task, Finding):
            gathered.findings.append(task)
        elif task.document_id in gathered.seen:
            gathered.findings.append(twice(task, gathered.seen[task.document_id]))
        else:
            gathered.seen[task.document_id] = task.origin.path
            result = read_document(task, knowledge, watch)
            start = watch.clock()
            _gather(result, gathered)
            watch.lap("rows", start)
            options.progress("documents", len(gathered.rows), None)


def _gather(result: DocumentResult, gathered: _Gathered) -> None:
    gathered.findings += placed_findings(result)
    if result.origin.locator is not None:
        gathered.records.setdefault(result.origin.path, {})[result.origin.locator] = result.origin.sha256
    if any(finding.severity == "error" for finding in result.findings):
        gathered.missing.append(result.document_id)
        return
    gathered.rows.append(rows_of(result))
    if result.reading.set_aside_chars:
        gathered.set_aside[result.document_id] = result.reading.set_aside_chars


def redirects_of(project: Project) -> DecidedRedirects:
    """What people decided about former ids, as far as there is such a file."""
    path = f"{project.config.curation_folder}/{REDIRECTS_NAME}"
    redirects, findings = read_redirects(project.curation.get(path, b""), path)
    return DecidedRedirects(path=path, redirects=redirects, findings=findings)


def checked_lock(project: Project, found: Mapping[str, Fingerprint]) -> tuple[RawLock, tuple[Finding, ...]]:
    """The lock as it will be after this build, and what speaks against it."""
    lock, findings = read_lock(project.root, project.config.raw_folder)
    if lock is None:
        return RawLock(), findings
    return extend_lock(lock, found), (*findings, *compare_lock(lock, found))


def _with_records(
    found: Mapping[str, Fingerprint], records: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Fingerprint]:
    """The fingerprints with the hash of each record of corpus files, so that one changed line is named as such."""
    return {
        path: replace(fingerprint, records=dict(records[path])) if path in records else fingerprint
        for path, fingerprint in found.items()
    }


def graded(findings: Iterable[Finding], config: Config) -> tuple[Finding, ...]:
    """Sorted findings, with the severities that the dataset gives to rules."""
    severities = config.severities or {}
    return sorted_findings(replace(found, severity=severities.get(found.code, found.severity)) for found in findings)


def parts_of(
    project: Project,
    tables: Mapping[str, pa.Table],
    schemas: Mapping[str, TableSchema],
    knowledge: Knowledge,
    set_aside_chars: Mapping[str, Mapping[str, int]],
    ledger: Ledger,
) -> PackageParts:
    """Everything that a package says."""
    return PackageParts(
        dataset=versioned(dataset_of(project.config, tables), tables, schemas, ledger),
        tables=tables,
        schemas=schemas,
        toolkit=toolkit_of(project, knowledge),
        set_aside_chars=set_aside_chars,
        ledger=ledger,
    )


def toolkit_of(project: Project, knowledge: Knowledge) -> Toolkit:
    """The software, models and files that steer a build."""
    names = ("dpkit", "frictionless", "pandera", "polars", "pyarrow", "py3langid")
    tagger = knowledge.tagger
    return Toolkit(
        versions={name: version(name) for name in names},
        configuration={"tagger": tagger.name if tagger else None},
        models={tagger.name: tagger.version} if tagger else {},
        inputs=input_hashes(project),
    )


def input_hashes(project: Project) -> Mapping[str, str]:
    """SHA-256 of every file, raw files and sidecars apart, that steers a build."""
    curation = {path: data for path, data in project.curation.items() if not path.endswith(f"/{PUBLICATIONS_NAME}")}
    schemas = {path: text.encode() for path, text in project.schemas.items()}
    files = {CONFIG_NAME: project.config_bytes, **curation, **schemas}
    return {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}


def _is_of_a_file(finding: Finding) -> bool:
    """Does an error speak of one raw file, which can be left out? Not where the tables themselves are wrong."""
    return finding.code.startswith("DP1") and finding.code not in ("DP110", "DP111", "DP112", "DP114")
