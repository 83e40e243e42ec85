"""`dpkit accept`: a person says that a raw file changed or vanished on purpose."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json


def accept(
    file: Annotated[str, typer.Argument(help="The raw file, as findings name it (raw/…).", metavar="FILE")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept in the lock's history.")],
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Record in the lock that a raw file has other bytes, or is gone, on purpose."""
    from dpkit.cli.project import open_project
    from dpkit.errors import InputError
    from dpkit.store.files import kind_of
    from dpkit.store.lock import accept_change, read_lock, write_lock
    from dpkit.store.package_folder import locked
    from dpkit.store.raw import fingerprint

    opened = open_project(project)
    path = _project_path(file, opened.root)
    with locked(opened.package):  # a build writes the same file
        lock, findings = read_lock(opened.root, opened.config.raw_folder)
        if lock is None:
            raise InputError(findings[0].message)
        found = fingerprint(opened.root, path) if kind_of(opened.root / path) is not None else None
        write_lock(opened.root, opened.config.raw_folder, accept_change(lock, path, found, reason))
    if output_format is OutputFormat.json:
        print_json({"accepted": path, "sha256": found.sha256 if found else None, "reason": reason})
        return
    what = f"now has SHA-256 {found.sha256}" if found else "is gone"
    sys.stdout.write(f"accepted: {path} {what}\n")


def _project_path(file: str, root: Path) -> str:
    """A path below the project, whether it was given so or from the current folder; the file may be gone."""
    if (root / file).exists() or not Path(file).is_absolute():
        inside = Path(os.path.abspath(file))
        if not (root / file).exists() and inside.is_relative_to(root):
            return inside.relative_to(root).as_posix()
        return Path(file).as_posix()
    absolute = Path(os.path.abspath(file))
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else file
