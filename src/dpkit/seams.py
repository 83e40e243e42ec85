"""The seams: what a plug-in must offer, on one page. A plug-in's results are verified like everyone's."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Protocol, TypeVar

from dpkit.model import Deposit, Facts, PackageFile, Reading, Record, RemoteFile, TaggedSpan

Task = TypeVar("Task")
Result = TypeVar("Result")


class Reader(Protocol):
    """One format: a seekable stream gives records, each record one statement."""

    @property
    def name(self) -> str: ...
    @property
    def media_types(self) -> tuple[str, ...]: ...
    @property
    def suffixes(self) -> tuple[str, ...]: ...

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """The records of one raw file in file order; a plain format holds one."""
        ...

    def read(self, record: Record, facts: Facts) -> Reading:
        """The canonical text of a record with its byte map; what is wrong with it stands in `Reading.findings`."""
        ...


class Tagger(Protocol):
    """Finds names: canonical paragraph texts give labelled spans; the core verifies every span."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def languages(self) -> tuple[str, ...]: ...

    def tag(self, texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
        """For each text its spans in code points, half-open, sorted, without overlap."""
        ...


class Scorer(Protocol):
    """Says how worth checking claims are. They are rows already: it decides of none whether it is one."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...

    def score(self, texts: Sequence[str], language: str) -> Sequence[float]:
        """For the words of each claim a number from 0 (not worth it) to 1, in their order."""
        ...


class Executor(Protocol):
    """Runs one function over shards, wherever that is; results come in the order in which they are finished."""

    def map_shards(self, run: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with its result; None for one that killed each worker that tried it. Errors come through.

        Tasks are taken as workers become free, never all at once.
        """
        ...


class Publisher(Protocol):
    """One release on its way to one repository. Every method may be called again after any fault.

    All raise BusyError where the same may be asked again (no answer, 429, 5xx, a lock), and another RemoteError, with
    what to do, where it may not.
    """

    @property
    def place(self) -> str:
        """The repository and the place in it, as people call it: `zenodo.org`, `s3://bucket/prefix`."""
        ...

    def find(self) -> Deposit | None:
        """What the repository holds of this release, published or draft; None where it holds nothing."""
        ...

    def start(self) -> Deposit:
        """A new draft for this release, with the identifier that was reserved or one that is reserved now."""
        ...

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        """Package path → the file that the deposit has, its checksum told by the repository."""
        ...

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        """Send one file of a draft, in place of one of that path; `blocks` gives its bytes from the beginning."""
        ...

    def remove(self, deposit: Deposit, path: str) -> None:
        """Take a file out of a draft; nothing where it is not there."""
        ...

    def describe(self, deposit: Deposit) -> None:
        """Say of a draft all that is to be said: the facts of the release in the repository's own fields."""
        ...

    def publish(self, deposit: Deposit) -> Deposit:
        """Publish a draft that is complete."""
        ...

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        """The bytes of a published file, as everybody gets them."""
        ...
