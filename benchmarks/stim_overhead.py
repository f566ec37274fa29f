"""Throughput of the simulators for k = 2 beside plain stim, in one run on the same sentences.

Run `python benchmarks/stim_overhead.py [--repeat R] [--measurements M]`. Needs the extra `stim`. A
random graph state on n qubits with 3n edges, then M random real Pauli products of full weight or of
weight 4. "plain" calls `TableauSimulator.cz` and `.measure_observable` with prepared Pauli strings
and learns the outcomes. "plain, strings made" makes the Pauli strings as well, from the products
written as text. "plain with probabilities" asks stim for the expectation before each measurement,
as a user of stim has to.

Ours go through the tokens and learn the outcomes and their exact probabilities: "pauli" and
"tableau" are whole sentences through `simulate`, the former by our own packed tableau, the latter
by stim; "token by token" lets the caller choose each outcome. "pauli" keeps nothing between
sentences, "tableau" the circuit of each product; "first pass" is without. Last, one sentence is
sampled many times by stim's compiled sampler, the circuit prepared, and by ours from the tokens.
Prints processor times over R rounds in which all take turns: the median, and the least, which
other work on the machine disturbs less; and their ratios to plain stim's.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import stim

from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial
from khrnn.hypergraph import tableau
from khrnn.hypergraph.backends import BACKENDS, sample_outcomes, simulate
from khrnn.hypergraph.cell import choose_outcome
from khrnn.tasks.circuits import to_stim
from khrnn.tasks.sentences import Sentence, Translation
from khrnn.tasks.tokens import Entangle, Measure


def random_products(
    n: int, weight: int, count: int, rng: np.random.Generator
) -> tuple[list[stim.PauliString], list[GroupElement]]:
    """Return random real Pauli products, for stim and for us."""
    strings, elements = [], []
    while len(strings) < count:
        kinds = np.zeros(n, dtype=np.int64)
        kinds[rng.permutation(n)[:weight]] = rng.integers(1, 4, weight)
        if (kinds == 2).sum() % 2:
            continue
        strings.append(stim.PauliString(kinds.tolist()))
        x = sum(1 << i for i in np.flatnonzero((kinds == 1) | (kinds == 2)).tolist())
        phase = {1 << i for i in np.flatnonzero(kinds >= 2).tolist()}
        if (kinds == 2).sum() % 4 == 2:  # XZ XZ = -YY
            phase.add(0)
        elements.append(GroupElement(x, BooleanPolynomial(n, frozenset(phase))))
    return strings, elements


def plain(
    n: int, edges: list[list[int]], strings: list[stim.PauliString], *, peek: bool
) -> list[int]:
    """Run stim alone; return outcomes, or the expectations before them."""
    simulator = stim.TableauSimulator(seed=1)
    simulator.h(*range(n))
    for edge in edges:
        simulator.cz(*edge)
    found = []
    for string in strings:
        if peek:
            found.append(simulator.peek_observable_expectation(string))
        outcome = simulator.measure_observable(string)
        if not peek:
            found.append(-1 if outcome else 1)
    return found


def made(n: int, edges: list[list[int]], texts: list[str]) -> list[int]:
    """Run stim alone, from products as text."""
    return plain(n, edges, [stim.PauliString(text) for text in texts], peek=False)


def whole(name: str, sentence: Sentence) -> list[Translation]:
    """Translate a sentence with a backend."""
    return simulate([sentence], backend=name, rng=np.random.default_rng(1))


def ours(
    name: str, n: int, masks: list[int], tokens: list[Measure], given: list[int] | None
) -> list[Any]:
    """Run a backend token by token, sampling, or on given outcomes; return the chances of +1."""
    rng = np.random.default_rng(1)
    simulator = BACKENDS[name].start(n, 2)
    for mask in masks:
        simulator.entangle(mask)
    chances: list[Fraction] = []
    follow = iter(given or ())
    for token in tokens:

        def choose(chance: Fraction, token: Measure = token) -> int:
            chances.append(chance)
            return choose_outcome(chance, next(follow) if given else rng, token)

        simulator.measure(token.element, choose)
    return chances


def sparse(string: stim.PauliString) -> str:
    """Return a product as text, such as X0*Z3."""
    sign = "-" if string.sign == -1 else ""
    return sign + "*".join(f"{'IXYZ'[string[i]]}{i}" for i in string.pauli_indices())


def timed(run: Callable[[], object]) -> float:
    begin = time.process_time()
    run()
    return time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--measurements", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for n, weight in ((100, 100), (100, 4), (1000, 1000), (1000, 4)):
        rng = np.random.default_rng([options.seed, n, weight])
        edges = [rng.permutation(n)[:2].tolist() for _ in range(3 * n)]
        masks = [1 << a | 1 << b for a, b in edges]
        strings, elements = random_products(n, weight, options.measurements, rng)
        tokens = [Measure(element) for element in elements]
        given = plain(n, edges, strings, peek=False)
        expected = [Fraction(1 + e, 2) for e in plain(n, edges, strings, peek=True)]
        for name in ("tableau", "pauli"):
            if ours(name, n, masks, tokens, given) != expected:  # both stim runs use one seed
                raise SystemExit(f"{name} and stim disagree")
        sentence = Sentence(n, 2, (*(Entangle(mask) for mask in masks), *tokens))
        if whole("tableau", sentence) != whole("pauli", sentence):
            raise SystemExit("tableau and pauli disagree")
        texts = [sparse(string) for string in strings]
        runs: dict[str, Callable[[], object]] = {
            "plain": partial(plain, n, edges, strings, peek=False),
            "plain with probabilities": partial(plain, n, edges, strings, peek=True),
            "plain, strings made": partial(made, n, edges, texts),
            "pauli": partial(whole, "pauli", sentence),
            "pauli, token by token": partial(ours, "pauli", n, masks, tokens, None),
            "tableau": partial(whole, "tableau", sentence),
            "tableau, token by token": partial(ours, "tableau", n, masks, tokens, None),
        }
        times: dict[str, list[float]] = {name: [] for name in [*runs, "tableau, first pass"]}
        for _ in range(options.repeat):
            for name, run in runs.items():
                times[name].append(timed(run))
            tableau._kick.cache_clear()
            times["tableau, first pass"].append(timed(runs["tableau"]))
        print(f"n = {n}, weight {weight}, {options.measurements} products, us each:")
        told(times, 1e6 / options.measurements)
    sampling(options.repeat, np.random.default_rng(options.seed))


def sampling(repeat: int, rng: np.random.Generator) -> None:
    """Compare sampling one sentence many times, from its text or tokens to the outcomes."""
    n, shots = 100, 10_000
    edges = [rng.permutation(n)[:2].tolist() for _ in range(3 * n)]
    _, elements = random_products(n, n, 100, rng)
    tokens = [Entangle(1 << a | 1 << b) for a, b in edges]
    sentence = Sentence(n, 2, (*tokens, *(Measure(element) for element in elements)))
    circuit = stim.Circuit(to_stim(sentence))
    times: dict[str, list[float]] = {"plain": [], "ours": [], "ours, first pass": []}
    for seed in range(repeat):
        times["plain"].append(
            timed(lambda seed=seed: circuit.compile_sampler(seed=seed).sample(shots))
        )
        draw = partial(sample_outcomes, sentence, shots, backend="tableau")
        tableau._circuit.cache_clear()
        for name in ("ours, first pass", "ours"):
            times[name].append(timed(partial(draw, np.random.default_rng(seed))))
    print(f"n = {n}, 100 products of full weight, {shots} shots, compiled sampler, ms:")
    told(times, 1e3)


def told(times: dict[str, list[float]], unit: float) -> None:
    """Print medians and least times in a unit, and their ratios to plain stim's."""
    base = times["plain"]
    for name, values in times.items():
        middle, least = statistics.median(values), min(values)
        print(
            f"  {name:<25}median {unit * middle:8.1f}   least {unit * least:8.1f}   / plain "
            f"{middle / statistics.median(base):5.2f} {least / min(base):5.2f}"
        )


if __name__ == "__main__":
    main()
