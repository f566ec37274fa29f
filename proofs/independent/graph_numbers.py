"""Second opinions on the three numbers of a graph of exclusive events.

Belongs here: docs/formats/exclusivity.md read and decided once more. Matrices are eliminated by
whole arrays with pivots, sets are found by splitting graphs into components; statements are decided
by weighted MaxSAT and, in floating point, by a linear program and a least top eigenvalue.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.opinion import Deadline, NotApplicableError, Opinion, RejectedError, ask
from proofs.independent.rays import orthogonality
from proofs.independent.reader import fail, fields, increasing, integer, items, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

MAX_VERTICES = 512
LARGEST = 10**500
MAX_SCRATCH = 32
TOLERANCE = 1e-4
WIDTHS = tuple(10 ** (-step / 2) for step in range(2, 11))

Bounds = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A graph as a matrix, with weights.

    Args:
        adjacent: symmetric, no loops.
        weights: above 0.
    """

    adjacent: npt.NDArray[np.bool_]
    weights: tuple[int, ...]

    @property
    def size(self) -> int:
        """The number of vertices."""
        return len(self.weights)

    def pairs(self, *, adjacent: bool) -> list[tuple[int, int]]:
        """Return the pairs i < j that are adjacent, or not, in lexicographic order."""
        return [
            (i, j)
            for i, j in combinations(range(self.size), 2)
            if bool(self.adjacent[i, j]) is adjacent
        ]


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Ask three checkers about a statement of kind "exclusivity-numbers".

    Args:
        statement: the statement.
        certificate: of kind "graph-numbers".
        time_limit: seconds for each checker.

    Raises:
        InputError: if statement or certificate are not of the grammar.

    Source: docs/formats/exclusivity.md.

    Example:
        >>> statement = {"kind": "exclusivity-numbers", "graph": {"vertices": 2, "edges": [[0, 1]]},
        ...     "weights": [1, 2], "independence": [2, 2], "theta": [[2, 1], [2, 1]],
        ...     "packing": [[2, 1], [2, 1]]}
        >>> certificate = {"kind": "graph-numbers", "vertices": [1], "above": "theta",
        ...     "primal": None, "dual": None, "packing": None, "denominator": 1,
        ...     "cover": [[2, [0, 1]]]}
        >>> [opinion.verdict for opinion in opinions(statement, certificate, 60)]
        ['valid', 'valid', 'valid']
    """
    names = ("kind", "graph", "weights", "independence", "theta", "packing")
    fields(statement, "statement", names)
    adjacent = _graph(statement["graph"])
    size = len(adjacent)
    weights = items(statement["weights"], "statement.weights", size, size)
    graph = Weighted(adjacent, tuple(_number(w, "statement.weights", 1) for w in weights))
    low, high = items(statement["independence"], "statement.independence", 2, 2)
    bounds = {
        "independence": (
            Fraction(_number(low, "statement.independence", 0)),
            Fraction(_number(high, "statement.independence", 0)),
        ),
        "theta": _bounds(statement["theta"], "statement.theta"),
        "packing": _bounds(statement["packing"], "statement.packing"),
    }
    evidence = _read(certificate, graph)
    return (
        ask("certificate/replay", lambda late: _replay(graph, bounds, evidence, late), time_limit),
        ask("statement/maxsat", lambda _: _maxsat(graph, bounds["independence"]), time_limit),
        ask("statement/floating-point", lambda late: _programs(graph, bounds, late), time_limit),
    )


def _graph(value: Any) -> npt.NDArray[np.bool_]:
    """Return the matrix of adjacency of a graph in one of its three forms."""
    keys = set(value) if isinstance(value, dict) else set()
    where = "statement.graph"
    if "vectors" in keys and "edges" not in keys:
        fields(value, where, ("dim", "ring", "vectors"))
        items(value["vectors"], f"{where}.vectors", 1, MAX_VERTICES)
        return orthogonality(value)
    if "events" in keys and "edges" not in keys:
        fields(value, where, ("events",))
        events = [_event(e, where) for e in items(value["events"], where, 1, MAX_VERTICES)]
        return np.array(
            [[any(f.get(x, e[x]) != e[x] for x in e) for f in events] for e in events], dtype=bool
        )
    fields(value, where, ("vertices", "edges"))
    size = integer(value["vertices"], f"{where}.vertices", 1, MAX_VERTICES)
    adjacent = np.zeros((size, size), dtype=bool)
    last = (-1, -1)
    for edge in items(value["edges"], f"{where}.edges", 0, size * (size - 1) // 2):
        i, j = (integer(v, f"{where}.edges", 0, size - 1) for v in items(edge, where, 2, 2))
        if i >= j or (i, j) <= last:
            fail(f"{where}.edges", "pairs i < j in increasing order", str(edge)[:80])
        last = (i, j)
        adjacent[i, j] = adjacent[j, i] = True
    return adjacent


def _event(value: object, where: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in items(value, where, 1, 64):
        label, outcome = items(row, where, 2, 2)
        good = isinstance(label, str) and 1 <= len(label) <= 64 and label.isprintable()
        if not good or label in found:
            fail(where, "new printable labels of 1 to 64 characters", repr(label)[:80])
        found[label] = integer(outcome, where, 0, 63)
    return found


def _number(value: object, where: str, low: int) -> int:
    return integer(value, where, low, LARGEST - 1)


def _bounds(value: object, where: str) -> Bounds:
    ends = [items(row, where, 2, 2) for row in items(value, where, 2, 2)]
    low, high = (Fraction(_number(p, where, 0), _number(q, where, 1)) for p, q in ends)
    return low, high


def _read(certificate: dict[str, Any], graph: Weighted) -> dict[str, Any]:
    names = ("kind", "vertices", "above", "primal", "dual", "packing", "denominator", "cover")
    keys = dict(fields(certificate, "certificate", names))
    one_of(keys["above"], "certificate.above", ("search", "theta"))
    keys["vertices"] = _vertices(keys["vertices"], "certificate.vertices")
    _number(keys["denominator"], "certificate.denominator", 1)
    cover = []
    for row in items(keys["cover"], "certificate.cover", 0, 20_000):
        weight, clique = items(row, "certificate.cover", 2, 2)
        found = _vertices(clique, "certificate.cover")
        cover.append((_number(weight, "certificate.cover", 1), found))
    if sum(len(clique) * (len(clique) + 1) // 2 for _, clique in cover) > 1 << 20:
        fail("certificate.cover", f"at most {1 << 20} members and pairs of them", "more")
    keys["cover"] = cover
    sizes = {
        "primal": graph.size + len(graph.pairs(adjacent=False)),
        "dual": len(graph.pairs(adjacent=True)),
        "packing": graph.size,
    }
    for name, count in sizes.items():
        if keys[name] is not None:
            part = fields(keys[name], f"certificate.{name}", ("denominator", "numbers"))
            whole = _number(part["denominator"], f"certificate.{name}.denominator", 1)
            where = f"certificate.{name}.numbers"
            rows = items(part["numbers"], where, count, count)
            keys[name] = [Fraction(integer(x, where, -LARGEST, LARGEST), whole) for x in rows]
    return keys


def _vertices(value: object, where: str) -> list[int]:
    found = increasing(value, where)
    if found and found[-1] >= MAX_VERTICES:
        fail(where, f"vertices below {MAX_VERTICES}", str(found[-1])[:80])
    return found


def _replay(
    graph: Weighted, bounds: dict[str, Bounds], keys: dict[str, Any], deadline: Deadline
) -> str:
    """Recompute the six bounds that a certificate shows, and compare."""
    size, weights = graph.size, graph.weights
    for clique, wanted in [(keys["vertices"], False), *((c, True) for _, c in keys["cover"])]:
        if clique and clique[-1] >= size:
            raise RejectedError(f"there is no vertex {clique[-1]}")
        block = graph.adjacent[np.ix_(clique, clique)]
        if (block != wanted)[~np.eye(len(clique), dtype=bool)].any():
            raise RejectedError(f"the vertices {clique} are not as they must be")
    least = [Fraction(sum(weights[v] for v in keys["vertices"]))] * 3
    if keys["primal"] is not None:
        x = keys["primal"][:size]
        entries = dict(zip(graph.pairs(adjacent=False), keys["primal"][size:], strict=True))
        if not _semidefinite(_bordered(Fraction(1), x, x, entries), deadline):
            raise RejectedError("the matrix of the lower bound is not positive semidefinite")
        least[1] = least[2] = _dot(weights, x)
    if keys["packing"] is not None:
        x = keys["packing"]
        apart = ~graph.adjacent & ~np.eye(size, dtype=bool)
        if min(x) < 0 or heaviest(apart, x, deadline) > 1:
            raise RejectedError("the numbers of the packing are negative or too large on a clique")
        least[2] = _dot(weights, x)
    loads = [0] * size
    for weight, clique in keys["cover"]:
        for v in clique:
            loads[v] += weight
    if any(a < b * keys["denominator"] for a, b in zip(loads, weights, strict=True)):
        raise RejectedError("the cliques do not cover every vertex with its weight")
    top = Fraction(sum(weight for weight, _ in keys["cover"]), keys["denominator"])
    most = [top, top, top]
    if keys["dual"] is not None:
        most[0] = most[1] = t = bounds["theta"][1]
        w = [Fraction(x) for x in weights]
        entries = dict(zip(graph.pairs(adjacent=True), keys["dual"], strict=True))
        if not _semidefinite(_bordered(t, [-x for x in w], w, entries), deadline):
            raise RejectedError("the matrix of the upper bound is not positive semidefinite")
    most[0] = Fraction(int(most[0]))
    if keys["above"] == "search":
        most[0] = Fraction(heaviest(graph.adjacent, weights, deadline))
    for (name, (low, high)), a, b in zip(bounds.items(), least, most, strict=True):
        if low > a or high < b:
            raise RejectedError(f"shown for {name}: from {a} to {b}, claimed {low} to {high}")
    return f"six bounds recomputed, {len(keys['cover'])} cliques"


def _dot(weights: Sequence[int], x: Sequence[Fraction]) -> Fraction:
    return sum((w * y for w, y in zip(weights, x, strict=True)), Fraction(0))


def _bordered(
    corner: Fraction,
    border: Sequence[Fraction],
    diagonal: Sequence[Fraction],
    entries: dict[tuple[int, int], Fraction],
) -> npt.NDArray[Any]:
    """Return the matrix as integers, multiplied by the common denominator."""
    size = len(border) + 1
    matrix = np.full((size, size), Fraction(0), dtype=object)
    matrix[0, 0] = corner
    matrix[0, 1:] = matrix[1:, 0] = border
    matrix[np.arange(1, size), np.arange(1, size)] = diagonal
    for (i, j), x in entries.items():
        matrix[i + 1, j + 1] = matrix[j + 1, i + 1] = x
    scale = int(np.lcm.reduce([x.denominator for x in matrix.ravel()], dtype=object))
    return np.array([[int(x * scale) for x in row] for row in matrix], dtype=object)


def _semidefinite(matrix: npt.NDArray[Any], deadline: Deadline) -> bool:
    """Eliminate the largest diagonal entry until none is positive; then all must be zero."""
    last = 1
    while len(matrix):
        deadline.check()
        k = max(range(len(matrix)), key=lambda i: matrix[i, i])
        pivot = matrix[k, k]
        if pivot <= 0:
            return not matrix.any()
        rest = [i for i in range(len(matrix)) if i != k]
        row = matrix[k, rest]
        matrix = (pivot * matrix[np.ix_(rest, rest)] - np.outer(row, row)) // last
        last = pivot
    return True


def heaviest(
    adjacent: npt.NDArray[np.bool_], weights: Sequence[int | Fraction], deadline: Deadline
) -> int | Fraction:
    """Return the greatest weight of a set without adjacent vertices.

    Splits off components, branches on a vertex of the greatest degree, remembers what is known.

    Example:
        >>> heaviest(~np.eye(3, dtype=bool), [1, 5, 2], Deadline(60))
        5
    """
    near = [{int(j) for j in np.flatnonzero(row)} for row in adjacent]
    known: dict[frozenset[int], int | Fraction] = {}

    def solve(rest: frozenset[int]) -> int | Fraction:
        if rest in known:
            return known[rest]
        deadline.check()
        v = max(rest, key=lambda u: len(near[u] & rest), default=None)
        if v is None or not near[v] & rest:
            return sum(weights[u] for u in rest)
        part, frontier = {v}, {v}
        while frontier:
            frontier = set().union(*(near[u] for u in frontier)) & rest - part
            part |= frontier
        if len(part) < len(rest):
            known[rest] = solve(frozenset(part)) + solve(rest - part)
        else:
            known[rest] = max(solve(rest - {v}), weights[v] + solve(rest - {v} - near[v]))
        return known[rest]

    return solve(frozenset(range(len(weights))))


def _maxsat(graph: Weighted, bounds: Bounds) -> str:
    """Find the independence number by core-guided weighted MaxSAT."""
    from pysat.examples.rc2 import RC2  # noqa: PLC0415 - loads the solvers
    from pysat.formula import WCNF  # noqa: PLC0415

    if graph.size > MAX_SCRATCH:
        raise NotApplicableError(f"decided for up to {MAX_SCRATCH} vertices")
    formula = WCNF()
    for i, j in graph.pairs(adjacent=True):
        formula.append([-i - 1, -j - 1])
    for v, weight in enumerate(graph.weights):
        formula.append([v + 1], weight=weight)
    with RC2(formula) as solver:
        solver.compute()
        best = sum(graph.weights) - solver.cost
    if not bounds[0] <= best <= bounds[1]:
        raise RejectedError(f"the independence number is {best}")
    return f"independence number {best} by weighted MaxSAT"


def _programs(graph: Weighted, bounds: dict[str, Bounds], deadline: Deadline) -> str:
    """Estimate the other two numbers in floating point."""
    if graph.size > MAX_SCRATCH or max(graph.weights) > 1 << 40:
        raise NotApplicableError(f"estimated for up to {MAX_SCRATCH} vertices, moderate weights")
    found = {"theta": _theta(graph, deadline), "packing": _packing(graph)}
    for name, value in found.items():
        slack = TOLERANCE * value
        if not float(bounds[name][0]) - slack <= value <= float(bounds[name][1]) + slack:
            raise RejectedError(f"{name} is about {value:.6f} in floating point")
    return ", ".join(f"{name} {value:.5f}" for name, value in found.items()) + " in floating point"


def _packing(graph: Weighted) -> float:
    """Return the fractional packing number from all maximal cliques."""
    from scipy.optimize import linprog  # noqa: PLC0415 - takes half a second

    near = [set(np.flatnonzero(row).tolist()) for row in graph.adjacent]
    cliques: set[frozenset[int]] = {frozenset()}
    for v in range(graph.size):  # cliques of the first vertices, kept if maximal among them
        extended = {frozenset(c & near[v]) | {v} for c in cliques}
        kept = {c for c in cliques if not c <= near[v]}
        cliques = kept | {c for c in extended if not any(c < d for d in extended)}
        if len(cliques) > 20_000:
            raise NotApplicableError("more than 20000 maximal cliques")
    rows = np.array([[v in clique for v in range(graph.size)] for clique in cliques], dtype=float)
    weights = np.array(graph.weights, dtype=float)
    return -float(linprog(-weights, A_ub=rows, b_ub=np.ones(len(rows))).fun)


def _theta(graph: Weighted, deadline: Deadline) -> float:
    """Estimate the Lovasz number: the least top eigenvalue of J minus a matrix on the edges.

    The top eigenvalue is smoothed less and less; each program is convex, so a start cannot mislead.

    Source: L. Lovasz, IEEE Trans. Inf. Theory 25 (1979) 1, theorem 3; Yu. Nesterov, Math. Program.
    103 (2005) 127, for the smoothing.
    """
    from scipy.optimize import minimize  # noqa: PLC0415

    roots = np.sqrt(np.array(graph.weights, dtype=float))
    roots /= roots.max()
    base = np.outer(roots, roots)
    rows, columns = np.nonzero(np.triu(graph.adjacent))
    top = float(base.trace())

    def height(
        entries: npt.NDArray[np.float64], width: float
    ) -> tuple[float, npt.NDArray[np.float64]]:
        deadline.check()
        matrix = base.copy()
        matrix[rows, columns] -= entries
        matrix[columns, rows] -= entries
        values, vectors = np.linalg.eigh(matrix)
        chances = np.exp((values - values[-1]) / width)
        total = chances.sum()
        density = (vectors * (chances / total)) @ vectors.T
        value = float(values[-1] + width * np.log(total))
        return value, -2 * density[rows, columns]

    entries = np.zeros(len(rows))
    options = {"maxiter": 400, "maxfun": 800, "ftol": 1e-13, "gtol": 1e-9, "maxcor": 40}
    for width in WIDTHS:
        found = minimize(
            height, entries, args=(width * top,), jac=True, method="L-BFGS-B", options=options
        )
        entries, top = found.x, float(found.fun)
    return top * max(graph.weights)
