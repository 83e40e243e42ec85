"""Which executor a build gets."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from dpkit.engine.here import Here
from dpkit.engine.processes import Processes
from dpkit.errors import UsageError
from dpkit.seams import Executor

if TYPE_CHECKING:
    from dpkit.validate import WindowChecks

Task = TypeVar("Task")
Result = TypeVar("Result")

WORTH_PROCESSES = 2
"""Fewer shards than this are made in this process: to start others takes longer than to read them."""


def executor_of(name: str, jobs: int, scheduler: str | None) -> AbstractContextManager[Executor]:
    """The executor of a name: `here`, `processes`, `dask`, or `auto`; `jobs` 0 takes one worker for each core.

    Raises: UsageError where Dask is not installed, or a scheduler is named for something else.
    """
    if scheduler is not None and name != "dask":
        raise UsageError(f"--scheduler {scheduler}: a scheduler serves `--executor dask`, which was expected beside it")
    workers = jobs or cores()
    if name == "dask":
        from dpkit.engine.dask_cluster import dask_executor

        return dask_executor(workers, scheduler)
    if name == "here" or (name == "auto" and workers == 1):
        return nullcontext(Here())
    return Processes(workers) if name == "processes" else Auto(Processes(workers))


def window_checks(jobs: int) -> "AbstractContextManager[WindowChecks | None]":
    """Where windows of a package are checked: None (threads of this process) for one job or one core."""
    if jobs == 1 or (jobs == 0 and cores() == 1):
        return nullcontext()
    from dpkit.engine.second_process import SecondProcess

    return SecondProcess()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Auto:
    """This process for a few shards, processes for more."""

    processes: Processes

    def __enter__(self) -> "Auto":
        return self

    def __exit__(self, *_: object) -> None:
        self.processes.close()

    def map_shards(self, run: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with its result, as the chosen executor gives them."""
        source = iter(tasks)
        first = list(islice(source, WORTH_PROCESSES))
        chosen: Executor = Here() if len(first) < WORTH_PROCESSES else self.processes
        yield from chosen.map_shards(run, chain(first, source))
