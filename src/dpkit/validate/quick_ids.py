"""Content ids of many rows at once: `ids.content_id` for rows of strings, as columns."""

from hashlib import sha256

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

PLAIN = (
    (0x0000, 0x02FF), (0x0400, 0x0482), (0x048A, 0x052F), (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20BF),
    (0x2190, 0x22FF), (0x4E00, 0x9FEF), (0xAC00, 0xD7A3), (0x1F300, 0x1F5FF),
)  # fmt: skip
"""Code points whose every sequence is in normal form C (Unicode Annex 15: quick check yes, combining class 0)."""
NOT_PLAIN = "[^" + "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in PLAIN) + "]"
_ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
_SHIFTS = np.arange(35, -1, -5, dtype=np.uint64)
_CHARS = 16


def has_quick_id(rows: pl.DataFrame, prefix: str) -> pl.Series:
    """Whether the first column is the content id of the others: strings, and last the number among equals.

    False where it is not, and also where the strings would have to be normalised first.
    """
    key, *parts, number = rows.columns
    images = rows.select(pl.col(key).alias("key"), _image(parts, number).alias("image")).with_columns(
        is_quick=(pl.col("key").str.len_bytes() == len(prefix) + 1 + _CHARS)
        & pl.col("key").str.starts_with(f"{prefix}_")
        & _is_plain(pl.col("image"))
    )
    is_quick = images["is_quick"].fill_null(False)
    quick = images.filter(is_quick)
    chars = quick.select(pl.col("key").cast(pl.Binary).bin.slice(len(prefix) + 1)).to_series()
    hits = (_encoded(quick["image"]) == _fixed(chars)).all(axis=1)
    found = np.zeros(rows.height, dtype=np.bool_)
    found[is_quick.to_numpy()] = hits
    return pl.Series(found, dtype=pl.Boolean)


def numbers_among_equals(rows: pl.DataFrame) -> pl.Series:
    """The number of each row among those that equal it, in their order (`ids.numbered`)."""
    numbers = np.zeros(rows.height, dtype=np.uint32)
    may_equal = rows.hash_rows().is_duplicated()
    if may_equal.any():
        counted = rows.filter(may_equal).select(pl.int_range(pl.len(), dtype=pl.UInt32).over(rows.columns))
        numbers[may_equal.to_numpy()] = counted.to_series().to_numpy()
    return pl.Series("number", numbers)


def _image(parts: list[str], number: str) -> pl.Expr:
    """What `content_id` hashes: each part behind its length in bytes."""
    pieces: list[pl.Expr] = []
    for part in parts:
        size = pl.col(part).str.len_bytes().cast(pl.String).fill_null("-")
        pieces += [size, pl.lit(":"), pl.col(part).fill_null("")]
    digits = pl.col(number).cast(pl.String)
    return pl.concat_str([*pieces, digits.str.len_bytes().cast(pl.String), pl.lit(":"), digits])


def _is_plain(text: pl.Expr) -> pl.Expr:
    return (text.str.len_bytes() == text.str.len_chars()) | ~text.str.contains(NOT_PLAIN)


def _encoded(images: pl.Series) -> npt.NDArray[np.uint8]:
    """The 16 characters of base32 of the first 80 bits of each image's SHA-256, one row each."""
    digests = b"".join([sha256(image).digest() for image in images.cast(pl.Binary).to_list()])
    groups = np.frombuffer(digests, dtype=np.uint8).reshape(-1, 32)[:, :10].reshape(-1, 2, 5).astype(np.uint64)
    numbers = groups[..., 0]
    for index in range(1, 5):
        numbers = (numbers << np.uint64(8)) | groups[..., index]
    chars: npt.NDArray[np.uint8] = _ALPHABET[(numbers[..., None] >> _SHIFTS) & np.uint64(31)].reshape(-1, _CHARS)
    return chars


def _fixed(values: pl.Series) -> npt.NDArray[np.uint8]:
    """Values of 16 bytes each as rows of bytes."""
    array = values.to_arrow(compat_level=pl.CompatLevel.oldest())
    data = b"" if len(array) == 0 else b"".join(memoryview(part) for part in _buffers(array))
    return np.frombuffer(data, dtype=np.uint8).reshape(-1, _CHARS)


def _buffers(array: pa.Array) -> list[memoryview]:
    _, offsets, data = array.cast(pa.large_binary()).buffers()
    bounds = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return [memoryview(data)[bounds[0] : bounds[-1]]]
