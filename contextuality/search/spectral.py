"""Lower bounds on the degree from traces: one integer inequality for all lines in a Pauli set.

Belongs here: the inequality, and finding the symmetries that sharpen it. Does not belong here:
packings of such bounds (`packing`), the interval (`degree`).

The observables T_a with signs f(a) add up to B = sum f(a) T_a. The traces of B, B^2 and B^3 are 0,
D m and 6 D (satisfied - violated), and a bound on the last follows from the first two. If every
eigenvalue of every such B is repeated, by Paulis that commute with all T_a or by an antiunitary
symmetry of square -1 (Kramers), D may be divided by the repetition.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

import numpy as np

from contextuality.gf2 import BitMatrix, Consistent
from contextuality.library.polar import anticommute, quadric_form
from contextuality.search.links import MIN_QUBITS, best_slope, point_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from contextuality.library.polar import PauliLines

MAX_LINK_QUBITS = 8
MAX_FORMS = 4096
"""Quadratic forms tried for one set of points."""


@dataclass(frozen=True, slots=True)
class Section:
    """A spectral bound on the lines among some of the points.

    Args:
        pairs: codes of pairs of Paulis that anticommute within the pair and commute otherwise;
            the points meant commute with all of them.
        quadric: the code of a quadratic form on whose zeros the points meant lie, or None.
        slope: that of `links`, whose bound is meant then, or None for the trace inequality.
    """

    pairs: tuple[tuple[int, int], ...] = ()
    quadric: int | None = None
    slope: int | None = None


def spectral_bound(points: int, lines: int, dimension: int) -> int:
    """Return a lower bound on the degree of all lines in a set of Paulis.

    Args:
        points: m, how many Paulis.
        lines: L, all the lines in them.
        dimension: D, 2 or more: 2^N for N qubits, divided by the least number of times that every
            eigenvalue of every signed sum is repeated.

    Returns:
        The least d >= 0 with (6 (L - 2d))^2 (D - 1) <= m^3 (D - 2)^2 or 2d > L; exact.

    Source: ours; docs/formats/degree.md has the derivation.

    Example:
        >>> spectral_bound(63, 315, 8), spectral_bound(27, 45, 8), spectral_bound(27, 45, 4)
        (63, 0, 9)
    """
    excess = math.isqrt(points**3 * (dimension - 2) ** 2 // (36 * (dimension - 1)))
    return max(0, (lines - excess + 1) // 2)


def section_dimension(section: Section, qubits: int) -> int:
    """Return D of `spectral_bound` for a section.

    Source: ours; the type of a quadratic form on the rest is its Arf invariant less those of the
        pairs, and an elliptic form makes every eigenvalue double.

    Example:
        >>> section_dimension(Section(), 3), section_dimension(Section((), 0b1001), 3)
        (8, 4)
    """
    dimension = 1 << qubits >> len(section.pairs)
    if section.quadric is None:
        return dimension
    form = section.quadric
    codes = np.array([form, *(c for pair in section.pairs for c in pair)], dtype=np.int64)
    values = quadric_form(codes, form, qubits)
    arf = bool(values[0])
    for first, second in zip(values[1::2], values[2::2], strict=True):
        arf ^= bool(first and second)
    return dimension >> arf


def best_section(lines: PauliLines) -> tuple[int, Section]:
    """Return the best spectral bound on all lines of a configuration.

    Args:
        lines: contexts that are exactly all lines in the points.

    Returns:
        The bound and the section, which contains every point.

    Source: ours.

    Example:
        >>> from contextuality.library.polar import build
        >>> best_section(build("elliptic-3"))
        (9, Section(pairs=(), quadric=9, slope=None))
    """
    pairs = _commuting_pairs(lines)
    choices = [Section(pairs), *(Section(pairs, form) for form in forms_of(lines))]
    bounds = [
        (spectral_bound(len(lines.points), len(lines.lines), dimension), section)
        for section in choices
        if (dimension := section_dimension(section, lines.qubits)) >= 2
    ]
    return max(bounds, key=lambda found: found[0], default=(0, Section()))


def best_links(lines: PauliLines) -> tuple[int, Section]:
    """Return the best bound of `links` on all lines of a configuration, 0 if there is none.

    Args:
        lines: contexts that are exactly all lines in the points.

    Source: ours, see `links.best_slope`.

    Example:
        >>> from contextuality.library.polar import build
        >>> best_links(build("elliptic-4"))
        (298, Section(pairs=(), quadric=17, slope=16))
    """
    found = [links_section(lines, None), *(links_section(lines, form) for form in forms_of(lines))]
    return max(found, key=lambda one: one[0])


def links_section(lines: PauliLines, quadric: int | None) -> tuple[int, Section]:
    """Return the bound of `links` for all Paulis or a quadric, 0 if some of its points are missing.

    Source: ours, see `links.best_slope`.

    Example:
        >>> from contextuality.library.polar import build
        >>> links_section(build("elliptic-4"), 1 << 4 | 1)
        (298, Section(pairs=(), quadric=17, slope=16))
    """
    n = lines.qubits
    sign, points = 0, lines.points
    if quadric is not None:
        sign = -1 if quadric_form(np.array([quadric]), quadric, n)[0] else 1
        points = points[~quadric_form(points, quadric, n)]
    if not MIN_QUBITS <= n <= MAX_LINK_QUBITS or len(points) < point_count(n, sign):
        return 0, Section((), quadric)
    bound, slope = best_slope(n, sign)
    return bound, Section((), quadric, slope)


def forms_of(lines: PauliLines) -> Iterator[int]:
    """Yield the quadratic forms that vanish on all points, up to a limit.

    Source: linear algebra: the values on the points are affine in the code of the form.

    Example:
        >>> from contextuality.library.polar import build
        >>> list(forms_of(build("elliptic-3")))
        [9]
    """
    n = lines.qubits
    rows = tuple(_swapped(a, n) for a in lines.points.tolist())
    odd = quadric_form(lines.points, 0, n)
    solved = BitMatrix(rows, 2 * n).solve(sum(1 << i for i in np.flatnonzero(odd).tolist()))
    if isinstance(solved, Consistent):
        for chosen in islice(product((0, 1), repeat=len(solved.null_space)), MAX_FORMS):
            form = solved.solution
            for bit, vector in zip(chosen, solved.null_space, strict=True):
                form ^= vector * bit
            yield form


def _commuting_pairs(lines: PauliLines) -> tuple[tuple[int, int], ...]:
    """Return anticommuting pairs that commute with all points and with one another."""
    n = lines.qubits
    rows = tuple(_swapped(a, n) for a in lines.points.tolist())
    free = list(BitMatrix(rows, 2 * n).null_space())
    pairs = []
    while free:
        first = free.pop()
        second = next((b for b in free if (first & _swapped(b, n)).bit_count() % 2), None)
        if second is None:
            continue
        free.remove(second)
        pairs.append((first, second))
        swapped = _swapped(first, n), _swapped(second, n)
        for i, a in enumerate(free):
            with_first, with_second = ((a & s).bit_count() % 2 for s in swapped)
            free[i] = a ^ second * with_first ^ first * with_second
    return tuple(pairs)


def _swapped(code: int, qubits: int) -> int:
    return code >> qubits | (code & (1 << qubits) - 1) << qubits


def section_members(lines: PauliLines, section: Section) -> NDArray[np.bool_]:
    """Return which lines lie inside a section.

    Example:
        >>> from contextuality.library.polar import build
        >>> int(section_members(build("lines-3"), Section((), 0b1001)).sum())
        45
    """
    inside = np.ones(len(lines.points), dtype=np.bool_)
    for code in (c for pair in section.pairs for c in pair):
        inside &= ~anticommute(lines.points, code, lines.qubits)
    if section.quadric is not None:
        inside &= ~quadric_form(lines.points, section.quadric, lines.qubits)
    return np.asarray(inside[lines.lines].all(axis=1), dtype=np.bool_)
