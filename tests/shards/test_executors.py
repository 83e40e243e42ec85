"""Wherever shards are made, and whatever happens to workers, the bytes are the same."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dpkit.build import BuildOptions, BuildReport, build
from dpkit.engine.choice import executor_of
from dpkit.engine.here import Here
from dpkit.engine.processes import Processes
from dpkit.engine.worker import run_shard
from dpkit.errors import LostWorkerError, UsageError
from dpkit.seams import Executor
from dpkit.shards import cut
from dpkit.shards.cut import ShardTask
from dpkit.store.project import load_project
from histories import make_project
from killers import killed_after, killed_before, killed_by_one_document, killed_during


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut, "MEAN_DOCUMENTS", 3)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_project(tmp_path / "project", 2)
    return tmp_path / "project"


def built(project: Path, executor: Executor) -> tuple[BuildReport, dict[str, bytes]]:
    shutil.rmtree(project / ".dpkit", ignore_errors=True)
    options = BuildOptions(clock=time.perf_counter, executor=executor, keep_going=True)
    report = build(load_project(project), options)
    package = project / "datapackage"
    return report, {str(path): path.read_bytes() for path in package.rglob("*") if path.is_file()}


class Backwards:
    """Finishes shards in the opposite order."""

    def map_shards(self, run: object, tasks: object) -> Iterator[tuple[ShardTask, dict[str, float] | None]]:
        for task in reversed(list(tasks)):  # type: ignore[call-overload]
            yield task, run(task)  # type: ignore[operator]


def test_the_order_in_which_shards_are_finished_makes_no_difference(project: Path) -> None:
    assert built(project, Backwards())[1] == built(project, Here())[1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "worker",
    [
        pytest.param(run_shard, marks=pytest.mark.slow),
        pytest.param(killed_before, marks=pytest.mark.slow),
        killed_during,
        pytest.param(killed_after, marks=pytest.mark.slow),
    ],
)
def test_processes_give_the_same_bytes_even_where_a_worker_is_killed(
    project: Path, worker: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = built(project, Here())
    monkeypatch.setattr("dpkit.build.run_shard", worker)
    with Processes(2) as processes:
        report, files = built(project, processes)
    assert files == expected[1]
    assert report.findings == expected[0].findings
    assert not list((project / ".dpkit/cache/shards").glob("*.tmp"))


def test_a_document_that_kills_its_worker_is_named_and_fails_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dpkit.build.run_shard", killed_by_one_document)
    with Processes(2) as processes:
        report, _ = built(project, processes)
    assert report.missing == ("moon.example/2022/n1.txt",)
    assert [found.code for found in report.findings if found.severity == "error"] == ["DP124"]
    assert report.rows["documents"] == report.documents - 1
    monkeypatch.undo()
    options = BuildOptions(clock=time.perf_counter)
    again = build(load_project(project), options)
    assert (again.read, again.missing) == (1, ())


@pytest.mark.parametrize("worker", [run_shard, pytest.param(killed_after, marks=pytest.mark.slow)])
def test_dask_gives_the_same_bytes_even_where_a_worker_is_killed(
    project: Path, worker: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    expected = built(project, Here())
    monkeypatch.setattr("dpkit.build.run_shard", worker)
    with executor_of("dask", 1, None) as dask:
        assert built(project, dask)[1] == expected[1]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler with one worker, each a process of its own: its address, and its process."""
    pytest.importorskip("distributed")
    where = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"]
    scheduler = subprocess.Popen([*start, "--scheduler-file", str(where)], **quiet)  # type: ignore[call-overload]
    start = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard"]
    worker = subprocess.Popen([*start, "--scheduler-file", str(where)], **quiet)  # type: ignore[call-overload]
    try:
        deadline = time.monotonic() + 60
        while not where.is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield json.loads(where.read_text())["address"], scheduler
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


def test_a_killed_scheduler_is_a_clear_error_and_a_rerun_goes_on(
    project: Path, cluster: tuple[str, subprocess.Popen[bytes]]
) -> None:
    address, scheduler = cluster
    done: list[int] = []

    def kill(_stage: str, documents: int, _total: int | None) -> None:
        done.append(documents)
        scheduler.kill()

    with pytest.raises(LostWorkerError, match="goes on from the shards"), executor_of("dask", 1, address) as dask:
        build(load_project(project), BuildOptions(clock=time.perf_counter, executor=dask, progress=kill))
    report = build(load_project(project), BuildOptions(clock=time.perf_counter))
    assert report.is_written
    assert report.read <= report.documents - done[0]


def test_a_dask_scheduler_that_does_not_answer_is_named() -> None:
    pytest.importorskip("distributed")
    with (
        pytest.raises(LostWorkerError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers"),
        executor_of("dask", 1, "tcp://127.0.0.1:9"),
    ):
        pass


def test_a_scheduler_serves_dask_alone() -> None:
    with pytest.raises(UsageError, match="--executor dask"):
        executor_of("processes", 2, "tcp://127.0.0.1:8786")
