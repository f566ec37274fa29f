"""Claims about dynamical Lie algebras and the variances of gradients.

Here belong dimensions, series and ideals, all exact, and exact second moments over uniform angles.
Measured variances are floating-point runs that no verdict fits: `khrnn trainability` makes them
and compares them with the laws claimed here.
"""

from __future__ import annotations

import functools
import operator
from fractions import Fraction
from itertools import product
from math import comb
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import digest, table

if TYPE_CHECKING:
    import numpy as np

DERIVATION = "docs/derivations/lie_algebras.md"

LAYERS = 60
"""Layers of the circuits that stand for Haar-random ones."""


def _qumode(_rng: np.random.Generator) -> Evidence:
    """Closures, and where they are small the whole lower central series."""
    from khrnn.trainability.generators import qumode_algebra  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    dimensions: dict[str, int] = {}
    sizes = [(modes, size) for modes in (1, 2, 3, 4, 5, 8) for size in range(1, modes + 1)]
    for n, k in sizes:
        algebra = qumode_algebra(n, k)
        wanted = n + sum(comb(n, j) for j in range(k + 1))
        cases += 1
        dimensions[f"({n},{k})"] = algebra.dimension
        if algebra.dimension != wanted:
            failures.append(f"n={n}, k={k}: dimension {algebra.dimension}, not {wanted}")
        if n > 5:
            continue
        tails = tuple(sum(comb(n, j) for j in range(k - m + 1)) for m in range(1, k + 1))
        series, centre = algebra.lower_central_series(), algebra.centre().dimension
        cases += 2
        if series != (wanted, *tails, 0):
            failures.append(f"n={n}, k={k}: lower central series {series}")
        if centre != 1:
            failures.append(f"n={n}, k={k}: centre of dimension {centre}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="closures from p_i and q_e, |e| = k",
        quantities=(table("dimension", dimensions),),
    )


def _phases(_rng: np.random.Generator) -> Evidence:
    """Spans of shifted phases, without and with the ancilla of a measurement block."""
    from khrnn.trainability.generators import phase_algebra  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    dimensions: dict[str, int] = {}
    for n in range(1, 9):
        for k in range(1, n + 1):
            for ancilla in (False, True):
                found = phase_algebra(n, k, ancilla=ancilla).dimension
                wanted = sum(comb(n, j) for j in range(k + (not ancilla)))
                cases += 1
                dimensions[f"({n},{k})" + (" with ancilla" if ancilla else "")] = found
                if found != wanted:
                    failures.append(f"n={n}, k={k}, ancilla {ancilla}: {found}, not {wanted}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="every k <= n <= 8",
        quantities=(table("dimension", dimensions),),
    )


def _contrast(_rng: np.random.Generator) -> Evidence:
    """Simple ideals of string algebras; rotations in place of shifts."""
    from khrnn.trainability.generators import rotation_algebra, string_set  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for n in range(4, 7):
        half = f"su({2 ** (n - 1)})" if n % 2 else f"4 su({2 ** (n - 2)})"
        for name, wanted in (
            ("hardware-efficient", f"su({2**n})"),
            ("matchgate", f"so({2 * n})"),
            ("ising", f"so({2 * n + 1})"),
            ("heisenberg", half),
            ("iqp", f"{comb(n + 1, 2)} u(1)"),
        ):
            found = string_set(name, n).describe()
            cases += 1
            if found != wanted:
                failures.append(f"{name}, n={n}: {found}, not {wanted}")
    for n, k in ((2, 2), (3, 2), (3, 3)):
        cases += 1
        if rotation_algebra(n, k).dimension != 4**n:
            failures.append(f"phases and X rotations, n={n}, k={k}: not u(2^n)")
    return Evidence(
        cases=cases, failures=tuple(failures), detail="n = 4, 5, 6, simple ideals named"
    )


