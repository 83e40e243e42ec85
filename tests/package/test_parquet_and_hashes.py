"""Parquet bytes and logical hashes follow from the rows alone."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpkit.errors import PackageError
from dpkit.package.hashes import content_hash, package_hash
from dpkit.package.parquet import ROW_GROUP_ROWS, encode_parquet
from sample_package import sample_parts

SCHEMA = pa.schema(
    [
        pa.field("s", pa.string(), metadata={"description": "Some words."}),
        pa.field("i", pa.int32()),
        pa.field("j", pa.int64()),
        pa.field("f", pa.float64()),
        pa.field("b", pa.bool_()),
        pa.field("d", pa.date32()),
        pa.field("t", pa.timestamp("ms", tz="UTC")),
    ],
    metadata={"title": "T"},
)

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "s": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
            "i": st.none() | st.integers(-(2**31), 2**31 - 1),
            "j": st.none() | st.integers(-(2**63), 2**63 - 1),
            "f": st.none() | st.floats(allow_nan=False),
            "b": st.none() | st.booleans(),
            "d": st.none() | st.dates(),
            "t": st.none()
            | st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)).map(
                lambda moment: moment.replace(microsecond=0, tzinfo=dt.UTC)
            ),
        }
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 5))
def test_chunks_leave_no_trace(rows: list[dict[str, object]], step: int) -> None:
    whole = pa.Table.from_pylist(rows, schema=SCHEMA)
    parts = [whole.slice(start, step) for start in range(0, whole.num_rows, step)]
    cut = pa.concat_tables(parts) if parts else whole
    assert encode_parquet(cut) == encode_parquet(whole)
    assert content_hash(cut) == content_hash(whole)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_what_is_written_is_read(rows: list[dict[str, object]]) -> None:
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    back = pq.ParquetFile(pa.BufferReader(encode_parquet(table)), page_checksum_verification=True).read()
    assert back.equals(table, check_metadata=True)
    assert content_hash(back) == content_hash(table)


def test_the_logical_hash_ignores_the_writer() -> None:
    table = sample_parts().tables["paragraphs"]
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="none", row_group_size=1, use_dictionary=False)
    assert content_hash(pq.ParquetFile(pa.BufferReader(sink.getvalue())).read()) == content_hash(table)
    large = table.cast(pa.schema([field.with_type(_large(field.type)) for field in table.schema]))
    assert content_hash(large) == content_hash(table)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": ["x", None]}, {"a": ["x", ""]}),
        ({"a": ["xy", ""]}, {"a": ["x", "y"]}),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}),
        ({"a": ["x"]}, {"b": ["x"]}),
        ({"a": ["x"], "b": ["y"]}, {"b": ["y"], "a": ["x"]}),
        ({"a": [1]}, {"a": [1.0]}),
        ({"a": [None, 0]}, {"a": [0, None]}),
        ({"a": pa.array([], pa.string())}, {"a": pa.array([], pa.int32())}),
    ],
)
def test_what_differs_has_another_hash(one: dict[str, object], other: dict[str, object]) -> None:
    assert content_hash(pa.table(one)) != content_hash(pa.table(other))


def test_the_logical_hash_is_what_its_definition_says() -> None:
    """Computed here by hand from the definition in the module's docstring."""
    import hashlib
    import struct

    def digest(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    table = pa.table({"n": pa.array([5, None], pa.int32()), "w": ["é", None]})
    lines = f"dpkit-content-1\nrows 2\nint32 {digest(struct.pack('<qq', 4, -1))} {digest(struct.pack('<i', 5))} n\n"
    lines += f"string {digest(struct.pack('<qq', 2, -1))} {digest('é'.encode())} w\n"
    assert content_hash(table) == digest(lines.encode())
    assert package_hash({"b": "2", "a": "1"}) == digest(b"dpkit-content-1\n1  a\n2  b\n")


def test_no_portable_type_no_hash() -> None:
    with pytest.raises(PackageError, match="portable"):
        content_hash(pa.table({"a": [["x"]]}))


def test_the_file_has_what_readers_need() -> None:
    table = pa.table({"a": [str(number) for number in range(ROW_GROUP_ROWS + 1)]})
    meta = pq.ParquetFile(pa.BufferReader(encode_parquet(table))).metadata
    column = meta.row_group(0).column(0)
    assert meta.num_row_groups == 2
    assert column.compression == "ZSTD"
    assert column.statistics.has_min_max
    assert column.has_offset_index


def test_a_flipped_bit_is_noticed() -> None:
    data = bytearray(encode_parquet(pa.table({"a": ["words " * 100 + str(number) for number in range(500)]})))
    data[1_000] ^= 1
    with pytest.raises((OSError, pa.ArrowException)):
        pq.ParquetFile(pa.BufferReader(bytes(data)), page_checksum_verification=True).read()


def _large(kind: pa.DataType) -> pa.DataType:
    return pa.large_string() if pa.types.is_string(kind) else kind
