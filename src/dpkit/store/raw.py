"""The raw folder: which files are there, what their sidecars say, and what cannot be taken. Nothing is read whole."""

import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from dpkit.errors import InputError
from dpkit.inputs.sidecar import DEFAULTS_NAME, SIDECAR_SUFFIX, merge_facts, read_sidecar
from dpkit.inputs.yaml import SIDECAR_BUDGET
from dpkit.model import Facts, Finding, Place, Severity
from dpkit.store import files

LOCK_NAME = "raw.lock.json"
LOCK_TEMPORARY_NAME = ".raw.lock.json.tmp"
NOT_RAW = frozenset(
    {
        LOCK_NAME, LOCK_TEMPORARY_NAME, ".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore",
        ".gitattributes",
    }
)  # fmt: skip
"""Names that tools leave in a folder; every other file below the raw folder is raw or a sidecar."""
NEAR_SIDECARS = (".meta.yml", ".meta.yaml", ".meta.json")
MAX_NAME_BYTES = 1_000
FORBIDDEN = '\\:*?"<>|'
"""Characters that some systems do not allow in names."""
DEVICE_NAMES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{kind}{n}" for kind in ("COM", "LPT") for n in range(1, 10))})
"""Names that Windows keeps for devices, whatever the ending."""
_FORBIDDEN = re.compile(f"[{re.escape(FORBIDDEN)}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A raw file: posix path below the project, and the facts of its sidecar over those of the folders above it."""

    path: str
    size_bytes: int
    facts: Facts = field(default_factory=Facts)
    has_sidecar: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawListing:
    """All raw files that may be read, sorted by path, and the findings about names, links and sidecars."""

    files: tuple[RawFile, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSurvey:
    """What lies in the raw folder, nothing opened: raw files and sidecars by path, and what is wrong with names."""

    raw: Mapping[str, files.Entry] = field(default_factory=dict)
    sidecars: Mapping[str, files.Entry] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Size and SHA-256 of a raw file; for a corpus file also the SHA-256 of each record by its locator."""

    size_bytes: int
    sha256: str
    records: Mapping[str, str] = field(default_factory=dict)


def list_raw(root: Path, raw_folder: str) -> RawListing:
    """The raw files below a project's raw folder with what people say about them."""
    survey = survey_raw(root, raw_folder)
    findings: list[Finding] = []
    facts = {path: _read(root, path, findings) for path in survey.sidecars}
    raw_files = tuple(_raw_file(entry, facts) for entry in survey.raw.values())
    return RawListing(files=raw_files, findings=tuple(sorted((*survey.findings, *findings), key=_order)))


def survey_raw(root: Path, raw_folder: str) -> RawSurvey:
    """The names below a project's raw folder; no file is opened."""
    if files.kind_of(root / raw_folder) != "folder":
        message = f"{raw_folder}: there is no such folder; a folder with raw files was expected"
        return RawSurvey(findings=(_finding("DP100", message, raw_folder),))
    entries = [entry for entry in files.walk(root, raw_folder) if _name(entry.path) not in NOT_RAW]
    findings = [*_bad_kinds(entries), *_bad_names(entries), *_colliding(entries)]
    sound = [entry for entry in entries if entry.kind == "file" and name_fault(entry.path) is None]
    raw = sorted((e for e in sound if not e.path.endswith(SIDECAR_SUFFIX)), key=lambda entry: entry.path.encode())
    sidecars = {entry.path: entry for entry in sound if entry.path.endswith(SIDECAR_SUFFIX)}
    findings.extend(_orphans(sidecars, {entry.path for entry in entries}))
    findings.extend(_without_sidecar(raw, sidecars))
    if not raw:
        findings.append(_finding("DP100", f"{raw_folder}: there is no raw file; at least one was expected", raw_folder))
    return RawSurvey(raw={entry.path: entry for entry in raw}, sidecars=sidecars, findings=tuple(findings))


def stated_facts(root: Path, path: str) -> tuple[Facts, tuple[Finding, ...], bytes]:
    """What one sidecar (or `defaults.meta.yaml`) says, what is wrong with it, and its bytes (none if unreadable)."""
    try:
        data = files.read_bytes(root, path, SIDECAR_BUDGET.max_bytes)
    except InputError as error:
        return Facts(), (_finding("DP106", str(error), path),), b""
    return *read_sidecar(data, path), data


def raw_file_of(entry: files.Entry, facts: Mapping[str, Facts]) -> RawFile:
    """A raw file under the facts of the sidecars that hold for it (`stating` names them)."""
    return _raw_file(entry, facts)


def raw_file_at(root: Path, path: str) -> RawFile | None:
    """One raw file with what people say about it, without a look at the others; None where it is gone."""
    if name_fault(path) is not None or files.kind_of(root / path) != "file":
        return None
    facts = {name: _read(root, name, []) for name in stating(path) if files.kind_of(root / name) == "file"}
    size = (root / path).stat().st_size
    return _raw_file(files.Entry(path=path, kind="file", size_bytes=size), facts)


def open_raw(root: Path, path: str) -> BinaryIO:
    """A seekable stream of a raw file.

    Raises: InputError where it cannot be opened, or is a link or no regular file.
    """
    return files.open_regular(root, path)


def fingerprint(root: Path, path: str) -> Fingerprint:
    """Size and hash of a raw file, read in pieces.

    Raises: InputError.
    """
    digest, size = hashlib.sha256(), 0
    for block in files.blocks(root, path):
        digest.update(block)
        size += len(block)
    return Fingerprint(size_bytes=size, sha256=digest.hexdigest())


def fingerprints(root: Path, paths: Iterable[str]) -> tuple[Mapping[str, Fingerprint], tuple[Finding, ...]]:
    """The fingerprint of each raw file, and a finding for each that cannot be read."""
    found: dict[str, Fingerprint] = {}
    findings: list[Finding] = []
    for path in paths:
        try:
            found[path] = fingerprint(root, path)
        except InputError as error:
            findings.append(unreadable(path, error))
    return found, tuple(findings)


def unreadable(path: str, error: InputError) -> Finding:
    """What is wrong with a raw file that cannot be read."""
    return _finding("DP107", str(error), path)


def _raw_file(entry: files.Entry, facts: Mapping[str, Facts]) -> RawFile:
    own, *above = stating(entry.path)
    stated = [facts[path] for path in (own, *above) if path in facts]
    return RawFile(path=entry.path, size_bytes=entry.size_bytes, facts=merge_facts(stated), has_sidecar=own in facts)


def stating(path: str) -> list[str]:
    """Where people may say something about a raw file, the nearest first: its sidecar, then the folders' defaults."""
    parts = path.split("/")
    above = ["/".join([*parts[:end], DEFAULTS_NAME]) for end in range(len(parts) - 1, 0, -1)]
    return [path + SIDECAR_SUFFIX, *above]


def _read(root: Path, path: str, findings: list[Finding]) -> Facts:
    facts, faults, _ = stated_facts(root, path)
    findings.extend(faults)
    return facts


def _bad_kinds(entries: Iterable[files.Entry]) -> Iterator[Finding]:
    kinds = {"link": "a symbolic link", "other": "a FIFO, socket or device"}
    for entry in entries:
        if entry.kind in kinds:
            shown = files.shown(entry.path)
            yield _finding("DP103", f"{shown}: this is {kinds[entry.kind]}; a regular file was expected", shown)


def _bad_names(entries: Iterable[files.Entry]) -> Iterator[Finding]:
    for entry in entries:
        fault = name_fault(entry.path)
        if fault is not None and name_fault(_name(entry.path)) is not None:  # once, not again for all below it
            shown = files.shown(entry.path)
            yield _finding("DP105", f"{shown}: the name {fault}; a plain name was expected", shown)
        elif fault is None and not entry.path.endswith(SIDECAR_SUFFIX) and entry.path.lower().endswith(NEAR_SIDECARS):
            message = f"{entry.path}: this looks like a sidecar; the ending {SIDECAR_SUFFIX} was expected"
            yield _finding("DP108", message, entry.path, "warning")


def name_fault(path: str) -> str | None:
    for char in path if _FORBIDDEN.search(path) or not path.isprintable() else "":
        if 0xD800 <= ord(char) <= 0xDFFF:
            return "holds bytes that are no UTF-8"
        if not char.isprintable():  # controls, line and paragraph separators, bidi and zero-width characters
            return f"holds the character U+{ord(char):04X}"
        if char in FORBIDDEN:
            return f"holds {char}, which some systems do not allow"
    name = _name(path)
    if name.endswith((".", " ")):
        return "ends in a dot or a space, which some systems cut off"
    if name.split(".", 1)[0].upper() in DEVICE_NAMES:
        return "is that of a device on some systems"
    if len(path.encode()) > MAX_NAME_BYTES:
        return f"has more than {MAX_NAME_BYTES} bytes"
    return None


def _colliding(entries: Iterable[files.Entry]) -> Iterator[Finding]:
    """Names that are one name on macOS or Windows: one of the files would be lost in a clone there."""
    first: dict[str, str] = {}
    for entry in entries:
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", entry.path).casefold())
        other = first.setdefault(plain, entry.path)
        folder, _, _ = entry.path.rpartition("/")
        is_new = other != entry.path and folder == other.rpartition("/")[0]
        if is_new:
            shown = files.shown(entry.path)
            message = (
                f"{shown}: differs from {files.shown(other)} in case or normal form only; another name was expected"
            )
            yield _finding("DP104", message, shown)


def _orphans(sidecars: Iterable[str], names: set[str]) -> Iterator[Finding]:
    for path in sidecars:
        if _name(path) != DEFAULTS_NAME and path.removesuffix(SIDECAR_SUFFIX) not in names:
            wanted = _name(path).removesuffix(SIDECAR_SUFFIX)
            yield _finding("DP102", f"{path}: there is no raw file {wanted} beside it; one was expected", path)


def _without_sidecar(raw: Iterable[files.Entry], sidecars: Container[str]) -> Iterator[Finding]:
    for entry in raw:
        if entry.path + SIDECAR_SUFFIX not in sidecars:
            wanted = _name(entry.path) + SIDECAR_SUFFIX
            message = f"{entry.path}: this raw file has no sidecar of its own; {wanted} was expected beside it"
            yield _finding("DP101", message, entry.path, "warning")


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _order(finding: Finding) -> tuple[str, int, int, str]:
    place = finding.place or Place(path="")
    return place.path, place.line or 0, place.column or 0, finding.code


def _finding(code: str, message: str, path: str, severity: Severity = "error") -> Finding:
    return Finding(code=code, severity=severity, message=message, place=Place(path=path))
