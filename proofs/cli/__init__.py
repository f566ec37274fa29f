"""The command `khrnn`: one file per subcommand, imported only when it runs.

Here belong arguments, printing and exit statuses. `khrnn check` goes to the kernel before anything
else is imported, so that what checks a certificate is the standard library and the kernel alone.
"""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    words = sys.argv[1:]
    if words[:1] == ["check"] and "--independent" not in words:
        from proofs.kernel.__main__ import main as check_main

        sys.exit(check_main(words[1:]))
    from proofs.cli.app import run

    sys.exit(run())
