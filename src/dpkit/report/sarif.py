"""Findings as SARIF 2.1.0 (OASIS), as code scanning of GitHub, GitLab and editors read it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from dpkit.model import Finding
from dpkit.report.order import row_of, sort_findings, what
from dpkit.report.run import Run
from dpkit.report.sanitise import sanitise

Node = dict[str, object]

SHOWN_AT_MOST = 25_000
"""GitHub refuses a run with more results; the errors come first, and a notification says how many are left out."""

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def findings_sarif(findings: Iterable[Finding], run: Run) -> str:
    """One SARIF log with one run, in ASCII."""
    ordered = sort_findings(findings)
    shown = ordered[:SHOWN_AT_MOST]
    codes = sorted({finding.code for finding in shown})
    seen: Counter[str] = Counter()
    log: Node = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(codes, run)},
                "invocations": [_invocation(len(ordered) - len(shown))],
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, codes, run, seen) for finding in shown],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=True, indent=2) + "\n"


def _driver(codes: list[str], run: Run) -> Node:
    return {"name": "dpkit", "semanticVersion": run.version, "rules": [_rule(code, run) for code in codes]}


def _rule(code: str, run: Run) -> Node:
    text = run.rules.get(code)
    if text is None:
        return {"id": code}
    rule: Node = {"id": code, "name": sanitise(text.name), "shortDescription": {"text": sanitise(text.summary)}}
    if text.why:
        rule["fullDescription"] = {"text": sanitise(text.why)}
    if text.mend:
        rule["help"] = {"text": sanitise(text.mend)}
    return rule


def _invocation(left_out: int) -> Node:
    invocation: Node = {"executionSuccessful": True}
    if left_out:
        text = f"{left_out:,} further findings are left out here; the text and JSON reports count them all."
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return invocation


def _result(finding: Finding, codes: list[str], run: Run, seen: Counter[str]) -> Node:
    row = row_of(finding)
    subject = f"{row}: " if row and row not in finding.message else ""
    print_ = fingerprint(finding)
    seen[print_] += 1
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": sanitise(subject + what(finding))},
        "occurrenceCount": finding.count,
        "locations": [_location(finding, run)],
        "partialFingerprints": {"dpkitFinding/v1": f"{print_}:{seen[print_]}"},
    }


def _location(finding: Finding, run: Run) -> Node:
    location: Node = {}
    if finding.place is not None:
        artifact: Node = {"uri": uri(run.prefix + finding.place.path), "uriBaseId": "%SRCROOT%"}
        region: Node = {"startLine": finding.place.line or 1}  # code scanning shows nothing that has no line
        if finding.place.line is not None and finding.place.column is not None:
            region["startColumn"] = finding.place.column
        location["physicalLocation"] = {"artifactLocation": artifact, "region": region}
    row = row_of(finding)
    if row:
        location["logicalLocations"] = [{"fullyQualifiedName": sanitise(row)}]
    return location


def uri(path: str) -> str:
    """A path as a relative URI reference.

    >>> uri("raw/a b:c%.txt")
    'raw/a%20b%3Ac%25.txt'
    """
    return quote(path.encode("utf-8", "surrogatepass"), safe="/")


def fingerprint(finding: Finding) -> str:
    """What stays the same when lines move: rule, file, row, field and message, hashed."""
    parts = (
        finding.code, finding.place.path if finding.place else "", finding.table or "", finding.key or "",
        finding.field or "", what(finding),
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
