"""What the subcommands share: errors, JSON, tables, quiet and exit statuses.

Exit statuses: 0 done and all well; 1 something was checked and failed, or timed out; 2 bad input;
130 interrupted; 141 nobody reads the output. The page is docs/reference/exit_codes.md.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer

from proofs.cli import CLOSED_PIPE, drop_output, interrupts
from proofs.cli.digits import digits, json_with_long_integers

if TYPE_CHECKING:
    from rich.console import Console

    from contextuality.errors import InputError

P = ParamSpec("P")
R = TypeVar("R")

FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130
SHOWN_DIGITS = 40
ALIASES = {"l": "limit", "rate": "learning_rate"}
"""What libraries call a value, and what its option is called."""


Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        help="Print no progress, and nothing but errors unless --json is given; the exit status "
        "tells.",
    ),
]


@dataclass
class _Running:
    """What the subcommand that runs was asked for, for the helpers below."""

    quiet: bool = False
    seed: int | None = None
    command: str = "khrnn"


_running = _Running()


def guarded(
    command: Callable[P, R], *, prints: str | None = None, name: str = "khrnn"
) -> Callable[P, R]:
    """Make a subcommand of a function: the conventions that all of them share.

    Bad input becomes one clear line and exit status 2, an interrupt 130. The option `--quiet` is
    added unless the function has its own: it silences progress, and standard output unless `--json`
    is given.

    Args:
        command: the function; its parameters are declared as Typer wants them.
        prints: the parameter that names a file, of a function whose product goes to standard
            output if the file is not given: then `--quiet` leaves standard output alone.
        name: what the user types, for the origin that certificates state.
    """
    signature = inspect.signature(command, eval_str=True)
    added = "quiet" not in signature.parameters

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        given: dict[str, Any] = kwargs
        quiet = bool(given.pop("quiet", False) if added else given["quiet"])
        _running.quiet, _running.seed, _running.command = quiet, given.get("seed"), name
        product = prints is not None and str(given.get(prints) or "-") == "-"
        silent = quiet and added and not product and not given.get("as_json", False)
        with contextlib.ExitStack() as stack:
            if silent:
                nowhere = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
                stack.enter_context(contextlib.redirect_stdout(nowhere))
            return watched(*args, **kwargs)

    def watched(*args: P.args, **kwargs: P.kwargs) -> R:
        # InputError and Malformed are ValueErrors of two packages that share no code.
        from contextuality.errors import InputError
        from proofs.kernel.verdict import Malformed

        interrupts.running()
        try:
            result = command(*args, **kwargs)
            interrupts.finished()
        except InputError as error:
            fail(str(_by_option(error, command)))
        except Malformed as error:
            fail(str(error))
        except MemoryError as error:
            # numpy says how much it asked for; Python says nothing.
            fail(f"expected sizes that fit into memory, found: {error or 'too large ones'}")
        except RuntimeError as error:
            if "can't allocate memory" in str(error):  # torch's, on a processor
                fail("expected sizes that fit into memory, found: too large ones")
            # contextuality.search.lrat.SolverError: a tool misbehaved, so nothing is known.
            if type(error).__name__ != "SolverError":
                raise
            print(f"khrnn: no answer: {error}", file=sys.stderr)
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            print(interrupts.line(), file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # Typer would turn it into exit status 1, which means that a check failed.
            drop_output()
            raise typer.Exit(CLOSED_PIPE) from None
        return result

    if added:
        quiet = inspect.Parameter(
            "quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Quiet
        )
        parameters = [*signature.parameters.values(), quiet]
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return run


STATUSES = (
    "Exit status: 0 done and all well; 1 something was checked and failed, or no answer in time; "
    "2 bad input; 130 interrupted. See docs/reference/exit_codes.md."
)


def add(
    app: typer.Typer, name: str, command: Callable[..., Any], *, prints: str | None = None
) -> None:
    """Make a function a subcommand, with the conventions of `guarded` and the exit statuses.

    Args:
        app: the application, or a group; either has its name.
        name: what the user types.
        command: the function.
        prints: see `guarded`.
    """
    group = "" if app.info.name == "khrnn" else f"{app.info.name} "
    full = f"khrnn {group}{name}"
    app.command(name, epilog=STATUSES)(guarded(command, prints=prints, name=full))


def _by_option(error: InputError, command: Callable[..., object]) -> InputError:
    """Return the error with the name that the user types where it has a parameter's."""
    from contextuality.errors import InputError

    head = re.split(r"[^a-z_ ]", error.where, maxsplit=1)[0]
    rest, name = error.where[len(head) :], head.replace(" ", "_")
    parameters = inspect.signature(command, eval_str=True).parameters
    name = name if name in parameters else ALIASES.get(name, name)
    parameter = parameters.get(name)
    for declared in getattr(parameter and parameter.annotation, "__metadata__", ()):
        if isinstance(declared, typer.models.ArgumentInfo) and declared.metavar:
            where = declared.metavar + rest
            return InputError(where=where, expected=error.expected, found=error.found)
        if isinstance(declared, typer.models.OptionInfo):
            flags = [flag for flag in declared.param_decls or () if flag.startswith("--")]
            option = flags[0].split("/")[0] if flags else "--" + name.replace("_", "-")
            return InputError(where=option + rest, expected=error.expected, found=error.found)
    return error


