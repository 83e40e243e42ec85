"""Progress on standard error: one line that is rewritten on a terminal, a line now and then in a log."""

from collections.abc import Callable
from typing import TextIO

FIRST_SECONDS = 2.0
"""Short work says nothing."""
TERMINAL_SECONDS = 0.2
LOG_SECONDS = 15.0


class Progress:
    """Tells which stage a job is in, how far, how fast, and how long it will take; silent for the first seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._is_terminal = stream.isatty()
        self._stage = ""
        self._start = clock()
        self._next = self._start + FIRST_SECONDS
        self._is_shown = False

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown and self._is_terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, stage: str, done: int, total: int | None) -> None:
        """Tell of `done` items of a stage (documents, rows); the rate is that of this stage."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._start = stage, now
        if now < self._next:
            return
        self._next = now + (TERMINAL_SECONDS if self._is_terminal else LOG_SECONDS)
        self._is_shown = True
        line = progress_line(stage, done, total, now - self._start)
        self._stream.write(f"\r\x1b[K{line}" if self._is_terminal else f"{line}\n")
        self._stream.flush()


def progress_line(stage: str, done: int, total: int | None, seconds: float) -> str:
    """What is told.

    >>> progress_line("documents", 500, 2000, 10.0)
    'documents: 500 of 2,000, 50 a second, 30 s left'
    >>> progress_line("documents", 500, None, 10.0)
    'documents: 500, 50 a second'
    """
    rate = done / seconds if seconds > 0 else 0.0
    line = f"{stage}: {done:,}" + (f" of {total:,}" if total is not None else "")
    if rate > 0:
        line += f", {rate:,.0f} a second" if rate >= 1 else f", {60 * rate:,.0f} a minute"
    if total is not None and total > done and rate > 0:
        line += f", {_span((total - done) / rate)} left"
    return line


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
