"""The Typer application: names and order of the subcommands."""

from __future__ import annotations

import sys

import typer

from proofs.cli import (
    bound,
    check,
    contextuality,
    convert,
    critical,
    degree,
    draw,
    exclude,
    fraction,
    hypergraph,
    memory,
    qumode,
    report,
    score,
    separation,
    simulate,
    symmetry,
    task,
    train,
    trainability,
    verify,
)
from proofs.cli.console import guarded

app = typer.Typer(
    name="khrnn",
    help="Check the separation claims of quantum machine learning: verdicts, certificates, exact "
    "simulation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("verify")(guarded(verify.verify))
app.command("check")(guarded(check.check))
app.command("bound")(guarded(bound.bound))
app.command("hypergraph")(guarded(hypergraph.hypergraph))
app.command("contextuality")(guarded(contextuality.contextuality))
app.command("contextuality convert")(guarded(convert.convert, prints="target"))
app.command("contextuality critical")(guarded(critical.critical))
app.command("contextuality draw")(guarded(draw.draw))
app.command("contextuality symmetry")(guarded(symmetry.symmetry))
app.command("contextuality fraction")(guarded(fraction.fraction))
app.command("degree")(guarded(degree.degree))
app.command("exclude")(guarded(exclude.exclude))
app.add_typer(task.app, name="task")
app.add_typer(memory.app, name="memory")
app.command("simulate")(guarded(simulate.simulate))
app.add_typer(train.app, name="train")
app.add_typer(qumode.app, name="qumode")
app.command("trainability")(guarded(trainability.trainability))
app.command("score")(guarded(score.score))
app.command("separation")(guarded(separation.separation))
app.command("report")(guarded(report.report))


@app.callback(invoke_without_command=True)
def root(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    """Check the separation claims of quantum machine learning."""
    if version:
        from importlib.metadata import version as installed

        print(f"khrnn {installed('khrnn')}")
        raise typer.Exit


def run() -> int:
    """Run the application; return the exit status."""
    words = sys.argv[1:]
    both = {"convert", "critical", "draw", "fraction", "symmetry"}
    if words[:1] == ["contextuality"] and both & set(words[1:2]):
        # `contextuality` takes a file, so it can't be a group; the two words name one command.
        words = [" ".join(words[:2]), *words[2:]]
    try:
        app(args=words)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0
