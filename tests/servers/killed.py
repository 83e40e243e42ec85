"""`dpkit publish` as a process of its own, killed at random moments and called again until it ends well."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from command_line import EXAMPLE, example_project, tree
from dpkit.cli import main
from servers.places import ROOT
from servers.proxy import Proxy

EXAMPLE_ID = "mot-2024-harbour-safety"
KILLS = 8
LONGEST_SECONDS = 2.0
"""From the first call that a run makes; a whole one takes some 5 to 10 s, and each goes on where the last one ended."""
START_SECONDS = 60.0
MAKERS = '\n[[contributors]]\ntitle = "Harbour Office"\nroles = ["publisher"]\n\n[publish.lab]\n'


def project_with(folder: Path, target: str) -> Path:
    """The example of `dpkit init` with the target `lab`, whose settings these are."""
    project = example_project(folder)
    with (project / "dpkit.toml").open("a", encoding="utf-8") as config:
        config.write(MAKERS + target)
    return project


def released(project: Path, version: str) -> Mapping[str, bytes]:
    """Path → bytes of the next release, which must get this version; each has one document more than the last."""
    text = (project / EXAMPLE).read_bytes()
    sidecar = (project / f"{EXAMPLE}.meta.yaml").read_text(encoding="utf-8")
    more = project / "raw" / f"more-{version}.txt"
    more.write_bytes(text + f"\nThe Ministry of Tides said that it counted {version} lighthouses.\n".encode())
    more.with_name(f"{more.name}.meta.yaml").write_text(
        sidecar.replace(EXAMPLE_ID, f"more-{version}"), encoding="utf-8"
    )
    assert main(["release", "--no-tag", "--project", str(project)]) == 0
    package = tree(project / "datapackage")
    assert json.loads(package["datapackage.json"])["version"] == version
    return package


def killed_then_ended(project: Path, front: Proxy, token: str, seed: str) -> int:
    """Publish, killed as often as there is something left to do, at most `KILLS` times; how often a run was killed.

    Each kill is at a random moment after the run's first call. The token is in nothing that was said or written.
    """
    moments, said, killed = random.Random(seed), [], 0
    for _ in range(KILLS):
        front.heal()
        run = _start(project, token)
        end = time.monotonic() + START_SECONDS
        while not front.exchanges and run.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, LONGEST_SECONDS))
        is_killed = run.poll() is None
        run.kill()
        said.append(run.communicate()[0])
        killed += is_killed
        assert is_killed or run.returncode == 0, said[-1]
    front.heal()
    last = _start(project, token)
    said.append(last.communicate(timeout=600)[0])
    assert last.returncode == 0, said[-1]
    assert killed
    written = b"".join(tree(project).values())
    assert token.encode() not in written + "".join(said).encode()
    return killed


def ledger_lines(project: Path) -> list[dict[str, Any]]:
    """What the ledger says of publications."""
    lines = (project / "curation/ledger/publications.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _start(project: Path, token: str) -> "subprocess.Popen[str]":
    variables = {**os.environ, "DPKIT_TOKEN_LAB": token, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "dpkit", "publish", "lab", "--publish", "--project", str(project)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=variables)
