"""Histories of edits: what a careful person would say of ids, causes and versions, the toolkit says."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command_line import EXAMPLE, Cli, Run, cli_of, example_project
from dpkit.api import open_package

OTHER = b"Norland opens a lighthouse\n\nNorland will open a lighthouse on May 2, 2024, the Ministry of Tides said.\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    """A project with two documents, released as 0.1.0."""
    target = example_project(tmp_path)
    (target / "raw" / "lighthouse.txt").write_bytes(OTHER)
    assert cli("build", "--project", target).code == 0
    released(cli, target, "0.1.0")
    return target


def released(cli: Cli, project: Path, version: str, *options: str) -> dict[str, Any]:
    """What `dpkit release` says, the version as expected."""
    run = cli("release", "--project", project, "--no-tag", "--format", "json", *options)
    assert run.code == 0, run.out + run.err
    found: dict[str, Any] = run.document()
    assert found["version"] == version, found
    return found


def edit(cli: Cli, project: Path, old: bytes, new: bytes, path: str = EXAMPLE) -> None:
    """Change a raw file, with the consent that this takes."""
    raw = project / path
    data = raw.read_bytes()
    assert data.count(old) == 1
    raw.write_bytes(data.replace(old, new))
    assert cli("accept", path, "--reason", "the archive mended it", "--project", project).code == 0


def ids(project: Path, table: str) -> dict[str, dict[str, Any]]:
    """The rows of a table by id."""
    rows = open_package(project / "datapackage").table(table).to_pylist()
    return {next(iter(row.values())): row for row in rows}


def row_with(project: Path, table: str, words: str) -> dict[str, Any]:
    """The first row of a table whose text holds words."""
    return next(row for row in ids(project, table).values() if words in (row["text"] or ""))


def explained(cli: Cli, project: Path, row_id: str) -> dict[str, Any]:
    run = cli("explain", row_id, "--project", project, "--format", "json")
    assert run.code == 0, run.err
    found: dict[str, Any] = run.document()
    return found


def compared(cli: Cli, project: Path, *names: str) -> dict[str, Any]:
    run = cli("diff", *names, "--project", project, "--format", "json")
    assert run.code in (0, 1), run.err
    found: dict[str, Any] = run.document()
    return found


def test_a_typo_is_a_patch_and_every_id_leads_on(cli: Cli, project: Path) -> None:
    before = {table: ids(project, table) for table in ("paragraphs", "claims", "mentions", "cues")}
    edit(cli, project, b"were damaged by", b"were damagd by")
    found = released(cli, project, "0.1.1")
    assert found["level"] == "patch"
    assert {each["cause"] for each in found["redirects"]} == {"rewritten"}
    assert all(each["new_id"] for each in found["redirects"])
    for table, rows in before.items():
        for row_id in rows.keys() - ids(project, table).keys():
            now = explained(cli, project, row_id)
            assert (now["table"], now["redirected_from"]) == (table, row_id)
    old = next(row for row in before["claims"].values() if "were damaged by" in row["text"])
    assert "were damagd by" in explained(cli, project, old["claim_id"])["row"]["text"]
    assert found["changes"] == [
        line for line in found["changes"] if line.startswith("Source text changed (") and "damag" not in line
    ]


def test_a_changed_number_is_a_patch_shown_in_its_words(cli: Cli, project: Path) -> None:
    old = next(iter(row for row in ids(project, "quantities").values() if row["text"].endswith("340")))
    edit(cli, project, b"340 vessels", b"350 vessels")
    assert released(cli, project, "0.1.1")["level"] == "patch"
    assert explained(cli, project, old["quantity_id"])["row"]["value_min"] == 350.0
    found = compared(cli, project, "0.1.0", "0.1.1")
    assert set(found["causes"].values()) == {"source text"}
    (one,) = found["rewritten"]
    assert ["-", "340 "] in one["words"]
    assert ["+", "350 "] in one["words"]
    added = found["tables"]["quantities"]["added"]
    assert [row["cause"] for row in added if row["value_min"] == 350.0] == ["source text"]


def test_an_inserted_paragraph_is_a_minor_version_and_moves_no_id(cli: Cli, project: Path) -> None:
    before = {table: ids(project, table) for table in ("paragraphs", "claims", "mentions")}
    first = b"According to preliminary data"
    edit(cli, project, first, b"Norland will build a fourth pier, the ministry said.\n\n" + first)
    found = released(cli, project, "0.2.0")
    assert found["level"] == "minor"
    for table, rows in before.items():
        after = ids(project, table)
        assert {row_id: row["text"] for row_id, row in rows.items() if row_id in after} == {
            row_id: after[row_id]["text"] for row_id in rows if row_id in after
        }
    assert before["paragraphs"].keys() <= ids(project, "paragraphs").keys()
    found = compared(cli, project, "0.1.0", "0.2.0")
    assert len(found["tables"]["paragraphs"]["added"]) == 1
    assert found["tables"]["paragraphs"]["changed"] == []
    assert found["tables"]["paragraphs"]["moved"] > 0


def test_a_moved_paragraph_is_a_patch_and_keeps_every_id_that_is_cited(cli: Cli, project: Path) -> None:
    before = {table: set(ids(project, table)) for table in ("paragraphs", "claims", "mentions", "quantities", "dates")}
    raw = project / EXAMPLE
    paragraphs = raw.read_bytes().split(b"\n\n")
    paragraphs[2], paragraphs[3] = paragraphs[3], paragraphs[2]
    raw.write_bytes(b"\n\n".join(paragraphs))
    assert cli("accept", EXAMPLE, "--reason", "the archive mended it", "--project", project).code == 0
    found = released(cli, project, "0.1.1")
    assert found["level"] == "patch"
    assert {each["cause"] for each in found["redirects"]} <= {"retired"}, "cues of a claim that left its quotation"
    assert {table: set(ids(project, table)) for table in before} == before
    assert {row["cause"] for row in compared(cli, project, "0.1.0")["tables"]["claims"]["changed"]} == {"source text"}


@pytest.mark.parametrize(
    ("former", "now", "level"),
    [
        (b"injured.\n\nThe Ministry", b"injured. The Ministry", "patch"),
        (b"year before.\n\nAccording to", b"year before. According to", "patch"),
        (b"February 27. No one", b"February 27.\n\nNo one", "minor"),
    ],
)
def test_a_paragraph_that_was_joined_or_split_leads_to_where_most_of_its_words_are(
    cli: Cli, project: Path, former: bytes, now: bytes, level: str
) -> None:
    before = ids(project, "paragraphs")
    edit(cli, project, former, now)
    found = released(cli, project, "0.1.1" if level == "patch" else "0.2.0")
    assert found["level"] == level
    today = ids(project, "paragraphs")
    gone = before.keys() - today.keys()
    ends = {each["old_id"]: each["new_id"] for each in found["redirects"] if each["old_id"] in gone}
    assert ends.keys() == gone
    for old, new in ends.items():
        short, long = sorted((before[old]["text"], today[new]["text"]), key=len)
        assert short.replace("\n\n", " ") in long


def test_a_removed_paragraph_waits_for_a_decision(cli: Cli, project: Path) -> None:
    gone = row_with(project, "paragraphs", "We call on ship owners")
    claim = next(row for row in ids(project, "claims").values() if row["paragraph_id"] == gone["paragraph_id"])
    tail = (project / EXAMPLE).read_bytes().partition("“We call on".encode())[2]
    edit(cli, project, "“We call on".encode() + tail, b"Source link\n")
    run = cli("release", "--project", project, "--no-tag", "--format", "json")
    assert run.code == 1
    assert not run.document()["is_released"]
    assert set(run.codes()) == {"DP830"}
    assert {gone["paragraph_id"], claim["claim_id"]} <= {item["key"] for item in run.document()["findings"]}
    assert cli("build", "--project", project).code == 0
    assert "DP830" in cli("check", "--project", project, "--format", "json").codes()
    found = released(cli, project, "1.0.0", "--retire", "the ministry took it back")
    assert found["level"] == "major"
    assert cli("check", "--project", project, "--format", "json").codes().count("DP830") == 0
    run = cli("explain", claim["claim_id"], "--project", project)
    assert run.code == 2
    assert "gone for good" in run.err


def test_a_removed_document_waits_for_a_decision(cli: Cli, project: Path) -> None:
    (project / "raw" / "lighthouse.txt").unlink()
    assert cli("accept", "raw/lighthouse.txt", "--reason", "not ours", "--project", project).code == 0
    run = cli("release", "--project", project, "--no-tag", "--format", "json")
    assert run.code == 1
    assert "lighthouse.txt" in {item["key"] for item in run.document()["findings"]}
    folder = project / "curation" / "ledger"
    (folder / "redirects.yaml").write_text("- {from: lighthouse.txt, reason: not ours}\n", encoding="utf-8")
    found = released(cli, project, "1.0.0")
    causes = {each["cause"] for each in found["redirects"]}
    assert causes == {"decided", "retired"}
    assert "Gone for good: lighthouse.txt." in found["changes"]


def test_a_renamed_document_keeps_its_rows(cli: Cli, project: Path) -> None:
    old = row_with(project, "claims", "will open a lighthouse")
    (project / "raw" / "lighthouse.txt").rename(project / "raw" / "tower.txt")
    assert cli("accept", "raw/lighthouse.txt", "--reason", "a better name", "--project", project).code == 0
    found = released(cli, project, "0.1.1")
    assert {"old_id": "lighthouse.txt", "new_id": "tower.txt", "cause": "renamed"} in found["redirects"]
    assert explained(cli, project, old["claim_id"])["row"]["text"] == old["text"]


def test_an_entity_taken_into_the_list_is_a_patch(cli: Cli, project: Path) -> None:
    entities = ids(project, "entities")
    names = {row["name"]: key for key, row in entities.items()}
    person = names["Ada Lindqvist-Moe"]
    path = project / "curation" / "entities.yaml"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    entry = "- {id: ada-l, name: Ada Lindqvist, type: person, aliases: [Ada Lindqvist-Moe]}\n"
    path.write_text(before + entry, encoding="utf-8")
    found = released(cli, project, "0.1.1")
    assert {"old_id": person, "new_id": "ada-l", "cause": "renamed"} in found["redirects"]
    assert explained(cli, project, person)["row"]["name"] == "Ada Lindqvist"
    causes = {row["cause"] for row in compared(cli, project, "0.1.0")["tables"]["mentions"]["changed"]}
    assert causes == {"curation"}


def test_merged_entities_are_a_minor_version_and_both_ids_lead_to_one(cli: Cli, project: Path) -> None:
    """As a person would do it: one is taken into the list, the other made one with it."""
    for name, text in (("dockers", "The Dockers Union of Norland said that talks go on."),
                       ("workers", "The Norland Dockworkers Association said that no ship was stopped.")):  # fmt: skip
        (project / "raw" / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    released(cli, project, "0.2.0")
    ids_of = {row["name"]: key for key, row in ids(project, "entities").items()}
    first, second = ids_of["Dockers Union of Norland"], ids_of["Norland Dockworkers Association"]
    claim = row_with(project, "claims", "no ship was stopped")
    adopt = ["adopt", first, "--id", "dockers", "--name", "Dockers Union of Norland"]
    for command in (adopt, ["merge", second, "dockers"]):
        assert cli("entities", *command, "--project", project).code == 0
    found = released(cli, project, "0.3.0")
    assert found["level"] == "minor"
    leads = {each["old_id"]: (each["new_id"], each["cause"]) for each in found["redirects"] if each["new_id"]}
    assert leads == {first: ("dockers", "decided"), second: ("dockers", "merged")}
    assert "1 entity merged into others; the former ids lead there." in found["changes"]
    for former in (first, second):
        assert explained(cli, project, former)["key"] == "dockers"
    assert ids(project, "claims")[claim["claim_id"]]["speaker_id"] == "dockers", "the claim keeps its id"
    changed = compared(cli, project, "0.2.0")["tables"]["claims"]["changed"]
    assert {row["cause"] for row in changed} == {"curation"}
    assert cli("check", "--project", project).code == 0


def test_an_entity_that_goes_into_one_that_was_there_is_merged(cli: Cli, project: Path) -> None:
    (project / "raw" / "dockers.txt").write_text("The Norland Tide Bureau said that talks go on.\n", encoding="utf-8")
    released(cli, project, "0.2.0")
    ids_of = {row["name"]: key for key, row in ids(project, "entities").items()}
    gone, kept = ids_of["Norland Tide Bureau"], ids_of["Ministry of Tides of Norland"]
    assert cli("entities", "merge", gone, kept, "--project", project).code == 0
    found = released(cli, project, "0.3.0")
    assert {"old_id": gone, "new_id": kept, "cause": "merged"} in found["redirects"]


def test_a_new_document_is_a_minor_version(cli: Cli, project: Path) -> None:
    (project / "raw" / "ferry.txt").write_bytes(b"Norland buys a ferry\n\nNorland will buy a ferry, it said.\n")
    found = released(cli, project, "0.2.0")
    assert found["changes"] == ["Added: ferry.txt."], "what a new document brings along is no change of its own"
    assert found["redirects"] == []


def test_a_corrected_fact_is_a_patch(cli: Cli, project: Path) -> None:
    sidecar = project / f"{EXAMPLE}.meta.yaml"
    sidecar.write_text(sidecar.read_text(encoding="utf-8") + "identifier: MoT-17\n", encoding="utf-8")
    found = released(cli, project, "0.1.1")
    assert len(found["changes"]) == 1
    assert found["changes"][0].startswith("Sidecar changed (")
    assert found["changes"][0].endswith(": 1 document changed.")


def test_another_title_of_the_dataset_is_a_patch(cli: Cli, project: Path) -> None:
    config = project / "dpkit.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('title = "', 'title = "New '), encoding="utf-8")
    assert released(cli, project, "0.1.1")["changes"] == ["Description of the dataset changed: title."]


def test_a_new_rule_is_a_minor_version_by_the_toolkit(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dpkit.tables.spans import claim_rows

    monkeypatch.setattr(
        "dpkit.tables.rows.claim_rows",
        lambda frame: [{**row, "certainty": "possible"} for row in claim_rows(frame)],
    )
    found = released(cli, project, "0.2.0")
    assert all(line.startswith("Toolkit changed (") for line in found["changes"])
    changed = compared(cli, project, "0.1.0")["tables"]["claims"]["changed"]
    assert {row["cause"] for row in changed} == {"toolkit"}


def test_a_looser_schema_is_minor_and_a_stricter_one_breaks(cli: Cli, project: Path) -> None:
    from dpkit.schema import default_schema_texts

    folder = project / "schemas"
    folder.mkdir(exist_ok=True)
    for name, text in default_schema_texts().items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert released_nothing(cli, project)
    claims = folder / "claims.yaml"
    text = claims.read_text(encoding="utf-8")
    enum = next(line for line in text.split("\n") if "probable" in line)
    claims.write_text(text.replace(enum, enum.replace("probable", "likely, probable")), encoding="utf-8")
    assert released(cli, project, "0.2.0")["level"] == "minor"
    found = compared(cli, project, "0.1.0")
    assert [change["judgement"] for change in found["schema"]] == ["compatible"]
    assert not found["is_breaking"]
    claims.write_text(text, encoding="utf-8")
    assert released(cli, project, "1.0.0")["level"] == "major"
    assert compared(cli, project, "0.2.0")["is_breaking"]


def released_nothing(cli: Cli, project: Path) -> bool:
    run = cli("release", "--project", project, "--no-tag", "--format", "json")
    assert run.code == 0, run.out + run.err
    return bool(run.document()["level"] == "none" and not run.document()["is_released"])


def test_nothing_changed_nothing_released(cli: Cli, project: Path) -> None:
    before = sorted((project / "releases").rglob("*"))
    assert released_nothing(cli, project)
    assert sorted((project / "releases").rglob("*")) == before


def test_a_build_between_releases_is_called_so_and_one_of_the_release_is_the_release(cli: Cli, project: Path) -> None:
    package = project / "datapackage"
    first = contents(package)
    assert json.loads(first["datapackage.json"])["version"] == "0.1.0"
    assert cli("build", "--project", project).code == 0
    assert contents(package) == first, "the same state is the same package, to the byte"
    (project / "raw" / "ferry.txt").write_bytes(b"Norland buys a ferry\n\nNorland will buy a ferry, it said.\n")
    assert cli("build", "--project", project).code == 0
    assert open_package(package).descriptor["version"] == "0.1.1-dev"


def test_before_the_first_release_a_build_says_so(tmp_path: Path) -> None:
    assert open_package(example_project(tmp_path) / "datapackage").descriptor["version"] == "0.1.0-dev"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_release_opens_as_it_was_released(cli: Cli, project: Path, tmp_path: Path) -> None:
    kept = {"0.1.0": contents(project / "datapackage")}
    edit(cli, project, b"340 vessels", b"350 vessels")
    released(cli, project, "0.1.1")
    kept["0.1.1"] = contents(project / "datapackage")
    (project / "raw" / "ferry.txt").write_bytes(b"Norland buys a ferry\n\nNorland will buy a ferry, it said.\n")
    released(cli, project, "0.2.0")
    kept["0.2.0"] = contents(project / "datapackage")
    for version, files in kept.items():
        target = tmp_path / "as-of" / version
        run = cli("open", "--as-of", version, "--into", target, "--project", project)
        assert run.code == 0, run.err
        assert contents(target) == files
        assert cli("verify", target).code == 0
        assert cli("validate", target, "--fail-on", "error").code == 0
    day = open_package(project / "datapackage").descriptor["created"][:10]
    assert cli("open", "--as-of", day, "--project", project, "--format", "json").document()["version"] == "0.2.0"


@pytest.mark.parametrize("wanted", ["9.9.9", "1999-01-01", "yesterday"])
def test_what_was_never_released_cannot_be_opened(cli: Cli, project: Path, wanted: str) -> None:
    run = cli("open", "--as-of", wanted, "--project", project)
    assert run.code == 2
    assert wanted in run.err


def test_a_kept_file_that_was_changed_is_refused(cli: Cli, project: Path) -> None:
    path = max((project / "releases" / "files").iterdir(), key=lambda path: path.stat().st_size)
    path.write_bytes(path.read_bytes() + b"x")
    assert cli("open", "--as-of", "0.1.0", "--project", project).code == 2
    assert "DP832" in cli("check", "--project", project, "--format", "json").codes()


def test_redirects_over_several_releases_are_followed(cli: Cli, project: Path) -> None:
    old = row_with(project, "paragraphs", "340 vessels")["paragraph_id"]
    for number, (before, after) in enumerate([(b"340", b"350"), (b"350", b"360"), (b"360", b"370")], start=1):
        edit(cli, project, before + b" vessels", after + b" vessels")
        released(cli, project, f"0.1.{number}")
    assert "370 vessels" in explained(cli, project, old)["row"]["text"]
    table = ids(project, "redirects")
    assert table[old]["version"] == "0.1.1"
    assert open_package(project / "datapackage").explain(old).redirected_from == old


def test_an_id_that_comes_back_needs_no_redirect(cli: Cli, project: Path) -> None:
    old = row_with(project, "paragraphs", "340 vessels")["paragraph_id"]
    edit(cli, project, b"340 vessels", b"350 vessels")
    released(cli, project, "0.1.1")
    edit(cli, project, b"350 vessels", b"340 vessels")
    released(cli, project, "0.1.2")
    assert old not in ids(project, "redirects")
    assert explained(cli, project, old)["redirected_from"] is None


def test_a_dry_run_writes_nothing(cli: Cli, project: Path) -> None:
    edit(cli, project, b"340 vessels", b"350 vessels")
    before = contents(project / "curation"), contents(project / "releases"), contents(project / "datapackage")
    run = cli("release", "--dry-run", "--project", project, "--no-tag")
    assert run.code == 0
    assert "would release 0.1.1 (patch)" in run.out
    assert (contents(project / "curation"), contents(project / "releases"), contents(project / "datapackage")) == before


def test_errors_are_not_released(cli: Cli, project: Path) -> None:
    (project / "raw" / "odd.bin").write_bytes(b"\0\1\2")
    run = cli("release", "--project", project, "--no-tag", "--format", "json")
    assert run.code == 1
    assert not run.document()["is_released"]


def git(project: Path, *arguments: str) -> str:
    command = ["git", "-C", str(project), "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_outside_git_a_tag_is_refused_before_anything_is_written(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    run = cli("release", "--project", project)
    assert run.code == 2
    assert "--no-tag" in run.err
    assert not (project / "releases").exists()
    assert not (project / "curation" / "ledger").exists()


def test_a_release_is_committed_and_tagged(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    git(project, "init", "--quiet")
    git(project, "config", "user.name", "A")
    git(project, "config", "user.email", "a@b.example")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "-m", "begin")
    note = project / "note.txt"
    note.write_text("not of the release")
    assert cli("release", "--project", project).code == 0
    assert git(project, "tag").split() == ["v0.1.0"]
    held = git(project, "ls-tree", "-r", "--name-only", "v0.1.0").split()
    assert "curation/ledger/releases.jsonl" in held
    assert "releases/0.1.0/SHA256SUMS" in held
    assert "note.txt" not in held
    edit(cli, project, b"340 vessels", b"350 vessels")
    run = cli("release", "--project", project)
    assert run.code == 2
    assert "not committed" in run.err
    git(project, "commit", "--quiet", "-am", "corrected")
    assert cli("release", "--project", project).code == 0
    assert git(project, "tag").split() == ["v0.1.0", "v0.1.1"]


def test_a_killed_release_is_ended_by_the_next(cli: Cli, project: Path) -> None:
    """Redirects without their release count for nothing and are written again."""
    edit(cli, project, b"340 vessels", b"350 vessels")
    backup = project.parent / "backup"
    shutil.copytree(project, backup)
    released(cli, project, "0.1.1")
    ledger = project / "curation" / "ledger"
    after = contents(ledger)
    for folder in ("datapackage", "raw"):
        shutil.rmtree(project / folder)
        shutil.copytree(backup / folder, project / folder)
    (ledger / "releases.jsonl").write_bytes((backup / "curation/ledger/releases.jsonl").read_bytes())
    assert cli("build", "--project", project).code == 0
    assert "redirects" not in open_package(project / "datapackage").names
    released(cli, project, "0.1.1")
    assert contents(ledger)["redirects.jsonl"] == after["redirects.jsonl"]


@pytest.mark.parametrize("name", ["releases.jsonl", "redirects.jsonl", "tombstones.jsonl"])
def test_a_damaged_ledger_is_named_with_its_line(cli: Cli, project: Path, name: str) -> None:
    path = project / "curation" / "ledger" / name
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b'{"version": 1}\n')
    run: Run = cli("build", "--project", project)
    assert run.code == 2
    assert f"curation/ledger/{name}:" in run.err


def test_an_identifier_is_reserved_before_the_bytes_are_made(cli: Cli, tmp_path: Path) -> None:
    import datetime as dt
    import time

    from dpkit.build import BuildOptions
    from dpkit.release import ReleaseOptions, release
    from dpkit.store.project import load_project

    project = example_project(tmp_path)
    asked: list[tuple[str, str]] = []
    reserve: Callable[[str, str], str] = lambda name, version: asked.append((name, version)) or "10.5072/tides.1"  # type: ignore[func-returns-value]  # noqa: E731
    options = ReleaseOptions(
        build=BuildOptions(clock=time.perf_counter),
        now=dt.datetime(2026, 11, 25, tzinfo=dt.UTC),
        is_tagged=False,
        reserve={"zenodo": reserve},
    )
    report = release(load_project(project), options)
    assert report.is_written
    assert asked == [("example", "0.1.0")] or asked[0][1] == "0.1.0"
    descriptor = open_package(project / "datapackage").descriptor
    assert (descriptor["id"], descriptor["created"]) == ("10.5072/tides.1", "2026-11-25T00:00:00Z")
    assert "10.5072/tides.1" in (project / "datapackage" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert cli("build", "--project", project).code == 0
    assert open_package(project / "datapackage").descriptor["id"] == "10.5072/tides.1"


def test_an_identifier_can_be_given_by_hand(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    released(cli, project, "0.1.0", "--identifier", "zenodo=10.5072/tides.2")
    assert open_package(project / "datapackage").descriptor["id"] == "10.5072/tides.2"
    run = cli("release", "--identifier", "zenodo", "--no-tag", "--project", project)
    assert run.code == 2
