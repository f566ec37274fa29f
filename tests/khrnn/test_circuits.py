"""Exported circuits, run elsewhere: by stim, by a dense interpreter of OpenQASM, by qiskit."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial
from khrnn.hypergraph.exact import distribution
from khrnn.tasks.circuits import to_openqasm3, to_qiskit, to_stim
from khrnn.tasks.hsmt import random_sentence
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import Entangle, Measure

SEEDS = st.integers(0, 2**32 - 1)


class Interpreter:
    """The emitted subset of OpenQASM 3, on all branches of a dense complex state at once."""

    HEAD = re.compile(
        r'OPENQASM 3\.0;\ninclude "stdgates\.inc";\nqubit\[(\d+)\] q;\nqubit\[1\] ancilla;\n'
        r"(?:bit\[(\d+)\] c;\n)?h q;\n"
    )
    GATE = re.compile(r"(h|z|cz|cx|ctrl\((\d+)\) @ z) ([^;]+);")
    MEASURE = re.compile(r"c\[(\d+)\] = measure (\S+);")

    def __init__(self, text: str) -> None:
        head = self.HEAD.match(text)
        assert head is not None
        self.n, self.bits = int(head[1]), int(head[2] or 0)
        vector = np.zeros(1 << self.n + 1, dtype=complex)
        vector[: 1 << self.n] = 2 ** (-self.n / 2)
        # bits seen so far, the unnormalized state after them
        self.branches: dict[tuple[int, ...], np.ndarray] = {(): vector}
        for line in text[head.end() :].splitlines():
            self.line(line)

    def qubit(self, name: str) -> int:
        if name == "ancilla[0]":
            return self.n
        found = re.fullmatch(r"q\[(\d+)\]", name)
        assert found is not None
        assert int(found[1]) < self.n
        return int(found[1])

    def line(self, line: str) -> None:
        points = np.arange(1 << self.n + 1)
        if measured := self.MEASURE.fullmatch(line):
            bit = points >> self.qubit(measured[2]) & 1
            assert all(len(key) == int(measured[1]) for key in self.branches)
            self.branches = {
                (*key, value): np.where(bit == value, state, 0)
                for key, state in self.branches.items()
                for value in (0, 1)
            }
            return
        if line == "reset ancilla[0];":
            # Between sentences' measurements the ancilla is in a basis state on every branch.
            half = 1 << self.n
            for key, state in self.branches.items():
                low, high = np.linalg.norm(state[:half]), np.linalg.norm(state[half:])
                assert min(low, high) < 1e-12
                kept = state[:half] + state[half:]
                self.branches[key] = np.concatenate([kept, np.zeros(half)])
            return
        gate = self.GATE.fullmatch(line)
        assert gate is not None, line
        qubits = [self.qubit(name) for name in gate[3].split(", ")]
        assert len(set(qubits)) == len(qubits)
        for key, state in self.branches.items():
            if gate[1] == "h":
                flipped = state[points ^ (1 << qubits[0])]
                sign = 1 - 2 * (points >> qubits[0] & 1)
                self.branches[key] = (flipped + sign * state) / np.sqrt(2)
            elif gate[1] == "cx":
                control, target = qubits
                self.branches[key] = state[points ^ ((points >> control & 1) << target)]
            else:
                expected = {"z": 1, "cz": 2}.get(gate[1]) or int(gate[2]) + 1
                assert len(qubits) == expected
                mask = sum(1 << q for q in qubits)
                self.branches[key] = np.where(points & mask == mask, -state, state)

    def law(self) -> dict[tuple[int, ...], float]:
        weights = {
            tuple(1 - 2 * bit for bit in key): float(np.linalg.norm(state) ** 2)
            for key, state in self.branches.items()
        }
        return {outcomes: weight for outcomes, weight in weights.items() if weight > 1e-12}


@given(
    st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))),
    SEEDS,
    st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_openqasm_run_densely_has_the_exact_law(
    sizes: tuple[int, int], seed: int, compiled: bool
) -> None:
    sentence = random_sentence(*sizes, 7, np.random.default_rng(seed), compiled=compiled)
    program = Interpreter(to_openqasm3(sentence))
    assert program.bits == len(sentence.outcome_positions)
    truth = distribution(sentence)
    found = program.law()
    assert set(found) == set(truth)
    for outcomes, chance in truth.items():
        assert abs(found[outcomes] - float(chance)) < 1e-9


@given(st.integers(1, 5), st.integers(1, 2), SEEDS)
@settings(deadline=None, max_examples=40)
def test_stim_has_the_exact_law(n: int, k: int, seed: int) -> None:
    """The law of a stabilizer circuit is uniform on its support, so 256 shots nearly find all."""
    sentence = random_sentence(n, min(k, n), 9, np.random.default_rng(seed))
    circuit = stim.Circuit(to_stim(sentence))
    assert circuit.num_measurements == len(sentence.outcome_positions)
    truth = distribution(sentence)
    shots = circuit.compile_sampler(seed=seed).sample(256)
    seen = {tuple(row) for row in (1 - 2 * shots.astype(int)).tolist()}
    assert seen <= set(truth)
    if len(truth) <= 8:  # a branch of probability 1/8 is missed with chance (7/8)^256 < 2e-15
        assert seen == set(truth)


def test_stim_writes_signs_and_multiples_of_the_identity() -> None:
    def element(shift: int, text: str) -> Measure:
        return Measure(GroupElement(shift, BooleanPolynomial.parse(text, 2)))

    # X0 X1 Z0 Z1 = (XZ)(XZ) = (-iY)(-iY) = -Y0 Y1.
    tokens = (element(0b11, "z0 + z1"), element(0, "1"), element(0, "0"), element(0, "z1 + 1"))
    assert to_stim(Sentence(2, 2, tokens)).splitlines()[1:] == [
        "MPP !Y0*Y1",
        "MPAD 1",
        "MPAD 0",
        "MPP !Z1",
    ]
    with pytest.raises(InputError, match="k <= 2"):
        to_stim(Sentence(3, 3, (Entangle(7),)))


class Recorder:
    """Stands in for qiskit's circuit class: writes the calls down as OpenQASM lines."""

    def __init__(self, qubits: int, bits: int) -> None:
        self.n = qubits - 1
        self.lines = ["OPENQASM 3.0;", 'include "stdgates.inc";', f"qubit[{self.n}] q;"]
        self.lines.append("qubit[1] ancilla;")
        self.lines += [f"bit[{bits}] c;"] * bool(bits)

    def name(self, qubit: int) -> str:
        return "ancilla[0]" if qubit == self.n else f"q[{qubit}]"

    def h(self, qubit: int | range) -> None:
        self.lines.append("h q;" if isinstance(qubit, range) else f"h {self.name(qubit)};")

    def reset(self, qubit: int) -> None:
        self.lines.append(f"reset {self.name(qubit)};")

    def measure(self, qubit: int, bit: int) -> None:
        self.lines.append(f"c[{bit}] = measure {self.name(qubit)};")

    def z(self, *qubits: int) -> None:
        self.lines.append(f"z {self.name(*qubits)};")

    def cz(self, *qubits: int) -> None:
        self.lines.append(f"cz {', '.join(map(self.name, qubits))};")

    def cx(self, *qubits: int) -> None:
        self.lines.append(f"cx {', '.join(map(self.name, qubits))};")

    def append(self, controls: int, qubits: list[int]) -> None:
        self.lines.append(f"ctrl({controls}) @ z {', '.join(map(self.name, qubits))};")


