"""Claims about Born machines' losses from shots, global losses and marginals, arXiv 2305.02881.

Here belongs what separates explicit losses from MMD once shots are finite, and global losses from
local ones. What does not: exact laws of MMD^2 over circuits (`generative`).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import table

if TYPE_CHECKING:
    import numpy as np

PAPER = "arXiv 2305.02881"
DERIVATION = "docs/derivations/generative.md"
WEIGHTS = (Fraction(1, 2), Fraction(1, 7), Fraction(3, 10))
COSINE = Fraction(3, 5)


def _explicit(_rng: np.random.Generator) -> Evidence:
    """All sequences of shots: of the uniform model, and of the product circuit at all angles."""
    from khrnn.generative import shots  # noqa: PLC0415
    from proofs.crosscheck import generative_shots as crosscheck  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    chances: dict[str, Fraction] = {}
    for n, count in ((1, 3), (2, 4), (3, 3), (4, 2)):
        uniform = [Fraction(1, 1 << n)] * (1 << n)
        for targets in sorted({1, n}):
            law = shots.fixed_probability(n, targets, count)
            share = crosscheck.fixed_share(uniform, targets, count)
            bound = shots.fixed_bound(uniform[0], uniform[0], targets, count)
            chances[f"uniform, n={n}, m={targets}, M={count}"] = share
            cases += 2
            if share != law or law < bound:
                failures.append(f"uniform, n = {n}, m = {targets}, M = {count}: {share}")
    for n, count in ((1, 1), (1, 3), (2, 3), (3, 2)):
        fixed, agree = crosscheck.product_circuit_means(n, 1, count)
        bound = shots.fixed_bound(Fraction(1, 1 << n), agree, 1, count)
        chances[f"product circuit, n={n}, m=1, M={count}"] = fixed
        cases += 2
        if agree != shots.collision(n, "product"):
            failures.append(f"product circuit, n = {n}: two shots agree with chance {agree}")
        if fixed < bound:
            failures.append(f"product circuit, n = {n}, M = {count}: {fixed} below {bound}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="all sequences of shots, n <= 4, all angles, n <= 3",
        quantities=(table("chance of the fixed value", chances),),
    )


def _mmd_shots(rng: np.random.Generator) -> Evidence:
    """Mean and variance of both estimates over all sequences of shots, and their bounds."""
    from khrnn.generative import shots  # noqa: PLC0415
    from khrnn.generative.kernel import mmd_fraction  # noqa: PLC0415
    from proofs.crosscheck import generative_shots as crosscheck  # noqa: PLC0415

    def distribution(n: int) -> list[Fraction]:
        counts = [int(count) for count in rng.integers(0, 9, 1 << n)]
        counts[0] += 1
        return [Fraction(count, sum(counts)) for count in counts]

    failures: list[str] = []
    cases = 0
    for n, count in ((1, 2), (1, 4), (2, 2), (2, 3), (3, 2)):
        for weight in WEIGHTS:
            one, other = distribution(n), distribution(n)
            exact = mmd_fraction(one, other, weight)
            law = shots.estimate_variance(one, other, weight, count)
            cases += 2
            if crosscheck.estimate_moments(one, other, weight, count) != (exact, law):
                failures.append(f"estimate, n = {n}, M = {count}, p = {weight}")
            if law > shots.estimate_variance_bound(exact, count):
                failures.append(f"estimate, n = {n}, M = {count}, p = {weight}: above the bound")
    for n, count in ((1, 1), (1, 2), (2, 1)):
        for weight in WEIGHTS:
            # R_y on every qubit at (cosine, sine) = (3/5, 4/5); the first angle is moved.
            up, down, middle = (_turned(n, c) for c in (-Fraction(4, 5), Fraction(4, 5), COSINE))
            other = distribution(n)
            law = shots.slope_variance((up, down), middle, other, weight, count)
            slope = _slope(middle, other, weight)
            cases += 2
            if crosscheck.slope_moments((up, down), middle, other, weight, count) != (slope, law):
                failures.append(f"derivative, n = {n}, M = {count}, p = {weight}")
            if law > shots.slope_variance_bound(count):
                failures.append(f"derivative, n = {n}, M = {count}, p = {weight}: above the bound")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="all sequences of shots: random rational distributions, a turned product circuit",
    )


def _turned(n: int, cosine: Fraction) -> list[Fraction]:
    """Born's rule for R_y on n qubits, the first with this cosine, all others with 3/5."""
    found = [Fraction(1)]
    for one in (*[COSINE] * (n - 1), cosine):
        found = [value * side for value in found for side in ((1 + one) / 2, (1 - one) / 2)]
    return found


