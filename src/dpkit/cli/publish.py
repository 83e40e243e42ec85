"""`dpkit publish`: a release goes to a repository."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json

if TYPE_CHECKING:
    from dpkit.publish import Plan, PublishReport, Refusal
    from dpkit.store.project import Project


def publish(
    target: Annotated[
        str,
        typer.Argument(
            help="A target of dpkit.toml ([publish.NAME]), or zenodo. Dataverse is experimental.", metavar="TARGET"
        ),
    ],
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Use the target's trial place.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be sent; needs neither token nor network.")
    ] = False,
    is_final: Annotated[
        bool, typer.Option("--publish", help="Publish; without it a draft is left for a person to look at.")
    ] = False,
    version: Annotated[
        str | None, typer.Option("--version", help="A former release; default: the last one.", metavar="VERSION")
    ] = None,
    read_back: Annotated[
        bool, typer.Option("--read-back/--no-read-back", help="Fetch every published file again and compare it.")
    ] = True,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Bring a release to an open repository: a draft, or with --publish a publication; a rerun goes on where it was."""
    import datetime as dt
    import os
    import time

    from dpkit.build import BuildOptions
    from dpkit.cli.project import open_project
    from dpkit.publish import Pause, PublishOptions, Refusal, make_plan, target_settings
    from dpkit.publish import publish as publish_release

    opened = open_project(project)
    settings = target_settings(opened.config.targets, target, is_sandbox=sandbox)
    plan = make_plan(opened, settings, BuildOptions(clock=time.perf_counter), version, dt.datetime.now(dt.UTC))
    if isinstance(plan, Refusal):
        _refuse(plan, output_format)
        raise typer.Exit(1)
    if output_format is OutputFormat.text:
        _show_plan(opened, plan)
    if dry_run:
        if output_format is OutputFormat.json:
            print_json({"plan": _plan_values(opened, plan), "is_published": False})
        else:
            sys.stdout.write("nothing was sent\n")
        return
    options = PublishOptions(
        environment=os.environ,
        now=dt.datetime.now(dt.UTC),
        pause=Pause(sleep=time.sleep, tell=_tell),
        is_published=is_final,
        is_proved=read_back,
    )
    report = publish_release(opened, plan, options)
    if output_format is OutputFormat.json:
        print_json({"plan": _plan_values(opened, plan), **_report_values(report)})
    else:
        _show_report(report, target, sandbox=sandbox)


def _tell(line: str) -> None:
    from dpkit.report.sanitise import sanitise

    sys.stderr.write(f"{sanitise(line, 500)}\n")


def _refuse(refusal: "Refusal", output_format: OutputFormat) -> None:
    from dpkit.report.json import finding_values
    from dpkit.report.text import findings_text

    if output_format is OutputFormat.json:
        print_json({"is_published": False, "findings": [finding_values(each) for each in refusal.findings]})
        return
    sys.stdout.write(findings_text(refusal.findings, source_line=lambda _: None))
    sys.stdout.write("nothing was sent: mend the above and release again\n")


def _show_plan(project: "Project", plan: "Plan") -> None:
    from dpkit.publish.show import file_rows, plan_rows
    from dpkit.report.sanitise import sanitise

    for name, value in plan_rows(plan):
        sys.stdout.write(f"{name:<16} {sanitise(value, 300)}\n")
    rows = list(file_rows(plan, _former_files(project, plan)))
    width = max(len(path) for path, _, _ in rows)
    sys.stdout.write("\n")
    for path, size, state in rows:
        sys.stdout.write(f"  {path:<{width}} {size:>14,} bytes  {state}\n")
    sys.stdout.write(f"  {len(plan.order.files)} files, {plan.size_bytes:,} bytes\n\n")


def _former_files(project: "Project", plan: "Plan") -> dict[str, str]:
    """Path → SHA-256 of the release that lies there now, where it is still kept."""
    from dpkit.errors import PackageError
    from dpkit.package.checksums import MANIFEST
    from dpkit.store.kept import kept_list

    try:
        return {**kept_list(project.releases, plan.last.version), MANIFEST: plan.last.manifest} if plan.last else {}
    except PackageError:
        return {}


def _show_report(report: "PublishReport", target: str, *, sandbox: bool) -> None:
    from dpkit.report.sanitise import sanitise

    outcome, out = report.outcome, sys.stdout
    done = "published" if outcome.deposit.is_published else "draft, not published"
    out.write(f"{done}: {sanitise(outcome.deposit.url, 300)}\n")
    for kind, value in sorted(outcome.deposit.identifiers.items()):
        out.write(f"{kind}: {sanitise(value, 300)}\n")
    out.write(f"{len(outcome.sent)} files sent, {len(outcome.kept)} were there already\n")
    if outcome.proved:
        out.write(f"{len(outcome.proved)} files read back, each as it was built\n")
    if report.is_recorded:
        out.write("written to curation/ledger/publications.jsonl: commit it\n")
    if not outcome.deposit.is_published:
        again = f"dpkit publish {target}{' --sandbox' if sandbox else ''} --publish"
        out.write(f"look at the draft, then publish it there or with `{again}`\n")


def _plan_values(project: "Project", plan: "Plan") -> dict[str, object]:
    from dataclasses import asdict

    from dpkit.publish.show import file_rows

    rows = file_rows(plan, _former_files(project, plan))
    return {
        "target": plan.settings.name,
        "kind": plan.settings.kind,
        "version": plan.release.version,
        "edition": "full" if plan.edition.is_full else "public",
        "documents": dict(plan.edition.documents),
        "facts": asdict(plan.order.facts),
        "files": [{"path": path, "bytes": size, "state": state} for path, size, state in rows],
    }


def _report_values(report: "PublishReport") -> dict[str, object]:
    outcome = report.outcome
    return {
        "is_published": outcome.deposit.is_published,
        "url": outcome.deposit.url,
        "identifiers": dict(outcome.deposit.identifiers),
        "sent": list(outcome.sent),
        "kept": list(outcome.kept),
        "proved": list(outcome.proved),
        "is_recorded": report.is_recorded,
    }
