"""GitHub's releases on loopback, held to GitHub's own OpenAPI document: what is asked and what is answered.

`breaches` lists every call or answer that the document does not allow. Files are given by another server, as GitHub
does, and that one must not be shown a token.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from http_stand_in import Asked, Reply, Wire, served

TOKEN = "ghp_canary-19c4e7b2"
CONTRACT: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "publish/github_contract.json").read_text(encoding="utf-8")
)["calls"]
Answer = tuple[int, object]


@dataclass
class Asset:
    name: str
    data: bytes
    state: str = "uploaded"


@dataclass
class Release:
    tag: str
    values: dict[str, Any]
    assets: dict[int, Asset] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        return bool(self.values.get("draft", False))


@dataclass
class GitHub:
    """The state of one repository; `broken` uploads leave an asset that never came whole."""

    tags: set[str] = field(default_factory=set)
    releases: dict[int, Release] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)
    wire: Wire = field(default_factory=Wire)
    storage: Wire = field(default_factory=Wire)
    broken: int = 0
    damaged: int = 0
    is_limited: int = 0
    is_expired: bool = False
    last: int = 0

    def next_id(self) -> int:
        self.last += 1
        return self.last

    def reply(self, asked: Asked) -> Reply:
        known = asked.headers.get("authorization") == f"Bearer {TOKEN}" and not self.is_expired
        if not known:
            return 401, {"message": "Bad credentials"}, {}
        if self.is_limited:
            self.is_limited -= 1
            return 403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "7"}
        for template, handler in ROUTES.items():
            method, path = template.split(" ")
            found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(path)), asked.path)
            if found is None or method != asked.method:
                continue
            self.breaches += _faults_of_call(template, asked)
            status, value = handler(self, found, asked)
            location = {"Location": str(value)} if status == 302 else {}
            self.breaches += [] if status == 302 else _faults_of_answer(template, status, value)
            return status, {} if status == 302 else value, location
        self.breaches.append(f"no such call: {asked.call}")
        return 404, {"message": "Not Found"}, {}

    def given(self, asked: Asked) -> Reply:
        """A file, from the server that keeps files."""
        if "authorization" in asked.headers:
            self.breaches.append("the token was shown to the server that keeps files")
        number = int(asked.path.rpartition("/")[2])
        asset = next(each.assets[number] for each in self.releases.values() if number in each.assets)
        return 200, asset.data, {"Content-Type": "application/octet-stream"}


def _ref(github: GitHub, found: "re.Match[str]", _asked: Asked) -> Answer:
    tag = found["ref"].removeprefix("tags/")
    if tag not in github.tags:
        return 404, _sample("GET /repos/{owner}/{repo}/git/ref/{ref}", "404", message="Not Found")
    return 200, _sample("GET /repos/{owner}/{repo}/git/ref/{ref}", "200", ref=f"refs/tags/{tag}")


def _list(github: GitHub, _found: "re.Match[str]", asked: Asked) -> Answer:
    size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    numbers = sorted(github.releases, reverse=True)[size * (page - 1) : size * page]
    return 200, [_release(github, number) for number in numbers]


def _create(github: GitHub, _found: "re.Match[str]", asked: Asked) -> Answer:
    values = json.loads(asked.body)
    number = github.next_id()
    github.releases[number] = Release(values["tag_name"], values)
    return 201, _release(github, number)


def _update(github: GitHub, found: "re.Match[str]", asked: Asked) -> Answer:
    number, values = int(found["release_id"]), json.loads(asked.body)
    if number not in github.releases:
        return 404, _sample(f"PATCH {RELEASE}", "404", message="Not Found")
    release = github.releases[number]
    others = [each for other, each in github.releases.items() if other != number and each.tag == release.tag]
    if values.get("draft") is False and any(not each.is_draft for each in others):
        return 422, {"message": "Validation Failed", "errors": [{"code": "already_exists", "field": "tag_name"}]}
    release.values.update(values)
    return 200, _release(github, number)


def _remove(github: GitHub, found: "re.Match[str]", _asked: Asked) -> Answer:
    gone = github.releases.pop(int(found["release_id"]), None)
    return (204, {}) if gone else (404, {"message": "Not Found"})


def _assets(github: GitHub, found: "re.Match[str]", asked: Asked) -> Answer:
    size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    assets = sorted(github.releases[int(found["release_id"])].assets.items())
    return 200, [_asset(number, asset) for number, asset in assets[size * (page - 1) : size * page]]


def _upload(github: GitHub, found: "re.Match[str]", asked: Asked) -> Answer:
    release, name = github.releases[int(found["release_id"])], asked.query["name"]
    if any(asset.name == name for asset in release.assets.values()):
        return 422, {"message": "Validation Failed", "errors": [{"code": "already_exists"}]}
    if not release.is_draft:
        return 422, {"message": "Cannot upload assets to an immutable release."}
    number = github.next_id()
    release.assets[number] = Asset(name, asked.body)
    if github.broken:
        github.broken -= 1
        release.assets[number] = Asset(name, asked.body[:10], state="open")
        return 502, {"message": "Server Error"}
    if github.damaged:
        github.damaged -= 1
        release.assets[number] = Asset(name, b"damaged" + asked.body[7:])
    return 201, _asset(number, release.assets[number])


def _asset_file(github: GitHub, found: "re.Match[str]", asked: Asked) -> Answer:
    assert asked.headers["accept"] == "application/octet-stream"
    return 302, f"{github.storage.url}/files/{found['asset_id']}"


def _remove_asset(github: GitHub, found: "re.Match[str]", _asked: Asked) -> Answer:
    for release in github.releases.values():
        if int(found["asset_id"]) in release.assets:
            assert release.is_draft
            del release.assets[int(found["asset_id"])]
            return 204, {}
    return 404, {"message": "Not Found"}


RELEASES = "/repos/{owner}/{repo}/releases"
RELEASE = f"{RELEASES}/{{release_id}}"
ROUTES: Mapping[str, Callable[[GitHub, "re.Match[str]", Asked], Answer]] = {
    "GET /repos/{owner}/{repo}/git/ref/{ref}": _ref,
    f"GET {RELEASES}/assets/{{asset_id}}": _asset_file,
    f"DELETE {RELEASES}/assets/{{asset_id}}": _remove_asset,
    f"GET {RELEASE}/assets": _assets,
    f"POST {RELEASE}/assets": _upload,
    f"GET {RELEASES}": _list,
    f"POST {RELEASES}": _create,
    f"PATCH {RELEASE}": _update,
    f"DELETE {RELEASE}": _remove,
}


def _release(github: GitHub, number: int) -> dict[str, Any]:
    release = github.releases[number]
    shown = {key: release.values[key] for key in ("name", "body", "draft", "prerelease") if key in release.values}
    place = f"untagged-{number}" if release.is_draft else release.tag
    return _sample(
        f"GET {RELEASE}",
        "200",
        **shown,
        id=number,
        tag_name=release.tag,
        html_url=f"{github.wire.url}/me/tides/releases/tag/{place}",
        assets=[_asset(each, asset) for each, asset in release.assets.items()],
    )


def _asset(number: int, asset: Asset) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(asset.data).hexdigest()}" if asset.state == "uploaded" else None
    schema = CONTRACT[f"GET {RELEASES}/assets/{{asset_id}}"]["answers"]["200"]["application/json"]
    values = {"id": number, "name": asset.name, "size": len(asset.data), "digest": digest, "state": asset.state}
    return {**_made(schema), **values}


def _sample(template: str, status: str, **values: object) -> dict[str, Any]:
    return {**_made(CONTRACT[template]["answers"][status]["application/json"]), **values}


def _made(schema: Mapping[str, Any]) -> Any:
    """The smallest value of a schema."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: _made(schema["properties"][name]) for name in schema.get("required", ())}
    return {"string": "x", "integer": 1, "number": 1, "boolean": False, "array": []}[kind]


