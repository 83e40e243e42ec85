"""`dpkit add`: copy files, or fetch pages, into raw/, each with a sidecar to complete."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json

if TYPE_CHECKING:
    from dpkit.store.project import Project


def add(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Files to copy (they stay where they are), or addresses of pages to fetch.", metavar="FILE…"
        ),
    ],
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
    """Copy files, or fetch pages, into raw/ with a sidecar beside each that asks for what only a person knows."""
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
        _fetched(opened, source, folder)
        if source.startswith(("http://", "https://"))
        else add_file(opened.root, opened.config.raw_folder, Path(source), url=url, folder=folder, reader=reader)
        for source in files
    ]
    if output_format is OutputFormat.json:
        print_json({"added": added})
        return
    for path in added:
        sys.stdout.write(f"added {path}\n  complete {path}.meta.yaml, then run dpkit build\n")


def _fetched(project: "Project", url: str, folder: str | None) -> str:
    """A page fetched now, kept as it was sent; its project path."""
    import datetime as dt
    import time

    from dpkit.capture import World, capture
    from dpkit.store.add import add_capture

    captured = capture(url, dt.datetime.now(dt.UTC), World(clock=time.monotonic))
    hops = [exchange.url for exchange in captured.exchanges]
    return add_capture(
        project.root, project.config.raw_folder, captured.warc, hops, captured.retrieved_at, folder=folder
    )
