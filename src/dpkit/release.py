"""A release: what changed since the last one, the version that follows, the ids carried forward, all of it kept.

The order of writing makes a kill harmless at every point: first the kept copy, which counts for nothing without its
line in the ledger; then the ledger; then the package, which any later build makes the same from the ledger.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version as installed
from typing import Any

from dpkit.document import Stopwatch
from dpkit.errors import UsageError
from dpkit.fresh import BuildOptions, Built, build_tables, input_hashes, is_sound
from dpkit.model import Finding, Ledger, Redirect, Release
from dpkit.package.assemble import assemble
from dpkit.package.causes import causes_of
from dpkit.package.changelog import changes_of, first_changes
from dpkit.package.continuity import Continuity
from dpkit.package.descriptor import write_descriptor
from dpkit.package.diff import diff_packages
from dpkit.package.hashes import content_hash
from dpkit.package.history import hash_of, with_history
from dpkit.package.merges import with_merges
from dpkit.package.parts import PackageParts
from dpkit.package.schema_changes import schema_changes
from dpkit.package.state import changed_facts, state_hash
from dpkit.package.versions import Change, Level, level_of, next_version
from dpkit.past import PastPackage, continuity_with, open_release, package_in, ten_of
from dpkit.store.git_tag import commit_and_tag, has_tag, require_taggable
from dpkit.store.kept import keep_files, kept_files
from dpkit.store.ledger import release_files, write_files
from dpkit.store.lock import write_lock
from dpkit.store.package_folder import Held, locked, replace_package
from dpkit.store.project import Project
from dpkit.validate.history import vanished

Reserve = Callable[[str, str], str]
"""Name and version of a dataset → the identifier that a target reserved for it, such as a DOI."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """What a caller decides; `now` becomes the date of the release.

    `retire` is the reason for which every id that nothing took the place of is gone for good; None asks about them.
    `reserve` leads the name of a target to what reserves an identifier there.
    """

    build: BuildOptions
    now: dt.datetime
    retire: str | None = None
    is_tagged: bool = True
    is_trial: bool = False
    reserve: Mapping[str, Reserve] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReport:
    """What a release is, or would be; `release` None where nothing changed or findings speak against it."""

    level: Level | None
    release: Release | None
    redirects: tuple[Redirect, ...] = ()
    findings: tuple[Finding, ...] = ()
    tag: str | None = None
    is_written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The next release before its hashes are known."""

    level: Level
    changes: tuple[str, ...]
    redirects: tuple[Redirect, ...] = ()


def release(project: Project, options: ReleaseOptions) -> ReleaseReport:
    """Release what a project says now, where it says anything new.

    Raises: UsageError, ConfigError, InputError, PackageError; nothing is written then.
    """
    with locked(project.package) as held:
        built = build_tables(project, options.build, Stopwatch(options.build.clock))
        if not is_sound(built.findings, built.parts.tables["documents"].num_rows, options.build):
            return ReleaseReport(level=None, release=None, findings=built.findings)
        past = _last_package(project, built.parts.ledger)
        continuity = continuity_with(past, built.parts.tables, built.parts.ledger) if past is not None else None
        if continuity is not None and continuity.open and options.retire is None:
            findings = tuple(vanished(continuity.open, past.name if past else ""))
            return ReleaseReport(level=None, release=None, findings=findings)
        plan = _plan(past, continuity, built.parts)
        if plan.level == "none":
            return _nothing_new(project, held, built, options)
        return _released(project, held, built, plan, options)


def _last_package(project: Project, ledger: Ledger) -> PastPackage | None:
    latest = ledger.latest
    return package_in(open_release(project, latest), latest.version) if latest is not None else None


def _plan(past: PastPackage | None, continuity: Continuity | None, parts: PackageParts) -> _Plan:
    pending = tuple(each for each in parts.ledger.redirects if each.version is None)
    if past is None or continuity is None:
        rows = {name: parts.tables[name].num_rows for name in ("documents", "claims")}
        return _Plan(level="minor", changes=first_changes(rows["documents"], rows["claims"]), redirects=pending)
    pending = with_merges(pending, past.tables, parts.tables)
    redirects = (*pending, *continuity.paired, *continuity.retired, *_given_up(continuity))
    change = change_between(past, parts, redirects)
    return _Plan(level=level_of(change), changes=changes_of(change), redirects=redirects)


def change_between(past: PastPackage, parts: PackageParts, redirects: tuple[Redirect, ...]) -> Change:
    """Everything that changed since a former package."""
    described = _described(parts)
    diff = diff_packages(ten_of(past.tables), ten_of(parts.tables), ten_of(parts.schemas))
    return Change(
        diff=diff,
        causes=causes_of(diff, past.toolkit, parts.toolkit),
        schema=schema_changes(past.descriptor, described),
        redirects=redirects,
        facts=changed_facts(past.descriptor, described),
    )


