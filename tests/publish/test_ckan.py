"""Publishing to CKAN, against a stand-in that answers as a real one does."""

import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dpkit.errors import BusyError, RemoteError
from dpkit.model import Order
from dpkit.publish.ckan_dataset import described
from made_release import KilledError, Watch, made_file
from servers.ckan_publishing import (
    FIRST,
    SECOND,
    SMALL,
    Portal,
    halting_faults,
    made_order,
    passing_faults,
    published,
    publisher,
)
from servers.ckan_stand_in import ckan_stand_in
from servers.faults import Fault, Harm
from servers.places import Running
from servers.proxy import Proxy, proxy

PASSING = {name: fault for name, fault in passing_faults().items() if fault.harm not in (Harm.STALL, Harm.DRIP)}
HALTING = halting_faults()
SOME, MORE = list(PASSING)[::4], [name for place, name in enumerate(PASSING) if place % 4]
SOME_HALTING, MORE_HALTING = list(HALTING)[::5], [name for place, name in enumerate(HALTING) if place % 5]


@pytest.fixture
def server() -> Iterator[Running]:
    with ckan_stand_in() as made:
        yield made


@pytest.fixture
def portal(server: Running) -> Portal:
    return Portal(url=server.url, token=server.token)


@pytest.fixture
def front(server: Running) -> Iterator[Proxy]:
    with proxy(server.url) as made:
        yield made


def test_a_release_and_its_successor_lie_there_byte_by_byte(server: Running, portal: Portal) -> None:
    first, second = made_order(FIRST), made_order(SECOND, version="1.1.0")
    published(server, first, Watch(FIRST))
    published(server, second, Watch(SECOND))
    assert portal.files(first) == FIRST
    assert portal.files(second) == SECOND


def test_a_draft_is_hidden_and_a_second_run_sends_nothing(server: Running, portal: Portal) -> None:
    order = made_order(SMALL)
    drafted = published(server, order, Watch(SMALL), is_published=False)
    assert not drafted.deposit.is_published
    dataset = portal.dataset(order)
    assert dataset is not None
    assert dataset["private"] is True
    again = published(server, order, Watch(SMALL))
    assert again.sent == ()
    assert portal.files(order) == SMALL


@pytest.mark.parametrize("name", [*SOME, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE)])
def test_a_fault_that_passes_leaves_one_dataset_with_the_right_files(front: Proxy, portal: Portal, name: str) -> None:
    order = made_order(SMALL)
    front.inject(PASSING[name])
    outcome = published(Running(url=front.url, token=portal.token), order, Watch(SMALL))
    assert front.struck() == 1
    assert outcome.deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == 1


