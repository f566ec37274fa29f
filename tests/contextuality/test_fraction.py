"""The contextual fraction against brute force, closed formulas and its own exact checks."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError
from contextuality.library.boxes import chsh_deterministic, exclusive_cycle, isotropic
from contextuality.library.models import describe, model, names
from contextuality.search import fraction as search
from contextuality.search.elimination import eliminate, elimination_cost, elimination_order
from contextuality.search.exact_lp import Packing
from contextuality.search.exact_solve import unique_solution
from contextuality.search.fraction import NoncontextualFraction, noncontextual_fraction
from contextuality.search.possibilistic import possibilities
from contextuality.search.result import Outcome
from contextuality.search.sections import Sections
from contextuality.stabilizer_models import StabilizerState, stabilizer_model

ONE = Fraction(1)


def matrix(subject: EmpiricalModel) -> tuple[np.ndarray, list[Fraction]]:
    """The incidence of all events and all global assignments, by the definition."""
    base = range(len(subject.outcomes))
    everything = list(product(base, repeat=len(subject.observables)))
    rows, bounds = [], []
    for c, context in enumerate(subject.contexts):
        for joint in subject.joint_outcomes(c):
            rows.append([tuple(g[o] for o in context) == joint for g in everything])
            bounds.append(subject.probability(c, joint))
    return np.array(rows, dtype=np.int64), bounds


def naive(subject: EmpiricalModel) -> float:
    from scipy.optimize import linprog

    incidence, bounds = matrix(subject)
    found = linprog(
        -np.ones(incidence.shape[1]), A_ub=incidence, b_ub=np.array([float(b) for b in bounds])
    )
    return float(-found.fun)


def exact_by_z3(subject: EmpiricalModel) -> Fraction:
    import z3

    incidence, bounds = matrix(subject)
    weights = [z3.Real(f"b{j}") for j in range(incidence.shape[1])]
    solver = z3.Optimize()
    solver.add(*(w >= 0 for w in weights))
    for row, bound in zip(incidence, bounds, strict=True):
        total = z3.Sum([weights[j] for j in np.flatnonzero(row)])
        solver.add(total <= z3.Q(bound.numerator, bound.denominator))
    best = solver.maximize(z3.Sum(weights))
    assert solver.check() == z3.sat
    value = solver.upper(best)
    return Fraction(str(value))


def check(found: NoncontextualFraction) -> None:
    """Both sides of a finding, by the definitions alone."""
    subject = found.model
    total = Fraction(0)
    loads: dict[tuple[int, tuple[int, ...]], Fraction] = {}
    for weight, g in found.distribution:
        assert weight > 0
        total += weight
        for c, context in enumerate(subject.contexts):
            key = c, tuple(g[o] for o in context)
            loads[key] = loads.get(key, Fraction(0)) + weight
    assert total == found.lower
    assert all(load <= subject.probability(*key) for key, load in loads.items())
    base = range(len(subject.outcomes))
    tables = [
        dict(zip(subject.joint_outcomes(c), row, strict=True))
        for c, row in enumerate(found.inequality.coefficients)
    ]
    assert min(min(row) for row in found.inequality.coefficients) >= 0
    least = min(
        sum(
            table[tuple(g[o] for o in context)]
            for table, context in zip(tables, subject.contexts, strict=True)
        )
        for g in product(base, repeat=len(subject.observables))
    )
    assert least >= found.inequality.scale
    assert found.inequality.value(subject) == found.upper >= found.lower


SCENARIOS = [
    (4, 2, ((0, 2), (0, 3), (1, 2), (1, 3))),
    (3, 2, ((0, 1), (1, 2), (0, 2))),
    (3, 3, ((0, 1), (1, 2), (0, 2))),
    (5, 2, ((0, 1, 2), (2, 3), (3, 4), (4, 0))),
    (4, 3, ((3, 0), (0, 1), (1, 2), (2, 3))),
]


def mixture(
    seed: int, shape: tuple[int, int, tuple[tuple[int, ...], ...]], *, correlated: bool
) -> EmpiricalModel:
    """A random compatible model: deterministic ones mixed, then mixed with correlated noise.

    The noise has uniform marginals on all proper parts of contexts, and random correlations in
    whole contexts, as a Popescu-Rohrlich box has; these fit no global distribution in general.
    """
    rng = np.random.default_rng(seed)
    observables, base, contexts = shape
    everything = list(product(range(base), repeat=observables))
    share = Fraction(int(rng.integers(0, 4)), 8) if correlated else ONE
    weights = [Fraction(int(rng.integers(1, 4)) * int(rng.random() < 0.2)) for _ in everything]
    weights[0] += 1
    total = sum(weights)
    tables = []
    for context in contexts:
        joint = list(product(range(base), repeat=len(context)))
        row = dict.fromkeys(joint, Fraction(0))
        for value, g in zip(weights, everything, strict=True):
            row[tuple(g[o] for o in context)] += share * value / total
        # Entries 1, -1 and zeros sum to 0, so a product of them vanishes on proper parts.
        steps = [rng.permutation([1, -1] + [0] * (base - 2)).tolist() for _ in context]
        strength = Fraction(int(rng.integers(2, 5)), 4)
        for s in joint:
            noise = strength * prod(step[k] for step, k in zip(steps, s, strict=True))
            row[s] += (1 - share) * (1 + noise) / len(joint)
        tables.append(tuple(row.values()))
    return EmpiricalModel(
        "random", tuple(f"A{i}" for i in range(observables)),
        tuple(str(k) for k in range(base)), contexts, tuple(tables),
    )  # fmt: skip


# ---- published and derived values --------------------------------------------------------------


@pytest.mark.parametrize("name", ["pr-box", "ghz", "mermin-square", "specker-triangle", "pentagon"])
def test_strong_contextuality_is_fraction_one(name: str) -> None:
    found = noncontextual_fraction(model(name))
    check(found)
    assert found.contextual_fraction() == 1
    assert possibilities(model(name)).strongly_contextual
    assert found.outcome is Outcome.EXHAUSTED


@pytest.mark.parametrize("v", ["0", "1/3", "1/2", "501/1000", "7/10", "3/4", "999999/1000000", "1"])
def test_isotropic_boxes(v: str) -> None:
    visibility = Fraction(v)
    found = noncontextual_fraction(isotropic(visibility))
    check(found)
    assert found.contextual_fraction() == max(Fraction(0), 2 * visibility - 1)


@pytest.mark.parametrize(
    ("length", "chance"),
    [
        (3, "1/3"),
        (3, "5/12"),
        (5, "2/5"),
        (5, "4/9"),
        (5, "0"),
        (7, "3/7"),
        (9, "7/15"),
        (6, "1/2"),
    ],
)
def test_cycles(length: int, chance: str) -> None:
    p = Fraction(chance)
    found = noncontextual_fraction(exclusive_cycle(length, p))
    check(found)
    odd = max(Fraction(0), 2 * length * p - (length - 1))
    assert found.contextual_fraction() == (odd if length % 2 else 0)


def test_hardy() -> None:
    """The CHSH-type inequality of the argument: 1/12 where 0 is noncontextual, 1/2 algebraic."""
    found = noncontextual_fraction(model("hardy"))
    check(found)
    assert found.contextual_fraction() == Fraction(1, 12) / Fraction(1, 2)
    says = possibilities(model("hardy"))
    assert says.logically_contextual
    assert says.strongly_contextual is False
    assert (3, 3) in says.obstructed


def test_a_cycle_with_too_many_assignments_to_list() -> None:
    found = noncontextual_fraction(exclusive_cycle(31, Fraction(49, 100)))
    assert found.contextual_fraction() == Fraction(62 * 49, 100) - 30


@pytest.mark.parametrize("state", [(), ("XX", "ZZ"), ("ZI", "IZ"), ("-XX", "YY"), ("XI",)])
def test_the_square_on_any_state(state: tuple[str, ...]) -> None:
    contexts = [
        ["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"],
        ["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"],
    ]  # fmt: skip
    found = noncontextual_fraction(stabilizer_model("square", contexts, state))
    assert found.contextual_fraction() == 1


# ---- against brute force -----------------------------------------------------------------------


@pytest.mark.parametrize("shape", SCENARIOS)
@pytest.mark.parametrize("seed", range(6))
def test_random_models(shape: tuple[int, int, tuple[tuple[int, ...], ...]], seed: int) -> None:
    subject = mixture(seed, shape, correlated=True)
    assert subject.disturbance() is None
    found = noncontextual_fraction(subject)
    check(found)
    assert found.exact
    assert float(found.lower) == pytest.approx(naive(subject), abs=1e-7)
    strong = possibilities(subject).strongly_contextual
    assert strong is (found.lower == 0)


@pytest.mark.parametrize("seed", range(3))
def test_random_models_by_z3(seed: int) -> None:
    for shape in SCENARIOS[:2]:
        subject = mixture(seed + 50, shape, correlated=True)
        assert noncontextual_fraction(subject).lower == exact_by_z3(subject)


def test_the_random_models_are_of_both_kinds() -> None:
    kinds = {
        noncontextual_fraction(mixture(seed, shape, correlated=True)).lower == 1
        for shape in SCENARIOS[:3]
        for seed in range(6)
    }
    assert kinds == {True, False}


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from(SCENARIOS))
def test_mixtures_of_deterministic_models_are_noncontextual(
    seed: int, shape: tuple[int, int, tuple[tuple[int, ...], ...]]
) -> None:
    subject = mixture(seed, shape, correlated=False)
    found = noncontextual_fraction(subject)
    check(found)
    assert found.outcome is Outcome.FOUND
    assert possibilities(subject).logically_contextual is False


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.fractions(0, 1, max_denominator=20))
def test_the_contextual_fraction_is_convex(one: int, two: int, share: Fraction) -> None:
    left, right = (mixture(seed, SCENARIOS[1], correlated=True) for seed in (one, two))
    both = EmpiricalModel(
        "mixed", left.observables, left.outcomes, left.contexts,
        tuple(
            tuple(share * p + (1 - share) * q for p, q in zip(a, b, strict=True))
            for a, b in zip(left.tables, right.tables, strict=True)
        ),
    )  # fmt: skip
    values = [noncontextual_fraction(m).contextual_fraction() for m in (left, right, both)]
    assert values[2] <= share * values[0] + (1 - share) * values[1]


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_logical_contextuality_by_listing(seed: int) -> None:
    subject = mixture(seed, SCENARIOS[0], correlated=True)
    says = possibilities(subject)
    good = [
        g
        for g in product(range(2), repeat=4)
        if all(
            subject.probability(c, tuple(g[o] for o in context))
            for c, context in enumerate(subject.contexts)
        )
    ]
    wanted = {
        (c, at)
        for c, context in enumerate(subject.contexts)
        for at, joint in enumerate(subject.joint_outcomes(c))
        if subject.tables[c][at] and not any(tuple(g[o] for o in context) == joint for g in good)
    }
    assert set(says.obstructed) == wanted
    assert set(says.extended) <= set(good)


# ---- ends, limits, refusals --------------------------------------------------------------------


def test_time_limit_leaves_a_proved_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = exclusive_cycle(9, Fraction(7, 15))
    whole = noncontextual_fraction(subject)
    proper = set()
    for allowed in range(1, 8):
        calls = iter(range(10**6))
        monkeypatch.setattr(
            search.time, "monotonic", lambda c=calls, a=allowed: 100.0 * (next(c) >= a)
        )
        found = noncontextual_fraction(subject, time_limit=50.0)
        check(found)
        assert found.lower <= whole.lower <= found.upper <= 1
        proper.add(found.exact)
        if not found.exact:
            with pytest.raises(ValueError, match="interval"):
                found.contextual_fraction()
    assert False in proper


def test_without_a_solution_in_floats(monkeypatch: pytest.MonkeyPatch) -> None:
    """If HiGHS gives up, the exact simplex method and exact pricing do it alone."""

    def gives_up(self: Packing) -> None:
        raise ArithmeticError

    monkeypatch.setattr(Packing, "approximate", gives_up)
    monkeypatch.setattr(search, "BATCH", 1)
    found = noncontextual_fraction(exclusive_cycle(5, Fraction(4, 9)))
    check(found)
    assert found.contextual_fraction() == Fraction(4, 9)


def test_rounds_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BATCH", 1)
    seen: list[tuple[int, float]] = []
    subject = exclusive_cycle(9, Fraction(7, 15))
    found = noncontextual_fraction(subject, report=lambda *round_: seen.append(round_))
    values = [value for _, value in seen]
    assert len(seen) >= 2
    assert all(a <= b + 1e-9 for a, b in pairwise(values))  # more assignments never give less
    assert values[-1] == pytest.approx(float(found.lower))


def test_signalling_is_refused() -> None:
    zero = Fraction(0)
    signalling = EmpiricalModel(
        "loud", ("A", "B", "C"), ("0", "1"), ((0, 1), (0, 2)),
        ((ONE, zero, zero, zero), (zero, zero, ONE, zero)),
    )  # fmt: skip
    for call in (noncontextual_fraction, possibilities):
        with pytest.raises(InputError, match=r"loud: expected contexts that agree .* A=0 has prob"):
            call(signalling)


def test_too_entangled_models_are_refused() -> None:
    contexts = tuple(combinations(range(22), 2))
    table = (Fraction(1, 4),) * 4
    wide = EmpiricalModel(
        "wide", tuple(map(str, range(22))), ("0", "1"), contexts, (table,) * len(contexts)
    )
    with pytest.raises(InputError, match="wide: expected contexts whose elimination"):
        noncontextual_fraction(wide)
    assert possibilities(wide).logically_contextual is False  # SAT needs no elimination


@pytest.mark.parametrize("limit", [0, -1, float("nan"), 1e9])
def test_bad_time_limits(limit: float) -> None:
    for call in (noncontextual_fraction, possibilities):
        with pytest.raises(InputError, match="time limit"):
            call(model("hardy"), limit)


# ---- the tools ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_elimination_against_listing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = int(rng.integers(2, 4))
    scopes = [tuple(sorted(rng.choice(6, 1 + k % 3, replace=False).tolist())) for k in range(6)]
    tables = [(s, rng.integers(0, 50, (base,) * len(s)).astype(object)) for s in scopes]
    order = elimination_order(scopes, 6)
    best = eliminate(tables, base, order)

    def cost(g: tuple[int, ...]) -> int:
        return sum(values[tuple(g[v] for v in scope)] for scope, values in tables)

    every = {g: cost(g) for g in product(range(base), repeat=6)}
    assert best.minimum == min(every.values()) == every[best.assignment()]
    floats = [(scope, values.astype(float)) for scope, values in tables]
    drawn = eliminate(floats, base, order).sample(rng, np.full(200, 5.0))
    near = {tuple(row) for row in drawn.tolist()}
    good = {g for g, value in every.items() if value <= best.minimum + 5}
    assert near <= good
    assert len(near) >= min(len(good), 3)
    assert elimination_cost(scopes, 6, base, order) <= 6 * 6 * base**6


@pytest.mark.parametrize("seed", range(8))
def test_unique_solutions_against_sympy(seed: int) -> None:
    import sympy

    rng = np.random.default_rng(seed)
    size = 5 + seed
    square = rng.integers(-3, 4, (size, size))
    wanted = [Fraction(int(a), int(b)) for a, b in zip(
        rng.integers(-10**9, 10**9, size), rng.integers(1, 10**6, size), strict=True)]  # fmt: skip
    if sympy.Matrix(square.tolist()).det() == 0:
        pytest.skip("singular")
    scale = int(np.lcm.reduce([w.denominator for w in wanted], dtype=object))
    right = [
        int(sum(int(a) * w for a, w in zip(row, wanted, strict=True)) * scale) for row in square
    ]
    tall = np.concatenate([square, square[:2] * 2])
    both = unique_solution(tall, [*right, 2 * right[0], 2 * right[1]])
    assert both == tuple(w * scale for w in wanted)
    assert unique_solution(tall, [*right, 2 * right[0] + 1, 2 * right[1]]) is None
    assert unique_solution(np.concatenate([square, square[:, :1]], axis=1), right) is None


def test_unique_solution_without_unknowns() -> None:
    assert unique_solution(np.zeros((2, 0), dtype=np.int64), [0, 0]) == ()
    assert unique_solution(np.zeros((2, 0), dtype=np.int64), [0, 1]) is None


@pytest.mark.parametrize("seed", range(12))
def test_the_exact_simplex_agrees_with_rounding(seed: int) -> None:
    rng = np.random.default_rng(seed)
    columns = tuple(
        tuple(sorted(rng.choice(8, int(rng.integers(1, 4)), replace=False).tolist()))
        for _ in range(14)
    )
    bounds = tuple(Fraction(int(rng.integers(0, 6)), int(rng.integers(1, 7))) for _ in range(8))
    gains = tuple(Fraction(int(rng.integers(1, 6)), int(rng.integers(1, 4))) for _ in range(14))
    packing = Packing(columns, bounds, gains)
    fast, slow = packing.maximise(), packing.simplex()
    assert fast.value == slow.value
    assert packing.verifies(fast)
    assert packing.verifies(slow)
    spoiled = type(fast)(fast.value, fast.primal, tuple(2 * y for y in fast.dual))
    assert fast.value == 0 or not packing.verifies(spoiled)


def test_simplex_where_floats_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that differ by less than any tolerance: floats cannot tell, the result is exact."""
    tiny = Fraction(1, 10**40)
    packing = Packing(((0,), (0, 1)), (ONE, ONE - tiny), (ONE, ONE + tiny))
    assert packing.maximise().value == (ONE + tiny) * (ONE - tiny) + tiny
    with pytest.raises(TimeoutError):
        packing.simplex(time.monotonic() - 1)


