"""Table Schema → Arrow, pandera, descriptor, documentation: a column is described once, in `schemas/<table>.yaml`.

`frames`, the pandera side, is imported by itself: pandera takes a second to load, and only validation needs it.
"""

from dpkit.schema.arrow import arrow_schema, arrow_type
from dpkit.schema.conditions import Condition, holds
from dpkit.schema.dictionary import dictionary
from dpkit.schema.load import (
    HISTORY_TABLES,
    TABLES,
    default_schema_texts,
    default_schemas,
    history_schemas,
    load_schemas,
    packaged_schemas,
)
from dpkit.schema.resource import parquet_schema, resource_schema
from dpkit.schema.table import FieldSchema, ForeignKey, RowRule, TableSchema

__all__ = [
    "HISTORY_TABLES",
    "TABLES",
    "Condition",
    "FieldSchema",
    "ForeignKey",
    "RowRule",
    "TableSchema",
    "arrow_schema",
    "arrow_type",
    "default_schema_texts",
    "default_schemas",
    "dictionary",
    "history_schemas",
    "holds",
    "load_schemas",
    "packaged_schemas",
    "parquet_schema",
    "resource_schema",
]
