"""Claims about learning: the k-HRNN learns the exact law, classical cells keep to the bound.

Here belong runs of training with what is decided exactly about their results. The bounds themselves
are theorems of `proofs.claims.hypergraph` (reading R2); loops and cells are in `khrnn`. Torch is
imported when a claim is decided; without the extra `train` the claim is not run and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contextuality.extras import need
from proofs.claims.model import Claim, Evidence, Status

if TYPE_CHECKING:
    import numpy as np

LEARNED = ((3, 2, 14, 2500, 600, 100), (4, 2, 14, 3000, 900, 120),
           (4, 3, 14, 3000, 1500, 120), (5, 3, 16, 3500, 2400, 150))  # fmt: skip
"""n, k, l, general sentences, lessons, steps of a stage."""


def _torch() -> Any:
    """Import torch, if it is there, with one thread."""
    torch = need("torch", "train", "a claim about training")
    torch.set_num_threads(1)
    return torch


def _learns(_rng: np.random.Generator) -> Evidence:
    _torch()
    from khrnn.hypergraph.snapped import SnappedCell  # noqa: PLC0415
    from khrnn.tasks.batches import Split  # noqa: PLC0415
    from khrnn.tasks.dataset import HSMT  # noqa: PLC0415
    from khrnn.tasks.scorer import score  # noqa: PLC0415
    from khrnn.training.curriculum import khrnn_fit  # noqa: PLC0415
    from khrnn.training.likelihood import excess  # noqa: PLC0415

    failures, told, cases = [], [], 0
    for n, k, limit, general, lessons, steps in LEARNED:
        data = HSMT.generate(n, k, limit, (general, 1, 300), seed=1, first_lessons=lessons)
        fit = khrnn_fit(data, seed=1, steps=steps)
        fit.run()
        left = excess(fit.cell, data.arrays(Split.TEST))
        told.append(f"({n},{k}): {left:.1e} nats, {fit.total} steps")
        cell = SnappedCell(n, k, fit.cell.polynomials())
        if cell.reflection() is None:
            failures.append(f"({n},{k}): the rounded phases are not the task's")
        found = score(cell, data.splits[Split.TEST][:40])
        cases += len(found.sentences) + 1
        if found.total_variation or found.validity != 1:
            failures.append(f"({n},{k}): total variation {found.total_variation}")
    return Evidence(cases=cases, failures=tuple(failures), detail="; ".join(told))


def _reflections(rng: np.random.Generator) -> Evidence:
    from khrnn.hypergraph.snapped import SnappedCell, true_phases  # noqa: PLC0415
    from khrnn.tasks.hsmt import sentences  # noqa: PLC0415
    from khrnn.tasks.scorer import score  # noqa: PLC0415

    failures, cases = [], 0
    for n, k in ((3, 2), (4, 2), (4, 3), (5, 3)):
        shift = int(rng.integers(0, 1 << n))
        cell = SnappedCell(n, k, {t: f.shift(shift) for t, f in true_phases(n, k).items()})
        if cell.reflection() != shift:
            failures.append(f"({n},{k}): reflection {shift} not found")
        found = score(cell, list(sentences(n, k, 12, 8, rng, compiled=True)))
        cases += len(found.sentences)
        if found.total_variation:
            failures.append(f"({n},{k}), reflected by {shift}: {found.total_variation}")
    return Evidence(cases=cases, failures=tuple(failures), detail="total variation exactly 0")


def _keeps(rng: np.random.Generator) -> Evidence:
    torch = _torch()
    from khrnn.classical.bounded import CELLS, make_cell  # noqa: PLC0415
    from khrnn.training.likelihood import Fit, Stage  # noqa: PLC0415
    from khrnn.training.separation import cut_data, judge  # noqa: PLC0415
    from khrnn.training.walls import proved_bounds  # noqa: PLC0415

    seed = int(rng.integers(0, 1 << 16))
    data = cut_data(3, 2, (300, 1, 1), seed=seed)
    worst, mean = proved_bounds(3, 2, 2)
    failures, told = [], []
    for kind in CELLS:
        cell = make_cell(kind, data.vocabulary, 2, 2, torch.Generator().manual_seed(seed))
        Fit(cell, data, (Stage(kind, 15, 0.05),), seed).run()
        point = judge(cell, kind, 3, 2)
        told.append(f"{kind} {float(point.worst):.2f}")
        if point.worst < worst or point.mean < mean:
            failures.append(f"{kind}: worst {point.worst}, mean {point.mean}")
    detail = f"worst errors, at least {worst}: " + ", ".join(told)
    return Evidence(cases=len(CELLS), failures=tuple(failures), detail=detail)


def _separation(_rng: np.random.Generator) -> Evidence:
    _torch()
    from khrnn.hypergraph.snapped import SnappedCell, true_phases  # noqa: PLC0415
    from khrnn.training.cut import Budget  # noqa: PLC0415
    from khrnn.training.separation import separation  # noqa: PLC0415

    failures, told, cases = [], [], 0
    for n, k in ((3, 2), (4, 3)):
        cell = SnappedCell(n, k, true_phases(n, k))
        found = separation(n, k, cell, seed=0, budget=Budget(100_000, 150))
        failures += [f"({n},{k}): {line}" for line in found.violations()]
        if found.quantum.worst:
            failures.append(f"({n},{k}): the k-HRNN errs by {found.quantum.worst}")
        cases += len(found.points)
        below = [point for point in found.points if point.bits < len(found.walls) - 1]
        best = min(float(point.worst) for point in below)
        told.append(f"({n},{k}): best below the wall's end {best:.3f}")
    return Evidence(cases=cases, failures=tuple(failures), detail="; ".join(told))


OURS = "arXiv 2402.08606, our experiment"

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "training-reflections",
        OURS,
        "phases that are the task's up to one reflection of qubits give its exact law",
        "random reflections and sentences; (3,2) (4,2) (4,3) (5,3)",
        "proof in khrnn/hypergraph/snapped.py; exact enumeration",
        Status.VERIFIED,
        _reflections,
    ),
    Claim(
        "training-keeps-bound",
        OURS,
        "R2: RNN, GRU, LSTM, SSM, Transformer of 2 bits, trained briefly, keep to the bounds",
        "deterministic memory; one measurement after a preparation; (3,2)",
        "training in floats; errors as exact fractions",
        Status.VERIFIED,
        _keeps,
    ),
    Claim(
        "training-khrnn",
        OURS,
        "the k-HRNN learns the exact law from sentences: rounded phases, no invalid translation",
        "token-by-token curriculum, shifts fixed; (3,2) (4,2) (4,3) (5,3); seed 1",
        "training in floats; rounded phases compared exactly, for sentences of any length",
        Status.VERIFIED,
        _learns,
        long=True,
    ),
    Claim(
        "training-separation",
        OURS,
        "R2: no classical cell of 1 to binom(n,k)+1 bits beats the bounds; the k-HRNN errs by 0",
        "deterministic memory; one measurement after a preparation; (3,2) (4,3); same sentences",
        "training in floats; errors as exact fractions",
        Status.VERIFIED,
        _separation,
        long=True,
    ),
)
