"""Build build/khrnn-check.pyz: the kernel as one file that any Python 3.11 or newer runs."""

from __future__ import annotations

import shutil
import tempfile
import zipapp
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "khrnn-check.pyz"
MAIN = "import sys\nfrom proofs.kernel.__main__ import run\nsys.exit(run())\n"


def build(target: Path = TARGET) -> Path:
    """Copy the kernel and nothing else into a zip application, and return its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        (staged / "proofs" / "kernel").mkdir(parents=True)
        (staged / "__main__.py").write_text(MAIN, encoding="utf-8")
        (staged / "proofs" / "__init__.py").write_text("", encoding="utf-8")
        for source in sorted((ROOT / "proofs" / "kernel").glob("*.py")):
            shutil.copyfile(source, staged / "proofs" / "kernel" / source.name)
        fresh = target.with_suffix(".new")
        zipapp.create_archive(staged, fresh, interpreter="/usr/bin/env python3")
        fresh.replace(target)
    return target


if __name__ == "__main__":
    print(build())
