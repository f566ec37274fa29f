"""Claims about the recurrent quantum neural network of arXiv 2006.14619.

Here belong the neuron's identities, the parameter count, the amplification law and the gradients,
all decided exactly. What training gave is measured: `qrnn_runs`.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import table

if TYPE_CHECKING:
    import numpy as np

PAPER = "arXiv 2006.14619"


def _neuron(_rng: np.random.Generator) -> Evidence:
    """Every residue of the symbolic identities is 0."""
    from khrnn.qrnn import symbolic  # noqa: PLC0415 - sympy is slow to load

    found = {
        "step": symbolic.recursion_step(),
        "reweighting": symbolic.reweighting(),
        **{f"activation {order}": symbolic.activation_law(order) for order in (1, 2)},
        **{f"worst branch {order}": symbolic.worst_branch(order) for order in (1, 2, 3, 4)},
    }
    failures = tuple(
        f"{what}, {name}: {residue}"
        for what, residues in found.items()
        for name, residue in residues.items()
        if residue != 0
    )
    return Evidence(
        cases=sum(map(len, found.values())),
        failures=failures,
        detail="polynomial identities; the induction step holds for every order",
    )


def _parameters(_rng: np.random.Generator) -> Evidence:
    """Count monomials lane by lane and compare with the formula, and with the two figures."""
    from khrnn.qrnn.neuron import monomials  # noqa: PLC0415
    from khrnn.qrnn.sizes import CellSizes  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    counts: dict[str, int] = {}
    for inout in (1, 2, 3):
        for workspace in (1, 2, 3, 4, 5):
            for stages in (0, 1, 2):
                for degree in range(1, inout + workspace):
                    sizes = CellSizes(inout, workspace, stages, 2, degree)
                    listed = sum(
                        len(monomials(sizes.lanes - 1, degree)) if kind == "neuron" else 1
                        for kind, _ in sizes.gates()
                    )
                    tail = sum(comb(sizes.lanes - 1, r) for r in range(1, degree + 1))
                    formula = (workspace * (1 + stages) + inout) * (1 + tail) + stages * workspace
                    cases += 1
                    if not listed == formula == sizes.parameters:
                        failures.append(f"{sizes}: {listed} listed, {formula} by the formula")
    for sizes, published in ((CellSizes(2, 4, 1, 2, 3), 264), (CellSizes(3, 5, 2, 2, 3), 1162)):
        cases += 1
        counts[f"{sizes.inout} lanes in, {sizes.workspace} workspace"] = sizes.parameters
        if sizes.parameters != published:
            failures.append(f"{sizes}: {sizes.parameters}, published {published}")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="264 and 1162 among them",
        quantities=(table("parameters", counts),),
    )


def _amplification(_rng: np.random.Generator) -> Evidence:
    """The success law for L = 3 as an algebraic identity."""
    from khrnn.qrnn import symbolic  # noqa: PLC0415

    found = symbolic.three_rounds()
    failures = tuple(f"{name}: {residue}" for name, residue in found.items() if residue != 0)
    return Evidence(cases=len(found), failures=failures, detail="an identity in lambda and gamma")


def _gradients(rng: np.random.Generator) -> Evidence:
    """The adjoint through the recurrence against dual numbers, both in exact fractions."""
    from khrnn.qrnn import exact  # noqa: PLC0415
    from khrnn.qrnn.sizes import CellSizes  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for sizes in (CellSizes(1, 1, 1, 1, 1), CellSizes(1, 2, 0, 1, 1), CellSizes(2, 1, 0, 1, 1)):
        gates, branches = len(sizes.gates()), 1 << (sizes.lanes - 1)
        c, s = (
            [
                [Fraction(int(v), 5) + Fraction(1, 3) for v in row]
                for row in rng.integers(-6, 7, (gates, branches))
            ]
            for _ in range(2)
        )
        sentence, targets = rng.integers(0, sizes.words, (2, 3)).tolist()
        seeds = [[Fraction(int(v)) for v in row] for row in rng.integers(-4, 5, (3, sizes.words))]
        own = dict(zip("cs", exact.adjoint(sizes, c, s, sentence, targets, seeds), strict=True))
        for name in "cs":
            for gate in range(gates):
                for branch in range(branches):
                    slopes = exact.slope(sizes, c, s, sentence, targets, (name, gate, branch))
                    wanted = sum(
                        seed * slope
                        for row, column in zip(seeds, slopes, strict=True)
                        for seed, slope in zip(row, column, strict=True)
                    )
                    cases += 1
                    if own[name][gate][branch] != wanted:
                        failures.append(f"{sizes}: d{name}[{gate}, {branch}]")
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="reverse and forward derivatives equal as fractions, entry by entry",
    )


def _orthogonal(rng: np.random.Generator) -> Evidence:
    """A step of the amplified cell without output neurons, as a matrix of fractions."""
    from khrnn.qrnn import exact  # noqa: PLC0415
    from khrnn.qrnn.sizes import CellSizes  # noqa: PLC0415

    failures: list[str] = []
    cases = 0
    for sizes in (CellSizes(1, 2, 1, 1, 1), CellSizes(2, 2, 0, 1, 2), CellSizes(1, 3, 0, 1, 2)):
        gates, branches = len(sizes.gates()), 1 << (sizes.lanes - 1)
        drawn = [
            [Fraction(int(v), 7) for v in row] for row in rng.integers(-20, 21, (gates, branches))
        ]
        c = [[(1 - t * t) / (1 + t * t) for t in row] for row in drawn]
        s = [[2 * t / (1 + t * t) for t in row] for row in drawn]
        for word in range(sizes.words):
            cases += 1
            step = exact.workspace_map(sizes, c, s, word)
            columns = list(zip(*step, strict=True))
            for i, one in enumerate(columns):
                for j, other in enumerate(columns):
                    inner = sum(a * b for a, b in zip(one, other, strict=True))
                    if inner != int(i == j):
                        failures.append(f"{sizes}, word {word}: columns {i}, {j}: {inner}")
    return Evidence(cases=cases, failures=tuple(failures), detail="columns orthonormal, exactly")


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "qrnn-neuron",
        PAPER,
        "an order-o neuron has tan(out/2) = tan(eta/2)^(2^o); post-selection weighs a branch by "
        "cos^(2^(o+1)) + sin^(2^(o+1)) of eta/2",
        "ancillas post-selected in 0; the induction over o is in docs/derivations/qrnn.md",
        "symbolic identities",
        Status.VERIFIED,
        _neuron,
    ),
    Claim(
        "qrnn-parameters",
        PAPER,
        "a cell has (W(1+S)+I)(1 + sum of binom(W+I-1,r), r = 1..d) + SW parameters",
        "I <= 3, W <= 5, S <= 2, every degree",
        "counting",
        Status.VERIFIED,
        _parameters,
    ),
    Claim(
        "qrnn-amplification",
        "PRL 113, 210501, on the neuron: ours",
        "amplified by L = 3 uses, a branch of success lambda succeeds with "
        "1 - delta^2 T_3(T_{1/3}(1/delta) sqrt(1-lambda))^2",
        "fixed-point phases, oblivious reflection; larger L are simulated in the tests, to 1e-12",
        "symbolic identity",
        Status.VERIFIED,
        _amplification,
    ),
    Claim(
        "qrnn-gradient",
        "ours",
        "the adjoint through the recurrence is the gradient of the word probabilities",
        "rational tables of c and s; at most 3 lanes, 3 words",
        "exact fractions, two ways",
        Status.VERIFIED,
        _gradients,
    ),
    Claim(
        "qrnn-unitary",
        "ours",
        "amplified and read after the last token alone, a step turns the workspace by an "
        "orthogonal map: gradients by the state neither vanish nor grow, at any length",
        "rational points of the circle for c and s, at most 4 lanes, every word; the phases of "
        "amplification undone; the general case is in docs/derivations/qrnn.md",
        "exact fractions",
        Status.VERIFIED,
        _orthogonal,
    ),
)
