"""A foreign package from its descriptor to findings."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dpkit.errors import DpkitError, PackageError
from dpkit.foreign.csv_lines import lines_of_rows
from dpkit.foreign.policy import VERSION_2, ForeignResource, Plan, plan_of
from dpkit.model import Finding, Place
from dpkit.package.checksums import MANIFEST
from dpkit.package.profile import check_profile
from dpkit.store import files

DESCRIPTOR = "datapackage.json"
OWN_TABLE = "data/documents.parquet"
MAX_DESCRIPTOR_BYTES = 16 * 1024 * 1024
_HASH = re.compile(r"(?:(md5|sha1|sha256|sha512):)?([0-9a-fA-F]{32,128})")
_EXPECTED: Mapping[str, str] = {
    "DP905": "a file that can be read as the descriptor says", "DP906": "the header that the schema names",
    "DP907": "a value of the field's type", "DP908": "a value that keeps the constraint",
    "DP909": "a whole primary key of its own", "DP910": "values of its own", "DP911": "the key of a row that is there",
    "DP913": "one cell for each field",
}  # fmt: skip
_DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}


LEAST_SECONDS, MOST_SECONDS = 50, 600
BYTES_A_SECOND = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What validating a stranger's package may cost."""

    seconds: int = MOST_SECONDS
    memory_bytes: int = 4 * 1024**3

    @classmethod
    def of(cls, size_bytes: int) -> "Limits":
        """What files of so many bytes are worth: frictionless reads half a megabyte of rows a second."""
        return cls(seconds=min(MOST_SECONDS, LEAST_SECONDS + size_bytes // BYTES_A_SECOND))


def validate_foreign(folder: Path, limits: Limits | None = None) -> tuple[Mapping[str, int], tuple[Finding, ...]]:
    """Rows per table and all findings of a package that dpkit did not make.

    Raises: PackageError where the folder holds no descriptor.
    """
    descriptor, damaged = _descriptor(folder)
    if damaged is not None:
        return {}, (damaged,)
    plan = plan_of(descriptor, DESCRIPTOR)
    findings = list(plan.findings)
    if isinstance(descriptor, dict) and str(descriptor.get("$schema", "")).startswith(VERSION_2):
        findings += check_profile(descriptor)
    findings += _referred_findings(folder, plan)
    sound = []
    for resource in plan.resources:
        faults = list(_file_findings(folder, resource))
        findings += faults
        if not any(fault.code == "DP902" for fault in faults):
            sound.append(resource)
    if not sound or any(finding.code == "DP901" for finding in findings):
        return {}, tuple(findings)  # nothing is opened for a package that reaches out of its folder
    size = sum((folder / path).stat().st_size for resource in sound for path in resource.paths)
    rows, faults_of_rows = _checked(folder, descriptor, sound, limits or Limits.of(size))
    return rows, (*findings, *faults_of_rows)


def is_foreign(folder: Path) -> bool:
    """Whether another tool made the package: it has no manifest of ours, and its descriptor no property of ours.

    One that was damaged is still ours: what its rules are must not hang on the part that was damaged.
    """
    if files.kind_of(folder / MANIFEST) is not None:
        return False
    descriptor, damaged = _descriptor(folder)
    if damaged is not None or not isinstance(descriptor, dict):
        return files.kind_of(folder / OWN_TABLE) is None
    resources = descriptor.get("resources")
    parts = [descriptor, *(one for one in (resources if isinstance(resources, list) else ()) if isinstance(one, dict))]
    return not any(key.startswith("dpkit:") for part in parts for key in part if key != "dpkit:guarded")


def _descriptor(folder: Path) -> tuple[Any, Finding | None]:
    if files.kind_of(folder / DESCRIPTOR) is None:
        raise PackageError(f"{folder}: this is no data package; a folder with {DESCRIPTOR} was expected")
    try:
        data = files.read_bytes(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES)
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_unique), None
    except (PackageError, OSError, ValueError, RecursionError) as error:
        message = f"{DESCRIPTOR}: {str(error)[:200]}; a JSON document was expected"
        return None, Finding(code="DP702", severity="error", message=message, place=Place(path=DESCRIPTOR))


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ: of two values for one key readers take one or the other."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:60]!r} stands in one object twice")
        found[key] = value
    return found


def _referred_findings(folder: Path, plan: Plan) -> Iterator[Finding]:
    for path, where in sorted(plan.referred.items()):
        if _why_not(folder, path) is not None:
            yield _finding("DP902", path, f"{where} names it, but it {_why_not(folder, path)}; a file was expected")


def _file_findings(folder: Path, resource: ForeignResource) -> Iterator[Finding]:
    """Files that are missing or no files, sizes and hashes that are not what the descriptor says."""
    missing = False
    for path in resource.paths:
        reason = _why_not(folder, path)
        if reason is not None:
            missing = True
            yield _finding("DP902", path, f"it {reason}; a file was expected, as resource {resource.name!r} names it")
    if missing or not resource.paths:
        return
    stated_bytes, stated_hash = resource.values.get("bytes"), resource.values.get("hash")
    algorithm, wanted = _stated_hash(stated_hash)
    if stated_bytes is None and stated_hash is None:
        return
    size, digest = _measured(folder, resource.paths, algorithm or "sha256")
    first = resource.paths[0]
    if stated_bytes is not None and stated_bytes != size:
        yield _finding(
            "DP903", first, f"the descriptor says {str(stated_bytes)[:40]} bytes; {size} was expected, as it has"
        )
    if stated_hash is not None and algorithm is None:
        yield _finding("DP904", first, f"the hash {str(stated_hash)[:80]!r} is of no known kind; sha256:… was expected")
    elif stated_hash is not None and wanted != digest:
        yield _finding(
            "DP904", first, f"the descriptor says {algorithm}:{wanted}; {algorithm}:{digest} was expected, as it has"
        )


