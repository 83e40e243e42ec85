"""JSON Lines: a folder of ten files, one row a line, in UTF-8; days and times as ISO 8601."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pyarrow as pa

from dpkit.errors import PackageError
from dpkit.exports.cells import plain, typed
from dpkit.schema import TableSchema, arrow_schema
from dpkit.store import files

ROWS = 4_096
"""Rows in memory at a time."""


class JsonlFolder:
    """Files `<table>.jsonl`."""

    def is_here(self, path: Path) -> bool:
        return files.kind_of(path) == "folder" and any(path.glob("*.jsonl"))

    def tables(self, path: Path, schemas: Mapping[str, TableSchema]) -> tuple[str, ...]:
        return tuple(name for name in schemas if files.kind_of(path / f"{name}.jsonl") == "file")

    def read(self, path: Path, schema: TableSchema) -> Iterator[pa.RecordBatch]:
        wanted = arrow_schema(schema)
        with files.open_regular(path, f"{schema.name}.jsonl") as stream:
            number = 0
            while lines := list(islice(stream, ROWS)):
                rows = [_row(line, number + at, schema) for at, line in enumerate(lines, start=1)]
                number += len(lines)
                columns = [
                    typed(pa.array([row[name] for row in rows]), wanted.field(name).type) for name in wanted.names
                ]
                yield pa.RecordBatch.from_arrays(columns, names=wanted.names)

    def writer(
        self, path: Path, schemas: Mapping[str, TableSchema], facts: Mapping[str, object]
    ) -> "JsonlFolderWriter":
        return JsonlFolderWriter(path)


class JsonlFolderWriter:
    """One file a table."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files.make_folder(folder)

    def table(self, schema: TableSchema, batches: Iterator[pa.RecordBatch]) -> None:
        encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
        with files.open_new(self._folder / f"{schema.name}.jsonl") as stream:
            for batch in batches:
                names = batch.schema.names
                columns = [plain(batch.column(name)).to_pylist() for name in names]
                for values in zip(*columns, strict=True):
                    stream.write((encode(dict(zip(names, values, strict=True))) + "\n").encode())

    def close(self) -> None:
        return


def _row(line: bytes, number: int, schema: TableSchema) -> dict[str, object]:
    where = f"{schema.name}.jsonl:{number}"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{where}: {str(error)[:200]}; one JSON object a line was expected") from error
    if not isinstance(row, dict) or set(row) != set(schema.column_names):
        raise PackageError(f"{where}: other keys than the columns of {schema.name}; exactly these were expected")
    return row


FORMAT = JsonlFolder()
