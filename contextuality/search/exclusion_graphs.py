"""Three graph states of any size never share a memory state: the tree, and the finite base.

Belongs here: the reduction to three or four vertices (docs/formats/exclusion.md) carried out on
given graphs, and the classes of signed graphs that it ends in. Does not belong here: the search
for trees on few vertices.
"""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.gf2 import BitMatrix, Consistent
from contextuality.group import GroupElement
from contextuality.hypergraph import Hypergraph
from contextuality.polynomial import BooleanPolynomial
from contextuality.search.exclusion import Excluded, ExclusionTree, Node, exclude
from contextuality.vertex_sets import k_subsets, vertices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["exclude_graphs", "separating_vertices", "signed_triples", "triple_classes"]

Triple = tuple[Hypergraph, Hypergraph, Hypergraph]


def exclude_graphs(states: Sequence[Hypergraph]) -> ExclusionTree | None:
    """Return an exclusion tree for signed graph states of any size, by reduction.

    Args:
        states: graphs on the same vertices; edges of one vertex are signs.

    Returns:
        A tree, not the smallest, that measures at most six products of Z and then at most four
        Paulis on at most four vertices; None if there are fewer than three different states and
        no two of them are orthogonal, so that they can share.

    Raises:
        InputError: for an edge of three vertices or more.

    Source: ours; docs/derivations/memory.md, reading R3, k = 2.

    Example:
        >>> graphs = [Hypergraph.parse(text, 9) for text in ("-", "0,8;1,2", "7,8;1,2")]
        >>> exclude_graphs(graphs).depth
        2
    """
    for position, state in enumerate(states):
        if any(edge.bit_count() > 2 for edge in state.edges):
            expected = "a graph: edges of one or two vertices"
            raise InputError(where=f"state {position}", expected=expected, found=shown(str(state)))
    for i, j in combinations(range(len(states)), 2):
        clash = _clash(states[i], states[j])
        if clash is not None:
            # K^a of state i: state j answers -1, so +1 is impossible for j and -1 for i.
            return ExclusionTree(tuple(states), (Node(clash, -1 - j, -1 - i),))
    distinct = sorted({state: i for i, state in reversed(list(enumerate(states)))}.values())
    if len(distinct) < 3:
        return None
    return _reduced(tuple(states), distinct[:3])


def _clash(first: Hypergraph, second: Hypergraph) -> GroupElement | None:
    """Return a stabilizer of the first state that the second answers by -1, if there is one."""
    n = first.n
    difference = BooleanPolynomial(n, first.edges ^ second.edges)
    rows = [0] * n
    for edge in difference.monomials:
        if edge.bit_count() == 2:
            i, j = vertices(edge)
            rows[i] |= 1 << j
            rows[j] |= 1 << i
    # d_a of the difference is constant iff a is in the kernel of the adjacency matrix; the
    # difference is linear on the kernel, so a basis decides.
    for a in BitMatrix(tuple(rows), n).null_space():
        if difference(a):
            return first.stabilizer(a)
    return None


def separating_vertices(second: int, third: int, n: int) -> tuple[int, ...]:
    """Return three or four vertices on which two differences stay distinct and non-zero.

    Args:
        second: a non-empty graph; bit j stands for the j-th pair in the order of `k_subsets`.
        third: another one.
        n: number of vertices.

    Returns:
        Three vertices if any three do, else four.

    Raises:
        InputError: if the differences are equal or empty.

    Source: ours: distinct and non-zero over GF(2) is linearly independent, so two columns of the
        matrix with rows `second` and `third` are, and those are two edges.

    Example:
        >>> separating_vertices(0b000001, 0b100000, 4)
        (0, 1, 2, 3)
    """
    if not second or not third or second == third:
        raise InputError(where="graphs", expected="three distinct ones", found="fewer")
    edges = k_subsets(n, 2)
    firsts: dict[tuple[int, int], list[int]] = {}
    for j in vertices(second | third):
        firsts.setdefault((second >> j & 1, third >> j & 1), []).append(edges[j])
    best = 0
    for one, other in combinations(firsts.values(), 2):
        for e in one:
            for f in other:
                if not best or (e | f).bit_count() < best.bit_count():
                    best = e | f
                if best.bit_count() == 3:
                    return vertices(best)
    return vertices(best)


