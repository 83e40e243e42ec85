"""The list of commands. Modules here import nothing heavy, so that `--help` answers at once."""

import typer

from dpkit.cli import (
    accept,
    add,
    boilerplate,
    build,
    check,
    ci,
    cite,
    correct,
    describe,
    diff,
    edition,
    entities,
    evaluate,
    explain,
    export,
    import_corpus,
    init,
    open_release,
    publish,
    rehydrate,
    release,
    score,
    stats,
    validate,
    verify,
    withdraw,
)

app = typer.Typer(
    name="dpkit",
    help="Package and validate datasets of official statements: who said what, where, in which words, relayed by whom.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)

app.command(name="init")(init.init)
app.command(name="add")(add.add)
app.command(name="import")(import_corpus.import_corpus)
app.command(name="build")(build.build)
app.command(name="check")(check.check)
app.command(name="validate")(validate.validate)
app.command(name="verify")(verify.verify)
app.command(name="diff")(diff.diff)
app.command(name="describe")(describe.describe)
app.command(name="export")(export.export)
app.command(name="explain")(explain.explain)
app.command(name="cite")(cite.cite)
app.command(name="release")(release.release)
app.command(name="publish")(publish.publish)
app.command(name="open")(open_release.open_as_of)
app.command(name="edition")(edition.edition)
app.command(name="rehydrate")(rehydrate.rehydrate)
app.command(name="withdraw")(withdraw.withdraw)
app.command(name="stats")(stats.stats)
app.command(name="score")(score.score)
app.command(name="accept")(accept.accept)
app.command(name="boilerplate")(boilerplate.boilerplate)
app.command(name="correct")(correct.correct)
app.add_typer(ci.app, name="ci")
app.command(name="eval")(evaluate.evaluate)
app.add_typer(entities.app, name="entities")


@app.callback(invoke_without_command=True)
def version(
    show: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    """Package and validate datasets of official statements: who said what, where, in which words, relayed by whom."""
    if show:
        from importlib.metadata import version as installed

        typer.echo(f"dpkit {installed('dpkit')}")
        raise typer.Exit
