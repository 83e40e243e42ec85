"""`dpkit validate`: every rule on a package."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.findings import OutputOption, RowsOption, exit_code, show_findings
from dpkit.cli.options import FailOn, FailOnOption, FormatOption, OutputFormat, ProjectOption
from dpkit.cli.project import open_project

PathArgument = Annotated[
    Path | None, typer.Argument(help="A package folder; default: the package of the project.", metavar="[PATH]")
]


def validate(
    path: PathArgument = None,
    project: ProjectOption = None,
    fail_on: FailOnOption = FailOn.error,
    output: OutputOption = None,
    rows: RowsOption = None,
    jobs: int = typer.Option(
        0,
        "--jobs",
        min=0,
        max=2,
        help="Processes: 1, or 2 for large packages; 0 takes 2 where there are cores for them.",
    ),
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Check a data package: checksums, descriptor, columns, keys, spans, ids."""
    from dpkit.anchoring import anchored_in_package, rows_of_package
    from dpkit.engine.choice import window_checks
    from dpkit.exceptions import Exceptions
    from dpkit.foreign.run import is_foreign, validate_foreign
    from dpkit.inputs.config import CONFIG_NAME
    from dpkit.package_reading import validate_package
    from dpkit.schema import default_schemas
    from dpkit.store.fault_rows import FaultRows
    from dpkit.store.project import project_of_package

    folder = package_folder(path, project)
    home = open_project(project) if path is None else project_of_package(folder)
    accepted = home.config.exceptions if path is None and home is not None else ()
    with nullcontext() if rows is None else FaultRows(rows, dict(default_schemas())) as sink:
        exceptions = Exceptions(accepted, CONFIG_NAME, sink)
        if is_foreign(folder):
            sizes, found = validate_foreign(folder)
        else:
            with window_checks(jobs) as checks:
                sizes, found = validate_package(folder, exceptions, checks)
    findings = tuple(exceptions.left(anchored_in_package(found, rows_of_package(folder), home)))
    root = folder if home is None else home.root
    show_findings(findings, command="dpkit validate", output_format=output_format, outputs=output, root=root)
    if output_format is OutputFormat.text:
        sys.stdout.write(f"validated {sum(sizes.values()):,} rows in {len(sizes)} tables\n")
        if sink is not None:
            sys.stdout.write(f"wrote {sink.count:,} failing rows to {rows}\n")
    raise typer.Exit(exit_code(findings, fail_on))


def package_folder(path: Path | None, project: Path | None) -> Path:
    """The package that a command is about: the path given, else that of the project.

    Raises: PackageError where the project is not built.
    """
    from dpkit.store.package_folder import built

    return path if path is not None else built(open_project(project).package)
