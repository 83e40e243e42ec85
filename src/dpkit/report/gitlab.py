"""Findings as a GitLab code quality report."""

import json
from collections import Counter
from collections.abc import Iterable

from dpkit.model import Finding
from dpkit.report.order import row_of, sort_findings, what
from dpkit.report.run import Run
from dpkit.report.sanitise import sanitise
from dpkit.report.sarif import fingerprint

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}

_NOWHERE = "dpkit.toml"
"""GitLab wants a file and a line with everything: what concerns the dataset as a whole stands at its configuration."""


def findings_gitlab(findings: Iterable[Finding], run: Run) -> str:
    """A JSON array of issues in ASCII, each with a fingerprint of its own."""
    seen: Counter[str] = Counter()
    return json.dumps([_issue(finding, run, seen) for finding in sort_findings(findings)], indent=2) + "\n"


def _issue(finding: Finding, run: Run, seen: Counter[str]) -> dict[str, object]:
    print_ = fingerprint(finding)
    seen[print_] += 1
    row = row_of(finding)
    subject = f"{row}: " if row and row not in finding.message else ""
    path = finding.place.path if finding.place else _NOWHERE
    line = finding.place.line if finding.place else None
    return {
        "description": sanitise(f"{run.rule_name(finding.code)}: {subject}{what(finding)}"),
        "check_name": finding.code,
        "fingerprint": f"{print_}{seen[print_]:x}",
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": sanitise(run.prefix + path), "lines": {"begin": line or 1}},
    }
