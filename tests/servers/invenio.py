"""A real InvenioRDM on loopback. `PYTHONPATH=tests python -m servers.invenio` runs one until Ctrl-C."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers import system
from servers.databases import Databases, databases
from servers.environments import environment
from servers.foreground import until_interrupted
from servers.opensearch import opensearch
from servers.places import INSIDE, LOOPBACK, Running, free_port, run_folder
from servers.processes import Command, listens, running

NOWHERE = "http://127.0.0.1:9"
"""The proxy to the outer world: nobody listens there, so that no identifier is sent to DataCite."""


@contextmanager
def invenio(bases: Databases) -> Iterator[Running]:
    """InvenioRDM with vocabularies, one user and that user's token; its API is below `url`/api.

    Raises: SetUpError.
    """
    system.require("libcairo2")
    python = environment("invenio")
    bases.create("invenio")
    with opensearch() as search, run_folder("invenio") as folder:
        port = free_port()
        site = f"http://{LOOPBACK}:{port}"
        with running(_command(python, folder, site, bases, search), listens(port)):
            yield Running(url=site, token=(folder / "token").read_text(encoding="ascii"))


def _command(python: Path, folder: Path, site: str, bases: Databases, search: str) -> Command:
    shutil.copy(INSIDE / "invenio.cfg", folder / "invenio.cfg")
    (folder / "files").mkdir()
    variables = {
        "INVENIO_INSTANCE_PATH": str(folder),
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
        "PYTHONWARNINGS": "ignore",
        "PATH": f"{python.parent}:/usr/bin:/bin",
        "SECRET": secrets.token_urlsafe(32),
        "SITE_URL": site,
        "SEARCH_URI": search,
        "DATABASE_URI": bases.uri("invenio", "postgresql+psycopg2"),
        "REDIS_URI": bases.redis_uri(0).removesuffix("/0"),
        "FILES_FOLDER": str(folder / "files"),
        "TOKEN_FILE": str(folder / "token"),
        "HTTPS_PROXY": NOWHERE,
        "HTTP_PROXY": NOWHERE,
        "NO_PROXY": LOOPBACK,
    }
    program = [str(python), str(INSIDE / "invenio_server.py"), site.rpartition(":")[2]]
    return Command(arguments=program, log=folder / "invenio.log", folder=folder, variables=variables)


@contextmanager
def _alone() -> Iterator[Running]:
    with databases() as bases, invenio(bases) as server:
        yield server


if __name__ == "__main__":
    until_interrupted(_alone())
