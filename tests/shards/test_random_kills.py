"""Workers and whole builds end at random moments, drawn by a seed: the same bytes come out, no row lost, none twice."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dpkit.build import BuildOptions, BuildReport, build
from dpkit.engine.choice import executor_of
from dpkit.engine.here import Here
from dpkit.package.checksums import verify_files
from dpkit.seams import Executor
from dpkit.shards import cut
from dpkit.store.package_folder import hash_package, heal, read_manifest
from dpkit.store.project import load_project
from histories import make_project
from killers import SEED, killed_at_random

TESTS = Path(__file__).resolve().parent.parent
MANY = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 20))]
SIGALRM = 14

BUILD = """
import random, signal, sys, time
from pathlib import Path
from dpkit.build import BuildOptions, build
from dpkit.engine.choice import executor_of
from dpkit.shards import cut
from dpkit.store.project import load_project

cut.MEAN_DOCUMENTS = 3
project, name, seconds = load_project(Path(sys.argv[1])), sys.argv[2], float(sys.argv[3])
signal.setitimer(signal.ITIMER_REAL, seconds)  # nothing catches it: it ends the process, wherever that stands
with executor_of(name, 2, None) as executor:
    print(build(project, BuildOptions(clock=time.perf_counter, executor=executor, keep_going=True)).read)
"""


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut, "MEAN_DOCUMENTS", 3)


def built(project: Path, executor: Executor) -> tuple[BuildReport, dict[str, bytes]]:
    shutil.rmtree(project / ".dpkit", ignore_errors=True)
    report = build(load_project(project), BuildOptions(clock=time.perf_counter, executor=executor, keep_going=True))
    return report, files_of(project)


def files_of(project: Path) -> dict[str, bytes]:
    package = project / "datapackage"
    return {str(path.relative_to(package)): path.read_bytes() for path in package.rglob("*") if path.is_file()}


@pytest.mark.parametrize("seed", MANY)
@pytest.mark.parametrize("name", ["processes", pytest.param("dask", marks=pytest.mark.slow)])
def test_workers_that_end_at_any_moment_lose_and_double_no_row(
    tmp_path: Path, name: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "dask":
        pytest.importorskip("distributed")
    project = tmp_path / "project"
    make_project(project, seed)
    expected = built(project, Here())
    monkeypatch.setenv(SEED, str(seed))
    monkeypatch.setattr("dpkit.build.run_shard", killed_at_random)
    with executor_of(name, 2, None) as executor:
        report, files = built(project, executor)
    assert list((project / ".dpkit/cache").glob("killed-*"))
    assert files == expected[1]
    assert (report.findings, report.rows, report.missing) == (expected[0].findings, expected[0].rows, ())
    again = build(load_project(project), BuildOptions(clock=time.perf_counter, keep_going=True))
    assert (again.read, files_of(project)) == (0, files)
    assert not list((project / ".dpkit/cache/shards").glob("*.tmp"))


@pytest.mark.parametrize("seed", MANY)
def test_a_build_killed_at_any_moment_goes_on_to_the_same_bytes(tmp_path: Path, seed: int) -> None:
    draw, project = random.Random(seed), tmp_path / "project"
    make_project(project, seed)
    expected = built(project, Here())[1]
    shutil.rmtree(project / ".dpkit")
    shutil.rmtree(project / "datapackage")
    (project / "raw/raw.lock.json").unlink()
    kills = 0
    for number in range(3):
        name = ("here", "processes")[(seed + number) % 2]
        killed = run_build(project, name, draw.uniform(0.02, 1.0 if name == "here" else 4.0))
        kills += killed.returncode == -SIGALRM
        assert killed.returncode in (0, -SIGALRM), killed.stderr
        assert is_whole_or_absent(project / "datapackage")
    assert kills
    assert run_build(project, "here", 0).returncode == 0
    assert files_of(project) == expected
    assert not list((project / ".dpkit/cache/shards").glob("*.tmp"))


def run_build(project: Path, name: str, seconds: float) -> "subprocess.CompletedProcess[str]":
    """A build in a process of its own that ends after some seconds; 0 lets it run to its end."""
    paths = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", BUILD, str(project), name, str(seconds)]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths}, timeout=300, check=False
    )


def is_whole_or_absent(package: Path) -> bool:
    heal(package)
    return not package.exists() or not verify_files(hash_package(package), read_manifest(package))


def test_workers_do_not_outlive_a_build_that_was_killed(tmp_path: Path) -> None:
    make_project(tmp_path / "project", 1)
    killed = run_build(tmp_path / "project", "processes", 2)  # gives its output back when the last worker is gone
    assert killed.returncode in (0, -SIGALRM)
