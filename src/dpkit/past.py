"""Former packages by name: a kept release, what stood at a date, a git revision, or a folder."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from dpkit.errors import DpkitError, PackageError, UsageError
from dpkit.inputs.ledger import read_ledger
from dpkit.model import Ledger, Release, Tombstone
from dpkit.package.causes import causes_of
from dpkit.package.comparison import Comparison
from dpkit.package.continuity import Continuity, continue_ids
from dpkit.package.described import dataset_said
from dpkit.package.diff import diff_packages
from dpkit.package.editions import edition_in
from dpkit.package.hashes import content_hash, package_hash
from dpkit.package.parts import PackageParts, Toolkit
from dpkit.package.provenance import read_set_aside, read_toolkit
from dpkit.package.schema_changes import schema_changes
from dpkit.package.state import changed_facts
from dpkit.package_reading import DESCRIPTOR, MAX_DESCRIPTOR_BYTES, read_tables
from dpkit.schema import HISTORY_TABLES, default_schemas, history_schemas, packaged_schemas
from dpkit.store.git import package_at
from dpkit.store.kept import kept_files
from dpkit.store.package_folder import WORK_FOLDER, read_package_file, replace_copy
from dpkit.store.project import Project

MAX_PROVENANCE_BYTES = 1024**3
Table = TypeVar("Table")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPackage:
    """A package as it was: its tables (history too), descriptor and toolkit; `name` as people would call it."""

    name: str
    tables: Mapping[str, pa.Table]
    descriptor: Mapping[str, Any]
    toolkit: Toolkit
    set_aside_chars: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def ledger_of(project: Project) -> Ledger:
    """The ledger of a project.

    Raises: InputError where it is damaged.
    """
    return read_ledger(project.curation, project.config.curation_folder)


def release_as_of(ledger: Ledger, wanted: str) -> Release:
    """The release of a version (`0.2.0`), or the last one at the end of a day (`2026-11-25`, UTC).

    Raises: UsageError where there is none.
    """
    if not ledger.releases:
        raise UsageError(f"{wanted}: this dataset has no release yet; `dpkit release` before this was expected")
    for release in ledger.releases:
        if wanted.removeprefix("v") == release.version:
            return release
    try:
        day = dt.date.fromisoformat(wanted)
    except ValueError:
        known = ", ".join(release.version for release in ledger.releases[-10:])
        raise UsageError(f"{wanted}: no release is called so; one of {known}, or a day was expected") from None
    found = [release for release in ledger.releases if release.created.date() <= day]
    if not found:
        first = ledger.releases[0].created.date()
        raise UsageError(f"{wanted}: the first release is of {first}; a day from then on was expected")
    return found[-1]


def open_release(project: Project, release: Release, target: Path | None = None) -> Path:
    """A folder with the package of a release, byte for byte, less what was withdrawn since.

    Raises: PackageError where it is not kept, or is not what was released.
    """
    folder = target if target is not None else project.root / WORK_FOLDER / "as-of" / release.version
    replace_copy(folder, kept_files(project.releases, release.version))
    found = package_hash({name: content_hash(table) for name, table in _tables(folder).items()})
    if found not in expected_hashes(ledger_of(project), release):
        raise PackageError(
            f"{release.version}: the kept package has other rows than were released; those were expected"
        )
    return folder


def kept_package(project: Project, version: str) -> PastPackage:
    """A kept release, without a look at what it should hold.

    Raises: PackageError.
    """
    folder = project.root / WORK_FOLDER / "as-of" / version
    replace_copy(folder, kept_files(project.releases, version))
    return package_in(folder, version)


def expected_hashes(ledger: Ledger, release: Release) -> tuple[str, ...]:
    """The content hash that a kept release must have: after the last withdrawal from it, else as it was released."""
    withdrawn = [each.releases[release.version] for each in ledger.tombstones if release.version in each.releases]
    return tuple(withdrawn[-1:]) or (release.content_hash,)


def withdrawn_from(ledger: Ledger, release: Release) -> tuple[Tombstone, ...]:
    """The tombstones of documents that a release had when it was made."""
    return tuple(each for each in ledger.tombstones if release.version in each.releases)


def past_package(project: Project | None, name: str) -> PastPackage:
    """The package that a name means: a folder, a release, else a git revision of the project.

    Raises: UsageError, PackageError, InputError.
    """
    folder = Path(name)
    if folder.is_dir():
        return package_in(_package_below(folder), name)
    if project is None:
        raise UsageError(f"{name}: there is no such folder; a data package was expected")
    ledger = ledger_of(project)
    try:
        release = release_as_of(ledger, name)
    except UsageError as no_release:
        return _at_revision(project, name, no_release)
    return package_in(open_release(project, release), f"release {release.version}")


def compare(old: PastPackage, new: PastPackage) -> Comparison:
    """What two packages differ in."""
    diff = diff_packages(old.tables, new.tables, {**default_schemas(), **history_schemas()})
    return Comparison(
        old=old.name,
        new=new.name,
        diff=diff,
        causes=causes_of(
            diff,
            old.toolkit,
            new.toolkit,
            is_other_edition=edition_in(old.descriptor) != edition_in(new.descriptor),
        ),
        schema=schema_changes(old.descriptor, new.descriptor),
        facts=changed_facts(old.descriptor, new.descriptor),
    )


def continuity_with(past: PastPackage, tables: Mapping[str, pa.Table], ledger: Ledger) -> Continuity:
    """What became of the ids of a former package."""
    return continue_ids(ten_of(past.tables), ten_of(tables), ledger.target_of())


def ten_of(tables: Mapping[str, Table]) -> Mapping[str, Table]:
    """Of tables (or schemas) by name, those that are not history."""
    return {name: table for name, table in tables.items() if name not in HISTORY_TABLES}


def package_in(folder: Path, name: str) -> PastPackage:
    """The package in a folder.

    Raises: PackageError.
    """
    tables = _tables(folder)
    if not tables:
        raise PackageError(f"{folder}: no table is there; a data package was expected")
    try:
        descriptor = json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES).decode("utf-8"))
        provenance = read_package_file(folder, "provenance.json", MAX_PROVENANCE_BYTES)
        toolkit, set_aside = read_toolkit(provenance), read_set_aside(provenance)
    except (ValueError, RecursionError) as error:
        raise PackageError(
            f"{folder}: {error}; descriptor and provenance as dpkit writes them were expected"
        ) from error
    return PastPackage(name=name, tables=tables, descriptor=descriptor, toolkit=toolkit, set_aside_chars=set_aside)


def _tables(folder: Path) -> Mapping[str, pa.Table]:
    return read_tables(folder, {**default_schemas(), **history_schemas()})


def _package_below(folder: Path) -> Path:
    """The package itself, or that of the project in a folder."""
    if not (folder / DESCRIPTOR).is_file() and (folder / "datapackage" / DESCRIPTOR).is_file():
        return folder / "datapackage"
    return folder


def _at_revision(project: Project, name: str, no_release: DpkitError) -> PastPackage:
    try:
        commit, contents = package_at(project.root, name, project.config.package_folder)
    except UsageError as no_revision:
        raise UsageError(f"{no_release}; nor does git know it here") from no_revision
    target = project.root / WORK_FOLDER / "as-of" / f"git-{hashlib.sha256(commit.encode()).hexdigest()[:12]}"
    replace_copy(target, _complete(contents, name))
    return package_in(target, f"git {name}")


def _complete(contents: Iterator[tuple[str, bytes]], name: str) -> Iterator[tuple[str, bytes]]:
    """The files of a revision, which must hold a package at all."""
    is_empty = True
    for path, data in contents:
        is_empty = False
        yield path, data
    if is_empty:
        raise PackageError(f"{name}: no package was committed there; a revision that holds one was expected")


def parts_of(past: PastPackage, ledger: Ledger) -> PackageParts:
    """The parts that a former package was written from, so that it can be written again.

    Raises: ConfigError where its schemas cannot be used.
    """
    return PackageParts(
        dataset=dataset_said(past.descriptor),
        tables=past.tables,
        schemas=packaged_schemas(past.descriptor),
        toolkit=past.toolkit,
        set_aside_chars=past.set_aside_chars,
        ledger=ledger,
    )
