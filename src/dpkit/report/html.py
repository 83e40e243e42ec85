"""Findings as one HTML page that needs nothing else: no script, no font, no network."""

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files

from dpkit.model import SEVERITIES, Finding
from dpkit.report.order import Group, count_severities, group_findings, row_of, what, where
from dpkit.report.run import Run
from dpkit.report.sanitise import sanitise

EXAMPLES = 100
"""Findings shown of each kind: a page of a hundred kinds still opens at once."""


def findings_html(findings: Iterable[Finding], run: Run) -> str:
    """The page: counts, then each kind of finding, its meaning, how to mend it, and where it stands."""
    groups = group_findings(findings, EXAMPLES)
    body = "\n".join([*_head(groups, run), *(line for group in groups for line in _group(group, run))])
    return _PAGE.format(title=_safe(run.command), style=_style(), body=body)


# The policy is the second lock: even text that slipped through could load and run nothing.
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: findings</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _head(groups: tuple[Group, ...], run: Run) -> Iterator[str]:
    counts = count_severities(groups)
    yield f"<h1>{_safe(run.command)}</h1>"
    yield f'<p class="version">dpkit {_safe(run.version)}</p>'
    yield '<ul class="counts">'
    for severity in SEVERITIES:
        plural = "" if counts[severity] == 1 or severity == "info" else "s"
        yield f'<li class="{severity}"><b>{counts[severity]:,}</b> {severity}{plural}</li>'
    yield "</ul>"
    if not groups:
        yield '<p class="none">Nothing was found.</p>'


def _group(group: Group, run: Run) -> Iterator[str]:
    subject = ".".join(part for part in (group.table, group.field) if part)
    rule = run.rules.get(group.code)
    yield f'<details class="{group.severity}"{" open" if group.severity == "error" else ""}>'
    yield f"<summary><code>{_safe(group.code)}</code> {_safe(rule.name if rule else group.severity)}"
    yield f'<span class="subject">{_safe(subject)}</span><span class="count">{group.count:,}</span></summary>'
    if rule is not None:
        yield f"<p>{_safe(rule.summary)} {_safe(rule.why)}</p>"
        yield f'<p class="mend">{_safe(rule.mend)}</p>' if rule.mend else ""
    yield '<div class="wide"><table><thead><tr><th>where</th><th>row</th><th>what</th></tr></thead><tbody>'
    for finding in group.examples:
        row = row_of(finding) if finding.place is not None else ""
        yield f"<tr><td><code>{_safe(where(finding))}</code></td><td><code>{_safe(row)}</code></td>"
        yield f"<td>{_safe(what(finding))}</td></tr>"
    yield "</tbody></table></div>"
    if group.count > group.shown:
        yield f'<p class="more">{group.count - group.shown:,} more of this kind.</p>'
    yield "</details>"


def _safe(text: str) -> str:
    return escape(sanitise(text), quote=True)


@cache
def _style() -> str:
    return files("dpkit.report").joinpath("data/page.css").read_text(encoding="utf-8")
