"""The lock of raw files: evidence does not change in silence."""

import errno
import os
from pathlib import Path

import pytest

from dpkit.errors import InputError, UsageError
from dpkit.store import files
from dpkit.store.lock import (
    RawLock,
    accept_change,
    compare_lock,
    encode_lock,
    extend_lock,
    parse_lock,
    read_lock,
    write_lock,
)
from dpkit.store.raw import Fingerprint


def mark(letter: str, size: int = 1, **records: str) -> Fingerprint:
    return Fingerprint(size_bytes=size, sha256=letter * 64, records={key: value * 64 for key, value in records.items()})


LOCK = extend_lock(RawLock(), {"raw/a.txt": mark("a"), "raw/b.jsonl": mark("b", one="1", two="2")})


def codes(lock: RawLock, found: dict[str, Fingerprint]) -> list[str]:
    return [finding.code for finding in compare_lock(lock, found)]


def test_the_same_bytes_and_new_files_are_fine() -> None:
    assert codes(LOCK, {"raw/a.txt": mark("a"), "raw/b.jsonl": mark("b"), "raw/new.txt": mark("c")}) == []


def test_a_changed_and_a_vanished_file_are_errors_that_name_the_command() -> None:
    findings = compare_lock(LOCK, {"raw/a.txt": mark("c"), "raw/moved.jsonl": mark("b")})
    assert [finding.code for finding in findings] == ["DP110", "DP111"]
    assert "dpkit accept raw/a.txt --reason" in findings[0].message
    assert "now at raw/moved.jsonl" in findings[1].message
    assert {finding.severity for finding in findings} == {"error"}


def test_changed_records_of_a_corpus_are_named() -> None:
    findings = compare_lock(LOCK, {"raw/a.txt": mark("a"), "raw/b.jsonl": mark("c", one="1", two="3")})
    assert [finding.code for finding in findings] == ["DP110", "DP114"]
    assert findings[1].message.startswith("raw/b.jsonl#two:")


def test_a_corpus_file_may_grow_by_records() -> None:
    grown = {"raw/a.txt": mark("a"), "raw/b.jsonl": mark("c", one="1", two="2", three="3")}
    assert codes(LOCK, grown) == []
    assert extend_lock(LOCK, grown).entries["raw/b.jsonl"].fingerprint == grown["raw/b.jsonl"]
    shrunk = {"raw/a.txt": mark("a"), "raw/b.jsonl": mark("c", one="1", three="3")}
    assert codes(LOCK, shrunk) == ["DP110", "DP114"]
    assert extend_lock(LOCK, shrunk).entries["raw/b.jsonl"] == LOCK.entries["raw/b.jsonl"]


def test_building_never_changes_what_is_locked() -> None:
    extended = extend_lock(LOCK, {"raw/a.txt": mark("c"), "raw/new.txt": mark("d")})
    assert extended.entries["raw/a.txt"] == LOCK.entries["raw/a.txt"]
    assert extended.entries["raw/new.txt"].fingerprint == mark("d")


def test_an_accepted_change_and_its_reason_stay_in_the_history() -> None:
    lock = accept_change(LOCK, "raw/a.txt", mark("c"), " the agency\n corrected a name ")
    lock = accept_change(lock, "raw/a.txt", None, "withdrawn")
    assert codes(lock, {"raw/b.jsonl": mark("b")}) == []
    history = lock.entries["raw/a.txt"].history
    assert [item.reason for item in history] == ["the agency corrected a name", "withdrawn"]
    assert [(item.old_sha256[0], item.new_sha256 and item.new_sha256[0]) for item in history] == [
        ("a", "c"),
        ("c", None),
    ]
    again = extend_lock(lock, {"raw/a.txt": mark("e")})
    assert again.entries["raw/a.txt"].history == history
    assert parse_lock(encode_lock(again), "x") == again


@pytest.mark.parametrize(
    ("path", "found", "reason"),
    [("raw/a.txt", mark("a"), "same"), ("raw/x.txt", mark("c"), "unknown"), ("raw/a.txt", mark("c"), "  ")],
)
def test_there_must_be_something_to_accept_and_a_reason(path: str, found: Fingerprint, reason: str) -> None:
    with pytest.raises(UsageError):
        accept_change(LOCK, path, found, reason)


def test_same_content_leaves_the_file_untouched(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    assert write_lock(tmp_path, "raw", LOCK)
    os.utime(tmp_path / "raw/raw.lock.json", (1, 1))
    assert not write_lock(tmp_path, "raw", LOCK)
    assert (tmp_path / "raw/raw.lock.json").stat().st_mtime == 1
    assert read_lock(tmp_path, "raw") == (LOCK, ())
    assert os.listdir(tmp_path / "raw") == ["raw.lock.json"]


def test_no_lock_yet_is_an_empty_lock(tmp_path: Path) -> None:
    assert read_lock(tmp_path, "raw") == (RawLock(), ())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b'{"files": []}', b'{"files": {"a": 1}}', b"\xff", b"<<<<<<< HEAD\n", b"[" * 100_000,
        b'{"files": {"a": {"sha256": "x", "size_bytes": 1}}}',
        b'{"files": {}, "files": {}}',
        b'{"files": {"a": {"sha256": "' + b"a" * 64 + b'", "size_bytes": NaN}}}',
        b'{"files": {"a": {"history": [{}]}}}',
        b'{"files": {"a": {"size_bytes": ' + b"9" * 9999 + b"}}}",
    ],
)  # fmt: skip
def test_a_lock_that_cannot_be_believed_is_a_finding_and_not_an_empty_lock(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/raw.lock.json").write_bytes(data)
    lock, findings = read_lock(tmp_path, "raw")
    assert lock is None
    assert [finding.code for finding in findings] == ["DP112"]
    assert len(findings[0].message) < 300


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_lock(tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raw").mkdir()
    write_lock(tmp_path, "raw", LOCK)
    changed = accept_change(LOCK, "raw/a.txt", mark("c"), "why")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    name = {"open": "write_new", "write": "write_new", "fsync": "write_new", "replace": "rename"}[call]
    with monkeypatch.context() as patch:
        patch.setattr(files, name, full)
        with pytest.raises(InputError, match="No space left"):
            write_lock(tmp_path, "raw", changed)
    assert read_lock(tmp_path, "raw")[0] == LOCK
    assert write_lock(tmp_path, "raw", changed)
    assert read_lock(tmp_path, "raw")[0] == changed
