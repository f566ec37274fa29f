"""Sentences as circuits for other programs: OpenQASM 3, stim and qiskit.

What belongs here: writing a sentence's circuit. What does not: running it, reading circuits.

Qubit i is vertex i in all three. Outcome +1 is the classical bit 0, and bit j belongs to the j-th
measurement of the sentence. OpenQASM and qiskit get the compiled form, gate by gate, with the
ancilla as one more qubit; stim gets one Pauli product measurement for each element, k <= 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.polynomial import vertices
from khrnn.tasks.tokens import Entangle, FreshAncilla, Phase, Shift

if TYPE_CHECKING:
    from collections.abc import Callable

    from khrnn.tasks.sentences import Sentence
    from khrnn.tasks.tokens import CompiledToken

__all__ = ["COMMENTS", "EXPORTERS", "SUFFIXES", "to_openqasm3", "to_qiskit", "to_stim"]


def to_openqasm3(sentence: Sentence) -> str:
    """Write the compiled circuit of a sentence in OpenQASM 3.

    Args:
        sentence: the input.

    Returns:
        A program with registers q (n qubits), ancilla (1) and c (a bit per measurement, declared
        if there is one). Its gates are h, x, z, cz, cx and, for larger edges, ctrl(m) @ z.

    Source:
        A. Cross et al., OpenQASM 3, arXiv:2104.14722, for the language.

    Example:
        >>> from khrnn.tasks.sentences import Sentence
        >>> print(to_openqasm3(Sentence(3, 3, (Entangle(0b111),))), end="")
        OPENQASM 3.0;
        include "stdgates.inc";
        qubit[3] q;
        qubit[1] ancilla;
        h q;
        ctrl(2) @ z q[0], q[1], q[2];
    """
    lines = ["OPENQASM 3.0;", 'include "stdgates.inc";', f"qubit[{sentence.n}] q;"]
    lines.append("qubit[1] ancilla;")
    if sentence.outcome_positions:
        lines.append(f"bit[{len(sentence.outcome_positions)}] c;")
    lines.append("h q;")
    measured = 0
    for token in sentence.compiled:
        match token:
            case FreshAncilla():
                lines += ["reset ancilla[0];", "h ancilla[0];"]
            case Shift(vertex):
                lines.append(f"cx ancilla[0], q[{vertex}];")
            case Entangle() | Phase():
                qubits = [
                    f"q[{i}]" if i < sentence.n else "ancilla[0]"
                    for i in _phased(token, sentence.n)
                ]
                gate = ("z", "cz")[len(qubits) - 1] if len(qubits) < 3 else _ctrl(len(qubits))
                lines.append(f"{gate} {', '.join(qubits)};")
            case _:
                lines += ["h ancilla[0];", f"c[{measured}] = measure ancilla[0];"]
                measured += 1
    return "\n".join(lines) + "\n"


def to_stim(sentence: Sentence) -> str:
    """Write a sentence as a stim circuit; its measurement record is the sentence's outcomes.

    Args:
        sentence: the input, with k <= 2.

    Returns:
        A circuit of H, Z, CZ and MPP (MPAD for a multiple of the identity).

    Raises:
        InputError: k >= 3: a phase of three vertices is no Clifford gate.

    Source:
        C. Gidney, arXiv:2103.02202, for the language.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from khrnn.tasks.sentences import Sentence
        >>> from khrnn.tasks.tokens import Measure
        >>> x0 = Measure(GroupElement.x(2, [0]).negate())
        >>> print(to_stim(Sentence(2, 2, (Entangle(0b11), x0))), end="")
        H 0 1
        CZ 0 1
        MPP !X0
    """
    if sentence.k > 2:
        raise InputError(
            where="stim circuit",
            expected="k <= 2, a stabilizer circuit",
            found=f"k = {sentence.k}",
        )
    lines = ["H " + " ".join(map(str, range(sentence.n)))]
    for token in sentence.direct:
        if isinstance(token, Entangle):
            targets = vertices(token.edge)
            lines.append(f"{'CZ' if len(targets) == 2 else 'Z'} {' '.join(map(str, targets))}")
            continue
        element = token.element
        z = sum(monomial for monomial in element.phase.monomials)  # single vertices, and 0
        # X_j Z_j = -i Y_j, and a Hermitian element has an even number of them.
        negative = (0 in element.phase.monomials) ^ bool((element.shift & z).bit_count() & 2)
        x = element.shift
        both = x & z
        factors = [f"{'XZY'[(z >> i & 1) + (both >> i & 1)]}{i}" for i in vertices(x | z)]
        if factors:
            lines.append(f"MPP {'!' if negative else ''}{'*'.join(factors)}")
        else:
            lines.append(f"MPAD {int(negative)}")
    return "\n".join(lines) + "\n"


def to_qiskit(sentence: Sentence) -> str:
    """Write a Python module whose function ``circuit`` builds the compiled circuit in qiskit.

    Args:
        sentence: the input.

    Returns:
        Python source for qiskit 1.0 or later; qubit n is the ancilla. Loading it runs no circuit.

    Source:
        The documentation of qiskit's QuantumCircuit, for the names.

    Example:
        >>> from khrnn.tasks.sentences import Sentence
        >>> print(to_qiskit(Sentence(2, 2, (Entangle(0b11),))).splitlines()[-3:])
        ['    qc.h(range(2))', '    qc.cz(0, 1)', '    return qc']
    """
    n, outcomes = sentence.n, len(sentence.outcome_positions)
    body = [f"qc = QuantumCircuit({n + 1}, {outcomes})", f"qc.h(range({n}))"]
    measured = 0
    for token in sentence.compiled:
        match token:
            case FreshAncilla():
                body += [f"qc.reset({n})", f"qc.h({n})"]
            case Shift(vertex):
                body.append(f"qc.cx({n}, {vertex})")
            case Entangle() | Phase():
                qubits = _phased(token, n)
                if len(qubits) == 1:
                    body.append(f"qc.z({qubits[0]})")
                elif len(qubits) == 2:
                    body.append(f"qc.cz({qubits[0]}, {qubits[1]})")
                else:
                    body.append(f"qc.append(ZGate().control({len(qubits) - 1}), {qubits})")
            case _:
                body += [f"qc.h({n})", f"qc.measure({n}, {measured})"]
                measured += 1
    head = [
        f'"""A k-HRNN circuit: n = {n}, k = {sentence.k}; qubit {n} is the ancilla."""',
        "",
        "from qiskit import QuantumCircuit",
        "from qiskit.circuit.library import ZGate",
        "",
        "",
        "def circuit() -> QuantumCircuit:",
    ]
    return "\n".join([*head, *(f"    {line}" for line in body), "    return qc"]) + "\n"


EXPORTERS: dict[str, Callable[[Sentence], str]] = {
    "openqasm3": to_openqasm3,
    "stim": to_stim,
    "qiskit": to_qiskit,
}
"""The writers by the name of what they write."""

SUFFIXES = {"openqasm3": ".qasm", "stim": ".stim", "qiskit": ".py"}
"""The end of a file's name for each."""

COMMENTS = {"openqasm3": "//", "stim": "#", "qiskit": "#"}
"""What begins a comment in each."""


def _phased(token: CompiledToken, n: int) -> list[int]:
    """The qubits of a multiply controlled Z; the ancilla of a phase comes first."""
    if isinstance(token, Entangle):
        return list(vertices(token.edge))
    if isinstance(token, Phase):
        return [n, *vertices(token.monomial)]
    raise InputError(where="circuit", expected="a phase", found=repr(token))


def _ctrl(qubits: int) -> str:
    return f"ctrl({qubits - 1}) @ z"
