"""Two packages told apart row by row, with the words that changed and why."""

import subprocess
import time
from pathlib import Path

import pytest

from command_line import EXAMPLE, Cli, cli_of, example_project
from conftest import SEED
from dpkit.build import BuildOptions, build
from dpkit.package.words import word_diff
from dpkit.store.lock import accept_change, read_lock, write_lock
from dpkit.store.project import load_project
from dpkit.store.raw import fingerprint


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def rebuilt(project: Path) -> Path:
    """The project built again, a change of its raw file accepted."""
    lock, _ = read_lock(project, "raw")
    assert lock is not None
    found = fingerprint(project, SEED)
    entry = lock.entries.get(SEED)
    if entry is not None and entry.fingerprint is not None and entry.fingerprint.sha256 != found.sha256:
        write_lock(project, "raw", accept_change(lock, SEED, found, "a test"))
    report = build(load_project(project), BuildOptions(clock=time.perf_counter))
    assert report.is_written, report.findings
    return project / "datapackage"


def test_the_same_package_has_no_difference(cli: Cli, seed_package: Path) -> None:
    run = cli("diff", seed_package, seed_package)
    assert (run.code, run.out) == (0, "no row differs\n")


def test_a_changed_number_is_shown_in_its_words_with_its_cause(
    cli: Cli, seed_package: Path, seed_project: Path
) -> None:
    raw = seed_project / SEED
    rebuilt(seed_project)
    raw.write_bytes(raw.read_bytes().replace(b"2,500", b"2,600"))
    run = cli("diff", seed_package, rebuilt(seed_project))
    assert run.code == 1
    assert "rua-gr-2022-mfa-kazakhstan-foreign-media: source text" in run.out
    assert "[-2,500 -]{+2,600 +}" in run.out
    found = cli("diff", seed_package, seed_project / "datapackage", "--format", "json").document()
    assert len(found["rewritten"]) == 1
    tables = found["tables"]
    assert [len(tables["paragraphs"][kind]) for kind in ("added", "removed")] == [1, 1]
    assert [row["value_min"] for row in tables["quantities"]["added"]] == [2600.0]
    assert [tables["entities"][kind] for kind in ("added", "removed", "changed")] == [[], [], []]


def test_a_changed_fact_is_shown_with_old_and_new_value(cli: Cli, seed_package: Path, seed_project: Path) -> None:
    sidecar = seed_project / f"{SEED}.meta.yaml"
    sidecar.write_text(sidecar.read_text(encoding="utf-8") + "rights: {license: CC0-1.0}\n", encoding="utf-8")
    found = cli("diff", seed_package, rebuilt(seed_project), "--format", "json").document()
    (row,) = found["tables"]["documents"]["changed"]
    assert row["values"]["license"] == ["unknown", "CC0-1.0"]
    assert set(found["causes"].values()) == {"sidecar"}
    assert found["rewritten"] == []


def test_a_new_document_is_new(cli: Cli, seed_package: Path, seed_project: Path) -> None:
    (seed_project / "raw" / "new.txt").write_text("The Ministry of Tides met on Monday.\n")
    found = cli("diff", seed_package, rebuilt(seed_project), "--format", "json").document()
    assert found["causes"] == {"new.txt": "new document"}
    assert [row["document_id"] for row in found["tables"]["documents"]["added"]] == ["new.txt"]
    assert found["tables"]["paragraphs"]["removed"] == []


def test_what_is_no_package_is_2(cli: Cli, seed_package: Path, tmp_path: Path) -> None:
    assert cli("diff", seed_package, tmp_path / "nothing").code == 2


def test_words_that_stay_go_and_come() -> None:
    assert list(word_diff("a b c", "a c d")) == [("=", "a "), ("-", "b "), ("=", "c "), ("+", "d")]
    assert list(word_diff("", "a")) == [("+", "a")]
    assert list(word_diff("a", "a")) == [("=", "a")]


def test_git_revisions_and_releases_are_compared(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    (project / ".gitignore").unlink()
    _git(project, "init", "--quiet")
    _git(project, "add", "--all")
    _git(project, "commit", "--quiet", "-m", "one")
    assert cli("release", "--no-tag", "--project", project).code == 0
    (project / "raw" / "new.txt").write_text("The Ministry of Tides met on Monday.\n")
    assert cli("build", "--project", project).code == 0
    for name in ("HEAD", "0.1.0"):
        run = cli("diff", name, "--project", project, "--format", "json")
        assert run.code == 1, run.err
        assert run.document()["causes"] == {"new.txt": "new document"}
    run = cli("diff", "HEAD", "0.1.0", "--project", project)
    assert run.code == 0, run.out
    run = cli("diff", "no-such-thing", "--project", project)
    assert run.code == 2
    assert "no-such-thing" in run.err


def test_a_page_and_a_comment_show_words_that_went_and_came(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    assert cli("release", "--no-tag", "--project", project).code == 0
    raw = project / EXAMPLE
    raw.write_bytes(raw.read_bytes().replace(b"340 vessels", b"<b>350</b> vessels"))
    assert cli("accept", EXAMPLE, "--reason", "corrected", "--project", project).code == 0
    assert cli("build", "--project", project).code == 0
    page, comment = tmp_path / "diff.html", tmp_path / "diff.md"
    arguments = ("--output", f"html={page}", "--output", f"markdown={comment}")
    assert cli("diff", "0.1.0", "--project", project, *arguments).code == 1
    html = page.read_text(encoding="utf-8")
    assert "<del>340 </del>" in html
    assert "&lt;b" in html
    assert "<b>350" not in html
    assert "<script" not in html
    assert "default-src 'none'" in html
    assert "~~340~~" in comment.read_text(encoding="utf-8")
    assert cli("diff", "0.1.0", "--project", project, "--output", "pdf=x").code == 2


def _git(project: Path, *arguments: str) -> None:
    command = ["git", "-C", str(project), "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments]
    subprocess.run(command, check=True, capture_output=True)
