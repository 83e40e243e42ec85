"""`dpkit build`: raw files in, data package out."""

import sys
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.findings import OutputOption, exit_code, show_findings, write_outputs
from dpkit.cli.options import FailOn, FailOnOption, FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.progress import Progress

if TYPE_CHECKING:
    from dpkit.store.project import Project


class ExecutorName(StrEnum):
    """Where documents are read."""

    auto = "auto"
    here = "here"
    processes = "processes"
    dask = "dask"


ExecutorOption = Annotated[
    ExecutorName,
    typer.Option("--executor", help="Where documents are read: this process, processes, or a Dask cluster."),
]


def build(
    project: ProjectOption = None,
    keep_going: bool = typer.Option(
        False, "--keep-going", help="Write the package without the documents that have errors; they are listed."
    ),
    prove: bool = typer.Option(
        False,
        "--prove",
        help="Instead, build two copies under other time zone, locale, hash seed, umask, cores, file order and folder, "
        "and compare every byte.",
    ),
    explain_dirty: bool = typer.Option(
        False, "--explain-dirty", help="Instead, say which documents a build would read again, and why."
    ),
    no_cache: bool = typer.Option(
        False, "--no-cache", help="Forget what former builds left in .dpkit/cache and read everything again."
    ),
    executor: ExecutorOption = ExecutorName.auto,
    jobs: int = typer.Option(0, "--jobs", min=0, help="Worker processes; 0 takes one for each core.", metavar="N"),
    scheduler: str | None = typer.Option(
        None, "--scheduler", help="The Dask scheduler; without it a local cluster is started.", metavar="ADDRESS"
    ),
    fail_on: FailOnOption = FailOn.error,
    output: OutputOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Read raw/, check everything and write the data package; with error findings the old package stays."""
    from dpkit.build import BuildOptions
    from dpkit.build import build as build_package
    from dpkit.cli.project import open_project
    from dpkit.engine.choice import executor_of
    from dpkit.report.json import finding_values
    from dpkit.store.cache import CACHE_FOLDER, clear_cache

    opened = open_project(project)
    if prove:
        raise typer.Exit(_prove(opened, output_format))
    if no_cache:
        clear_cache(opened.root / CACHE_FOLDER)
    if explain_dirty:
        raise typer.Exit(_explain(opened, output_format))
    with Progress(sys.stderr, time.monotonic) as progress, executor_of(executor.value, jobs, scheduler) as engine:
        options = BuildOptions(clock=time.perf_counter, progress=progress.show, keep_going=keep_going, executor=engine)
        report = build_package(opened, options)
    if output_format is OutputFormat.json:
        write_outputs(report.findings, command="dpkit build", outputs=output)
        print_json(
            {
                "package": opened.config.package_folder,
                "is_written": report.is_written,
                "rows": dict(report.rows),
                "bytes": dict(report.sizes),
                "seconds": {stage: round(spent, 4) for stage, spent in report.seconds.items()},
                "missing": list(report.missing),
                "documents": report.documents,
                "read": report.read,
                "findings": [finding_values(finding) for finding in report.findings],
            }
        )
    else:
        show_findings(
            report.findings, command="dpkit build", output_format=output_format, outputs=output, root=opened.root
        )
        _show_summary(opened.config.package_folder, report)
    if not report.is_written:
        raise typer.Exit(1)
    raise typer.Exit(0 if keep_going else exit_code(report.findings, fail_on))


def _explain(project: "Project", output_format: OutputFormat) -> int:
    """Always 0: to have to read a document is no fault."""
    from dpkit.build import why_dirty
    from dpkit.report.sanitise import sanitise

    dirty = {document.seen.document_id: document.reasons for document in why_dirty(project)}
    if output_format is OutputFormat.json:
        print_json({"dirty": {key: list(reasons) for key, reasons in sorted(dirty.items())}})
        return 0
    for document_id, reasons in sorted(dirty.items()):
        sys.stdout.write(f"{sanitise(document_id)}: {sanitise('; '.join(reasons))}\n")
    sys.stdout.write(f"{len(dirty):,} documents would be read again\n")
    return 0


def _prove(project: "Project", output_format: OutputFormat) -> int:
    """1 where two builds under changed surroundings differ."""
    from dpkit.store.twice import differing_files

    differing = differing_files(project)
    if output_format is OutputFormat.json:
        print_json({"is_reproducible": not differing, "differing": list(differing)})
    elif differing:
        sys.stdout.write("".join(f"differs: {path}\n" for path in differing))
    else:
        sys.stdout.write("two builds under changed surroundings gave the same bytes\n")
    return 1 if differing else 0


def _show_summary(package: str, report: object) -> None:
    from dpkit.build import BuildReport
    from dpkit.report.run import BuildSummary
    from dpkit.report.text import build_summary_text

    assert isinstance(report, BuildReport)
    data = {path.removeprefix("data/").removesuffix(".parquet"): size for path, size in report.sizes.items()}
    summary = BuildSummary(
        package=package,
        rows=report.rows,
        bytes=data,
        stage_seconds=report.seconds,
        next_steps=_next_steps(report),
        is_written=report.is_written,
    )
    sys.stdout.write("\n" + build_summary_text(summary, report.findings))
    if report.read < report.documents:
        sys.stdout.write(f"{report.read:,} of {report.documents:,} documents were read, the others taken over\n")
    if report.missing:
        sys.stdout.write(f"left out because of errors: {', '.join(report.missing[:20])}\n")


def _next_steps(report: object) -> tuple[str, ...]:
    from dpkit.build import BuildReport

    assert isinstance(report, BuildReport)
    if not report.is_written:
        return ("mend the errors above, then run `dpkit build` again",)
    return ("dpkit check", "dpkit stats", "dpkit explain ID   (any id of any table)")
