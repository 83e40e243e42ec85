"""Where servers live, how they are reached, and how their end is waited for."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".servers"
"""Environments and downloads, kept between runs; git ignores it."""
INSIDE = Path(__file__).resolve().parent / "inside"
"""Programs that run inside a server's own environment."""
LOOPBACK = "127.0.0.1"
IS_WHOLE = os.environ.get("DPKIT_TEST_SERVERS") == "all"
"""Is every harm done at every step? Else each has its turn, which takes a third of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that answers at `url`; `token` may write there."""

    url: str
    token: str = field(repr=False)


class SetUpError(Exception):
    """A server cannot be set up here; the message says what is missing."""


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def run_folder(name: str) -> Iterator[Path]:
    """An empty folder for one run, that other users may enter: PostgreSQL runs as one where root starts it."""
    with tempfile.TemporaryDirectory(prefix=f"dpkit-{name}-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder
