"""What a corpus repeats is proposed, never decided; what a person accepts is pinned and survives."""

from pathlib import Path

import pytest

from command_line import Cli, cli_of, new_project
from dpkit.api import open_package

TAIL = "The Tide Bureau is a member of  the Union of Harbours."
FILES = {
    f"{name}.txt": f"Statement {name}\n\nThe Minister of Tides said that {name} ships had come.\n\n{tail}\n".encode()
    for name, tail in (("ten", TAIL), ("six", TAIL.replace("  ", " ")), ("two", TAIL), ("one", "The end of it all."))
}


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def roles(project: Path) -> dict[str, tuple[str, str]]:
    rows = open_package(project / "datapackage").table("paragraphs").to_pylist()
    return {" ".join(row["text"].split()): (row["role"], row["rule"]) for row in rows}


def test_proposed_accepted_and_pinned(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path, FILES)
    assert cli("build", "--project", project).code == 0
    words = " ".join(TAIL.split())
    assert roles(project)[words][0] == "body"
    (proposal,) = cli("boilerplate", "--project", project, "--format", "json").document()["proposals"]
    assert (proposal["documents"], proposal["at_end"]) == (3, 0)  # third of three paragraphs: two thirds down
    assert " ".join(proposal["text"].split()) == words

    curation = project / "curation" / "boilerplate.yaml"
    curation.parent.mkdir()
    mine = "# ours, keep\n- {id: mine, whole: [The end of it all], zone: anywhere}   # the last line\n"
    curation.write_text(mine)
    mark = proposal["fingerprint"]
    assert cli("boilerplate", "--accept", mark, "--role", "signature", "--project", project).code == 0
    assert curation.read_text().startswith(mine)
    assert cli("build", "--project", project).code == 0
    found = roles(project)
    assert found[words] == ("signature", f"signature.pinned-{mark[:12]}")
    assert found["The end of it all."] == ("boilerplate", "boilerplate.mine")
    assert cli("boilerplate", "--project", project, "--format", "json").document()["proposals"] == []


def test_a_build_never_decides_by_repetition(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path, {f"{n}.txt": FILES["ten.txt"] for n in range(20)})
    assert cli("build", "--project", project).code == 0
    assert {role for role, _ in roles(project).values()} <= {"title", "heading", "lead", "body"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--accept", "0" * 32], "no paragraph has this fingerprint"),
        (["--accept", "0" * 32, "--role", "claim"], "one of boilerplate"),
    ],
)
def test_what_cannot_be_accepted_is_refused(cli: Cli, tmp_path: Path, arguments: list[str], words: str) -> None:
    project = new_project(tmp_path, FILES)
    assert cli("build", "--project", project).code == 0
    run = cli("boilerplate", *arguments, "--project", project)
    assert run.code == 2
    assert words in run.err
    assert not (project / "curation").exists()


def test_a_file_that_is_no_list_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path, FILES)
    assert cli("build", "--project", project).code == 0
    mark = cli("boilerplate", "--project", project, "--format", "json").document()["proposals"][0]["fingerprint"]
    curation = project / "curation" / "boilerplate.yaml"
    curation.parent.mkdir()
    curation.write_text("[{id: mine, whole: [x]}]\n")
    run = cli("boilerplate", "--accept", mark, "--project", project)
    assert run.code == 2
    assert curation.read_text() == "[{id: mine, whole: [x]}]\n"


def test_a_fault_in_the_file_is_a_finding_with_its_line(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path, FILES)
    (project / "curation").mkdir()
    (project / "curation" / "boilerplate.yaml").write_text("- {id: ok, whole: [x]}\n- {id: bad, zone: middle}\n")
    run = cli("build", "--project", project, "--format", "json")
    assert run.code == 1
    assert run.finding("DP208")["line"] == 2


def mark_of(cli: Cli, project: Path) -> str:
    return str(cli("boilerplate", "--project", project, "--format", "json").document()["proposals"][0]["fingerprint"])


@pytest.mark.parametrize(
    "mine",
    [
        "# ours\n- {id: mine, whole: [x]} # last",
        "# ours\n  # indented\n  - id: mine\n    whole: [x]\n\n  # the end\n",
        "---\r\n- id: mine\r\n  whole: [x]\r\n",
        "-\n  id: mine\n  whole: [x]\n",
        "# nothing yet\n",
    ],
)
def test_whatever_stands_in_the_file_stays_byte_for_byte(cli: Cli, tmp_path: Path, mine: str) -> None:
    project = new_project(tmp_path, FILES)
    assert cli("build", "--project", project).code == 0
    curation = project / "curation" / "boilerplate.yaml"
    curation.parent.mkdir()
    curation.write_bytes(mine.encode())
    mark = mark_of(cli, project)
    assert cli("boilerplate", "--accept", mark, "--accept", mark, "--project", project).code == 0
    assert curation.read_bytes().startswith(mine.encode())
    assert curation.read_text().count("pinned-") == 1
    assert cli("build", "--project", project).code == 0
    assert roles(project)[" ".join(TAIL.split())][0] == "boilerplate"


def test_what_is_pinned_already_and_files_with_faults_are_refused(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path, FILES)
    assert cli("build", "--project", project).code == 0
    mark = mark_of(cli, project)
    assert cli("boilerplate", "--accept", mark, "--project", project).code == 0
    curation = project / "curation" / "boilerplate.yaml"
    before = curation.read_bytes()
    again = cli("boilerplate", "--accept", mark, "--project", project)
    assert (again.code, curation.read_bytes()) == (2, before)
    assert "pinned" in again.err
    curation.write_text("- {id: bad, zone: middle}\n")
    faulty = cli("boilerplate", "--accept", mark, "--project", project)
    assert (faulty.code, curation.read_text()) == (2, "- {id: bad, zone: middle}\n")
    assert "without faults" in faulty.err


def test_rule_of_one_publisher_leaves_the_others_alone(cli: Cli, tmp_path: Path) -> None:
    sidecars = {f"{name}.txt.meta.yaml": f"publisher: {name}.example\n".encode() for name in ("ten", "six")}
    project = new_project(tmp_path, {**FILES, **sidecars})
    (project / "curation").mkdir()
    rule = "- {id: ten, publisher: ten.example, starts: [The Tide Bureau is a member], zone: anywhere}\n"
    (project / "curation" / "boilerplate.yaml").write_text(rule)
    assert cli("build", "--project", project).code in (0, 1)
    rows = open_package(project / "datapackage").table("paragraphs").to_pylist()
    found = {row["document_id"]: row["rule"] for row in rows if row["text"].startswith("The Tide")}
    assert (
        [name for name, rule in found.items() if rule == "boilerplate.ten"]
        == [name for name in found if "ten" in name]
        != []
    )
