"""Corpus cases about classical memory for given n and k, and about the growth of binomials."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

from corpus_case import Case, Family, Object

BOUND = "value-assignment-bound"
FAITHFUL = "faithful-bound"
HIDDEN = "hidden-variable-model"
MEMORY = {BOUND: "any", FAITHFUL: "deterministic", HIDDEN: "stochastic"}


def memory(kind: str, n: int, k: int) -> Object:
    bits = 2 * n if kind == HIDDEN else math.comb(n, k)
    return {"kind": kind, "n": n, "k": k, "memory": MEMORY[kind], "bits": bits}


def lowest_edges(n: int, k: int) -> list[int]:
    """Return for every difference the index of its first edge."""
    count = math.comb(n, k)
    return [(d & -d).bit_length() - 1 for d in range(1, 1 << count)]


def heavy_vertices(n: int, k: int) -> list[int]:
    """Return for every difference the first vertex of its first edge."""
    edges = list(combinations(range(n), k))
    return [edges[(d & -d).bit_length() - 1][0] for d in range(1, 1 << len(edges))]


def exhaustive() -> list[Case]:
    cases: list[Case] = []
    sizes = [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 3), (5, 5), (5, 1)]
    for kind, key, certificate, choices in (
        (BOUND, "edges", "pairwise-contexts", lowest_edges),
        (FAITHFUL, "vertices", "derivative-weights", heavy_vertices),
    ):
        base = memory(kind, 3, 2)
        good = choices(3, 2)
        family = Family(certificate, base, {"kind": certificate, key: good})
        for n, k in sizes:
            pair = (memory(kind, n, k), {"kind": certificate, key: choices(n, k)})
            family.add("valid", f"n{n}-k{k}", whole=pair)
        lists: dict[str, tuple[object, str]] = {
            "one-entry-missing": (good[:-1], "exhaustive: expected 7 entries, found 6"),
            "one-entry-more": ([*good, 0], "exhaustive: expected 7 entries, found 8"),
            "one-entry": ([0], "exhaustive: expected 7 entries, found 1"),
            "index-beyond": ([3, *good[1:]], "difference 1: "),
            "index-15": ([15, *good[1:]], "difference 1: "),
        }
        if kind == BOUND:
            lists["edge-not-in-the-difference"] = (
                [1, *good[1:]],
                "difference 1: context: expected an edge of the difference, found edge 1",
            )
            lists["last-edge-wrong"] = ([*good[:3], 0, *good[4:]], "difference 4: context")
        else:
            lists["vertex-outside-the-edge"] = (
                [2, *good[1:]],
                "difference 1: weight: expected a derivative of weight 4 or more, found 0",
            )
            lists["vertex-3-of-3"] = ([*good[:-1], 3], "difference 7: vertex: expected a vertex")
        family.each("invalid", key, lists, claim=False)
        family.add(
            "invalid",
            "statement-for-all-n",
            "statement: exhaustive: expected integers n and k, found all",
            statement={"n": "all", "k": "all", "bits": "binom(n,k)"},
        )
        family.add(
            "invalid",
            "statement-of-another-kind",
            "certificate.kind: ",
            statement=memory(HIDDEN, 3, 2),
        )
        broken: dict[str, tuple[object, str]] = {
            "entries-empty": ([], f"certificate.{key}: expected a list of 1 to 65535 items"),
            "entry-16": ([16] * 7, f"{key}[0]: expected an integer from 0 to 15, found 16"),
            "entry-negative": ([-1] * 7, f"{key}[0]: expected an integer from 0 to 15, found -1"),
            "entry-true": ([True] * 7, f"{key}[0]: expected an integer from 0 to 15, found True"),
            "entry-null": ([0, None], f"{key}[1]: expected an integer from 0 to 15, found None"),
            "entries-text": ("0101", f"certificate.{key}: expected a list, found 0101"),
        }
        family.each("malformed", key, broken, claim=False)
        family.shapes(("kind", key))
        statement_errors(family)
        family.add(
            "malformed",
            "n-too-large-for-this-certificate",
            "binom(n,k) <= 16 and n <= 10 for this certificate, found n = 7, k = 3",
            statement=memory(kind, 7, 3),
        )
        family.add(
            "malformed",
            "n11-k1",
            "binom(n,k) <= 16 and n <= 10 for this certificate, found n = 11, k = 1",
            statement=memory(kind, 11, 1),
        )
        cases += family
    return cases


def statement_errors(family: Family) -> None:
    """Add what can be wrong with n, k, memory and bits, about a statement with n = 3, k = 2."""
    bits = family.statement["bits"]
    for name, change, message in (
        ("bits-one-less", {"bits": bits - 1}, f"bits: expected an integer from {bits} to {bits}"),
        ("bits-one-more", {"bits": bits + 1}, f"found {bits + 1}"),
        ("bits-text", {"bits": str(bits)}, "statement.bits: expected an integer"),
        ("bits-formula", {"bits": "binom(n,k)"}, "statement.bits: expected an integer"),
        ("bits-zero", {"bits": 0}, "statement.bits: expected an integer"),
        ("bits-minus-1", {"bits": -1}, "statement.bits: expected an integer"),
        ("k-0", {"k": 0}, "statement.k: expected an integer from 1 to 3, found 0"),
        ("k-above-n", {"k": 4}, "statement.k: expected an integer from 1 to 3, found 4"),
        ("n-0", {"n": 0}, "statement.n: expected an integer from 1 to 10000, found 0"),
        ("n-true", {"n": True, "k": 1}, "statement.n: expected an integer from 1 to 10000"),
        ("n-10001", {"n": 10001}, "statement.n: expected an integer from 1 to 10000"),
        ("n-all-k-2", {"n": "all"}, "statement.n: expected an integer from 1 to 10000, found all"),
        ("n-3-k-all", {"k": "all"}, "statement.k: expected an integer from 1 to 3, found all"),
        ("n-All", {"n": "All", "k": "All"}, "statement.n: expected an integer from 1 to 10000"),
        ("all-with-integer-bits", {"n": "all", "k": "all"}, "statement.bits: expected one of"),
        ("memory-any-other", {"memory": "none"}, "statement.memory: expected one of"),
        ("memory-null", {"memory": None}, "statement.memory: expected one of"),
    ):
        family.add("malformed", name, message, statement=change)


def replays() -> Family:
    family = Family("replay", memory(HIDDEN, 3, 2), {"kind": "replay"})
    for n, k in ((1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 1), (4, 2), (4, 3)):
        family.add("valid", f"n{n}-k{k}", whole=(memory(HIDDEN, n, k), {"kind": "replay"}))
    statement_errors(family)
    family.add(
        "invalid",
        "statement-for-all-n",
        "statement: exhaustive: expected integers n and k, found all",
        statement={"n": "all", "k": "all", "bits": "2*n"},
    )
    for kind in (BOUND, FAITHFUL):
        message = "certificate.kind: replay: expected a statement of kind hidden-variable-model"
        family.add("invalid", f"of-{kind}", message, statement=memory(kind, 3, 2))
    for n, k in ((5, 3), (10, 9), (10, 10)):
        message = "statement: expected at most 2000000 measurements to replay, found more"
        family.add(
            "malformed", f"too-many-measurements-n{n}-k{k}", message, statement=memory(HIDDEN, n, k)
        )
    family.add(
        "malformed", "n7-k3", "for this certificate, found n = 7", statement=memory(HIDDEN, 7, 3)
    )
    for kind, memory_name in (("deterministic", "deterministic"), ("any", "any")):
        message = "statement.memory: expected one of stochastic"
        family.add("malformed", f"memory-{kind}", message, statement={"memory": memory_name})
    family.shapes(("kind",))
    return family


INEQUALITY = {
    "polynomial": "binom(n,k)*k^k >= n^k",
    "central": "binom(n,floor(n/2))*(n+1) >= 2^n",
}
SUMMANDS: dict[str, list[list[str]]] = {
    "polynomial": [["i", "n-k"]],
    "central": [["n-2*i-2"], ["1"]],
}


def growth(family: str, n: Any, k: Any) -> Object:
    return {
        "kind": "binomial-growth",
        "family": family,
        "n": n,
        "k": k,
        "inequality": INEQUALITY[family],
    }


def growths() -> list[Case]:
    cases: list[Case] = []
    for name, summands in SUMMANDS.items():
        family = Family(
            f"growth-{name}",
            growth(name, "all", "all"),
            {"kind": "termwise", "summands": summands},
        )
        family.add("valid", "termwise-all")
        family.add("valid", "termwise-n7", statement={"n": 7, "k": 3})
        for n, k in ((2, 1), (9, 4), (1000, 500), (10000, 5000)):
            family.add("valid", f"evaluate-n{n}", whole=(growth(name, n, k), {"kind": "evaluate"}))
        identity = "identity: expected summands adding up to"
        invalid: dict[str, tuple[object, str]] = {
            "summand-i-n": ([["i", "n"]] if name == "polynomial" else [["i"]], identity),
            "summand-twice": ([*summands, summands[0]], identity),
            "no-common-sum": ([["i", "i", "i", "i"]], identity),
            "foreign-factor": (
                [["1"]] if name == "polynomial" else [["n-k"]],
                "summands[0]: sign: expected a factor among",
            ),
            "foreign-factor-last": (
                [*summands, ["n-2*i-2" if name == "polynomial" else "k"]],
                f"summands[{len(summands)}]: sign: expected a factor among",
            ),
        }
        family.each("invalid", "summands", invalid, claim=False)
        family.add(
            "invalid",
            "evaluate-all",
            "statement: evaluate: expected integers n and k, found all",
            whole=(growth(name, "all", "all"), {"kind": "evaluate"}),
        )
        factor = "summands[0]: expected one of"
        lists: dict[str, tuple[object, str]] = {
            "factor-negative": ([["-i"]], factor),
            "factor-unknown": ([["k-n"]], factor),
            "factor-number": ([[1]], factor),
            "summand-empty": ([[]], "summands[0]: expected a list of 1 to 4 items"),
            "summand-of-five": ([["i"] * 5], "summands[0]: expected a list of 1 to 4 items"),
            "summand-text": (["i"], "summands[0]: expected a list, found i"),
            "summands-empty": ([], "certificate.summands: expected a list of 1 to 8 items"),
            "nine-summands": ([["i"]] * 9, "certificate.summands: expected a list of 1 to 8 items"),
            "summands-text": ("i", "certificate.summands: expected a list, found i"),
        }
        family.each("malformed", "summands", lists, claim=False)
        other = next(text for key, text in INEQUALITY.items() if key != name)
        for case, change, message in (
            ("other-inequality", {"inequality": other}, "statement.inequality: expected one of"),
            (
                "reversed-inequality",
                {"inequality": "n^k >= binom(n,k)*k^k"},
                "inequality: expected",
            ),
            (
                "family-unknown",
                {"family": "linear"},
                "statement.family: expected one of polynomial",
            ),
            ("n-1", {"n": 1, "k": 1}, "statement.n: expected an integer from 2 to 10000, found 1"),
            ("n-10001", {"n": 10001, "k": 1}, "statement.n: expected an integer from 2 to 10000"),
            ("k-0", {"n": 7, "k": 0}, "statement.k: expected an integer from"),
            ("k-above-n", {"n": 7, "k": 8}, "statement.k: expected an integer from"),
            ("k-all", {"n": 7}, "statement.k: expected an integer from"),
            ("n-all-k-3", {"k": 3}, "statement.n: expected an integer from 2 to 10000, found all"),
        ):
            family.add("malformed", case, message, statement=change)
        family.shapes(("kind", "summands"))
        cases += family
    off = Family("growth", growth("central", 9, 4), {"kind": "evaluate"})
    for k in (3, 5):
        message = f"statement.k: expected an integer from 4 to 4, found {k}"
        off.add("malformed", f"central-n9-k{k}", message, statement={"k": k})
    off.add(
        "malformed",
        "evaluate-with-a-value",
        "certificate: expected only the keys kind, found the key 'value'",
        certificate={"value": 1},
    )
    return [*cases, *off]


def cases() -> list[Case]:
    return [*exhaustive(), *replays(), *growths()]
