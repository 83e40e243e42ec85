"""Finished shards on the disk: a folder each, with Arrow files and a sealed `shard.json`; read without trust.

A shard folder is written under another name, synced and renamed: it is there as a whole or not at all. Its name says
which documents it holds in which state, so that two workers that make the same shard make the same folder.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc as ipc

from dpkit.errors import DpkitError, InputError
from dpkit.store import files

MANIFEST = "shard.json"
MAX_MANIFEST_BYTES = 256 * 1024 * 1024
BATCH_BYTES = 256 * 1024
"""Arrow bytes of one batch of a shard file: what a merge holds of each shard at a time."""
_OPTIONS = ipc.IpcWriteOptions(compression="lz4")


class DamagedShard(DpkitError):
    """A shard whose bytes are not those that were written; the build makes it anew."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"shard {name}: {problem}; the bytes that were written were expected")
        self.name = name
        self.problem = problem

    def __reduce__(self) -> tuple[type["DamagedShard"], tuple[str, str]]:
        return DamagedShard, (self.name, self.problem)


def has_shard(folder: Path, name: str) -> bool:
    """Is there a finished shard of this name? Whether its bytes are sound shows when they are read."""
    return files.kind_of(folder / name) == "folder"


def write_shard(folder: Path, name: str, tables: Mapping[str, pa.Table], facts: Mapping[str, Any], own: str) -> None:
    """Write a shard as a whole; one that is there already is left. `own` makes the temporary name unique.

    Raises: InputError where it cannot be written.
    """
    temporary = folder / f"{name}.{own}.tmp"
    try:
        remove_shard(folder, temporary.name)
        files.make_folder(temporary)
        hashes: dict[str, str] = {}
        for table, data in tables.items():
            hashes[table] = files.write_pieces(temporary / f"{table}.arrow", (_encoded(data),))
        body = json.dumps({**facts, "files": hashes}, ensure_ascii=True, sort_keys=True).encode()
        seal = hashlib.sha256(name.encode() + body).hexdigest().encode()
        files.write_new(temporary / MANIFEST, seal + b"\n" + body)
        files.sync_folder(temporary)
        with suppress(OSError):  # another worker was faster: what it made is the same
            files.rename(temporary, folder / name)
        remove_shard(folder, temporary.name)
        files.sync_folder(folder)
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror or error}; a writable folder with room was expected") from error


def read_facts(folder: Path, name: str) -> dict[str, Any]:
    """What `shard.json` of a shard says.

    Raises: DamagedShard.
    """
    try:
        seal, _, body = files.read_bytes(folder, f"{name}/{MANIFEST}", MAX_MANIFEST_BYTES).partition(b"\n")
    except InputError as error:
        raise DamagedShard(name, str(error)) from error
    if hashlib.sha256(name.encode() + body).hexdigest().encode() != seal:
        raise DamagedShard(name, f"{MANIFEST} is damaged")
    facts: dict[str, Any] = json.loads(body)
    return facts


class ShardTable:
    """One table of a shard, read a batch at a time; its bytes are checked before the first is given."""

    def __init__(self, folder: Path, name: str, table: str, expected_sha256: str) -> None:
        self._folder, self._name, self._table, self._expected = folder, name, table, expected_sha256
        self._is_checked = False

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The batches in order. The file is not held open between two of them: there may be thousands of shards.

        Raises: DamagedShard.
        """
        number, count = 0, 1
        while number < count:
            try:
                with files.open_regular(self._folder, self._path) as stream:
                    self._check(stream)
                    reader = ipc.open_file(pa.PythonFile(stream, mode="r"))
                    count = reader.num_record_batches
                    batch = reader.get_batch(number) if count else None
            except (InputError, OSError, pa.ArrowInvalid) as error:
                raise DamagedShard(self._name, f"{self._table}: {error}") from error
            if batch is not None:
                yield batch
            number += 1

    def whole(self) -> pa.Table:
        """All rows.

        Raises: DamagedShard.
        """
        try:
            with files.open_regular(self._folder, self._path) as stream:
                self._check(stream)
                return ipc.open_file(pa.PythonFile(stream, mode="r")).read_all()
        except (InputError, OSError, pa.ArrowInvalid) as error:
            raise DamagedShard(self._name, f"{self._table}: {error}") from error

    @property
    def _path(self) -> str:
        return f"{self._name}/{self._table}.arrow"

    def _check(self, stream: Any) -> None:
        if self._is_checked:
            return
        if hashlib.file_digest(stream, "sha256").hexdigest() != self._expected:
            raise DamagedShard(self._name, f"{self._table} is damaged")
        stream.seek(0)
        self._is_checked = True


def shard_names(folder: Path) -> list[str]:
    """The names of everything in the folder of shards, finished or not."""
    return [entry.path for entry in files.walk(folder) if "/" not in entry.path]


def remove_shard(folder: Path, name: str) -> None:
    """The shard is gone."""
    kind = files.kind_of(folder / name)
    if kind == "folder":
        files.remove_tree(folder / name)
    elif kind is not None:
        files.remove_file(folder / name)


def _encoded(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    rows = max(1, int(BATCH_BYTES / max(table.nbytes / max(table.num_rows, 1), 1)))
    with ipc.new_file(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=rows)
    return bytes(sink.getvalue())
