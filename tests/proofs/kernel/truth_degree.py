"""Degrees of small configurations, decided without the kernel: letters, and every assignment.

Used by truth.py. Contexts come from multiplying labels letter by letter, degrees from going through
all assignments with whole-array arithmetic; where these are too many, an interval comes from parts
that were gone through and from assignments found by descent.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np

MOST = 22  # independent flips: 4 million assignments
BLOCK = 12  # of which this many are listed at once

Product = Callable[[list[str]], tuple[int, str]]
Contexts = tuple[tuple[frozenset[str], bool], ...]  # labels, and whether the product is -1


def points_of(statement: dict[str, Any]) -> list[str]:
    """Return the labels of the points; raise ValueError if they are none."""
    n, given = statement["qubits"], statement["points"]
    if type(given) is list:
        if len(set(given)) != len(given) or "I" * n in given or any(len(a) != n for a in given):
            raise ValueError(given)
        return given
    labels = ["".join(word) for word in product("IXYZ", repeat=n)]
    if type(given) is dict:
        form = given["quadric"]
        labels = [a for a in labels if not (a.count("Y") + clashes(a, form)) % 2]
    return [a for a in labels if a != "I" * n]


def clashes(a: str, b: str) -> int:
    """Return at how many places two labels have different letters, neither of them I."""
    return sum("I" not in pair and pair[0] != pair[1] for pair in zip(a, b, strict=True))


def contexts_of(statement: dict[str, Any], times: Product) -> Contexts:
    """Return the contexts of a statement; raise ValueError if they are none."""
    points, given = points_of(statement), statement["contexts"]
    identity = "I" * statement["qubits"]
    result = {}
    if given == "lines":
        known = set(points)
        for a, b in combinations(points, 2):
            c = times([a, b])[1]
            if clashes(a, b) % 2 == 0 and c in known:
                result[frozenset((a, b, c))] = times([a, b, c])[0] == 2
        return tuple(result.items())
    if given == "planes":
        if len(points) > 1023:
            raise ValueError(points)
        known = set(points)
        partners = {a: {b for b in points if not clashes(a, b) % 2} for a in points}
        for a, b in combinations(points, 2):
            line = {a, b, times([a, b])[1]}
            if b in partners[a] and line <= known:
                for c in (partners[a] & partners[b]) - line:
                    plane = line | {c} | {times([c, d])[1] for d in line}
                    if plane <= known:
                        result[frozenset(plane)] = times(sorted(plane))[0] == 2
        return tuple(result.items())
    for context in given:
        power, rest = times(context)
        proper = len(set(context)) == len(context) > 1 and rest == identity
        if not proper or not set(context) <= set(points) or frozenset(context) in result:
            raise ValueError(context)
        if any(clashes(a, b) % 2 for a, b in combinations(context, 2)):
            raise ValueError(context)
        result[frozenset(context)] = power == 2
    return tuple(result.items())


def flips(contexts: Contexts) -> list[int]:
    """Return for every point the mask of contexts that its sign changes."""
    points = sorted({a for context, _ in contexts for a in context})
    return [sum(1 << c for c, (row, _) in enumerate(contexts) if a in row) for a in points]


def independent(rows: list[int]) -> list[int]:
    """Return a basis of rows over GF(2)."""
    basis: list[int] = []
    for row in rows:
        for other in basis:
            row = min(row, row ^ other)  # noqa: PLW2901 - reduced step by step
        if row:
            basis.append(row)
    return basis


def words(mask: int, size: int) -> np.ndarray:
    """Return a mask as an array of 64-bit words."""
    return np.frombuffer(mask.to_bytes(8 * size, "little"), dtype="<u8")


def ones(array: np.ndarray) -> np.ndarray:
    """Return the number of ones in each word, by adding neighbouring fields of bits."""
    for shift, field in ((1, 0x55), (2, 0x33), (4, 0x0F)):
        mask = np.uint64(field * 0x0101010101010101)
        array = (array & mask) + (array >> np.uint64(shift) & mask)
    return array * np.uint64(0x0101010101010101) >> np.uint64(56)


@functools.cache
def degree(contexts: Contexts) -> int | None:
    """Return the degree by trying every assignment, or None if there are too many."""
    rows = independent(flips(contexts))
    if len(rows) > MOST:
        return None
    size = len(contexts) // 64 + 1
    listed = words(sum(1 << c for c, (_, negative) in enumerate(contexts) if negative), size)[None]
    for row in rows[:BLOCK]:
        listed = np.concatenate([listed, listed ^ words(row, size)])
    least = len(contexts)
    for chosen in product((0, 1), repeat=len(rows[BLOCK:])):
        mask = 0
        for row, on in zip(rows[BLOCK:], chosen, strict=True):
            mask ^= row * on
        violated = ones(listed ^ words(mask, size)).sum(axis=1, dtype=np.int64)
        least = min(least, int(violated.min()))
    return least


@functools.cache
def lower_all(qubits: int, times: Product) -> int:
    """Return a lower bound for all lines of three qubits or more.

    The 28 elliptic quadrics of three qubits are gone through one by one; every line lies in four of
    them, which is counted here. The lines of three qubits are lines of more.
    """
    if qubits < 3:
        raise NotImplementedError(qubits)
    through: dict[frozenset[str], int] = {}
    total = 0
    for form in ("".join(word) for word in product("IXYZ", repeat=3)):
        if form.count("Y") % 2:
            part = {"qubits": 3, "points": {"quadric": form}, "contexts": "lines"}
            contexts = contexts_of(part, times)
            found = degree(contexts)
            if found is None:
                raise NotImplementedError(form)
            total += found
            for context, _ in contexts:
                through[context] = through.get(context, 0) + 1
    return -(-total // max(through.values()))


@functools.cache
def descent(contexts: Contexts, tries: int = 60) -> int:
    """Return how many contexts the best assignment found violates: an upper bound."""
    points = sorted({a for context, _ in contexts for a in context})
    table = np.array([[a in row for a in points] for row, _ in contexts], dtype=np.int64)
    least = len(contexts)
    rng = np.random.default_rng(0)
    for _ in range(tries):
        signs = 1 - 2 * np.array([negative for _, negative in contexts], dtype=np.int64)
        for flip in np.flatnonzero(rng.integers(0, 2, len(points))):
            signs = signs * (1 - 2 * table[:, flip])
        while True:  # the sum of the signs through a point says what flipping it gains
            sums = table.T @ signs
            at = int(np.argmin(sums))
            if sums[at] >= 0:
                break
            signs = signs * (1 - 2 * table[:, at])
        least = min(least, int((signs < 0).sum()))
    return least


def decide(statement: dict[str, Any], times: Product) -> bool:
    """Decide a degree statement.

    Raises:
        ValueError: if it makes no sense.
        NotImplementedError: if the interval that is found here leaves it open.
    """
    bound, at_least = statement["bound"], statement["kind"] == "degree-lower-bound"
    if bound < 0:
        raise ValueError(bound)
    if bound == 0 and at_least:
        return True
    whole = statement["points"] == "all" and statement["contexts"] == "lines"
    if whole and at_least and statement["qubits"] > 2 and bound <= lower_all(3, times):
        return True
    contexts = contexts_of(statement, times)
    exact = degree(contexts)
    if exact is not None:
        return bound <= exact if at_least else bound >= exact
    upper = descent(contexts)
    if bound > upper and at_least:
        return False
    if bound >= upper and not at_least:
        return True
    if whole and not at_least and bound < lower_all(3, times):
        return False
    raise NotImplementedError(f"{statement}: at most {upper}")
