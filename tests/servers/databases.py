"""PostgreSQL and Redis, empty, for one run."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from servers import system
from servers.places import LOOPBACK, SetUpError, free_port, run_folder
from servers.processes import Command, listens, run, running

SERVER_ACCOUNT = "postgres"
"""PostgreSQL refuses root; Debian's package makes this account."""
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""The data are thrown away: nothing need survive a power cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Databases:
    """A PostgreSQL cluster with the superuser `tester`, and a Redis."""

    postgresql_port: int
    redis_port: int
    password: str = field(repr=False)

    def uri(self, database: str, scheme: str = "postgresql") -> str:
        """The address of one database."""
        return f"{scheme}://tester:{self.password}@{LOOPBACK}:{self.postgresql_port}/{database}"

    def redis_uri(self, number: int) -> str:
        """The address of one of Redis' sixteen."""
        return f"redis://{LOOPBACK}:{self.redis_port}/{number}"

    def create(self, database: str) -> None:
        """Make an empty database."""
        arguments = [_program("psql"), "-q", "-d", "postgres", "-c", f'CREATE DATABASE "{database}"']
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env=self._settings())

    def is_ready(self) -> bool:
        """Does PostgreSQL take connections? It listens a while before it does."""
        return subprocess.run([_program("pg_isready"), "-q"], check=False, env=self._settings()).returncode == 0

    def _settings(self) -> dict[str, str]:
        """What PostgreSQL's programs read; a password among the arguments would be seen by everybody here."""
        own = {"PGHOST": LOOPBACK, "PGPORT": str(self.postgresql_port), "PGUSER": "tester", "PGPASSWORD": self.password}
        return {"PATH": "/usr/bin:/bin", **own}


@contextmanager
def databases() -> Iterator[Databases]:
    """Both, started with nothing in them and thrown away after the block.

    Raises: SetUpError where a program is missing or does not start.
    """
    system.require("postgresql", "redis-server")
    with run_folder("databases") as folder:
        made = Databases(postgresql_port=free_port(), redis_port=free_port(), password=secrets.token_urlsafe(24))
        with _postgresql(made, folder), _redis(made, folder):
            yield made


@contextmanager
def _postgresql(made: Databases, folder: Path) -> Iterator[None]:
    account = SERVER_ACCOUNT if os.geteuid() == 0 else None
    home, word, log = folder / "postgresql", folder / "word", folder / "postgresql.log"
    home.mkdir(mode=0o700)
    word.touch(mode=0o600)
    word.write_text(made.password, encoding="ascii")
    if account:
        for path in (home, word):
            shutil.chown(path, account, account)
    kind = ["-U", "tester", "--pwfile", str(word), "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    run(Command(arguments=[_program("initdb"), "-D", str(home), *kind], log=log, folder=folder, user=account))
    options = [f"port={made.postgresql_port}", f"listen_addresses={LOOPBACK}", "unix_socket_directories=", *FAST]
    server = [_program("postgres"), "-D", str(home), *[part for option in options for part in ("-c", option)]]
    command = Command(arguments=server, log=log, folder=folder, user=account, stop=signal.SIGINT)
    with running(command, made.is_ready):
        yield


@contextmanager
def _redis(made: Databases, folder: Path) -> Iterator[None]:
    options = ["--port", str(made.redis_port), "--bind", LOOPBACK, "--save", "", "--appendonly", "no"]
    command = Command(arguments=["redis-server", *options], log=folder / "redis.log", folder=folder)
    with running(command, listens(made.redis_port)):
        yield


def _program(name: str) -> str:
    found = system.postgresql(name)
    if found is None:
        raise SetUpError(f"{name}: not found beside PostgreSQL's other programs; apt-get install postgresql")
    return str(found)
