"""Colourings of contexts given as lists of vertices, without vectors.

Statement kinds `contexts-uncolourable` and `contexts-colourable`; the certificate kinds are those
of `colouring` and `lrat`. Grammar and soundness argument in docs/formats/contexts.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from proofs.kernel import reader
from proofs.kernel.colouring import Colourable
from proofs.kernel.verdict import Malformed

MAX_VERTICES = 4096
MAX_CONTEXTS = 1_000_000
MAX_PAIRS = 2_000_000
KINDS = ("contexts-uncolourable", "contexts-colourable")


@dataclass(frozen=True)
class ContextsStatement(Colourable):
    """Contexts and pairs of vertices, and the claim that there is no (or is a) colouring.

    Args:
        kind: "contexts-uncolourable" or "contexts-colourable".
        vertices: their number, 1 to 4096.
        contexts: increasing lists of vertices, in lexicographic order; exactly one 1 on each.
        pairs: lists i < j of two vertices, in lexicographic order; never both 1.
    """

    kind: str
    vertices: int
    contexts: tuple[tuple[int, ...], ...]
    pairs: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Validate names, shapes, order and the number of pairs."""
        reader.choice(self.kind, KINDS, "statement.kind")
        reader.integer(self.vertices, 1, MAX_VERTICES, "statement.vertices")
        contexts = self._lists(self.contexts, MAX_CONTEXTS, "statement.contexts")
        pairs = self._lists(self.pairs, MAX_PAIRS, "statement.pairs")
        for position, pair in enumerate(pairs):
            if len(pair) != 2:
                raise Malformed(f"statement.pairs[{position}]", "two vertices", list(pair))
        total = len(pairs) + sum(len(context) * (len(context) - 1) // 2 for context in contexts)
        if total > MAX_PAIRS:
            limit = f"at most {MAX_PAIRS} pairs in contexts and besides"
            raise Malformed("statement", limit, total)
        object.__setattr__(self, "contexts", contexts)
        object.__setattr__(self, "pairs", pairs)

    def _lists(self, value: object, most: int, where: str) -> tuple[tuple[int, ...], ...]:
        """Return non-empty increasing lists of vertices, in strictly increasing order."""
        result: list[tuple[int, ...]] = []
        for position, row in enumerate(reader.sequence(value, 0, most, where)):
            place = f"{where}[{position}]"
            found = reader.increasing(row, 0, self.vertices - 1, place)
            if not found:
                raise Malformed(place, "at least one vertex", "none")
            if result and found <= result[-1]:
                raise Malformed(place, f"a list after {list(result[-1])}", list(found))
            result.append(found)
        return tuple(result)

    @property
    def size(self) -> int:
        """Return the number of vertices."""
        return self.vertices

    def constraints(self) -> tuple[list[tuple[int, int]], list[tuple[int, ...]]]:
        """Return the pairs that are not both 1, and the contexts that hold a 1."""
        pairs = {(pair[0], pair[1]) for pair in self.pairs}
        for context in self.contexts:
            pairs.update(combinations(context, 2))
        return sorted(pairs), list(self.contexts)

    def describe(self) -> str:
        """Return the claim in one line."""
        what = "have no" if self.kind == KINDS[0] else "have a"
        besides = f" and {len(self.pairs)} exclusive pairs" if self.pairs else ""
        return (
            f"{len(self.contexts)} contexts{besides} on {self.vertices} vertices {what} "
            "colouring with exactly one 1 in each context"
        )
