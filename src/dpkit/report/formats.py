"""The formats by name: what `--format` and `--output NAME=FILE` offer."""

from collections.abc import Callable, Iterable, Mapping

from dpkit.errors import UsageError
from dpkit.model import Finding
from dpkit.report.github import annotations, job_summary
from dpkit.report.gitlab import findings_gitlab
from dpkit.report.html import findings_html
from dpkit.report.json import findings_json
from dpkit.report.junit import findings_junit
from dpkit.report.markdown import findings_markdown
from dpkit.report.order import sort_findings
from dpkit.report.run import Run
from dpkit.report.sarif import findings_sarif
from dpkit.report.text import findings_text


def _text(findings: Iterable[Finding], run: Run) -> str:
    return findings_text(findings)


FORMATS: Mapping[str, Callable[[Iterable[Finding], Run], str]] = {
    "text": _text,
    "json": findings_json,
    "github": annotations,
    "github-summary": job_summary,
    "sarif": findings_sarif,
    "junit": findings_junit,
    "gitlab": findings_gitlab,
    "markdown": findings_markdown,
    "html": findings_html,
}


def render(name: str, findings: Iterable[Finding], run: Run) -> str:
    """The findings, sorted, in the format of that name.

    Raises: UsageError where there is no such format.
    """
    if name not in FORMATS:
        raise UsageError(f"--output: there is no format {name!r}; expected one of {', '.join(FORMATS)}")
    return FORMATS[name](sort_findings(findings), run)
