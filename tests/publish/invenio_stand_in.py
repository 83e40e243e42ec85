"""What InvenioRDM 14 was seen to answer, as far as publishing asks it; `make test-servers` asks the real one."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from servers.stand_in import Reply, Request, json_reply, serving

Record = dict[str, Any]
KNOWN = {
    "licenses/cc-by-4.0",
    "languages/eng",
    "languages/kaz",
    "relationtypes/isderivedfrom",
    "creatorsroles/datacurator",
}
NOT_FOUND = json_reply({"status": 404, "message": "The persistent identifier does not exist."}, 404)


@dataclass(slots=True)
class Invenio:
    """Records and drafts by id; `token` is the one that may write."""

    token: str
    records: dict[str, Record] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply:
        """The routes of the records API, without search of everybody's records."""
        if request.headers.get("authorization") != f"Bearer {self.token}" and not self._is_open(request):
            return json_reply({"status": 403, "message": "Permission denied."}, 403)
        for pattern, route in ROUTES:
            found = re.fullmatch(pattern, f"{request.method} {request.path.removeprefix('/api')}")
            if found:
                return route(self, request, *found.groups())
        return NOT_FOUND

    def _is_open(self, request: Request) -> bool:
        """May anybody read this? Files of published records."""
        found = re.match(r"/api/records/([^/]+)(/files.*)?$", request.path)
        return request.method == "GET" and bool(found) and self.records.get(found[1], {}).get("is_published", False)  # type: ignore[index]


@contextmanager
def invenio_stand_in(token: str) -> Iterator[tuple[str, Invenio]]:
    """Its address, and what it holds."""
    holds = Invenio(token=token)
    with serving(holds.answer) as address:
        yield address, holds


def _draft_of(holds: Invenio, record: str) -> Record | None:
    found = holds.records.get(record)
    return found if found is not None and not found["is_published"] else None


def _shown(record: Record, status: int = 200) -> Reply:
    values = {key: record[key] for key in ("id", "metadata", "pids", "is_published")}
    names = [each["person_or_org"].get("name", "-") for each in record["metadata"].get("creators", ())]
    faults = [] if names and all(names) else [{"field": "metadata.creators", "messages": ["Missing data."]}]
    if not record["files"] and not record["is_published"]:
        faults.append({"field": "files.enabled", "messages": ["Missing uploaded files."]})
    parent = {"id": record["parent"], "pids": {"doi": {"identifier": f"10.5072/{record['parent']}"}}}
    return json_reply(
        {**values, "parent": parent if record["is_published"] else {"id": record["parent"]}, "errors": faults}, status
    )


def _create(holds: Invenio, request: Request) -> Reply:
    number = f"{len(holds.records) + 1:05d}"
    record = {"id": f"rec-{number}", "parent": f"par-{number}", "metadata": request.json().get("metadata", {})}
    holds.records[record["id"]] = {**record, "pids": {}, "files": {}, "is_published": False}
    return _shown(holds.records[record["id"]], 201)


def _version(holds: Invenio, _request: Request, record: str) -> Reply:
    """The one draft of the next version; made where there is none."""
    former = holds.records.get(record)
    if former is None or not former["is_published"]:
        return NOT_FOUND
    drafts = [
        each for each in holds.records.values() if each["parent"] == former["parent"] and not each["is_published"]
    ]
    if drafts:
        return _shown(drafts[0], 201)
    metadata = {key: value for key, value in former["metadata"].items() if key != "version"}
    made = {"id": f"rec-{len(holds.records) + 1:05d}", "parent": former["parent"], "metadata": metadata, "pids": {}}
    holds.records[made["id"]] = {**made, "files": {}, "is_published": False, "former": record}
    return _shown(holds.records[made["id"]], 201)


def _versions(holds: Invenio, _request: Request, record: str) -> Reply:
    found = holds.records.get(record)
    if found is None:
        return NOT_FOUND
    hits = [each for each in holds.records.values() if each["parent"] == found["parent"] and each["is_published"]]
    return json_reply({"hits": {"hits": [_values(each) for each in hits], "total": len(hits)}})


def _own(holds: Invenio, request: Request) -> Reply:
    wanted = request.query["q"].strip('"')
    hits = [each for each in holds.records.values() if wanted in str(each["metadata"])]
    return json_reply({"hits": {"hits": [_values(each) for each in hits], "total": len(hits)}})


def _values(record: Record) -> Record:
    return {key: record[key] for key in ("id", "metadata", "pids", "is_published")}


def _record(holds: Invenio, _request: Request, record: str) -> Reply:
    found = holds.records.get(record)
    return _shown(found) if found is not None and found["is_published"] else NOT_FOUND


def _draft(holds: Invenio, request: Request, record: str) -> Reply:
    found = _draft_of(holds, record)
    if found is None:
        return NOT_FOUND
    if request.method == "PUT":  # a full replacement, identifiers included
        found |= {"metadata": request.json()["metadata"], "pids": request.json().get("pids") or {}}
    return _shown(found)


