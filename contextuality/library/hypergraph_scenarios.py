"""Scenarios of hypergraph stabilizer group elements, where products are diagonal polynomials.

Belongs here: turning contexts of commuting group elements into scenarios that `search.parity`
decides, and the magic arrangements of k-uniform hypergraphs. Does not belong here: the group
(`contextuality.group`), Pauli strings (`pauli_sets`), memory bounds and their claims.

An observable is a group element up to sign, without its constant term; an element that squares to
-1 is multiplied by i first. A product (a, g) of a context that is not plus or minus the identity
is an observable too: `closed` puts it into the context.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.group import Commutation, GroupElement
from contextuality.hypergraph_files import edge_text
from contextuality.polynomial import BooleanPolynomial, mask_of
from contextuality.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contextuality.hypergraph import Hypergraph

MAX_EDGE = 8
"""The arrangements have a row for each non-empty part of an edge: 255 at most."""


def observable(element: GroupElement, where: str = "") -> GroupElement:
    """Return the representative of a group element up to sign: its constant term is dropped.

    Args:
        element: Hermitian or anti-Hermitian, not plus or minus the identity.
        where: the place to name in errors.

    Returns:
        The element or its negative.

    Raises:
        InputError: for the identity, and for an element that neither it nor i times it can be
            measured.

    Example:
        >>> x = GroupElement.x(3, [0])
        >>> observable(x.negate()) == x
        True
    """
    bare = GroupElement(element.shift, BooleanPolynomial(element.n, element.phase.monomials - {0}))
    if bare.shift == 0 and not bare.phase.monomials:
        raise InputError(
            where=where, expected="observables other than the identity", found="plus or minus I"
        )
    if not element.is_hermitian() and not element.is_antihermitian():
        raise InputError(
            where=where,
            expected="an element whose square is plus or minus the identity",
            found=element.as_operator_string(),
        )
    return bare


def label(element: GroupElement) -> str:
    """Return the name of an observable: its gates, preceded by i if they square to -1.

    Example:
        >>> y = GroupElement(1, BooleanPolynomial.parse("z0", 1))
        >>> label(y), label(GroupElement.x(1, [0]).negate())
        ('i X0 Z0', 'X0')
    """
    bare = observable(element)
    prefix = "" if bare.is_hermitian() else "i "
    return prefix + bare.as_operator_string()[2:]


def closed(elements: Sequence[GroupElement]) -> tuple[GroupElement, ...]:
    """Return commuting elements with their product added, unless that is plus or minus I.

    Returns:
        A context whose product is plus or minus the identity; the product of elements with equal
        shifts is a diagonal (0, g), an observable of its own.

    Raises:
        InputError: if there are no elements.

    Source: ours.

    Example:
        >>> K = GroupElement(1, BooleanPolynomial.parse("z1*z2", 3))
        >>> [label(element) for element in closed([K, GroupElement.x(3, [0])])]
        ['X0 CZ12', 'X0', 'CZ12']
    """
    if not elements:
        raise InputError(where="context", expected="at least one element", found="none")
    product = elements[0]
    for element in elements[1:]:
        product = product * element
    if product.shift == 0 and product.phase.is_constant:
        return tuple(elements)
    return (*elements, product)


def group_scenario(
    contexts: Sequence[Sequence[GroupElement]], name: str, state: Hypergraph | None = None
) -> Scenario:
    """Build a scenario from contexts of group elements, computing the signs.

    Args:
        contexts: at least one, each of elements on the same number of qubits that commute, are
            distinct up to sign, and each are Hermitian or anti-Hermitian (then i times them is
            meant). Elements count up to sign.
        name: one line of text.
        state: if given, the scenario is about this hypergraph state: the product of a context may
            be any element that the state is an eigenvector of.

    Returns:
        The scenario, observables labelled by `label` in order of first appearance. The sign of a
        context is the value +1 or -1 of the product of its observables: as an operator, or on the
        state.

    Raises:
        InputError: if one of these conditions fails, naming the context and the elements; also if
            the product is not plus or minus the identity (nor, with a state, a stabilizer).

    Source: ours, after N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803, with the group of M. Rossi et
        al., New J. Phys. 15 (2013) 113022, in place of the Pauli group.

    Example:
        >>> K = GroupElement(1, BooleanPolynomial.parse("z1*z2", 3))
        >>> group_scenario([closed([K, GroupElement.x(3, [0])])], "row").signs
        (1,)
    """
    index: dict[str, int] = {}
    members: list[tuple[int, ...]] = []
    signs: list[int] = []
    for i, context in enumerate(contexts):
        where = f"contexts[{i}]"
        if not context:
            raise InputError(where=where, expected="at least one observable", found="none")
        bare = [observable(element, where) for element in context]
        _check_compatible(bare, contexts[0][0].n, where)
        signs.append(_sign(bare, state, where))
        members.append(tuple(index.setdefault(label(e), len(index)) for e in bare))
    return Scenario(name, tuple(index), tuple(members), tuple(signs))


def hypergraph_square(hypergraph: Hypergraph, edge: Iterable[int] | None = None) -> Scenario:
    """Return the magic rectangle of an edge: the Peres-Mermin square with k = 2 and one edge.

    It has a row for each non-empty part A of the edge: the shift X^A, the diagonal (-1)^(d_A f)
    and their product, the stabilizer K^A up to sign; and three columns. The shifts multiply to I,
    the stabilizers to I, but the diagonals to -I, since the derivatives of f along all parts of an
    edge add up to 1. So no values fit: a state-independent contradiction from 2^k + 2 contexts of
    3 (2^k - 1) observables.

    Args:
        hypergraph: any hypergraph with f its polynomial.
        edge: an edge of 2 to 8 vertices that lies in no larger edge; by default the first of the
            largest ones.

    Raises:
        InputError: if there is no such edge.

    Source: ours; for a single edge of two vertices, Mermin 1993.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> rectangle = hypergraph_square(Hypergraph.parse("0,1,2"))
        >>> len(rectangle.observables), len(rectangle.contexts)
        (21, 10)
    """
    rows = [
        (GroupElement(part, BooleanPolynomial.zero(hypergraph.n)), diagonal, stabilizer)
        for part, diagonal, stabilizer in _rows(hypergraph, _edge(hypergraph, edge))
    ]
    columns = list(zip(*rows, strict=True))
    return group_scenario([*rows, *columns], f"hypergraph square of {hypergraph}")


def state_contradiction(hypergraph: Hypergraph, edge: Iterable[int] | None = None) -> Scenario:
    """Return what the state of a hypergraph predicts with certainty and no values can fulfil.

    On |H> the shift X^A and the diagonal (-1)^(d_A f), measured together, have product +1, for
    every non-empty part A of an edge, because K^A stabilizes |H>. The shifts multiply to I and the
    diagonals to -I. A contradiction in the style of Greenberger, Horne and Zeilinger from 2^k + 1
    contexts, with joint observables in place of local ones.

    Args:
        hypergraph: the state.
        edge: as in `hypergraph_square`.

    Raises:
        InputError: as `hypergraph_square`.

    Source: ours; contradictions with local measurements on such states are in M. Gachechiladze, C.
        Budroni and O. Guehne, Phys. Rev. Lett. 116 (2016) 070401 (arXiv 1507.03570).

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> found = state_contradiction(Hypergraph.parse("0,1,2"))
        >>> len(found.contexts), found.signs.count(-1) % 2
        (9, 1)
    """
    rows = [
        (GroupElement(part, BooleanPolynomial.zero(hypergraph.n)), diagonal)
        for part, diagonal, _ in _rows(hypergraph, _edge(hypergraph, edge))
    ]
    columns = list(zip(*rows, strict=True))
    name = f"contradiction of the state {hypergraph}"
    return group_scenario([*rows, *columns], name, hypergraph)


def pair_contradiction(first: Hypergraph, second: Hypergraph) -> Scenario:
    """Return the contexts that keep one value assignment from serving two hypergraph states.

    Let d be the difference of the two polynomials and A run over the non-empty parts of an edge of
    d. The contexts are: K^A of the first with K^A of the second and their product, the diagonal
    (-1)^(d_A d); all these diagonals, which multiply to -I; and each of the stabilizers alone, with
    the value +1 that it has on its own state. The last kind is a demand on the values, not the
    sign of an operator, so this is no scenario of one state.

    Args:
        first: a hypergraph.
        second: another one on as many vertices.

    Returns:
        A scenario that no values fulfil, of 3 (2^k - 1) + 1 contexts, k the size of the largest
        edges in which the two differ; edge: the first of them.

    Raises:
        InputError: for different numbers of vertices, equal hypergraphs, or if the largest edges
            they differ in have fewer than 2 or more than 8 vertices.

    Source: ours: the reading R1 of memory in docs/derivations/memory.md.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> pair = pair_contradiction(Hypergraph.parse("0,1,2"), Hypergraph.parse("-", 3))
        >>> len(pair.observables), len(pair.contexts)
        (21, 22)
    """
    if first.n != second.n:
        raise InputError(
            where="second hypergraph", expected=f"{first.n} vertices", found=str(second.n)
        )
    difference = first.polynomial + second.polynomial
    edge = _largest(difference, None)
    contexts: list[tuple[GroupElement, ...]] = []
    diagonals = []
    demands: list[GroupElement] = []
    for part in _parts(edge):
        pair = first.stabilizer(part), second.stabilizer(part)
        diagonals.append(GroupElement.diagonal(difference.derivative(part)))
        contexts.append((*pair, diagonals[-1]))
        demands += pair
    built = group_scenario([*contexts, diagonals], f"{first} against {second}")
    index = {name: i for i, name in enumerate(built.observables)}
    alone = tuple((index[label(element)],) for element in demands)
    values = tuple(-1 if 0 in element.phase.monomials else 1 for element in demands)
    return Scenario(built.name, built.observables, built.contexts + alone, built.signs + values)


def _rows(hypergraph: Hypergraph, edge: int) -> list[tuple[int, GroupElement, GroupElement]]:
    """Return the non-empty parts of an edge, with their diagonals and stabilizers."""
    polynomial = hypergraph.polynomial
    return [
        (part, GroupElement.diagonal(polynomial.derivative(part)), hypergraph.stabilizer(part))
        for part in _parts(edge)
    ]


def _edge(hypergraph: Hypergraph, edge: Iterable[int] | None) -> int:
    return _largest(hypergraph.polynomial, None if edge is None else mask_of(edge, hypergraph.n))


def _largest(polynomial: BooleanPolynomial, edge: int | None) -> int:
    """Return a monomial that divides no other: the one asked for, or the first of the largest."""
    chosen = edge
    if chosen is None:
        monomials = polynomial.sorted_monomials()
        chosen = next((m for m in monomials if m.bit_count() == polynomial.degree), 0)
    elif chosen not in polynomial.monomials:
        raise InputError(
            where="edge", expected="an edge of the hypergraph", found=edge_text(chosen) or "none"
        )
    larger = [m for m in polynomial.monomials if m & chosen == chosen and m != chosen]
    if larger:
        raise InputError(
            where="edge",
            expected="an edge that lies in no larger one",
            found=f"{edge_text(chosen)} inside {edge_text(min(larger))}",
        )
    if not 2 <= chosen.bit_count() <= MAX_EDGE:
        raise InputError(
            where="edge",
            expected=f"an edge of 2 to {MAX_EDGE} vertices",
            found=f"{chosen.bit_count()} vertices",
        )
    return chosen


def _parts(edge: int) -> list[int]:
    """Return the non-empty parts of a set of vertices, in increasing order as integers."""
    part, parts = edge, []
    while part:
        parts.append(part)
        part = (part - 1) & edge
    return parts[::-1]


def _check_compatible(context: Sequence[GroupElement], n: int, where: str) -> None:
    for element in context:
        if element.n != n:
            raise InputError(
                where=where, expected=f"elements on {n} qubits, as before", found=str(element.n)
            )
    for left, right in combinations(context, 2):
        if left == right:
            raise InputError(
                where=where, expected="distinct observables", found=f"{label(left)} twice"
            )
        relation = left.commutation(right)
        if relation is not Commutation.COMMUTE:
            how = "anticommute" if relation is Commutation.ANTICOMMUTE else "do neither"
            raise InputError(
                where=where,
                expected="commuting observables",
                found=f"{label(left)} and {label(right)}, which {how}",
            )


def _sign(context: Sequence[GroupElement], state: Hypergraph | None, where: str) -> int:
    """Return the value of a context's product after checking that it has one."""
    product = GroupElement.identity(context[0].n)
    for element in context:
        product = product * element
    # Commuting Hermitian factors have a Hermitian product, so if the rest is real, i comes evenly.
    halves = sum(not element.is_hermitian() for element in context)
    rest = product.phase
    if state is not None:
        if state.n != product.n:
            raise InputError(
                where=where, expected=f"elements on {state.n} qubits", found=str(product.n)
            )
        rest = rest + state.polynomial.derivative(product.shift)
    if (product.shift and state is None) or not rest.is_constant:
        expected = "a product of plus or minus the identity"
        if state is not None:
            expected = f"a product with {state} as an eigenvector"
        raise InputError(where=where, expected=expected, found=product.as_operator_string())
    return -1 if (halves // 2 + len(rest.monomials)) % 2 else 1
