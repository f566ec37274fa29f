"""Corpus cases about graphs of exclusive events: bounds on three of their numbers."""

from __future__ import annotations

from typing import Any

from corpus_case import Case, Family, Object

EDGES = [[0, 1], [0, 4], [1, 2], [2, 3], [3, 4]]
PENTAGON: Object = {
    "kind": "exclusivity-numbers",
    "graph": {"vertices": 5, "edges": EDGES},
    "weights": [1, 1, 1, 1, 1],
    "independence": [2, 2],
    "theta": [[20, 9], [25, 11]],
    "packing": [[5, 2], [5, 2]],
}
PRIMAL: Object = {"denominator": 99, "numbers": [44] * 5 + [27] * 5}
DUAL: Object = {"denominator": 5, "numbers": [3] * 5}
HALVES: Object = {"denominator": 2, "numbers": [1] * 5}
EVIDENCE: Object = {
    "kind": "graph-numbers",
    "vertices": [0, 2],
    "above": "theta",
    "primal": PRIMAL,
    "dual": DUAL,
    "packing": HALVES,
    "denominator": 2,
    "cover": [[1, edge] for edge in EDGES],
}
NOTHING: Object = {"primal": None, "dual": None, "packing": None}
KEYS = tuple(EVIDENCE)
# Four events of the inequality of Clauser, Horne, Shimony and Holt: A0 B0, A0 B1, A1 B1, A1 B0.
EVENTS = [
    [["A0", 0], ["B0", 0]],
    [["A0", 1], ["B1", 1]],
    [["A1", 0], ["B1", 0]],
    [["A1", 1], ["B0", 1]],
]
# Two bases of three dimensions with a common vector.
RAYS = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"], ["0", "1", "i"], ["0", "i", "1"]]
BASES: Object = {
    "graph": {"dim": 3, "ring": "Z[i]", "vectors": RAYS},
    "independence": [2, 2],
    "theta": [[2, 1], [2, 1]],
    "packing": [[2, 1], [2, 1]],
}
BASES_EVIDENCE: Object = {
    **NOTHING,
    "vertices": [1, 3],
    "denominator": 1,
    "cover": [[1, [0, 1, 2]], [1, [3, 4]]],
}


def numbers(original: Object, values: list[Any]) -> Object:
    """Return a part of the certificate with other numbers."""
    return original | {"numbers": values}


def accepted(family: Family) -> None:
    """Add the valid cases."""
    family.add("valid", "pentagon")
    family.add("valid", "pentagon-searched", certificate={"above": "search"})
    weaker = {"independence": [1, 3], "theta": [[2, 1], [25, 11]], "packing": [[9, 4], [3, 1]]}
    family.add("valid", "weaker-bounds", statement=weaker)
    family.add(
        "valid",
        "cliques-alone",
        statement={"theta": [[2, 1], [5, 2]], "packing": [[2, 1], [5, 2]]},
        certificate=NOTHING,
    )
    weighted = {"weights": [2, 1, 1, 1, 1], "independence": [3, 3], "theta": [[3, 1], [3, 1]]}
    family.add(
        "valid",
        "weighted",
        statement=weighted | {"packing": [[3, 1], [3, 1]]},
        certificate=NOTHING
        | {"denominator": 1, "cover": [[1, EDGES[0]], [1, EDGES[1]], [1, EDGES[3]]]},
    )
    family.add(
        "valid",
        "searched-below-the-floor",
        statement={"theta": [[2, 1], [3, 1]], "packing": [[2, 1], [3, 1]]},
        certificate=NOTHING
        | {"above": "search", "denominator": 1, "cover": [[1, [0, 1]], [1, [2, 3]], [1, [4]]]},
    )
    family.add("valid", "two-bases", statement=BASES, certificate=BASES_EVIDENCE)
    chain = {"weights": [1, 1, 1, 1], "independence": [2, 2]}
    family.add(
        "valid",
        "events",
        statement=chain
        | {"graph": {"events": EVENTS}, **{key: [[2, 1], [2, 1]] for key in ("theta", "packing")}},
        certificate=NOTHING | {"denominator": 1, "cover": [[1, [0, 1]], [1, [2, 3]]]},
    )


