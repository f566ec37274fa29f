"""Questions about sequences of Pauli measurements, with knowledge as a density matrix.

Belongs here: reading the statements of docs/formats/machine.md, and Born's rule for their
measurements. Does not belong here: machines and clauses (`machine`).

Matrices are floating point but exact: the entries are 0, 1, i, -1, -i over a power of two that is
at most the dimension.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from proofs.independent.opinion import NotApplicableError
from proofs.independent.reader import fail, fields, increasing, integer, items, one_of, string

MAX_MATRIX_QUBITS = 5

Node = tuple[bytes, frozenset[int]]

_LETTERS = {
    "I": np.array([[1, 0], [0, 1]], dtype=complex),
    "X": np.array([[0, 1], [1, 0]], dtype=complex),
    "Y": np.array([[0, -1j], [1j, 0]], dtype=complex),
    "Z": np.array([[1, 0], [0, -1]], dtype=complex),
}


class Question:
    """A statement, read.

    Args:
        statement: the JSON object.

    Raises:
        InputError: if it is not of the grammar.
    """

    def __init__(self, statement: dict[str, Any]) -> None:
        names = ("kind", "qubits", "observables", "sequences", "contexts", "initial", "states")
        keys = fields(statement, "statement", names)
        self.upper = keys["kind"] == "machine-upper-bound"
        self.n = integer(keys["qubits"], "statement.qubits", 1, 16)
        self.labels: list[str] = items(keys["observables"], "statement.observables", 1, 512)
        for label in self.labels:
            self._label(label, "statement.observables")
            if set(label) == {"I"}:
                fail("statement.observables", "no identity", label)
        if len(set(self.labels)) < len(self.labels):
            fail("statement.observables", "distinct labels", "a repetition")
        self.mode = one_of(
            keys["sequences"], "statement.sequences", ("contexts", "compatible", "all")
        )
        inside = self.mode == "contexts"
        self.contexts = [
            increasing(row, "statement.contexts")
            for row in items(keys["contexts"], "statement.contexts", inside, 4096 * inside)
        ]
        for context in self.contexts:
            if context and context[-1] >= len(self.labels):
                fail("statement.contexts", f"indices below {len(self.labels)}", str(context[-1]))
            if not all(
                commute(self.labels[a], self.labels[b]) for a, b in combinations(context, 2)
            ):
                fail("statement.contexts", "commuting observables", str(context))
        self.initial: list[str] = items(keys["initial"], "statement.initial", 0, self.n)
        for text in self.initial:
            if not isinstance(text, str) or text[:1] not in {"+", "-"}:
                fail("statement.initial", "a sign first", repr(text)[:40])
            self._label(text[1:], "statement.initial")
        for a, b in combinations(self.initial, 2):
            if not commute(a[1:], b[1:]):
                fail("statement.initial", "commuting generators", f"{a} and {b}")
        if not independent([text[1:] for text in self.initial]):
            fail("statement.initial", "independent generators", "a product that is the identity")
        lowest = 1 if self.upper else 2
        self.states = integer(keys["states"], "statement.states", lowest, 4096)

    def _label(self, label: object, where: str) -> None:
        if string(label, where, self.n).strip("IXYZ") or len(str(label)) != self.n:
            fail(where, f"{self.n} letters I, X, Y, Z", repr(label)[:40])


def commute(a: str, b: str) -> bool:
    """Tell whether two Pauli labels commute: an even number of places differ, neither being I.

    Example:
        >>> commute("XX", "ZZ"), commute("XI", "ZI")
        (True, False)
    """
    return sum("I" not in pair and pair[0] != pair[1] for pair in zip(a, b, strict=True)) % 2 == 0


def independent(labels: list[str]) -> bool:
    """Tell whether no product of some of the Pauli labels is the identity up to a factor.

    Example:
        >>> independent(["XX", "ZZ", "YY"])
        False
    """
    span = {0}
    for label in labels:
        vector = sum("IXZY".index(letter) << 2 * i for i, letter in enumerate(label))
        if vector in span:
            return False
        span |= {vector ^ other for other in span}
    return True


class Physics:
    """Nodes: density matrices with the observables that may follow, numbered as they appear.

    Args:
        question: what is measured.

    Raises:
        NotApplicableError: for more qubits than matrices are made for.
    """

    def __init__(self, question: Question) -> None:
        if question.n > MAX_MATRIX_QUBITS:
            raise NotApplicableError(f"matrices are for up to {MAX_MATRIX_QUBITS} qubits")
        self._shape = (1 << question.n, 1 << question.n)
        self._observables = [_matrix(label) for label in question.labels]
        everything = frozenset(range(len(question.labels)))
        self._mates = [
            frozenset(j for j in everything if commute(label, question.labels[j]))
            if question.mode == "compatible"
            else everything
            for label in question.labels
        ]
        rho = np.eye(*self._shape, dtype=complex) / self._shape[0]
        for text in question.initial:
            # Commuting and independent generators: each halves the space, in turn.
            rho = self._project(rho, _matrix(text[1:]), int(text[0] == "-"))[0]
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self._after: dict[tuple[int, int], tuple[int | None, int | None]] = {}
        allowed = [frozenset(context) for context in question.contexts] or [everything]
        self.roots = [self._number(rho, some) for some in allowed]

    def _number(self, rho: Any, allowed: frozenset[int]) -> int:
        node = (np.ascontiguousarray(rho + 0.0).tobytes(), allowed)  # + 0.0: no negative zeros
        found = self._numbers.setdefault(node, len(self.nodes))
        if found == len(self.nodes):
            self.nodes.append(node)
        return found

    @staticmethod
    def _project(rho: Any, observable: Any, outcome: int) -> tuple[Any, float]:
        projector = (np.eye(len(rho)) + (-1) ** outcome * observable) / 2
        after = projector @ rho @ projector
        probability = float(np.trace(after).real)
        return (after / probability if probability else None), probability

    def after(self, node: int, observable: int) -> tuple[int | None, int | None]:
        """Return the nodes after +1 and after -1, None for an outcome of probability 0.

        The node after +1 gets the lower number if both are new.
        """
        if (node, observable) not in self._after:
            content, allowed = self.nodes[node]
            rho = np.frombuffer(content, dtype=complex).reshape(self._shape)
            left = allowed & self._mates[observable]
            found: list[int | None] = []
            for outcome in (0, 1):
                after, probability = self._project(rho, self._observables[observable], outcome)
                found.append(self._number(after, left) if probability else None)
            self._after[node, observable] = found[0], found[1]
        return self._after[node, observable]


def _matrix(label: str) -> Any:
    matrix = np.eye(1, dtype=complex)
    for letter in label:
        matrix = np.kron(matrix, _LETTERS[letter])
    return matrix
