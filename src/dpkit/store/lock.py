"""`raw/raw.lock.json`: what bytes each raw file had when it came in, and who is to be believed when they change.

A raw file is evidence. A new one is added by the build; one that changed or vanished is an error until a person
accepts it with a reason, which stays in the entry's history. The file is content only: no times, no machine.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dpkit.errors import InputError, UsageError
from dpkit.inputs.values import Unfit, text
from dpkit.model import Finding, Place
from dpkit.store import files
from dpkit.store.raw import LOCK_NAME, LOCK_TEMPORARY_NAME, Fingerprint

MAX_LOCK_BYTES = 512 * 1024 * 1024
"""A million records of a corpus take about 120 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One decision of a person: these bytes instead of those, and why. `new_sha256` None: the file is gone."""

    old_sha256: str
    new_sha256: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockEntry:
    """What is known of one raw file; without `fingerprint` it is gone with a person's consent."""

    fingerprint: Fingerprint | None
    history: tuple[Acceptance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLock:
    """All raw files ever built from: posix path below the project → entry."""

    entries: Mapping[str, LockEntry] = field(default_factory=dict)


def read_lock(root: Path, raw_folder: str) -> tuple[RawLock | None, tuple[Finding, ...]]:
    """The lock of a project (an empty one where there is no file); None with a finding where it cannot be believed."""
    path = f"{raw_folder}/{LOCK_NAME}"
    if files.kind_of(root / path) is None:
        return RawLock(), ()
    try:
        return parse_lock(files.read_bytes(root, path, MAX_LOCK_BYTES), path), ()
    except InputError as error:
        return None, (Finding(code="DP112", severity="error", message=str(error), place=Place(path=path)),)


def write_lock(root: Path, raw_folder: str, lock: RawLock) -> bool:
    """Put the lock on the disk in one step; same bytes leave the file untouched. True where it was written."""
    data = encode_lock(lock)
    folder = root / raw_folder
    path, temporary = folder / LOCK_NAME, folder / LOCK_TEMPORARY_NAME
    try:
        if files.kind_of(path) == "file" and files.read_bytes(folder, LOCK_NAME, MAX_LOCK_BYTES) == data:
            return False
        if files.kind_of(temporary) is not None:  # left by a killed process
            files.remove_file(temporary)
        files.write_new(temporary, data)
        files.rename(temporary, path)
        files.sync_folder(folder)
    except OSError as error:
        problem = error.strerror or str(error)
        raise InputError(f"{raw_folder}/{LOCK_NAME}: {problem}; a writable folder was expected") from error
    return True


def parse_lock(data: bytes, path: str) -> RawLock:
    """The lock in a file.

    Raises: InputError where it was not written by dpkit.
    """
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique)
        _only(value, "files")
        return RawLock(entries={key: _entry(entry) for key, entry in value["files"].items()})
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        raise InputError(f"{where}: {error.msg}; the lock as dpkit writes it was expected") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path}: this is no lock of raw files ({_cause(error)}); {_MEND}") from error


