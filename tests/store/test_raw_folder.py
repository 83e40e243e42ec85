"""The raw folder: what is listed, what is refused, which facts belong to which file."""

import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from dpkit.errors import InputError
from dpkit.model import Finding
from dpkit.store.raw import fingerprint, fingerprints, list_raw, open_raw


def put(root: Path, path: str, data: bytes = b"words\n") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.severity, finding.place.path if finding.place else "") for finding in findings]


def test_files_come_sorted_by_bytes_with_their_merged_facts(tmp_path: Path) -> None:
    for name in ("b.txt", "B2.txt", "é.txt", "sub/a.txt", "sub.txt"):
        put(tmp_path, f"raw/x/{name}")
        put(tmp_path, f"raw/x/{name}.meta.yaml", b"title: T\n")
    put(tmp_path, "raw/defaults.meta.yaml", b"publisher: far\nlanguage: en\n")
    put(tmp_path, "raw/x/sub/defaults.meta.yaml", b"publisher: near\n")
    put(tmp_path, "raw/raw.lock.json", b"{}")
    listing = list_raw(tmp_path, "raw")
    assert listing.findings == ()
    assert [file.path for file in listing.files] == [
        "raw/x/B2.txt",
        "raw/x/b.txt",
        "raw/x/sub.txt",
        "raw/x/sub/a.txt",
        "raw/x/é.txt",
    ]
    assert [file.facts.publisher for file in listing.files] == ["far", "far", "far", "near", "far"]
    assert listing.files[3].facts.places["publisher"].path == "raw/x/sub/defaults.meta.yaml"
    assert listing.files[3].facts.places["language"].path == "raw/defaults.meta.yaml"


def test_a_bare_file_is_listed_with_a_warning_and_an_orphan_sidecar_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "raw/bare.txt")
    put(tmp_path, "raw/gone.txt.meta.yaml")
    put(tmp_path, "raw/near.txt")
    put(tmp_path, "raw/near.txt.meta.yml", b"title: T\n")
    listing = list_raw(tmp_path, "raw")
    assert said(listing.findings) == [
        ("DP101", "warning", "raw/bare.txt"),
        ("DP102", "error", "raw/gone.txt.meta.yaml"),
        ("DP207", "error", "raw/gone.txt.meta.yaml"),
        ("DP101", "warning", "raw/near.txt"),
        ("DP101", "warning", "raw/near.txt.meta.yml"),
        ("DP108", "warning", "raw/near.txt.meta.yml"),
    ]


@pytest.mark.parametrize("make", [lambda root: None, lambda root: put(root, "raw/.gitkeep", b"")])
def test_nothing_to_read_is_an_error(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path)
    assert said(list_raw(tmp_path, "raw").findings) == [("DP100", "error", "raw")]


@pytest.mark.skipif(sys.platform == "win32", reason="links and FIFOs")
def test_links_fifos_and_linked_folders_are_findings_and_never_opened(tmp_path: Path) -> None:
    put(tmp_path, "outside/secret.txt")
    put(tmp_path, "raw/good.txt")
    put(tmp_path, "raw/good.txt.meta.yaml", b"")
    (tmp_path / "raw/link.txt").symlink_to(tmp_path / "outside/secret.txt")
    (tmp_path / "raw/link.txt.meta.yaml").write_bytes(b"title: T\n")
    (tmp_path / "raw/zero").symlink_to("/dev/zero")
    (tmp_path / "raw/loop").symlink_to(tmp_path / "raw")
    (tmp_path / "raw/folder").symlink_to(tmp_path / "outside")
    os.mkfifo(tmp_path / "raw/fifo.txt")
    listing = list_raw(tmp_path, "raw")
    assert [file.path for file in listing.files] == ["raw/good.txt"]
    assert [path for code, _, path in said(listing.findings) if code == "DP103"] == [
        "raw/fifo.txt", "raw/folder", "raw/link.txt", "raw/loop", "raw/zero",
    ]  # fmt: skip
    for path in (
        "raw/link.txt",
        "raw/zero",
        "raw/fifo.txt",
        "raw/folder/secret.txt",
        "raw/../outside/secret.txt",
        "/etc/passwd",
    ):
        with pytest.raises(InputError):
            open_raw(tmp_path, path)


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems refuse")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb.txt", "raw/a\\nb.txt"),
        (b"a\x1b[31m.txt", "raw/a\\x1b[31m.txt"),
        (b"a\xff.txt", "raw/a\\xff.txt"),
        ("a\u202etxt.exe".encode(), "raw/a\\u202etxt.exe"),
        ("a\u200bb.txt".encode(), "raw/a\\u200bb.txt"),
        ("a\u2028b.txt".encode(), "raw/a\\u2028b.txt"),
        (b"a\\b.txt", "raw/a\\b.txt"),
        (b"c:.txt", "raw/c:.txt"),
    ],
)
def test_names_that_could_steer_a_terminal_or_leave_a_folder_are_findings(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    put(tmp_path, "raw/good.txt")
    with open(os.path.join(os.fsencode(tmp_path), b"raw", name), "wb") as stream:
        stream.write(b"x")
    listing = list_raw(tmp_path, "raw")
    assert [file.path for file in listing.files] == ["raw/good.txt"]
    faults = [finding for finding in listing.findings if finding.code == "DP105"]
    assert [finding.place.path for finding in faults if finding.place] == [shown]
    assert faults[0].message.isprintable()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that tells the names apart")
def test_names_that_are_one_name_elsewhere_are_findings(tmp_path: Path) -> None:
    for name in ("a.txt", "A.TXT", "\u00e9.txt", "e\u0301.txt", "Sub/x.txt", "sub/x.txt"):
        put(tmp_path, f"raw/{name}")
    collisions = [finding for finding in list_raw(tmp_path, "raw").findings if finding.code == "DP104"]
    assert len(collisions) == 3
    assert all(finding.severity == "error" for finding in collisions)


def test_a_hostile_sidecar_leaves_the_file_and_its_neighbours_listed(tmp_path: Path) -> None:
    put(tmp_path, "raw/a.txt")
    put(tmp_path, "raw/a.txt.meta.yaml", b"[" * 100_000)
    put(tmp_path, "raw/b.txt")
    put(tmp_path, "raw/b.txt.meta.yaml", b"a" * 1_000_000)
    put(tmp_path, "raw/c.txt")
    put(tmp_path, "raw/c.txt.meta.yaml", b"title: C\n")
    listing = list_raw(tmp_path, "raw")
    assert [file.facts.title for file in listing.files] == [None, None, "C"]
    assert said(listing.findings) == [
        ("DP201", "error", "raw/a.txt.meta.yaml"),
        ("DP106", "error", "raw/b.txt.meta.yaml"),
    ]


def test_a_huge_file_is_hashed_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with open(tmp_path / "raw/huge.txt", "wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    tracemalloc.start()
    found = fingerprint(tmp_path, "raw/huge.txt")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.size_bytes == 200 * 1024 * 1024
    assert peak < 8 * 1024 * 1024


def test_a_file_that_cannot_be_read_is_a_finding_and_the_others_are_hashed(tmp_path: Path) -> None:
    put(tmp_path, "raw/a.txt")
    found, findings = fingerprints(tmp_path, ["raw/a.txt", "raw/gone.txt"])
    assert list(found) == ["raw/a.txt"]
    assert said(findings) == [("DP107", "error", "raw/gone.txt")]


def test_folders_nested_beyond_reason_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "raw/" + "a/" * 60 + "b.txt")
    with pytest.raises(InputError, match="nested deeper"):
        list_raw(tmp_path, "raw")
