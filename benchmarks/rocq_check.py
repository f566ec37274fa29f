"""Speed of `khrnn check --rocq` on refutations, beside the kernel, in one run on one proof.

Run `python benchmarks/rocq_check.py [--steps N...] [--seed S]`; needs coqc (Debian's package
coq). The proofs are those of lrat_speed.py: 20 hints and 10 to 60 literals a lemma, much longer
than those of vector sets. Prints what Rocq takes in all and for the check alone, in processor
time; the difference is reading in the formula and the proof. Correctness is the tests' business,
not this script's.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.lrat_speed import CHAIN, SIDE, children, formula, proof
from proofs.certificates import rocq, rocq_run
from proofs.kernel.lrat import check_refutation


def rocq_seconds(text: str, folder: Path) -> tuple[float, float]:
    """Return the processor seconds of a whole run of coqc, and of checking the theorem in it."""
    library = rocq_run.compiled(rocq_run.required(text))
    (folder / "Certificate.v").write_text(text.replace("Qed.", "Time Qed."), encoding="ascii")
    started = children()
    done = rocq_run.run(["-Q", str(library), "Khrnn", "Certificate.v"], folder, 3600)
    seconds = children() - started
    if done.returncode or not done.stdout.endswith(rocq_run.CLOSED):
        raise SystemExit(f"Rocq did not prove it: {done.stderr}")
    return seconds, float(re.findall(r"\(([\d.]+)u,", done.stdout)[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, nargs="+", default=[1000, 3000, 10_000])
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for steps in options.steps:
        rng = random.Random(options.seed)  # noqa: S311 - test data, not a secret
        clauses = formula(rng)
        lines = list(proof(clauses, steps, rng))
        started = time.process_time()
        check_refutation(clauses, CHAIN + 1 + SIDE, iter([line.encode() for line in lines]))
        kernel = time.process_time() - started
        text = rocq.refutation_source(clauses, "\n".join(lines) + "\n")
        with tempfile.TemporaryDirectory() as folder:
            whole, check = rocq_seconds(text, Path(folder))
        print(
            f"{steps:6d} steps, {len(text) / 1e6:.2f} MB: Rocq {whole:6.1f} s "
            f"({steps / whole:.0f} steps/s), check alone {check:.2f} s ({steps / check:.0f} "
            f"steps/s); kernel {kernel:.3f} s, ratio {whole / kernel:.0f}"
        )


if __name__ == "__main__":
    main()
