"""Exceptions of a dataset: findings that it lives with, each with its reason; one that fits nothing is a finding."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

import polars as pl

from dpkit.inputs.sidecar import SIDECAR_SUFFIX
from dpkit.model import Finding, FindingException, Place
from dpkit.validate import Fault, FaultSink, Frames


class Exceptions:
    """The exceptions of a dataset, each with how many findings it has covered so far; a sink for faults of rows."""

    def __init__(self, exceptions: Sequence[FindingException], path: str, sink: FaultSink | None = None) -> None:
        self._counts = dict.fromkeys(exceptions, 0)
        self._path = path
        self._sink = sink
        self._by_path = {exception.code for exception in exceptions if exception.path is not None}
        self._frames: Frames = {}
        self._paths: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def open(self, frames: Frames) -> None:
        """The tables whose rows the faults are about, for the paths of their documents; handed on to the next sink."""
        self._frames, self._paths = frames, {}
        if self._sink is not None:
            self._sink.open(frames)

    def take(self, fault: Fault) -> bool:
        """Whether a fault counts: no exception fits it. Only such faults are handed on."""
        paths = self._paths_of(fault) if fault.code in self._by_path else ()
        if self._covers(fault.code, paths, fault.table, fault.key, fault.field):
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
            paths = (found.place.path,) if found.place is not None else ()
            if not self._covers(found.code, paths, found.table, found.key, found.field, found.count):
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

    def _paths_of(self, fault: Fault) -> tuple[str, ...]:
        """The raw file of the document that a fault is about, and its sidecar: one of them is where it is mended."""
        if fault.path is not None:
            return (fault.path, fault.path + SIDECAR_SUFFIX)
        if fault.table not in self._paths:
            self._paths[fault.table] = _raw_paths(self._frames, fault.table)
        return self._paths[fault.table].get(fault.key or "", ())

    def _covers(
        self, code: str, paths: tuple[str, ...], table: str | None, key: str | None, field: str | None, count: int = 1
    ) -> bool:
        for exception in self._counts:
            if exception.code == code and (
                (exception.path is None or any(fnmatchcase(path, exception.path) for path in paths))
                and exception.table in (None, table)
                and exception.key in (None, key)
                and exception.field in (None, field)
            ):
                self._counts[exception] += count
                return True
        return False


def _raw_paths(frames: Frames, table: str) -> Mapping[str, tuple[str, ...]]:
    """For each row of a table, by key, the raw file of its document and the sidecar of that."""
    rows, documents = frames.get(table), frames.get("documents")
    needed = {"document_id", "raw_path"}
    if rows is None or documents is None or "document_id" not in rows.columns or not needed <= set(documents.columns):
        return {}
    paths = documents.select("document_id", "raw_path").unique("document_id")
    keys = rows.select(pl.col(rows.columns[0]).alias("key"), "document_id").join(paths, on="document_id")
    return {str(key): (path, path + SIDECAR_SUFFIX) for key, path in keys.select("key", "raw_path").iter_rows() if path}
