"""`dpkit open`: the package as a former release had it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json


def open_as_of(
    as_of: Annotated[
        str, typer.Option("--as-of", help="A version (0.2.0), or a day (2026-11-25).", metavar="VERSION|DATE")
    ],
    into: Annotated[
        Path | None,
        typer.Option("--into", help="The folder to put it in; default: one below .dpkit/as-of.", metavar="DIR"),
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Put the package of a former release into a folder: byte for byte, less what was withdrawn since."""
    from dpkit.cli.project import open_project
    from dpkit.past import ledger_of, open_release, release_as_of, withdrawn_from

    opened = open_project(project)
    ledger = ledger_of(opened)
    release = release_as_of(ledger, as_of)
    folder = open_release(opened, release, into)
    tombstones = withdrawn_from(ledger, release)
    if output_format is OutputFormat.json:
        print_json(
            {
                "version": release.version,
                "created": release.created.isoformat(),
                "folder": str(folder),
                "withdrawn": [
                    {"document_id": each.document_id, "reason": each.reason, "on": each.withdrawn_on.isoformat()}
                    for each in tombstones
                ],
            }
        )
        return
    from dpkit.report.sanitise import sanitise

    sys.stdout.write(f"release {release.version} of {release.created:%Y-%m-%d %H:%M} UTC: {folder}\n")
    for each in tombstones:
        what = f"{each.document_id} was withdrawn on {each.withdrawn_on}: {each.reason}"
        sys.stdout.write(f"† {sanitise(what, 500)}\n")
