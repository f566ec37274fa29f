"""The remainder that stays polynomial: an indicator of a few quadratic equations.

What belongs here: probabilities by ranks of quadratic forms, and saying when a sentence leaves the
class where they suffice. What does not: dense vectors (``dense``), the frame (``frame``).

phi is the indicator of the points with q_1 = ... = q_m = 0. The number of such points is a sum of
2^m biases, one per subset of the equations, and for quadratic equations each is a rank.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from khrnn.hypergraph.frame import OutsideClassError
from khrnn.hypergraph.quadratic import Monomials, exact_bias, substitute, support

MAX_EQUATIONS = 10
"""Most nonlinear outcomes kept: counting takes 2^m biases for m equations."""


class ConstraintRemainder:
    """Phi as the indicator of at most ``MAX_EQUATIONS`` polynomial equations.

    Source:
        Ours: inclusion and exclusion over the equations, each term a bias.

    Example:
        >>> phi = ConstraintRemainder()
        >>> phi.mean({0b011})
        Fraction(3, 4)
        >>> phi.restrict({0b011}, 1)
        >>> phi.mean({0b001}), phi.live
        (Fraction(0, 1), 3)
    """

    def __init__(self) -> None:
        self._equations: list[Monomials] = []  # each is 0 on the support
        self._share = Fraction(1)  # the fraction of points on the support
        self._known: tuple[Monomials, Fraction] = (set(), Fraction(1))  # the last mean

    @property
    def live(self) -> int:
        """The mask of the variables that the equations contain."""
        union = 0
        for equation in self._equations:
            union |= support(equation)
        return union

    def copy(self) -> ConstraintRemainder:
        """Return an independent copy."""
        twin = ConstraintRemainder()
        twin._equations, twin._share = [*self._equations], self._share
        twin._known = self._known
        return twin

    def mean(self, q: Monomials) -> Fraction:
        """Return the fraction of the support where q = 0.

        Raises:
            OutsideClassError: a bias that no rank gives.
        """
        if self._known[0] != q:
            self._known = q, (1 + self._signed_share(q) / self._share) / 2
        return self._known[1]

    def restrict(self, q: Monomials, bit: int) -> None:
        """Add the equation q = bit.

        Raises:
            OutsideClassError: more equations than are kept.
        """
        chance = self.mean(q)
        chosen = 1 - chance if bit else chance
        if chosen == 1:
            return  # implied already
        if len(self._equations) == MAX_EQUATIONS:
            _refuse(f"at most {MAX_EQUATIONS} random outcomes of nonlinear elements", "one more")
        self._share *= chosen
        self._known = set(), Fraction(1)
        self._equations.append(q ^ {0} if bit else q)

    def slice(self, p: int, form: Monomials) -> None:
        """Substitute a live variable."""
        condition = form ^ {1 << p}
        share = (self._share + self._signed_share(condition)) / 2
        changed = (substitute(equation, p, form) for equation in self._equations)
        self._equations = [equation for equation in changed if equation]
        # The share is now one of the points with p left out, twice as large.
        self._share = 2 * share
        self._known = set(), Fraction(1)

    def fold_chance(self, p: int, others: int, q: Monomials) -> Fraction:
        """Refuse: superposing two branches of phi leaves the class.

        Raises:
            OutsideClassError: always.
        """
        del others, q
        _refuse(
            "shifts of qubits that no earlier nonlinear outcome depends on",
            f"one that moves such a qubit (coordinate {p} of the frame)",
        )

    def fold(self, p: int, others: int, q: Monomials, sign: int) -> None:
        """Refuse, as ``fold_chance`` does.

        Raises:
            OutsideClassError: always.
        """
        del sign
        self.fold_chance(p, others, q)

    def _signed_share(self, q: Monomials) -> Fraction:
        """The mean over all points of the indicator times (-1)^q."""
        total = Fraction(0)
        # A Gray code changes one equation a step.
        current = q
        for step in range(1 << len(self._equations)):
            if step:
                current = current ^ self._equations[(step & -step).bit_length() - 1]
            bias = exact_bias(current)
            if bias is None:
                _refuse(
                    "elements whose bias is a rank (quadratic) or splits into groups of 24 qubits",
                    f"one that leads to {len(current)} monomials of higher degree",
                )
            total += bias
        return total / (1 << len(self._equations))


def _refuse(expected: str, found: str) -> NoReturn:
    raise OutsideClassError(where="phase backend", expected=expected, found=found)
