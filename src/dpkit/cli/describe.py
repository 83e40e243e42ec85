"""`dpkit describe`: a package in the words of other catalogues."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.validate import package_folder
from dpkit.errors import PackageError, UsageError


def describe(
    kind: Annotated[
        str, typer.Argument(help="citation, croissant, datacite, dcat, ro-crate or schema-org.", metavar="KIND")
    ],
    target: Annotated[Path | None, typer.Argument(help="A file; default: standard output.", metavar="[TARGET]")] = None,
    source: Annotated[
        Path | None, typer.Option("--source", help="A package; default: that of the project.", metavar="PATH")
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Describe a package for other readers, from the facts of its descriptor."""
    from dpkit.package.descriptions import KINDS
    from dpkit.package.descriptions import describe as described
    from dpkit.package_reading import DESCRIPTOR, MAX_DESCRIPTOR_BYTES
    from dpkit.store.output import write_report
    from dpkit.store.package_folder import read_package_file

    if kind not in KINDS:
        raise UsageError(f"{kind}: there is no such description; one of {', '.join(KINDS)} was expected")
    folder = package_folder(source, project)
    try:
        descriptor = json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES))
    except ValueError as error:
        raise PackageError(f"{folder}: {DESCRIPTOR}: {error}; a JSON document was expected") from error
    text = described(kind, descriptor)
    if target is not None:
        write_report(target, text)
    if output_format is OutputFormat.json:
        print_json({"kind": kind, "target": None if target is None else str(target), "text": text})
    else:
        sys.stdout.write(text if target is None else f"wrote {target}\n")
