"""Releases published to a real CKAN: their bytes, and every fault that the proxy can do on the way."""

import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dpkit.errors import DpkitError, RemoteError
from dpkit.publish.ckan_dataset import dataset_name
from made_release import KilledError, Watch, publication_of
from servers.ckan_publishing import (
    FIRST,
    SECOND,
    SMALL,
    STEPS,
    Portal,
    halting_faults,
    made_order,
    passing_faults,
    published,
)
from servers.conftest import Tally
from servers.faults import HARMS, Fault, Harm, tried
from servers.killed import killed_then_ended, ledger_lines, project_with, released
from servers.places import IS_WHOLE, Running
from servers.proxy import Proxy, proxy

PASSING = passing_faults()
HALTING = halting_faults()


@pytest.fixture(scope="module")
def portal(ckan: Running) -> Portal:
    return Portal(url=ckan.url, token=ckan.token)


@pytest.fixture
def front(ckan: Running) -> Iterator[Proxy]:
    with proxy(ckan.url) as made:
        yield made


def _behind(front: Proxy, portal: Portal) -> Running:
    return Running(url=front.url, token=portal.token)


def _name(text: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in text.lower())


def test_a_release_and_its_successor_lie_there_byte_by_byte(ckan: Running, portal: Portal) -> None:
    first = made_order(FIRST, name="pair")
    deposit = published(ckan, first, Watch(FIRST)).deposit
    assert portal.files(first) == FIRST
    line = publication_of(first, deposit)
    second = made_order(SECOND, name="pair", version="1.1.0", former=(line,))
    published(ckan, second, Watch(SECOND))
    assert portal.files(second) == SECOND
    assert portal.files(first) == FIRST
    told = portal.dataset(second)
    assert told is not None
    assert {"key": "previous_version", "value": deposit.url} in told["extras"]
    assert [tag["name"] for tag in told["tags"]] == ["R D", "claims", "қазақ тілі"]
    assert (told["license_id"], told["version"], told["title"]) == ("cc-by", "1.1.0", "Statements of a harbour")


def test_a_draft_is_hidden_and_a_second_run_sends_nothing(ckan: Running, portal: Portal) -> None:
    order = made_order(SMALL, name="draft")
    drafted = published(ckan, order, Watch(SMALL), is_published=False)
    assert not drafted.deposit.is_published
    told = portal.dataset(order)
    assert told is not None
    assert told["private"] is True
    again = published(ckan, order, Watch(SMALL))
    assert again.sent == ()
    assert portal.files(order) == SMALL


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_leaves_one_dataset_with_the_right_files(
    front: Proxy, portal: Portal, name: str, tally: Tally
) -> None:
    order = made_order(SMALL, name=f"passing-{_name(name)}")
    before = portal.made()
    front.inject(PASSING[name])
    run = Watch(SMALL)
    outcome = published(_behind(front, portal), order, run)
    assert front.struck() == 1
    assert outcome.deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == before + 1
    assert portal.token not in "".join(run.said)
    tally("CKAN", "fault")


@pytest.mark.parametrize("name", HALTING)
def test_a_fault_that_stays_leaves_what_the_next_run_completes(
    front: Proxy,
    portal: Portal,
    name: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tally: Tally,
) -> None:
    caplog.set_level(logging.DEBUG)
    order = made_order(SMALL, name=f"halting-{_name(name)}")
    before = portal.made()
    front.inject(HALTING[name])
    run = Watch(SMALL)
    with pytest.raises(RemoteError, match="expected") as halted:
        published(_behind(front, portal), order, run)
    shown = "".join((*run.said, *traceback.format_exception(halted.value), *capfd.readouterr(), caplog.text))
    assert portal.token not in shown
    front.heal()
    assert published(_behind(front, portal), order, Watch(SMALL)).deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == before + 1
    tally("CKAN", "fault")


@pytest.mark.parametrize(("step", "harm"), tuple(tried(dict.fromkeys(STEPS, "GET"), 2, is_whole=IS_WHOLE)))
def test_every_harm_leaves_one_dataset_with_the_right_files(
    front: Proxy, portal: Portal, step: str, harm: str, tally: Tally
) -> None:
    order = made_order(SMALL, name=f"harm-{_name(step)}-{_name(harm)}")
    before, (path, nth) = portal.made(), STEPS[step]
    front.inject(Fault(path=path, nth=nth, **HARMS[harm]))  # type: ignore[arg-type]
    run, is_struck = Watch(SMALL), False
    for attempt in range(4):
        try:
            done = published(_behind(front, portal), order, run)
            break
        except DpkitError as error:
            run.said.append(str(error))
            is_struck = is_struck or front.struck() > 0
            assert attempt < 3, run.said
            if harm in ("expired token", "forbidden", "a lasting outage"):
                front.heal()  # a person renewed the token; the outage is over
    assert is_struck or front.struck()
    assert done.deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == before + 1
    assert portal.token not in "".join(run.said)
    tally("CKAN", "fault")


def test_commands_that_are_killed_at_any_moment_leave_one_dataset_a_version(
    front: Proxy, portal: Portal, tmp_path: Path, tally: Tally
) -> None:
    project = project_with(tmp_path, f'kind = "ckan"\nurl = "{front.url}"\n')
    for version in ("0.1.0", "0.2.0"):
        package, before = released(project, version), portal.made()
        for _ in range(killed_then_ended(project, front, portal.token, seed=version)):
            tally("CKAN", "kill")
        assert portal.contents(dataset_name("example", version)) == package
        assert portal.made() == before + 1
    assert [line["version"] for line in ledger_lines(project)] == ["0.1.0", "0.2.0"]


@pytest.mark.parametrize("path", ["/package_create", "/resource_create", "/resource_patch", "/package_patch"])
def test_a_run_that_is_killed_after_its_call_was_done_is_taken_up(front: Proxy, portal: Portal, path: str) -> None:
    order = made_order(SMALL, name=f"killed-{_name(path)}")
    before = portal.made()
    front.inject(Fault(harm=Harm.CUT_AFTER, path=path))
    with pytest.raises(KilledError):
        published(_behind(front, portal), order, Watch(SMALL, is_killed_when_it_waits=True))
    assert published(_behind(front, portal), order, Watch(SMALL)).deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == before + 1


def test_two_runs_at_once_make_one_dataset(ckan: Running, portal: Portal) -> None:
    order = made_order(SMALL, name="twice")
    before = portal.made()
    with ThreadPoolExecutor(2) as both:
        runs = [both.submit(published, ckan, order, Watch(SMALL)) for _ in range(2)]
    said = [run.exception() for run in runs]  # one may find the other at work, and says how to go on
    assert all(each is None or "run the same command again" in str(each) for each in said)
    assert published(ckan, order, Watch(SMALL)).deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == before + 1


def test_a_stale_draft_becomes_the_release(ckan: Running, portal: Portal) -> None:
    order = made_order(FIRST, name="stale")
    published(ckan, order, Watch(FIRST), is_published=False)
    changed = made_order(SECOND, name="stale")
    published(ckan, changed, Watch(SECOND))
    assert portal.files(changed) == SECOND
