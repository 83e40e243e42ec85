"""What a stranger's descriptor may ask for: files below its own folder, nothing from the network."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from dpkit.model import Finding, Place
from dpkit.package.checksums import is_safe

MAX_RESOURCES = 1_000
MAX_PATHS = 10_000
PROFILES = frozenset({
    "data-package", "tabular-data-package", "fiscal-data-package", "data-resource", "tabular-data-resource",
})  # fmt: skip
"""Profiles of version 1 that go by a name."""
OFFICIAL = re.compile(r"https://(?:datapackage\.org/profiles|specs\.frictionlessdata\.io/schemas)/[\w./-]{1,80}\.json")
"""Profiles of version 2 (and 1) by address: known by heart, never fetched."""
VERSION_2 = "https://datapackage.org/profiles/2."


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignResource:
    """A resource that may be looked at; `paths` is empty where its data stand in the descriptor."""

    name: str
    number: int
    paths: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Plan:
    """What may be looked at, what else must be a file, and what was refused."""

    resources: list[ForeignResource] = field(default_factory=list)
    referred: dict[str, str] = field(default_factory=dict)
    """Local files that schemas and dialects stand in, with where the descriptor names them."""
    findings: list[Finding] = field(default_factory=list)


def plan_of(descriptor: object, path: str) -> Plan:
    """The plan for a descriptor that stands in `path`."""
    plan = Plan()
    if not isinstance(descriptor, dict):
        plan.findings.append(_finding("DP900", path, "$", "it is no object; an object was expected"))
        return plan
    plan.findings += _profiles(descriptor, path, "$")
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        plan.findings.append(_finding("DP900", path, "$.resources", "there are none; a list of resources was expected"))
        return plan
    if len(resources) > MAX_RESOURCES:
        message = f"there are {len(resources):,}; {MAX_RESOURCES:,} at most were expected"
        plan.findings.append(_finding("DP900", path, "$.resources", message))
        return plan
    names: set[str] = set()
    for number, values in enumerate(resources):
        where = f"$.resources[{number}]"
        if not isinstance(values, dict):
            plan.findings.append(_finding("DP900", path, where, "it is no object; an object was expected"))
            continue
        _add(plan, values, number, path, names)
    return plan


def _add(plan: Plan, values: Mapping[str, Any], number: int, path: str, names: set[str]) -> None:
    where = f"$.resources[{number}]"
    name = values.get("name")
    found = [*_name_findings(name, names, path, where), *_profiles(values, path, where)]
    paths, refused = _paths(values, path, where)
    found += refused
    for key in ("schema", "dialect"):
        reference = values.get(key)
        if isinstance(reference, str):
            if _is_local(reference):
                plan.referred[reference] = f"{where}.{key}"
            else:
                found.append(_refused(path, f"{where}.{key}", reference))
    plan.findings += found
    if not found and isinstance(name, str):
        plan.resources.append(ForeignResource(name=name, number=number, paths=paths, values=values))


def _name_findings(name: object, names: set[str], path: str, where: str) -> Iterator[Finding]:
    if not isinstance(name, str) or not name:
        yield _finding("DP900", path, f"{where}.name", "it has no name; a text was expected")
    elif name in names:
        yield _finding("DP900", path, f"{where}.name", f"{name[:80]!r} is the name of two resources; one was expected")
    else:
        names.add(name)


def _paths(values: Mapping[str, Any], path: str, where: str) -> tuple[tuple[str, ...], list[Finding]]:
    stated = values.get("path")
    if stated is None and "data" in values:
        return (), []
    parts = [stated] if isinstance(stated, str) else stated
    if (
        not isinstance(parts, list)
        or not parts
        or len(parts) > MAX_PATHS
        or not all(isinstance(one, str) for one in parts)
    ):
        return (), [_finding("DP900", path, f"{where}.path", "there is neither a path nor data; one was expected")]
    refused = [_refused(path, f"{where}.path", one) for one in parts if not _is_local(one)]
    extra = values.get("extrapaths") or values.get("profilePath")
    if extra:
        refused.append(_refused(path, where, str(extra)))
    return tuple(parts), refused


def _profiles(values: Mapping[str, Any], path: str, where: str) -> Iterator[Finding]:
    for key in ("profile", "$schema"):
        profile = values.get(key)
        if profile is not None and not (
            isinstance(profile, str) and (profile in PROFILES or OFFICIAL.fullmatch(profile))
        ):
            yield _refused(path, f"{where}.{key}", str(profile))


def _is_local(path: str) -> bool:
    return is_safe(path) and not urlsplit(path).scheme and len(path) < 1_000


def _refused(path: str, where: str, asked: str) -> Finding:
    message = f"{asked[:200]!r} leads out of the package; a file below its folder was expected"
    return _finding("DP901", path, where, message)


def _finding(code: str, path: str, where: str, message: str) -> Finding:
    return Finding(
        code=code, severity="error", message=f"{path} {where}: {message}", place=Place(path=path), field=where
    )
