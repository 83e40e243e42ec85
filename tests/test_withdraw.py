"""A document taken back: by search, no word of it is left in anything that dpkit keeps."""

import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command_line import EXAMPLE, Cli, cli_of, example_project
from dpkit.api import open_package
from dpkit.store import files
from dpkit.store.clearing import clear_work_folder
from dpkit.store.project import load_project

SECRET = (
    "Norland closes the Fishgate\n\nThe Fishgate will be closed by the Harbour Board of Norland on May 2, 2024, said "
    "Zebedee Quillfeather, its chairman.\n\nAbout 4,711 herrings were counted there by the Board.\n"
)
WORDS = ("Fishgate", "Quillfeather", "herrings", "4,711", "Harbour Board")
DOCUMENT = "fishgate.txt"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    """Two releases, the second with the document in other words; and copies of both lying about."""
    target = example_project(tmp_path)
    raw = target / "raw" / DOCUMENT
    raw.write_text(SECRET, encoding="utf-8")
    (target / "raw" / f"{DOCUMENT}.meta.yaml").write_text("title: The Fishgate\nissuer: Harbour Board\n")
    assert cli("release", "--no-tag", "--project", target).code == 0
    raw.write_text(SECRET.replace("closed by", "shut by"), encoding="utf-8")
    assert cli("accept", f"raw/{DOCUMENT}", "--reason", "corrected", "--project", target).code == 0
    assert cli("release", "--no-tag", "--project", target).code == 0
    assert cli("open", "--as-of", "0.1.0", "--project", target).code == 0
    assert found(target)
    return target


def found(folder: Path) -> set[str]:
    """The files below a folder that hold any of the words, Parquet columns and file names looked through."""
    hits = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".git" not in path.parts:
            data = path.read_bytes()
            text = _cells(path) if data[:4] == b"PAR1" else data.decode("utf-8", "replace")
            if any(word in text for word in WORDS):
                hits.add(path.relative_to(folder).as_posix())
    return hits


def _cells(path: Path) -> str:
    table = pq.read_table(path)
    columns = [column for column in table.columns if pa.types.is_string(column.type)]
    return "\n".join(str(value) for column in columns for value in column.to_pylist())


def test_no_word_of_a_withdrawn_document_is_left(cli: Cli, project: Path) -> None:
    run = cli("withdraw", DOCUMENT, "--reason", "on request of its author", "--project", project, "--format", "json")
    assert run.code == 0, run.out + run.err
    said = run.document()
    assert said["removed"] == [f"raw/{DOCUMENT}", f"raw/{DOCUMENT}.meta.yaml"]
    assert said["releases"] == ["0.1.0", "0.1.1"]
    assert said["traces"] == []
    assert said["is_built"]
    assert found(project) == set()
    assert DOCUMENT not in open_package(project / "datapackage").table("documents").column("document_id").to_pylist()


def test_former_releases_show_the_tombstone_and_are_whole(cli: Cli, project: Path, tmp_path: Path) -> None:
    others = _others(project, tmp_path / "before", cli)
    assert cli("withdraw", DOCUMENT, "--reason", "on request", "--project", project).code == 0
    for version in ("0.1.0", "0.1.1"):
        target = tmp_path / version
        run = cli("open", "--as-of", version, "--into", target, "--project", project)
        assert run.code == 0, run.err
        assert DOCUMENT in run.out
        assert "on request" in run.out
        assert cli("verify", target).code == 0
        validated = cli("validate", target, "--format", "json")
        assert validated.code == 0, validated.out
        redirects = {row["old_id"]: row for row in open_package(target).table("redirects").to_pylist()}
        assert (redirects[DOCUMENT]["new_id"], redirects[DOCUMENT]["cause"]) == (None, "withdrawn")
    assert _others(project, tmp_path / "after", cli) == others, "the rows of other documents are what they were"


def _others(project: Path, target: Path, cli: Cli) -> dict[str, list[object]]:
    assert cli("open", "--as-of", "0.1.0", "--into", target, "--project", project).code == 0
    package = open_package(target)
    tables = ("documents", "sources", "paragraphs", "claims", "mentions", "cues", "quantities", "dates")
    return {name: [row for row in package.table(name).to_pylist() if row["document_id"] != DOCUMENT] for name in tables}


