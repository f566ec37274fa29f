"""Qumodes: our grid and sampler against piquasso on shared states, values and times in one run.

Run `python benchmarks/qumode_piquasso.py [--repeat N] [--store FILE]` in an environment that has
piquasso (`pip install piquasso`, 8.0 when this was written) and numpy; piquasso is not a
dependency. `--store` writes piquasso's figures to a file, which
`tests/khrnn/test_qumode_peer.py` compares ours with where piquasso is absent.

Conventions: piquasso runs at its default hbar = 2, x = sqrt(2) q; every figure is converted to
hbar = 1. Its CubicPhase(c) is exp(i c x^3/(3 hbar)), QuadraticPhase(s) is exp(i s x^2/(2 hbar)),
ControlledZ(s) acts as exp(i s x x/hbar). Its Fock simulator has no three-mode phase: q0 q1 q2 is
composed of four cubic phases, each on a rotated mode,
24 abc = (a+b+c)^3 - (a+b-c)^3 - (a-b+c)^3 - (-a+b+c)^3. Its Fock states are cut off at a number of
particles, and its error there is of the order of the differences printed.

Printed: each figure of both, their difference, and medians of the times with their ratio. The
cut-offs are about the least that keep the differences allowed below; the time grows steeply with
them, so the ratios are for these states and differences only.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from khrnn.qumode import conditional, grid
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.sentence import Measure, Phase, Sentence, Shift
from khrnn.qumode.squeezing import in_convention, squeezing_parameter

HBAR = 2.0
Figures = dict[str, float]
P = Polynomial.of

CUBIC = (Fraction(7, 10), Phase(P(1, {(0, 0, 0): "1/20"})))
PAIR = (Fraction(3, 5), Phase(P(2, {(0, 1): "3/10", (0, 0, 0): "1/40"})))
TRIPLE = (Fraction(1, 2), Phase(P(3, {(0, 1, 2): "1/5"})))
CHAIN = Sentence(
    3,
    (
        Phase(P(3, {(0, 1): "2/5", (1, 2): "-7/10", (0, 0): "3/20"})),
        Shift(1, Fraction(1, 2)),
        *(Measure(mode, Polynomial(3)) for mode in range(3)),
    ),
)
CHAIN_VARIANCE = Fraction(4, 5)
POINTS = ((0.0, 0.0, 0.0), (0.7, -0.3, 0.4), (-1.2, 0.9, 1.1))


def law_figures(variance: Fraction, latent: Phase, points: int, half_width: float) -> Figures:
    """Return mean and variance of every momentum, ours, on a grid."""
    n = latent.polynomial.n
    state = grid.Latent(n, float(variance), grid.Grid(points, half_width))
    state.phase(latent.polynomial)
    found: Figures = {}
    for mode in range(n):
        values, density = state.law(Measure(mode, Polynomial(n)))
        density = density / density.sum()
        mean = float(density @ values)
        found[f"mean p{mode}"] = mean
        found[f"variance p{mode}"] = float(density @ values**2) - mean**2
    return found


def own_cubic() -> Figures:
    """Ours: a cubic phase on one mode."""
    return law_figures(*CUBIC, 128, 9.0)


def own_pair() -> Figures:
    """Ours: a controlled Z and a cubic phase on two modes."""
    return law_figures(*PAIR, 96, 9.0)


def own_triple() -> Figures:
    """Ours: the three-mode edge."""
    return law_figures(*TRIPLE, 48, 5.2)


def own_chain() -> Figures:
    """Ours: joint densities of all momenta of a Gaussian state, without a grid."""
    return {
        f"log density {place}": conditional.log_density(CHAIN, float(CHAIN_VARIANCE), 0.0, point)
        for place, point in enumerate(POINTS)
    }


def _program(n: int, variance: Fraction, gates: list[tuple[Any, tuple[int, ...]]]) -> Any:
    import piquasso as pq

    with pq.Program() as program:
        pq.Q() | pq.Vacuum()
        for mode in range(n):
            pq.Q(mode) | pq.Squeezing(squeezing_parameter(float(variance)))
        for gate, modes in gates:
            pq.Q(*modes) | gate
    return program


def _fock(n: int, variance: Fraction, gates: list[Any], cutoff: int) -> Figures:
    import piquasso as pq

    config = pq.Config(cutoff=cutoff, hbar=HBAR)
    state = pq.PureFockSimulator(d=n, config=config).execute(_program(n, variance, gates)).state
    found: Figures = {}
    for mode in range(n):
        mean, spread = state.quadratures_mean_variance(modes=(mode,), phi=np.pi / 2)
        found[f"mean p{mode}"] = in_convention(float(mean), 1 / HBAR)
        found[f"variance p{mode}"] = in_convention(float(spread), 1 / HBAR, 2)
    return found


def _cube(weight: float, direction: tuple[float, ...]) -> list[tuple[Any, tuple[int, ...]]]:
    """Return gates for exp(i weight (direction . q)^3)."""
    import piquasso as pq

    row = np.array(direction, dtype=float)
    length = float(np.linalg.norm(row))
    modes = tuple(range(len(row)))
    cubic = (pq.CubicPhase(3 * weight * length**3 / HBAR**0.5), (0,))
    if len(row) == 1:
        return [cubic]
    turn = np.linalg.qr(np.column_stack([row, np.eye(len(row))[:, 1:]]))[0].T
    turn[0] = row / length
    return [(pq.Interferometer(turn), modes), cubic, (pq.Interferometer(turn.T), modes)]


def _square(weight: float, direction: tuple[float, float]) -> list[tuple[Any, tuple[int, ...]]]:
    """Return gates for exp(i weight (direction . q)^2) on two modes."""
    import piquasso as pq

    row = np.array(direction) / np.linalg.norm(direction)
    turn = np.array([row, [-row[1], row[0]]])
    quadratic = (pq.QuadraticPhase(2 * weight * float(np.dot(direction, direction))), (0,))
    return [(pq.Interferometer(turn), (0, 1)), quadratic, (pq.Interferometer(turn.T), (0, 1))]


def peer_cubic() -> Figures:
    """Return piquasso's figures of the cubic phase."""
    return _fock(1, CUBIC[0], _cube(1 / 20, (1.0,)), 30)


