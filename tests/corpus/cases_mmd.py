"""Corpus cases about discrepancies of product functions."""

from __future__ import annotations

from corpus_case import Case, Family, Object


def term(top: object, one: object, other: object, scale: object = 1, bottom: object = 1) -> Object:
    return {"weight": [top, bottom], "site": [one, other], "scale": scale}


UNIFORM = term(1, 1, 1, 2)
PARITY = term(1, 1, -1, 2)
ZERO = term(1, 1, 0)
ONES = term(1, 0, 1)
POWER = term(1, 0, 1)  # as a value: p^n
NOTHING = term(0, 0, 0)


def statement(model: object, target: object, value: object) -> Object:
    return {"kind": "mmd-of-products", "model": model, "target": target, "value": value}


def cases() -> list[Case]:
    good = statement([UNIFORM], [UNIFORM, PARITY], [POWER])
    pairs: Object = {"kind": "pairs"}
    family = Family("mmd", good, pairs)
    family.shapes(("kind",))
    # Values by hand: <v, w> = (1-p)(v0+v1)(w0+w1) + p (v0-v1)(w0-w1) on one bit.
    valid: dict[str, Object] = {
        "parity": good,
        "odd-parity": statement([UNIFORM], [UNIFORM, term(-1, 1, -1, 2)], [POWER]),
        "both-parities": statement(
            [UNIFORM, PARITY], [UNIFORM, term(-1, 1, -1, 2)], [term(4, 0, 1)]
        ),
        "the-same": statement([ZERO], [ZERO], [NOTHING]),
        "points": statement([ZERO], [ONES], [term(2, 1, 1), term(-2, 1, -1)]),
        "zero-against-uniform": statement([ZERO], [UNIFORM], [term(1, 1, 1), term(-1, 1, 0)]),
        "mixture": statement(
            [term(1, 1, 0, 1, 2), term(1, 0, 1, 1, 2)], [ZERO],
            [term(1, 1, 1, 1, 2), term(-1, 1, -1, 1, 2)],
        ),
        "value-in-parts": statement(
            [UNIFORM], [UNIFORM, PARITY], [term(1, 0, 2, 2, 3), term(2, 0, 1, 1, 3), NOTHING]
        ),
        "biased-coins": statement(
            [term(1, 3, 1, 4)], [UNIFORM],
            [term(1, 4, 1, 4), term(-1, 1, 0)],
        ),
    }  # fmt: skip
    for name, claim in valid.items():
        family.add("valid", name, whole=(claim, pairs))
    wrong = {
        "weight": [term(2, 0, 1)],
        "sign": [term(-1, 0, 1)],
        "base": [term(1, 0, 1, 2)],
        "sites-swapped": [term(1, 1, 0)],
        "one-more": [POWER, term(1, 1, 1)],
        "nothing": [NOTHING],
    }
    for name, value in wrong.items():
        family.add(
            "invalid", f"value-{name}", "value: identity: expected the weight of",
            statement={"value": value},
        )  # fmt: skip
    family.add(
        "invalid", "points-cross-term-missing",
        "identity: expected the weight of (1 (1-p) + -1 p)^n",
        whole=(statement([ZERO], [ONES], [term(2, 1, 1)]), pairs),
    )  # fmt: skip
    family.add(
        "invalid", "points-even-part-missing", "identity: expected the weight of (1 (1-p) + 1 p)^n",
        whole=(statement([ZERO], [ONES], [term(-2, 1, -1)]), pairs),
    )  # fmt: skip
    for name, terms in {
        "twice": [UNIFORM, UNIFORM],
        "half": [term(1, 1, 1, 2, 2)],
        "too-small": [term(1, 1, 1, 3)],
        "signs-alone": [PARITY],
        "only-for-one-bit": [term(1, 1, 1, 4, 1), term(1, 1, 1, 4, 1)],
        "only-for-even-n": [term(1, -1, -1, 2)],
    }.items():
        message = "normalisation: expected values that add up to 1 for every n"
        family.add("invalid", f"model-{name}", f"model: {message}", statement={"model": terms})
        family.add("invalid", f"target-{name}", f"target: {message}", statement={"target": terms})
    broken: dict[str, tuple[object, str]] = {
        "no-list": (7, "statement.model: expected a list, found 7"),
        "empty": ([], "statement.model: expected a list of 1 to 8 items"),
        "nine-terms": ([UNIFORM] * 9, "statement.model: expected a list of 1 to 8 items"),
        "term-is-a-list": ([[1, 1, 1]], "statement.model[0]: expected an object"),
        "weight-missing": ([{"site": [1, 1], "scale": 2}], "expected the key 'weight'"),
        "foreign-key": ([UNIFORM | {"n": 3}], "found the key 'n'"),
        "weight-three": ([UNIFORM | {"weight": [1, 1, 1]}], "statement.model[0].weight"),
        "site-one": ([UNIFORM | {"site": [1]}], "statement.model[0].site"),
        "denominator-zero": ([term(1, 1, 1, 2, 0)], "statement.model[0].weight[1]"),
        "denominator-negative": ([term(-1, 1, 1, 2, -1)], "statement.model[0].weight[1]"),
        "scale-zero": ([term(1, 1, 1, 0)], "statement.model[0].scale"),
        "scale-true": ([term(1, 1, 1, True)], "statement.model[0].scale"),
        "weight-text": ([term("1", 1, 1, 2)], "statement.model[0].weight[0]"),
        "site-large": ([term(1, 10**6 + 1, 1, 2)], "statement.model[0].site[0]"),
        "site-null": ([term(1, 1, None, 2)], "statement.model[0].site[1]"),
    }
    family.each("malformed", "model", broken, claim=True)
    family.add(
        "malformed", "value-empty", "statement.value: expected a list of 1 to 8 items",
        statement={"value": []},
    )  # fmt: skip
    family.add(
        "invalid", "certificate-of-another-kind", "evaluate",
        certificate={"kind": "evaluate"},
    )  # fmt: skip
    return list(family)
