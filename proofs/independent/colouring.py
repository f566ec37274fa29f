"""Colourings of vector sets and of contexts: certificates replayed, colourability decided.

Belongs here: the second half of docs/formats/colouring.md, which docs/formats/contexts.md shares.
Does not belong here: orthogonality and clauses (`rays`), lists of contexts (`contexts`),
propagation (`rup`), external programs (`external`).
"""

from __future__ import annotations

import hashlib
import re
from threading import Timer
from typing import TYPE_CHECKING, Any

from proofs.independent import external
from proofs.independent.contexts import read_contexts
from proofs.independent.opinion import (
    Deadline,
    NotApplicableError,
    Opinion,
    RejectedError,
    ToolError,
    ask,
)
from proofs.independent.rays import Rays, read_rays
from proofs.independent.reader import fail, fields, increasing, string
from proofs.independent.rup import check_refutation

if TYPE_CHECKING:
    from pathlib import Path

MAX_PROOF = 1 << 28  # bytes read at once; the format allows more


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], folder: Path, time_limit: float
) -> tuple[Opinion, ...]:
    """Return the opinions on a colouring statement and its certificate.

    Args:
        statement: of kind `ks-uncolourable` or `ks-colourable`, `contexts-uncolourable` or
            `contexts-colourable`.
        certificate: of kind `lrat` or `colouring`, respectively.
        folder: where `<sha256>.lrat` is.
        time_limit: seconds for each opinion.

    Returns:
        One opinion about the certificate, two about the statement; for `lrat` one more per
        external checker, see `external`.

    Raises:
        InputError: if one of them breaks the rules of docs/formats/colouring.md or contexts.md, or
            there is no readable proof file.
        TimeoutError: if the bases cannot be listed within the limit.

    Source: S. Kochen and E. P. Specker, J. Math. Mech. 17 (1967) 59.

    Example:
        >>> from pathlib import Path
        >>> statement = {"kind": "ks-colourable", "dim": 2, "ring": "Z", "rule": "bases",
        ...              "vectors": [["1", "0"], ["0", "1"]]}
        >>> certificate = {"kind": "colouring", "ones": [1]}
        >>> for opinion in opinions(statement, certificate, Path(), 60):
        ...     print(opinion.checker, opinion.verdict)
        certificate/block-matrices valid
        statement/backtracking valid
        statement/glucose valid
    """
    if statement["kind"].startswith("contexts-"):
        rays = read_contexts(statement)
    else:
        rays = read_rays(statement, Deadline(time_limit))
    colourable = statement["kind"].endswith("-colourable")
    about_certificate: tuple[Opinion, ...]
    if colourable:
        ones = increasing(
            fields(certificate, "certificate", ("kind", "ones"))["ones"], "certificate.ones"
        )
        about_certificate = (
            ask("certificate/block-matrices", lambda _: _judge_ones(rays, ones), time_limit),
        )
    else:
        fields(certificate, "certificate", ("kind", "sha256"))
        digest = string(certificate["sha256"], "certificate.sha256", 64)
        if not re.fullmatch("[0-9a-f]{64}", digest):
            fail("certificate.sha256", "64 lower-case hexadecimal digits", digest)
        proof = folder / f"{digest}.lrat"
        about_certificate = _proof_opinions(rays, proof, digest, time_limit)
    return (
        *about_certificate,
        ask(
            "statement/backtracking",
            lambda deadline: _compare(colourable, backtrack(rays, deadline)),
            time_limit,
        ),
        ask(
            "statement/glucose",
            lambda deadline: _compare(colourable, glucose(rays, deadline)),
            time_limit,
        ),
    )


def _judge_ones(rays: Rays, ones: list[int]) -> str:
    if ones and ones[-1] >= rays.count:
        raise RejectedError(f"vector {ones[-1]} is listed, the last one is {rays.count - 1}")
    flaw = rays.accepts(set(ones))
    if flaw:
        raise RejectedError(flaw)
    return f"{len(rays.pairs)} pairs and {len(rays.bases)} bases looked at"


