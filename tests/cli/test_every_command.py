"""Every command, for people and for programs."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from command_line import EXAMPLE, Cli, cli_of, example_project
from dpkit.api import open_package
from dpkit.cli import main
from dpkit.cli.app import app

CHECKOUT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def _claim(project: Path) -> str:
    return str(open_package(project / "datapackage").table("claims").column("claim_id")[0])


def _document(project: Path) -> str:
    return str(open_package(project / "datapackage").table("documents").column("document_id")[0])


def _new_file(project: Path) -> str:
    path = project.parent / "speech.txt"
    path.write_text("The Minister of Tides spoke.\n")
    return str(path)


def _corpus(project: Path) -> str:
    path = project.parent / "corpus.jsonl"
    path.write_text('{"id": "one", "text": "The Minister of Tides spoke."}\n')
    return str(path)


def _changed(project: Path) -> str:
    (project / EXAMPLE).write_text("Other words.\n")
    return EXAMPLE


def _released(project: Path) -> list[str]:
    assert main(["release", "--no-tag", "--project", str(project), "--format", "json"]) == 0
    return []


def _publishable(project: Path) -> list[str]:
    with (project / "dpkit.toml").open("a", encoding="utf-8") as config:
        config.write('\n[publish.archive]\nkind = "folder"\npath = "../archive"\n')
    return ["archive", "--dry-run", *_released(project)]


def _edition(project: Path) -> list[str]:
    sidecar = project / f"{EXAMPLE}.meta.yaml"
    sidecar.write_text(sidecar.read_text().replace("redistribution: full_text", "redistribution: offsets_only"))
    target = str(project.parent / "public")
    for command in (["build"], ["edition", "--into", target]):
        assert main([*command, "--project", str(project), "--format", "json"]) == 0
    return [target, "--from", str(project / "raw")]


COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    "init": lambda project: [str(project.parent / "another")],
    "add": lambda project: [_new_file(project)],
    "import": lambda project: [_corpus(project), "--folder", "corpus"],
    "build": lambda project: [],
    "check": lambda project: [],
    "validate": lambda project: [],
    "verify": lambda project: [],
    "diff": lambda project: [str(project / "datapackage"), str(project / "datapackage")],
    "explain": lambda project: [_claim(project)],
    "cite": lambda project: [_claim(project)],
    "release": lambda project: ["--no-tag"],
    "open": lambda project: [*_released(project), "--as-of", "0.1.0"],
    "publish": _publishable,
    "score": lambda project: ["--scorer", "test_score:Numbers"],
    "edition": lambda project: [],
    "rehydrate": _edition,
    "withdraw": lambda project: [_document(project), "--reason", "on request"],
    "ci": lambda project: ["init", "github"],
    "describe": lambda project: ["dcat", "described.jsonld"],
    "export": lambda project: ["csv", "exported"],
    "stats": lambda project: [],
    "accept": lambda project: [_changed(project), "--reason", "a misprint of the archive"],
    "boilerplate": lambda project: [],
    "entities": lambda project: ["list"],
    "correct": lambda project: [_claim(project), "--who", "A. Reader", "--why", "a test", "--set", "polarity=negated"],
    "eval": lambda project: ["claims", "--root", str(CHECKOUT)],
}


def test_every_command_is_tried_here() -> None:
    group = typer.main.get_command(app)
    assert sorted(getattr(group, "commands", {})) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_text_is_for_people(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    project = example_project(tmp_path)
    monkeypatch.chdir(project)
    run = cli(command, *COMMANDS[command](project))
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith("\n")
    assert not run.out.lstrip().startswith("{")


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_one_document_and_nothing_else(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    project = example_project(tmp_path)
    monkeypatch.chdir(project)
    run = cli(command, *COMMANDS[command](project), "--format", "json")
    assert (run.code, run.err) == (0, "")
    assert isinstance(run.document(), dict)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ("init", "eval", "rehydrate")])
def test_the_project_is_named_or_found_upward(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    project = example_project(tmp_path)
    arguments = COMMANDS[command](project)
    if command not in ("add", "accept"):
        monkeypatch.chdir(project / "raw" / "ministry-of-tides.example")
        below = cli(command, *arguments, "--format", "json")
        assert below.code == 0, below.err
    monkeypatch.chdir(tmp_path)
    named = cli(command, *arguments, "--project", "example", "--format", "json")
    assert named.code == 0, named.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_every_argument(cli: Cli, command: str) -> None:
    run = cli(
        *([command, {"entities": "list", "ci": "init"}[command]] if command in ("entities", "ci") else [command]),
        "--help",
    )
    assert run.code == 0
    assert "Usage: dpkit" in run.out
    assert "--format" in run.out


def test_a_call_without_command_shows_the_commands(cli: Cli) -> None:
    run = cli()
    assert "Commands:" in run.out + run.err


def test_the_version_is_told(cli: Cli) -> None:
    assert re.fullmatch(r"dpkit \d+\.\d+\.\d+\n", cli("--version").out)


def test_a_new_project_builds_checks_and_explains(cli: Cli, tmp_path: Path) -> None:
    project = tmp_path / "tides"
    assert cli("init", project, "--title", 'Tides "and" $more').code == 0
    built = cli("build", "--project", project, "--format", "json").document()
    assert built["is_written"]
    assert all(built["rows"].values())
    assert cli("check", "--project", project).code == 0
    explained = cli("explain", _claim(project), "--project", project)
    assert "⟦" in explained.out
    assert EXAMPLE in explained.out
    assert "https://ministry-of-tides.example/2024/harbour-safety" in explained.out


def test_every_row_of_the_example_is_explained(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    package = open_package(project / "datapackage")
    for name in package.names:
        table = package.table(name)
        for key in table.column(0).to_pylist():
            run = cli("explain", key, "--project", project, "--format", "json")
            assert run.code == 0, (name, key, run.err)
            assert run.document()["key"] == key


def test_init_replaces_nothing_and_ends_what_was_begun(cli: Cli, tmp_path: Path) -> None:
    project = tmp_path / "begun"
    assert cli("init", project).code == 0
    (project / "raw" / "note.txt").write_text("mine")
    (project / "dpkit.toml").unlink()
    again = cli("init", project, "--format", "json")
    assert again.document()["written"] == ["dpkit.toml"]
    assert (project / "raw" / "note.txt").read_text() == "mine"


@pytest.mark.parametrize("command", ["build", "check", "validate", "verify"])
@pytest.mark.parametrize("output_format", ["text", "json"])
def test_findings_go_to_several_files_at_once(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, output_format: str
) -> None:
    project = example_project(tmp_path)
    monkeypatch.chdir(project)
    run = cli(command, "--output", "sarif=f.sarif", "--output", "junit=f.xml", "--format", output_format)
    assert run.code == 0, run.err
    assert '"2.1.0"' in (project / "f.sarif").read_text()
    assert "<testsuite" in (project / "f.xml").read_text()


def test_a_reader_that_has_had_enough_is_no_fault(tmp_path: Path) -> None:
    project = example_project(tmp_path)
    command = f"{sys.executable} -m dpkit stats --project {project} | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_dpkit_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "dpkit", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:6]) == (0, "dpkit ")
