"""A Hugging Face Hub on loopback: what the library `huggingface_hub` was seen to send, answered as the Hub does.

It keeps commits, branches, tags and LFS objects, refuses stale parents and objects with other bytes, shows nobody what
is private, and makes any call fail that a test names: before or after it had its effect, by status or by hanging up.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from http_stand_in import Asked, Reply, Wire, served

TOKEN = "hf_canary-7f3a91c2d4"
ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"
Answer = tuple[int, object]


@dataclass
class Commit:
    """Path → (bytes, is it in LFS?)."""

    files: dict[str, tuple[bytes, bool]]
    message: str = ""


@dataclass
class Repository:
    is_private: bool
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def add(self, branch: str, commit: Commit) -> str:
        seed = f"{len(self.commits)} {sorted(commit.files)} {commit.message}"
        oid = hashlib.sha1(seed.encode()).hexdigest()
        self.commits[oid] = commit
        self.branches[branch] = oid
        return oid

    def at(self, revision: str) -> Commit | None:
        oid = self.branches.get(revision) or self.tags.get(revision) or revision
        return self.commits.get(oid)


@dataclass
class Hub:
    """The state of the stand-in; `sent` counts the bytes of LFS objects that came over the wire."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    wire: Wire = field(default_factory=Wire)
    sent: int = 0
    is_expired: bool = False

    @property
    def url(self) -> str:
        return self.wire.url

    def reply(self, asked: Asked) -> Reply:
        is_known = not self.is_expired and asked.headers.get("authorization") == f"Bearer {TOKEN}"
        status, value = self._answer(asked, is_known=is_known)
        told = value if isinstance(value, dict) else {}
        named = {"X-Error-Code": told.get("code"), "X-Error-Message": told.get("error")}
        return status, value, {name: str(text) for name, text in named.items() if text}

    def _answer(self, asked: Asked, *, is_known: bool) -> Answer:
        for pattern, handler in ROUTES:
            found = re.fullmatch(pattern, asked.call)
            if found is None:
                continue
            if handler not in (_resolve, _put) and not is_known:
                return 401, {"error": "Invalid credentials in Authorization header"}
            name = found.groupdict().get("name")
            if name is not None and name not in self.repositories:
                return 404, {"error": "Repository not found", "code": "RepoNotFound"}
            return handler(self, found, asked.body)
        return 404, {"error": f"unknown: {asked.call}"}


def _create(hub: Hub, _found: "re.Match[str]", body: bytes) -> Answer:
    wanted = json.loads(body)
    name = f"{wanted.get('organization') or 'me'}/{wanted['name']}"
    if name in hub.repositories:
        return 409, {"error": "You already created this dataset repo", "url": f"{hub.url}/datasets/{name}"}
    assert wanted["type"] == "dataset"
    repository = Repository(is_private=wanted.get("visibility") == "private")
    repository.add("main", Commit({".gitattributes": (ATTRIBUTES, False)}, "initial commit"))
    hub.repositories[name] = repository
    return 200, {"url": f"{hub.url}/datasets/{name}", "name": name, "id": name}


def _validate(_hub: Hub, _found: "re.Match[str]", body: bytes) -> Answer:
    content = json.loads(body)["content"]
    return 200, {"errors": [] if content.startswith("---\n") else [{"message": "no metadata"}], "warnings": []}


def _info(hub: Hub, found: "re.Match[str]", _body: bytes) -> Answer:
    repository = hub.repositories[found["name"]]
    oid = repository.branches["main"]
    return 200, {"id": found["name"], "sha": oid, "private": repository.is_private, "siblings": [], "tags": []}


def _settings(hub: Hub, found: "re.Match[str]", body: bytes) -> Answer:
    hub.repositories[found["name"]].is_private = json.loads(body)["visibility"] == "private"
    return 200, {}


