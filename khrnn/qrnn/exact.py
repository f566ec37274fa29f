"""The cell in exact rational arithmetic: probabilities, adjoint and forward derivatives.

What belongs here: small sizes, tables of rational c and s. What does not: training. Word
probabilities are of degree 0 in the state, so the state is never normalised and no root occurs.

Two derivatives that share no code but the map itself: dual numbers (a + b e with e^2 = 0), one run
per table entry, and the adjoint that the kernels use, one run for all entries.
"""

# ruff: noqa: PLR0917 - the same arguments in the same order throughout

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khrnn.qrnn.sizes import CellSizes

Table = list[list[Fraction]]
"""One row per gate, one entry per branch of the other lanes."""


@dataclass(frozen=True)
class Dual:
    """A number a + b e with e^2 = 0: b is the derivative.

    Args:
        value: a.
        slope: b.

    Example:
        >>> x = Dual(Fraction(3), Fraction(1))
        >>> (x * x).slope
        Fraction(6, 1)
    """

    value: Fraction
    slope: Fraction = Fraction(0)

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Dual) -> Dual:
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other: Dual) -> Dual:
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)

    def __truediv__(self, other: Dual) -> Dual:
        value = self.value / other.value
        return Dual(value, (self.slope - value * other.slope) / other.value)


def _pairs(lanes: int, lane: int) -> list[tuple[int, int, int]]:
    """(branch, index with the lane in 0, index with it in 1) for every branch."""
    low = (1 << lane) - 1
    found = []
    for branch in range(1 << (lanes - 1)):
        first = ((branch & ~low) << 1) | (branch & low)
        found.append((branch, first, first | 1 << lane))
    return found


def probabilities(
    sizes: CellSizes, c: Table, s: Table, sentence: Sequence[int], targets: Sequence[int]
) -> list[list[Fraction]]:
    """Return the word distributions under teacher forcing, exactly.

    Args:
        sizes: of the cell.
        c: cosines, rational.
        s: sines, rational.
        sentence: words taken in.
        targets: words projected on.

    Returns:
        One list of 2^I probabilities per step; each sums to 1.

    Example:
        >>> from khrnn.qrnn.sizes import CellSizes
        >>> one, none = [[Fraction(1)] * 2] * 2, [[Fraction(0)] * 2] * 2
        >>> probabilities(CellSizes(1, 1, 0, 1, 1), one, none, [1], [0])
        [[Fraction(1, 1), Fraction(0, 1)]]
    """
    duals = [[[Dual(entry) for entry in row] for row in table] for table in (c, s)]
    return [
        [entry.value for entry in row]
        for row in _dual_run(sizes, duals[0], duals[1], sentence, targets)
    ]


def slope(
    sizes: CellSizes,
    c: Table,
    s: Table,
    sentence: Sequence[int],
    targets: Sequence[int],
    entry: tuple[str, int, int],
) -> list[list[Fraction]]:
    """Return the derivative of every word probability by one table entry, by dual numbers.

    Args:
        sizes: of the cell.
        c: cosines.
        s: sines.
        sentence: words taken in.
        targets: words projected on.
        entry: ("c" or "s", gate, branch).

    Returns:
        Shaped as `probabilities`.
    """
    tables = {
        name: [[Dual(value) for value in row] for row in table]
        for name, table in (("c", c), ("s", s))
    }
    name, gate, branch = entry
    tables[name][gate][branch] = Dual(tables[name][gate][branch].value, Fraction(1))
    return [
        [one.slope for one in row]
        for row in _dual_run(sizes, tables["c"], tables["s"], sentence, targets)
    ]


def _dual_run(
    sizes: CellSizes,
    c: list[list[Dual]],
    s: list[list[Dual]],
    sentence: Sequence[int],
    targets: Sequence[int],
) -> list[list[Dual]]:
    zero = Dual(Fraction(0))
    memory = [zero] * (1 << sizes.workspace)
    memory[0] = Dual(Fraction(1))
    out = []
    gates = sizes.gates()
    for word, target in zip(sentence, targets, strict=True):
        state = [zero] * (1 << sizes.lanes)
        for index, amplitude in enumerate(memory):
            state[index << sizes.inout | word] = amplitude
        for number, (_, lane) in enumerate(gates):
            if number == len(gates) - sizes.inout:
                state = [state[index ^ word] for index in range(len(state))]
            for branch, low, high in _pairs(sizes.lanes, lane):
                a, b = state[low], state[high]
                cosine, sine = c[number][branch], s[number][branch]
                state[low], state[high] = cosine * a - sine * b, cosine * b + sine * a
        weights = [zero] * sizes.words
        for index, amplitude in enumerate(state):
            weights[index % sizes.words] += amplitude * amplitude
        total = zero
        for weight in weights:
            total += weight
        out.append([weight / total for weight in weights])
        memory = [state[index << sizes.inout | target] for index in range(len(memory))]
    return out


