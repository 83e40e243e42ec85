"""A second process for checks of windows: half of them go there, half stay; whoever is free takes the next.

What a killed process was to check is checked here instead. A process that loses its parent ends.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyarrow as pa

from dpkit.engine.processes import one_thread
from dpkit.validate import Checked, Known, Window, check_window

WORTH_WINDOWS = 8
"""Fewer windows than this (about 2,000 documents) are checked before a second process has loaded what it needs."""
AHEAD = 2
"""Windows that wait for, or are with, the second process."""

_check: Callable[[Window], Checked] | None = None


@dataclass(slots=True)
class SecondProcess:
    """Checks windows in a thread of this process and in another process; close it, or use it as a context manager."""

    worth: int = WORTH_WINDOWS
    width: int = AHEAD + 2
    _here: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, 1))
    _there: ProcessPoolExecutor | None = None
    _away: int = 0
    _known: Known | None = None
    _pool: pa.MemoryPool | None = None
    """The memory pool of Arrow as it was before."""

    def __enter__(self) -> "SecondProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, known: Known, count: int) -> None:
        """Get ready for so many windows of one package; a process is started where that is worth it."""
        self.end()
        self._known = known
        if count >= self.worth:
            self._pool = pa.default_memory_pool()
            _plain_memory()
            context: Any = multiprocessing.get_context("spawn")  # threads of Arrow and polars do not survive a fork
            self._there = ProcessPoolExecutor(1, mp_context=context, initializer=_ready, initargs=(known,))

    def submit(self, window: Window) -> Future[Checked]:
        """Have a window checked, there as long as it keeps up, else here."""
        if self._pool is not None:
            pa.default_memory_pool().release_unused()
        if self._there is not None and self._away < AHEAD:
            try:
                there = self._there.submit(_checked, window)
            except BrokenProcessPool:
                self._there = None
            else:
                return self._sent(there, window)
        return self._here.submit(self._check_here, window)

    def end(self) -> None:
        """End the other process."""
        if self._there is not None:
            self._there.shutdown(wait=True, cancel_futures=True)
            self._there = None
        if self._pool is not None:
            pa.set_memory_pool(self._pool)
            self._pool = None

    def process_ids(self) -> tuple[int, ...]:
        """The other process, while there is one."""
        return tuple(self._there._processes) if self._there is not None else ()

    def close(self) -> None:
        """End the process and the thread."""
        self.end()
        self._here.shutdown(wait=True, cancel_futures=True)

    def _sent(self, there: Future[Checked], window: Window) -> Future[Checked]:
        """What comes back from the other process, or from here where that process is lost."""
        found: Future[Checked] = Future()
        self._away += 1

        def come_back(done: Future[Checked]) -> None:
            self._away -= 1
            error = None if done.cancelled() else done.exception()
            if done.cancelled():
                found.cancel()
            elif isinstance(error, BrokenProcessPool):
                self._there = None
                self._here.submit(self._again, window, found)
            elif error is not None:
                found.set_exception(error)
            else:
                found.set_result(done.result())

        there.add_done_callback(come_back)
        return found

    def _again(self, window: Window, found: Future[Checked]) -> None:
        try:
            found.set_result(self._check_here(window))
        except Exception as error:  # noqa: BLE001 - whatever it was, whoever waits for the window has to hear of it
            found.set_exception(error)

    def _check_here(self, window: Window) -> Checked:
        assert self._known is not None
        return check_window(self._known, window)


def _ready(known: Known) -> None:
    """In the second process, before its first window."""
    global _check  # noqa: PLW0603 - a process of a pool has no other place for what its tasks share
    one_thread()
    _plain_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is told, and ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _check = partial(check_window, known)


def _plain_memory() -> None:
    """Arrow takes memory from the system: its own pool keeps what was freed, and two processes would keep it twice."""
    pa.set_memory_pool(pa.system_memory_pool())


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _checked(window: Window) -> Checked:
    assert _check is not None
    return _check(window)
