"""Where words are still found below a folder: in plain files, and in the columns of Parquet files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dpkit.errors import InputError
from dpkit.store import files

MAX_FILE_BYTES = 4 * 1024**3
NOT_SEARCHED = frozenset({".git", ".venv", "node_modules"})
"""Folders at the top of a project that hold no files of the dataset."""


def files_with(root: Path, fragments: Sequence[str]) -> tuple[str, ...]:
    """The files below a root that hold any of the fragments, sorted; what cannot be read is listed too.

    JSON and provenance may write characters as escapes, so each fragment is also sought as JSON writes it.
    """
    if not fragments:
        return ()
    return tuple(path for path in _paths(root) if _holds(root, path, fragments))


def _paths(root: Path) -> Iterator[str]:
    for entry in files.walk(root):
        if entry.kind == "file" and entry.path.partition("/")[0] not in NOT_SEARCHED:
            yield entry.path


def _holds(root: Path, path: str, fragments: Sequence[str]) -> bool:
    try:
        with files.open_regular(root, path, MAX_FILE_BYTES) as stream:
            is_parquet = stream.read(4) == b"PAR1"
            stream.seek(0)
            if is_parquet:
                return any(_in_table(batch, fragments) for batch in pq.ParquetFile(stream).iter_batches(4_096))
            data = stream.read()
    except (InputError, OSError, pa.ArrowException):
        return True
    sought = {form for fragment in fragments for form in (fragment.encode(), _escaped(fragment))}
    return any(form in data for form in sought)


def _in_table(batch: pa.RecordBatch, fragments: Sequence[str]) -> bool:
    texts = [
        column for column in batch.columns if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    ]
    return any(fragment in text for column in texts for text in column.to_pylist() if text for fragment in fragments)


def _escaped(fragment: str) -> bytes:
    return "".join(char if ord(char) < 128 else f"\\u{ord(char):04x}" for char in fragment).encode()
