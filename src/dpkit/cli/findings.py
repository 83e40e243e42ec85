"""How findings reach people and CI systems: one list, as many formats as were asked for."""

import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FailOn, OutputFormat, has_failed
from dpkit.errors import UsageError
from dpkit.model import Finding, Place

if TYPE_CHECKING:
    from dpkit.report.run import RuleText, Run

OutputOption = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        help="Also write the findings to a file, as FORMAT=FILE; may be repeated. "
        "Formats: json, sarif, junit, gitlab, github, github-summary, markdown, html, text.",
        metavar="FORMAT=FILE",
    ),
]


RowsOption = Annotated[
    Path | None,
    typer.Option(
        "--rows",
        help="Also write every failing row, however many, to a .parquet or .csv file.",
        metavar="FILE",
    ),
]


def show_findings(
    findings: tuple[Finding, ...],
    *,
    command: str,
    output_format: OutputFormat,
    outputs: list[str] | None = None,
    root: Path | None = None,
) -> None:
    """Print findings to standard output and write the files that `--output` names."""
    from dpkit.report.formats import render
    from dpkit.report.text import findings_text
    from dpkit.store.output import line_of

    write_outputs(findings, command=command, outputs=outputs)
    if output_format is OutputFormat.json:
        sys.stdout.write(render("json", findings, _run(command)))
        return

    def source_line(place: Place) -> str | None:
        return None if root is None else line_of(root, place)

    sys.stdout.write(findings_text(findings, source_line=source_line))


def write_outputs(findings: tuple[Finding, ...], *, command: str, outputs: list[str] | None) -> None:
    """Write the files that `--output` names."""
    from dpkit.report.formats import render
    from dpkit.store.output import write_report

    for name, target in [_output(value) for value in outputs or ()]:
        write_report(Path(target), render(name, findings, _run(command)))


def rule_texts() -> "Mapping[str, RuleText]":
    """What the catalogue says of each rule, as far as reports show it."""
    from dpkit.report.run import RuleText
    from dpkit.validate.rules import RULES

    return {rule.code: RuleText(name=rule.name, summary=rule.summary, why=rule.why, mend=rule.mend) for rule in RULES}


def exit_code(findings: tuple[Finding, ...], fail_on: FailOn) -> int:
    return 1 if has_failed(findings, fail_on) else 0


def _run(command: str) -> "Run":
    from dpkit.report.run import Run

    return Run(command=command, version=version("dpkit"), rules=rule_texts())


def _output(value: str) -> tuple[str, str]:
    name, sign, target = value.partition("=")
    if not sign or not target:
        raise UsageError(f"--output {value}: FORMAT=FILE was expected, such as sarif=findings.sarif")
    return name, target
