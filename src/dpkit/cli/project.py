"""The project that a command is about."""

from pathlib import Path

from dpkit.errors import UsageError
from dpkit.store.project import Project, find_project, load_project


def open_project(folder: Path | None) -> Project:
    """The project that `--project` names, else the one at or above the current folder.

    Raises: UsageError, ConfigError, InputError.
    """
    if folder is not None and not folder.is_dir():  # else a misspelt name would lead upward to another project
        raise UsageError(f"--project {folder}: there is no such folder; a dataset project was expected")
    return load_project(find_project(folder if folder is not None else Path.cwd()))
