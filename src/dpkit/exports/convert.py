"""From one format to another: what the source is tells its look; the target appears when it is whole."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from dpkit.errors import DpkitError, InputError, PackageError, UsageError
from dpkit.exports import csv_folder, duckdb_file, jsonl_folder, parquet_folder, sqlite_file
from dpkit.package.editions import NULLABLE, nullable_schemas
from dpkit.schema import TableSchema, arrow_schema
from dpkit.store import files

Batches = Iterator[pa.RecordBatch]
FORMATS = ("csv", "jsonl", "sqlite", "duckdb", "parquet")


class Format(Protocol):
    """A way of writing tables down; `is_here` tells a source of it by its look."""

    def is_here(self, path: Path) -> bool: ...

    def tables(self, path: Path, schemas: Mapping[str, TableSchema]) -> tuple[str, ...]: ...

    def read(self, path: Path, schema: TableSchema) -> Batches: ...

    def writer(self, path: Path, schemas: Mapping[str, TableSchema], facts: Mapping[str, object]) -> "Writer": ...


class Writer(Protocol):
    """A target that is being written: each table once, then `close`."""

    def table(self, schema: TableSchema, batches: Batches) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """Rows per table that were written, and the format that they were read from."""

    source: str
    rows: Mapping[str, int]


_FORMATS: Mapping[str, Format] = {
    "parquet": parquet_folder.FORMAT,
    "csv": csv_folder.FORMAT,
    "jsonl": jsonl_folder.FORMAT,
    "sqlite": sqlite_file.FORMAT,
    "duckdb": duckdb_file.FORMAT,
}


def convert(source: Path, target: Path, name: str, schemas: Mapping[str, TableSchema]) -> Conversion:
    """Write the tables of a package or of an export in another format.

    Raises: UsageError where the target exists, PackageError where the source is none or damaged, ConfigError where a
    library is missing.
    """
    if files.kind_of(target) is not None:
        raise UsageError(f"{target}: there is something of this name; a new file or folder was expected")
    origin = next((known for known, one in _FORMATS.items() if one.is_here(source)), None)
    if origin is None:
        raise PackageError(f"{source}: neither a data package nor an export of one; one of these was expected")
    part = target.with_name(f".{target.name}.tmp")
    _remove(part)  # left by a killed process
    try:
        rows = _copy(_FORMATS[origin], source, _FORMATS[name], part, schemas)
        files.rename(part, target)
        files.sync_folder(target.parent)
    except OSError as error:
        raise InputError(f"{target}: {error.strerror or error}; a place to write was expected") from error
    finally:
        _remove(part)
    return Conversion(source=origin, rows=rows)


def _copy(
    origin: Format, source: Path, format_: Format, target: Path, schemas: Mapping[str, TableSchema]
) -> dict[str, int]:
    known = {name: schemas[name] for name in origin.tables(source, schemas) if name in schemas}
    known = dict(nullable_schemas(known, list(_withheld(origin, source, known))))
    facts = parquet_folder.facts(source) if origin is parquet_folder.FORMAT else {}
    rows: dict[str, int] = {}
    with ExitStack() as stack:
        writer = format_.writer(target, known, facts)
        stack.callback(writer.close)
        for name, schema in known.items():
            rows[name] = 0
            writer.table(schema, _counted(_sound(origin.read(source, schema), source, schema), rows))
    return rows


def _withheld(origin: Format, source: Path, schemas: Mapping[str, TableSchema]) -> Iterator[str]:
    """The required columns that are empty somewhere, because the source is an edition: as `table.column`."""
    for table, column in NULLABLE:
        if table in schemas:
            relaxed = nullable_schemas(schemas, [f"{table}.{column}"])[table]
            batches = origin.read(source, relaxed)
            if any(column in batch.schema.names and batch.column(column).null_count for batch in batches):
                yield f"{table}.{column}"


def _sound(batches: Batches, source: Path, schema: TableSchema) -> Batches:
    """Batches of exactly the columns and types of the schema; what does not fit is a fault of the source."""
    wanted = arrow_schema(schema)
    try:
        for batch in batches:
            columns = [batch.column(field.name).cast(field.type) for field in wanted]
            yield pa.RecordBatch.from_arrays(columns, schema=wanted)
    except DpkitError:
        raise
    except (pa.ArrowException, KeyError, ValueError, TypeError) as error:
        reason = str(error).split("\n", 1)[0] or type(error).__name__
        raise PackageError(f"{source}: {schema.name}: {reason}; rows of the schema were expected") from error


def _counted(batches: Batches, rows: dict[str, int]) -> Batches:
    name = next(reversed(rows))
    for batch in batches:
        rows[name] += batch.num_rows
        yield batch


def _remove(path: Path) -> None:
    remove: Callable[[Path], None] | None = {"folder": files.remove_tree, "file": files.remove_file}.get(
        files.kind_of(path) or ""
    )
    if remove is not None:
        remove(path)