def wrong(family: Family) -> None:
    """Add the cases in which something does not hold."""
    table: dict[str, tuple[object, str]] = {
        "adjacent": ([0, 1], "independent set: expected no two exclusive events, found 0 and 1"),
        "beyond": ([0, 5], "independent set: expected vertices below 5, found 5"),
    }
    family.each("invalid", "vertices", table, claim=False)
    matrix = "matrix: expected a positive semidefinite matrix"
    table = {
        "primal-large": (numbers(PRIMAL, [45] * 5 + [27] * 5), f"certificate.primal: {matrix}"),
        "primal-pairs-0": (numbers(PRIMAL, [44] * 5 + [0] * 5), f"certificate.primal: {matrix}"),
        "primal-negative": (numbers(PRIMAL, [-1] + [0] * 9), f"certificate.primal: {matrix}"),
        "primal-denominator": (PRIMAL | {"denominator": 98}, f"certificate.primal: {matrix}"),
        "primal-without-diagonal": (numbers(PRIMAL, [0] * 5 + [1] * 5), matrix),
    }
    family.each("invalid", "primal", table, claim=False)
    table = {
        "dual-zero": (numbers(DUAL, [0] * 5), f"certificate.dual: {matrix}"),
        "dual-large": (numbers(DUAL, [4] * 5), f"certificate.dual: {matrix}"),
        "dual-negative": (numbers(DUAL, [-3] * 5), f"certificate.dual: {matrix}"),
        "dual-one-edge": (numbers(DUAL, [3, 3, 3, 3, 0]), f"certificate.dual: {matrix}"),
    }
    family.each("invalid", "dual", table, claim=False)
    below = "certificate.dual: matrix"
    table = {
        "theta-root-5-below": ([[20, 9], [22, 10]], below),
        "theta-just-below": ([[20, 9], [2272, 1000]], below),
    }
    family.each("invalid", "theta", table, claim=True)
    table = {
        "packing-large": (numbers(HALVES, [1, 1, 1, 1, 2]), "packing: expected sums of at most 2"),
        "packing-negative": (numbers(HALVES, [1, 1, 1, 1, -1]), "packing: expected numbers of at"),
        "packing-denominator": (HALVES | {"denominator": 1}, "packing: expected sums of at most 1"),
    }
    family.each("invalid", "packing", table, claim=False)
    cover = EVIDENCE["cover"]
    table = {
        "cover-no-clique": ([*cover, [1, [0, 2]]], "cover[5]: clique: expected exclusive events"),
        "cover-triangle": ([[3, [0, 1, 2]]], "cover[0]: clique: expected exclusive events"),
        "cover-beyond": ([*cover, [1, [0, 5]]], "cover[5]: clique: expected vertices below 5"),
        "cover-short": (cover[:4], "cover: expected at least 2 at vertex 3, found 1"),
        "cover-empty": ([], "cover: expected at least 2 at vertex 0, found 0"),
    }
    family.each("invalid", "cover", table, claim=False)
    heavier = {"independence": [1, 1]}
    family.add(
        "invalid",
        "searched-1",
        "search: expected no independent set of weight above 1, found one",
        statement=heavier,
        certificate={"above": "search", "vertices": [3]},
    )
    weights = {"weights": [1, 1, 1, 1, 3]}
    family.add("invalid", "weights", "at least 6 at vertex 4, found 2", statement=weights)
    family.add(
        "invalid",
        "missing-edge",
        "cover[0]: clique: expected exclusive events, found 0 and 1",
        statement={
            "graph": {"vertices": 5, "edges": EDGES[1:]},
            "theta": [[2, 1], [5, 2]],
            "packing": [[2, 1], [5, 2]],
        },
        certificate=NOTHING,
    )
    family.add(
        "invalid",
        "other-kind",
        "certificate.kind",
        whole=(PENTAGON, {"kind": "evaluate"}),
    )
    rays = [*RAYS[:4], ["0", "1", "1"]]
    family.add(
        "invalid",
        "no-basis",
        "cover[1]: clique: expected exclusive events, found 3 and 4",
        statement=BASES | {"graph": BASES["graph"] | {"vectors": rays}},
        certificate=BASES_EVIDENCE,
    )


