"""An end to calls of libraries that know none: they count the silence between two bytes, not the time of the whole."""

import threading
from collections.abc import Callable
from typing import TypeVar

from dpkit.errors import BusyError

Result = TypeVar("Result")


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """What a call gives, or raises. One that takes longer is left to itself, in a thread that keeps no process alive.

    Raises: BusyError after so many seconds.
    """
    given: list[Result] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(call())
        except BaseException as error:  # noqa: BLE001 (it is raised again where it is waited for)
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not given:
        raise BusyError(f"no whole answer within {seconds:.0f} s; a faster one was expected")
    return given[0]
