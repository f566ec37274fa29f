"""`khrnn memory curve`: the least error of a deterministic memory, for every number of bits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli.console import fail, print_json

if TYPE_CHECKING:
    from khrnn.classical.rate_mean import MeanPoint
    from proofs.certificates.sampling_error import CurvePoint

STOCHASTIC = (
    "Deterministic memory only: with hidden randomness 2n bits answer every single measurement of "
    "a generator exactly (claim single-measurement-all)."
)


def memory_curve(
    n: Annotated[int, typer.Argument(help="Number of vertices and latent qubits, at most 8.")],
    k: Annotated[int, typer.Argument(help="Edge size, with binom(N,K) at most 12.")],
    family: Annotated[
        str, typer.Option(help="What is measured: generators, or group (all its elements).")
    ] = "generators",
    mean: Annotated[
        bool, typer.Option("--mean/--no-mean", help="Also the mean error, where it is feasible.")
    ] = True,
    seed: Annotated[int, typer.Option(help="Seed of the searches, at least 0.")] = 0,
    time_limit: Annotated[
        float,
        typer.Option(help="Seconds for a search where counting leaves a gap; 0 for none."),
    ] = 60.0,
    output: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option("--output", "-o", help="Write the certificates as a bundle to this folder."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With -o: replace the bundle that is there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bound the least total variation error of every number of bits, from both sides."""
    import numpy as np

    from contextuality.errors import InputError
    from khrnn.classical.memory import Family
    from khrnn.classical.rate_mean import mean_curve
    from proofs.certificates.sampling_error import certified_curve
    from proofs.cli.judged import accepted, bundle_folder
    from proofs.cli.options import seed_from_zero

    seed_from_zero(seed)
    if family not in {member.value for member in Family}:
        fail(f"--family: expected generators or group, found {family!r}")
    if not 0 <= time_limit < float("inf"):
        fail(f"--time-limit: expected a number of seconds, at least 0, found {time_limit}")
    asked = Family(family)
    bundle_folder(output, force=force)
    worst = certified_curve(n, k, asked, np.random.default_rng(seed), time_limit=time_limit)
    for document in (document for point in worst for document in point.documents):
        accepted(document)
    means: tuple[MeanPoint, ...] | None = None
    why = "not asked for"
    if mean:
        try:
            means = mean_curve(n, k, asked)
        except InputError as error:
            why = str(error)
    if output is not None:
        _write(output, n, k, worst, seed)
    data: dict[str, Any] = {
        "n": n,
        "k": k,
        "family": family,
        "seed": seed,
        "memory": "deterministic",
        "points": [
            {
                "bits": point.bits,
                "worst_case_lower": str(point.lower),
                "worst_case_upper": str(point.upper),
                "mean_lower": str(means[point.bits].lower) if means else None,
                "mean_upper": str(means[point.bits].upper) if means else None,
                "certificates": [document.name for document in point.documents],
            }
            for point in worst
        ],
        "mean_error": "computed, no certificate" if means else why,
        "remark": STOCHASTIC,
    }
    if as_json:
        print_json(data)
        return
    print(f"(l,n,k)-HSMT with n = {n}, k = {k}, one {_token(family)} measured at the cut:")
    print("least total variation error of a deterministic memory")
    print(f"{'bits':>4}  {'worst case':20} mean")
    for point in worst:
        shown = _interval(means[point.bits]) if means else "-"
        print(f"{point.bits:>4}  {_interval(point):20} {shown}")
    print(
        f"worst case: {sum(len(p.documents) for p in worst)} certificates, accepted by the kernel"
    )
    print(f"mean: {data['mean_error']}")
    print(STOCHASTIC)
    if output is not None:
        print(f"bundle: {output}")


def _token(family: str) -> str:
    return "generator" if family == "generators" else "element of the group"


def _interval(point: CurvePoint | MeanPoint) -> str:
    return str(point.upper) if point.exact else f"{point.lower} to {point.upper}"


def _write(output: Path, n: int, k: int, worst: tuple[CurvePoint, ...], seed: int) -> None:
    from proofs.certificates.bundle import write_bundle
    from proofs.claims import Claim, Evidence, Status, decide

    documents = tuple(document for point in worst for document in point.documents)
    claim = Claim(
        f"memory-curve-{n}-{k}",
        "arXiv 2402.08606, our reading",
        "R2: the least worst-case error of b bits, from both sides",
        "deterministic memory, counted at the cut; one measurement after the preparation",
        "kernel",
        Status.PROVED,
        lambda _rng: Evidence(documents),
    )
    decided = decide(claim, seed, command="khrnn memory curve")
    write_bundle(output, [decided], seed)
