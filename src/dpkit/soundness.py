"""What speaks for or against a package as a whole: its lock, its redirects, the findings at their severities."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version

from dpkit.errors import ConfigError
from dpkit.inputs.config import Config
from dpkit.inputs.curation import REDIRECTS_NAME, read_redirects
from dpkit.inputs.requirement import fits
from dpkit.model import Finding, Place
from dpkit.store.lock import RawLock, compare_lock, extend_lock, read_lock
from dpkit.store.project import Project
from dpkit.store.raw import Fingerprint
from dpkit.validate import sorted_findings


def require_toolkit(config: Config) -> None:
    """Raises: ConfigError where the dataset wants another version of dpkit."""
    wanted, own = config.requires_dpkit, version("dpkit")
    if wanted is not None and not fits(wanted, own):
        raise ConfigError(f"dpkit.toml: this is dpkit {own}; {wanted} was expected (requires-dpkit)")


def is_sound(findings: Iterable[Finding], documents: int, *, keep_going: bool) -> bool:
    """May the package be written? Not with errors, unless those are of documents that a caller agreed to leave out."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return True
    return keep_going and documents > 0 and all(map(_is_of_a_file, errors))


def redirect_faults(project: Project, entity_ids: Iterable[str]) -> Iterator[Finding]:
    """Redirects of former entity ids that lead nowhere."""
    path = f"{project.config.curation_folder}/{REDIRECTS_NAME}"
    if path not in project.curation:
        return
    redirects, findings = read_redirects(project.curation[path], path)
    yield from findings
    known = {*entity_ids, *redirects}
    for old, new in sorted(redirects.items()):
        if new not in known:
            message = f"{path}: {old} leads to {new}, which is no entity; the id of one was expected"
            yield Finding(code="DP218", severity="error", message=message, place=Place(path=path), key=old)


def checked_lock(project: Project, found: Mapping[str, Fingerprint]) -> tuple[RawLock, tuple[Finding, ...]]:
    """The lock as it will be after this build, and what speaks against it."""
    lock, findings = read_lock(project.root, project.config.raw_folder)
    if lock is None:
        return RawLock(), findings
    return extend_lock(lock, found), (*findings, *compare_lock(lock, found))


def graded(findings: Iterable[Finding], config: Config) -> tuple[Finding, ...]:
    """Sorted findings, with the severities that the dataset gives to rules."""
    severities = config.severities or {}
    return sorted_findings(replace(found, severity=severities.get(found.code, found.severity)) for found in findings)


def _is_of_a_file(finding: Finding) -> bool:
    """Does an error speak of one raw file, which can be left out? Not where the tables themselves are wrong."""
    return finding.code.startswith("DP1") and finding.code not in ("DP110", "DP111", "DP112", "DP114")
