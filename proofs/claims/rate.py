"""Claims about rate and error: how well b bits of deterministic memory can do at the cut.

Here belong the curves between no memory and binom(n,k) bits, of which reading R2 is the end. That
end itself is in `proofs.claims.hypergraph`, which also has a search that is independent of these
bounds (`hsmt-r2-search`: best maps found, generators, against 2^-k).
"""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import TYPE_CHECKING

from khrnn.classical.memory import Family
from khrnn.classical.rate_mean import mean_curve, mean_error
from proofs.certificates.sampling_error import certified_curve
from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import Interval, interval

if TYPE_CHECKING:
    import numpy as np

OURS = "arXiv 2402.08606, our reading"
AT_CUT = "deterministic memory, at the cut; one measurement after the preparation"
CURVES: dict[Family, tuple[tuple[int, int], ...]] = {
    Family.GENERATORS: ((3, 2), (3, 3), (4, 2), (4, 3), (4, 4), (5, 2), (5, 3), (5, 4)),
    Family.GROUP: ((3, 2), (3, 3), (4, 2), (4, 3), (4, 4), (5, 2), (5, 4)),
}
MEANS = ((2, 2), (3, 2), (3, 3))


def _worst(family: Family, rng: np.random.Generator) -> Evidence:
    documents, failures, told = [], [], []
    quantities: list[Interval] = []
    for n, k in CURVES[family]:
        curve = certified_curve(n, k, family, rng, time_limit=0)
        documents += [document for point in curve for document in point.documents]
        quantities += [
            interval(f"least worst error ({n},{k}), {point.bits} bits", point.lower, point.upper)
            for point in curve
        ]
        open_points = [point.bits for point in curve if not point.exact]
        if open_points:
            failures.append(f"({n},{k}): bounds do not meet at {open_points} bits")
        told.append(f"({n},{k}): " + " ".join(str(point.upper) for point in curve))
    detail = "; ".join(told)
    return Evidence(
        tuple(documents),
        failures=tuple(failures),
        detail=detail,
        quantities=tuple(quantities),
    )


def _mean(_rng: np.random.Generator) -> Evidence:
    from khrnn.classical.memory import response_table  # noqa: PLC0415 - one use

    failures, told, cases = [], [], 0
    quantities: list[Interval] = []
    for family in Family:
        for n, k in MEANS:
            curve = mean_curve(n, k, family)
            table = response_table(n, k, family)
            together = mean_error(table, [0] * table.means.shape[1])
            apart = mean_error(table, list(range(table.means.shape[1])))
            if (curve[0].upper, curve[-1].upper) != (together, apart):
                failures.append(f"({n},{k}): ends {together}, {apart}")
            if any(later.upper >= point.upper for point, later in pairwise(curve)):
                failures.append(f"({n},{k}): a bit that does not help")
            cases += len(curve)
            quantities += [
                interval(
                    f"least mean error ({n},{k}) {family.value}, {point.bits} bits",
                    point.lower,
                    point.upper,
                )
                for point in curve
            ]
            told.append(f"({n},{k}) {family.value}: " + " ".join(str(p.upper) for p in curve))
    return Evidence(
        cases=cases,
        failures=tuple(failures),
        detail="; ".join(told),
        quantities=tuple(quantities),
    )


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "hsmt-r2-curve-generators",
        OURS,
        "R2: the least worst-case error of b bits, exactly, for all b; n <= 5, binom(n,k) <= 10",
        AT_CUT + " of a generator or a diagonal",
        "kernel: linear classes; weights on differences",
        Status.PROVED,
        functools.partial(_worst, Family.GENERATORS),
    ),
    Claim(
        "hsmt-r2-curve-group",
        OURS,
        "R2: the same for all group elements; (5,3) is left out, an interval at 3 bits",
        AT_CUT + " of any Hermitian group element",
        "kernel: linear classes; weights on differences",
        Status.PROVED,
        functools.partial(_worst, Family.GROUP),
    ),
    Claim(
        "hsmt-r2-curve-mean",
        OURS,
        "R2: the least mean error of b bits: every bit helps for (2,2), (3,2), (3,3)",
        AT_CUT + ", hypergraph and token with a shift drawn uniformly",
        "dynamic programming over all sets of hypergraphs",
        Status.VERIFIED,
        _mean,
    ),
)
