"""The stand-in for GitHub's releases keeps to the official document, and says where a client does not."""

import hashlib
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from servers.github import RELEASES, GitHub


@pytest.fixture
def api(github: GitHub) -> Iterator[httpx.Client]:
    github.breaches.clear()
    with httpx.Client(base_url=github.url, headers={"Authorization": f"Bearer {github.token}"}, verify=False) as client:
        yield client


def _draft(api: httpx.Client, tag: str) -> dict[str, str]:
    made = api.post(RELEASES, json={"tag_name": tag, "name": tag, "draft": True})
    assert made.status_code == 201, made.text
    values: dict[str, str] = made.json()
    return values


def _upload(api: httpx.Client, release: dict[str, str], name: str, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return api.post(release["upload_url"].partition("{")[0], params={"name": name}, content=content, headers=headers)


def test_a_draft_with_assets_becomes_an_immutable_release(api: httpx.Client, github: GitHub) -> None:
    release = _draft(api, "v1.0.0")
    asset = _upload(api, release, "data/claims.parquet", b"PAR1").json()
    assert asset["name"] == "data.claims.parquet"
    assert asset["digest"] == f"sha256:{hashlib.sha256(b'PAR1').hexdigest()}"
    assert "v1.0.0" not in {one["tag_name"] for one in httpx.get(f"{github.url}{RELEASES}").json()}
    assert api.get(f"{RELEASES}/tags/v1.0.0").status_code == 404
    published = api.patch(f"{RELEASES}/{release['id']}", json={"draft": False}).json()
    assert (published["draft"], published["immutable"]) == (False, True)
    assert httpx.get(asset["browser_download_url"]).content == b"PAR1"
    assert _upload(api, release, "late", b"x").status_code == 422
    assert github.breaches == []


def test_one_name_is_uploaded_once(api: httpx.Client) -> None:
    release = _draft(api, "v2.0.0")
    assert _upload(api, release, "a", b"1").status_code == 201
    again = _upload(api, release, "a", b"2")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "already_exists")


def test_what_is_not_in_the_document_is_a_breach(api: httpx.Client, github: GitHub) -> None:
    assert api.post(RELEASES, json={"tag": "v3"}).status_code == 400
    assert api.post(RELEASES, json={"tag_name": 3}).status_code == 400
    assert api.put(RELEASES).status_code == 400
    assert api.get(RELEASES, params={"per-page": "3"}).status_code == 400
    assert len(github.breaches) == 4
    assert "tag: not in the document" in github.breaches[0]


def test_a_bad_token_and_none_are_refused(github: GitHub) -> None:
    address = f"{github.url}{RELEASES}"
    assert httpx.get(address, headers={"Authorization": "Bearer bad"}).status_code == 401
    assert httpx.post(address, json={"tag_name": "v9"}).status_code == 404
