"""Contexts found in a list of Pauli observables, and Pauli observables found for given contexts.

Belongs here: all small sets of commuting observables with product plus or minus the identity, and
Pauli strings that realize given commutation relations. Does not belong here: scenarios with given
contexts and observables (`contextuality.scenario`), files (`contextuality.formats`).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.gf2 import BitMatrix
from contextuality.pauli import parse_pauli, pauli_string, paulis_commute
from contextuality.scenario import Scenario, pauli_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_SETS = 2_000_000
"""Most sets of commuting observables that are looked at."""

LARGEST_CONTEXT = 4
"""Contexts have three observables or four unless said otherwise."""


def scenario_of_observables(
    labels: Sequence[str],
    name: str,
    where: Callable[[int], str] | None = None,
    largest: int = LARGEST_CONTEXT,
) -> Scenario:
    """Build the scenario of a list of Pauli observables: its contexts are what the list contains.

    A context is a set of 3 to `largest` mutually commuting observables with product plus or minus
    the identity, unless it follows from smaller ones: none of its proper parts multiplies, up to
    sign, to an observable of the list.

    Args:
        labels: distinct Pauli strings of one length, none the identity.
        name: one line of text.
        where: names the place of label `i` in errors; by default `observables[i]`.
        largest: at least 3.

    Returns:
        The scenario; observables in no context are left out. Contexts are in lexicographic order.

    Raises:
        InputError: for malformed or repeated labels, if there is no context, or beyond two million
            sets to look at.

    Source: ours; with contexts of three, the lines inside a set of points of W(2n-1, 2).

    Example:
        >>> labels = ["XX", "YY", "ZZ", "XI", "IX"]
        >>> scenario_of_observables(labels, "five").labelled_contexts()
        (('XX', 'YY', 'ZZ'), ('XX', 'XI', 'IX'))
    """
    place = where or (lambda index: f"observables[{index}]")
    points = _points(labels, place)
    index = {x | z << len(labels[0]): i for i, (x, z) in enumerate(points)}
    masks = list(index)
    later = [
        sum(1 << j for j in range(i + 1, len(points)) if paulis_commute(points[i], points[j]))
        for i in range(len(points))
    ]
    contexts: list[tuple[int, ...]] = []
    looked = 0
    # Each entry: members so far, their sum, and the later observables that commute with all.
    stack: list[tuple[tuple[int, ...], int, int]] = [
        ((i,), masks[i], later[i]) for i in reversed(range(len(points)))
    ]
    while stack:
        members, total, common = stack.pop()
        looked += 1
        if looked > MAX_SETS:
            raise InputError(
                where="observables",
                expected=f"at most {MAX_SETS} commuting sets",
                found="more; allow only smaller contexts",
            )
        last = index.get(total, -1)
        if len(members) >= 2 and last > members[-1] and common >> last & 1:
            context = (*members, last)
            if not _derived(context, masks, index):
                contexts.append(context)
        if len(members) + 1 < largest:
            stack += [
                ((*members, j), total ^ masks[j], common & later[j])
                for j in reversed(range(members[-1] + 1, len(points)))
                if common >> j & 1
            ]
    if not contexts:
        raise InputError(
            where="observables",
            expected=f"3 to {largest} commuting ones with product plus or minus the identity",
            found="no such set: there is no context to decide",
        )
    spelled = [[labels[i] for i in context] for context in sorted(contexts)]
    return pauli_scenario(spelled, name)


def realize(
    gram: Sequence[int],
    contexts: Sequence[Sequence[int]],
    where: Callable[[int], str] | None = None,
) -> tuple[str, ...]:
    """Find Pauli strings with given anticommutations, in which given contexts have product +-I.

    Args:
        gram: bit j of `gram[i]` is 1 iff observables i and j anticommute; symmetric, diagonal 0.
        contexts: index lists.
        where: names the place of context `i` in errors; by default `contexts[i]`.

    Returns:
        Distinct labels, none the identity. Their number of qubits is half the rank of `gram`, and
        one more for every relation that is broken to keep observables apart.

    Raises:
        InputError: if some context has anticommuting members, or its product anticommutes with an
            observable, or if the contexts force two observables to be equal or one to be the
            identity.

    Source: A. Muller and A. Giorgetti, arXiv 2410.14463, show that all such labellings of a
        hypergram have the same degree of contextuality; this construction, by symplectic
        Gram-Schmidt, is ours.

    Example:
        >>> realize([0b110, 0b101, 0b011], [])
        ('Z', 'X', 'Y')
    """
    place = where or (lambda index: f"contexts[{index}]")
    for i, context in enumerate(contexts):
        _check_context(gram, context, place(i))
    functionals = _hyperbolic(gram)
    qubits = len(functionals) // 2
    masks = [
        sum((functional >> v & 1) << k for k, functional in enumerate(functionals))
        for v in range(len(gram))
    ]
    # Functionals that vanish on all contexts may be added as factors Z: they commute with all.
    spare = list(
        BitMatrix(
            tuple(sum(1 << i for i in context) for context in contexts), len(gram)
        ).null_space()
        if contexts
        else [1 << v for v in range(len(gram))]
    )
    width = len(functionals)
    while (clash := _clash(masks)) is not None:
        first, second = clash
        apart = next(
            (f for f in spare if (f >> first ^ (f >> second if second >= 0 else 0)) & 1), None
        )
        if apart is None:
            known = "the identity" if second < 0 else f"equal up to sign to observable {second + 1}"
            raise InputError(
                where=f"observable {first + 1}",
                expected="contexts that leave all observables distinct and none the identity",
                found=f"contexts that force it to be {known}",
            )
        masks = [mask | (apart >> v & 1) << width for v, mask in enumerate(masks)]
        width += 1
    extra = width - len(functionals)
    return tuple(
        pauli_string(
            sum((mask >> 2 * k & 1) << k for k in range(qubits)),
            sum((mask >> 2 * k + 1 & 1) << k for k in range(qubits)) | mask >> 2 * qubits << qubits,
            qubits + extra,
        )
        for mask in masks
    )


def gram_of(scenario: Scenario) -> tuple[int, ...]:
    """Return the anticommutation matrix of a Pauli scenario, bit j of row i.

    Raises:
        InputError: if an observable is not a Pauli string.

    Example:
        >>> gram_of(Scenario("pair", ("X", "Z"), ((0, 1),), (1,)))
        (2, 1)
    """
    points = [parse_pauli(label) for label in scenario.observables]
    return tuple(
        sum(1 << j for j, right in enumerate(points) if not paulis_commute(left, right))
        for left in points
    )


def _points(labels: Sequence[str], place: Callable[[int], str]) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    first: dict[str, int] = {}
    for i, label in enumerate(labels):
        try:
            x, z = parse_pauli(label)
        except InputError as error:
            raise error.located(place(i)) from error
        if len(label) != len(labels[0]):
            raise InputError(
                where=place(i),
                expected=f"Pauli strings on {len(labels[0])} qubits, as before",
                found=f"{shown(label)} on {len(label)}",
            )
        if not x and not z:
            raise InputError(
                where=place(i), expected="observables other than the identity", found=shown(label)
            )
        if first.setdefault(label, i) != i:
            raise InputError(
                where=place(i),
                expected="a new observable",
                found=f"{shown(label)} again, as at {place(first[label])}",
            )
        points.append((x, z))
    if not points:
        raise InputError(where="observables", expected="at least one observable", found="none")
    return points


def _derived(context: tuple[int, ...], masks: Sequence[int], index: dict[int, int]) -> bool:
    """Tell whether a part of a context multiplies to an observable of the list."""
    for size in range(2, len(context) // 2 + 1):
        for part in combinations(context, size):
            total = 0
            for i in part:
                total ^= masks[i]
            if total in index:
                return True
    return False


def _check_context(gram: Sequence[int], context: Sequence[int], where: str) -> None:
    for i, j in combinations(context, 2):
        if gram[i] >> j & 1:
            raise InputError(
                where=where,
                expected="commuting observables",
                found=f"{i + 1} and {j + 1}, which anticommute",
            )
    product = 0
    for i in context:
        product ^= gram[i]
    if product:
        raise InputError(
            where=where,
            expected="a product of plus or minus the identity",
            found=f"one that anticommutes with observable {(product & -product).bit_length()}",
        )


def _hyperbolic(gram: Sequence[int]) -> list[int]:
    """Return functionals f_0, f_1, ... (bit v: value on v) with gram = sum of their brackets.

    Observable v gets the X part f_(2k)(v) and the Z part f_(2k+1)(v) on qubit k.
    """
    rows = list(gram)
    functionals: list[int] = []
    while (pivot := next((i for i, row in enumerate(rows) if row), None)) is not None:
        other = (rows[pivot] & -rows[pivot]).bit_length() - 1
        x, z = rows[pivot], rows[other]
        functionals += [x, z]
        # Subtract x(v) z(w) + z(v) x(w) from the form: it vanishes on the pivots afterwards.
        rows = [
            row ^ (z if x >> v & 1 else 0) ^ (x if z >> v & 1 else 0) for v, row in enumerate(rows)
        ]
    return functionals


def _clash(masks: Sequence[int]) -> tuple[int, int] | None:
    """Return an observable that is the identity (with -1), or two that are equal, or None."""
    seen: dict[int, int] = {}
    for v, mask in enumerate(masks):
        if not mask:
            return v, -1
        if seen.setdefault(mask, v) != v:
            return v, seen[mask]
    return None
