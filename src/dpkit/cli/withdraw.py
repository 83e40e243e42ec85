"""`dpkit withdraw`: a document taken back on request."""

import datetime as dt
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.progress import Progress

if TYPE_CHECKING:
    from dpkit.withdraw import WithdrawReport


def withdraw(
    document_id: Annotated[str, typer.Argument(help="The document_id.", metavar="DOCUMENT")],
    reason: Annotated[
        str, typer.Option("--reason", help="Why; it stays, so it must tell nothing of the text.", metavar="TEXT")
    ],
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Take a document back: raw file, package, kept releases and cache lose it; a tombstone stays."""
    from dpkit.build import BuildOptions
    from dpkit.cli.project import open_project
    from dpkit.withdraw import WithdrawOptions
    from dpkit.withdraw import withdraw as withdraw_document

    opened = open_project(project)
    with Progress(sys.stderr, time.monotonic) as progress:
        options = WithdrawOptions(
            build=BuildOptions(clock=time.perf_counter, progress=progress.show),
            today=dt.datetime.now(dt.UTC).date(),
            reason=reason,
        )
        report = withdraw_document(opened, document_id, options)
    if output_format is OutputFormat.json:
        print_json(
            {
                "document_id": report.document_id,
                "removed": list(report.removed),
                "releases": list(report.releases),
                "twins": list(report.twins),
                "traces": list(report.traces),
                "beyond": list(report.beyond),
                "is_built": report.build.is_written,
            }
        )
    else:
        _show(report)
    raise typer.Exit(1 if report.traces or report.twins else 0)


def _show(report: "WithdrawReport") -> None:
    from dpkit.report.sanitise import sanitise

    sys.stdout.write(f"{sanitise(report.document_id)}: withdrawn; a tombstone stands in the ledger\n")
    for path in report.removed:
        sys.stdout.write(f"removed {sanitise(path)}\n")
    for version in report.releases:
        sys.stdout.write(f"written anew without it: release {version}\n")
    if not report.build.is_written:
        sys.stdout.write("the package lost its rows, but could not be built again: see `dpkit build`\n")
    for document in report.twins:
        sys.stdout.write(f"{sanitise(document)} says the same: withdraw it too, if its words are meant\n")
    for path in report.traces:
        sys.stdout.write(f"its words are still in {sanitise(path)}: remove them there\n")
    sys.stdout.write("out of reach, for you to decide:\n")
    for line in report.beyond:
        sys.stdout.write(f"- {sanitise(line)}\n")
