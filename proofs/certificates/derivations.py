"""Written-out derivations for the theorems about all n and k: untrusted data for the kernel.

Here belong the lemmas and their rewriting steps, in the notation of docs/formats/derivation.md.
Whether they prove anything is for `proofs.kernel` to say.
"""

from __future__ import annotations

from typing import Any

Step = dict[str, Any]


def _step(rule: str, term: str, **values: str) -> Step:
    return {"rule": rule, "values": values, "term": term}


def _lemma(
    name: str, lhs: str, rhs: str, chain: list[Step], base: list[Step] | None = None
) -> dict[str, Any]:
    return {"name": name, "lhs": lhs, "rhs": rhs, "base": base, "chain": chain}


# F_j(p + q) = F_j(p) + F_j(q)
ADDITIVE = _lemma(
    "F-additive",
    "F(j, p + q)",
    "F(j,p) + F(j,q)",
    base=[
        _step("F-zero", "p + q + F(0,p) + F(0,q)", p="p + q"),
        _step("F-zero", "q + F(0,q)"),
        _step("F-zero", "0", p="q"),
    ],
    chain=[
        _step("F-next", "F(j, p + q + T(j,p) + T(j,q)) + F(j+1,p) + F(j+1,q)", p="p + q"),
        _step("F-next", "F(j, p + q + T(j,p) + T(j,q)) + F(j, p + T(j,p)) + F(j+1,q)"),
        _step(
            "F-next", "F(j, p + q + T(j,p) + T(j,q)) + F(j, p + T(j,p)) + F(j, q + T(j,q))", p="q"
        ),
        _step("hypothesis", "0", p="p + T(j,p)", q="q + T(j,q)"),
    ],
)

# The sum of all shifts of f_j along the subsets of its leading monomial is the constant 1.
COSET_SUM = _lemma(
    "coset-sum",
    "F(j, f(j))",
    "1",
    base=[
        _step("F-zero", "f(0) + 1", p="f(0)"),
        _step("f-zero", "0"),
    ],
    chain=[
        _step("F-next", "F(j, f(j+1) + T(j,f(j+1))) + 1", p="f(j+1)"),
        _step("f-next", "F(j, f(j)) + 1"),
        _step("hypothesis", "0"),
    ],
)

# An even number of copies of q cancels: over one direction or more, E is F.
EVEN_COPIES = _lemma(
    "even-copies",
    "E(j+1, p, q)",
    "F(j+1, p)",
    base=[
        _step("E-next", "E(0,p,q) + E(0,T(0,p),q) + F(1,p)", j="0"),
        _step("E-zero", "p + q + E(0,T(0,p),q) + F(1,p)"),
        _step("E-zero", "p + T(0,p) + F(1,p)", p="T(0,p)"),
        _step("F-next", "p + T(0,p) + F(0, p + T(0,p))", j="0"),
        _step("F-zero", "0", p="p + T(0,p)"),
    ],
    chain=[
        _step("E-next", "E(j+1,p,q) + E(j+1,T(j+1,p),q) + F(j+2,p)", j="j+1"),
        _step("hypothesis", "F(j+1,p) + E(j+1,T(j+1,p),q) + F(j+2,p)"),
        _step("hypothesis", "F(j+1,p) + F(j+1,T(j+1,p)) + F(j+2,p)", p="T(j+1,p)"),
        _step("F-next", "F(j+1,p) + F(j+1,T(j+1,p)) + F(j+1, p + T(j+1,p))", j="j+1"),
        _step("F-additive", "0", j="j+1", q="T(j+1,p)"),
    ],
)

CONTEXTS = _lemma(
    "contexts",
    "E(j+1, f(j+1), f(j+1))",
    "1",
    chain=[
        _step("even-copies", "F(j+1, f(j+1)) + 1", p="f(j+1)", q="f(j+1)"),
        _step("coset-sum", "0", j="j+1"),
    ],
)

POINT_VALUES = _lemma("point-values", "(p + q) + (r + q)", "p + r", chain=[])

DERIVATIVE = _lemma("derivative", "h(j) + x(j)*f(j) + T(j, h(j) + x(j)*f(j))", "f(j)", chain=[])

EDGE_WITH = _lemma(
    "edge-with-vertex", "p + x(j)*h(j) + T(j, p + x(j)*h(j))", "p + T(j,p) + h(j)", chain=[]
)

EDGE_WITHOUT = _lemma("edge-without-vertex", "p + h(j) + T(j, p + h(j))", "p + T(j,p)", chain=[])

LEMMAS: dict[str, list[dict[str, Any]]] = {
    "value-assignment-bound": [ADDITIVE, COSET_SUM, EVEN_COPIES, CONTEXTS, POINT_VALUES],
    "faithful-bound": [COSET_SUM, DERIVATIVE],
    "hidden-variable-model": [EDGE_WITH, EDGE_WITHOUT],
}


def derivation(kind: str) -> dict[str, Any]:
    """Return the derivation certificate for a memory statement of the given kind.

    Args:
        kind: "value-assignment-bound", "faithful-bound" or "hidden-variable-model".

    Returns:
        A certificate object; it serves the statement for all n and k and any instance of it.

    Raises:
        KeyError: for another kind.

    Source: our derivations, after the task of arXiv 2402.08606; docs/derivations/memory.md.

    Example:
        >>> derivation("faithful-bound")["kind"]
        'derivation'
    """
    return {"kind": "derivation", "lemmas": LEMMAS[kind]}
