"""Releases brought to a GitHub that holds every call against the official document, through every harm."""

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from dpkit.errors import DpkitError
from dpkit.publish.client import Client, Limits
from dpkit.publish.github import Archive, GitHubPublisher
from dpkit.publish.package_files import package_file
from dpkit.publish.run import bring
from dpkit.publish.secrets import Secret
from dpkit.store import files
from dpkit.store.zip_file import write_zip
from made_release import MadeRelease, Watch, made_release
from servers.conftest import Tally
from servers.faults import HARMS, Fault, tried
from servers.github import RELEASES, REPOSITORY, GitHub
from servers.places import IS_WHOLE
from servers.proxy import Proxy, proxy

LIMITS = Limits(silence=2.0, call=4.0)
STEPS = {
    "releases": ("GET", r"/releases\?", 1),
    "tag": ("GET", r"/git/ref/", 1),
    "draft": ("POST", r"/releases$", 1),
    "description": ("PATCH", r"/releases/\d+$", 1),
    "assets": ("GET", r"/assets\?", 1),
    "upload": ("POST", r"/assets\?name=", 1),
    "read back": ("GET", r"/releases/assets/", 1),
    "read back the zip": ("GET", r"/releases/assets/", 3),
}
METHODS = {step: method for step, (method, _, _) in STEPS.items()}


@pytest.fixture
def front(github: GitHub) -> Iterator[Proxy]:
    github.breaches.clear()
    with proxy(github.url) as made:
        yield made


@pytest.mark.parametrize(("step", "harm"), tuple(tried(METHODS, 9, is_whole=IS_WHOLE)))
def test_every_harm_leaves_one_release_with_the_right_assets(
    github: GitHub, front: Proxy, tmp_path: Path, step: str, harm: str, tally: Tally
) -> None:
    version = f"1.{list(STEPS).index(step)}.{list(HARMS).index(harm)}"
    release = made_release(tmp_path / "r", version)
    method, path, nth = STEPS[step]
    front.inject(Fault(method=method, path=path, nth=nth, **HARMS[harm]))  # type: ignore[arg-type]
    story, is_struck = Watch(release.contents()), False
    for attempt in range(4):
        try:
            bring(_publisher(front, github, release), release.order, story.means(), is_published=True)
            break
        except DpkitError as error:
            story.said.append(str(error))
            is_struck = is_struck or front.struck() > 0
            assert attempt < 3, story.said
            if harm in ("expired token", "forbidden", "a lasting outage"):
                front.heal()
    assert is_struck or front.struck()
    assert _released(github, version) == release.contents()
    assert github.token not in "\n".join(story.said)
    assert github.breaches == [] or harm == "cut in the request"  # half a request is no word of the client's
    tally("GitHub", "fault")


def _publisher(front: Proxy, github: GitHub, release: MadeRelease) -> GitHubPublisher:
    top = f"tides-{release.order.facts.version}"
    folder = release.folder.with_name("zip")

    @cache
    def archive() -> Archive:
        write_zip(folder / f"{top}.zip", release.folder, release.contents(), top)
        file = package_file(folder, f"{top}.zip")
        return Archive(file=file, blocks=lambda: files.blocks(folder, file.path))

    api = Client(base=front.url, token=Secret(github.token), limits=LIMITS)
    return GitHubPublisher(
        repository=REPOSITORY, site=front.url, api=api, uploads=api, order=release.order, archive=archive
    )


def _released(github: GitHub, version: str) -> dict[str, bytes]:
    """Path → bytes of what everybody finds in the one release of a version; what lies beside the zip is as in it."""
    headers = {"Authorization": f"Bearer {github.token}"}
    listed: list[dict[str, Any]] = []
    page = 1
    while found := httpx.get(f"{github.url}{RELEASES}", params={"page": str(page)}, headers=headers).json():
        listed, page = [*listed, *found], page + 1
    (one,) = [each for each in listed if each["tag_name"] == f"v{version}"]
    assert not one["draft"]
    assets = {each["name"]: httpx.get(each["browser_download_url"]).content for each in one["assets"]}
    assert len(assets) == len(one["assets"]) == 4
    with zipfile.ZipFile(io.BytesIO(assets.pop(f"tides-{version}.zip"))) as archive:
        inside = {name.removeprefix(f"tides-{version}/"): archive.read(name) for name in archive.namelist()}
    assert all(inside[name] == data for name, data in assets.items())
    return inside
