"""The action and the hooks that the repository offers: least privilege, pinned, and their step runs."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from command_line import EXAMPLE, example_project

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"^::(error|warning|notice|debug)(?: ([^:]*(?:=[^,]*)?(?:,[^,]+=[^,]*)*))?::(.*)$")
"""A workflow command as the runner reads it: name, properties up to the next `::`, message."""


@pytest.fixture(scope="module")
def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def test_the_action_runs_pinned_actions_and_no_words_of_a_stranger_in_a_shell(action: Any) -> None:
    steps = action["runs"]["steps"]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)
    assert not any("${{" in step.get("run", "") for step in steps)
    assert "secrets." not in (ROOT / "action.yml").read_text(encoding="utf-8")
    assert all(step["shell"] == "bash" for step in steps if "run" in step)
    assert all("description" in value for value in action["inputs"].values())


def test_the_step_of_the_action_runs_and_fails_with_an_annotation_that_the_runner_reads(
    action: Any, tmp_path: Path
) -> None:
    project = example_project(tmp_path)
    step = action["runs"]["steps"][-1]
    files = {name: tmp_path / name.lower() for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "RUNNER_TEMP")}
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
        **{name: str(path) for name, path in files.items()},
        "PROJECT": str(project),
        "BASE": "",
        "FAIL_ON": "error",
    }
    (project / EXAMPLE).write_text("Other words.\n")
    command = ["bash", "-e", "-c", step["run"]]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    read = [match for line in run.stdout.splitlines() if (match := COMMAND.match(line))]
    properties = [dict(pair.split("=", 1) for pair in match[2].split(",")) for match in read if match[2]]
    assert EXAMPLE in {found.get("file") for found in properties}
    assert EXAMPLE in files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    sarif = Path(files["GITHUB_OUTPUT"].read_text(encoding="utf-8").strip().removeprefix("sarif="))
    assert sarif.is_file()


def test_the_hooks_run_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["dpkit-check", "dpkit-verify"]
    for hook in hooks:
        assert hook["language"] == "python"
        assert re.search(hook["files"], "datapackage/SHA256SUMS")
        command = [sys.executable, "-m", *hook["entry"].split(), "--help"]
        environment = {"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"}
        shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert shown.returncode == 0, shown.stderr
