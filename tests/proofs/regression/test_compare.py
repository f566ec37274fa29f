"""Every kind of regression is detected, every improvement is none, and identical runs are quiet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs.quantities import Digest, Exact, Interval, Measured, Quantity, Table
from proofs.regression.compare import RANK, Weight, compare, lines
from proofs.regression.records import ClaimRecord, Machine, Run
from tests.proofs.regression import runs_strategies as strategies

HERE = Machine("Linux", "x86_64", 2, "3.12.1")


def run_of(*claims: ClaimRecord, seed: int = 0) -> Run:
    return Run("2026-11-30T22:40:00Z", "0.1.0", None, seed, HERE, 1.0, False, claims)


def claim(*quantities: Quantity, verdict: str = "proved", name: str = "doily") -> ClaimRecord:
    return ClaimRecord(name, verdict, 1.0, quantities, ("c",))


def moved(one: Quantity, other: Quantity) -> list[tuple[Weight, str]]:
    found = compare(run_of(claim(one)), run_of(claim(other)))
    return [(finding.weight, finding.what) for finding in found.findings]


@settings(max_examples=40, deadline=None)
@given(strategies.runs())
def test_a_run_against_itself_is_quiet(run: Run) -> None:
    found = compare(run, run)
    assert (found.findings, found.paces) == ((), ())
    decided = [one for one in run.claims if one.decided]
    assert found.compared == len(decided)
    assert found.quantities == sum(len(one.quantities) for one in decided)
    assert "nothing moved" in list(lines(found))[-1]


@settings(max_examples=40, deadline=None)
@given(strategies.runs(), st.floats(0.01, 100))
def test_another_machine_is_quiet(run: Run, factor: float) -> None:
    slower = replace(
        run, claims=tuple(replace(one, seconds=one.seconds * factor) for one in run.claims)
    )
    found = compare(run, slower)
    assert (found.findings, found.paces) == ((), ())


# ---- verdicts ----------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(strategies.claims(strategies.DECIDED), st.sampled_from(strategies.DECIDED))
def test_a_verdict_that_falls_is_a_regression(one: ClaimRecord, verdict: str) -> None:
    assume(one.verdict != verdict)
    found = compare(run_of(one), run_of(replace(one, verdict=verdict)))
    (finding,) = found.findings
    fell = RANK[verdict] < RANK[one.verdict]
    assert (finding.weight is Weight.REGRESSION) == fell
    assert (finding.weight is Weight.BETTER) == (RANK[verdict] > RANK[one.verdict])
    assert bool(found.regressions) == fell
    assert (finding.claim, finding.what) == (one.identifier, "verdict")


@settings(max_examples=40, deadline=None)
@given(strategies.claims(strategies.DECIDED), st.booleans())
def test_what_was_not_run_is_told_and_not_compared(one: ClaimRecord, earlier: bool) -> None:
    left = ClaimRecord(one.identifier, "not_run", 0.0, (), ())
    pair = (left, one) if earlier else (one, left)
    found = compare(*map(run_of, pair))
    assert [finding.weight for finding in found.findings] == [Weight.NOT_COMPARED]
    assert found.compared == 0


@settings(max_examples=40, deadline=None)
@given(strategies.runs(least=1), st.data())
def test_claims_gone_and_new_are_told(run: Run, data: st.DataObject) -> None:
    victim = data.draw(st.sampled_from(run.claims))
    rest = tuple(one for one in run.claims if one is not victim)
    for before, after, word in (
        (run, replace(run, claims=rest), "gone"),
        (replace(run, claims=rest), run, "not there"),
    ):
        found = compare(before, after)
        (finding,) = found.findings
        assert (finding.weight, finding.claim) == (Weight.CHANGED, victim.identifier)
        assert word in finding.said()
        assert not found.regressions
    kept = {one.identifier for one in rest}
    assert compare(run, replace(run, claims=rest), kept).findings == ()


def test_another_wording_is_told() -> None:
    one = replace(claim(), statement="for all n")
    other = replace(one, statement="for n < 5")
    (finding,) = compare(run_of(one), run_of(other)).findings
    assert (finding.weight, finding.what) == (Weight.CHANGED, "statement")
    assert compare(run_of(one), run_of(replace(one, statement=None))).findings == ()


# ---- certificates and quantities that vanish ------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(strategies.claims(strategies.SOUND), st.data())
def test_a_vanished_certificate_or_quantity_is_a_regression(
    one: ClaimRecord, data: st.DataObject
) -> None:
    for field in ("certificates", "quantities"):
        parts = getattr(one, field)
        if not parts:
            continue
        gone = data.draw(st.sampled_from(parts))
        rest = tuple(part for part in parts if part != gone)
        less = replace(one, **{field: rest})
        (finding,) = compare(run_of(one), run_of(less)).findings
        assert finding.weight is Weight.REGRESSION
        assert "gone" in finding.said()
        (finding,) = compare(run_of(less), run_of(one)).findings
        assert finding.weight is Weight.BETTER


def test_a_failed_claim_is_told_once() -> None:
    before = claim(Exact("bits", Fraction(3)))
    after = ClaimRecord("doily", "failed", 1.0, (), ())
    (finding,) = compare(run_of(before), run_of(after)).findings
    assert finding.what == "verdict"


# ---- quantities that move -----------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(strategies.intervals(), strategies.intervals())
def test_an_interval_may_only_shrink(one: Interval, other: Interval) -> None:
    one, other = (replace(part, name="degree", seeded=False) for part in (one, other))
    low = other.lower is not None and (one.lower is None or other.lower >= one.lower)
    high = other.upper is not None and (one.upper is None or other.upper <= one.upper)
    inside = (low or one.lower is None) and (high or one.upper is None)
    found = compare(run_of(claim(one)), run_of(claim(other)))
    # An open end takes anything; a shrunken interval lies within, so it also meets the old one.
    meets = not (
        (one.lower is not None and other.upper is not None and other.upper < one.lower)
        or (one.upper is not None and other.lower is not None and other.lower > one.upper)
    )
    assert bool(found.regressions) == (not (inside and meets))
    assert bool(found.findings) == ((one.lower, one.upper) != (other.lower, other.upper))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((3, 5), (2, 5), [(Weight.REGRESSION, "lower bound of d")]),
        ((3, 5), (None, 5), [(Weight.REGRESSION, "lower bound of d")]),
        ((3, 5), (3, 6), [(Weight.REGRESSION, "upper bound of d")]),
        ((3, 5), (3, None), [(Weight.REGRESSION, "upper bound of d")]),
        ((3, 5), (6, 7), [(Weight.REGRESSION, "d")]),
        ((3, 5), (1, 2), [(Weight.REGRESSION, "d")]),
        ((3, None), (None, 2), [(Weight.REGRESSION, "d")]),
        ((3, 5), (4, 5), [(Weight.BETTER, "lower bound of d")]),
        ((3, None), (3, 9), [(Weight.BETTER, "upper bound of d")]),
        (
            (3, 5),
            (2, 4),
            [(Weight.REGRESSION, "lower bound of d"), (Weight.BETTER, "upper bound of d")],
        ),
    ],
)
def test_bounds(
    before: tuple[int | None, int | None],
    after: tuple[int | None, int | None],
    expected: list[tuple[Weight, str]],
) -> None:
    one, other = (
        Interval("d", *(None if end is None else Fraction(end) for end in ends))
        for ends in (before, after)
    )
    assert moved(one, other) == expected


def test_an_exact_number_is_an_interval_of_no_width() -> None:
    wide, point = Interval("d", Fraction(3), Fraction(5)), Exact("d", Fraction(3))
    assert moved(wide, point) == [(Weight.BETTER, "upper bound of d")]
    assert moved(point, wide) == [(Weight.REGRESSION, "upper bound of d")]
    assert moved(point, Interval("d", Fraction(3), Fraction(3))) == []


def unseeded(one: Quantity) -> Quantity:
    return replace(one, seeded=False)


CHANGES: dict[str, tuple[st.SearchStrategy[Quantity], Callable[[Quantity], Quantity]]] = {
    "exact": (strategies.exacts, lambda q: replace(q, value=q.value + Fraction(1, 97))),
    "table": (
        strategies.tables().filter(lambda q: not q.distribution),
        lambda q: replace(q, values=((q.values[0][0], q.values[0][1] + 1), *q.values[1:])),
    ),
    "label": (
        strategies.tables().filter(lambda q: not q.distribution and len(q.values) > 1),
        lambda q: replace(q, values=q.values[1:]),
    ),
    "distribution": (
        strategies.tables().filter(lambda q: q.distribution and len(q.values) > 1),
        lambda q: replace(
            q,
            values=(
                (q.values[0][0], q.values[0][1] + q.values[1][1]),
                (q.values[1][0], Fraction(0)),
                *q.values[2:],
            ),
        ),
    ),
    "digest": (
        strategies.digests,
        lambda q: replace(q, sha256=("1" if q.sha256[0] == "0" else "0") + q.sha256[1:]),
    ),
    "measured": (
        strategies.measured,
        lambda q: replace(q, value=q.value + 2.001 * q.error + 0.001),
    ),
    "kind": (
        strategies.exacts,
        lambda q: Digest(q.name, "0" * 64),
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_exact_quantity_that_changes_is_a_regression(kind: str, data: st.DataObject) -> None:
    strategy, change = CHANGES[kind]
    one = unseeded(data.draw(strategy))
    other = change(one)
    found = compare(run_of(claim(one)), run_of(claim(other)))
    assert found.regressions
    assert all(one.name in finding.what for finding in found.regressions)
    assert compare(run_of(claim(other)), run_of(claim(one))).regressions or kind == "label"


@settings(max_examples=40, deadline=None)
@given(st.floats(-9, 9), st.floats(0, 1), st.floats(-1, 1))
def test_a_measured_figure_within_both_errors_is_quiet(
    value: float, error: float, share: float
) -> None:
    one = Measured("rate", value, error)
    other = Measured("rate", value + share * 1.99 * error, error)
    assert moved(one, other) == []


def test_a_greater_stated_error_is_told() -> None:
    one, other = Measured("rate", 0.5, 0.1), Measured("rate", 0.5, 0.2)
    assert moved(one, other) == [(Weight.CHANGED, "error of rate")]
    assert moved(other, one) == [(Weight.BETTER, "error of rate")]


def test_a_new_label_is_told() -> None:
    one = Table("curve", (("0", Fraction(1)),))
    other = Table("curve", (("0", Fraction(1)), ("1", Fraction(0))))
    assert moved(one, other) == [(Weight.BETTER, "curve at 1")]
    spread = Table("curve", (("0", Fraction(1)),), distribution=True)
    assert moved(one, spread) == [(Weight.REGRESSION, "curve")]


def test_another_seed_hides_what_depends_on_it() -> None:
    one, other = Exact("sum", Fraction(1), seeded=True), Exact("sum", Fraction(2), seeded=True)
    assert compare(run_of(claim(one)), run_of(claim(other))).regressions
    found = compare(run_of(claim(one)), run_of(claim(other), seed=1))
    (finding,) = found.findings
    assert (finding.weight, finding.what, found.quantities) == (Weight.NOT_COMPARED, "seed", 0)
    fixed = [claim(Exact("sum", Fraction(value))) for value in (1, 2)]
    assert compare(run_of(fixed[0]), run_of(fixed[1], seed=1)).regressions


# ---- times and words -------------------------------------------------------------------------


def test_times_are_told_against_the_median_and_never_fail() -> None:
    before = run_of(*(replace(claim(name=f"c{i}"), seconds=float(i + 1)) for i in range(5)))
    slow = [replace(one, seconds=3 * one.seconds) for one in before.claims]
    slow[2] = replace(slow[2], seconds=slow[2].seconds * 4)
    slow[4] = replace(slow[4], seconds=slow[4].seconds / 4)
    found = compare(before, run_of(*slow))
    assert found.median_ratio == pytest.approx(3)
    assert [(one.claim, one.relative) for one in found.paces] == [
        ("c2", pytest.approx(4)),
        ("c4", pytest.approx(0.25)),
    ]
    assert found.findings == ()
    said = list(lines(found))
    assert said[0] == "time: c2: 3.0 s -> 36.0 s: 4.0 times longer than this run's median pace"
    assert said[1].endswith("4.0 times shorter than this run's median pace")
    assert said[-1].endswith("nothing moved; this run took 3.00 times as long (median)")


def test_lines_begin_with_the_regressions_and_are_short() -> None:
    before = run_of(claim(Exact("bits", Fraction(3))), claim(verdict="verified", name="square"))
    after = run_of(claim(Exact("bits", Fraction(3**900))), claim(verdict="proved", name="square"))
    said = list(lines(compare(before, after)))
    assert said[0].startswith("regression: doily: bits: 3 -> ")
    assert said[1].startswith("better: square: verdict: verified -> proved: ")
    assert said[2].startswith("against the baseline: 2 claims and 1 quantities compared: ")
    assert "1 regression, 1 better" in said[2]
    assert max(map(len, said)) < 300
