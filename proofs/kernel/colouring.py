"""Kochen-Specker colourings of exact vector sets: the statement, its clauses, and witnesses.

Statement kinds `ks-uncolourable` and `ks-colourable`, certificate kind `colouring`; the
refutation kind is in `lrat`. Grammar and soundness argument in docs/formats/colouring.md.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.algebra import RINGS, colouring_constraints
from proofs.kernel.verdict import Rejected

MAX_VECTORS = 2048
MAX_DIM = 16
MAX_VERTICES = 4096
RULES = ("bases", "bases-and-pairs")


class Colourable(ABC):
    """What is to be coloured: pairs of vertices not both 1, and bases that hold a 1."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Return the number of vertices."""

    @abstractmethod
    def constraints(self) -> tuple[list[tuple[int, int]], list[tuple[int, ...]]]:
        """Return the pairs that are not both 1, and the bases that hold a 1."""

    def clauses(self) -> list[tuple[int, ...]]:
        """Return the colouring clauses in canonical order; variable i + 1 is vertex i."""
        pairs, bases = self.constraints()
        negative: list[tuple[int, ...]] = [(-i - 1, -j - 1) for i, j in pairs]
        return negative + [tuple(i + 1 for i in basis) for basis in bases]


@dataclass(frozen=True)
class ColouringStatement(Colourable):
    """A vector set and the claim that it has no (or has a) 0/1 colouring.

    Args:
        kind: "ks-uncolourable" or "ks-colourable".
        dim: dimension of the space, 2 to 16.
        ring: "Z", "Z[sqrt2]", "Z[i]", "Z[w]" or "Z[phi]".
        rule: "bases": exactly one 1 in every complete basis; "bases-and-pairs": moreover two
            orthogonal vectors are never both 1.
        vectors: entries as ring literals; no zero vector, no ray twice.
    """

    kind: str
    dim: int
    ring: str
    rule: str
    vectors: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Validate shapes and names; entries are validated when the clauses are derived."""
        reader.choice(self.kind, ("ks-uncolourable", "ks-colourable"), "statement.kind")
        reader.integer(self.dim, 2, MAX_DIM, "statement.dim")
        reader.choice(self.ring, tuple(RINGS), "statement.ring")
        reader.choice(self.rule, RULES, "statement.rule")
        rows = reader.sequence(self.vectors, 1, MAX_VECTORS, "statement.vectors")
        vectors = tuple(
            reader.sequence(row, self.dim, self.dim, f"statement.vectors[{index}]")
            for index, row in enumerate(rows)
        )
        object.__setattr__(self, "vectors", vectors)

    @property
    def size(self) -> int:
        """Return the number of vectors."""
        return len(self.vectors)

    def constraints(self) -> tuple[list[tuple[int, int]], list[tuple[int, ...]]]:
        """Return the pairs that are not both 1, and the bases that hold a 1."""
        return colouring_constraints(self.vectors, self.dim, self.ring, self.rule)

    def describe(self) -> str:
        """Return the claim in one line."""
        what = "has no" if self.kind == "ks-uncolourable" else "has a"
        return (
            f"the set of {len(self.vectors)} vectors in dimension {self.dim} over {self.ring} "
            f"{what} Kochen-Specker colouring (rule: {self.rule})"
        )


@dataclass(frozen=True)
class Colouring:
    """The indices of the vectors, or of the vertices, that have the value 1."""

    ones: tuple[int, ...]

    def __post_init__(self) -> None:
        """Validate the list of vector indices."""
        found = reader.increasing(self.ones, 0, MAX_VERTICES - 1, "certificate.ones")
        object.__setattr__(self, "ones", found)


def check_colouring(statement: Colourable, certificate: Colouring) -> int:
    """Check a colouring against every pair and basis; return the number of constraints.

    Raises:
        Rejected: at the first pair with two ones or basis without one.
    """
    pairs, bases = statement.constraints()
    size, ones = statement.size, set(certificate.ones)
    if ones and max(ones) >= size:
        raise Rejected("certificate.ones", "colouring", f"indices below {size}", max(ones))
    for i, j in pairs:
        if i in ones and j in ones:
            expected = "at most one 1 among orthogonal vectors"
            raise Rejected(f"pair {i},{j}", "colouring", expected, "two")
    for basis in bases:
        if ones.isdisjoint(basis):
            raise Rejected(f"basis {basis}", "colouring", "a vector with value 1", "none")
    return len(pairs) + len(bases)
