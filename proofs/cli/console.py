"""What the subcommands share: errors, JSON, tables and exit statuses.

Exit statuses: 0 done and all well; 1 something was checked and failed, or timed out; 2 bad input;
130 interrupted; 141 nobody reads the output.
"""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

import typer

from proofs.cli import CLOSED_PIPE, drop_output

if TYPE_CHECKING:
    from rich.console import Console

P = ParamSpec("P")
R = TypeVar("R")

FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130
SHOWN_DIGITS = 40


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn bad input into one clear line and exit status 2, an interrupt into 130."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        # InputError and Malformed are ValueErrors of two packages that share no code.
        from contextuality.errors import InputError
        from proofs.kernel.verdict import Malformed

        try:
            return command(*args, **kwargs)
        except (InputError, Malformed) as error:
            fail(str(error))
        except RuntimeError as error:
            # contextuality.search.lrat.SolverError: a tool misbehaved, so nothing is known.
            if type(error).__name__ != "SolverError":
                raise
            print(f"khrnn: no answer: {error}", file=sys.stderr)
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            print("khrnn: interrupted", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # Typer would turn it into exit status 1, which means that a check failed.
            drop_output()
            raise typer.Exit(CLOSED_PIPE) from None

    return run


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
        return json.dumps(value, indent=2) + "\n"


def print_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json_text(value))


def integer_text(value: int) -> str:
    """Return an integer for a table: exact, or its leading digits and length if it is long.

    Example:
        >>> integer_text(10**50)
        '10000000...00000000 (51 digits)'
    """
    with _all_digits():
        digits = str(value)
    if len(digits) <= SHOWN_DIGITS:
        return digits
    return f"{digits[:8]}...{digits[-8:]} ({len(digits)} digits)"


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, or 118 columns where there is none."""
    from rich.console import Console

    class Piped(Console):
        """A console that leaves a closed pipe to `guarded`; its own answer is exit status 1."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 118
    return Piped(stderr=stderr, width=width, highlight=False, soft_wrap=False)
