"""A document taken back on request: a tombstone stays, and no text, neither in the package nor in what was kept.

Every step can be taken again: what was interrupted is ended by the same command.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dpkit.build import BuildOptions, BuildReport, build
from dpkit.document import DocumentTask
from dpkit.errors import UsageError
from dpkit.inputs.curation import ENTITIES_NAME, read_entities
from dpkit.inputs.ledger import read_publications
from dpkit.inputs.sidecar import SIDECAR_SUFFIX
from dpkit.intake import document_tasks
from dpkit.model import Ledger, Release, Tombstone
from dpkit.package.assemble import assemble
from dpkit.package.history import hash_of
from dpkit.package.parts import PackageParts
from dpkit.package.withdrawal import TWIN_SHARE, also_said, pieces_of, without_document
from dpkit.package_reading import DESCRIPTOR
from dpkit.past import PastPackage, kept_package, ledger_of, package_in, parts_of
from dpkit.schema import history_schemas
from dpkit.store.clearing import clear_work_folder, remove_raw
from dpkit.store.git_history import commits_with, remotes
from dpkit.store.kept import drop_unlisted, keep_files, kept_versions
from dpkit.store.ledger import tombstone_file, write_files
from dpkit.store.package_folder import locked, replace_package
from dpkit.store.project import Project, load_project
from dpkit.store.publishing import Journal, begun
from dpkit.store.raw import RawListing, list_raw, raw_file_at
from dpkit.store.traces import files_with


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOptions:
    """What a caller decides; `reason` must tell nothing of the text, for it stays."""

    build: BuildOptions
    today: dt.date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport:
    """What was done, where words were still found, and what only a person can reach.

    `twins` are other documents with the same words, such as a later capture of the page.
    """

    document_id: str
    removed: tuple[str, ...]
    releases: tuple[str, ...]
    twins: tuple[str, ...]
    traces: tuple[str, ...]
    beyond: tuple[str, ...]
    build: BuildReport


def withdraw(project: Project, document_id: str, options: WithdrawOptions) -> WithdrawReport:
    """Take a document back.

    Raises: UsageError where there is no such document, or its raw file holds others too; PackageError, InputError.
    """
    former = dict(_holding(project, document_id))
    ledger = ledger_of(project)
    is_known = any(each.document_id == document_id for each in ledger.tombstones)
    raw = _raw_path(project, document_id, former)
    if not former and raw is None and not is_known:
        raise UsageError(f"{document_id}: no package or release has this document; a document_id was expected")
    pieces, shared = _said(former, document_id)
    rewritten = _rewritten(project, document_id, former)
    if not is_known:
        tombstone = _tombstone(document_id, options, rewritten)
        write_files(project, tombstone_file(project, tombstone))
        ledger = replace(ledger, tombstones=(*ledger.tombstones, tombstone))
    with locked(project.package) as held:
        for version, parts in rewritten.items():
            parts = replace(parts, ledger=_until(ledger, version))
            if version:
                keep_files(project.releases, version, assemble(parts))
            else:
                replace_package(held, assemble(parts))
        if kept_versions(project.releases):
            drop_unlisted(project.releases)
        drafts = begun(project)
        removed = remove_raw(project, raw, options.reason) if raw is not None else ()
        clear_work_folder(project)
    report = build(load_project(project.root), options.build)
    return WithdrawReport(
        document_id=document_id,
        removed=removed,
        releases=tuple(sorted(version for version in rewritten if version)),
        twins=tuple(sorted(key for key, held in shared.items() if len(held) >= TWIN_SHARE * len(pieces))),
        traces=files_with(project.root, sorted(pieces.difference(*shared.values()))),
        beyond=tuple(_beyond(project, raw, ledger, drafts)),
        build=report,
    )


def _holding(project: Project, document_id: str) -> Iterator[tuple[str, PastPackage]]:
    """Version → kept release, and "" → package, that have the document."""
    for version in kept_versions(project.releases):
        past = kept_package(project, version)
        if _has(past, document_id):
            yield version, past
    if (project.package / DESCRIPTOR).is_file():
        now = package_in(project.package, "")
        if _has(now, document_id):
            yield "", now


def _said(former: Mapping[str, PastPackage], document_id: str) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Pieces of what a document said in any package, and which of them other documents say too."""
    pieces = frozenset(piece for past in former.values() for piece in pieces_of(past.tables, document_id))
    shared: dict[str, frozenset[str]] = {}
    for past in former.values():
        for key, held in also_said(past.tables, document_id, pieces).items():
            shared[key] = shared.get(key, frozenset()) | held
    return pieces, shared


