"""Why rows changed: the source text, what a sidecar says, curation, the toolkit, the schema.

What can be told apart is: raw bytes differ, stated facts differ, curation files differ, toolkit or models differ. Where
two of them could have changed a row, both are named; where none did, the toolkit is another of the same version.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dpkit.package.diff import PackageDiff, Row
from dpkit.package.parts import Toolkit
from dpkit.package.schema_changes import HISTORY_TABLES

SOURCE, SIDECAR, CURATION, TOOLKIT, SCHEMA = "source text", "sidecar", "curation", "toolkit", "schema"
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
RAW = frozenset({"raw_sha256", "raw_bytes"})
SIDECAR_RELATIONS = frozenset({"captured_from", "archived_copy", "other_version"})
_MAKERS = ("dpkit", "py3langid")
"""Software whose version can change rows; the others write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What each document changed by, and what changed for all of them."""

    documents: Mapping[str, str] = field(default_factory=dict)
    common: tuple[str, ...] = ()
    """curation, toolkit, or both, where they differ."""

    def of_row(self, table: str, row: Row) -> str:
        """The cause of an added, removed or changed row (of the changed one: as it is now)."""
        if table in HISTORY_TABLES:
            return HISTORY
        document = row.get("document_id")
        if document is not None:
            known = self.documents.get(str(document))
            if known is not None:
                return known
            if table == "sources" and not self.common and row.get("relation") in SIDECAR_RELATIONS:
                return SIDECAR
            return " or ".join(self.common) or TOOLKIT
        if row.get("origin") == "authority" and CURATION in self.common:
            return CURATION
        found = sorted({*self.documents.values(), *self.common})
        return " or ".join(found) or TOOLKIT


def causes_of(diff: PackageDiff, old: Toolkit, new: Toolkit) -> Causes:
    """The causes of a difference between packages that two toolkits made."""
    common = common_causes(old, new)
    documents = next((table for table in diff.tables if table.name == "documents"), None)
    if documents is None:
        return Causes(common=common)
    told = {str(row["document_id"]): ADDED for row in documents.added_rows()}
    told |= {str(row["document_id"]): REMOVED for row in documents.removed_rows()}
    for changed in documents.changed_rows():
        told[changed.key] = _of_document(changed.values.keys(), common)
    return Causes(documents=told, common=common)


def common_causes(old: Toolkit, new: Toolkit) -> tuple[str, ...]:
    """curation and toolkit, as far as they differ."""
    found = []
    if _curation(old) != _curation(new):
        found.append(CURATION)
    if _maker(old) != _maker(new):
        found.append(TOOLKIT)
    return tuple(found)


def _of_document(columns: Iterable[str], common: tuple[str, ...]) -> str:
    names = set(columns)
    if names & RAW:
        return SOURCE
    parties = {"issuer_id", "publisher_id"}
    if names <= parties and common:
        return " or ".join(common)
    if names <= STATED:
        return " or ".join((SIDECAR, *common)) if common else SIDECAR
    if "text_sha256" in names or not names & STATED:
        return " or ".join(common) or TOOLKIT
    return " or ".join((SIDECAR, *common))


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
