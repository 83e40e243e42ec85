"""Lines added to `curation/ledger/`, each file replaced in one step."""

from collections.abc import Iterable, Mapping

from dpkit.inputs.ledger import (
    RELEASED_REDIRECTS_NAME,
    RELEASES_NAME,
    TOMBSTONES_NAME,
    redirect_line,
    release_line,
    tombstone_line,
)
from dpkit.model import Ledger, Redirect, Release, Tombstone
from dpkit.store.output import write_curation
from dpkit.store.project import Project

Files = Mapping[str, bytes]
"""Project path → bytes."""


def release_files(project: Project, ledger: Ledger, release: Release, redirects: Iterable[Redirect]) -> Files:
    """The files of the ledger as they are with one more release, in the order in which they must be written.

    Redirects come first, the line that makes them count last. A release whose own line was never written has no
    redirects: what a killed one left of them is dropped here.
    """
    known = {each.version for each in ledger.releases}
    kept = [each for each in ledger.redirects if each.version in known]
    lines = b"".join(redirect_line(each) for each in (*kept, *redirects))
    folder = project.config.curation_folder
    written = {f"{folder}/{RELEASED_REDIRECTS_NAME}": lines} if lines else {}
    return {**written, f"{folder}/{RELEASES_NAME}": _added(project, RELEASES_NAME, release_line(release))}


def tombstone_file(project: Project, tombstone: Tombstone) -> Files:
    """The file of tombstones with one more."""
    path = f"{project.config.curation_folder}/{TOMBSTONES_NAME}"
    return {path: _added(project, TOMBSTONES_NAME, tombstone_line(tombstone))}


def write_files(project: Project, written: Files) -> None:
    """Put files of the ledger on the disk, one after the other, each in one step.

    Raises: InputError.
    """
    for path, data in written.items():
        write_curation(project.root, path, data)


def _added(project: Project, name: str, line: bytes) -> bytes:
    before = project.curation.get(f"{project.config.curation_folder}/{name}", b"")
    return before + (b"" if before.endswith(b"\n") or not before else b"\n") + line
