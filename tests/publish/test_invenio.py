"""InvenioRDM and Zenodo: what is said, what is refused, and every step through every harm, at a stand-in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from dpkit.errors import DpkitError, RemoteError
from dpkit.model import Order, Person, Publication
from dpkit.publish.client import Client, Limits
from dpkit.publish.invenio import ACCEPT, InvenioPublisher
from dpkit.publish.invenio_record import metadata
from dpkit.publish.run import Outcome, bring
from dpkit.publish.secrets import Secret
from made_release import CANARY, Watch, facts_of, order_of, publication_of, small_release
from publish.invenio_stand_in import Invenio, invenio_stand_in, published
from servers.faults import HARMS, Fault, Harm
from servers.proxy import Proxy, proxy

NOBODY = Person(name="", is_body=True)
STEPS: Mapping[str, tuple[str, str]] = {
    "search of own records": ("GET", r"/user/records"),
    "vocabulary": ("GET", r"/vocabularies/"),
    "new version": ("POST", r"/versions$"),
    "former files": ("POST", r"/files-import$"),
    "identifier": ("POST", r"/pids/doi$"),
    "metadata": ("PUT", r"/draft$"),
    "files": ("GET", r"/draft/files$"),
    "announced file": ("POST", r"/draft/files$"),
    "bytes": ("PUT", r"/content$"),
    "commit": ("POST", r"/commit$"),
    "publish": ("POST", r"/publish$"),
    "read back": ("GET", r"/files/.*/content$"),
}
TRIED = (
    "429", "502", "500 after success", "504 after success", "cut", "cut in the request", "cut after success",
    "half an answer", "wrong checksum", "expired token",
)  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, Invenio]]:
    with invenio_stand_in(CANARY) as found:
        yield found


@pytest.fixture(scope="module")
def running(served: tuple[str, Invenio]) -> Iterator[Proxy]:
    with proxy(served[0]) as found:
        yield found


@pytest.fixture
def place(running: Proxy, served: tuple[str, Invenio]) -> Proxy:
    running.heal()
    served[1].records.clear()
    return running


@pytest.fixture
def holds(served: tuple[str, Invenio], place: Proxy) -> Invenio:
    return served[1]


def _publisher(place: Proxy, order: Order, token: str = CANARY, limits: Limits | None = None) -> InvenioPublisher:
    client = Client(base=f"{place.url}/api", token=Secret(token), headers={"Accept": ACCEPT}, limits=limits or Limits())
    return InvenioPublisher(site=place.url, client=client, order=order)


def _bring(place: Proxy, order: Order, watch: Watch, *, is_published: bool = True) -> Outcome:
    return bring(_publisher(place, order), order, watch.means(), is_published=is_published)


def _bytes(holds: Invenio, record: str) -> dict[str, bytes]:
    return {key: file["data"] for key, file in holds.records[record]["files"].items()}


def test_a_release_and_its_successor_are_two_versions_of_one_record(place: Proxy, holds: Invenio) -> None:
    first, second = small_release("a"), small_release("b")
    order = order_of(first, "1.0.0")
    one = _bring(place, order, Watch(first))
    two = _bring(place, order_of(second, "1.1.0", former=(publication_of(order, one.deposit),)), Watch(second))
    assert _bytes(holds, one.deposit.id) == first
    assert _bytes(holds, two.deposit.id) == second
    assert one.deposit.identifiers["concept-doi"] == two.deposit.identifiers["concept-doi"]
    assert sorted(two.kept) == ["README.md", "data/empty.txt", "data/kept.parquet"]


def test_what_a_record_says() -> None:
    facts = facts_of("1.0.0", "ab" * 32)
    said = metadata(facts, lambda vocabulary, word: f"{vocabulary}/{word}" != "languages/eng")
    assert said["creators"][0] == {
        "person_or_org": {
            "type": "personal",
            "family_name": "Birk",
            "given_name": "Ada",
            "identifiers": [{"scheme": "orcid", "identifier": "0000-0002-1825-0097"}],
        },
        "role": {"id": "datacurator"},
    }
    assert said["creators"][1]["person_or_org"] == {"type": "organizational", "name": "Harbour Office"}
    assert said["publisher"] == "Harbour Office"
    assert said["languages"] == [{"id": "kaz"}]
    assert said["rights"] == [{"id": "cc-by-4.0"}, {"id": "licenseref-own"}]
    assert said["identifiers"] == [{"scheme": "other", "identifier": f"urn:dpkit:sha256:{'ab' * 32}"}]
    assert said["description"].startswith(
        "<p>First &lt;script&gt;paragraph&lt;/script&gt;.</p><p>Second &amp; last.</p>"
    )


def test_a_licence_that_the_repository_does_not_know_is_written_out() -> None:
    said = metadata(facts_of("1.0.0", ""), lambda *_: False)
    assert said["rights"][0] == {"title": {"en": "CC-BY-4.0"}, "link": "https://spdx.org/licenses/CC-BY-4.0.html"}
    assert "identifiers" not in said


def test_refused_metadata_end_the_run_before_a_byte_is_sent(place: Proxy, holds: Invenio) -> None:
    contents = small_release("a")
    order = order_of(contents, "1.0.0")
    bare = replace(order, facts=replace(order.facts, contributors=(NOBODY,)))
    with pytest.raises(RemoteError, match=r"metadata are refused \(metadata.creators: Missing"):
        _bring(place, bare, Watch(contents))
    assert not any(exchange.method == "PUT" and "content" in exchange.path for exchange in place.exchanges)


def test_a_bad_token_is_told_and_not_shown(place: Proxy) -> None:
    contents = small_release("a")
    order = order_of(contents, "1.0.0")
    with pytest.raises(RemoteError, match="a token that is valid") as caught:
        bring(_publisher(place, order, "wrong-token-5c1b"), order, Watch(contents).means(), is_published=True)
    assert "wrong-token-5c1b" not in str(caught.value)


def test_a_token_that_the_server_repeats_is_struck_out(place: Proxy) -> None:
    contents = small_release("a")
    order = order_of(contents, "1.0.0")
    body = f'{{"message": "token {CANARY} is too old"}}'.encode()
    place.inject(Fault(harm=Harm.ANSWER, status=400, body=body, method="POST", path="/records$"))
    with pytest.raises(RemoteError, match=r"token \*\*\* is too old"):
        _bring(place, order, Watch(contents))


@pytest.mark.parametrize("harm", [Harm.DRIP, Harm.STALL])
def test_a_server_that_drips_or_falls_silent_is_given_up_in_time(place: Proxy, harm: Harm) -> None:
    contents = small_release("a")
    order = order_of(contents, "1.0.0")
    place.inject(Fault(harm=harm, method="POST", path="/records$", bytes_per_second=5.0))
    publisher = _publisher(place, order, limits=Limits(silence=0.5, call=1.0, per_mebibyte=0.0))
    watch = Watch(contents)
    with pytest.raises(DpkitError):
        publisher.start()
    assert bring(_publisher(place, order), order, watch.means(), is_published=True).deposit.is_published


def test_an_answer_cannot_lead_the_token_to_another_server() -> None:
    client = Client(base="https://one.example/api", token=Secret(CANARY))
    with pytest.raises(RemoteError, match="another server"):
        client.call("GET", "https://two.example/api/records")


QUICK = ("504 after success",)
"""Tried always; the others by `make test-all`, and at a real server by `make test-servers`."""


@pytest.mark.parametrize(
    "harm", [harm if harm in QUICK else pytest.param(harm, marks=pytest.mark.slow) for harm in TRIED]
)
@pytest.mark.parametrize("step", STEPS)
def test_one_record_with_the_right_bytes_comes_out_of_every_harm(
    place: Proxy, holds: Invenio, step: str, harm: str
) -> None:
    first, second = small_release("a"), small_release("b")
    order = order_of(first, "1.0.0")
    former: tuple[Publication, ...] = (publication_of(order, _bring(place, order, Watch(first)).deposit),)
    place.heal()
    place.inject(Fault(method=STEPS[step][0], path=STEPS[step][1], **HARMS[harm]))  # type: ignore[arg-type]
    watch = Watch(second)
    for attempt in range(3):
        order = order_of(second, "1.1.0", draft=watch.draft, former=former)
        try:
            outcome = _bring(place, order, watch)
            break
        except DpkitError as error:
            watch.said.append(str(error))
            assert attempt < 2, watch.said
    assert place.struck() == 1
    assert list(published(holds, order.facts.manifest)) == [outcome.deposit.id], watch.said
    assert _bytes(holds, outcome.deposit.id) == second
    assert len(holds.records) == 2
    assert CANARY not in "\n".join(watch.said)
