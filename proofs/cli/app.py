"""The Typer application: names and order of the subcommands, imported only when they are asked for.

Here belongs the table. A subcommand that is named on the command line is built alone; the others
are for lists of commands, completion and the documentation.
"""

from __future__ import annotations

import functools
import os
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from proofs.cli.console import BAD_INPUT, add

COMMANDS: dict[str, tuple[str, str, str | None]] = {
    # name: module of proofs.cli, function (none for a group), see `console.guarded`
    "verify": ("verify", "verify", None),
    "check": ("check", "check", None),
    "bound": ("bound", "bound", None),
    "hypergraph": ("hypergraph", "hypergraph", None),
    "contextuality": ("contextuality", "contextuality", None),
    "contextuality convert": ("convert", "convert", "target"),
    "contextuality critical": ("critical", "critical", None),
    "contextuality draw": ("draw", "draw", None),
    "contextuality symmetry": ("symmetry", "symmetry", None),
    "contextuality fraction": ("fraction", "fraction", None),
    "degree": ("degree", "degree", None),
    "exclude": ("exclude", "exclude", None),
    "task": ("task", "", None),
    "memory": ("memory", "", None),
    "simulate": ("simulate", "simulate", None),
    "train": ("train", "", None),
    "qumode": ("qumode", "", None),
    "trainability": ("trainability", "trainability", None),
    "score": ("score", "score", None),
    "separation": ("separation", "separation", None),
    "report": ("report", "report", None),
}


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


def application(first: str = "") -> typer.Typer:
    """Build the application.

    Args:
        first: the first word on the command line. If it names a subcommand, only the subcommands
            that begin with it are there: each of the others would cost its import, and the options
            of the whole command what Typer needs to read them.

    Example:
        >>> application("verify").registered_commands[0].name
        'verify'
    """
    alone = first in COMMANDS
    made = typer.Typer(
        name="khrnn",
        cls=TwoWords,
        help="Check the separation claims of quantum machine learning: verdicts, certificates, "
        "exact simulation.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        add_completion=not alone,
        add_help_option=not alone,
    )
    made.callback(invoke_without_command=not alone)(_nothing if alone else _root)
    for name, (module, function, prints) in COMMANDS.items():
        if alone and name.split(maxsplit=1)[0] != first:
            continue
        found = import_module(f"proofs.cli.{module}")
        if function:
            add(made, name, getattr(found, function), prints=prints)
        else:
            made.add_typer(found.app, name=name)
    return made


def _nothing() -> None:
    """Check the separation claims of quantum machine learning."""


def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    """Check the separation claims of quantum machine learning."""
    if version:
        from importlib.metadata import version as installed

        print(f"khrnn {installed('khrnn')}")
        raise typer.Exit


@functools.cache
def _whole() -> typer.Typer:
    return application()


def __getattr__(name: str) -> typer.Typer:
    """Build `app`, the whole application, when it is asked for."""
    if name == "app":
        return _whole()
    raise AttributeError(name)


def run() -> int:
    """Run the application; return the exit status."""
    words = sys.argv[1:]
    # Completion has the words in the environment, and wants all commands.
    completing = "_KHRNN_COMPLETE" in os.environ
    try:
        status = application("" if completing else "".join(words[:1]))(
            args=words, prog_name="khrnn", standalone_mode=False
        )
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except Exception as error:
        # Typer's errors have no public base class that all its versions share.
        if not callable(getattr(error, "show", None)):
            raise
        return _bad_usage(error)
    return status if isinstance(status, int) else 0


def _bad_usage(error: Any) -> int:
    from proofs.cli.usage import misuse, wrong_type

    told = wrong_type(error) or misuse(error)
    if told is None:  # a group without a subcommand: its help
        error.show()
    else:
        print(f"khrnn: error: {told}", file=sys.stderr)
    return int(getattr(error, "exit_code", BAD_INPUT))
