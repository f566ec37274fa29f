"""Vector sets and formulas for the corpus, from published constructions, without the kernel.

Inner products are computed here with complex floats of small integers, a method that has nothing
in common with the kernel's pairs of integers.
"""

from __future__ import annotations

import cmath
import re
from itertools import combinations, permutations, product

Vector = list[str]

UNITS = {
    "Z": 0j,
    "Z[sqrt2]": 2**0.5 + 0j,
    "Z[i]": 1j,
    "Z[w]": cmath.exp(2j * cmath.pi / 3),
    "Z[phi]": (1 + 5**0.5) / 2 + 0j,
}

# A. Cabello, J. Estebaranz and G. Garcia-Alcaine, Phys. Lett. A 212 (1996) 183: nine bases, each
# of the 18 rays in two of them.
CABELLO_BASES = """
0001 0010 1100 1-100
0001 0100 1010 10-10
1-11-1 1-1-11 1100 0011
1-11-1 1111 10-10 010-1
0010 0100 1001 100-1
1-1-11 1111 100-1 01-10
11-11 111-1 1-100 0011
11-11 -1111 1010 010-1
111-1 -1111 1001 01-10
"""


def cabello() -> tuple[list[Vector], list[list[int]]]:
    """Return the 18 vectors in order of appearance, and the nine bases as index lists."""
    vectors: list[Vector] = []
    bases = []
    for line in CABELLO_BASES.split("\n")[1:-1]:
        basis = []
        for word in line.split():
            vector = re.findall(r"-?\d", word)
            if vector not in vectors:
                vectors.append(vector)
            basis.append(vectors.index(vector))
        bases.append(basis)
    return vectors, bases


def peres_33() -> list[Vector]:
    """Return the 33 rays of A. Peres, J. Phys. A 24 (1991) L175."""
    shapes = [("0", "0", "1"), ("0", "1", "1"), ("0", "1", "sqrt2"), ("1", "1", "sqrt2")]
    rays: list[tuple[str, ...]] = []
    for shape in shapes:
        for order in sorted(set(permutations(shape))):
            for signs in product(("", "-"), repeat=3):
                ray = tuple(
                    entry if entry == "0" else s + entry
                    for s, entry in zip(signs, order, strict=True)
                )
                opposite = tuple(
                    e if e == "0" else e[1:] if e.startswith("-") else "-" + e for e in ray
                )
                if ray not in rays and opposite not in rays:
                    rays.append(ray)
    return [list(ray) for ray in rays]


def scaled(vectors: list[Vector], ring: str) -> list[Vector]:
    """Return the same rays over a larger ring: every other vector times the unit, +-t or -1-w."""
    t = {"Z[sqrt2]": "sqrt2", "Z[i]": "i", "Z[w]": "w", "Z[phi]": "phi"}[ring]
    by_t = {"0": "0", "1": t, "-1": "-" + t}
    by_u = {  # 1 + t: 1+w = -w^2 is a unit, the others are non-zero
        "0": "0",
        "1": f"1+{t}",
        "-1": f"-1-{t}",
    }
    tables = [by_t, by_u, {"0": "0", "1": "1", "-1": "-1"}]
    return [[tables[i % 3][entry] for entry in vector] for i, vector in enumerate(vectors)]


def number(literal: str, ring: str) -> complex:
    """Return the value of an entry, read by Python's own arithmetic."""
    names = {"sqrt2": "Z[sqrt2]", "i": "Z[i]", "w": "Z[w]", "phi": "Z[phi]"}
    found = re.search(r"[a-z]+2?$", literal)
    if not found:
        return complex(int(literal))
    if names[found[0]] != ring:
        raise ValueError(literal)
    rest = literal[: found.start()]
    split = max(rest.rfind("+"), rest.rfind("-"))
    head, tail = (rest[:split], rest[split:]) if split > 0 else ("", rest)
    tail = tail.rstrip("*")
    times = int(tail + "1") if tail in {"", "+", "-"} else int(tail)
    return int(head or 0) + times * UNITS[ring]


def constraints(
    vectors: list[Vector], ring: str, rule: str
) -> tuple[list[tuple[int, int]], list[tuple[int, ...]]]:
    """Return the pairs not both 1 and the bases, by looking at every subset of size dim."""
    dim = len(vectors[0])
    values = [[number(entry, ring) for entry in vector] for vector in vectors]
    orthogonal = {
        (i, j)
        for i, j in combinations(range(len(vectors)), 2)
        if abs(sum(a.conjugate() * b for a, b in zip(values[i], values[j], strict=True))) < 1e-6
    }
    bases: list[tuple[int, ...]] = [(i,) for i in range(len(vectors))]
    for _ in range(dim - 1):
        bases = [
            (*chosen, j)
            for chosen in bases
            for j in range(chosen[-1] + 1, len(vectors))
            if all((i, j) in orthogonal for i in chosen)
        ]
    if rule == "bases":
        orthogonal = {pair for basis in bases for pair in combinations(basis, 2)}
    return sorted(orthogonal), bases


def formula(vectors: list[Vector], ring: str, rule: str) -> list[tuple[int, ...]]:
    """Return the canonical colouring clauses."""
    pairs, bases = constraints(vectors, ring, rule)
    clauses: list[tuple[int, ...]] = [(-i - 1, -j - 1) for i, j in pairs]
    return clauses + [tuple(i + 1 for i in basis) for basis in bases]
