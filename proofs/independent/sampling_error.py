"""Second opinions on the least error of a memory of b bits.

Belongs here: docs/formats/error.md read and decided once more: truth tables of all hypergraphs
instead of derivatives, Fourier coefficients from the definition, propagation without hints, and the
laws of all tokens with a solver for small cases. Does not belong here: other counts of memory.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.errors import InputError
from proofs.independent.external import dimacs, refutation_opinions
from proofs.independent.opinion import Deadline, NotApplicableError, Opinion, RejectedError, ask
from proofs.independent.reader import fail, fields, increasing, integer, items, one_of, string
from proofs.independent.rup import check_refutation

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

MAX_CLAUSES = 1_000_000
SCRATCH_EDGES = 6


@dataclass(frozen=True)
class Bound:
    """A statement about the error of memories of so many bits."""

    upper: bool
    n: int
    k: int
    group: bool
    bits: int
    error: int

    @property
    def hypergraphs(self) -> int:
        """Return how many hypergraphs there are."""
        return 1 << math.comb(self.n, self.k)

    def spreads(self) -> npt.NDArray[np.int64]:
        """Return for each difference how many points at most a shift of the family tells apart."""
        points = range(1 << self.n)
        subsets = [set(e) for e in combinations(range(self.n), self.k)]
        supports = [{v for v in range(self.n) if z >> v & 1} for z in points]
        inside = np.array([[e <= support for support in supports] for e in subsets], dtype=int)
        chosen = np.arange(self.hypergraphs)[:, None] >> np.arange(len(subsets)) & 1
        values = chosen @ inside % 2
        shifts = [a for a in points if a and (self.group or a & (a - 1) == 0)]
        counts = [(values != values[:, [z ^ a for z in points]]).sum(axis=1) for a in shifts]
        longest: npt.NDArray[np.int64] = np.array(counts, dtype=np.int64).max(axis=0)
        return longest


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], folder: Path, time_limit: float
) -> tuple[Opinion, ...]:
    """Ask both checkers about a statement of docs/formats/error.md.

    Args:
        statement: of kind "sampling-error-upper" or "sampling-error-lower".
        certificate: of a kind that goes with it.
        folder: where a proof file is.
        time_limit: seconds for each checker.

    Raises:
        InputError: if statement or certificate are not of the grammar.

    Source: docs/formats/error.md.
    """
    bound = _bound(statement)
    kind = certificate["kind"]
    names = {
        "linear-classes": ("basis",),
        "difference-weights": ("weights",),
        "class-refutation": ("sha256",),
        "class-cover": ("cases", "cover"),
    }[kind]
    parts = fields(certificate, "certificate", ("kind", *names))
    if kind == "linear-classes":
        basis = [
            integer(row, "basis", 1, 4095) for row in items(parts["basis"], "certificate.basis")
        ]
        if len(basis) > 12:
            fail("certificate.basis", "at most 12 differences", str(len(basis)))
    elif kind == "difference-weights":
        weights = [
            integer(w, "weights", -(1 << 32), 1 << 32)
            for w in items(parts["weights"], "certificate.weights", 2, 1 << 15)
        ]
    elif kind == "class-refutation":
        digest = string(parts["sha256"], "certificate.sha256", 64)
        if len(digest) != 64 or digest.strip("0123456789abcdef"):
            fail("certificate.sha256", "64 hexadecimal digits", digest)
    else:
        cases = _cases(parts["cases"], bound)
        final = _cover(parts["cover"], bound, "certificate.cover")

    def judge(deadline: Deadline) -> str:
        if kind == "linear-classes":
            return _classes(bound, basis)
        if kind == "difference-weights":
            return _weights(bound, weights, deadline)
        if kind == "class-refutation":
            return _refuted(bound, folder, digest, deadline)
        return _covered(bound, cases, final, deadline)

    own = ask(f"certificate/{kind}", judge, time_limit)
    programs: tuple[Opinion, ...] = ()
    if kind == "class-refutation":
        size = bound.hypergraphs << bound.bits
        programs = refutation_opinions(
            lambda: dimacs(size, _clauses(bound)), folder / f"{digest}.lrat", time_limit
        )
    return (
        own,
        *programs,
        ask("statement/laws", lambda deadline: _scratch(bound, deadline), time_limit),
    )


# ---- grammar -----------------------------------------------------------------------------


def _bound(statement: dict[str, Any]) -> Bound:
    keys = fields(statement, "statement", ("kind", "n", "k", "measurements", "bits", "error"))
    n = integer(keys["n"], "statement.n", 1, 8)
    k = integer(keys["k"], "statement.k", 1, n)
    integer(math.comb(n, k), "binom(n, k)", 1, 12)
    asked = one_of(keys["measurements"], "statement.measurements", ("generators", "group"))
    bits = integer(keys["bits"], "statement.bits", 0, math.comb(n, k))
    upper = keys["kind"] == "sampling-error-upper"
    error = integer(keys["error"], "statement.error", 0 if upper else 1, 1 << n)
    return Bound(upper, n, k, asked == "group", bits, error)


def _cover(value: object, bound: Bound, where: str) -> list[list[int]]:
    rows = [increasing(row, where) for row in items(value, where, 0, bound.hypergraphs)]
    if any(d < 1 or d >= bound.hypergraphs for row in rows for d in row):
        fail(where, f"differences from 1 to {bound.hypergraphs - 1}", "another integer")
    return rows


def _cases(value: object, bound: Bound) -> list[tuple[int, list[list[int]]]]:
    found = []
    for item in items(value, "certificate.cases", 0, 4096):
        keys = fields(item, "certificate.cases", ("difference", "cover"))
        chosen = integer(keys["difference"], "difference", 1, bound.hypergraphs - 1)
        found.append((chosen, _cover(keys["cover"], bound, "certificate.cases")))
    return found


# ---- the certificates --------------------------------------------------------------------


def _classes(bound: Bound, basis: list[int]) -> str:
    spreads = bound.spreads()
    span = {0}
    for row in basis:
        span |= {d ^ row for d in span}
    if max(span) >= bound.hypergraphs:
        raise RejectedError("a difference with an edge that is not there")
    if len(span) < 1 << len(basis):
        raise RejectedError("the differences are dependent")
    worst = max(int(spreads[d]) for d in span)
    if worst > bound.error:
        raise RejectedError(f"a class errs by {worst}")
    if bound.hypergraphs // len(span) > 1 << bound.bits:
        raise RejectedError(f"there are {bound.hypergraphs // len(span)} classes")
    return f"{len(span)} hypergraphs a class, error {worst}"


def _weights(bound: Bound, weights: list[int], deadline: Deadline) -> str:
    size = bound.hypergraphs
    if len(weights) != size:
        raise RejectedError(f"{len(weights)} weights for {size} differences")
    spreads = bound.spreads()
    if any(w > 0 and spreads[d] < bound.error for d, w in enumerate(weights) if d):
        raise RejectedError("a positive weight of a short difference")
    column = np.array(weights, dtype=np.int64)
    places = np.arange(size)
    parity = np.array([i.bit_count() & 1 for i in range(size)])
    for y in range(size):
        deadline.check()
        if int(column @ (1 - 2 * parity[places & y])) < 0:
            raise RejectedError(f"Fourier coefficient {y} is negative")
    total = sum(weights)
    if total <= 0:
        raise RejectedError("the sum is not positive")
    # |A|^2 total <= |A| size weights[0] for a class A; 2^bits such classes must not suffice.
    most = max(m for m in range(size + 1) if m * total <= size * weights[0])
    if most * 2**bound.bits >= size:
        raise RejectedError(f"classes of {most} would suffice")
    return f"classes have at most {most} of {size} hypergraphs"


def _clauses(bound: Bound) -> list[list[int]]:
    spreads = bound.spreads()
    states, size = 2**bound.bits, bound.hypergraphs
    far = [d for d in range(1, size) if spreads[d] >= bound.error]
    if 1 + size + size * len(far) * states // 2 > MAX_CLAUSES:
        fail("statement", f"at most {MAX_CLAUSES} clauses", "more")
    clauses: list[list[int]] = [[1]]
    clauses += [[1 + h * states + c for c in range(states)] for h in range(size)]
    for h in range(size):
        for d in far:
            if h ^ d > h:
                clauses += [
                    [-(1 + h * states + c), -(1 + (h ^ d) * states + c)] for c in range(states)
                ]
    return clauses


def _refuted(bound: Bound, folder: Path, digest: str, deadline: Deadline) -> str:
    clauses = _clauses(bound)
    path = folder / f"{digest}.lrat"
    if not path.is_file():
        fail(str(path), "the proof file", "no file")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise RejectedError("the proof file has another SHA-256")
    lemmas = check_refutation(clauses, bound.hypergraphs << bound.bits, content, deadline)
    return f"{lemmas} lemmas follow from {len(clauses)} clauses by own propagation"


def _covered(
    bound: Bound,
    cases: list[tuple[int, list[list[int]]]],
    final: list[list[int]],
    deadline: Deadline,
) -> str:
    spreads = bound.spreads()
    least = math.ceil(bound.hypergraphs / 2**bound.bits)
    short = {d for d in range(1, bound.hypergraphs) if spreads[d] < bound.error}

    def largest(candidates: set[int], cover: list[list[int]]) -> int:
        deadline.check()
        for row in cover:
            if any(spreads[d ^ e] < bound.error for d, e in combinations(row, 2)):
                raise RejectedError("a set of a cover has two that may be of one class")
        if not candidates <= {d for row in cover for d in row}:
            raise RejectedError("a difference that may join is not covered")
        return len(cover)

    for chosen, cover in cases:
        if chosen not in short:
            raise RejectedError(f"difference {chosen} is long or was named before")
        short.discard(chosen)
        joined = {d for d in short if spreads[d ^ chosen] < bound.error}
        if 2 + largest(joined, cover) >= least:
            raise RejectedError(f"the class of 0 and {chosen} may be large enough")
    if 1 + largest(short, final) >= least:
        raise RejectedError("a class of none of those named may be large enough")
    return f"no class of {least}, in {len(cases)} cases"


# ---- the statement -----------------------------------------------------------------------


def _scratch(bound: Bound, deadline: Deadline) -> str:
    """Decide by the laws of all tokens, and a solver for the colouring."""
    from pysat.solvers import Solver  # noqa: PLC0415 - slow to load

    from khrnn.classical.memory import Family, response_table  # noqa: PLC0415 - as well

    if math.comb(bound.n, bound.k) > SCRATCH_EDGES:
        raise NotApplicableError(f"more than {SCRATCH_EDGES} possible edges")
    try:
        family = Family.GROUP if bound.group else Family.GENERATORS
        distances = response_table(bound.n, bound.k, family).distances()
    except InputError as error:
        raise NotApplicableError(f"too many tokens: {error}") from None
    deadline.check()
    # Means times 2^n differ by twice the number of points; a class errs by less than, or at most.
    far = distances > 2 * bound.error if bound.upper else distances >= 2 * bound.error
    states, size = 2**bound.bits, bound.hypergraphs
    apart: list[int] = []  # pairwise far: each needs a memory state of its own
    for h in range(size):
        if all(far[h, other] for other in apart):
            apart.append(h)
    if len(apart) > states:
        if bound.upper:
            raise RejectedError(f"{len(apart)} hypergraphs are pairwise far")
        return f"the laws of all tokens; {len(apart)} hypergraphs are pairwise far"
    with Solver("cadical153") as solver:
        for c, h in enumerate(apart):
            solver.add_clause([1 + h * states + c])
        for h in range(size):
            solver.add_clause([1 + h * states + c for c in range(states)])
            for other in np.flatnonzero(far[h, :h]).tolist():
                for c in range(states):
                    solver.add_clause([-(1 + h * states + c), -(1 + other * states + c)])
        possible = bool(solver.solve())
    if possible != bound.upper:
        raise RejectedError("a memory does better" if possible else "no memory does")
    return "the laws of all tokens, and a solver"
