"""Several processes on this machine: a warm pool that outlives its workers."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks that wait beside each one that runs: enough to keep workers busy, few enough to hold in memory."""
ATTEMPTS = 3
"""How often a task may lose its worker in company before it is tried alone: another task may have killed it."""


@dataclass(slots=True)
class Processes:
    """`jobs` worker processes, started when first needed; close with `close`, or use as a context manager."""

    jobs: int
    _pool: ProcessPoolExecutor | None = field(default=None)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def map_shards(self, run: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with its result as they finish; None for a task that killed its worker even alone.

        Errors of a task come through; what runs is left to end, what waits is dropped.
        """
        source = iter(tasks)
        running: dict[Future[Result], tuple[Task, int]] = {}
        again: list[tuple[Task, int]] = []
        is_open = True
        try:
            while True:
                while is_open and len(running) + len(again) < self.jobs * (1 + AHEAD):
                    try:
                        self._submit(run, (next(source), 1), running, again)
                    except StopIteration:
                        is_open = False
                if again and not running:
                    yield from self._retried(run, again)
                    again = []
                if not running:
                    if not is_open:
                        return
                    continue
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    task, attempt = running.pop(future)
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        again.append((task, attempt + 1))
                    else:
                        yield task, result
        finally:
            for future in running:
                future.cancel()

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _submit(
        self,
        run: Callable[[Task], Result],
        item: tuple[Task, int],
        running: dict[Future[Result], tuple[Task, int]],
        again: list[tuple[Task, int]],
    ) -> None:
        try:
            running[self._warm().submit(run, item[0])] = item
        except BrokenProcessPool:
            again.append(item)

    def _retried(
        self, run: Callable[[Task], Result], lost: list[tuple[Task, int]]
    ) -> Iterator[tuple[Task, Result | None]]:
        """Tasks whose worker died, or died beside them: one at a time, so that it shows which one it was."""
        for task, _ in lost:
            yield task, self._alone(run, task)

    def _alone(self, run: Callable[[Task], Result], task: Task) -> Result | None:
        for _ in range(ATTEMPTS - 1):
            self.close()
            try:
                return self._warm().submit(run, task).result()
            except BrokenProcessPool:
                continue
        self.close()
        return None

    def _warm(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context: Any = multiprocessing.get_context("spawn")  # threads of Arrow and polars do not survive a fork
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=context, initializer=begin_worker)
        return self._pool


def begin_worker() -> None:
    """What a worker does first."""
    _one_thread()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed build cannot end its workers, and each of them holds open the pipe on which it waits for more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _one_thread() -> None:
    """Workers share the cores: each keeps to one. Runs before Arrow and polars are imported."""
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
