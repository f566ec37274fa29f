"""Pauli scenarios: parity refutations and satisfying assignments.

Statement kinds `pauli-contextual` and `pauli-noncontextual`, certificate kinds `parity` and
`assignment`; grammar and soundness argument in docs/formats/pauli.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.algebra import context_sign
from proofs.kernel.verdict import Malformed, Rejected

MAX_QUBITS = 64
MAX_CONTEXTS = 1_500_000
MAX_CONTEXT_SIZE = 4096
MAX_PAIRS = 20_000_000  # pairs within contexts, each looked at for commutation


@dataclass(frozen=True)
class PauliStatement:
    """A scenario of Pauli contexts, and the claim that no assignment (or some) respects them.

    Args:
        kind: "pauli-contextual" or "pauli-noncontextual".
        qubits: number of qubits, 1 to 64.
        contexts: tuples of Pauli labels; character i of a label acts on qubit i.
    """

    kind: str
    qubits: int
    contexts: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Validate the syntax; the physics is validated by `signs`."""
        reader.choice(self.kind, ("pauli-contextual", "pauli-noncontextual"), "statement.kind")
        reader.integer(self.qubits, 1, MAX_QUBITS, "statement.qubits")
        rows = reader.sequence(self.contexts, 1, MAX_CONTEXTS, "statement.contexts")
        pattern = f"[IXYZ]{{{self.qubits}}}"
        meaning = f"a Pauli label of {self.qubits} letters I, X, Y, Z"
        contexts = []
        good: set[str] = set()  # a label stands in many contexts
        pairs = 0
        for index, row in enumerate(rows):
            where = f"statement.contexts[{index}]"
            labels = reader.sequence(row, 2, MAX_CONTEXT_SIZE, where)
            pairs += len(labels) * (len(labels) - 1) // 2
            if pairs > MAX_PAIRS:
                limit = f"at most {MAX_PAIRS} pairs within contexts"
                raise Malformed("statement.contexts", limit, f"more at context {index}")
            for label in labels:
                if type(label) is not str or label not in good:
                    good.add(reader.text(label, pattern, where, meaning))
            contexts.append(labels)
        object.__setattr__(self, "contexts", tuple(contexts))

    def signs(self) -> list[int]:
        """Return the sign of every context's product.

        Raises:
            Malformed: if a context is no context, or stands twice.
        """
        seen: dict[frozenset[str], int] = {}
        result = []
        for index, context in enumerate(self.contexts):
            where = f"statement.contexts[{index}]"
            result.append(context_sign(context, where))
            first = seen.setdefault(frozenset(context), index)
            if first != index:
                raise Malformed(where, "distinct contexts", f"the observables of context {first}")
        return result

    def describe(self) -> str:
        """Return the claim in one line."""
        what = "no" if self.kind == "pauli-contextual" else "some"
        return (
            f"{what} assignment of +1 and -1 to the observables respects all "
            f"{len(self.contexts)} given contexts of {self.qubits}-qubit Paulis"
        )


@dataclass(frozen=True)
class Parity:
    """Contexts whose observables cancel in pairs while the product of their signs is -1."""

    contexts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Validate the list of context indices."""
        found = reader.increasing(self.contexts, 0, MAX_CONTEXTS - 1, "certificate.contexts")
        object.__setattr__(self, "contexts", found)


@dataclass(frozen=True)
class Assignment:
    """The observables that have the value -1; all others have +1."""

    minus: tuple[str, ...]

    def __post_init__(self) -> None:
        """Validate the list of labels."""
        labels = reader.sequence(self.minus, 0, reader.MAX_ITEMS, "certificate.minus")
        for index, label in enumerate(labels):
            reader.text(label, "[IXYZ]{1,64}", f"certificate.minus[{index}]", "a Pauli label")
        object.__setattr__(self, "minus", labels)


def check_parity(statement: PauliStatement, certificate: Parity) -> int:
    """Check that the product of the chosen contexts' equations reads +1 = -1; return the steps.

    Raises:
        Rejected: if an observable occurs an odd number of times or the signs multiply to +1.
    """
    signs = statement.signs()
    odd: set[str] = set()
    sign = 1
    for step, index in enumerate(certificate.contexts):
        if index >= len(signs):
            place = f"certificate.contexts[{step}]"
            raise Rejected(place, "parity", f"an index below {len(signs)}", index)
        odd ^= set(statement.contexts[index])
        sign *= signs[index]
    if odd:
        found = f"{min(odd)} an odd number of times"
        raise Rejected("sum", "parity", "every observable an even number of times", found)
    if sign != -1:
        raise Rejected("sign", "parity", "an odd number of negative contexts", "an even number")
    return len(certificate.contexts)


def check_assignment(statement: PauliStatement, certificate: Assignment) -> int:
    """Check every context's product under the assignment; return the number of contexts.

    Raises:
        Rejected: at the first context whose values do not multiply to its sign.
    """
    signs = statement.signs()
    known = {label for context in statement.contexts for label in context}
    minus = set(certificate.minus)
    if len(minus) != len(certificate.minus):
        raise Rejected("certificate.minus", "assignment", "each observable once", "a repetition")
    if not minus <= known:
        found = min(minus - known)
        raise Rejected("certificate.minus", "assignment", "observables of the scenario", found)
    for index, (context, sign) in enumerate(zip(statement.contexts, signs, strict=True)):
        value = -1 if sum(label in minus for label in context) % 2 else 1
        if value != sign:
            raise Rejected(f"context {index}", "assignment", f"product {sign:+d}", f"{value:+d}")
    return len(signs)
