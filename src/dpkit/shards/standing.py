"""The package that stands already: where nothing changed since it was written, nothing is written again.

Whether anything changed is told by everything that a package follows from: shards by the hashes of their rows, settings
and curation by their bytes, dpkit by its own files. What stands is believed by its hashes, never by its times.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from dpkit.errors import DpkitError
from dpkit.package.checksums import verify_files
from dpkit.schema import TableSchema
from dpkit.shards.environment import digest_of, program_hash
from dpkit.shards.merge import Merging
from dpkit.shards.plan import Plan
from dpkit.store.cache import Index
from dpkit.store.files import kind_of
from dpkit.store.package_folder import hash_package, list_package, read_manifest
from dpkit.validate import Fault

NOTE = "package"
MAX_FAULTS = 10_000
"""A package with more faults between its documents is written again each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A package that was written: rows by table, the faults that showed when its tables were merged, bytes by path."""

    rows: Mapping[str, int]
    faults: tuple[Fault, ...]
    sizes: Mapping[str, int]


def package_key(plan: Plan, merging: Merging, schemas: Mapping[str, TableSchema]) -> str:
    """What a package without history follows from, in short: two builds with the same key give the same bytes."""
    project = plan.project
    return digest_of(
        [
            program_hash(),
            plan.environment,
            [[name, dict(files)] for name, files in zip(merging.names, merging.files, strict=True)],
            merging.missing,
            {key: dict(value) for key, value in merging.set_aside.items()},
            hashlib.sha256(project.config_bytes).hexdigest(),
            {path: hashlib.sha256(data).hexdigest() for path, data in project.curation.items()},
            dict(project.schemas),
            list(schemas),
        ]
    )


def standing_package(index: Index, target: Path, key: str) -> Standing | None:
    """The package in a folder, if it is the one that the last build wrote under this key, to the last byte."""
    text = index.note(NOTE)
    note = json.loads(text) if text is not None else {}
    if note.get("key") != key or kind_of(target) != "folder":
        return None
    try:
        manifest = read_manifest(target)
        is_same = manifest is not None and hashlib.sha256(manifest).hexdigest() == note["manifest"]
        if not is_same or verify_files(hash_package(target), manifest):
            return None
    except (DpkitError, OSError):
        return None  # the build says what is wrong with it when it writes there
    there = {entry.path: entry.size_bytes for entry in list_package(target)}
    faults = tuple(Fault(**values) for values in note["faults"])
    return Standing(rows=note["rows"], faults=faults, sizes={path: there[path] for path in note["files"]})


def remember_package(index: Index, target: Path, key: str, written: Standing) -> None:
    """Note what was written into a folder, for the next build."""
    manifest = read_manifest(target)
    if manifest is None or len(written.faults) > MAX_FAULTS:
        return
    note = {
        "key": key,
        "manifest": hashlib.sha256(manifest).hexdigest(),
        "rows": dict(written.rows),
        "faults": [asdict(fault) for fault in written.faults],
        "files": list(written.sizes),
    }
    index.put_note(NOTE, json.dumps(note))
