"""What is known about a quantum system along a run of Pauli measurements, as exact GF(2) algebra.

For the statements of `machine`; the update rule and its soundness stand in docs/formats/machine.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proofs.kernel.algebra import pauli_masks
from proofs.kernel.counters import mask_of
from proofs.kernel.verdict import Malformed

Row = tuple[int, int, int]  # x, z, sign bit: the operator (-1)^s times the Pauli with these masks
Rows = tuple[Row, ...]  # independent, commuting, each leading bit of x + 2^n z in one row only


def anticommute(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Return whether two Paulis, given by x, z (and more), anticommute."""
    return ((a[0] & b[1]).bit_count() + (a[1] & b[0]).bit_count()) % 2 == 1


def times(a: Row, b: Row) -> Row:
    """Return the product of two commuting signed Paulis.

    Example:
        >>> times((3, 0, 0), (0, 3, 0))  # XX times ZZ is -YY
        (3, 3, 1)
    """
    x, z = a[0] ^ b[0], a[1] ^ b[1]
    quarters = 2 * (a[1] & b[0]).bit_count() - (x & z).bit_count()
    quarters += (a[0] & a[1]).bit_count() + (b[0] & b[1]).bit_count()
    return x, z, a[2] ^ b[2] ^ (quarters >> 1 & 1)


def commuting(rows: Sequence[tuple[int, ...]]) -> list[int]:
    """Return for each Pauli the mask of those that commute with it.

    Example:
        >>> commuting([(1, 0), (0, 1), (1, 1)])  # X, Z, Y
        [1, 2, 4]
    """
    return [
        mask_of((j for j, b in enumerate(rows) if not anticommute(a, b)), len(rows)) for a in rows
    ]


class Walk:
    """What is known in a run, with the observables that may follow: nodes in order of first use.

    Sets of observables are masks: there may be a million nodes.

    Args:
        labels: the observables.
        sequences: "contexts", "compatible" or "all".
        contexts: the observables of each context; none unless "contexts".
        initial: signed Pauli labels of the group known at the start.

    Raises:
        Malformed: if the initial generators anticommute or depend on each other.
    """

    def __init__(
        self,
        labels: tuple[str, ...],
        sequences: str,
        contexts: tuple[tuple[int, ...], ...],
        initial: tuple[str, ...],
    ) -> None:
        self.qubits = len(labels[0])
        self.rows: list[Row] = [(*pauli_masks(label), 0) for label in labels]
        everything = range(len(self.rows))
        # After an observable, a run may go on with these; None: with what it could before.
        self.mates = commuting(self.rows) if sequences == "compatible" else None
        start: Rows = ()
        for i, text in enumerate(initial):
            row = (*pauli_masks(text[1:]), int(text[0] == "-"))
            clash = any(anticommute(row, old) for old in start)
            if clash or self.reduced(row, start)[:2] == (0, 0):
                expected = "a generator that commutes with, and is independent of, those before"
                raise Malformed(f"statement.initial[{i}]", expected, text)
            start = self.extended(row, start)
        self.start = start
        self.nodes: list[tuple[Rows, int]] = []
        self.numbers: dict[tuple[Rows, int], int] = {}
        starts: Iterable[Iterable[int]] = contexts or (everything,)
        self.roots = [self.numbered(start, mask_of(row, len(self.rows))) for row in starts]

    def numbered(self, known: Rows, allowed: int) -> int:
        """Return the number of a node."""
        number = self.numbers.setdefault((known, allowed), len(self.nodes))
        if number == len(self.nodes):
            self.nodes.append((known, allowed))
        return number

    def code(self, row: Row) -> int:
        """Return the Pauli as one integer."""
        return row[0] | row[1] << self.qubits

    def reduced(self, row: Row, known: Rows) -> Row:
        """Return the row times known rows such that no leading bit of theirs is left."""
        for old in known:
            if self.code(row) >> self.code(old).bit_length() - 1 & 1:
                row = times(row, old)
        return row

    def extended(self, row: Row, known: Rows) -> Rows:
        """Return the group with one more row, which commutes with it and is independent of it."""
        new = self.reduced(row, known)
        leading = self.code(new).bit_length() - 1
        rows = [times(old, new) if self.code(old) >> leading & 1 else old for old in known]
        return tuple(sorted([new, *rows], key=self.code))

    def certain(self, node: int, observable: int) -> int | None:
        """Return the sign bit of an outcome that is certain, None for one that is not."""
        row, known = self.rows[observable], self.nodes[node][0]
        if any(anticommute(row, old) for old in known):
            return None
        x, z, sign = self.reduced(row, known)
        return None if x or z else sign

    def after(self, node: int, observable: int, outcome: int) -> int:
        """Return the node after a possible outcome."""
        known, allowed = self.nodes[node]
        x, z, _ = self.rows[observable]
        if self.certain(node, observable) is None:
            # Of the old group stays what commutes with the observable; the first clashing row
            # makes up for the others, whose leading bits are higher and stay in one row only.
            clashing = [old for old in known if anticommute((x, z), old)]
            rest = [
                times(old, clashing[0]) if old in clashing else old
                for old in known
                if old not in clashing[:1]
            ]
            known = self.extended((x, z, outcome), tuple(rest))
        if self.mates is not None:
            allowed &= self.mates[observable]
        return self.numbered(known, allowed)
