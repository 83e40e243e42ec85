"""Zenodo and every other InvenioRDM, through its records API.

Addresses are made from the configured one, never taken from answers: no answer can lead the token elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from dpkit.errors import BusyError, PackageError, RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.publish.client import Client, RefusedError
from dpkit.publish.invenio_record import manifest_urn, metadata

ACCEPT = "application/vnd.inveniordm.v1+json"
"""zenodo.org answers in a form of its own to plain JSON."""
GONE = (404, 410)
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvenioPublisher:
    """A release as a record of InvenioRDM, its successor as a new version of that record."""

    site: str
    client: Client
    order: Order
    known_words: dict[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return self.site

    def find(self) -> Deposit | None:
        reserved = self.order.reserved
        for draft in filter(None, (self.order.draft, _id_in(reserved) if reserved else None)):
            found = self._by_id(draft)
            if found is not None:
                return self._checked(found)
        if reserved is not None:
            raise RemoteError(
                f"{self.site}: the draft that had {reserved} reserved is gone; make a new release with "
                "`dpkit release --reserve`, which carries a new identifier"
            )
        return self._by_manifest() or self._by_version()

    def start(self) -> Deposit:
        former = self.order.former[-1].deposit if self.order.former else None
        if former is not None:
            made = self.client.call("POST", f"records/{former}/versions").json()
            self._import_files(made["id"])
        else:
            values = {"metadata": self._metadata(), "files": {"enabled": True}, "access": _OPEN}
            made = self.client.call("POST", "records", values=values).json()
        return self._with_doi(str(made["id"]))

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        answer = self.client.call("GET", f"{self._path(deposit)}/files", headers=_PLAIN).json()
        return {entry["key"]: _remote_file(entry) for entry in answer.get("entries") or ()}

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        folder, key = f"{self._path(deposit)}/files", quote(file.path, safe="")
        try:
            self.client.call("POST", folder, values=[{"key": file.path}], headers=_PLAIN)
        except RefusedError:  # one of that path is there: of a former version, or half of a former try
            self.remove(deposit, file.path)
            self.client.call("POST", folder, values=[{"key": file.path}], headers=_PLAIN)
        self.client.send("PUT", f"{folder}/{key}/content", blocks, file.size_bytes, headers=_PLAIN)
        self.client.call("POST", f"{folder}/{key}/commit", headers=_PLAIN)

    def remove(self, deposit: Deposit, path: str) -> None:
        key = quote(path, safe="")
        self.client.call("DELETE", f"{self._path(deposit)}/files/{key}", headers=_PLAIN, expect=(200, 204, *GONE))

    def describe(self, deposit: Deposit) -> None:
        """All metadata, from our facts alone: what GET gives is not what PUT takes. Identifiers are kept."""
        draft = self._draft(deposit.id)
        if draft is None:
            raise BusyError(f"{deposit.url}: the draft is gone; it was expected to be there")
        values = {
            "metadata": self._metadata(),
            "files": {"enabled": True},
            "access": _OPEN,
            "pids": draft.get("pids") or {},
        }
        answer = self.client.call("PUT", f"records/{deposit.id}/draft", values=values).json()
        faults = [each for each in answer.get("errors") or () if not str(each.get("field")).startswith("files")]
        if faults:  # the files come after, and are compared by themselves
            listed = "; ".join(f"{each.get('field')}: {' '.join(each.get('messages', ()))}" for each in faults[:5])
            raise RemoteError(
                f"{deposit.url}: the metadata are refused ({self.client.hidden(listed)}); mend dpkit.toml, release and "
                "publish again"
            )

    def publish(self, deposit: Deposit) -> Deposit:
        try:
            answer = self.client.call("POST", f"records/{deposit.id}/draft/actions/publish")
        except RefusedError as error:
            if error.status in GONE:  # no draft any more: a former call published it
                raise BusyError(str(error)) from error
            raise
        return self._deposit(answer.json(), is_published=True)

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        size = next(file.size_bytes for file in self.order.files if file.path == path)
        yield from self.client.download(
            f"records/{deposit.id}/files/{quote(path, safe='')}/content", size, headers={"Accept": "*/*"}
        )

    def _by_id(self, record: str) -> Deposit | None:
        published = self.client.call("GET", f"records/{record}", expect=(200, 403, *GONE))
        if published.status == 200:
            return self._deposit(published.json(), is_published=True)
        draft = self._draft(record)
        return self._with_doi(record, draft) if draft is not None else None

    def _draft(self, record: str) -> Node | None:
        answer = self.client.call("GET", f"records/{record}/draft", expect=(200, *GONE))
        found: Node | None = answer.json() if answer.status == 200 else None
        return found

    def _by_manifest(self) -> Deposit | None:
        """A record or draft of ours with these very bytes, begun by a run that was lost before it could note its id."""
        if not self.order.facts.manifest:
            return None
        query = {"q": f'"{manifest_urn(self.order.facts.manifest)}"', "size": "25", "sort": "newest"}
        try:
            hits = self.client.call("GET", "user/records", query=query).json()["hits"]["hits"]
        except RefusedError:
            return None  # an instance without search of own records; then only the journal knows of drafts
        urn = manifest_urn(self.order.facts.manifest)
        own = [hit for hit in hits if urn in [each.get("identifier") for each in _identifiers(hit)]]
        own.sort(key=lambda hit: (not hit.get("is_published"), str(hit["id"])))
        return self._by_id(str(own[0]["id"])) if own else None

    def _by_version(self) -> Deposit | None:
        """This version among those of the record, published by somebody else's run.

        Raises: PackageError where it has other bytes.
        """
        if not self.order.former:
            return None
        answer = self.client.call("GET", f"records/{self.order.former[-1].deposit}/versions", expect=(200, *GONE))
        hits = answer.json()["hits"]["hits"] if answer.status == 200 else ()
        for hit in hits:
            if hit["metadata"].get("version") == self.order.facts.version and hit.get("is_published"):
                urn = manifest_urn(self.order.facts.manifest)
                if urn not in [each.get("identifier") for each in _identifiers(hit)]:
                    raise PackageError(
                        f"{self.site}/records/{hit['id']}: version {self.order.facts.version} is published there with "
                        "other bytes; a published version never changes: release a new one with `dpkit release`"
                    )
                return self._deposit(hit, is_published=True)
        return None

    def _import_files(self, record: str) -> None:
        """Link the files of the former version; refused where the draft has files already, which is as well."""
        with suppress(RefusedError):
            self.client.call("POST", f"records/{record}/draft/actions/files-import", headers=_PLAIN)

    def _with_doi(self, record: str, draft: Node | None = None) -> Deposit:
        """A draft with a DOI reserved; where the repository gives none, without."""
        draft = draft or self._draft(record)
        if draft is not None and not _doi(draft):
            answer = self.client.call("POST", f"records/{record}/draft/pids/doi", expect=(200, 201, 400, 403, 404))
            draft = answer.json() if answer.status in (200, 201) else self._draft(record)
        if draft is None:
            raise BusyError(f"{self.site}/uploads/{record}: the draft is gone; it was expected to be there")
        return self._deposit(draft, is_published=False)

    def _deposit(self, values: Node, *, is_published: bool) -> Deposit:
        record = str(values["id"])
        concept = (values.get("parent") or {}).get("pids") or {}
        found = {"doi": _doi(values), "concept-doi": concept.get("doi", {}).get("identifier")}
        identifiers = {kind: value for kind, value in found.items() if value}
        url = f"{self.site}/{'records' if is_published else 'uploads'}/{record}"
        return Deposit(id=record, url=url, is_published=is_published, identifiers=identifiers)

    def _checked(self, deposit: Deposit) -> Deposit:
        """Is it the draft whose identifier the release carries?"""
        found = deposit.identifiers.get("doi")
        if self.order.reserved is not None and found is not None and found != self.order.reserved:
            raise RemoteError(f"{deposit.url}: its DOI is {found}; {self.order.reserved}, as released, was expected")
        return deposit

    def _path(self, deposit: Deposit) -> str:
        return f"records/{deposit.id}" + ("" if deposit.is_published else "/draft")

    def _metadata(self) -> Node:
        return metadata(self.order.facts, self._knows)

    def _knows(self, vocabulary: str, word: str) -> bool:
        """Does the repository know a word? It refuses a whole record for one that it does not."""
        key = (vocabulary, word)
        if key not in self.known_words:
            path = f"vocabularies/{vocabulary}/{quote(word, safe='')}"
            self.known_words[key] = self.client.call("GET", path, expect=(200, 400, *GONE)).status == 200
        return self.known_words[key]


_PLAIN = {"Accept": "application/json"}
"""Files have one form alone, and are refused under the name of a record's."""
_OPEN = {"record": "public", "files": "public"}


def _doi(values: Node) -> str | None:
    found: str | None = ((values.get("pids") or {}).get("doi") or {}).get("identifier")
    return found


def _id_in(doi: str) -> str:
    """The record in a DOI of InvenioRDM, whose last part it is: `10.5281/zenodo.123`, `10.5072/abcde-12345`."""
    return doi.rpartition("/")[2].rpartition(".")[2]


def _identifiers(hit: Node) -> list[Node]:
    found: list[Node] = hit.get("metadata", {}).get("identifiers") or []
    return found


def _remote_file(entry: Node) -> RemoteFile:
    is_complete = entry.get("status") in (None, "completed")
    return RemoteFile(
        path=entry["key"], size_bytes=entry.get("size"), checksum=entry.get("checksum"), is_complete=is_complete
    )
