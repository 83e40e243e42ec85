"""`dpkit init`: a new dataset project that builds at once."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, print_json


def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="DIR")],
    title: Annotated[str | None, typer.Option("--title", help="What the dataset is called.")] = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Make a new dataset project with an example that builds at once; nothing that is there is replaced."""
    from dpkit.schema import default_schema_texts
    from dpkit.store.init import init_project, package_name, skeleton

    name = folder.resolve().name
    contents = skeleton(package_name(name), title or name, version("dpkit"), default_schema_texts())
    written = init_project(folder, contents)
    if output_format is OutputFormat.json:
        print_json({"project": str(folder), "written": list(written)})
        return
    sys.stdout.write("".join(f"wrote {folder / path}\n" for path in written))
    sys.stdout.write(f"next:\n  dpkit build --project {folder}\n  dpkit add FILE --project {folder}\n")
