"""Exceptions of a dataset: findings that it lives with, each with its reason; one that fits nothing is a finding."""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from dpkit.model import Finding, FindingException, Place
from dpkit.validate import Fault, FaultSink, Frames


class Exceptions:
    """The exceptions of a dataset, each with how many findings it has covered so far; a sink for faults of rows."""

    def __init__(self, exceptions: Sequence[FindingException], path: str, sink: FaultSink | None = None) -> None:
        self._counts = dict.fromkeys(exceptions, 0)
        self._path = path
        self._sink = sink

    def open(self, frames: Frames) -> None:
        """Hand the tables on to the sink behind this one."""
        if self._sink is not None:
            self._sink.open(frames)

    def take(self, fault: Fault) -> bool:
        """Whether a fault counts: no exception fits it. Only such faults are handed on."""
        if self._covers(fault.code, None, fault.table, fault.key, fault.field):
            return False
        return self._sink is None or self._sink.take(fault)

    def forget(self) -> None:
        """Count anew, as if no fault had come."""
        self._counts = dict.fromkeys(self._counts, 0)
        if self._sink is not None:
            self._sink.forget()

    def left(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that no exception fits."""
        for found in findings:
            path = found.place.path if found.place is not None else None
            if not self._covers(found.code, path, found.table, found.key, found.field, found.count):
                yield found

    def unused(self) -> Iterator[Finding]:
        """A finding for each exception that fitted nothing; to be asked at the end."""
        for exception, count in self._counts.items():
            if count == 0:
                message = (
                    f"{self._path}: no finding is left for this exception of {exception.code} ({exception.reason}); "
                )
                yield Finding(
                    code="DP246",
                    severity="warning",
                    message=f"{message}an exception that is needed was expected",
                    place=Place(path=self._path, line=exception.line),
                )

    def _covers(
        self, code: str, path: str | None, table: str | None, key: str | None, field: str | None, count: int = 1
    ) -> bool:
        for exception in self._counts:
            if exception.code == code and (
                (exception.path is None or (path is not None and fnmatchcase(path, exception.path)))
                and exception.table in (None, table)
                and exception.key in (None, key)
                and exception.field in (None, field)
            ):
                self._counts[exception] += count
                return True
        return False