class FakeZ:
    def control(self, controls: int) -> int:
        return controls


@given(
    st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))),
    SEEDS,
)
@settings(deadline=None, max_examples=40)
def test_the_qiskit_module_makes_the_calls_of_the_openqasm_program(
    sizes: tuple[int, int], seed: int
) -> None:
    sentence = random_sentence(*sizes, 7, np.random.default_rng(seed))
    source = to_qiskit(sentence)
    body = "\n".join(line for line in source.splitlines() if not line.startswith("from "))
    scope = {"QuantumCircuit": Recorder, "ZGate": FakeZ}
    exec(compile(body, "circuit.py", "exec"), scope)  # noqa: S102 - our own text
    recorded = scope["circuit"]()  # type: ignore[operator]
    assert "\n".join(recorded.lines) + "\n" == to_openqasm3(sentence)


def test_qiskit_itself_builds_the_circuit() -> None:
    quantum_info = pytest.importorskip("qiskit.quantum_info", reason="qiskit is not installed")
    sentence = Sentence(4, 4, (Entangle(0b1111),))
    scope: dict[str, object] = {}
    exec(compile(to_qiskit(sentence), "circuit.py", "exec"), scope)  # noqa: S102 - our own text
    vector = quantum_info.Statevector(scope["circuit"]()).data  # type: ignore[operator]
    assert np.allclose(vector[:16] * 4, [1] * 15 + [-1])
    assert Fraction(len(vector)) == 32
