"""Claims about qumodes: the algebra of a hypergraph latent, its outcome law, its memory.

Here belong what is decided exactly, and the argued bound on the dimension of a continuous memory.
Simulations at finite squeezing agree to stated tolerances only, which no verdict of
`proofs.claims.model` fits: tests compare them. Derivations: docs/derivations/qumodes.md.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import table

if TYPE_CHECKING:
    import numpy as np

    from khrnn.qumode.polynomial import Polynomial

TASK = "the paper's task; reading ours"


def _lie(_rng: np.random.Generator) -> Evidence:
    """Close the generators under commutators and count."""
    from khrnn.qumode import weyl  # noqa: PLC0415 - sympy is slow to load

    failures: list[str] = []
    sizes = [(n, k) for n in range(1, 7) for k in range(1, n + 1)]
    dimensions: dict[str, int] = {}
    for n, k in sizes:
        closure = weyl.lie_closure(weyl.hypergraph_generators(n, k))
        wanted = weyl.algebra_dimension(n, k), k + 1
        dimensions[f"({n},{k})"] = closure.dimension
        if (closure.dimension, closure.nilpotency_class) != wanted:
            failures.append(f"n={n} k={k}: {closure}, expected dimension and class {wanted}")
    return Evidence(
        cases=2 * len(sizes),
        failures=tuple(failures),
        detail="n <= 6, every k <= n",
        quantities=(table("dimension", dimensions),),
    )


def _nullifiers(rng: np.random.Generator) -> Evidence:
    """Commutators and annihilation with symbolic weights; the group law on random elements."""
    from khrnn.qumode import symbolic  # noqa: PLC0415

    found: dict[str, object] = {}
    for n, k in ((2, 1), (2, 2), (3, 2), (3, 3), (4, 2), (4, 3), (4, 4), (5, 3)):
        for name, operator in symbolic.nullifier_commutators(n, k).items():
            found[f"n={n} k={k} {name}"] = 0 if not operator else "not 0"
        if n < 5:
            for name, residue in symbolic.annihilation(n, k).items():
                found[f"n={n} k={k} {name}"] = residue
    for trial in range(6):
        left, right = (
            symbolic.Element((_number(rng), _number(rng)), _multilinear(2, rng)) for _ in range(2)
        )
        found[f"group law {trial}"] = symbolic.group_law_residue(left, right)
    failures = tuple(f"{name}: {residue}" for name, residue in found.items() if residue != 0)
    return Evidence(
        cases=len(found),
        failures=failures,
        detail="weights as symbols, n <= 5; 6 random products on an undetermined function",
    )


def _number(rng: np.random.Generator) -> Fraction:
    return Fraction(int(rng.integers(-6, 7)), int(rng.integers(1, 5)))


def _multilinear(n: int, rng: np.random.Generator) -> Polynomial:
    from khrnn.qumode.polynomial import Polynomial  # noqa: PLC0415

    edges = [edge for size in range(n + 1) for edge in combinations(range(n), size)]
    return Polynomial.of(n, {edge: _number(rng) for edge in edges if rng.integers(2)})


def _law(rng: np.random.Generator) -> Evidence:
    """Moments of operators and of the closed form as fractions."""
    from khrnn.qumode.polynomial import Polynomial  # noqa: PLC0415
    from khrnn.qumode.symbolic import classical_moment, quantum_moment  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for n in (1, 2, 3, 4):
        for _ in range(4):
            f, g = _multilinear(n, rng), _multilinear(n, rng)
            g = (
                g
                - g.derivative(0) * Polynomial.of(n, {(0,): 1})
                + Polynomial.of(n, {(0,): _number(rng)})
            )
            variance = Fraction(int(rng.integers(1, 9)), 4)
            for order in range(7):
                cases += 1
                own = quantum_moment(f, 0, g, variance, order)
                law = classical_moment(f, 0, g, variance, order)
                if own != law:
                    failures.append(f"f={f}, g={g}, s^2={variance}: <A^{order}> {own}, not {law}")
    return Evidence(
        cases=cases, failures=tuple(failures), detail="moments 0 to 6 equal as fractions, n <= 4"
    )


def _memory(rng: np.random.Generator) -> Evidence:
    """The machine-checked part: weights are read off nullifiers, and differences are seen."""
    from khrnn.qumode import symbolic, task  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for n in range(1, 6):
        for k in range(1, n + 1):
            edges = symbolic.edges_of(n, k)
            # Both maps are linear: agreeing on the unit weights, they agree on all.
            for edge in edges:
                unit = {other: Fraction(int(other == edge)) for other in edges}
                f = task.latent_polynomial(n, unit)
                read = task.weights_from_nullifiers(n, k, {i: f.derivative(i) for i in range(n)})
                cases += 1
                if read != unit:
                    failures.append(f"n={n} k={k}: the unit weight of {edge} is read as {read}")
            first = {edge: _number(rng) for edge in edges}
            changed = edges[int(rng.integers(len(edges)))]
            other = {edge: value + (edge == changed) for edge, value in first.items()}
            f, d = (task.latent_polynomial(n, weights) for weights in (first, other))
            for mode in changed:
                cases += 2
                if symbolic.outcome(f, mode, f.derivative(mode)):
                    failures.append(f"n={n} k={k}: nullifier {mode} of {f} is not certainly 0")
                if not symbolic.outcome(d, mode, f.derivative(mode)):
                    failures.append(f"n={n} k={k}: nullifier {mode} does not see {changed}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="the left inverse of w -> nullifiers, certain and uncertain outcomes, n <= 5",
    )


def _squeezing(_rng: np.random.Generator) -> Evidence:
    """The machine-checked part: the induction step of the bound on a miss."""
    import sympy  # noqa: PLC0415

    y, t = sympy.symbols("y t", positive=True)

    def law(count: int) -> sympy.Expr:
        logs = [sympy.log(1 / y) ** j / sympy.factorial(j) for j in range(count)]
        return y * sum(logs, sympy.Integer(0))

    failures: list[str] = []
    for count in range(2, 7):
        # F_{c}(y) = y + integral of F_{c-1}(y/t) over t in (y, 1): equal slopes after dividing
        # by y, with u = y/t, and equal values at y = 1.
        step = sympy.integrate(sympy.expand_log(law(count - 1).subs(y, t)) / t**2, (t, y, 1))
        residue = sympy.simplify(sympy.expand_log(law(count) - y - y * step, force=True))
        if residue != 0:
            failures.append(f"product of {count}: {residue}")
    return Evidence(
        cases=5,
        failures=tuple(failures),
        detail="the induction step for products of 2 to 6 uniform numbers (k = 3 to 7)",
    )


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "qumode-algebra",
        TASK,
        "p_i and products of k positions generate a Lie algebra of dimension n + sum of "
        "binom(n,j), j = 0..k, nilpotent of class k+1",
        "n <= 6, every k <= n; the identity (the empty edge) is counted",
        "closure under commutators, exact",
        Status.VERIFIED,
        _lie,
    ),
    Claim(
        "qumode-nullifiers",
        TASK,
        "the nullifiers p_i - d_i f_w commute and annihilate |w>; "
        "(a,g)(b,h) = (a+b, g(q-b) + h(q))",
        "infinite squeezing; all real weights at once, n <= 5; products: random rational elements",
        "symbolic identities",
        Status.VERIFIED,
        _nullifiers,
    ),
    Claim(
        "qumode-law",
        "ours",
        "measuring p_i - g on |w> with squeezing has the moments of (d_i f_w - g)(q) + Gaussian "
        "noise of variance 1/(4 s^2), q_j of variance s^2",
        "f and g affine in q_i, hbar = 1, ideal reading, random rational f, g, s^2, n <= 4, "
        "moments to the sixth; the law itself: docs/derivations/qumodes.md",
        "operators against Gaussian moments, exact fractions",
        Status.VERIFIED,
        _law,
    ),
    Claim(
        "qumode-memory",
        TASK,
        "a memory in R^d that depends continuously on the weights needs d >= binom(n,k)",
        "deterministic memory; output law depends on memory and token alone; all real weights; "
        "finite squeezing and a tolerance below 1/2, or infinite squeezing and certain outcomes",
        "proof in words (Borsuk-Ulam; invariance of domain); the algebra by computation",
        Status.ARGUED,
        _memory,
    ),
    Claim(
        "qumode-squeezing",
        "ours",
        "with s^k = z (2/pi)^((k-1)/2) / (2 y |difference|) one nullifier tells two weights apart "
        "with false alarm 2 Phi(-z) and miss at most Pr[U_1 ... U_{k-1} <= y]",
        "k >= 2, ideal reading; difference: of the weights on one edge, the others arbitrary",
        "proof in words; its induction step symbolically",
        Status.ARGUED,
        _squeezing,
    ),
)
