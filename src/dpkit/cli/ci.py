"""`dpkit ci`: files that let a CI server check every change of a dataset."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json

app = typer.Typer(no_args_is_help=True, help="Let a CI server check every change of a dataset.")


class Server(StrEnum):
    """Where changes are checked."""

    github = "github"
    gitlab = "gitlab"
    pre_commit = "pre-commit"


@app.command(name="init")
def init_ci(
    server: Annotated[Server, typer.Argument(help="Where changes are checked.", metavar="SERVER")] = Server.github,
    requirements: Annotated[
        str,
        typer.Option(
            "--requirements",
            help="The requirements file that installs dpkit there; it is yours to write.",
            metavar="FILE",
        ),
    ] = "requirements-dpkit.txt",
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Write the workflow of a server into the project; a file that is there and differs is left alone."""
    from dpkit.cli.project import open_project
    from dpkit.store.ci_files import ci_files
    from dpkit.store.init import put_files

    root = open_project(project).root
    written = put_files(root, ci_files(server.value, requirements))
    if output_format is OutputFormat.json:
        print_json({"server": server.value, "written": list(written)})
        return
    for path in written:
        sys.stdout.write(f"wrote {path}\n")
    if server is not Server.pre_commit:
        sys.stdout.write(
            f"next: write {requirements} so that it installs dpkit (a pinned commit or version), and commit\n"
        )
