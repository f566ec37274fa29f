"""Memory bounds: statements tried out by brute force, certificates replayed on state vectors.

Belongs here: the page docs/formats/memory.md for given n and k, and instances for "all". Does not
belong here: derivations (`derivation`), value functions (`values`), the 2n-bit model (`hidden`).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent import derivation, hidden, values
from proofs.independent.opinion import NotApplicableError, Opinion, RejectedError, ask
from proofs.independent.reader import fail, fields, integer, items
from proofs.independent.states import (
    apply_generator,
    edges_of,
    hypergraph_tables,
    signs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from proofs.independent.opinion import Deadline

MAX_N = 10_000
LISTED_EDGES = 16
LISTED_N = 10
PAIR_WORK = 1 << 26  # amplitudes

MEMORY = {
    "value-assignment-bound": ("any", "binom(n,k)"),
    "faithful-bound": ("deterministic", "binom(n,k)"),
    "hidden-variable-model": ("stochastic", "2*n"),
}

INSTANCES = {
    "value-assignment-bound": (
        *((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (2, 2), (3, 2), (4, 2), (3, 3), (4, 3)),
    ),
    "faithful-bound": tuple(
        (n, k) for n in range(1, 8) for k in range(1, n + 1) if math.comb(n, k) <= 7
    ),
    "hidden-variable-model": (
        *((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (2, 2), (3, 2), (4, 2), (5, 2)),
        *((3, 3), (4, 3), (4, 4)),
    ),
}
"""The (n, k) that are tried out for a statement about all n and k."""


def opinions(
    statement: dict[str, Any],
    certificate: dict[str, Any],
    time_limit: float,
    rng: np.random.Generator,
) -> tuple[Opinion, ...]:
    """Return the opinions on a memory statement and its certificate.

    Args:
        statement: of kind `value-assignment-bound`, `faithful-bound` or `hidden-variable-model`.
        certificate: of a kind that goes with it.
        time_limit: seconds for each opinion.
        rng: for the functions that a derivation is tried on, and for sampled hypergraphs.

    Returns:
        One opinion about the certificate, one about the statement; the details say when only
        instances were tested.

    Raises:
        InputError: if one of them breaks the rules of docs/formats/memory.md.

    Source: the readings are ours, see docs/formats/memory.md.

    Example:
        >>> statement = {"kind": "value-assignment-bound", "n": 2, "k": 2, "memory": "any",
        ...              "bits": 1}
        >>> certificate = {"kind": "pairwise-contexts", "edges": [0]}
        >>> for opinion in opinions(statement, certificate, 60, np.random.default_rng(0)):
        ...     print(opinion.checker, opinion.verdict)
        certificate/truth-tables valid
        statement/value-systems valid
    """
    sizes = read_sizes(statement)
    kind = statement["kind"]
    about_statement = _about_statement(kind, sizes, time_limit)
    if certificate["kind"] == "derivation":
        lemmas = derivation.read_lemmas(certificate)
        return (
            ask(
                "certificate/evaluation",
                lambda deadline: derivation.evaluate_lemmas(kind, lemmas, rng, deadline),
                time_limit,
            ),
            about_statement,
        )
    replay = certificate["kind"] == "replay"
    if replay:
        fields(certificate, "certificate", ("kind",))
    if sizes is None:
        detail = f"a certificate of kind {certificate['kind']} is for given n and k"
        return Opinion("certificate/kind", "invalid", detail, 0.0), about_statement
    n, k = sizes
    if n > LISTED_N or math.comb(n, k) > LISTED_EDGES:
        fail("statement", f"binom(n,k) <= {LISTED_EDGES} and n <= {LISTED_N}", f"n={n} k={k}")
    if replay:
        if hidden.measurements(n, k) > hidden.MEASUREMENTS:
            fail("statement", f"at most {hidden.MEASUREMENTS} measurements to replay", "more")
        return (
            ask(
                "certificate/dense-operators",
                lambda deadline: hidden.dense_model(n, k, rng, deadline),
                time_limit,
            ),
            about_statement,
        )
    if kind == "value-assignment-bound":
        edges = _choices(certificate, "edges")
        about = ask(
            "certificate/truth-tables",
            lambda deadline: judge_contexts(n, k, edges, deadline),
            time_limit,
        )
    else:
        vertices = _choices(certificate, "vertices")
        about = ask(
            "certificate/state-vectors",
            lambda deadline: judge_vertices(n, k, vertices, rng, deadline),
            time_limit,
        )
    return about, about_statement


def read_sizes(statement: dict[str, Any]) -> tuple[int, int] | None:
    """Check a memory statement; return (n, k), or None for all.

    Raises:
        InputError: if it breaks the rules of docs/formats/memory.md.

    Source: docs/formats/memory.md.

    Example:
        >>> read_sizes({"kind": "hidden-variable-model", "n": 3, "k": 2, "memory": "stochastic",
        ...             "bits": 6})
        (3, 2)
    """
    fields(statement, "statement", ("kind", "n", "k", "memory", "bits"))
    memory, formula = MEMORY[statement["kind"]]
    if statement["memory"] != memory:
        fail("memory", repr(memory), repr(statement["memory"])[:80])
    sizes: tuple[int, int] | None
    bits: int | str
    if statement["n"] == "all" and statement["k"] == "all":
        sizes, bits = None, formula
    else:
        n = integer(statement["n"], "n", 1, MAX_N)
        k = integer(statement["k"], "k", 1, n)
        sizes, bits = (n, k), 2 * n if formula == "2*n" else math.comb(n, k)
    if type(statement["bits"]) is not type(bits) or statement["bits"] != bits:
        fail("bits", str(bits)[:80], repr(statement["bits"])[:80])
    return sizes


def _choices(certificate: dict[str, Any], key: str) -> list[int]:
    chosen = items(fields(certificate, "certificate", ("kind", key))[key], key)
    return [integer(index, f"{key}[{i}]", 0, 10**9) for i, index in enumerate(chosen)]


def _require_one_each(name: str, chosen: list[int], differences: int) -> None:
    if len(chosen) != differences:
        raise RejectedError(f"{len(chosen)} {name} for {differences} differences")


def _about_statement(kind: str, sizes: tuple[int, int] | None, time_limit: float) -> Opinion:
    checker, judge = _JUDGES[kind]

    def instances(deadline: Deadline) -> str:
        for n, k in INSTANCES[kind]:
            judge(n, k, deadline)
        tried = " ".join(f"({n},{k})" for n, k in INSTANCES[kind])
        return f"a test of instances, not a proof: (n,k) = {tried}"

    if sizes is None:
        return ask(f"statement/{checker}", instances, time_limit)
    return ask(f"statement/{checker}", lambda deadline: judge(*sizes, deadline), time_limit)


def judge_contexts(n: int, k: int, edges: list[int], deadline: Deadline) -> str:
    """Add up d(z+A) + d(z) over the non-empty subsets A of the listed edge, at every point z.

    Raises:
        RejectedError: naming the difference for which the sum is not 1 everywhere.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> judge_contexts(2, 1, [0, 1, 1], Deadline(60))
        '3 differences, every sum is 1 at all 4 points'
    """
    tables = hypergraph_tables(n, k)
    _require_one_each("edges", edges, len(tables) - 1)
    chosen = np.array([-1, *edges])
    points = np.arange(1 << n)
    if chosen.max() >= len(edges_of(n, k)):
        d = int(chosen.argmax())
        raise RejectedError(f"difference {d}: there is no edge {chosen[d]}")
    for number, edge in enumerate(edges_of(n, k)):
        rows = np.flatnonzero(chosen == number)
        functions = tables[rows]
        total = np.zeros_like(functions)
        mask = sum(1 << v for v in edge)
        subset = mask
        while subset:
            deadline.check()
            total ^= functions[:, points ^ subset] ^ functions
            subset = (subset - 1) & mask
        wrong = np.flatnonzero(~total.all(axis=1))
        if wrong.size:
            raise RejectedError(f"difference {rows[wrong[0]]}: edge {number} gives no sum 1")
    return f"{len(edges)} differences, every sum is 1 at all {1 << n} points"


def _minus_weights(
    n: int, k: int, hypergraph: int, vertex: int, states: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return 2^n times the probability of -1 when K_i of a hypergraph is measured on states."""
    projected = states - apply_generator(n, k, hypergraph, vertex, states)
    weights: npt.NDArray[np.int64] = (projected**2).sum(axis=-1) // 4
    return weights


