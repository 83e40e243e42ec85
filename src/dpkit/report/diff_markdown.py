"""A difference as Markdown, for the description of a pull request or a release."""

from collections.abc import Iterator

from dpkit.package.comparison import Comparison, left_out, shown_rows
from dpkit.package.escaping import markdown
from dpkit.report.sanitise import sanitise

SHOWN = 50
_MARKS = {"=": "{}", "-": "~~{}~~", "+": "**{}**"}


def diff_markdown(comparison: Comparison) -> str:
    """The difference: causes, schema, counts, words, values."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"## {_safe(comparison.old)} → {_safe(comparison.new)}"
    yield ""
    if comparison.is_empty:
        yield "No row differs."
        return
    yield from (f"- The dataset's {name} differs." for name in comparison.facts)
    for change in comparison.schema:
        where = change.table if change.field is None else f"{change.table}.{change.field}"
        mark = "**breaking**" if change.judgement == "breaking" else change.judgement
        yield f"- Schema: {_safe(where)}: {_safe(change.what)} ({mark})."
    yield from ("", "| table | added | removed | changed | moved |", "|---|--:|--:|--:|--:|")
    for table in comparison.diff.tables:
        counts = (table.added.height, table.removed.height, table.changed.height, table.moved)
        yield f"| {_safe(table.name)} | " + " | ".join(f"{count:,}" for count in counts) + " |"
    documents = list(comparison.causes.documents.items())
    if documents:
        yield from ("", "| document | cause |", "|---|---|")
        yield from (f"| {_safe(document)} | {_safe(cause)} |" for document, cause in documents[:SHOWN])
    if len(documents) > SHOWN:
        yield f"| … | {len(documents) - SHOWN:,} more |"
    yield from _words(comparison)
    yield from _rows(comparison)


def _words(comparison: Comparison) -> Iterator[str]:
    for one in comparison.diff.rewritten[:SHOWN]:
        yield from ("", f"Paragraph `{one.old_id}` → `{one.new_id}` of {_safe(one.document_id)}:", "")
        yield "> " + "".join(_marked(kind, words) for kind, words in one.words)
    if len(comparison.diff.rewritten) > SHOWN:
        yield from ("", f"{len(comparison.diff.rewritten) - SHOWN:,} more paragraphs in other words.")


def _marked(kind: str, words: str) -> str:
    """Words in bold or struck through: Markdown wants the marks right at a word, so white space stays outside."""
    inner = words.strip()
    if not inner or kind == "=":
        return _safe(words)
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return before + _MARKS[kind].format(_safe(inner)) + after


def _rows(comparison: Comparison) -> Iterator[str]:
    for table in comparison.diff.tables:
        rows = list(shown_rows(comparison, table, SHOWN))
        if not rows:
            continue
        yield from ("", f"### {_safe(table.name)}", "", "| | row | cause | what |", "|---|---|---|---|")
        for row in rows:
            values = "; ".join(f"{name}: {_short(old)} → {_short(new)}" for name, (old, new) in row.values.items())
            yield f"| {row.mark} | {_safe(row.key)} | {_safe(row.cause)} | {values or _short(row.words)} |"
        if more := left_out(table, SHOWN):
            yield f"| … | {more:,} more | | |"


def _short(value: object) -> str:
    return markdown(sanitise(str(value), 120))


def _safe(text: str) -> str:
    return markdown(sanitise(text))
