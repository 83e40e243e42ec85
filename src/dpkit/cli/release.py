"""`dpkit release`: the next version of the dataset."""

import datetime as dt
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json
from dpkit.cli.progress import Progress

if TYPE_CHECKING:
    from dpkit.release import ReleaseReport, Reserve
    from dpkit.store.project import Project


def release(
    project: ProjectOption = None,
    retire: Annotated[
        str | None,
        typer.Option(
            "--retire",
            help="Why ids that nothing took the place of are gone for good; without it they are listed and nothing is "
            "released.",
            metavar="REASON",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be released; write nothing.")] = False,
    tag: Annotated[
        bool, typer.Option("--tag/--no-tag", help="Commit what the release writes, and tag that commit.")
    ] = True,
    identifier: Annotated[
        list[str] | None,
        typer.Option(
            "--identifier",
            help="An identifier that was reserved for this release, such as zenodo=10.5281/zenodo.1; it goes into the "
            "package. May be repeated.",
            metavar="TARGET=ID",
        ),
    ] = None,
    reserve: Annotated[
        list[str] | None,
        typer.Option(
            "--reserve",
            help="Reserve an identifier at a target of dpkit.toml (or zenodo), so that the release carries it. May be "
            "repeated; NAME-sandbox is the trial place of NAME.",
            metavar="TARGET",
        ),
    ] = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Release what changed: version, changelog, redirects of former ids, a kept copy, a git tag."""
    from dpkit.build import BuildOptions
    from dpkit.cli.project import open_project
    from dpkit.errors import UsageError
    from dpkit.release import ReleaseOptions
    from dpkit.release import release as release_project

    opened = open_project(project)
    reserved = dict(_identifier(value) for value in identifier or ())
    if both := reserved.keys() & set(reserve or ()):
        raise UsageError(f"--reserve {min(both)}: --identifier gives its identifier already; one of them was expected")
    with Progress(sys.stderr, time.monotonic) as progress:
        options = ReleaseOptions(
            build=BuildOptions(clock=time.perf_counter, progress=progress.show),
            now=dt.datetime.now(dt.UTC),
            retire=retire,
            is_tagged=tag,
            is_trial=dry_run,
            reserve={**{target: _given(value) for target, value in reserved.items()}, **_reserving(opened, reserve)},
        )
        report = release_project(opened, options)
    if output_format is OutputFormat.json:
        print_json(_plain(report))
    else:
        _show(report)
    raise typer.Exit(1 if report.level is None else 0)


def _identifier(value: str) -> tuple[str, str]:
    from dpkit.errors import UsageError

    target, _, found = value.partition("=")
    if not target or not found or not value.isprintable():
        raise UsageError(f"--identifier {value}: TARGET=ID was expected, such as zenodo=10.5281/zenodo.1")
    return target, found


def _given(value: str) -> "Reserve":
    """What was reserved by hand, whatever the version turns out to be."""

    def reserve(_name: str, _version: str) -> str:
        return value

    return reserve


def _reserving(project: "Project", targets: list[str] | None) -> "dict[str, Reserve]":
    """What asks each target, when the version is known."""
    import os

    from dpkit.publish import Pause, reserving, target_settings
    from dpkit.report.sanitise import sanitise

    pause = Pause(sleep=time.sleep, tell=lambda line: print(sanitise(line, 500), file=sys.stderr))
    day = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    made = {}
    for target in targets or ():
        name = target.removesuffix("-sandbox")
        settings = target_settings(project.config.targets, name, is_sandbox=target != name)
        made[settings.name] = reserving(project, settings, os.environ, pause, day)
    return made


def _plain(report: "ReleaseReport") -> dict[str, object]:
    from dpkit.report.json import finding_values

    release = report.release
    return {
        "is_released": report.is_written,
        "level": report.level,
        "version": release.version if release else None,
        "created": release.created.isoformat() if release else None,
        "changes": list(release.changes) if release else [],
        "identifiers": dict(release.identifiers) if release else {},
        "redirects": [{"old_id": each.old_id, "new_id": each.new_id, "cause": each.cause} for each in report.redirects],
        "tag": report.tag,
        "findings": [finding_values(finding) for finding in report.findings],
    }


def _show(report: "ReleaseReport") -> None:
    from dpkit.report.sanitise import sanitise
    from dpkit.report.text import findings_text

    if report.level is None:
        sys.stdout.write(findings_text(report.findings, source_line=lambda _: None))
        sys.stdout.write("nothing was released: decide about the above, then run `dpkit release` again\n")
        return
    if report.release is None:
        tagged = f"; tagged {report.tag}" if report.tag else ""
        sys.stdout.write(f"nothing changed since the last release; nothing was released{tagged}\n")
        return
    done = "released" if report.is_written else "would release"
    sys.stdout.write(f"{done} {report.release.version} ({report.level})\n")
    for line in report.release.changes:
        sys.stdout.write(f"- {sanitise(line, 500)}\n")
    leading = sum(each.new_id is not None for each in report.redirects)
    if report.redirects:
        gone = len(report.redirects) - leading
        sys.stdout.write(f"former ids: {leading:,} lead to rows of today, {gone:,} are gone\n")
    if report.tag and report.is_written:
        sys.stdout.write(f"tagged {report.tag}\n")
