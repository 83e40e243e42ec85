"""`dpkit explain`: where a row comes from."""

import sys
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json


def explain(
    row_id: Annotated[str, typer.Argument(help="The id of any row of any table.", metavar="ID")],
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Show a row, its words in their paragraph, their bytes in the raw file, and the source link."""
    from dataclasses import asdict

    from dpkit.cli.explanation import explanation_text
    from dpkit.cli.project import open_project
    from dpkit.explain import open_book

    explanation = open_book(open_project(project)).explain(row_id)
    if output_format is OutputFormat.json:
        print_json(asdict(explanation))
        return
    sys.stdout.write(explanation_text(explanation))
