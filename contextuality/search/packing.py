"""Lower bounds on the degree by covering contexts with small parts whose degree is known.

Belongs here: the parts, as a list of nodes that refer to earlier ones, and finding packings. Does
not belong here: the trace inequality (`spectral`), the interval (`degree`), checking (`proofs`).

If parts P with at least b(P) violated contexts each, taken w(P) times, use no context more than t
times, then at least sum w(P) b(P) / t contexts are violated, rounded up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from contextuality.errors import InputError
from contextuality.library.magic import (
    DOILY_LINES,
    DOILY_SQUARES,
    SQUARE_LINES,
    doilies,
    line_table,
    squares,
)
from contextuality.library.polar import quadric_form
from contextuality.search.packing_orbits import orbit_weights
from contextuality.search.spectral import (
    Section,
    links_section,
    section_dimension,
    section_members,
    spectral_bound,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contextuality.library.polar import PauliLines

MAX_SECTION_QUBITS = 5
MAX_ROUNDS = 4000
DOILY_DEGREE = 3


@dataclass(frozen=True, slots=True)
class Parity:
    """Contexts that cannot all be fulfilled: every point evenly often, an odd number negative."""

    contexts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """An earlier node made of parity nodes, its contexts renamed in increasing order."""

    node: int
    contexts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """Earlier nodes with weights, no context used more than `times` times."""

    times: int
    children: tuple[tuple[int, int], ...]


Node: TypeAlias = Parity | Copy | Cover | Section


@dataclass(frozen=True, slots=True)
class Packing:
    """A list of nodes whose last one bounds the degree from below.

    Args:
        bound: what the last node shows.
        nodes: each refers to earlier ones by position.
    """

    bound: int
    nodes: tuple[Node, ...]


def doily_packing(lines: PauliLines, stop: Callable[[], bool] = lambda: False) -> Packing | None:
    """Cover lines with doilies, each of which violates three at least, and with squares.

    Args:
        lines: contexts of three.
        stop: asked now and then; once it is True, the best packing so far is returned.

    Returns:
        The packing, or None without squares, or with too many to list.

    Source: ten squares cover each line of a doily four times; the weights by a linear program over
        orbits, or, where that is not to be had, by repeatedly taking the part whose contexts are
        used least, as in N. Young, Randomized rounding without solving the
        linear program (SODA 1995).

    Example:
        >>> from contextuality.library.polar import build
        >>> [doily_packing(build(name)).bound for name in ("lines-2", "hyperbolic-3", "lines-3")]
        [3, 21, 63]
    """
    if lines.lines.shape[1] != 3:
        return None
    try:
        grid = squares(lines)
    except InputError:
        return None
    if not len(grid):
        return None
    table = line_table(lines)
    big = _line_indices(doilies(lines), DOILY_LINES, table)
    small = _line_indices(grid, SQUARE_LINES, table)
    none = np.empty(0, dtype=np.int64)
    best = _nested(big, np.ones(len(big), dtype=np.int64), small[:0], none)
    # The even cover is best wherever the symmetry of the configuration moves every line to every
    # other one inside doilies; elsewhere weights must be found.
    loads = np.bincount(big.ravel(), minlength=len(lines.lines))
    if len(big) and loads.min() == loads.max():
        return best
    families = [(big, DOILY_DEGREE), (small, 1)]
    weights = orbit_weights(lines, families) or _balanced(families, len(lines.lines), stop)
    other = _nested(big, weights[0], small, weights[1])
    return max((found for found in (best, other) if found), key=lambda found: found.bound)


def _line_indices(
    copies: NDArray[np.int32], pattern: tuple[tuple[int, ...], ...], table: NDArray[np.int32]
) -> NDArray[np.int32]:
    first = [line[0] for line in pattern]
    second = [line[1] for line in pattern]
    return table[copies[:, first], copies[:, second]]


def _nested(
    big: NDArray[np.int32],
    big_weights: NDArray[np.int64],
    small: NDArray[np.int32],
    small_weights: NDArray[np.int64],
) -> Packing | None:
    """Write a packing of doilies and squares, given by their lines, as nodes."""
    nodes: list[Node] = []
    children: list[tuple[int, int]] = []
    bound = 0
    loads: dict[int, int] = {}
    template: tuple[int, NDArray[np.intp]] | None = None
    for row, weight in zip(big.tolist(), big_weights.tolist(), strict=True):
        if not weight:
            continue
        if template is None:
            nodes += [Parity(tuple(sorted(row[i] for i in grid))) for grid in DOILY_SQUARES]
            nodes.append(Cover(4, tuple((1, i) for i in range(10))))
            template = 10, np.argsort(row)
        else:
            nodes.append(Copy(template[0], tuple(row[i] for i in template[1])))
        children.append((weight, len(nodes) - 1))
        bound += DOILY_DEGREE * weight
        for context in row:
            loads[context] = loads.get(context, 0) + weight
    for row, weight in zip(small.tolist(), small_weights.tolist(), strict=True):
        if weight:
            nodes.append(Parity(tuple(sorted(row))))
            children.append((weight, len(nodes) - 1))
            bound += weight
            for context in row:
                loads[context] = loads.get(context, 0) + weight
    if not children:
        return None
    times = max(loads.values())
    if len(children) > 1 or times > 1:
        nodes.append(Cover(times, tuple(children)))
    return Packing(-(-bound // times), tuple(nodes))


def _balanced(
    families: list[tuple[NDArray[np.int32], int]], contexts: int, stop: Callable[[], bool]
) -> list[NDArray[np.int64]]:
    """Return integer weights of parts that use all contexts about equally often."""
    loads = np.zeros(contexts, dtype=np.int64)
    weights = [np.zeros(len(parts), dtype=np.int64) for parts, _ in families]
    best, value, total = [w.copy() for w in weights], -1.0, 0
    for step in range(MAX_ROUNDS):
        # The price of a context grows exponentially with its use.
        price = np.exp2(np.minimum(loads - loads.max(), 0).astype(np.float64))
        choice: tuple[float, int, int] | None = None
        for family, (parts, gain) in enumerate(families):
            if len(parts):
                costs = price[parts].sum(axis=1) / gain
                cheapest = int(np.argmin(costs))
                if choice is None or costs[cheapest] < choice[0]:
                    choice = float(costs[cheapest]), family, cheapest
        if choice is None or (step % 8 == 0 and stop()):
            break
        _, family, index = choice
        weights[family][index] += 1
        loads[families[family][0][index]] += 1
        total += families[family][1]
        if total / loads.max() > value:
            value = total / loads.max()
            best = [w.copy() for w in weights]
    return best


def section_packing(lines: PauliLines) -> Packing | None:
    """Cover all lines in a set of Paulis with those in elliptic quadrics, each bounded by itself.

    Args:
        lines: contexts that are exactly all lines in the points.

    Returns:
        The even cover by the sections of the highest bound per line, or None where there is
        nothing to gain or the configuration is too large.

    Source: ours.

    Example:
        >>> from contextuality.library.polar import build
        >>> section_packing(build("lines-4")).bound
        1490
    """
    n = lines.qubits
    if n > MAX_SECTION_QUBITS:
        return None
    codes = np.arange(4**n, dtype=np.int64)
    found: dict[int, tuple[int, int]] = {}
    sections: dict[int, Section] = {}
    for form in codes[quadric_form(codes, 0, n)].tolist():
        section = Section((), form)
        inside = ~quadric_form(lines.points, form, n)
        count = int(section_members(lines, section).sum())
        dimension = section_dimension(section, n)
        if dimension >= 2 and count:
            bound = spectral_bound(int(inside.sum()), count, dimension)
            sections[form] = section
            other, by_links = links_section(lines, form)
            if other > bound:
                bound, sections[form] = other, by_links
            if bound:
                found[form] = bound, count
    if not found:
        return None
    ratio = max(bound / count for bound, count in found.values())
    chosen = [form for form, (bound, count) in found.items() if bound / count > ratio - 1e-9]
    nodes: list[Node] = [sections[form] for form in chosen]
    loads = np.zeros(len(lines.lines), dtype=np.int64)
    for form in chosen:
        loads += section_members(lines, Section((), form))
    times = int(loads.max())
    nodes.append(Cover(times, tuple((1, i) for i in range(len(chosen)))))
    return Packing(-(-sum(found[form][0] for form in chosen) // times), tuple(nodes))
