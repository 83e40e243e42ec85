"""A portal in this process that answers as CKAN 2.12.0 was seen to.

`make test-servers` tries the same against a real one.
"""

import json
import re
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

from servers.places import Running
from servers.stand_in import Reply, Request, json_reply, serving

TOKEN = "canary-of-the-stand-in"
LICENSES = ("notspecified", "odc-pddl", "odc-odbl", "odc-by", "cc-zero", "cc-by", "cc-by-sa")
Values = dict[str, Any]


@contextmanager
def ckan_stand_in() -> Iterator[Running]:
    """An empty portal with one editor of one organization."""
    portal = _Portal()
    with serving(portal.answer) as portal.url:
        yield Running(url=portal.url, token=TOKEN)


class _RefusedError(Exception):
    def __init__(self, status: int, error: Mapping[str, object]) -> None:
        super().__init__(status)
        self.status, self.error = status, error


class _Portal:
    """Datasets by id, bytes by resource id; one request at a time."""

    def __init__(self) -> None:
        self.url = ""
        self.datasets: dict[str, Values] = {}
        self.content: dict[str, bytes] = {}
        self.lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        with self.lock:
            if found := re.fullmatch(r"/dataset/[^/]+/resource/([^/]+)/download/[^/]*", request.path):
                return self._download(found[1], is_editor=_is_editor(request))
            action = request.path.rpartition("/")[2]
            values, upload = _asked(request)
            try:
                result = getattr(self, f"_{action}")(values, upload, _is_editor(request))
            except _RefusedError as refused:
                return json_reply({"help": "", "success": False, "error": refused.error}, refused.status)
            return json_reply({"help": "", "success": True, "result": result})

    def _download(self, resource: str, *, is_editor: bool) -> Reply:
        owner, _ = self._resource(resource)
        if not is_editor and (owner["private"] or owner["state"] != "active"):
            return Reply(status=403, body=b"<!DOCTYPE html>", headers={"Content-Type": "text/html"})
        return Reply(body=self.content[resource], headers={"Content-Type": "application/octet-stream"})

    def _package_show(self, values: Values, _upload: bytes | None, is_editor: bool) -> Values:
        found = [one for one in self.datasets.values() if values["id"] in (one["id"], one["name"])]
        if not found:
            raise _RefusedError(404, {"__type": "Not Found Error", "message": "Not found"})
        if not is_editor and found[0]["private"]:
            raise _denied()
        return found[0]

    def _package_create(self, values: Values, _upload: bytes | None, is_editor: bool) -> Values:
        if not is_editor:
            raise _denied()
        if any(one["name"] == values["name"] for one in self.datasets.values()):
            raise _refused(name=["That URL is already in use."])
        if not re.fullmatch(r"[a-z0-9_-]{2,100}", values["name"]):
            raise _refused(name=["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"])
        # An editor's `state` is not heard here: the dataset is active, and hidden because it is private.
        made = {"tags": [], "extras": [], **values, "id": str(uuid.uuid4()), "state": "active", "resources": []}
        self.datasets[made["id"]] = made
        return made

    def _package_patch(self, values: Values, _upload: bytes | None, is_editor: bool) -> Values:
        dataset = self._package_show(values, None, is_editor)
        keys = [each["key"] for each in values.get("extras", ())]
        if len(set(keys)) < len(keys):
            raise _refused(extras_validation=["Duplicate key"])
        wrong = [tag["name"] for tag in values.get("tags", ()) if not re.fullmatch(r"[\w .-]{2,100}", tag["name"])]
        if wrong:
            raise _refused(tags=[f'Tag "{wrong[0]}" can only contain alphanumeric characters'])
        dataset.update(values)
        return dataset

    def _resource_create(self, values: Values, upload: bytes | None, is_editor: bool) -> Values:
        if "package_id" not in values:
            raise _refused(package_id=["Missing value"])
        dataset = self._package_show({"id": values["package_id"]}, None, is_editor)
        made = {"hash": "", "size": None, **values, "id": str(uuid.uuid4()), "url_type": "upload"}
        made["url"] = f"{self.url}/dataset/{dataset['id']}/resource/{made['id']}/download/file"
        dataset["resources"].append(made)
        return self._filled(made, upload)

    def _resource_patch(self, values: Values, upload: bytes | None, is_editor: bool) -> Values:
        _, resource = self._resource(values["id"])
        resource.update(values)
        return self._filled(resource, upload)

    def _resource_delete(self, values: Values, _upload: bytes | None, is_editor: bool) -> None:
        dataset, resource = self._resource(values["id"])
        dataset["resources"].remove(resource)

    def _license_list(self, *_: object) -> list[Values]:
        return [{"id": name} for name in LICENSES]

    def _organization_list_for_user(self, _values: Values, _upload: bytes | None, is_editor: bool) -> list[Values]:
        return [{"id": "3dc60b7f", "name": "harbour", "capacity": "editor"}] if is_editor else []

    def _user_show(self, *_: object) -> Values:
        return {"name": "tester", "number_created_packages": len(self.datasets)}

    def _filled(self, resource: Values, upload: bytes | None) -> Values:
        """CKAN counts bytes and no checksum: a `hash` stays what it was said to be."""
        if upload is not None:
            self.content[resource["id"]] = upload
            resource["size"] = len(upload)
        return resource

    def _resource(self, name: str) -> tuple[Values, Values]:
        for dataset in self.datasets.values():
            for resource in dataset["resources"]:
                if resource["id"] == name:
                    return dataset, resource
        raise _RefusedError(404, {"__type": "Not Found Error", "message": "Not found"})


def _is_editor(request: Request) -> bool:
    return request.headers.get("authorization") == TOKEN


def _denied() -> _RefusedError:
    return _RefusedError(403, {"__type": "Authorization Error", "message": "Access denied"})


def _refused(**said: list[str]) -> _RefusedError:
    return _RefusedError(409, {**said, "__type": "Validation Error"})


def _asked(request: Request) -> tuple[Values, bytes | None]:
    """Values and file of a request, in JSON or as a form; of a form that ends early nothing is taken."""
    media_type = request.headers.get("content-type", "")
    if not media_type.startswith("multipart/form-data"):
        return json.loads(request.body or b"{}"), None
    if not request.body.endswith(b"--\r\n"):
        return {}, None
    message = message_from_bytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + request.body, policy=HTTP)
    values: Values = {}
    upload: bytes | None = None
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            values[str(name)] = content.decode()
        else:
            upload = content
    return values, upload
