"""Programs of the system that servers need: found, installed where root may, named where not."""

import ctypes.util
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

from servers.places import SetUpError

POSTGRESQL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


def require(*packages: str) -> None:
    """Have here what these Debian packages bring, as `FOUND` tells.

    Raises: SetUpError with the command that installs what is missing.
    """
    missing = [package for package in packages if not FOUND[package]()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing)
        missing = [package for package in packages if not FOUND[package]()]
    if missing:
        raise SetUpError(f"{', '.join(missing)}: not found; as root: apt-get install {' '.join(missing)}")


def postgresql(program: str) -> Path | None:
    """A program of the newest PostgreSQL; Debian keeps them off the search path."""
    folders = [folder for pattern in POSTGRESQL_FOLDERS for folder in Path("/").glob(pattern[1:])]
    found = [folder / program for folder in folders if (folder / program).exists()]
    on_path = shutil.which(program)
    return max(found, key=_version, default=Path(on_path) if on_path else None)


def _version(program: Path) -> tuple[int, str]:
    digits = "".join(letter for letter in program.parent.parent.name if letter.isdigit())
    return int(digits or 0), str(program)


def _install(packages: list[str]) -> None:
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", *words], env=variables, stdout=subprocess.DEVNULL, check=False)


FOUND: Mapping[str, Callable[[], bool]] = {
    "postgresql": lambda: postgresql("initdb") is not None,
    "redis-server": lambda: shutil.which("redis-server") is not None,
    "libcairo2": lambda: ctypes.util.find_library("cairo") is not None,
    "gcc": lambda: shutil.which("gcc") is not None,
    "libpq-dev": lambda: shutil.which("pg_config") is not None,
    "python3-dev": lambda: Path(sysconfig.get_path("include"), "Python.h").exists(),
}
