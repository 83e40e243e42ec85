"""Releases brought to a real InvenioRDM, in quiet and through faults: one record, the right bytes."""

import hashlib
import itertools
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2 as httpx
import pytest

from dpkit.errors import DpkitError, PackageError, RemoteError
from dpkit.model import Order, Publication
from dpkit.publish.client import Client, Limits
from dpkit.publish.invenio import ACCEPT, InvenioPublisher
from dpkit.publish.invenio_record import manifest_urn
from dpkit.publish.run import Outcome, bring
from dpkit.publish.secrets import Secret
from made_release import Watch, order_of, publication_of, small_release
from servers.conftest import Tally
from servers.faults import HARMS, Fault, tried
from servers.killed import killed_then_ended, ledger_lines, project_with, released
from servers.places import IS_WHOLE, Running
from servers.proxy import Proxy, proxy

LIMITS = Limits(silence=8.0, call=12.0)
STEPS: Mapping[str, tuple[str, str]] = {
    "search of own records": ("GET", r"/api/user/records"),
    "vocabulary": ("GET", r"/api/vocabularies/licenses/"),
    "new draft": ("POST", r"/api/records$"),
    "draft": ("GET", r"/draft$"),
    "identifier": ("POST", r"/draft/pids/doi$"),
    "metadata": ("PUT", r"/draft$"),
    "files of the draft": ("GET", r"/draft/files$"),
    "announced file": ("POST", r"/draft/files$"),
    "bytes": ("PUT", r"/content$"),
    "commit": ("POST", r"/commit$"),
    "publish": ("POST", r"/actions/publish$"),
    "published files": ("GET", r"/records/[^/]+/files$"),
    "read back": ("GET", r"/files/.*/content$"),
}
SUCCESSOR_STEPS: Mapping[str, tuple[str, str]] = {
    "new version": ("POST", r"/versions$"),
    "versions": ("GET", r"/versions$"),
    "former files": ("POST", r"/actions/files-import$"),
    "file removed": ("DELETE", r"/draft/files/"),
    "publish": ("POST", r"/actions/publish$"),
    "bytes": ("PUT", r"/content$"),
}


