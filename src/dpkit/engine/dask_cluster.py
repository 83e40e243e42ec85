"""A Dask cluster: a scheduler somewhere, or one that is started here. Needs `dpkit[dask]`."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from dpkit.errors import LostWorkerError, UsageError
from dpkit.seams import Executor

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Shards per worker that the cluster holds at a time; their raw bytes pass through the scheduler."""
RETRIES = 2
"""How often Dask gives a task to another worker when one dies with it."""
CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class DaskExecutor:
    """Runs tasks on the workers of a connected client."""

    client: Any

    def map_shards(self, run: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with its result as they finish; None for one that killed each worker that tried it.

        Raises: LostWorkerError where the scheduler is gone.
        """
        from distributed import as_completed
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        source = iter(tasks)
        waiting: dict[str, Task] = {}

        def submitted(count: int) -> list[Any]:
            found = []
            for task in islice(source, count):
                future = self.client.submit(run, task, pure=False, retries=RETRIES)
                waiting[future.key] = task
                found.append(future)
            return found

        try:
            threads = sum(self.client.nthreads().values()) or 1
            running = as_completed(submitted(threads * (1 + AHEAD)))
            for future in running:
                try:
                    result = future.result()
                except KilledWorker:
                    result = None
                yield waiting.pop(future.key), result
                future.release()
                for more in submitted(1):
                    running.add(more)
        except (CommClosedError, FutureCancelledError, TimeoutError, OSError) as error:
            raise LostWorkerError(
                f"the Dask scheduler is gone ({type(error).__name__}); run the build again: it goes on from the shards "
                "that are finished"
            ) from error


@contextmanager
def dask_executor(workers: int, scheduler: str | None) -> Iterator[Executor]:
    """An executor on a cluster, which is a local one of `workers` processes where no scheduler is named.

    Raises: UsageError where Dask is not installed, LostWorkerError where the scheduler cannot be reached.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError("--executor dask: Dask is not installed; `pip install 'dpkit[dask]'` was expected") from error
    dask.config.set({"distributed.comm.retry.count": 2, "distributed.scheduler.allowed-failures": RETRIES})
    cluster = None
    try:
        if scheduler is None:
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50, processes=True
            )
        client = Client(scheduler or cluster, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise LostWorkerError(
            f"{scheduler}: no Dask scheduler answers ({error}); a running one was expected"
        ) from error
    try:
        yield DaskExecutor(client)
    finally:
        with suppress(Exception):  # a scheduler that is gone cannot be told that we go
            client.close(timeout=2)
        if cluster is not None:
            with suppress(Exception):
                cluster.close(timeout=5)
