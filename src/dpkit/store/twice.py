"""A project copied and built twice under changed surroundings, to see whether the bytes are the same."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dpkit.errors import InputError, PackageError
from dpkit.inputs.config import CONFIG_NAME
from dpkit.store import files
from dpkit.store.package_folder import hash_package
from dpkit.store.project import Project
from dpkit.store.raw import LOCK_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What must not matter to a build."""

    environment: Mapping[str, str]
    umask: int
    is_reversed: bool
    """The files are created in reverse order, which changes the order that a folder lists them in."""
    is_elsewhere: bool
    """The build runs from another working directory."""


SURROUNDINGS = (
    Surroundings(
        environment={
            "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "POLARS_MAX_THREADS": "1",
            "OMP_NUM_THREADS": "1", "PYTHONUTF8": "0",
        },
        umask=0o022,
        is_reversed=False,
        is_elsewhere=False,
    ),
    Surroundings(
        environment={
            "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242", "POLARS_MAX_THREADS": "4",
            "OMP_NUM_THREADS": "4", "PYTHONUTF8": "1",
        },
        umask=0o077,
        is_reversed=True,
        is_elsewhere=True,
    ),
)  # fmt: skip


def differing_files(project: Project) -> tuple[str, ...]:
    """The files of the package (and the lock) that are not the same in two builds; none is what is hoped for.

    Raises: PackageError where one of the builds gives no package; InputError where the project cannot be copied.
    """
    with tempfile.TemporaryDirectory(prefix="dpkit-prove-") as folder:
        hashes = [
            _built(project, Path(folder) / f"{number}", each) for number, each in enumerate(SURROUNDINGS, start=1)
        ]
    first, second = hashes
    return tuple(sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path)))


def _built(project: Project, target: Path, around: Surroundings) -> Mapping[str, str]:
    _copy(project, target, is_reversed=around.is_reversed)
    command = [sys.executable, "-m", "dpkit", "build", "--project", str(target), "--format", "json"]
    done = subprocess.run(
        command,
        cwd=target.parent if around.is_elsewhere else target,
        env={**os.environ, **around.environment},
        umask=around.umask,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()[-300:] or "its findings have errors"
        raise PackageError(f"a build under changed surroundings ended with {done.returncode}: {said}; 0 was expected")
    config = project.config
    lock = files.read_bytes(target / config.raw_folder, LOCK_NAME, 512 * 1024 * 1024)
    return {**hash_package(target / config.package_folder), f"{config.raw_folder}/{LOCK_NAME}": lock.hex()}


def _copy(project: Project, target: Path, *, is_reversed: bool) -> None:
    """What a build reads, file by file."""
    config = project.config
    folders = [name for name in (config.raw_folder, config.curation_folder, config.schemas_folder)
               if files.kind_of(project.root / name) == "folder"]  # fmt: skip
    entries = [entry for name in folders for entry in files.walk(project.root, name)]
    paths = [CONFIG_NAME, *(entry.path for entry in entries if entry.kind == "file")]
    try:
        for path in reversed(paths) if is_reversed else paths:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project.root / path, target / path, follow_symlinks=False)
    except OSError as error:
        raise InputError(f"{target}: {error.strerror}; room for two copies of the project was expected") from error
