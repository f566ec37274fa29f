"""Colourings and refutations: every proof is checked by a plain checker that is kept here."""

import random
import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import library
from contextuality.errors import InputError
from contextuality.search import cadical_process
from contextuality.search.lrat import SolverError, lrat_from_frat
from contextuality.search.result import Outcome, TimedOut
from contextuality.search.sat import (
    RULES,
    Colouring,
    Rule,
    Satisfiable,
    Uncolourable,
    Unsatisfiable,
    colour,
    colouring_clauses,
    refute,
)
from contextuality.vectors import VectorSet

Clauses = Sequence[Sequence[int]]


def check_lrat(clauses: Clauses, text: str) -> int:
    """Replay a refutation from the definition of LRAT; return the number of steps."""
    known = {number: set(clause) for number, clause in enumerate(clauses, start=1)}
    lines = text.split("\n")
    assert lines.pop() == ""
    for position, line in enumerate(lines):
        numbers = [int(token) for token in line.split(" ")]
        middle = numbers.index(0)
        identifier, lemma, hints = numbers[0], numbers[1:middle], numbers[middle + 1 : -1]
        assert numbers[-1] == 0
        assert identifier == len(clauses) + position + 1
        assert len({abs(literal) for literal in lemma}) == len(lemma)
        true = {-literal for literal in lemma}
        conflict = False
        for hint in hints:
            assert not conflict, "a hint after the conflict"
            rest = {literal for literal in known[hint] if -literal not in true}
            assert len(rest) <= 1, "a hint that does not propagate"
            conflict = not rest
            true |= rest
        assert conflict
        known[identifier] = set(lemma)
    assert known[len(clauses) + len(lines)] == set()
    return len(lines)


def used_steps(clauses: Clauses, text: str) -> bool:
    """Whether every step but the last is a hint of a later one."""
    hints: set[int] = set()
    for line in text.splitlines():
        numbers = [int(token) for token in line.split()]
        hints.update(numbers[numbers.index(0) + 1 : -1])
    first = len(clauses) + 1
    return hints.issuperset(range(first, first + len(text.splitlines()) - 1))


def satisfiable(clauses: Clauses, variables: int) -> bool:
    return any(
        all(any(values[abs(x) - 1] == (x > 0) for x in clause) for clause in clauses)
        for values in product((False, True), repeat=variables)
    )


def pigeonhole(holes: int) -> tuple[list[list[int]], int]:
    def variable(pigeon: int, hole: int) -> int:
        return pigeon * holes + hole + 1

    clauses = [[variable(p, h) for h in range(holes)] for p in range(holes + 1)]
    for hole in range(holes):
        for p, q in combinations(range(holes + 1), 2):
            clauses.append([-variable(p, hole), -variable(q, hole)])
    return clauses, holes * (holes + 1)


# Colourings


@pytest.mark.parametrize(
    ("name", "rule", "colourable"),
    [
        ("conway-kochen-31", "bases-and-pairs", False),
        ("conway-kochen-31", "bases", True),
        ("peres-33", "bases-and-pairs", False),
        ("peres-33", "bases", True),
        ("cabello-18", "bases-and-pairs", False),
        ("cabello-18", "bases", False),
        ("peres-24", "bases-and-pairs", False),
        ("peres-24", "bases", False),
        ("yu-oh-13", "bases-and-pairs", True),
        ("yu-oh-13", "bases", True),
    ],
)
def test_published_sets(name: str, rule: Rule, colourable: bool) -> None:
    found = library.get(name)
    assert isinstance(found, VectorSet)
    answer = colour(found, rule, time_limit=60)
    if colourable:
        assert isinstance(answer, Colouring)
        assert answer.outcome is Outcome.FOUND
        assert list(answer.ones) == sorted(answer.ones)
        ones = set(answer.ones)
        assert all(len(ones & set(basis)) == 1 for basis in found.complete_bases())
        if rule == "bases-and-pairs":
            assert not any(ones.issuperset(pair) for pair in found.orthogonal_pairs())
    else:
        assert isinstance(answer, Uncolourable)
        assert answer.outcome is Outcome.EXHAUSTED
        clauses = colouring_clauses(found, rule)
        assert check_lrat(clauses, answer.lrat) == answer.steps
        assert used_steps(clauses, answer.lrat)


