"""Corpus cases about spaces of hypergraphs of small bias."""

from __future__ import annotations

from corpus_case import Case, Family, Object

# The one edge of three vertices is 1 on one point of eight: not allowed.
ONE: Object = {"kind": "small-bias-limit", "n": 3, "k": 3, "dimension": 0}
WEIGHTS: Object = {"kind": "bias-weights", "weights": [1, 1]}


def limits() -> list[Case]:
    family = Family("small-bias", ONE, WEIGHTS)
    family.add("valid", "one-edge")
    family.add("valid", "weaker-figure", statement={"dimension": 1})
    family.add("valid", "other-weights", certificate={"weights": [3, 2]})
    # All graphs are allowed: weights at 0 alone, and the trivial bound.
    graphs: Object = {"n": 3, "k": 2, "dimension": 3}
    trivial: Object = {"weights": [1, 0, 0, 0, 0, 0, 0, 0]}
    family.add("valid", "graphs", statement=graphs, certificate=trivial)
    family.add(
        "invalid",
        "graphs-of-two-dimensions",
        "figure: expected at least 3, as 8 members are not excluded, found 2",
        statement=graphs | {"dimension": 2},
        certificate=trivial,
    )
    family.add(
        "invalid",
        "graphs-positive",
        "certificate.weights[1]: sign: expected at most 0, as 2 of 8 points are 1, found 1",
        statement=graphs,
        certificate={"weights": [7, 1, 0, 0, 0, 0, 0, 0]},
    )
    family.add(
        "invalid",
        "an-allowed-edge",
        "certificate.weights[1]: sign: expected at most 0, as 1 of 4 points are 1",
        statement={"n": 2, "k": 2},
    )
    table: dict[str, tuple[object, str]] = {
        "of-four": ([1, 1, 1, 1], "number: expected 2 weights, found 4"),
        "negative-coefficient": ([1, 2], "Fourier coefficient 1: positivity"),
        "negative-sum": ([-1, -1], "Fourier coefficient 0: positivity"),
        "no-sum": ([1, -1], "certificate.weights: sum: expected a positive sum, found 0"),
        "all-zero": ([0, 0], "certificate.weights: sum: expected a positive sum, found 0"),
        "of-8192": ([1] * 8192, "number: expected 2 weights, found 8192"),
        "less-at-one": ([3, 0], "figure: expected at least 1, as 2 members are not excluded"),
    }
    family.each("invalid", "weights", table, claim=False)
    table = {
        "one-weight": ([1], "certificate.weights"),
        "no-weights": ([], "certificate.weights"),
        "weight-true": ([1, True], "certificate.weights[1]"),
        "weight-word": ([1, "1"], "certificate.weights[1]"),
        "weight-huge": ([1 << 33, 0], "certificate.weights[0]"),
        "weights-word": ("1", "certificate.weights"),
        "weight-list": ([[1], 1], "certificate.weights[0]"),
        "weight-none": ([1, None], "certificate.weights[1]"),
    }
    family.each("malformed", "weights", table, claim=False)
    table = {
        "n-0": (0, "statement.n"),
        "n-9": (9, "statement.n"),
        "n-2": (2, "statement.k"),
    }
    family.each("malformed", "n", table, claim=True)
    table = {"k-0": (0, "statement.k"), "k-4": (4, "statement.k")}
    family.each("malformed", "k", table, claim=True)
    table = {
        "dimension-2": (2, "statement.dimension"),
        "dimension-negative": (-1, "statement.dimension"),
    }
    family.each("malformed", "dimension", table, claim=True)
    family.add("malformed", "too-many-edges", "binom", statement={"n": 6, "k": 3})
    family.shapes(("kind", "weights"))
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return limits()
