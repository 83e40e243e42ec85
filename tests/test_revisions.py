"""Two captures of one page: what was there, what is there now, when each was seen."""

import datetime as dt
from pathlib import Path

import pytest

from command_line import Cli, cli_of, new_project
from dpkit.api import open_package

FIRST = """Norland opens a pier

The ministry opened the northern pier on Monday, it said.

Two ships called there on the first day of its life.

The harbour master thanked all who had built it.
"""
SECOND = """Norland opens a pier

The ministry opened the northern pier on Tuesday, it said.

The harbour master thanked all who had built it.

The pier is forty metres long and will be painted green.
"""
PAGE = "https://ministry-of-tides.example/pier"


def sidecar(url: str, when: str) -> bytes:
    return f"language: en\nsource:\n  url: {url}\n  retrieved_at: {when}\n".encode()


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def built(cli: Cli, tmp_path: Path, files: dict[str, bytes]) -> Path:
    project = new_project(tmp_path, files)
    run = cli("build", "--project", project, "--format", "json")
    assert run.code == 0, run.out
    return project


def two_captures(url: str = PAGE) -> dict[str, bytes]:
    return {
        "a.txt": FIRST.encode(),
        "a.txt.meta.yaml": sidecar(PAGE, "2024-03-04T10:00:00Z"),
        "b.txt": SECOND.encode(),
        "b.txt.meta.yaml": sidecar(url, "2024-03-05T10:00:00Z"),
    }


def test_a_later_capture_tells_what_changed(cli: Cli, tmp_path: Path) -> None:
    project = built(cli, tmp_path, two_captures())
    package = open_package(project / "datapackage")
    rows = package.table("revisions").to_pylist()
    assert [row["kind"] for row in rows] == ["reworded", "added", "removed"]
    reworded, added, removed = rows
    assert "Monday" in reworded["former_text"]
    assert "Tuesday" in reworded["text"]
    assert added["former_text"] is None
    assert added["text"].startswith("The pier is forty")
    assert removed["text"] is None
    assert removed["former_text"].startswith("Two ships")
    for row in rows:
        assert (row["url"], row["former_document_id"], row["document_id"]) == (PAGE, "a.txt", "b.txt")
        assert row["former_seen_at"] == dt.datetime(2024, 3, 4, 10, tzinfo=dt.UTC)
        assert row["seen_at"] == dt.datetime(2024, 3, 5, 10, tzinfo=dt.UTC)
    paragraphs = set(package.table("paragraphs").column("paragraph_id").to_pylist())
    assert {row["paragraph_id"] for row in rows} - {None} <= paragraphs
    assert {row["former_paragraph_id"] for row in rows} - {None} <= paragraphs
    assert cli("validate", project / "datapackage").code == 0
    assert cli("check", "--project", project).code == 0


def test_a_revision_is_explained_where_its_words_were_seen_last(cli: Cli, tmp_path: Path) -> None:
    project = built(cli, tmp_path, two_captures())
    for row in open_package(project / "datapackage").table("revisions").to_pylist():
        run = cli("explain", row["revision_id"], "--project", project, "--format", "json")
        assert run.code == 0, run.err
        found = run.document()
        words = row["text"] or row["former_text"]
        assert (found["table"], found["row"]["kind"]) == ("revisions", row["kind"])
        assert found["passage"]["text"] == words
        assert found["raw"]["path"] == ("raw/a.txt" if row["kind"] == "removed" else "raw/b.txt")
        data = (project / found["raw"]["path"]).read_bytes()
        assert data[found["raw"]["start_byte"] : found["raw"]["end_byte"]].decode() == words
        assert open_package(project / "datapackage").explain(row["revision_id"]).key == row["revision_id"]
    shown = cli("explain", row["revision_id"], "--project", project)
    assert "Two ships called there" in shown.out


def test_captures_of_two_pages_are_no_revisions(cli: Cli, tmp_path: Path) -> None:
    project = built(cli, tmp_path, two_captures("https://ministry-of-tides.example/other"))
    assert "revisions" not in open_package(project / "datapackage").names


def test_equal_captures_have_no_revisions(cli: Cli, tmp_path: Path) -> None:
    files = {**two_captures(), "b.txt": FIRST.encode()}
    project = built(cli, tmp_path, files)
    assert "revisions" not in open_package(project / "datapackage").names


def test_three_captures_are_compared_one_after_the_other(cli: Cli, tmp_path: Path) -> None:
    third = SECOND.replace("Tuesday", "Wednesday")
    files = two_captures() | {"c.txt": third.encode(), "c.txt.meta.yaml": sidecar(PAGE, "2024-03-06T10:00:00Z")}
    rows = open_package(built(cli, tmp_path, files) / "datapackage").table("revisions").to_pylist()
    last = [row for row in rows if row["document_id"] == "c.txt"]
    assert [(row["former_document_id"], row["kind"]) for row in last] == [("b.txt", "reworded")]
    assert not [row for row in rows if (row["former_document_id"], row["document_id"]) == ("a.txt", "c.txt")]


def test_a_withdrawn_capture_leaves_no_revision(cli: Cli, tmp_path: Path) -> None:
    project = built(cli, tmp_path, two_captures())
    assert cli("release", "--no-tag", "--project", project).code == 0
    assert cli("withdraw", "a.txt", "--reason", "on request", "--project", project).code == 0
    assert "revisions" not in open_package(project / "datapackage").names
    assert cli("open", "--as-of", "0.1.0", "--into", tmp_path / "then", "--project", project).code == 0
    assert "revisions" not in open_package(tmp_path / "then").names


def test_the_first_revisions_do_not_break_the_schema(cli: Cli, tmp_path: Path) -> None:
    files = two_captures()
    project = built(cli, tmp_path, {name: files[name] for name in ("a.txt", "a.txt.meta.yaml")})
    assert cli("release", "--no-tag", "--project", project).code == 0
    for name in ("b.txt", "b.txt.meta.yaml"):
        (project / "raw" / name).write_bytes(files[name])
    run = cli("release", "--no-tag", "--project", project, "--format", "json")
    assert run.document()["version"] == "0.2.0"
    assert run.document()["changes"] == ["Added: b.txt."]
