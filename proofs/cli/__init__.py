"""The command `khrnn`: one file per subcommand, imported only when it runs.

Here belong arguments, printing and exit statuses. `khrnn check` goes to the kernel before anything
else is imported, so that what checks a certificate is the standard library and the kernel alone.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing takes a moment to load, in which Ctrl-C is not ours yet
if TYPE_CHECKING:
    from typing import NoReturn

CLOSED_PIPE = 141  # what a shell reports for a program that SIGPIPE ended


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    try:
        from proofs.cli.interrupts import done, install

        install()
        status = _dispatch(sys.argv[1:])
        sys.stdout.flush()
        done()
    except KeyboardInterrupt:
        print("khrnn: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        drop_output()
        sys.exit(CLOSED_PIPE)
    except OSError as error:
        # Input files have their own messages: what is left is our output, on a full disk, say.
        drop_output()
        print(f"khrnn: error: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        sys.exit(2)
    sys.exit(status)


def _dispatch(words: list[str]) -> int:
    # With --json the answer says what produced it, which is none of the kernel's business.
    plain = all(word == "--quiet" or not word.startswith("-") for word in words[1:])
    if words[:1] == ["check"] and len(words) > 1 and plain:
        from proofs.cli.interrupts import running
        from proofs.kernel.__main__ import main as check_main

        running()
        return check_main(words[1:])
    from proofs.cli.app import run

    return run()


def drop_output() -> None:
    """Let the interpreter's last flush go nowhere instead of failing again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
