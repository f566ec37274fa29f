"""Corpus cases about machines for sequences of measurements."""

from __future__ import annotations

import hashlib

from corpus_case import Case, Family, Object, changed
from refuter import refute

LABELS = ["XI", "IX", "XX", "IZ", "ZI", "ZZ", "XZ", "ZX", "YY"]
BELL: Object = {
    "kind": "machine-upper-bound",
    "qubits": 2,
    "observables": ["XX", "ZZ", "YY", "XI"],
    "sequences": "all",
    "contexts": [],
    "initial": ["+XX", "+ZZ"],
    "states": 3,
}
# State 0 knows XX and ZZ, state 1 knows XX and XI, state 2 knows XX and YY.
MACHINE: Object = {
    "kind": "machine",
    "out": ["++-+", "++++", "+-++"],
    "next": [[0, 0, 0, 1], [1, 0, 2, 1], [2, 2, 2, 1]],
}
# The square, in the state that XI and IX fix: answers can't be fixed once and for all.
FIXED: Object = {
    "kind": "machine-lower-bound",
    "qubits": 2,
    "observables": LABELS,
    "sequences": "all",
    "contexts": [],
    "initial": ["+XI", "+IX"],
    "states": 2,
}
# Node, observable, and what follows: the nodes after + and after -, or a sign that is certain.
# Nodes: 0 XI IX, 1 XI IZ, 3 IX ZI, 5 IZ ZI, 7 ZZ XX, 9 XZ ZX; the others are after a -.
WALK: list[tuple[int, int, tuple[int, int] | str]] = [
    (0, 3, (1, 2)),
    (0, 4, (3, 4)),
    (1, 4, (5, 6)),
    (5, 5, "+"),
    (1, 6, "+"),
    (3, 7, "+"),
    (0, 2, "+"),
    (5, 2, (7, 8)),
    (7, 8, "-"),
    (1, 7, (9, 10)),
    (9, 8, "+"),
]


def fixed_clauses() -> list[tuple[int, ...]]:
    """Return the clauses of the page for `FIXED` and `WALK`: one state, nine observables."""
    out, follow, used = 1, 10, 28  # the first variable of each sort; seen is not needed
    clauses: list[tuple[int, ...]] = [(follow + a,) for a in range(9)]
    clauses += [(-(out + 3),), (-(out + 4),)]  # IZ and ZI are independent of XI and IX
    clauses.append((used,))
    for node, a, then in WALK:
        here, table = -(used + node), -(follow + a)
        if isinstance(then, str):
            clauses += [(here, (out + a) * (-1 if then == "+" else 1)), (here, table, used + node)]
        else:
            clauses += [
                (here, out + a, table, used + then[0]),
                (here, -(out + a), table, used + then[1]),
            ]
    return clauses


def uppers() -> list[Case]:
    family = Family("machine", BELL, MACHINE)
    family.add("valid", "bell")
    forgets = [[0, 0, 0, 0], [1, 0, 2, 1], [2, 2, 2, 1]]  # YY is then a coin that may show -
    family.add("valid", "bell-that-forgets-XI", certificate={"next": forgets})
    family.add("valid", "bell-with-states-to-spare", statement={"states": 4})
    one: Object = {"kind": "machine", "out": ["++-"], "next": [[0, 0, 0]]}
    alone = changed(BELL, observables=["XX", "ZZ", "YY"], states=1)
    family.add("valid", "bell-alone", whole=(alone, one))
    family.add("valid", "bell-alone-compatible", whole=(alone | {"sequences": "compatible"}, one))
    unknown = alone | {"initial": [], "sequences": "contexts", "contexts": [[0, 1, 2]]}
    family.add("valid", "one-context-unknown", whole=(unknown, one))
    family.add(
        "invalid",
        "one-context-all-plus",
        "state 0, YY: certain prediction: expected -, found +",
        whole=(unknown, one | {"out": ["+++"]}),
    )
    two = changed(BELL, initial=["-XX"], observables=["XX"], states=1)
    family.add(
        "invalid",
        "sign-of-the-start",
        "state 0, XX: certain prediction: expected -, found +",
        whole=(two, {"kind": "machine", "out": ["+"], "next": [[0]]}),
    )
    flips = {0: (0, "+", "-"), 1: (0, "+", "-"), 2: (0, "-", "+")}
    for place, (state, right, wrong) in flips.items():
        word = MACHINE["out"][state]
        out = [word[:place] + wrong + word[place + 1 :], *MACHINE["out"][1:]]
        family.add(
            "invalid",
            f"answer-{place}-flipped",
            f"state 0, {BELL['observables'][place]}: certain prediction: expected {right}",
            certificate={"out": out},
        )
    for name, follow in {
        "never-leaves": [[0, 0, 0, 1], [1, 1, 1, 1], [2, 2, 2, 1]],
        "wrong-turn": [[0, 0, 0, 1], [1, 2, 2, 1], [2, 2, 2, 1]],
    }.items():
        family.add("invalid", name, "certain prediction", certificate={"next": follow})
    family.add(
        "invalid",
        "too-many-states",
        "size: expected at most 2 states, found 3",
        statement={"states": 2},
    )
    table: dict[str, tuple[object, str]] = {
        "next-beyond": ([[0, 0, 0, 3]] * 3, "expected an integer from 0 to 2, found 3"),
        "next-negative": ([[0, 0, 0, -1]] * 3, "expected an integer from 0 to 2, found -1"),
        "next-short": ([[0, 0, 0]] * 3, "certificate.next[0]"),
        "next-rows-missing": ([[0, 0, 0, 0]], "certificate.next"),
        "next-true": ([[0, 0, 0, True]] * 3, "found True"),
    }
    family.each("malformed", "next", table, claim=False)
    table = {
        "out-zero": (["++-0"] * 3, "a word of + and -"),
        "out-empty": (["", "", ""], "a word of + and -"),
        "no-states": ([], "certificate.out"),
    }
    family.each("malformed", "out", table, claim=False)
    short: Object = {"out": ["++-"] * 3, "next": [[0, 0, 0]] * 3}
    family.add(
        "malformed", "three-answers-of-four", "expected an answer to each of 4", certificate=short
    )
    statements(family)
    family.shapes(("kind", "out", "next"))
    return family.cases


