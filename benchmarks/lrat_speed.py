"""Speed of the kernel's LRAT checker beside a plain textbook checker, in one run on one proof.

Run `python benchmarks/lrat_speed.py [--steps N] [--seed S] [--repeat R]`. Prints medians, ratios
and peak memory, all of one run on the same formula and proof. Timed too, if they are on PATH, with
their verdict line demanded: `acl2` with its books (Debian's packages acl2, acl2-books and
acl2-books-certs), whose checker projects/sat/lrat/stobj-based is verified; `cake_lpr` (verified;
made from the sources at cakeml.org); `lrat-check` of drat-trim (in C, not verified, and not sound:
see proofs/independent/external.py). ACL2's time includes its start and its loading of the book,
which are also timed alone. Correctness is the tests' business, not this script's.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from proofs.kernel.lrat import check_refutation, proof_lines

CHAIN = 1500  # variables x_0 .. x_CHAIN, each implied by the one before
SIDE = 100  # variables y, literals that clauses and lemmas carry along
POOL = 6  # side literals that clauses close to one another choose from
SPARE = 3  # clauses for each implication
SHORT = 20  # variables that a lemma jumps over at most if later lemmas use it
LIVE = 40_000  # lemmas kept before the oldest are deleted
BOOK = '(include-book "projects/sat/lrat/stobj-based/run" :dir :system)\n'
# Program -> what it reads on standard input, its arguments, the line of acceptance.
PROGRAMS = {
    "acl2": (BOOK + '(lrat::lrat-check "formula.cnf" "proof.lrat")\n', (), "s VERIFIED"),
    "cake_lpr": ("", ("formula.cnf", "proof.lrat"), "s VERIFIED UNSAT"),
    "lrat-check": ("", ("formula.cnf", "proof.lrat"), "c VERIFIED"),
}

Clause = tuple[int, ...]


def formula(rng: random.Random) -> list[Clause]:
    """Return implications x_i -> x_{i+1} with two side literals each, and the units that clash."""
    side = range(CHAIN + 2, CHAIN + 2 + SIDE)
    clauses: list[Clause] = []
    for i in range(1, CHAIN + 1):
        near = i * (SIDE - POOL) // CHAIN
        pool = side[near : near + POOL]
        clauses += [(-i, i + 1, *rng.sample(pool, 2)) for _ in range(SPARE)]
    return [*clauses, (1,), (-CHAIN - 1,), *((-y,) for y in side)]


def proof(clauses: list[Clause], steps: int, rng: random.Random) -> Iterator[str]:
    """Yield the lines of a refutation with `steps` lemmas of 10 to 30 hints.

    A lemma shortens a path of the chain. A hint is a clause of the formula or an earlier lemma
    that is still live and starts where the path has got to, so lemmas are of many lengths.
    """
    jumps: dict[int, list[tuple[int, int, Clause]]] = {}  # x -> (clause id, next x, side literals)
    for number, clause in enumerate(clauses[: CHAIN * SPARE], 1):
        jumps.setdefault(-clause[0], []).append((number, clause[1], clause[2:]))
    recent: dict[int, tuple[int, int, Clause]] = {}  # x -> a short live lemma that starts there
    live: list[tuple[int, int]] = []
    last = len(clauses)
    for _ in range(steps - 1):
        start = at = rng.randint(1, CHAIN - 30 * SHORT)
        side: set[int] = set()
        hints: list[int] = []
        for _ in range(rng.randint(10, 30)):
            number, following, extra = rng.choice(jumps[at])
            if at in recent and rng.random() < 0.5:
                number, following, extra = recent[at]
            hints.append(number)
            side.update(extra)
            at = following
        last += 1
        lemma = (-start, at, *sorted(side))
        yield f"{last} {' '.join(map(str, lemma))} 0 {' '.join(map(str, hints))} 0"
        live.append((last, start))
        if at - start <= SHORT:
            recent[start] = last, at, tuple(side)
        if len(live) == LIVE:
            gone, live = live[: LIVE // 2], live[LIVE // 2 :]
            yield f"{last} d {' '.join(str(number) for number, _ in gone)} 0"
            for number, start in gone:
                if start in recent and recent[start][0] == number:
                    del recent[start]
    units = range(CHAIN * SPARE + 1, len(clauses) + 1)
    chain = range(1, CHAIN * SPARE, SPARE)
    hints = [units[0], *units[2:], *chain, units[1]]
    yield f"{last + 1} 0 {' '.join(map(str, hints))} 0"


def textbook(clauses: list[Clause], path: Path) -> int:
    """Check an LRAT proof the plain way: lists of integers, one literal at a time."""
    live = {number: list(clause) for number, clause in enumerate(clauses, 1)}
    steps = 0
    with path.open() as stream:
        for line in stream:
            tokens = line.split()
            if tokens[1] == "d":
                for token in tokens[2:-1]:
                    del live[int(token)]
                continue
            fields = [int(token) for token in tokens]
            end = fields.index(0, 1)
            lemma = fields[1:end]
            value = {-literal: True for literal in lemma}
            refuted = False
            for hint in fields[end + 1 : -1]:
                unit = None
                for literal in live[hint]:
                    if value.get(-literal):
                        continue
                    if unit is not None:
                        raise ValueError(f"step {fields[0]}: hint {hint} is not unit")
                    unit = literal
                if unit is None:
                    refuted = True
                    break
                value[unit] = True
            if not refuted:
                raise ValueError(f"step {fields[0]}: no conflict")
            live[fields[0]] = lemma
            steps += 1
    return steps


def kernel(clauses: list[Clause], path: Path, digest: str) -> int:
    """Check the proof as `proofs.kernel.check` does, digest included."""
    with path.open("rb") as stream:
        return check_refutation(clauses, CHAIN + 1 + SIDE, proof_lines(stream, digest))


def timed(run: Callable[[], int]) -> tuple[float, int]:
    """Return the seconds of processor time, and the steps that were checked."""
    started = time.process_time()
    steps = run()
    return time.process_time() - started, steps


def measured(program: str, text: str, arguments: tuple[str, ...], folder: str) -> tuple[float, str]:
    """Return the seconds of processor time that a program took, and its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [program, *arguments], input=text, cwd=folder, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stdout


