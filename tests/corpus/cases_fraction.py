"""Corpus cases about empirical models: contextual fractions, logical and strong contextuality."""

from __future__ import annotations

from itertools import product

from corpus_case import Case, Family, Object

CHSH = [["A0", "B0"], ["A0", "B1"], ["A1", "B0"], ["A1", "B1"]]
SAME, DIFFERENT = [1, 0, 0, 1], [0, 1, 1, 0]
BOX: Object = {
    "kind": "strongly-contextual",
    "outcomes": 2,
    "contexts": CHSH,
    "denominator": 2,
    "tables": [SAME, SAME, SAME, DIFFERENT],
}
# (|00> + |01> + |10>)/sqrt(3), Z and X: 1 and 1 for X and X has probability 1/12.
HARDY: Object = {
    "kind": "logically-contextual",
    "outcomes": 2,
    "contexts": CHSH,
    "denominator": 12,
    "tables": [[4, 4, 4, 0], [8, 0, 2, 2], [8, 2, 0, 2], [9, 1, 1, 1]],
    "context": 3,
    "event": [1, 1],
}
TRIANGLE: Object = {
    "kind": "noncontextual-fraction",
    "outcomes": 2,
    "contexts": [["A", "B"], ["B", "C"], ["C", "A"]],
    "denominator": 12,
    "tables": [[2, 5, 5, 0]] * 3,
    "lower": [1, 2],
    "upper": [1, 2],
}
WEIGHTS = [[1, [1, 0, 0]], [1, [0, 1, 0]], [1, [0, 0, 1]]]
EQUAL = [[c, [k, k], 1] for c in range(3) for k in range(2)]
PROOF: Object = {
    "kind": "fraction",
    "denominator": 6,
    "distribution": WEIGHTS,
    "scale": 1,
    "inequality": EQUAL,
    "order": [0, 1, 2],
}


def trits() -> Object:
    """Three observables with three outcomes, each the next of the one before, in a cycle."""
    table = [int((b - a) % 3 == 1) for a, b in product(range(3), repeat=2)]
    last = [int((b - a) % 3 == 2) for a, b in product(range(3), repeat=2)]
    return {
        "kind": "strongly-contextual",
        "outcomes": 3,
        "contexts": [["P", "Q"], ["Q", "R"], ["R", "P"]],
        "denominator": 3,
        "tables": [table, table, last],
    }


