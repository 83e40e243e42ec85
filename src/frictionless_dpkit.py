"""Parquet for the `frictionless` command: rows in batches, and hashes and sizes of the bytes that are there.

Frictionless finds this module by its name, wherever dpkit is installed. Its own reader needs pandas, holds the whole
table in memory, lets a wrong hash pass and calls a right size wrong.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from frictionless import Plugin, Resource
from frictionless.system import Parser

BATCH_ROWS = 10_000
FORMATS = ("parquet", "parq")


class ParquetParser(Parser):  # type: ignore[misc]
    """Rows of a local Parquet file; the loader has read and hashed its bytes before."""

    requires_loader = True
    supported_types: ClassVar[list[str]] = [
        "array",
        "boolean",
        "date",
        "datetime",
        "integer",
        "number",
        "object",
        "string",
        "time",
    ]

    def read_cell_stream_create(self) -> Iterator[list[Any]]:
        import pyarrow.parquet as pq

        stream: Any = self.loader.byte_stream
        while stream.read1(1 << 20):  # each byte passes through the hash once
            pass
        with pq.ParquetFile(self.resource.normpath) as file:
            yield list(file.schema_arrow.names)
            for batch in file.iter_batches(BATCH_ROWS, use_threads=False):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield list(row)


class DpkitPlugin(Plugin):  # type: ignore[misc]
    """Takes local Parquet files; all else is left to frictionless."""

    def create_parser(self, resource: Resource) -> Parser | None:
        is_ours = resource.format in FORMATS and not resource.remote and not resource.memory
        return ParquetParser(resource) if is_ours and resource.compression is None else None
