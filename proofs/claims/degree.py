"""Contextuality degrees of sets of Pauli lines, with certificates from below and from above."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import interval, table

if TYPE_CHECKING:
    import numpy as np

TIME_LIMIT = 30.0  # seconds for one search


def decide_degree(
    name: str, counts: tuple[int, int, int], bounds: tuple[int, int], rng: np.random.Generator
) -> Evidence:
    """Bound the degree from both sides, certify the bounds, compare with the figures claimed.

    Args:
        name: a family member, see `contextuality.library.polar.build`.
        counts: published: observables, contexts and negative contexts.
        bounds: claimed, lower and upper; equal where the degree is known.
        rng: the source of the searches' starting points.
    """
    from contextuality.library.polar import build  # noqa: PLC0415 - built only when asked for
    from contextuality.search.degree import Ended  # noqa: PLC0415
    from contextuality.search.degree import degree as search  # noqa: PLC0415
    from proofs.certificates.degree import lower_document, upper_document  # noqa: PLC0415

    lines = build(name)
    found = search(lines, rng, TIME_LIMIT)
    documents = (lower_document(found), upper_document(found))
    own = (len(lines.points), len(lines.lines), lines.negative_contexts)
    failures = []
    if own != counts:
        failures.append(f"observables, contexts, negative: published {counts}, found {own}")
    timed_out = found.ended is Ended.TIMED_OUT
    reached = bounds[0] <= found.lower and found.upper <= bounds[1]
    # Better bounds than claimed are no failure, bounds that exclude the claim are.
    if found.upper < bounds[0] or found.lower > bounds[1] or not (reached or timed_out):
        failures.append(f"claimed {bounds[0]} to {bounds[1]}, found {found.lower} to {found.upper}")
    shown = "/".join(map(str, own))
    return Evidence(
        documents,
        2,
        tuple(failures),
        f"observables, contexts, negative {shown}; {documents[0].certificate['kind']} from below, "
        "assignment from above",
        timed_out=timed_out and not reached,
        quantities=(
            interval(f"degree of {name}", found.lower, found.upper),
            table("counts", dict(zip(("observables", "contexts", "negative"), own, strict=True))),
        ),
    )


def _claim(
    identifier: str,
    name: str,
    what: str,
    counts: tuple[int, int, int],
    bounds: tuple[int, int],
    *,
    source: str = "arXiv 2312.07738, 2407.02928",
    rocq: tuple[str, ...] = (),
) -> Claim:
    lower, upper = bounds
    return Claim(
        identifier,
        source,
        f"every assignment violates at least {lower} of the {counts[1]} lines of {what}, some "
        + ("no more" if lower == upper else f"no more than {upper}"),
        "state-independent; all lines of the set are contexts",
        "packing, links or trace inequality; assignment",
        Status.PROVED,
        functools.partial(decide_degree, name, counts, bounds),
        rocq=rocq,
    )


CLAIMS: tuple[Claim, ...] = (
    _claim("degree-doily", "lines-2", "the doily W(3,2)", (15, 15, 3), (3, 3)),
    _claim("degree-elliptic-3", "elliptic-3", "the quadric Q-(5,2)", (27, 45, 13), (9, 9)),
    _claim("degree-hyperbolic-3", "hyperbolic-3", "the quadric Q+(5,2)", (35, 105, 27), (21, 21)),
    _claim(
        "degree-lines-3",
        "lines-3",
        "W(5,2), the three-qubit Paulis",
        (63, 315, 90),
        (63, 63),
        rocq=("three_qubit_degree_is_63", "spectral_degrees"),
    ),
    _claim(
        "degree-hyperbolic-4", "hyperbolic-4", "the quadric Q+(7,2)", (135, 1575, 532), (315, 315)
    ),
    _claim(
        "degree-elliptic-4",
        "elliptic-4",
        "the quadric Q-(7,2)",
        (119, 1071, 384),
        (298, 315),
        source="arXiv 2312.07738, 2407.02928; the lower bound: ours",
    ),
    _claim(
        "degree-lines-4",
        "lines-4",
        "W(7,2), the four-qubit Paulis",
        (255, 5355, 1908),
        (1490, 1575),
        source="arXiv 2312.07738, 2407.02928; the lower bound: ours",
    ),
)
