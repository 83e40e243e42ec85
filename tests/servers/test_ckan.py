"""The CKAN of these tests behaves as publishing needs it, and as the stand-in of the ordinary suite answers."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest

from servers.ckan import ORGANIZATION
from servers.places import Running

PATIENCE = 120
"""Seconds: the first page that CKAN draws takes long."""


@pytest.fixture
def api(ckan: Running) -> Iterator[httpx.Client]:
    headers = {"Authorization": ckan.token}
    with httpx.Client(base_url=f"{ckan.url}/api/3/action", headers=headers, timeout=PATIENCE) as client:
        yield client


def _dataset(api: httpx.Client, name: str) -> str:
    values = {"name": name, "owner_org": ORGANIZATION, "private": True}
    return str(api.post("/package_create", json=values).json()["result"]["id"])


def test_a_private_dataset_and_its_files_are_hidden_until_it_is_public(api: httpx.Client) -> None:
    dataset = _dataset(api, "hidden")
    made = api.post(
        "/resource_create", data={"package_id": dataset, "name": "data/a.bin"}, files={"upload": ("A b.bin", b"\x00")}
    ).json()["result"]
    assert made["size"] == 1
    assert made["url"].endswith("/download/a-b.bin")
    assert httpx.get(made["url"], timeout=PATIENCE).status_code == 403
    assert api.get(made["url"]).content == b"\x00"
    api.post("/package_patch", json={"id": dataset, "private": False})
    assert httpx.get(made["url"], timeout=PATIENCE).content == b"\x00"


def test_a_name_is_given_once_and_a_refusal_of_values_is_a_conflict(api: httpx.Client) -> None:
    _dataset(api, "once")
    again = api.post("/package_create", json={"name": "once", "owner_org": ORGANIZATION, "private": True})
    assert again.status_code == 409
    assert again.json()["error"]["name"] == ["That URL is already in use."]
    named = api.post("/package_create", json={"name": "Not A Name", "owner_org": ORGANIZATION, "private": True})
    assert named.status_code == 409


def test_a_new_upload_keeps_the_hash_of_the_former_one(api: httpx.Client) -> None:
    dataset = _dataset(api, "stale-hash")
    made = api.post(
        "/resource_create",
        data={"package_id": dataset, "name": "a", "hash": "sha256:aa"},
        files={"upload": ("a", b"1")},
    ).json()["result"]
    patched = api.post("/resource_patch", data={"id": made["id"]}, files={"upload": ("a", b"22")}).json()["result"]
    assert (patched["size"], patched["hash"]) == (2, "sha256:aa")


def test_no_token_and_a_bad_one_are_forbidden(ckan: Running) -> None:
    for headers in ({}, {"Authorization": "no-such-token"}):
        asked = {"name": "denied", "owner_org": ORGANIZATION}
        answer = httpx.post(f"{ckan.url}/api/3/action/package_create", json=asked, headers=headers)
        assert answer.status_code == 403


def test_a_token_that_is_not_known_has_no_organizations(ckan: Running) -> None:
    address, asked = f"{ckan.url}/api/3/action/organization_list_for_user", {"permission": "create_dataset"}
    answer = httpx.post(address, json=asked, headers={"Authorization": "no-such-token"})
    assert answer.json()["result"] == []
