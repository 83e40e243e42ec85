"""A data package, file by file, as bytes: the same parts give the same bytes."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

import pyarrow as pa

from dpkit.errors import PackageError
from dpkit.package.changelog import write_changelog
from dpkit.package.checksums import MANIFEST, write_sums
from dpkit.package.descriptor import data_path, write_descriptor
from dpkit.package.editions import NOTES
from dpkit.package.hashes import ContentDigest
from dpkit.package.parquet import parquet_pieces
from dpkit.package.parts import PackageParts
from dpkit.package.provenance import PROVENANCE, write_provenance
from dpkit.package.readme import write_readme
from dpkit.schema import TableSchema, arrow_schema


def assemble(parts: PackageParts) -> Iterator[tuple[str, bytes]]:
    """The files of a package (posix path, bytes): data, descriptor, README, provenance, verifier, and SHA256SUMS last.

    Raises: PackageError where a table does not have the columns and types of its schema.
    """
    parts = replace(parts, tables=_cast_tables(parts))
    rows = {name: (table,) for name, table in parts.tables.items()}
    for path, pieces in assemble_stream(rows, parts.schemas, lambda: parts):
        yield path, b"".join(pieces)


def assemble_stream(
    rows: Mapping[str, Iterable[pa.Table]], schemas: Mapping[str, TableSchema], described: Callable[[], PackageParts]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """What `assemble` gives, in pieces, for tables whose rows come in parts: the pieces of a file before the next file.

    `described` is asked for the parts when all rows have passed; of their tables only what descriptions are made of is
    looked at.
    """
    files: dict[str, str] = {}
    contents: dict[str, str] = {}
    for table, stream in rows.items():
        yield data_path(table), _table_pieces(table, stream, arrow_schema(schemas[table]), files, contents)
    sums = {data_path(table): digest for table, digest in files.items()}
    for path, data in _descriptions(described(), files, contents):
        sums[path] = hashlib.sha256(data).hexdigest()
        yield path, (data,)
    yield MANIFEST, (write_sums(sums),)


def _table_pieces(
    table: str, rows: Iterable[pa.Table], schema: pa.Schema, files: dict[str, str], contents: dict[str, str]
) -> Iterator[bytes]:
    """The bytes of one table; its two hashes are left behind."""
    file_digest, content_digest = hashlib.sha256(), ContentDigest(schema)

    def noted() -> Iterator[pa.Table]:
        for part in rows:
            content_digest.update(part)
            yield part

    for piece in parquet_pieces(noted(), schema):
        file_digest.update(piece)
        yield piece
    files[table] = file_digest.hexdigest()
    contents[table] = content_digest.hexdigest()


def _descriptions(
    parts: PackageParts, hashes: Mapping[str, str], contents: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    others = dict(other_descriptions(parts, hashes))
    yield "datapackage.json", write_descriptor(parts, hashes, contents, others[PROVENANCE])
    yield from others.items()


def other_descriptions(parts: PackageParts, hashes: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files beside tables and descriptor, for tables whose files have these hashes."""
    yield "README.md", write_readme(parts)
    yield PROVENANCE, write_provenance(parts, hashes)
    yield "verify.py", verifier()
    if parts.edition is not None:
        yield NOTES, parts.edition.notes
    if parts.changelog is not None:
        yield "CHANGELOG.md", parts.changelog
    elif not parts.ledger.is_empty:
        yield "CHANGELOG.md", write_changelog(parts.ledger)


@cache
def verifier() -> bytes:
    """A program that verifies the package and needs Python alone."""
    return resources.files("dpkit.package").joinpath("data", "verify.py").read_bytes()


def _cast_tables(parts: PackageParts) -> Mapping[str, pa.Table]:
    return {name: _cast(name, table, parts.schemas[name]) for name, table in parts.tables.items()}


def _cast(name: str, table: pa.Table, schema: TableSchema) -> pa.Table:
    """A table in the columns, order and types of its schema; a cast that would lose a value is refused."""
    wanted = arrow_schema(schema)
    if set(table.column_names) != set(wanted.names):
        odd = ", ".join(sorted(set(table.column_names) ^ set(wanted.names)))
        raise PackageError(f"{name}: columns differ from the schema ({odd}); expected exactly those of the schema")
    try:
        return table.select(wanted.names).cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise PackageError(f"{name}: {error}; expected the types of the schema") from error
