"""Second opinions on sharing, exclusion by any measurement, and numbers of memory states.

Belongs here: docs/formats/sharing.md read and decided once more: characteristic polynomials instead
of elimination, decimal roots, explicit measurements, and subsets listed without symmetry. Does not
belong here: trees, which `proofs.independent.exclusion` replays.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.exclusion import read_nodes, read_state, read_vertices, replay
from proofs.independent.opinion import Deadline, NotApplicableError, Opinion, RejectedError, ask
from proofs.independent.reader import fail, fields, integer, items, one_of
from proofs.independent.sharing import Edges, amplitudes

if TYPE_CHECKING:
    from collections.abc import Iterator

Matrix = list[list[int]]


@dataclass(frozen=True)
class Figure:
    """A statement about the number of memory states."""

    n: int
    k: int
    asked: str
    states: int


ENTRY = 1 << 64
DIGITS = 60


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Ask both checkers about a statement of docs/formats/sharing.md.

    Args:
        statement: of kind "sharing", "exclusion-by-any" or "support-states-...".
        certificate: of a kind that goes with it.
        time_limit: seconds for each checker.

    Raises:
        InputError: if statement or certificate are not of the grammar.

    Source: docs/formats/sharing.md.
    """
    if statement["kind"] in {"sharing", "exclusion-by-any"}:
        return _one_set(statement, certificate, time_limit)
    keys = fields(statement, "statement", ("kind", "n", "k", "measurements", "states"))
    n = integer(keys["n"], "n", 1, 12)
    k = integer(keys["k"], "k", 1, n)
    asked = one_of(keys["measurements"], "measurements", ("group", "any"))
    states = integer(keys["states"], "states", 1, 1 << math.comb(n, k))
    figure = Figure(n, k, asked, states)
    kind = certificate["kind"]
    names: tuple[str, ...] = ("kind", "basis")
    if kind == "excluded-subsets":
        names = (*names, "relabelled", "most", "cases")
    parts = fields(certificate, "certificate", names)
    limit = 10 if kind == "excluded-subsets" else 16
    basis = [_edges(b, f"basis[{i}]", n, k) for i, b in enumerate(_list(parts["basis"], 0, limit))]

    def decide(deadline: Deadline) -> str:
        members = _span(basis)
        if kind == "linear-family":
            return _family(figure, basis)
        if kind == "small-overlaps":
            return _overlaps(figure, basis, len(members), deadline)
        return _subsets(figure, members, parts, deadline)

    def scratch(_deadline: Deadline) -> str:
        if keys["kind"] == "support-states-upper" and states == 1 << math.comb(n, k):
            return "one memory state for each hypergraph"
        if keys["kind"] == "support-states-lower" and states == 1:
            return "a memory state is always needed"
        raise NotApplicableError("no way to decide the number of memory states from scratch")

    return (
        ask(f"certificate/{kind}", decide, time_limit),
        ask("statement/trivial", scratch, time_limit),
    )


def _list(value: object, low: int, high: int) -> list[Any]:
    return items(value, "certificate", low, high)


def _edges(value: object, where: str, n: int, k: int) -> Edges:
    found = [read_vertices(e, where, n) for e in items(value, where)]
    if len(set(found)) != len(found) or any(len(e) != k for e in found):
        fail(where, f"distinct edges of {k} vertices", "others")
    return frozenset(found)


def _matrix(value: object, where: str, size: int) -> Matrix:
    rows = [
        [integer(x, where, -ENTRY, ENTRY) for x in items(row, where, size, size)]
        for row in items(value, where, size, size)
    ]
    if any(rows[i][j] != rows[j][i] for i in range(size) for j in range(i)):
        fail(where, "a symmetric matrix", "another")
    return rows


# ---- one set of states -------------------------------------------------------------------


