"""Pauli scenarios in the kernel, decided beside it by trying every assignment."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from proofs.kernel import check, pauli
from proofs.kernel.pauli import (
    Assignment,
    Parity,
    PauliStatement,
    check_assignment,
    check_parity,
)

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]

SQUARE = (
    ("XI", "IX", "XX"),
    ("IZ", "ZI", "ZZ"),
    ("XZ", "ZX", "YY"),
    ("XI", "IZ", "XZ"),
    ("IX", "ZI", "ZX"),
    ("XX", "ZZ", "YY"),
)


def square(kind: str = "pauli-contextual", contexts: object = SQUARE) -> PauliStatement:
    return PauliStatement(kind, 2, contexts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("pauli", 2, SQUARE), ("statement.kind", "one of pauli-contextual, pauli-noncontextual",
                                "pauli")),
        (("pauli-contextual", 0, SQUARE), ("statement.qubits", "an integer from 1 to 64", "0")),
        (("pauli-contextual", 2, ()),
         ("statement.contexts", "a list of 1 to 1500000 items", "0 items")),
        (("pauli-contextual", 2, (("XX",),)),
         ("statement.contexts[0]", "a list of 2 to 4096 items", "1 items")),
        (("pauli-contextual", 2, (SQUARE[0], ("XX", "Y"))),
         ("statement.contexts[1]", "a Pauli label of 2 letters I, X, Y, Z", "Y")),
        (("pauli-contextual", 2, (("XX", None),)),
         ("statement.contexts[0]", "a Pauli label of 2 letters I, X, Y, Z", "None")),
    ],
)  # fmt: skip
def test_statement_refuses(arguments: tuple[str, int, object], message: object,
                           malformed: Refusal) -> None:  # fmt: skip
    assert malformed(lambda: PauliStatement(*arguments)) == message  # type: ignore[arg-type]


def test_pairs_within_contexts_are_limited(
    monkeypatch: pytest.MonkeyPatch, malformed: Refusal
) -> None:
    monkeypatch.setattr(pauli, "MAX_PAIRS", 18)
    square()
    monkeypatch.setattr(pauli, "MAX_PAIRS", 17)
    assert malformed(square) == (
        "statement.contexts",
        "at most 17 pairs within contexts",
        "more at context 5",
    )


@pytest.mark.parametrize(
    ("contexts", "message"),
    [
        ((*SQUARE, SQUARE[1]),
         ("statement.contexts[6]", "distinct contexts", "the observables of context 1")),
        ((SQUARE[0], ("XX", "IX", "XI")),
         ("statement.contexts[1]", "distinct contexts", "the observables of context 0")),
        ((SQUARE[0], ("XI", "ZI")),
         ("statement.contexts[1]", "mutually commuting observables", "XI and ZI anticommute")),
    ],
)  # fmt: skip
def test_signs_refuse(contexts: object, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: square(contexts=contexts).signs()) == message


def test_signs_of_the_square() -> None:
    assert square().signs() == [1, 1, 1, 1, 1, -1]


@pytest.mark.parametrize(
    ("certificate", "message"),
    [
        ((), ("sign", "parity", "an odd number of negative contexts", "an even number")),
        ((0, 6), ("certificate.contexts[1]", "parity", "an index below 6", "6")),
        ((0,), ("sum", "parity", "every observable an even number of times",
                "IX an odd number of times")),
        ((0, 1, 2, 3, 4), ("sum", "parity", "every observable an even number of times",
                           "XX an odd number of times")),
    ],
)  # fmt: skip
def test_parity_rejects(certificate: tuple[int, ...], message: object, rejected: Refusal) -> None:
    assert rejected(lambda: check_parity(square(), Parity(certificate))) == message


@pytest.mark.parametrize(
    ("minus", "message"),
    [
        ((), ("context 5", "assignment", "product -1", "+1")),
        (("XI",), ("context 0", "assignment", "product +1", "-1")),
        (("XI", "XI"), ("certificate.minus", "assignment", "each observable once",
                        "a repetition")),
        (("YI", "IY"), ("certificate.minus", "assignment", "observables of the scenario", "IY")),
    ],
)  # fmt: skip
def test_assignment_rejects(minus: tuple[str, ...], message: object, rejected: Refusal) -> None:
    statement = square("pauli-noncontextual")
    assert rejected(lambda: check_assignment(statement, Assignment(minus))) == message


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Parity((1, 0)), ("certificate.contexts[1]",
                                  "an integer above 1 (strictly increasing)", "0")),
        (lambda: Parity((1_500_000,)), ("certificate.contexts[0]",
                                        "an integer from 0 to 1499999", "1500000")),
        (lambda: Assignment(("xx",)), ("certificate.minus[0]", "a Pauli label", "xx")),
        (lambda: Assignment("XX"), ("certificate.minus", "a list", "XX")),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_certificates_refuse(build: Callable[[], object], message: object,
                             malformed: Refusal) -> None:  # fmt: skip
    assert malformed(build) == message


def test_square_and_its_parts_against_all_assignments() -> None:
    """Every subset of the square's contexts: parity proves exactly what no assignment satisfies."""
    observables = sorted({label for context in SQUARE for label in context})
    valid = {"parity": 0, "assignment": 0}
    signs = square().signs()
    for chosen in range(1, 64):
        part = [i for i in range(6) if chosen >> i & 1]
        contexts = [SQUARE[i] for i in part]
        satisfiable = False
        for values in product((1, -1), repeat=9):
            value = dict(zip(observables, values, strict=True))
            if all(
                value[a] * value[b] * value[c] == signs[i]
                for i, (a, b, c) in zip(part, contexts, strict=True)
            ):
                satisfiable = True
                minus = [
                    label
                    for label in observables
                    if value[label] == -1 and any(label in context for context in contexts)
                ]
                break
        statement = {"kind": "pauli-contextual", "qubits": 2,
                     "contexts": [list(c) for c in contexts]}  # fmt: skip
        parity = {"kind": "parity", "contexts": list(range(len(part)))}
        verdict = check(statement, parity)
        assert not (verdict and satisfiable)
        valid["parity"] += bool(verdict)
        if satisfiable:
            assert check(statement | {"kind": "pauli-noncontextual"},
                         {"kind": "assignment", "minus": minus})  # fmt: skip
            valid["assignment"] += 1
    assert valid == {"parity": 1, "assignment": 62}


def test_describe() -> None:
    assert square().describe() == (
        "no assignment of +1 and -1 to the observables respects all 6 given contexts of 2-qubit "
        "Paulis"
    )
    assert square("pauli-noncontextual").describe().startswith("some assignment")
