"""How a package is made up: rows per table, and how often each label occurs."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from dpkit.package_reading import read_tables
from dpkit.schema import default_schemas

SHOWN: tuple[tuple[str, str], ...] = (
    ("documents", "document_type"),
    ("documents", "language"),
    ("documents", "license"),
    ("sources", "status"),
    ("paragraphs", "role"),
    ("entities", "entity_type"),
    ("mentions", "method"),
    ("claims", "attribution"),
    ("claims", "speaker_basis"),
    ("claims", "speech_act"),
    ("claims", "polarity"),
    ("claims", "certainty"),
)
"""The labels that say what kind of dataset this is."""


def package_statistics(folder: Path) -> Mapping[str, Mapping[str, int]]:
    """Counts by heading: `rows` per table, then `table.column` → value → rows, the most frequent first.

    Raises: PackageError.
    """
    tables = read_tables(folder, default_schemas())
    figures: dict[str, Mapping[str, int]] = {"rows": {name: table.num_rows for name, table in tables.items()}}
    for table, column in SHOWN:
        if table in tables and column in tables[table].column_names:
            figures[f"{table}.{column}"] = value_counts(tables[table], column)
    return figures


def value_counts(table: pa.Table, column: str) -> Mapping[str, int]:
    """Value → rows, the most frequent first, then by value; nulls count as `(none)`.

    >>> value_counts(pa.table({"role": ["body", "title", "body", None]}), "role")
    {'body': 2, '(none)': 1, 'title': 1}
    """
    counts: dict[str, int] = {}
    for value in table.column(column).to_pylist():
        label = "(none)" if value is None else str(value)
        counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
