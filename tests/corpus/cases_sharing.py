"""Corpus cases about sharing a memory state and about numbers of memory states."""

from __future__ import annotations

import copy

from cases_exclusion import node, state
from corpus_case import Case, Family, Object

EDGE = [0, 1, 2]


def sharing() -> list[Case]:
    claim: Object = {"kind": "sharing", "n": 3, "k": 3, "states": [state(), state(EDGE)]}
    dual: Object = {"kind": "dual", "denominator": 4, "matrix": [[-1, 2], [2, -1]]}
    family = Family("sharing", claim, dual)
    family.add("valid", "pair")
    family.add(
        "invalid",
        "matrix-0",
        "product: expected a positive product with the Gram matrix, found 0",
        certificate={"matrix": [[0, 0], [0, 0]]},
    )
    family.add(
        "invalid",
        "matrix-too-large",
        "dual: expected the unit at entry 0 minus the matrix positive semidefinite",
        certificate={"matrix": [[-1, 3], [3, -1]]},
    )
    family.add(
        "invalid",
        "identity",
        "dual: expected the unit at entry 0",
        certificate={"matrix": [[1, 0], [0, 1]]},
    )
    family.add(
        "invalid",
        "orthogonal-pair",
        "product",
        statement={"states": [state(), state(signs=(0,))]},
    )
    family.add(
        "invalid", "other-direction", "certificate.kind", statement={"kind": "exclusion-by-any"}
    )
    family.add(
        "malformed",
        "matrix-not-symmetric",
        "expected a symmetric matrix",
        certificate={"matrix": [[-1, 2], [1, -1]]},
    )
    family.add(
        "malformed",
        "matrix-of-three",
        "expected a list of 2 to 2 items",
        certificate={"matrix": [[0, 0, 0]] * 3},
    )
    family.add(
        "malformed",
        "denominator-0",
        "certificate.denominator",
        certificate={"denominator": 0},
    )
    family.add(
        "malformed", "same-state", "distinct states", statement={"states": [state(), state()]}
    )
    family.add("malformed", "edge-beyond-k", "2 to 2 vertices", statement={"k": 2})
    return family.cases


def parts() -> list[Case]:
    states = [state(), state([0, 1]), state([0, 2])]
    claim: Object = {"kind": "exclusion-by-any", "n": 3, "k": 2, "states": states}
    matrices = [
        [[0, 0, 0], [0, 4, 4], [0, 4, 4]],
        [[4, 0, 4], [0, 0, 0], [4, 0, 4]],
        [[4, 4, 0], [4, 4, 0], [0, 0, 0]],
    ]
    certificate: Object = {"kind": "parts", "denominator": 1, "matrices": matrices}
    family = Family("parts", claim, certificate)
    family.add("valid", "three-graphs")
    for place in range(3):
        changed = copy.deepcopy(matrices)
        changed[place], changed[place - 1] = changed[place - 1], changed[place]
        where = min(place, (place - 1) % 3)
        family.add(
            "invalid",
            f"exchanged-{place}",
            f"matrices[{where}]: row: expected row {where} zero",
            certificate={"matrices": changed},
        )
    negative = copy.deepcopy(matrices)
    negative[0] = [[0, 0, 0], [0, 3, 4], [0, 4, 4]]
    family.add(
        "invalid",
        "not-semidefinite",
        "matrices[0]: part: expected a positive semidefinite matrix",
        certificate={"matrices": negative},
    )
    family.add(
        "invalid",
        "another-sum",
        "sum: expected 2 times the Gram matrix",
        certificate={"denominator": 2},
    )
    closer = [state(), state(EDGE), state([0, 1])]
    family.add("invalid", "closer-states", "sum", statement={"k": 3, "states": closer})
    family.add(
        "malformed",
        "two-matrices",
        "expected a list of 3 to 3 items, found 2 items",
        certificate={"matrices": matrices[:2]},
    )
    return family.cases


