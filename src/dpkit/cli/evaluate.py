"""`dpkit eval`: how well extraction does on gold documents, in a source checkout of dpkit."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpkit.cli.options import FormatOption, OutputFormat, print_json

if TYPE_CHECKING:
    from dpkit.evaluation.suites import Figure


def evaluate(
    suites: Annotated[list[str] | None, typer.Argument(help="The suites; default: all.", metavar="[SUITE]...")] = None,
    root: Annotated[Path, typer.Option("--root", help="The source checkout of dpkit.", metavar="DIR")] = Path(),
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Labelled sentences outside of it (in its folder ner); skipped without.", metavar="DIR"
        ),
    ] = None,
    show: Annotated[
        str | None, typer.Option("--show", help="Show one gold document in context instead.", metavar="ID")
    ] = None,
    raise_floors: Annotated[
        bool, typer.Option("--raise-floors", help="Write the floors that the figures allow; none is lowered.")
    ] = False,
    output_format: FormatOption = OutputFormat.text,
) -> None:
    """Measure extraction on the gold documents of a source checkout; exit with 1 where a figure is below its floor."""
    from dpkit.errors import UsageError
    from dpkit.evaluate import evaluate as measured
    from dpkit.evaluate import raise_floors as write_floors
    from dpkit.evaluate import show as shown
    from dpkit.report.sanitise import sanitise

    names = tuple(suites or ())
    if show is not None:
        if len(names) != 1:
            raise UsageError("--show: which suite? One suite before it (dpkit eval claims --show ID) was expected")
        text = shown(root, names[0], show)
        sys.stdout.write("\n".join(sanitise(line) for line in text.split("\n")) + "\n")
        return
    evaluation = measured(root, names, data)
    if raise_floors:
        write_floors(root, evaluation, data)
        evaluation = measured(root, names, data)
    for line in evaluation.skipped:
        sys.stderr.write(f"skipped: {sanitise(line)}\n")
    if output_format is OutputFormat.json:
        document = {name: [_plain(figure) for figure in figures] for name, figures in evaluation.figures.items()}
        errors = {name: list(lines) for name, lines in evaluation.errors.items()}
        print_json({"figures": document, "errors": errors, "shortfalls": list(evaluation.shortfalls)})
    else:
        for name, figures in evaluation.figures.items():
            sys.stdout.write("\n".join(_table(name, figures)) + "\n")
            sys.stdout.write("".join(f"  {sanitise(line)}\n" for line in evaluation.errors[name]))
        sys.stdout.write("".join(f"below the floor: {line}\n" for line in evaluation.shortfalls))
    if evaluation.shortfalls:
        raise typer.Exit(1)


def _table(name: str, figures: "tuple[Figure, ...]") -> Iterator[str]:
    yield f"{name:<34}{'precision':>10}{'recall':>8}{'F1':>7}{'gold':>7}"
    for figure in figures:
        label = f"{figure.language} {figure.label}"
        yield f"  {label:<32}{figure.precision:>10.3f}{figure.recall:>8.3f}{figure.f_score:>7.3f}{figure.gold:>7.0f}"


def _plain(figure: "Figure") -> dict[str, object]:
    return {
        "language": figure.language,
        "label": figure.label,
        "precision": round(figure.precision, 3),
        "recall": round(figure.recall, 3),
        "hits": figure.hits,
        "found": figure.found,
        "gold": figure.gold,
    }
