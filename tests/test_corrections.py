"""People's decisions about single rows: applied by a build, and an error where they no longer match."""

from pathlib import Path
from typing import Any

import pytest

from command_line import Cli, cli_of
from dpkit.api import open_package

TEXT = """Norland opens the bridge

The Ministry of Tides of Norland opened the bridge on 3 May 2021. Minister Jane Smith said that 40 people built it.

Norland will repair the road. Prices fell today. Prices rose today.
"""
SIDECAR = "id: bridge\ntype: statement\nlanguage: en\nissuer: Ministry of Tides of Norland\nissued_on: 2021-05-04\n"
WHO = "  who: A. Reader\n  why: a test\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "curation").mkdir()
    (tmp_path / "dpkit.toml").write_text('[package]\nname = "norland"\ntitle = "Norland"\nversion = "0.1.0"\n')
    (tmp_path / "raw" / "bridge.txt").write_text(TEXT)
    (tmp_path / "raw" / "bridge.txt.meta.yaml").write_text(SIDECAR)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def corrected(project: Path, text: str) -> None:
    (project / "curation" / "corrections.yaml").write_text(text)


def rows(project: Path, table: str) -> list[dict[str, Any]]:
    return list(open_package(project / "datapackage").table(table).to_pylist())


def row_of(project: Path, table: str, words: str) -> dict[str, Any]:
    (found,) = [row for row in rows(project, table) if row["text"] == words]
    return found


def build(cli: Cli) -> None:
    run = cli("build")
    assert run.code == 0, run.out + run.err


@pytest.mark.usefixtures("project")
def test_labels_of_a_claim_are_set_and_marked(cli: Cli, project: Path) -> None:
    corrected(
        project,
        "- document: bridge\n  target: claim\n  words: Norland will repair the road\n"
        "  set: {speech_act: assertion, certainty: probable}\n" + WHO,
    )
    build(cli)
    claim = row_of(project, "claims", "Norland will repair the road")
    assert (claim["speech_act"], claim["certainty"], claim["method"]) == ("assertion", "probable", "curated")
    assert not [cue for cue in rows(project, "cues") if cue["claim_id"] == claim["claim_id"] and cue["kind"] != "hedge"]


def test_a_claim_is_dropped_and_numbers_stay_with_theirs(cli: Cli, project: Path) -> None:
    corrected(project, "- document: bridge\n  target: claim\n  words: Prices fell today\n  action: drop\n" + WHO)
    build(cli)
    assert "Prices fell today" not in [claim["text"] for claim in rows(project, "claims")]
    first, second = [date for date in rows(project, "dates") if date["text"] == "today"]
    assert first["claim_id"] is None
    assert second["claim_id"] == row_of(project, "claims", "Prices rose today")["claim_id"]


def test_rows_are_added_on_words_of_the_text(cli: Cli, project: Path) -> None:
    corrected(
        project,
        "- document: bridge\n  target: claim\n  action: add\n  words: people built it\n"
        "  set: {speaker: Ministry of Tides of Norland, attribution: own}\n" + WHO +
        "- document: bridge\n  target: quantity\n  action: add\n  words: the road\n"
        "  set: {kind: measure, value_min: '7', value_max: '7', unit: km}\n" + WHO +
        "- document: bridge\n  target: date\n  action: add\n  words: Norland will\n"
        "  set: {date_start: 2021-06-01, date_end: 2021-06-30, granularity: month}\n" + WHO,
    )  # fmt: skip
    build(cli)
    claim = row_of(project, "claims", "people built it")
    assert (claim["method"], claim["attribution"], claim["speaker_basis"]) == ("curated", "own", "same_sentence")
    assert row_of(project, "quantities", "the road")["value_min"] == 7.0
    assert str(row_of(project, "dates", "Norland will")["date_end"]) == "2021-06-30"


def test_roles_mentions_speakers_and_facts_are_set(cli: Cli, project: Path) -> None:
    corrected(
        project,
        "- document: bridge\n  target: document\n  expect: {issued_on: 2021-05-04}\n"
        "  set: {issued_on: 2021-05-05, title: The bridge}\n" + WHO +
        "- document: bridge\n  target: paragraph\n  words: Norland will repair the road\n"
        "  set: {speaker: Jane Smith}\n" + WHO +
        "- document: bridge\n  target: paragraph\n  words: Norland opens\n  set: {role: boilerplate}\n" + WHO +
        "- document: bridge\n  target: mention\n  words: Jane Smith\n  set: {kind: title}\n" + WHO,
    )  # fmt: skip
    build(cli)
    (document,) = rows(project, "documents")
    assert (str(document["issued_on"]), document["title"]) == ("2021-05-05", "The bridge")
    smith = row_of(project, "mentions", "Jane Smith")
    assert (smith["kind"], smith["method"]) == ("title", "curated")
    assert row_of(project, "claims", "Prices fell today")["speaker_id"] == smith["entity_id"]
    first = rows(project, "paragraphs")[0]
    assert (first["role"], first["rule"]) == ("boilerplate", "curated")


