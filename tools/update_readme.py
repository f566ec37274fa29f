"""Write what `khrnn verify --long` prints to docs/claims.md, and its last lines to README.md."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = "<!-- claims table: written by tools/update_readme.py -->"
END = "<!-- end of claims table -->"


def main() -> None:
    """Run the claims and replace the tables; stop if a claim fails."""
    done = subprocess.run(
        [sys.executable, "-m", "proofs.cli", "verify", "--long", "--statements"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    while not lines[0]:
        del lines[0]
    page = ROOT / "docs" / "claims.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(_replaced(text, "khrnn verify --long --statements", lines), encoding="utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    last = next(i for i, line in enumerate(lines) if " claims: " in line)
    readme.write_text(_replaced(text, "khrnn verify --long", lines[last:]), encoding="utf-8")


def _replaced(text: str, command: str, lines: list[str]) -> str:
    before, rest = text.split(START)
    _, after = rest.split(END)
    printed = "\n".join(lines)
    return f"{before}{START}\n\n```text\n$ {command}\n{printed}\n```\n\n{END}{after}"


if __name__ == "__main__":
    main()
