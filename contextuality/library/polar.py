"""Totally isotropic subspaces, quadrics and magic arrangements of N-qubit Paulis, as arrays.

Belongs here: the symplectic polar space W(2N-1, 2) and its parts, built by whole-array operations.
Does not belong here: searches over them (`contextuality.search`), the list of names (the package
itself), scenarios small enough to be written out (`pauli_sets`).

A Pauli observable is the integer x + 2^N z, its code; bit i of x and z belongs to qubit i.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality._text import check_name
from contextuality.errors import InputError, shown
from contextuality.library.families import parse
from contextuality.pauli import parse_pauli, pauli_string
from contextuality.scenario import Scenario, require_pauli

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Codes = NDArray[np.signedinteger[Any]]

__all__ = [
    "MAX_CONTEXTS",
    "PauliLines",
    "anticommute",
    "build",
    "isotropic_subspaces",
    "lines_in",
    "perpset",
    "quadric_form",
    "quadric_points",
]

MAX_QUBITS = 6
MAX_CONTEXTS = 1_500_000
MAX_PLANE_POINTS = 1023
_CHUNK = 1 << 22  # entries of a temporary array


@dataclass(frozen=True, eq=False)
class PauliLines:
    """Contexts of one size on N-qubit Paulis: what `Scenario` is, for millions of contexts.

    Args:
        name: one line of text.
        qubits: 1 to 15.
        points: increasing codes of the observables, shape (m,).
        lines: for each context the increasing positions of its members in `points`, shape
            (L, s), in lexicographic order; s is 3 for lines, 7 for planes.
        negative: the signs, packed: bit i mod 8 of byte i // 8 is 1 iff the product of context i
            is minus the identity.

    Raises:
        InputError: for arrays of other shapes or out of order. That the members of a context
            commute and multiply to the sign is the business of the builders here.

    Source: the polar space as in M. Saniga and M. Planat, arXiv quant-ph/0612179; packing ours.

    Example:
        >>> doily = build("lines-2")
        >>> doily.lines.shape, doily.negative_contexts
        ((15, 3), 3)
    """

    name: str
    qubits: int
    points: NDArray[np.int64]
    lines: NDArray[np.int32]
    negative: NDArray[np.uint8]

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.points.ndim != 1 or not len(self.points) or np.any(np.diff(self.points) <= 0):
            raise InputError(where="points", expected="increasing codes", found="others")
        if self.points[0] < 1 or self.points[-1] >= 4**self.qubits:
            raise InputError(
                where="points", expected=f"codes from 1 to 4^{self.qubits} - 1", found="others"
            )
        rows = self.lines
        if rows.ndim != 2 or not len(rows) or np.any(np.diff(rows, axis=1) <= 0):
            raise InputError(where="lines", expected="rows of increasing positions", found="others")
        if rows.min() < 0 or rows.max() >= len(self.points):
            raise InputError(
                where="lines", expected=f"positions below {len(self.points)}", found="others"
            )
        if self.negative.shape != ((len(rows) + 7) // 8,):
            raise InputError(
                where="negative", expected=f"{len(rows)} packed bits", found="another length"
            )

    @property
    def negative_contexts(self) -> int:
        """The number of contexts whose product is minus the identity."""
        return int(np.bitwise_count(self.negative).sum())

    @cached_property
    def sign_bits(self) -> NDArray[np.uint8]:
        """Per context 1 if its product is minus the identity, else 0, unpacked."""
        return np.unpackbits(self.negative, count=len(self.lines), bitorder="little")

    @cached_property
    def has_all_lines(self) -> bool:
        """Whether the contexts are exactly all lines in the points."""
        if self.lines.shape[1] != 3:
            return False
        return np.array_equal(lines_in(self.points, self.qubits), self.lines)

    @cached_property
    def has_all_planes(self) -> bool:
        """Whether the contexts are exactly all planes in at most 1023 points."""
        if self.lines.shape[1] != 7 or len(self.points) > MAX_PLANE_POINTS:
            return False
        # That module builds on this one.
        from contextuality.library.subspaces import planes_in  # noqa: PLC0415

        try:
            return np.array_equal(planes_in(self.points, self.qubits), self.lines)
        except InputError:
            return False

    def labels(self) -> tuple[str, ...]:
        """Return the observables as Pauli strings, in the order of `points`.

        Example:
            >>> build("lines-2").labels()[:3]
            ('XI', 'IX', 'XX')
        """
        low = (1 << self.qubits) - 1
        return tuple(
            pauli_string(code & low, code >> self.qubits, self.qubits)
            for code in self.points.tolist()
        )

    def to_scenario(self) -> Scenario:
        """Return the same contexts as a `Scenario`.

        Example:
            >>> len(build("planes-3").to_scenario().contexts[0])
            7
        """
        signs = tuple(1 - 2 * bit for bit in self.sign_bits.tolist())
        return Scenario(self.name, self.labels(), tuple(map(tuple, self.lines.tolist())), signs)

    @classmethod
    def from_scenario(cls, scenario: Scenario) -> PauliLines:
        """Return a Pauli scenario whose contexts have one size, in canonical order.

        Raises:
            InputError: if the scenario is not one of Paulis or its contexts have several sizes.

        Example:
            >>> from contextuality.library import get
            >>> PauliLines.from_scenario(get("mermin-square")).lines.shape
            (6, 3)
        """
        require_pauli(scenario)
        size = len(scenario.contexts[0])
        for i, context in enumerate(scenario.contexts):
            if len(context) != size:
                raise InputError(
                    where=f"contexts[{i}]", expected=f"{size} observables", found=str(len(context))
                )
        qubits = len(scenario.observables[0])
        if qubits > 15:
            raise InputError(where="observables", expected="at most 15 qubits", found=str(qubits))
        codes = np.array([_code(label) for label in scenario.observables], dtype=np.int64)
        order = np.argsort(codes)
        place = np.argsort(order)
        rows = np.sort(place[np.array(scenario.contexts)], axis=1).astype(np.int32)
        sorting = np.lexsort(rows.T[::-1])
        bits = (np.array(scenario.signs) < 0)[sorting]
        packed = np.packbits(bits, bitorder="little")
        return cls(scenario.name, qubits, codes[order], rows[sorting], packed)

    @classmethod
    def from_members(
        cls, name: str, qubits: int, points: NDArray[np.int64], members: NDArray[np.int32]
    ) -> PauliLines:
        """Return contexts given by positions in `points`, signs computed, rows put in order.

        Raises:
            InputError: if a context does not multiply to plus or minus the identity.

        Example:
            >>> PauliLines.from_members("x", 2, np.arange(1, 4), np.array([[0, 1, 2]])).negative
            array([0], dtype=uint8)
        """
        rows = np.sort(members, axis=1).astype(np.int32)
        rows = rows[np.lexsort(rows.T[::-1])]
        codes = points[rows]
        low = (1 << qubits) - 1
        product = np.zeros(len(rows), dtype=np.int64)
        quarters = np.zeros(len(rows), dtype=np.int64)
        for column in codes.T:
            quarters += np.bitwise_count(column & column >> qubits & low)
            quarters += 2 * np.bitwise_count(product >> qubits & column & low).astype(np.int64)
            product ^= column
        if product.any() or np.any(quarters % 2):
            raise InputError(
                where="members", expected="products of plus or minus the identity", found="others"
            )
        return cls(name, qubits, points, rows, np.packbits(quarters % 4 == 2, bitorder="little"))


def _code(label: str) -> int:
    x, z = parse_pauli(label)
    return x | z << len(label)


def anticommute(a: Codes, b: Codes | np.signedinteger[Any] | int, qubits: int) -> NDArray[np.bool_]:
    """Return where Paulis, given by codes, anticommute; the arrays are broadcast.

    Example:
        >>> anticommute(np.array([1, 2, 3]), 2, 1).tolist()
        [True, False, True]
    """
    low = (1 << qubits) - 1
    count = np.bitwise_count((a & b >> qubits ^ b & a >> qubits) & low)
    return np.asarray(count & 1, dtype=np.bool_)


def quadric_form(codes: Codes, form: int, qubits: int) -> NDArray[np.bool_]:
    """Return the values of a quadratic form: number of Y plus commutator with `form`, modulo 2.

    Args:
        codes: Paulis.
        form: the code of a Pauli; the form is elliptic iff it has an odd number of Y.
        qubits: the number of qubits.

    Source: as in M. Saniga et al., arXiv 2105.13798; any form with the commutator as its polar
        form is one of these.

    Example:
        >>> int((~quadric_form(np.arange(1, 64), 0, 3)).sum())
        35
    """
    low = (1 << qubits) - 1
    odd = np.asarray(np.bitwise_count(codes & codes >> qubits & low) & 1, dtype=np.bool_)
    return odd ^ anticommute(codes, form, qubits)


def quadric_points(qubits: int, form: int) -> NDArray[np.int64]:
    """Return the zeros of a quadratic form other than the identity, as increasing codes.

    Example:
        >>> len(quadric_points(3, _code("YII"))), len(quadric_points(3, 0))
        (27, 35)
    """
    codes = np.arange(1, 4**qubits, dtype=np.int64)
    return codes[~quadric_form(codes, form, qubits)]


def lines_in(points: NDArray[np.int64], qubits: int) -> NDArray[np.int32]:
    """Return all lines in a set of Paulis: commuting triples with product plus or minus one.

    Args:
        points: increasing codes, shape (m,).
        qubits: at most 15.

    Returns:
        Increasing positions in `points`, shape (L, 3), in lexicographic order.

    Source: Saniga and Planat, arXiv quant-ph/0612179.

    Example:
        >>> lines_in(np.arange(1, 64), 3).shape
        (315, 3)
    """
    dtype = np.int16 if len(points) < 1 << 15 else np.int32
    position = np.full(4**qubits, -1, dtype=dtype)
    position[points] = np.arange(len(points))
    codes = points.astype(np.int32)
    rows = []
    for i, a in enumerate(codes):
        later = codes[i + 1 :]
        third = position[later ^ a]
        second = np.arange(i + 1, len(codes))
        kept = np.flatnonzero((third > second) & ~anticommute(later, a, qubits))
        triple = np.empty((len(kept), 3), dtype=np.int32)
        triple[:, 0], triple[:, 1], triple[:, 2] = i, second[kept], third[kept]
        rows.append(triple)
    return np.concatenate(rows)


def isotropic_subspaces(qubits: int, dimension: int) -> NDArray[np.int32]:
    """Return all totally isotropic subspaces of a dimension in W(2N-1, 2).

    Args:
        qubits: N, 1 to 6.
        dimension: over GF(2): 1 for points, 2 for lines, 3 for planes, up to N.

    Returns:
        The codes of a reduced basis each, shape (count, dimension); every subspace once.

    Raises:
        InputError: for a size out of range or more than 1.5 million subspaces.

    Source: textbook echelon forms; the count is the product of (4^(N-i) - 1)/(2^(i+1) - 1), i
        below the dimension.

    Example:
        >>> isotropic_subspaces(3, 3).shape
        (135, 3)
    """
    _check_qubits(qubits, 1)
    if not 1 <= dimension <= qubits:
        raise InputError(
            where="dimension", expected=f"an integer from 1 to {qubits}", found=str(dimension)
        )
    top = bottom = 1
    for i in range(dimension):
        top, bottom = top * (4 ** (qubits - i) - 1), bottom * (2 ** (i + 1) - 1)
    if top // bottom > MAX_CONTEXTS:
        raise InputError(
            where="subspaces", expected=f"at most {MAX_CONTEXTS}", found=str(top // bottom)
        )
    every = np.arange(1, 4**qubits, dtype=np.int32)
    bases = every[:, None]
    for _ in range(dimension - 1):
        bases = np.concatenate(list(_extended(bases, every, qubits)))
    return bases


def _extended(
    bases: NDArray[np.int32], every: NDArray[np.int32], qubits: int
) -> Iterator[NDArray[np.int32]]:
    """Yield reduced bases with one more vector, of a higher leading bit than those before."""
    step = max(1, _CHUNK // len(every))
    for start in range(0, len(bases), step):
        chunk = bases[start : start + step]
        leading = np.zeros_like(chunk)
        for bit in range(2 * qubits):
            leading[chunk >> bit > 0] = 1 << bit
        fits = every > 2 * leading[:, -1:] - 1
        for column, lead in zip(chunk.T, leading.T, strict=True):
            fits &= (every & lead[:, None]) == 0
            fits &= ~anticommute(every[None, :], column[:, None], qubits)
        old, new = np.nonzero(fits)
        yield np.concatenate([chunk[old], every[new][:, None]], axis=1)


def perpset(qubits: int) -> PauliLines:
    """Return the lines through one point, Z on qubit 0: 4^(N-1) - 1 contexts, all positive.

    Args:
        qubits: 2 to 6.

    Source: the perpset of a point as in M. Saniga et al., arXiv 2105.13798.

    Example:
        >>> star = perpset(3)
        >>> len(star.points), len(star.lines), star.negative_contexts
        (31, 15, 0)
    """
    _check_qubits(qubits, 2)
    centre = 1 << qubits
    codes = np.arange(1, 4**qubits, dtype=np.int64)
    points = codes[~anticommute(codes, centre, qubits)]
    lines = lines_in(points, qubits)
    kept = lines[np.any(points[lines] == centre, axis=1)]
    return PauliLines.from_members(f"perpset-{qubits}", qubits, points, kept)


def _quadric(qubits: int, form: int, name: str) -> PauliLines:
    points = quadric_points(qubits, form)
    return PauliLines.from_members(name, qubits, points, lines_in(points, qubits))


def build(name: str) -> PauliLines:
    """Build a member of one of the families, such as `elliptic-4`.

    Args:
        name: a key of `families.FAMILIES`, a hyphen, and the number of qubits.

    Returns:
        Its observables and contexts; 6 qubits have 1.4 million lines and take seconds. The
        hyperbolic quadric is that of the real Paulis, the elliptic one that of the form YI...I.

    Raises:
        InputError: for an unknown family or a number of qubits out of its range.

    Source: Saniga and Planat, arXiv quant-ph/0612179; quadrics as in arXiv 2105.13798.

    Example:
        >>> quadric = build("elliptic-3")
        >>> len(quadric.points), len(quadric.lines), quadric.negative_contexts
        (27, 45, 13)
    """
    family, qubits = parse(name)
    dimension = {"planes": 3, "solids": 4, "generators": qubits, "affine-planes": 3}.get(family)
    if dimension is not None:
        # That module builds on this one.
        from contextuality.library import subspaces  # noqa: PLC0415

        if family == "affine-planes":
            return subspaces.affine_planes(qubits, name)
        return subspaces.subspace_contexts(qubits, dimension, name)
    if family == "perpset":
        return perpset(qubits)
    if family == "lines":
        points = np.arange(1, 4**qubits, dtype=np.int64)
        return PauliLines.from_members(name, qubits, points, lines_in(points, qubits))
    form = _code("Y" + "I" * (qubits - 1)) if family == "elliptic" else 0
    return _quadric(qubits, form, name)


def _check_qubits(qubits: int, least: int) -> None:
    if type(qubits) is not int or not least <= qubits <= MAX_QUBITS:
        raise InputError(
            where="qubits", expected=f"an integer from {least} to {MAX_QUBITS}", found=shown(qubits)
        )
