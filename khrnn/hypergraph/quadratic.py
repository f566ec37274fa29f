"""Boolean polynomials as plain sets of masks, for simulators, and the bias of a quadratic one.

What belongs here: the substitutions and derivatives that a change of coordinates needs, at any
number of variables, and biases by elimination. What does not: validated polynomials with their
text form (``contextuality.polynomial``), states.

A polynomial is a set of monomials; a monomial is a mask of variables, 0 the constant 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from contextuality.errors import InputError
from contextuality.polynomial import BooleanPolynomial
from contextuality.vertex_sets import ones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contextuality.group import GroupElement

Monomials: TypeAlias = set[int]
"""A polynomial over GF(2): the masks of its monomials."""


def support(polynomial: Iterable[int]) -> int:
    """Return the mask of all variables that occur.

    Example:
        >>> bin(support({0b011, 0b100}))
        '0b111'
    """
    union = 0
    for monomial in polynomial:
        union |= monomial
    return union


def degree(polynomial: Iterable[int]) -> int:
    """Return the degree; -1 for the polynomial 0.

    Example:
        >>> degree({0b011, 0b100}), degree(set())
        (2, -1)
    """
    return max((monomial.bit_count() for monomial in polynomial), default=-1)


def product(left: Iterable[int], right: Iterable[int]) -> Monomials:
    """Multiply two polynomials.

    Example:
        >>> sorted(product({0b01, 0}, {0b01, 0b10}))
        [2, 3]
    """
    right = tuple(right)
    result: Monomials = set()
    for a in left:
        for b in right:
            result ^= {a | b}
    return result


def substitute(polynomial: Iterable[int], variable: int, form: Iterable[int]) -> Monomials:
    """Put a polynomial in the place of a variable.

    Args:
        polynomial: any polynomial.
        variable: the index replaced.
        form: what replaces it; the variable itself may occur in it.

    Returns:
        The polynomial after the substitution.

    Example:
        >>> sorted(substitute({0b11}, 0, {0b10, 0b100, 0}))
        [6]
    """
    bit = 1 << variable
    form = tuple(form)
    result: Monomials = set()
    for monomial in polynomial:
        if monomial & bit:
            rest = monomial ^ bit
            for term in form:
                result ^= {rest | term}
        else:
            result ^= {monomial}
    return result


def add_variable(polynomial: Iterable[int], targets: int, variable: int) -> Monomials:
    """Replace every variable y_j of a set by y_j + y_p.

    Args:
        polynomial: any polynomial.
        targets: the mask of the variables j; must not contain p.
        variable: the index p.

    Returns:
        The polynomial after the substitution. A monomial that meets the targets in t variables
        becomes at most 2^t monomials.

    Example:
        >>> sorted(add_variable({0b011}, 0b011, 2))
        [3, 4, 5, 6]
    """
    bit = 1 << variable
    result: Monomials = set()
    for monomial in polynomial:
        met = monomial & targets
        rest = monomial & ~targets
        part = met
        while True:  # all subsets of met; the factors y_p are idempotent
            result ^= {rest | part | (bit if part != met else 0)}
            if not part:
                break
            part = (part - 1) & met
    return result


def split(polynomial: Iterable[int], variable: int) -> tuple[Monomials, Monomials]:
    """Return the parts (r, d) of a polynomial r + y_p d, both without y_p.

    Example:
        >>> split({0b11, 0b10, 0b01}, 0)
        ({2}, {0, 2})
    """
    bit = 1 << variable
    rest: Monomials = set()
    derivative: Monomials = set()
    for monomial in polynomial:
        if monomial & bit:
            derivative.add(monomial ^ bit)
        else:
            rest.add(monomial)
    return rest, derivative


def quadratic_bias(polynomial: Iterable[int]) -> Fraction:
    """Compute the mean of (-1)^q of a polynomial of degree at most 2, in polynomial time.

    Args:
        polynomial: monomials of at most two variables, any number of them.

    Returns:
        0 or +-2^-h, where 2h is the rank of the alternating form of q.

    Raises:
        InputError: a monomial of three variables or more.

    Source:
        L. E. Dickson's reduction of quadratic forms over GF(2); F. J. MacWilliams and
        N. J. A. Sloane, The Theory of Error-Correcting Codes (1977), chapter 15.

    Example:
        >>> quadratic_bias({0b0011, 0b1100, 0}), quadratic_bias({0b01, 0b10})
        (Fraction(-1, 4), Fraction(0, 1))
    """
    rows: dict[int, int] = {}
    linear, constant = 0, 0
    for monomial in polynomial:
        size = monomial.bit_count()
        if size > 2:
            raise InputError(where="polynomial", expected="degree at most 2", found=str(size))
        if size == 2:
            i, j = ones(monomial)
            rows[i] = rows.get(i, 0) ^ 1 << j
            rows[j] = rows.get(j, 0) ^ 1 << i
        elif size == 1:
            linear ^= monomial
        else:
            constant ^= 1
    halvings = 0
    while rows:
        i, row = rows.popitem()
        if not row:
            # No product contains y_i: alone and linear, it balances the polynomial.
            if linear >> i & 1:
                return Fraction(0)
            continue
        j = (row & -row).bit_length() - 1
        # q = y_i y_j + y_i A + y_j B + R = (y_i + B)(y_j + A) + A B + R, A and B affine.
        a, b = row ^ 1 << j, rows.pop(j) ^ 1 << i
        a_one, b_one = linear >> i & 1, linear >> j & 1
        drop = ~(1 << i | 1 << j)
        linear &= drop
        for u in ones(a | b):
            rows[u] = (rows.get(u, 0) & drop) ^ (b if a >> u & 1 else 0) ^ (a if b >> u & 1 else 0)
        linear ^= a & b ^ (b if a_one else 0) ^ (a if b_one else 0)
        constant ^= a_one & b_one
        halvings += 1
    if linear:
        return Fraction(0)
    return Fraction(-1 if constant else 1, 1 << halvings)


def exact_bias(polynomial: Monomials) -> Fraction | None:
    """Compute the mean of (-1)^q where that is known to be cheap.

    Args:
        polynomial: any polynomial.

    Returns:
        The exact bias if the degree is at most 2, or if every connected group of variables has
        at most 24 members; None otherwise.

    Example:
        >>> exact_bias({0b111})
        Fraction(3, 4)
    """
    if degree(polynomial) <= 2:
        return quadratic_bias(polynomial)
    n = support(polynomial).bit_length()
    # Variables that nothing multiplies balance the polynomial, whatever its other terms are.
    singles = [monomial for monomial in polynomial if monomial.bit_count() == 1]
    joined = support(monomial for monomial in polynomial if monomial.bit_count() > 1)
    if any(not monomial & joined for monomial in singles):
        return Fraction(0)
    try:
        return BooleanPolynomial(n, frozenset(polynomial)).bias()
    except InputError:  # too many variables hang together
        return None


def no_pauli_product(element: GroupElement) -> InputError:
    """Return the error of the simulators for k <= 2: they take phases of degree at most 1.

    Example:
        >>> from contextuality.group import GroupElement
        >>> print(no_pauli_product(GroupElement.parse("(-1)^(z0*z1)", 2)))
        Pauli product: expected a phase of degree at most 1, found (-1)^(z0*z1)
    """
    return InputError(
        where="Pauli product", expected="a phase of degree at most 1", found=str(element)
    )
