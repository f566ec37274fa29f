"""The contextuality degree: how few contexts an assignment of +1 and -1 can violate.

Statement kinds `degree-lower-bound` and `degree-upper-bound`, certificate kinds
`assignment-violations` and `exhaustive`; grammar and soundness argument in docs/formats/degree.md.
The certificate kinds `spectral` and `packing` have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.algebra import pauli_masks
from proofs.kernel.pauli import MAX_CONTEXTS, MAX_QUBITS, PauliStatement
from proofs.kernel.subspaces import signed_lines, signed_planes
from proofs.kernel.verdict import Malformed, Rejected

MAX_POINTS = 4500  # every pair of points is looked at
MAX_PLANE_POINTS = 1023  # and with planes, pairs of lines through a point
MAX_RANK = 22  # 4 million assignments
MAX_EXHAUSTED = 4096  # contexts


def pauli_code(value: object, qubits: int, where: str) -> int:
    """Return x + 2^qubits z for a Pauli label with the masks x and z."""
    label = reader.text(value, f"[IXYZ]{{{qubits}}}", where, f"{qubits} letters I, X, Y, Z")
    x, z = pauli_masks(label)
    return x | z << qubits


@dataclass(frozen=True)
class DegreeStatement:
    """A configuration of Paulis, and a bound on the contexts that assignments violate.

    Args:
        kind: "degree-lower-bound" (all violate at least `bound`) or "degree-upper-bound".
        qubits: number of qubits, 1 to 64.
        points: the observables: "all", {"quadric": label}, or a list of labels; kept as codes.
        contexts: "lines" or "planes" (every one in the points), or lists of labels, kept as
            positions.
        bound: a number of contexts.
    """

    kind: str
    qubits: int
    points: Any
    contexts: Any
    bound: int

    def __post_init__(self) -> None:
        """Validate everything, explicit contexts included; others are derived on demand."""
        reader.choice(self.kind, ("degree-lower-bound", "degree-upper-bound"), "statement.kind")
        n = reader.integer(self.qubits, 1, MAX_QUBITS, "statement.qubits")
        object.__setattr__(self, "points", _points(self.points, n))
        reader.integer(self.bound, 0, MAX_CONTEXTS, "statement.bound")
        if self.contexts == "planes" and len(self.points) > MAX_PLANE_POINTS:
            expected = f"at most {MAX_PLANE_POINTS} points with planes"
            raise Malformed("statement.points", expected, len(self.points))
        if self.contexts not in ("lines", "planes"):
            object.__setattr__(self, "contexts", _explicit(self.contexts, self.points, n))

    def describe(self) -> str:
        """Return the claim in one line."""
        amount = "at least" if self.kind == "degree-lower-bound" else "at most"
        derived = self.contexts in ("lines", "planes")
        given = self.contexts if derived else f"{len(self.contexts)} given contexts"
        who = "every assignment violates" if amount == "at least" else "some assignment violates"
        return (
            f"{who} {amount} {self.bound} of the {given} in the configuration of "
            f"{len(self.points)} {self.qubits}-qubit Paulis"
        )

    def signed_contexts(self) -> Iterator[tuple[Sequence[int], bool]]:
        """Yield every context as positions in `points`, and whether its sign is -1."""
        if self.contexts == "lines":
            yield from signed_lines(self.points, self.qubits)
        elif self.contexts == "planes":
            yield from signed_planes(self.points, self.qubits)
        else:
            yield from self.contexts


def _points(value: object, n: int) -> tuple[int, ...]:
    if value == "all" or isinstance(value, dict):
        if 4**n > MAX_POINTS:
            raise Malformed("statement.points", f"at most {MAX_POINTS} points", f"{n} qubits")
        if value == "all":
            return tuple(range(1, 4**n))
        label = reader.fields(value, ("quadric",), "statement.points")[0]
        form = pauli_code(label, n, "statement.points.quadric")
        return tuple(a for a in range(1, 4**n) if not quadratic_form(a, form, n))
    rows = reader.sequence(value, 1, MAX_POINTS, "statement.points")
    codes = tuple(pauli_code(row, n, f"statement.points[{i}]") for i, row in enumerate(rows))
    if 0 in codes or len(set(codes)) != len(codes):
        raise Malformed("statement.points", "distinct labels other than the identity", "others")
    return codes


def _explicit(
    value: Any, points: tuple[int, ...], n: int
) -> tuple[tuple[tuple[int, ...], bool], ...]:
    given = PauliStatement("pauli-contextual", n, value)
    position = {a: i for i, a in enumerate(points)}
    known: dict[str, int] = {}  # a label stands in many contexts
    result = []
    for index, (labels, sign) in enumerate(zip(given.contexts, given.signs(), strict=True)):
        where = f"statement.contexts[{index}]"
        for label in labels:
            if label not in known:
                known[label] = position.get(pauli_code(label, n, where), -1)
        members = tuple(known[label] for label in labels)
        if -1 in members:
            raise Malformed(where, "labels among the points", labels[members.index(-1)])
        result.append((members, sign == -1))
    return tuple(result)


def commutator(a: int, b: int, n: int) -> int:
    """Return 0 if two Paulis, given by their codes, commute, 1 if they anticommute."""
    low = (1 << n) - 1
    return ((a & b >> n ^ b & a >> n) & low).bit_count() & 1


def quadratic_form(a: int, form: int, n: int) -> int:
    """Return the number of Y in a, plus the commutator with the Pauli `form`, modulo 2."""
    return (a & a >> n & (1 << n) - 1).bit_count() + commutator(a, form, n) & 1


@dataclass(frozen=True)
class AssignmentViolations:
    """The observables that have the value -1; all others have +1."""

    minus: tuple[str, ...]

    def __post_init__(self) -> None:
        """Validate the list of labels; they are compared with the points when checked."""
        labels = reader.sequence(self.minus, 0, MAX_POINTS, "certificate.minus")
        for index, label in enumerate(labels):
            reader.text(label, "[IXYZ]{1,64}", f"certificate.minus[{index}]", "a Pauli label")
        object.__setattr__(self, "minus", labels)


@dataclass(frozen=True)
class Exhaustive:
    """No data: the kernel goes through all assignments that differ on the contexts."""


def require(reached: int, statement: DegreeStatement) -> None:
    """Raise `Rejected` (incomplete) if a proved bound falls short of the statement's."""
    if reached < statement.bound:
        found = f"at least {reached}"
        expected = f"at least {statement.bound}"
        raise Rejected("bound", "goal", expected, found, incomplete=True)


