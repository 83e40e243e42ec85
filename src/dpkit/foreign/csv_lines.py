"""The lines of a CSV file on which rows begin: a cell may hold line breaks, and people mend lines."""

import csv
import io
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

from dpkit.foreign.policy import ForeignResource
from dpkit.store import files

MAX_CELL_CHARS = 16 * 1024 * 1024


def lines_of_rows(folder: Path, resource: ForeignResource, wanted: Set[int]) -> Mapping[int, int]:
    """Row number (the header is the first) → line, as far as the file is plain CSV; empty for anything else."""
    values = resource.values
    path = resource.paths[0] if len(resource.paths) == 1 else ""
    if not path.lower().endswith((".csv", ".tsv")) or values.get("compression"):
        return {}
    dialect = values.get("dialect")
    options = dialect if isinstance(dialect, dict) else {}
    delimiter = options.get("delimiter", "\t" if path.lower().endswith(".tsv") else ",")
    quote = options.get("quoteChar", '"')
    if not all(isinstance(one, str) and len(one) == 1 for one in (delimiter, quote)):
        return {}
    before = csv.field_size_limit(MAX_CELL_CHARS)
    try:
        with files.open_regular(folder, path) as stream:
            text = io.TextIOWrapper(stream, str(values.get("encoding") or "utf-8-sig"), newline="")
            return _found(csv.reader(text, delimiter=delimiter, quotechar=quote), wanted)
    except (OSError, ValueError, LookupError, csv.Error):
        return {}  # the finding says the row; a line is better, not needed
    finally:
        csv.field_size_limit(before)


def _found(reader: Any, wanted: Set[int]) -> Mapping[int, int]:
    lines: dict[int, int] = {}
    last, begin = max(wanted), 1
    for number, _ in enumerate(reader, start=1):
        if number in wanted:
            lines[number] = begin
        if number >= last:
            break
        begin = reader.line_num + 1
    return lines