def judge_vertices(
    n: int, k: int, vertices: list[int], rng: np.random.Generator, deadline: Deadline
) -> str:
    """Measure K_i of H on H and on H + d, for the listed vertex i of every difference d.

    Args:
        n: number of vertices.
        k: edge size.
        vertices: for d = 1, 2, ...
        rng: picks hypergraphs H if all pairs are too many.
        deadline: when to stop.

    Raises:
        RejectedError: if a probability is too small, or that on H itself not zero.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> judge_vertices(2, 2, [0], np.random.default_rng(0), Deadline(60))
        '1 differences from each of 2 hypergraphs: all of them'
    """
    states = signs(hypergraph_tables(n, k))
    count = len(states)
    _require_one_each("vertices", vertices, count - 1)
    chosen = np.array([-1, *vertices])
    if chosen.max() >= n:
        d = int(chosen.argmax())
        raise RejectedError(f"difference {d}: there is no vertex {chosen[d]}")
    everything = count * count << n <= PAIR_WORK
    starts = range(count) if everything else [0, *map(int, rng.integers(1, count, 3))]
    for start in starts:
        for vertex in range(n):
            deadline.check()
            if _minus_weights(n, k, start, vertex, states[start]) != 0:
                raise RejectedError(f"K_{vertex} of hypergraph {start} can give -1 on it")
            differences = np.flatnonzero(chosen == vertex)
            weights = _minus_weights(n, k, start, vertex, states[differences ^ start])
            small = np.flatnonzero(weights << (k - 1) < 1 << n)
            if small.size:
                raise RejectedError(
                    f"difference {differences[small[0]]}: K_{vertex} gives -1 with probability "
                    f"{Fraction(int(weights[small[0]]), 1 << n)}, less than 2^-{k - 1}"
                )
    extent = "all of them" if everything else "a sample, the rest follows by symmetry"
    return f"{count - 1} differences from each of {len(starts)} hypergraphs: {extent}"


