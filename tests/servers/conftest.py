"""Fixtures of `make test-servers`: each server is started once, when the first test asks for it.

The ordinary suite passes this folder by: servers take minutes to install.
"""

import os
from collections.abc import Iterator

import pytest

from servers.ckan import ckan as running_ckan
from servers.databases import Databases, databases
from servers.github import GitHub
from servers.github import github as running_github
from servers.invenio import invenio as running_invenio
from servers.places import Running
from servers.s3 import s3 as running_s3

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
