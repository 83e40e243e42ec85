"""Fixtures of `make test-servers`: each server is started once, when the first test asks for it.

The ordinary suite passes this folder by: servers take minutes to install.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from servers.ckan import ckan as running_ckan
from servers.databases import Databases, databases
from servers.github import GitHub
from servers.github import github as running_github
from servers.invenio import invenio as running_invenio
from servers.places import Running
from servers.s3 import s3 as running_s3

IS_ASKED_FOR = bool(os.environ.get("DPKIT_TEST_SERVERS"))
collect_ignore_glob = ["inside/*"] if IS_ASKED_FOR else ["*.py"]

if IS_ASKED_FOR:  # a run that is told to end tears its servers down, as with Ctrl-C
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def bases() -> Iterator[Databases]:
    """PostgreSQL and Redis."""
    with databases() as made:
        yield made


@pytest.fixture(scope="session")
def invenio(bases: Databases) -> Iterator[Running]:
    """A real InvenioRDM; its API is below `url`/api."""
    with running_invenio(bases) as server:
        yield server


@pytest.fixture(scope="session")
def ckan(bases: Databases) -> Iterator[Running]:
    """A real CKAN; the token is that of an editor of the organization `harbour`."""
    with running_ckan(bases) as server:
        yield server


@pytest.fixture(scope="session")
def github() -> Iterator[GitHub]:
    """Releases of one repository, each call held against GitHub's OpenAPI document."""
    with running_github() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[Running]:
    """An S3 with one bucket."""
    with running_s3() as server:
        yield server


Tally = Callable[[str, str], None]


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Count what was done to a server: its name and `fault` or `kill`; the summary of the run tells the sums."""
    return lambda server, what: record_property(f"{server}: {what}", 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was tried at which server, and how it ended."""
    if not IS_ASKED_FOR:
        return
    terminalreporter.section("servers")
    for outcome in ("passed", "failed", "error"):
        reports = [one for one in terminalreporter.stats.get(outcome, ()) if one.when == "call" or outcome == "error"]
        done = Counter(name for one in reports for name, _ in one.user_properties)
        terminalreporter.line(f"{outcome}: {len(reports)} tests")
        for name, count in sorted(done.items()):
            terminalreporter.line(f"  {name}: {count}")
