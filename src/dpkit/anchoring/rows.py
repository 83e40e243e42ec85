"""Single rows of a package, looked up by a value: in tables that are at hand, or in the files of a package."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dpkit.errors import PackageError
from dpkit.package.descriptor import data_path
from dpkit.package_reading import MAX_TABLE_BYTES
from dpkit.store.package_folder import open_package_file

Row = Mapping[str, object]
Lookup = Callable[[str, str, Collection[str], Sequence[str]], list[Row]]
"""(table, column, values of it, wanted columns) → the rows, in the order of the table, without columns it lacks."""


def rows_in(tables: Mapping[str, pa.Table]) -> Lookup:
    """A lookup in tables that are in memory."""

    def rows(table: str, column: str, values: Collection[str], columns: Sequence[str]) -> list[Row]:
        if table not in tables:
            return []
        return _chosen(tables[table], column, values, columns)

    return rows


def rows_passing(stream: Callable[[str], Iterable[pa.Table]]) -> Lookup:
    """A lookup in tables that pass by name, some rows at a time."""

    def rows(table: str, column: str, values: Collection[str], columns: Sequence[str]) -> list[Row]:
        return [row for part in stream(table) for row in _chosen(part, column, values, columns)]

    return rows


def rows_of_package(folder: Path) -> Lookup:
    """A lookup in the files of a package, a batch at a time; a table that cannot be read has no rows."""

    def rows(table: str, column: str, values: Collection[str], columns: Sequence[str]) -> list[Row]:
        try:
            with open_package_file(folder, data_path(table), MAX_TABLE_BYTES) as stream:
                file = pq.ParquetFile(stream)
                names = [name for name in dict.fromkeys((column, *columns)) if name in file.schema_arrow.names]
                batches = file.iter_batches(columns=names, use_threads=False)
                return [
                    row for batch in batches for row in _chosen(pa.Table.from_batches([batch]), column, values, columns)
                ]
        except (PackageError, pa.ArrowException, OSError, ValueError):
            return []  # what is wrong with the file has findings of its own

    return rows


def _chosen(table: pa.Table, column: str, values: Collection[str], columns: Iterable[str]) -> list[Row]:
    names = [name for name in dict.fromkeys((column, *columns)) if table.schema.names.count(name) == 1]
    if column not in names or not _is_text(table.schema.field(column).type):
        return []
    held = table.select(names)
    wanted = pa.array(sorted(values), pa.string()).cast(held.schema.field(column).type)
    rows: list[Row] = held.filter(pc.is_in(held.column(column), value_set=wanted)).to_pylist()
    return rows


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
