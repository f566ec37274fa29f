"""A k-HRNN state as phase polynomial, linear frame and a small remainder.

What belongs here: the rules that keep a state in this form through every token, and what a
remainder must offer. What does not: remainders themselves (``dense``, ``constraints``), the choice
of a backend (``backends``).

In coordinates y, an invertible affine map of the basis labels z, the state is proportional to

    (-1)^P(y) [y_F = 0] phi(y_L)

with a polynomial P, frozen variables F, live variables L, and every other variable *dead*: the
remainder phi does not depend on it. |+>^n has P = 0, all variables dead and phi = 1. Measuring
K = X^a (-1)^g turns the frame so that a is one unit vector e_p. Then K psi = w psi makes psi on
y_p = 1 a signed copy of psi on y_p = 0: p is dead again, P gets the term y_p (g + [w = -1]), and
phi loses a variable where p was live. Nothing is rounded: probabilities come from counting.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

from contextuality.errors import InputError
from contextuality.vertex_sets import ones
from khrnn.hypergraph.quadratic import (
    Monomials,
    add_variable,
    degree,
    product,
    split,
    substitute,
    support,
)

if TYPE_CHECKING:
    from contextuality.group import GroupElement
    from khrnn.types import Outcome, VertexMask

Choose: TypeAlias = Callable[[Fraction], int]
"""Told the exact probability of +1, picks the outcome: never one of probability 0."""


class OutsideClassError(InputError):
    """A sentence that leaves the class of states a backend can represent.

    Source: ours.
    """


class Remainder(Protocol):
    """The factor phi of a state: a real function of its live variables, never zero everywhere.

    Polynomials passed in are sets of monomials in y without frozen variables; ``q`` never contains
    the variable p that comes with it.
    """

    @property
    def live(self) -> int:
        """The mask of the variables phi depends on, or may depend on."""
        ...

    def mean(self, q: Monomials) -> Fraction:
        """Return the fraction of |phi|^2 where q = 0; phi is constant in its dead variables."""
        ...

    def restrict(self, q: Monomials, bit: int) -> None:
        """Put phi to 0 where q differs from the bit; its dead variables become live."""
        ...

    def slice(self, p: int, form: Monomials) -> None:
        """Put the live variable p equal to an affine form of other live variables."""
        ...

    def fold_chance(self, p: int, others: int, q: Monomials) -> Fraction:
        """Return the probability of +1 of the involution that ``fold`` projects on."""
        ...

    def fold(self, p: int, others: int, q: Monomials, sign: int) -> None:
        """Replace phi(y) by phi(y_p=0, r) + sign (-1)^q(r) phi(y_p=1, r + others).

        ``others`` is a mask of live variables without p, which is live and leaves phi.
        """
        ...

    def copy(self) -> Self:
        """Return an independent copy."""
        ...


class FrameSimulator:
    """A simulator of direct tokens in the form above, changed in place.

    Args:
        n: number of qubits, at least 1; without limit, but for the remainder's.
        remainder: phi = 1, with no live variable.

    Source:
        Ours; for k = 2 phi stays 1 and this is a stabilizer simulator.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from khrnn.hypergraph.constraints import ConstraintRemainder
        >>> simulator = FrameSimulator(3, ConstraintRemainder())
        >>> simulator.entangle(0b111)
        >>> simulator.measure(GroupElement.x(3, [0]), lambda chance: print(chance) or 1)
        3/4
        1
    """

    def __init__(self, n: int, remainder: Remainder) -> None:
        self.n = n
        self.remainder = remainder
        self._forms = [1 << i for i in range(n)]  # z_i = the sum of y over this mask ...
        self._constants = 0  # ... plus bit i
        self._columns = [1 << i for i in range(n)]  # how y changes when z_i flips
        self._moved = 0  # the z_i that are not simply y_i
        self._frozen = 0
        self._phase: Monomials = set()

    def copy(self) -> FrameSimulator:
        """Return an independent copy."""
        twin = FrameSimulator.__new__(FrameSimulator)
        twin.n, twin.remainder = self.n, self.remainder.copy()
        twin._forms, twin._constants = self._forms.copy(), self._constants
        twin._columns, twin._moved = self._columns.copy(), self._moved
        twin._frozen, twin._phase = self._frozen, self._phase.copy()
        return twin

    def entangle(self, edge: VertexMask) -> None:
        """Apply the controlled phase of an edge, of any size."""
        if edge & (self._moved | self._frozen):
            self._phase ^= self._in_frame((edge,))
        else:
            self._phase ^= {edge}

    def measure(self, element: GroupElement, choose: Choose) -> Outcome:
        """Measure a Hermitian element.

        Args:
            element: (a, g) on n qubits with d_a g = 0, of any degree.
            choose: picks the outcome, told the exact probability of +1. If it raises, the state
                is the one before, up to the frame it is written in.

        Returns:
            The outcome; the state is conditioned on it.
        """
        h = self._in_frame(element.phase.monomials)
        shift = self._shift_in_frame(element.shift)
        if not shift:
            return self._measure_diagonal(h, choose)
        escaping, lively = shift & self._frozen, shift & self.remainder.live
        pivots = escaping or lively or shift
        p = (pivots & -pivots).bit_length() - 1
        others = shift ^ 1 << p
        if others:
            self._align(p, others)
        if escaping:
            # K leads off the support, so <K> = 0; h counts on the support, where y_p = 0.
            outcome = choose(Fraction(1, 2))
            self._frozen &= ~(1 << p)
            self._conclude(p, h, outcome)
            return outcome
        h = add_variable(h, others, p)
        q = h ^ split(self._phase, p)[1]
        if lively:
            others &= lively
            outcome = choose(self.remainder.fold_chance(p, others, q))
            self.remainder.fold(p, others, q, outcome)
            self._conclude(p, h, outcome)
            return outcome
        # K acts on phi as the diagonal (-1)^q, since phi does not depend on y_p.
        outcome = choose(self._mean(q))
        self._conclude(p, h, outcome)
        self._restrict(q, outcome)
        return outcome

    def _measure_diagonal(self, h: Monomials, choose: Choose) -> Outcome:
        outcome = choose(self._mean(h))
        self._restrict(h, outcome)
        return outcome

    def _mean(self, q: Monomials) -> Fraction:
        if degree(q) <= 0:
            return Fraction(0 if q else 1)
        if degree(q) == 1 and support(q) & ~self.remainder.live:
            return Fraction(1, 2)  # a dead variable, uniform and independent
        return self.remainder.mean(q)

    def _restrict(self, q: Monomials, outcome: Outcome) -> None:
        """Condition on q = [outcome = -1]; q is without frozen variables."""
        bit = int(outcome == -1)
        if degree(q) <= 0:
            return
        if degree(q) > 1:
            self.remainder.restrict(q, bit)
            return
        variables = support(q)
        dead = variables & ~self.remainder.live
        pivots = dead or variables
        p = (pivots & -pivots).bit_length() - 1
        form = q ^ ({1 << p, 0} if bit else {1 << p})
        if not dead:
            self.remainder.slice(p, form)
        self._freeze(p, form)

    def _conclude(self, p: int, h: Monomials, outcome: Outcome) -> None:
        """Make psi on y_p = 1 the signed copy of psi on y_p = 0 that the outcome demands."""
        rest = split(self._phase, p)[0]
        for monomial in h:
            rest ^= {monomial | 1 << p}
        if outcome == -1:
            rest ^= {1 << p}
        self._phase = rest

    def _align(self, p: int, others: int) -> None:
        """Take new coordinates y_j + y_p for the others j: the shift by all of them is e_p."""
        self._phase = add_variable(self._phase, others, p)
        bit = 1 << p
        for i, form in enumerate(self._forms):
            if (form & others).bit_count() & 1:
                self._forms[i] = form ^ bit
                self._moved |= 1 << i
            if self._columns[i] & bit:
                self._columns[i] ^= others
                self._moved |= 1 << i

    def _freeze(self, p: int, form: Monomials) -> None:
        """Take the new coordinate y_p + form, which is 0 on the support, in the place of y_p."""
        linear, constant = support(form), int(0 in form)
        self._phase = substitute(self._phase, p, form)
        bit = 1 << p
        for i, old in enumerate(self._forms):
            if old & bit:
                self._forms[i] = old ^ linear
                self._constants ^= constant << i
                self._moved |= 1 << i
            if (self._columns[i] & linear).bit_count() & 1:
                self._columns[i] ^= bit
                self._moved |= 1 << i
        self._frozen |= bit

    def _shift_in_frame(self, shift: int) -> int:
        moved = shift & self._moved
        result = shift ^ moved
        for i in ones(moved):
            result ^= self._columns[i]
        return result

    def _in_frame(self, monomials: frozenset[int] | tuple[int, ...]) -> Monomials:
        """A polynomial in z as one in y, with the frozen variables at 0."""
        result: Monomials = set()
        for monomial in monomials:
            moved = monomial & self._moved
            plain = monomial ^ moved
            if plain & self._frozen:
                continue
            terms: Monomials = {plain}
            for i in ones(moved):
                form = {1 << j for j in ones(self._forms[i] & ~self._frozen)}
                terms = product(terms, form ^ {0} if self._constants >> i & 1 else form)
            result ^= terms
        return result