def separations(n: int, k: int, deadline: Deadline) -> str:
    """Find, for every two hypergraphs, a measurement whose laws are 2^(1-k) apart or more.

    Raises:
        RejectedError: if two hypergraphs have none among their generators.
        NotApplicableError: if the pairs are too many.

    Source: our reading, see docs/formats/memory.md.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> separations(3, 2, Deadline(60))
        'n=3 k=2: all 56 ordered pairs are told apart by one measurement'
    """
    if n > LISTED_N or 1 << 2 * math.comb(n, k) + n > PAIR_WORK:
        raise NotApplicableError(f"n={n} k={k}: too many pairs of hypergraphs")
    states = signs(hypergraph_tables(n, k))
    count = len(states)
    for hypergraph in range(count):
        deadline.check()
        best = np.zeros(count, dtype=np.int64)
        for vertex in range(n):
            weights = _minus_weights(n, k, hypergraph, vertex, states)
            if weights[hypergraph]:
                raise RejectedError(f"n={n} k={k}: K_{vertex} does not stabilize {hypergraph}")
            best = np.maximum(best, weights)
        close = np.flatnonzero(best << (k - 1) < 1 << n)
        if close.tolist() != [hypergraph]:
            raise RejectedError(f"n={n} k={k}: {close[:2].tolist()} are not told apart")
    return f"n={n} k={k}: all {count * (count - 1)} ordered pairs are told apart by one measurement"


_JUDGES: dict[str, tuple[str, Callable[[int, int, Deadline], str]]] = {
    "value-assignment-bound": ("value-systems", values.value_systems),
    "faithful-bound": ("separations", separations),
    "hidden-variable-model": ("outcome-laws", hidden.outcome_laws),
}
