"""CSV: a folder of ten files and a descriptor that any tool for data packages reads.

UTF-8, commas, line feeds. An empty cell is an empty value. A text that a spreadsheet would take for a formula, and one
that is empty or begins with an apostrophe, stands behind an apostrophe; reading back takes it away.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv

from dpkit.errors import PackageError
from dpkit.exports.cells import guarded, plain, typed, unguarded
from dpkit.schema import TableSchema, arrow_schema, resource_schema
from dpkit.store import files

DESCRIPTOR = "datapackage.json"
MARK = "dpkit:guarded"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
BLOCK_BYTES = 64 * 1024 * 1024
"""No row is longer: the whole text of a document stands in one cell."""


class CsvFolder:
    """Files `<table>.csv`."""

    def is_here(self, path: Path) -> bool:
        return files.kind_of(path) == "folder" and any(path.glob("*.csv"))

    def tables(self, path: Path, schemas: Mapping[str, TableSchema]) -> tuple[str, ...]:
        return tuple(name for name in schemas if files.kind_of(path / f"{name}.csv") == "file")

    def read(self, path: Path, schema: TableSchema) -> Iterator[pa.RecordBatch]:
        if not _is_ours(path):
            raise PackageError(f"{path}: its cells were not written by `dpkit export csv`; an export was expected")
        wanted = arrow_schema(schema)
        options = pv.ConvertOptions(
            column_types={name: pa.string() for name in wanted.names},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        )
        with files.open_regular(path, f"{schema.name}.csv") as stream:
            reader = pv.open_csv(
                stream,
                read_options=pv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
                parse_options=pv.ParseOptions(newlines_in_values=True),
                convert_options=options,
            )
            for batch in reader:
                columns = [_column(batch.column(field.name), field.type) for field in wanted]
                yield pa.RecordBatch.from_arrays(columns, names=wanted.names)

    def writer(self, path: Path, schemas: Mapping[str, TableSchema], facts: Mapping[str, object]) -> "CsvFolderWriter":
        return CsvFolderWriter(path, schemas, facts)


class CsvFolderWriter:
    """The files, then the descriptor."""

    def __init__(self, folder: Path, schemas: Mapping[str, TableSchema], facts: Mapping[str, object]) -> None:
        self._folder = folder
        files.make_folder(folder)
        descriptor = {**_kept(facts), MARK: True, "resources": [_resource(schema) for schema in schemas.values()]}
        text = json.dumps(descriptor, ensure_ascii=False, indent=2, sort_keys=False)
        files.write_new(folder / DESCRIPTOR, f"{text}\n".encode())

    def table(self, schema: TableSchema, batches: Iterator[pa.RecordBatch]) -> None:
        names = list(schema.column_names)
        shape = pa.schema([(field.name, _cell_type(field.type)) for field in arrow_schema(schema)])
        with (
            files.open_new(self._folder / f"{schema.name}.csv") as stream,
            pv.CSVWriter(stream, shape, write_options=pv.WriteOptions(quoting_style="needed")) as writer,
        ):
            for batch in batches:
                columns = [_cells(batch.column(name)) for name in names]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=shape))

    def close(self) -> None:
        return


def _column(cells: pa.Array, kind: pa.DataType) -> pa.Array:
    return unguarded(cells) if pa.types.is_string(kind) else typed(cells, kind)


def _cells(column: pa.Array) -> pa.Array:
    return guarded(column) if pa.types.is_string(column.type) else plain(column)


def _cell_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_timestamp(kind) or pa.types.is_date(kind) else kind


def _kept(facts: Mapping[str, object]) -> dict[str, object]:
    """What holds for the rows in any format; hashes hold for files."""
    kept = {key: value for key, value in facts.items() if not key.startswith("dpkit:")}
    return kept or {"$schema": PROFILE, "name": "export"}


def _resource(schema: TableSchema) -> dict[str, Any]:
    return {
        "name": schema.name,
        "title": schema.title,
        "description": schema.description,
        "path": f"{schema.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {**resource_schema(schema), "missingValues": [""]},
    }


def _is_ours(folder: Path) -> bool:
    try:
        found = json.loads(files.read_bytes(folder, DESCRIPTOR, BLOCK_BYTES))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get(MARK) is True


FORMAT = CsvFolder()
