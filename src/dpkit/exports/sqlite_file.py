"""SQLite: one file with ten strict tables, their keys, and an index on each column that points at another table."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from dpkit.errors import PackageError
from dpkit.exports.cells import plain, typed
from dpkit.schema import TableSchema, arrow_schema
from dpkit.store import files

ROWS = 4_096
MAGIC = b"SQLite format 3\x00"


class SqliteFile:
    """Text as TEXT, whole numbers and booleans as INTEGER, others as REAL; days and times as ISO 8601."""

    def is_here(self, path: Path) -> bool:
        return files.kind_of(path) == "file" and _begins(path, MAGIC)

    def tables(self, path: Path, schemas: Mapping[str, TableSchema]) -> tuple[str, ...]:
        with _opened(path) as connection:
            try:
                found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            except sqlite3.Error as error:
                raise PackageError(f"{path}: {error}; an export of a package was expected") from error
        return tuple(name for name in schemas if name in found)

    def read(self, path: Path, schema: TableSchema) -> Iterator[pa.RecordBatch]:
        wanted = arrow_schema(schema)
        columns = ", ".join(_quoted(name) for name in wanted.names)
        with _opened(path) as connection:
            try:
                cursor = connection.execute(f"SELECT {columns} FROM {_quoted(schema.name)} ORDER BY rowid")
                while rows := cursor.fetchmany(ROWS):
                    values = zip(*rows, strict=True)
                    arrays = [typed(pa.array(column), field.type) for column, field in zip(values, wanted, strict=True)]
                    yield pa.RecordBatch.from_arrays(arrays, names=wanted.names)
            except sqlite3.Error as error:
                raise PackageError(f"{path}: {schema.name}: {error}; an export of a package was expected") from error

    def writer(self, path: Path, schemas: Mapping[str, TableSchema], facts: Mapping[str, object]) -> "SqliteFileWriter":
        return SqliteFileWriter(path, schemas)


class SqliteFileWriter:
    """The tables in one transaction; indexes last."""

    def __init__(self, path: Path, schemas: Mapping[str, TableSchema]) -> None:
        self._schemas = schemas
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")  # the file is thrown away if this ends early
        self._connection.execute("BEGIN")
        for schema in schemas.values():
            self._connection.execute(_create(schema, schemas))

    def table(self, schema: TableSchema, batches: Iterator[pa.RecordBatch]) -> None:
        marks = ", ".join("?" for _ in schema.fields)
        for batch in batches:
            columns = [plain(column).to_pylist() for column in batch.columns]
            self._connection.executemany(
                f"INSERT INTO {_quoted(schema.name)} VALUES ({marks})", zip(*columns, strict=True)
            )

    def close(self) -> None:
        for schema in self._schemas.values():
            for key in schema.foreign_keys:
                name = _quoted("_".join((schema.name, *key.fields)))
                columns = ", ".join(map(_quoted, key.fields))
                self._connection.execute(f"CREATE INDEX {name} ON {_quoted(schema.name)} ({columns})")
        self._connection.execute("COMMIT")
        self._connection.close()


def _create(schema: TableSchema, schemas: Mapping[str, TableSchema]) -> str:
    rows = [
        f"{_quoted(field.name)} {_type(arrow)}{' NOT NULL' if field.required else ''}"
        for field, arrow in zip(schema.fields, arrow_schema(schema).types, strict=True)
    ]
    rows.append(f"PRIMARY KEY ({', '.join(map(_quoted, schema.primary_key))})")
    for key in schema.foreign_keys:
        if key.table in schemas:
            fields, reference = (", ".join(map(_quoted, names)) for names in (key.fields, key.reference))
            rows.append(f"FOREIGN KEY ({fields}) REFERENCES {_quoted(key.table)} ({reference})")
    return f"CREATE TABLE {_quoted(schema.name)} ({', '.join(rows)}) STRICT"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _begins(path: Path, magic: bytes) -> bool:
    with files.open_regular(path.parent, path.name) as stream:
        return stream.read(len(magic)) == magic


def _opened(path: Path) -> "closing[sqlite3.Connection]":
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    return closing(connection)


FORMAT = SqliteFile()