def _methods(steps: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    return {step: method for step, (method, _) in steps.items()}


@pytest.fixture(scope="module")
def between(invenio: Running) -> Iterator[Proxy]:
    with proxy(invenio.url) as running:
        yield running


@pytest.fixture
def quiet(between: Proxy) -> Proxy:
    between.heal()
    return between


def _publisher(place: Proxy, token: str, order: Order) -> InvenioPublisher:
    client = Client(base=f"{place.url}/api", token=Secret(token), headers={"Accept": ACCEPT}, limits=LIMITS)
    return InvenioPublisher(site=place.url, client=client, order=order)


def _published(place: Proxy, token: str, order: Order, watch: Watch) -> Outcome:
    return bring(_publisher(place, token, order), order, watch.means(), is_published=True)


def _records(invenio: Running, manifest: str) -> list[dict[str, object]]:
    """Our records and drafts with this list of files."""
    headers = {"Authorization": f"Bearer {invenio.token}", "Accept": "application/json"}
    query = {"q": f'"{manifest_urn(manifest)}"', "size": "100"}
    answer = httpx.get(f"{invenio.url}/api/user/records", params=query, headers=headers, timeout=30)
    hits: list[dict[str, object]] = answer.json()["hits"]["hits"]
    return hits


def _bytes_there(invenio: Running, record: str, paths: Iterator[str]) -> Mapping[str, bytes]:
    """What somebody without a token downloads."""
    there = {}
    for path in paths:
        address = f"{invenio.url}/api/records/{record}/files/{path.replace('/', '%2F')}/content"
        there[path] = httpx.get(address, timeout=30).raise_for_status().content
    return there


def test_a_release_and_its_successor_are_one_record_in_two_versions(invenio: Running, quiet: Proxy) -> None:
    first, second = small_release(uuid.uuid4().hex), small_release(uuid.uuid4().hex)
    order = order_of(first, "1.0.0")
    one = _published(quiet, invenio.token, order, Watch(first))
    assert one.deposit.is_published
    assert one.proved == tuple(first)
    assert _bytes_there(invenio, one.deposit.id, iter(first)) == first
    successor = order_of(second, "1.1.0", former=(publication_of(order, one.deposit),))
    two = _published(quiet, invenio.token, successor, Watch(second))
    assert sorted(two.kept) == ["README.md", "data/empty.txt", "data/kept.parquet"]
    assert two.deposit.identifiers["concept-doi"] == one.deposit.identifiers["concept-doi"]
    assert two.deposit.identifiers["doi"] != one.deposit.identifiers["doi"]
    assert _bytes_there(invenio, two.deposit.id, iter(second)) == second
    assert _bytes_there(invenio, one.deposit.id, iter(first)) == first


def test_a_draft_is_left_until_publishing_is_asked_for(invenio: Running, quiet: Proxy) -> None:
    contents = small_release(uuid.uuid4().hex)
    order = order_of(contents, "1.0.0")
    draft = bring(_publisher(quiet, invenio.token, order), order, Watch(contents).means(), is_published=False)
    assert not draft.deposit.is_published
    found = _records(invenio, order.facts.manifest)
    assert [(hit["id"], hit["is_published"]) for hit in found] == [(draft.deposit.id, False)]
    again = _published(quiet, invenio.token, order, Watch(contents))
    assert again.sent == ()
    assert again.deposit.id == draft.deposit.id


def test_publishing_again_sends_nothing(invenio: Running, quiet: Proxy) -> None:
    contents = small_release(uuid.uuid4().hex)
    order = order_of(contents, "1.0.0")
    one = _published(quiet, invenio.token, order, Watch(contents))
    quiet.heal()
    again = _published(quiet, invenio.token, order, Watch(contents))
    assert again.deposit == one.deposit
    assert {exchange.method for exchange in quiet.exchanges} == {"GET"}


def test_a_version_that_is_there_with_other_bytes_is_refused(invenio: Running, quiet: Proxy) -> None:
    contents, other = small_release(uuid.uuid4().hex), small_release(uuid.uuid4().hex)
    order = order_of(contents, "1.0.0")
    one = _published(quiet, invenio.token, order, Watch(contents))
    with pytest.raises(PackageError, match="never changes"):
        _published(quiet, invenio.token, order_of(other, "1.0.0", draft=one.deposit.id), Watch(other))
    elsewhere = order_of(other, "1.0.0", former=(publication_of(order, one.deposit),))
    with pytest.raises(PackageError, match="published there with other bytes"):
        _published(quiet, invenio.token, elsewhere, Watch(other))


def test_two_runs_at_once_bring_one_new_version(invenio: Running, quiet: Proxy) -> None:
    """The second machine finds what the first began: there is one draft for the next version of a record."""
    first, second = small_release(uuid.uuid4().hex), small_release(uuid.uuid4().hex)
    order = order_of(first, "1.0.0")
    one = _published(quiet, invenio.token, order, Watch(first))
    former = (publication_of(order, one.deposit),)
    successor = order_of(second, "1.1.0", former=former)
    here, there = (_publisher(quiet, invenio.token, successor) for _ in range(2))
    assert here.start().id == there.start().id
    done = [bring(each, successor, Watch(second).means(), is_published=True) for each in (here, there)]
    assert done[0].deposit == done[1].deposit
    assert len(_records(invenio, successor.facts.manifest)) == 1


def test_a_stale_draft_is_mended_before_it_is_published(invenio: Running, quiet: Proxy) -> None:
    old, new = small_release(uuid.uuid4().hex), small_release(uuid.uuid4().hex)
    order = order_of(old | {"data/gone.txt": b"of an earlier try"}, "1.0.0")
    watch = Watch({**old, "data/gone.txt": b"of an earlier try"})
    stale = bring(_publisher(quiet, invenio.token, order), order, watch.means(), is_published=False)
    done = _published(quiet, invenio.token, order_of(new, "1.0.0", draft=stale.deposit.id), Watch(new))
    assert done.deposit.id == stale.deposit.id
    assert _bytes_there(invenio, done.deposit.id, iter(new)) == new


def test_a_reserved_identifier_is_that_of_the_record(invenio: Running, quiet: Proxy) -> None:
    contents = small_release(uuid.uuid4().hex)
    reserved = _publisher(quiet, invenio.token, order_of(contents, "1.0.0")).start().identifiers["doi"]
    done = _published(quiet, invenio.token, order_of(contents, "1.0.0", reserved=reserved), Watch(contents))
    assert done.deposit.identifiers["doi"] == reserved


def test_a_reserved_identifier_whose_draft_is_gone_is_told(invenio: Running, quiet: Proxy) -> None:
    contents = small_release(uuid.uuid4().hex)
    order = order_of(contents, "1.0.0", reserved="10.5072/zzzzz-zzz99")
    with pytest.raises(RemoteError, match="make a new release"):
        _published(quiet, invenio.token, order, Watch(contents))


@pytest.mark.parametrize(("step", "harm"), tuple(tried(_methods(STEPS), 5, is_whole=IS_WHOLE)))
def test_a_first_publication_survives_every_harm(
    invenio: Running, quiet: Proxy, step: str, harm: str, tally: Tally
) -> None:
    _try_harm(invenio, quiet, step, harm, STEPS[step], former=False)
    tally("InvenioRDM", "fault")


@pytest.mark.parametrize(("step", "harm"), tuple(tried(_methods(SUCCESSOR_STEPS), 5, is_whole=IS_WHOLE)))
def test_a_new_version_survives_every_harm(invenio: Running, quiet: Proxy, step: str, harm: str, tally: Tally) -> None:
    _try_harm(invenio, quiet, step, harm, SUCCESSOR_STEPS[step], former=True)
    tally("InvenioRDM", "fault")


def test_commands_that_are_killed_at_any_moment_leave_one_record_in_two_versions(
    invenio: Running, quiet: Proxy, tmp_path: Path, tally: Tally
) -> None:
    project = project_with(tmp_path, f'kind = "invenio"\nurl = "{quiet.url}"\n')
    for version in ("0.1.0", "0.2.0"):
        package = released(project, version)
        for _ in range(killed_then_ended(project, quiet, invenio.token, seed=version)):
            tally("InvenioRDM", "kill")
        found = _records(invenio, hashlib.sha256(package["SHA256SUMS"]).hexdigest())
        assert [hit["is_published"] for hit in found] == [True]
        assert _bytes_there(invenio, str(found[0]["id"]), iter(package)) == package
    first, second = ledger_lines(project)
    assert first["identifiers"]["concept-doi"] == second["identifiers"]["concept-doi"]


def _try_harm(invenio: Running, place: Proxy, step: str, harm: str, request: tuple[str, str], *, former: bool) -> None:
    """Publish through one fault; where the run gives up, run again as its message says. One record, the right bytes."""
    contents = small_release(uuid.uuid4().hex)
    place.heal()
    before: tuple[Publication, ...] = ()
    if former:
        first = small_release(uuid.uuid4().hex) | {"data/old.txt": b"gone in the next version"}
        order = order_of(first, "1.0.0")
        before = (publication_of(order, _published(place, invenio.token, order, Watch(first)).deposit),)
        place.heal()
    place.inject(Fault(method=request[0], path=request[1], **HARMS[harm]))  # type: ignore[arg-type]
    watch, is_struck = Watch(contents), False
    for attempt in itertools.count():
        order = order_of(contents, "1.1.0", draft=watch.draft, former=before)
        try:
            outcome = _published(place, invenio.token, order, watch)
            break
        except DpkitError as error:
            watch.said.append(str(error))
            assert attempt < 3, f"{step}, {harm}: {watch.said}"
            is_struck = is_struck or place.struck() > 0
            if harm in ("expired token", "forbidden", "a lasting outage"):
                place.heal()  # a person renewed the token; the outage is over
    assert is_struck or place.struck(), f"{step}, {harm}: no request was harmed"
    place.heal()
    found = _records(invenio, order.facts.manifest)
    assert [hit["is_published"] for hit in found] == [True], f"{step}, {harm}: {watch.said}"
    assert found[0]["id"] == outcome.deposit.id
    assert _bytes_there(invenio, outcome.deposit.id, iter(contents)) == contents, f"{step}, {harm}"
    assert invenio.token not in "\n".join(watch.said)
