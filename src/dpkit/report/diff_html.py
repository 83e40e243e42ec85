"""A difference as one HTML page that needs nothing else: no script, no font, no network."""

from collections.abc import Iterator
from html import escape

from dpkit.package.comparison import Comparison, ShownRow, left_out, shown_rows
from dpkit.report.sanitise import sanitise

SHOWN = 500
_TAGS = {"=": "span", "-": "del", "+": "ins"}
_MARKS = {"~": "changed", "+": "added", "-": "removed"}

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border-bottom: 1px solid #8884; padding: .2rem .5rem; text-align: left; vertical-align: top; }}
td.number, th.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
code {{ overflow-wrap: anywhere; }}
del {{ background: #d73a4933; }}
ins {{ background: #28a74533; }}
blockquote {{ border-left: 3px solid #8888; margin: .5rem 0 1rem; padding-left: 1rem; white-space: pre-wrap; }}
.breaking {{ font-weight: bold; }}
.wide {{ overflow-x: auto; }}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def diff_html(comparison: Comparison) -> str:
    """The page: causes, schema, counts, words as deletions and insertions, values."""
    title = f"{_safe(comparison.old)} → {_safe(comparison.new)}"
    return _PAGE.format(title=title, body="\n".join([f"<h1>{title}</h1>", *_body(comparison)]))


def _body(comparison: Comparison) -> Iterator[str]:
    if comparison.is_empty:
        yield "<p>No row differs.</p>"
        return
    yield "<ul>"
    yield from (f"<li>The dataset’s {_safe(name)} differs.</li>" for name in comparison.facts)
    for change in comparison.schema:
        where = change.table if change.field is None else f"{change.table}.{change.field}"
        what = f"Schema: {_safe(where)}: {_safe(change.what)} ({change.judgement})"
        yield f'<li class="{change.judgement}">{what}</li>'
    yield "</ul>"
    yield from _counts(comparison)
    yield from _documents(comparison)
    yield from _words(comparison)
    for table in comparison.diff.tables:
        rows = list(shown_rows(comparison, table, SHOWN))
        if rows:
            yield f'<details open><summary>{_safe(table.name)}</summary><div class="wide"><table>'
            yield "<tr><th></th><th>row</th><th>cause</th><th>what</th></tr>"
            yield from map(_row, rows)
            yield "</table></div>"
            more = left_out(table, SHOWN)
            yield f"<p>{more:,} more rows.</p></details>" if more else "</details>"


def _counts(comparison: Comparison) -> Iterator[str]:
    heads = "".join(f'<th class="number">{name}</th>' for name in ("added", "removed", "changed", "moved"))
    yield f"<table><tr><th>table</th>{heads}</tr>"
    for table in comparison.diff.tables:
        counts = (table.added.height, table.removed.height, table.changed.height, table.moved)
        cells = "".join(f'<td class="number">{count:,}</td>' for count in counts)
        yield f"<tr><td>{_safe(table.name)}</td>{cells}</tr>"
    yield "</table>"


def _documents(comparison: Comparison) -> Iterator[str]:
    documents = list(comparison.causes.documents.items())
    if documents:
        yield "<h2>Documents</h2><table><tr><th>document</th><th>cause</th></tr>"
        for document, cause in documents[:SHOWN]:
            yield f"<tr><td><code>{_safe(document)}</code></td><td>{_safe(cause)}</td></tr>"
        yield "</table>"
    if len(documents) > SHOWN:
        yield f"<p>{len(documents) - SHOWN:,} more documents.</p>"


def _words(comparison: Comparison) -> Iterator[str]:
    if comparison.diff.rewritten:
        yield "<h2>In other words</h2>"
    for one in comparison.diff.rewritten[:SHOWN]:
        yield f"<p><code>{one.old_id}</code> → <code>{one.new_id}</code> of <code>{_safe(one.document_id)}</code></p>"
        words = "".join(f"<{_TAGS[kind]}>{_safe(text)}</{_TAGS[kind]}>" for kind, text in one.words)
        yield f"<blockquote>{words}</blockquote>"


def _row(row: ShownRow) -> str:
    values = "<br>".join(
        f"{_safe(name)}: <del>{_short(old)}</del> <ins>{_short(new)}</ins>" for name, (old, new) in row.values.items()
    )
    what = values or _short(row.words)
    cells = f"<td>{_MARKS[row.mark]}</td><td><code>{_safe(row.key)}</code></td><td>{_safe(row.cause)}</td>"
    return f"<tr>{cells}<td>{what}</td></tr>"


def _short(value: object) -> str:
    return escape(sanitise(str(value), 300), quote=True)


def _safe(text: str) -> str:
    return escape(sanitise(text), quote=True)
