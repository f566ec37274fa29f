"""Claims about reading R3 for k >= 3: how many memory states it costs, from both sides.

Here belong the certified numbers and the machine that attains the upper bounds. The theorem for
k = 2 is in `proofs.claims.support`, the other readings in `proofs.claims.hypergraph`.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.group import random_element
from contextuality.hypergraph import Hypergraph
from contextuality.search.families import best_family, field_family, span_weights
from khrnn.classical.family import FamilyMachine
from khrnn.hypergraph.exact import run
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import Entangle, Measure
from proofs.certificates.small_bias import small_bias_document
from proofs.certificates.support_states import (
    Measurements,
    excluded_subsets_document,
    family_document,
    sharing_document,
    small_overlaps_document,
    support_states,
)
from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import interval, table

if TYPE_CHECKING:
    import numpy as np

    from khrnn.types import Outcome

OURS = "arXiv 2402.08606, our reading"
UPPER = ((3, 3), (4, 3), (4, 4), (5, 3), (5, 4), (6, 3), (6, 4), (6, 5), (7, 6), (8, 7), (9, 7))
LARGEST = {(4, 3): 1, (5, 3): 4, (5, 4): 0, (6, 4): 1, (6, 5): 0}
REPLAYED = ((3, 3), (4, 3), (5, 3), (5, 4), (6, 5))


def _upper(_rng: np.random.Generator) -> Evidence:
    documents = tuple(family_document(best_family(n, k), k) for n, k in UPPER)
    told = [
        f"({n},{k}): {document.statement['states'].bit_length() - 1}, paper {math.comb(n, k) - 1}"
        for (n, k), document in zip(UPPER, documents, strict=True)
    ]
    quantities = tuple(
        interval(f"bits ({n},{k})", None, document.statement["states"].bit_length() - 1)
        for (n, k), document in zip(UPPER, documents, strict=True)
    )
    return Evidence(documents, detail="bits " + "; ".join(told), quantities=quantities)


def _largest(_rng: np.random.Generator) -> Evidence:
    documents, failures = [], []
    for (n, k), dimension in LARGEST.items():
        documents.append(small_bias_document(n, k))
        if documents[-1].statement["dimension"] != dimension:
            failures.append(f"({n},{k}): bound {documents[-1].statement['dimension']}")
        if dimension:
            documents.append(small_overlaps_document(_space(n, k, dimension), k))
    told = ", ".join(f"({n},{k}): {d}" for (n, k), d in LARGEST.items())
    found = table("dimensions", {f"({n},{k})": d for (n, k), d in LARGEST.items()})
    return Evidence(tuple(documents), failures=tuple(failures), detail=told, quantities=(found,))


def _space(n: int, k: int, dimension: int) -> list[Hypergraph]:
    """Return a space whose members have overlaps at most 1/2, checked by the kernel later."""
    edges = list(combinations(range(n), k))

    def hypergraph(mask: int) -> Hypergraph:
        return Hypergraph.from_edges(n, [e for j, e in enumerate(edges) if mask >> j & 1])

    if (n, k) == (5, 3):
        stored = next(d for d in support_states(n, k).documents if "-any-" in d.name)
        return [Hypergraph.from_edges(n, row) for row in stored.certificate["basis"]]
    quarter = (1 << n) // 4
    first = next(
        h
        for h in map(hypergraph, range(1, 1 << len(edges)))
        if quarter <= h.polynomial.truth_table().bit_count() <= 3 * quarter
    )
    return [first][:dimension]


def _four_three(_rng: np.random.Generator) -> Evidence:
    # Five of the 16 hypergraphs on 4 vertices that can share: larger than any linear family.
    edges = ("1,2,3", "0,2,3", "0,1,3", "0,1,2")
    five = [
        Hypergraph.parse(";".join(edges[j] for j in range(4) if mask >> j & 1) or "-", 4)
        for mask in (0, 1, 2, 5, 6)
    ]
    found = [
        family_document(best_family(4, 3), 3),
        excluded_subsets_document(4, 3, "any"),
        sharing_document(five, 3),
    ]
    documents = tuple(document for document in found if document is not None)
    failures = () if len(documents) == len(found) else ("a certificate could not be made",)
    states = (interval("states (4,3)", 4, 4),) if not failures else ()
    detail = "exactly 4; five can share, never six"
    return Evidence(documents, failures=failures, detail=detail, quantities=states)


def _lower(measurements: Measurements) -> Evidence:
    found = (excluded_subsets_document(n, k, measurements) for n, k in ((4, 3), (5, 3), (5, 4)))
    documents = tuple(document for document in found if document is not None)
    told = [
        f"({d.statement['n']},{d.statement['k']}): {d.statement['states']} states"
        for d in documents
    ]
    quantities = tuple(
        interval(f"states ({d.statement['n']},{d.statement['k']})", d.statement["states"], None)
        for d in documents
    )
    return Evidence(documents, detail="; ".join(told), quantities=quantities)


def _group(_rng: np.random.Generator) -> Evidence:
    return _lower("group")


def _any(_rng: np.random.Generator) -> Evidence:
    return _lower("any")


def _field(_rng: np.random.Generator) -> Evidence:
    failures: list[str] = []
    cases = 0
    told = []
    dimensions: dict[str, int] = {}
    for size, k, rank in ((2, 3, 2), (3, 3, 2), (3, 3, 3), (3, 4, 3), (2, 5, 2)):
        family = field_family(size, k, rank)
        whole = 1 << (size * k)
        for weight, count in span_weights(family).items():
            cases += count
            # The bias 1 - 2w/2^n is from 0 to (k-1)/2^rank.
            if not 0 <= (whole - 2 * weight) << rank <= (k - 1) * whole:
                failures.append(f"size {size}, k {k}, rank {rank}: weight {weight} of {whole}")
        if len(family) != size * (size - rank + 1) ** (k - 1):
            failures.append(f"size {size}, k {k}, rank {rank}: {len(family)} hypergraphs")
        told.append(f"n={size * k}, k={k}: dimension {len(family)}")
        dimensions[f"n={size * k}, k={k}, rank {rank}"] = len(family)
    documents = (small_overlaps_document(field_family(3, 3, 2), 3),)
    quantities = (table("dimension", dimensions),)
    return Evidence(documents, cases, tuple(failures), "; ".join(told), quantities=quantities)


def _machine(rng: np.random.Generator) -> Evidence:
    failures: list[str] = []
    cases = 0
    for n, k in REPLAYED:
        family = best_family(n, k)
        machine = FamilyMachine(family)
        edges = [e for e in range(1 << n) if e.bit_count() == k]
        for _ in range(4):
            prepared = Hypergraph(n, frozenset(e for e in edges if rng.integers(2)))
            state = machine.start(machine.coset(prepared))
            elements = [random_element(n, k, rng, hermitian=True) for _ in range(3)]
            # Half of the measurements are stabilizers of the coset: sure for one of its members.
            generators = prepared.generators()
            elements += [generators[int(i)] for i in rng.integers(0, n, 3)]
            words: list[Outcome] = []
            for element in elements:
                state, word = machine.answer(state, element)
                words.append(word)
            for choice in range(1 << len(family)):
                member = prepared.edges
                for j, generator in enumerate(family):
                    member = member ^ generator.edges if choice >> j & 1 else member
                prefix = tuple(Entangle(edge) for edge in sorted(member))
                sentence = Sentence(n, k, (*prefix, *(Measure(e) for e in elements)))
                cases += 1
                if not run(sentence, (*(None for _ in prefix), *words)).joint:
                    failures.append(f"({n},{k}): an invalid word after {Hypergraph(n, member)}")
    detail = f"{cases} translations of 6 measurements, all possible"
    return Evidence(cases=cases, failures=tuple(failures), detail=detail)


R3 = "any memory, counted at the cut; never an invalid translation"

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "hsmt-r3-families",
        OURS,
        "R3, k >= 3: far fewer bits than binom(n,k)-1 suffice; none at all for (6,5), (7,6), (8,7)",
        f"{R3}; whatever is measured; the sizes listed",
        "kernel: linear families",
        Status.PROVED,
        _upper,
        rocq=("r3_families_share",),
    ),
    Claim(
        "hsmt-r3-four-three",
        OURS,
        "R3, (n,k) = (4,3): exactly 4 memory states if any measurement may be asked",
        R3,
        "kernel: family; decompositions of Gram matrices",
        Status.PROVED,
        _four_three,
    ),
    Claim(
        "hsmt-r3-group-lower",
        OURS,
        "R3, k = 3: lower bounds with measurements of the group alone",
        f"{R3}; group elements measured",
        "kernel: exclusion trees for all larger subsets",
        Status.PROVED,
        _group,
    ),
    Claim(
        "hsmt-r3-any-lower",
        OURS,
        "R3, k >= 3: lower bounds if any measurement may be asked",
        R3,
        "kernel: decompositions of Gram matrices",
        Status.PROVED,
        _any,
    ),
    Claim(
        "hsmt-r3-largest-space",
        OURS,
        "largest linear spaces of k-uniform hypergraphs with all overlaps at most 1/2: dimension 4 "
        "for (5,3), 1 for (4,3) and (6,4), 0 for (5,4) and (6,5)",
        "biases from -1/2 to 1/2; such a space of dimension d shows d - 1 bits under R3, any "
        "measurement allowed; for k = 2 it is everything",
        "kernel: Delsarte weights above, spaces below",
        Status.PROVED,
        _largest,
    ),
    Claim(
        "hsmt-r3-field-family",
        OURS,
        "R3: spaces of dimension (n/k)(n/k-r+1)^(k-1) with overlaps at most (k-1)/2^r <= 1/2",
        "any measurement; n divisible by k; one bit less than the dimension is needed",
        "proof in words; weights computed; kernel for n = 9, k = 3",
        Status.ARGUED,
        _field,
    ),
    Claim(
        "hsmt-r3-machine",
        OURS,
        "R3: the machine that knows the coset alone never emits an invalid word",
        "random and stabilizer measurements; sizes (3,3) (4,3) (5,3) (5,4) (6,5)",
        "exact simulation of every member of the coset",
        Status.VERIFIED,
        _machine,
    ),
)
