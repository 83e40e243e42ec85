"""Findings as JUnit XML: each kind of finding is a test case, which fails where its severity is error."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dpkit.model import Finding
from dpkit.report.order import Group, group_findings
from dpkit.report.run import Run
from dpkit.report.sanitise import sanitise
from dpkit.report.text import finding_line


def findings_junit(findings: Iterable[Finding], run: Run) -> str:
    """One test suite. Without findings it holds one case that passed: a report without cases reads as "not run"."""
    groups = group_findings(findings)
    failures = sum(group.severity == "error" for group in groups)
    counts = {"tests": str(max(len(groups), 1)), "failures": str(failures), "errors": "0"}
    suites = Element("testsuites", {"name": "dpkit", **counts})
    suite = SubElement(suites, "testsuite", {"name": sanitise(run.command), **counts, "skipped": "0"})
    for group in groups:
        _case(suite, group, run)
    if not groups:
        SubElement(suite, "testcase", {"classname": "dpkit", "name": "no finding", "time": "0"})
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _case(suite: Element, group: Group, run: Run) -> None:
    subject = ".".join(part for part in (group.table, group.field) if part)
    name = f"{run.rule_name(group.code)} {subject}".rstrip()
    case = SubElement(suite, "testcase", {"classname": f"dpkit.{group.code}", "name": sanitise(name), "time": "0"})
    lines = [finding_line(finding) for finding in group.examples]
    if group.count > group.shown:
        lines.append(f"… {group.count - group.shown:,} more")
    if group.severity == "error":
        failure = SubElement(case, "failure", {"type": group.code, "message": f"{group.count:,} × {lines[0]}"})
        failure.text = "\n".join(lines)
    else:
        SubElement(case, "system-out").text = "\n".join(lines)
