"""Claims about gradients of dissipative perceptron networks, arXiv 2005.12458.

Here belong exact laws and the simulation beside them. What is not settled is listed in
docs/derivations/dissipative.md.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import Measured, table

if TYPE_CHECKING:
    import numpy as np

PAPER = "arXiv 2005.12458"
COSTS: tuple[Literal["global", "local"], ...] = ("global", "local")
SAMPLES = 10_000
FALSE_ALARM = 1e-4
"""Most probability that `dissipative-simulated` fails although all laws are true."""
_TRIPLES = ((3, 4, 5), (-5, 12, 13), (8, -15, 17), (-7, -24, 25))


def _swaps(_rng: np.random.Generator) -> Evidence:
    """Integrals over all angles for n <= 2, averages in fractions for n <= 3."""
    from khrnn.dissipative import laws  # noqa: PLC0415
    from proofs.crosscheck import dissipative  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    variances: dict[str, Fraction] = {}
    for n in (1, 2):
        wanted = (Fraction(1, 8) * Fraction(3, 8) ** (n - 1), Fraction(1, 8 * n * n))
        found = dissipative.symbolic_variances(n)
        cases += 2
        if any(value != law for value, law in zip(map(_fraction, found), wanted, strict=True)):
            failures.append(f"integral, n = {n}: {found}")
    up = (Fraction(0), Fraction(0), Fraction(1))
    for n in (1, 2, 3):
        cases += 2
        found = dissipative.exact_variances([up] * n, [up] * n, 1, Fraction(0))
        variances |= {f"global, n={n}": found[0], f"local, n={n}": found[1]}
        if found != (laws.swap_global_variance(n), laws.swap_local_variance(n)):
            failures.append(f"average, n = {n}: {found}")
    for n in (10, 100):
        cases += 2
        if laws.swap_global_variance(n) != Fraction(3 ** (n - 1), 8**n):
            failures.append(f"global, n = {n}")
        if laws.swap_local_variance(n) != Fraction(1, 8 * n * n):
            failures.append(f"local, n = {n}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="integrals from matrices, n <= 2; averages in fractions, n <= 3",
        quantities=(table("gradient variance", variances),),
    )


def _depth(rng: np.random.Generator) -> Evidence:
    """Depth, noise, and inputs in and out of the plane, against exact runs."""
    from khrnn.dissipative import laws  # noqa: PLC0415
    from proofs.crosscheck.dissipative import exact_variances  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for n, layers in ((1, 1), (1, 2), (1, 3), (2, 1)):
        for noise in (Fraction(0), Fraction(1, 7), Fraction(1)):
            drawn = [_TRIPLES[i] for i in rng.integers(0, 4, 2 * n)]
            plane = [(Fraction(x, r), Fraction(0), Fraction(z, r)) for x, z, r in drawn]
            cases += 2
            if exact_variances(plane[:n], plane[n:], layers, noise) != (
                laws.swap_global_variance(n, layers, noise),
                laws.swap_local_variance(n, layers, noise),
            ):
                failures.append(f"n = {n}, layers = {layers}, noise = {noise}")
    for n in (1, 2, 3):
        inputs, targets = (
            [
                (
                    Fraction(x, 3 * r),
                    Fraction(2, 3) if sign else Fraction(-2, 3),
                    Fraction(z, 3 * r),
                )
                if mixed
                else (Fraction(x, r), Fraction(z, r), Fraction(0))
                for (x, z, r), sign in zip(
                    (_TRIPLES[i] for i in rng.integers(0, 4, n)), rng.integers(0, 2, n), strict=True
                )
            ]
            for mixed in (True, False)
        )
        cases += 2
        if exact_variances(inputs, targets, 1, Fraction(0)) != (
            laws.product_variances(inputs, targets)
        ):
            failures.append(f"off the plane, n = {n}: {inputs}, {targets}")
    return Evidence(
        cases=cases, failures=tuple(failures), detail="averages over all angles, in fractions"
    )


def _designs(_rng: np.random.Generator) -> Evidence:
    """Weingarten calculus against Clifford averages, a closed form, and rates to n = 32."""
    import sympy  # noqa: PLC0415

    from khrnn.dissipative import weingarten  # noqa: PLC0415
    from proofs.crosscheck.dissipative import clifford_variance  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    variances: dict[str, Fraction] = {}
    costs: tuple[weingarten.Cost, ...] = ("global", "local")
    for cost in costs:
        for n in (0, 1, 2):
            for m in (1, 2, 3):
                for trained in range(m):
                    cases += 1
                    law = weingarten.design_variance(n, m, trained, cost)
                    found = clifford_variance(n, m, trained, cost)
                    variances[f"{cost}, n={n}, m={m}, perceptron {trained}"] = found
                    if found != law:
                        failures.append(f"{cost}, n = {n}, m = {m}, perceptron {trained}")
        D = sympy.symbols("D", positive=True)
        one = weingarten.chain_variance(D, 1, 0, cost)
        cases += 1
        if sympy.simplify(one - D**2 / (2 * (2 * D - 1) * (2 * D + 1) ** 2)) != 0:
            failures.append(f"{cost}, one output, any D: {one}")
    for n in (16, 32):
        for cost, trained, rate, limit in (
            (costs[0], 0, 8, Fraction(n, 4)),
            (costs[0], n - 1, 8, Fraction(1, 4)),
            (costs[1], 0, 2, Fraction(1, 8 * n * n)),
            (costs[1], n - 1, 4, Fraction(3, 16 * n * n)),
        ):
            cases += 1
            share = weingarten.design_variance(n, n, trained, cost) * rate**n / limit
            if abs(share - 1) > Fraction(1, 1000):
                failures.append(f"rate, {cost}, n = {n}, perceptron {trained}: {float(share)}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="Clifford averages, n <= 2, m <= 3; one output for all D; rates at n = 16, 32",
        quantities=(table("gradient variance", variances),),
    )


def _theorem(_rng: np.random.Generator) -> Evidence:
    """Closed forms and hidden layers against second opinions; the bounds at every perceptron."""
    import sympy  # noqa: PLC0415

    from khrnn.dissipative import theorems, weingarten  # noqa: PLC0415
    from proofs.crosscheck.dissipative_networks import (  # noqa: PLC0415
        clifford_layers,
        ghz_strings,
    )

    failures: list[str] = []
    cases = 0
    largest: dict[str, Fraction] = {}
    D = sympy.symbols("D", positive=True)
    for cost in COSTS:
        for m, j in ((1, 0), (2, 0), (2, 1)):
            cases += 1
            gap = theorems.closed_form(D, m, j, cost) - weingarten.chain_variance(D, m, j, cost)
            if sympy.cancel(gap) != 0:
                failures.append(f"closed form, {cost}, any D, m = {m}, perceptron {j}")
        for n, m in ((1, 4), (3, 3), (4, 2), (9, 9)):
            for j in range(m):
                cases += 1
                if theorems.design_closed_form(n, m, j, cost) != (
                    weingarten.design_variance(n, m, j, cost)
                ):
                    failures.append(f"closed form, {cost}, n = {n}, m = {m}, perceptron {j}")
        for widths in ((1, 2, 1), (2, 1, 2), (2, 2, 2), (1, 1, 1, 1)):
            for layer, outputs in enumerate(widths[1:]):
                for j in range(outputs):
                    cases += 1
                    law = weingarten.layered_variance(widths, layer, j, cost)
                    if clifford_layers(widths, layer, j, cost) != law:
                        failures.append(f"{cost}, widths {widths}, layer {layer}, perceptron {j}")
        for n in (2, 3) if cost == "global" else ():  # entangled targets
            limit = Fraction(theorems.deep_bound(n, cost, entangled=True).value)
            for j in range(n):
                cases += 1
                if clifford_layers((n, n), 0, j, cost, ghz_strings(n)) > limit:
                    failures.append(f"bound, GHZ target, n = {n}, perceptron {j}")
        for n in (1, 2, 3, 4, 6, 10):
            bound = Fraction(theorems.deep_bound(n, cost).value)
            for layers in (1, 3):
                found = [
                    weingarten.layered_variance((n,) * (layers + 1), layer, j, cost)
                    for layer in range(layers)
                    for j in range(n)
                ]
                cases += len(found)
                largest[f"{cost}, n={n}, {layers} layers"] = max(found)
                if max(found) > bound:
                    failures.append(f"bound, {cost}, n = {n}, {layers} layers")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="every perceptron, 1 and 3 layers, n to 10; Clifford averages with hidden layers",
        quantities=(table("largest variance", largest),),
    )


def _rule(rng: np.random.Generator) -> Evidence:
    """Exact moments against Clifford averages, and the bound for the worst strings."""
    from khrnn.dissipative.matrix_rule import rule_bound, rule_variance  # noqa: PLC0415
    from proofs.crosscheck.dissipative_networks import clifford_rule  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    variances: dict[str, Fraction] = {}
    for cost in COSTS:
        for n, m in ((0, 1), (1, 1), (1, 2), (2, 2), (1, 3)):
            for _ in range(4):
                strings = ["".join(rng.choice(list("IXYZ"), n + 1)) for _ in range(m)]
                cases += 1
                if rule_variance(n, strings, cost) != clifford_rule(n, strings, cost):
                    failures.append(f"{cost}, n = {n}, K = {strings}")
        for n in (1, 2, 3, 5, 8, 16):
            limit = Fraction(rule_bound(n, cost).value)
            for string in ("I" * n + "Y", "X" * n + "Y", "X" * n + "I", "X" * n + "Z"):
                cases += 1
                found = rule_variance(n, [string] * n, cost)
                if n <= 3:
                    variances[f"{cost}, K={string}"] = found
                if found > limit:
                    failures.append(f"bound, {cost}, n = {n}, K = {string}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="Clifford averages, n <= 2; the bound to n = 16, K_j Pauli strings",
        quantities=(table("variance", variances),),
    )


def _shallow(_rng: np.random.Generator) -> Evidence:
    """Exact second moments against Clifford averages, and both bounds at every gate."""
    from khrnn.dissipative import bricks, theorems  # noqa: PLC0415
    from proofs.crosscheck.dissipative_networks import clifford_bricks  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    variances: dict[str, Fraction] = {}
    for cost in COSTS:
        for n, layers in ((2, 1), (2, 2), (4, 1), (4, 2), (4, 3)):
            for place in range(len(bricks.pairs(n, 0))):
                cases += 1
                law = bricks.brick_variance(n, layers, 0, place, cost)
                if clifford_bricks(n, layers, 0, place, cost) != law:
                    failures.append(f"{cost}, n = {n}, {layers} layers, gate {place}")
        for n in (2, 4, 6, 8):
            for layers in range(1, 6):
                bound = theorems.shallow_bound(n, layers, cost)
                limit = Fraction(bound.value)
                for layer in range(layers):
                    for place in range(len(bricks.pairs(n, layer))):
                        cases += 1
                        law = bricks.brick_variance(n, layers, layer, place, cost)
                        if not (law <= limit if bound.kind == "upper" else law >= limit):
                            failures.append(f"{bound.kind} bound, {cost}, n = {n}, {layers} layers")
                variances[f"{cost}, n={n}, {layers} layers"] = bricks.brick_variance(
                    n, layers, 0, n // 4, cost
                )
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="every gate, n = 2, 4, 6, 8, to 5 layers; Clifford averages, n = 2, 4",
        quantities=(table("variance", variances),),
    )


def _simulated(rng: np.random.Generator) -> Evidence:
    """Each law inside a band that misses it with a probability below a stated one, any seed."""
    from khrnn.dissipative import hardware_efficient, models  # noqa: PLC0415
    from khrnn.trainability.gradient_variance import second_moment_band  # noqa: PLC0415

    # A derivative by parameter shift is half a difference of two costs in [0, 1]; under the local
    # cost of swap perceptrons only one of n terms moves.
    runs = [
        (model, size, samples, 1 / (2 * size) if model.name == "dissipative-local" else 0.5)
        for model, sizes, samples in (
            (models.swap_global(), (1, 2, 3, 4), SAMPLES),
            (models.swap_local(), (2, 4), SAMPLES),
            (models.swap_local(), (6,), SAMPLES // 5),
            (models.design_global(), (1, 2), SAMPLES),
            (models.design_local(), (1, 2), SAMPLES),
            (hardware_efficient.brick_global(), (2,), SAMPLES),
            (hardware_efficient.brick_local(), (2, 4), SAMPLES),
        )
        for size in sizes
    ]
    failures: list[str] = []
    quantities: list[Measured] = []
    widest = 0.0
    for model, size, samples, largest in runs:
        values = model.sample(size, rng, samples)
        low, high = second_moment_band(values, largest, FALSE_ALARM / len(runs))
        law = float(model.prediction(size) or 0)
        widest = max(widest, (high - low) / (2 * law))
        # two bands that hold the same law may lie side by side
        quantities.append(
            Measured(f"{model.name}, n={size}", float((values**2).mean()), high - low)
        )
        if not low <= law <= high:
            failures.append(f"{model.name}, n = {size}: {law:.4g} not in {low:.4g} .. {high:.4g}")
    return Evidence(
        measurements=len(runs),
        failures=tuple(failures),
        detail=f"{len(runs)} sizes, {SAMPLES // 5} to {SAMPLES} samples each; bands of +-"
        f"{100 * widest:.0f} % or less",
        quantities=tuple(quantities),
    )


def _fraction(value: object) -> Fraction:
    return Fraction(str(value))


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "dissipative-swap",
        PAPER,
        "swap perceptrons with R_y: the derivative of the global cost by one angle has variance "
        "(1/8)(3/8)^(n-1), of the local cost 1/(8 n^2)",
        "one layer, n inputs and outputs, uniform independent angles, input and target |0...0>; "
        "compared for n <= 3; all n argued in docs/derivations/dissipative.md",
        "symbolic integrals; exact averages over angles",
        Status.VERIFIED,
        _swaps,
    ),
    Claim(
        "dissipative-swap-depth",
        f"{PAPER}, the law: ours",
        "with L layers and depolarising outputs the laws are (q^2/8)((2+q^2)/8)^(n-1) and "
        "q^2/(8 n^2), q = (1-noise)^L: depth alone changes nothing",
        "pure product inputs and targets with real amplitudes; off that plane, L = 1 and no noise, "
        "the law of `product_variances`; n <= 3",
        "exact averages over angles",
        Status.VERIFIED,
        _depth,
    ),
    Claim(
        "dissipative-designs",
        f"{PAPER}, the laws: ours",
        "global perceptrons from 2-designs, n inputs and outputs: variances n/4 8^-n to 1/4 8^-n "
        "(global), 1/(8n^2) 2^-n to 3/(16 n^2) 4^-n (local), first and last perceptron",
        "angle between two independent 2-designs, the other perceptrons too, pure product target; "
        "values exact, rates compared to 1/1000 at n = 16, 32",
        "Weingarten calculus against enumerated Clifford averages, exact",
        Status.VERIFIED,
        _designs,
    ),
    Claim(
        "dissipative-deep",
        f"{PAPER}, Theorem 1; constants and proof: ours",
        "global perceptrons from 2-designs, n qubits in every layer, any depth: variance at most "
        "(24n+27)/80 8^-n <= (27/80) 4^-n (global cost; (9/32) n 8^-n for product targets), "
        "2^-n/(8 n^2) (local); closed forms for one layer",
        "the theorem's: independent 2-designs before and after exp(-itG/2), tr G^2 <= 2^(n+1), "
        "pure inputs and targets, products for the local cost; every n and depth in words in "
        "docs/derivations/dissipative.md",
        "proof in words; exact second moments, closed forms as rational functions of 2^n",
        Status.ARGUED,
        _theorem,
    ),
    Claim(
        "dissipative-rule",
        f"{PAPER}, hypotheses of Theorem 2; statement, constants and proof: ours",
        "updates exp(i s K_j): the derivative by s has variance at most (12/5) n^2 8^-n (global "
        "cost), (3/4) 2^-n/n (local)",
        "one layer, n inputs and outputs, all perceptrons 2-designs, tr K_j^2 <= 2^(n+1), pure "
        "inputs, pure product targets; every n in words in docs/derivations/dissipative.md",
        "proof in words; exact second moments against enumerated Clifford averages",
        Status.ARGUED,
        _rule,
    ),
    Claim(
        "dissipative-shallow",
        f"{PAPER}, eqs. (11) and (12); network as we read it, constants and proof: ours",
        "local perceptrons with m = 2 and L layers: variance at most 10^(-n/2)/2 (global cost, any "
        "L), at least (4/15) 5^-L/n^2 (local cost)",
        "a circuit of 2-designs on neighbours, n even, G traceless with G^2 = 1, pure targets, "
        "products for the local cost; every n and L in words in docs/derivations/dissipative.md",
        "proof in words; exact second moments against enumerated Clifford averages",
        Status.ARGUED,
        _shallow,
    ),
    Claim(
        "dissipative-simulated",
        f"{PAPER}, our simulation",
        "the laws lie in empirical-Bernstein bands around mean squares of simulated derivatives",
        "swap perceptrons to n = 6, Haar-random perceptrons to n = 2, m = 2 to n = 4; were all "
        f"laws true, this would fail with probability at most {FALSE_ALARM:g}, at any seed",
        "simulation of mixed states, parameter shifts",
        Status.MEASURED,
        _simulated,
    ),
)
