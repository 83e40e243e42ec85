"""Failing rows as a file: one row for each fault, with the row of the table that it is about, written as it comes."""

import csv
import io
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from dpkit.errors import InputError, UsageError
from dpkit.schema import TableSchema
from dpkit.store import files
from dpkit.validate import RULE_BY_CODE, Fault, Frames

BATCH = 5_000
"""Faults in memory at a time."""
COLUMNS = ("code", "severity", "table", "key", "field", "message", "row")
_SCHEMA = pa.schema([pa.field(name, pa.string()) for name in COLUMNS])
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


class FaultRows:
    """A sink of faults that writes each to a Parquet or CSV file; `row` is the failing row as JSON.

    The file appears when the work is done. Raises: UsageError where the name ends otherwise, InputError where it cannot
    be written.
    """

    def __init__(self, path: Path, schemas: dict[str, TableSchema]) -> None:
        if path.suffix not in (".parquet", ".csv"):
            raise UsageError(f"--rows {path}: a name that ends with .parquet or .csv was expected")
        self.count = 0
        self._path = path
        self._part = path.with_name(f".{path.name}.tmp")
        self._keys = {name: schema.primary_key[0] for name, schema in schemas.items()}
        self._frames: Frames = {}
        self._faults: list[Fault] = []
        self._file: IO[bytes] | None = None
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> "FaultRows":
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._close()
        if kind is None:
            files.rename(self._part, self._path)
        else:
            files.remove_file(self._part)

    def open(self, frames: Frames) -> None:
        """The tables whose rows the faults are about."""
        self._flush()
        self._frames = frames

    def take(self, fault: Fault) -> bool:
        """Write a fault; every one counts."""
        self._faults.append(fault)
        self.count += 1
        if len(self._faults) >= BATCH:
            self._flush()
        return True

    def forget(self) -> None:
        """Begin with an empty file."""
        self.count, self._frames, self._faults = 0, {}, []
        self._close()
        self._begin()

    def _begin(self) -> None:
        try:
            if files.kind_of(self._part) is not None:  # left by a killed process, or to be forgotten
                files.remove_file(self._part)
            self._file = files.open_new(self._part)
        except OSError as error:
            raise InputError(f"{self._path}: {error.strerror or error}; a file to write was expected") from error
        if self._path.suffix == ".parquet":
            self._writer = pq.ParquetWriter(self._file, _SCHEMA, compression="zstd")
        else:
            self._file.write((",".join(COLUMNS) + "\n").encode())

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._file is not None:
            self._file.close()

    def _flush(self) -> None:
        faults, self._faults = self._faults, []
        rows = self._rows(faults)
        values = [
            (
                fault.code,
                RULE_BY_CODE[fault.code].severity,
                fault.table,
                fault.key,
                fault.field,
                fault.message,
                rows.get((fault.table, fault.key)),
            )
            for fault in faults
        ]
        if self._writer is not None:
            columns = zip(*values, strict=True) if values else ([] for _ in COLUMNS)
            self._writer.write_table(pa.table([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA))
        elif self._file is not None:
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows([_safe(value) for value in row] for row in values)
            self._file.write(text.getvalue().encode("utf-8", "backslashreplace"))

    def _rows(self, faults: list[Fault]) -> dict[tuple[str, Any], str]:
        """The rows of faults as JSON, by table and key; of equal keys the first."""
        wanted: dict[str, set[str]] = {}
        for fault in faults:
            if fault.key is not None and fault.table in self._frames:
                wanted.setdefault(fault.table, set()).add(fault.key)
        found: dict[tuple[str, Any], str] = {}
        for table, keys in wanted.items():
            key = pl.col(self._keys[table])
            chosen = self._frames[table].filter(key.is_in(sorted(keys)))
            for value, row in chosen.select(key, pl.struct(pl.all()).struct.json_encode().alias("row")).iter_rows():
                found.setdefault((table, value), row)
        return found


def _safe(value: str | None) -> str:
    """A cell that no spreadsheet runs: what looks like a formula is kept behind an apostrophe."""
    return "" if value is None else f"'{value}" if value.startswith(_FORMULA) else value
