"""Second opinions on bounds for spaces of hypergraphs of small bias.

Belongs here: docs/formats/small_bias.md read and decided once more, with whole arrays, and by going
through all spaces where they are few. Does not belong here: what such spaces say about memory.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.opinion import Deadline, NotApplicableError, Opinion, RejectedError, ask
from proofs.independent.reader import fields, integer, items

if TYPE_CHECKING:
    import numpy.typing as npt

SCRATCH_EDGES = 6


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Ask both checkers about a statement of kind "small-bias-limit".

    Args:
        statement: the statement.
        certificate: of kind "bias-weights".
        time_limit: seconds for each checker.

    Raises:
        InputError: if statement or certificate are not of the grammar.

    Source: docs/formats/small_bias.md.
    """
    keys = fields(statement, "statement", ("kind", "n", "k", "dimension"))
    n = integer(keys["n"], "statement.n", 1, 8)
    k = integer(keys["k"], "statement.k", 1, n)
    size = integer(math.comb(n, k), "binom(statement.n, statement.k)", 1, 15)
    dimension = integer(keys["dimension"], "statement.dimension", 0, size)
    given = fields(certificate, "certificate", ("kind", "weights"))["weights"]
    weights = [
        integer(w, "certificate.weights", -(1 << 32), 1 << 32)
        for w in items(given, "certificate.weights", 2, 1 << 15)
    ]
    return (
        ask("certificate/weights", lambda _: _replay(n, k, dimension, weights), time_limit),
        ask("statement/all-spaces", lambda late: _decide(n, k, dimension, late), time_limit),
    )


def _allowed(n: int, k: int) -> npt.NDArray[np.bool_]:
    """Return which differences have a mean sign from -1/2 to 1/2."""
    values = np.array([[z >> v & 1 for v in range(n)] for z in range(1 << n)], dtype=bool)
    monomials = np.array([values[:, list(e)].all(axis=1) for e in combinations(range(n), k)])
    chosen = np.arange(1 << len(monomials))[:, None] >> np.arange(len(monomials)) & 1
    signs = 1 - 2 * (chosen @ monomials.astype(int) % 2)
    return np.asarray(2 * np.abs(signs.sum(axis=1)) <= 1 << n)


def _replay(n: int, k: int, dimension: int, weights: list[int]) -> str:
    allowed = _allowed(n, k)
    if len(weights) != len(allowed):
        raise RejectedError(f"{len(weights)} weights, not {len(allowed)}")
    row = np.array(weights, dtype=np.int64)  # sums stay below 2^47
    wrong = np.flatnonzero(allowed[1:] & (row[1:] > 0))
    if wrong.size:
        raise RejectedError(f"the weight of the allowed difference {wrong[0] + 1} is positive")
    cube = row.reshape((2,) * math.comb(n, k))
    for axis in range(cube.ndim):
        cube = np.stack([cube.sum(axis=axis), -np.diff(cube, axis=axis).squeeze(axis)], axis=axis)
    if cube.min() < 0:
        raise RejectedError(f"a Fourier coefficient is {cube.min()}")
    total = int(cube.reshape(-1)[0])
    if total <= 0:
        raise RejectedError("the weights add up to nothing positive")
    # A space of one dimension more has 2^(dimension + 1) members.
    if (2 << dimension) * total <= len(weights) * weights[0]:
        raise RejectedError(f"a space of dimension {dimension + 1} is not excluded")
    return f"{len(weights)} weights and as many coefficients by whole arrays"


def _decide(n: int, k: int, dimension: int, deadline: Deadline) -> str:
    """Go through all spaces of allowed differences, basis after basis."""
    allowed = _allowed(n, k)
    if len(allowed) > 1 << SCRATCH_EDGES:
        raise NotApplicableError(f"all spaces are listed for up to {SCRATCH_EDGES} edges")
    spaces = {frozenset([0])}
    for reached in range(dimension + 1):
        deadline.check()
        spaces = {
            frozenset(space | {d ^ member for member in space})
            for space in spaces
            for d in range(1, len(allowed))
            if d not in space and all(allowed[d ^ member] for member in space)
        }
        if not spaces:
            return f"no space of dimension {reached + 1}"
    raise RejectedError(f"there is a space of dimension {dimension + 1}")
