"""Releases at GitHub, held to its OpenAPI document: a draft, whole assets, one release, whatever breaks."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from command_line import Cli, cli_of, example_project, tree
from dpkit.errors import PackageError, RemoteError
from dpkit.model import PackageFile
from dpkit.publish.client import Client
from dpkit.publish.github import MAX_ASSET_BYTES, Archive, GitHubPublisher
from dpkit.publish.package_files import package_file
from dpkit.publish.run import Outcome, bring
from dpkit.publish.secrets import Secret
from dpkit.store import files
from dpkit.store.zip_file import write_zip
from github_stand_in import TOKEN, Asset, GitHub, Release, github_stand_in
from http_stand_in import Fault
from made_release import MadeRelease, Watch, made_release
from servers.faults import Fault as Half
from servers.faults import Harm
from servers.proxy import proxy

NAME = "me/tides"
ASSETS = {"tides-0.1.0.zip", "README.md", "SHA256SUMS", "datapackage.json"}


@pytest.fixture
def github() -> Iterator[GitHub]:
    with github_stand_in() as running:
        running.tags |= {"v0.1.0", "v0.2.0"}
        yield running
        assert running.breaches == []


def publisher(github: GitHub, release: MadeRelease, token: str = TOKEN) -> GitHubPublisher:
    top = f"tides-{release.order.facts.version}"
    folder = release.folder.with_name(f"{release.folder.name}-zip")

    @cache
    def archive() -> Archive:
        write_zip(folder / f"{top}.zip", release.folder, release.contents(), top)
        file = package_file(folder, f"{top}.zip")
        return Archive(file=file, blocks=lambda: files.blocks(folder, file.path))

    api = Client(base=github.wire.url, token=Secret(token))
    site = github.wire.url
    return GitHubPublisher(repository=NAME, site=site, api=api, uploads=api, order=release.order, archive=archive)


def brought(github: GitHub, release: MadeRelease, *, is_published: bool = True, story: Watch | None = None) -> Outcome:
    story = story or Watch(release.contents())
    return bring(publisher(github, release), release.order, story.means(), is_published=is_published)


def proved(github: GitHub, release: MadeRelease) -> None:
    """One release of the tag, published, whose zip holds the package byte for byte."""
    version = release.order.facts.version
    (found,) = [each for each in github.releases.values() if each.tag == f"v{version}"]
    assert not found.is_draft
    assets = {asset.name: asset for asset in found.assets.values()}
    assert {f"tides-{version}.zip", "README.md", "SHA256SUMS", "datapackage.json"} <= set(assets)
    assert len(assets) == len(found.assets)
    with zipfile.ZipFile(io.BytesIO(assets[f"tides-{version}.zip"].data)) as archive:
        inside = {name.removeprefix(f"tides-{version}/"): archive.read(name) for name in archive.namelist()}
    contents = release.contents()
    assert inside == contents
    assert all(assets[name].data == contents[name] for name in ("README.md", "SHA256SUMS", "datapackage.json"))


def test_a_draft_then_a_release(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    draft = brought(github, release, is_published=False)
    (found,) = github.releases.values()
    assert found.is_draft
    assert "untagged" in draft.deposit.url
    assert {asset.name for asset in found.assets.values()} == ASSETS
    outcome = brought(github, release)
    assert outcome.sent == ()
    assert outcome.deposit.url.endswith("/me/tides/releases/tag/v0.1.0")
    proved(github, release)
    assert brought(github, release).deposit.is_published  # a rerun finds it


def test_the_notes_say_the_facts_and_no_markup_of_strangers(github: GitHub, tmp_path: Path) -> None:
    brought(github, made_release(tmp_path / "r"))
    values = next(iter(github.releases.values())).values
    assert values["name"] == "Tides & “statements” <of> Norland 0.1.0"
    facts = ("Who said what.", "10.5281/zenodo.1", "0000-0002-1825-0097", "curator", "CC-BY-4.0", "1 document came")
    more = ("never that it is true", "SHA256SUMS", "Ministry of Tides", "en, kk", "tides, statements")
    for words in (*facts, *more):
        assert words in values["body"]
    assert values["make_latest"] == "legacy"


def test_the_stand_in_notices_what_the_contract_does_not_allow(tmp_path: Path) -> None:
    with github_stand_in() as github:
        api = Client(base=github.wire.url, token=Secret(TOKEN))
        for values in ({"draft": True}, {"tag_name": "v1", "draft": "yes"}, {"tag_name": "v1", "colour": "red"}):
            api.call("POST", f"repos/{NAME}/releases", values={"tag_name": "v1", **values})
        api.call("GET", f"repos/{NAME}/releases", query={"size": "1"})
    breaches = "\n".join(github.breaches)
    assert "'yes' is not of type 'boolean'" in breaches
    assert "no field colour" in breaches
    assert "no parameter size" in breaches


def test_the_zip_is_the_same_every_time(tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    for name in ("1.zip", "2.zip"):
        write_zip(tmp_path / "z" / name, release.folder, release.contents(), "tides-0.1.0")
    assert (tmp_path / "z/1.zip").read_bytes() == (tmp_path / "z/2.zip").read_bytes()
    assert sorted(path.name for path in (tmp_path / "z").iterdir()) == ["1.zip", "2.zip"]


def test_without_the_tag_nothing_is_made(github: GitHub, tmp_path: Path) -> None:
    github.tags.clear()
    with pytest.raises(RemoteError, match=r"git push origin v0\.1\.0"):
        brought(github, made_release(tmp_path / "r"))
    assert github.releases == {}


def test_a_package_that_github_does_not_take_is_refused_first(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    whole = publisher(github, release)
    large = Archive(file=_sized(whole.archive(), MAX_ASSET_BYTES), blocks=lambda: iter(()))
    api = whole.api
    small = GitHubPublisher(
        repository=NAME, site=whole.site, api=api, uploads=api, order=release.order, archive=lambda: large
    )
    with pytest.raises(RemoteError, match="publish it elsewhere"):
        bring(small, release.order, Watch(release.contents()).means(), is_published=False)
    assert github.releases == {}


def _sized(archive: Archive, size: int) -> PackageFile:
    return replace(archive.file, size_bytes=size)


def test_a_broken_upload_is_deleted_and_sent_again(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    github.broken, github.damaged = 2, 1
    story = Watch(release.contents())
    brought(github, release, story=story)
    proved(github, release)
    assert len(story.waited) == 3


def test_a_released_version_with_other_bytes_is_refused(github: GitHub, tmp_path: Path) -> None:
    first = made_release(tmp_path / "1")
    brought(github, first)
    with pytest.raises(PackageError, match="other bytes"):
        brought(github, made_release(tmp_path / "2", a=b"PAR1 other"))
    proved(github, first)


def test_assets_of_people_are_left_alone(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    brought(github, release, is_published=False)
    draft = next(iter(github.releases.values()))
    draft.assets[github.next_id()] = Asset("poster.pdf", b"%PDF")
    brought(github, release)
    assert "poster.pdf" in {asset.name for asset in draft.assets.values()}
    proved(github, release)


def test_drafts_that_lost_answers_left_behind_go(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    github.releases[github.next_id()] = _draft()
    github.releases[github.next_id()] = _draft()
    github.releases[github.next_id()] = _draft("v9.9.9")
    brought(github, release)
    proved(github, release)
    assert [each.tag for each in github.releases.values()] == ["v0.1.0", "v9.9.9"]


def _draft(tag: str = "v0.1.0") -> Release:
    return Release(tag, {"draft": True})


def test_of_two_publishers_the_slower_one_finds_it_done(github: GitHub, tmp_path: Path) -> None:
    release, same = made_release(tmp_path / "1"), made_release(tmp_path / "2")
    brought(github, release, is_published=False)
    github.wire.once_before("PATCH", lambda: brought(github, same))
    assert brought(github, release).deposit.is_published
    proved(github, release)


def test_many_releases_come_in_pages(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    brought(github, release, is_published=False)
    for number in range(101):
        github.releases[github.next_id()] = _draft(f"w{number}")
    assert brought(github, release).sent == ()


def test_too_many_calls_are_waited_for_as_asked(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    github.is_limited = 1
    story = Watch(release.contents())
    brought(github, release, story=story)
    assert story.waited == [7.0]


def test_a_token_that_is_wrong_or_expired_is_said_and_not_shown(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    with pytest.raises(RemoteError, match="a token that is valid") as failed:
        bring(
            publisher(github, release, "ghp_wrong-canary"),
            release.order,
            Watch(release.contents()).means(),
            is_published=True,
        )
    assert "canary" not in str(failed.value)
    github.is_expired = True
    with pytest.raises(RemoteError, match="a token that is valid"):
        brought(github, release)


STEPS = (
    "GET .*/releases$",
    "GET .*/git/ref/",
    "POST .*/releases$",
    "GET .*/releases/1/assets",
    "POST .*/assets",
    "PATCH .*/releases/",
    "GET .*/releases/assets/",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_lost_answer_at_any_call_leaves_one_release(github: GitHub, tmp_path: Path, step: str) -> None:
    _survives(github, tmp_path, Fault(step, 502, is_after=True))


@pytest.mark.slow
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("status", [0, 429, 500, 503, 504], ids=["cut", "429", "500", "503", "504"])
@pytest.mark.parametrize("step", STEPS)
def test_any_fault_at_any_call_leaves_one_release(
    github: GitHub, tmp_path: Path, step: str, status: int, is_after: bool
) -> None:
    _survives(github, tmp_path, Fault(step, status, is_after=is_after, times=2))


def _survives(github: GitHub, tmp_path: Path, fault: Fault) -> None:
    release = made_release(tmp_path / "r")
    story, times = Watch(release.contents()), fault.times
    github.wire.faults = [fault]
    brought(github, release, story=story)
    assert fault.times < times  # an effect whose answer was lost is found, not repeated
    proved(github, release)
    assert len(github.releases) == 1
    assert story.said
    assert TOKEN not in "\n".join(story.said)


def test_a_zip_that_comes_back_in_half_is_fetched_again(github: GitHub, tmp_path: Path) -> None:
    release = made_release(tmp_path / "r")
    brought(github, release)
    story = Watch(release.contents())
    with proxy(github.storage.url) as front:
        github.storage.url = front.url
        front.inject(Half(harm=Harm.TRUNCATE, nth=3))
        outcome = brought(github, release, story=story)
        assert front.struck() == 1
    assert outcome.proved
    assert "tides-0.1.0.zip reads back as" in "".join(story.said)


@pytest.mark.parametrize("step", ["POST .*/assets", "PATCH .*/releases/"])
def test_a_run_that_gave_up_is_ended_by_the_next(github: GitHub, tmp_path: Path, step: str) -> None:
    release = made_release(tmp_path / "r")
    github.wire.faults = [Fault(step, 503, times=1000)]
    story = Watch(release.contents())
    with pytest.raises(RemoteError) as failed:
        brought(github, release, story=story)
    assert TOKEN not in str(failed.value) + "\n".join(story.said)
    github.wire.faults = []
    brought(github, release)
    proved(github, release)


@pytest.mark.slow
def test_the_command_publishes_a_real_package(
    github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli: Cli = cli_of(capsys)
    project = example_project(tmp_path)
    with (project / "dpkit.toml").open("a") as file:
        file.write(f'\n[publish.github]\nrepository = "{NAME}"\nurl = "{github.wire.url}"\n')
        file.write(f'uploads-url = "{github.wire.url}"\n')
    assert cli("release", "--no-tag", "--project", project).code == 0
    monkeypatch.setenv("DPKIT_TOKEN_GITHUB", TOKEN)
    done = cli("publish", "github", "--publish", "--project", project)
    assert done.code == 0, done.err
    (found,) = github.releases.values()
    data = next(asset.data for asset in found.assets.values() if asset.name == "example-0.1.0.zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name.removeprefix("example-0.1.0/"): archive.read(name) for name in archive.namelist()} == tree(
            project / "datapackage"
        )
    assert not any(TOKEN.encode() in data for data in tree(project).values())
