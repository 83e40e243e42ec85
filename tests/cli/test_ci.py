"""Workflow files: written once, never over somebody's own, without secrets, and what they run runs."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from command_line import EXAMPLE, Cli, cli_of, example_project

SERVERS = {"github": ".github/workflows/dpkit.yml", "gitlab": ".gitlab-ci.yml", "pre-commit": ".pre-commit-config.yaml"}


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def workflow(cli: Cli, project: Path, server: str) -> Any:
    run = cli("ci", "init", server, "--project", project)
    assert run.code == 0, run.err
    return yaml.safe_load((project / SERVERS[server]).read_text())


@pytest.mark.parametrize("server", SERVERS)
def test_a_workflow_is_yaml_and_is_never_replaced(cli: Cli, tmp_path: Path, server: str) -> None:
    project = example_project(tmp_path)
    assert isinstance(workflow(cli, project, server), dict)
    again = cli("ci", "init", server, "--project", project, "--format", "json")
    assert (again.code, again.document()["written"]) == (0, [])
    (project / SERVERS[server]).write_text("mine: true\n")
    assert cli("ci", "init", server, "--project", project).code == 2
    assert (project / SERVERS[server]).read_text() == "mine: true\n"


def test_github_may_read_alone_and_runs_pinned_actions(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    found = workflow(cli, project, "github")
    text = (project / SERVERS["github"]).read_text()
    assert found["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    assert "pull_request_target" not in text
    steps = found["jobs"]["check"]["steps"]
    uses = [step["uses"] for step in steps if "uses" in step]
    assert all(len(action.partition("@")[2]) == 40 for action in uses)
    assert steps[0]["with"]["persist-credentials"] is False
    assert not any("${{" in step.get("run", "") for step in steps)  # no words of a stranger in a shell


def test_the_step_of_github_runs_and_fails_with_an_annotation(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    step = workflow(cli, project, "github")["jobs"]["check"]["steps"][-1]
    summary = tmp_path / "summary.md"
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
        "GITHUB_STEP_SUMMARY": str(summary),
        "BASE": "",
    }

    def run() -> "subprocess.CompletedProcess[str]":
        command = ["bash", "-e", "-c", step["run"]]
        return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)

    assert run().returncode == 0
    (project / EXAMPLE).write_text("Other words.\n")
    failed = run()
    assert failed.returncode == 1
    assert "::error " in failed.stdout
    assert EXAMPLE in summary.read_text()


@pytest.mark.parametrize("name", ["a; rm -rf ~", "../x", "$(x)", "-r", ""])
def test_a_name_that_is_more_than_a_name_is_refused(cli: Cli, tmp_path: Path, name: str) -> None:
    project = example_project(tmp_path)
    assert cli("ci", "init", "github", f"--requirements={name}", "--project", project).code == 2
    assert not (project / ".github").exists()