def _reduced(states: tuple[Hypergraph, ...], chosen: list[int]) -> ExclusionTree:
    """Return the tree of the reduction for three states with different graphs."""
    n = states[0].n
    origin = states[chosen[0]]
    # In the frame of U = U_origin, the first state is |+>^n and the others are the differences.
    moved = [states[s].edges ^ origin.edges for s in chosen]
    edges = k_subsets(n, 2)
    masks = [sum(1 << j for j, e in enumerate(edges) if e in difference) for difference in moved]
    inner = separating_vertices(masks[1], masks[2], n)
    inside = sum(1 << v for v in inner)
    # What the tree on `inner` has to know of the outside: one parity for each inner vertex and
    # each of the two differences.
    outside = {
        (state, v): sum(
            e & ~(1 << v)
            for e in moved[state]
            if e.bit_count() == 2 and e >> v & 1 and not e & inside & ~(1 << v)
        )
        for state in (1, 2)
        for v in inner
    }
    basis = _independent(outside.values())
    nodes: list[Node] = []
    trees: dict[tuple[Hypergraph, ...], ExclusionTree] = {}

    def grow(level: int, outcomes: int) -> int:
        position = len(nodes)
        if level == len(basis):
            flipped = {v for v, mask in outside.items() if _value(mask, basis, outcomes)}
            local = tuple(
                _local(moved[state], inner, {v for s, v in flipped if s == state})
                for state in range(3)
            )
            if local not in trees:
                found = exclude(local, k=2)
                if not isinstance(found, Excluded):
                    raise TypeError("three distinct graphs on few vertices are not excluded")
                trees[local] = found.tree
            nodes.extend(_lifted(trees[local], position, inner, origin, chosen))
            return position
        element = GroupElement.diagonal(_linear(n, basis[level]))
        nodes.append(Node(element, 0, 0))
        plus = grow(level + 1, outcomes)
        minus = grow(level + 1, outcomes | 1 << level)
        nodes[position] = Node(element, plus, minus)
        return position

    grow(0, 0)
    return ExclusionTree(states, tuple(nodes))


def _linear(n: int, mask: int) -> BooleanPolynomial:
    return BooleanPolynomial(n, frozenset(1 << v for v in vertices(mask)))


def _independent(masks: Iterable[int]) -> list[int]:
    """Return a maximal independent list out of the masks, in their order."""
    chosen: list[int] = []
    reduced: list[int] = []
    for mask in masks:
        rest = mask
        for row in reduced:
            rest = min(rest, rest ^ row)
        if rest:
            chosen.append(mask)
            reduced.append(rest)
            reduced.sort(reverse=True)
    return chosen


def _local(difference: frozenset[int], inner: tuple[int, ...], flipped: set[int]) -> Hypergraph:
    """Return the signed graph on the inner vertices, with signs flipped by the outside."""
    position = {v: i for i, v in enumerate(inner)}
    local: set[int] = set()
    for edge in difference:
        if all(v in position for v in vertices(edge)):
            local ^= {sum(1 << position[v] for v in vertices(edge))}
    for v in flipped:
        local ^= {1 << position[v]}
    return Hypergraph(len(inner), frozenset(local))


def _value(parity: int, basis: list[int], outcomes: int) -> int:
    """Return the outcome bit of a product of Z that is a product of measured ones."""
    if not parity:
        return 0
    width = max(mask.bit_length() for mask in basis)
    found = BitMatrix(tuple(basis), width).transpose().solve(parity)
    if not isinstance(found, Consistent):
        raise TypeError("a parity outside the span of the measured ones")
    return (found.solution & outcomes).bit_count() & 1


