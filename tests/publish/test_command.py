"""`dpkit publish` as people use it, and what it refuses."""

import json
import shutil
from pathlib import Path

import pytest

from command_line import EXAMPLE, Cli, cli_of, example_project
from dpkit.cli import main
from made_release import CANARY
from publish.invenio_stand_in import invenio_stand_in

TARGETS = """
[[contributors]]
title = "Harbour Office"
roles = ["publisher"]

[publish.archive]
kind = "folder"
path = "../archive"

[publish.lab]
kind = "invenio"
url = "{url}"
"""


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two targets, not released yet."""
    target = example_project(tmp_path)
    _add(target, TARGETS.format(url="http://127.0.0.1:9"))
    (tmp_path / "archive").mkdir()
    return target


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, released: made once, for others to copy."""
    target = example_project(tmp_path_factory.mktemp("released"))
    _add(target, TARGETS.format(url="http://127.0.0.1:9"))
    assert main(["release", "--no-tag", "--project", str(target)]) == 0
    return target


@pytest.fixture
def released(once: Path, project: Path) -> Path:
    shutil.rmtree(project)
    shutil.copytree(once, project)
    return project


def _add(project: Path, text: str) -> None:
    config = project / "dpkit.toml"
    config.write_text(config.read_text(encoding="utf-8") + text, encoding="utf-8")


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_a_dry_run_needs_neither_token_nor_network(cli: Cli, released: Path) -> None:
    run = cli("publish", "lab", "--dry-run", "--project", released)
    assert run.code == 0
    assert "nothing was sent" in run.out
    assert "data/claims.parquet" in run.out
    assert not (released / ".dpkit/publish/lab").exists()


def test_a_draft_then_a_publication_and_the_ledger(cli: Cli, released: Path) -> None:
    draft = cli("publish", "archive", "--project", released)
    assert "draft, not published" in draft.out
    assert not (released / "curation/ledger/publications.jsonl").exists()
    done = cli("publish", "archive", "--publish", "--format", "json", "--project", released)
    assert done.document()["is_published"]
    kept = _files(released.parent / "archive/example/0.1.0")
    assert kept == _files(released / "datapackage")
    line = json.loads((released / "curation/ledger/publications.jsonl").read_text(encoding="utf-8"))
    assert (line["target"], line["version"], line["edition"]) == ("archive", "0.1.0", "full")


def test_publishing_makes_nothing_stale(cli: Cli, released: Path) -> None:
    before = _files(released / "datapackage")
    cli("publish", "archive", "--publish", "--project", released)
    assert "nothing changed" in cli("release", "--no-tag", "--project", released).out
    assert cli("build", "--project", released).code == 0
    assert _files(released / "datapackage") == before


def test_publishing_twice_writes_one_line(cli: Cli, released: Path) -> None:
    for _ in range(2):
        assert cli("publish", "archive", "--publish", "--project", released).code == 0
    assert (released / "curation/ledger/publications.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_a_dataset_that_changed_since_its_release_is_refused(cli: Cli, released: Path) -> None:
    shutil.copy(released / EXAMPLE, released / "raw/other.txt")
    with (released / "raw/other.txt").open("a", encoding="utf-8") as more:
        more.write("\nThe Ministry of Tides said that it would open a lighthouse.\n")
    refused = cli("publish", "archive", "--project", released)
    assert refused.code == 2
    assert "changed since 0.1.0" in refused.err
    assert cli("publish", "archive", "--version", "0.1.0", "--project", released).code == 0


@pytest.mark.parametrize(
    ("former", "now"),
    [("redistribution: full_text", "redistribution: offsets_only"), ("  license: CC0-1.0\n", "")],
)
def test_a_former_release_whose_words_may_not_be_passed_on_any_more_is_refused(
    cli: Cli, released: Path, former: str, now: str
) -> None:
    sidecar = released / f"{EXAMPLE}.meta.yaml"
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace(former, now), encoding="utf-8")
    refused = cli("publish", "archive", "--version", "0.1.0", "--project", released)
    assert refused.code == 2
    assert "of 1 of its documents less may be passed on today" in refused.err
    assert _files(released.parent / "archive") == {}


