"""Claims about gradients of dissipative perceptron networks, arXiv 2005.12458.

Here belong exact laws and the simulation beside them. What is not settled is listed in
docs/derivations/dissipative.md.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import Measured, table

if TYPE_CHECKING:
    import numpy as np

PAPER = "arXiv 2005.12458"
SAMPLES = 500
SEED = 9
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


def _simulated(_rng: np.random.Generator) -> Evidence:
    """Sample variances within 3 standard errors; a fixed seed, as chance alone fails some runs."""
    import numpy as np  # noqa: PLC0415

    from khrnn.dissipative import models  # noqa: PLC0415
    from khrnn.trainability.gradient_variance import ALLOWED, variance_with_error  # noqa: PLC0415

    failures: list[str] = []
    runs = 0
    quantities: list[Measured] = []
    for model, sizes in (
        (models.swap_global(), (1, 3, 5)),
        (models.swap_local(), (2, 4, 8)),
        (models.design_global(), (1, 2)),
        (models.design_local(), (1, 2)),
    ):
        for size in sizes:
            runs += 1
            rng = np.random.default_rng([SEED, size])
            variance, error = variance_with_error(model.sample(size, rng, SAMPLES))
            name = f"gradient variance, {model.name}, n={size}"
            quantities.append(Measured(name, variance, ALLOWED * error))
            off = (variance - float(model.prediction(size))) / error
            if abs(off) > ALLOWED:
                failures.append(f"{model.name}, n = {size}: off by {off:.1f} standard errors")
    return Evidence(
        measurements=runs,
        failures=tuple(failures),
        detail=f"{runs} sizes, {SAMPLES} samples each",
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
        "dissipative-simulated",
        f"{PAPER}, our simulation",
        "sample variances of simulated networks lie within 3 standard errors of these laws",
        "swap perceptrons to n = 8, Haar-random perceptrons to n = 2; seed 9, whatever --seed says",
        "simulation of mixed states, parameter shifts",
        Status.MEASURED,
        _simulated,
    ),
)
