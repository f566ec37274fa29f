"""The Typer application: names and order of the subcommands."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

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
from proofs.cli.console import add


class TwoWords(TyperGroup):
    """A group with commands of two words, such as `contextuality convert`.

    `contextuality` takes a file, so it can't be a group itself; the two words name one command.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take the two words as one; completion asks here as well."""
        joined = " ".join(args[:2])
        if len(args) > 1 and joined in self.commands:
            args = [joined, *args[2:]]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="khrnn",
    cls=TwoWords,
    help="Check the separation claims of quantum machine learning: verdicts, certificates, exact "
    "simulation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
add(app, "verify", verify.verify)
add(app, "check", check.check)
add(app, "bound", bound.bound)
add(app, "hypergraph", hypergraph.hypergraph)
add(app, "contextuality", contextuality.contextuality)
add(app, "contextuality convert", convert.convert, prints="target")
add(app, "contextuality critical", critical.critical)
add(app, "contextuality draw", draw.draw)
add(app, "contextuality symmetry", symmetry.symmetry)
add(app, "contextuality fraction", fraction.fraction)
add(app, "degree", degree.degree)
add(app, "exclude", exclude.exclude)
app.add_typer(task.app, name="task")
app.add_typer(memory.app, name="memory")
add(app, "simulate", simulate.simulate)
app.add_typer(train.app, name="train")
app.add_typer(qumode.app, name="qumode")
add(app, "trainability", trainability.trainability)
add(app, "score", score.score)
add(app, "separation", separation.separation)
add(app, "report", report.report)


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
    try:
        app(args=sys.argv[1:])
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0
