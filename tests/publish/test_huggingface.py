"""Releases on a stand-in of the Hugging Face Hub, by the library that everybody uses, with every call made to fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import Cli, cli_of, example_project
from dpkit.errors import PackageError, RemoteError
from dpkit.publish.hub_calls import hub_api
from dpkit.publish.huggingface import HuggingFacePublisher
from dpkit.publish.run import Outcome, bring
from dpkit.publish.secrets import Secret
from dpkit.store.package_folder import open_package_file
from http_stand_in import Fault
from hub_stand_in import TOKEN, Hub, files_at, hub_stand_in
from made_release import MadeRelease, Watch, made_release

NAME = "me/tides"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)  # the library's own pauses
    with hub_stand_in() as running:
        yield running


def publisher(hub: Hub, release: MadeRelease, token: str = TOKEN) -> HuggingFacePublisher:
    return HuggingFacePublisher(
        repository=NAME,
        endpoint=hub.url,
        order=release.order,
        open_file=lambda path: open_package_file(release.folder, path),
        api=hub_api(hub.url, Secret(token)),
        token=Secret(token),
    )


def brought(hub: Hub, release: MadeRelease, *, is_published: bool = True, story: Watch | None = None) -> Outcome:
    story = story or Watch(release.contents())
    return bring(publisher(hub, release), release.order, story.means(), is_published=is_published)


def proved(hub: Hub, release: MadeRelease) -> None:
    """The tag and `main` hold the release, the repository is public, and no draft is left."""
    repository = hub.repositories[NAME]
    tag = f"v{release.order.facts.version}"
    assert files_at(hub, NAME, tag) == files_at(hub, NAME, "main") == release.contents()
    assert list(repository.branches) == ["main"]
    assert not repository.is_private


def test_a_first_draft_is_private_and_nothing_is_on_main(hub: Hub, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    outcome = brought(hub, release, is_published=False)
    assert not outcome.deposit.is_published
    assert hub.repositories[NAME].is_private
    assert files_at(hub, NAME, "main") == {}
    assert hub.repositories[NAME].tags == {}
    assert files_at(hub, NAME, outcome.deposit.id) == release.contents()


def test_a_publication_is_public_tagged_and_read_back_by_anybody(hub: Hub, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    outcome = brought(hub, release)
    proved(hub, release)
    assert outcome.deposit.identifiers == {"commit": hub.repositories[NAME].tags["v0.1.0"]}
    assert set(outcome.proved) == set(release.contents())
    last = [call for call in hub.wire.calls if "/tag/" in call or "/settings" in call or "DELETE" in call]
    assert "/tag/" in last[-1]  # where it stands, everything else was done


def test_publishing_a_draft_sends_no_stored_byte_again(hub: Hub, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    brought(hub, release, is_published=False)
    sent = hub.sent
    assert sent == sum(file.size_bytes for file in release.order.files if file.path.endswith(".parquet"))
    outcome = brought(hub, release)
    assert (hub.sent, outcome.sent) == (sent, ())
    proved(hub, release)


def test_a_successor_keeps_what_did_not_change_and_drops_what_is_gone(hub: Hub, tmp_path: Path) -> None:
    first = made_release(tmp_path / "1", c=b"PAR1 c")
    brought(hub, first)
    second = made_release(tmp_path / "2", "0.2.0", a=b"PAR1 changed")
    draft = brought(hub, second, is_published=False)
    assert set(draft.sent) == {"data/a.parquet", "README.md", "SHA256SUMS"}
    assert files_at(hub, NAME, "main") == first.contents()
    brought(hub, second)
    proved(hub, second)
    assert files_at(hub, NAME, "v0.1.0") == first.contents()
    assert brought(hub, second).sent == ()  # a rerun finds it done
    assert [commit.message for commit in hub.repositories[NAME].commits.values()].count("Release 0.2.0") == 1


def test_a_version_with_other_bytes_is_refused(hub: Hub, tmp_path: Path) -> None:
    first = made_release(tmp_path / "1")
    brought(hub, first)
    with pytest.raises(PackageError, match="other bytes"):
        brought(hub, made_release(tmp_path / "2", a=b"PAR1 other"))
    proved(hub, first)


def test_a_repository_of_something_else_is_left_alone(hub: Hub, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    hub_api(hub.url, Secret(TOKEN)).create_repo(NAME, repo_type="dataset")
    repository = hub.repositories[NAME]
    repository.commits[repository.branches["main"]].files["model.safetensors"] = (b"mine", False)
    with pytest.raises(RemoteError, match="holds other files"):
        brought(hub, release)
    assert files_at(hub, NAME, "main") == {"model.safetensors": b"mine"}
    assert list(repository.branches) == ["main"]


def test_of_two_publishers_the_slower_one_finds_it_done(hub: Hub, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    brought(hub, release, is_published=False)
    hub.wire.once_before("commit/main", lambda: brought(hub, release))
    story = Watch(release.contents())
    assert brought(hub, release, story=story).deposit.is_published
    assert any("412" in line for line in story.said)
    proved(hub, release)


def test_a_change_by_somebody_else_is_not_overwritten_unseen(hub: Hub, tmp_path: Path) -> None:
    brought(hub, made_release(tmp_path / "1"))
    second = made_release(tmp_path / "2", "0.2.0", a=b"PAR1 2")
    third = made_release(tmp_path / "3", "0.3.0", a=b"PAR1 3")
    brought(hub, second, is_published=False)
    hub.wire.once_before("commit/main", lambda: brought(hub, third))
    with pytest.raises(RemoteError, match="main changed since the draft was made"):
        brought(hub, second)
    assert files_at(hub, NAME, "main") == third.contents()
    assert "v0.2.0" not in hub.repositories[NAME].tags


STEPS = (
    "POST /api/repos/create",
    "GET .*/refs",
    "GET .*/tree/main",
    "GET .*/tree/dpkit",
    "POST .*/branch/",
    "POST /api/validate-yaml",
    "POST .*/preupload/dpkit",
    "POST .*/objects/batch",
    "PUT /lfs/",
    "POST /verify",
    "POST .*/commit/dpkit",
    "POST .*/preupload/main",
    "POST .*/commit/main",
    "GET /api/datasets/me/tides$",
    "PUT .*/settings",
    "DELETE .*/branch/",
    "POST .*/tag/",
    "GET .*/tree/v0",
    "GET .*/resolve/",
)


@pytest.mark.parametrize(
    "step", [each for each in STEPS if not each.startswith(("GET", "POST /", "POST .*/preupload"))]
)
def test_a_lost_answer_to_any_change_leaves_one_whole_publication(hub: Hub, tmp_path: Path, step: str) -> None:
    _survives(hub, tmp_path, step, Fault(step, 503, is_after=True))
    assert any(fault.times == 0 for fault in hub.wire.faults)


@pytest.mark.slow
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("status", [0, 429, 500, 502, 504], ids=["cut", "429", "500", "502", "504"])
@pytest.mark.parametrize("step", STEPS)
def test_every_fault_at_any_call_leaves_one_whole_publication(
    hub: Hub, tmp_path: Path, step: str, status: int, is_after: bool
) -> None:
    _survives(hub, tmp_path, step, Fault(step, status, is_after=is_after, times=2))


def _survives(hub: Hub, tmp_path: Path, step: str, fault: Fault) -> None:
    release = made_release(tmp_path)
    story = Watch(release.contents())
    hub.wire.faults = [fault]
    brought(hub, release, story=story)
    proved(hub, release)
    assert list(hub.repositories) == [NAME]
    assert list(hub.repositories[NAME].tags) == ["v0.1.0"]
    messages = [commit.message for commit in hub.repositories[NAME].commits.values()]
    assert messages.count("Release 0.1.0") == 1
    assert TOKEN not in "\n".join(story.said), step


@pytest.mark.parametrize("step", ["PUT /lfs/", "POST .*/commit/dpkit", "POST .*/commit/main", "POST .*/tag/"])
def test_a_run_that_gave_up_is_ended_by_the_next(hub: Hub, tmp_path: Path, step: str) -> None:
    release = made_release(tmp_path)
    story = Watch(release.contents())
    hub.wire.faults = [Fault(step, 503, times=1000)]
    with pytest.raises(RemoteError) as failed:
        brought(hub, release, story=story)
    assert TOKEN not in str(failed.value) + repr(failed.value) + "\n".join(story.said)
    hub.wire.faults = []
    brought(hub, release)
    proved(hub, release)


def test_a_token_that_is_wrong_or_expired_is_said_and_not_shown(hub: Hub, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    wrong = publisher(hub, release, "hf_wrong-canary-55")
    with pytest.raises(RemoteError, match="a token that is valid") as failed:
        bring(wrong, release.order, Watch(release.contents()).means(), is_published=True)
    assert "canary" not in str(failed.value)
    assert hub.repositories == {}
    brought(hub, release, is_published=False)
    hub.is_expired = True
    with pytest.raises(RemoteError, match="a token that is valid"):
        brought(hub, release)


def test_bytes_that_arrive_wrong_are_sent_again_and_never_published(hub: Hub, tmp_path: Path) -> None:
    release = made_release(tmp_path)
    outcome = brought(hub, release, is_published=False)
    draft = hub.repositories[NAME].at(outcome.deposit.id)
    assert draft is not None
    draft.files["data/a.parquet"] = (b"PAR1 damaged", True)
    draft.files["README.md"] = (b"---\nother: true\n---\n", False)
    draft.files["stray.txt"] = (b"", False)
    assert set(brought(hub, release).sent) == {"README.md", "data/a.parquet"}
    proved(hub, release)


@pytest.mark.slow
def test_the_command_publishes_a_real_package(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli: Cli = cli_of(capsys)
    project = example_project(tmp_path)
    with (project / "dpkit.toml").open("a") as file:
        file.write(f'\n[publish.hub]\nkind = "huggingface"\nrepository = "{NAME}"\nurl = "{hub.url}"\n')
    assert cli("release", "--no-tag", "--project", project).code == 0
    monkeypatch.delenv("HF_TOKEN", raising=False)
    refused = cli("publish", "hub", "--project", project)
    assert (refused.code, "DPKIT_TOKEN_HUB" in refused.err) == (3, True)
    monkeypatch.setenv("DPKIT_TOKEN_HUB", TOKEN)
    done = cli("publish", "hub", "--publish", "--project", project)
    assert done.code == 0, done.err
    assert TOKEN not in done.out + done.err
    folder = project / "datapackage"
    built = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert files_at(hub, NAME, "v0.1.0") == built
    assert not any(TOKEN.encode() in path.read_bytes() for path in project.rglob("*") if path.is_file())
