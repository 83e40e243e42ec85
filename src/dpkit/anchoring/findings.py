"""Findings with the place where each can be mended; only those that are shown are looked up, not every fault."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dpkit.anchoring.curated import curation_of
from dpkit.anchoring.places import lined, raw_places
from dpkit.anchoring.rows import Lookup
from dpkit.anchoring.targets import targets_of
from dpkit.model import Finding, Place
from dpkit.package.descriptor import data_path
from dpkit.store.project import Project


def anchored(findings: Iterable[Finding], lookup: Lookup, project: Project) -> tuple[Finding, ...]:
    """The findings, in their order; those about a row lead to where its value was decided.

    That is the entry in the authority list or in the corrections, the line of the sidecar that states the fact, else
    the words in the raw file. A row whose raw file is gone, or holds something else by now, leads as far as is known.
    """
    findings = lined(tuple(findings), project)
    homeless = [
        found for found in findings if found.place is None and None not in (found.table, found.key) and found.count == 1
    ]
    if not homeless:
        return findings
    targets = targets_of(homeless, lookup)
    curation = curation_of(project)
    places = {found: curation.place_of(found, target) for found, target in targets.items()}
    rest = [(found, target) for found, target in targets.items() if places[found] is None]
    places |= dict(raw_places(project, rest))
    return tuple(replace(found, place=places.get(found)) if found.place is None else found for found in findings)


def anchored_in_package(findings: Iterable[Finding], lookup: Lookup, project: Project | None) -> Iterable[Finding]:
    """The findings of a package; where it is that of a project, their places count from the root of the project.

    What cannot be led to a raw file leads to the file of the table.
    """
    if project is None:
        return _in_files(findings, "")
    folder = project.config.package_folder
    return _in_files(anchored(below(findings, folder), lookup, project), f"{folder}/")


def below(findings: Iterable[Finding], folder: str) -> Iterator[Finding]:
    """Findings of a package whose places count from the root of the project in which it lies."""
    for found in findings:
        place = found.place
        yield found if place is None else replace(found, place=replace(place, path=f"{folder}/{place.path}"))


def _in_files(findings: Iterable[Finding], prefix: str) -> Iterator[Finding]:
    for found in findings:
        if found.place is None and found.table is not None:
            yield replace(found, place=Place(path=prefix + data_path(found.table)))
        else:
            yield found
