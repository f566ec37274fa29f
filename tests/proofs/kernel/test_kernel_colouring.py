"""Colourings in the kernel, compared with all 0/1 assignments."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.kernel.colouring import Colouring, ColouringStatement, check_colouring
from proofs.kernel.verdict import Rejected

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]

AXES = (("1", "0", "0"), ("0", "1", "0"), ("0", "0", "1"))


def statement(
    vectors: object = AXES, dim: int = 3, ring: str = "Z", rule: str = "bases"
) -> ColouringStatement:
    return ColouringStatement("ks-colourable", dim, ring, rule, vectors)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ColouringStatement("ks", 3, "Z", "bases", AXES),
         ("statement.kind", "one of ks-uncolourable, ks-colourable", "ks")),
        (lambda: statement(dim=1), ("statement.dim", "an integer from 2 to 16", "1")),
        (lambda: statement(dim=17), ("statement.dim", "an integer from 2 to 16", "17")),
        (lambda: statement(ring="Q"),
         ("statement.ring", "one of Z, Z[sqrt2], Z[i], Z[w], Z[phi]", "Q")),
        (lambda: statement(rule="pairs"),
         ("statement.rule", "one of bases, bases-and-pairs", "pairs")),
        (lambda: statement(()), ("statement.vectors", "a list of 1 to 2048 items", "0 items")),
        (lambda: statement((AXES[0],) * 2049),
         ("statement.vectors", "a list of 1 to 2048 items", "2049 items")),
        (lambda: statement((*AXES, ("1", "0"))),
         ("statement.vectors[3]", "a list of 3 to 3 items", "2 items")),
        (lambda: statement((*AXES, "100")), ("statement.vectors[3]", "a list", "100")),
        (lambda: Colouring((0, 0)),
         ("certificate.ones[1]", "an integer above 0 (strictly increasing)", "0")),
        (lambda: Colouring((4096,)),
         ("certificate.ones[0]", "an integer from 0 to 4095", "4096")),
    ],
)  # fmt: skip
def test_refuses(build: Callable[[], object], message: object, malformed: Refusal) -> None:
    assert malformed(build) == message


def test_steps_are_pairs_and_bases() -> None:
    assert check_colouring(statement(), Colouring((0,))) == 3 + 1


def test_statement_keeps_a_copy_of_the_vectors() -> None:
    rows = [list(row) for row in AXES]
    claim = statement(rows)
    rows[0][0] = "0"
    assert claim.vectors == AXES


@pytest.mark.parametrize(
    ("vectors", "rule", "ones", "message"),
    [
        (AXES, "bases", (), ("basis (0, 1, 2)", "colouring", "a vector with value 1", "none")),
        (AXES, "bases", (1, 2),
         ("pair 1,2", "colouring", "at most one 1 among orthogonal vectors", "two")),
        (AXES[:2], "bases-and-pairs", (0, 1),
         ("pair 0,1", "colouring", "at most one 1 among orthogonal vectors", "two")),
        (AXES, "bases", (0, 3), ("certificate.ones", "colouring", "indices below 3", "3")),
    ],
)  # fmt: skip
def test_check_rejects(
    vectors: object, rule: str, ones: tuple[int, ...], message: object, rejected: Refusal
) -> None:
    claim = statement(vectors, rule=rule)
    assert rejected(lambda: check_colouring(claim, Colouring(ones))) == message


def test_malformed_vectors_come_before_a_wrong_colouring(malformed: Refusal) -> None:
    claim = statement((*AXES, ("0", "0", "0")))
    found = malformed(lambda: check_colouring(claim, Colouring((9,))))
    assert found == ("statement.vectors[3]", "a non-zero vector", "the zero vector")


def test_clauses_in_canonical_order() -> None:
    vectors = (*AXES, ("1", "1", "0"), ("1", "-1", "0"))
    assert statement(vectors).clauses() == [
        (-1, -2), (-1, -3), (-2, -3), (-3, -4), (-3, -5), (-4, -5), (1, 2, 3), (3, 4, 5),
    ]  # fmt: skip
    alone = (("1", "0", "0"), ("0", "1", "0"), ("0", "1", "1"))
    assert statement(alone).clauses() == []
    assert statement(alone, rule="bases-and-pairs").clauses() == [(-1, -2), (-1, -3)]


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_all_colourings_of_small_sets(data: st.DataObject) -> None:
    """The kernel accepts exactly the assignments that the definition allows."""
    rule = data.draw(st.sampled_from(["bases", "bases-and-pairs"]))
    pool = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, -1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
    rows = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=6, unique=True))
    claim = statement([[str(e) for e in row] for row in rows], rule=rule)

    def orthogonal(i: int, j: int) -> bool:
        return sum(a * b for a, b in zip(rows[i], rows[j], strict=True)) == 0

    size = range(len(rows))
    bases = [
        t for t in combinations(size, 3) if all(orthogonal(i, j) for i, j in combinations(t, 2))
    ]
    for mask in range(1 << len(rows)):
        ones = tuple(i for i in size if mask >> i & 1)
        good = all(sum(i in ones for i in basis) == 1 for basis in bases)
        if rule == "bases-and-pairs":
            good = good and not any(orthogonal(i, j) for i, j in combinations(ones, 2))
        try:
            accepted = check_colouring(claim, Colouring(ones)) >= 0
        except Rejected:
            accepted = False
        assert accepted == good


def test_describe() -> None:
    assert statement().describe() == (
        "the set of 3 vectors in dimension 3 over Z has a Kochen-Specker colouring (rule: bases)"
    )
    other = ColouringStatement("ks-uncolourable", 3, "Z", "bases", AXES)
    assert "has no Kochen-Specker colouring" in other.describe()
