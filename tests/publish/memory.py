"""A repository in memory that fails where a test wants it to, before or after it did what was asked."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from dpkit.errors import BusyError, RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile

Result = TypeVar("Result")
CALLS = ("find", "start", "files", "upload", "remove", "describe", "publish", "download")


class Killed(BaseException):
    """The process is gone: nothing of it catches this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What happens to the nth call of a kind (1 is the first)."""

    call: str
    nth: int
    when: Literal["before", "after"]
    error: BaseException


@dataclass(slots=True)
class Memory:
    """What the server holds: drafts and records by id, and what was asked of it."""

    deposits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    manifests: dict[str, str] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPublisher:
    """Speaks to a `Memory` for one order, as a publisher of a real repository does."""

    memory: Memory
    order: Order

    @property
    def place(self) -> str:
        return "memory"

    def find(self) -> Deposit | None:
        return self._asked("find", self._find)

    def start(self) -> Deposit:
        return self._asked("start", self._start)

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        return self._asked("files", lambda: self._files(deposit))

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        assert deposit.id not in self.memory.published
        self._asked("upload", lambda: self.memory.deposits[deposit.id].update({file.path: b"".join(blocks())}))

    def remove(self, deposit: Deposit, path: str) -> None:
        self._asked("remove", lambda: self.memory.deposits[deposit.id].pop(path, None))

    def describe(self, deposit: Deposit) -> None:
        self._asked("describe", lambda: self.memory.described.add(deposit.id))

    def publish(self, deposit: Deposit) -> Deposit:
        return self._asked("publish", lambda: self._publish(deposit))

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        yield self._asked("download", lambda: self.memory.deposits[deposit.id][path])

    def _find(self) -> Deposit | None:
        manifest = self.order.facts.manifest
        found = [one for one, of in self.memory.manifests.items() if of == manifest or one == self.order.draft]
        return self._deposit(found[0]) if found else None

    def _start(self) -> Deposit:
        made = f"d{len(self.memory.deposits) + 1}"
        self.memory.deposits[made] = {}
        self.memory.manifests[made] = self.order.facts.manifest
        return self._deposit(made)

    def _files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        return {
            path: RemoteFile(path=path, size_bytes=len(data), checksum=f"md5:{hashlib.md5(data).hexdigest()}")
            for path, data in self.memory.deposits[deposit.id].items()
        }

    def _publish(self, deposit: Deposit) -> Deposit:
        if deposit.id in self.memory.published:
            raise RemoteError("there is no draft any more")
        assert deposit.id in self.memory.described
        self.memory.published.add(deposit.id)
        return self._deposit(deposit.id)

    def _deposit(self, made: str) -> Deposit:
        return Deposit(id=made, url=f"memory:{made}", is_published=made in self.memory.published)

    def _asked(self, call: str, work: Callable[[], Result]) -> Result:
        number = self.memory.counts[call] = self.memory.counts.get(call, 0) + 1
        hit = [each for each in self.memory.troubles if (each.call, each.nth) == (call, number)]
        for trouble in hit:
            if trouble.when == "before":
                raise trouble.error
        done = work()
        for trouble in hit:
            raise trouble.error
        return done


def busy(wait_seconds: float | None = None) -> BusyError:
    """What a repository says that may be asked again."""
    return BusyError("memory: 503; a later try was expected to help", wait_seconds)
