"""Findings as plain JSON values and back, so that they can be kept."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from dpkit.model import Finding, Place


def plain_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON values, without what is empty."""
    return [{key: value for key, value in asdict(finding).items() if value is not None} for finding in findings]


def kept_findings(plain: Iterable[dict[str, Any]]) -> tuple[Finding, ...]:
    """The findings that `plain_findings` wrote."""
    return tuple(Finding(**{**item, "place": Place(**item["place"]) if "place" in item else None}) for item in plain)
