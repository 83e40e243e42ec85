"""The story of `dpkit publish`: hold the target, bring the release there, note every step, write the ledger."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dpkit.errors import RemoteError
from dpkit.model import Deposit, Publication
from dpkit.publish.patience import Pause
from dpkit.publish.plan import Plan, published_before
from dpkit.publish.run import Means, Outcome, Step, bring
from dpkit.publish.targets import publisher_for
from dpkit.store import files
from dpkit.store.project import Project
from dpkit.store.publishing import place_of, publishing, read_journal, record_publication, write_journal


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOptions:
    """What a caller decides. `environment` holds tokens; `now` becomes the date of the publication."""

    environment: Mapping[str, str]
    now: dt.datetime
    pause: Pause
    is_published: bool = False
    is_proved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """What lies where now; `is_recorded` where the ledger gained a line, which is to be committed."""

    plan: Plan
    outcome: Outcome
    is_recorded: bool


def publish(project: Project, plan: Plan, options: PublishOptions) -> PublishReport:
    """Bring a release to its target: a draft, or where asked a publication.

    Raises: RemoteError, with how to go on; PackageError where the version is there with other bytes; UsageError.
    """
    settings, version = plan.settings, plan.release.version
    before = published_before(plan)
    with publishing(project, settings.name):
        journal = read_journal(project, settings.name, version, place_of(settings))
        known = before.deposit if before is not None else journal.draft
        order = replace(plan.order, draft=known, reserved=plan.order.reserved or journal.identifier)
        publisher = publisher_for(settings, order, project.root, plan.folder, options.environment)
        state = [replace(journal, manifest=order.facts.manifest)]

        def note(deposit: Deposit, step: Step) -> None:
            state[0] = replace(state[0], draft=deposit.id, url=deposit.url, step=step)
            write_journal(project, state[0])

        means = Means(blocks=lambda path: files.blocks(plan.folder, path), note=note, pause=options.pause)
        try:
            outcome = bring(publisher, order, means, is_published=options.is_published, is_proved=options.is_proved)
        except RemoteError as error:
            left = f"what was sent stays at {state[0].url}" if state[0].url else "nothing was sent"
            raise RemoteError(f"{error} ({left}; the same command goes on from there)") from error
        is_recorded = outcome.deposit.is_published and record_publication(project, _line(plan, outcome, options.now))
    return PublishReport(plan=plan, outcome=outcome, is_recorded=is_recorded)


def _line(plan: Plan, outcome: Outcome, now: dt.datetime) -> Publication:
    deposit = outcome.deposit
    return Publication(
        target=plan.settings.name,
        kind=plan.settings.kind,
        version=plan.release.version,
        manifest=plan.order.facts.manifest,
        edition="full" if plan.edition.is_full else "public",
        deposit=deposit.id,
        url=deposit.url,
        identifiers=deposit.identifiers,
        published=now.replace(microsecond=0),
    )