def _slope(model: list[Fraction], target: list[Fraction], weight: Fraction) -> Fraction:
    """The derivative of MMD^2 by the first angle of `_turned`: sum over 2 dq k (q - r)."""
    total = Fraction(0)
    for x in range(len(model)):
        # The first angle's bit is bit 0; dq/dt = -+ sin(t)/2 times the rest of the product.
        rest = model[x] / ((1 - COSINE) / 2 if x & 1 else (1 + COSINE) / 2)
        moved = rest * Fraction(2 if x & 1 else -2, 5)
        for y, value in enumerate(model):
            total += 2 * moved * (value - target[y]) * (1 - 2 * weight) ** (x ^ y).bit_count()
    return total


def _fidelity(_rng: np.random.Generator) -> Evidence:
    """Variances of the global and the local quantum fidelity loss over all angles."""
    from khrnn.generative.laws import local_fidelity_variance  # noqa: PLC0415
    from proofs.crosscheck import generative, generative_shots  # noqa: PLC0415

    failures: list[str] = []
    variances: dict[str, Fraction] = {}
    for n in range(1, 6):
        loss, slope = generative_shots.global_fidelity_moments(n)
        local = generative_shots.local_fidelity_spread(n)
        variances |= {f"global, n={n}": loss, f"its derivative, n={n}": slope}
        if loss != Fraction(3**n, 8**n) - Fraction(1, 4**n):
            failures.append(f"global, n = {n}: {loss}")
        if slope != Fraction(3 ** (n - 1), 8**n):
            failures.append(f"derivative of the global loss, n = {n}: {slope}")
        if local != Fraction(1, 8 * n):
            failures.append(f"local, n = {n}: {local}")
        if generative.local_fidelity_moment(n) != local_fidelity_variance(n):
            failures.append(f"derivative of the local loss, n = {n}")
    return Evidence(
        cases=20,
        failures=tuple(failures),
        detail="all angles, n <= 5",
        quantities=(table("variance", variances),),
    )


def _marginals(rng: np.random.Generator) -> Evidence:
    """Signs of low body against marginals as linear maps, and the example of every k < n."""
    from khrnn.generative.kernel import mmd_fraction  # noqa: PLC0415
    from khrnn.generative.observable import mmd_by_body  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for n in range(1, 7):
        uniform = [Fraction(1, 1 << n)] * (1 << n)
        for k in range(n):
            even = (1 << (k + 1)) - 1
            other = [2 * u * (1 - (x & even).bit_count() % 2) for x, u in enumerate(uniform)]
            difference = [a - b for a, b in zip(other, uniform, strict=True)]
            cases += 2
            if sum(map(abs, difference)) != 1:
                failures.append(f"n = {n}, k = {k}: distance {sum(map(abs, difference)) / 2}")
            if not _agree(difference, n, k) or _agree(difference, n, k + 1):
                failures.append(f"n = {n}, k = {k}: marginals")
            for weight in WEIGHTS:
                cases += 1
                wanted = weight ** (k + 1) * (1 - weight) ** (n - k - 1)
                if mmd_fraction(other, uniform, weight) != wanted:
                    failures.append(f"n = {n}, k = {k}, p = {weight}")
    # Equivalence, on differences from all of the space and from what k bits cannot see.
    for n in range(1, 6):
        for k in range(1, n + 1):
            for top in (False, True):
                vector = [Fraction(int(value)) for value in rng.integers(-3, 4, 1 << n)]
                difference = _without_low_bodies(vector, k) if top else vector
                zero = [Fraction(0)] * (1 << n)
                low = sum(mmd_by_body(difference, zero, WEIGHTS[1])[: k + 1])
                cases += 1
                if (low == 0) != _agree(difference, n, k) or (top and low != 0):
                    failures.append(f"n = {n}, k = {k}: body and marginals disagree")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="every k < n <= 6; random differences, n <= 5",
    )