def _phase_gradient(_rng: np.random.Generator) -> Evidence:
    """Average the squared derivative over all quarter turns, in integers."""
    from khrnn.trainability.hypergraph_gradients import HypergraphPhases  # noqa: PLC0415

    failures: list[str] = []
    variances: dict[str, Fraction] = {}
    cases = 0
    for n, k, line in ((2, 2, False), (3, 2, True), (3, 2, False)):
        model = HypergraphPhases("khrnn", line, k)
        edges, whole, shift, edge = model.subsets(n)
        near = [m for m in edges if m & shift]
        # An element with fewer phases: the edges at its shift then count alone.
        for phases, kind in ((whole, ""), ((0, shift), ", phases on one qubit"), ((0,), ", none")):
            found = _mean_square(n, near, phases, shift, edge)
            touched = functools.reduce(operator.or_, (*near, *phases))
            wanted = Fraction(1, 1 << (touched.bit_count() + k + 2))
            cases += 1
            variances[f"({n},{k})" + (" on a line" if line else "") + kind] = found
            if found != wanted or (phases is whole and found != model.prediction(n)):
                failures.append(f"n={n}, k={k}, line {line}{kind}: {found}, not {wanted}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="all quarter turns of all angles, in integers",
        quantities=(table("gradient variance", variances),),
    )


def _warm(_rng: np.random.Generator) -> Evidence:
    """Counts in integers; the formula against quadrature of the simulator, and its bound."""
    import numpy as np  # noqa: PLC0415

    from khrnn.trainability import warm_start  # noqa: PLC0415
    from khrnn.trainability.hypergraph_gradients import HypergraphPhases  # noqa: PLC0415

    failures: list[str] = []
    cases = measurements = 0
    counts: dict[str, int] = {}
    for n, k in ((2, 2), (3, 2), (4, 2), (6, 2), (3, 3), (5, 3), (6, 4)):
        edges, phases, shift, edge = HypergraphPhases("", line=False, k=k).subsets(n)
        points = range(1 << n)
        active = [
            sum(z | shift | m == z | shift for m in edges if m & shift)
            + sum(z & m == m for m in phases)
            for z in points
        ]
        own = sum(z | shift | edge == z | shift for z in points)
        cases += 2
        counts[f"({n},{k})"] = max(active)
        if max(active) != warm_start.active_angles(n, k):
            failures.append(f"n={n}, k={k}: {max(active)} angles are active")
        if own != 1 << (n - k + 1):
            failures.append(f"n={n}, k={k}: the edge enters {own} phases")
    # 6 nodes are exact to degree 11 in each angle; at these v the rest is below 1e-9.
    nodes, weights = np.polynomial.hermite_e.hermegauss(6)
    weights /= weights.sum()
    for n, k in ((2, 2), (3, 2)):
        model = HypergraphPhases("", line=False, k=k)
        edges, phases, shift, _ = model.subsets(n)
        moving = [place for place, m in enumerate(edges) if m & shift]
        grid = np.array(list(product(range(len(nodes)), repeat=len(moving) + len(phases))))
        for variance in (0.01, 1 / warm_start.active_angles(n, k)):
            turns = nodes[grid] * variance**0.5
            angles = np.zeros((len(grid), len(edges)))
            angles[:, moving] = turns[:, : len(moving)]
            slopes = model.derivatives(n, angles, turns[:, len(moving) :])
            found = float((weights[grid].prod(1) * slopes**2).sum())
            measurements += 1
            if abs(found - warm_start.warm_variance(n, k, variance)) > 1e-7:
                failures.append(f"n={n}, k={k}, v={variance}: {found} by quadrature")
    for k in (2, 3):
        for n in range(k, 9):
            for scale in (0.1, 1, 3):
                variance = scale / warm_start.active_angles(n, k)
                measurements += 1
                bound = warm_start.warm_bound(n, k, variance)
                if not bound.allows(warm_start.warm_variance(n, k, variance)):
                    failures.append(f"bound, n={n}, k={k}, v={variance}")
    return Evidence(
        cases=cases,
        measurements=measurements,
        failures=tuple(failures),
        detail="counts of angles in integers; quadrature at n = 2, 3; the bound in floats, n <= 8",
        quantities=(table("active angles", counts),),
    )


