"""Corpus cases about Pauli scenarios."""

from __future__ import annotations

from typing import Any

from corpus_case import Case, Family

SQUARE = [
    ["XI", "IX", "XX"],
    ["IZ", "ZI", "ZZ"],
    ["XZ", "ZX", "YY"],
    ["XI", "IZ", "XZ"],
    ["IX", "ZI", "ZX"],
    ["XX", "ZZ", "YY"],
]
STAR = [
    ["XXX", "XII", "IXI", "IIX"],
    ["XYY", "XII", "IYI", "IIY"],
    ["YXY", "YII", "IXI", "IIY"],
    ["YYX", "YII", "IYI", "IIX"],
    ["XXX", "XYY", "YXY", "YYX"],
]


def scenario(contexts: list[list[str]], kind: str = "pauli-contextual") -> dict[str, Any]:
    return {"kind": kind, "qubits": len(contexts[0][0]), "contexts": contexts}


def parity(*contexts: int) -> dict[str, Any]:
    return {"kind": "parity", "contexts": list(contexts)}


def minus(*labels: str) -> dict[str, Any]:
    return {"kind": "assignment", "minus": list(labels)}


def parities() -> Family:
    family = Family("parity", scenario(SQUARE), parity(0, 1, 2, 3, 4, 5))
    family.add("valid", "mermin-square")
    family.add("valid", "mermin-star", whole=(scenario(STAR), parity(0, 1, 2, 3, 4)))
    reordered = [list(reversed(context)) for context in reversed(SQUARE)]
    family.add("valid", "square-reordered", statement={"contexts": reordered})
    more = [*SQUARE, ["YI", "IY", "YY"], ["XY", "YX", "ZZ"], ["XY", "IY", "XI"]]
    family.add("valid", "square-and-more", statement={"contexts": more})
    padded = [[f"I{a}I" for a in context] for context in SQUARE]
    family.add("valid", "square-on-four-qubits", statement={"qubits": 4, "contexts": padded})
    wide = [["I" * 62 + a for a in context] for context in SQUARE]
    family.add("valid", "square-on-64-qubits", statement={"qubits": 64, "contexts": wide})
    moved = [["YI", "IX", "YX"], *SQUARE]
    family.add(
        "valid",
        "square-after-another-context",
        statement={"contexts": moved},
        certificate={"contexts": [1, 2, 3, 4, 5, 6]},
    )
    for missing in range(6):
        rest = [i for i in range(6) if i != missing]
        message = "sum: parity: expected every observable an even number of times"
        family.add("invalid", f"without-context-{missing}", message, certificate=parity(*rest))
    family.add("invalid", "empty", "sign: parity: expected an odd number", certificate=parity())
    family.add("invalid", "one-context", "an odd number of times", certificate=parity(5))
    family.add(
        "invalid", "index-6-of-6", "expected an index below 6, found 6", certificate=parity(0, 6)
    )
    twice = [[a + "I" for a in c] for c in SQUARE] + [["I" + a for a in c] for c in SQUARE]
    family.add(
        "invalid",
        "two-squares-two-negatives",
        "sign: parity",
        statement={"qubits": 3, "contexts": twice},
        certificate=parity(*range(12)),
    )
    family.add(
        "invalid",
        "noncontextual-statement",
        "certificate.kind: parity: expected a statement of kind pauli-contextual",
        statement={"kind": "pauli-noncontextual"},
    )
    family.add(
        "invalid",
        "satisfiable-scenario",
        "an odd number of times",
        statement={"contexts": SQUARE[:5]},
        certificate=parity(0, 1, 2, 3, 4),
    )
    indices: dict[str, tuple[object, str]] = {
        "indices-unsorted": ([1, 0, 2, 3, 4, 5], "contexts[1]: expected an integer above 1"),
        "index-twice": ([0, 0, 1, 2, 3, 4, 5], "contexts[1]: expected an integer above 0"),
        "index-negative": ([-1, 0], "contexts[0]: expected an integer from 0"),
        "index-true": ([True], "contexts[0]: expected an integer from 0"),
        "index-text": (["0"], "contexts[0]: expected an integer from 0"),
        "index-null": ([None], "contexts[0]: expected an integer from 0"),
        "index-huge": ([10**300], "found an integer of 997 bits"),
        "indices-not-a-list": ({"0": 1}, "certificate.contexts: expected a list, found a dict"),
        "indices-text": ("012345", "certificate.contexts: expected a list, found 012345"),
    }
    family.each("malformed", "contexts", indices, claim=False)
    family.shapes(("kind", "contexts"))
    return family


