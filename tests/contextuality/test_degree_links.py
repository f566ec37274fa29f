"""The inequalities behind the bounds from the lines through a point, on dense small cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from contextuality.errors import InputError
from contextuality.library.polar import PauliLines, anticommute, build
from contextuality.search.assignments import eigenvector_assignments
from contextuality.search.degree import degree
from contextuality.search.links import best_slope, point_count
from contextuality.search.spectral import Section, best_links, links_section

KINDS = {"lines": 0, "hyperbolic": 1, "elliptic": -1}
NAMES = [f"{kind}-{n}" for kind in KINDS for n in (3, 4)]


def numbers(name: str) -> tuple[int, int, int, int, int]:
    """Return m, M, K, P of the page, and its h, from the type."""
    kind, n = name.partition("-")[0], int(name[-1])
    m, through, rest = (point_count(n - i, KINDS[kind]) for i in range(3))
    return m, through, 2 * rest, m * (m - 1 - 2 * through) // 2, 2 ** (n - 1 - (kind == "elliptic"))


def most_pairs(v: int, h: int) -> int:
    return v * (h - 2) * (h - 1 + v) // (4 * (h - 1))


def star(lines: PauliLines, point: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the lines through a point and which pairs of them commute."""
    rows = np.flatnonzero((lines.lines == point).any(axis=1))
    members = lines.lines[rows]
    other = lines.points[np.where(members[:, 0] == point, members[:, 1], members[:, 0])]
    commute = ~anticommute(other[:, None], other[None], lines.qubits)
    np.fill_diagonal(commute, False)
    return rows, commute


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_are_those_of_the_lines(name: str) -> None:
    lines = build(name)
    m, through, meeting, anticommuting, h = numbers(name)
    assert len(lines.points) == m
    foes = anticommute(lines.points[:, None], lines.points[None], lines.qubits)
    assert foes.sum() == 2 * anticommuting
    for point in (0, m // 2, m - 1):
        rows, commute = star(lines, point)
        assert len(rows) == through
        assert set(commute.sum(axis=1).tolist()) == {meeting}
        signs = np.ones((through + 1, through + 1))
        signs[1:, 1:] = np.where(commute | np.eye(through, dtype=bool), 1, -1)
        assert np.linalg.eigvalsh(signs)[-1] == pytest.approx(h)


@pytest.mark.parametrize("name", NAMES)
def test_the_inequalities_hold_for_assignments(name: str) -> None:
    lines = build(name)
    m, through, meeting, anticommuting, h = numbers(name)
    rng = np.random.default_rng(1)
    ascents = eigenvector_assignments(lines, rng)
    for trial in range(6):
        flipped = next(ascents) if trial % 2 else rng.random(m) < rng.random()
        violated = flipped[lines.lines].sum(axis=1) % 2 != lines.sign_bits
        total = 0
        for point in range(m):
            rows, commute = star(lines, point)
            u = 1 - 2 * violated[rows].astype(np.int64)
            v, near = int((u < 0).sum()), int(u @ commute @ u)
            pairs = int(commute[np.ix_(u < 0, u < 0)].sum()) // 2
            assert near == through * meeting - 4 * meeting * v + 8 * pairs
            assert pairs <= most_pairs(v, h)
            total += int(u.sum()) ** 2 - through - near
        assert 2 * total <= (h - 1) * anticommuting


@given(st.sampled_from(["elliptic-4", "lines-4"]), st.data())
@settings(deadline=None, max_examples=30)
def test_commuting_pairs_in_any_set_of_lines_through_a_point(
    name: str, data: st.DataObject
) -> None:
    h, through = numbers(name)[4], numbers(name)[1]
    _, commute = star(STARS[name], 0)
    chosen = sorted(data.draw(st.sets(st.integers(0, through - 1), min_size=1)))
    while len(chosen) < through:  # greedily to many pairs, which is where the bound is near
        assert commute[np.ix_(chosen, chosen)].sum() // 2 <= most_pairs(len(chosen), h)
        gain = commute[chosen].sum(axis=0)
        gain[chosen] = -1
        chosen.append(int(np.argmax(gain)))


STARS = {name: build(name) for name in ("elliptic-4", "lines-4")}


@pytest.mark.parametrize(
    ("qubits", "sign", "bound"),
    [(3, -1, 9), (3, 1, 18), (3, 0, 63), (4, -1, 298), (4, 1, 315), (4, 0, 1456), (5, -1, 6510),
     (5, 0, 28793), (6, -1, 125644), (6, 0, 527637)],
)  # fmt: skip
def test_bounds(qubits: int, sign: int, bound: int) -> None:
    assert best_slope(qubits, sign)[0] == bound


@pytest.mark.parametrize("qubits", [2, 9])
def test_other_numbers_of_qubits_are_refused(qubits: int) -> None:
    with pytest.raises(InputError, match="an integer from 3 to 8"):
        best_slope(qubits, 0)


def test_all_points_are_needed() -> None:
    lines = build("lines-4")
    assert links_section(lines, None) == (1456, Section((), None, 32))
    assert links_section(build("hyperbolic-4"), None)[0] == 0
    assert best_links(build("elliptic-4")) == (298, Section((), 17, 16))


def test_the_interval_of_the_four_qubit_elliptic_quadric() -> None:
    found = degree(build("elliptic-4"), np.random.default_rng(0), 5.0)
    assert found.lower == 298
    assert found.evidence == Section((), 17, 16)
