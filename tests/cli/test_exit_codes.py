"""Each exit code means one thing."""

from pathlib import Path

import pytest

from command_line import EXAMPLE, Cli, cli_of, example_project
from dpkit.errors import RemoteError


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def test_nothing_wrong_is_0(cli: Cli, tmp_path: Path) -> None:
    assert cli("check", "--project", example_project(tmp_path)).code == 0


def test_an_error_finding_is_1(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    (project / EXAMPLE).write_text("Other words.\n")
    assert cli("check", "--project", project).code == 1


def test_warnings_are_0_unless_they_are_to_fail(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    for command in ("build", "check", "validate"):
        run = cli(command, "--project", project, "--format", "json")
        assert "warning" in {finding["severity"] for finding in run.document()["findings"]}
        assert run.code == 0
        assert cli(command, "--project", project, "--fail-on", "warning").code == 1
        assert cli(command, "--project", project, "--fail-on", "never").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["no-such-command"],
        ["build", "--format", "xml"],
        ["build", "--project", "no-such-folder"],
        ["explain", "clm_nothing"],
        ["check", "--base", "no-such-revision"],
        ["check", "--base=--output=x"],
        ["validate", "no-such-folder"],
        ["verify", "raw"],
        ["stats", "no-such-folder"],
        ["add", "no-such-file"],
        ["accept", EXAMPLE, "--reason", "nothing has changed"],
        ["accept", "raw/no-such-file", "--reason", "why"],
        ["build", "--output", "sarif"],
        ["build", "--output", "xml=x"],
        ["check", "--output", "sarif=no-such-folder/x.sarif"],
        ["init", "."],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_2(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    project = example_project(tmp_path)
    (project / "README.md").write_text("Something of a person's own.\n")
    monkeypatch.chdir(project)
    run = cli(*arguments)
    assert run.code == 2
    assert run.err.strip()
    assert "Traceback" not in run.err


def test_a_folder_without_project_is_2(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = cli("build")
    assert run.code == 2
    assert "dpkit.toml" in run.err


def test_a_broken_configuration_is_2_and_names_the_line(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    (project / "dpkit.toml").write_text('[package]\nname = "a"\nlicence = "MIT"\n')
    run = cli("build", "--project", project)
    assert run.code == 2
    assert "dpkit.toml:3" in run.err
    assert "did you mean 'license'" in run.err


def test_a_project_for_another_dpkit_is_2(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    (project / "dpkit.toml").write_text('requires-dpkit = ">=90"\n[package]\nname = "a"\n')
    run = cli("build", "--project", project)
    assert run.code == 2
    assert ">=90" in run.err


def test_a_silent_remote_is_3(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise RemoteError("example.org: no answer; an answer was expected")

    monkeypatch.setattr("dpkit.cli.project.open_project", refuse)
    run = cli("build", "--project", tmp_path)
    assert (run.code, run.err) == (3, "dpkit: example.org: no answer; an answer was expected\n")


def test_a_bug_is_70_and_says_how_to_see_more(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("never \x1b[31mmind")

    monkeypatch.setattr("dpkit.cli.project.open_project", fail)
    monkeypatch.delenv("DPKIT_DEBUG", raising=False)
    run = cli("build")
    assert run.code == 70
    assert run.err.startswith("dpkit: this is a bug in dpkit: RuntimeError: never")
    assert "DPKIT_DEBUG=1" in run.err
    assert "Traceback" not in run.err
    assert "\x1b" not in run.err
    monkeypatch.setenv("DPKIT_DEBUG", "1")
    assert "Traceback" in cli("build").err


def test_a_run_that_a_person_stops_does_not_read_as_findings(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dpkit.cli.project.open_project", stop)
    run = cli("build")
    assert run.code == 130
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    "command",
    [
        ("stats",), ("explain", "x"), ("cite",), ("export", "csv", "out"), ("describe", "dcat", "out"), ("edition",),
        ("verify",), ("validate",), ("entities", "list"), ("boilerplate",),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_before_a_build_every_command_says_what_to_do(cli: Cli, tmp_path: Path, command: tuple[str, ...]) -> None:
    assert cli("init", tmp_path / "new").code == 0
    run = cli(*command, "--project", tmp_path / "new")
    assert run.code == 2
    assert "there is no built package; `dpkit build` before this was expected" in run.err