def peer_pair() -> Figures:
    """Return piquasso's figures of the pair; q0 q1 = ((q0+q1)^2 - (q0-q1)^2) / 4."""
    import piquasso as pq

    edge = _square(0.3 / 4, (1.0, 1.0)) + _square(-0.3 / 4, (1.0, -1.0))
    return _fock(2, PAIR[0], [*edge, (pq.CubicPhase(3 / 40 / HBAR**0.5), (0,))], 20)


def peer_triple() -> Figures:
    """Return piquasso's figures of the three-mode edge."""
    gates: list[Any] = []
    for sign, row in ((1, (1, 1, 1)), (-1, (1, 1, -1)), (-1, (1, -1, 1)), (-1, (-1, 1, 1))):
        gates += _cube(sign * 0.2 / 24, tuple(map(float, row)))
    return _fock(3, TRIPLE[0], gates, 14)


def peer_chain() -> Figures:
    """Return densities from piquasso's Gaussian state."""
    import piquasso as pq

    gates = [
        (pq.ControlledZ(0.4), (0, 1)),
        (pq.ControlledZ(-0.7), (1, 2)),
        (pq.QuadraticPhase(0.3), (0,)),
        (pq.PositionDisplacement(0.5 / 2**0.5), (1,)),
    ]
    program = _program(3, CHAIN_VARIANCE, gates)
    state = pq.GaussianSimulator(d=3, config=pq.Config(hbar=HBAR)).execute(program).state
    mean = np.asarray(state.xxpp_mean_vector)[3:] / HBAR**0.5
    # piquasso's covariance is of anticommutators: twice the variance.
    covariance = np.asarray(state.xxpp_covariance_matrix)[3:, 3:] / (2 * HBAR)
    found: Figures = {}
    for place, point in enumerate(POINTS):
        gap = np.array(point) - mean
        logs = np.linalg.slogdet(2 * np.pi * covariance)[1]
        found[f"log density {place}"] = float(
            -0.5 * (gap @ np.linalg.solve(covariance, gap) + logs)
        )
    return found


CASES: dict[str, tuple[Callable[[], Figures], Callable[[], Figures], float]] = {
    "cubic phase, 1 mode": (own_cubic, peer_cubic, 1e-9),
    "controlled Z and cubic phase, 2 modes": (own_pair, peer_pair, 1e-10),
    "three-mode edge": (own_triple, peer_triple, 1e-7),
    "Gaussian chain, 3 modes, joint density": (own_chain, peer_chain, 1e-10),
}
"""Ours, piquasso's, and the difference that the cut-off leaves."""


def main() -> int:
    """Compare and time; return 1 if a figure differs by more than its case allows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--store", type=Path)
    arguments = parser.parse_args()
    stored: dict[str, Figures] = {}
    wrong = False
    for name, (own, peer, allowed) in CASES.items():
        times: list[list[float]] = [[], []]
        found: list[Figures] = [{}, {}]
        peer()  # compiles
        for _ in range(arguments.repeat):
            for place, run in enumerate((own, peer)):
                started = time.perf_counter()
                found[place] = run()
                times[place].append(time.perf_counter() - started)
        ours, theirs = (1000 * statistics.median(one) for one in times)
        print(f"{name}: ours {ours:.1f} ms, piquasso {theirs:.1f} ms, ratio {theirs / ours:.1f}")
        for key, value in found[0].items():
            gap = abs(value - found[1][key])
            wrong |= not gap <= allowed
            print(f"  {key:>16}: {value:+.10f} {found[1][key]:+.10f}  difference {gap:.1e}")
        stored[name] = found[1]
    if arguments.store:
        arguments.store.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
