"""`dpkit verify`: the checksums of a package, offline."""

import sys

import typer

from dpkit.cli.findings import OutputOption, exit_code, show_findings
from dpkit.cli.options import FailOn, FormatOption, OutputFormat, ProjectOption
from dpkit.cli.validate import PathArgument, package_folder


def verify(
    path: PathArgument = None,
    project: ProjectOption = None,
    output: OutputOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Compare every file of a package with its checksum: changed, missing and extra files are named."""
    from dpkit.package_reading import package_findings

    folder = package_folder(path, project)
    findings = package_findings(folder)
    show_findings(findings, command="dpkit verify", output_format=output_format, outputs=output, root=folder)
    if output_format is OutputFormat.text and not findings:
        sys.stdout.write(f"{folder}: every file is as SHA256SUMS lists it\n")
    raise typer.Exit(exit_code(findings, FailOn.error))
