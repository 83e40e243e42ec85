"""Workflow files: written once, never over somebody's own, without secrets, and what they run runs."""

import json
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
        "RUNNER_TEMP": str(tmp_path / "first"),
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
    for name in ("dpkit-annotations.txt", "annotations.txt", "dpkit-reports"):
        (project / name).write_text("::add-mask::a\n")
    (project / "dpkit.toml").write_text("[\n")
    environment["RUNNER_TEMP"] = str(tmp_path / "second")
    broken = run()
    assert broken.returncode == 2
    assert broken.stdout == "::error title=dpkit::dpkit check could not run; the log says why\n"
    assert "dpkit.toml:1" in broken.stderr


@pytest.mark.parametrize("base", ["", "HEAD"])
def test_the_job_of_gitlab_runs_and_leaves_its_reports(cli: Cli, tmp_path: Path, base: str) -> None:
    """Its lines go to one shell that ends with the first that fails, as the runner has it, with and without a base."""
    project = example_project(tmp_path)
    job = workflow(cli, project, "gitlab")["dpkit"]
    reports = job["artifacts"]["reports"]
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run(["git", "add", "-A"], cwd=project, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "first"], cwd=project, check=True)
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    if base:
        environment["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = base

    def run() -> int:
        command = ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])]
        return subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False).returncode

    assert run() == 0
    assert json.loads((project / reports["codequality"]).read_text()) is not None
    (project / EXAMPLE).write_text("Other words.\n")
    assert run() == 1
    assert EXAMPLE in {item["location"]["path"] for item in json.loads((project / reports["codequality"]).read_text())}
    assert EXAMPLE in (project / reports["junit"]).read_text()
    assert job["artifacts"]["when"] == "always"


@pytest.mark.parametrize("name", ["a; rm -rf ~", "../x", "$(x)", "-r", ""])
def test_a_name_that_is_more_than_a_name_is_refused(cli: Cli, tmp_path: Path, name: str) -> None:
    project = example_project(tmp_path)
    assert cli("ci", "init", "github", f"--requirements={name}", "--project", project).code == 2
    assert not (project / ".github").exists()


RELEASES = {"github": ".github/workflows/dpkit-release.yml", "gitlab": ".gitlab/dpkit-release.yml"}
TARGETS = """
[publish.shelf]
kind = "folder"
path = "shelf"
[publish.my-hub]
kind = "huggingface"
repository = "me/tides"
[publish.github]
repository = "me/tides"
[publish.s3]
bucket = "tides"
"""


def release_workflow(cli: Cli, project: Path, server: str, target: str) -> tuple[Any, str]:
    with (project / "dpkit.toml").open("a") as file:
        file.write(TARGETS)
    run = cli("ci", "init", server, "--release", target, "--project", project)
    assert run.code == 0, run.err
    assert [path for path in (*SERVERS.values(), *RELEASES.values()) if (project / path).exists()] == [RELEASES[server]]
    text = (project / RELEASES[server]).read_text()
    return yaml.safe_load(text), text


@pytest.mark.parametrize(
    ("target", "secrets", "contents"),
    [
        ("my-hub", {"DPKIT_TOKEN_MY_HUB": "${{ secrets.DPKIT_TOKEN_MY_HUB }}"}, "read"),
        ("github", {"DPKIT_TOKEN_GITHUB": "${{ github.token }}"}, "write"),
        ("s3", {name: f"${{{{ secrets.{name} }}}}" for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}, "read"),
        ("shelf", {}, "read"),
    ],
)
def test_a_release_at_github_has_the_least_rights(
    cli: Cli, tmp_path: Path, target: str, secrets: dict[str, str], contents: str
) -> None:
    found, text = release_workflow(cli, example_project(tmp_path), "github", target)
    assert found[True] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}  # YAML 1.1 reads `on` as true
    assert found["permissions"] == {}
    prove, draft = found["jobs"]["prove"], found["jobs"]["draft"]
    assert (prove["permissions"], draft["permissions"]) == ({"contents": "read"}, {"contents": contents})
    assert draft["needs"] == "prove"
    assert draft["environment"] == "dpkit-release"
    assert "environment" not in prove
    steps = [*prove["steps"], *draft["steps"]]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)
    assert all(step["with"]["persist-credentials"] is False for step in steps if "checkout" in step.get("uses", ""))
    assert not any("${{" in step.get("run", "") for step in steps)
    assert {name: value for name, value in draft["steps"][-1]["env"].items() if name != "TAG"} == secrets
    assert text.count("secrets.") == len([value for value in secrets.values() if "secrets." in value])
    assert "--publish" not in text
    assert all("repository.fork" in job["if"] for job in (prove, draft))


