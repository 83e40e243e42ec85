"""`dpkit score`: how worth checking the claims of a package are, by a scorer that is named."""

import csv
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.validate import PathArgument, package_folder


def score(
    path: PathArgument = None,
    scorer: Annotated[
        str | None,
        typer.Option(
            "--scorer",
            help="An entry point of dpkit.check_worthiness or module:attribute; default: that of dpkit.toml.",
            metavar="NAME",
        ),
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Write how worth checking each claim of a package is, as CSV or JSON; the package stays as it is."""
    from dpkit.cli.project import open_project
    from dpkit.errors import UsageError
    from dpkit.extract.scorers import named_scorer
    from dpkit.score import scores_of

    name = scorer or open_project(project).config.scorer
    if name is None:
        raise UsageError(
            "no scorer is named; dpkit has none of its own: --scorer NAME, or check-worthiness under [extract] of "
            "dpkit.toml, was expected"
        )
    found = scores_of(package_folder(path, project), named_scorer(name))
    if output_format is OutputFormat.json:
        print_json({"scores": [asdict(row) for row in found]})
        return
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["claim_id", "score", "scorer", "version"])
    for row in found:
        rows.writerow([row.claim_id, f"{row.score:.2f}", row.scorer, row.version])