@pytest.mark.parametrize(
    "name", [*SOME_HALTING, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE_HALTING)]
)
def test_a_fault_that_stays_is_told_without_the_token_and_the_next_run_completes(
    front: Proxy, portal: Portal, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    order, run = made_order(SMALL), Watch(SMALL)
    behind = Running(url=front.url, token=portal.token)
    front.inject(HALTING[name])
    with pytest.raises(RemoteError, match="expected") as halted:
        published(behind, order, run)
    assert portal.token not in "".join((*run.said, *traceback.format_exception(halted.value), *capfd.readouterr()))
    front.heal()
    assert published(behind, order, Watch(SMALL)).deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == 1


@pytest.mark.parametrize("path", ["/package_create", "/resource_create", "/resource_patch", "/package_patch"])
def test_a_run_that_is_killed_after_its_call_was_done_is_taken_up(front: Proxy, portal: Portal, path: str) -> None:
    order = made_order(SMALL)
    behind = Running(url=front.url, token=portal.token)
    front.inject(Fault(harm=Harm.CUT_AFTER, path=path))
    with pytest.raises(KilledError):
        published(behind, order, Watch(SMALL, is_killed_when_it_waits=True))
    published(behind, order, Watch(SMALL))
    assert portal.files(order) == SMALL
    assert portal.made() == 1


def test_two_runs_at_once_make_one_dataset(server: Running, portal: Portal) -> None:
    order = made_order(SMALL, name="twice")
    before = portal.made()
    with ThreadPoolExecutor(2) as both:
        runs = [both.submit(published, server, order, Watch(SMALL)) for _ in range(2)]
    said = [run.exception() for run in runs]  # one may find the other at work, and says how to go on
    assert all(each is None or "run the same command again" in str(each) for each in said), said
    assert published(server, order, Watch(SMALL)).deposit.is_published
    assert portal.files(order) == SMALL
    assert portal.made() == before + 1


def test_a_stale_draft_becomes_the_release(server: Running, portal: Portal) -> None:
    published(server, made_order(FIRST), Watch(FIRST), is_published=False)
    published(server, made_order(SECOND), Watch(SECOND))
    assert portal.files(made_order(SECOND)) == SECOND


def test_two_resources_of_one_name_become_one(server: Running, portal: Portal) -> None:
    order = made_order(SMALL)
    deposit = published(server, order, Watch(SMALL), is_published=False).deposit
    portal.act("resource_create", package_id=deposit.id, name="SHA256SUMS", hash=f"sha256:{'0' * 64}")
    published(server, order, Watch(SMALL))
    assert portal.files(order) == SMALL


def test_a_file_is_not_sent_into_a_dataset_that_another_run_published(server: Running) -> None:
    order = made_order(SMALL)
    draft = published(server, order, Watch(SMALL), is_published=False).deposit
    made = publisher(server, order)
    made.publish(draft)
    with pytest.raises(BusyError, match="another run published it"):
        made.upload(draft, order.files[0], lambda: iter([SMALL[order.files[0].path]]))


def test_bytes_that_nobody_compared_are_sent_anew(server: Running, portal: Portal) -> None:
    order = made_order(SMALL)
    published(server, order, Watch(SMALL), is_published=False)
    dataset = portal.dataset(order)
    assert dataset is not None
    portal.act("resource_patch", id=dataset["resources"][0]["id"], hash="")
    assert published(server, order, Watch(SMALL)).sent == ("data/claims.parquet",)


def test_a_dataset_of_somebody_else_is_left_alone(server: Running, portal: Portal) -> None:
    portal.act("package_create", name="port-v1-0-0", owner_org="harbour", private=True)
    with pytest.raises(RemoteError, match="somebody else"):
        published(server, made_order(SMALL), Watch(SMALL))


def test_a_portal_that_refuses_values_says_which(server: Running) -> None:
    order = made_order(SMALL, version="v")
    order = replace(order, facts=replace(order.facts, doi=None))
    made = publisher(server, order)
    deposit = made.start()
    with pytest.raises(RemoteError, match="extras_validation"):
        made._act("package_patch", {"id": deposit.id, "extras": [{"key": "a", "value": ""}, {"key": "a", "value": ""}]})


def test_a_draft_that_somebody_made_meanwhile_is_taken_up(server: Running) -> None:
    order = made_order(SMALL)
    made = publisher(server, order)
    made.start()
    with pytest.raises(BusyError, match="there already"):
        made.start()


def test_what_is_no_portal_is_named(server: Running) -> None:
    with proxy(server.url) as front:
        front.inject(Fault(harm=Harm.ANSWER, status=404, body=b"<html>", times=None))
        with pytest.raises(RemoteError, match="does not speak as CKAN"):
            publisher(Running(url=front.url, token=server.token), made_order(SMALL)).find()


def test_a_token_that_the_portal_does_not_know_is_told(server: Running) -> None:
    behind, order = Running(url=server.url, token="not-the-token"), made_order(SMALL)
    with pytest.raises(RemoteError, match=r"none of this portal's; a token that is valid, .* was expected"):
        publisher(behind, order).start()
    with pytest.raises(RemoteError, match=r"package_create: 403 Access denied; a token .* was expected"):
        publisher(behind, order, organization="harbour").start()


def test_without_an_organization_the_only_one_is_taken_and_several_are_named(server: Running) -> None:
    several = b'{"success": true, "result": [{"name": "harbour"}, {"name": "lighthouse"}]}'
    with proxy(server.url) as front:
        behind = Running(url=front.url, token=server.token)
        front.inject(Fault(harm=Harm.ANSWER, path="/organization_list", status=200, body=several))
        with pytest.raises(RemoteError, match="harbour, lighthouse"):
            publisher(behind, made_order(SMALL)).start()
        assert not publisher(behind, made_order(SMALL)).start().is_published


def test_an_empty_file_is_sent_and_known_again(server: Running) -> None:
    files = {**SMALL, "empty": b""}
    published(server, made_order(files), Watch(files), is_published=False)
    assert published(server, made_order(files), Watch(files)).sent == ()


def _extras(order: Order) -> dict[str, str]:
    extras = described(order, ["cc-by"])["extras"]
    assert isinstance(extras, list)
    return {each["key"]: each["value"] for each in extras}


def test_the_facts_stand_in_the_fields_of_the_portal() -> None:
    order = made_order(SMALL)
    told, extras = described(order, ["cc-by", "notspecified"]), _extras(order)
    assert told["license_id"] == "cc-by"
    assert told["tags"] == [{"name": "claims"}, {"name": "R D"}, {"name": "қазақ тілі"}]
    assert told["author"] == "Harbour Office; Aigül Öz"
    assert "- claims: 3 rows added" in str(told["notes"])
    assert extras["contributors"].splitlines()[1] == "Aigül Öz (https://orcid.org/0000-0002-1825-0097; curator)"
    assert extras["identifier"] == "10.5072/port.1"
    assert extras["sources"] == "https://port.example/1\nhttps://port.example/2"
    assert extras["manifest"] == f"sha256:{made_file('SHA256SUMS', SMALL['SHA256SUMS']).sha256}"


def test_a_licence_that_the_portal_does_not_list_is_not_guessed() -> None:
    assert described(made_order(SMALL), ["cc-zero"])["license_id"] == "notspecified"
    assert described(made_order(SMALL), ["CC-BY-4.0"])["license_id"] == "CC-BY-4.0"


def test_more_sources_than_a_field_holds_are_counted() -> None:
    order = made_order(SMALL)
    many = tuple(f"https://port.example/{number:05}" for number in range(2_000))
    listed = _extras(replace(order, facts=replace(order.facts, sources=many)))["sources"].splitlines()
    assert listed[-1] == f"and {2_000 - len(listed) + 1:,} more, all of them in datapackage.json"
    assert len("\n".join(listed).encode()) < 32_766