def _reserve(holds: Invenio, _request: Request, record: str) -> Reply:
    found = _draft_of(holds, record)
    if found is None:
        return NOT_FOUND
    if found["pids"]:
        return json_reply({"status": 400, "message": "A PID already exists for type doi"}, 400)
    found["pids"] = {"doi": {"identifier": f"10.5072/{record}", "provider": "datacite", "client": "datacite"}}
    return _shown(found, 201)


def _publish(holds: Invenio, _request: Request, record: str) -> Reply:
    found = _draft_of(holds, record)
    if found is None:
        return NOT_FOUND
    if not found["files"] or any(file["data"] is None for file in found["files"].values()):
        return json_reply({"status": 400, "message": "A validation error occurred.", "errors": []}, 400)
    found["is_published"] = True
    return _shown(found, 202)


def _files(holds: Invenio, request: Request, record: str, draft: str | None = None) -> Reply:
    found = _draft_of(holds, record) if draft else holds.records.get(record)
    if found is None or (not draft and not found["is_published"]):
        return NOT_FOUND
    if request.headers.get("accept") != "application/json":
        return json_reply({"message": "Invalid 'Accept' header. Expected one of: application/json"}, 406)
    if request.method == "POST":
        key = request.json()[0]["key"]
        if key in found["files"]:
            return json_reply({"status": 400, "message": f"File with key {key} already exists."}, 400)
        found["files"][key] = {"data": None, "is_committed": False}
        return json_reply({"entries": [_entry(key, found["files"][key])]}, 201)
    return json_reply({"entries": [_entry(key, file) for key, file in found["files"].items()]})


def _entry(key: str, file: Record) -> Record:
    if not file["is_committed"]:
        return {"key": key, "status": "pending"}
    digest = hashlib.md5(file["data"], usedforsecurity=False).hexdigest()
    return {"key": key, "status": "completed", "size": len(file["data"]), "checksum": f"md5:{digest}"}


def _file(holds: Invenio, request: Request, record: str, key: str, what: str | None) -> Reply:
    """One file of a draft: its bytes, their commit, its end."""
    found = _draft_of(holds, record)
    if found is None or key not in found["files"]:
        return NOT_FOUND
    if request.method == "DELETE":
        del found["files"][key]
        return Reply(status=204)
    if what == "content":
        if request.headers.get("content-type") != "application/octet-stream":
            return json_reply({"message": "Invalid 'Content-Type' header."}, 415)
        found["files"][key]["data"] = request.body
        return json_reply({"key": key, "status": "pending"})
    found["files"][key]["is_committed"] = found["files"][key]["data"] is not None
    return json_reply(_entry(key, found["files"][key]))


def _content(holds: Invenio, _request: Request, record: str, key: str) -> Reply:
    found = holds.records.get(record)
    if found is None or not found["is_published"] or key not in found["files"]:
        return NOT_FOUND
    return Reply(body=found["files"][key]["data"], headers={"Content-Type": "application/octet-stream"})


def _import(holds: Invenio, _request: Request, record: str) -> Reply:
    found = _draft_of(holds, record)
    if found is None or found["files"]:
        return json_reply({"status": 400, "message": "Please remove all files first."}, 400)
    found["files"] = {key: dict(file) for key, file in holds.records[found["former"]]["files"].items()}
    return json_reply({"entries": [_entry(key, file) for key, file in found["files"].items()]}, 201)


def _word(_holds: Invenio, _request: Request, word: str) -> Reply:
    return json_reply({"id": word.partition("/")[2]}) if word in KNOWN else NOT_FOUND


Route = Callable[..., Reply]
ROUTES: tuple[tuple[str, Route], ...] = (
    (r"POST /records", _create),
    (r"POST /records/([^/]+)/versions", _version),
    (r"GET /records/([^/]+)/versions", _versions),
    (r"GET /user/records", _own),
    (r"GET /records/([^/]+)", _record),
    (r"(?:GET|PUT) /records/([^/]+)/draft", _draft),
    (r"POST /records/([^/]+)/draft/pids/doi", _reserve),
    (r"POST /records/([^/]+)/draft/actions/publish", _publish),
    (r"POST /records/([^/]+)/draft/actions/files-import", _import),
    (r"(?:GET|POST) /records/([^/]+)/(draft)/files", _files),
    (r"GET /records/([^/]+)/files", _files),
    (r"(?:PUT|POST|DELETE) /records/([^/]+)/draft/files/(.+?)(?:/(content|commit))?", _file),
    (r"GET /records/([^/]+)/files/(.+)/content", _content),
    (r"GET /vocabularies/(.+)", _word),
)


def published(holds: Invenio, manifest: str) -> Mapping[str, Record]:
    """The published records with a list of files."""
    return {key: one for key, one in holds.records.items() if one["is_published"] and manifest in str(one["metadata"])}
