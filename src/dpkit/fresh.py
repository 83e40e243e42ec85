"""The tables of a project read from nothing, in memory: what `check` holds the committed package against."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from dpkit.document import DocumentTask, Knowledge, Stopwatch, placed_findings, read_document
from dpkit.exceptions import Exceptions
from dpkit.inputs.config import CONFIG_NAME
from dpkit.intake import document_tasks, twice
from dpkit.knowledge import gather_knowledge, of_no_document
from dpkit.model import DocumentResult, Finding
from dpkit.schema import TableSchema, default_schemas, load_schemas
from dpkit.soundness import checked_lock, graded, redirect_faults, require_toolkit
from dpkit.store.project import Project
from dpkit.store.raw import Fingerprint, fingerprints, list_raw
from dpkit.tables import Rows, rows_of, to_arrow
from dpkit.validate import FaultSink, validate_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """Tables with everything that was found on the way."""

    tables: Mapping[str, pa.Table]
    schemas: Mapping[str, TableSchema]
    findings: tuple[Finding, ...]
    exceptions: Exceptions


@dataclass(slots=True)
class _Gathered:
    """What the stream of documents leaves behind."""

    rows: list[Rows] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    records: dict[str, dict[str, str]] = field(default_factory=dict)


def fresh_tables(
    project: Project,
    watch: Stopwatch,
    progress: Callable[[str, int, int | None], None],
    sink: FaultSink | None = None,
) -> Fresh:
    """The ten tables and their checks from raw files alone; nothing is written, no cache is believed.

    Raises: ConfigError, InputError.
    """
    config = project.config
    require_toolkit(config)
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    knowledge, findings = gather_knowledge(project)
    start = watch.clock()
    listing = list_raw(project.root, config.raw_folder)
    found, unreadable = fingerprints(project.root, (raw_file.path for raw_file in listing.files))
    watch.lap("raw files", start)
    gathered = _Gathered(findings=[*findings, *listing.findings, *unreadable])
    _read_all(document_tasks(project, listing), knowledge, gathered, progress, watch)
    gathered.findings += of_no_document(knowledge, gathered.seen)
    start = watch.clock()
    _, lock_findings = checked_lock(project, _with_records(found, gathered.records))
    gathered.findings += lock_findings
    start = watch.lap("raw files", start)
    tables = to_arrow(gathered.rows, schemas)
    start = watch.lap("tables", start)
    exceptions = Exceptions(config.exceptions, CONFIG_NAME, sink)
    gathered.findings += validate_tables(tables, schemas, sink=exceptions)
    gathered.findings += redirect_faults(project, tables["entities"].column("entity_id").to_pylist())
    watch.lap("validation", start)
    return Fresh(
        tables=tables,
        schemas=schemas,
        findings=graded(exceptions.left(gathered.findings), config),
        exceptions=exceptions,
    )


def _read_all(
    tasks: Iterable[DocumentTask | Finding],
    knowledge: Knowledge,
    gathered: _Gathered,
    progress: Callable[[str, int, int | None], None],
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
            progress("documents", len(gathered.rows), None)


def _gather(result: DocumentResult, gathered: _Gathered) -> None:
    gathered.findings += placed_findings(result)
    if result.origin.locator is not None:
        gathered.records.setdefault(result.origin.path, {})[result.origin.locator] = result.origin.sha256
    if any(finding.severity == "error" for finding in result.findings):
        return
    gathered.rows.append(rows_of(result))


def _with_records(
    found: Mapping[str, Fingerprint], records: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Fingerprint]:
    """The fingerprints with the hash of each record of corpus files, so that one changed line is named as such."""
    return {
        path: replace(fingerprint, records=dict(records[path])) if path in records else fingerprint
        for path, fingerprint in found.items()
    }
