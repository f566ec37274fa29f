"""Write the table that `khrnn verify` prints into README.md, between its two markers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = "<!-- claims table: written by tools/update_readme.py -->"
END = "<!-- end of claims table -->"


def main() -> None:
    """Run the claims and replace the table; stop if a claim fails."""
    done = subprocess.run(
        [sys.executable, "-m", "proofs.cli", "verify"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    table = "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines()).strip("\n")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(START)
    _, after = rest.split(END)
    fresh = f"{before}{START}\n\n```text\n$ khrnn verify\n{table}\n```\n\n{END}{after}"
    readme.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
