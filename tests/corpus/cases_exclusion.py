"""Corpus cases about exclusion trees and the theorem on graph states."""

from __future__ import annotations

import json
from pathlib import Path

from corpus_case import Case, Family, Object

# The 24 cases of the theorem as data, so that the corpus depends on no code of the project.
THEOREM: list[Object] = json.loads(
    (Path(__file__).resolve().parent / "graph_states.json").read_text(encoding="utf-8")
)


def state(*edges: list[int], signs: tuple[int, ...] = ()) -> Object:
    return {"edges": list(edges), "signs": list(signs)}


def node(shift: list[int], phase: list[list[int]], plus: int, minus: int) -> Object:
    return {"shift": shift, "phase": phase, "plus": plus, "minus": minus}


STATEMENT: Object = {
    "kind": "exclusion",
    "n": 3,
    "k": 2,
    "states": [state(), state([0, 1]), state([0, 2])],
}
NODES: list[Object] = [
    node([0], [[1], [2]], 1, 3),
    node([1], [[0], [2]], 2, -2),
    node([2], [[0], [1]], -1, -3),
    node([], [[1]], -3, 4),
    node([], [[2]], -2, -1),
]


def trees() -> list[Case]:
    family = Family("exclusion", STATEMENT, {"kind": "exclusion", "nodes": NODES})
    family.add("valid", "three-graphs")
    pair: Object = {**STATEMENT, "n": 1, "k": 1, "states": [state(), state(signs=(0,))]}
    single: Object = {"kind": "exclusion", "nodes": [node([0], [], -2, -1)]}
    family.add("valid", "two-signs", whole=(pair, single))
    swapped: Object = {"kind": "exclusion", "nodes": [node([0], [], -1, -2)]}
    family.add(
        "invalid", "two-signs-swapped", "outcome +1 impossible for state 0", whole=(pair, swapped)
    )
    for place in range(len(NODES)):
        for key in ("plus", "minus"):
            if NODES[place][key] < 0:
                changed = [dict(item) for item in NODES]
                changed[place][key] = -1 if NODES[place][key] != -1 else -2
                family.add(
                    "invalid",
                    f"leaf-{place}-{key}",
                    f"nodes[{place}]: leaf: expected outcome",
                    certificate={"nodes": changed},
                )
    loop = [dict(NODES[0], plus=0), *NODES[1:]]
    family.add(
        "invalid", "loop", "tree: expected the number of a later node", certificate={"nodes": loop}
    )
    family.add(
        "invalid",
        "node-left-over",
        "nodes[5]: tree: expected a node that an earlier node leads to",
        certificate={"nodes": [*NODES, NODES[2]]},
    )
    family.add(
        "invalid",
        "not-hermitian",
        "measurement: expected a Hermitian element",
        certificate={"nodes": [node([0], [[0]], 1, 3), *NODES[1:]]},
    )
    family.add(
        "malformed",
        "phase-too-high",
        "expected 0 to 1 vertices, found 2",
        certificate={"nodes": [node([0], [[1, 2]], 1, 3), *NODES[1:]]},
    )
    family.add("malformed", "no-nodes", "certificate.nodes", certificate={"nodes": []})
    family.add(
        "malformed",
        "same-state-twice",
        "statement.states",
        statement={"states": [state(), state([0, 1]), state([0, 1])]},
    )
    family.add(
        "malformed",
        "edge-unsorted",
        "strictly increasing",
        statement={"states": [state(), state([1, 0])]},
    )
    family.add(
        "malformed",
        "vertex-3-of-3",
        "expected an integer from 0 to 2, found 3",
        statement={"states": [state(), state([0, 3])]},
    )
    family.add("malformed", "one-state", "statement.states", statement={"states": [state()]})
    family.add("malformed", "n-9", "statement.n", statement={"n": 9})
    return family.cases


def theorem() -> list[Case]:
    claim: Object = {
        "kind": "support-bound",
        "n": "all",
        "k": 2,
        "memory": "any",
        "bits": "binom(n,2)-1",
    }
    only: Object = {"n": 3, "states": STATEMENT["states"], "nodes": NODES}
    family = Family("graph-states", claim, {"kind": "graph-states-theorem", "cases": [only]})
    family.add("incomplete", "one-case-only", "coverage")
    broken: Object = {**only, "nodes": [dict(NODES[0], plus=-1), *NODES[1:]]}
    family.add(
        "invalid", "case-that-fails", "cases[0].nodes[0]: leaf", certificate={"cases": [broken]}
    )
    whole: Object = {"kind": "graph-states-theorem", "cases": THEOREM}
    signed = {**claim, "kind": "signed-support-bound", "bits": "n+binom(n,2)-1"}
    family.add("valid", "theorem", certificate=whole)
    family.add("valid", "theorem-n-3", whole=({**claim, "n": 3, "bits": 2}, whole))
    family.add("valid", "theorem-signed-n-2", whole=({**signed, "n": 2, "bits": 2}, whole))
    for place in (0, len(THEOREM) - 1):
        rest = THEOREM[:place] + THEOREM[place + 1 :]
        family.add(
            "incomplete",
            f"theorem-without-case-{place}",
            f"coverage: cases: expected a case for every triple on {THEOREM[place]['n']} vertices",
            certificate={**whole, "cases": rest},
        )
    long: Object = {
        "n": 3,
        "states": STATEMENT["states"],
        "nodes": [
            *(node([], [], later, -1) for later in (1, 2, 3)),
            *(
                {**item, **{key: item[key] + 3 for key in ("plus", "minus") if item[key] > 0}}
                for item in NODES
            ),
        ],
    }
    family.add(
        "invalid",
        "case-too-long",
        "cases[0]: length: expected at most 3 measurements in a row, found 6",
        certificate={"cases": [long]},
    )
    family.add("malformed", "one-bit-more", "statement.bits", statement={"n": 5, "bits": 10})
    family.add("malformed", "k-3", "statement.k", statement={"k": 3})
    family.add("malformed", "formula", "statement.bits", statement={"bits": "binom(n,2)"})
    family.add("malformed", "memory", "statement.memory", statement={"memory": "deterministic"})
    family.add(
        "malformed",
        "case-n-5",
        "cases[0].n: expected an integer from 3 to 4",
        certificate={"cases": [{**only, "n": 5}]},
    )
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return trees() + theorem()
