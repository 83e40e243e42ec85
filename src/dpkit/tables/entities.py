"""Entities and aliases of many documents → one row each, whatever order the documents come in."""

from collections.abc import Iterable

from dpkit.model import Alias, DocumentResult
from dpkit.tables.identity import alias_identity, ids
from dpkit.tables.row import Row

_OPTIONAL = ("country", "wikidata_id", "parent_entity_id")


def entity_rows(result: DocumentResult) -> list[Row]:
    """The entities that one document knows, by id."""
    rows: list[Row] = [
        {
            "entity_id": entity.entity_id,
            "name": entity.name,
            "entity_type": entity.entity_type,
            "country": entity.country,
            "wikidata_id": entity.wikidata_id,
            "parent_entity_id": entity.parent_entity_id,
            "origin": entity.origin,
            "status": entity.status,
        }
        for entity in result.names.entities
    ]
    return merged_entities(rows)


def alias_rows(result: DocumentResult) -> list[Row]:
    """The aliases that one document knows."""
    return merged_aliases(_alias_row(alias) for alias in result.names.aliases)


def merged_entities(rows: Iterable[Row]) -> list[Row]:
    """One row per entity, by id: the curated list's before others, then the longest name; gaps filled from the rest.

    The result is the same for every order of `rows`, and merging merged rows again changes nothing.
    """
    best: dict[str, Row] = {}
    facts: dict[str, dict[str, str]] = {}
    for row in rows:
        key = str(row["entity_id"])
        known = facts.setdefault(key, {})
        for name in _OPTIONAL:
            if row[name] is not None:
                known[name] = min(known.get(name, str(row[name])), str(row[name]))
        if key not in best or _rank(row) < _rank(best[key]):
            best[key] = row
    return [{**row, **_gaps(row, facts[key])} for key, row in sorted(best.items())]


def merged_aliases(rows: Iterable[Row]) -> list[Row]:
    """One row per alias, by entity, form, kind, language and document."""
    unique = {str(row["alias_id"]): row for row in rows}
    order = ("entity_id", "text", "kind", "language", "document_id")
    return sorted(unique.values(), key=lambda row: tuple(str(row[name] or "") for name in order))


def _alias_row(alias: Alias) -> Row:
    identity = alias_identity(alias.entity_id, alias.text, alias.kind, alias.language, alias.document_id)
    return {
        "alias_id": ids("als", [identity])[0],
        "entity_id": alias.entity_id,
        "text": alias.text,
        "kind": alias.kind,
        "language": alias.language,
        "document_id": alias.document_id,
    }


def _rank(row: Row) -> tuple[object, ...]:
    name = str(row["name"])
    rest = tuple(str(row[key] or "") for key in ("entity_type", *_OPTIONAL))
    return (row["origin"] != "authority", row["status"] != "reviewed", -len(name), name, *rest)


def _gaps(row: Row, facts: dict[str, str]) -> Row:
    return {name: facts.get(name) for name in _OPTIONAL if row[name] is None}
