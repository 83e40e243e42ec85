"""`dpkit validate`: every rule on a package."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.findings import OutputOption, exit_code, show_findings
from dpkit.cli.options import FailOn, FailOnOption, FormatOption, OutputFormat, ProjectOption

PathArgument = Annotated[
    Path | None, typer.Argument(help="A package folder; default: the package of the project.", metavar="[PATH]")
]


def validate(
    path: PathArgument = None,
    project: ProjectOption = None,
    fail_on: FailOnOption = FailOn.error,
    output: OutputOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Check a data package: checksums, descriptor, columns, keys, spans, ids."""
    from dpkit.package_reading import validate_package

    folder = package_folder(path, project)
    rows, findings = validate_package(folder)
    show_findings(findings, command="dpkit validate", output_format=output_format, outputs=output, root=folder)
    if output_format is OutputFormat.text:
        sys.stdout.write(f"validated {sum(rows.values()):,} rows in {len(rows)} tables\n")
    raise typer.Exit(exit_code(findings, fail_on))


def package_folder(path: Path | None, project: Path | None) -> Path:
    """The package that a command is about: the path given, else that of the project."""
    from dpkit.cli.project import open_project

    return path if path is not None else open_project(project).package
