"""Symmetries of what can be known in runs: signed permutations of the observables.

Belongs here: finding permutations that Clifford operations could make, trying them on the graph of
knowledge, keeping those that put more teams into one orbit. Does not belong here: relying on them;
the kernel checks each.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contextuality.pauli import parse_pauli, paulis_commute, product_phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contextuality.search.automaton_cover import Teams

MOST = 64
"""Symmetries that a certificate may list."""

Masks = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Symmetry:
    """A map of knowledge to knowledge that takes measurements to measurements.

    Args:
        image: place of the node that node 0 is taken to.
        targets: for each observable asked, the position of its image among them.
        signs: a "-" where the outcomes are exchanged.
    """

    image: int
    targets: tuple[int, ...]
    signs: str


def knowledge_symmetries(
    teams: Teams, deadline: float | None = None
) -> tuple[tuple[Symmetry, ...], list[list[int]]]:
    """Find symmetries of a graph of knowledge, enough for the orbits of its teams.

    Args:
        teams: the graph.
        deadline: of `time.monotonic()`; what was found until then is returned.

    Returns:
        At most 64 symmetries, each tried on all nodes, and the places that each takes the nodes
        to. Every one of them makes fewer orbits than those before.

    Source: Clifford operations permute Paulis up to signs; the search is ours.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> from contextuality.search.automaton_cover import Teams
        >>> teams = Teams(sequence_task(get("mermin-square"), "all", ("ZI", "IZ")))
        >>> found, images = knowledge_symmetries(teams)
        >>> len(orbits_of(teams, images))
        4
    """
    kept: list[Symmetry] = []
    images: list[list[int]] = []
    count = len(teams.possible)
    for targets, signs in _candidates([teams.task.observables[a] for a in teams.asked]):
        if len(kept) == MOST or (deadline is not None and time.monotonic() > deadline):
            break
        for image in range(len(teams.nodes)):
            mapped = _mapped(teams, image, targets, signs)
            if mapped is None:
                continue
            fewer = len(orbits_of(teams, [*images, mapped]))
            if fewer < count:
                count = fewer
                kept.append(Symmetry(image, targets, signs))
                images.append(mapped)
            break
    return tuple(kept), images


def orbits_of(teams: Teams, images: list[list[int]]) -> list[list[frozenset[int]]]:
    """Return the orbits of the possible teams, as sets of places.

    They are in the order of their first teams, which come first, in the order of `Teams.ordered`.
    """
    met: set[frozenset[int]] = set()
    orbits = []
    for team in teams.ordered():
        if team in met:
            continue
        orbit = [team]
        met.add(team)
        for member in orbit:
            for mapped in images:
                other = frozenset(mapped[place] for place in member)
                if other not in met:
                    met.add(other)
                    orbit.append(other)
        orbits.append(orbit)
    return orbits


def _candidates(labels: list[str]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield signed permutations of Paulis that keep products; Pauli operators first."""
    masks = [parse_pauli(label) for label in labels]
    n = len(labels[0])
    same = tuple(range(len(labels)))
    for i in range(2 * n):
        by = (1 << i, 0) if i < n else (0, 1 << (i - n))
        yield same, "".join("+-"[not paulis_commute(by, pauli)] for pauli in masks)
    basis, spelled = _basis(masks)
    for chosen in _images(masks, basis):
        found = _completed(masks, basis, spelled, chosen)
        if found is not None:
            yield found


def _basis(masks: list[Masks]) -> tuple[list[int], list[tuple[int, ...]]]:
    """Return independent observables, and each observable as a product of some of them."""
    n = 1 + max(max(x, z).bit_length() for x, z in masks)
    basis: list[int] = []
    rows: list[tuple[int, int]] = []  # reduced vector, which of the basis make it
    spelled: list[tuple[int, ...]] = []
    for position, (x, z) in enumerate(masks):
        vector, made = x | z << n, 0
        for row, how in rows:
            if vector ^ row < vector:
                vector, made = vector ^ row, made ^ how
        if vector:
            made ^= 1 << len(basis)
            rows.append((vector, made))
            rows.sort(reverse=True)
            basis.append(position)
            spelled.append((len(basis) - 1,))
        else:
            spelled.append(tuple(i for i in range(len(basis)) if made >> i & 1))
    return basis, spelled


def _images(masks: list[Masks], basis: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield images of the basis that commute where their originals do."""
    table = [[paulis_commute(a, b) for b in masks] for a in masks]

    def extend(chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        place = len(chosen)
        if place == len(basis):
            yield chosen
            return
        for target in range(len(masks)):
            if target not in chosen and all(
                table[target][old] == table[basis[place]][basis[i]] for i, old in enumerate(chosen)
            ):
                yield from extend((*chosen, target))

    return extend(())


def _completed(
    masks: list[Masks], basis: list[int], spelled: list[tuple[int, ...]], chosen: tuple[int, ...]
) -> tuple[tuple[int, ...], str] | None:
    """Return the images of all observables, or None if products leave them."""
    where = {pauli: position for position, pauli in enumerate(masks)}
    targets, signs = [], []
    for how in spelled:
        *_, before = product_phase(masks[basis[i]] for i in how)
        x, z, after = product_phase(masks[chosen[i]] for i in how)
        target = where.get((x, z))
        if target is None or (after - before) % 2:
            return None
        targets.append(target)
        signs.append("+-"[(after - before) // 2 % 2])
    if len(set(targets)) < len(targets):
        return None
    return tuple(targets), "".join(signs)


def _mapped(teams: Teams, image: int, targets: tuple[int, ...], signs: str) -> list[int] | None:
    """Return where all places go if place 0 goes to `image`, or None if that is no symmetry."""
    images, queue = {0: image}, [0]
    for place in queue:
        for observable, (target, sign) in enumerate(zip(targets, signs, strict=True)):
            here = teams.moves[place][observable]
            there = teams.moves[images[place]][target]
            for child, other in zip(here, there if sign == "+" else there[::-1], strict=True):
                if (child is None) != (other is None):
                    return None
                if child is None or other is None:
                    continue
                if child not in images:
                    images[child] = other
                    queue.append(child)
                elif images[child] != other:
                    return None
    if len(images) < len(teams.nodes) or len(set(images.values())) < len(images):
        return None
    return [images[place] for place in range(len(teams.nodes))]
