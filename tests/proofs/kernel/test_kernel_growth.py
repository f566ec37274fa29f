"""Growth of binomials: statements, termwise identities and plain evaluation."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from proofs.kernel.growth import (
    FAMILIES,
    Evaluate,
    GrowthStatement,
    Termwise,
    check_evaluate,
    check_termwise,
)

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]
P, C = FAMILIES["polynomial"], FAMILIES["central"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("linear", 3, 2, P), ("statement.family", "one of polynomial, central", "linear")),
        (("polynomial", 3, 2, C), ("statement.inequality", f"one of {P}", C)),
        (("polynomial", 1, 1, P), ("statement.n", "an integer from 2 to 10000", "1")),
        (("polynomial", "all", 2, P), ("statement.n", "an integer from 2 to 10000", "all")),
        (("polynomial", 3, "all", P), ("statement.k", "an integer from 1 to 3", "all")),
        (("polynomial", 3, 0, P), ("statement.k", "an integer from 1 to 3", "0")),
        (("polynomial", 3, 4, P), ("statement.k", "an integer from 1 to 3", "4")),
        (("central", 9, 3, C), ("statement.k", "an integer from 4 to 4", "3")),
        (("central", 9, 5, C), ("statement.k", "an integer from 4 to 4", "5")),
    ],
)
def test_statement_refuses(arguments: tuple[str, int, int, str], message: object,
                           malformed: Refusal) -> None:  # fmt: skip
    assert malformed(lambda: GrowthStatement(*arguments)) == message


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (GrowthStatement("polynomial", "all", "all", P), f"{P} (all n >= k >= 1)"),
        (GrowthStatement("central", "all", "all", C), f"{C} (all n >= 1)"),
        (GrowthStatement("central", 9, 4, C), f"{C} (n = 9, k = 4)"),
    ],
)
def test_describe(statement: GrowthStatement, text: str) -> None:
    assert statement.describe() == text


@pytest.mark.parametrize(
    ("summands", "message"),
    [
        ([], ("certificate.summands", "a list of 1 to 8 items", "0 items")),
        ([["i"]] * 9, ("certificate.summands", "a list of 1 to 8 items", "9 items")),
        ([[]], ("certificate.summands[0]", "a list of 1 to 4 items", "0 items")),
        ([["i"], ["i"] * 5], ("certificate.summands[1]", "a list of 1 to 4 items", "5 items")),
        ([["-1"]], ("certificate.summands[0]", "one of 1, i, k, k-i, n, n-2*i-2, n-i, n-k", "-1")),
    ],
)
def test_termwise_refuses(summands: object, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: Termwise(summands)) == message  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("family", "summands", "message"),
    [
        ("polynomial", [["1"]], ("summands[0]", "sign", "a factor among i, n-k, k-i, n-i, n, k",
                                 "1")),
        ("polynomial", [["i", "n-k"], ["n-2*i-2"]],
         ("summands[1]", "sign", "a factor among i, n-k, k-i, n-i, n, k", "n-2*i-2")),
        ("central", [["k"]], ("summands[0]", "sign", "a factor among i, n-2*i-2, 1", "k")),
        ("polynomial", [["i", "n"]],
         ("n = 0, k = 1, i = 1", "identity", "summands adding up to -1", "0")),
        ("polynomial", [["i", "n-k", "n-k"]],
         ("n = 0, k = 1, i = 1", "identity", "summands adding up to -1", "1")),
        ("central", [["n-2*i-2"]],
         ("n = 0, k = 0, i = 0", "identity", "summands adding up to -1", "-2")),
    ],
)  # fmt: skip
def test_check_termwise_rejects(
    family: str, summands: object, message: object, rejected: Refusal
) -> None:
    statement = GrowthStatement(family, "all", "all", FAMILIES[family])
    certificate = Termwise(summands)  # type: ignore[arg-type]
    assert rejected(lambda: check_termwise(statement, certificate)) == message


def test_every_allowed_factor_is_non_negative_in_its_range() -> None:
    """The premise of the termwise rule, by brute force up to n = 40."""
    for n in range(1, 41):
        for k in range(1, n + 1):
            for i in range(k):
                assert min(i, n - k, k - i, n - i, n, k) >= 0
        for i in range(n // 2):
            assert min(i, n - 2 * i - 2, 1) >= 0


def test_the_grid_decides_equality() -> None:
    """A product of four equal factors has degree 4 in a variable: five points tell it from 0."""
    for factors in (["n"] * 4, ["k"] * 4, ["i"] * 4, ["n-i"] * 4, ["n-k", "k-i", "n", "i"]):
        statement = GrowthStatement("polynomial", "all", "all", P)
        with pytest.raises(Exception, match="identity"):
            check_termwise(statement, Termwise([["i", "n-k"], factors]))  # type: ignore[arg-type]


def test_all_inequalities_hold_up_to_60() -> None:
    """What `termwise` proves, checked by evaluation, in the kernel and here."""
    for n in range(2, 61):
        central = GrowthStatement("central", n, n // 2, C)
        assert check_evaluate(central, Evaluate()) == 1
        assert math.comb(n, n // 2) * (n + 1) >= 2**n
        for k in range(1, n + 1):
            assert check_evaluate(GrowthStatement("polynomial", n, k, P), Evaluate()) == 1
            assert math.comb(n, k) * k**k >= n**k


def test_evaluate_compares(rejected: Refusal) -> None:
    """Behind the statement's own validation, a false inequality is found to be false."""
    statement = GrowthStatement("central", 9, 4, C)
    object.__setattr__(statement, "k", 0)  # binom(9,0) * 10 is less than 2^9
    found = rejected(lambda: check_evaluate(statement, Evaluate()))
    assert found == ("inequality", "evaluate", C, "it fails")


def test_evaluate_wants_integers(rejected: Refusal) -> None:
    statement = GrowthStatement("central", "all", "all", C)
    found = rejected(lambda: check_evaluate(statement, Evaluate()))
    assert found == ("statement", "evaluate", "integers n and k", "all")


def test_termwise_serves_instances() -> None:
    statement = GrowthStatement("polynomial", 10000, 3, P)
    assert check_termwise(statement, Termwise((("i", "n-k"),))) == 1
