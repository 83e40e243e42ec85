"""A Dataverse on loopback, as its native API guide describes it: what no test can hold against a real server."""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import Any

from http_stand_in import Asked, Reply, Wire, served

TOKEN = "dv-canary-5c1b8a90"
Answer = tuple[int, object]


@dataclass
class File:
    label: str
    folder: str
    data: bytes


@dataclass
class Version:
    """`number` None: a draft. Path-less ids lead to files."""

    values: dict[str, Any]
    files: dict[int, File] = field(default_factory=dict)
    number: int | None = None

    def contents(self) -> dict[str, bytes]:
        return {"/".join(filter(None, (each.folder, each.label))): each.data for each in self.files.values()}


@dataclass
class Dataverse:
    """One collection. `locked` counts how often the dataset still says that it is; `damaged` uploads come out wrong."""

    datasets: dict[str, list[Version]] = field(default_factory=dict)
    wire: Wire = field(default_factory=Wire)
    locked: int = 0
    damaged: int = 0
    last: int = 0
    is_expired: bool = False

    def next_id(self) -> int:
        self.last += 1
        return self.last

    def reply(self, asked: Asked) -> Reply:
        is_known = asked.headers.get("x-dataverse-key") == TOKEN and not self.is_expired
        for pattern, handler in ROUTES:
            found = re.fullmatch(pattern, asked.call.replace("/api/", "/", 1))
            if found is None:
                continue
            if handler is not _access and not is_known:
                return 401, {"status": "ERROR", "message": "Bad API key"}, {}
            status, value = handler(self, found, asked)
            if isinstance(value, bytes):
                return status, value, {"Content-Type": "application/octet-stream"}
            word = {"status": "OK", "data": value} if status < 300 else {"status": "ERROR", "message": str(value)}
            return status, word, {}
        return 404, {"status": "ERROR", "message": f"unknown: {asked.call}"}, {}

    def draft_of(self, name: str) -> Version | None:
        return next((each for each in self.datasets[name] if each.number is None), None)


def _create(dataverse: Dataverse, _found: "re.Match[str]", asked: Asked) -> Answer:
    values = json.loads(asked.body)["datasetVersion"]
    missing = REQUIRED - {each["typeName"] for each in values["metadataBlocks"]["citation"]["fields"]}
    if missing:
        return 400, f"Validation Failed: {sorted(missing)}"
    name = f"doi:10.5072/FK2/{dataverse.next_id()}"
    dataverse.datasets[name] = [Version(values)]
    return 201, {"id": dataverse.last, "persistentId": name}


def _contents(dataverse: Dataverse, _found: "re.Match[str]", _asked: Asked) -> Answer:
    found = []
    for name, versions in dataverse.datasets.items():
        entry = {"type": "dataset", "protocol": "doi", "authority": "10.5072", "identifier": name.partition("/")[2]}
        dated = {"publicationDate": "2026-11-27"} if any(each.number for each in versions) else {}
        found.append({**entry, **dated})
    return 200, found


def _versions(dataverse: Dataverse, _found: "re.Match[str]", asked: Asked) -> Answer:
    if asked.query["persistentId"] not in dataverse.datasets:
        return 404, "Dataset with Persistent ID not found."
    shown = []
    for version in reversed(dataverse.datasets[asked.query["persistentId"]]):
        numbers = {"versionNumber": version.number, "versionMinorNumber": 0} if version.number else {}
        shown.append({**version.values, **numbers, "versionState": "RELEASED" if version.number else "DRAFT"})
    return 200, shown


def _describe(dataverse: Dataverse, _found: "re.Match[str]", asked: Asked) -> Answer:
    name, values = asked.query["persistentId"], json.loads(asked.body)
    draft = dataverse.draft_of(name)
    if draft is None:
        draft = Version(values, dict(dataverse.datasets[name][-1].files))
        dataverse.datasets[name].append(draft)
    draft.values = values
    return 200, {}


def _files(dataverse: Dataverse, found: "re.Match[str]", asked: Asked) -> Answer:
    versions = dataverse.datasets[asked.query["persistentId"]]
    number = None if found["version"] == ":draft" else int(found["version"].partition(".")[0])
    version = next((each for each in versions if each.number == number), None)
    if version is None:
        return 404, "no such version"
    return 200, [_entry(number, file) for number, file in version.files.items()]


