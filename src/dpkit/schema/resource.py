"""Table Schema → the `schema` of a resource in a Data Package v2 descriptor."""

import copy
from typing import Any

from dpkit.schema.table import TableSchema


def resource_schema(table: TableSchema) -> dict[str, Any]:
    """The portable Table Schema v2 of a table, as a fresh dict: keys as lists, row rules kept as `dpkit:rowRules`."""
    descriptor = copy.deepcopy(dict(table.descriptor))
    descriptor.pop("name", None)  # the resource has the name
    return descriptor
