"""Hypergraphs, their states and stabilizer groups, exactly.

Belongs here: edge sets, the polynomial and the stabilizers of a hypergraph state,
overlaps and outcome probabilities. Does not belong here: the text and file grammar
(hypergraph_files.py), simulation of circuits and the translation task (khrnn).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import comb
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.group import Commutation, GroupElement
from contextuality.hypergraph_files import edge_masks, edge_text, read_file, read_line
from contextuality.polynomial import BooleanPolynomial, k_subsets, vertices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GroupLawReport", "Hypergraph", "all_uniform"]


@dataclass(frozen=True, slots=True)
class GroupLawReport:
    """What `Hypergraph.check_group_law` compared, and what failed.

    Args:
        n: the number of vertices.
        shifts: the shifts a whose K^a were compared: all of GF(2)^n, or the generators'.
        pairs: the number of ordered pairs (a, b) compared.
        product_failures: pairs with K^a K^b != K^(a+b).
        commutation_failures: pairs that do not commute.
    """

    n: int
    shifts: tuple[int, ...]
    pairs: int
    product_failures: tuple[tuple[int, int], ...]
    commutation_failures: tuple[tuple[int, int], ...]

    @property
    def holds(self) -> bool:
        """Whether no comparison failed."""
        return not self.product_failures and not self.commutation_failures


@dataclass(frozen=True, slots=True)
class Hypergraph:
    """A hypergraph H on the vertices 0..n-1, and with it the hypergraph state |H>.

    |H> = 2^(-n/2) sum_z (-1)^f(z) |z>, where f is the sum over the edges of the
    products of their vertices' variables: each edge is one controlled-Z gate on |+>^n.

    Args:
        n: the number of vertices (qubits), at least 0.
        edges: non-empty masks below 2^n.

    Raises:
        InputError: for an edge that is empty or out of range.

    Source: M. Rossi, M. Huber, D. Bruss and C. Macchiavello, New J. Phys. 15, 113022
    (2013), arXiv:1211.5554.

    Example:
        >>> H = Hypergraph.from_edges(3, [(0, 1, 2)])
        >>> print(H.generators()[0].as_operator_string())
        + X0 CZ12
    """

    n: int
    edges: frozenset[int]

    def __post_init__(self) -> None:
        if not isinstance(self.edges, frozenset):
            raise InputError(
                where="edges",
                expected="a frozenset of masks (`from_edges` takes lists of vertices)",
                found=shown(self.edges),
            )
        BooleanPolynomial(self.n, self.edges)  # checks types and ranges
        if 0 in self.edges:
            raise InputError(where="edges", expected="non-empty edges", found="an empty edge")

    @classmethod
    def from_edges(cls, n: int, edges: Iterable[Iterable[int]]) -> Hypergraph:
        """The hypergraph with the listed edges.

        Args:
            n: the number of vertices.
            edges: distinct, non-empty collections of distinct vertices.

        Raises:
            InputError: naming the edge by its position, from 0, in the list.

        Example:
            >>> print(Hypergraph.from_edges(4, [(1, 2, 3), (0, 1)]))
            1,2,3;0,1
        """
        return cls(n, edge_masks(n, edges))

    @classmethod
    def parse(cls, text: str, n: int | None = None) -> Hypergraph:
        """Read edges from one line of text.

        Args:
            text: edges separated by `;`, each of vertices separated by `,`; blanks may
                surround every item. A lone `-` is the hypergraph without edges.
            n: the number of vertices; by default the largest vertex plus one.

        Raises:
            InputError: naming the edge, for a vertex out of range or listed twice in an
                edge, an edge that is empty or repeats another, or anything else.

        Example:
            >>> Hypergraph.parse("0,1,2;1,2,3").n
            4
        """
        return cls(*read_line(text, n))

    @classmethod
    def load(cls, path: str | Path) -> Hypergraph:
        """Read a hypergraph file, JSON or text.

        JSON has exactly the keys n and edges: `{"n": 4, "edges": [[0,1,2], [1,2,3]]}`.
        Text has a first line `n 4`, then an edge `0,1,2` a line; `#` starts a comment.
        A file whose first visible character is `{` is JSON.

        Args:
            path: a UTF-8 file of at most `MAX_FILE_BYTES` and `MAX_VERTICES` vertices.

        Raises:
            InputError: naming the file and the line or edge at fault.
        """
        return cls(*read_file(path))

    @classmethod
    def from_index(cls, n: int, k: int, index: int) -> Hypergraph:
        """The k-uniform hypergraph with a given number.

        Args:
            n: the number of vertices.
            k: the edge size, at least 1.
            index: an integer below 2^binom(n, k); bit j stands for the j-th k-subset in
                the order of `k_subsets`.

        Example:
            >>> print(Hypergraph.from_index(3, 2, 0b101))
            0,1;1,2
        """
        _require_edge_size(k)
        if index < 0 or index >> comb(n, k):
            raise InputError(
                where="index", expected=f"an integer in 0..2^{comb(n, k)} - 1", found=shown(index)
            )
        subsets = k_subsets(n, k)
        return cls(n, frozenset(subsets[j] for j in vertices(index)))

    def index(self, k: int) -> int:
        """The number of this k-uniform hypergraph, the inverse of `from_index`.

        Raises:
            InputError: if some edge does not have k vertices.
        """
        _require_edge_size(k)
        for edge in sorted(self.edges):
            if edge.bit_count() != k:
                raise InputError(
                    where="edges", expected=f"edges of {k} vertices", found=shown(vertices(edge))
                )
        return sum(1 << j for j, mask in enumerate(k_subsets(self.n, k)) if mask in self.edges)

    @property
    def uniform_degree(self) -> int | None:
        """The common size of all edges; None if sizes differ or there is no edge."""
        sizes = {edge.bit_count() for edge in self.edges}
        return sizes.pop() if len(sizes) == 1 else None

    @property
    def polynomial(self) -> BooleanPolynomial:
        """The polynomial f whose monomials are the edges."""
        return BooleanPolynomial(self.n, self.edges)

    def __str__(self) -> str:
        return ";".join(edge_text(e) for e in self.polynomial.sorted_monomials()) or "-"

    def stabilizer(self, a: int) -> GroupElement:
        """The stabilizer K^a = (a, d_a f), which fixes |H>.

        Args:
            a: a point of GF(2)^n as an integer below 2^n.

        Returns:
            A Hermitian element; K^a K^b = K^(a+b), and all K^a commute.

        Source: Rossi et al., arXiv:1211.5554; the polynomial form is ours.

        Example:
            >>> print(Hypergraph.parse("0,1,2").stabilizer(0b011))
            X0 X1 (-1)^(z0*z2 + z1*z2 + z2)
        """
        return GroupElement(a, self.polynomial.derivative(a))

    def generators(self) -> tuple[GroupElement, ...]:
        """The n stabilizers K_i: X on i, controlled Z on the rest of each edge at i."""
        return tuple(self.stabilizer(1 << i) for i in range(self.n))

    def sign_vector(self) -> NDArray[np.int8]:
        """The amplitudes of |H> times 2^(n/2).

        Returns:
            An int8 array of length 2^n whose entry z is (-1)^f(z).

        Raises:
            InputError: if n exceeds the limit of truth tables.

        Example:
            >>> Hypergraph.parse("0,1").sign_vector().tolist()
            [1, 1, 1, -1]
        """
        import numpy as np  # noqa: PLC0415  (only this method needs numpy)

        size = 1 << self.n
        packed = self.polynomial.truth_table().to_bytes((size + 7) // 8, "little")
        bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), bitorder="little")[:size]
        return np.where(bits, np.int8(-1), np.int8(1))

    def overlap(self, other: Hypergraph) -> Fraction:
        """The inner product <H|H'> = 1 - 2 weight(f + f') / 2^n, exactly.

        Example:
            >>> Hypergraph.parse("0,1").overlap(Hypergraph.parse("-", 2))
            Fraction(1, 2)
        """
        return (self.polynomial + other.polynomial).bias()

    def outcome_probability(self, element: GroupElement, outcome: int) -> Fraction:
        """The probability of an outcome when an element is measured on |H>.

        Args:
            element: a Hermitian element (a, g) on the same n qubits.
            outcome: +1 or -1.

        Returns:
            Exactly the fraction of points z with (-1)^((d_a f + g)(z)) = outcome.

        Raises:
            InputError: for an element that is not Hermitian, or another outcome.

        Source: ours.

        Example:
            >>> cz = GroupElement.diagonal(BooleanPolynomial.parse("z0*z1", 3))
            >>> Hypergraph.parse("-", 3).outcome_probability(cz, +1)
            Fraction(3, 4)
        """
        if not element.is_hermitian():
            raise InputError(
                where="measured element", expected="a Hermitian element", found=shown(str(element))
            )
        if outcome not in {1, -1}:
            raise InputError(where="outcome", expected="+1 or -1", found=shown(outcome))
        mean = (self.polynomial.derivative(element.shift) + element.phase).bias()
        return (1 + outcome * mean) / 2

    def check_group_law(self) -> GroupLawReport:
        """Compare K^a K^b with K^(a+b), and with K^b K^a, as polynomials.

        Returns:
            A report over all ordered pairs of the 2^n elements if n <= 6, otherwise of
            the n generators. `holds` is a theorem; this recomputes its instances.

        Example:
            >>> Hypergraph.parse("0,1,2;1,2,3").check_group_law().holds
            True
        """
        full = self.n <= 6
        shifts = tuple(range(1 << self.n)) if full else tuple(1 << i for i in range(self.n))
        elements = {a: self.stabilizer(a) for a in shifts}
        wrong_product: list[tuple[int, int]] = []
        wrong_commutation: list[tuple[int, int]] = []
        for a, b in product(shifts, repeat=2):
            if elements[a] * elements[b] != self.stabilizer(a ^ b):
                wrong_product.append((a, b))
            if elements[a].commutation(elements[b]) is not Commutation.COMMUTE:
                wrong_commutation.append((a, b))
        return GroupLawReport(
            n=self.n,
            shifts=shifts,
            pairs=len(shifts) ** 2,
            product_failures=tuple(wrong_product),
            commutation_failures=tuple(wrong_commutation),
        )


def all_uniform(n: int, k: int) -> Iterator[Hypergraph]:
    """All 2^binom(n, k) k-uniform hypergraphs, in the order of `Hypergraph.index`.

    Example:
        >>> [str(H) for H in all_uniform(2, 1)]
        ['-', '0', '1', '0;1']
    """
    _require_edge_size(k)
    return (Hypergraph.from_index(n, k, index) for index in range(1 << comb(n, k)))


def _require_edge_size(k: int) -> None:
    if k < 1:
        raise InputError(where="k", expected="an edge size of at least 1", found=shown(k))
