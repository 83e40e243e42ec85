"""`dpkit import`: a corpus file comes into raw/, with a mapping from its fields to facts."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json


def import_corpus(
    corpus: Annotated[
        Path, typer.Argument(help="JSON Lines, CSV, RSS/Atom or WARC; may be gzipped.", metavar="CORPUS")
    ],
    pairs: Annotated[
        list[str] | None,
        typer.Option("--map", help="Which field holds a fact: title=headline; may be repeated.", metavar="FACT=FIELD"),
    ] = None,
    one_file_each: Annotated[
        bool, typer.Option("--one-file-each", help="A raw file with a sidecar for each document, not one for all.")
    ] = False,
    reader: Annotated[
        str | None, typer.Option("--reader", help="Read the file as this format, whatever it looks like.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where the corpus file was taken from.")] = None,
    folder: Annotated[
        str | None, typer.Option("--folder", help="Where below raw/; default: the host of the address.", metavar="DIR")
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Bring in a file of many documents, one a line, row or item: read in place, or as one raw file each."""
    from dpkit.cli.project import open_project
    from dpkit.corpus_import import ImportOptions, fields_of
    from dpkit.corpus_import import import_corpus as bring_in

    opened = open_project(project)
    options = ImportOptions(
        fields=fields_of(pairs or []), reader=reader, url=url, folder=folder, one_file_each=one_file_each
    )
    done = bring_in(opened, corpus, options)
    if output_format is OutputFormat.json:
        print_json({"paths": done.paths, "documents": done.documents, "findings": [f.message for f in done.findings]})
        return
    from dpkit.report.sanitise import sanitise

    for finding in done.findings[:10]:
        sys.stdout.write(f"{finding.severity} {finding.code} {sanitise(finding.message)}\n")
    more = len(done.findings) - 10
    sys.stdout.write(f"… {more} more\n" if more > 0 else "")
    where = done.paths[0] if len(done.paths) == 1 else f"{len(done.paths)} files"
    sys.stdout.write(f"imported {done.documents} documents as {where}\n  run dpkit build\n")
