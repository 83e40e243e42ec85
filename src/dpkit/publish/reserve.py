"""An identifier before the release is cut, so that its bytes carry it and are the same everywhere."""

from collections.abc import Mapping
from dataclasses import replace

from dpkit.errors import RemoteError, UsageError
from dpkit.inputs.config import Config
from dpkit.inputs.targets import TargetSettings
from dpkit.model import Order, RecordFacts
from dpkit.package.descriptor import RIGHTS_NOTE
from dpkit.publish.facts import person_of
from dpkit.publish.patience import Pause, patiently
from dpkit.publish.targets import publisher_for
from dpkit.release import Reserve
from dpkit.store.project import Project
from dpkit.store.publishing import place_of, publications_at, publishing, read_journal, write_journal

RESERVING = frozenset({"dataverse", "invenio", "zenodo"})
"""Kinds of repositories that give an identifier to a draft."""


def reserving(
    project: Project, settings: TargetSettings, environment: Mapping[str, str], pause: Pause, day: str
) -> Reserve:
    """What reserves an identifier at a target: in a draft there, which `dpkit publish` fills later.

    Raises: UsageError where such repositories reserve nothing.
    """
    if settings.kind not in RESERVING:
        known = ", ".join(sorted(RESERVING))
        raise UsageError(f"--reserve {settings.name}: {settings.kind} reserves no identifiers; {known} was expected")

    def reserve(name: str, version: str) -> str:
        with publishing(project, settings.name):
            journal = read_journal(project, settings.name, version, place_of(settings))
            order = Order(
                facts=_facts(project.config, name, version, day),
                files=(),
                draft=journal.draft,
                former=publications_at(project, settings.name),
            )
            publisher = publisher_for(settings, order, project.root, project.package, environment)
            deposit = patiently(lambda: publisher.find() or publisher.start(), pause)
            found = deposit.identifiers.get("doi")
            if found is None:
                raise RemoteError(f"{deposit.url}: the repository reserved no DOI; one was expected")
            write_journal(project, replace(journal, draft=deposit.id, identifier=found, url=deposit.url))
        return found

    return reserve


def _facts(config: Config, name: str, version: str, day: str) -> RecordFacts:
    """What is known before there is a release; `dpkit publish` says the rest."""
    return RecordFacts(
        name=name,
        title=config.title or name,
        version=version,
        day=day,
        manifest="",
        description=config.description or "",
        contributors=tuple(map(person_of, config.contributors)),
        licenses=(),
        rights_note=f"The licence holds {RIGHTS_NOTE}.",
        keywords=config.keywords,
        languages=(),
        sources=(),
        changes=(),
        homepage=config.homepage,
    )
