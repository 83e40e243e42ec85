"""The order of findings, their groups, and the words that name their place."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dpkit.model import SEVERITIES, Finding, Severity

EXAMPLES = 10
"""Findings kept of each group: as many as GitHub shows of a kind, and more than anyone mends by eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings of one rule about one table and field: how many there are, and the first few."""

    code: str
    severity: Severity
    table: str | None
    field: str | None
    count: int
    examples: tuple[Finding, ...]

    @property
    def shown(self) -> int:
        """How many findings the examples stand for."""
        return sum(finding.count for finding in self.examples)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as every report shows them: errors first, then by file, line and column, then by table and key."""
    return tuple(sorted(findings, key=_sort_key))


def group_findings(findings: Iterable[Finding], examples: int = EXAMPLES) -> tuple[Group, ...]:
    """The groups, errors first, then by code; memory grows with the number of groups, not of findings."""
    kept: dict[tuple[str, Severity, str, str], list[Finding]] = {}
    rest: dict[tuple[str, Severity, str, str], Finding] = {}
    """What stands for many rows; the only example where an exception has taken the single ones."""
    counts: Counter[tuple[str, Severity, str, str]] = Counter()
    for finding in findings:
        key = (finding.code, finding.severity, finding.table or "", finding.field or "")
        counts[key] += finding.count
        group = kept.setdefault(key, [])
        if len(group) < examples and finding.count == 1:
            group.append(finding)
        elif finding.count > 1:
            rest.setdefault(key, finding)
    ordered = sorted(counts, key=lambda key: (SEVERITIES.index(key[1]), key))
    return tuple(
        Group(code=key[0], severity=key[1], table=key[2] or None, field=key[3] or None, count=counts[key],
              examples=tuple(kept[key] or ([rest[key]] if examples and key in rest else [])))
        for key in ordered
    )  # fmt: skip


def count_severities(groups: Iterable[Group]) -> Mapping[Severity, int]:
    """The number of findings of each severity, all three always there."""
    counts: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for group in groups:
        counts[group.severity] += group.count
    return counts


def where(finding: Finding) -> str:
    """The place of a finding as one reads it: `path:line:column`, else `table[key].field`; not yet sanitised.

    >>> where(Finding(code="DP401", severity="error", message="m", table="claims", key="clm_a", field="text"))
    'claims[clm_a].text'
    """
    if finding.place is not None:
        place = finding.place
        parts = (place.path, place.line, place.column if place.line is not None else None)
        return ":".join(str(part) for part in parts if part is not None)
    return row_of(finding) or "dataset"


def row_of(finding: Finding) -> str:
    """The row of a finding as `table[key].field`, or an empty string."""
    if finding.table is None:
        return finding.field or ""
    key = f"[{finding.key}]" if finding.key is not None else ""
    return f"{finding.table}{key}" + (f".{finding.field}" if finding.field is not None else "")


def what(finding: Finding) -> str:
    """The message without the place it may begin with, which every format shows by itself."""
    places = [where(finding), row_of(finding)] + ([finding.place.path] if finding.place is not None else [])
    for place in places:
        if place and finding.message.startswith(place):
            rest = re.sub(r"^(?::\d+){0,2}(?:: +| +)", "", finding.message[len(place) :], count=1)
            if rest and rest != finding.message[len(place) :]:
                return rest
    return finding.message


def _sort_key(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return (
        SEVERITIES.index(finding.severity),
        (place.path, place.line or 0, place.column or 0) if place else ("", 0, 0),
        finding.table or "", finding.key or "", finding.field or "", finding.code, finding.message,
    )  # fmt: skip
