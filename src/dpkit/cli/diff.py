"""`dpkit diff`: what changed between two packages."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.validate import package_folder

if TYPE_CHECKING:
    from dpkit.package.diff import PackageDiff, Rewritten, TableDiff

SHOWN_ROWS = 20
"""Rows of one kind and table that people are shown; programs get all."""


def diff(
    old: Annotated[Path, typer.Argument(help="The package as it was (a folder).", metavar="OLD")],
    new: Annotated[
        Path | None, typer.Argument(help="The package as it is; default: that of the project.", metavar="[NEW]")
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Compare two packages row by row: what came, what went, what changed, and paragraphs in other words."""
    from dpkit.package.diff import diff_packages
    from dpkit.package_reading import read_tables
    from dpkit.schema import default_schemas

    schemas = default_schemas()
    before, after = (read_tables(folder, schemas) for folder in (old, package_folder(new, project)))
    known = {name: schema for name, schema in schemas.items() if name in before or name in after}
    found = diff_packages(before, after, known)
    if output_format is OutputFormat.json:
        print_json(_plain(found))
    else:
        sys.stdout.write("\n".join(_lines(found)) + "\n")
    raise typer.Exit(0 if found.is_empty else 1)


def _plain(found: "PackageDiff") -> dict[str, object]:
    return {
        "tables": {
            table.name: {
                "added": list(table.added),
                "removed": list(table.removed),
                "changed": [
                    {"key": row.key, "values": {name: list(pair) for name, pair in row.values.items()}}
                    for row in table.changed
                ],
            }
            for table in found.tables
        },
        "rewritten": [
            {
                "document_id": one.document_id,
                "old": one.old_id,
                "new": one.new_id,
                "words": [list(w) for w in one.words],
            }
            for one in found.rewritten
        ],
        "causes": dict(found.causes),
    }


def _lines(found: "PackageDiff") -> Iterator[str]:
    from dpkit.report.sanitise import sanitise

    if found.is_empty:
        yield "no row differs"
        return
    for document, cause in list(found.causes.items())[:SHOWN_ROWS]:
        yield f"{sanitise(document)}: {cause}"
    if len(found.causes) > SHOWN_ROWS:
        yield f"… {len(found.causes) - SHOWN_ROWS} more documents"
    yield ""
    yield f"{'table':<14}{'added':>8}{'removed':>9}{'changed':>9}"
    for table in found.tables:
        yield f"{table.name:<14}{len(table.added):>8}{len(table.removed):>9}{len(table.changed):>9}"
    for one in found.rewritten[:SHOWN_ROWS]:
        yield ""
        yield from _rewritten(one)
    for table in found.tables:
        yield from _rows(table)


def _rewritten(one: "Rewritten") -> Iterator[str]:
    from dpkit.report.sanitise import sanitise

    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    yield f"paragraph {one.old_id} → {one.new_id} of {sanitise(one.document_id)}"
    yield "  " + " ".join(marks[kind].format(sanitise(words)) for kind, words in one.words)


def _rows(table: "TableDiff") -> Iterator[str]:
    from dpkit.report.sanitise import sanitise

    for row in table.changed[:SHOWN_ROWS]:
        yield ""
        yield f"{table.name} {sanitise(row.key)}"
        for name, (old, new) in row.values.items():
            yield f"  {name}: {sanitise(str(old), 80)} → {sanitise(str(new), 80)}"
    if len(table.changed) > SHOWN_ROWS:
        yield f"… {len(table.changed) - SHOWN_ROWS} more changed rows of {table.name}"
