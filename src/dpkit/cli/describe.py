"""`dpkit describe`: a package in the words of other catalogues."""

import json
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.validate import package_folder
from dpkit.errors import PackageError, UsageError

CLAIMS = "claims"
"""The one description that is made of rows."""


def describe(
    kind: Annotated[
        str, typer.Argument(help="citation, claims, croissant, datacite, dcat, ro-crate or schema-org.", metavar="KIND")
    ],
    target: Annotated[Path | None, typer.Argument(help="A file; default: standard output.", metavar="[TARGET]")] = None,
    source: Annotated[
        Path | None, typer.Option("--source", help="A package; default: that of the project.", metavar="PATH")
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Describe a package for other readers, from the facts of its descriptor; its claims (JSON-LD) from their rows."""
    from dpkit.package.descriptions import KINDS
    from dpkit.store.output import write_pieces

    if kind not in (*KINDS, CLAIMS):
        raise UsageError(f"{kind}: there is no such description; one of {', '.join((*KINDS, CLAIMS))} was expected")
    pieces = _pieces(kind, package_folder(source, project))
    if target is not None and output_format is OutputFormat.json:
        text = "".join(pieces)
        write_pieces(target, (text,))
        print_json({"kind": kind, "target": str(target), "text": text})
    elif output_format is OutputFormat.json:
        print_json({"kind": kind, "target": None, "text": "".join(pieces)})
    elif target is not None:
        write_pieces(target, pieces)
        sys.stdout.write(f"wrote {target}\n")
    else:
        sys.stdout.writelines(pieces)


def _pieces(kind: str, folder: Path) -> Iterable[str]:
    """The text of a description; that of the claims, which may be long, as a stream."""
    from dpkit.package.descriptions import describe as described
    from dpkit.package.descriptions.claims import claims_json_ld
    from dpkit.package.provenance import read_toolkit
    from dpkit.package_reading import DESCRIPTOR, MAX_DESCRIPTOR_BYTES, read_rows
    from dpkit.past import MAX_PROVENANCE_BYTES
    from dpkit.store.package_folder import read_package_file

    try:
        descriptor = json.loads(read_package_file(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES))
        if kind != CLAIMS:
            return (described(kind, descriptor),)
        toolkit = read_toolkit(read_package_file(folder, "provenance.json", MAX_PROVENANCE_BYTES))
    except ValueError as error:
        raise PackageError(
            f"{folder}: {error}; descriptor and provenance as dpkit writes them were expected"
        ) from error
    return claims_json_ld(descriptor, toolkit.versions.get("dpkit", "unknown"), partial(read_rows, folder))
