"""An edition completed from a reader's own copies: the words of each document whose copy is the very one.

A copy is told by its hash, never by its name: the bytes of the raw record, or the text itself in UTF-8. Whether the
result is the package that the edition was made from is not believed but computed: content hashes are compared.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from dpkit.copies import Wanted, find_copies
from dpkit.edition import changelog_of
from dpkit.errors import PackageError, UsageError
from dpkit.model import Finding, Ledger
from dpkit.package.assemble import assemble
from dpkit.package.completing import completed, read_notes
from dpkit.package.editions import NOTES, REHYDRATED, edition_in, full_schemas
from dpkit.package.history import hash_of
from dpkit.package.parts import Edition, PackageParts
from dpkit.package.withholding import ALLOWED, BARE
from dpkit.package_reading import package_findings
from dpkit.past import PastPackage, package_in, parts_of
from dpkit.store.package_folder import read_package_file, replace_copy

MAX_NOTES_BYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class RehydrationReport:
    """What was put back: `is_complete` means that the result has, row for row, the tables of the full package.

    `missing` are documents without a copy; `bare` are those of which the edition has no rows that could be completed.
    """

    folder: Path
    completed: tuple[str, ...]
    missing: tuple[str, ...]
    bare: tuple[str, ...]
    findings: tuple[Finding, ...]
    is_complete: bool


def rehydrate(edition_folder: Path, copies_folder: Path, target: Path) -> RehydrationReport:
    """Write an edition with the words of every document of which the folder of copies holds the right one.

    Raises: PackageError where the folder is no whole edition or the target cannot be written, UsageError where there is
    no folder of copies.
    """
    if not copies_folder.is_dir():
        raise UsageError(f"--from {copies_folder}: there is no such folder; a folder with your copies was expected")
    if target.resolve() == edition_folder.resolve():
        raise UsageError(f"--into {target}: this is the edition itself; another folder was expected")
    past, edition = _edition(edition_folder)
    wanted, bare = _wanted(past.tables["documents"])
    copies = find_copies(copies_folder, wanted)
    notes = read_notes(read_package_file(edition_folder, NOTES, MAX_NOTES_BYTES))
    tables, left = completed(past.tables, notes, copies.texts)
    is_complete = hash_of(tables) == edition.made_from
    missing = tuple(each.document_id for each in wanted if each.document_id not in copies.texts)
    if not (missing or bare or is_complete):
        raise PackageError(
            f"{edition_folder}: with the words of all documents its tables still differ from those that it was made "
            "from; an edition as dpkit writes it was expected"
        )
    parts = _parts(past, edition, tables, left, is_complete=is_complete)
    replace_copy(target, assemble(replace(parts, changelog=changelog_of(edition_folder))))
    return RehydrationReport(
        folder=target,
        completed=tuple(sorted(copies.texts)),
        missing=missing,
        bare=bare,
        findings=(*copies.findings, *_missing(missing, copies.refused)),
        is_complete=is_complete,
    )


def _edition(folder: Path) -> tuple[PastPackage, Edition]:
    damaged = package_findings(folder)
    if damaged:
        raise PackageError(f"{folder}: {damaged[0].message} (`dpkit verify` tells all); a whole edition was expected")
    past = package_in(folder, folder.name)
    edition = edition_in(past.descriptor)
    if edition is None:
        raise PackageError(f"{folder}: this package holds all of its words; an edition without them was expected")
    return past, edition


def _wanted(documents: pa.Table) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """The documents whose words can be put back, and those of which only the row is there."""
    columns = ["document_id", "text_sha256", "raw_path", "raw_locator", "raw_sha256", "reader"]
    wanted: list[Wanted] = []
    bare: list[str] = []
    for row in documents.select([*columns, "text", "redistribution"]).to_pylist():
        if row["text"] is not None:
            continue
        if row["redistribution"] == BARE:
            bare.append(row["document_id"])
        else:
            wanted.append(Wanted(**{name: row[name] for name in columns}))
    return tuple(wanted), tuple(bare)


def _parts(
    past: PastPackage, edition: Edition, tables: Mapping[str, pa.Table], notes: bytes, *, is_complete: bool
) -> PackageParts:
    """The package with what was put back: the full one, or an edition still."""
    parts = replace(parts_of(past, Ledger()), tables=tables)
    if is_complete:
        return replace(parts, schemas=full_schemas(parts.schemas, edition))
    rows = tables["documents"].select(["text", "redistribution"]).to_pylist()
    allowed = Counter(ALLOWED if row["text"] is not None else row["redistribution"] for row in rows)
    return replace(parts, edition=replace(edition, name=REHYDRATED, documents=allowed, notes=notes))


def _missing(documents: Iterable[str], refused: Collection[str]) -> Iterator[Finding]:
    for key in documents:
        if key not in refused:
            message = f"documents {key}: there is no copy of it; its raw file or its text was expected below --from"
            yield Finding(code="DP843", severity="warning", message=message, table="documents", key=key, field="text")