def test_a_release_at_gitlab_runs_on_protected_tags_alone(cli: Cli, tmp_path: Path) -> None:
    found, text = release_workflow(cli, example_project(tmp_path), "gitlab", "my-hub")
    assert found["dpkit-draft"]["needs"] == ["dpkit-prove"]
    assert found["dpkit-draft"]["environment"] == {"name": "dpkit-release"}
    assert 'CI_COMMIT_REF_PROTECTED == "true"' in found["dpkit-draft"]["rules"][0]["if"]
    assert "DPKIT_TOKEN_MY_HUB" in text
    assert "--publish" not in text


@pytest.mark.parametrize("server", ["github", pytest.param("gitlab", marks=pytest.mark.slow)])
def test_what_sends_a_release_leaves_a_draft(cli: Cli, tmp_path: Path, server: str) -> None:
    project, (_, draft) = released_project(cli, tmp_path, server)
    done = run_script(project, draft, "v0.1.0")
    assert done.returncode == 0, done.stderr
    assert (project / "shelf/example/.draft-0.1.0/datapackage.json").is_file()
    assert not (project / "shelf/example/0.1.0").exists()


@pytest.mark.slow
@pytest.mark.parametrize("server", RELEASES)
def test_what_proves_a_release_runs_and_fails_on_another_tag(cli: Cli, tmp_path: Path, server: str) -> None:
    project, (prove, _) = released_project(cli, tmp_path, server)
    proved = run_script(project, prove, "v0.1.0")
    assert proved.returncode == 0, proved.stdout + proved.stderr
    assert run_script(project, prove.rpartition("dpkit build --prove")[2], "v9.0.0").returncode == 2


def released_project(cli: Cli, tmp_path: Path, server: str) -> tuple[Path, tuple[str, str]]:
    """The example with its first release, and what the two jobs of its workflow run."""
    project = example_project(tmp_path)
    found, _ = release_workflow(cli, project, server, "shelf")
    (project / "shelf").mkdir()
    assert cli("release", "--no-tag", "--project", project).code == 0
    return project, _scripts(found, server)


def run_script(project: Path, script: str, tag: str) -> "subprocess.CompletedProcess[str]":
    environment = {"TAG": tag, "CI_COMMIT_TAG": tag, "PYTHONPATH": ":".join(sys.path)}
    environment |= {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def _scripts(found: Any, server: str) -> tuple[str, str]:
    """What the two jobs run, but for the installation."""
    if server == "gitlab":
        return "\n".join(found["dpkit-prove"]["script"]), "\n".join(found["dpkit-draft"]["script"])
    steps = [[step.get("run", "") for step in found["jobs"][name]["steps"]] for name in ("prove", "draft")]
    prove, draft = ["\n".join(run for run in runs if "pip install" not in run) for runs in steps]
    return prove, draft


def test_a_release_for_no_target_or_server_is_refused(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    assert cli("ci", "init", "github", "--release", "nowhere", "--project", project).code == 2
    assert cli("ci", "init", "pre-commit", "--release", "zenodo", "--project", project).code == 2
    assert not (project / ".github").exists()
