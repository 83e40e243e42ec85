"""A citation of a dataset's release, or of one row in it, with the version's DOI; honest where there is neither."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dpkit.errors import PackageError, UsageError
from dpkit.explain import Book, Explanation
from dpkit.inputs.ledger import read_publications
from dpkit.model import Publication, Release
from dpkit.origin import Row
from dpkit.package.descriptions.citations import Citation, CitedRow, Status, cited_dataset
from dpkit.package_reading import DESCRIPTOR, MAX_DESCRIPTOR_BYTES, is_release, read_tables
from dpkit.past import ledger_of, open_release, release_as_of
from dpkit.schema import default_schemas, history_schemas
from dpkit.store.package_folder import built, heal, read_package_file
from dpkit.store.project import Project


def cite(project: Project, key: str | None = None, as_of: str | None = None) -> Citation:
    """The citation of a release (the last, or the one `as_of`), or of the row `key` in it.

    A row that the last release does not have, and everything before a first release, is cited from the package as it
    was built, and the citation says so.

    Raises: UsageError where there is no such row or release; PackageError.
    """
    ledger = ledger_of(project)
    release = release_as_of(ledger, as_of) if as_of is not None else ledger.latest
    redirects = ledger.target_of()
    if release is None:
        return _citation(built(project.package), key, (), "unreleased", redirects)
    publications = _publications(project, release)
    identifiers = _identifiers(release, publications)
    url = publications[0].url if publications else None
    try:
        return _citation(open_release(project, release), key, identifiers, "released", redirects, url)
    except UsageError as missing:
        if as_of is not None:
            raise UsageError(f"{missing} (in release {release.version})") from missing
        if is_release(project.package):
            raise
        return _citation(project.package, key, (), "changed", redirects)


def cite_package(folder: Path, key: str | None = None) -> Citation:
    """The citation of a package in a folder, whoever made it, or of a row in it.

    Raises: UsageError, PackageError.
    """
    given = str(_descriptor(folder).get("id", ""))
    status: Status = "released" if is_release(folder) else "unreleased"
    tables = read_tables(folder, history_schemas()) if key is not None else {}
    redirects: Mapping[str, str | None] = {}
    if "redirects" in tables:
        columns = (tables["redirects"].column(name).to_pylist() for name in ("old_id", "new_id"))
        redirects = dict(zip(*columns, strict=True))
    return _citation(folder, key, (given,), status, redirects)


def _publications(project: Project, release: Release) -> tuple[Publication, ...]:
    """Where a release was published, oldest first; a trial place is none."""
    every = read_publications(project.curation, project.config.curation_folder)
    return tuple(each for each in every if each.version == release.version and not _is_trial(each.target))


def _identifiers(release: Release, publications: tuple[Publication, ...]) -> tuple[str, ...]:
    """What was reserved for a release, sorted by the name of its target, then what its publications were given."""
    reserved = (value for name, value in sorted(release.identifiers.items()) if not _is_trial(name))
    return (*reserved, *(each.identifiers["doi"] for each in publications if "doi" in each.identifiers))


def _is_trial(target: str) -> bool:
    return target.endswith("-sandbox")


def _citation(
    folder: Path,
    key: str | None,
    identifiers: tuple[str, ...],
    status: Status,
    redirects: Mapping[str, str | None],
    url: str | None = None,
) -> Citation:
    dataset = cited_dataset(_descriptor(folder), identifiers, status, url)
    if key is None:
        return Citation(dataset=dataset)
    tables = read_tables(folder, default_schemas())
    missing = [name for name in default_schemas() if name not in tables]
    if missing:
        raise PackageError(f"{folder}: no table {', '.join(missing)}; a package of dpkit was expected")
    return Citation(dataset=dataset, row=_row(Book(tables, lambda _: None, redirects), key))


def _row(book: Book, key: str) -> CitedRow:
    found = book.explain(key)
    document = found.document if found.table not in ("entities", "aliases") else None
    if document is None:
        return CitedRow(table=found.table, key=found.key, words=_words(found), former_key=found.redirected_from)
    issuer, publisher = _entity(book, document["issuer_id"]), _entity(book, document["publisher_id"])
    return CitedRow(
        table=found.table,
        key=found.key,
        author=found.names.get("speaker_id"),
        voice=_text(found.row.get("attribution")),
        words=_words(found),
        title=_text(document["title"]),
        issuer=issuer or publisher,
        relayed_by=publisher if issuer is not None and publisher != issuer else None,
        day=_text(document["issued_on"]) or _text(document["published_on"]),
        url=found.source_link,
        former_key=found.redirected_from,
    )


def _words(found: Explanation) -> str | None:
    """The words of a row, where it holds some and their rights allow them."""
    row: Row = found.row
    return None if found.table == "documents" else _text(row.get("text") or row.get("name") or row.get("url"))


def _entity(book: Book, key: object) -> str | None:
    return _text(book.explain(str(key)).row["name"]) if key is not None else None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def _descriptor(folder: Path) -> Mapping[str, Any]:
    heal(folder)
    try:
        found = json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES))
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{folder}: {DESCRIPTOR}: {error}; a JSON document was expected") from error
    if not isinstance(found, dict) or not isinstance(found.get("name"), str):
        raise PackageError(f"{folder}: {DESCRIPTOR}: it has no name; a data package was expected")
    return found
