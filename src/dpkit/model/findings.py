"""What is wrong with data, and where it can be mended."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a fault can be mended: a file of the project (posix path from its root), line and column from 1."""

    path: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault in data: a stable rule code (`DP101`), and everything that helps to find the fault.

    `count` is above one where a finding stands for the further rows of a fault that hundreds of others share.
    """

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    table: str | None = None
    key: str | None = None
    field: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingException:
    """What a dataset lives with, and why: findings of a rule, at a place, in a table, row or column if these are given.

    `path` may hold `*` and `?`; `line` is where the exception itself stands in dpkit.toml.
    """

    code: str
    reason: str
    path: str | None = None
    table: str | None = None
    key: str | None = None
    field: str | None = None
    line: int | None = None
