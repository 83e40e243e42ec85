"""What the last build saw, in SQLite: raw files, sidecars, documents. Every row is sealed; a bad file is thrown away.

Nothing here is needed: without it, or with any part of it damaged, a build reads more and gives the same bytes.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from dpkit.errors import InputError
from dpkit.store import files

CACHE_FOLDER = ".dpkit/cache"
DATABASE = "index.sqlite"
SHARDS = "shards"
FORMAT = "dpkit cache 1"
"""Changed with everything that reads these rows otherwise."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, inode_changed INTEGER, inode INTEGER, seen_at INTEGER,
    sha256 TEXT, content TEXT, seal TEXT) WITHOUT ROWID;
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY, path TEXT, locator TEXT, record TEXT, stated TEXT, reader TEXT, environment TEXT,
    corrections TEXT, authority TEXT, vetted TEXT, shard TEXT, seal TEXT) WITHOUT ROWID;
CREATE TABLE texts (digest TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was: its times, the time of the disk when it was read, its hash, and what was made of it."""

    path: str
    size: int
    changed: int
    inode_changed: int
    inode: int
    seen_at: int
    sha256: str
    content: str
    """For a raw file its documents, for a sidecar its findings, as JSON."""


@dataclass(frozen=True)
class SeenDocument:
    """A document as it was built: everything that its rows follow from, and the shard that holds them."""

    document_id: str
    path: str
    locator: str | None
    record: str
    stated: str
    reader: str
    environment: str
    corrections: str
    authority: str
    """The authority list that it was read with."""
    vetted: str
    """The newest authority list that is known to change nothing in it."""
    shard: str

    @property
    def key(self) -> str:
        """What its rows follow from, in short."""
        return _seal(_document_values(self)[:-2])


_file_values = attrgetter(*(field.name for field in fields(SeenFile)))
_document_values = attrgetter(*(field.name for field in fields(SeenDocument)))
"""The columns of a row. `dataclasses.astuple` copies every value."""


class Index:
    """The index of one cache, open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def files(self) -> dict[str, SeenFile]:
        """All files that were seen, by path; rows with a broken seal are left out."""
        return {row[0]: SeenFile(*row) for row in self._sound("files")}

    def documents(self) -> dict[str, SeenDocument]:
        """All documents that were built, by id."""
        return {row[0]: SeenDocument(*row) for row in self._sound("documents")}

    def vetted(self) -> set[str]:
        """The authority lists that documents are known not to be changed by."""
        return {row[0] for row in self._connection.execute("SELECT DISTINCT vetted FROM documents")}

    def text(self, digest: str) -> str | None:
        """A text that was kept under its SHA-256."""
        found = self._connection.execute("SELECT text FROM texts WHERE digest = ?", (digest,)).fetchone()
        is_sound = found is not None and hashlib.sha256(found[0].encode()).hexdigest() == digest
        return str(found[0]) if is_sound else None

    def keep_text(self, text: str) -> str:
        """Keep a text; the SHA-256 that it is found by."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (digest, text))
        return digest

    def note(self, key: str) -> str | None:
        """What was noted under a key; None where there is nothing, or its seal is broken."""
        found = self._connection.execute("SELECT value FROM meta WHERE key = ?", (f"note {key}",)).fetchone()
        seal, _, text = str(found[0]).partition("\n") if found is not None else ("", "", "")
        return text if seal == _seal([key, text]) else None

    def put_note(self, key: str, text: str) -> None:
        """Note a text under a key, in place of what was noted there."""
        sealed = f"{_seal([key, text])}\n{text}"
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"note {key}", sealed))

    def put_files(self, rows: Iterable[SeenFile]) -> None:
        """Remember files."""
        sealed = (_sealed(_file_values(row)) for row in rows)
        self._connection.executemany(f"INSERT OR REPLACE INTO files VALUES ({', '.join('?' * 9)})", sealed)

    def put_documents(self, rows: Iterable[SeenDocument]) -> None:
        """Remember documents."""
        sealed = (_sealed(_document_values(row)) for row in rows)
        self._connection.executemany(f"INSERT OR REPLACE INTO documents VALUES ({', '.join('?' * 12)})", sealed)

    def forget_shard(self, shard: str) -> None:
        """The documents of a shard have to be read again."""
        self._connection.execute("DELETE FROM documents WHERE shard = ?", (shard,))
        self.commit()

    def keep_only(self, paths: Iterable[str], document_ids: Iterable[str], texts: Iterable[str]) -> None:
        """Forget everything else."""
        wanted = {"files": ("path", paths), "documents": ("document_id", document_ids), "texts": ("digest", texts)}
        for table, (column, keys) in wanted.items():
            known = {row[0] for row in self._connection.execute(f"SELECT {column} FROM {table}")}
            gone = ((key,) for key in known - set(keys))
            self._connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)

    def commit(self) -> None:
        """What was remembered outlives this process."""
        self._connection.commit()

    def _sound(self, table: str) -> Iterator[tuple[Any, ...]]:
        for *values, seal in self._connection.execute(f"SELECT * FROM {table}"):
            if _seal(values) == seal:
                yield tuple(values)


@contextmanager
def opened_index(folder: Path) -> Iterator[Index]:
    """The index of a cache folder; a damaged one, or one of another format, is thrown away and begun anew.

    Raises: InputError where nothing can be written there.
    """
    try:
        _make_folders(folder)
        connection = _sound_connection(folder)
    except (OSError, sqlite3.Error) as error:
        raise InputError(f"{folder}: {error}; a writable folder for the cache was expected") from error
    with closing(connection):
        yield Index(connection)


def clear_cache(folder: Path) -> None:
    """Nothing is remembered any more."""
    if files.kind_of(folder) == "folder":
        files.remove_tree(folder)


def disk_time(folder: Path) -> int:
    """What time it is for the disk (ns): that of a file which was just written, whatever the clocks of machines say."""
    probe = folder / "now"
    if files.kind_of(probe) is not None:
        files.remove_file(probe)
    files.write_new(probe, b"")
    return files.times_of(probe)[0]


def _make_folders(folder: Path) -> None:
    for path in (folder.parent, folder, folder / SHARDS):
        if files.kind_of(path) not in (None, "folder"):
            raise InputError(f"{path}: this is a {files.kind_of(path)}; a folder of dpkit's own was expected")
        if files.kind_of(path) is None:
            files.make_folder(path)


def _sound_connection(folder: Path) -> sqlite3.Connection:
    path = folder / DATABASE
    if files.kind_of(path) not in (None, "file"):
        raise InputError(f"{path}: this is a {files.kind_of(path)}; a file of dpkit's own was expected")
    for is_last in (False, True):
        connection = sqlite3.connect(path)
        try:
            if _is_sound(connection):
                return connection
            connection.executescript(_TABLES)
            connection.execute("INSERT INTO meta VALUES ('format', ?)", (FORMAT,))
            connection.commit()
            return connection
        except sqlite3.Error:
            connection.close()
            if is_last:
                raise
            for name in (DATABASE, f"{DATABASE}-journal"):
                if files.kind_of(folder / name) is not None:
                    files.remove_file(folder / name)
    raise AssertionError("unreachable")


def _is_sound(connection: sqlite3.Connection) -> bool:
    """False for an empty database. Raises: sqlite3.Error for one that is damaged or of another format."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not names:
        return False
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("damaged")
    if connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone() != (FORMAT,):
        raise sqlite3.DatabaseError("another format")
    return True


def _sealed(values: tuple[object, ...]) -> tuple[object, ...]:
    return (*values, _seal(values))


def _seal(values: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps([FORMAT, *values], ensure_ascii=True).encode()).hexdigest()[:24]