def _one_set(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    keys = fields(statement, "statement", ("kind", "n", "k", "states"))
    n = integer(keys["n"], "n", 1, 8)
    k = integer(keys["k"], "k", 1, n)
    rows = items(keys["states"], "states", 2, 32)
    states = [read_state(row, f"states[{i}]", n, k) for i, row in enumerate(rows)]
    if len(set(states)) != len(states):
        fail("states", "distinct states", "a repetition")
    gram = _gram(n, states)
    size = len(states)
    if keys["kind"] == "sharing":
        parts = fields(certificate, "certificate", ("kind", "denominator", "matrix"))
        denominator = integer(parts["denominator"], "denominator", 1, ENTRY)
        matrix = _matrix(parts["matrix"], "matrix", size)

        def decide(deadline: Deadline) -> str:
            if sum(matrix[i][j] * gram[i][j] for i in range(size) for j in range(size)) <= 0:
                raise RejectedError("the product with the Gram matrix is not positive")
            for unit in range(size):
                slack = [[-x for x in row] for row in matrix]
                slack[unit][unit] += denominator
                if not _no_negative_eigenvalue(slack, deadline):
                    raise RejectedError(f"the matrix is not below the unit at {unit}")
            return f"{size} characteristic polynomials without a negative root"
    else:
        parts = fields(certificate, "certificate", ("kind", "denominator", "matrices"))
        denominator = integer(parts["denominator"], "denominator", 1, ENTRY)
        found = items(parts["matrices"], "matrices", size, size)
        matrices = [_matrix(m, f"matrices[{i}]", size) for i, m in enumerate(found)]

        def decide(deadline: Deadline) -> str:
            return _decomposed(gram, denominator, matrices, deadline)

    return (
        ask(f"certificate/{certificate['kind']}", decide, time_limit),
        ask(
            "statement/pairs", lambda _d: _pairs(gram, shares=keys["kind"] == "sharing"), time_limit
        ),
    )


def _pairs(gram: Matrix, *, shares: bool) -> str:
    """Decide what overlaps alone decide: orthogonal pairs, and sets of two."""
    orthogonal = any(gram[i][j] == 0 for i in range(len(gram)) for j in range(i))
    if orthogonal and shares:
        raise RejectedError("two of the states are orthogonal")
    if orthogonal:
        return "two of the states are orthogonal"
    if len(gram) > 2:
        raise NotApplicableError("more than two states, no two orthogonal")
    if not shares:
        raise RejectedError("two states that are not orthogonal can share")
    return "two states that are not orthogonal"


def _gram(n: int, states: list[Edges]) -> Matrix:
    vectors = [amplitudes(n, state) for state in states]
    return [[int(a @ b) for b in vectors] for a in vectors]


def _no_negative_eigenvalue(matrix: Matrix, deadline: Deadline) -> bool:
    """Decide by the signs of the characteristic polynomial (Faddeev and LeVerrier, in integers)."""
    size = len(matrix)
    values = np.array(matrix, dtype=object)
    power = np.zeros((size, size), dtype=object)
    coefficient = 1
    for step in range(1, size + 1):
        deadline.check()
        power = values @ power + coefficient * np.eye(size, dtype=int).astype(object)
        trace = int(np.trace(values @ power))
        coefficient = -trace // step
        # Real roots: none is negative iff the coefficients alternate (weakly) in sign.
        if coefficient * (-1) ** step < 0:
            return False
    return True


def _decomposed(gram: Matrix, denominator: int, matrices: list[Matrix], deadline: Deadline) -> str:
    size = len(gram)
    for i, part in enumerate(matrices):
        if any(part[i]):
            raise RejectedError(f"matrix {i} has a row {i}")
        if not _no_negative_eigenvalue(part, deadline):
            raise RejectedError(f"matrix {i} has a negative eigenvalue")
    for i in range(size):
        for j in range(size):
            if sum(part[i][j] for part in matrices) != denominator * gram[i][j]:
                raise RejectedError(f"entry ({i},{j}) of the sum is not that of the Gram matrix")
    return f"{size} matrices add up to the Gram matrix"


# ---- numbers of memory states ------------------------------------------------------------


def _span(basis: list[Edges]) -> list[Edges]:
    members = [frozenset[frozenset[int]]()]
    for edges in basis:
        members += [member ^ edges for member in members]
    if len(set(members)) != len(members):
        raise RejectedError("the basis is linearly dependent")
    return members


def _family(figure: Figure, basis: list[Edges]) -> str:
    n, k = figure.n, figure.k
    vectors = [amplitudes(n, edges).tolist() for edges in basis]
    classes = Counter(tuple(v[z] for v in vectors) for z in range(1 << n))
    sizes = sorted(classes.values())
    with localcontext() as context:
        context.prec = DIGITS
        roots = [Decimal(size).sqrt() for size in sizes]
        gap = roots[-1] - sum(roots[:-1])
    if gap <= Decimal(10) ** -18:
        raise RejectedError(f"classes of sizes {sizes}: the largest does not outweigh the others")
    if figure.states < 1 << (math.comb(n, k) - len(basis)):
        raise RejectedError("fewer memory states than the family has cosets")
    return f"{len(sizes)} classes, the root of the largest exceeds the others' by {gap:.6f}"


def _weight(n: int, edges: Edges) -> int:
    return int((1 << n) - amplitudes(n, edges).sum()) // 2


def _overlaps(figure: Figure, basis: list[Edges], members: int, deadline: Deadline) -> str:
    # Gray code: the next member differs by one basis element, whose signs multiply the vector.
    steps = [amplitudes(figure.n, edges) for edges in basis]
    vector = amplitudes(figure.n, frozenset())
    for count in range(1, members):
        deadline.check()
        vector = vector * steps[(count & -count).bit_length() - 1]
        if abs(2 * int(vector.sum())) > 1 << figure.n:
            raise RejectedError("an overlap above 1/2")
    if figure.asked != "any":
        raise RejectedError("shown for any measurements only")
    if figure.states > max(1, members // 2):
        raise RejectedError("more memory states than half the members")
    return f"{members} members, overlaps at most 1/2"


def _subsets(
    figure: Figure, members: list[Edges], parts: dict[str, Any], deadline: Deadline
) -> str:
    n = figure.n
    most = integer(parts["most"], "most", 1, 31)
    if type(parts["relabelled"]) is not bool:
        fail("relabelled", "true or false", str(parts["relabelled"])[:40])
    number = {member: i for i, member in enumerate(members)}
    known: set[frozenset[int]] = set()
    for index, case in enumerate(items(parts["cases"], "cases", 0, 4096)):
        deadline.check()
        states = _case(figure, case, f"cases[{index}]", deadline)
        for image in _images(n, states, relabelled=parts["relabelled"]):
            if all(image[0] ^ other in number for other in image):
                for shift in members:
                    known.add(frozenset(number[image[0] ^ other ^ shift] for other in image))
    half = [i for i, m in enumerate(members) if 2 * _weight(n, m) == 1 << n]
    known |= {
        frozenset((i, number[members[i] ^ members[h]])) for i in range(len(members)) for h in half
    }
    sizes = sorted({len(s) for s in known})
    count = 0
    for rest in combinations(range(1, len(members)), most):
        count += 1
        if not count % 1000:
            deadline.check()
        subset = (0, *rest)
        if not any(
            frozenset(part) in known for size in sizes for part in combinations(subset, size)
        ):
            raise RejectedError(f"no case excludes the members {subset}")
    if figure.states > -(-len(members) // most):
        raise RejectedError("more memory states than are shown to be needed")
    return f"{count} subsets of {most + 1} members all excluded"


def _case(figure: Figure, case: object, where: str, deadline: Deadline) -> list[Edges]:
    n, k = figure.n, figure.k
    tree = isinstance(case, dict) and "nodes" in case
    keys = fields(
        case, where, ("states", "nodes") if tree else ("states", "denominator", "matrices")
    )
    states = [_edges(s, where, n, k) for s in items(keys["states"], where, 2, 32)]
    if len(set(states)) != len(states):
        fail(where, "distinct hypergraphs", "a repetition")
    if tree:
        nodes = read_nodes(items(keys["nodes"], where, 1, 1024), n, k)
        replay(n, states, nodes, deadline)
        return states
    if figure.asked != "any":
        raise RejectedError(f"{where}: shown for any measurements only")
    size = len(states)
    denominator = integer(keys["denominator"], where, 1, ENTRY)
    matrices = [_matrix(m, where, size) for m in items(keys["matrices"], where, size, size)]
    _decomposed(_gram(n, states), denominator, matrices, deadline)
    return states


def _images(n: int, states: list[Edges], *, relabelled: bool) -> Iterator[list[Edges]]:
    if not relabelled:
        yield states
        return
    for order in permutations(range(n)):
        yield [frozenset(frozenset(order[v] for v in edge) for edge in s) for s in states]
