"""Observables of another package, decided and certified: Qiskit's labels, PennyLane's Pauli words.

Neither package is needed: a Qiskit `SparsePauliOp` offers `to_list()`, a PennyLane `PauliWord` is a
mapping from wires to letters. The stand-ins below have the same shape.
"""

from contextuality.formats.qiskit_labels import scenario_of_operators
from contextuality.scenario import pauli_scenario
from contextuality.search.parity import decide_parity
from proofs.certificates.scenarios import pauli_document


class SparsePauliOp:
    """The part of Qiskit's class that is used: terms with coefficients, last letter qubit 0."""

    def __init__(self, terms):
        self.terms = terms

    def to_list(self):
        """Return pairs of label and coefficient."""
        return self.terms


def label(word, wires):
    """Write a Pauli word, a mapping from wires to letters, as a string in the wires' order."""
    return "".join(word.get(wire, "I") for wire in wires)


def certified(scenario):
    """Decide a scenario and let the kernel check the certificate."""
    finding = decide_parity(scenario)
    document = pauli_document(scenario, finding)
    return f"{type(finding).__name__.lower()}, certificate {document.check().status}"


# Qiskit: the stabilizers of a Bell pair, one operator for each context.
bell = SparsePauliOp([("II", 0.25), ("XX", 0.25), ("ZZ", 0.25), ("YY", -0.25)])
print("Bell pair:", certified(scenario_of_operators([bell], "bell")))

# PennyLane: the Peres-Mermin square on wires "a" and "b", a context for each row and column.
rows = [
    [{"a": "X"}, {"b": "X"}, {"a": "X", "b": "X"}],
    [{"b": "Z"}, {"a": "Z"}, {"a": "Z", "b": "Z"}],
    [{"a": "X", "b": "Z"}, {"a": "Z", "b": "X"}, {"a": "Y", "b": "Y"}],
]
contexts = [*rows, *zip(*rows, strict=True)]
square = [[label(word, ("a", "b")) for word in context] for context in contexts]
print("square:", certified(pauli_scenario(square, "square")))
