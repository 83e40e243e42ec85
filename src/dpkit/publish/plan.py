"""What would be sent where, known before anything is: no token, no network."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dpkit.document import DocumentTask
from dpkit.edition import EditionReport, curated_forms, edition_for_publication
from dpkit.errors import PackageError, UsageError
from dpkit.fresh import BuildOptions
from dpkit.inputs.targets import KINDS, TargetSettings
from dpkit.intake import document_tasks
from dpkit.model import Finding, Order, Publication, Release
from dpkit.package.checksums import MANIFEST
from dpkit.package.descriptions.facts import citable
from dpkit.package_reading import DESCRIPTOR, MAX_DESCRIPTOR_BYTES, read_table, validate_package
from dpkit.past import ledger_of, open_release, release_as_of, withdrawn_from
from dpkit.publish.facts import record_facts
from dpkit.publish.package_files import package_file
from dpkit.release import ReleaseOptions, release
from dpkit.store.package_folder import WORK_FOLDER, list_package, read_package_file
from dpkit.store.project import Project
from dpkit.store.publishing import publications_at
from dpkit.store.raw import list_raw

_ALLOWANCES = {"metadata_only": 0, "offsets_only": 1, "full_text": 2}
NEEDS_CREATORS = frozenset({"invenio", "zenodo", "dataverse"})
"""Kinds of repositories whose records ask who made them; nobody is made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One release, the folder with its bytes, and where it goes; `last` is the publication there before it."""

    settings: TargetSettings
    release: Release
    folder: Path
    order: Order
    edition: EditionReport
    last: Publication | None

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.order.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a release is not published: findings of severity error, in its package or in the project as it is now."""

    findings: tuple[Finding, ...]


def target_settings(targets: Mapping[str, TargetSettings], name: str, *, is_sandbox: bool) -> TargetSettings:
    """The repository that a name means: of dpkit.toml, or a kind that needs no settings.

    Raises: UsageError.
    """
    found = targets.get(name)
    if found is None and name == "zenodo":
        found = TargetSettings(name=name, kind=name)
    if found is None:
        known = ", ".join(sorted(targets)) or "none yet"
        kinds = ", ".join(KINDS)
        raise UsageError(
            f"{name}: dpkit.toml names no such target (it names: {known}); a table [publish.{name}] was expected, "
            f"with a kind of {kinds}"
        )
    if not is_sandbox:
        return found
    if found.sandbox is None and found.kind != "zenodo":
        raise UsageError(f"--sandbox: {name} has no trial place; a table [publish.{name}.sandbox] was expected")
    return found.in_sandbox()


def make_plan(
    project: Project, settings: TargetSettings, options: BuildOptions, wanted: str | None, now: dt.datetime
) -> Plan | Refusal:
    """The plan for the last release, which the project must still be as it was, or for the one that is named.

    Raises: UsageError where there is no release, or the project says something newer; PackageError.
    """
    ledger = ledger_of(project)
    if wanted is None:
        if ledger.latest is None:
            raise UsageError("there is no release yet; `dpkit release` before this was expected")
        stale = _newer_than_released(project, ledger.latest, options, now)
        if stale is not None:
            return stale
    chosen = release_as_of(ledger, wanted) if wanted is not None else ledger.releases[-1]
    if gone := withdrawn_from(ledger, chosen):
        raise UsageError(
            f"{chosen.version}: {len(gone)} of its documents were withdrawn since; release anew and publish that"
        )
    folder = open_release(project, chosen, project.root / WORK_FOLDER / "publish" / "release" / chosen.version)
    if wanted is not None and (revoked := _revoked(project, folder)):
        raise UsageError(
            f"{chosen.version}: of {len(revoked)} of its documents less may be passed on today than it says "
            f"({', '.join(revoked[:3])}{' …' if len(revoked) > 3 else ''}); release anew and publish that"
        )
    _, findings = validate_package(folder)
    faults = tuple(finding for finding in findings if finding.severity == "error")
    if faults:
        return Refusal(findings=faults)
    public = project.root / WORK_FOLDER / "publish" / "edition" / chosen.version
    edition = edition_for_publication(folder, public, curated_forms(project))
    if not edition.is_written:
        return Refusal(findings=edition.findings)
    return _plan(project, settings, chosen, edition)


def _revoked(project: Project, folder: Path) -> tuple[str, ...]:
    """The documents of a former release of which the sidecars of today let pass on less than it says."""
    columns = ["document_id", "license", "redistribution"]
    released = read_table(folder, "data/documents.parquet").select(columns).to_pylist()
    was = {row["document_id"]: _allowance(row["license"], row["redistribution"]) for row in released}
    tasks = document_tasks(project, list_raw(project.root, project.config.raw_folder))
    rights = {task.document_id: task.facts.rights for task in tasks if isinstance(task, DocumentTask)}
    now = {key: _allowance(stated.license, stated.redistribution) for key, stated in rights.items()}
    return tuple(sorted(key for key in was.keys() & now.keys() if now[key] < was[key]))


def _allowance(license_id: str | None, redistribution: str | None) -> int:
    """How much may be passed on: where nobody stated a licence, no words."""
    stated = _ALLOWANCES[redistribution or "full_text"]
    return min(stated, _ALLOWANCES["offsets_only"]) if license_id in (None, "unknown") else stated


def _newer_than_released(project: Project, latest: Release, options: BuildOptions, now: dt.datetime) -> Refusal | None:
    """Findings of the project as it is now, where they are errors.

    Raises: UsageError where a new release would say something else than the last one.
    """
    trial = ReleaseOptions(build=options, now=max(latest.created, now), is_tagged=False, is_trial=True)
    report = release(project, trial)
    if report.level is None:
        return Refusal(findings=tuple(finding for finding in report.findings if finding.severity == "error"))
    if report.release is None:
        return None
    changes = "; ".join(report.release.changes[:3])
    raise UsageError(
        f"the dataset changed since {latest.version} ({changes}): run `dpkit release` first, or name the release that "
        f"is meant with --version {latest.version}"
    )


def _plan(project: Project, settings: TargetSettings, chosen: Release, edition: EditionReport) -> Plan:
    folder = edition.folder
    listed = tuple(package_file(folder, entry.path) for entry in list_package(folder))
    manifest = next((file.sha256 for file in listed if file.path == MANIFEST), None)
    if manifest is None:
        raise PackageError(f"{folder}: no {MANIFEST}; a whole package was expected")
    descriptor = json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES))
    languages = read_table(folder, "data/documents.parquet").column("language").to_pylist()
    former = publications_at(project, settings.name)
    if settings.kind in NEEDS_CREATORS:
        citable(descriptor)
    order = Order(
        facts=record_facts(descriptor, chosen, manifest, languages),
        files=listed,
        reserved=chosen.identifiers.get(settings.name),
        former=former,
    )
    last = next((each for each in reversed(former) if each.version != chosen.version), None)
    return Plan(settings=settings, release=chosen, folder=folder, order=order, edition=edition, last=last)


def published_before(plan: Plan) -> Publication | None:
    """This very release there, as the ledger has it.

    Raises: PackageError where that version was published with other bytes.
    """
    for each in plan.order.former:
        if each.version == plan.release.version:
            if each.manifest != plan.order.facts.manifest:
                here = plan.order.facts.manifest
                raise PackageError(
                    f"{each.url}: version {each.version} was published with other bytes (SHA256SUMS of "
                    f"{each.manifest[:12]}…, here {here[:12]}…); a published version never changes: release a new one"
                )
            return each
    return None
