"""`dpkit export`: the tables in another format, and back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.validate import package_folder
from dpkit.errors import UsageError


def export(
    kind: Annotated[str, typer.Argument(help="csv, jsonl, sqlite, duckdb or parquet.", metavar="KIND")],
    target: Annotated[Path, typer.Argument(help="The new folder (csv, jsonl, parquet) or file.", metavar="TARGET")],
    source: Annotated[
        Path | None,
        typer.Option("--source", help="A package or an export; default: the package of the project.", metavar="PATH"),
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Write the tables in another format, without loss; `export parquet --source EXPORT` leads back."""
    from dpkit.exports import FORMATS, convert
    from dpkit.schema import default_schemas

    if kind not in FORMATS:
        raise UsageError(f"{kind}: there is no such kind of export; one of {', '.join(FORMATS)} was expected")
    origin = package_folder(source, project)
    done = convert(origin, target, kind, default_schemas())
    if output_format is OutputFormat.json:
        print_json({"source": str(origin), "from": done.source, "kind": kind, "target": str(target), "rows": done.rows})
    else:
        sys.stdout.write(f"wrote {sum(done.rows.values()):,} rows in {len(done.rows)} tables to {target} ({kind})\n")
