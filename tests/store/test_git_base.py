"""Raw files against a git revision, whatever the lock says, and without letting a repository run programs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from dpkit.errors import InputError, UsageError
from dpkit.store.git import blob_id, blobs_at, changed_since
from dpkit.store.lock import RawLock, accept_change, extend_lock, write_lock
from dpkit.store.raw import fingerprints, list_raw

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(root: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *settings, "-C", str(root), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dataset in a sub-folder of a repository, committed, with its lock."""
    root = tmp_path / "sets" / "ä set"
    (root / "raw").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "ключ.txt"):
        (root / "raw" / name).write_bytes(b"words\r\n")
        (root / "raw" / f"{name}.meta.yaml").write_bytes(b"title: T\n")
    write_lock(root, "raw", lock_of(root))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "one")
    return root


def lock_of(root: Path) -> RawLock:
    found, _ = fingerprints(root, [file.path for file in list_raw(root, "raw").files])
    return extend_lock(RawLock(), found)


def changed(root: Path, lock: RawLock) -> list[tuple[str, str, str]]:
    findings = changed_since(root, "raw", "HEAD", list_raw(root, "raw"), lock)
    return [(finding.code, finding.severity, finding.place.path if finding.place else "") for finding in findings]


def test_unchanged_and_new_files_are_no_finding(project: Path) -> None:
    (project / "raw/new.txt").write_bytes(b"x")
    (project / "raw/a.txt.meta.yaml").write_bytes(b"title: Better\n")
    assert changed(project, lock_of(project)) == []
    assert set(blobs_at(project, "HEAD", "raw")) >= {"raw/a.txt", "raw/ключ.txt"}
    assert blob_id(project, "raw/a.txt") == blobs_at(project, "HEAD", "raw")["raw/a.txt"]


def test_a_file_and_a_lock_edited_together_are_still_found(project: Path) -> None:
    (project / "raw/a.txt").write_bytes(b"other words\n")
    (project / "raw/ключ.txt").unlink()
    assert changed(project, lock_of(project)) == [
        ("DP113", "error", "raw/a.txt"),
        ("DP115", "error", "raw/ключ.txt"),
    ]


def test_a_change_accepted_since_then_is_information(project: Path) -> None:
    before = lock_of(project)
    (project / "raw/a.txt").write_bytes(b"other words\n")
    found, _ = fingerprints(project, ["raw/a.txt"])
    lock = accept_change(before, "raw/a.txt", found["raw/a.txt"], "corrected by the agency")
    assert changed(project, lock) == [("DP113", "info", "raw/a.txt")]


@pytest.mark.parametrize("revision", ["", "-x", "--output=/tmp/x", "nowhere", "HEAD\n", "HEAD:raw", "a" * 999])
def test_what_is_no_revision_is_a_usage_error(project: Path, revision: str) -> None:
    with pytest.raises(UsageError):
        blobs_at(project, revision, "raw")


def test_no_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises((InputError, UsageError)):
        blobs_at(tmp_path, "HEAD", "raw")


def test_programs_that_a_repository_configures_do_not_run(project: Path, tmp_path: Path) -> None:
    trap, sprung = tmp_path / "trap.sh", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch '{sprung}'\ncat\n")
    trap.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "diff.external",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.x.textconv",
        "core.pager",
    ):
        git(tmp_path, "config", key, str(trap))
    (project / ".gitattributes").write_text("* filter=x diff=x\n")
    (project / "raw/a.txt").write_bytes(b"other\n")
    assert changed(project, lock_of(project)) == [("DP113", "error", "raw/a.txt")]
    assert not sprung.exists()