def test_the_next_release_is_a_major_one_that_names_no_words(cli: Cli, project: Path) -> None:
    assert cli("withdraw", DOCUMENT, "--reason", "on request", "--project", project).code == 0
    run = cli("release", "--no-tag", "--project", project, "--format", "json")
    assert run.code == 0, run.out
    said = run.document()
    assert (said["version"], said["level"]) == ("1.0.0", "major")
    assert said["changes"] == [f"Withdrawn: {DOCUMENT}."]
    assert found(project) == set()
    changelog = (project / "datapackage" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{DOCUMENT} (" in changelog
    run = cli("explain", DOCUMENT, "--project", project)
    assert run.code == 2
    assert "gone for good" in run.err
    assert cli("check", "--project", project, "--format", "json").codes().count("DP830") == 0


def test_a_withdrawn_document_does_not_come_back(cli: Cli, project: Path) -> None:
    assert cli("withdraw", DOCUMENT, "--reason", "on request", "--project", project).code == 0
    (project / "raw" / DOCUMENT).write_text(SECRET, encoding="utf-8")
    run = cli("build", "--project", project, "--format", "json")
    assert run.code == 1
    assert "DP831" in run.codes()
    assert cli("withdraw", DOCUMENT, "--reason", "on request", "--project", project).code == 0
    assert not (project / "raw" / DOCUMENT).exists()
    lines = (project / "curation" / "ledger" / "tombstones.jsonl").read_text().splitlines()
    assert len(lines) == 1, "a second time adds nothing"


def test_copies_that_are_not_dpkits_are_listed(cli: Cli, project: Path) -> None:
    (project / "dist").mkdir()
    (project / "dist" / "notes.md").write_text(SECRET, encoding="utf-8")
    run = cli("withdraw", DOCUMENT, "--reason", "on request", "--project", project, "--format", "json")
    assert run.code == 1
    assert run.document()["traces"] == ["dist/notes.md"]


def test_another_capture_with_the_same_words_is_named_and_its_package_is_no_trace(cli: Cli, project: Path) -> None:
    again = SECRET.replace("closes the Fishgate", "closes the Fishgate for ever")
    (project / "raw/fishgate-later.txt").write_text(again, encoding="utf-8")
    assert cli("release", "--no-tag", "--project", project).code == 0
    run = cli("withdraw", DOCUMENT, "--reason", "asked", "--project", project, "--format", "json")
    said = run.document()
    assert run.code == 1
    assert said["twins"] == ["fishgate-later.txt"]
    assert said["traces"] == []
    run = cli("withdraw", "fishgate-later.txt", "--reason", "asked", "--project", project, "--format", "json")
    assert (run.code, run.document()["twins"], found(project)) == (0, [], set())


def test_a_copy_that_is_cleared_by_half_keeps_its_manifest(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[str] = []
    monkeypatch.setattr(files, "remove_file", lambda path: removed.append(path.name))
    clear_work_folder(load_project(project))
    assert removed[-1] == "SHA256SUMS"
    assert "datapackage.json" in removed


def test_git_and_its_remotes_are_listed(cli: Cli, project: Path) -> None:
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "--quiet", "-m", "all"],
        ["remote", "add", "mirror", "https://mirror.example/tides.git"],
    ):
        subprocess.run(["git", "-C", str(project), *command], check=True)
    run = cli("withdraw", DOCUMENT, "--reason", "on request", "--project", project)
    assert run.code == 0
    assert "git history: 1 commits" in run.out
    assert "git remote mirror" in run.out


def test_repositories_that_hold_a_release_or_a_draft_are_listed(cli: Cli, project: Path) -> None:
    with (project / "dpkit.toml").open("a", encoding="utf-8") as config:
        config.write('\n[publish.open]\nkind = "folder"\npath = "../open"\n')
        config.write('\n[publish.trial]\nkind = "folder"\npath = "../trial"\n')
    for name in ("open", "trial"):
        (project.parent / name).mkdir()
    version = open_package(project / "datapackage").descriptor["version"]
    for command in (["open", "--publish"], ["trial"]):
        assert cli("publish", *command, "--version", version, "--project", project).code == 0
    run = cli("withdraw", DOCUMENT, "--reason", "on request", "--project", project)
    assert f"open: release {version} is published at {project.parent / 'open'}" in run.out
    assert f"trial: a draft of release {version} is at {project.parent / 'trial'}" in run.out


def test_a_record_among_others_must_be_taken_out_by_its_owner(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    lines = (
        '{"id": "one", "text": "Norland built a pier there."}\n{"id": "two", "text": "Norland built a mole there."}\n'
    )
    (project / "raw" / "corpus.jsonl").write_text(lines, encoding="utf-8")
    (project / "raw" / "corpus.jsonl.meta.yaml").write_text("language: en\n", encoding="utf-8")
    assert cli("build", "--project", project).code == 0
    ids = open_package(project / "datapackage").table("documents").column("document_id").to_pylist()
    record = next(document for document in ids if "corpus" in document)
    run = cli("withdraw", record, "--reason", "on request", "--project", project)
    assert run.code == 2
    assert "other documents" in run.err
    assert not (project / "curation" / "ledger").exists()


def test_what_nobody_knows_cannot_be_withdrawn(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    run = cli("withdraw", "nothing", "--reason", "on request", "--project", project)
    assert run.code == 2
    assert "nothing" in run.err


def test_the_only_document_can_be_withdrawn(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    (document,) = open_package(project / "datapackage").table("documents").column("document_id").to_pylist()
    run = cli("withdraw", document, "--reason", "on request", "--project", project, "--format", "json")
    assert run.code == 0, run.err
    assert not run.document()["is_built"]
    assert not (project / EXAMPLE).exists()
    assert open_package(project / "datapackage").table("paragraphs").num_rows == 0