def statements(family: Family) -> None:
    """Add cases with a statement that makes no sense."""
    rows: dict[str, tuple[Object, str]] = {
        "identity": ({"observables": ["XX", "ZZ", "YY", "II"]}, "statement.observables[3]"),
        "observable-twice": ({"observables": ["XX", "ZZ", "YY", "XX"]}, "statement.observables[3]"),
        "observable-lower-case": ({"observables": ["xx"]}, "a Pauli label of 2 letters"),
        "observable-of-3-letters": ({"observables": ["XXI"]}, "a Pauli label of 2 letters"),
        "no-observables": ({"observables": []}, "statement.observables"),
        "qubits-0": ({"qubits": 0}, "statement.qubits"),
        "qubits-17": ({"qubits": 17}, "statement.qubits"),
        "sequences-any": ({"sequences": "any"}, "statement.sequences"),
        "contexts-for-all": ({"contexts": [[0, 1]]}, "statement.contexts"),
        "contexts-missing": ({"sequences": "contexts"}, "statement.contexts"),
        "context-anticommuting": (
            {"sequences": "contexts", "contexts": [[1, 3]]},
            "expected commuting observables, found ZZ and XI",
        ),
        "context-decreasing": (
            {"sequences": "contexts", "contexts": [[1, 0]]},
            "strictly increasing",
        ),
        "context-index-4": (
            {"sequences": "contexts", "contexts": [[0, 4]]},
            "expected an integer from 0 to 3, found 4",
        ),
        "initial-without-sign": ({"initial": ["XX"]}, "a sign and a Pauli label"),
        "initial-anticommuting": ({"initial": ["+XX", "+ZI"]}, "statement.initial[1]"),
        "initial-twice": ({"initial": ["+XX", "+XX"]}, "statement.initial[1]"),
        "initial-opposite": ({"initial": ["+XX", "-XX"]}, "statement.initial[1]"),
        "initial-identity": ({"initial": ["+II"]}, "statement.initial[0]"),
        "initial-of-three": ({"initial": ["+XX", "+ZZ", "-YY"]}, "statement.initial"),
        "states-0": ({"states": 0}, "statement.states"),
        "states-4097": ({"states": 4097}, "statement.states"),
    }
    for name, (change, message) in rows.items():
        family.add("malformed", name, message, statement=change)


def lowers() -> list[Case]:
    lines = refute(fixed_clauses())
    data = "".join(f"{line}\n" for line in lines).encode()
    digest = hashlib.sha256(data).hexdigest()
    expansions = [[node, a] for node, a, _ in WALK]
    certificate: Object = {
        "kind": "machine-refutation",
        "expansions": expansions,
        "sha256": digest,
    }
    family = Family("machine-refutation", FIXED, certificate)
    family.proofs = {digest: data}
    family.add("valid", "fixed-answers")
    family.add("invalid", "two-states", "line 1: ", statement={"states": 3})
    family.add("invalid", "nothing-known", "line 1: ", statement={"initial": []})
    family.add("invalid", "other-start", "line 1: ", statement={"initial": ["-XI", "-IX"]})
    family.add("invalid", "upper", "certificate.kind", statement={"kind": "machine-upper-bound"})
    for place in (3, 6, 8, 10):
        fewer = expansions[:place] + expansions[place + 1 :]
        family.add("invalid", f"without-{place}", "line ", certificate={"expansions": fewer})
    for place in (0, 2):
        fewer = expansions[:place] + expansions[place + 1 :]
        family.add(
            "malformed", f"without-{place}", "a node below", certificate={"expansions": fewer}
        )
    other = [*LABELS[:8], "XY"]
    family.add("invalid", "another-observable", "line ", statement={"observables": other})
    table: dict[str, tuple[object, str]] = {
        "node-to-come": ([[3, 0]], "expected a node below 1, found 3"),
        "observable-9": ([[0, 9]], "an observable allowed at the node"),
        "pair-of-three": ([[0, 0, 0]], "certificate.expansions[0]"),
        "node-negative": ([[-1, 0]], "certificate.expansions[0]"),
        "no-expansions": ([], "certificate.expansions"),
        "expansion-word": (["XI"], "certificate.expansions[0]"),
    }
    family.each("malformed", "expansions", table, claim=False)
    family.add(
        "malformed",
        "not-compatible",
        "an observable allowed at the node",
        statement={"sequences": "compatible"},
        certificate={"expansions": [[0, 3], [1, 1]]},
    )
    family.add("malformed", "one-state", "statement.states", statement={"states": 1})
    family.add("malformed", "too-large", "at most 3000000 clauses", statement={"states": 600})
    family.add("malformed", "digest", "certificate.sha256", certificate={"sha256": "0"})
    family.proofs = {}
    family.add("malformed", "no-proof", "expected the proof file", certificate={"sha256": "0" * 64})
    empty = hashlib.sha256(b"").hexdigest()
    family.proofs = {empty: b""}
    family.add("incomplete", "empty-proof", "line 0: end", certificate={"sha256": empty})
    family.proofs = {digest: data}
    family.shapes(("kind", "expansions", "sha256"))
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return uppers() + lowers()
