"""Findings about rows → the line of the raw file, sidecar or curation file where the fault can be mended."""

from dpkit.anchoring.findings import anchored, anchored_in_package, below
from dpkit.anchoring.rows import Lookup, rows_in, rows_of_package, rows_passing

__all__ = ["Lookup", "anchored", "anchored_in_package", "below", "rows_in", "rows_of_package", "rows_passing"]