def short(family: Family) -> None:
    """Add the cases in which a bound of the statement is not reached."""
    table: dict[str, tuple[object, str]] = {
        "independence-3": ([3, 3], "bound on the independence number: expected at most 2/1"),
        "independence-low-3": ([3, 2], "bound on the independence number: expected at most 2/1"),
        "independence-1": ([1, 1], "bound on the independence number: expected at least 2/1"),
        "independence-0": ([0, 0], "bound on the independence number: expected at least 2/1"),
    }
    family.each("incomplete", "independence", table, claim=True)
    theta = "bound on the Lovasz number: expected"
    family.add(
        "incomplete",
        "theta-low",
        f"{theta} at most 220/99",
        statement={"theta": [[221, 99], [25, 11]]},
    )
    family.add("incomplete", "theta-low-set", f"{theta} at most 2/1", certificate={"primal": None})
    family.add(
        "incomplete", "theta-high-cover", f"{theta} at least 5/2", certificate={"dual": None}
    )
    packing = "bound on the fractional packing number: expected"
    table = {
        "packing-low": ([[13, 5], [5, 2]], f"{packing} at most 5/2"),
        "packing-high": ([[5, 2], [12, 5]], f"{packing} at least 5/2"),
    }
    family.each("incomplete", "packing", table, claim=True)
    family.add(
        "incomplete", "packing-by-theta", f"{packing} at most 220/99", certificate={"packing": None}
    )
    family.add(
        "incomplete",
        "floor-3",
        "bound on the independence number: expected at least 3/1",
        statement={"theta": [[2, 1], [3, 1]], "packing": [[2, 1], [3, 1]]},
        certificate=NOTHING | {"denominator": 1, "cover": [[1, [0, 1]], [1, [2, 3]], [1, [4]]]},
    )


