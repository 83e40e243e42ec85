"""`dpkit edition`: the package without the words that may not be passed on."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.findings import OutputOption, exit_code, show_findings
from dpkit.cli.options import FailOn, FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.project import open_project

if TYPE_CHECKING:
    from dpkit.edition import EditionReport

_WITHOUT = {"offsets_only": "ids, places and labels, no words", "metadata_only": "its row and its sources alone"}


def edition(
    into: Annotated[
        Path | None,
        typer.Option("--into", help="The folder; default: dist/NAME-VERSION of the project.", metavar="DIR"),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--source", help="A package; default: that of the project.", metavar="PATH")
    ] = None,
    project: ProjectOption = None,
    output: OutputOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Write the public edition: all rows, without the words that rights (in the sidecars) do not let pass on."""
    from dpkit.edition import curated_forms, edition_folder, edition_for_publication
    from dpkit.store.package_folder import built

    opened = open_project(project)
    package = source if source is not None else built(opened.package)
    target = into if into is not None else edition_folder(opened, package)
    report = edition_for_publication(package, target, curated_forms(opened))
    if output_format is OutputFormat.json:
        from dpkit.cli.findings import write_outputs

        write_outputs(report.findings, command="dpkit edition", outputs=output)
        print_json(_plain(report))
    else:
        show_findings(
            report.findings, command="dpkit edition", output_format=output_format, outputs=output, root=opened.root
        )
        _show(report)
    raise typer.Exit(exit_code(report.findings, FailOn.error))


def _plain(report: "EditionReport") -> dict[str, object]:
    from dpkit.report.json import finding_values

    return {
        "folder": str(report.folder),
        "version": report.version,
        "is_written": report.is_written,
        "is_full": report.is_full,
        "documents": dict(report.documents),
        "left_out": {key: found for key, found in sorted(report.passed_on.items()) if found in _WITHOUT},
        "findings": [finding_values(finding) for finding in report.findings],
    }


def _show(report: "EditionReport") -> None:
    from dpkit.package.changelog import counted

    if not report.is_written:
        sys.stdout.write("nothing was written: mend the errors above, then run `dpkit edition` again\n")
        return
    sys.stdout.write(f"wrote the public edition of {report.version} to {report.folder}\n")
    if report.is_full:
        sys.stdout.write("all words may be passed on: it is the package, byte for byte\n")
        return
    for found, count in report.documents.items():
        sys.stdout.write(f"- {counted(count, 'document')}: {_WITHOUT.get(found, 'with their words')}\n")
    sys.stdout.write(f"whoever has the documents completes it: dpkit rehydrate {report.folder} --from FOLDER\n")
