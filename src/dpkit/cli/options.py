"""Options that several commands share, and how results reach the terminal."""

import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dpkit.model import SEVERITIES, Finding, Severity


class OutputFormat(StrEnum):
    """How a result is written to standard output."""

    text = "text"
    json = "json"


class FailOn(StrEnum):
    """The least severity that makes a command end with exit code 1."""

    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project", help="The dataset project; default: found upward from the current folder.", metavar="DIR"
    ),
]
FormatOption = Annotated[OutputFormat, typer.Option("--format", help="text for people, json for programs.")]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 from findings of this severity on.")]


def has_failed(findings: tuple[Finding, ...], fail_on: FailOn) -> bool:
    """Is any finding at or above the severity that fails?"""
    if fail_on is FailOn.never:
        return False
    failing: tuple[Severity, ...] = SEVERITIES[: SEVERITIES.index(fail_on.value) + 1]
    return any(finding.severity in failing for finding in findings)


def print_json(document: Mapping[str, object]) -> None:
    """One JSON document, and nothing else, on standard output."""
    from dpkit.report.json import json_text

    plain = json.loads(json.dumps(document, default=str))
    sys.stdout.write(json_text(plain))
