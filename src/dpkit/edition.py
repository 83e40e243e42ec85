"""The public edition of a package: the same rows, ids, places and labels, without the words that may not be passed on.

A package whose words may all be passed on is its own public edition, byte for byte.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from dpkit.errors import PackageError
from dpkit.inputs.curation import ENTITIES_NAME, read_entities
from dpkit.model import Finding, Ledger
from dpkit.package.assemble import assemble
from dpkit.package.checksums import MANIFEST
from dpkit.package.editions import PUBLIC, edition_in, edition_schemas, nullable_in
from dpkit.package.history import hash_of
from dpkit.package.parts import Edition
from dpkit.package.withholding import ALLOWED, Withheld, passed_on, without_words
from dpkit.package.word_runs import quoted_in
from dpkit.package_reading import package_findings
from dpkit.past import PastPackage, package_in, parts_of
from dpkit.store.package_folder import hash_package, list_package, read_manifest, read_package_file, replace_copy
from dpkit.store.project import Project

LEAK_WORDS = 8
"""So many words in a row are no name and no formula: they are taken from the text."""
MAX_FILE_BYTES = 8 * 1024**3
_PEOPLES_FILES = ("datapackage.json", "README.md", "CHANGELOG.md", "provenance.json")
"""The files into which words go that people wrote: descriptions, reasons, titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionReport:
    """What an edition holds; `is_written` is false where findings of severity error speak against it.

    `passed_on` leads each document to full_text, offsets_only or metadata_only; `is_full`: all words are there.
    """

    folder: Path
    version: str
    findings: tuple[Finding, ...]
    passed_on: Mapping[str, str]
    is_full: bool
    is_written: bool

    @property
    def documents(self) -> Mapping[str, int]:
        """How many documents have how much passed on of them."""
        return dict(sorted(Counter(self.passed_on.values()).items()))


def edition_for_publication(package: Path, target: Path, curated: Collection[str] = ()) -> EditionReport:
    """Write the public edition of a package into a folder, in place of a former one.

    `curated` are forms of names that people wrote (`curated_forms`): they stay; without them names that only withheld
    texts use are withheld as well.

    Raises: PackageError where the package is none, is damaged or is an edition itself, or the folder cannot be written.
    """
    damaged = package_findings(package)
    if damaged:
        raise PackageError(f"{package}: {damaged[0].message} (`dpkit verify` tells all); a whole package was expected")
    past = package_in(package, package.name)
    if edition_in(past.descriptor) is not None:
        raise PackageError(f"{package}: this is an edition itself; the package with all words was expected")
    allowed = passed_on(past.tables["documents"])
    version = str(past.descriptor.get("version"))
    if set(allowed.values()) <= {ALLOWED}:
        replace_copy(target, _copied(package))
        return EditionReport(
            folder=target, version=version, findings=(), passed_on=allowed, is_full=True, is_written=True
        )
    withheld = without_words(past.tables, curated)
    contents = list(_contents(package, past, withheld))
    findings = (*_unknown_rights(withheld), *_leaks(contents, past.tables["documents"], withheld.redistribution))
    is_sound = all(finding.severity != "error" for finding in findings)
    if is_sound:
        replace_copy(target, iter(contents))
    return EditionReport(
        folder=target, version=version, findings=findings, passed_on=allowed, is_full=False, is_written=is_sound
    )


def edition_folder(project: Project, package: Path) -> Path:
    """Where the public edition of a package of a project belongs: dist/NAME-VERSION.

    Raises: PackageError where there is no package.
    """
    descriptor = package_in(package, "").descriptor
    return project.root / "dist" / f"{descriptor['name']}-{descriptor['version']}"


def curated_forms(project: Project) -> frozenset[str]:
    """The names and forms of names that people wrote into the authority list of a project."""
    path = f"{project.config.curation_folder}/{ENTITIES_NAME}"
    authority, _ = read_entities(project.curation.get(path, b""), path)
    return frozenset(form for one in authority.entities for form in (one.name, *(each.text for each in one.aliases)))


def _copied(package: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a package, the manifest last.

    Raises: PackageError where they are not what the manifest lists.
    """
    manifest = read_manifest(package)
    if manifest is None:
        raise PackageError(f"{package}: there is no {MANIFEST}; a package as dpkit writes it was expected")
    for path in hash_package(package):
        yield path, read_package_file(package, path, MAX_FILE_BYTES)
    yield MANIFEST, manifest


def _contents(package: Path, past: PastPackage, withheld: Withheld) -> Iterator[tuple[str, bytes]]:
    parts = parts_of(past, Ledger())
    edition = Edition(
        name=PUBLIC,
        made_from=hash_of(past.tables),
        documents=Counter(withheld.redistribution.values()),
        nullable=nullable_in(parts.schemas),
        notes=withheld.notes,
    )
    schemas = edition_schemas(parts.schemas, edition)
    changed = replace(
        parts,
        tables=withheld.tables,
        schemas={name: schemas[name] for name in withheld.tables},
        edition=edition,
        changelog=changelog_of(package),
    )
    yield from assemble(changed)


def changelog_of(package: Path) -> bytes | None:
    """CHANGELOG.md as a package has it."""
    name = "CHANGELOG.md"
    is_there = any(entry.path == name for entry in list_package(package))
    return read_package_file(package, name, MAX_FILE_BYTES) if is_there else None


def _unknown_rights(withheld: Withheld) -> Iterator[Finding]:
    for key in withheld.unknown:
        message = (
            f"documents {key}: its rights are unknown, so this edition holds none of its words; a licence was expected "
            "(rights.license in the sidecar)"
        )
        yield Finding(
            code="DP840", severity="warning", message=message, table="documents", key=key, field="redistribution"
        )


def _leaks(
    contents: list[tuple[str, bytes]], documents: pa.Table, redistribution: Mapping[str, str]
) -> Iterator[Finding]:
    """Where words of people hold words of a withheld text: no program may decide what they should say instead."""
    written = {path: data.decode("utf-8", "replace") for path, data in contents if path in _PEOPLES_FILES}
    keys, texts = (documents.column(name).to_pylist() for name in ("document_id", "text"))
    known = {key: text for key, text in zip(keys, texts, strict=True) if text}
    free = {key for key in known if redistribution[key] == ALLOWED}
    for path, key in quoted_in(written, known, free, LEAK_WORDS):
        message = (
            f"{path}: it holds {LEAK_WORDS} words or more in a row of {key}, whose words may not be passed on; "
            "a description in other words was expected (dpkit.toml, or the reason in the ledger)"
        )
        yield Finding(code="DP841", severity="error", message=message, table="documents", key=key)
