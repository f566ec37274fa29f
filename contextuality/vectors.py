"""Sets of vectors with exact entries, the input of Kochen-Specker colouring searches.

Belongs here: the quadratic rings the entries live in, inner products, orthogonal pairs, complete
bases. Does not belong here: reading files (`contextuality.formats`), deciding whether a set can
be coloured (`contextuality.search`), named sets (`contextuality.library`). No floats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from contextuality._text import check_name
from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

RingElement = tuple[int, int]
"""`(a, b)` stands for `a + b*t`, where `t` is the ring's adjoined element."""

Vector = tuple[RingElement, ...]

MAX_ENTRY_CHARACTERS = 64
"""Longer spellings of one entry are refused."""

_NATURAL = r"(?:0|[1-9][0-9]*)"


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring of integers extended by one element `t` with `t^2 = p + q*t`.

    Args:
        name: the ring as written in files, e.g. `"Z[sqrt2]"`.
        symbol: the spelling of `t` in entries; empty for the integers, which have no `t`.
        square: `(p, q)` with `t^2 = p + q*t`.
        conjugate_of_symbol: the complex conjugate of `t` (`t` itself where `t` is real).

    Source: standard algebra of quadratic integers; the choice of five rings is ours and covers
        the Kochen-Specker sets in common use.

    Example:
        >>> w = RINGS["Z[w]"]
        >>> w.multiply(w.parse("w"), w.parse("w")) == w.parse("-1-w")
        True
    """

    name: str
    symbol: str
    square: tuple[int, int]
    conjugate_of_symbol: RingElement

    def multiply(self, left: RingElement, right: RingElement) -> RingElement:
        """Return the product of two elements.

        Example:
            >>> RINGS["Z[phi]"].multiply((0, 1), (0, 1))
            (1, 1)
        """
        (a, b), (c, d) = left, right
        p, q = self.square
        return a * c + p * b * d, a * d + b * c + q * b * d

    def conjugate(self, element: RingElement) -> RingElement:
        """Return the complex conjugate of an element.

        Example:
            >>> RINGS["Z[i]"].conjugate((2, 3))
            (2, -3)
        """
        a, b = element
        r, s = self.conjugate_of_symbol
        return a + b * r, b * s

    def ratio(self, numerator: RingElement, denominator: RingElement) -> tuple[Fraction, Fraction]:
        """Return `numerator / denominator` in the field of fractions, as `x + y*t`.

        Raises:
            ZeroDivisionError: if the denominator is zero.

        Example:
            >>> RINGS["Z[sqrt2]"].ratio((1, 0), (0, 1))
            (Fraction(0, 1), Fraction(1, 2))
        """
        a, b = denominator
        p, q = self.square
        # (a + b t)(a + b q - b t) is the rational norm: the roots of t^2 = p + q t add up to q.
        norm = a * a + a * b * q - b * b * p
        x, y = self.multiply(numerator, (a + b * q, -b))
        return Fraction(x, norm), Fraction(y, norm)

    def parse(self, text: str, where: str = "") -> RingElement:
        """Read one entry.

        Args:
            text: `INT`, `[+-][INT*]t` or `INT(+|-)[INT*]t` without blanks; at most 64
                characters.
            where: the place to name in an error.

        Returns:
            The element `(a, b)` meaning `a + b*t`.

        Raises:
            InputError: if the text is not of that form.

        Example:
            >>> RINGS["Z[phi]"].parse("1+2*phi"), RINGS["Z[w]"].parse("-w")
            ((1, 2), (0, -1))
        """
        integer = rf"[+-]?{_NATURAL}"
        if len(text) <= MAX_ENTRY_CHARACTERS:
            if re.fullmatch(integer, text):
                return int(text), 0
            if self.symbol:
                t = rf"(?:({_NATURAL})\*)?{re.escape(self.symbol)}"
                if match := re.fullmatch(rf"([+-]?){t}", text):
                    return 0, int(match[1] + (match[2] or "1"))
                if match := re.fullmatch(rf"({integer})([+-]){t}", text):
                    return int(match[1]), int(match[2] + (match[3] or "1"))
        raise InputError(
            where=where,
            expected=f"an entry of {self.name} such as {self._samples()}",
            found=shown(text),
        )

    def spell(self, element: RingElement) -> str:
        """Return the shortest spelling that `parse` reads back as `element`.

        Example:
            >>> RINGS["Z[w]"].spell((-1, -1)), RINGS["Z[w]"].spell((0, 2))
            ('-1-w', '2*w')
        """
        a, b = element
        if b == 0:
            return str(a)
        factor = "" if abs(b) == 1 else f"{abs(b)}*"
        term = f"{'-' if b < 0 else ''}{factor}{self.symbol}"
        if a == 0:
            return term
        return f"{a}{term}" if b < 0 else f"{a}+{term}"

    def _samples(self) -> str:
        if not self.symbol:
            return "0, 1, -2"
        return f"0, -1, {self.symbol}, -{self.symbol}, 1+2*{self.symbol}"


RINGS: dict[str, Ring] = {
    ring.name: ring
    for ring in (
        Ring("Z", "", (0, 0), (0, 0)),
        Ring("Z[sqrt2]", "sqrt2", (2, 0), (0, 1)),
        Ring("Z[i]", "i", (-1, 0), (0, -1)),
        Ring("Z[w]", "w", (-1, -1), (-1, -1)),
        Ring("Z[phi]", "phi", (1, 1), (0, 1)),
    )
}
"""The rings by name: integers, square root of two, Gaussian, Eisenstein, golden ratio."""


@dataclass(frozen=True, slots=True)
class VectorSet:
    """Pairwise distinct rays of C^dim, each given by one exact vector.

    Args:
        name: one line of text.
        dim: the dimension, at least 2.
        ring: a key of `RINGS`.
        vectors: at least one vector of `dim` ring elements, none zero, no two proportional over
            the field of fractions of the ring.
        bases: optional contexts given by the author of the set, each the indices of `dim`
            mutually orthogonal vectors. They are checked here and carried along; `complete_bases`
            finds all bases whether given or not.

    Raises:
        InputError: if one of these conditions fails; the place is named like `vectors[3][0]`.

    Source: the data of S. Kochen and E. P. Specker, J. Math. Mech. 17 (1967) 59; the exact
        representation is ours.

    Example:
        >>> axes = VectorSet.from_strings("axes", 2, "Z", [["1", "0"], ["0", "1"], ["1", "1"]])
        >>> axes.orthogonal_pairs(), axes.complete_bases()
        (((0, 1),), ((0, 1),))
    """

    name: str
    dim: int
    ring: str
    vectors: tuple[Vector, ...]
    bases: tuple[tuple[int, ...], ...] | None = None

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.ring not in RINGS:
            known = ", ".join(RINGS)
            raise InputError(where="ring", expected=f"one of {known}", found=shown(self.ring))
        if self.dim < 2:
            raise InputError(where="dim", expected="an integer of at least 2", found=str(self.dim))
        if not self.vectors:
            raise InputError(where="vectors", expected="at least one vector", found="none")
        self._check_vectors()
        if self.bases is not None:
            self._check_bases(self.bases)

    @classmethod
    def from_strings(
        cls,
        name: str,
        dim: int,
        ring: str,
        vectors: Iterable[Sequence[str]],
        bases: Iterable[Iterable[int]] | None = None,
    ) -> VectorSet:
        """Build a set from spelled entries.

        Args:
            name: one line of text.
            dim: the dimension, at least 2.
            ring: a key of `RINGS`.
            vectors: entries in the grammar of `Ring.parse`.
            bases: optional index lists; see the class.

        Returns:
            The checked set, vectors in the given order.

        Raises:
            InputError: as the class does, and for entries that can't be read.

        Example:
            >>> VectorSet.from_strings("ray", 2, "Z[i]", [["1", "-i"]]).vectors
            (((1, 0), (0, -1)),)
        """
        if ring not in RINGS:
            known = ", ".join(RINGS)
            raise InputError(where="ring", expected=f"one of {known}", found=shown(ring))
        parse = RINGS[ring].parse
        return cls(
            name,
            dim,
            ring,
            tuple(
                tuple(parse(entry, f"vectors[{i}][{j}]") for j, entry in enumerate(vector))
                for i, vector in enumerate(vectors)
            ),
            None if bases is None else tuple(tuple(basis) for basis in bases),
        )

    def spelled(self) -> tuple[tuple[str, ...], ...]:
        """Return the vectors with their entries spelled out; `from_strings` reads them back.

        Example:
            >>> VectorSet.from_strings("ray", 2, "Z", [["+1", "0"]]).spelled()
            (('1', '0'),)
        """
        spell = RINGS[self.ring].spell
        return tuple(tuple(spell(entry) for entry in vector) for vector in self.vectors)

    def inner_product(self, i: int, j: int) -> RingElement:
        """Return the Hermitian product of vectors `i` and `j`, conjugating the first.

        Example:
            >>> pair = VectorSet.from_strings("pair", 2, "Z[i]", [["1", "i"], ["0", "1"]])
            >>> pair.inner_product(0, 1)
            (0, -1)
        """
        ring = RINGS[self.ring]
        real, rest = 0, 0
        for left, right in zip(self.vectors[i], self.vectors[j], strict=True):
            a, b = ring.multiply(ring.conjugate(left), right)
            real, rest = real + a, rest + b
        return real, rest

    def orthogonal_pairs(self) -> tuple[tuple[int, int], ...]:
        """Return all index pairs `i < j` of orthogonal vectors, in lexicographic order.

        Example:
            >>> VectorSet.from_strings("two", 2, "Z", [["1", "1"], ["1", "-1"]]).orthogonal_pairs()
            ((0, 1),)
        """
        # Each column is conjugated once, not once per pair.
        ring = RINGS[self.ring]
        conjugated = [tuple(map(ring.conjugate, vector)) for vector in self.vectors]
        p, q = ring.square
        pairs = []
        for i, left in enumerate(conjugated):
            for j in range(i + 1, len(self.vectors)):
                real, rest = 0, 0
                for (a, b), (c, d) in zip(left, self.vectors[j], strict=True):
                    real += a * c + p * b * d
                    rest += a * d + b * c + q * b * d
                if real == 0 and rest == 0:
                    pairs.append((i, j))
        return tuple(pairs)

    def complete_bases(self) -> tuple[tuple[int, ...], ...]:
        """Return every set of `dim` mutually orthogonal vectors.

        Returns:
            Sorted index tuples in lexicographic order; `bases` plays no part.

        Example:
            >>> spelled = [["1", "0"], ["1", "1"], ["0", "2"]]
            >>> VectorSet.from_strings("three", 2, "Z", spelled).complete_bases()
            ((0, 2),)
        """
        later = [0] * len(self.vectors)
        for i, j in self.orthogonal_pairs():
            later[i] |= 1 << j
        return tuple(_cliques((1 << len(later)) - 1, later, self.dim))

    def _check_vectors(self) -> None:
        ring = RINGS[self.ring]
        seen: dict[tuple[tuple[Fraction, Fraction], ...], int] = {}
        for i, vector in enumerate(self.vectors):
            where = f"vectors[{i}]"
            if len(vector) != self.dim:
                raise InputError(
                    where=where, expected=f"{self.dim} entries", found=f"{len(vector)} entries"
                )
            for j, (_, b) in enumerate(vector):
                if b and not ring.symbol:
                    raise InputError(
                        where=f"{where}[{j}]", expected="an integer", found=f"a + {b}*t with t != 0"
                    )
            lead = next((entry for entry in vector if entry != (0, 0)), None)
            if lead is None:
                raise InputError(where=where, expected="a nonzero vector", found="the zero vector")
            ray = tuple(ring.ratio(entry, lead) for entry in vector)
            if ray in seen:
                raise InputError(
                    where=where,
                    expected="a ray that no earlier vector spans",
                    found=f"a multiple of vectors[{seen[ray]}]",
                )
            seen[ray] = i

    def _check_bases(self, bases: tuple[tuple[int, ...], ...]) -> None:
        seen: dict[frozenset[int], int] = {}
        for k, basis in enumerate(bases):
            where = f"bases[{k}]"
            if len(basis) != self.dim:
                raise InputError(
                    where=where, expected=f"{self.dim} vectors", found=f"{len(basis)} vectors"
                )
            for index in basis:
                if not 0 <= index < len(self.vectors):
                    raise InputError(
                        where=where,
                        expected=f"indices from 0 to {len(self.vectors) - 1}",
                        found=str(index),
                    )
            members = frozenset(basis)
            if len(members) < len(basis):
                raise InputError(
                    where=where, expected="distinct vectors", found=f"{list(basis)} with a repeat"
                )
            if members in seen:
                raise InputError(
                    where=where,
                    expected="a new basis",
                    found=f"the same one as bases[{seen[members]}]",
                )
            seen[members] = k
            self._check_orthogonal(basis, where)

    def _check_orthogonal(self, basis: tuple[int, ...], where: str) -> None:
        ring = RINGS[self.ring]
        for position, i in enumerate(basis):
            for j in basis[position + 1 :]:
                product = self.inner_product(i, j)
                if product != (0, 0):
                    raise InputError(
                        where=where,
                        expected="mutually orthogonal vectors",
                        found=f"vectors {i} and {j} with inner product {ring.spell(product)}",
                    )


def _cliques(candidates: int, later: list[int], size: int) -> Iterator[tuple[int, ...]]:
    """Yield the cliques of `size` vertices in lexicographic order; `later[i]` has bits > i."""
    if size == 0:
        yield ()
        return
    while candidates.bit_count() >= size:
        lowest = candidates & -candidates
        candidates ^= lowest
        i = lowest.bit_length() - 1
        for rest in _cliques(candidates & later[i], later, size - 1):
            yield (i, *rest)
