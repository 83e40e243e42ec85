"""Progress on standard error: one line that is rewritten on a terminal, a line now and then in a log."""

from collections.abc import Callable
from typing import TextIO

FIRST_SECONDS = 2.0
"""Short work says nothing."""
TERMINAL_SECONDS = 0.2
LOG_SECONDS = 15.0


class Progress:
    """Tells how many documents are read, and how fast; silent for the first seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._is_terminal = stream.isatty()
        self._start = clock()
        self._next = self._start + FIRST_SECONDS
        self._is_shown = False

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown and self._is_terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, done: int) -> None:
        now = self._clock()
        if now < self._next:
            return
        self._next = now + (TERMINAL_SECONDS if self._is_terminal else LOG_SECONDS)
        self._is_shown = True
        line = f"{done:,} documents read, {done / (now - self._start):,.0f} a second"
        self._stream.write(f"\r\x1b[K{line}" if self._is_terminal else f"{line}\n")
        self._stream.flush()
