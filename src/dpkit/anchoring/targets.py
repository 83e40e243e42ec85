"""Which document, fact and words a finding about a row leads to; the rows are looked up for the findings alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dpkit.anchoring.rows import Lookup, Row
from dpkit.model import Finding
from dpkit.schema import default_schemas, history_schemas

Span = tuple[int, int]
RowKey = tuple[str, str]

_COLUMNS = (
    "document_id", "paragraph_id", "entity_id", "start_char", "end_char", "relation", "status", "url", "method",
)  # fmt: skip
_WORDS = "text"
_DOCUMENT_FACTS: Mapping[str, str] = {
    "document_id": "id", "statement_id": "statement", "identifier": "identifier", "title": "title",
    "document_type": "type", "language": "language", "issuer_id": "issuer", "publisher_id": "publisher",
    "issued_on": "issued_on", "published_on": "published_on", "encoding": "encoding", "reader": "reader",
    "license": "rights.license", "rights_holder": "rights.holder", "redistribution": "rights.redistribution",
}  # fmt: skip
"""Columns of `documents` that a sidecar (or the record itself) states, by the name of the fact."""
_SOURCE_FACTS: Mapping[str, str] = {
    "captured_from": "source.url",
    "original": "source.original_url",
    "other_version": "source.other_versions",
    "archived_copy": "source.archive_url",
}
_FACTS_OF_CODES: Mapping[str, str] = {"DP310": "published_on", "DP603": "source.url"}
"""Faults of whole rows of `documents` that a fact mends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a finding leads: a row, its document, the fact that a person states, and the words in the text."""

    row: Row
    document: Row | None = None
    fact: str | None = None
    span: Span | None = None


def targets_of(findings: Iterable[Finding], lookup: Lookup) -> Mapping[Finding, Target]:
    """The target of each finding whose row is found."""
    rows = _rows(findings, lookup)
    homes = _homes(rows, lookup)
    parties = _parties([key for key, (home, _) in homes.items() if home is None], rows, lookup)
    document_ids = {home for home, _ in (*homes.values(), *parties.values()) if home is not None}
    columns = ("raw_path", "raw_locator", "raw_sha256")
    documents = {str(row["document_id"]): row for row in lookup("documents", "document_id", document_ids, columns)}
    found = {}
    for finding in findings:
        key = (str(finding.table), str(finding.key))
        if key in rows:
            home, span = homes[key]
            fact = fact_of(finding, rows[key])
            if home is None and key in parties:
                home, fact = parties[key]
            found[finding] = Target(row=rows[key], document=documents.get(home or ""), fact=fact, span=span)
    return found


def fact_of(finding: Finding, row: Row) -> str | None:
    """The fact of a sidecar that a column of `documents` or `sources` repeats."""
    if finding.table == "documents":
        return _DOCUMENT_FACTS.get(finding.field or "") or _FACTS_OF_CODES.get(finding.code)
    if finding.table == "sources" and row.get("status") != "extracted":
        if finding.field == "retrieved_at":
            return "source.retrieved_at"
        return _SOURCE_FACTS.get(str(row.get("relation")))
    return None


def _rows(findings: Iterable[Finding], lookup: Lookup) -> dict[RowKey, Row]:
    """The rows of the findings; of rows that share a key the last, which is the one too many."""
    keys: dict[str, set[str]] = {}
    for finding in findings:
        keys.setdefault(str(finding.table), set()).add(str(finding.key))
    schemas = {**default_schemas(), **history_schemas()}
    rows: dict[RowKey, Row] = {}
    for table, wanted in keys.items():
        if table in schemas:
            primary = schemas[table].primary_key[0]
            columns = _COLUMNS if table == "documents" else (*_COLUMNS, _WORDS)
            rows |= {(table, str(row[primary])): row for row in lookup(table, primary, wanted, columns)}
    return rows


def _homes(rows: Mapping[RowKey, Row], lookup: Lookup) -> Mapping[RowKey, tuple[str | None, Span | None]]:
    """For each row its document and its words there."""
    paragraphs = _by_id(rows, lookup, "sources", "paragraph_id", "paragraphs")
    mentions = _by_id(rows, lookup, "entities", "entity_id", "mentions")
    mentions |= _by_id(rows, lookup, "aliases", "entity_id", "mentions")
    homes: dict[RowKey, tuple[str | None, Span | None]] = {}
    for (table, key), row in rows.items():
        standing = row
        if table == "sources":
            standing = {**paragraphs.get(str(row.get("paragraph_id")), {}), "document_id": row.get("document_id")}
        elif table in ("entities", "aliases") and row.get("document_id") is None:
            standing = mentions.get(str(row.get("entity_id")), {})
        home = standing.get("document_id")
        homes[table, key] = (None if home is None else str(home), _span(standing))
    return homes


def _parties(keys: Iterable[RowKey], rows: Mapping[RowKey, Row], lookup: Lookup) -> Mapping[RowKey, tuple[str, str]]:
    """Entities that no text names: the first document that they issued or published, and the fact that says so."""
    entities = {key: str(rows[key].get("entity_id")) for key in keys if key[0] in ("entities", "aliases")}
    found: dict[str, tuple[str, str]] = {}
    for column, fact in (("issuer_id", "issuer"), ("publisher_id", "publisher")) if entities else ():
        for row in lookup("documents", column, set(entities.values()), ("document_id",)):
            found.setdefault(str(row[column]), (str(row.get("document_id")), fact))
    return {key: found[entity] for key, entity in entities.items() if entity in found}


def _by_id(rows: Mapping[RowKey, Row], lookup: Lookup, table: str, column: str, other: str) -> dict[str, Row]:
    """The first row of `other` for each value that the rows of a table have in a column."""
    values = {str(row[column]) for (name, _), row in rows.items() if name == table and row.get(column) is not None}
    if not values:
        return {}
    found: dict[str, Row] = {}
    for row in lookup(other, column, values, ("document_id", "start_char", "end_char")):
        found.setdefault(str(row[column]), row)
    return found


def _span(row: Row) -> Span | None:
    start, end = row.get("start_char"), row.get("end_char")
    if isinstance(start, int) and isinstance(end, int) and 0 <= start <= end:
        return start, end
    return None
