"""Releases at a stand-in of Dataverse: one dataset with numbered versions, whatever breaks. Experimental."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dataverse_stand_in import TOKEN, Dataverse, File, dataverse_stand_in
from dpkit.errors import PackageError, RemoteError
from dpkit.publish.client import Client
from dpkit.publish.dataverse import DataversePublisher
from dpkit.publish.dataverse_record import dataset_version
from dpkit.publish.run import Outcome, bring
from dpkit.publish.secrets import Secret
from http_stand_in import Fault
from made_release import MadeRelease, Watch, made_release, publication_of


@pytest.fixture
def dataverse() -> Iterator[Dataverse]:
    with dataverse_stand_in() as running:
        yield running


def publisher(dataverse: Dataverse, release: MadeRelease, token: str = TOKEN) -> DataversePublisher:
    site = dataverse.wire.url
    return DataversePublisher(
        site=site,
        collection="tides",
        contact="data@tides.example",
        subject="Social Sciences",
        client=Client(base=f"{site}/api", token=Secret(token), authorize=lambda value: {"X-Dataverse-key": value}),
        order=release.order,
    )


def brought(
    dataverse: Dataverse, release: MadeRelease, *, is_published: bool = True, story: Watch | None = None
) -> Outcome:
    story = story or Watch(release.contents())
    return bring(publisher(dataverse, release), release.order, story.means(), is_published=is_published)


def successor(release: MadeRelease, *former: tuple[MadeRelease, Outcome]) -> MadeRelease:
    """A release that knows what was published before it."""
    publications = tuple(publication_of(made.order, outcome.deposit) for made, outcome in former)
    return replace(release, order=replace(release.order, former=publications))


def proved(dataverse: Dataverse, release: MadeRelease, number: int = 1) -> None:
    (versions,) = dataverse.datasets.values()
    assert versions[-1].number == number
    assert versions[-1].contents() == release.contents()


def fields(release: MadeRelease) -> dict[str, Any]:
    version = dataset_version(release.order.facts, "data@tides.example", "Social Sciences")
    return {each["typeName"]: each["value"] for each in version["metadataBlocks"]["citation"]["fields"]}


def test_a_draft_then_version_one(dataverse: Dataverse, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    draft = brought(dataverse, release, is_published=False)
    assert draft.deposit.url.endswith("version=DRAFT")
    outcome = brought(dataverse, release)
    assert outcome.sent == ()
    assert outcome.deposit.identifiers == {"doi": "10.5072/FK2/1", "version": "1.0"}
    assert set(outcome.proved) == set(release.contents())
    proved(dataverse, release)


def test_a_successor_is_the_next_version_of_the_same_dataset(dataverse: Dataverse, tmp_path: Path) -> None:
    first = made_release(tmp_path / "1", c=b"PAR1 c")
    outcome = brought(dataverse, first)
    second = successor(made_release(tmp_path / "2", "0.2.0", a=b"PAR1 changed"), (first, outcome))
    done = brought(dataverse, second)
    assert set(done.sent) == {"data/a.parquet", "README.md", "SHA256SUMS"}
    assert done.deposit.identifiers["version"] == "2.0"
    proved(dataverse, second, 2)
    (versions,) = dataverse.datasets.values()
    assert versions[0].contents() == first.contents()
    assert brought(dataverse, second).sent == ()


def test_facts_stand_in_the_fields_of_dataverse(tmp_path: Path) -> None:
    release = made_release(tmp_path)
    found = fields(release)
    assert found["title"] == release.order.facts.title
    assert found["author"][0]["authorName"]["value"] == "Reader, Ada"
    assert found["author"][0]["authorIdentifier"]["value"] == "0000-0002-1825-0097"
    assert found["author"][1]["authorName"]["value"] == "Ministry of Tides"
    assert found["language"] == ["English", "Kazakh"]
    assert [each["contributorType"]["value"] for each in found["contributor"]] == [
        "Data Curator",
        "Hosting Institution",
    ]
    assert release.order.facts.manifest in found["otherId"][0]["otherIdValue"]["value"]
    terms = dataset_version(release.order.facts, "a@b.example", "x")["termsOfUse"]
    assert terms == "CC-BY-4.0. The licence holds for the annotation alone."


def test_a_reserved_dataset_is_the_one_that_is_published(dataverse: Dataverse, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    order = release.order
    early = replace(release, order=replace(order, facts=replace(order.facts, manifest="", changes=())))
    reserved = publisher(dataverse, early).start().identifiers["doi"]
    brought(dataverse, replace(release, order=replace(order, reserved=reserved)))
    assert list(dataverse.datasets) == [f"doi:{reserved}"]
    proved(dataverse, release)


def test_a_version_with_other_bytes_is_refused(dataverse: Dataverse, tmp_path: Path) -> None:
    first = made_release(tmp_path / "1")
    outcome = brought(dataverse, first)
    with pytest.raises(PackageError, match="other bytes"):
        brought(dataverse, successor(made_release(tmp_path / "2", a=b"PAR1 other"), (first, outcome)))
    proved(dataverse, first)


def test_locks_are_waited_for(dataverse: Dataverse, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    dataverse.locked = 3
    story = Watch(release.contents())
    brought(dataverse, release, story=story)
    assert story.waited == [5.0, 5.0, 5.0]
    proved(dataverse, release)


def test_damaged_and_stray_files_are_mended_before_publication(dataverse: Dataverse, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    dataverse.damaged = 1
    brought(dataverse, release, is_published=False)
    (versions,) = dataverse.datasets.values()
    versions[0].files[dataverse.next_id()] = File("stray.txt", "", b"")
    brought(dataverse, release)
    proved(dataverse, release)


STEPS = (
    "GET .*/contents",
    "POST .*/datasets$",
    "GET .*/versions$",
    "GET .*/files",
    "GET .*/locks",
    "POST .*/add",
    "PUT .*/versions/:draft",
    "POST .*/actions/:publish",
    "GET .*/access/",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_lost_answer_at_any_call_leaves_one_dataset(dataverse: Dataverse, tmp_path: Path, step: str) -> None:
    _survives(dataverse, tmp_path, Fault(step, 504, is_after=True))


@pytest.mark.slow
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("status", [0, 429, 500, 502, 503], ids=["cut", "429", "500", "502", "503"])
@pytest.mark.parametrize("step", STEPS)
def test_any_fault_at_any_call_leaves_one_dataset(
    dataverse: Dataverse, tmp_path: Path, step: str, status: int, is_after: bool
) -> None:
    _survives(dataverse, tmp_path, Fault(step, status, is_after=is_after, times=2))


def _survives(dataverse: Dataverse, tmp_path: Path, fault: Fault) -> None:
    release = made_release(tmp_path)
    story, times = Watch(release.contents()), fault.times
    dataverse.wire.faults = [fault]
    brought(dataverse, release, story=story)
    assert fault.times < times  # an effect whose answer was lost is found, not repeated
    proved(dataverse, release)
    assert story.said
    assert TOKEN not in "\n".join(story.said)


def test_a_token_that_is_wrong_or_expired_is_said_and_not_shown(dataverse: Dataverse, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    wrong = publisher(dataverse, release, "dv-wrong-canary")
    with pytest.raises(RemoteError, match="a token that is valid") as failed:
        bring(wrong, release.order, Watch(release.contents()).means(), is_published=True)
    assert "canary" not in str(failed.value)
    assert dataverse.datasets == {}
