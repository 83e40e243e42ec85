"""`dpkit diff`: what changed between two packages."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption

if TYPE_CHECKING:
    from dpkit.package.comparison import Comparison
    from dpkit.store.project import Project

FORMATS = ("text", "json", "markdown", "html")
NAME_HELP = "a folder, a release (0.2.0), a day (2026-11-25) or a git revision"


def diff(
    old: Annotated[str, typer.Argument(help=f"The package as it was: {NAME_HELP}.", metavar="OLD")],
    new: Annotated[
        str | None,
        typer.Argument(help="The package as it is, named likewise; default: that of the project.", metavar="[NEW]"),
    ] = None,
    project: ProjectOption = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            help="Also write the difference to a file, as FORMAT=FILE; may be repeated. "
            f"Formats: {', '.join(FORMATS)}.",
            metavar="FORMAT=FILE",
        ),
    ] = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Compare two packages row by row: what came, went, changed and why, words that changed, schemas that break."""
    from dpkit.past import compare, package_in, past_package
    from dpkit.store.output import write_report
    from dpkit.store.package_folder import built

    outputs = [_output(value) for value in output or ()]
    opened = _project(project, is_needed=new is None)
    before = past_package(opened, old)
    if new is None:
        assert opened is not None
        after = package_in(built(opened.package), opened.config.package_folder)
    else:
        after = past_package(opened, new)
    found = compare(before, after)
    for name, path in outputs:
        write_report(path, "".join(_rendered(name, found)))
    sys.stdout.writelines(_rendered(output_format.value, found))
    raise typer.Exit(0 if found.is_empty else 1)


def _project(folder: Path | None, *, is_needed: bool) -> "Project | None":
    """The project, if there is one: two folders can be compared without."""
    from dpkit.cli.project import open_project
    from dpkit.errors import UsageError

    try:
        return open_project(folder)
    except UsageError:
        if is_needed or folder is not None:
            raise
        return None


def _rendered(name: str, found: "Comparison") -> Iterator[str]:
    from dpkit.report.diff_html import diff_html
    from dpkit.report.diff_json import diff_json
    from dpkit.report.diff_markdown import diff_markdown
    from dpkit.report.diff_text import diff_text

    if name == "json":
        yield from diff_json(found)
    else:
        yield {"text": diff_text, "markdown": diff_markdown, "html": diff_html}[name](found)


def _output(value: str) -> tuple[str, Path]:
    from dpkit.errors import UsageError

    name, sign, target = value.partition("=")
    if not sign or not target or name not in FORMATS:
        raise UsageError(f"--output {value}: FORMAT=FILE was expected, such as html=diff.html")
    return name, Path(target)
