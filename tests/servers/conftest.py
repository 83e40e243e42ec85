"""Fixtures of `make test-servers`: each server is started once, when the first test asks for it.

The ordinary suite passes this folder by: servers take minutes to install.
"""

import os
from collections.abc import Iterator

import pytest

from servers.databases import Databases, databases
from servers.invenio import invenio as running_invenio
from servers.places import Running

collect_ignore_glob = ["inside/*"] if os.environ.get("DPKIT_TEST_SERVERS") else ["*.py"]


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