def _refs(hub: Hub, found: "re.Match[str]", _body: bytes) -> Answer:
    repository = hub.repositories[found["name"]]

    def listed(kind: str, refs: Mapping[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": oid} for name, oid in refs.items()]

    branches, tags = listed("heads", repository.branches), listed("tags", repository.tags)
    return 200, {"branches": branches, "converts": [], "tags": tags}


def _tree(hub: Hub, found: "re.Match[str]", _body: bytes) -> Answer:
    commit = hub.repositories[found["name"]].at(found["revision"])
    if commit is None:
        return 404, {"error": "Invalid rev id", "code": "RevisionNotFound"}
    return 200, [_entry(path, data, is_lfs=is_lfs) for path, (data, is_lfs) in sorted(commit.files.items())]


def _entry(path: str, data: bytes, *, is_lfs: bool) -> dict[str, object]:
    entry: dict[str, object] = {"type": "file", "path": path, "size": len(data), "oid": _git_id(data)}
    if is_lfs:
        entry["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
    return entry


def _preupload(hub: Hub, found: "re.Match[str]", body: bytes) -> Answer:
    commit = hub.repositories[found["name"]].at(found["revision"])
    if commit is None:
        return 404, {"error": "Invalid rev id", "code": "RevisionNotFound"}
    files = []
    for file in json.loads(body)["files"]:
        mode = "lfs" if file["path"].endswith(".parquet") else "regular"
        there = commit.files.get(file["path"])
        oid = None if there is None else hashlib.sha256(there[0]).hexdigest() if there[1] else _git_id(there[0])
        files.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False, "oid": oid})
    return 200, {"files": files}


def _batch(hub: Hub, _found: "re.Match[str]", body: bytes) -> Answer:
    objects = []
    for wanted in json.loads(body)["objects"]:
        oid = wanted["oid"]
        actions = {"upload": {"href": f"{hub.url}/lfs/{oid}"}, "verify": {"href": f"{hub.url}/verify"}}
        objects.append({**wanted, **({} if oid in hub.objects else {"actions": actions})})
    return 200, {"transfer": "basic", "objects": objects}


def _put(hub: Hub, found: "re.Match[str]", body: bytes) -> Answer:
    if hashlib.sha256(body).hexdigest() != found["oid"]:
        return 400, {"error": "the content does not have the announced SHA-256"}
    hub.objects[found["oid"]] = body
    hub.sent += len(body)
    return 200, {}


def _verify(hub: Hub, _found: "re.Match[str]", body: bytes) -> Answer:
    return (200, {}) if json.loads(body)["oid"] in hub.objects else (404, {"error": "no such object"})


def _commit(hub: Hub, found: "re.Match[str]", body: bytes) -> Answer:
    repository = hub.repositories[found["name"]]
    head = repository.branches.get(found["revision"])
    if head is None:
        return 404, {"error": "Invalid rev id", "code": "RevisionNotFound"}
    files, message = dict(repository.commits[head].files), ""
    for line in body.decode().splitlines():
        item = json.loads(line)
        value = item["value"]
        if item["key"] == "header":
            message = value["summary"]
            if value.get("parentCommit", head) != head:
                return 412, {"error": "A commit has happened since. Please refresh and try again."}
        elif item["key"] == "file":
            files[value["path"]] = (base64.b64decode(value["content"]), False)
        elif item["key"] == "lfsFile":
            if value["oid"] not in hub.objects:
                return 400, {"error": "LFS pointer to a file that does not exist"}
            files[value["path"]] = (hub.objects[value["oid"]], True)
        elif item["key"] == "deletedFile":
            del files[value["path"]]
    oid = repository.add(found["revision"], Commit(files, message))
    url = f"{hub.url}/datasets/{found['name']}/commit/{oid}"
    return 200, {"commitUrl": url, "commitOid": oid, "success": True, "hookOutput": ""}


def _branch(hub: Hub, found: "re.Match[str]", body: bytes) -> Answer:
    repository = hub.repositories[found["name"]]
    if found["branch"] in repository.branches:
        return 409, {"error": "Reference already exists"}
    start = json.loads(body)["startingPoint"]
    repository.branches[found["branch"]] = repository.branches.get(start, start)
    return 200, {}


def _unbranch(hub: Hub, found: "re.Match[str]", _body: bytes) -> Answer:
    gone = hub.repositories[found["name"]].branches.pop(found["branch"], None)
    return (200, {}) if gone else (404, {"error": "Reference does not exist"})


def _tag(hub: Hub, found: "re.Match[str]", body: bytes) -> Answer:
    repository = hub.repositories[found["name"]]
    tag = json.loads(body)["tag"]
    if tag in repository.tags:
        return 409, {"error": "Tag reference exists already"}
    repository.tags[tag] = repository.branches.get(found["revision"], found["revision"])
    return 200, {}


def _resolve(hub: Hub, found: "re.Match[str]", _body: bytes) -> Answer:
    """What anybody gets: nothing of a private repository."""
    repository = hub.repositories[found["name"]]
    commit = repository.at(found["revision"])
    if repository.is_private:
        return 401, {"error": "Access denied"}
    if commit is None or found["path"] not in commit.files:
        return 404, {"error": "Entry not found", "code": "EntryNotFound"}
    return 200, commit.files[found["path"]][0]


def _git_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


_NAME = r"(?P<name>[^/]+/[^/]+)"
_REVISION = r"(?P<revision>[^/]+)"
ROUTES: tuple[tuple[str, Callable[[Hub, "re.Match[str]", bytes], Answer]], ...] = (
    (r"POST /api/repos/create", _create),
    (r"POST /api/validate-yaml", _validate),
    (rf"GET /api/datasets/{_NAME}", _info),
    (rf"PUT /api/datasets/{_NAME}/settings", _settings),
    (rf"GET /api/datasets/{_NAME}/refs", _refs),
    (rf"GET /api/datasets/{_NAME}/tree/{_REVISION}", _tree),
    (rf"POST /api/datasets/{_NAME}/preupload/{_REVISION}", _preupload),
    (rf"POST /api/datasets/{_NAME}/commit/{_REVISION}", _commit),
    (rf"POST /api/datasets/{_NAME}/branch/(?P<branch>[^/]+)", _branch),
    (rf"DELETE /api/datasets/{_NAME}/branch/(?P<branch>[^/]+)", _unbranch),
    (rf"POST /api/datasets/{_NAME}/tag/{_REVISION}", _tag),
    (rf"POST /datasets/{_NAME}\.git/info/lfs/objects/batch", _batch),
    (r"PUT /lfs/(?P<oid>[0-9a-f]{64})", _put),
    (r"POST /verify", _verify),
    (rf"GET /datasets/{_NAME}/resolve/{_REVISION}/(?P<path>.+)", _resolve),
)


@contextmanager
def hub_stand_in() -> Iterator[Hub]:
    """A running stand-in; it ends with the block."""
    hub = Hub()
    with served(hub.wire, hub.reply):
        yield hub


def files_at(hub: Hub, name: str, revision: str) -> dict[str, Any]:
    """Path → bytes of a revision, without the Hub's own."""
    commit = hub.repositories[name].at(revision)
    assert commit is not None
    return {path: data for path, (data, _) in commit.files.items() if path != ".gitattributes"}
