"""`dpkit add`: copy files into raw/, each with a sidecar to complete."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json


def add(
    files: Annotated[list[Path], typer.Argument(help="Files to copy; they stay where they are.", metavar="FILE…")],
    url: Annotated[
        str | None, typer.Option("--url", help="The page that the bytes were taken from (one FILE only).")
    ] = None,
    folder: Annotated[
        str | None, typer.Option("--folder", help="Where below raw/; default: the host of the address.", metavar="DIR")
    ] = None,
    reader: Annotated[
        str | None, typer.Option("--reader", help="Read the file as this format, whatever it looks like.")
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Copy files into raw/ with a sidecar beside each that asks for what only a person knows."""
    from dpkit.cli.project import open_project
    from dpkit.errors import UsageError
    from dpkit.readers import reader_named
    from dpkit.store.add import add_file

    if url is not None and len(files) > 1:
        raise UsageError(f"--url: {len(files)} files cannot share one address; one FILE was expected")
    if reader is not None:
        reader_named(reader)
    opened = open_project(project)
    added = [
        add_file(opened.root, opened.config.raw_folder, source, url=url, folder=folder, reader=reader)
        for source in files
    ]
    if output_format is OutputFormat.json:
        print_json({"added": added})
        return
    for path in added:
        sys.stdout.write(f"added {path}\n  complete {path}.meta.yaml, then run dpkit build\n")
