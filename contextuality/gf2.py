"""Linear algebra over GF(2) on bit-packed matrices, with evidence for every answer.

Belongs here: rank, null spaces, solutions and certificates of inconsistency. Does
not belong here: where the matrices come from (scenario.py), or trust: whoever
receives a certificate multiplies it out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.vertex_sets import ones

if TYPE_CHECKING:
    import galois
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["BitMatrix", "Consistent", "Inconsistent"]

_PACKED_FROM_ENTRIES = 1 << 18
"""Matrices with at least this many entries are eliminated in numpy; the answer is the same."""


@dataclass(frozen=True, slots=True)
class Consistent:
    """All solutions of M x = rhs.

    Args:
        solution: the solution whose free variables are 0; bit j is variable j.
        null_space: a basis of {x : M x = 0}, in the order of the free columns.
    """

    solution: int
    null_space: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Inconsistent:
    """Why M x = rhs has no solution.

    Args:
        rows: a set of rows y, bit i for row i, with y M = 0 and y . rhs = 1: these
            equations add up to 0 = 1.
    """

    rows: int


@dataclass(frozen=True, slots=True)
class BitMatrix:
    """A matrix over GF(2) whose rows are integers.

    All results are canonical: they depend on the matrix alone and not on the way they
    were computed, since the reduced row echelon form is unique.

    Args:
        rows: one integer below 2^columns a row; bit j is the entry in column j.
        columns: the number of columns, at least 0.

    Raises:
        InputError: naming the row that does not fit.

    Source: textbook Gauss-Jordan elimination; for large matrices gf2_packed.py.

    Example:
        >>> M = BitMatrix((0b011, 0b110, 0b101), 3)
        >>> M.rank(), M.solve(0b011), M.solve(0b111)
        (2, Consistent(solution=2, null_space=(7,)), Inconsistent(rows=7))
    """

    rows: tuple[int, ...]
    columns: int

    def __post_init__(self) -> None:
        if type(self.columns) is not int or self.columns < 0:
            raise InputError(where="columns", expected="an integer >= 0", found=shown(self.columns))
        for i, row in enumerate(self.rows):
            if type(row) is not int or row < 0 or row >> self.columns:
                raise InputError(
                    where=f"row {i}",
                    expected=f"an integer of at most {self.columns} bits",
                    found=shown(row),
                )

    @classmethod
    def from_array(cls, array: ArrayLike) -> BitMatrix:
        """The matrix of a two-dimensional array of 0 and 1.

        Raises:
            InputError: for another dimension, or naming the first other entry.

        Example:
            >>> BitMatrix.from_array([[1, 1, 0], [0, 1, 1]]).rows
            (3, 6)
        """
        import numpy as np  # noqa: PLC0415  (small systems are solved without numpy)

        from contextuality import gf2_packed  # noqa: PLC0415  (imports numpy)

        dense = np.asarray(array)
        if dense.ndim != 2:
            raise InputError(
                where="array", expected="2 dimensions", found=f"{dense.ndim} dimensions"
            )
        wrong = np.argwhere((dense != 0) & (dense != 1))
        if len(wrong):
            i, j = wrong[0].tolist()
            raise InputError(
                where=f"row {i}, column {j}", expected="0 or 1", found=str(dense[i, j])
            )
        packed = np.packbits(dense == 1, axis=1, bitorder="little")
        return cls(gf2_packed.from_bytes(packed), dense.shape[1])

    def to_array(self) -> NDArray[np.uint8]:
        """The matrix as a uint8 array of shape (rows, columns).

        Example:
            >>> BitMatrix((3, 6), 3).to_array().tolist()
            [[1, 1, 0], [0, 1, 1]]
        """
        import numpy as np  # noqa: PLC0415  (small systems are solved without numpy)

        from contextuality import gf2_packed  # noqa: PLC0415  (imports numpy)

        packed = gf2_packed.to_bytes(self.rows, (self.columns + 7) // 8)
        return np.unpackbits(packed, axis=1, count=self.columns, bitorder="little")

    def to_galois(self) -> galois.FieldArray:
        """The matrix as an array over `galois.GF(2)`.

        Example:
            >>> BitMatrix((3, 6), 3).to_galois()
            GF([[1, 1, 0],
                [0, 1, 1]], order=2)
        """
        import galois  # noqa: PLC0415  (slow to import and rarely needed)

        return galois.GF2(self.to_array())

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and of columns."""
        return len(self.rows), self.columns

    def rank(self) -> int:
        """The dimension of the row space.

        Example:
            >>> BitMatrix((0b11, 0b01, 0b10), 2).rank()
            2
        """
        return len(self._reduced()[1])

    def null_space(self) -> tuple[int, ...]:
        """A basis of {x : M x = 0}.

        Returns:
            One vector for each free column, in increasing order, with a 1 there and a 0
            in all other free columns; bit j is the coefficient of column j.

        Example:
            >>> BitMatrix((0b011, 0b110), 3).null_space()
            (7,)
        """
        return _null_space(*self._reduced(), self.columns)

    def left_null_space(self) -> tuple[int, ...]:
        """A basis of {y : y M = 0}, as `null_space` of the transpose; bit i is row i.

        Example:
            >>> BitMatrix((0b01, 0b10, 0b11), 2).left_null_space()
            (7,)
        """
        return self.transpose().null_space()

    def solve(self, rhs: int) -> Consistent | Inconsistent:
        """Solve M x = rhs, or show that there is no solution.

        Args:
            rhs: an integer of as many bits as rows; bit i is the right side of row i.

        Returns:
            Consistent with every solution, or Inconsistent with rows that add up to
            0 = 1: the unique such combination of the first rows that span all rows of
            [M | rhs].

        Raises:
            InputError: if rhs has more bits than there are rows.

        Example:
            >>> BitMatrix((0b1, 0b1), 1).solve(0b10)
            Inconsistent(rows=3)
        """
        self._require_fits("right side", rhs, len(self.rows))
        reduced, pivots = self._augmented(rhs)._reduced()
        last = 1 << self.columns
        if pivots and pivots[-1] == self.columns:
            # y [M | rhs] = (0, 1) is a linear system in y, always solvable here.
            reduced, pivots = self._augmented(rhs).transpose()._augmented(last)._reduced()
            return Inconsistent(_particular(reduced, pivots, len(self.rows)))
        plain = tuple(row & ~last for row in reduced)
        return Consistent(
            _particular(reduced, pivots, self.columns), _null_space(plain, pivots, self.columns)
        )

    def transpose(self) -> BitMatrix:
        """The transposed matrix.

        Example:
            >>> BitMatrix((0b01, 0b11, 0b01), 2).transpose().rows
            (7, 2)
        """
        if self._is_large():
            return BitMatrix.from_array(self.to_array().T)
        columns = [0] * self.columns
        for i, row in enumerate(self.rows):
            for j in ones(row):
                columns[j] |= 1 << i
        return BitMatrix(tuple(columns), len(self.rows))

    def mul(self, other: BitMatrix) -> BitMatrix:
        """The matrix product; also written `self @ other`.

        Raises:
            InputError: unless the columns here are as many as the rows there.

        Example:
            >>> BitMatrix((0b11,), 2).mul(BitMatrix((0b01, 0b11), 2)).rows
            (2,)
        """
        if self.columns != len(other.rows):
            raise InputError(
                where="matrix product", expected=f"{self.columns} rows", found=str(len(other.rows))
            )
        return BitMatrix(tuple(other.combine(row) for row in self.rows), other.columns)

    __matmul__ = mul

    def apply(self, x: int) -> int:
        """The product M x with a column vector.

        Args:
            x: an integer below 2^columns; bit j is entry j.

        Returns:
            The integer whose bit i is entry i of the product.

        Example:
            >>> BitMatrix((0b11, 0b10), 2).apply(0b11)
            2
        """
        self._require_fits("vector", x, self.columns)
        return sum(1 << i for i, row in enumerate(self.rows) if (row & x).bit_count() & 1)

    def combine(self, y: int) -> int:
        """The product y M with a row vector: the sum of the rows in the set y.

        Example:
            >>> BitMatrix((0b011, 0b110), 3).combine(0b11)
            5
        """
        self._require_fits("row set", y, len(self.rows))
        total = 0
        for i in ones(y):
            total ^= self.rows[i]
        return total

    def _augmented(self, rhs: int) -> BitMatrix:
        last = 1 << self.columns
        rows = tuple(row | last if rhs >> i & 1 else row for i, row in enumerate(self.rows))
        return BitMatrix(rows, self.columns + 1)

    def _require_fits(self, where: str, value: int, bits: int) -> None:
        if type(value) is not int or value < 0 or value >> bits:
            raise InputError(
                where=where, expected=f"an integer of at most {bits} bits", found=shown(value)
            )

    def _is_large(self) -> bool:
        return len(self.rows) * self.columns >= _PACKED_FROM_ENTRIES

    def _reduced(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The non-zero rows of the reduced row echelon form, and their pivot columns."""
        if self._is_large():
            from contextuality import gf2_packed  # noqa: PLC0415  (imports numpy)

            return gf2_packed.reduced(self.rows, self.columns)
        return _reduce_plain(self.rows)


def _reduce_plain(rows: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    basis: dict[int, int] = {}
    for row in rows:
        rest = row
        while rest:
            pivot = rest & -rest
            if pivot not in basis:
                basis[pivot] = rest
                break
            rest ^= basis[pivot]
    # From the last pivot back, each row is cleared at the pivots after its own.
    later = 0
    for pivot in sorted(basis, reverse=True):
        for j in ones(basis[pivot] & later):
            basis[pivot] ^= basis[1 << j]
        later |= pivot
    pivots = sorted(basis)
    return tuple(basis[p] for p in pivots), tuple(p.bit_length() - 1 for p in pivots)


def _particular(reduced: tuple[int, ...], pivots: tuple[int, ...], columns: int) -> int:
    """The solution without free variables, from a form augmented in column `columns`."""
    return sum(1 << p for row, p in zip(reduced, pivots, strict=True) if row >> columns & 1)


def _null_space(reduced: tuple[int, ...], pivots: tuple[int, ...], columns: int) -> tuple[int, ...]:
    taken = set(pivots)
    vectors = {j: 1 << j for j in range(columns) if j not in taken}
    for row, pivot in zip(reduced, pivots, strict=True):
        for j in ones(row ^ (1 << pivot)):
            vectors[j] |= 1 << pivot
    return tuple(vectors.values())