def test_a_mention_is_dropped_and_added(cli: Cli, project: Path) -> None:
    corrected(
        project,
        "- document: bridge\n  target: mention\n  words: Jane Smith\n  action: drop\n" + WHO +
        "- document: bridge\n  target: mention\n  action: add\n  words: the bridge on\n"
        "  set: {entity: Ministry of Tides of Norland, kind: nominal}\n" + WHO,
    )  # fmt: skip
    build(cli)
    assert "Jane Smith" not in [mention["text"] for mention in rows(project, "mentions")]
    assert row_of(project, "mentions", "the bridge on")["method"] == "curated"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("target: claim, words: Prices stood still, action: drop", "DP240"),
        ("target: date, words: today, occurrence: 3, action: drop", "DP240"),
        ("target: date, words: today, action: drop", "DP241"),
        ("target: claim, words: Prices fell today, expect: {polarity: negated}, set: {polarity: affirmed}", "DP242"),
        ("target: document, expect: {issued_on: 2020-01-01}, set: {issued_on: 2021-05-05}", "DP242"),
        ("target: claim, words: Prices fell today", "DP243"),
        ("target: claim, set: {polarity: negated}", "DP243"),
        ("target: date, action: add, words: Prices fell, set: {granularity: day}", "DP243"),
        ("target: document, action: drop", "DP243"),
        ("target: claim, words: Prices fell today, set: {speaker: Nobody}", "DP244"),
        ("target: mention, words: Jane Smith, set: {entity: Nobody}", "DP244"),
        ("target: claim, words: Prices fell today, set: {polarity: maybe}", "DP208"),
    ],
)
def test_a_correction_that_does_not_match_is_an_error(cli: Cli, project: Path, entry: str, code: str) -> None:
    corrected(project, f"- {{document: bridge, {entry}, who: A, why: B}}\n")
    run = cli("build", "--format", "json")
    assert run.code == 1
    assert [finding["code"] for finding in run.document()["findings"] if finding["severity"] == "error"] == [code]
    assert not (project / "datapackage").exists()


def test_a_correction_of_an_unknown_document_is_an_error(cli: Cli, project: Path) -> None:
    corrected(project, "- {document: gone, target: claim, words: It fell, action: drop, who: A, why: B}\n")
    run = cli("build", "--format", "json")
    assert [finding["code"] for finding in run.document()["findings"] if finding["severity"] == "error"] == ["DP245"]


def test_the_command_writes_what_the_next_build_applies(cli: Cli, project: Path) -> None:
    corrected(project, "# Decided at the meeting of May.\n")
    build(cli)
    claim = row_of(project, "claims", "Prices fell today")
    run = cli("correct", claim["claim_id"], "--set", "polarity=negated", "--who", "A. Reader", "--why", "irony")
    assert run.code == 0, run.err
    date = [row for row in rows(project, "dates") if row["text"] == "today"][1]
    assert cli("correct", date["date_id"], "--drop", "--who", "A", "--why", "B").code == 0
    added = ("correct", "bridge", "--add", "claim", "--words", "people built it", "--set", "speaker=Jane Smith")
    assert cli(*added, "--who", "A", "--why", "B").code == 0
    assert (project / "curation" / "corrections.yaml").read_text().startswith("# Decided at the meeting of May.\n- ")
    build(cli)
    assert row_of(project, "claims", "Prices fell today")["polarity"] == "negated"
    assert len([row for row in rows(project, "dates") if row["text"] == "today"]) == 1
    assert row_of(project, "claims", "people built it")["method"] == "curated"
    again = cli("build")
    assert again.code == 0


def test_the_command_expects_what_the_package_holds(cli: Cli, project: Path) -> None:
    build(cli)
    claim = row_of(project, "claims", "Norland will repair the road")
    cli("correct", claim["claim_id"], "--set", "speech_act=assertion", "--who", "A", "--why", "B")
    written = (project / "curation" / "corrections.yaml").read_text()
    assert 'expect: {speech_act: "commitment"}' in written


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing", "--drop"),
        ("bridge", "--add", "claim", "--words", "people"),
        ("bridge", "--set", "issued_on=soon"),
        ("bridge", "--set", "colour=red"),
        ("bridge", "--set", "title"),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_is_no_decision_is_refused(cli: Cli, project: Path, arguments: tuple[str, ...]) -> None:
    build(cli)
    run = cli("correct", *arguments, "--who", "A", "--why", "B")
    assert run.code == 2
    assert not (project / "curation" / "corrections.yaml").exists()


def test_cues_of_a_dataset_join_those_of_the_language(cli: Cli, project: Path) -> None:
    rule = "- {id: norland.fall, kind: evaluation, about: A test., phrases: [fell]}"
    (project / "curation" / "cues.en.yaml").write_text(f"rules:\n  {rule}\n")
    build(cli)
    claim = row_of(project, "claims", "Prices fell today")
    assert claim["is_evaluative"]
    assert "norland.fall" in [cue["rule"] for cue in rows(project, "cues") if cue["claim_id"] == claim["claim_id"]]
    assert row_of(project, "claims", "Norland will repair the road")["speech_act"] == "commitment"
