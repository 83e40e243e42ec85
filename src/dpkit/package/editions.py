"""Which edition a package is: what its descriptor says of that, and the schemas that hold for it."""

import copy
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from dpkit.package.parts import Edition
from dpkit.schema import FieldSchema, TableSchema

EDITION = "dpkit:edition"
"""The property of a descriptor that says which edition a package is; a package with all words has none."""
NOTES = "rehydration.jsonl"
"""The file of an edition that says where withheld words stand in their documents."""
PUBLIC = "public"
REHYDRATED = "rehydrated"
"""An edition that somebody completed in part from copies of their own: not for passing on."""
NULLABLE: tuple[tuple[str, str], ...] = (("aliases", "text"), ("entities", "name"))
"""Required columns that an edition may have to leave empty; all others that hold words are nullable anyhow."""
_EMPTY_MEANS = "Empty where this edition may not pass the words on."


def edition_property(edition: Edition) -> dict[str, Any]:
    """What the descriptor of an edition says of it."""
    return {
        "name": edition.name,
        "madeFrom": f"sha256:{edition.made_from}",
        "documents": dict(sorted(edition.documents.items())),
        "nullable": list(edition.nullable),
        "notes": NOTES,
    }


def edition_in(descriptor: object) -> Edition | None:
    """The edition that a descriptor says its package is, without its notes; None for a package with all words."""
    found = descriptor.get(EDITION) if isinstance(descriptor, Mapping) else None
    if not isinstance(found, Mapping):
        return None
    documents, nullable = found.get("documents"), found.get("nullable")
    counts = documents.items() if isinstance(documents, Mapping) else ()
    return Edition(
        name=str(found.get("name")),
        made_from=str(found.get("madeFrom")).removeprefix("sha256:"),
        documents={str(key): count for key, count in counts if isinstance(count, int)},
        nullable=tuple(str(name) for name in nullable) if isinstance(nullable, list) else (),
    )


def edition_schemas(schemas: Mapping[str, TableSchema], edition: Edition | None) -> Mapping[str, TableSchema]:
    """The schemas as an edition has them: words that it may have to withhold are no longer required."""
    return schemas if edition is None else nullable_schemas(schemas, edition.nullable)


def nullable_schemas(schemas: Mapping[str, TableSchema], nullable: Collection[str]) -> Mapping[str, TableSchema]:
    """The schemas with those of the columns of `NULLABLE` nullable that are named (`table.column`)."""
    found = dict(schemas)
    for table, column in NULLABLE:
        if table in found and f"{table}.{column}" in nullable:
            found[table] = _with_required(found[table], column, is_required=False)
    return found


def full_schemas(schemas: Mapping[str, TableSchema], edition: Edition) -> Mapping[str, TableSchema]:
    """The schemas of the package that an edition was made from: `edition_schemas` taken back."""
    found = dict(schemas)
    for table, column in NULLABLE:
        if table in found and f"{table}.{column}" in edition.nullable:
            found[table] = _with_required(found[table], column, is_required=True)
    return found


def nullable_in(schemas: Mapping[str, TableSchema]) -> tuple[str, ...]:
    """The columns that an edition makes nullable: those of `NULLABLE` that a dataset requires."""
    return tuple(f"{table}.{column}" for table, column in NULLABLE if schemas[table].field(column).required)


def _with_required(schema: TableSchema, column: str, *, is_required: bool) -> TableSchema:
    fields = tuple(
        replace(field, required=is_required, description=_described(field, is_required=is_required))
        if field.name == column
        else field
        for field in schema.fields
    )
    descriptor: dict[str, Any] = copy.deepcopy(dict(schema.descriptor))
    for written, field in zip(descriptor["fields"], fields, strict=True):
        if field.name == column:
            rest = {key: value for key, value in written.get("constraints", {}).items() if key != "required"}
            written["constraints"] = {"required": True, **rest} if is_required else rest
            written["description"] = field.description
    return replace(schema, fields=fields, descriptor=descriptor)


def _described(field: FieldSchema, *, is_required: bool) -> str:
    plain = field.description.removesuffix(_EMPTY_MEANS).rstrip()
    return plain if is_required else f"{plain} {_EMPTY_MEANS}"