def families() -> list[Case]:
    claim: Object = {
        "kind": "support-states-upper",
        "n": 5,
        "k": 4,
        "measurements": "any",
        "states": 2,
    }
    basis = [[[0, 1, 2, 3]], [[0, 1, 2, 4]], [[0, 1, 3, 4]], [[0, 2, 3, 4]]]
    family = Family("linear-family", claim, {"kind": "linear-family", "basis": basis})
    family.add("valid", "5-4")
    family.add("valid", "more-states", statement={"states": 3})
    family.add("valid", "group", statement={"measurements": "group"})
    family.add(
        "valid",
        "empty-basis",
        statement={"n": 2, "k": 1, "states": 4},
        certificate={"basis": []},
    )
    family.add(
        "invalid", "too-few-states", "figure: expected 2, which is shown", statement={"states": 1}
    )
    family.add(
        "invalid",
        "all-five-edges",
        "classes: expected the root of the largest class above the sum of the other roots",
        statement={"states": 1},
        certificate={"basis": [*basis, [[1, 2, 3, 4]]]},
    )
    family.add(
        "invalid",
        "dependent",
        "basis: expected linearly independent",
        certificate={"basis": [*basis, [[0, 1, 2, 3], [0, 1, 2, 4]]]},
    )
    family.add(
        "invalid",
        "lower-direction",
        "certificate.kind",
        statement={"kind": "support-states-lower"},
    )
    family.add("malformed", "edge-of-three", "4 to 4 vertices", certificate={"basis": [[EDGE]]})
    family.add("malformed", "n-13", "statement.n", statement={"n": 13})
    family.add("malformed", "no-states", "statement.states", statement={"states": 0})
    family.add("malformed", "paulis", "statement.measurements", statement={"measurements": "pauli"})
    return family.cases


def overlaps() -> list[Case]:
    claim: Object = {
        "kind": "support-states-lower",
        "n": 4,
        "k": 2,
        "measurements": "any",
        "states": 2,
    }
    basis = [[[0, 1]], [[2, 3]]]
    family = Family("small-overlaps", claim, {"kind": "small-overlaps", "basis": basis})
    family.add("valid", "two-edges")
    family.add(
        "invalid", "too-many-states", "figure: expected 2, which is shown", statement={"states": 3}
    )
    family.add("invalid", "group", "measurements", statement={"measurements": "group"})
    family.add(
        "invalid",
        "overlap-3-quarters",
        "weights: expected a weight from 16/4 to 3*16/4 for member 1",
        statement={"k": 3, "states": 1},
        certificate={"basis": [[EDGE]]},
    )
    family.add("invalid", "dependent", "basis", certificate={"basis": [*basis, [[0, 1], [2, 3]]]})
    return family.cases


