"""The seams: what a plug-in must offer, on one page. A plug-in's results are verified like everyone's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, Protocol, TypeVar

from dpkit.model import Facts, Reading, Record, TaggedSpan

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


class Executor(Protocol):
    """Runs one function over shards, wherever that is; results come in the order in which they are finished."""

    def map_shards(self, run: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with its result; None for one that killed each worker that tried it. Errors come through.

        Tasks are taken as workers become free, never all at once.
        """
        ...