def _has(past: PastPackage, document_id: str) -> bool:
    return document_id in past.tables["documents"].column("document_id").to_pylist()


def _raw_path(project: Project, document_id: str, former: Mapping[str, PastPackage]) -> str | None:
    """The raw file of a document, which must hold no other; None where it is gone."""
    for path in _candidates(project, document_id, former):
        found = _ids_in(project, path)
        if document_id in found and len(found) > 1:
            raise UsageError(
                f"{path}: this file holds {len(found) - 1} other documents; take the record of {document_id} out "
                "of it, `dpkit accept` the change, and withdraw again: a file of its own was expected"
            )
        if document_id in found:
            return path
    return None


def _candidates(project: Project, document_id: str, former: Mapping[str, PastPackage]) -> Iterator[str]:
    """Raw files that may hold a document: where packages say that it was, then all."""
    for past in former.values():
        for row in past.tables["documents"].select(["document_id", "raw_path"]).to_pylist():
            if row["document_id"] == document_id:
                yield str(row["raw_path"])
    yield from (raw_file.path for raw_file in list_raw(project.root, project.config.raw_folder).files)


def _ids_in(project: Project, path: str) -> tuple[str, ...]:
    raw_file = raw_file_at(project.root, path)
    if raw_file is None:
        return ()
    tasks = document_tasks(project, RawListing(files=(raw_file,)))
    return tuple(task.document_id for task in tasks if isinstance(task, DocumentTask))


def _rewritten(project: Project, document_id: str, former: Mapping[str, PastPackage]) -> Mapping[str, PackageParts]:
    """The packages that had the document, as they are without it."""
    path = f"{project.config.curation_folder}/{ENTITIES_NAME}"
    authority, _ = read_entities(project.curation.get(path, b""), path)
    curated = {form for one in authority.entities for form in (one.name, *(alias.text for alias in one.aliases))}
    rewritten = {}
    for version, past in former.items():
        left = without_document(past.tables, document_id, curated)
        parts = parts_of(past, Ledger())
        schemas = {**parts.schemas, "redirects": history_schemas()["redirects"]}
        rewritten[version] = replace(parts, tables=left.tables, schemas={name: schemas[name] for name in left.tables})
    return rewritten


def _until(ledger: Ledger, version: str) -> Ledger:
    """The ledger as a release knew it; the whole of it for the package of today."""
    releases: list[Release] = []
    for release in ledger.releases:
        releases.append(release)
        if release.version == version:
            break
    return replace(ledger, releases=tuple(releases))


def _tombstone(document_id: str, options: WithdrawOptions, rewritten: Mapping[str, PackageParts]) -> Tombstone:
    return Tombstone(
        document_id=document_id,
        reason=" ".join(options.reason.split()),
        withdrawn_on=options.today,
        releases={version: hash_of(parts.tables) for version, parts in sorted(rewritten.items()) if version},
    )


def _beyond(project: Project, raw: str | None, ledger: Ledger, drafts: tuple[Journal, ...]) -> Iterator[str]:
    """What this command cannot reach."""
    config = project.config
    paths = [
        path for path in (raw, raw and raw + SIDECAR_SUFFIX, config.package_folder, config.releases_folder) if path
    ]
    commits = commits_with(project.root, paths)
    if commits:
        yield f"git history: {commits} commits hold the raw file, the package or releases; rewriting them is yours"
    yield from (f"git remote {name}: whoever fetched from it has copies" for name in remotes(project.root))
    yield from _elsewhere(project, ledger, drafts)
    yield "copies that others downloaded, search engines, web archives, backups of this machine"


def _elsewhere(project: Project, ledger: Ledger, drafts: tuple[Journal, ...]) -> Iterator[str]:
    """Repositories that hold releases, drafts of them, or an identifier that was reserved for one."""
    known = read_publications(project.curation, project.config.curation_folder)
    for each in known:
        yield f"{each.target}: release {each.version} is published at {each.url}; its keepers can take it down"
    there = {(each.target, each.version) for each in known}
    for draft in drafts:
        if (draft.target, draft.version) not in there:
            there.add((draft.target, draft.version))
            yield f"{draft.target}: a draft of release {draft.version} is at {draft.url}; delete it there"
    for release in ledger.releases:
        for target, identifier in sorted(release.identifiers.items()):
            if (target, release.version) not in there:
                yield f"{target}: {identifier} was reserved for release {release.version}; look what lies there"