def running_origin() -> dict[str, str]:
    """Return what a file says of the subcommand that writes it: version, name, any seed."""
    from proofs.provenance import origin

    return origin(_running.command, _running.seed)


def note(text: str) -> None:
    """Print a line on standard error that is no error, unless with `--quiet`."""
    if not _running.quiet:
        print(text, file=sys.stderr)


def fail(message: str) -> NoReturn:
    """Print an error line and leave with exit status 2."""
    print(f"khrnn: error: {message}", file=sys.stderr)
    raise typer.Exit(BAD_INPUT)


@contextlib.contextmanager
def _all_digits() -> Iterator[None]:
    """Lift Python's refusal to write integers of over 4300 digits, for our own integers."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


def json_text(value: object) -> str:
    """Return indented JSON; integers of any size are written exactly."""
    with _all_digits():
        return json_with_long_integers(value) + "\n"


def print_json(value: dict[str, Any]) -> None:
    """Print an object as JSON, with what produced it under "provenance"."""
    from proofs.provenance import provenance

    sys.stdout.write(json_text({**value, "provenance": provenance(_running.seed)}))


def integer_text(value: int) -> str:
    """Return an integer for a table: exact, or its leading digits and length if it is long.

    Example:
        >>> integer_text(10**50)
        '10000000...00000000 (51 digits)'
    """
    with _all_digits():
        text = digits(value)
    if len(text) <= SHOWN_DIGITS:
        return text
    return f"{text[:8]}...{text[-8:]} ({len(text)} digits)"


class Progress:
    """One line of standard error that says how far the work is; nothing with `--quiet`.

    On a terminal the line is rewritten. Elsewhere it is printed when its mark is another one than
    before: what a log should keep.
    """

    def __init__(self) -> None:
        self._mark: object = None

    def show(self, text: str, mark: object = None) -> None:
        """Show a line; without a mark, on terminals only."""
        if _running.quiet:
            return
        if sys.stderr.isatty():
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)
        elif mark != self._mark:
            print(text, file=sys.stderr, flush=True)
        self._mark = mark

    @staticmethod
    def clear() -> None:
        """Take the line off the terminal."""
        if sys.stderr.isatty() and not _running.quiet:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, or 118 columns where there is none.

    With `--quiet` the console of standard error shows nothing.
    """
    from rich.console import Console

    class Piped(Console):
        """A console that leaves a closed pipe to `guarded`; its own answer is exit status 1."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 118
    silent = stderr and _running.quiet
    return Piped(stderr=stderr, width=width, highlight=False, soft_wrap=False, quiet=silent)
