"""A difference for the terminal."""

from collections.abc import Iterator

from dpkit.package.comparison import Comparison, ShownRow, left_out, shown_rows
from dpkit.package.words import Rewritten
from dpkit.report.sanitise import sanitise

SHOWN = 20
"""Documents, paragraphs and rows of each kind and table that people are shown; programs get all."""
MARKS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
VALUE_CHARS = 80


def diff_text(comparison: Comparison) -> str:
    """The difference: causes by document, counts by table, words, values."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    if comparison.is_empty:
        yield "no row differs"
        return
    yield f"{sanitise(comparison.old)} → {sanitise(comparison.new)}"
    documents = list(comparison.causes.documents.items())
    yield from (f"{sanitise(document)}: {cause}" for document, cause in documents[:SHOWN])
    if len(documents) > SHOWN:
        yield f"… {len(documents) - SHOWN:,} more documents"
    yield from (f"the dataset's {name} differs" for name in comparison.facts)
    for change in comparison.schema[:SHOWN]:
        where = change.table if change.field is None else f"{change.table}.{change.field}"
        yield f"schema: {sanitise(where)}: {sanitise(change.what)} ({change.judgement})"
    yield ""
    yield f"{'table':<14}{'added':>9}{'removed':>9}{'changed':>9}{'moved':>9}"
    for table in comparison.diff.tables:
        counts = (table.added.height, table.removed.height, table.changed.height, table.moved)
        yield f"{table.name:<14}" + "".join(f"{count:>9,}" for count in counts)
    for one in comparison.diff.rewritten[:SHOWN]:
        yield from ("", *_rewritten(one))
    for table in comparison.diff.tables:
        for row in shown_rows(comparison, table, SHOWN):
            yield from _row(row)
        if more := left_out(table, SHOWN):
            yield f"… {more:,} more rows of {table.name}"


def _rewritten(one: Rewritten) -> Iterator[str]:
    yield f"paragraph {one.old_id} → {one.new_id} of {sanitise(one.document_id)}"
    yield "  " + "".join(MARKS[kind].format(sanitise(words)) for kind, words in one.words)


def _row(row: ShownRow) -> Iterator[str]:
    words = f"  {sanitise(row.words, VALUE_CHARS)}" if row.words else ""
    yield f"{row.mark} {row.table} {sanitise(row.key)} ({row.cause}){words}"
    for name, (old, new) in row.values.items():
        yield f"    {name}: {sanitise(str(old), VALUE_CHARS)} → {sanitise(str(new), VALUE_CHARS)}"
