"""Faults → findings: severity from the catalogue, bounded memory, one order."""

from collections.abc import Callable, Iterable
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


Watch = Callable[[Fault], bool]
"""Is shown every fault, also those beyond the limit, and says whether it counts."""


def findings_of(faults: Iterable[Fault], limit: int | None = MAX_ROWS, watch: Watch | None = None) -> list[Finding]:
    """Findings for faults that come as a stream; per code, table and column at most `limit`, then how many more."""
    counts: dict[tuple[str, str, str | None], int] = {}
    findings: list[Finding] = []
    for fault in faults:
        if watch is not None and not watch(fault):
            continue
        group = (fault.code, fault.table, fault.field)
        counts[group] = counts.get(group, 0) + 1
        if limit is None or counts[group] <= limit:
            findings.append(_finding(fault))
    for (code, table, field), count in counts.items():
        if limit is not None and count > limit:
            where = table if field is None else f"{table}.{field}"
            message = f"{where}: {count - limit:,} more rows like these ({count:,} in all); expected none"
            rest = _finding(Fault(code=code, table=table, message=message, field=field))
            findings.append(replace(rest, count=count - limit))
    return findings


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