def _lifted(
    tree: ExclusionTree, start: int, inner: tuple[int, ...], origin: Hypergraph, chosen: list[int]
) -> Iterator[Node]:
    """Yield a tree on the inner vertices as nodes on all, back in the original frame."""
    n = origin.n
    for node in tree.nodes:
        shift = sum(1 << inner[i] for i in vertices(node.element.shift))
        monomials = frozenset(
            sum(1 << inner[i] for i in vertices(mask)) for mask in node.element.phase.monomials
        )
        phase = BooleanPolynomial(n, monomials) + origin.polynomial.derivative(shift)
        follows = [
            start + child if child >= 0 else -1 - chosen[-child - 1]
            for child in (node.plus, node.minus)
        ]
        yield Node(GroupElement(shift, phase), follows[0], follows[1])


def signed_triples(n: int) -> Iterator[Triple]:
    """Yield the triples on n vertices that the theorem for k = 2 has to exclude.

    Args:
        n: 3 or 4.

    Returns:
        The empty graph with two signed graphs: for n = 3 all whose graphs are distinct and not
        empty, for n = 4 those that no three of the vertices separate.

    Raises:
        InputError: for another n.

    Source: ours; docs/formats/exclusion.md.

    Example:
        >>> sum(1 for _ in signed_triples(3)), sum(1 for _ in signed_triples(4))
        (1344, 2304)
    """
    if n not in {3, 4}:
        raise InputError(where="n", expected="3 or 4", found=shown(n))
    edges = k_subsets(n, 2)
    empty = Hypergraph(n, frozenset())
    for second, third in combinations(range(1, 1 << len(edges)), 2):
        if n == 4 and len(separating_vertices(second, third, 4)) == 3:
            continue
        graphs = [frozenset(edges[j] for j in vertices(d)) for d in (second, third)]
        for signs in range(1 << 2 * n):
            signed = (signs & (1 << n) - 1, signs >> n)
            yield (
                empty,
                *(  # type: ignore[misc]  # two items
                    Hypergraph(n, graph | {1 << v for v in vertices(sign)})
                    for graph, sign in zip(graphs, signed, strict=True)
                ),
            )


def triple_classes(n: int, *, relabelled_only: bool = False) -> dict[Triple, int]:
    """Return one triple of every class, with the number of `signed_triples` in the class.

    Args:
        n: 3 or 4.
        relabelled_only: whether only permutations of the vertices relate triples; otherwise also
            common X, Z and controlled Z on all three states, which permute the Paulis.

    Returns:
        Representatives in the order of `signed_triples`.

    Example:
        >>> [len(triple_classes(3, relabelled_only=flag)) for flag in (True, False)]
        [256, 18]
    """
    seen: dict[frozenset[frozenset[int]], Triple] = {}
    counts: dict[Triple, int] = {}
    for triple in signed_triples(n):
        key = frozenset(state.edges for state in triple)
        first = seen.get(key)
        if first is None:
            first = triple
            for image in _images(triple, relabelled_only=relabelled_only):
                seen[image] = triple
        counts[first] = counts.get(first, 0) + 1
    return counts


def _images(triple: Triple, *, relabelled_only: bool) -> Iterator[frozenset[frozenset[int]]]:
    n = triple[0].n
    origins = triple[:1] if relabelled_only else triple
    shifts = range(1) if relabelled_only else range(1 << n)
    for origin in origins:
        for shift in shifts:
            # X^a turns f into f(z + a), up to a global phase.
            turned = [
                (BooleanPolynomial(n, s.edges ^ origin.edges).shift(shift)).monomials - {0}
                for s in triple
            ]
            for order in permutations(range(n)):
                relabel = [sum(1 << order[v] for v in vertices(m)) for m in range(1 << n)]
                yield frozenset(frozenset(relabel[m] for m in edges) for edges in turned)
