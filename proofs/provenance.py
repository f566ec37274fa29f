"""What produced an output: versions, the kind of machine, the checkout, the seed.

Here belong facts about this installation. No host name, user name or path is among them.
"""

from __future__ import annotations

import functools
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

GIT_SECONDS = 5.0  # a checkout that does not answer sooner is not asked


@functools.cache
def version(package: str = "khrnn") -> str:
    """Return the version of an installed package, or "unknown".

    Example:
        >>> version("no-such-package")
        'unknown'
    """
    try:
        return installed(package)
    except PackageNotFoundError:
        return "unknown"


def kind_of_platform() -> str:
    """Return the operating system and the processor, such as "Linux x86_64"."""
    return f"{platform.system()} {platform.machine()}"


def provenance(seed: int | None = None) -> dict[str, Any]:
    """Return what stands in every JSON output: versions, platform, and the seed if there is one.

    Args:
        seed: of all random choices, or None where there are none.

    Example:
        >>> list(provenance(7)), provenance(7)["seed"]
        (['khrnn', 'python', 'platform', 'seed'], 7)
    """
    return {
        "khrnn": version(),
        "python": platform.python_version(),
        "platform": kind_of_platform(),
        "seed": seed,
    }


def origin(command: str, seed: int | None = None) -> dict[str, str]:
    """Return what a certificate file says wrote it: texts that are the same whenever it is written.

    Args:
        command: the subcommand, such as "khrnn degree"; no arguments, which may be paths.
        seed: of all random choices, or None where there are none.

    Returns:
        Facts as docs/formats/README.md wants them under "provenance"; no date and no machine.

    Example:
        >>> list(origin("khrnn verify", 7).values())[1:]
        ['khrnn verify', '7']
    """
    facts = {"khrnn": version(), "command": command}
    return facts if seed is None else {**facts, "seed": str(seed)}


def line(seed: int | None = None) -> str:
    """Return the same as one line, for a comment in a file that is no JSON.

    Example:
        >>> line(7).startswith("khrnn "), line(7).endswith("seed 7")
        (True, True)
    """
    facts = provenance(seed)
    said = f"khrnn {facts['khrnn']}, Python {facts['python']}, {facts['platform']}"
    return said if seed is None else f"{said}, seed {seed}"


def processors() -> int:
    """Return how many processors this process may use; at least 1."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def now() -> str:
    """Return the time, UTC, to the second.

    Example:
        >>> len(now()), now()[-1]
        (20, 'Z')
    """
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def commit() -> str | None:
    """Return the commit of the checkout this package lies in, "-modified" behind it if it differs.

    Returns:
        40 hexadecimal digits, and "-modified" if tracked files differ from the commit; None if
        the package lies in no checkout of its own, or git is not there.
    """
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return None

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["git", "-C", str(root), *words]
        return subprocess.run(  # noqa: S603 - fixed words, no shell
            command, capture_output=True, text=True, timeout=GIT_SECONDS, check=False
        )

    try:
        head = git("rev-parse", "HEAD")
        if head.returncode:
            return None
        changed = git("diff", "--quiet", "HEAD", "--").returncode
    except (OSError, subprocess.TimeoutExpired):
        return None
    return head.stdout.strip() + ("-modified" if changed else "")
