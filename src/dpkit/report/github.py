"""Annotations and job summary for GitHub Actions."""

from collections.abc import Iterable

from dpkit.model import Finding
from dpkit.report.markdown import findings_markdown
from dpkit.report.order import Group, group_findings, row_of, what
from dpkit.report.run import Run
from dpkit.report.sanitise import sanitise

SHOWN_PER_KIND = 10
"""GitHub shows ten errors, ten warnings and ten notices of a step, and drops the others without a word."""

SUMMARY_BYTES = 1_000_000
"""A job summary over 1 MiB is refused as a whole."""

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def annotations(findings: Iterable[Finding], run: Run) -> str:
    """Workflow commands, one for each kind of finding at its first place, ten of a severity at most.

    Where there are more kinds than can be shown, the tenth says how many are left out.
    """
    lines: list[str] = []
    by_command: dict[str, list[Group]] = {}
    for group in group_findings(findings, examples=1):
        by_command.setdefault(_COMMANDS[group.severity], []).append(group)
    for command, groups in by_command.items():
        shown = groups if len(groups) <= SHOWN_PER_KIND else groups[: SHOWN_PER_KIND - 1]
        lines += [_annotation(command, group, run) for group in shown]
        if len(shown) < len(groups):
            left = len(groups) - len(shown)
            lines.append(f"::{command} title=dpkit::{left} further kinds of {command}; the job summary lists them")
    return "".join(f"{line}\n" for line in lines)


def job_summary(findings: Iterable[Finding], run: Run) -> str:
    """Markdown for `$GITHUB_STEP_SUMMARY`, cut at a line end below the size that GitHub takes."""
    text = findings_markdown(findings, run)
    data = text.encode("utf-8")
    if len(data) <= SUMMARY_BYTES:
        return text
    kept = data[:SUMMARY_BYTES].rsplit(b"\n", 1)[0].decode("utf-8")
    return f"{kept}\n\nThe summary was cut here: GitHub takes no more than 1 MiB.\n"


def _annotation(command: str, group: Group, run: Run) -> str:
    finding = group.examples[0]
    properties = {"title": run.rule_name(group.code)}
    if finding.place is not None:
        properties |= {"file": run.prefix + finding.place.path}
        properties |= {"line": str(finding.place.line)} if finding.place.line is not None else {}
        properties |= {"col": str(finding.place.column)} if finding.place.column is not None else {}
    settings = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    row = row_of(finding)
    subject = f"{row}: " if row and row not in finding.message else ""
    more = f" (and {group.count - 1:,} more of this kind)" if group.count > 1 else ""
    return f"::{command} {settings}::{_message(subject + what(finding))}{more}"


def _message(text: str) -> str:
    """The message of a command: the runner turns %25, %0D and %0A back, so that a bare % must be written as such."""
    return sanitise(text).replace("%", "%25")


def _property(text: str) -> str:
    return sanitise(text, 500).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
