"""One document's parts → rows of the ten tables → Arrow, sorted, with content ids."""

from dpkit.tables.arrow import to_arrow
from dpkit.tables.row import Row, Rows
from dpkit.tables.rows import rows_of

__all__ = ["Row", "Rows", "rows_of", "to_arrow"]
