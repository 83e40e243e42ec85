"""`dpkit stats`: what is in a package."""

import sys
from collections.abc import Mapping

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.validate import PathArgument, package_folder


def stats(
    path: PathArgument = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Show how many rows each table has, and how documents, paragraphs, claims and sources are made up."""
    from dpkit.statistics import package_statistics

    figures = package_statistics(package_folder(path, project))
    if output_format is OutputFormat.json:
        print_json(figures)
        return
    for name, counts in figures.items():
        sys.stdout.write(f"{name}\n")
        assert isinstance(counts, Mapping)
        for label, count in counts.items():
            sys.stdout.write(f"  {_clean(str(label)):<28}{count:>12,}\n")


def _clean(label: str) -> str:
    from dpkit.report.sanitise import sanitise

    return sanitise(label)