def statements() -> Family:
    family = Family("scenario", scenario(SQUARE), parity(0, 1, 2, 3, 4, 5))
    other: dict[str, tuple[object, str]] = {
        "qubits-0": (0, "statement.qubits: expected an integer from 1 to 64, found 0"),
        "qubits-65": (65, "statement.qubits: expected an integer from 1 to 64, found 65"),
        "qubits-true": (True, "statement.qubits: expected an integer from 1 to 64, found True"),
        "qubits-text": ("2", "statement.qubits: expected an integer from 1 to 64, found 2"),
        "qubits-1-but-labels-of-2": (1, "contexts[0]: expected a Pauli label of 1 letters"),
        "qubits-3-but-labels-of-2": (3, "contexts[0]: expected a Pauli label of 3 letters"),
        "qubits-list": ([2], "statement.qubits: expected an integer from 1 to 64, found a list"),
    }
    family.each("malformed", "qubits", other, claim=True)
    first: dict[str, tuple[object, str]] = {
        "lower-case": (["xI", "IX", "XX"], "contexts[0]: expected a Pauli label"),
        "letter-W": (["WI", "IX", "XX"], "contexts[0]: expected a Pauli label"),
        "sign-in-label": (["-XI", "IX", "XX"], "contexts[0]: expected a Pauli label"),
        "space-in-label": (["X ", "IX", "XX"], "contexts[0]: expected a Pauli label"),
        "line-feed-in-label": (["XI\n", "IX", "XX"], "found 'XI\\n'"),
        "cyrillic-letter": (["\u0425I", "IX", "XX"], "contexts[0]: expected a Pauli label"),
        "label-number": ([1, "IX", "XX"], "contexts[0]: expected a Pauli label"),
        "label-null": ([None, "IX", "XX"], "contexts[0]: expected a Pauli label"),
        "identity-and-repetition": (
            ["II", "XX", "XX"],
            "contexts[0]: expected distinct observables",
        ),
        "identity-alone": (["II", "IX", "XI", "XX"], "expected no identity observable, found II"),
        "observable-twice": (["XI", "XI", "IX"], "contexts[0]: expected distinct observables"),
        "anticommuting": (["XI", "ZI", "YI"], "found XI and ZI anticommute"),
        "anticommuting-pair-last": (["XI", "IX", "XZ", "IY"], "found IX and XZ anticommute"),
        "anticommuting-third": (["XI", "IX", "ZZ"], "found XI and ZZ anticommute"),
        "product-another-pauli": (["XI", "IX"], "expected a product of plus or minus the identity"),
        "one-label": (["XI"], "contexts[0]: expected a list of 2 to 4096 items, found 1 items"),
        "no-label": ([], "contexts[0]: expected a list of 2 to 4096 items, found 0 items"),
        "context-text": ("XIIXXX", "contexts[0]: expected a list, found XIIXXX"),
        "context-object": ({"XI": 1}, "contexts[0]: expected a list, found a dict"),
    }
    table = {
        f"context-with-{name}": ([value, *SQUARE[1:]], message)
        for name, (value, message) in first.items()
    }
    family.each("malformed", "contexts", table, claim=True)
    repeated: dict[str, tuple[object, str]] = {
        "context-twice": ([*SQUARE, SQUARE[2]], "found the observables of context 2"),
        "context-twice-permuted": (
            [*SQUARE, SQUARE[2][::-1]],
            "contexts[6]: expected distinct contexts, found the observables of context 2",
        ),
        "no-contexts": ([], "statement.contexts: expected a list of 1 to"),
        "contexts-text": ("XI", "statement.contexts: expected a list, found XI"),
        "contexts-nested": ([[["XI", "IX", "XX"]]], "contexts[0]: expected a list of 2 to"),
    }
    family.each("malformed", "contexts", repeated, claim=True)
    kinds: dict[str, tuple[object, str]] = {
        "kind-unknown": ("pauli", "statement.kind: expected one of"),
        "kind-upper-case": ("PAULI-CONTEXTUAL", "statement.kind: expected one of"),
        "kind-list": (["pauli-contextual"], "statement.kind: expected one of"),
        "kind-with-nul": ("pauli-contextual\x00", "found 'pauli-contextual\\x00'"),
    }
    family.each("malformed", "kind", kinds, claim=True)
    return family


