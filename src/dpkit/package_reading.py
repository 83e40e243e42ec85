"""A package on disk, of this project or of somebody else: checksums, descriptor, tables."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from dpkit.errors import PackageError
from dpkit.model import Finding, Place
from dpkit.package.checksums import MANIFEST, SIGNATURES, verify_files
from dpkit.package.described import Described, description_faults
from dpkit.package.descriptor import data_path
from dpkit.package.editions import PUBLIC, edition_in, edition_schemas
from dpkit.package.hashes import content_hash
from dpkit.package.parts import Edition
from dpkit.package.profile import check_profile
from dpkit.schema import TableSchema, default_schemas, history_schemas
from dpkit.store.files import Entry
from dpkit.store.package_folder import (
    hash_package,
    heal,
    list_package,
    open_package_file,
    read_manifest,
    read_package_file,
)
from dpkit.store.package_tables import THREADED_ROWS, PackageTable, UnreadableTableError

if TYPE_CHECKING:
    from dpkit.validate import FaultSink, WindowChecks

DESCRIPTOR = "datapackage.json"
MAX_DESCRIPTOR_BYTES = 64 * 1024 * 1024
MAX_TABLE_BYTES = 8 * 1024**3
BATCH_ROWS = 4_096
DESCRIBED_TABLES = frozenset({"documents", "sources"})
MAX_REMADE_BYTES = 64 * 1024 * 1024
"""Descriptions of more bytes (about 50,000 documents) are not made anew: parsed they would fill the memory."""


def package_findings(folder: Path) -> tuple[Finding, ...]:
    """The checksum faults of a package folder: every missing, changed and extra file.

    Raises: PackageError where the folder is no package.
    """
    return tuple(verify_files(_hashes(folder), read_manifest(folder)))


def _hashes(folder: Path) -> Mapping[str, str]:
    heal(folder)
    if not any(entry.path in (MANIFEST, DESCRIPTOR) for entry in _entries(folder)):
        raise PackageError(f"{folder}: this is no data package; a folder with {DESCRIPTOR} was expected")
    return hash_package(folder)


def validate_package(
    folder: Path, sink: "FaultSink | None" = None, checks: "WindowChecks | None" = None
) -> tuple[Mapping[str, int], tuple[Finding, ...]]:
    """Rows per table and all findings of a package: checksums, descriptor, then tables, which are read as streams.

    What cannot be read is a finding like any other fault; the rest is checked all the same. `sink` is shown every fault
    of a row, however many there are. `checks` says where the rows are checked: in this process unless told otherwise.

    Raises: PackageError where the folder is no package.
    """
    from dpkit.validate import sorted_findings  # pandera takes a second to load, and reading alone does not need it

    hashes = _hashes(folder)
    tables, unreadable = _opened(folder, hashes)
    while True:
        try:
            faults = _table_findings(folder, tables, sink, checks)
            stated = tuple(_descriptor_findings(folder, tables, hashes))
            break
        except UnreadableTableError as error:  # now that most of it was read: all begins again without it
            unreadable += (_unreadable(error),)
            tables = {name: table for name, table in tables.items() if name != error.table}
            if sink is not None:
                sink.forget()
    broken = {finding.table for finding in unreadable}
    checksums = verify_files(hashes, read_manifest(folder))
    found = (fault for fault in faults if fault.table not in broken)
    findings = (*checksums, *unreadable, *stated, *sorted_findings(found))
    return {name: table.num_rows for name, table in tables.items()}, findings


def _table_findings(
    folder: Path,
    tables: Mapping[str, PackageTable],
    sink: "FaultSink | None",
    checks: "WindowChecks | None",
) -> tuple[Finding, ...]:
    from dpkit.validate import findings_of, stream_faults
    from dpkit.validate.history import redirect_faults

    schemas = {**default_schemas(), **{name: schema for name, schema in history_schemas().items() if name in tables}}
    edition = package_edition(folder)
    faults = stream_faults(
        tables,
        edition_schemas(schemas, edition),
        TemporaryFile,
        edition="public" if edition is not None and edition.name == PUBLIC else "working",
        sink=sink,
        checks=checks,
    )
    found = findings_of(faults, watch=sink.take if sink is not None else None)
    return (*found, *(redirect_faults(tables) if is_release(folder) else ()))


def is_release(folder: Path) -> bool:
    """Does a package say that it was released, and not that it was built in between?"""
    descriptor = _said(folder)
    return isinstance(descriptor, dict) and "-" not in str(descriptor.get("version", "-"))


def package_edition(folder: Path) -> Edition | None:
    """The edition that a package says it is; None for one with all words."""
    return edition_in(_said(folder))


def _said(folder: Path) -> object:
    """The descriptor, as far as it can be read: what is wrong with it has findings of its own."""
    try:
        return json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES))
    except (PackageError, ValueError, RecursionError):
        return None


def _opened(folder: Path, hashes: Mapping[str, str]) -> tuple[dict[str, PackageTable], tuple[Finding, ...]]:
    """The tables that are there, as streams, and a finding for each that is no Parquet file."""
    tables: dict[str, PackageTable] = {}
    findings: list[Finding] = []
    for name in (*default_schemas(), *history_schemas()):
        if data_path(name) in hashes:
            try:
                tables[name] = PackageTable(folder, name, data_path(name))
            except UnreadableTableError as error:
                findings.append(_unreadable(error))
    return tables, tuple(findings)


def _unreadable(error: UnreadableTableError) -> Finding:
    place = Place(path=data_path(error.table))
    return Finding(code="DP810", severity="error", message=str(error), table=error.table, place=place)


def _descriptor_findings(
    folder: Path, tables: Mapping[str, PackageTable], hashes: Mapping[str, str]
) -> Iterator[Finding]:
    """Where the descriptor breaks the official schema, or says something else of a table than its file."""
    try:
        descriptor = json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES).decode("utf-8"))
    except (PackageError, ValueError, RecursionError) as error:
        message = f"{DESCRIPTOR}: {str(error)[:200]}; a JSON document was expected"
        yield Finding(code="DP702", severity="error", message=message, place=Place(path=DESCRIPTOR))
        return
    yield from check_profile(descriptor)
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    for number, resource in enumerate(resources if isinstance(resources, list) else ()):
        name = str(resource.get("name")) if isinstance(resource, dict) else ""
        if name in tables:
            yield from _resource_findings(number, resource, tables[name], hashes[data_path(name)])
    if isinstance(descriptor, dict) and isinstance(resources, list):
        names = [str(resource.get("name")) for resource in resources if isinstance(resource, dict)]
        yield from _unlisted(names, tables)
        described = _described(folder, tables, hashes)
        if described is not None and set(names) <= tables.keys():
            yield from description_faults(described)


def _unlisted(names: list[str], tables: Mapping[str, PackageTable]) -> Iterator[Finding]:
    """Tables that the descriptor names not at all, or more than once."""
    for table in tables:
        if names.count(table) != 1:
            message = f"{DESCRIPTOR}: {names.count(table)} resources are called {table}; one was expected"
            yield Finding(code="DP703", severity="error", message=message, table=table, place=Place(path=DESCRIPTOR))


def _described(folder: Path, tables: Mapping[str, PackageTable], hashes: Mapping[str, str]) -> Described | None:
    """What a package says of itself; None where that is too much to be made anew in memory."""
    data = {data_path(name) for name in {**default_schemas(), **history_schemas()}}
    entries = [entry for entry in _entries(folder) if entry.kind == "file" and entry.path not in data]
    kept = [entry for entry in entries if entry.path not in (MANIFEST, *SIGNATURES)]
    contents = {name: _content(table) for name, table in tables.items()}
    if None in contents.values() or sum(entry.size_bytes for entry in kept) > MAX_REMADE_BYTES:
        return None
    return Described(
        files={entry.path: read_package_file(folder, entry.path, MAX_REMADE_BYTES) for entry in kept},
        tables={name: _said_of(name, table) for name, table in tables.items()},
        hashes={name: hashes[data_path(name)] for name in tables},
        contents={name: content or "" for name, content in contents.items()},
    )


def _said_of(name: str, table: PackageTable) -> pa.Table:
    """What descriptions tell of a table: of documents and sources all, of the others how many rows and columns."""
    if name not in DESCRIBED_TABLES:
        return pa.table([pa.nulls(table.num_rows, each.type) for each in table.schema], schema=table.schema)
    parts = list(table.batches())
    return pa.concat_tables(parts) if parts else table.schema.empty_table()


def described_package(folder: Path, tables: Mapping[str, pa.Table]) -> Described | None:
    """What a package says of itself, for tables that were read; None where that is too much to compare in memory.

    Raises: PackageError.
    """
    hashes = _hashes(folder)
    data = {data_path(name) for name in {**default_schemas(), **history_schemas()}}
    kept = [entry for entry in _entries(folder) if entry.kind == "file" and entry.path not in data]
    kept = [entry for entry in kept if entry.path not in (MANIFEST, *SIGNATURES)]
    if sum(entry.size_bytes for entry in kept) > MAX_REMADE_BYTES:
        return None
    return Described(
        files={entry.path: read_package_file(folder, entry.path, MAX_REMADE_BYTES) for entry in kept},
        tables=tables,
        hashes={name: hashes[data_path(name)] for name in tables},
        contents={name: content_hash(table) for name, table in tables.items()},
    )


def _content(table: PackageTable) -> str | None:
    """The content hash of a table; None where its columns are of types that no table of dpkit has."""
    try:
        return table.content_hash()
    except UnreadableTableError:
        raise
    except PackageError:
        return None


def _resource_findings(
    number: int, resource: Mapping[str, object], table: PackageTable, file_hash: str
) -> Iterator[Finding]:
    name = str(resource["name"])
    found = {
        "path": data_path(name),
        "hash": f"sha256:{file_hash}",
        "dpkit:rows": table.num_rows,
        "dpkit:contentHash": f"sha256:{_content(table)}",
    }
    for key, value in found.items():
        if resource.get(key) != value:
            said = str(resource.get(key))[:80]
            message = f"{DESCRIPTOR}: {name}: {key} is {said}; {value} was expected, as the file has it"
            place = Place(path=DESCRIPTOR)
            field = f"$.resources[{number}].{key}"
            yield Finding(code="DP703", severity="error", message=message, table=name, place=place, field=field)


def read_tables(folder: Path, schemas: Mapping[str, TableSchema]) -> Mapping[str, pa.Table]:
    """The tables of a package, in the order of the schemas; a table whose file is not there is left out.

    Raises: PackageError where a file is no Parquet.
    """
    heal(folder)
    present = {entry.path for entry in _entries(folder)}
    return {name: read_table(folder, data_path(name)) for name in schemas if data_path(name) in present}


def read_table(folder: Path, path: str) -> pa.Table:
    """One Parquet file of a package, its page checksums verified.

    Raises: PackageError where it is not there or no whole Parquet file.
    """
    with open_package_file(folder, path, MAX_TABLE_BYTES) as stream:
        try:
            # Not pq.read_table: that imports pandas where it is installed.
            table = pq.ParquetFile(stream, page_checksum_verification=True)
            return table.read(use_threads=table.metadata.num_rows >= THREADED_ROWS)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = str(error).split("\n", 1)[0] or type(error).__name__
            raise PackageError(f"{folder.name}/{path}: {reason}; expected a whole Parquet file") from error


def read_rows(folder: Path, table: str, columns: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    """The rows of a table of a package in a stream, some columns of it; none where the table is not there.

    Raises: PackageError where its file is no whole Parquet file.
    """
    path = data_path(table)
    if all(entry.path != path for entry in _entries(folder)):
        return
    with open_package_file(folder, path, MAX_TABLE_BYTES) as stream:
        try:
            source = pq.ParquetFile(stream, page_checksum_verification=True)
            for batch in source.iter_batches(BATCH_ROWS, columns=list(columns), use_threads=False):
                yield from batch.to_pylist()
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = str(error).split("\n", 1)[0] or type(error).__name__
            raise PackageError(f"{folder.name}/{path}: {reason}; expected a whole Parquet file") from error


def _entries(folder: Path) -> tuple[Entry, ...]:
    try:
        return list_package(folder)
    except OSError as error:
        raise PackageError(f"{folder}: {error.strerror or error}; a data package was expected") from error
