"""Table Schema → the data dictionary, in Markdown."""

from collections.abc import Iterable

from dpkit.schema.arrow import arrow_type
from dpkit.schema.table import FieldSchema, TableSchema


def dictionary(tables: Iterable[TableSchema]) -> str:
    """The data dictionary: one section per table, one line per column."""
    return "\n".join(["# Data dictionary", "", *(line for table in tables for line in _section(table))])


def _section(table: TableSchema) -> list[str]:
    lines = [f"## {table.name}", "", table.description.strip(), ""]
    lines += ["| column | type | description | constraints |", "|---|---|---|---|"]
    lines += [_row(table, field) for field in table.fields]
    lines.append("")
    if table.row_rules:
        lines += ["In every row:", "", *(f"- {rule.description} (`{rule.code}`)" for rule in table.row_rules), ""]
    if table.unique_keys:
        keys = "; ".join(", ".join(f"`{name}`" for name in key) for key in table.unique_keys)
        lines += [f"No two rows share: {keys}.", ""]
    return lines


def _row(table: TableSchema, field: FieldSchema) -> str:
    cells = (f"`{field.name}`", str(arrow_type(field)), field.description, "; ".join(_constraints(table, field)))
    return "| " + " | ".join(cell.strip().replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _constraints(table: TableSchema, field: FieldSchema) -> list[str]:
    parts = ["primary key"] if field.name in table.primary_key else []
    parts += ["required"] if field.required else []
    parts += [f"→ `{key.table}`" for key in table.foreign_keys if field.name in key.fields]
    parts += [f"one of {', '.join(f'`{word}`' for word in field.enum)}"] if field.enum else []
    parts += [f"`{field.pattern}`"] if field.pattern else []
    parts += [f"≥ {field.minimum:g}"] if field.minimum is not None else []
    parts += [f"≤ {field.maximum:g}"] if field.maximum is not None else []
    parts += [f"≤ {field.max_length} characters"] if field.max_length is not None else []
    parts += ["words of the document"] if field.is_words else []
    return parts
