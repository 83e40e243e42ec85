"""Where a publication stands: a journal per target and version under `.dpkit/publish/`, and lines of the ledger.

A journal is written after every step: it says where to look, never what is true, which only the repository tells.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from dpkit.errors import InputError, PackageError
from dpkit.inputs.ledger import PUBLICATIONS_NAME, publication_line, read_publications
from dpkit.inputs.targets import TargetSettings
from dpkit.model import Publication
from dpkit.store import files
from dpkit.store.locking import exclusive
from dpkit.store.output import write_curation
from dpkit.store.package_folder import WORK_FOLDER
from dpkit.store.project import Project

MAX_JOURNAL_BYTES = 1024 * 1024
FOLDER = f"{WORK_FOLDER}/publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """How far a release has come at a target; `manifest` None while only an identifier is reserved."""

    target: str
    version: str
    place: str
    manifest: str | None = None
    draft: str | None = None
    identifier: str | None = None
    url: str | None = None
    step: str = "plan"


def place_of(settings: TargetSettings) -> str:
    """The place that a journal is about: a target that was led elsewhere begins anew."""
    return "|".join(f"{key}={value}" for key, value in sorted(settings.values.items()))


def read_journal(project: Project, target: str, version: str, place: str) -> Journal:
    """The journal of a release at a target; a new one where there is none, or it is of another place or damaged."""
    path = _path(target, version)
    fresh = Journal(target=target, version=version, place=place)
    found = _journal_at(project, path)
    return found if found is not None and _key(found) == _key(fresh) else fresh


def begun(project: Project) -> tuple[Journal, ...]:
    """All journals, sorted by path: where drafts and publications of any release were begun from here."""
    if files.kind_of(project.root / FOLDER) != "folder":
        return ()
    paths = [entry.path for entry in files.walk(project.root, FOLDER) if entry.path.endswith(".json")]
    named = (_journal_at(project, path) for path in paths if path.count("/") == FOLDER.count("/") + 2)
    return tuple(each for each in named if each is not None)


def _journal_at(project: Project, path: str) -> Journal | None:
    """A journal; None where there is none or it is damaged: a hint was lost, the repository is asked what it has."""
    if files.kind_of(project.root / path) != "file":
        return None
    try:
        values: Mapping[str, str] = json.loads(files.read_bytes(project.root, path, MAX_JOURNAL_BYTES))
        found = Journal(**values)
    except (InputError, ValueError, TypeError, RecursionError):
        return None
    return found if all(value is None or isinstance(value, str) for value in asdict(found).values()) else None


def _key(journal: Journal) -> tuple[str, str, str]:
    return journal.target, journal.version, journal.place


def write_journal(project: Project, journal: Journal) -> None:
    """Note how far it has come.

    Raises: InputError where it cannot be written.
    """
    data = json.dumps(asdict(journal), ensure_ascii=False, indent=2) + "\n"
    write_curation(project.root, _path(journal.target, journal.version), data.encode())


@contextmanager
def publishing(project: Project, target: str) -> Iterator[None]:
    """Hold a target for this process.

    Raises: PackageError where another one publishes there.
    """
    lock = f"{FOLDER}/{target}/lock"
    if files.kind_of(project.root / lock) is None:
        write_curation(project.root, lock, b"")
    with exclusive(project.root / lock) as is_ours:
        if not is_ours:
            raise PackageError(f"{target}: another dpkit publishes there; one at a time was expected")
        yield


def publications_at(project: Project, target: str) -> tuple[Publication, ...]:
    """What the ledger says was published at a target, oldest first.

    Raises: InputError.
    """
    every = read_publications(project.curation, project.config.curation_folder)
    return tuple(each for each in every if each.target == target)


def record_publication(project: Project, publication: Publication) -> bool:
    """Write a publication into the ledger, unless it stands there; True where it was written.

    Raises: InputError.
    """
    path = f"{project.config.curation_folder}/{PUBLICATIONS_NAME}"
    before = project.curation.get(path, b"")
    known = read_publications(project.curation, project.config.curation_folder)
    if any(replace(each, published=publication.published) == publication for each in known):
        return False
    write_curation(project.root, path, before + publication_line(publication))
    return True


def _path(target: str, version: str) -> str:
    return f"{FOLDER}/{target}/{version}.json"
