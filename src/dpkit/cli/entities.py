"""`dpkit entities`: look at entities, see which may be one, and write decisions into curation/."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, ProjectOption, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dpkit.entity_listing import Listed

app = typer.Typer(no_args_is_help=True, help="Look at entities, and write decisions about them into curation/.")
EntityId = Annotated[str, typer.Argument(help="An entity id.", metavar="ID")]


@app.command(name="list")
def list_entities(
    query: Annotated[str | None, typer.Argument(help="Words of an id, name or form.", metavar="[QUERY]")] = None,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """List the entities of the built package, the most named first."""
    from dpkit.cli.project import open_project
    from dpkit.entity_listing import listed, rows

    found = listed(open_project(project), query)
    if output_format is OutputFormat.json:
        print_json({"entities": list(rows(found))})
        return
    _show(found)


@app.command(name="search")
def search_entities(
    words: Annotated[str, typer.Argument(help="Words of an id, name, form or Wikidata id; nearly right is enough.")],
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Search the package and the authority list for who or what some words may mean, the best fit first."""
    from dpkit.cli.project import open_project
    from dpkit.entity_listing import rows, search

    found = search(open_project(project), words)
    if output_format is OutputFormat.json:
        print_json({"entities": list(rows(found))})
        return
    _show(found)


@app.command(name="suggest")
def suggest_entities(
    is_written: Annotated[bool, typer.Option("--write", help="Write them to curation/suggestions.yaml.")] = False,
    project: ProjectOption = None,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Suggest pairs of entities that may be one; nothing is merged."""
    from dpkit.cli.project import open_project
    from dpkit.entity_suggestions import suggest, write_suggestions

    if is_written:
        path = write_suggestions(open_project(project))
        sys.stderr.write(
            f"written to {path}; write `same: yes` or `same: no` below a pair, then dpkit entities accept\n"
        )

    found = suggest(open_project(project))
    if output_format is OutputFormat.json:
        pairs = [{"kept": pair.one.id, "gone": pair.other.id, "reason": pair.reason} for pair in found]
        print_json({"suggestions": pairs})
        return
    from dpkit.report.sanitise import sanitise

    for pair in found:
        sys.stdout.write(f"{sanitise(pair.one.name, 60)} = {sanitise(pair.other.name, 60)}?  {pair.reason}\n")
        adopted = "" if pair.one.is_curated else "  (adopt the first one before)"
        sys.stdout.write(f"    dpkit entities merge {sanitise(pair.other.id)} {sanitise(pair.one.id)}{adopted}\n")
    sys.stdout.write(f"{len(found)} suggestions\n")


@app.command(name="adopt")
def adopt_entity(
    entity: EntityId,
    new_id: Annotated[str, typer.Option("--id", help="The readable id that it gets.", metavar="NEW")],
    wikidata: Annotated[str | None, typer.Option(help="Its Wikidata item, where you know it for certain.")] = None,
    name: Annotated[
        str | None, typer.Option(help="Its full name, where the package knows a bare surname or the like.")
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Take an entity that software found into the authority list; its former id becomes a redirect."""
    from dpkit.cli.project import open_project
    from dpkit.entity_curation import adopt

    sys.stdout.write(f"written to {adopt(open_project(project), entity, new_id, wikidata, name)}; run dpkit build\n")


@app.command(name="alias")
def alias_entity(
    entity: EntityId,
    text: Annotated[str, typer.Argument(help="The form as texts write it.", metavar="TEXT")],
    kind: Annotated[str, typer.Option(help="full, short, acronym, demonym or transliteration.")] = "full",
    language: Annotated[str | None, typer.Option(help="Its language (BCP 47).")] = None,
    document: Annotated[str | None, typer.Option(help="The one document that it holds in.", metavar="ID")] = None,
    project: ProjectOption = None,
) -> None:
    """Give an entity of the authority list another form."""
    from typing import get_args

    from dpkit.cli.project import open_project
    from dpkit.entity_curation import add_alias
    from dpkit.errors import UsageError
    from dpkit.model import AliasKind, CuratedAlias

    wanted: AliasKind | None = next((one for one in get_args(AliasKind) if one == kind), None)
    if wanted is None:
        raise UsageError(f"--kind {kind}: unknown; one of {', '.join(get_args(AliasKind))} was expected")
    alias = CuratedAlias(text=text, kind=wanted, language=language, document_id=document)
    sys.stdout.write(f"written to {add_alias(open_project(project), entity, alias)}; run dpkit build\n")


@app.command(name="merge")
def merge_entities(
    gone: Annotated[str, typer.Argument(help="The entity that goes.", metavar="GONE")],
    kept: Annotated[str, typer.Argument(help="The entity of the authority list that stays.", metavar="KEPT")],
    reason: Annotated[str, typer.Option(help="Why; kept beside the redirect.")] = "the same entity",
    project: ProjectOption = None,
) -> None:
    """Make one entity of two: forms become aliases, the former id a redirect."""
    from dpkit.cli.project import open_project
    from dpkit.entity_curation import merge

    sys.stdout.write(f"written to {merge(open_project(project), gone, kept, reason)}; run dpkit build\n")


@app.command(name="accept")
def accept_suggestions(project: ProjectOption = None) -> None:
    """Carry out the suggestions of curation/suggestions.yaml that a person marked `same: yes`."""
    from dpkit.cli.project import open_project
    from dpkit.entity_curation import accept
    from dpkit.report.sanitise import sanitise

    done = accept(open_project(project))
    for one in done:
        sys.stdout.write(f"{sanitise(one.gone)} is {sanitise(one.kept)}: {sanitise(one.names, 120)}\n")
    sys.stdout.write(f"{len(done)} accepted; run dpkit build\n")


@app.command(name="split")
def split_entity(
    entity: EntityId,
    form: Annotated[str, typer.Argument(help="The form that means another, as texts write it.", metavar="FORM")],
    new_id: Annotated[str, typer.Option("--id", help="The readable id of the other.", metavar="NEW")],
    name: Annotated[str | None, typer.Option(help="The name of the other; default: the form.")] = None,
    document: Annotated[str | None, typer.Option(help="The one document that it holds in.", metavar="ID")] = None,
    project: ProjectOption = None,
) -> None:
    """Make an entity of its own of a form of another, everywhere or in one document."""
    from dpkit.cli.project import open_project
    from dpkit.entity_curation import split

    path = split(open_project(project), entity, form, new_id, name or form, document)
    sys.stdout.write(f"written to {path}; run dpkit build\n")


@app.command(name="rename")
def rename_entity(
    entity: EntityId,
    new_id: Annotated[str, typer.Argument(help="The id that it gets.", metavar="NEW")],
    project: ProjectOption = None,
) -> None:
    """Give an entity of the authority list another id; the former one becomes a redirect."""
    from dpkit.cli.project import open_project
    from dpkit.entity_curation import rename

    sys.stdout.write(f"written to {rename(open_project(project), entity, new_id)}; run dpkit build\n")


def _show(found: "Sequence[Listed]") -> None:
    from dpkit.report.sanitise import sanitise

    for one in found:
        mark = "*" if one.is_curated else " "
        sys.stdout.write(
            f"{mark} {sanitise(one.id):<28} {one.entity_type:<13}{one.country or '':<4}{one.mentions:>6}  "
            f"{sanitise(one.name, 60)}\n"
        )
    sys.stdout.write(f"{len(found)} entities; * stands in the authority list\n")