def subsets() -> list[Case]:
    claim: Object = {
        "kind": "support-states-lower",
        "n": 3,
        "k": 2,
        "measurements": "group",
        "states": 4,
    }
    states = [[], [[0, 1]], [[0, 2]]]
    tree = [
        node([0], [[1], [2]], 1, 3),
        node([1], [[0], [2]], 2, -2),
        node([2], [[0], [1]], -1, -3),
        node([], [[1]], -3, 4),
        node([], [[2]], -2, -1),
    ]
    # By translation and relabelling this one triple stands for every triple of graphs that holds
    # no orthogonal pair: those whose differences are two edges that meet, or their sum.
    certificate: Object = {
        "kind": "excluded-subsets",
        "basis": [[[0, 1]], [[0, 2]]],
        "relabelled": False,
        "most": 2,
        "cases": [{"states": states, "nodes": tree}],
    }
    half: Object = {"states": 2}
    family = Family("excluded-subsets", {**claim, **half}, certificate)
    family.add("valid", "two-edges")
    family.add("valid", "relabelled", certificate={"relabelled": True})
    family.add("valid", "any", statement={"measurements": "any"})
    family.add("invalid", "figure", "figure: expected 2, which is shown", statement={"states": 3})
    family.add("incomplete", "no-cases", "coverage", certificate={"cases": []})
    family.add("incomplete", "most-1", "coverage", certificate={"most": 1})
    broken = [dict(tree[0], plus=-1), *tree[1:]]
    family.add(
        "invalid",
        "broken-tree",
        "cases[0].nodes[0]: leaf",
        certificate={"cases": [{"states": states, "nodes": broken}]},
    )
    decomposition: Object = {
        "states": states,
        "denominator": 1,
        "matrices": [
            [[0, 0, 0], [0, 4, 4], [0, 4, 4]],
            [[4, 0, 4], [0, 0, 0], [4, 0, 4]],
            [[4, 4, 0], [4, 4, 0], [0, 0, 0]],
        ],
    }
    family.add(
        "valid",
        "decomposition",
        statement={"measurements": "any"},
        certificate={"cases": [decomposition]},
    )
    family.add(
        "invalid",
        "decomposition-for-the-group",
        "measurements: expected a tree of group elements",
        certificate={"cases": [decomposition]},
    )
    family.add(
        "malformed",
        "relabelled-1",
        "certificate.relabelled",
        certificate={"relabelled": 1},
    )
    family.add(
        "malformed",
        "case-states-equal",
        "distinct hypergraphs",
        certificate={"cases": [{"states": [[], [], [[0, 1]]], "nodes": tree}]},
    )
    family.add(
        "malformed",
        "case-foreign-key",
        "found the key 'comment'",
        certificate={"cases": [{"states": states, "nodes": tree, "comment": ""}]},
    )
    family.add("malformed", "most-0", "certificate.most", certificate={"most": 0})
    limits(family)
    family.shapes(("kind", "basis", "relabelled", "most", "cases"))
    return family.cases


def limits(family: Family) -> None:
    """Add whole spaces, orthogonal members, and sizes that would cost too much."""
    triangle = [[0, 1], [0, 2], [1, 2]]
    # XXX answers +1 on the empty graph and -1 on the triangle.
    pair = {"states": [[], triangle], "nodes": [node([0, 1, 2], [], -2, -1)]}
    whole: Object = {"basis": [triangle], "most": 1, "cases": [pair]}
    family.add("valid", "whole-space", certificate=whole)
    family.add("valid", "orthogonal-members", certificate={**whole, "cases": []})
    family.add(
        "invalid",
        "whole-space-figure",
        "figure: expected 2, which is shown, found 3",
        statement={"states": 3},
        certificate=whole,
    )
    family.add(
        "invalid",
        "whole-space-outcomes-exchanged",
        "cases[0].nodes[0]: leaf: expected outcome +1 impossible for state 0",
        certificate={
            **whole,
            "cases": [{"states": [[], triangle], "nodes": [node([0, 1, 2], [], -1, -2)]}],
        },
    )
    points = [[v] for v in range(12)]
    eight: Object = {"n": 8, "k": 1, "measurements": "any", "states": 1}
    # All permutations of eight vertices, in a space of 64: 2.6 million images.
    family.add(
        "malformed",
        "images",
        "certificate.cases: expected at most 2097152 images, found more",
        statement=eight,
        certificate={"basis": [[point] for point in points[:6]], "relabelled": True, "cases": []},
    )
    apart: Object = {
        "states": [points[:8], points[:7]],
        "denominator": 1,
        "matrices": [[[0, 0], [0, 256]], [[256, 0], [0, 0]]],
    }
    # Seven cases of 15 edges, moved by 40320 permutations.
    family.add(
        "malformed",
        "moved-edges",
        "certificate.cases: expected at most 4194304 edges to move, found more",
        statement=eight,
        certificate={"basis": [], "relabelled": True, "most": 1, "cases": [apart] * 7},
    )
    flip = {"states": [[], [[0]]], "nodes": [node([0], [], -2, -1)]}
    family.add(
        "malformed",
        "tree-on-nine-vertices",
        "vertices of a tree: expected an integer from 1 to 8, found 9",
        statement={"n": 9, "k": 1, "states": 1},
        certificate={"basis": [], "most": 1, "cases": [flip]},
    )


def cases() -> list[Case]:
    """Return all cases of this module."""
    return sharing() + parts() + families() + overlaps() + subsets()
