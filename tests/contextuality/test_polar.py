"""Polar spaces and the arrangements in them: published counts, brute force, stim."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import library
from contextuality.errors import InputError
from contextuality.library.families import FAMILIES, patterns
from contextuality.library.magic import (
    DOILY_LINES,
    DOILY_SQUARES,
    PENTAGRAM_CONTEXTS,
    SQUARE_LINES,
    doilies,
    first_square,
    line_table,
    pentagrams,
    squares,
)
from contextuality.library.pauli_sets import symplectic_lines
from contextuality.library.polar import (
    PauliLines,
    anticommute,
    build,
    isotropic_subspaces,
    lines_in,
    quadric_form,
    quadric_points,
)
from contextuality.library.subspaces import planes_in
from contextuality.pauli import parse_pauli, pauli_string, paulis_commute
from contextuality.scenario import Scenario, pauli_scenario, require_pauli
from contextuality.search.parity import Contextual, Noncontextual, decide_parity
from contextuality.search.parity_lines import decide_lines, violations

# Observables, contexts, negative contexts: A. Muller et al., arXiv 2312.07738 and 2407.02928.
PUBLISHED = [
    ("lines-2", 15, 15, 3),
    ("perpset-3", 31, 15, 0),
    ("elliptic-3", 27, 45, 13),
    ("hyperbolic-3", 35, 105, 27),
    ("lines-3", 63, 315, 90),
    ("planes-3", 63, 135, 54),
    ("elliptic-4", 119, 1071, 384),
    ("hyperbolic-4", 135, 1575, 532),
    ("lines-4", 255, 5355, 1908),
    ("planes-4", 255, 11475, 4752),
    ("elliptic-5", 495, 19635, 8020),
    ("hyperbolic-5", 527, 23715, 9420),
    ("lines-5", 1023, 86955, 35400),
]


@pytest.mark.parametrize(("name", "observables", "contexts", "negative"), PUBLISHED)
def test_published_counts(name: str, observables: int, contexts: int, negative: int) -> None:
    found = build(name)
    assert (len(found.points), len(found.lines), found.negative_contexts) == (
        observables,
        contexts,
        negative,
    )


def test_all_lines_of_six_qubits() -> None:
    found = build("lines-6")
    assert len(found.points) == 4**6 - 1
    assert len(found.lines) == (4**6 - 1) * (4**5 - 1) // 3
    assert found.lines.nbytes + found.negative.nbytes < 20 << 20


@pytest.mark.parametrize("name", ["lines-2", "elliptic-3", "hyperbolic-3", "perpset-3", "planes-3"])
def test_signs_are_those_of_stim(name: str) -> None:
    found = build(name)
    labels = found.labels()
    for row, bit in zip(found.lines.tolist(), found.sign_bits.tolist(), strict=True):
        product = stim.PauliString(found.qubits)
        for i in row:
            other = stim.PauliString(labels[i])
            assert product.commutes(other)
            product *= other
        assert product == stim.PauliString(found.qubits) * (-1 if bit else 1)


@given(st.integers(2, 4), st.data())
@settings(deadline=None, max_examples=40)
def test_lines_in_any_set_are_those_of_brute_force(qubits: int, data: st.DataObject) -> None:
    codes = sorted(data.draw(st.sets(st.integers(1, 4**qubits - 1), min_size=1, max_size=24)))
    low = (1 << qubits) - 1
    masks = [(code & low, code >> qubits) for code in codes]
    expected = [
        [i, j, k]
        for i, j, k in combinations(range(len(codes)), 3)
        if codes[i] ^ codes[j] == codes[k] and paulis_commute(masks[i], masks[j])
    ]
    assert lines_in(np.array(codes), qubits).tolist() == expected


@given(st.data())
@settings(deadline=None, max_examples=30)
def test_planes_in_any_set_are_those_of_brute_force(data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(1, 63), max_size=12))
    points = np.array([code for code in range(1, 64) if code not in gone])
    every = [row.tolist() for row in build("planes-3").lines + 1]
    expected = [row for row in every if not gone & set(row)]
    assert points[planes_in(points, 3)].tolist() == expected


def test_planes_are_known_as_such_only_if_complete() -> None:
    whole = build("planes-3")
    assert whole.has_all_planes
    assert not whole.has_all_lines
    part = PauliLines.from_members("part", 3, whole.points, whole.lines[1:])
    assert not part.has_all_planes
    assert not build("affine-planes-3").has_all_planes
    assert not build("lines-3").has_all_planes


def test_lines_agree_with_the_scenario_built_pair_by_pair() -> None:
    slow = symplectic_lines(3, "slow")
    by_label = {
        frozenset(context): sign
        for context, sign in zip(slow.labelled_contexts(), slow.signs, strict=True)
    }
    own = build("lines-3").to_scenario()
    assert by_label == {
        frozenset(context): sign
        for context, sign in zip(own.labelled_contexts(), own.signs, strict=True)
    }


@pytest.mark.parametrize("name", ["lines-3", "planes-3", "perpset-4"])
def test_a_scenario_and_back(name: str) -> None:
    found = build(name)
    scenario = found.to_scenario()
    require_pauli(scenario)
    again = PauliLines.from_scenario(scenario)
    for attribute in ("points", "lines", "negative"):
        assert np.array_equal(getattr(found, attribute), getattr(again, attribute))


def test_from_scenario_orders_points_and_contexts() -> None:
    scenario = pauli_scenario([["ZZ", "YY", "XX"], ["IX", "XX", "XI"]], "two")
    found = PauliLines.from_scenario(scenario)
    assert found.labels() == ("XI", "IX", "XX", "ZZ", "YY")
    assert found.lines.tolist() == [[0, 1, 2], [2, 3, 4]]
    assert found.sign_bits.tolist() == [0, 1]


@pytest.mark.parametrize(
    "bad",
    [
        {"points": np.array([2, 1])},
        {"points": np.array([0, 1, 2])},
        {"points": np.array([1, 2, 16])},
        {"lines": np.array([[0, 2, 1]], dtype=np.int32)},
        {"lines": np.array([[0, 1, 3]], dtype=np.int32)},
        {"lines": np.empty((0, 3), dtype=np.int32)},
        {"negative": np.zeros(2, dtype=np.uint8)},
        {"name": "two\nlines"},
    ],
)
def test_arrays_out_of_order_are_refused(bad: dict[str, object]) -> None:
    good: dict[str, object] = {
        "name": "line",
        "qubits": 2,
        "points": np.array([1, 2, 3]),
        "lines": np.array([[0, 1, 2]], dtype=np.int32),
        "negative": np.zeros(1, dtype=np.uint8),
    }
    assert PauliLines(**good).negative_contexts == 0  # type: ignore[arg-type]
    with pytest.raises(InputError):
        PauliLines(**{**good, **bad})  # type: ignore[arg-type]


def test_members_that_are_no_context_are_refused() -> None:
    points = np.array([1, 2, 4])
    with pytest.raises(InputError, match="plus or minus the identity"):
        PauliLines.from_members("x", 2, points, np.array([[0, 1, 2]], dtype=np.int32))
    # Y, Z, X on one qubit multiply to a phase, but do not commute.
    with pytest.raises(InputError, match="plus or minus the identity"):
        PauliLines.from_members("x", 1, np.array([1, 2, 3]), np.array([[0, 1, 2]], dtype=np.int32))


@pytest.mark.parametrize(("qubits", "dimension"), [(2, 2), (3, 1), (3, 3), (4, 3), (4, 4)])
def test_isotropic_subspaces(qubits: int, dimension: int) -> None:
    bases = isotropic_subspaces(qubits, dimension)
    top = bottom = 1
    for i in range(dimension):
        top, bottom = top * (4 ** (qubits - i) - 1), bottom * (2 ** (i + 1) - 1)
    assert len(bases) == top // bottom
    spans = np.zeros((len(bases), 1), dtype=np.int64)
    for column in bases.T:
        spans = np.concatenate([spans, spans ^ column[:, None]], axis=1)
    spans.sort(axis=1)
    assert len(np.unique(spans, axis=0)) == len(bases)
    assert (np.diff(spans, axis=1) > 0).all()
    for a in spans.T:
        for b in spans.T:
            assert not anticommute(a, b, qubits).any()


@pytest.mark.parametrize("arguments", [(0, 1), (7, 2), (3, 0), (3, 4), (6, 3), (True, 1)])
def test_isotropic_subspaces_refuses(arguments: tuple[int, int]) -> None:
    with pytest.raises(InputError):
        isotropic_subspaces(*arguments)


@given(st.integers(1, 4), st.data())
@settings(deadline=None, max_examples=60)
def test_a_quadratic_form_has_the_commutator_as_polar_form(
    qubits: int, data: st.DataObject
) -> None:
    a, b = (data.draw(st.integers(0, 4**qubits - 1)) for _ in range(2))
    form = data.draw(st.integers(0, 4**qubits - 1))
    values = quadric_form(np.array([a, b, a ^ b]), form, qubits)
    assert bool(values.sum() % 2) == bool(anticommute(np.array([a]), b, qubits)[0])
    label = pauli_string(form & (1 << qubits) - 1, form >> qubits, qubits)
    zeros = len(quadric_points(qubits, form)) + 1
    sign = -1 if label.count("Y") % 2 else 1
    assert zeros == 2 ** (qubits - 1) * (2**qubits + sign)


def test_squares_of_three_qubits() -> None:
    space = build("lines-3")
    found, table = squares(space), line_table(space)
    assert len(found) == 3360
    assert len(np.unique(np.sort(found, axis=1), axis=0)) == 3360
    rows = np.stack([table[found[:, i], found[:, j]] for i, j, _ in SQUARE_LINES], axis=1)
    assert (rows >= 0).all()
    # Each is a parity refutation: every point in two lines, an odd number of lines negative.
    assert (space.sign_bits[rows].sum(axis=1) % 2 == 1).all()


def test_doilies_are_doilies() -> None:
    assert len(DOILY_LINES) == 15
    assert len(DOILY_SQUARES) == 10
    space = build("lines-3")
    found = doilies(space)
    # 336 of them span four dimensions, 1008 five.
    linear = np.bitwise_xor.reduce(space.points[found], axis=1)
    assert len(found) == 1344
    assert len(np.unique(np.sort(found, axis=1), axis=0)) == 1344
    ranks = [_rank(space.points[row].tolist()) for row in found]
    assert sorted(set(ranks)) == [4, 5]
    assert ranks.count(4) == 336
    assert (linear[np.array(ranks) == 4] == 0).all()
    part = lines_in(np.sort(space.points[found[-1]]), 3)
    assert len(part) == 15


def _rank(codes: list[int]) -> int:
    basis: list[int] = []
    for code in codes:
        rest = code
        for other in basis:
            rest = min(rest, rest ^ other)
        if rest:
            basis.append(rest)
    return len(basis)


@pytest.mark.parametrize(("name", "count"), [("elliptic-3", 36), ("hyperbolic-3", 28)])
def test_doilies_in_quadrics(name: str, count: int) -> None:
    assert len(doilies(build(name))) == count


def test_pentagrams_of_three_qubits() -> None:
    points = np.arange(1, 64)
    found = pentagrams(points, 3)
    assert len(found) == 12096
    for row in found[::1000]:
        labels = [pauli_string(c & 7, c >> 3, 3) for c in points[row].tolist()]
        contexts = [[labels[i] for i in context] for context in PENTAGRAM_CONTEXTS]
        star = pauli_scenario(contexts, "star")
        assert star.negative_contexts % 2 == 1
        assert isinstance(decide_parity(star), Contextual)


def test_the_published_pentagram_is_found() -> None:
    star = library.get("mermin-pentagram")
    assert isinstance(star, Scenario)
    codes = sorted(x | z << 3 for x, z in map(parse_pauli, star.observables))
    assert len(pentagrams(np.array(codes), 3)) == 1
    assert len(pentagrams(np.array(codes[1:]), 3)) == 0


def test_limits_on_listings() -> None:
    with pytest.raises(InputError, match="at most 5 squares"):
        squares(build("lines-2"), limit=5)
    with pytest.raises(InputError, match="triples of pairs"):
        pentagrams(np.arange(1, 64), 3, limit=10)
    with pytest.raises(InputError, match="contexts of three"):
        squares(build("planes-3"))


def test_no_square_where_all_commutes_with_one_point() -> None:
    assert first_square(build("perpset-4")) is None


@given(st.integers(0, 2**32), st.integers(5, 60))
@settings(deadline=None, max_examples=40)
def test_both_decisions_agree(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    space = build("lines-3")
    rows = np.sort(rng.choice(len(space.lines), size=count, replace=False))
    part = PauliLines.from_members("part", 3, space.points, space.lines[rows])
    plain = decide_parity(part.to_scenario())
    for squares_first in (False, True):
        packed = decide_lines(part, squares=squares_first)
        assert type(packed) is type(plain)
        if isinstance(packed, Contextual):
            assert part.to_scenario().refuted_by(packed.rows)
            if packed.minimum:
                assert isinstance(plain, Contextual)
                assert len(packed.rows) <= len(plain.rows)
        else:
            assert not part.to_scenario().violated(packed.assignment)


@pytest.mark.parametrize("name", ["planes-3", "planes-4", "perpset-5"])
def test_planes_and_perpsets_are_noncontextual(name: str) -> None:
    found = build(name)
    finding = decide_lines(found)
    assert isinstance(finding, Noncontextual)
    assert not violations(found, np.array(finding.assignment) < 0).any()


def test_six_qubits_are_decided_by_elimination_alone() -> None:
    finding = decide_lines(build("lines-6"), squares=False)
    assert isinstance(finding, Contextual)


@pytest.mark.parametrize("name", ["lines-3", "elliptic-3", "hyperbolic-3", "planes-3", "perpset-2"])
def test_the_library_knows_the_families(name: str) -> None:
    found = library.get(name)
    assert isinstance(found, Scenario)
    assert found.name == name
    assert "N = " in library.describe(name)
    assert library.get(name) == found


@pytest.mark.parametrize(
    "name", ["lines-1", "lines-7", "elliptic-2", "planes-2", "lines-03", "lines-", "lines-x", "-3"]
)
def test_the_library_refuses_other_members(name: str) -> None:
    with pytest.raises(InputError):
        library.get(name)
    with pytest.raises(InputError):
        build(name)


def test_the_library_lists_the_families_in_its_error() -> None:
    with pytest.raises(InputError) as caught:
        library.get("line-3")
    assert all(pattern in str(caught.value) for pattern in patterns())
    assert len(patterns()) == len(FAMILIES)


def test_scenarios_too_large_to_list_are_refused() -> None:
    with pytest.raises(InputError, match="at most 200000 contexts"):
        library.get("lines-6")
