"""Growth of binomials: integers computed, and termwise identities expanded by sympy.

Belongs here: the page docs/formats/growth.md. Does not belong here: other inequalities.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from proofs.independent.opinion import Opinion, RejectedError, ask
from proofs.independent.reader import fail, fields, integer, items, one_of

if TYPE_CHECKING:
    from proofs.independent.opinion import Deadline

MAX_N = 10_000
RANGE = 80

INEQUALITIES = {
    "polynomial": "binom(n,k)*k^k >= n^k",
    "central": "binom(n,floor(n/2))*(n+1) >= 2^n",
}
FACTORS = {
    "polynomial": ("i", "n-k", "k-i", "n-i", "n", "k"),
    "central": ("i", "n-2*i-2", "1"),
}
NEEDED = {"polynomial": "k*(n-i) - n*(k-i)", "central": "(n-i) - (i+1)"}


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Return the opinions on a growth statement and its certificate.

    Args:
        statement: of kind `binomial-growth`.
        certificate: of kind `termwise` or `evaluate`.
        time_limit: seconds for each opinion.

    Returns:
        One opinion about the certificate, one about the statement; the latter tests instances
        only if n and k are "all".

    Raises:
        InputError: if one of them breaks the rules of docs/formats/growth.md.

    Source: elementary; see docs/formats/growth.md.

    Example:
        >>> statement = {"kind": "binomial-growth", "family": "central", "n": 5, "k": 2,
        ...              "inequality": "binom(n,floor(n/2))*(n+1) >= 2^n"}
        >>> [opinion.verdict for opinion in opinions(statement, {"kind": "evaluate"}, 60)]
        ['valid', 'valid']
    """
    fields(statement, "statement", ("kind", "family", "n", "k", "inequality"))
    family = one_of(statement["family"], "family", INEQUALITIES)
    one_of(statement["inequality"], "inequality", (INEQUALITIES[family],))
    sizes: tuple[int, int] | None = None
    if statement["n"] != "all" or statement["k"] != "all":
        n = integer(statement["n"], "n", 2, MAX_N)
        sizes = n, integer(statement["k"], "k", 1, n)
        if family == "central" and sizes[1] != n // 2:
            fail("k", f"floor(n/2) = {n // 2}", str(sizes[1]))
    about_statement = ask(
        "statement/integers", lambda deadline: _judge_integers(family, sizes, deadline), time_limit
    )
    if certificate["kind"] == "evaluate":
        fields(certificate, "certificate", ("kind",))
        return (
            ask("certificate/factorials", lambda _: _judge_factorials(family, sizes), time_limit),
            about_statement,
        )
    fields(certificate, "certificate", ("kind", "summands"))
    known = sorted({factor for factors in FACTORS.values() for factor in factors})
    summands = []
    for position, summand in enumerate(items(certificate["summands"], "summands", 1, 8)):
        where = f"summands[{position}]"
        factors = items(summand, where, 1, 4)
        summands.append([one_of(factor, where, known) for factor in factors])
    return (
        ask("certificate/sympy", lambda _: _judge_termwise(family, summands), time_limit),
        about_statement,
    )


def _judge_integers(family: str, sizes: tuple[int, int] | None, deadline: Deadline) -> str:
    if sizes is not None:
        if not _holds(family, *sizes):
            raise RejectedError("the inequality does not hold")
        return "both sides computed"
    for n in range(2, RANGE + 1):
        deadline.check()
        for k in range(1, n + 1) if family == "polynomial" else (n // 2,):
            if not _holds(family, n, k):
                raise RejectedError(f"the inequality does not hold for n={n} k={k}")
    return f"a test of instances, not a proof: all n up to {RANGE}"


def _holds(family: str, n: int, k: int) -> bool:
    if family == "central":
        return bool(math.comb(n, k) * (n + 1) >= 1 << n)
    return bool(math.comb(n, k) * k**k >= n**k)


def _judge_factorials(family: str, sizes: tuple[int, int] | None) -> str:
    """The inequality without division, times k! (n-k)!."""
    if sizes is None:
        raise RejectedError("nothing can be computed for all n and k")
    n, k = sizes
    whole, parts = math.factorial(n), math.factorial(k) * math.factorial(n - k)
    holds = whole * (n + 1) >= 2**n * parts if family == "central" else whole * k**k >= n**k * parts
    if not holds:
        raise RejectedError("the inequality does not hold")
    return "both sides computed from factorials"


def _judge_termwise(family: str, summands: list[list[str]]) -> str:
    import sympy  # noqa: PLC0415  (slow to import)

    symbols = sympy.symbols("n k i", integer=True)
    names = {str(symbol): symbol for symbol in symbols}
    needed = sympy.sympify(NEEDED[family], locals=names)
    total = sympy.Integer(0)
    for summand in summands:
        product = sympy.Integer(1)
        for factor in summand:
            if factor not in FACTORS[family]:
                raise RejectedError(f"the factor {factor} is not known to be non-negative here")
            product *= sympy.sympify(factor, locals=names)
        total += product
    difference = sympy.expand(needed - total)
    if difference != 0:
        raise RejectedError(f"{NEEDED[family]} and the sum differ by {difference}")
    return f"{NEEDED[family]} is the sum of products of non-negative factors"
