"""Lower bounds on the degree by covering a configuration with small parts of known degree.

Certificate kind `packing`; grammar and soundness argument in docs/formats/degree.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from proofs.kernel import reader
from proofs.kernel.counters import above, mask_of, ones, transposed
from proofs.kernel.degree import DegreeStatement, require
from proofs.kernel.links import Links
from proofs.kernel.spectral import Spectral
from proofs.kernel.verdict import Malformed, Rejected

MAX_NODES = 200_000
MAX_INDEX = 3_500_000  # 4500 points have fewer lines
MAX_SECTIONED = 100_000  # contexts, if there are sections: a mask of contexts for every point
MAX_WEIGHT = 10**9
MAX_WORK = 10_000_000  # contexts in parity leaves and copies, words of masks, commutators
SHAPES = (("parity",), ("copy", "contexts"), ("times", "children"), ("pairs", "quadric"),
          ("slope", "quadric"))  # fmt: skip

Leaf = tuple[int, ...]


@dataclass(frozen=True)
class Packing:
    """Parts of a configuration, each built from earlier ones; the last is the goal.

    Args:
        nodes: objects with the keys of one of `SHAPES`.
    """

    nodes: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Validate the shape of every node."""
        rows = reader.sequence(self.nodes, 0, MAX_NODES, "certificate.nodes")
        nodes = []
        for index, row in enumerate(rows):
            where = f"certificate.nodes[{index}]"
            keys = set(row) if type(row) is dict else set()
            shape = next((shape for shape in SHAPES if keys == set(shape)), None)
            if shape is None:
                expected = "an object with the keys " + " or ".join(map(",".join, SHAPES))
                raise Malformed(where, expected, row)
            nodes.append((shape[0], *_read(shape[0], reader.fields(row, shape, where), index)))
        object.__setattr__(self, "nodes", tuple(nodes))


