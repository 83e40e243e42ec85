"""The project that a command is about."""

from pathlib import Path

from dpkit.store.project import Project, find_project, load_project


def open_project(folder: Path | None) -> Project:
    """The project that `--project` names, else the one at or above the current folder.

    Raises: UsageError, ConfigError, InputError.
    """
    return load_project(find_project(folder if folder is not None else Path.cwd()))
