"""The program of the solver process: CaDiCaL on one formula, with a FRAT proof.

Belongs here: the calls of python-sat's module `pysolvers`, which is private to that package and
therefore pinned, kept in a process of its own and touched nowhere else. Does not belong here:
anything else: the file is run as a script and imports nothing of this package.

Usage: cadical_process.py FORMULA PROOF. Reads DIMACS, writes FRAT, prints the verdict line and,
for satisfiable formulas, the model, in the format of the SAT competitions.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(formula: str, proof: str) -> None:
    """Solve a formula and write its proof.

    Args:
        formula: the DIMACS file.
        proof: the FRAT file to write.
    """
    import pysolvers  # noqa: PLC0415  (loads every solver; importing this file must stay cheap)

    tokens = iter(
        token
        for line in Path(formula).read_text(encoding="ascii").split("\n")
        if not line.startswith(("c", "p"))
        for token in line.split()
    )
    solver = pysolvers.cadical195_new()
    # Both must be set before the trace is attached: text, and FRAT with hints, whose lines name
    # the clauses given; the solver's own LRAT numbers them wrongly if it simplifies one on arrival.
    pysolvers.cadical195_set(solver, "binary", 0)
    pysolvers.cadical195_set(solver, "frat", 1)
    with Path(proof).open("w+b") as trace:
        pysolvers.cadical195_tracepr(solver, trace)
        clause: list[int] = []
        for token in tokens:
            if token == "0":  # noqa: S105  (the end of a clause, not a password)
                pysolvers.cadical195_add_cl(solver, clause)
                clause = []
            else:
                clause.append(int(token))
        satisfiable = pysolvers.cadical195_solve(solver, [], 1)
        model = pysolvers.cadical195_model(solver) if satisfiable else None
        pysolvers.cadical195_del(solver, trace)  # also writes out what is left of the trace
    if satisfiable:
        sys.stdout.write(f"s SATISFIABLE\nv {' '.join(map(str, model or []))} 0\n")
    else:
        sys.stdout.write("s UNSATISFIABLE\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
