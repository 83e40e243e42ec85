"""Logical content hashes: what a table says, whatever wrote it, however it was cut into chunks and compressed.

The definition, version 1, so that others can compute it in any language:

- A column gives two digests. `shape` is the SHA-256 of one signed little-endian 64-bit integer per row: -1 for a null,
  else the number of bytes of the value. `bytes` is the SHA-256 of the values that are not null, one after the other:
  strings as UTF-8, numbers little-endian in their own width, booleans as one byte 0 or 1, dates as 32-bit days since
  1970-01-01, timestamps as 64-bit milliseconds since then.
- A table's hash is the SHA-256 of lines of UTF-8, each ended by LF: `dpkit-content-1`, `rows <number>`, then for each
  column in order `<type> <shape> <bytes> <name>`, types being string, int32, int64, float64, bool, date32,
  timestamp_ms.
- A package's hash is the SHA-256 of `dpkit-content-1` LF and, for each table sorted by name, `<hash>  <name>` LF.

Rows count in their order, which is part of the data (`data-model`: sorted by document and position).
"""

import hashlib
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from dpkit.errors import PackageError

DEFINITION = "dpkit-content-1"


def content_hash(table: pa.Table) -> str:
    """The logical hash of one table, 64 hexadecimal digits.

    >>> one = pa.chunked_array([["a", None], ["b"]])
    >>> content_hash(pa.table({"x": one})) == content_hash(pa.table({"x": one.combine_chunks()}))
    True
    """
    digest = ContentDigest(table.schema)
    digest.update(table)
    return digest.hexdigest()


class ContentDigest:
    """The logical hash of a table that comes in parts; how it was cut makes no difference."""

    def __init__(self, schema: pa.Schema) -> None:
        self._columns = [(field.name, _type_name(field.type)) for field in schema]
        self._digests = [(hashlib.sha256(), hashlib.sha256()) for _ in self._columns]
        self.rows = 0

    def update(self, table: pa.Table) -> None:
        """Add rows."""
        self.rows += table.num_rows
        for (name, _), (shape, data) in zip(self._columns, self._digests, strict=True):
            for chunk in table.column(name).chunks:
                shape.update(_shape(chunk))
                data.update(_values(chunk.drop_null()))

    def hexdigest(self) -> str:
        """The hash of the rows so far."""
        digest = hashlib.sha256(f"{DEFINITION}\nrows {self.rows}\n".encode())
        for (name, kind), (shape, data) in zip(self._columns, self._digests, strict=True):
            digest.update(f"{kind} {shape.hexdigest()} {data.hexdigest()} {name}\n".encode())
        return digest.hexdigest()


def package_hash(hashes: Mapping[str, str]) -> str:
    """The logical hash of a package from the hashes of its tables by name."""
    lines = (f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    return hashlib.sha256(f"{DEFINITION}\n{''.join(lines)}".encode()).hexdigest()


def _shape(chunk: pa.Array) -> memoryview:
    if pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type):
        lengths = pc.binary_length(chunk).cast(pa.int64())
    else:
        width = pa.scalar(_width(chunk.type), pa.int64())
        lengths = pc.if_else(chunk.is_valid(), width, pa.scalar(None, pa.int64()))
    return _fixed_bytes(lengths.fill_null(-1), 8)


def _values(chunk: pa.Array) -> memoryview:
    if pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type):
        return _string_bytes(chunk.cast(pa.large_string()))
    if pa.types.is_boolean(chunk.type):
        chunk = chunk.cast(pa.uint8())
    return _fixed_bytes(chunk, _width(chunk.type))


def _string_bytes(chunk: pa.LargeStringArray) -> memoryview:
    """The bytes between the first and the last offset; a chunk without nulls has no gaps between them."""
    _, offsets, data = chunk.buffers()
    if data is None or len(chunk) == 0:
        return memoryview(b"")
    bounds = memoryview(offsets).cast("q")
    return memoryview(data)[bounds[chunk.offset] : bounds[chunk.offset + len(chunk)]]


def _fixed_bytes(chunk: pa.Array, width: int) -> memoryview:
    data = chunk.buffers()[1]
    if data is None:
        return memoryview(b"")
    return memoryview(data)[chunk.offset * width : (chunk.offset + len(chunk)) * width]


_IS_TYPE: tuple[tuple[str, int, Callable[[pa.DataType], bool]], ...] = (
    ("string", 0, lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind)),
    ("int32", 4, pa.types.is_int32),
    ("int64", 8, pa.types.is_int64),
    ("float64", 8, pa.types.is_float64),
    ("bool", 1, lambda kind: pa.types.is_boolean(kind) or pa.types.is_uint8(kind)),
    ("date32", 4, pa.types.is_date32),
    ("timestamp_ms", 8, lambda kind: pa.types.is_timestamp(kind) and kind.unit == "ms"),
)


def _type_name(kind: pa.DataType) -> str:
    for name, _, fits in _IS_TYPE:
        if fits(kind):
            return name
    raise PackageError(f"content hash: a column has type {kind}; expected one of the portable types of the data model")


def _width(kind: pa.DataType) -> int:
    return next(width for name, width, _ in _IS_TYPE if name == _type_name(kind))
