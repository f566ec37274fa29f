"""The dense remainder: packed bits while phi is 0 or 1, the smallest integers that fit after.

What belongs here: the array of phi over its live variables and the exact arithmetic on it. What
does not: the inner loops (``_kernels``), the frame that keeps the number of live variables low
(``frame``).

phi is 1 everywhere before the first random nonlinear outcome, and takes no memory. Diagonal
outcomes leave it 0 or 1: one bit an entry. Folding it along a live variable halves the array and
at most doubles the entries, so it starts at int8 and widens only when the bound on the entries asks
for it. No float occurs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from contextuality.vertex_sets import ones
from khrnn.hypergraph import _kernels
from khrnn.hypergraph._kernels import compiled
from khrnn.hypergraph.frame import OutsideClassError
from khrnn.hypergraph.quadratic import Monomials, support

MAX_LIVE = 33
"""Most live variables by default: 2^33 packed bits are 1 GiB."""

Words = npt.NDArray[np.uint64]
Integers = npt.NDArray[Any]

_LEAST_PACKED = 7  # fewer live variables are kept as integers: a fold needs whole words
_LADDER = (np.int8, np.int16, np.int32, np.int64)
_CHUNK = 1 << 20


class DenseRemainder:
    """Phi as an array over its live variables.

    Args:
        max_live: the most live variables; the array has at most 2^max_live bits or integers.

    Source:
        Ours.

    Example:
        >>> phi = DenseRemainder()
        >>> phi.mean({0b011})
        Fraction(3, 4)
        >>> phi.restrict({0b011}, 0)
        >>> phi.fold_chance(0, 0, {0b010})
        Fraction(5, 6)
    """

    def __init__(self, max_live: int = MAX_LIVE) -> None:
        self.max_live = max_live
        self._order: list[int] = []  # the variable at each position of the index
        self._live = 0
        self._words: Words | None = None
        self._integers: Integers | None = None  # neither: phi = 1
        self._bound = 1  # of the absolute values
        self._weight = 1  # the sum of the squares over the live variables
        self._table: tuple[Monomials, tuple[int, ...], Words] | None = None
        self._overlap: tuple[tuple[int, int, Monomials], int] | None = None

    @property
    def live(self) -> int:
        """The mask of the variables of the array."""
        return self._live

    @property
    def nbytes(self) -> int:
        """The size of the array in bytes."""
        return sum(array.nbytes for array in (self._words, self._integers) if array is not None)

    def copy(self) -> DenseRemainder:
        """Return an independent copy."""
        twin = DenseRemainder(self.max_live)
        twin._order, twin._live = self._order.copy(), self._live
        twin._words = None if self._words is None else self._words.copy()
        twin._integers = None if self._integers is None else self._integers.copy()
        twin._bound, twin._weight = self._bound, self._weight
        return twin

    def mean(self, q: Monomials) -> Fraction:
        """Return the fraction of |phi|^2 where q = 0.

        Raises:
            OutsideClassError: too many live variables, as for every method that takes a q.
        """
        self._require(support(q))
        table = self._values(q, self._order)
        if self._integers is not None:
            odd = self._odd_weight(table)
        elif self._words is not None:
            odd = _count(self._words & table)
        else:
            odd = _count(table) if self._width >= 6 else _count(table & _first(self._width))
        return Fraction(self._weight - odd, self._weight)

    def restrict(self, q: Monomials, bit: int) -> None:
        """Put phi to 0 where q differs from the bit."""
        chance = self.mean(q)
        table = self._values(q, self._order)
        self._table = self._overlap = None  # the table's memory is used up below
        weight = self._weight * (1 - chance if bit else chance)
        if self._integers is not None or self._width < _LEAST_PACKED:
            values = self._as_integers()
            kept = _unpacked(table, values.size) == bit
            self._integers = values * kept
        else:
            if not bit:
                np.invert(table, out=table)
            if self._words is None:
                self._words = table
            else:
                self._words &= table
        self._weight = int(weight)

    def slice(self, p: int, form: Monomials) -> None:
        """Put the live variable p equal to an affine form of other live variables."""
        if self._packed and (position := self._order.index(p)) < 6:
            self._swap_with_top(position)
        position = self._order.index(p)
        rest = [variable for variable in self._order if variable != p]
        table = self._values(form, rest)
        if self._packed:
            zero, one = self._split_words(position)
            self._words = (zero & ~table) | (one & table)
            weight = _count(self._words)
        else:
            halves = self._as_integers().reshape(-1, 2, 1 << position)
            zero, one = halves[:, 0].reshape(-1), halves[:, 1].reshape(-1)
            self._integers = np.where(_unpacked(table, zero.size), one, zero)
            weight = self._square_sum(self._integers)
        self._weight = weight
        self._leave(p, rest)

    def fold_chance(self, p: int, others: int, q: Monomials) -> Fraction:
        """Return the probability of +1 of the involution: (1 + <K>) / 2, exact."""
        self._require(support(q))
        if self._packed and (position := self._order.index(p)) < 6:
            self._swap_with_top(position)
        rest = [variable for variable in self._order if variable != p]
        table = self._values(q, rest)
        shift = _placed(others, rest)
        if self._packed:
            zero, one = self._split_words(self._order.index(p))
            common = zero & _shifted(one, shift)
            total = _count(common)
            common &= table
            total -= 2 * _count(common)
        else:
            total = self._integer_overlap(self._order.index(p), shift, table)
        self._overlap = (p, others, q), total
        return Fraction(self._weight + 2 * total, 2 * self._weight)

    def fold(self, p: int, others: int, q: Monomials, sign: int) -> None:
        """Replace phi by its projection on one outcome, up to a factor of 2."""
        if self._overlap is None or self._overlap[0] != (p, others, q):
            self.fold_chance(p, others, q)
        if self._overlap is None:
            raise AssertionError("the overlap was computed above")
        position = self._order.index(p)
        rest = [variable for variable in self._order if variable != p]
        table = self._values(q, rest)
        shift = _placed(others, rest)
        if self._packed:
            zero, one = self._split_words(position)
            folded = np.empty(zero.size * 64, dtype=np.int8)
            flip = np.uint64(0 if sign == 1 else 0xFFFFFFFFFFFFFFFF)
            compiled(_kernels.spread_fold)(
                zero, _shifted(one, shift), table, flip, folded.view(np.uint64)
            )
            self._words, self._integers, self._bound = None, folded, 2
        else:
            self._integers = self._integer_fold(position, shift, table, sign)
        self._weight += 2 * sign * self._overlap[1]
        self._leave(p, rest)

    @property
    def _width(self) -> int:
        return len(self._order)

    @property
    def _packed(self) -> bool:
        """Whether phi is packed bits, made from phi = 1 if need be."""
        if self._words is None and self._integers is None and self._width >= _LEAST_PACKED:
            self._words = np.full(1 << self._width - 6, 0xFFFFFFFFFFFFFFFF, dtype=np.uint64)
        return self._words is not None

    def _as_integers(self) -> Integers:
        if self._integers is None:
            size = 1 << self._width
            if self._words is None:
                self._integers = np.ones(size, dtype=np.int8)
            else:
                self._integers = _unpacked(self._words, size).view(np.int8)
            self._words = None
        return self._integers

    def _require(self, variables: int) -> None:
        """Make variables live: phi is repeated, on top of the index."""
        new = variables & ~self._live
        if not new:
            return
        if self._width + new.bit_count() > self.max_live:
            raise OutsideClassError(
                where="signs backend",
                expected=f"at most {self.max_live} live variables (2^{self.max_live} amplitudes)",
                found=str(self._width + new.bit_count()),
            )
        # The first vertex on top: a sweep 0, 1, 2, ... then folds contiguous halves.
        self._order += reversed(list(ones(new)))
        self._live |= new
        self._table = self._overlap = None
        repeats = 1 << new.bit_count()
        self._weight *= repeats
        if self._words is not None:
            self._words = np.tile(self._words, repeats)
        elif self._integers is not None:
            self._integers = np.tile(self._integers, repeats)

    def _leave(self, p: int, rest: list[int]) -> None:
        self._order = rest
        self._live &= ~(1 << p)
        self._table = self._overlap = None
        if self._words is not None and self._width < _LEAST_PACKED:
            self._as_integers()

    def _values(self, q: Monomials, order: list[int]) -> Words:
        """The packed truth table of q over the variables in this order of index bits."""
        key = tuple(order)
        if self._table is not None and self._table[1] == key and self._table[0] == q:
            return self._table[2]
        place = {variable: position for position, variable in enumerate(order)}
        monomials = [sum(1 << place[v] for v in ones(monomial)) for monomial in q]
        table = packed_table(monomials, len(order))
        self._table = q, key, table
        return table

    def _swap_with_top(self, t: int) -> None:
        """Exchange a position inside the words with the last one."""
        words = self._words
        if words is None:
            raise AssertionError("called for packed bits only")
        low, high = np.split(words, 2)
        mask, shift = _kernels.LOW[t], np.uint64(1 << t)
        self._words = np.concatenate(
            [(low & mask) | ((high & mask) << shift), ((low >> shift) & mask) | (high & ~mask)]
        )
        self._order[t], self._order[-1] = self._order[-1], self._order[t]
        self._table = None

    def _split_words(self, position: int) -> tuple[Words, Words]:
        """The packed halves with the variable at a position from 6 on equal to 0 and to 1."""
        if self._words is None:
            raise AssertionError("called for packed bits only")
        halves = self._words.reshape(-1, 2, 1 << position - 6)
        return halves[:, 0].reshape(-1), halves[:, 1].reshape(-1)

    def _odd_weight(self, table: Words) -> int:
        """The sum of the squares where the table is 1."""
        values = self._as_integers()
        odd = 0
        for start in range(0, values.size, _CHUNK):
            part = values[start : start + _CHUNK]
            flags = _unpacked(table[start >> 6 : (start + part.size + 63) >> 6], part.size)
            odd += self._square_sum(part[flags.view(np.bool_)])
        return odd

    def _square_sum(self, values: Integers) -> int:
        wide = np.int64 if self._bound**2 * min(values.size, _CHUNK) < 1 << 62 else object
        total = 0
        for start in range(0, values.size, _CHUNK):
            part = values[start : start + _CHUNK].astype(wide)
            total += int(np.dot(part, part)) if part.size else 0
        return total

    def _integer_overlap(self, t: int, others: int, table: Words) -> int:
        values = self._as_integers()
        if values.dtype == object or self._bound**2 * values.size >= 1 << 62:
            zero, one, signs = _wide_halves(values, t, others, table)
            return int(np.dot(zero, one * signs)) if zero.size else 0
        out = np.zeros(1, dtype=np.int64)
        compiled(_kernels.overlap)(values, t, others, table, out)
        return int(out[0])

    def _integer_fold(self, t: int, others: int, table: Words, sign: int) -> Integers:
        values = self._as_integers()
        self._bound *= 2
        if self._bound > np.iinfo(_LADDER[0] if values.dtype == object else values.dtype).max:
            values = self._reduced(values)
        wide = next((kind for kind in _LADDER if self._bound <= np.iinfo(kind).max), None)
        if wide is None or values.dtype == object:
            zero, one, signs = _wide_halves(values, t, others, table)
            folded: Integers = zero + sign * one * signs
            return folded if wide is None else folded.astype(wide)
        out = np.empty(values.size >> 1, dtype=wide)
        compiled(_kernels.fold)(values, (t, others), table, sign, out)
        return out

    def _reduced(self, values: Integers) -> Integers:
        """Divide out common powers of two and take the true bound, doubled for the fold."""
        common = int(np.bitwise_or.reduce(values))
        twos = (common & -common).bit_length() - 1
        if twos:
            # The weight and the overlap of the fold under way lose the same factor.
            values = values >> twos
            self._weight >>= 2 * twos
            if self._overlap is not None:
                self._overlap = self._overlap[0], self._overlap[1] >> 2 * twos
        self._bound = 2 * max(abs(int(values.max())), abs(int(values.min())))
        return values


def packed_table(monomials: list[int], width: int) -> Words:
    """Compute the values of a polynomial, one bit a point.

    Args:
        monomials: masks below 2^width.
        width: the number of variables.

    Returns:
        uint64 words, bit r % 64 of word r // 64 being the value at r; one word at least, whose
        bits from 2^width on repeat the others.

    Source:
        Ours: the Moebius transform block by block, each block with the monomials that the upper
        variables leave.

    Example:
        >>> hex(int(packed_table([0b11], 2)[0]))
        '0x8888888888888888'
    """
    table = np.zeros(1 << max(width - 6, 0), dtype=np.uint64)
    block = min(max(width, 6), _kernels.BLOCK_LOG2)
    inside = (1 << block) - 1
    low = np.array([monomial & inside for monomial in monomials], dtype=np.int64)
    high = np.array([monomial >> block for monomial in monomials], dtype=np.int64)
    compiled(_kernels.truth_table)(low, high, 1 << block - 6, _kernels.LOW, table)
    return table


def _count(words: Words) -> int:
    return int(compiled(_kernels.count)(words))


def _first(width: int) -> np.uint64:
    """The mask of the entries below 2^width of one word."""
    return np.uint64((1 << (1 << width)) - 1)


def _unpacked(words: Words, size: int) -> npt.NDArray[np.uint8]:
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little")


def _placed(mask: int, order: list[int]) -> int:
    """A mask of variables as a mask of positions."""
    return sum(1 << position for position, variable in enumerate(order) if mask >> variable & 1)


def _shifted(words: Words, shift: int) -> Words:
    """Packed entries read at r + shift."""
    if not shift:
        return words
    result = words.copy()
    for t in ones(shift & 63):
        compiled(_kernels.swap_in_words)(result, t, _kernels.LOW[t])
    for t in ones(shift >> 6):
        result = result.reshape(-1, 2, 1 << t)[:, ::-1].reshape(-1)
    return result


def _wide_halves(
    values: Integers, t: int, others: int, table: Words
) -> tuple[Integers, Integers, Integers]:
    """The halves as Python integers, and the signs, for entries that outgrow int64."""
    halves = values.astype(object).reshape(-1, 2, 1 << t)
    zero, one = halves[:, 0].reshape(-1), halves[:, 1].reshape(-1)
    signs = 1 - 2 * _unpacked(table, zero.size).astype(object)
    return zero, one[np.arange(zero.size) ^ others], signs
