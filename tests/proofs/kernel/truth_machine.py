"""Whether a machine of so many states exists, decided without the kernel: groups as sets of words.

Used by truth.py. What is known is the set of all signed Pauli labels of the stabilizer group, and
tables are filled in one cell at a time, when a run comes to it; a contradiction goes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Product = Callable[[list[str]], tuple[int, str]]
Group = frozenset[tuple[str, int]]
SIZES = 4  # states up to which machines are tried


class Game:
    """The runs of one statement.

    Args:
        statement: of kind "machine-upper-bound" or "machine-lower-bound".
        product: the power of i and the letters of a product of labels.
    """

    def __init__(self, statement: dict[str, Any], product: Product) -> None:
        self.product = product
        self.labels = statement["observables"]
        self.mode = statement["sequences"]
        n = statement["qubits"]
        if any(len(label) != n for label in self.labels):
            raise ValueError(self.labels)
        group: Group = frozenset({("I" * n, 1)})
        for text in statement["initial"]:
            known = {label for label, _ in group}
            if text[1:] in known or not all(self.commute(text[1:], b) for b in known):
                raise ValueError(text)
            group = self.joined(group, text[1:], {"+": 1, "-": -1}[text[0]])
        everything = frozenset(range(len(self.labels)))
        self.roots = [(group, frozenset(c)) for c in statement["contexts"]]
        if self.mode != "contexts":
            self.roots = [(group, everything)]
        self.moves: dict[Any, tuple[Any, Any]] = {}

    def commute(self, a: str, b: str) -> bool:
        return self.product([a, b]) == self.product([b, a])

    def joined(self, group: Group, label: str, sign: int) -> Group:
        """Return the group with one more member, which commutes with all of it."""
        more = set(group)
        for other, its in group:
            power, letters = self.product([other, label])
            more.add((letters, its * sign * (1, 0, -1, 0)[power]))
        return frozenset(more)

    def move(self, node: Any, a: int) -> tuple[Any, Any]:
        """Return the nodes after +1 and -1, None for an answer that is impossible."""
        if (node, a) in self.moves:
            return self.moves[node, a]
        (group, allowed), label = node, self.labels[a]
        if self.mode == "compatible":
            allowed = frozenset(b for b in allowed if self.commute(label, self.labels[b]))
        after: list[Any] = []
        for sign in (1, -1):
            if (label, -sign) in group:
                after.append(None)
            elif (label, sign) in group:
                after.append((group, allowed))
            else:
                rest = frozenset(x for x in group if self.commute(x[0], label))
                after.append((self.joined(rest, label, sign), allowed))
        self.moves[node, a] = after[0], after[1]
        return self.moves[node, a]

    def machine(self, size: int) -> bool:
        """Return whether some machine of exactly this many states is never wrong."""
        return self.fill({}, size, 1)

    def fill(self, table: dict[Any, tuple[int, int]], size: int, used: int) -> bool:
        """Try all ways to fill in the first cell that a run needs; new states in order."""
        waiting = [(0, root) for root in self.roots]
        met = set(waiting)
        for state, node in waiting:
            for a in node[1]:
                if (state, a) not in table:
                    return any(
                        self.fill(table | {(state, a): (answer, k)}, size, max(used, k + 1))
                        for answer in (0, 1)
                        if self.move(node, a)[answer] is not None
                        for k in range(min(used + 1, size))
                    )
                answer, k = table[state, a]
                child = self.move(node, a)[answer]
                if child is None:
                    return False
                if (k, child) not in met:
                    met.add((k, child))
                    waiting.append((k, child))
        return True


def decide(statement: dict[str, Any], product: Product) -> bool:
    """Decide a statement on machines; raise ValueError if it makes no sense."""
    game = Game(statement, product)
    upper = statement["kind"] == "machine-upper-bound"
    most = statement["states"] if upper else statement["states"] - 1
    if most < 1:
        raise ValueError(most)
    for size in range(1, min(most, SIZES) + 1):
        if game.machine(size):
            return upper
    if most > SIZES:
        raise NotImplementedError(most)
    return not upper
