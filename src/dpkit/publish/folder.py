"""A plain folder: `NAME/VERSION/…`, whole or not there, and `NAME/latest.json`, which says which one is the newest."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dpkit.errors import RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.publish.pointer import POINTER, pointer_to
from dpkit.store import files
from dpkit.store.output import write_curation


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPublisher:
    """Copies a release below `root`. The draft lies beside its place under another name; publishing renames it."""

    root: Path
    order: Order

    @property
    def place(self) -> str:
        return str(self.root)

    def find(self) -> Deposit | None:
        if files.kind_of(self._target) == "folder":
            return self._published()
        if files.kind_of(self._draft) == "folder":
            return Deposit(id=self._draft.name, url=str(self._draft))
        return None

    def start(self) -> Deposit:
        if files.kind_of(self.root) != "folder":
            raise RemoteError(f"{self.root}: there is no such folder; make it, or mend `path` in dpkit.toml")
        with _as_remote_error(self._draft):
            _make_folders(self.root, self._draft)
        return Deposit(id=self._draft.name, url=str(self._draft))

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        folder = self._folder(deposit)
        with _as_remote_error(folder):
            entries = [entry for entry in files.walk(folder) if entry.kind != "folder"]
            return {entry.path: _remote_file(folder, entry) for entry in entries}

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        target = self._folder(deposit) / file.path
        with _as_remote_error(target):
            _make_folders(self._folder(deposit), target.parent)
            if files.kind_of(target) is not None:
                files.remove_file(target)
            files.write_pieces(target, blocks())
            files.sync_folder(target.parent)

    def remove(self, deposit: Deposit, path: str) -> None:
        target = self._folder(deposit) / path
        with _as_remote_error(target):
            if files.kind_of(target) is not None:
                files.remove_file(target)

    def describe(self, deposit: Deposit) -> None:
        """Nothing: the package describes itself, and a folder has no fields."""

    def publish(self, deposit: Deposit) -> Deposit:
        with _as_remote_error(self._target):
            if files.kind_of(self._target) is None:
                files.rename(self._draft, self._target)
                files.sync_folder(self._target.parent)
        return self._published()

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        return files.blocks(self._target, path)

    @property
    def _target(self) -> Path:
        return self.root / self.order.facts.name / self.order.facts.version

    @property
    def _draft(self) -> Path:
        return self._target.with_name(f".draft-{self._target.name}")

    def _folder(self, deposit: Deposit) -> Path:
        return self._target if deposit.is_published else self._draft

    def _published(self) -> Deposit:
        """The publication, the pointer set; a run that was killed between the two leaves that to the next one."""
        self._point()
        return Deposit(id=self.order.facts.version, url=str(self._target), is_published=True)

    def _point(self) -> None:
        folder, facts = self._target.parent, self.order.facts
        data = pointer_to((facts.version, *_versions(folder)))
        if files.kind_of(folder / POINTER) != "file" or files.read_bytes(folder, POINTER, 4096) != data:
            with _as_remote_error(folder):
                write_curation(folder, POINTER, data)


def _versions(folder: Path) -> list[str]:
    """The folders that are called as released versions are."""
    found = {entry.path.partition("/")[0] for entry in files.walk(folder) if entry.kind == "folder"}
    return [name for name in found if re.fullmatch(r"\d{1,9}\.\d{1,9}\.\d{1,9}", name)]


def _remote_file(folder: Path, entry: files.Entry) -> RemoteFile:
    digest = sha256()
    if entry.kind == "file":
        for block in files.blocks(folder, entry.path):
            digest.update(block)
    checksum = f"sha256:{digest.hexdigest()}" if entry.kind == "file" else None
    return RemoteFile(path=entry.path, size_bytes=entry.size_bytes, checksum=checksum)


def _make_folders(root: Path, folder: Path) -> None:
    for part in (*reversed(folder.relative_to(root).parents[:-1]), folder.relative_to(root)):
        if files.kind_of(root / part) is None:
            files.make_folder(root / part)
            files.sync_folder((root / part).parent)


@contextmanager
def _as_remote_error(path: Path) -> Iterator[None]:
    """A file system that refuses is a repository that refuses."""
    try:
        yield
    except OSError as error:
        expected = "a folder with room that can be written was expected"
        raise RemoteError(f"{path}: {error.strerror or error}; {expected}") from error
