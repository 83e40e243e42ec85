"""`dpkit correct`: a person's decision about one row, kept in `curation/corrections.yaml`."""

import sys
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json


def correct(
    row: Annotated[str, typer.Argument(help="The id of the row (with --add, of its document).", metavar="ID")],
    why: Annotated[str, typer.Option("--why", help="Why; kept beside the decision.")],
    who: Annotated[str, typer.Option("--who", help="Who decides.", envvar="DPKIT_WHO")],
    values: Annotated[
        list[str] | None, typer.Option("--set", help="A column and its value; may be repeated.", metavar="NAME=VALUE")
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="The row goes.")] = False,
    add: Annotated[
        str | None, typer.Option("--add", help="Put in a claim, mention, quantity or date.", metavar="TARGET")
    ] = None,
    words: Annotated[str | None, typer.Option("--words", help="The words of an added row.")] = None,
    occurrence: Annotated[int | None, typer.Option("--occurrence", help="Which of several equal words.")] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Write a correction of a row of the built package; the next build applies it, or says why it cannot."""
    from dpkit.cli.project import open_project
    from dpkit.correct import Decision
    from dpkit.correct import correct as write
    from dpkit.report.sanitise import sanitise

    decision = Decision(
        who=who,
        why=why,
        values=dict(_pair(value) for value in values or ()),
        is_dropped=drop,
        added=add,
        words=words,
        occurrence=occurrence,
    )
    path, entry = write(open_project(project), row, decision)
    if output_format is OutputFormat.json:
        print_json({"written": path, "entry": entry})
        return
    lines = [sanitise(line) for line in entry.rstrip("\n").split("\n")]
    sys.stdout.write("\n".join([*lines, f"written to {path}; run dpkit build"]) + "\n")


def _pair(value: str) -> tuple[str, str]:
    from dpkit.errors import UsageError

    name, sign, rest = value.partition("=")
    if not sign or not name:
        raise UsageError(f"--set {value}: this is no NAME=VALUE; a form like speech_act=commitment was expected")
    return name, rest