def models() -> list[Case]:
    """Statements that are none, and strong contextuality."""
    order: Object = {"kind": "elimination", "order": [0, 1, 2, 3]}
    family = Family("fraction-strong", BOX, order)
    family.add("valid", "pr-box")
    family.add("valid", "pr-box-backwards", certificate={"order": [3, 1, 2, 0]})
    family.add("valid", "trits", whole=(trits(), {"kind": "elimination", "order": [2, 0, 1]}))
    parts = [["A", "B"], ["B", "C"], ["C", "A"]]
    family.add(
        "valid",
        "specker",
        statement={"contexts": parts, "tables": [DIFFERENT] * 3},
        certificate={"order": [0, 1, 2]},
    )
    family.add(
        "invalid",
        "square-of-four",
        "elimination: expected an impossible joint outcome in every global assignment",
        statement={"tables": [SAME, DIFFERENT, SAME, DIFFERENT]},
    )
    family.add(
        "invalid",
        "uniform",
        "found an assignment without one",
        statement={"tables": [[1, 1, 1, 1]] * 4, "denominator": 4},
    )
    family.shapes(("kind", "order"))
    family.each(
        "malformed",
        "tables",
        {
            "tables-sum": ([SAME, SAME, SAME, [0, 1, 2, 0]], "entries that sum to the denominator"),
            "tables-negative": ([SAME, SAME, SAME, [1, 1, 1, -1]], "an integer of at least 0"),
            "tables-disturbance": (
                [SAME, [2, 0, 0, 0], SAME, DIFFERENT],
                "tables[1]: expected the marginals of tables[0]",
            ),
            "tables-too-few": ([SAME] * 3, "statement.tables: expected a list of 4 to 4 items"),
            "tables-short": (
                [SAME, SAME, SAME, [1, 1]],
                "tables[3]: expected a list of 4 to 4 items",
            ),
            "tables-true": ([SAME, SAME, SAME, [0, True, 1, 0]], "tables[3]: expected an integer"),
        },
        claim=True,
    )
    family.each(
        "malformed",
        "contexts",
        {
            "contexts-repeated-label": (
                [*CHSH[:3], ["A1", "A1"]],
                "contexts[3]: expected distinct labels",
            ),
            "contexts-repeated-context": (
                [*CHSH[:3], ["B0", "A1"]],
                "contexts[3]: expected distinct",
            ),
            "contexts-none": ([], "statement.contexts: expected a list of 1 to 512 items"),
            "contexts-empty": ([*CHSH[:3], []], "contexts[3]: expected a list of 1 to 18 items"),
            "contexts-number": ([*CHSH[:3], ["A1", 7]], "printable labels of 1 to 64 characters"),
            "contexts-unprintable": ([*CHSH[:3], ["A1", "B\n1"]], "printable labels of 1 to 64"),
            "contexts-long-label": ([*CHSH[:3], ["A1", "B" * 65]], "printable labels of 1 to 64"),
            "contexts-large": (
                [[f"A{i}" for i in range(18)], ["B"], ["C"], ["D"]],
                "at most 262144 entries and 256 observables",
            ),
        },
        claim=True,
    )
    family.each(
        "malformed",
        "outcomes",
        {
            "outcomes-one": (1, "an integer from 2 to 64"),
            "outcomes-many": (65, "an integer from 2 to 64"),
        },
        claim=True,
    )
    family.each(
        "malformed",
        "denominator",
        {
            "denominator-zero": (0, "an integer of at least 1"),
            "denominator-huge": (10**500, "at most 500 digits"),
        },
        claim=True,
    )
    family.each(
        "malformed",
        "order",
        {
            "order-short": ([0, 1, 2], "certificate.order: expected a list of 4 to 4 items"),
            "order-repeated": ([0, 1, 2, 2], "every observable once"),
            "order-range": ([0, 1, 2, 4], "certificate.order: expected an integer from 0 to 3"),
        },
        claim=False,
    )
    family.add("invalid", "other-certificate", "certificate.kind: fraction", whole=(BOX, PROOF))
    return family.cases


def logical() -> list[Case]:
    order: Object = {"kind": "elimination", "order": [0, 1, 2, 3]}
    family = Family("fraction-logical", HARDY, order)
    family.add("valid", "hardy")
    family.add("valid", "pr-box", whole=({**BOX, **{k: HARDY[k] for k in ("kind", "context")},
                                          "event": [0, 1]}, order))  # fmt: skip
    family.add(
        "invalid",
        "event-that-extends",
        "an assignment without one",
        statement={"event": [0, 0]},
    )
    family.add(
        "invalid",
        "impossible-event",
        "event: possible: expected a probability above 0, found 0",
        statement={"context": 0},
    )
    family.each(
        "malformed",
        "event",
        {
            "short": ([1], "statement.event: expected a list of 2 to 2 items"),
            "range": ([1, 2], "statement.event: expected an integer from 0 to 1"),
        },
        claim=True,
    )
    family.add("malformed", "context", "statement.context", statement={"context": 4})
    return family.cases