def check_assignment_violations(
    statement: DegreeStatement, certificate: AssignmentViolations
) -> int:
    """Count the contexts that the assignment violates; return the number of contexts.

    Raises:
        Rejected: if a label is repeated or not a point, or too many contexts are violated.
    """
    n, place = statement.qubits, "certificate.minus"
    codes = [pauli_code(label, n, place) for label in certificate.minus]
    minus = set(codes)
    if len(minus) != len(codes) or not minus <= set(statement.points):
        raise Rejected(place, "violations", "distinct observables of the statement", "others")
    flipped = [a in minus for a in statement.points]
    violated = count = 0
    for members, negative in statement.signed_contexts():
        count += 1
        violated += sum([flipped[i] for i in members]) % 2 != negative
    if violated > statement.bound:
        raise Rejected("count", "violations", f"at most {statement.bound}", violated)
    return count


def check_exhaustive(statement: DegreeStatement, _certificate: Exhaustive) -> int:
    """Go through all sets of violated contexts; return how many there are.

    Raises:
        Rejected: if there are too many, or one is smaller than the bound.
    """
    through = [0] * len(statement.points)  # bit c of entry a: context c contains point a
    violated = 0
    for index, (members, negative) in enumerate(statement.signed_contexts()):
        if index == MAX_EXHAUSTED:
            raise Rejected("contexts", "exhaustive", f"at most {MAX_EXHAUSTED}", "more")
        for i in members:
            through[i] |= 1 << index
        violated |= negative << index
    basis: dict[int, int] = {}
    for row in through:
        while row and row.bit_length() in basis:
            row ^= basis[row.bit_length()]  # noqa: PLW2901 - reduced step by step
        if row:
            basis[row.bit_length()] = row
    if len(basis) > MAX_RANK:
        raise Rejected("contexts", "exhaustive", f"a rank of at most {MAX_RANK}", len(basis))
    flips = list(basis.values())
    least = violated.bit_count()
    for step in range(1, 1 << len(flips)):
        # Gray code: every combination of flips comes once, each one flip after the last.
        violated ^= flips[(step & -step).bit_length() - 1]
        least = min(least, violated.bit_count())
    if least < statement.bound:
        raise Rejected("count", "exhaustive", f"at least {statement.bound}", least)
    return 1 << len(flips)
