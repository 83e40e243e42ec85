"""DuckDB: one file with ten tables; needs the extra `duckdb`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from dpkit.errors import ConfigError, PackageError
from dpkit.schema import TableSchema, arrow_schema
from dpkit.store import files

ROWS = 16_384
MAGIC, MAGIC_AT = b"DUCK", 8


class DuckdbFile:
    """Types as DuckDB has them."""

    def is_here(self, path: Path) -> bool:
        if files.kind_of(path) != "file":
            return False
        with files.open_regular(path.parent, path.name) as stream:
            return stream.read(MAGIC_AT + len(MAGIC))[MAGIC_AT:] == MAGIC

    def tables(self, path: Path, schemas: Mapping[str, TableSchema]) -> tuple[str, ...]:
        with _connected(path, read_only=True) as connection:
            found = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        return tuple(name for name in schemas if name in found)

    def read(self, path: Path, schema: TableSchema) -> Iterator[pa.RecordBatch]:
        columns = ", ".join(_quoted(name) for name in schema.column_names)
        with _connected(path, read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET preserve_insertion_order = true")
            yield from connection.sql(f"SELECT {columns} FROM {_quoted(schema.name)}").to_arrow_reader(ROWS)

    def writer(self, path: Path, schemas: Mapping[str, TableSchema], facts: Mapping[str, object]) -> "DuckdbFileWriter":
        return DuckdbFileWriter(path)


class DuckdbFileWriter:
    """The tables as they come, with titles and descriptions as comments."""

    def __init__(self, path: Path) -> None:
        self._connection = _connected(path, read_only=False)

    def table(self, schema: TableSchema, batches: Iterator[pa.RecordBatch]) -> None:
        reader = pa.RecordBatchReader.from_batches(arrow_schema(schema), batches)
        self._connection.register("rows_of_export", reader)
        name = _quoted(schema.name)
        self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_of_export")
        self._connection.unregister("rows_of_export")
        self._connection.execute(f"COMMENT ON TABLE {name} IS {_text(schema.description)}")
        for field in schema.fields:
            self._connection.execute(f"COMMENT ON COLUMN {name}.{_quoted(field.name)} IS {_text(field.description)}")

    def close(self) -> None:
        self._connection.close()


def _connected(path: Path, *, read_only: bool) -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise ConfigError("DuckDB is not installed; `pip install dpkit[duckdb]` was expected") from error
    try:
        return duckdb.connect(str(path), read_only=read_only, config={"enable_external_access": "false"})
    except duckdb.Error as error:
        raise PackageError(f"{path}: {str(error)[:200]}; a DuckDB file was expected") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


FORMAT = DuckdbFile()