def _agree(difference: list[Fraction], bits: int, k: int) -> bool:
    """Whether all marginals of k bits of a difference vanish."""
    from proofs.crosscheck.generative_shots import marginal  # noqa: PLC0415

    return not any(
        any(marginal(difference, sum(1 << bit for bit in chosen)).values())
        for chosen in combinations(range(bits), k)
    )


def _without_low_bodies(vector: list[Fraction], k: int) -> list[Fraction]:
    """The projection of a vector on characters of more than k bits."""
    from khrnn.generative.observable import characters  # noqa: PLC0415

    kept = [z if S.bit_count() > k else Fraction(0) for S, z in enumerate(characters(vector))]
    return [value / len(vector) for value in characters(kept)]


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "born-explicit-stuck",
        f"{PAPER} for the effect; statement, constants and proof: ours",
        "every explicit loss, sum of f(r(x), q(x)) with f(0,0) = 0, estimated from M shots has one "
        "fixed value unless a shot hits one of m target strings or two shots agree: mean chance at "
        "most mM/2^n + binom(M,2) c",
        "r known; c = 2^-n for the uniform model, 2/(2^n+1) for circuits from 2-designs, (3/4)^n "
        "for R_y at uniform angles on each qubit; enumerated for n <= 4; all n in words in "
        f"{DERIVATION}",
        "proof in words; exact fractions, all shots",
        Status.ARGUED,
        _explicit,
    ),
    Claim(
        "born-mmd-shots",
        f"{PAPER} for the effect; statement, constants and proof: ours",
        "the unbiased estimate of MMD^2 from M shots has variance at most 4 MMD^2/M + 8/(M(M-1)), "
        "that of a derivative from 3M shots at most 6/M + 2/M^2, at every n",
        "target distribution known, such as the frequencies of data; 0 < p <= 1/2; parameter shift "
        f"by a quarter turn; all shots enumerated for n <= 3; every n in words in {DERIVATION}",
        "proof in words; exact fractions, all shots",
        Status.ARGUED,
        _mmd_shots,
    ),
    Claim(
        "born-fidelity-global",
        f"{PAPER} for the losses, the laws: ours",
        "the quantum fidelity loss 1 - |<target|model>|^2 has variance (3/8)^n - 4^-n, its "
        "derivative (1/8)(3/8)^(n-1): exponentially small; the local one has 1/(8n) and 1/(8n^2)",
        "R_y on each qubit, uniform angles, target |0^n>; compared for n <= 5",
        "exact averages over angles",
        Status.VERIFIED,
        _fidelity,
    ),
    Claim(
        "born-marginals",
        f"{PAPER} for low bodies, our example",
        "bodies up to k of MMD^2 vanish if and only if all marginals of k bits agree; even parity "
        "of k+1 bits, at total variation distance 1/2 from uniform, has MMD^2 = "
        "p^(k+1)(1-p)^(n-k-1)",
        f"exact distributions; every k < n <= 6; every n and k in words in {DERIVATION}",
        "exact fractions",
        Status.VERIFIED,
        _marginals,
    ),
)