def _why_not(folder: Path, path: str) -> str | None:
    """Why a path cannot be read as a plain file below the folder; None where it can."""
    if files.kind_of(folder / path) is None:
        return "is missing"
    try:
        files.open_regular(folder, path).close()
    except (DpkitError, OSError, ValueError) as error:
        return f"is no plain file ({getattr(error, 'strerror', None) or str(error)[:160]})"
    return None


def _stated_hash(stated: object) -> tuple[str | None, str]:
    match = _HASH.fullmatch(stated) if isinstance(stated, str) else None
    if match is None:
        return None, ""
    by_length = next((name for name, digits in _DIGITS.items() if digits == len(match[2])), None)
    algorithm = match[1] or by_length
    return (algorithm if algorithm == by_length else None), match[2].lower()


def _measured(folder: Path, paths: tuple[str, ...], algorithm: str) -> tuple[int, str]:
    size, digest = 0, hashlib.new(algorithm, usedforsecurity=False)
    for path in paths:
        for block in files.blocks(folder, path):
            size += len(block)
            digest.update(block)
    return size, digest.hexdigest()


def _checked(
    folder: Path, descriptor: Mapping[str, Any], resources: list[ForeignResource], limits: Limits
) -> tuple[Mapping[str, int], tuple[Finding, ...]]:
    """What frictionless finds in the rows; sizes and hashes were compared before and are left out."""
    kept = [
        {key: value for key, value in resource.values.items() if key not in ("bytes", "hash")} for resource in resources
    ]
    request = {
        "folder": str(folder.resolve()),
        "descriptor": {**descriptor, "resources": kept},
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
    }
    command = [sys.executable, "-P", "-m", "dpkit.foreign.child"]
    try:
        done = subprocess.run(
            command, input=json.dumps(request).encode(), capture_output=True, timeout=limits.seconds, check=False
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else None
        how = f"it ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace').strip()[-200:]}"
    except subprocess.TimeoutExpired:
        answer, how = None, f"it took more than {limits.seconds} s"
    except ValueError:
        answer, how = None, "its answer was cut off"
    if answer is None:
        message = f"{DESCRIPTOR}: the rows were not checked to the end: {how}; a package within the limits was expected"
        return {}, (Finding(code="DP912", severity="error", message=message, place=Place(path=DESCRIPTOR)),)
    rows = {str(task["name"]): int(task["rows"]) for task in answer["tasks"]}
    return rows, tuple(_findings(folder, answer, resources))


def _findings(folder: Path, answer: Mapping[str, Any], resources: list[ForeignResource]) -> Iterator[Finding]:
    for error in answer["errors"]:
        yield _of_error(error, DESCRIPTOR, None, None)
    known = {resource.name: resource for resource in resources}
    for task in answer["tasks"]:
        resource = known.get(task["name"])
        path = resource.paths[0] if resource is not None and resource.paths else DESCRIPTOR
        wanted = {error["row"] for error in task["errors"] if error["row"]}
        lines = lines_of_rows(folder, resource, wanted) if resource is not None and wanted else {}
        for error in task["errors"]:
            yield _of_error(error, path, task["name"], lines.get(error["row"]))
        if task["count"] > len(task["errors"]) or task["warnings"]:
            message = f"{path}: checked until {len(task['errors']):,} faults were found; fewer were expected"
            yield Finding(code="DP912", severity="error", message=message, place=Place(path=path), table=task["name"])


def _what(error: Mapping[str, Any]) -> str:
    """What is wrong, without the full stop and the advice of frictionless' own command line."""
    note = str(error["note"]).rstrip(". ")
    if note.startswith("Please install"):
        return "no reader of this format is installed, so its rows were not checked"
    return note


def _of_error(error: Mapping[str, Any], path: str, table: str | None, line: int | None) -> Finding:
    """A fault that frictionless found, as a finding of the rule that it breaks."""
    code = "DP900"  # package, resource, schema, field, dialect and whatever has no rule of its own
    match error["type"]:
        case "source-error" | "scheme-error" | "format-error" | "encoding-error" | "compression-error" | "error":
            code = "DP905"
        case "blank-header" | "incorrect-label" | "extra-label" | "missing-label" | "blank-label" | "duplicate-label":
            code = "DP906"
        case "type-error":
            code = "DP907"
        case "constraint-error":
            code = "DP908"
        case "primary-key":
            code = "DP909"
        case "unique-error":
            code = "DP910"
        case "foreign-key":
            code = "DP911"
        case "blank-row" | "extra-cell" | "missing-cell":
            code = "DP913"
    row = error["row"]
    where = f"{path}: " + (f"row {row}: " if row else "")
    if error.get("cell") is not None and code in ("DP907", "DP908"):
        where += f"{error['field']} is {error['cell']!r}: "
    return Finding(
        code=code,
        severity="error",
        message=f"{where}{_what(error)}; {_EXPECTED.get(code, 'what the standard allows')} was expected",
        place=Place(path=path, line=line),
        table=table,
        key=str(row) if row else None,
        field=error["field"],
    )


def _finding(code: str, path: str, message: str) -> Finding:
    return Finding(code=code, severity="error", message=f"{path}: {message}", place=Place(path=path))
