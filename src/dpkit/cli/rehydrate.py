"""`dpkit rehydrate`: an edition completed from a reader's own copies."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.findings import OutputOption, exit_code, show_findings
from dpkit.cli.options import FailOn, FormatOption, OutputFormat, print_json

if TYPE_CHECKING:
    from dpkit.rehydrate import RehydrationReport


def rehydrate(
    edition: Annotated[Path, typer.Argument(help="The folder of the edition.", metavar="EDITION")],
    copies: Annotated[
        Path,
        typer.Option(
            "--from",
            help="A folder with your copies: raw files under any name, or texts in UTF-8. Their hashes are compared.",
            metavar="FOLDER",
        ),
    ],
    into: Annotated[
        Path | None, typer.Option("--into", help="The new folder; default: EDITION-rehydrated.", metavar="DIR")
    ] = None,
    output: OutputOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Complete an edition from your own copies of its documents; a copy with another hash is refused."""
    from dpkit.rehydrate import rehydrate as rehydrate_edition

    target = into if into is not None else edition.resolve().with_name(f"{edition.resolve().name}-rehydrated")
    report = rehydrate_edition(edition, copies, target)
    if output_format is OutputFormat.json:
        from dpkit.cli.findings import write_outputs

        write_outputs(report.findings, command="dpkit rehydrate", outputs=output)
        print_json(_plain(report))
    else:
        show_findings(
            report.findings, command="dpkit rehydrate", output_format=output_format, outputs=output, root=copies
        )
        _show(report)
    raise typer.Exit(exit_code(report.findings, FailOn.error))


def _plain(report: "RehydrationReport") -> dict[str, object]:
    from dpkit.report.json import finding_values

    return {
        "folder": str(report.folder),
        "is_complete": report.is_complete,
        "completed": list(report.completed),
        "missing": list(report.missing),
        "bare": list(report.bare),
        "findings": [finding_values(finding) for finding in report.findings],
    }


def _show(report: "RehydrationReport") -> None:
    from dpkit.package.changelog import counted

    sys.stdout.write(f"put the words of {counted(len(report.completed), 'document')} back: {report.folder}\n")
    if report.is_complete:
        sys.stdout.write("its tables are those of the full package, row for row\n")
        return
    if report.missing:
        sys.stdout.write(f"still without words: {counted(len(report.missing), 'document')}, named above\n")
    if report.bare:
        sys.stdout.write(f"cannot be completed, for want of rows: {counted(len(report.bare), 'document')}\n")
