"""Documents on how large a space of hypergraphs of small bias can be.

Belongs here: weights by linear programming over orbits of differences, rounded to integers, as
certificates. Does not belong here: spaces themselves (`contextuality.search.families`), what they
say about memory (`support_states`).
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from proofs.bounds import require_edge_size
from proofs.certificates.document import Document

if TYPE_CHECKING:
    import numpy.typing as npt

MAX_VERTICES = 8
MAX_EDGES = 15
SCALE = 1 << 20
"""Weights are rounded to this fraction of the largest."""


def small_bias_document(n: int, k: int) -> Document:
    """Return the document of the best bound that weights show, for spaces of small bias.

    Args:
        n: number of vertices, at most 8.
        k: edge size, 1 <= k <= n, binom(n, k) <= 15.

    Returns:
        A document that the kernel accepts; the dimension is the bound after rounding.

    Raises:
        InputError: for n or k out of range.

    Source: P. Delsarte, Philips Res. Rep. Suppl. 10 (1973); the application is ours.

    Example:
        >>> small_bias_document(4, 3).statement["dimension"]
        1
    """
    require_edge_size(n, k, MAX_VERTICES)
    if (edges := math.comb(n, k)) > MAX_EDGES:
        raise InputError(where="n, k", expected=f"binom(n,k) at most {MAX_EDGES}", found=str(edges))
    masks = [sum(1 << v for v in edge) for edge in combinations(range(n), k)]
    points = np.arange(1 << n)
    tables = np.zeros((1, 1 << n), dtype=bool)
    for mask in masks:
        tables = np.concatenate([tables, tables ^ ((points & mask) == mask)])
    sizes = tables.sum(axis=1)
    allowed = (4 * sizes >= 1 << n) & (4 * sizes <= 3 << n)
    orbits = _orbits(n, masks)
    weights = _rounded(_solved(orbits, allowed)[orbits], allowed)
    total = int(sum(weights))
    most = len(weights) * weights[0] // total
    statement = {"kind": "small-bias-limit", "n": n, "k": k, "dimension": most.bit_length() - 1}
    return Document(f"small-bias-{n}-{k}", statement, {"kind": "bias-weights", "weights": weights})


def _orbits(n: int, masks: list[int]) -> npt.NDArray[np.int64]:
    """Return the number of each difference's orbit under permutations of vertices."""
    place = {mask: j for j, mask in enumerate(masks)}
    differences = np.arange(1 << len(masks))
    if n == 1:
        return differences
    images = []
    for permutation in ((1, 0, *range(2, n)), (*range(1, n), 0)):
        image = np.zeros_like(differences)
        for j, mask in enumerate(masks):
            moved = sum(1 << permutation[v] for v in range(n) if mask >> v & 1)
            image |= (differences >> j & 1) << place[moved]
        images.append(image)
    lowest = differences.copy()
    while True:
        before = lowest.copy()
        for image in images:
            np.minimum.at(lowest, image, lowest.copy())
            lowest = np.minimum(lowest, lowest[image])
        if (lowest == before).all():
            return np.unique(lowest, return_inverse=True)[1]


def _solved(
    orbits: npt.NDArray[np.int64], allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return weights by orbit: the least at 0 of sum 2^N, with coefficients at least 0."""
    from scipy.optimize import linprog  # noqa: PLC0415 - loads on use

    count, whole = int(orbits.max()) + 1, len(orbits)
    first = np.full(count, whole)
    np.minimum.at(first, orbits, np.arange(whole))
    signs = [1 - 2 * (np.bitwise_count(np.arange(whole) & int(y)) & 1).astype(int) for y in first]
    characters = np.array([np.bincount(orbits, weights=s, minlength=count) for s in signs])
    cost = np.zeros(count)
    cost[orbits[0]] = 1
    result = linprog(
        cost,
        A_ub=-characters,
        b_ub=np.zeros(count),
        A_eq=[np.bincount(orbits)],
        b_eq=[whole],
        bounds=[(-whole, 0 if y and allowed[y] else whole) for y in first],
    )
    if result.x is None:
        raise AssertionError(result.message)
    return np.asarray(result.x)


def _rounded(values: npt.NDArray[np.float64], allowed: npt.NDArray[np.bool_]) -> list[int]:
    """Return integers in proportion, with no negative coefficient, and no signs that are wrong."""
    weights = np.round(values * (SCALE / np.abs(values).max())).astype(np.int64)
    weights[1:][allowed[1:]] = np.minimum(weights[1:][allowed[1:]], 0)
    spectrum = weights.copy()
    half = 1
    while half < len(spectrum):
        pairs = spectrum.reshape(-1, 2, half)
        spectrum = np.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], 1).reshape(-1)
        half *= 2
    # More at 0 adds the same to every coefficient.
    weights[0] += max(0, -int(spectrum.min()))
    return [int(weight) for weight in weights]