def fractions() -> list[Case]:
    family = Family("fraction-triangle", TRIANGLE, PROOF)
    family.add("valid", "exact")
    family.add("valid", "interval", statement={"lower": [1, 3], "upper": [2, 3]})
    family.add("valid", "not-reduced", statement={"lower": [2, 4], "upper": [3, 6]})
    family.add("valid", "scaled", certificate={
        "scale": 2, "inequality": [[c, s, 2] for c, s, _ in EQUAL]})  # fmt: skip
    trivial = [[0, [a, b], 1] for a, b in product(range(2), repeat=2)]
    family.add(
        "valid",
        "nothing",
        statement={"lower": [0, 1], "upper": [1, 1]},
        certificate={"distribution": [], "inequality": trivial},
    )
    flat = {"tables": [[4, 4, 4, 0]] * 3, "lower": [1, 1], "upper": [1, 1]}
    family.add(
        "valid",
        "noncontextual",
        statement=flat,
        certificate={"denominator": 3, "inequality": trivial},
    )
    family.add(
        "incomplete",
        "lower-too-high",
        "goal: distribution: expected at least 2/3, found 3/6",
        statement={"lower": [2, 3], "upper": [1, 1]},
    )
    family.add(
        "incomplete",
        "upper-too-low",
        "goal: inequality: expected at most 1/3, found 6/12",
        statement={"lower": [0, 1], "upper": [1, 3]},
    )
    family.add(
        "incomplete",
        "a-weight-missing",
        "goal: distribution: expected at least 1/2, found 2/6",
        certificate={"distribution": WEIGHTS[1:]},
    )
    family.add(
        "invalid",
        "too-heavy",
        "below the model: expected at most its probability at context 0, joint outcome 0",
        certificate={"denominator": 5},
    )
    family.add(
        "invalid",
        "impossible-assignment",
        "at most its probability at context 0, joint outcome 3",
        certificate={"distribution": [[1, [1, 1, 0]]]},
    )
    family.add(
        "invalid",
        "scale-too-high",
        "inequality: elimination: expected sums of at least 2, found 1",
        certificate={"scale": 2},
    )
    family.add(
        "invalid",
        "coefficient-missing",
        "inequality: elimination: expected sums of at least 1, found 0",
        certificate={"inequality": EQUAL[1:]},
    )
    family.add(
        "invalid",
        "no-inequality",
        "expected sums of at least 1, found 0",
        certificate={"inequality": []},
    )
    family.shapes(("kind", "denominator", "distribution", "scale", "inequality", "order"))
    table: dict[str, dict[str, tuple[object, str]]] = {
        "distribution": {
            "twice": ([*WEIGHTS, WEIGHTS[0]], "distribution[3]: expected an assignment that was"),
            "weight-0": ([[0, [1, 0, 0]]], "distribution[0]: expected an integer of at least 1"),
            "negative": ([[-1, [1, 0, 0]]], "distribution[0]: expected an integer of at least 1"),
            "short": ([[1, [1, 0]]], "distribution[0]: expected a list of 3 to 3 items"),
            "outcome": ([[1, [2, 0, 0]]], "distribution[0]: expected an integer from 0 to 1"),
            "single": ([[1]], "distribution[0]: expected a list of 2 to 2 items"),
        },
        "inequality": {
            "twice": ([*EQUAL, EQUAL[0]], "inequality[6]: expected an event that was not there"),
            "negative": ([[0, [0, 0], -1]], "inequality[0]: expected an integer of at least 1"),
            "context": ([[3, [0, 0], 1]], "inequality[0]: expected an integer from 0 to 2"),
            "event": ([[0, [0], 1]], "inequality[0]: expected a list of 2 to 2 items"),
        },
        "scale": {"zero": (0, "certificate.scale: expected an integer of at least 1")},
        "denominator": {"zero": (0, "certificate.denominator: expected an integer of at least")},
        "order": {"repeated": ([0, 0, 1], "every observable once")},
    }
    for key, rows in table.items():
        named = {f"{key}-{name}": row for name, row in rows.items()}
        family.each("malformed", key, named, claim=False)
    family.each(
        "malformed",
        "upper",
        {
            "above-1": ([3, 2], "statement.upper: expected a fraction of at most 1"),
            "zero-denominator": ([0, 0], "statement.upper: expected an integer of at least 1"),
            "number": (1, "statement.upper: expected a list"),
        },
        claim=True,
    )
    family.add("malformed", "negative-lower", "statement.lower", statement={"lower": [-1, 2]})
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return models() + logical() + fractions()
