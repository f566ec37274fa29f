"""Spans of sparse exact vectors: membership, coordinates, null spaces.

What belongs here: linear algebra over the rationals on vectors given as maps from labels to
nonzero numbers. What does not: brackets (`lie_algebra`). Labels are any hashable values that can
be ordered among themselves.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Generic, TypeAlias, TypeVar

Number: TypeAlias = int | Fraction
L = TypeVar("L", bound=Hashable)
Vector: TypeAlias = dict[L, Number]


def divide(number: Number, by: Number) -> Number:
    """Return an exact quotient, as an integer where it is one.

    Args:
        number: any.
        by: not 0.

    Example:
        >>> divide(6, 3), divide(1, 3)
        (2, Fraction(1, 3))
    """
    quotient = Fraction(number) / by
    return quotient.numerator if quotient.denominator == 1 else quotient


def add_multiple(target: Vector[L], factor: Number, vector: Mapping[L, Number]) -> None:
    """Add a multiple of a vector to another in place; zeros are dropped.

    Args:
        target: changed.
        factor: any number.
        vector: not the same object as the target.

    Example:
        >>> v = {"x": 1, "y": 2}
        >>> add_multiple(v, -2, {"y": 1, "z": Fraction(1, 2)})
        >>> v
        {'x': 1, 'z': Fraction(-1, 1)}
    """
    if not factor:
        return
    for label, value in vector.items():
        total = target.get(label, 0) + factor * value
        if total:
            target[label] = total
        else:
            target.pop(label, None)


class Span(Generic[L]):
    """A subspace, kept in reduced echelon form: each pivot label occurs in one row alone, with 1.

    Args:
        vectors: what spans it.

    Source: Gauss and Jordan; standard.

    Example:
        >>> plane = Span([{"x": 1, "y": 1}, {"y": 2, "z": 2}, {"x": 1, "z": -1}])
        >>> plane.dimension, plane.contains({"x": 3, "y": 5, "z": 2}), plane.contains({"x": 1})
        (2, True, False)
    """

    def __init__(self, vectors: Iterable[Mapping[L, Number]] = ()) -> None:
        self.rows: dict[L, Vector[L]] = {}
        self._users: dict[L, set[L]] = {}  # label -> pivots of the rows where it occurs
        for vector in vectors:
            self.add(vector)

    @property
    def dimension(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def reduce(self, vector: Mapping[L, Number]) -> Vector[L]:
        """Return the vector less its part in the span: without pivot labels; empty iff inside.

        Args:
            vector: any.
        """
        rest = dict(vector)
        # Rows hold no pivot but their own, so the coefficients do not change on the way.
        for label, value in vector.items():
            if label in self.rows:
                add_multiple(rest, -value, self.rows[label])
        return rest

    def contains(self, vector: Mapping[L, Number]) -> bool:
        """Return whether a vector lies in the span.

        Args:
            vector: any.
        """
        return not self.reduce(vector)

    def add(self, vector: Mapping[L, Number]) -> bool:
        """Add a vector to what spans; return whether the dimension grew.

        Args:
            vector: any.
        """
        rest = self.reduce(vector)
        if not rest:
            return False
        pivot = min(rest, key=lambda label: (len(self._users.get(label, ())), label))
        lead = rest[pivot]
        row = {label: divide(value, lead) for label, value in rest.items()}
        for other in list(self._users.get(pivot, ())):
            before = self.rows[other]
            old = set(before)
            add_multiple(before, -before[pivot], row)
            for label in old - before.keys():
                self._users[label].discard(other)
            for label in before.keys() - old:
                self._users.setdefault(label, set()).add(other)
        self.rows[pivot] = row
        for label in row:
            self._users.setdefault(label, set()).add(pivot)
        return True

    def coordinates(self, vector: Mapping[L, Number]) -> Vector[L]:
        """Return the coordinates of a member in the rows, by pivot.

        Args:
            vector: a member; not checked.
        """
        return {label: value for label, value in vector.items() if label in self.rows}


def null_space(equations: Iterable[Mapping[L, Number]], unknowns: Iterable[L]) -> list[Vector[L]]:
    """Return a basis of the solutions of homogeneous equations.

    Args:
        equations: each the coefficients of the unknowns in one equation.
        unknowns: all of them, also those in no equation.

    Returns:
        One vector for each free unknown.

    Source: standard.

    Example:
        >>> null_space([{"x": 1, "y": 2}], ["x", "y", "z"])
        [{'y': 1, 'x': -2}, {'z': 1}]
    """
    span = Span(equations)
    found: dict[L, Vector[L]] = {u: {u: 1} for u in unknowns if u not in span.rows}
    for pivot, row in span.rows.items():
        for label, value in row.items():
            if label != pivot:
                found[label][pivot] = -value
    return list(found.values())
