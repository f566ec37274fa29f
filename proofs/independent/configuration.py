"""Reading a degree statement: points from letters, lines by looking up products, signs from 2x2s.

Belongs here: the statements of docs/formats/degree.md. Does not belong here: bounds (`degree`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.pauli import read_contexts
from proofs.independent.reader import fail, fields, integer, items

if TYPE_CHECKING:
    import numpy.typing as npt

MAX_QUBITS = 64
MAX_POINTS = 4500
MAX_PLANE_POINTS = 1023
MAX_CONTEXTS = 1_500_000

LETTERS = "IXZY"  # place = bits of the letter, so that a product of letters is a XOR of places
MATRICES = (
    np.eye(2, dtype=np.complex128),
    np.array([[0, 1], [1, 0]], dtype=np.complex128),
    np.array([[1, 0], [0, -1]], dtype=np.complex128),
    np.array([[0, -1j], [1j, 0]]),
)


def _phase(a: int, b: int) -> int:
    """The e with M_a M_b = i^e M_(a xor b), read off the matrices."""
    product = MATRICES[a] @ MATRICES[b]
    return next(e for e in range(4) if np.allclose(product, 1j**e * MATRICES[a ^ b]))


PHASES = np.array([[_phase(a, b) for b in range(4)] for a in range(4)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The points and contexts of a statement.

    Args:
        labels: the points.
        digits: per point the places of its letters in IXZY, shape (m, N).
        members: per context the positions of its points, filled up with m, shape (L, s).
        negative: per context whether its product is minus the identity.
        lines: whether the contexts are all lines.
    """

    labels: tuple[str, ...]
    digits: npt.NDArray[np.int64]
    members: npt.NDArray[np.int64]
    negative: npt.NDArray[np.bool_]
    lines: bool

    def violated(self, minus: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return which contexts an assignment violates; `minus` has shape (m,)."""
        padded = np.append(minus, False)
        return np.asarray((padded[self.members].sum(axis=1) % 2 == 1) != self.negative)


def read_configuration(statement: dict[str, Any]) -> Configuration:
    """Read the points of a statement, and list and sign its contexts.

    Raises:
        InputError: if something is not well-formed.

    Source: docs/formats/degree.md.

    Example:
        >>> doily = {"kind": "degree-lower-bound", "qubits": 2, "points": "all",
        ...          "contexts": "lines", "bound": 3}
        >>> read_configuration(doily).members.shape
        (15, 3)
    """
    fields(statement, "statement", ("kind", "qubits", "points", "contexts", "bound"))
    qubits = integer(statement["qubits"], "qubits", 1, MAX_QUBITS)
    labels = _points(statement["points"], qubits)
    digits = np.array([[LETTERS.index(letter) for letter in label] for label in labels])
    if statement["contexts"] in ("lines", "planes"):
        lines = statement["contexts"] == "lines"
        if not lines and len(labels) > MAX_PLANE_POINTS:
            fail("points", f"at most {MAX_PLANE_POINTS} with planes", str(len(labels)))
        members = _lines(digits) if lines else _planes(digits)
        return Configuration(labels, digits, members, _turned(digits, members), lines=lines)
    given = read_contexts(
        {"kind": "pauli-contextual", "qubits": qubits, "contexts": statement["contexts"]}
    )
    place = {label: i for i, label in enumerate(labels)}
    for label in given.labels:
        if label not in place:
            fail("contexts", "labels among the points", label)
    size = max(map(len, given.members))
    rows = [
        [place[given.labels[i]] for i in row] + [len(labels)] * (size - len(row))
        for row in given.members
    ]
    negative = np.array(given.signs) < 0
    return Configuration(labels, digits, np.array(rows), negative, lines=False)


def _points(value: object, qubits: int) -> tuple[str, ...]:
    if value == "all" or isinstance(value, dict):
        if 4**qubits > MAX_POINTS:
            fail("points", f"at most {MAX_POINTS}", f"all on {qubits} qubits")
        every = [""]
        for _ in range(qubits):
            every = [label + letter for letter in LETTERS for label in every]
        every.sort(key=_weight)
        if isinstance(value, dict):
            form = read_label(fields(value, "points", ("quadric",))["quadric"], qubits, "quadric")
            every = [label for label in every if not form_value(label, form)]
        return tuple(label for label in every if set(label) != {"I"})
    labels = items(value, "points", 1, MAX_POINTS)
    for i, label in enumerate(labels):
        if set(read_label(label, qubits, f"points[{i}]")) == {"I"}:
            fail(f"points[{i}]", "no identity", label)
    if len(set(labels)) < len(labels):
        fail("points", "distinct labels", "a repeated one")
    return tuple(labels)


def _weight(label: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A key that orders like x + 2^N z: Z parts first, of either the last letter first."""
    places = [LETTERS.index(letter) for letter in reversed(label)]
    return tuple(place >> 1 for place in places), tuple(place & 1 for place in places)


def read_label(value: object, qubits: int, where: str) -> str:
    """Return a Pauli label of so many letters.

    Raises:
        InputError: otherwise.

    Example:
        >>> read_label("XI", 2, "label")
        'XI'
    """
    if not isinstance(value, str) or len(value) != qubits or set(value) - set("IXYZ"):
        fail(where, f"{qubits} letters of IXYZ", repr(value)[:80])
    return value


def clash(a: str, b: str) -> int:
    """Return 1 if two Paulis anticommute: oddly many places have different letters, neither I.

    Example:
        >>> clash("XX", "ZZ"), clash("XI", "ZZ")
        (0, 1)
    """
    return sum(p != q and "I" not in (p, q) for p, q in zip(a, b, strict=True)) % 2


def form_value(label: str, form: str) -> int:
    """Return q_p of docs/formats/degree.md for p = `form`.

    Example:
        >>> form_value("YI", "II"), form_value("XI", "ZI")
        (1, 1)
    """
    return (label.count("Y") + clash(label, form)) % 2


def _lines(digits: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """All commuting triples with product a phase, as increasing rows in lexicographic order."""
    place = {row.tobytes(): i for i, row in enumerate(digits.astype(np.uint8))}
    small = digits.astype(np.uint8)
    found = [np.empty((0, 3), dtype=np.int64)]
    for i, row in enumerate(small):
        later = small[i + 1 :]
        clashes = ((later != row) & (later != 0) & (row != 0)).sum(axis=1) % 2
        j = np.flatnonzero(clashes == 0) + i + 1
        k = np.array([place.get((small[p] ^ row).tobytes(), -1) for p in j], dtype=np.int64)
        kept = k > j
        found.append(np.stack([np.full(kept.sum(), i), j[kept], k[kept]], axis=1))
    return np.concatenate(found)


def _planes(digits: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """All commuting sevens closed under products, as increasing rows in lexicographic order."""
    lines = _lines(digits)
    m = len(digits)
    third = np.full((m + 1, m + 1), m, dtype=np.int64)  # m: no point, or no commuting one
    for a, b, c in permutations(range(3)):
        third[lines[:, a], lines[:, b]] = lines[:, c]
    found = [np.empty((0, 7), dtype=np.int64)]
    count = 0
    for i in range(m):
        through = lines[lines[:, 0] == i]
        # A plane whose first point is i is three of these lines; the first two are enough.
        p, q = np.triu_indices(len(through), 1)
        both = third[through[p, 1], through[q, 1]]
        last = third[i, both]
        kept = (both < m) & (last < m) & (np.minimum(both, last) > through[q, 1])
        count += int(kept.sum())
        if count > MAX_CONTEXTS:
            fail("contexts", f"at most {MAX_CONTEXTS} planes", "more")
        rows = [through[p[kept]], through[q[kept], 1:], both[kept, None], last[kept, None]]
        found.append(np.sort(np.concatenate(rows, axis=1), axis=1))
    planes = np.concatenate(found)
    return planes[np.lexsort(planes.T[::-1])]


def _turned(digits: npt.NDArray[np.int64], members: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether the products, multiplied out letter by letter, are minus the identity."""
    product = np.zeros((len(members), digits.shape[1]), dtype=np.int64)
    turns = np.zeros(len(members), dtype=np.int64)
    for column in members.T:
        turns += PHASES[product, digits[column]].sum(axis=1)
        product ^= digits[column]
    return np.asarray(turns % 4 == 2)
