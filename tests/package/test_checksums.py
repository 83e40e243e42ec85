"""SHA256SUMS: as coreutils has it, and every deviation found."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpkit.package.checksums import is_safe, read_sums, verify_files, write_sums

A, B, C = "a" * 64, "b" * 64, "c" * 64
PATHS = st.text(st.characters(exclude_characters="\0\\:", exclude_categories=["Cs"]), min_size=1).filter(is_safe)


def test_a_whole_package_has_no_finding() -> None:
    files = {"data/x.parquet": A, "datapackage.json": B}
    assert verify_files({**files, "SHA256SUMS": C}, write_sums(files)) == ()


def test_changed_missing_and_extra_files_are_found() -> None:
    manifest = write_sums({"a": A, "b": B, "d": A})
    findings = verify_files({"a": C, "c": A, "d": ""}, manifest)
    assert [(finding.code, finding.place.path) for finding in findings if finding.place] == [
        ("DP801", "a"),
        ("DP802", "b"),
        ("DP803", "c"),
        ("DP809", "d"),
    ]
    assert C in findings[0].message
    assert A in findings[0].message


def test_nothing_to_check_is_an_error() -> None:
    assert [finding.code for finding in verify_files({"a": A}, None)] == ["DP804"]
    assert [finding.code for finding in verify_files({"a": A}, b"")] == ["DP808"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{A} a", "DP805"),
        (f"{A.upper()}  a", "DP805"),
        (f"{A[:-1]}  a", "DP805"),
        ("", "DP805"),
        (f"{A}  ../a", "DP807"),
        (f"{A}  /etc/passwd", "DP807"),
        (f"{A}  x", "DP806"),
    ],
)
def test_a_bad_line_is_found_at_its_place(line: str, code: str) -> None:
    findings = verify_files({"x": A}, f"{A}  x\n{line}\n".encode())
    assert [(finding.code, finding.place and finding.place.line) for finding in findings] == [(code, 2)]


@settings(deadline=None)
@given(st.dictionaries(PATHS, st.binary(max_size=3).map(lambda data: hashlib.sha256(data).hexdigest())))
def test_what_is_written_is_read(files: dict[str, str]) -> None:
    assert read_sums(write_sums(files)) == (files, ())


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    verify_files({"a": A}, data)


def test_coreutils_reads_it(tmp_path: Path) -> None:
    names = ["plain", "with space", "line\nbreak", "carriage\rreturn", "é", "*star"]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    sums = write_sums({name: hashlib.sha256(name.encode()).hexdigest() for name in names})
    (tmp_path / "SHA256SUMS").write_bytes(sums)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    written = subprocess.run(["sha256sum", *sorted(names)], cwd=tmp_path, capture_output=True, check=True).stdout
    assert written == sums


def test_a_hostile_manifest_costs_little() -> None:
    assert len(verify_files({"a": A}, b"x" * 5_000_000)) == 2
    assert len(verify_files({"a": A}, b"\\" + A.encode() + b"  " + b"\\n" * 1_000_000 + b"\n")) > 0
