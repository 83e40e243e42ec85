"""A table of a package on disk as a stream of rows, its page checksums verified, its hash taken as it passes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dpkit.errors import PackageError
from dpkit.package.hashes import ContentDigest
from dpkit.store.package_folder import open_package_file

MAX_TABLE_BYTES = 64 * 1024**3
"""Of a table that is read as a stream."""
THREADED_ROWS = 500_000
"""Smaller tables are read by one thread: a process that ends while pyarrow's threads still start is aborted (134)."""
BATCH_ROWS = 32_768


class UnreadableTableError(PackageError):
    """A file that is no whole Parquet file; `table` says which."""

    def __init__(self, message: str, table: str) -> None:
        super().__init__(message)
        self.table = table


class PackageTable:
    """One Parquet file of a package, which can be read as often as need be.

    Raises: UnreadableTableError, here or while it is read, where it is not there or no whole Parquet file.
    """

    def __init__(self, folder: Path, name: str, path: str) -> None:
        self._folder, self._name, self._path = folder, name, path
        self._hash: str | None = None
        with self._opened() as file:
            self._metadata, self._schema = file.metadata, file.schema_arrow

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""
        return self._schema

    @property
    def num_rows(self) -> int:
        """How many rows it has."""
        return int(self._metadata.num_rows)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Its rows, of the columns given only."""
        digest = ContentDigest(self._schema) if columns is None and self._hash is None else None
        with self._opened() as file:
            parts = file.iter_batches(
                batch_size=BATCH_ROWS, columns=columns, use_threads=self.num_rows >= THREADED_ROWS
            )
            while (part := self._next(parts)) is not None:
                table = pa.Table.from_batches([part])
                if digest is not None:
                    digest.update(table)
                yield table if columns is None else table.select(list(columns))
        if digest is not None:
            self._hash = digest.hexdigest()

    def content_hash(self) -> str:
        """Its logical hash; costs nothing more where all rows have passed once."""
        if self._hash is None:
            for _ in self.batches():
                pass
        assert self._hash is not None
        return self._hash

    def _next(self, parts: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
        try:
            return next(parts, None)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._unreadable(error) from error

    def _opened(self) -> pq.ParquetFile:
        try:
            stream = open_package_file(self._folder, self._path, MAX_TABLE_BYTES)
            # Not pq.read_table: that imports pandas where it is installed.
            return pq.ParquetFile(stream, page_checksum_verification=True, pre_buffer=False)
        except PackageError as error:
            raise UnreadableTableError(str(error), self._name) from error
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> UnreadableTableError:
        reason = str(error).split("\n", 1)[0] or type(error).__name__
        message = f"{self._folder.name}/{self._path}: {reason}; expected a whole Parquet file"
        return UnreadableTableError(message, self._name)