def _mean_square(
    n: int, edges: list[int], phases: tuple[int, ...], shift: int, edge: int
) -> Fraction:
    """The mean of the squared derivative of (1 + mean cos(P + D))/2 over quarter turns."""
    points = range(1 << n)
    counts: dict[tuple[int, ...], int] = {}
    # Quarter turns of the phase at every point, as a distribution of vectors modulo 4.
    for turns in product(range(4), repeat=len(edges)):
        row = tuple(
            sum(
                t * ((z & m == m) - ((z ^ shift) & m == m))
                for t, m in zip(turns, edges, strict=True)
            )
            % 4
            for z in points
        )
        counts[row] = counts.get(row, 0) + 1
    blocks = {
        tuple(
            sum(t * (z & m == m) for t, m in zip(turns, phases, strict=True)) % 4 for z in points
        ): 1
        for turns in product(range(4), repeat=len(phases))
    }
    slope = [(z & edge == edge) - ((z ^ shift) & edge == edge) for z in points]
    sine = (0, 1, 0, -1)
    total = 0
    for row, weight in counts.items():
        for block in blocks:
            value = sum(s * sine[(a + b) % 4] for s, a, b in zip(slope, row, block, strict=True))
            total += weight * value * value
    return Fraction(total, 4 ** (n + 1) * 4 ** len(edges) * len(blocks))


def _chain(_rng: np.random.Generator) -> Evidence:
    """Propagate the observable through all quarter turns, with signs, in integers."""
    from khrnn.trainability.rotation_circuits import RotationCircuit  # noqa: PLC0415

    failures: list[str] = []
    variances: list[tuple[str, Fraction]] = []
    x, y, z, zz, xx = (1, 0), (2, 2), (0, 1), (0, 3), (3, 0)
    cases = ((x, zz, y, x), (xx, z, xx, zz), (y, zz, x, zz, y), (zz, x, y, z, xx, x))
    for gates in cases:
        for observable in ((0, 1), (0, 3), (2, 1)):
            for position in range(len(gates)):
                circuit = RotationCircuit(2, gates, observable, position)
                found = _quarter_turns(gates, observable, position)
                variances.append((f"{gates}, {observable}, {position}", found))
                if found != circuit.gradient_variance():
                    failures.append(f"{gates}, {observable}, gate {position}: {found}")
    return Evidence(
        cases=sum(3 * len(gates) for gates in cases),
        failures=tuple(failures),
        detail="chain on strings against all quarter turns",
        quantities=(digest("gradient variances", variances),),
    )


def _quarter_turns(
    gates: tuple[tuple[int, int], ...], observable: tuple[int, int], position: int
) -> Fraction:
    """The mean square of (loss(t + 1/4 turn) - loss(t - 1/4 turn))/2 over quarter turns."""
    from contextuality.pauli import paulis_commute, product_phase  # noqa: PLC0415

    def loss(turns: tuple[int, ...]) -> int:
        label, sign = observable, 1
        for gate, turn in zip(reversed(gates), reversed(turns), strict=True):
            if paulis_commute(label, gate) or turn % 4 == 0:
                continue
            if turn % 4 == 2:
                sign = -sign
                continue
            # exp(itP/2) O exp(-itP/2) = cos t O + sin t iPO, and P O = i^e R with e odd.
            a, b, power = product_phase((gate, label))
            sign *= (1 if turn % 4 == 1 else -1) * (-1 if power == 1 else 1)
            label = (a, b)
        return 0 if label[0] else sign

    total = 0
    for turns in product(range(4), repeat=len(gates)):
        up = (*turns[:position], turns[position] + 1, *turns[position + 1 :])
        down = (*turns[:position], turns[position] - 1, *turns[position + 1 :])
        total += (loss(up) - loss(down)) ** 2
    return Fraction(total, 4 * 4 ** len(gates))


