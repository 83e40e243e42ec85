"""A package on disk, of this project or of somebody else: checksums, descriptor, tables."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dpkit.errors import PackageError
from dpkit.model import Finding
from dpkit.package.checksums import MANIFEST, verify_files
from dpkit.package.descriptor import data_path
from dpkit.schema import TableSchema, default_schemas
from dpkit.store.files import Entry
from dpkit.store.package_folder import hash_package, heal, list_package, open_package_file, read_manifest

DESCRIPTOR = "datapackage.json"
MAX_TABLE_BYTES = 8 * 1024**3
THREADED_ROWS = 500_000
"""Smaller tables are read by one thread: a process that ends while pyarrow's threads still start is aborted (134)."""


def package_findings(folder: Path) -> tuple[Finding, ...]:
    """The checksum faults of a package folder: every missing, changed and extra file.

    Raises: PackageError where the folder is no package.
    """
    heal(folder)
    if not any(entry.path in (MANIFEST, DESCRIPTOR) for entry in _entries(folder)):
        raise PackageError(f"{folder}: this is no data package; a folder with {DESCRIPTOR} was expected")
    return tuple(verify_files(hash_package(folder), read_manifest(folder)))


def validate_package(folder: Path) -> tuple[Mapping[str, int], tuple[Finding, ...]]:
    """Rows per table and all findings of a package: checksums, then tables.

    Raises: PackageError.
    """
    from dpkit.validate import validate_tables  # pandera takes a second to load, and reading alone does not need it

    checksums = package_findings(folder)
    schemas = default_schemas()
    tables = read_tables(folder, schemas)
    findings = validate_tables(tables, schemas)
    return {name: table.num_rows for name, table in tables.items()}, (*checksums, *findings)


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


def _entries(folder: Path) -> tuple[Entry, ...]:
    try:
        return list_package(folder)
    except OSError as error:
        raise PackageError(f"{folder}: {error.strerror or error}; a data package was expected") from error