def _read(shape: str, values: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    where = f"certificate.nodes[{index}].{shape}"
    if shape == "parity":
        return (reader.increasing(values[0], 0, MAX_INDEX, where),)
    if shape in ("pairs", "slope"):
        return (Spectral(*values) if shape == "pairs" else Links(*values),)
    if shape == "copy":
        rows = reader.sequence(values[1], 0, MAX_INDEX, where)
        images = tuple(reader.integer(row, 0, MAX_INDEX, where) for row in rows)
        if len(set(images)) != len(images):
            raise Malformed(where, "distinct contexts", "a repetition")
        return reader.integer(values[0], 0, index - 1, where), images
    children = []
    for row in reader.sequence(values[1], 1, MAX_NODES, where):
        weight, child = reader.sequence(row, 2, 2, where)
        reader.integer(weight, 1, MAX_WEIGHT, where)
        children.append((weight, reader.integer(child, 0, index - 1, where)))
    return reader.integer(values[0], 1, MAX_WEIGHT**2, where), tuple(children)


class _Checker:
    """The contexts of one statement, and what has been shown of the nodes so far."""

    def __init__(self, statement: DegreeStatement) -> None:
        self.statement = statement
        signed = list(statement.signed_contexts())
        self.contexts = [context for context, _ in signed]
        self.negative = [negative for _, negative in signed]
        self.through: list[int] = []  # bit c of entry a: context c contains point a; if needed
        self.supports: list[int] = []  # of each node, the mask of its contexts
        self.bounds: list[int] = []  # of each node, how many of them are violated at least
        self.leaves: dict[int, list[Leaf]] = {}  # of parity nodes and copies
        self.children: dict[int, list[int]] = {}  # of covers
        self.words = 1 + len(signed) // 32  # the work of looking at a mask of contexts
        self.work = 0

    def spend(self, amount: int, place: str) -> None:
        self.work += amount
        if self.work > MAX_WORK:
            raise Rejected(place, "packing", f"at most {MAX_WORK} units of work", "more")

    def parity(self, leaf: Leaf, place: str) -> None:
        """Check that the product of these contexts reads +1 = -1."""
        self.spend(len(leaf), place)
        odd: set[int] = set()
        sign = 0
        for context in leaf:
            if context >= len(self.contexts):
                raise Rejected(place, "parity", f"contexts below {len(self.contexts)}", context)
            odd.symmetric_difference_update(self.contexts[context])
            sign ^= self.negative[context]
        if odd:
            raise Rejected(place, "parity", "every point an even number of times", "another number")
        if not sign:
            raise Rejected(place, "parity", "an odd number of negative contexts", "an even number")

    def leaves_of(self, node: int, place: str) -> set[Leaf]:
        """Return all parity leaves that a node is made of."""
        found: set[Leaf] = set()
        seen, waiting = {node}, [node]
        while waiting:
            current = waiting.pop()
            own, below = self.leaves.get(current), self.children.get(current)
            if own is None and below is None:
                raise Rejected(place, "copy", "a node made of parity nodes", f"node {current}")
            self.spend(sum(map(len, own or ())) + len(below or ()), place)
            found.update(own or ())
            waiting += [child for child in below or () if child not in seen]
            seen.update(below or ())
        return found

    def copy(self, child: int, images: Leaf, place: str) -> tuple[int, list[Leaf]]:
        """Check the leaves of a node again under a renaming of its contexts."""
        old = ones(self.supports[child])
        if len(old) != len(images):
            raise Rejected(place, "copy", f"{len(old)} contexts", len(images))
        rename = dict(zip(old, images, strict=True))
        leaves = [tuple([rename[c] for c in leaf]) for leaf in self.leaves_of(child, place)]
        for leaf in leaves:
            self.parity(leaf, place)
        return mask_of(chain.from_iterable(leaves), len(self.contexts)), leaves

    def cover(self, times: int, children: tuple[tuple[int, int], ...], place: str) -> int:
        """Check that no context is in the children more than `times` times, by weight."""
        self.spend(self.words * sum(weight.bit_length() for weight, _ in children), place)
        over, union = above(times, ((weight, self.supports[child]) for weight, child in children))
        if over:
            found = f"more on context {(over & -over).bit_length() - 1}"
            raise Rejected(place, "cover", f"a weight of at most {times} on every context", found)
        total = sum(weight * self.bounds[child] for weight, child in children)
        self.bounds.append(-(-total // times))  # rounded up
        return union

    def inside(self, certificate: Spectral | Links, place: str) -> int:
        """Return the contexts inside a section of the points, all of them lines; note its bound."""
        statement = self.statement
        if len(self.contexts) > MAX_SECTIONED:
            raise Rejected(place, "packing", f"at most {MAX_SECTIONED}", len(self.contexts))
        self.through = self.through or transposed(self.contexts, len(statement.points))
        pairs = len(certificate.pairs)
        self.spend((len(statement.points) + 4 * pairs) * (1 + pairs), place)
        chosen, key = certificate.section(statement)
        kept, outside = set(chosen), 0
        for a, through in zip(statement.points, self.through, strict=True):
            outside |= 0 if a in kept else through
        mask = (1 << len(self.contexts)) - 1 & ~outside
        self.bounds.append(certificate.reach(len(chosen), mask.bit_count(), statement.qubits, key))
        return mask


def check_packing(statement: DegreeStatement, certificate: Packing) -> int:
    """Check node after node; return how much work that was.

    Raises:
        Rejected: at the first node that does not hold, or if the last one shows too little.
    """
    if not certificate.nodes:
        require(0, statement)
        return 0
    checker = _Checker(statement)
    for index, (shape, *values) in enumerate(certificate.nodes):
        place = f"nodes[{index}]"
        checker.spend(checker.words, place)
        if shape == "parity":
            checker.parity(values[0], place)
            mask = mask_of(values[0], len(checker.contexts))
            checker.leaves[index] = [values[0]]
            checker.bounds.append(1)
        elif shape == "copy":
            mask, checker.leaves[index] = checker.copy(values[0], values[1], place)
            checker.bounds.append(checker.bounds[values[0]])
        elif shape == "times":
            mask = checker.cover(values[0], values[1], place)
            checker.children[index] = [child for _, child in values[1]]
        else:
            mask = checker.inside(values[0], place)
        checker.supports.append(mask)
    require(checker.bounds[-1], statement)
    return checker.work