def assignments() -> Family:
    part = scenario(SQUARE[:5], "pauli-noncontextual")
    family = Family("assignment", part, minus())
    family.add("valid", "square-without-negative-context")
    family.add("valid", "flipped-row", certificate=minus("XI", "IX", "XZ", "ZX"))
    one = [["XX", "YY", "ZZ"]]
    family.add(
        "valid", "one-negative-context", statement={"contexts": one}, certificate=minus("YY")
    )
    family.add(
        "valid", "all-three-minus", statement={"contexts": one}, certificate=minus("XX", "YY", "ZZ")
    )
    family.add(
        "valid",
        "star-without-last",
        whole=(scenario(STAR[:4], "pauli-noncontextual"), minus()),
    )
    family.add(
        "valid",
        "star-without-first",
        whole=(scenario(STAR[1:], "pauli-noncontextual"), minus("XXX")),
    )
    family.add(
        "invalid",
        "square-all-plus",
        "context 5: assignment: expected product -1, found +1",
        statement={"contexts": SQUARE},
    )
    for label in ("XI", "ZZ", "YY", "XX"):
        family.add(
            "invalid",
            f"one-minus-{label}",
            "assignment: expected product +1, found -1",
            certificate=minus(label),
        )
    family.add(
        "invalid",
        "two-of-a-negative-context",
        "context 0: assignment: expected product -1, found +1",
        statement={"contexts": one},
        certificate=minus("XX", "YY"),
    )
    family.add(
        "invalid", "label-twice", "expected each observable once", certificate=minus("XI", "XI")
    )
    family.add(
        "invalid",
        "foreign-label",
        "expected observables of the scenario, found YI",
        certificate=minus("YI"),
    )
    family.add(
        "invalid",
        "label-of-other-length",
        "expected observables of the scenario, found Y",
        certificate=minus("Y"),
    )
    family.add(
        "invalid",
        "contextual-statement",
        "certificate.kind: assignment: expected a statement of kind pauli-noncontextual",
        statement={"kind": "pauli-contextual"},
    )
    family.add(
        "invalid", "parity-certificate", "certificate.kind: parity", whole=(part, parity(0, 1))
    )
    wrong: dict[str, tuple[object, str]] = {
        "labels-lower-case": (["xi"], "minus[0]: expected a Pauli label, found xi"),
        "labels-of-65": (["X" * 65], "minus[0]: expected a Pauli label"),
        "label-empty": ([""], "minus[0]: expected a Pauli label, found"),
        "labels-numbers": ([0], "minus[0]: expected a Pauli label, found 0"),
        "labels-not-a-list": ("XI", "certificate.minus: expected a list, found XI"),
        "labels-null": (None, "certificate.minus: expected a list, found None"),
    }
    family.each("malformed", "minus", wrong, claim=False)
    family.shapes(("kind", "minus"))
    return family


def cases() -> list[Case]:
    return [*parities(), *statements(), *assignments()]
