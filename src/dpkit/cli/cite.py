"""`dpkit cite`: how to cite the dataset, or one row of it."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import ProjectOption, print_json


class CitationFormat(StrEnum):
    """How a citation is written to standard output."""

    text = "text"
    bibtex = "bibtex"
    csl = "csl"
    json = "json"


def cite(
    row_id: Annotated[
        str | None,
        typer.Argument(help="The id of a document, claim, paragraph or other row; default: the whole.", metavar="[ID]"),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="A version, or a day: the last release until then.", metavar="VERSION|DATE"),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--source", help="A package; default: that of the project.", metavar="PATH")
    ] = None,
    project: ProjectOption = None,
    output_format: Annotated[
        CitationFormat,
        typer.Option("--format", help="text for people, bibtex, csl (CSL JSON), json for all of them."),
    ] = CitationFormat.text,
) -> None:
    """Cite the last release, or one row of it: who said what, and in which version of the dataset that stands."""
    from dpkit.cite import cite as cite_project
    from dpkit.cite import cite_package
    from dpkit.cli.project import open_project
    from dpkit.errors import UsageError
    from dpkit.package.descriptions.citation_formats import citation_bibtex, citation_csl, citation_text
    from dpkit.report.sanitise import sanitise

    if source is not None and as_of is not None:
        raise UsageError("--source and --as-of: one of both was expected; a package is one version")
    found = cite_project(open_project(project), row_id, as_of) if source is None else cite_package(source, row_id)
    if output_format is CitationFormat.text:
        sys.stdout.write(f"{sanitise(citation_text(found), 20_000)}\n")
    elif output_format is CitationFormat.bibtex:
        sys.stdout.write(f"{citation_bibtex(found)}\n")
    elif output_format is CitationFormat.csl:
        sys.stdout.write(f"{json.dumps([citation_csl(found)], ensure_ascii=True, indent=2)}\n")
    else:
        print_json({"text": citation_text(found), "bibtex": citation_bibtex(found), "csl": [citation_csl(found)]})
