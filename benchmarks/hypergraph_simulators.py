"""Dense hypergraph simulation beside qulacs, qiskit-aer, lightning.qubit and a numpy sign cube.

Run `python benchmarks/hypergraph_simulators.py [--peers PYTHON] [--repeat R] [--growth]`. The case:
n = 20 qubits, 100 random CCZ on |+>^n, then X measured on qubits 0, 1, ..., 19 in turn. Prints
medians of processor time over R rounds, in which all take turns, and the ratio of each peer's total
to ours. One thread each. Ours computes exact rational probabilities and samples in integers; the
peers work in complex doubles; the sign cube is plain numpy, integers in doubles, halved by every
measurement, and must give the same probabilities for the same outcomes, or the script stops.

Peers are no dependency: `python -m venv peers && peers/bin/pip install qulacs qiskit-aer
pennylane-lightning`, then `--peers peers/bin/python`. They run in their own process; a peer that
isn't there is reported as such. Times of the peers exclude building and transpiling circuits, ours
include everything but the loading of compiled code, whose time is printed apart. qiskit-aer runs a
circuit as a whole: its gates are those of a run with one measurement, its measurements the rest.

`--growth` adds our time and peak memory for growing n, with 10 n edges, so that every qubit
interacts with every other, each n in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402 - after the number of threads is set

N, EDGES = 20, 100
PEERS = ("qulacs", "qiskit-aer", "lightning.qubit")


def random_edges(n: int, count: int, seed: int) -> list[list[int]]:
    """Return distinct triples of vertices."""
    rng = np.random.default_rng(seed)
    found: set[tuple[int, ...]] = set()
    while len(found) < count:
        found.add(tuple(sorted(rng.permutation(n)[:3].tolist())))
    return [list(edge) for edge in sorted(found)]


# ---- ours --------------------------------------------------------------------------------


class Ours:
    """The signs backend through its public interface."""

    def __init__(self, n: int, edges: list[list[int]]) -> None:
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        from contextuality.group import GroupElement
        from khrnn.hypergraph.backends import BACKENDS
        from khrnn.hypergraph.cell import choose_outcome
        from khrnn.tasks.tokens import Measure

        self.n, self.start, self.draw = n, BACKENDS["signs"].start, choose_outcome
        self.masks = [sum(1 << i for i in edge) for edge in edges]
        self.tokens = [Measure(GroupElement.x(n, [i])) for i in range(n)]

    def run(self, seed: int) -> tuple[float, float, list[int], list[Fraction]]:
        """Return seconds of gates, seconds of measurements, outcomes, chances of +1."""
        rng = np.random.default_rng(seed)
        chances: list[Fraction] = []
        begin = time.process_time()
        state = self.start(self.n, 3)
        for mask in self.masks:
            state.entangle(mask)
        middle = time.process_time()
        outcomes = []
        for token in self.tokens:

            def choose(chance: Fraction, token: Any = token) -> int:
                chances.append(chance)
                return self.draw(chance, rng, token)

            outcomes.append(state.measure(token.element, choose))
        return middle - begin, time.process_time() - middle, outcomes, chances


def sign_cube(
    n: int, edges: list[list[int]], seed: int, given: list[int] | None = None
) -> tuple[float, float, list[Fraction]]:
    """The naive method: a cube of signs, one axis a qubit."""
    rng = np.random.default_rng(seed)
    begin = time.process_time()
    cube = np.ones((2,) * n, dtype=np.int8)
    for edge in edges:
        view = cube[tuple(1 if i in edge else slice(None) for i in range(n))]
        view *= -1
    middle = time.process_time()
    chances = []
    amplitudes = cube.astype(np.float64)  # integers, and all sums below 2^53: exact
    for i in range(n):
        zero, one = amplitudes[0].reshape(-1), amplitudes[1].reshape(-1)
        weight = int(np.dot(zero, zero) + np.dot(one, one))
        chance = Fraction(weight + 2 * int(np.dot(zero, one)), 2 * weight)
        chances.append(chance)
        outcome = given[i] if given else (1 if rng.random() < chance else -1)
        amplitudes = (zero + outcome * one).reshape((2,) * (n - 1 - i))
    return middle - begin, time.process_time() - middle, chances


# ---- peers, in their own process ---------------------------------------------------------


def qulacs_runner(n: int, edges: list[list[int]]) -> Any:
    from qulacs import QuantumState
    from qulacs.gate import P0, P1, H, Z, to_matrix_gate

    hadamards = [H(i) for i in range(n)]
    gates = []
    for a, b, c in edges:
        gate = to_matrix_gate(Z(a))
        gate.add_control_qubit(b, 1)
        gate.add_control_qubit(c, 1)
        gates.append(gate)
    projectors = [(P0(i), P1(i)) for i in range(n)]

    def run(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        begin = time.process_time()
        state = QuantumState(n)
        for gate in hadamards + gates:
            gate.update_quantum_state(state)
        middle = time.process_time()
        for i in range(n):
            hadamards[i].update_quantum_state(state)
            chance = state.get_zero_probability(i)
            projectors[i][int(rng.random() >= chance)].update_quantum_state(state)
            state.normalize(state.get_squared_norm())
            hadamards[i].update_quantum_state(state)
        return middle - begin, time.process_time() - middle

    return run


def aer_runner(n: int, edges: list[list[int]]) -> Any:
    from qiskit import QuantumCircuit, transpile
    from qiskit_aer import AerSimulator

    simulator = AerSimulator(method="statevector", max_parallel_threads=1)
    circuits = []
    for measured in (False, True):
        circuit = QuantumCircuit(n, n)
        circuit.h(range(n))
        for edge in edges:
            circuit.ccz(*edge)
        for i in range(n if measured else 1):
            circuit.h(i)
            circuit.measure(i, i)
            circuit.h(i)
        circuits.append(transpile(circuit, simulator))

    def run(seed: int) -> tuple[float, float]:
        times = []
        for circuit in circuits:
            begin = time.process_time()
            simulator.run(circuit, shots=1, seed_simulator=seed).result()
            times.append(time.process_time() - begin)
        return times[0], times[1] - times[0]  # the first holds one measurement too

    return run


def lightning_runner(n: int, edges: list[list[int]]) -> Any:
    import pennylane as qml
    from pennylane_lightning.lightning_qubit._state_vector import LightningStateVector

    gates = [qml.Hadamard(i) for i in range(n)]
    gates += [qml.ctrl(qml.PauliZ(a), control=[b, c]) for a, b, c in edges]

    def run(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        begin = time.process_time()
        state = LightningStateVector(n)
        state.apply_operations(gates)
        middle = time.process_time()
        for i in range(n):
            state.apply_operations([qml.Hadamard(i)])
            cube = state.state.reshape((2,) * n)  # wire 0 is the first axis
            zero = cube[(slice(None),) * i + (0,)].reshape(-1)
            chance = float(np.vdot(zero, zero).real)
            # collapse also normalizes
            state._qubit_state.collapse(i, bool(rng.random() >= chance))
            state.apply_operations([qml.Hadamard(i)])
        return middle - begin, time.process_time() - middle

    return run


RUNNERS = dict(zip(PEERS, (qulacs_runner, aer_runner, lightning_runner), strict=True))


def serve(name: str) -> None:
    """Answer a JSON line of edges, then one line of two times for every seed."""
    run = RUNNERS[name](N, json.loads(sys.stdin.readline()))
    run(0)
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(run(int(line))), flush=True)


class Peer:
    """A peer in its own process, asked for one round at a time."""

    def __init__(self, python: str, name: str, edges: list[list[int]]) -> None:
        self.process = subprocess.Popen(
            [python, __file__, "--serve", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.available = self.ask(json.dumps(edges)) == "ready"

    def ask(self, line: str) -> str:
        """Send a line, return the answer."""
        into: IO[str] | None = self.process.stdin
        out: IO[str] | None = self.process.stdout
        if into is None or out is None:
            raise SystemExit("no pipe to the peer")
        into.write(line + "\n")
        into.flush()
        return out.readline().strip()


# ---- growth ------------------------------------------------------------------------------


def grow(n: int) -> None:
    """Print our time and the peak memory for one n."""
    warm = Ours(8, random_edges(8, 30, 1))
    warm.run(0)
    Ours(14, random_edges(14, 140, 1)).run(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gates, measurements, _, _ = Ours(n, random_edges(n, 10 * n, n)).run(1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"n = {n}: {10 * n} CCZ and {n} measurements {gates + measurements:8.3f} s, "
        f"peak memory {peak / 1024:6.0f} MiB, {(peak - before) / 1024:6.0f} above the start",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="a Python that has the peers")
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--growth", type=int, nargs="*", metavar="N")
    parser.add_argument("--serve", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    if options.one:
        grow(options.one)
        return
    edges = random_edges(N, EDGES, options.seed)
    begin = time.process_time()
    ours = Ours(N, edges)
    _, _, outcomes, chances = ours.run(0)
    print(f"first run, with the loading of compiled code: {time.process_time() - begin:.2f} s")
    if sign_cube(N, edges, 0, outcomes)[2] != chances:
        raise SystemExit("the sign cube gives other probabilities")
    python = options.peers or sys.executable
    peers = {name: Peer(python, name, edges) for name in PEERS}
    times: dict[str, list[tuple[float, float]]] = {}
    for seed in range(1, options.repeat + 1):
        times.setdefault("khrnn signs", []).append(ours.run(seed)[:2])
        times.setdefault("numpy sign cube", []).append(sign_cube(N, edges, seed)[:2])
        for name, peer in peers.items():
            if peer.available:
                gates, measured = json.loads(peer.ask(str(seed)))
                times.setdefault(name, []).append((gates, measured))
    total = statistics.median(sum(pair) for pair in times["khrnn signs"])
    print(f"{N} qubits, {EDGES} CCZ, {N} X measurements; milliseconds, medians of {options.repeat}")
    for name, pairs in times.items():
        gates, measured = (1e3 * statistics.median(column) for column in zip(*pairs, strict=True))
        own = statistics.median(sum(pair) for pair in pairs)
        print(
            f"{name:<16} gates {gates:8.2f}  measurements {measured:8.2f}  total {1e3 * own:8.2f}"
            f"  total / ours {own / total:7.1f}"
        )
    for name, peer in peers.items():
        if not peer.available:
            print(f"{name:<16} not installed for {python}, not timed")
    for n in options.growth if options.growth is not None else ():
        subprocess.run([sys.executable, __file__, "--one", str(n)], check=True)


if __name__ == "__main__":
    main()
