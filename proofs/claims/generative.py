"""Claims about losses of circuit Born machines, arXiv 2305.02881.

Here belong identities and exact laws at finite size. Training runs are floating-point and listed in
docs/derivations/generative.md; `khrnn train born` repeats them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import table

if TYPE_CHECKING:
    import numpy as np

PAPER = "arXiv 2305.02881"
WEIGHTS = (Fraction(1, 2), Fraction(1, 7), Fraction(3, 10))


def _observable(rng: np.random.Generator) -> Evidence:
    """The identity as a polynomial for n <= 4, on random rational distributions up to n = 6."""
    from khrnn.generative.kernel import mmd_fraction  # noqa: PLC0415
    from khrnn.generative.observable import mmd_by_body, symbolic_identity  # noqa: PLC0415

    failures = [f"n = {n}: a residue is left" for n in range(1, 5) if symbolic_identity(n) != 0]
    cases = 4
    for n in range(1, 7):
        for weight in WEIGHTS:
            counts = rng.integers(0, 10, (2, 1 << n)) + 1
            one, other = ([Fraction(int(c), int(row.sum())) for c in row] for row in counts)
            cases += 1
            if sum(mmd_by_body(one, other, weight)) != mmd_fraction(one, other, weight):
                failures.append(f"n = {n}, p = {weight}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="all distributions and p for n <= 4; random rational ones to n = 6",
    )


def _variance(_rng: np.random.Generator) -> Evidence:
    """The closed forms against exact averages over all angles, and the figures they give."""
    from khrnn.generative import laws  # noqa: PLC0415
    from khrnn.generative.kernel import Bandwidth  # noqa: PLC0415
    from proofs.crosscheck import generative  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    variances: dict[str, Fraction] = {}
    for n in (1, 2, 3):
        for weight in WEIGHTS:
            loss, slope = generative.mmd_moments(n, weight)
            cases += 2
            variances |= {f"loss, n={n}, p={weight}": loss, f"slope, n={n}, p={weight}": slope}
            if loss != laws.loss_variance(n, weight):
                failures.append(f"loss, n = {n}, p = {weight}: {loss}")
            if slope != laws.gradient_variance(n, weight):
                failures.append(f"derivative, n = {n}, p = {weight}: {slope}")
        cases += 1
        if generative.local_fidelity_moment(n) != laws.local_fidelity_variance(n):
            failures.append(f"local fidelity, n = {n}")
    # Low-bodied: n Var stays; global: Var halves and halves again. To n = 1000, in fractions.
    for n in (10, 40, 160, 1000):
        wide, narrow = (
            laws.loss_variance(n, Fraction(Bandwidth.near_variance(sigma, 128).weight))
            for sigma in (Fraction(n, 4), Fraction(1))
        )
        cases += 2
        if not Fraction(3, 10) < n * wide < Fraction(7, 20):
            failures.append(f"sigma = n/4, n = {n}: n Var = {float(n * wide)}")
        if not 0 < narrow < Fraction(9, 10) ** n:
            failures.append(f"sigma = 1, n = {n}: Var = {float(narrow)}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="exact averages over all angles, n <= 3; the laws to n = 1000",
        quantities=(table("variance", variances),),
    )


def _blind(_rng: np.random.Generator) -> Evidence:
    """MMD^2 is p^n by certificate; by integers, only the string of body n sees the difference."""
    from khrnn.generative.kernel import mmd_fraction  # noqa: PLC0415
    from khrnn.generative.observable import characters, even_parity  # noqa: PLC0415
    from proofs.certificates.mmd import parity_document  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for n in range(1, 13):
        # 2^n times the difference, in integers: only the full string may see it.
        means = characters([1 - 2 * (x.bit_count() & 1) for x in range(1 << n)])
        cases += 1
        if means != [0] * ((1 << n) - 1) + [1 << n]:
            failures.append(f"n = {n}: a string of lower body sees parity")
    for n in range(1, 7):
        uniform = [Fraction(1, 1 << n)] * (1 << n)
        for weight in WEIGHTS:
            cases += 1
            if mmd_fraction(uniform, even_parity(n), weight) != weight**n:
                failures.append(f"n = {n}, p = {weight}")
    return Evidence(
        documents=(parity_document(),),
        cases=cases,
        failures=tuple(failures),
        detail="all n and p; besides, every Z string for n <= 12 and all pairs of strings, n <= 6",
    )


def _seen(_rng: np.random.Generator) -> Evidence:
    """The local fidelity loss of the uniform product circuit against even parity."""
    from proofs.crosscheck.generative import uniform_circuit_sees_parity  # noqa: PLC0415

    # One qubit has no proper pair: even parity is the string 0, and the loss is 1/2 as well.
    failures = tuple(
        f"n = {n}" for n in range(1, 13) if uniform_circuit_sees_parity(n) != Fraction(1, 2)
    )
    return Evidence(cases=12, failures=failures, detail="integer amplitudes, n <= 12")


def _stuck(_rng: np.random.Generator) -> Evidence:
    """The share of stuck estimates by enumeration, and the law of hits by exact averages."""
    from khrnn.generative import laws  # noqa: PLC0415
    from proofs.crosscheck import generative  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    chances: dict[str, Fraction] = {}
    for n, shots in ((1, 6), (2, 5), (3, 4), (4, 3)):
        for targets in {1, n, 1 << (n - 1)}:
            cases += 1
            law = laws.stuck_probability(n, targets, shots)
            share = generative.stuck_share(n, targets, shots)
            chances[f"n={n}, m={targets}, M={shots}"] = share
            if share != law:
                failures.append(f"n = {n}, m = {targets}, M = {shots}")
    for n in (1, 2, 3):
        for shots in (1, 3, 5):
            cases += 1
            if tuple(generative.count_moments(n, shots)) != laws.count_law(n, shots):
                failures.append(f"hits, n = {n}, M = {shots}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="exact fractions, two ways",
        quantities=(table("chance to be stuck", chances),),
    )


def _blocks(_rng: np.random.Generator) -> Evidence:
    """The law of Haar-random blocks against integrals, and its figures."""
    from khrnn.generative.blocks import block_loss_variance  # noqa: PLC0415
    from proofs.crosscheck.generative_blocks import integrated_variance  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    variances: dict[str, Fraction] = {}
    for m, b in ((1, 1), (2, 1), (1, 2)):
        cases += 1
        law = block_loss_variance(m, b, WEIGHTS[1])
        if integrated_variance(m, b, WEIGHTS[1]) != law:
            failures.append(f"{m} blocks of {b} qubits")
    for b, low in ((1, Fraction(1, 5)), (2, Fraction(3, 25)), (3, Fraction(3, 50))):
        for n in (12, 96):
            cases += 2
            wide = n * block_loss_variance(n // b, b, Fraction(1, n))
            narrow = block_loss_variance(n // b, b, Fraction(1, 5))
            if not low < wide < 2 * low:
                failures.append(f"p = 1/n, n = {n}, blocks of {b}: n Var = {float(wide)}")
            if not 0 < narrow < Fraction(9, 10) ** n:
                failures.append(f"p = 1/5, n = {n}, blocks of {b}: Var = {float(narrow)}")
            if n == 12:
                variances[f"p=1/n, n={n}, b={b}"] = wide / n
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="integrals over the simplex, m(2^b - 1) <= 3; n to 96, b = 1, 2, 3",
        quantities=(table("loss variance", variances),),
    )


def _bounds(_rng: np.random.Generator) -> Evidence:
    """Every inequality at sizes where both sides are known exactly."""
    from khrnn.generative import bounds, laws  # noqa: PLC0415
    from khrnn.generative.observable import mmd_by_body  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for n in (1, 2, 3, 5, 10, 30, 100):
        for weight in (*WEIGHTS, Fraction(1, n + 1)):
            cases += 2
            law = laws.gradient_variance(n, weight)
            lower, upper = (
                Fraction(bounds.mmd_gradient_bound(n, weight, side).value)
                for side in ("lower", "upper")
            )
            if not lower <= law <= upper:
                failures.append(f"derivative, n = {n}, p = {weight}")
    for n in (1, 2, 3, 4, 5):
        string, even = (
            [Fraction(x == 0) for x in range(1 << n)],
            [Fraction(x.bit_count() % 2 == 0, 1 << (n - 1)) for x in range(1 << n)],
        )
        for weight in WEIGHTS:
            by_body = mmd_by_body(string, even, weight)
            for k in range(n):
                cases += 1
                if sum(by_body[k + 1 :]) > 4 * bounds.high_body_weight(n, weight, k):
                    failures.append(f"bodies above {k}, n = {n}, p = {weight}")
    for n in (1, 4, 8, 12):
        for shots in (1, 20, 100):
            cases += 2
            bound = bounds.stuck_bound(Fraction(1, 1 << n), 1, shots)
            if laws.count_law(n, shots)[0] < bound:
                failures.append(f"stuck, product circuit, n = {n}, {shots} shots")
            if laws.stuck_probability(n, 1, shots) < bound:
                failures.append(f"stuck, uniform model, n = {n}, {shots} shots")
    return Evidence(
        cases=cases, failures=tuple(failures), detail="both sides exact, in fractions; n to 100"
    )


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "born-mmd-observable",
        PAPER,
        "MMD^2 is an observable on two copies: Z strings of body l weigh binom(n,l)(1-p)^(n-l)p^l, "
        "p = (1 - exp(-1/(2 sigma)))/2",
        "kernel exp(-d/(2 sigma)), d the Hamming distance; n <= 4 symbolic, n <= 6 on samples; all "
        "n argued in docs/derivations/generative.md",
        "symbolic identity; exact fractions",
        Status.VERIFIED,
        _observable,
    ),
    Claim(
        "born-variance",
        f"{PAPER}, the laws: ours",
        "product circuit, target 0^n: exact variances of MMD^2 (about 0.32/n for sigma = n/4, "
        "exponentially small for sigma = 1) and of gradients; local fidelity: 1/(8n^2)",
        "R_y on each qubit, uniform angles; compared for n <= 3, evaluated to n = 1000",
        "exact averages over angles",
        Status.VERIFIED,
        _variance,
    ),
    Claim(
        "born-parity-blind",
        f"{PAPER}, our example",
        "MMD^2 of the uniform against the even-parity distribution is p^n, for all n and p",
        "exact distributions; besides, that all of it sits at body n is computed for n <= 12",
        "kernel: pairs of product terms",
        Status.PROVED,
        _blind,
    ),
    Claim(
        "born-parity-seen",
        f"{PAPER}, our reading",
        "the local quantum fidelity loss of the circuit that prepares the uniform state, against "
        "the even-parity state, is 1/2, for all n",
        "target amplitudes sqrt(p(x)), R_y(pi/2) on every qubit; computed for n <= 12",
        "proof in words; exact integers",
        Status.ARGUED,
        _seen,
    ),
    Claim(
        "born-kl-stuck",
        f"{PAPER}, the laws: ours",
        "an estimate of KL from M shots of the uniform model misses m target strings, and is stuck "
        "at the clipping constant, with probability (1 - m/2^n)^M",
        "n <= 4 by enumeration of all shots; the law of hits of the product circuit for n <= 3, "
        "M <= 5",
        "exact fractions, two ways",
        Status.VERIFIED,
        _stuck,
    ),
    Claim(
        "born-blocks",
        f"{PAPER}, the law: ours",
        "tensor products of Haar-random blocks of b qubits, target a string: exact variance of "
        "MMD^2, falling like 1/n at p = 1/n and exponentially at p = 1/5",
        "4-designs on the blocks do as well; integrals for at most 2 blocks; evaluated for b <= 3, "
        "n = 12, 96",
        "symbolic integrals; exact fractions",
        Status.VERIFIED,
        _blocks,
    ),
    Claim(
        "born-bounds",
        f"{PAPER} for the subjects; statements, constants and proofs: ours",
        "(5/2)p^2(1-p)^(2n-2) <= Var dMMD^2 <= (5/2)p^2(1-13p/16)^(n-1); bodies above k weigh at "
        "most 4 P(Bin(n,p) > k) of MMD^2; estimates from M shots stick with chance >= 1 - mM/2^n",
        "the first: product circuit, target 0^n, 0 < p <= 1/2; the second: all distributions; the "
        "third: m target strings, E q(x) = 2^-n; all n in words in docs/derivations/generative.md",
        "proof in words; exact fractions",
        Status.ARGUED,
        _bounds,
    ),
)