def report(name: str, seconds: list[float], steps: int, kernel_time: float, peak: float) -> None:
    """Print one line of the table."""
    middle = statistics.median(seconds)
    print(
        f"{name:<12}{steps / middle:>10.0f} steps/s  (best {steps / min(seconds):>8.0f})  "
        f"{middle:>7.2f} s  time / kernel's {middle / kernel_time:>5.2f}  peak {peak:>6.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - test data, not a secret
    clauses = formula(rng)
    with tempfile.TemporaryDirectory() as folder:
        path, cnf = Path(folder) / "proof.lrat", Path(folder) / "formula.cnf"
        state, hints, literals = hashlib.sha256(), 0, 0
        with path.open("wb") as stream:
            for line in proof(clauses, options.steps, rng):
                data = line.encode() + b"\n"
                state.update(data)
                stream.write(data)
                if b" d " not in data:
                    zero = data.index(b" 0 ")
                    literals += data.count(b" ", 0, zero)
                    hints += data.count(b" ", zero + 3)
        cnf.write_text(
            f"p cnf {CHAIN + 1 + SIDE} {len(clauses)}\n"
            + "".join(" ".join(map(str, clause)) + " 0\n" for clause in clauses)
        )
        megabytes = path.stat().st_size / 1e6
        print(
            f"{options.steps} steps, {megabytes:.0f} MB, {hints / options.steps:.1f} hints and "
            f"{literals / options.steps:.1f} literals a lemma"
        )
        ours, theirs = [], []
        for _ in range(options.repeat):  # in turns, so that a busy machine slows both
            seconds, steps = timed(lambda: kernel(clauses, path, state.hexdigest()))
            ours.append(seconds)
            if len(ours) == 1:  # the process only grows: later figures would count the other's
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            seconds, plain_steps = timed(lambda: textbook(clauses, path))
            theirs.append(seconds)
            plain_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            if plain_steps != steps:
                raise SystemExit(f"the checkers disagree: {steps} and {plain_steps} steps")
        kernel_time = statistics.median(ours)
        report("kernel", ours, steps, kernel_time, peak)
        report("textbook", theirs, steps, kernel_time, plain_peak)
        for name, (text, arguments, verdict) in PROGRAMS.items():
            program = shutil.which(name)
            if program is None:
                print(f"{name:<12}not on PATH, not timed")
                continue
            times = []
            for _ in range(options.repeat):
                seconds, output = measured(program, text, arguments, folder)
                if verdict not in output.splitlines():
                    raise SystemExit(f"{name} did not print {verdict!r}")
                times.append(seconds)
            # The largest of all programs so far: right for the largest, a bound for the others.
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            report(name, times, steps, kernel_time, most)
            if name == "acl2":
                seconds, _ = measured(program, BOOK, (), folder)
                print(f"{'':<12}of which {seconds:.2f} s are its start and the loading of its book")


if __name__ == "__main__":
    main()
