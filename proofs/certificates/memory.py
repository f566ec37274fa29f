"""Documents for the memory bounds: exhaustive ones for given n and k, derivations for all.

The searches here are trivial (any edge of a difference will do); the kernel repeats the algebra.
"""

from __future__ import annotations

import math
from typing import Any

from contextuality.vertex_sets import k_subsets
from proofs.certificates.derivations import derivation
from proofs.certificates.document import Document

EXHAUSTIVE_EDGES = 16  # what the kernel's exhaustive certificates can hold


def memory_statement(kind: str, n: int | str, k: int | str) -> dict[str, Any]:
    """Return the statement object of a memory bound.

    Args:
        kind: "value-assignment-bound", "faithful-bound" or "hidden-variable-model".
        n: number of vertices, or "all".
        k: edge size, or "all" exactly if n is.

    Source: the readings are ours, after the task of arXiv 2402.08606; docs/formats/memory.md.

    Example:
        >>> memory_statement("faithful-bound", 5, 2)["bits"]
        10
    """
    memory = {"value-assignment-bound": "any", "faithful-bound": "deterministic"}.get(
        kind, "stochastic"
    )
    bits: int | str
    if isinstance(n, str) or isinstance(k, str):
        bits = "2*n" if kind == "hidden-variable-model" else "binom(n,k)"
    else:
        bits = 2 * n if kind == "hidden-variable-model" else math.comb(n, k)
    return {"kind": kind, "n": n, "k": k, "memory": memory, "bits": bits}


def general_document(kind: str) -> Document:
    """Return the derivation for all n and k.

    Example:
        >>> general_document("value-assignment-bound").check().status
        'valid'
    """
    return Document(f"{kind}-all", memory_statement(kind, "all", "all"), derivation(kind))


def exhaustive_document(kind: str, n: int, k: int) -> Document:
    """Return the exhaustive certificate for given n and k.

    Args:
        kind: as in `memory_statement`.
        n: number of vertices.
        k: edge size; binom(n,k) at most 16 for the kernel to accept.

    Example:
        >>> exhaustive_document("faithful-bound", 4, 2).check().status
        'valid'
    """
    differences = range(1, 1 << math.comb(n, k))
    edges = k_subsets(n, k)
    lowest = [(d & -d).bit_length() - 1 for d in differences]
    certificate: dict[str, Any] = {"kind": "replay"}
    if kind == "value-assignment-bound":
        certificate = {"kind": "pairwise-contexts", "edges": lowest}
    elif kind == "faithful-bound":
        first = [(edge & -edge).bit_length() - 1 for edge in edges]
        certificate = {"kind": "derivative-weights", "vertices": [first[e] for e in lowest]}
    return Document(f"{kind}-{n}-{k}", memory_statement(kind, n, k), certificate)


def growth_document(family: str) -> Document:
    """Return the growth of binom(n,k) for all n and k as a document.

    Args:
        family: "polynomial": binom(n,k) >= (n/k)^k; "central": binom(n,n/2) >= 2^n/(n+1).

    Example:
        >>> growth_document("central").check().status
        'valid'
    """
    inequality, summands = {
        "polynomial": ("binom(n,k)*k^k >= n^k", [["i", "n-k"]]),
        "central": ("binom(n,floor(n/2))*(n+1) >= 2^n", [["n-2*i-2"], ["1"]]),
    }[family]
    statement = {
        "kind": "binomial-growth",
        "family": family,
        "n": "all",
        "k": "all",
        "inequality": inequality,
    }
    return Document(f"growth-{family}", statement, {"kind": "termwise", "summands": summands})