def encode_lock(lock: RawLock) -> bytes:
    """The lock as bytes: sorted, one value a line, so that git merges it well."""
    entries = {path: _plain(entry) for path, entry in lock.entries.items()}
    return (json.dumps({"files": entries}, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def compare_lock(lock: RawLock, found: Mapping[str, Fingerprint]) -> tuple[Finding, ...]:
    """An error for each raw file (and each record of a corpus) that changed or vanished without being accepted."""
    findings: list[Finding] = []
    by_hash = {fingerprint.sha256: path for path, fingerprint in found.items() if path not in lock.entries}
    for path, entry in sorted(lock.entries.items()):
        if entry.fingerprint is None:
            continue
        if path not in found:
            moved = by_hash.get(entry.fingerprint.sha256)
            hint = f" (the same bytes are now at {moved})" if moved else ""
            findings.append(_finding("DP111", f"{path}: this raw file is gone{hint}; {_accept(path)}", path))
        elif found[path].sha256 != entry.fingerprint.sha256 and not _has_only_grown(entry.fingerprint, found[path]):
            old, new = entry.fingerprint, found[path]
            what = f"SHA-256 was {old.sha256[:12]}… ({old.size_bytes} bytes), is {new.sha256[:12]}… ({new.size_bytes})"
            findings.append(_finding("DP110", f"{path}: this raw file changed: {what}; {_accept(path)}", path))
            findings.extend(_record_faults(path, old, new))
        elif found[path].sha256 == entry.fingerprint.sha256 and found[path].size_bytes != entry.fingerprint.size_bytes:
            what = f"the lock says {entry.fingerprint.size_bytes} bytes; {found[path].size_bytes} were expected"
            findings.append(_finding("DP110", f"{path}: {what}, as its SHA-256 is right (restore the lock)", path))
    return tuple(findings)


def lock_faults(lock: RawLock, wanted: RawLock, path: str) -> Iterator[Finding]:
    """Where a committed lock lacks what the next build would write into it."""
    for raw_path, entry in sorted(wanted.entries.items()):
        held = lock.entries.get(raw_path)
        if held == entry:
            continue
        message = f"{path}: {raw_path} {_lacking(held, entry)} was expected (run `dpkit build` and commit the lock)"
        yield Finding(code="DP116", severity="error", message=message, place=Place(path=path), key=raw_path)


def _lacking(held: LockEntry | None, entry: LockEntry) -> str:
    if held is None or held.fingerprint is None or entry.fingerprint is None:
        return "is not locked; an entry"
    if held.fingerprint.sha256 == entry.fingerprint.sha256:
        return "has records that the lock does not know; the hash of each"
    return "has all records that are locked, but other bytes (it grew, or its lines moved); its hash of now"


def extend_lock(lock: RawLock, found: Mapping[str, Fingerprint]) -> RawLock:
    """The lock with new files added, and new records of corpus files; what is locked stays as it is."""
    entries = dict(lock.entries)
    for path, fingerprint in found.items():
        entry = entries.get(path)
        if entry is None or entry.fingerprint is None:
            entries[path] = LockEntry(fingerprint=fingerprint, history=entry.history if entry else ())
        elif _has_only_grown(entry.fingerprint, fingerprint):
            entries[path] = replace(entry, fingerprint=fingerprint)
    return RawLock(entries=entries)


def _has_only_grown(old: Fingerprint, new: Fingerprint) -> bool:
    """Whether a corpus file holds every locked record as it was, and perhaps more: no evidence changed."""
    if old.sha256 == new.sha256 and new.records:
        return True
    return bool(old.records) and all(new.records.get(locator) == digest for locator, digest in old.records.items())


def accept_change(lock: RawLock, path: str, found: Fingerprint | None, reason: str) -> RawLock:
    """The lock after a person accepted that a raw file has other bytes (or, `found` None, is gone).

    Raises: UsageError where there is nothing to accept, or no reason.
    """
    entry = lock.entries.get(path)
    if entry is None or entry.fingerprint is None:
        raise UsageError(f"{path}: the lock does not know this file; the path of a locked raw file was expected")
    if found is not None and found.sha256 == entry.fingerprint.sha256:
        raise UsageError(f"{path}: the file has the bytes that the lock knows; a changed or removed file was expected")
    try:
        why = " ".join(text(reason).split())
    except Unfit as error:
        raise UsageError(f"--reason: {error}") from error
    old, new = entry.fingerprint.sha256, found.sha256 if found else None
    history = (*entry.history, Acceptance(old_sha256=old, new_sha256=new, reason=why))
    return RawLock(entries={**lock.entries, path: LockEntry(fingerprint=found, history=history)})


_MEND = "the lock as dpkit writes it was expected (restore it from git)"


def _only(value: Mapping[str, Any], *keys: str) -> None:
    """Refuse keys that this dpkit does not write: what they say (of another version, by hand) would be lost."""
    strange = sorted(set(value) - set(keys))
    if strange:
        raise ValueError(f"it does not know the key {strange[0]!r}")


def _entry(value: Any) -> LockEntry:
    _only(value, "sha256", "size_bytes", "records", "history")
    history = tuple(_acceptance(item) for item in value.get("history", ()))
    if value.get("sha256") is None:
        return LockEntry(fingerprint=None, history=history)
    size = value["size_bytes"]
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError("a size is no number")
    records = {str(key): _hash(digest) for key, digest in value.get("records", {}).items()}
    fingerprint = Fingerprint(size_bytes=size, sha256=_hash(value["sha256"]), records=records)
    return LockEntry(fingerprint=fingerprint, history=history)


def _acceptance(value: Any) -> Acceptance:
    _only(value, "old_sha256", "new_sha256", "reason")
    new = value["new_sha256"]
    return Acceptance(
        old_sha256=_hash(value["old_sha256"]),
        new_sha256=None if new is None else _hash(new),
        reason=str(value["reason"]),
    )


def _hash(value: object) -> str:
    if not isinstance(value, str) or len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise ValueError("a hash is no SHA-256")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice, as after a merge")
    return value


def _plain(entry: LockEntry) -> dict[str, object]:
    plain: dict[str, object] = {"size_bytes": None, "sha256": None}
    if entry.fingerprint is not None:
        plain = {"size_bytes": entry.fingerprint.size_bytes, "sha256": entry.fingerprint.sha256}
        if entry.fingerprint.records:
            plain["records"] = dict(entry.fingerprint.records)
    if entry.history:
        plain["history"] = [
            {"old_sha256": item.old_sha256, "new_sha256": item.new_sha256, "reason": item.reason}
            for item in entry.history
        ]
    return plain


def _record_faults(path: str, old: Fingerprint, new: Fingerprint) -> Iterator[Finding]:
    """Which records of a corpus file are behind a change, where both sides know them."""
    if not new.records:
        return
    for locator in sorted(old.records):
        if locator not in new.records:
            yield _finding("DP114", f"{path}#{locator}: this record is gone; the locked record was expected", path)
        elif new.records[locator] != old.records[locator]:
            yield _finding("DP114", f"{path}#{locator}: this record changed; the locked bytes were expected", path)


def _accept(path: str) -> str:
    return f"the locked bytes were expected (or `dpkit accept {path} --reason …`)"


def _cause(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)[:100]


def _finding(code: str, message: str, path: str) -> Finding:
    return Finding(code=code, severity="error", message=message, place=Place(path=path))