def _proof_opinions(rays: Rays, proof: Path, digest: str, time_limit: float) -> tuple[Opinion, ...]:
    try:
        size = proof.stat().st_size
        content = proof.read_bytes() if size <= MAX_PROOF else b""
    except OSError as error:
        return fail("certificate.sha256", f"a readable file {proof.name}", str(error.strerror))

    def propagate(deadline: Deadline) -> str:
        if size > MAX_PROOF:
            raise NotApplicableError(f"the proof has {size} bytes, more than {MAX_PROOF}")
        actual = hashlib.sha256(content).hexdigest()
        if actual != digest:
            raise RejectedError(f"the proof file has the digest {actual}")
        lemmas = check_refutation(rays.clauses(), rays.count, content, deadline)
        return f"{lemmas} lemmas follow by unit propagation; hints were not used"

    own = ask("certificate/propagation", propagate, time_limit)
    return (own, *external.refutation_opinions(rays.dimacs, proof, time_limit))


def _compare(colourable: bool, ones: frozenset[int] | None) -> str:
    if ones is None:
        detail = "no colouring exists, by exhaustive search"
    else:
        detail = f"a colouring with {len(ones)} ones was found and checked"
    if (ones is not None) != colourable:
        raise RejectedError(detail)
    return detail


def backtrack(rays: Rays, deadline: Deadline) -> frozenset[int] | None:
    """Find a colouring by trying the vectors of the most constrained basis in turn.

    Returns:
        The ones of a colouring, checked; None if there is none.

    Raises:
        TimeoutError: after the deadline.

    Source: plain backtracking; ours.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> sorted(backtrack(Rays(2, ((0, 1),), ((0, 1),)), Deadline(60)))
        [1]
    """
    forbidden = [0] * rays.count
    for i, j in rays.pairs:
        forbidden[i] |= 1 << j
        forbidden[j] |= 1 << i
    bases = [sum(1 << i for i in basis) for basis in rays.bases]
    stack = [(0, 0)]
    while stack:
        deadline.check()
        ones, zeros = stack.pop()
        open_bases = [basis & ~zeros for basis in bases if not basis & ones]
        if not open_bases:
            found = frozenset(i for i in range(rays.count) if ones >> i & 1)
            flaw = rays.accepts(set(found))
            if flaw:
                raise ToolError(f"the colouring found is none: {flaw}")
            return found
        choices = min(open_bases, key=int.bit_count)
        # Once all colourings with vector v at 1 are tried, v is 0 in the rest.
        while choices:
            v = choices & -choices
            choices ^= v
            stack.append((ones | v, zeros | forbidden[v.bit_length() - 1]))
            zeros |= v
    return None


def glucose(rays: Rays, deadline: Deadline) -> frozenset[int] | None:
    """Decide colourability with the SAT solver Glucose.

    Returns:
        The ones of a colouring, checked; None if the solver says that there is none.

    Raises:
        ToolError: if the solver's colouring is none.
        TimeoutError: after the deadline.

    Source: G. Audemard and L. Simon, IJCAI 2009.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> sorted(glucose(Rays(1, (), ((0,),)), Deadline(60)))
        [0]
    """
    from pysat.solvers import Solver  # noqa: PLC0415  (slow to import)

    with Solver(name="glucose4", bootstrap_with=[list(c) for c in rays.clauses()]) as solver:
        timer = Timer(max(deadline.left(), 0), solver.interrupt)
        timer.start()
        try:
            answer = solver.solve_limited(expect_interrupt=True)
        finally:
            timer.cancel()
            timer.join()
        if answer is None:
            raise TimeoutError
        if not answer:
            return None
        found = frozenset(x - 1 for x in solver.get_model() if x > 0)
    flaw = rays.accepts(set(found))
    if flaw:
        raise ToolError(f"the solver's colouring is none: {flaw}")
    return found
