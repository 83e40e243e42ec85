"""A stand-in for GitHub's releases that holds each request and each answer against the official OpenAPI document.

What the document does not say is as its prose describes: drafts are seen by writers alone and have no tag, names of
assets are made plain, an upload that breaks leaves an asset in state `starter`, a published release is immutable.
"""

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from servers.contract import Contract, Node, github_contract
from servers.places import Running
from servers.stand_in import Reply, Request, json_reply, serving

REPOSITORY = "harbour/port"
TOKEN = "canary-of-the-contract"
MOMENT = "2024-03-01T00:00:00Z"
RELEASES = f"/repos/{REPOSITORY}/releases"
TAGS = f"/repos/{REPOSITORY}/git/ref/tags"
"""Every tag that is asked for is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHub:
    """The stand-in: `breaches` are the calls that left the document. Uploads go to the same address."""

    server: Running
    breaches: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def token(self) -> str:
        return self.server.token


@contextmanager
def github() -> Iterator[GitHub]:
    """One repository without releases, and the token of somebody who may write to it.

    Raises: SetUpError where the document cannot be had.
    """
    state = _State(github_contract())
    with serving(state.answer) as state.url:
        yield GitHub(server=Running(url=state.url, token=TOKEN), breaches=state.breaches)


class _State:
    """Releases by number, bytes by number of their asset."""

    def __init__(self, contract: Contract) -> None:
        self.contract, self.url = contract, ""
        self.breaches: list[str] = []
        self.releases: dict[int, dict[str, Any]] = {}
        self.content: dict[int, bytes] = {}
        self.lock = threading.Lock()
        self.last = 0

    def answer(self, request: Request) -> Reply:
        with self.lock:
            if found := re.fullmatch(rf"/{REPOSITORY}/releases/download/([^/]+)/([^/]+)", request.path):
                return self._public(found[1], found[2])
            operation = self.contract.operation(request.method, request.path)
            if operation is None:
                return self._breach(request, "no such call in the document")
            for fault in self.contract.breaches(operation, request):
                return self._breach(request, fault)
            reply = self._answer(request)
            for fault in self.contract.answer_breaches(operation, reply):
                return self._breach(request, f"the stand-in's own answer: {fault}")
            return reply

    def _breach(self, request: Request, fault: str) -> Reply:
        self.breaches.append(f"{request.method} {request.path}: {fault}")
        return json_reply({"message": f"contract: {fault}"}, 400)

    def _answer(self, request: Request) -> Reply:
        is_writer = request.headers.get("authorization") in (f"Bearer {TOKEN}", f"token {TOKEN}")
        if "authorization" in request.headers and not is_writer:
            return json_reply({"message": "Bad credentials", "documentation_url": ""}, 401)
        if request.method != "GET" and not is_writer:
            return _missing()
        if request.path == f"/repos/{REPOSITORY}/immutable-releases":
            return json_reply({"enabled": True, "enforced_by_owner": False})
        if request.path.startswith(f"{TAGS}/"):
            return json_reply(_tag(self.url, request.path.removeprefix(f"{TAGS}/")))
        if not request.path.startswith(RELEASES):
            return _missing()
        parts = request.path.removeprefix(RELEASES).strip("/").split("/")
        return self._releases(request, [part for part in parts if part], is_writer)

    def _releases(self, request: Request, parts: list[str], is_writer: bool) -> Reply:
        seen = [one for one in self.releases.values() if is_writer or not one["draft"]]
        if not parts:
            return self._create(request) if request.method == "POST" else json_reply(_page(seen[::-1], request))
        if parts[0] == "tags":
            return _one([one for one in seen if one["tag_name"] == parts[1] and not one["draft"]])
        if parts[0] == "latest":
            return _one([one for one in seen[::-1] if not one["draft"]])
        if parts[0] == "assets":
            return self._asset(request, int(parts[1]), seen)
        found = [one for one in seen if one["id"] == int(parts[0])]
        if not found:
            return _missing()
        if parts[1:] == ["assets"]:
            is_upload = request.method == "POST"
            return self._upload(request, found[0]) if is_upload else json_reply(_page(found[0]["assets"], request))
        return self._change(request, found[0])

    def _create(self, request: Request) -> Reply:
        values = request.json()
        tag = values["tag_name"]
        if not values.get("draft") and any(one["tag_name"] == tag for one in self._published()):
            return _invalid("Release", "tag_name", "already_exists")
        number = self._number()
        page = f"{self.url}{RELEASES}/{number}"
        made = {
            "id": number,
            "node_id": f"RE_{number}",
            "url": page,
            "html_url": f"{self.url}/{REPOSITORY}/releases/tag/{tag}",
            "assets_url": f"{page}/assets",
            "upload_url": f"{page}/assets{{?name,label}}",
            "tarball_url": None,
            "zipball_url": None,
            "target_commitish": values.get("target_commitish", "main"),
            "created_at": MOMENT,
            "published_at": None,
            "author": _person(self.url),
            "assets": [],
            "name": None,
            "body": None,
            "draft": False,
            "prerelease": False,
            "immutable": False,
        }
        self.releases[number] = made
        return json_reply(self._set(made, values), 201)

    def _change(self, request: Request, release: dict[str, Any]) -> Reply:
        if request.method == "GET":
            return json_reply(release)
        if request.method == "DELETE":
            del self.releases[release["id"]]
            return Reply(status=204)
        values = request.json()
        others = [one["tag_name"] for one in self._published() if one is not release]
        if values.get("draft") is False and values.get("tag_name", release["tag_name"]) in others:
            return _missing()  # the document knows no 422 here; GitHub's word for it is not documented
        return json_reply(self._set(release, values))

    def _set(self, release: dict[str, Any], values: Node) -> Node:
        plain = ("tag_name", "name", "body", "draft", "prerelease", "target_commitish")
        release.update({key: values[key] for key in plain if key in values})
        if not release["draft"]:
            release["published_at"] = release["published_at"] or MOMENT
            release["immutable"] = True
        return release

    def _upload(self, request: Request, release: dict[str, Any]) -> Reply:
        name = _plain(request.query["name"])
        if release["immutable"]:
            return _invalid("ReleaseAsset", "release", "immutable")
        if any(asset["name"] == name for asset in release["assets"]):
            return _invalid("ReleaseAsset", "name", "already_exists")
        number = self._number()
        asset = self._new_asset(number, name, release, request.headers.get("content-type", ""))
        release["assets"].append(asset)
        if len(request.body) < int(request.headers.get("content-length", 0)):
            return Reply(status=500)
        self.content[number] = request.body
        digest = hashlib.sha256(request.body).hexdigest()
        asset.update(state="uploaded", size=len(request.body), digest=f"sha256:{digest}")
        return json_reply(asset, 201)

    def _new_asset(self, number: int, name: str, release: Node, media_type: str) -> dict[str, Any]:
        return {
            "id": number,
            "node_id": f"RA_{number}",
            "url": f"{self.url}{RELEASES}/assets/{number}",
            "browser_download_url": f"{self.url}/{REPOSITORY}/releases/download/{release['tag_name']}/{name}",
            "name": name,
            "label": None,
            "state": "starter",
            "content_type": media_type,
            "size": 0,
            "digest": None,
            "download_count": 0,
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "uploader": _person(self.url),
        }

    def _asset(self, request: Request, number: int, seen: list[dict[str, Any]]) -> Reply:
        owners = [(one, asset) for one in seen for asset in one["assets"] if asset["id"] == number]
        if not owners:
            return _missing()
        release, asset = owners[0]
        if request.method == "DELETE":
            if release["immutable"]:
                return _missing()
            release["assets"].remove(asset)
            return Reply(status=204)
        if request.headers.get("accept") == "application/octet-stream":
            return Reply(body=self.content[number], headers={"Content-Type": asset["content_type"]})
        return json_reply(asset)

    def _public(self, tag: str, name: str) -> Reply:
        for release in self._published():
            for asset in release["assets"]:
                if (release["tag_name"], asset["name"]) == (tag, name):
                    return Reply(body=self.content[asset["id"]], headers={"Content-Type": "application/octet-stream"})
        return Reply(status=404)

    def _published(self) -> list[dict[str, Any]]:
        return [one for one in self.releases.values() if not one["draft"]]

    def _number(self) -> int:
        self.last += 1
        return self.last


def _page(listed: list[Any], request: Request) -> list[Any]:
    size, number = int(request.query.get("per_page", 30)), int(request.query.get("page", 1))
    return listed[size * (number - 1) : size * number]


def _tag(url: str, name: str) -> Node:
    commit = "0" * 40
    place = f"{url}/repos/{REPOSITORY}/git"
    target = {"type": "commit", "sha": commit, "url": f"{place}/commits/{commit}"}
    named = f"refs/tags/{name}"
    return {"ref": named, "node_id": f"REF_{name}", "url": f"{place}/{named}", "object": target}


def _one(found: list[dict[str, Any]]) -> Reply:
    return json_reply(found[0]) if found else _missing()


def _plain(name: str) -> str:
    """GitHub makes special letters in names of assets dots."""
    return re.sub(r"[^A-Za-z0-9._+-]+", ".", name).strip(".")


def _missing() -> Reply:
    return json_reply({"message": "Not Found", "documentation_url": "", "status": "404"}, 404)


def _invalid(resource: str, name: str, code: str) -> Reply:
    errors = [{"resource": resource, "field": name, "code": code}]
    return json_reply({"message": "Validation Failed", "documentation_url": "", "errors": errors}, 422)


def _person(url: str) -> Mapping[str, Any]:
    page = f"{url}/users/tester"
    addresses = (
        "avatar_url", "events_url", "followers_url", "following_url", "gists_url", "html_url", "organizations_url",
        "received_events_url", "repos_url", "starred_url", "subscriptions_url", "url",
    )  # fmt: skip
    named = dict.fromkeys(addresses, page)
    return {
        **named,
        "login": "tester",
        "id": 1,
        "node_id": "U_1",
        "gravatar_id": "",
        "type": "User",
        "site_admin": False,
    }