def _entry(number: int, file: File) -> dict[str, object]:
    value = hashlib.md5(file.data, usedforsecurity=False).hexdigest()
    held = {"id": number, "filesize": len(file.data), "checksum": {"type": "MD5", "value": value}}
    return {"label": file.label, **({"directoryLabel": file.folder} if file.folder else {}), "dataFile": held}


def _add(dataverse: Dataverse, _found: "re.Match[str]", asked: Asked) -> Answer:
    draft = dataverse.draft_of(asked.query["persistentId"])
    assert draft is not None
    number, file = dataverse.next_id(), _sent(dataverse, asked)
    if "/".join((file.folder, file.label)).strip("/") in draft.contents():
        file.label = f"{file.label}-1"  # as it renames a second file of one name
    draft.files[number] = file
    return 200, {"files": [_entry(number, file)]}


def _replace(dataverse: Dataverse, found: "re.Match[str]", asked: Asked) -> Answer:
    old = int(found["file"])
    draft = next(each for versions in dataverse.datasets.values() for each in versions
                 if each.number is None and old in each.files)  # fmt: skip
    file = _sent(dataverse, asked)
    if file.data == draft.files[old].data:
        return 400, "Error! You may not replace a file with a file that has duplicate content."
    del draft.files[old]
    number = dataverse.next_id()
    draft.files[number] = file
    return 200, {"files": [_entry(number, file)]}


def _sent(dataverse: Dataverse, asked: Asked) -> File:
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    parts = {}
    for part in BytesParser().parsebytes(head + asked.body).walk():
        if not part.is_multipart():
            parts[str(part.get_param("name", header="content-disposition"))] = part
    options = json.loads(bytes(parts["jsonData"].get_payload(decode=True)))
    assert options["tabIngest"] is False
    data = bytes(parts["file"].get_payload(decode=True))
    if dataverse.damaged:
        dataverse.damaged -= 1
        data = b"damaged"
    return File(str(parts["file"].get_filename()), options["directoryLabel"], data)


def _remove(dataverse: Dataverse, found: "re.Match[str]", _asked: Asked) -> Answer:
    for versions in dataverse.datasets.values():
        for version in versions:
            if version.number is None and version.files.pop(int(found["file"]), None) is not None:
                return 200, {}
    return 404, "no such file in a draft"


def _locks(dataverse: Dataverse, _found: "re.Match[str]", _asked: Asked) -> Answer:
    if not dataverse.locked:
        return 200, []
    dataverse.locked -= 1
    return 200, [{"lockType": "EditInProgress"}]


def _publish(dataverse: Dataverse, _found: "re.Match[str]", asked: Asked) -> Answer:
    assert asked.query["type"] == "major"
    versions = dataverse.datasets[asked.query["persistentId"]]
    draft = dataverse.draft_of(asked.query["persistentId"])
    if draft is None:
        return 409, "This dataset version is already published."
    draft.number = max((each.number for each in versions if each.number), default=0) + 1
    draft.values = copy.deepcopy(draft.values)
    return 200, {}


def _access(dataverse: Dataverse, found: "re.Match[str]", asked: Asked) -> Answer:
    if "x-dataverse-key" in asked.headers:
        return 400, "a public file needs no token"
    for versions in dataverse.datasets.values():
        for version in versions:
            if version.number and int(found["file"]) in version.files:
                return 200, version.files[int(found["file"])].data
    return 403, "not published"


REQUIRED = {"title", "author", "datasetContact", "dsDescription", "subject"}
_DATASET = r"/datasets/:persistentId"
ROUTES: tuple[tuple[str, Callable[[Dataverse, "re.Match[str]", Asked], Answer]], ...] = (
    (r"POST /dataverses/tides/datasets", _create),
    (r"GET /dataverses/tides/contents", _contents),
    (rf"GET {_DATASET}/versions", _versions),
    (rf"PUT {_DATASET}/versions/:draft", _describe),
    (rf"GET {_DATASET}/versions/(?P<version>[^/]+)/files", _files),
    (rf"GET {_DATASET}/locks", _locks),
    (rf"POST {_DATASET}/add", _add),
    (rf"POST {_DATASET}/actions/:publish", _publish),
    (r"POST /files/(?P<file>\d+)/replace", _replace),
    (r"DELETE /files/(?P<file>\d+)", _remove),
    (r"GET /access/datafile/(?P<file>\d+)", _access),
)


@contextmanager
def dataverse_stand_in() -> Iterator[Dataverse]:
    """A running stand-in; it ends with the block."""
    dataverse = Dataverse()
    with served(dataverse.wire, dataverse.reply):
        yield dataverse