def test_a_damaged_kept_release_is_refused(cli: Cli, released: Path) -> None:
    largest = max((released / "releases/files").iterdir(), key=lambda one: one.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    refused = cli("publish", "archive", "--project", released)
    assert refused.code == 2
    assert "the bytes of the release expected" in refused.err


def test_a_version_that_the_ledger_has_with_other_bytes_is_refused(cli: Cli, released: Path) -> None:
    cli("publish", "archive", "--publish", "--project", released)
    ledger = released / "curation/ledger/publications.jsonl"
    line = json.loads(ledger.read_text(encoding="utf-8"))
    ledger.write_text(json.dumps({**line, "manifest": "0" * 64}) + "\n", encoding="utf-8")
    refused = cli("publish", "archive", "--publish", "--project", released)
    assert refused.code == 2
    assert "never changes" in refused.err


def test_without_a_release_there_is_nothing_to_publish(cli: Cli, project: Path) -> None:
    refused = cli("publish", "archive", "--project", project)
    assert refused.code == 2
    assert "`dpkit release` before this" in refused.err


def test_an_unknown_target_is_told_with_the_known_ones(cli: Cli, released: Path) -> None:
    refused = cli("publish", "somewhere", "--project", released)
    assert refused.code == 2
    assert "archive, lab" in refused.err


def test_a_target_without_a_trial_place_has_no_sandbox(cli: Cli, released: Path) -> None:
    refused = cli("publish", "archive", "--sandbox", "--project", released)
    assert refused.code == 2
    assert "[publish.archive.sandbox]" in refused.err


def test_a_missing_token_names_the_variable(cli: Cli, released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INVENIO_TOKEN", raising=False)
    refused = cli("publish", "lab", "--project", released)
    assert refused.code == 3
    assert "DPKIT_TOKEN_LAB" in refused.err


def test_words_that_may_not_be_passed_on_are_not_sent(cli: Cli, project: Path) -> None:
    sidecar = project / f"{EXAMPLE}.meta.yaml"
    text = sidecar.read_text(encoding="utf-8").replace("redistribution: full_text", "redistribution: offsets_only")
    sidecar.write_text(text, encoding="utf-8")
    cli("release", "--no-tag", "--project", project)
    done = cli("publish", "archive", "--publish", "--project", project)
    assert done.code == 0
    assert "public, without the words" in done.out
    words = b"harbour"
    assert any(words in data for data in _files(project / "datapackage").values())
    sent = project.parent / "archive/example/0.1.0"
    assert cli("verify", sent).code == 0
    assert cli("validate", sent).code == 0
    assert json.loads((project / "curation/ledger/publications.jsonl").read_text())["edition"] == "public"


def test_a_reserved_identifier_is_in_the_bytes_and_at_the_record(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DPKIT_TOKEN_LAB", CANARY)
    with invenio_stand_in(CANARY) as (url, holds):
        config = project / "dpkit.toml"
        config.write_text(config.read_text(encoding="utf-8").replace("http://127.0.0.1:9", url), encoding="utf-8")
        released = cli("release", "--no-tag", "--reserve", "lab", "--format", "json", "--project", project)
        assert released.code == 0, released.err
        shutil.rmtree(project / ".dpkit")  # another machine publishes, which has no notes of the first
        done = cli("publish", "lab", "--publish", "--project", project)
        assert done.code == 0, done.err
        assert len(holds.records) == 1
    doi = released.document()["identifiers"]["lab"]
    record = next(iter(holds.records.values()))
    assert record["pids"]["doi"]["identifier"] == doi
    assert json.loads(record["files"]["datapackage.json"]["data"])["id"] == doi
    everything = [released.out, released.err, done.out, done.err]
    everything += [data.decode("utf-8", "replace") for data in _files(project).values()]
    assert not any(CANARY in each for each in everything)


def test_an_identifier_is_given_or_reserved_and_not_both(cli: Cli, project: Path) -> None:
    both = ("--reserve", "lab", "--identifier", "lab=10.5072/lab.1")
    refused = cli("release", "--no-tag", *both, "--project", project)
    assert refused.code == 2
    assert "one of them was expected" in refused.err


@pytest.mark.parametrize(
    "damage",
    ['{"draft": 1}', *(pytest.param(text, marks=pytest.mark.slow) for text in ("{", "[]", '{"a": 1}', "null"))],
)
def test_a_damaged_journal_is_no_more_than_a_lost_hint(cli: Cli, released: Path, damage: str) -> None:
    cli("publish", "archive", "--project", released)
    journal = released / ".dpkit/publish/archive/0.1.0.json"
    assert json.loads(journal.read_text(encoding="utf-8"))["draft"]
    journal.write_text(damage, encoding="utf-8")
    assert cli("publish", "archive", "--publish", "--project", released).code == 0


def test_a_repository_without_identifiers_reserves_none(cli: Cli, project: Path) -> None:
    refused = cli("release", "--no-tag", "--reserve", "archive", "--project", project)
    assert refused.code == 2
    assert "reserves no identifiers" in refused.err
    assert not (project / "curation/ledger/releases.jsonl").exists()
