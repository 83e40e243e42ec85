"""What a row is before Arrow: column name → value."""

from collections.abc import Mapping

Row = dict[str, object]
Rows = Mapping[str, list[Row]]
"""The rows of one document, by table."""
