"""`dpkit ci`: files that let a CI server check every change of a dataset."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json

if TYPE_CHECKING:
    from dpkit.store.ci_files import ReleaseJob
    from dpkit.store.project import Project

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
    release: Annotated[
        str | None,
        typer.Option(
            "--release",
            help="Write another workflow: it proves a tagged release and leaves a draft at this target of dpkit.toml.",
            metavar="TARGET",
        ),
    ] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Write the workflow of a server into the project; a file that is there and differs is left alone."""
    from dpkit.cli.project import open_project
    from dpkit.store.ci_files import ci_files, release_files
    from dpkit.store.init import put_files

    opened = open_project(project)
    job = _release_job(opened, release) if release is not None else None
    files = release_files(server.value, requirements, job) if job else ci_files(server.value, requirements)
    written = put_files(opened.root, files)
    if output_format is OutputFormat.json:
        print_json({"server": server.value, "written": list(written)})
        return
    for path in written:
        sys.stdout.write(f"wrote {path}\n")
    if server is not Server.pre_commit:
        sys.stdout.write(
            f"next: write {requirements} so that it installs dpkit (a pinned commit or version), and commit\n"
        )
    if job is not None:
        sys.stdout.write(_release_advice(server, job))


def _release_job(project: "Project", target: str) -> "ReleaseJob":
    from dpkit.publish import target_settings
    from dpkit.store.ci_files import ReleaseJob

    settings = target_settings(project.config.targets, target, is_sandbox=False)
    return ReleaseJob(target=target, kind=settings.kind, package_folder=project.config.package_folder)


def _release_advice(server: Server, job: "ReleaseJob") -> str:
    """What a person does in the settings of the server, which no file can."""
    names = " and ".join(job.variables)
    if server is Server.gitlab:
        include = "include it in .gitlab-ci.yml (include: [{local: .gitlab/dpkit-release.yml}]); protect the tags v*"
        secret = f"; set {names}: protected, masked, environment dpkit-release" if names else ""
        return f"  {include}{secret}\n"
    secret = f" with the secret {names}" if names and job.kind != "github" else ""
    return f"  make the environment dpkit-release{secret}, let people approve it, and protect the tags v*\n"