def test_canonical_order_of_clauses() -> None:
    spelled = [["1", "0"], ["1", "1"], ["0", "1"], ["1", "-1"], ["2", "1"]]
    crosses = VectorSet.from_strings("crosses", 2, "Z", spelled)
    assert colouring_clauses(crosses) == ((-1, -3), (-2, -4), (1, 3), (2, 4))
    rays = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"], ["0", "1", "1"]]
    extra = VectorSet.from_strings("extra", 3, "Z", rays)
    pairs = ((-1, -2), (-1, -3), (-1, -4), (-2, -3))
    assert colouring_clauses(extra) == (*pairs, (1, 2, 3))
    assert colouring_clauses(extra, "bases") == (pairs[0], pairs[1], pairs[3], (1, 2, 3))


def test_set_without_bases_is_coloured_by_zeros() -> None:
    lonely = VectorSet.from_strings("lonely", 3, "Z", [["1", "0", "0"], ["0", "1", "0"]])
    assert colour(lonely) == Colouring(())


def test_unknown_rule_is_refused() -> None:
    ray = VectorSet.from_strings("ray", 2, "Z", [["1", "0"]])
    with pytest.raises(InputError, match="one of bases-and-pairs, bases, found 'pairs'"):
        colour(ray, "pairs")  # type: ignore[arg-type]  # the point of the test


def test_rules_are_the_documented_ones() -> None:
    assert RULES == ("bases-and-pairs", "bases")


# Formulas


@pytest.mark.parametrize(
    ("clauses", "variables"),
    [
        ([[]], 0),
        ([[1], []], 1),
        ([[1], [-1]], 1),
        ([[1, 1], [-1, -1, -1]], 1),
        ([[2, -2], [1], [1, 1, 2], [-1, -1], [3]], 3),
        ([[1], [-1, 2], [-2, -1, -1]], 2),
        ([[1, 2], [1, -2], [-1, 2], [-1, -2]], 2),
        ([[1, 2], [1, 2], [1, -2], [-1]], 9),
    ],
)
def test_small_unsatisfiable_formulas(clauses: Clauses, variables: int) -> None:
    answer = refute(clauses, variables, 60)
    assert isinstance(answer, Unsatisfiable)
    assert check_lrat(clauses, answer.lrat) == answer.steps


@pytest.mark.parametrize(("clauses", "variables"), [([], 0), ([], 3), ([[1, -1]], 1), ([[3]], 4)])
def test_small_satisfiable_formulas(clauses: Clauses, variables: int) -> None:
    answer = refute(clauses, variables, 60)
    assert isinstance(answer, Satisfiable)
    assert [abs(literal) for literal in answer.model] == list(range(1, variables + 1))
    assert all(set(answer.model) & set(clause) for clause in clauses)


@st.composite
def formulas(draw: st.DrawFn) -> tuple[list[list[int]], int]:
    """Small formulas around the threshold, with units, repeated literals and tautologies."""
    variables = draw(st.integers(1, 7))
    literals = st.integers(1, variables).flatmap(lambda v: st.sampled_from([v, -v]))
    clause = st.lists(literals, min_size=1, max_size=4)
    return draw(st.lists(clause, min_size=1, max_size=30)), variables


@settings(deadline=None, max_examples=100)
@given(formulas())
def test_answers_against_truth_tables(formula: tuple[list[list[int]], int]) -> None:
    clauses, variables = formula
    answer = refute(clauses, variables, 60)
    assert isinstance(answer, Satisfiable) == satisfiable(clauses, variables)
    if isinstance(answer, Unsatisfiable):
        assert check_lrat(clauses, answer.lrat) == answer.steps
        assert used_steps(clauses, answer.lrat)


@pytest.mark.parametrize("seed", range(6))
def test_proofs_of_larger_random_formulas(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  (no secrets here)
    variables = 90
    clauses = [
        [draw.choice((1, -1)) * v for v in draw.sample(range(1, variables + 1), 3)]
        for _ in range(480)
    ]
    clauses += [[draw.randint(1, variables)] * 2, [5, 5, -7], [8, -8]]
    draw.shuffle(clauses)
    answer = refute(clauses, variables, 60)
    assert isinstance(answer, Unsatisfiable)
    assert check_lrat(clauses, answer.lrat) == answer.steps > 10


def test_pigeonhole_proof() -> None:
    clauses, variables = pigeonhole(6)
    answer = refute(clauses, variables, 60)
    assert isinstance(answer, Unsatisfiable)
    assert check_lrat(clauses, answer.lrat) == answer.steps > 100


def test_same_formula_gives_same_proof() -> None:
    clauses, variables = pigeonhole(4)
    assert refute(clauses, variables) == refute(clauses, variables)


def test_time_limit_is_no_verdict() -> None:
    clauses, variables = pigeonhole(12)
    answer = refute(clauses, variables, 0.3)
    assert answer == TimedOut(0.3)
    assert answer.outcome is Outcome.TIMED_OUT


@pytest.mark.parametrize("limit", [0, -1.0, float("nan"), float("inf"), 1e12])
def test_time_limit_must_be_positive(limit: float) -> None:
    with pytest.raises(InputError, match="a positive number of seconds"):
        refute([[1]], 1, limit)


def test_literals_out_of_range_are_refused() -> None:
    with pytest.raises(InputError, match="clause 2: expected literals from 1 to 2"):
        refute([[1], [3]], 2)


def test_importing_the_search_loads_no_solver() -> None:
    program = (
        "import sys, contextuality.search.sat, contextuality.search.smt, contextuality.library;"
        "sys.exit(bool({'galois', 'sympy', 'z3', 'pysat', 'pysolvers'} & set(sys.modules)))"
    )
    subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=Path(library.__file__).parents[2]
    )