def malformed(family: Family) -> None:
    """Add the cases that are not of the grammar or beyond a limit."""
    edges, where = "statement.graph.edges", "statement.graph"
    table: dict[str, tuple[object, str]] = {
        "no-graph": (None, "statement.graph: expected an object"),
        "graph-empty": ({}, "statement.graph: expected the key 'vertices'"),
        "graph-two": ({"edges": [], "vertices": 5, "dim": 3}, "found the key 'dim'"),
        "edges-and-events": ({"edges": [], "events": []}, "found the key 'events'"),
        "vertices-0": ({"vertices": 0, "edges": []}, "statement.graph.vertices"),
        "vertices-513": ({"vertices": 513, "edges": []}, "statement.graph.vertices"),
        "edge-loop": (
            {"vertices": 5, "edges": [[1, 1]]},
            f"{edges}[0][1]: expected an integer above",
        ),
        "edge-turned": ({"vertices": 5, "edges": [[1, 0]]}, f"{edges}[0][1]"),
        "edge-twice": (
            {"vertices": 5, "edges": [[0, 1], [0, 1]]},
            f"{edges}[1]: expected a pair after",
        ),
        "edge-order": (
            {"vertices": 5, "edges": [[1, 2], [0, 1]]},
            f"{edges}[1]: expected a pair after",
        ),
        "edge-of-three": (
            {"vertices": 5, "edges": [[0, 1, 2]]},
            f"{edges}[0]: expected a list of 2",
        ),
        "edge-beyond": ({"vertices": 5, "edges": [[0, 5]]}, f"{edges}[0][1]"),
        "edge-true": ({"vertices": 5, "edges": [[0, True]]}, f"{edges}[0][1]"),
        "edges-word": ({"vertices": 5, "edges": "01"}, f"{edges}: expected a list"),
        "edges-many": (
            {"vertices": 2, "edges": [[0, 1], [0, 1]]},
            f"{edges}: expected a list of 0",
        ),
    }
    events, vectors = f"{where}.events", f"{where}.vectors"
    rays = BASES["graph"]
    table |= {
        "events-none": ({"events": []}, events),
        "event-empty": ({"events": [[]]}, f"{events}[0]: expected a list of 1 to 64"),
        "event-label-twice": (
            {"events": [[["A", 0], ["A", 1]]]},
            "expected distinct labels, found A",
        ),
        "event-label-number": ({"events": [[[1, 0]]]}, "expected printable labels"),
        "event-label-empty": ({"events": [[["", 0]]]}, "expected printable labels"),
        "event-outcome-64": ({"events": [[["A", 64]]]}, f"{events}[0]: expected an integer from 0"),
        "event-outcome-true": ({"events": [[["A", True]]]}, f"{events}[0]"),
        "event-triple": ({"events": [[["A", 0, 0]]]}, f"{events}[0]: expected a list of 2"),
        "vectors-none": (rays | {"vectors": []}, vectors),
        "vectors-zero": (
            rays | {"vectors": [["0", "0", "0"]]},
            f"{vectors}[0]: expected a non-zero",
        ),
        "vectors-ray-twice": (
            rays | {"vectors": [["1", "0", "0"], ["i", "0", "0"]]},
            f"{vectors}[1]: expected distinct rays",
        ),
        "vectors-short": (rays | {"vectors": [["1", "0"]]}, f"{vectors}[0]: expected a list of 3"),
        "vectors-number": (rays | {"vectors": [[1, 0, 0]]}, f"{vectors}[0][0]"),
        "vectors-dim-1": (rays | {"dim": 1}, f"{where}.dim"),
        "vectors-dim-17": (rays | {"dim": 17}, f"{where}.dim"),
        "vectors-ring": (rays | {"ring": "R"}, f"{where}.ring"),
    }
    family.each("malformed", "graph", table, claim=True)
    table = {
        "weights-four": ([1, 1, 1, 1], "statement.weights: expected a list of 5 to 5 items"),
        "weights-zero": (
            [0, 1, 1, 1, 1],
            "statement.weights[0]: expected an integer of at least 1",
        ),
        "weights-negative": ([1, 1, 1, 1, -1], "statement.weights[4]"),
        "weights-true": ([True, 1, 1, 1, 1], "statement.weights[0]"),
        "weights-huge": ([10**500, 1, 1, 1, 1], "statement.weights[0]"),
    }
    family.each("malformed", "weights", table, claim=True)
    for key in ("independence", "theta", "packing"):
        good, place = PENTAGON[key][0], f"statement.{key}"
        table = {
            f"{key}-one": ([good], f"{place}: expected a list of 2"),
            f"{key}-three": ([good] * 3, f"{place}: expected a list of 2"),
            f"{key}-null": (None, f"{place}: expected a list"),
            f"{key}-words": (["2", "2"], place),
        }
        if key == "independence":
            table["independence-negative"] = ([-1, 2], place)
            table["independence-pairs"] = ([[2, 1], [2, 1]], place)
        else:
            table[f"{key}-zero-denominator"] = ([[2, 1], [2, 0]], place)
            table[f"{key}-negative"] = ([[-2, 1], [5, 2]], place)
            table[f"{key}-integers"] = ([2, 3], place)
        family.each("malformed", key, table, claim=True)
    for key, size in (("primal", 10), ("dual", 5), ("packing", 5)):
        good, place = EVIDENCE[key], f"certificate.{key}"
        table = {
            f"{key}-list": ([1] * size, f"{place}: expected an object"),
            f"{key}-fewer": (
                numbers(good, [1] * (size - 1)),
                f"{place}.numbers: expected a list of",
            ),
            f"{key}-more": (
                numbers(good, [1] * (size + 1)),
                f"{place}.numbers: expected a list of",
            ),
            f"{key}-denominator-0": (good | {"denominator": 0}, f"{place}.denominator"),
            f"{key}-foreign": (good | {"more": 1}, "found the key 'more'"),
            f"{key}-word": (numbers(good, ["1"] * size), f"{place}.numbers[0]"),
            f"{key}-huge": (numbers(good, [10**500 + 1] * size), f"{place}.numbers[0]"),
            f"{key}-false": (False, f"{place}: expected an object"),
        }
        family.each("malformed", key, table, claim=False)
    place = "certificate.cover"
    table = {
        "cover-null": (None, f"{place}: expected a list"),
        "cover-triple": ([[1, [0, 1], 2]], f"{place}[0]: expected a list of 2"),
        "cover-weight-0": ([[0, [0, 1]]], f"{place}[0]: expected an integer of at least 1"),
        "cover-turned": ([[1, [1, 0]]], f"{place}[0][1]: expected an integer above 1"),
        "cover-member-512": ([[1, [512]]], f"{place}[0][0]"),
        "cover-many-members": ([[1, list(range(512))]] * 8, "at most 1048576 pairs of members"),
    }
    family.each("malformed", "cover", table, claim=False)
    table = {
        "vertices-turned": ([2, 0], "certificate.vertices[1]: expected an integer above 2"),
        "vertices-null": (None, "certificate.vertices: expected a list"),
        "vertices-512": ([512], "certificate.vertices[0]"),
    }
    family.each("malformed", "vertices", table, claim=False)
    table = {
        "above-null": (None, "certificate.above: expected one of search, theta"),
        "above-word": ("cover", "certificate.above: expected one of search, theta"),
    }
    family.each("malformed", "above", table, claim=False)
    table = {
        "denominator-0": (0, "certificate.denominator"),
        "denominator-true": (True, "cate.deno"),
    }
    family.each("malformed", "denominator", table, claim=False)
    family.shapes(KEYS)


def cases() -> list[Case]:
    """Return all cases of this module."""
    family = Family("exclusivity", PENTAGON, EVIDENCE)
    accepted(family)
    wrong(family)
    short(family)
    malformed(family)
    return family.cases
