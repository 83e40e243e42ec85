"""Questions to git, asked so that a hostile repository cannot answer with a program of its own.

Only plumbing that reads objects is used (`rev-parse`, `ls-tree`, `cat-file`): no diff drivers, filters, hooks, pagers
or file-system monitors run. File contents are compared by hashing them here as git hashes blobs.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from dpkit.errors import InputError, UsageError
from dpkit.inputs.sidecar import SIDECAR_SUFFIX
from dpkit.model import Finding, Place, Severity
from dpkit.package.checksums import MANIFEST
from dpkit.store import files
from dpkit.store.lock import MAX_LOCK_BYTES, RawLock, parse_lock
from dpkit.store.raw import LOCK_NAME, NOT_RAW, RawListing

TIMEOUT_SECONDS = 60
_SAFE = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")


def blobs_at(root: Path, revision: str, folder: str) -> Mapping[str, str]:
    """Path (posix, below the project) → blob id of every file that a folder of the project held at a revision.

    Raises: UsageError where the revision is not known, InputError where git or the repository is not there.
    """
    commit = _commit(root, revision)
    listing = ask_git(root, "ls-tree", "-r", "-z", "--", commit, f"{folder}/")
    blobs: dict[str, str] = {}
    for line in listing.split(b"\0"):
        about, _, name = line.partition(b"\t")
        if name:
            blobs[os.fsdecode(name)] = about.split()[2].decode("ascii")
    return blobs


def package_at(root: Path, revision: str, folder: str) -> tuple[str, Iterator[tuple[str, bytes]]]:
    """The commit of a revision, and the files of a package that it holds (path in the package, bytes; manifest last).

    Raises: UsageError where the revision is not known, InputError where git or the repository is not there.
    """
    commit = _commit(root, revision)
    blobs = blobs_at(root, commit, folder)
    names = {path.removeprefix(f"{folder}/"): blob for path, blob in blobs.items()}
    ordered = sorted(names, key=lambda name: (name == MANIFEST, name))
    return commit, ((name, ask_git(root, "cat-file", "blob", names[name])) for name in ordered)


def changed_since(
    root: Path, raw_folder: str, revision: str, listing: RawListing, lock: RawLock
) -> tuple[Finding, ...]:
    """Raw files that a revision holds with other bytes, or that are gone since, whatever the lock says.

    An error, unless the lock's history holds an acceptance that the lock at the revision does not: then information.
    """
    blobs = blobs_at(root, revision, raw_folder)
    present = {raw_file.path for raw_file in listing.files}
    before = _lock_at(root, raw_folder, blobs)
    findings: list[Finding] = []
    for path, blob in sorted(blobs.items()):
        if path.endswith(SIDECAR_SUFFIX) or path.rpartition("/")[2] in NOT_RAW:
            continue
        if path not in present:
            findings.append(_finding("DP115", path, f"is gone since {revision}", lock, before))
        elif blob_id(root, path, len(blob)) != blob:
            findings.append(_finding("DP113", path, f"changed since {revision}", lock, before))
    return tuple(findings)


def blob_id(root: Path, path: str, digits: int = 40) -> str:
    """The id that git gives to a file's bytes as they are: SHA-1, or SHA-256 where ids have 64 digits."""
    with files.open_regular(root, path) as stream:
        size = stream.seek(0, os.SEEK_END)
    header = b"blob %d\0" % size
    digest = hashlib.sha256(header) if digits == 64 else hashlib.sha1(header, usedforsecurity=False)
    for block in files.blocks(root, path):
        digest.update(block)
    return digest.hexdigest()


def _lock_at(root: Path, raw_folder: str, blobs: Mapping[str, str]) -> RawLock:
    path = f"{raw_folder}/{LOCK_NAME}"
    if path not in blobs:
        return RawLock()
    data = ask_git(root, "cat-file", "blob", blobs[path])
    return parse_lock(data, path) if len(data) <= MAX_LOCK_BYTES else RawLock()


def _finding(code: str, path: str, what: str, lock: RawLock, before: RawLock) -> Finding:
    now = lock.entries[path].history if path in lock.entries else ()
    then = before.entries[path].history if path in before.entries else ()
    is_accepted = len(now) > len(then) and now[: len(then)] == then
    severity: Severity = "info" if is_accepted else "error"
    expected = f"accepted: {now[-1].reason}" if is_accepted else "the bytes of that revision were expected"
    shown = files.shown(path)
    message = f"{shown}: this raw file {what}; {expected}"
    return Finding(code=code, severity=severity, message=message, place=Place(path=shown))


def _commit(root: Path, revision: str) -> str:
    if not revision or revision.startswith("-") or not revision.isprintable() or len(revision) > 200:
        raise UsageError(f"{revision[:60]!r}: this is no git revision; a branch, tag or commit was expected")
    try:
        found = ask_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except InputError as error:
        raise UsageError(f"{revision}: git does not know it here; a branch, tag or commit was expected") from error
    return found.decode("ascii").strip()


def ask_git(root: Path, *arguments: str) -> bytes:
    """What git answers.

    Raises: InputError where it refuses or is not there.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    command = ["git", *_SAFE, "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, env=environment, check=False)
    except FileNotFoundError as error:
        raise InputError("git: the program is not installed; git was expected on the path") from error
    except subprocess.TimeoutExpired as error:
        raise InputError(f"git {arguments[0]}: no answer in {TIMEOUT_SECONDS} s; an answer was expected") from error
    if done.returncode != 0:
        problem = done.stderr.decode("utf-8", "replace").strip()[:200]
        raise InputError(f"git {arguments[0]}: {problem or 'it failed'}; a git repository was expected")
    return done.stdout
