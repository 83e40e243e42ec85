"""Findings and summaries as JSON for programs; the shape is published in data/findings.schema.json."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from dpkit.model import Finding
from dpkit.report.order import count_severities, group_findings, sort_findings
from dpkit.report.run import BuildSummary, Run

FORMAT_VERSION = 1


def findings_document(findings: Iterable[Finding], run: Run) -> dict[str, object]:
    """All findings, sorted, as plain values. Strings are as they were found: JSON escapes them, a display must too."""
    ordered = sort_findings(findings)
    return {
        "format": FORMAT_VERSION,
        "command": run.command,
        "version": run.version,
        "counts": dict(count_severities(group_findings(ordered, examples=0))),
        "findings": [finding_values(finding) for finding in ordered],
    }


def findings_json(findings: Iterable[Finding], run: Run) -> str:
    """The document as JSON that is safe to print."""
    return json_text(findings_document(findings, run))


def json_text(document: object, indent: int | None = 2) -> str:
    r"""A document as JSON that may be printed in any log: ASCII, and without the `##[` that CI servers obey anywhere.

    The second `#` becomes an escape, so that a program reads the same string; `##` stands in JSON in strings alone.

    >>> print(json_text(["##[group]", "\u202e"]), end="")
    [
      "#\u0023[group]",
      "\u202e"
    ]
    """
    return json.dumps(document, ensure_ascii=True, indent=indent, default=str).replace("##", "#\\u0023") + "\n"


def finding_values(finding: Finding) -> dict[str, object]:
    """One finding as plain values; what is not known is null."""
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "path": place.path if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "table": finding.table,
        "key": finding.key,
        "field": finding.field,
        "count": finding.count,
    }


def build_summary_values(summary: BuildSummary, findings: Iterable[Finding]) -> dict[str, object]:
    """What a build made, as plain values."""
    return {
        "package": summary.package,
        "is_written": summary.is_written,
        "rows": dict(summary.rows),
        "bytes": dict(summary.bytes),
        "findings": dict(count_severities(group_findings(findings, examples=0))),
        "stage_seconds": {stage: round(seconds, 3) for stage, seconds in summary.stage_seconds.items()},
        "next_steps": list(summary.next_steps),
    }


@cache
def findings_schema() -> Mapping[str, Any]:
    """The JSON Schema of `findings_json` (package data)."""
    text = files("dpkit.report").joinpath("data/findings.schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema
