"""Parquet: a data package as source, a folder of ten Parquet files as target."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dpkit.errors import PackageError
from dpkit.package.descriptor import data_path
from dpkit.schema import TableSchema, arrow_schema
from dpkit.store import files
from dpkit.store.package_folder import open_package_file, read_package_file

ROWS = 16_384
"""Rows in memory at a time."""
DESCRIPTOR = "datapackage.json"
MAX_DESCRIPTOR_BYTES = 64 * 1024 * 1024


class ParquetFolder:
    """Files under `data/`, as in a package."""

    def is_here(self, path: Path) -> bool:
        folder = path / Path(data_path("documents")).parent
        return files.kind_of(folder) == "folder" and any(folder.glob("*.parquet"))

    def tables(self, path: Path, schemas: Mapping[str, TableSchema]) -> tuple[str, ...]:
        return tuple(name for name in schemas if files.kind_of(path / data_path(name)) == "file")

    def read(self, path: Path, schema: TableSchema) -> Iterator[pa.RecordBatch]:
        with open_package_file(path, data_path(schema.name)) as stream:
            try:
                yield from pq.ParquetFile(stream, page_checksum_verification=True).iter_batches(ROWS, use_threads=False)
            except (pa.ArrowException, OSError) as error:
                reason = str(error).split("\n", 1)[0]
                where = f"{path}/{data_path(schema.name)}"
                raise PackageError(f"{where}: {reason}; a whole Parquet file was expected") from error

    def writer(
        self, path: Path, schemas: Mapping[str, TableSchema], facts: Mapping[str, object]
    ) -> "ParquetFolderWriter":
        return ParquetFolderWriter(path)


class ParquetFolderWriter:
    """One file a table, compressed like those of a package."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files.make_folder(folder)
        files.make_folder(folder / Path(data_path("documents")).parent)

    def table(self, schema: TableSchema, batches: Iterator[pa.RecordBatch]) -> None:
        wanted = arrow_schema(schema)
        with (
            files.open_new(self._folder / data_path(schema.name)) as stream,
            pq.ParquetWriter(stream, wanted, compression="zstd", write_page_checksum=True) as writer,
        ):
            for batch in batches:
                writer.write_batch(batch)

    def close(self) -> None:
        return


def facts(folder: Path) -> Mapping[str, object]:
    """What the descriptor of a package says of the whole of it."""
    try:
        found = json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES))
    except (PackageError, ValueError, RecursionError):
        return {}
    return {key: value for key, value in found.items() if key != "resources"} if isinstance(found, dict) else {}


FORMAT = ParquetFolder()