# A solver or adapter that misbehaves


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("raise SystemExit(3)", "ended with status 3"),
        ("import no_such_module", "No module named 'no_such_module'"),
        ("import os; os.abort()", "ended with status -6"),
        ("print('s UNKNOWN')", "no verdict line"),
        ("pass", "no verdict line"),
        ("print('s SATISFIABLE'); print('v 1 -2 0')", "violates clause 2"),
        ("print('s SATISFIABLE'); print('v one')", "no model"),
        ("import sys; open(sys.argv[2], 'w'); print('s UNSATISFIABLE')", "before the empty clause"),
    ],
)
def test_misbehaving_solver(
    program: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "solver.py"
    script.write_text(program, encoding="ascii")
    monkeypatch.setattr(cadical_process, "__file__", str(script))
    with pytest.raises(SolverError, match=message):
        refute([[1], [2]], 2, 60)


GIVEN = ["o 1 1 2 0", "o 2 -1 0", "o 3 -2 0"]
FORMULA = [[1, 2], [-1], [-2]]


def test_trace_conversion_drops_what_is_not_needed() -> None:
    trace = [
        *GIVEN[:2],
        "a 4 2 0 l 2 1 0",
        "d 1 1 2 0",
        GIVEN[2],
        "a 5 -2 2 0 l 3 0",  # a tautology that nothing uses
        "a 6 2 -1 0 l 2 0",
        "a 7 0 l 2 4 3 0",
        "f 4 2 0",
    ]
    assert lrat_from_frat(trace, FORMULA) == ("4 2 0 2 1 0\n5 0 4 3 0\n", 2)


def test_trace_conversion_renumbers_clauses_given_between_lemmas() -> None:
    trace = ["o 1 1 2 0", "o 2 -1 0", "a 3 2 0 l 2 1 0", "o 4 -2 0", "a 5 0 l 3 4 0"]
    text, steps = lrat_from_frat(trace, FORMULA)
    assert check_lrat(FORMULA, text) == steps == 2


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (GIVEN, "ends before the empty clause"),
        ([*GIVEN, "a 4 0 l 2 3 0"], "step 4: no conflict"),
        ([*GIVEN, "a 4 0 l 1 2 3 0"], "step 4: no conflict"),
        ([*GIVEN, "a 4 0 l 2 3 9 0"], "the hint 9 is no earlier clause"),
        ([*GIVEN, "a 4 0 l 2 -3 0"], "the hint -3 is no earlier clause"),
        ([*GIVEN, "a 4 0 l 4 0"], "the hint 4 is no earlier clause"),
        ([*GIVEN, "a 4 0"], "step 4: no hints"),
        ([*GIVEN, "a 4 0 l 2 3 1"], "step 4: no hints"),
        ([*GIVEN, "a 4 0 l x 0"], "step 4: not a FRAT line"),
        ([*GIVEN, "a 3 0 l 2 3 1 0"], "the id 3 again"),
        ([*GIVEN, "a four 0 l 2 3 1 0"], "trace line 4: not a FRAT line"),
        ([*GIVEN, "a 4 1 l 2 3 1 0"], "trace line 4: no closing 0"),
        ([*GIVEN, "x 4 0"], "unexpected kind 'x'"),
        (["o 1 1 -2 0"], "not the one it was given"),
        ([*GIVEN, "o 4 1 0"], "not the one it was given"),
        ([*GIVEN, "a 4 1 -1 0 l 2 0", "a 5 0 l 4 2 3 1 0"], "step 5: no conflict|tautology"),
    ],
)
def test_bad_traces_are_errors(lines: list[str], message: str) -> None:
    with pytest.raises(SolverError, match=message):
        lrat_from_frat(lines, FORMULA)


def test_conversion_stops_at_the_deadline() -> None:
    with pytest.raises(TimeoutError):
        lrat_from_frat([*GIVEN, "a 4 0 l 2 3 1 0"], FORMULA, deadline=0.0)