def _faults_of_call(template: str, asked: Asked) -> list[str]:
    call = CONTRACT[template]
    parameters = {each["name"]: each for each in call["parameters"] if each["in"] == "query"}
    faults = [f"{asked.call}: no parameter {name}" for name in asked.query if name not in parameters]
    faults += [f"{asked.call}: {name} is missing" for name, each in parameters.items()
               if each["required"] and name not in asked.query]  # fmt: skip
    kind = asked.headers.get("content-type", "").partition(";")[0]
    if asked.body and kind not in call["body"]:
        faults.append(f"{asked.call}: a body of {kind}")
    elif kind == "application/json" and asked.body:
        faults += _faults(json.loads(asked.body), call["body"][kind], asked.call)
        known = call["body"][kind]["properties"]
        faults += [f"{asked.call}: no field {name}" for name in json.loads(asked.body) if name not in known]
    return faults


def _faults_of_answer(template: str, status: int, value: object) -> list[str]:
    answers = CONTRACT[template]["answers"]
    if str(status) not in answers:
        return [] if status >= 400 else [f"{template}: {status} is no answer"]
    schema = answers[str(status)].get("application/json")
    return _faults(value, schema, f"{template} {status}") if schema is not None else []


def _faults(value: object, schema: Mapping[str, Any], where: str) -> list[str]:
    return [f"{where}: {fault.message[:200]}" for fault in jsonschema.Draft7Validator(schema).iter_errors(value)]


@contextmanager
def github_stand_in() -> Iterator[GitHub]:
    """A running stand-in, with the server that keeps the files."""
    github = GitHub()
    with served(github.wire, github.reply), served(github.storage, github.given):
        yield github