def test_sections_number_the_possible_events() -> None:
    box = Sections(model("pr-box"))
    assert len(box.events) == 8
    assert set(box.probabilities) == {Fraction(1, 2)}
    assert box.rows_of([]).shape == (0, 4)


# ---- models ------------------------------------------------------------------------------------


def test_library() -> None:
    for name in names():
        if name[-1].islower():
            assert model(name).disturbance() is None
            assert describe(name)
    assert describe("isotropic-1/2").startswith("the Popescu-Rohrlich box")
    assert describe("cycle-5-1/3").startswith("N observables")
    with pytest.raises(InputError, match=r"did you mean hardy\?"):
        model("hardi")
    for bad in ("isotropic-3/2", "cycle-2-1/3", "cycle-5-2/3", "isotropic-1/0"):
        with pytest.raises(InputError):
            model(bad)


def test_classical_mixture() -> None:
    subject = chsh_deterministic({(0, 1, 1, 0): Fraction(1, 3), (1, 1, 0, 0): Fraction(2, 3)})
    assert noncontextual_fraction(subject).contextual_fraction() == 0


def test_stabilizer_models_against_density_matrices() -> None:
    letters = {
        "I": np.eye(2), "X": np.array([[0, 1], [1, 0]]),
        "Y": np.array([[0, -1j], [1j, 0]]), "Z": np.diag([1, -1]),
    }  # fmt: skip

    def dense(label: str) -> np.ndarray:
        sign = -1 if label.startswith("-") else 1
        result = np.eye(1)
        for letter in label.lstrip("+-"):
            result = np.kron(result, letters[letter])
        return sign * result

    contexts = [["XII", "IYI", "XYZ"], ["ZZI", "XXX"], ["IIZ"]]
    for generators in ([], ["XXX", "ZZI", "IZZ"], ["-YYI"], ["XXX", "-ZZI"]):
        rho = np.eye(8) / 8
        for g in generators:
            rho = rho @ (np.eye(8) + dense(g))
        subject = stabilizer_model("m", contexts, generators)
        for c, context in enumerate(contexts):
            for joint in subject.joint_outcomes(c):
                projector = np.eye(8)
                for label, outcome in zip(context, joint, strict=True):
                    projector = projector @ (np.eye(8) + (-1) ** outcome * dense(label)) / 2
                born = np.trace(rho @ projector).real
                assert float(subject.probability(c, joint)) == pytest.approx(born, abs=1e-12)


def test_bad_stabilizer_models() -> None:
    with pytest.raises(InputError, match="XX and ZI, which anticommute"):
        stabilizer_model("m", [["XX", "ZI"]])
    with pytest.raises(InputError, match="strings of 2 letters"):
        stabilizer_model("m", [["XX", "ZZZ"]])
    with pytest.raises(InputError, match="at least one context"):
        stabilizer_model("m", [])
    with pytest.raises(InputError, match="at most 12"):
        stabilizer_model("m", [["Z" * k + "I" * (13 - k) for k in range(1, 14)]])
    with pytest.raises(InputError, match="generator 1: expected commuting"):
        StabilizerState(1, ["X", "Z"])
    with pytest.raises(InputError, match="leave out -I"):
        StabilizerState(2, ["XX", "ZZ", "YY"])
    with pytest.raises(InputError, match="signed string on 2 qubits"):
        StabilizerState(2, ["X"])
