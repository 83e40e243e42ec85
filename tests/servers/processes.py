"""Processes of servers: started, waited for until they answer, and ended whatever happens."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from servers.places import LOOPBACK, SetUpError

START_SECONDS = 240.0
STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One server process; `user` is the account that it runs as, None for this one; its output goes to `log`."""

    arguments: Sequence[str]
    log: Path
    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop: signal.Signals = signal.SIGTERM


@contextmanager
def running(command: Command, answers: Callable[[], bool]) -> Iterator[None]:
    """The process while the block runs, from the moment that it answers.

    Raises: SetUpError where it ends early or never answers, with the end of its log.
    """
    process = _start(command)
    try:
        _wait(process, answers, command)
        yield
    finally:
        _end(process, command.stop)


def run(command: Command) -> None:
    """Run a process to its end.

    Raises: SetUpError where it fails, with the end of its log.
    """
    status = _start(command).wait()
    if status:
        raise _failed(command, f"ended with {status}")


def listens(port: int) -> Callable[[], bool]:
    """Does somebody listen at a port of loopback?"""

    def is_open() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((LOOPBACK, port)) == 0

    return is_open


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The own environment without what would change a server's: its Python path, proxies and credentials."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **variables}


def _start(command: Command) -> "subprocess.Popen[bytes]":
    with command.log.open("ab") as log:
        return subprocess.Popen(
            list(command.arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=command.folder,
            env=_environment(command.variables),
            start_new_session=True,
            user=command.user,
            group=command.user,
            extra_groups=None if command.user is None else [],
        )


def _wait(process: "subprocess.Popen[bytes]", answers: Callable[[], bool], command: Command) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise _failed(command, f"ended with {process.returncode}")
        if answers():
            return
        time.sleep(0.1)
    raise _failed(command, f"did not answer within {START_SECONDS:.0f} s")


def _failed(command: Command, what: str) -> SetUpError:
    end = command.log.read_text(encoding="utf-8", errors="replace")[-3000:]
    return SetUpError(f"{command.arguments[0]}: {what}; the end of its log:\n{end}")


def _end(process: "subprocess.Popen[bytes]", stop: signal.Signals) -> None:
    """End the process and what it started: they share a session of their own."""
    if process.poll() is None:
        process.send_signal(stop)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
