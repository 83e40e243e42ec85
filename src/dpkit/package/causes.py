"""Why rows changed: the source text, what a sidecar says, curation, the toolkit, the schema.

What can be told apart is: raw bytes differ, stated facts differ, curation files differ, toolkit or models differ. Where
two of them could have changed a row, both are named; where none did, the toolkit is another of the same version.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dpkit.package.diff import ChangedRow, PackageDiff, Row
from dpkit.package.parts import Toolkit
from dpkit.package.schema_changes import HISTORY_TABLES

SOURCE, SIDECAR, CURATION, TOOLKIT, SCHEMA = "source text", "sidecar", "curation", "toolkit", "schema"
EDITION = "edition"
"""One side withholds words of documents that may not be passed on."""
HISTORY = "history"
"""Redirects and revisions follow from releases and captures."""
ADDED, REMOVED = "new document", "document removed"
STATED = frozenset(
    {
        "statement_id", "identifier", "title", "document_type", "language", "issuer_id", "publisher_id", "issued_on",
        "published_on", "license", "rights_holder", "redistribution",
    }
)  # fmt: skip
"""Columns of `documents` that a sidecar can state."""
PARTIES = frozenset({"issuer_id", "publisher_id"})
DECIDED = frozenset({"entity_id", "speaker_id", "method", "model"})
"""Columns that an authority list changes, whatever the text."""
RAW = frozenset({"raw_sha256", "raw_bytes"})
SIDECAR_RELATIONS = frozenset({"captured_from", "archived_copy", "other_version"})
_MAKERS = ("dpkit", "py3langid")
"""Software whose version can change rows; the others write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What each document changed by, and what changed for all of them.

    `found` leads a document to what did change it, each on its own ("sidecar or curation": one of the two);
    `common` is curation, toolkit, or both, where they differ; `is_other_edition` says that one side may withhold words
    that the other has.
    """

    found: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    common: tuple[str, ...] = ()
    is_other_edition: bool = False

    @property
    def documents(self) -> Mapping[str, str]:
        """The same in words."""
        return {document: " and ".join(causes) for document, causes in self.found.items()}

    def of_row(self, table: str, row: Row) -> str:
        """The cause of a row that came or went."""
        if table in HISTORY_TABLES:
            return HISTORY
        document = row.get("document_id")
        if document is not None:
            known = self.found.get(str(document))
            if known is not None:
                return known[0] if known[0] == SOURCE else " and ".join(known)
            if table == "sources" and not self.common and row.get("relation") in SIDECAR_RELATIONS:
                return SIDECAR
            return " or ".join(self.common) or TOOLKIT
        if row.get("origin") == "authority" and CURATION in self.common:
            return CURATION
        found = sorted({*(cause for causes in self.found.values() for cause in causes), *self.common})
        return " or ".join(found) or TOOLKIT

    def of_change(self, table: str, changed: ChangedRow) -> str:
        """The cause of a changed row, by the columns that differ: what people decide on is no source text."""
        if self.is_other_edition and _is_withheld(changed):
            return EDITION
        known = self.found.get(str(changed.row.get("document_id")), ())
        if known[:1] != (SOURCE,) or table in HISTORY_TABLES:
            return self.of_row(table, changed.row)
        if table == "documents":
            return " and ".join(known)
        decided = changed.values.keys() & DECIDED if CURATION in self.common else frozenset[str]()
        found = [SOURCE] if changed.values.keys() - decided else []
        return " and ".join([*found, CURATION] if decided else found)


def causes_of(diff: PackageDiff, old: Toolkit, new: Toolkit, *, is_other_edition: bool = False) -> Causes:
    """The causes of a difference between packages that two toolkits made."""
    common = common_causes(old, new)
    documents = next((table for table in diff.tables if table.name == "documents"), None)
    if documents is None:
        return Causes(common=common, is_other_edition=is_other_edition)
    told: dict[str, tuple[str, ...]] = {str(row["document_id"]): (ADDED,) for row in documents.added_rows()}
    told |= {str(row["document_id"]): (REMOVED,) for row in documents.removed_rows()}
    for changed in documents.changed_rows():
        is_withheld = is_other_edition and _is_withheld(changed)
        told[changed.key] = (EDITION,) if is_withheld else _of_document(changed.values.keys(), common)
    return Causes(found=told, common=common, is_other_edition=is_other_edition)


def _is_withheld(changed: ChangedRow) -> bool:
    """Whether all that differs is there on one side alone, but for what may be passed on."""
    pairs = [pair for name, pair in changed.values.items() if name != "redistribution"]
    return bool(pairs) and all((old is None) != (new is None) for old, new in pairs)


def common_causes(old: Toolkit, new: Toolkit) -> tuple[str, ...]:
    """curation and toolkit, as far as they differ."""
    found = []
    if _curation(old) != _curation(new):
        found.append(CURATION)
    if _maker(old) != _maker(new):
        found.append(TOOLKIT)
    return tuple(found)


def _of_document(columns: Iterable[str], common: tuple[str, ...]) -> tuple[str, ...]:
    names = set(columns)
    stated = names & STATED - PARTIES
    parties = names & PARTIES
    if names & RAW:
        sidecar = (SIDECAR,) if stated or (parties and CURATION not in common) else ()
        return (SOURCE, *sidecar, *((CURATION,) if parties and CURATION in common else ()))
    if (parties == names and common) or "text_sha256" in names or not names & STATED:
        return (" or ".join(common) or TOOLKIT,)
    return (" or ".join((SIDECAR, *common)),)


def _curation(toolkit: Toolkit) -> Mapping[str, str]:
    """Hashes of what people decided: not settings, schemas or the history of releases."""
    return {
        path: digest
        for path, digest in toolkit.inputs.items()
        if path.endswith(".yaml") and "/" in path and not path.startswith("schemas/")
    }


def _maker(toolkit: Toolkit) -> str:
    versions = {name: toolkit.versions.get(name) for name in _MAKERS}
    return json.dumps([versions, dict(toolkit.models), dict(toolkit.configuration)], sort_keys=True)
