"""Steps tried again while a repository is busy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dpkit.errors import BusyError

Result = TypeVar("Result")
MAX_TRIES = 6
FIRST_WAIT_SECONDS = 1.0
LAST_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """How to wait, and whom to tell why."""

    sleep: Callable[[float], None]
    tell: Callable[[str], None] = lambda _: None


def patiently(step: Callable[[], Result], pause: Pause) -> Result:
    """A step, tried again with longer and longer pauses, or after the one that the repository asks for.

    Raises: BusyError where it stays busy, and whatever else the step raises, at once.
    """
    wait = FIRST_WAIT_SECONDS
    for _ in range(MAX_TRIES - 1):
        try:
            return step()
        except BusyError as error:
            seconds = wait if error.wait_seconds is None else error.wait_seconds
            pause.tell(f"{error} - trying again in {seconds:.0f} s")
            pause.sleep(seconds)
            wait = min(2 * wait, LAST_WAIT_SECONDS)
    return step()