def _haar(_rng: np.random.Generator) -> Evidence:
    """Exact variances of deep circuits against the Haar values, from two sides."""
    from khrnn.trainability.generators import string_set  # noqa: PLC0415
    from khrnn.trainability.rotation_circuits import (  # noqa: PLC0415
        RotationCircuit,
        limit_variances,
    )

    failures: list[str] = []
    cases = 0
    variances: dict[str, Fraction] = {}
    for n in (2, 3):
        for name, wanted in (
            ("hardware-efficient", Fraction(1, 2**n + 1)),
            ("matchgate", Fraction(1, 2 * n - 1)),
        ):
            gates = string_set(name, n).generators
            turned = gates.index((1, 0) if name == "hardware-efficient" else (3, 0))
            loss, slope = limit_variances(n, gates, (0, 1), gates[turned])
            variances |= {f"{name}, n={n}, loss": loss, f"{name}, n={n}, derivative": slope}
            position = (LAYERS // 2) * len(gates) + turned
            deep = RotationCircuit(n, gates * LAYERS, (0, 1), position)
            for what, exact, limit in (
                ("loss", deep.loss_variance(), loss),
                ("derivative", deep.gradient_variance(), slope),
                ("formula", loss, wanted),
            ):
                cases += 1
                if abs(exact / limit - 1) > Fraction(1, 1000) * (what != "formula"):
                    failures.append(f"{name}, n={n}, {what}: {exact}, not {limit}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail=f"{LAYERS} layers come within 1/1000: 1/(2^n+1) for su(2^n), 1/(2n-1) for so(2n)",
        quantities=(table("limit variance", variances),),
    )


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "lie-qumode",
        "arXiv 2402.08606 for the dimension, as we remember it; the rest is ours",
        "the qumode k-HRNN's Lie algebra has dimension n + sum of binom(n,j), j <= k, is nilpotent "
        "of class k+1, and has the constants as its centre",
        "generated by all p_i and all q_e with |e| = k; k <= n <= 5, and the dimension for "
        f"n = 8, k <= 8; every n and k in words in {DERIVATION}",
        "closure in exact rationals",
        Status.VERIFIED,
        _qumode,
    ),
    Claim(
        "lie-qubit-phases",
        "ours, on the cell of arXiv 2402.08606",
        "on qubits the phases and their shifts span an abelian algebra of dimension sum of "
        "binom(n,j), j <= k, the global phase included; in a measurement block j <= k-1",
        "gates exp(i t z_e), |e| = k, and shifts X_i that are not rotations; in a block "
        "exp(i t a z_S), |S| = k-1, and controlled shifts; k <= n <= 8",
        "invariant spans in exact rationals",
        Status.VERIFIED,
        _phases,
    ),
    Claim(
        "lie-contrast",
        "the field's; so(2n) and su(2^n) are standard, the Heisenberg chain as in arXiv 2309.05690",
        "hardware-efficient layers generate su(2^n), matchgates so(2n), IQP an abelian algebra; "
        "hypergraph phases with X rotations in place of shifts generate u(2^n)",
        "strings turned one by one, on an open line, n = 4, 5, 6; the last for n <= 3, k >= 2",
        f"closure; simple ideals by commutation ({DERIVATION}, ours)",
        Status.VERIFIED,
        _contrast,
    ),
    Claim(
        "gradient-phases",
        "ours",
        "the derivative of a k-HRNN's word by the angle of a k-edge has variance 2^-(m+k+2), m the "
        "number of qubits in the measured element or in an edge at its shift: exponentially small "
        "for dense phases although the Lie algebra is polynomial",
        "independent uniform angles, for every subset of an edge or phase too; k = 2, n <= 3; "
        f"every n and k >= 2 in words in {DERIVATION}",
        "mean over all quarter turns, in integers",
        Status.VERIFIED,
        _phase_gradient,
    ),
    Claim(
        "gradient-warm",
        "ours",
        "near phases at which the word is certain the same derivative does not vanish "
        "exponentially: for normal deviations of variance v it has variance at least "
        "v 4^-k exp(-v C), C = sum of binom(n-1,j) + binom(n,j), j < k; at v = 1/C that is "
        "4^-k/(e C)",
        f"dense phases, independent deviations; every n and k >= 2 in words in {DERIVATION}; says "
        "nothing about how such phases are found",
        "proof in words; counts in integers, values in floats",
        Status.ARGUED,
        _warm,
    ),
    Claim(
        "gradient-rotations",
        "ours; the elements are standard",
        "over uniform angles the second moment of a circuit of Pauli rotations is a Markov chain "
        "on Pauli strings, at any depth",
        "independent angles, an observable that is one string, zero state; 2 qubits, every gate of "
        "4 circuits; "
        f"every circuit in words in {DERIVATION}",
        "mean over all quarter turns, in integers",
        Status.VERIFIED,
        _chain,
    ),
    Claim(
        "gradient-haar",
        "arXiv 2309.09342 and 2309.07902, as we remember them",
        "where the circuit is Haar-random over exp(g) and iO is in g, the loss variance is "
        "P_g(rho) P_g(O)/dim g for simple g: 1/(2^n + 1) for su(2^n), 1/(2n - 1) for so(2n)",
        f"zero state, O = Z_0, n = 2, 3; compared at {LAYERS} layers of uniform rotations, to "
        "1/1000",
        "exact fractions of the circuits against the formula",
        Status.VERIFIED,
        _haar,
    ),
)
