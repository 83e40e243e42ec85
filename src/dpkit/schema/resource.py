"""Table Schema → the `schema` of a resource in a Data Package v2 descriptor."""

import copy
from collections.abc import Mapping
from typing import Any

from dpkit.schema.table import TableSchema

STATED = "dpkit:stated"
_BOUNDS = ("minimum", "maximum")


def resource_schema(table: TableSchema) -> dict[str, Any]:
    """The portable Table Schema v2 of a table, as a fresh dict: keys as lists, row rules kept as `dpkit:rowRules`."""
    descriptor = copy.deepcopy(dict(table.descriptor))
    descriptor.pop("name", None)  # the resource has the name
    return descriptor


def parquet_schema(table: TableSchema) -> dict[str, Any]:
    """The schema of a Parquet resource that frictionless reads without dpkit, too.

    It reads a missing number of a Parquet file as NaN, which is out of every bound and no integer. So numbers that may
    be missing have no bounds there, and integers that may be missing are numbers; `dpkit:stated` keeps what the schema
    file says, and `dpkit validate` asks for it all the same.
    """
    descriptor = resource_schema(table)
    for field, known in zip(descriptor["fields"], table.fields, strict=True):
        constraints = field.get("constraints", {})
        is_bounded = any(bound in constraints for bound in _BOUNDS)
        if known.required or not (known.type == "integer" or (known.type == "number" and is_bounded)):
            continue
        field[STATED] = {"type": known.type, **({"constraints": dict(constraints)} if constraints else {})}
        field["type"] = "number"
        kept = {key: value for key, value in constraints.items() if key not in _BOUNDS}
        field.pop("constraints", None)
        if kept:
            field["constraints"] = kept
    return descriptor


def stated_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of a Parquet resource with what its schema file said: the way back from `parquet_schema`."""
    fields = []
    for field in schema["fields"]:
        stated = field.get(STATED)
        plain = {key: value for key, value in field.items() if key not in (STATED, "constraints")}
        fields.append(field if stated is None else {**plain, **stated})
    return {**schema, "fields": fields}
