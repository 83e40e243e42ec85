"""Faults → findings: severity from the catalogue, bounded memory, one order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from dpkit.model import Finding
from dpkit.validate.rules import RULE_BY_CODE

MAX_ROWS = 100
"""Rows of one table, column and code that get findings of their own; the rest is counted in one finding."""

_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of one row, before it becomes a finding."""

    code: str
    table: str
    message: str
    key: str | None = None
    field: str | None = None
    path: str | None = None
    """The raw file of its document, where whoever found it knows."""


Watch = Callable[[Fault], bool]
"""Is shown every fault, also those beyond the limit, and says whether it counts."""


def findings_of(faults: Iterable[Fault], limit: int | None = MAX_ROWS, watch: Watch | None = None) -> list[Finding]:
    """Findings for faults that come as a stream; per code, table and column the first by key, and how many more.

    Which ones are given does not depend on the order in which the faults come.
    """
    return summary_findings(summary_of(faults, limit, watch), limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultGroup:
    """The faults of one code, table and column: how many, and the first of them by key."""

    count: int
    first: tuple[Fault, ...]


FaultSummary = Mapping[tuple[str, str, str], FaultGroup]
"""Faults by code, table and column ("" where there is none), in bounded memory."""


def summary_of(faults: Iterable[Fault], limit: int | None = MAX_ROWS, watch: Watch | None = None) -> FaultSummary:
    """A stream of faults, counted, the first `limit` of each group by key kept."""
    counts: dict[tuple[str, str, str], int] = {}
    kept: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        if watch is not None and not watch(fault):
            continue
        group = (fault.code, fault.table, fault.field or "")
        counts[group] = counts.get(group, 0) + 1
        held = kept.setdefault(group, [])
        held.append(fault)
        if limit is not None and len(held) > 4 * limit:
            kept[group] = sorted(held, key=_fault_order)[:limit]
    return {group: FaultGroup(count=count, first=_first(kept[group], limit)) for group, count in counts.items()}


def merged_summaries(summaries: Iterable[FaultSummary], limit: int | None = MAX_ROWS) -> FaultSummary:
    """The summary of all faults from the summaries of their parts."""
    found: dict[tuple[str, str, str], FaultGroup] = {}
    for summary in summaries:
        for group, part in summary.items():
            held = found.get(group, FaultGroup(count=0, first=()))
            first = _first([*held.first, *part.first], limit)
            found[group] = FaultGroup(count=held.count + part.count, first=first)
    return found


def summary_findings(summary: FaultSummary, limit: int | None = MAX_ROWS) -> list[Finding]:
    """The findings of a summary: each fault that it holds, and per group how many more there are."""
    findings = [_finding(fault) for group in summary.values() for fault in group.first]
    for (code, table, field), group in summary.items():
        if limit is not None and group.count > limit:
            where = f"{table}.{field}" if field else table
            message = f"{where}: {group.count - limit:,} more rows like these ({group.count:,} in all); expected none"
            rest = _finding(Fault(code=code, table=table, message=message, field=field or None))
            findings.append(replace(rest, count=group.count - limit))
    return findings


def _first(faults: list[Fault], limit: int | None) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=_fault_order)[:limit])


def _fault_order(fault: Fault) -> tuple[str, str]:
    return (fault.key or "", fault.message)


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by code, table, key, column and message; a finding without key comes after those with one."""
    return tuple(sorted(findings, key=_order))


def shown(value: object) -> str:
    """A value as a message shows it: quoted, escaped, short."""
    if isinstance(value, str) and len(value) > _SHOWN_CHARS:
        return f"{value[:_SHOWN_CHARS]!r}…"
    if value is None:
        return "empty"
    return repr(value) if isinstance(value, str) else str(value)


def _finding(fault: Fault) -> Finding:
    return Finding(
        code=fault.code,
        severity=RULE_BY_CODE[fault.code].severity,
        message=fault.message,
        table=fault.table,
        key=fault.key,
        field=fault.field,
    )


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    where = ("", 0, 0) if place is None else (place.path, place.line or 0, place.column or 0)
    key = (finding.key is None, finding.key or "")
    return (finding.code, finding.table or "", finding.field or "", *key, *where, finding.message)