def _given_up(continuity: Continuity) -> Iterator[Redirect]:
    for ids in continuity.open.values():
        yield from (Redirect(old_id=old, new_id=None, cause="decided") for old in ids)


def _described(parts: PackageParts) -> Mapping[str, Any]:
    """The descriptor as it will be, but for the hashes of the files."""
    contents = {name: content_hash(table) for name, table in parts.tables.items()}
    found: Mapping[str, Any] = json.loads(write_descriptor(parts, contents, contents))
    return found


def _nothing_new(project: Project, held: Held, built: Built, options: ReleaseOptions) -> ReleaseReport:
    """Nothing is released twice; package and tag that a killed release did not come to are made up for."""
    latest = built.parts.ledger.latest
    if not options.is_trial:
        replace_package(held, assemble(built.parts))
    tag = f"v{latest.version}" if latest is not None else None
    if tag is not None and options.is_tagged and not options.is_trial and not has_tag(project.root, tag):
        _require_taggable(project, tag)
        commit_and_tag(project.root, tag, _written_paths(project), f"Release {tag[1:]}")
        return ReleaseReport(level="none", release=None, tag=tag)
    return ReleaseReport(level="none", release=None)


def _released(project: Project, held: Held, built: Built, plan: _Plan, options: ReleaseOptions) -> ReleaseReport:
    ledger, dataset = built.parts.ledger, built.parts.dataset
    latest = ledger.latest
    number = project.config.version.partition("-")[0] if latest is None else next_version(latest.version, plan.level)
    if latest is not None and options.now < latest.created:
        raise UsageError(
            f"{options.now:%Y-%m-%d %H:%M}: the last release is of {latest.created}; a later time was expected"
        )
    tag = f"v{number}" if options.is_tagged else None
    if tag is not None:
        _require_taggable(project, tag)
    reserved = (
        {} if options.is_trial else {name: ask(dataset.name, number) for name, ask in (options.reserve or {}).items()}
    )
    redirects = tuple(replace(each, version=number) for each in plan.redirects)
    made = _with_release(project, built.parts, redirects, number, plan.changes, reserved, options.now)
    report = ReleaseReport(level=plan.level, release=made.ledger.latest, redirects=redirects, tag=tag)
    if options.is_trial:
        return report
    files = release_files(project, ledger, made.ledger.releases[-1], redirects)
    made = replace(made, toolkit=replace(made.toolkit, inputs=input_hashes(_with_curation(project, files))))
    keep_files(project.releases, number, assemble(made))
    write_lock(project.root, project.config.raw_folder, built.lock)
    write_files(project, files)
    replace_package(held, kept_files(project.releases, number))
    if tag is not None:
        commit_and_tag(project.root, tag, _written_paths(project), f"Release {number}")
    return replace(report, is_written=True, findings=built.findings)


def _with_release(
    project: Project,
    parts: PackageParts,
    redirects: tuple[Redirect, ...],
    number: str,
    changes: tuple[str, ...],
    reserved: Mapping[str, str],
    now: dt.datetime,
) -> PackageParts:
    """The package as it is with its release: tables, version and date, changelog."""
    kept = tuple(each for each in parts.ledger.redirects if each.version is not None)
    ledger = replace(parts.ledger, redirects=(*kept, *redirects))
    tables, schemas = with_history(ten_of(parts.tables), ten_of(parts.schemas), ledger)
    content = hash_of(tables)
    one = Release(
        version=number,
        created=now.replace(microsecond=0),
        toolkit=installed("dpkit"),
        content_hash=content,
        state_hash=state_hash(parts.dataset, schemas, content),
        changes=changes,
        identifiers=reserved,
    )
    identifiers = tuple(value for _, value in sorted(reserved.items()))
    dataset = replace(parts.dataset, version=number, created=one.created, identifiers=identifiers)
    ledger = replace(ledger, releases=(*ledger.releases, one))
    return replace(parts, dataset=dataset, tables=tables, schemas=schemas, ledger=ledger)


def _with_curation(project: Project, files: Mapping[str, bytes]) -> Project:
    return replace(project, curation={**project.curation, **files})


def _require_taggable(project: Project, tag: str) -> None:
    config = project.config
    folders = (config.raw_folder, config.curation_folder, config.schemas_folder)
    require_taggable(project.root, tag, ("dpkit.toml", *folders))


def _written_paths(project: Project) -> tuple[str, ...]:
    """What a release writes, as far as the dataset keeps it in git."""
    config = project.config
    package = (config.package_folder,) if config.is_committed else ()
    return (f"{config.curation_folder}/ledger", config.raw_folder, config.releases_folder, *package)
