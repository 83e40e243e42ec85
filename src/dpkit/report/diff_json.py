"""A difference for programs: one JSON document, written piece by piece, so that it may be larger than memory."""

import json
from collections.abc import Iterable, Iterator

from dpkit.package.comparison import Comparison
from dpkit.package.diff import TableDiff
from dpkit.report.json import json_text

FORMAT_VERSION = 1


def diff_json(comparison: Comparison) -> Iterator[str]:
    """The pieces of the document: names, causes, schema, tables with all rows, rewritten paragraphs."""
    head = {
        "format": FORMAT_VERSION,
        "old": comparison.old,
        "new": comparison.new,
        "is_empty": comparison.is_empty,
        "is_breaking": comparison.is_breaking,
        "facts": list(comparison.facts),
        "causes": dict(comparison.causes.documents),
        "schema": [
            {"table": each.table, "field": each.field, "what": each.what, "judgement": each.judgement}
            for each in comparison.schema
        ],
        "rewritten": [
            {
                "document_id": one.document_id,
                "old": one.old_id,
                "new": one.new_id,
                "words": [list(pair) for pair in one.words],
            }
            for one in comparison.diff.rewritten
        ],
    }
    yield _piece(head)[:-1] + ',\n"tables": {\n'
    for number, table in enumerate(comparison.diff.tables):
        yield ",\n" if number else ""
        yield from _table(comparison, table)
    yield "\n}}\n"


def _table(comparison: Comparison, table: TableDiff) -> Iterator[str]:
    of_row = comparison.causes.of_row
    head = {"moved": table.moved, "new_columns": list(table.new_columns), "lost_columns": list(table.lost_columns)}
    yield f"{_piece(table.name)}: {_piece(head)[:-1]}"
    for name, rows in (("added", table.added_rows()), ("removed", table.removed_rows())):
        yield f',\n"{name}": ['
        yield from _listed({"cause": of_row(table.name, row), **row} for row in rows)
        yield "]"
    yield ',\n"changed": ['
    yield from _listed(
        {
            "key": row.key,
            "cause": comparison.causes.of_change(table.name, row),
            "values": {name: list(pair) for name, pair in row.values.items()},
        }
        for row in table.changed_rows()
    )
    yield "]}"


def _listed(values: Iterable[object]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield (",\n" if number else "\n") + _piece(value)


def _piece(value: object) -> str:
    """A value on one line, safe to print as `json_text` makes it."""
    return json_text(json.loads(json.dumps(value, default=str)), indent=None).rstrip("\n")
