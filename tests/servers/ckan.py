"""A real CKAN on loopback. `PYTHONPATH=tests python -m servers.ckan` runs one until Ctrl-C."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers.databases import Databases, databases
from servers.environments import environment
from servers.foreground import until_interrupted
from servers.places import INSIDE, LOOPBACK, Running, free_port, run_folder
from servers.processes import Command, listens, running
from servers.solr import solr

ORGANIZATION = "harbour"
"""The organization that the user of `token` may edit."""


@contextmanager
def ckan(bases: Databases) -> Iterator[Running]:
    """CKAN with one organization and the token of one of its editors; its API is below `url`/api/3/action.

    Raises: SetUpError.
    """
    python = environment("ckan", "gcc", "libpq-dev", "python3-dev")  # psycopg2 comes as source
    bases.create("ckan")
    (schema,) = python.parent.parent.glob("lib/python*/site-packages/ckan/config/solr/schema.xml")
    with solr(schema.read_bytes()) as search, run_folder("ckan") as folder:
        port = free_port()
        site = f"http://{LOOPBACK}:{port}"
        _configure(folder, site, bases, search)
        arguments = [
            str(python),
            str(INSIDE / "ckan_server.py"),
            str(folder / "ckan.ini"),
            str(port),
            str(folder / "token"),
        ]
        variables = {"PATH": f"{python.parent}:/usr/bin:/bin", "PYTHONWARNINGS": "ignore"}
        command = Command(arguments=arguments, log=folder / "ckan.log", folder=folder, variables=variables)
        with running(command, listens(port)):
            yield Running(url=site, token=(folder / "token").read_text(encoding="ascii"))


def _configure(folder: Path, site: str, bases: Databases, search: str) -> None:
    (folder / "storage").mkdir()
    template = (INSIDE / "ckan.ini").read_text(encoding="utf-8")
    filled = template.format(
        secret=secrets.token_urlsafe(32),
        database=bases.uri("ckan"),
        solr=search,
        redis=bases.redis_uri(8),
        site=site,
        storage=folder / "storage",
    )
    (folder / "ckan.ini").write_text(filled, encoding="utf-8")


@contextmanager
def _alone() -> Iterator[Running]:
    with databases() as bases, ckan(bases) as server:
        yield server


if __name__ == "__main__":
    until_interrupted(_alone())
