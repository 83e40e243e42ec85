"""Findings and summaries for people at a terminal."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from dpkit.model import Finding, Place
from dpkit.report.order import EXAMPLES, count_severities, group_findings, row_of, what, where
from dpkit.report.run import BuildSummary
from dpkit.report.sanitise import sanitise

SourceLine = Callable[[Place], str | None]
"""Gives the line of a file that a place names, without its line break, or None where it cannot be had."""

_BEFORE_CHARS = 60
_AFTER_CHARS = 60
_WORD_CHARS = 20


def findings_text(
    findings: Iterable[Finding], *, source_line: SourceLine | None = None, examples: int = EXAMPLES
) -> str:
    """`path:line:column: severity CODE message` per sorted finding, `examples` of each kind, and the counts at the end.

    Where `source_line` gives the line, it follows with a caret below the column.
    """
    groups = group_findings(findings, examples)
    lines: list[str] = []
    for group in groups:
        for finding in group.examples:
            lines.append(finding_line(finding))
            lines += _excerpt(finding.place, source_line)
        if group.count > group.shown:
            lines.append(f"… {group.count - group.shown:,} more of {group.code}{_about(group.table, group.field)}")
    counts = count_severities(groups)
    lines.append(", ".join(_plural(counts[severity], severity) for severity in counts))
    return "\n".join(lines) + "\n"


def finding_line(finding: Finding) -> str:
    """One finding on one line.

    >>> finding_line(Finding(code="DP131", severity="error", message="a.txt: is empty; expected text",
    ...     place=Place(path="a.txt", line=1)))
    'a.txt:1: error DP131 is empty; expected text'
    """
    row = row_of(finding) if finding.place is not None else ""
    suffix = f" [{sanitise(row, 200)}]" if row and row not in finding.message else ""
    place = sanitise(where(finding), 500)
    return f"{place}: {finding.severity} {sanitise(finding.code, 20)} {sanitise(what(finding))}{suffix}"


def build_summary_text(summary: BuildSummary, findings: Iterable[Finding]) -> str:
    """The end of a build: rows and bytes per table, findings by severity, seconds per stage, what to try next."""
    counts = count_severities(group_findings(findings, examples=0))
    sections = [
        _table_lines(summary),
        [f"findings: {', '.join(_plural(counts[severity], severity) for severity in counts)}"],
        _stage_lines(summary),
        [f"{'package' if summary.is_written else 'not written'}: {sanitise(summary.package)}"],
        ["next:", *(f"  {sanitise(step)}" for step in summary.next_steps)] if summary.next_steps else [],
    ]
    return "\n".join("\n".join(section) for section in sections if section) + "\n"


def _excerpt(place: Place | None, source_line: SourceLine | None) -> Iterator[str]:
    if place is None or place.line is None or source_line is None:
        return
    line = source_line(place)
    if line is None:
        return
    column = min(place.column or 1, len(line) + 1) - 1
    start = max(0, column - _BEFORE_CHARS)
    before = _shown(line[start:column], start > 0, False)
    end = column + _AFTER_CHARS
    yield f"    | {before}{_shown(line[column:end], False, end < len(line))}"
    if place.column is not None:
        caret = f"    | {' ' * _cells(before)}^"
        runs_left = any(unicodedata.bidirectional(char) in ("R", "AL") for char in line[start:end])
        yield f"{caret} at {_shown(_word(line[column:end]), False, False)!r}" if runs_left else caret


def _word(text: str) -> str:
    """The first characters at a place: where a terminal shows a line from right to left, no caret finds its cell."""
    return text[:_WORD_CHARS].split(" ", 1)[0] or "the end of the line"


def _shown(text: str, is_cut_before: bool, is_cut_after: bool) -> str:
    """A part of a line, tabs as single spaces: the caret below counts cells, and a tab has no fixed number of them."""
    shown = sanitise(text.replace("\t", " "))
    return f"{'…' if is_cut_before else ''}{shown}{'…' if is_cut_after else ''}"


def _cells(text: str) -> int:
    """Terminal cells that a text takes: two for wide characters, none for marks that stand on another character.

    The category decides, not the combining class: vowel signs of Indic scripts and of Thai are of class 0.

    >>> _cells("aЖ語e\u0301")
    5
    """
    return sum(
        0 if unicodedata.category(char) in ("Mn", "Me") else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _table_lines(summary: BuildSummary) -> list[str]:
    names = [*summary.rows, *(name for name in summary.bytes if name not in summary.rows)]
    width = max([len("table"), *(_cells(sanitise(name)) for name in names)])
    lines = [f"{'table'.ljust(width)}  {'rows':>12}  {'bytes':>14}"]
    for name in names:
        shown = sanitise(name)
        rows = f"{summary.rows[name]:,}" if name in summary.rows else ""
        size = f"{summary.bytes[name]:,}" if name in summary.bytes else ""
        lines.append(f"{shown}{' ' * (width - _cells(shown))}  {rows:>12}  {size:>14}".rstrip())
    total = f"{sum(summary.rows.values()):,}"
    lines.append(f"{'total'.ljust(width)}  {total:>12}  {sum(summary.bytes.values()):>14,}")
    return lines


def _stage_lines(summary: BuildSummary) -> list[str]:
    stages = [f"{sanitise(stage)} {seconds:.2f} s" for stage, seconds in summary.stage_seconds.items()]
    return [f"time: {', '.join(stages)}"] if stages else []


def _about(table: str | None, field: str | None) -> str:
    subject = ".".join(sanitise(part, 200) for part in (table, field) if part)
    return f" ({subject})" if subject else ""


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 or noun == "info" else "s")