def adjoint(
    sizes: CellSizes,
    c: Table,
    s: Table,
    sentence: Sequence[int],
    targets: Sequence[int],
    seeds: list[list[Fraction]],
) -> tuple[Table, Table]:
    """Return the gradient of sum over t, v of seeds[t][v] p_t(v) by all table entries.

    Args:
        sizes: of the cell.
        c: cosines.
        s: sines.
        sentence: words taken in.
        targets: words projected on.
        seeds: the derivative of a loss by each word probability.

    Returns:
        The gradients by c and by s, in one pass back through the recurrence.

    Source: ours: the transposed scaled rotations [c s; -s c], last gate first.
    """
    gates = sizes.gates()
    flip_at = len(gates) - sizes.inout
    size = 1 << sizes.workspace
    memory = [Fraction(int(index == 0)) for index in range(size)]
    tapes: list[list[list[Fraction]]] = []
    for word, target in zip(sentence, targets, strict=True):
        state = [Fraction(0)] * (1 << sizes.lanes)
        for index, amplitude in enumerate(memory):
            state[index << sizes.inout | word] = amplitude
        tape = []
        for number, (_, lane) in enumerate(gates):
            if number == flip_at:
                state = [state[index ^ word] for index in range(len(state))]
            tape.append(list(state))
            for branch, low, high in _pairs(sizes.lanes, lane):
                a, b = state[low], state[high]
                state[low] = c[number][branch] * a - s[number][branch] * b
                state[high] = c[number][branch] * b + s[number][branch] * a
        tape.append(list(state))
        tapes.append(tape)
        memory = [state[index << sizes.inout | target] for index in range(size)]
    dc = [[Fraction(0)] * len(row) for row in c]
    ds = [[Fraction(0)] * len(row) for row in s]
    back = [Fraction(0)] * size
    for t in range(len(sentence) - 1, -1, -1):
        word, target, last = sentence[t], targets[t], tapes[t][-1]
        total = sum((one * one for one in last), Fraction(0))
        along = sum(
            (seeds[t][index % sizes.words] * one * one for index, one in enumerate(last)),
            Fraction(0),
        )
        grad = []
        for index, one in enumerate(last):
            own = index % sizes.words
            value = 2 * one * (seeds[t][own] - along / total) / total
            grad.append(value + back[index >> sizes.inout] if own == target else value)
        for number in range(len(gates) - 1, -1, -1):
            before = tapes[t][number]
            for branch, low, high in _pairs(sizes.lanes, gates[number][1]):
                g, h, a, b = grad[low], grad[high], before[low], before[high]
                dc[number][branch] += g * a + h * b
                ds[number][branch] += h * a - g * b
                cosine, sine = c[number][branch], s[number][branch]
                grad[low], grad[high] = cosine * g + sine * h, cosine * h - sine * g
            if number == flip_at:
                grad = [grad[index ^ word] for index in range(len(grad))]
        back = [grad[index << sizes.inout | word] for index in range(size)]
    return dc, ds


def workspace_map(sizes: CellSizes, c: Table, s: Table, word: int) -> Table:
    """Return what a step without output neurons does to the workspace, as a matrix.

    Args:
        sizes: of the cell.
        c: cosines; the rows of the output neurons are not used.
        s: sines, likewise.
        word: the token, 0..2^I-1.

    Returns:
        The matrix of 2^W rows: entry (i, j) is the amplitude of workspace i beside in/out lanes in
        0, from workspace j. No other amplitude occurs: the gates before the flip back do not touch
        the in/out lanes. If c^2 + s^2 = 1 everywhere, as in the amplified cell, it is orthogonal.

    Source: ours.

    Example:
        >>> from khrnn.qrnn.sizes import CellSizes
        >>> none, one = [[Fraction(0)] * 2] * 2, [[Fraction(1)] * 2] * 2
        >>> [[int(v) for v in row] for row in workspace_map(CellSizes(1, 1, 0, 1, 1), none, one, 1)]
        [[0, -1], [1, 0]]
    """
    size = 1 << sizes.workspace
    columns = []
    for start in range(size):
        state = [Fraction(0)] * (1 << sizes.lanes)
        state[start << sizes.inout | word] = Fraction(1)
        for number, (_, lane) in enumerate(sizes.gates()[: -sizes.inout]):
            for branch, low, high in _pairs(sizes.lanes, lane):
                a, b = state[low], state[high]
                state[low] = c[number][branch] * a - s[number][branch] * b
                state[high] = c[number][branch] * b + s[number][branch] * a
        columns.append([state[index << sizes.inout | word] for index in range(size)])
    return [[column[row] for column in columns] for row in range(size)]
