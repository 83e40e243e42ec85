"""`dpkit check`: what CI runs on every change."""

import sys
import time
from contextlib import nullcontext
from typing import Annotated

import typer

from dpkit.cli.findings import OutputOption, RowsOption, exit_code, show_findings
from dpkit.cli.options import FailOn, FailOnOption, FormatOption, OutputFormat, ProjectOption
from dpkit.cli.progress import Progress


def check(
    project: ProjectOption = None,
    base: Annotated[
        str | None,
        typer.Option("--base", help="Also report raw files that changed since a git revision.", metavar="REV"),
    ] = None,
    fail_on: FailOnOption = FailOn.error,
    output: OutputOption = None,
    rows: RowsOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Check raw files, sidecars and lock, rebuild in memory, and compare the committed package with the rebuild."""
    from dpkit.build import BuildOptions
    from dpkit.check import check as check_project
    from dpkit.cli.project import open_project
    from dpkit.schema import default_schemas
    from dpkit.store.fault_rows import FaultRows

    opened = open_project(project)
    with (
        Progress(sys.stderr, time.monotonic) as progress,
        nullcontext() if rows is None else FaultRows(rows, dict(default_schemas())) as sink,
    ):
        options = BuildOptions(clock=time.perf_counter, progress=progress.show, sink=sink)
        report = check_project(opened, options, base)
    show_findings(report.findings, command="dpkit check", output_format=output_format, outputs=output, root=opened.root)
    if output_format is OutputFormat.text:
        compared = "compared with the committed package" if report.is_package_compared else "no committed package"
        sys.stdout.write(f"checked {sum(report.rows.values()):,} rows in {len(report.rows)} tables; {compared}\n")
        if sink is not None:
            sys.stdout.write(f"wrote {sink.count:,} failing rows to {rows}\n")
    raise typer.Exit(exit_code(report.findings, fail_on))
