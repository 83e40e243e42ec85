"""Dataverse, through its native API. Experimental: tried against a stand-in only, as no server of it can run in a test.

A dataset is one record with versions 1.0, 2.0, …; which release a version is stands in its field `otherId`. Files go
one by one, each call waits until the dataset is unlocked, and no table is taken apart (`tabIngest` false).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from dpkit.errors import BusyError, RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.publish.client import Answer, Client
from dpkit.publish.dataverse_record import dataset_version, release_name, releases_in
from dpkit.publish.form_data import FormData

LOCK_SECONDS = 5.0
DRAFT = ":draft"
MAX_LOOKED_INTO = 50
"""So many datasets of a collection are looked into for one whose answer was lost."""
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataversePublisher:
    """Brings a release into a collection; `site` is what people see, `client` speaks to `site/api`."""

    site: str
    collection: str
    contact: str
    subject: str
    client: Client
    order: Order

    @property
    def place(self) -> str:
        return f"{self.site.partition('://')[2]}/{self.collection}"

    def find(self) -> Deposit | None:
        known = self._known()
        return self._version_of_release(known) if known is not None else self._lost()

    def start(self) -> Deposit:
        """The draft of a new version where the dataset is there, else of a new dataset."""
        version = dataset_version(self.order.facts, self.contact, self.subject)
        known = self._known()
        if known is not None:
            self._unlocked(known)
            self._call("PUT", f"datasets/:persistentId/versions/{DRAFT}", known, values=version)
            return self._deposit(known)
        values = {"datasetVersion": version}
        made = self._call("POST", f"dataverses/{quote(self.collection)}/datasets", values=values, expect=(200, 201))
        return self._deposit(str(made["persistentId"]))

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        return {path: _remote_file(path, entry) for path, entry in self._entries(deposit).items()}

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        """Add a file, or put it in the place of the one of that path."""
        self._unlocked(deposit.id)
        there = self._entries(deposit).get(file.path)
        options: dict[str, object] = {"directoryLabel": file.path.rpartition("/")[0], "tabIngest": False}
        options |= {"restrict": False} if there is None else {"forceReplace": True}
        form = FormData(fields={"jsonData": json.dumps(options)}, field="file", file=file)
        path = (
            f"datasets/:persistentId/add?persistentId={quote(deposit.id, safe='')}"
            if there is None
            else f"files/{int(there['dataFile']['id'])}/replace"
        )
        headers = {"Content-Type": form.media_type}
        answer = self.client.send("POST", path, lambda: form.blocks(blocks), form.size_bytes, headers=headers)
        self._data(answer, path)

    def remove(self, deposit: Deposit, path: str) -> None:
        self._unlocked(deposit.id)
        there = self._entries(deposit).get(path)
        if there is not None:
            self._call("DELETE", f"files/{int(there['dataFile']['id'])}", expect=(200, 204, 404))

    def describe(self, deposit: Deposit) -> None:
        self._unlocked(deposit.id)
        version = dataset_version(self.order.facts, self.contact, self.subject)
        self._call("PUT", f"datasets/:persistentId/versions/{DRAFT}", deposit.id, values=version)

    def publish(self, deposit: Deposit) -> Deposit:
        """Publish the draft as the next whole number: files changed, which is a major version there."""
        self._unlocked(deposit.id)
        self._call(
            "POST", "datasets/:persistentId/actions/:publish", deposit.id, query={"type": "major"}, expect=(200, 202)
        )
        self._unlocked(deposit.id)
        found = self._version_of_release(deposit.id)
        if found is None or not found.is_published:
            raise BusyError(f"{deposit.url}: it is not published yet; a later look was expected to help", LOCK_SECONDS)
        return found

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        """The bytes as everybody gets them: without a token."""
        entry = self._entries(deposit).get(path)
        if entry is None:
            raise BusyError(f"{deposit.url}: {path} is not there; it was expected a moment ago")
        anybody = replace(self.client, token=None)
        number, size = int(entry["dataFile"]["id"]), int(entry["dataFile"]["filesize"])
        yield from anybody.download(f"access/datafile/{number}?format=original", size)

    def _known(self) -> str | None:
        """The persistent id of the dataset, as far as the ledger or an earlier run knows it."""
        reserved = self.order.reserved
        if reserved is not None and reserved.startswith("10."):
            reserved = f"doi:{reserved}"
        former = [each.deposit for each in self.order.former]
        return next(filter(None, (self.order.draft, reserved, *reversed(former))), None)

    def _version_of_release(self, persistent_id: str) -> Deposit | None:
        """The version that is this release, or one of that number with other bytes, which the caller compares."""
        answer = self.client.call("GET", "datasets/:persistentId/versions", query=_id(persistent_id), expect=(200, 404))
        if answer.status == 404:
            return None
        versions = self._data(answer, "versions")
        own = release_name(self.order.facts)
        same = own.partition(" sha256:")[0] + " sha256:"
        for version in versions:
            names = releases_in(version)
            is_published = version["versionState"] == "RELEASED"
            if own in names or (is_published and any(name.startswith(same) for name in names)):
                return self._deposit(persistent_id, version if is_published else None)
        return None

    def _lost(self) -> Deposit | None:
        """A dataset that a former run made here without hearing of it: drafts first, then the youngest."""
        found = self._call("GET", f"dataverses/{quote(self.collection)}/contents")
        datasets = [each for each in found if each.get("type") == "dataset"]
        datasets.sort(key=lambda each: str(each.get("publicationDate") or "9999"), reverse=True)
        for each in datasets[:MAX_LOOKED_INTO]:
            persistent_id = f"{each['protocol']}:{each['authority']}/{each['identifier']}"
            deposit = self._version_of_release(persistent_id)
            if deposit is not None:
                return deposit
        return None

    def _deposit(self, persistent_id: str, version: Node | None = None) -> Deposit:
        number = "DRAFT" if version is None else f"{version['versionNumber']}.{version['versionMinorNumber']}"
        named = {"doi": persistent_id.removeprefix("doi:")} if persistent_id.startswith("doi:") else {}
        return Deposit(
            id=persistent_id,
            url=f"{self.site}/dataset.xhtml?persistentId={quote(persistent_id, safe=':/')}&version={number}",
            is_published=version is not None,
            identifiers={**named, **({} if version is None else {"version": number})},
        )

    def _entries(self, deposit: Deposit) -> Mapping[str, Node]:
        version = deposit.identifiers.get("version", DRAFT)
        entries = self._call("GET", f"datasets/:persistentId/versions/{version}/files", deposit.id)
        return {"/".join(filter(None, (each.get("directoryLabel"), each["label"]))): each for each in entries}

    def _unlocked(self, persistent_id: str) -> None:
        """Nothing, once no step of the server is under way.

        Raises: BusyError.
        """
        locks = self._call("GET", "datasets/:persistentId/locks", persistent_id)
        if locks:
            kinds = ", ".join(sorted(str(each.get("lockType")) for each in locks))
            raise BusyError(f"{self.place}: the dataset is locked ({kinds}); a later try will help", LOCK_SECONDS)

    def _call(
        self,
        method: str,
        path: str,
        persistent_id: str | None = None,
        *,
        values: object = None,
        query: Mapping[str, str] | None = None,
        expect: tuple[int, ...] = (200,),
    ) -> Any:
        asked = {**(_id(persistent_id) if persistent_id is not None else {}), **(query or {})}
        return self._data(self.client.call(method, path, values=values, query=asked, expect=expect), path)

    def _data(self, answer: Answer, path: str) -> Any:
        """What an answer holds; some refusals come with status 200."""
        if answer.status in (204, 404):
            return {}
        found = answer.json()
        if not isinstance(found, dict) or found.get("status") not in ("OK", "WORKFLOW_IN_PROGRESS"):
            said = self.client.hidden(str(found)[:300])
            raise RemoteError(f"{self.place}: {path}: {said}; the status OK was expected")
        return found.get("data", {})


def _id(persistent_id: str) -> Mapping[str, str]:
    return {"persistentId": persistent_id}


def _remote_file(path: str, entry: Node) -> RemoteFile:
    file = entry["dataFile"]
    checksum = file.get("checksum") or {"type": "MD5", "value": file.get("md5")}
    kind = str(checksum["type"]).lower().replace("-", "")
    return RemoteFile(path=path, size_bytes=int(file["filesize"]), checksum=f"{kind}:{checksum['value']}")
