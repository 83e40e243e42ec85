"""`dpkit boilerplate`: propose repeated paragraphs as page furniture, and pin those that a person accepts."""

import sys
from typing import Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json


def boilerplate(
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", help="Pin this paragraph; may be repeated.", metavar="FINGERPRINT"),
    ] = None,
    role: Annotated[
        str,
        typer.Option(help="What it is: boilerplate, source_link, caption, signature, heading or dateline."),
    ] = "boilerplate",
    min_documents: Annotated[int, typer.Option(min=2, help="Propose what stands in so many documents or more.")] = 3,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """List paragraphs that many documents of the package share and no rule names; accept those that are furniture."""
    from dpkit.boilerplate_proposals import FURNITURE, propose
    from dpkit.boilerplate_proposals import accept as pin
    from dpkit.cli.project import open_project
    from dpkit.errors import UsageError
    from dpkit.report.sanitise import sanitise

    opened = open_project(project)
    if accept:
        wanted = next((one for one in FURNITURE if one == role), None)
        if wanted is None:
            raise UsageError(f"--role {role}: unknown; one of {', '.join(FURNITURE)} was expected")
        path = pin(opened, accept, wanted)
        if output_format is OutputFormat.json:
            print_json({"accepted": accept, "path": path})
            return
        sys.stdout.write(f"{len(accept)} pinned in {path}\n  run dpkit build\n")
        return
    found = propose(opened, min_documents)
    if output_format is OutputFormat.json:
        print_json(
            {
                "proposals": [
                    {
                        "fingerprint": one.fingerprint,
                        "documents": len(one.documents),
                        "at_end": one.last,
                        "publishers": sorted(one.publishers),
                        "text": one.text,
                    }
                    for one in found
                ]
            }
        )
        return
    for one in found:
        shown = sanitise(" ".join(one.text.split()), 90)
        where = next(iter(one.publishers)) if len(one.publishers) == 1 else f"{len(one.publishers)} publishers"
        sys.stdout.write(f"{one.fingerprint}  {len(one.documents):>6} documents  {sanitise(where)}\n    {shown}\n")
    tail = "accept with: dpkit boilerplate --accept FINGERPRINT" if found else "nothing repeats that no rule names"
    sys.stdout.write(f"{len(found)} proposals; {tail}\n")
