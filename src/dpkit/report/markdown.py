"""Findings as Markdown, for comments and job summaries."""

from collections.abc import Iterable

from dpkit.model import Finding
from dpkit.package.escaping import markdown
from dpkit.report.order import EXAMPLES, Group, count_severities, group_findings, row_of, what, where
from dpkit.report.run import Run
from dpkit.report.sanitise import sanitise

_MARKS = {"error": "❌ error", "warning": "⚠️ warning", "info": "ℹ️ info"}


def findings_markdown(findings: Iterable[Finding], run: Run, examples: int = EXAMPLES) -> str:
    """The counts, then each kind of finding with its first places in a table."""
    groups = group_findings(findings, examples)
    counts = count_severities(groups)
    lines = [f"## {_safe(run.command)}", ""]
    lines.append(
        ", ".join(f"{counts[severity]:,} {_MARKS[severity]}" for severity in counts) if groups else "✅ no finding"
    )
    lines.append("")
    for group in groups:
        lines += _group(group, run)
    return "\n".join(lines)


def _group(group: Group, run: Run) -> list[str]:
    subject = ".".join(part for part in (group.table, group.field) if part)
    title = f"### {_MARKS[group.severity]} {_safe(run.rule_name(group.code))}"
    lines = [f"{title} · {_safe(subject)} ({group.count:,})" if subject else f"{title} ({group.count:,})", ""]
    rule = run.rules.get(group.code)
    if rule is not None:
        lines += [_safe(f"{rule.summary} {rule.mend}".strip()), ""]
    lines += ["| where | row | what |", "|---|---|---|"]
    lines += [_row(finding) for finding in group.examples]
    if group.count > group.shown:
        lines.append(f"| … | | {group.count - group.shown:,} more |")
    return [*lines, ""]


def _row(finding: Finding) -> str:
    row = row_of(finding) if finding.place is not None else ""
    return f"| {_safe(where(finding))} | {_safe(row)} | {_safe(what(finding))} |"


def _safe(text: str) -> str:
    return markdown(sanitise(text))
