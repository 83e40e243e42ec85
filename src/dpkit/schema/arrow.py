"""Table Schema → Arrow schema: one portable type per field, titles and descriptions as metadata."""

import pyarrow as pa

from dpkit.schema.table import FieldSchema, TableSchema

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms", tz="UTC"),
    "int32": pa.int32(),
    "int64": pa.int64(),
}


def arrow_type(field: FieldSchema) -> pa.DataType:
    """The Arrow type of a field."""
    return _TYPES[field.width or field.type]


def arrow_schema(table: TableSchema) -> pa.Schema:
    """The Arrow schema of a table: columns in order, required columns not nullable, descriptions as metadata."""
    fields = [
        pa.field(
            field.name,
            arrow_type(field),
            nullable=not field.required,
            metadata={"title": field.title, "description": field.description},
        )
        for field in table.fields
    ]
    return pa.schema(fields, metadata={"title": table.title, "description": table.description})
