"""The InvenioRDM of these tests behaves as publishing needs it."""

import hashlib
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from servers.places import Running

METADATA = {
    "title": "Statements of a harbour",
    "resource_type": {"id": "dataset"},
    "publication_date": "2024-03-01",
    "publisher": "Harbour Office",  # an identifier wants one
    "creators": [{"person_or_org": {"type": "organizational", "name": "Harbour Office"}}],
    "identifiers": [{"scheme": "other", "identifier": "urn:manifest:abc"}],
    "rights": [{"id": "cc-by-4.0"}],
    "languages": [{"id": "kaz"}],
}


@pytest.fixture
def api(invenio: Running) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {invenio.token}", "Accept": "application/json"}
    with httpx.Client(base_url=f"{invenio.url}/api", headers=headers, timeout=30) as client:
        yield client


def _draft(api: httpx.Client) -> str:
    made = api.post("/records", json={"metadata": METADATA, "files": {"enabled": True}})
    assert made.status_code == 201
    assert made.json().get("errors", []) == []
    return str(made.json()["id"])


def _upload(api: httpx.Client, draft: str, key: str, content: bytes) -> str:
    named = key.replace("/", "%2F")
    files = f"/records/{draft}/draft/files"
    assert api.post(files, json=[{"key": key}]).status_code == 201
    headers = {"Content-Type": "application/octet-stream"}
    assert api.put(f"{files}/{named}/content", content=content, headers=headers).status_code == 200
    return str(api.post(f"{files}/{named}/commit").json()["checksum"])


def test_a_record_is_published_with_its_identifier_and_bytes(api: httpx.Client) -> None:
    draft = _draft(api)
    reserved = api.post(f"/records/{draft}/draft/pids/doi").json()["pids"]["doi"]["identifier"]
    told = _upload(api, draft, "data/a.bin", b"\x00\x01 bytes")
    assert told == "md5:" + hashlib.md5(b"\x00\x01 bytes").hexdigest()
    assert api.post(f"/records/{draft}/draft/actions/publish").status_code == 202
    published = api.get(f"/records/{draft}").json()
    assert published["pids"]["doi"]["identifier"] == reserved
    assert published["parent"]["pids"]["doi"]["identifier"].startswith("10.5072/")
    assert api.get(f"/records/{draft}/files/data%2Fa.bin/content").content == b"\x00\x01 bytes"


def test_a_new_version_takes_over_files_of_the_former(api: httpx.Client) -> None:
    first = _draft(api)
    _upload(api, first, "kept.txt", b"kept")
    api.post(f"/records/{first}/draft/actions/publish")
    second = api.post(f"/records/{first}/versions").json()["id"]
    assert api.post(f"/records/{first}/versions").json()["id"] == second
    imported = api.post(f"/records/{second}/draft/actions/files-import").json()
    assert [entry["key"] for entry in imported["entries"]] == ["kept.txt"]


def test_own_drafts_are_found_by_an_identifier_in_their_metadata(api: httpx.Client) -> None:
    draft = _draft(api)
    found = api.get("/user/records", params={"q": '"urn:manifest:abc"', "sort": "newest", "size": "100"}).json()
    assert draft in [hit["id"] for hit in found["hits"]["hits"]]
    assert api.get("/user/records", params={"q": '"urn:manifest:other"'}).json()["hits"]["total"] == 0


def test_no_token_and_a_bad_one_are_forbidden(invenio: Running) -> None:
    for headers in ({}, {"Authorization": "Bearer no-such-token"}):
        assert httpx.post(f"{invenio.url}/api/records", json={}, headers=headers).status_code == 403
