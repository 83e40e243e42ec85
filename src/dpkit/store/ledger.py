"""Lines added to `curation/ledger/`, each file replaced in one step."""

from collections.abc import Iterable

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


def write_release(project: Project, ledger: Ledger, release: Release, redirects: Iterable[Redirect]) -> None:
    """Add a release with its redirects: those first, then the line that makes them count.

    A release whose own line was never written has no redirects: what a killed one left of them is dropped here.

    Raises: InputError.
    """
    known = {each.version for each in ledger.releases}
    kept = [each for each in ledger.redirects if each.version in known]
    lines = b"".join(redirect_line(each) for each in (*kept, *redirects))
    if lines:
        write_curation(project.root, f"{project.config.curation_folder}/{RELEASED_REDIRECTS_NAME}", lines)
    _append(project, RELEASES_NAME, release_line(release))


def write_tombstone(project: Project, tombstone: Tombstone) -> None:
    """Add a tombstone.

    Raises: InputError.
    """
    _append(project, TOMBSTONES_NAME, tombstone_line(tombstone))


def _append(project: Project, name: str, line: bytes) -> None:
    path = f"{project.config.curation_folder}/{name}"
    before = project.curation.get(path, b"")
    end = b"" if before.endswith(b"\n") or not before else b"\n"
    write_curation(project.root, path, before + end + line)
