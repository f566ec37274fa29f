"""Degrees: published values, every bound against brute force, and what interrupts leave behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from contextuality.errors import InputError
from contextuality.formats import parse_ctx
from contextuality.library import get
from contextuality.library.polar import PauliLines, build
from contextuality.scenario import Scenario, pauli_scenario
from contextuality.search import degree as module
from contextuality.search.assignments import (
    Contexts,
    eigenvector_assignments,
    exhaust,
    tabu_assignments,
)
from contextuality.search.degree import Ended, Exhaustive, degree
from contextuality.search.packing import (
    Copy,
    Cover,
    Packing,
    Parity,
    doily_packing,
    section_packing,
)
from contextuality.search.parity_lines import violations
from contextuality.search.spectral import (
    Section,
    best_section,
    section_dimension,
    section_members,
    spectral_bound,
)
from proofs.kernel.links import links_bound

SEED = 7


def rng() -> np.random.Generator:
    return np.random.default_rng(SEED)


def brute_force(scenario: Scenario) -> int:
    values = product((1, -1), repeat=len(scenario.observables))
    return min(len(scenario.violated(assignment)) for assignment in values)


def some_lines(count: int, seed: int, name: str = "lines-3") -> PauliLines:
    space = build(name)
    rows = np.random.default_rng(seed).choice(len(space.lines), size=count, replace=False)
    used = np.unique(space.lines[rows])
    place = np.full(len(space.points), -1)
    place[used] = np.arange(len(used))
    members = place[space.lines[rows]].astype(np.int32)
    return PauliLines.from_members("some", space.qubits, space.points[used], members)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lines-2", 3),
        ("elliptic-3", 9),
        ("hyperbolic-3", 21),
        ("lines-3", 63),
        ("hyperbolic-4", 315),
        ("planes-3", 0),
        ("planes-4", 0),
        ("perpset-3", 0),
        ("perpset-4", 0),
        ("hyperbolic-2", 1),
    ],
)
def test_published_degrees(name: str, value: int) -> None:
    found = degree(build(name), rng())
    assert (found.lower, found.upper, found.ended) == (value, value, Ended.CLOSED)
    assert found.seconds < 10


@pytest.mark.parametrize("name", ["mermin-square", "mermin-pentagram", "doily"])
def test_named_scenarios(name: str) -> None:
    scenario = get(name)
    assert isinstance(scenario, Scenario)
    found = degree(scenario, rng())
    assert found.lower == found.upper == brute_force_by_exhaustion(scenario)


def brute_force_by_exhaustion(scenario: Scenario) -> int:
    if len(scenario.observables) < 12:
        return brute_force(scenario)
    contexts = Contexts(
        np.array(scenario.contexts, dtype=np.int32),
        np.array(scenario.signs) < 0,
        len(scenario.observables),
    )
    best = exhaust(contexts)
    assert best is not None
    return int(contexts.violated(best).sum())


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("elliptic-4", 298, 315), ("lines-4", 1490, 1575)],
)
def test_open_degrees_are_intervals(name: str, low: int, high: int) -> None:
    found = degree(build(name), rng(), time_limit=30)
    assert (found.lower, found.upper) == (low, high)
    assert found.ended in {Ended.OPEN, Ended.TIMED_OUT}


@given(st.integers(0, 2**32), st.integers(1, 7))
@settings(deadline=None, max_examples=30)
def test_small_scenarios_against_brute_force(seed: int, count: int) -> None:
    scenario = some_lines(count, seed, "lines-2").to_scenario()
    found = degree(scenario, rng())
    assert found.lower == found.upper == brute_force(scenario)
    assert len(scenario.violated(values(scenario, found.minus))) == found.upper


def values(scenario: Scenario, minus: tuple[str, ...]) -> list[int]:
    return [-1 if label in minus else 1 for label in scenario.observables]


@given(st.integers(0, 2**32), st.integers(20, 90))
@settings(deadline=None, max_examples=8)
def test_bounds_of_larger_sets_enclose_each_other(seed: int, count: int) -> None:
    part = some_lines(count, seed)
    found = degree(part, rng(), time_limit=1)
    assert 0 <= found.lower <= found.upper
    flipped = np.array([label in found.minus for label in part.labels()])
    assert int(violations(part, flipped).sum()) == found.upper
    if isinstance(found.evidence, Packing):
        assert replayed(part, found.evidence) == found.lower
    if found.lower == 0:
        assert found.upper == 0


def replayed(lines: PauliLines, packing: Packing) -> int:
    """The bound of a packing, node by node, with contexts counted one by one."""
    parts: list[tuple[set[int], int]] = []
    for node in packing.nodes:
        if isinstance(node, Parity):
            rows = list(node.contexts)
            assert (np.bincount(lines.lines[rows].ravel()) % 2 == 0).all()
            assert lines.sign_bits[rows].sum() % 2 == 1
            parts.append((set(rows), 1))
        elif isinstance(node, Copy):
            rows = list(node.contexts)
            assert len(rows) == len(parts[node.node][0]) == 15
            assert len(np.unique(lines.lines[rows])) == 15
            parts.append((set(rows), parts[node.node][1]))
        elif isinstance(node, Cover):
            loads = np.zeros(len(lines.lines), dtype=np.int64)
            total = 0
            for weight, child in node.children:
                loads[list(parts[child][0])] += weight
                total += weight * parts[child][1]
            assert loads.max() <= node.times
            parts.append((set(np.flatnonzero(loads).tolist()), -(-total // node.times)))
        else:
            inside = section_members(lines, node)
            points = len(np.unique(lines.lines[inside]))
            dimension = section_dimension(node, lines.qubits)
            rows = np.flatnonzero(inside).tolist()
            shown = spectral_bound(points, len(rows), dimension)
            if node.slope is not None:  # the kernel derives the bound from the number of qubits
                assert (points, len(rows)) == {3: (27, 45), 4: (119, 1071)}[lines.qubits]
                shown = links_bound(lines.qubits, -1, node.slope)
            parts.append((set(rows), shown))
    return parts[-1][1] if parts else 0


@pytest.mark.parametrize(
    ("name", "bound"), [("lines-2", 3), ("elliptic-3", 9), ("hyperbolic-3", 21), ("lines-3", 63)]
)
def test_doily_packings(name: str, bound: int) -> None:
    lines = build(name)
    packing = doily_packing(lines)
    assert packing is not None
    assert packing.bound == replayed(lines, packing) == bound


@pytest.mark.parametrize(("name", "bound"), [("lines-4", 1490), ("lines-3", 63)])
def test_section_packings(name: str, bound: int) -> None:
    lines = build(name)
    packing = section_packing(lines)
    assert packing is not None
    assert packing.bound == replayed(lines, packing) == bound


def test_no_packing_without_squares_or_for_planes() -> None:
    assert doily_packing(build("perpset-3")) is None
    assert doily_packing(build("planes-3")) is None


@given(st.integers(1, 300), st.integers(0, 2000), st.integers(1, 6))
def test_the_spectral_bound_is_the_least_that_the_inequality_allows(
    points: int, lines: int, qubits: int
) -> None:
    dimension = 2**qubits

    def allowed(d: int) -> bool:
        excess = lines - 2 * d
        square = (6 * excess) ** 2 * (dimension - 1)
        return excess < 0 or square <= points**3 * (dimension - 2) ** 2

    bound = spectral_bound(points, lines, dimension)
    assert allowed(bound) or 2 * bound > lines
    assert bound == 0 or not allowed(bound - 1)


@pytest.mark.parametrize(
    ("name", "bound", "dimension"),
    [
        ("lines-2", 2, 4),
        ("elliptic-3", 9, 4),
        ("hyperbolic-3", 14, 8),
        ("lines-3", 63, 8),
        ("elliptic-4", 291, 8),
        ("hyperbolic-4", 315, 16),
        ("lines-4", 1451, 16),
        ("elliptic-5", 6501, 16),
        ("hyperbolic-5", 6426, 32),
        ("lines-5", 28786, 32),
    ],
)
def test_spectral_bounds(name: str, bound: int, dimension: int) -> None:
    lines = build(name)
    found, section = best_section(lines)
    assert (found, section_dimension(section, lines.qubits)) == (bound, dimension)


LETTERS = {
    "I": np.eye(2),
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


def dense(label: str) -> NDArray[np.complex128]:
    result = np.eye(1, dtype=np.complex128)
    for letter in label:
        result = np.kron(result, LETTERS[letter])
    return result


@pytest.mark.parametrize(
    ("name", "repeat"), [("elliptic-3", 2), ("elliptic-4", 2), ("lines-3", 1), ("lines-4", 1)]
)
def test_traces_and_repeated_eigenvalues_are_as_derived(name: str, repeat: int) -> None:
    lines = build(name)
    matrices = np.array([dense(label) for label in lines.labels()])
    size = 2**lines.qubits
    signs = rng().choice((-1, 1), size=len(matrices))
    total = np.tensordot(signs, matrices, axes=1)
    violated = int(violations(lines, signs < 0).sum())
    assert np.trace(total) == pytest.approx(0)
    assert np.trace(total @ total).real == pytest.approx(size * len(matrices))
    cube = np.trace(total @ total @ total).real
    assert cube == pytest.approx(6 * size * (len(lines.lines) - 2 * violated))
    eigenvalues = np.linalg.eigvalsh(total).reshape(-1, repeat)
    assert np.ptp(eigenvalues, axis=1).max() < 1e-8
    if repeat == 1:
        assert np.diff(eigenvalues[:, 0]).min() > 1e-8


def test_idle_qubits_do_not_weaken_the_spectral_bound() -> None:
    small = build("lines-3")
    labels = [
        [f"{label}II" for label in context] for context in small.to_scenario().labelled_contexts()
    ]
    padded = PauliLines.from_scenario(pauli_scenario(labels, "padded"))
    bound, section = best_section(padded)
    assert bound == 63
    assert len(section.pairs) == 2
    assert section_dimension(section, 5) == 8
    quadric = build("elliptic-3")
    labels = [
        [f"I{label}" for label in context] for context in quadric.to_scenario().labelled_contexts()
    ]
    assert best_section(PauliLines.from_scenario(pauli_scenario(labels, "padded")))[0] == 9


def test_a_missing_line_makes_the_spectral_bound_unusable() -> None:
    space = build("lines-3")
    part = PauliLines.from_members("part", 3, space.points, space.lines[1:])
    assert not part.has_all_lines
    found = degree(part, rng(), time_limit=3)
    assert not isinstance(found.evidence, Section)
    assert found.lower <= found.upper <= 63


def test_contexts_of_several_sizes() -> None:
    star = get("mermin-pentagram")
    assert isinstance(star, Scenario)
    contexts = [*star.labelled_contexts(), ("XII", "IXI", "XXI")]
    found = degree(pauli_scenario(contexts, "mixed"), rng())
    assert (found.lower, found.upper) == (1, 1)


def test_two_stars_apart_cost_two() -> None:
    star = get("mermin-pentagram")
    assert isinstance(star, Scenario)
    contexts = [[f"{label}III" for label in row] for row in star.labelled_contexts()]
    contexts += [[f"III{label}" for label in row] for row in star.labelled_contexts()]
    found = degree(pauli_scenario(contexts, "stars"), rng())
    assert (found.lower, found.upper) == (2, 2)
    assert isinstance(found.evidence, Packing)


def test_exhaustion_closes_what_packings_leave_open() -> None:
    # The doily without a line: nine squares are left, and every line is in at most four of them.
    for left_out in (0, 7, 14):
        doily = build("lines-2")
        part = PauliLines.from_members(
            "part", 2, doily.points, np.delete(doily.lines, left_out, axis=0)
        )
        found = degree(part, rng())
        assert found.lower == found.upper == 2
        assert isinstance(found.evidence, Packing | Exhaustive)


@given(st.integers(0, 2**32), st.integers(1, 10))
@settings(deadline=None, max_examples=30)
def test_exhaust_and_tabu_against_brute_force(seed: int, count: int) -> None:
    part = some_lines(count, seed, "lines-2")
    contexts = Contexts(part.lines, part.sign_bits.astype(bool), len(part.points))
    every = np.array(list(product((False, True), repeat=len(part.points))))
    least = (
        min(int(contexts.violated(row).sum()) for row in every[: 1 << 12])
        if (len(part.points) <= 12)
        else None
    )
    best = exhaust(contexts)
    assert best is not None
    found = int(contexts.violated(best).sum())
    if least is not None:
        assert found == least
    start = np.zeros(len(part.points), dtype=bool)
    tabu = tabu_assignments(contexts, rng(), start, 300)
    assert found <= int(contexts.violated(tabu).sum()) <= int(contexts.violated(start).sum())


def test_exhaust_gives_up_beyond_its_rank() -> None:
    space = build("lines-3")
    assert exhaust(Contexts(space.lines, space.sign_bits.astype(bool), 63)) is None


def test_ascents_depend_on_the_seed_alone() -> None:
    space = build("elliptic-4")
    first, second = (next(eigenvector_assignments(space, rng())) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_time_out_is_called_one() -> None:
    start = time.monotonic()
    found = degree(build("elliptic-4"), rng(), time_limit=0.01)
    assert found.ended is Ended.TIMED_OUT
    assert time.monotonic() - start < 5
    assert 1 <= found.lower < found.upper


def test_an_interrupt_leaves_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Iterator[NDArray[np.bool_]]:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "eigenvector_assignments", interrupted)
    found = degree(build("elliptic-4"), rng())
    assert found.ended is Ended.INTERRUPTED
    assert found.lower == 298
    assert found.upper >= 315


def test_an_interrupt_before_any_bound_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module.Contexts, "violated", interrupted)
    with pytest.raises(KeyboardInterrupt):
        degree(build("lines-2"), rng())


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf")])
def test_bad_time_limits(limit: float) -> None:
    with pytest.raises(InputError, match="time limit"):
        degree(build("lines-2"), rng(), time_limit=limit)


def test_labels_that_are_no_paulis_are_refused() -> None:
    with pytest.raises(InputError):
        degree(Scenario("abstract", ("A", "B"), ((0, 1),), (-1,)), rng())
    with pytest.raises(InputError, match="sign"):
        degree(Scenario("wrong", ("XX", "ZZ", "YY"), ((0, 1, 2),), (1,)), rng())


# What a well-known tool answers with "degree 0" and exit status 0, or a crash.
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("XX,ZZ,XI", "anticommute"),
        ("XX,ZZ,IX", "anticommute"),
        ("XI,IX,XX\nXI,IZ", "plus or minus the identity"),
        ("xx,zz,yy", "one of the letters I, X, Y, Z"),
        ("XX ZZ YY", "separated by single commas"),
        ("XX,ZZ,YY\nX,X", "on 2 qubits"),
        ("XX,ZZ,YY\nXXX,ZZI,YYX", "on 2 qubits"),
        ("", "at least one context"),
    ],
)
def test_bad_input_is_an_error_and_never_degree_0(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        degree(parse_ctx(text, "bad"), rng())


def test_reports_narrow() -> None:
    seen: list[tuple[int, int, str]] = []
    found = degree(build("hyperbolic-3"), rng(), report=lambda *news: seen.append(news))
    assert seen
    lowers, uppers, texts = zip(*seen, strict=True)
    assert list(lowers) == sorted(lowers)
    assert list(uppers) == sorted(uppers, reverse=True)
    assert all(texts)
    assert (lowers[-1], uppers[-1]) == (found.lower, found.upper)


@pytest.mark.parametrize("subject", [[["XX", "ZZ", "YY"]], None, get("peres-33")])
def test_other_subjects_are_refused(subject: object) -> None:
    with pytest.raises(InputError, match="degree: expected a Scenario or PauliLines"):
        degree(subject, np.random.default_rng(0))  # type: ignore[arg-type]  # the mistake tested
