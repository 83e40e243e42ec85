"""Releases of GitHub: the package as one zip, and beside it what people look at first.

Names of assets are flat, so the folder goes as `NAME-VERSION.zip`, the same every time and compared by its SHA-256;
`datapackage.json`, `README.md` and `SHA256SUMS` go once more by themselves. Other assets belong to people and are left
alone. Addresses are made from the configured ones, never taken from answers.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import quote

from dpkit.errors import BusyError, RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.publish.client import Answer, Client, RefusedError
from dpkit.publish.github_notes import release_notes
from dpkit.publish.spool import BLOCK_BYTES, blocks_of, sha256_of

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
SINGLE = ("README.md", "SHA256SUMS", "datapackage.json")
MAX_ASSET_BYTES = 2 * 1024**3
"""GitHub: each file included in a release must be under 2 GiB."""
PAGE = 100
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The zip of a release: its name, size, SHA-256, and its bytes from the beginning."""

    file: PackageFile
    blocks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubPublisher:
    """Brings a release to `owner/name`; `archive` makes the zip, once. `site` is what people see."""

    repository: str
    site: str
    api: Client
    uploads: Client
    order: Order
    archive: Callable[[], Archive]
    fetched: dict[int, IO[bytes]] = field(default_factory=dict, repr=False)
    """The asset that was read back last: many files lie in one."""

    @property
    def place(self) -> str:
        return f"{self.site.partition('://')[2]}/{self.repository}"

    def find(self) -> Deposit | None:
        own = self._releases()
        published = [each for each in own if not each["draft"]]
        return self._deposit((published or own)[0]) if own else None

    def start(self) -> Deposit:
        """A draft on the tag, which `dpkit release` made and a person pushed: GitHub would invent one elsewhere."""
        if self.archive().file.size_bytes >= MAX_ASSET_BYTES:
            raise RemoteError(
                f"{self.place}: the package has {self.archive().file.size_bytes:,} bytes; GitHub takes files under "
                f"{MAX_ASSET_BYTES:,}: publish it elsewhere"
            )
        if self._call("GET", f"git/ref/tags/{self._tag}", expect=(200, 404)).status == 404:
            raise RemoteError(
                f"{self.place}: there is no tag {self._tag}; `git push origin {self._tag}` was expected before this"
            )
        values = {**self._values(), "tag_name": self._tag, "draft": True, "generate_release_notes": False}
        return self._deposit(self._call("POST", "releases", values=values, expect=(201,)).json())

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        assets = {str(each["name"]): each for each in self._assets(deposit)}
        found = {path: _remote_file(path, assets[path]) for path in SINGLE if path in assets}
        archive = self.archive().file
        if archive.path in assets:
            there = _remote_file(archive.path, assets[archive.path])
            inside = (file for file in self.order.files if file.path not in SINGLE)
            found |= {file.path: _inside(file, there, is_same=there.is_as(archive)) for file in inside}
        return found

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        """The asset that a file is in. One of that name goes first: a broken upload leaves it in state `starter`."""
        archive = None if file.path in SINGLE else self.archive()
        sent, bytes_of = (file, blocks) if archive is None else (archive.file, archive.blocks)
        self._delete(deposit, sent.path)
        path = f"repos/{self.repository}/releases/{deposit.id}/assets?name={quote(sent.path)}"
        answer = self.uploads.send("POST", path, bytes_of, sent.size_bytes, headers=HEADERS, expect=(201, 403, 422))
        if answer.status == 422:  # one of that name came in between: the caller looks again
            raise BusyError(f"{self.place}: {sent.path} was refused as it is there; another look was expected to help")
        self._judge(answer, sent.path)

    def remove(self, deposit: Deposit, path: str) -> None:
        self._delete(deposit, path if path in SINGLE else self.archive().file.path)

    def describe(self, deposit: Deposit) -> None:
        self._call("PATCH", f"releases/{deposit.id}", values={**self._values(), "draft": True})

    def publish(self, deposit: Deposit) -> Deposit:
        """Publish the draft. Drafts of the same tag that a lost answer left behind can never be published: they go."""
        values = {"draft": False, "make_latest": "legacy"}
        made = self._call("PATCH", f"releases/{deposit.id}", values=values).json()
        for other in self._releases():
            if other["draft"] and other["id"] != made["id"]:
                self._call("DELETE", f"releases/{other['id']}", expect=(204, 404))
        return self._deposit(made)

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        """The bytes of a file by itself, or taken out of the zip, which is fetched once."""
        name = path if path in SINGLE else self.archive().file.path
        asset = next((each for each in self._assets(deposit) if each["name"] == name), None)
        if asset is None:
            raise BusyError(f"{deposit.url}: {name} is not there; it was expected a moment ago")
        file = self._fetched(asset)
        if path in SINGLE:
            yield from blocks_of(file)
            return
        with zipfile.ZipFile(file) as archive, archive.open(f"{_top(name)}/{path}") as stream:
            while block := stream.read(BLOCK_BYTES):
                yield block

    @property
    def _tag(self) -> str:
        return f"v{self.order.facts.version}"

    def _values(self) -> dict[str, object]:
        facts = self.order.facts
        return {"name": f"{facts.title} {facts.version}", "body": release_notes(facts), "prerelease": False}

    def _deposit(self, release: Node) -> Deposit:
        is_published = not release["draft"]
        return Deposit(
            id=str(int(release["id"])),
            url=f"{self.site}/{self.repository}/releases/tag/{self._tag}" if is_published else str(release["html_url"]),
            is_published=is_published,
        )

    def _releases(self) -> list[Node]:
        """What there is for the tag, oldest first; drafts are shown to those who may write."""
        return sorted(
            (each for each in self._pages("releases") if each["tag_name"] == self._tag),
            key=lambda each: int(each["id"]),
        )

    def _assets(self, deposit: Deposit) -> list[Node]:
        return list(self._pages(f"releases/{deposit.id}/assets"))

    def _pages(self, path: str) -> Iterator[Node]:
        number = 1
        while True:
            found = self._call("GET", path, query={"per_page": str(PAGE), "page": str(number)}).json()
            yield from found
            if len(found) < PAGE:
                return
            number += 1

    def _delete(self, deposit: Deposit, name: str) -> None:
        for asset in self._assets(deposit):
            if asset["name"] == name:
                self._call("DELETE", f"releases/assets/{int(asset['id'])}", expect=(204, 404))

    def _fetched(self, asset: Node) -> IO[bytes]:
        """The last file that was fetched, or this one in its place."""
        number = int(asset["id"])
        if number not in self.fetched:
            for file in self.fetched.values():
                file.close()
            self.fetched.clear()
            headers = {**HEADERS, "Accept": "application/octet-stream"}
            path = f"repos/{self.repository}/releases/assets/{number}"
            file = self.api.fetch(path, int(asset["size"]), headers)
            if asset["name"] not in SINGLE:
                self._check(file)
            self.fetched[number] = file
        return self.fetched[number]

    def _check(self, file: IO[bytes]) -> None:
        """Is the zip that came ours? Only then it is opened; another one is fetched anew by the next try."""
        found, wanted = sha256_of(blocks_of(file)), self.archive().file
        if found != wanted.sha256:
            file.close()
            raise BusyError(
                f"{self.place}: {wanted.path} reads back as sha256:{found}; sha256:{wanted.sha256} was expected"
            )

    def _call(
        self,
        method: str,
        path: str,
        *,
        values: object = None,
        query: Mapping[str, str] | None = None,
        expect: tuple[int, ...] = (200,),
    ) -> Answer:
        path = f"repos/{self.repository}/{path}"
        answer = self.api.call(method, path, values=values, query=query, headers=HEADERS, expect=(*expect, 403))
        return self._judge(answer, path)

    def _judge(self, answer: Answer, path: str) -> Answer:
        """An answer that is no 403. That one may also say: too fast (secondary rate limits)."""
        if answer.status != 403:
            return answer
        wait = answer.headers.get("retry-after", "")
        if wait.isdigit() or answer.headers.get("x-ratelimit-remaining") == "0":
            raise BusyError(f"{self.place}: {path}: too many calls", float(wait) if wait.isdigit() else None)
        said = self.api.hidden(answer.body[:200].decode("utf-8", "replace"))
        raise RefusedError(f"{self.place}: {path}: 403 {said}; a token that may write contents was expected", 403)


def _remote_file(path: str, asset: Node) -> RemoteFile:
    digest = asset.get("digest")
    is_complete = asset["state"] == "uploaded"
    return RemoteFile(path=path, size_bytes=int(asset["size"]), checksum=digest, is_complete=is_complete)


def _inside(file: PackageFile, archive: RemoteFile, *, is_same: bool) -> RemoteFile:
    """A file of the zip: as ours where the whole zip is, else not known to be."""
    checksum = f"sha256:{file.sha256}" if is_same else f"zip {archive.checksum}"
    return RemoteFile(path=file.path, size_bytes=file.size_bytes, checksum=checksum, is_complete=archive.is_complete)


def _top(name: str) -> str:
    return name.removesuffix(".zip")
