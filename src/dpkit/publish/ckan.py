"""CKAN, through its action API: one dataset for each release, a resource for each of its files.

CKAN counts no checksums: `hash` is whatever a client says. So a file's hash is said only after its bytes were fetched
again and compared; a resource without one counts as incomplete. Addresses are made from the configured one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from dpkit.errors import BusyError, RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.publish.ckan_dataset import NAME_KEY, dataset_name, described, marks
from dpkit.publish.client import Answer, Client
from dpkit.publish.form_data import FormData
from dpkit.publish.spool import sha256_of

Node = Mapping[str, Any]
MISSING, CONFLICT = 404, 409
"""409 is CKAN's answer to values that it refuses, and to a name that is taken."""
JUDGED = (200, MISSING, CONFLICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CkanPublisher:
    """A release as a dataset of a portal; it is a draft while the dataset is private or not active."""

    site: str
    client: Client
    order: Order
    organization: str | None = None

    @property
    def place(self) -> str:
        return self.site

    def find(self) -> Deposit | None:
        """The dataset of this name.

        Raises: RemoteError where it is another dataset's.
        """
        found = self._dataset(self._name)
        if found is None:
            return None
        extras = {each["key"]: each["value"] for each in found.get("extras") or ()}
        if extras.get(NAME_KEY) != self.order.facts.name:
            raise RemoteError(
                f"{self.site}/dataset/{self._name}: this is a dataset of somebody else, or one made by hand; rename or "
                f"delete it there, or give this one another name in dpkit.toml"
            )
        return self._deposit(found)

    def start(self) -> Deposit:
        extras = [{"key": key, "value": value} for key, value in sorted(marks(self.order.facts).items())]
        values = {
            "name": self._name,
            "title": self.order.facts.title,
            "version": self.order.facts.version,
            "owner_org": self.organization or self._only_organization(),
            "private": True,
            "state": "draft",
            "extras": extras,
        }
        return self._deposit(self._act("package_create", values))

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        resources = self._resources(deposit)
        counted = Counter(_key(one) for one in resources)
        return {_key(one): _remote_file(one, is_alone=counted[_key(one)] == 1) for one in resources}

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        there = self._ids(deposit, file.path, is_draft=True)
        for surplus in there[1:]:
            self._act("resource_delete", {"id": surplus})
        fields = {"name": file.path, "hash": "", "format": _format(file.path)}
        if there:
            resource = self._send("resource_patch", {"id": there[0], **fields}, file, blocks)
        else:
            resource = self._send("resource_create", {"package_id": deposit.id, **fields}, file, blocks)
        self._read_back(deposit, str(resource["id"]), file)
        self._act("resource_patch", {"id": resource["id"], "hash": f"sha256:{file.sha256}"})

    def remove(self, deposit: Deposit, path: str) -> None:
        for resource in self._ids(deposit, path, is_draft=True):
            self._act("resource_delete", {"id": resource})

    def describe(self, deposit: Deposit) -> None:
        known = [str(each["id"]) for each in self._act("license_list", {})]
        self._act("package_patch", {"id": deposit.id, **described(self.order, known)})

    def publish(self, deposit: Deposit) -> Deposit:
        return self._deposit(self._act("package_patch", {"id": deposit.id, "state": "active", "private": False}))

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        file = next(file for file in self.order.files if file.path == path)
        there = self._ids(deposit, path)
        if not there:
            raise BusyError(f"{deposit.url}: {path} is gone; it was expected to be there")
        yield from self._fetched(replace(self.client, token=None), deposit, there[0], file)

    @property
    def _name(self) -> str:
        return dataset_name(self.order.facts.name, self.order.facts.version)

    def _deposit(self, dataset: Node) -> Deposit:
        page = f"{self.site}/dataset/{self._name}"
        return Deposit(id=str(dataset["id"]), url=page, is_published=_is_published(dataset))

    def _dataset(self, name: str) -> Node | None:
        """A dataset by name or id; None where there is none, or it was deleted."""
        answer = self.client.call("POST", _path("package_show"), values={"id": name}, expect=(200, MISSING))
        values = answer.json() if "json" in answer.headers.get("content-type", "") else None
        if not isinstance(values, dict) or "success" not in values:
            raise RemoteError(
                f"{self.site}: this does not speak as CKAN; the address of a portal was expected as its url"
            )
        found: Node | None = values["result"] if answer.status == 200 else None
        return found if found is not None and found.get("state") != "deleted" else None

    def _resources(self, deposit: Deposit, *, is_draft: bool = False) -> Sequence[Node]:
        """The files of a dataset, of a draft alone where that is asked.

        Raises: BusyError where another run published it meanwhile; RemoteError where it is gone.
        """
        found = self._dataset(deposit.id)
        if found is None:
            raise RemoteError(f"{deposit.url}: the dataset is gone; run the same command again to begin anew")
        if is_draft and _is_published(found):
            raise BusyError(f"{deposit.url}: another run published it; it is looked at again")
        return found.get("resources") or ()

    def _ids(self, deposit: Deposit, path: str, *, is_draft: bool = False) -> list[str]:
        """The resources that bear the name of a file, oldest first."""
        return [str(one["id"]) for one in self._resources(deposit, is_draft=is_draft) if _key(one) == path]

    def _only_organization(self) -> str:
        """Drafts belong to an organization: the one that the token may write to, where there is one alone."""
        found = self._act("organization_list_for_user", {"permission": "create_dataset"})
        if len(found) == 1:
            return str(found[0]["name"])
        names = ", ".join(sorted(str(each["name"]) for each in found))
        if not names:  # CKAN gives an empty list to a token that it does not know
            raise RemoteError(
                f"{self.site}: the token may write to no organization, or is none of this portal's; a token that is "
                "valid, of an editor of an organization, was expected"
            )
        raise RemoteError(
            f"{self.site}: the token may write to these organizations: {names}; one of them was expected as "
            'organization = "…" of the target in dpkit.toml'
        )

    def _act(self, action: str, values: Mapping[str, object]) -> Any:
        return self._result(self.client.call("POST", _path(action), values=values, expect=JUDGED), action)

    def _send(
        self, action: str, fields: Mapping[str, str], file: PackageFile, blocks: Callable[[], Iterator[bytes]]
    ) -> Node:
        form = FormData(fields=fields, field="upload", file=file)
        headers = {"Content-Type": form.media_type}
        body, size = partial(form.blocks, blocks), form.size_bytes
        sent = self.client.send("POST", _path(action), body, size, headers=headers, expect=JUDGED)
        result: Node = self._result(sent, action)
        return result

    def _result(self, answer: Answer, action: str) -> Any:
        """What an action gave.

        Raises: BusyError where another run was there first; RemoteError where values are refused.
        """
        values = answer.json()
        if answer.status == 200 and isinstance(values, dict) and values.get("success"):
            return values["result"]
        if answer.status == MISSING:
            raise BusyError(f"{self.site}: {action}: what it speaks of is gone; it is looked at again")
        error = values.get("error") if isinstance(values, dict) else None
        refused = {key: said for key, said in error.items() if key != "__type"} if isinstance(error, dict) else {}
        listed = self.client.hidden("; ".join(f"{key}: {said}" for key, said in sorted(refused.items())))[:500]
        if action == "package_create" and set(refused) == {"name"}:
            raise BusyError(f"{self.site}: {self._name} is there already ({listed}); it is looked at again")
        raise RemoteError(
            f"{self.site}: {action} was refused ({listed or 'without a word'}); values that the portal takes were "
            "expected: mend dpkit.toml, release and publish again"
        )

    def _read_back(self, deposit: Deposit, resource: str, file: PackageFile) -> None:
        found = sha256_of(self._fetched(self.client, deposit, resource, file))
        if found != file.sha256:
            raise BusyError(f"{self.site}: {file.path} arrived as sha256:{found}; sha256:{file.sha256} was expected")

    def _fetched(self, client: Client, deposit: Deposit, resource: str, file: PackageFile) -> Iterator[bytes]:
        base_name = quote(file.path.rpartition("/")[2], safe="")
        path = f"dataset/{deposit.id}/resource/{quote(resource, safe='')}/download/{base_name}"
        return client.download(path, file.size_bytes)


def _path(action: str) -> str:
    return f"api/3/action/{action}"


def _is_published(dataset: Node) -> bool:
    return dataset.get("state") == "active" and not dataset.get("private")


def _key(resource: Node) -> str:
    """The path of a file, which is the name of its resource; one made by hand may have none."""
    return str(resource.get("name") or resource["id"])


def _remote_file(resource: Node, *, is_alone: bool) -> RemoteFile:
    """A file; without a hash nobody has compared it yet, and of two of one name it is not known which is meant."""
    said, size = str(resource.get("hash")), str(resource.get("size"))
    checksum = said if said.startswith("sha256:") else None
    return RemoteFile(
        path=_key(resource),
        size_bytes=int(size) if size.isdigit() else None,
        checksum=checksum,
        is_complete=checksum is not None and is_alone,
    )


def _format(path: str) -> str:
    """CKAN's word for a kind of file: its ending in capitals."""
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return ending.upper() if stem and dot else ""
