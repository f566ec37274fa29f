"""The law of the task by counting solutions of polynomials, without a state vector.

What belongs here: probabilities from the group and from weights of Boolean polynomials. What does
not: amplitudes; this module shares no code with ``exact``, so that each can check the other.

Every X^a (-1)^g maps a hypergraph state to a hypergraph state (up to a sign), so the unnormalised
state after any sentence is an integer combination of hypergraph states, and its norm is a sum of
biases of sums of their polynomials.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, TypeVar

from contextuality.errors import InputError
from contextuality.group import Commutation, GroupElement
from contextuality.polynomial import BooleanPolynomial
from khrnn.tasks.sentences import Sentence, check_words
from khrnn.tasks.tokens import Entangle, emits_outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.hypergraph import Hypergraph
    from khrnn.types import Outcome, Words

NumberT = TypeVar("NumberT", int, Fraction)

MAX_COMMUTING = 16
"""Most elements in one joint law: the sum runs over all their subsets."""


def chance_of_minus(hypergraph: Hypergraph, element: GroupElement) -> Fraction:
    """Compute the probability of -1 when an element is measured on a fresh hypergraph state.

    Args:
        hypergraph: H, on n vertices.
        element: a Hermitian (a, g) on n qubits, of any degree.

    Returns:
        weight(d_a f + g) / 2^n, exact.

    Raises:
        InputError: different n, or an element that is not Hermitian.

    Source:
        Ours: <H| X^a (-1)^g |H> is the bias of d_a f + g.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> x0 = GroupElement.x(3, [0])
        >>> chance_of_minus(Hypergraph.from_edges(3, [(0, 1, 2)]), x0)
        Fraction(1, 4)
    """
    _check_element(hypergraph.n, element, "element")
    total = hypergraph.polynomial.derivative(element.shift) + element.phase
    return Fraction(total.weight(), 1 << hypergraph.n)


def commuting_law(
    hypergraph: Hypergraph, elements: Sequence[GroupElement]
) -> dict[tuple[Outcome, ...], Fraction]:
    """Compute the joint law of commuting elements measured on a hypergraph state.

    Args:
        hypergraph: H, on n vertices.
        elements: at most 16 Hermitian elements, each pair commuting.

    Returns:
        For every possible tuple of outcomes its probability: 2^-m times the sum over subsets of
        the product of the signs and the expectation of the product of the elements. Impossible
        tuples are absent.

    Raises:
        InputError: a pair that does not commute, an element that does not fit, or too many.

    Source:
        Ours: the product of the projectors (1 + s K)/2, expanded.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> z = [GroupElement.diagonal(BooleanPolynomial.variable(2, i)) for i in (0, 1)]
        >>> zz = z[0] * z[1]
        >>> commuting_law(Hypergraph.from_edges(2, []), [*z, zz])[(-1, -1, 1)]
        Fraction(1, 4)
    """
    n, m = hypergraph.n, len(elements)
    if m > MAX_COMMUTING:
        raise InputError(where="elements", expected=f"at most {MAX_COMMUTING}", found=str(m))
    for index, element in enumerate(elements):
        _check_element(n, element, f"element {index}")
    for (i, left), (j, right) in combinations(enumerate(elements), 2):
        if left.commutation(right) is not Commutation.COMMUTE:
            raise InputError(
                where=f"elements {i} and {j}",
                expected="a commuting pair",
                found=f"{left} and {right}",
            )
    means: list[Fraction] = []
    products = [GroupElement.identity(n)]
    for subset in range(1 << m):
        if subset:  # the subset without its lowest member came earlier
            low = (subset & -subset).bit_length() - 1
            products.append(elements[low] * products[subset & (subset - 1)])
        element = products[subset]
        means.append((hypergraph.polynomial.derivative(element.shift) + element.phase).bias())
    spectrum = _walsh(means)
    law: dict[tuple[Outcome, ...], Fraction] = {}
    for outcomes in product((1, -1), repeat=m):
        minus = sum(1 << i for i, outcome in enumerate(outcomes) if outcome == -1)
        if spectrum[minus]:
            law[outcomes] = spectrum[minus] / (1 << m)
    return law


def generators_law(state: Hypergraph, measured: Hypergraph) -> dict[tuple[Outcome, ...], Fraction]:
    """Compute the joint law of all generators of one hypergraph on the state of another.

    Args:
        state: the hypergraph H whose state is measured, n <= 20 vertices.
        measured: the hypergraph H' whose generators K_0, ..., K_{n-1} are measured in turn.

    Returns:
        For every possible tuple of n outcomes its probability, the square of the bias of
        f + f' + t.z, where t marks the outcomes -1: a squared Walsh spectrum.

    Raises:
        InputError: different n, or n > 20.

    Source:
        Ours: the outcomes t project on Z^t |H'>.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> empty, edge = (Hypergraph.from_edges(2, edges) for edges in ([], [(0, 1)]))
        >>> generators_law(empty, edge)[(1, 1)]
        Fraction(1, 4)
    """
    n = state.n
    if measured.n != n or n > 20:
        raise InputError(
            where="hypergraphs",
            expected="two on the same vertices, at most 20",
            found=f"{n} and {measured.n} vertices",
        )
    table = (state.polynomial + measured.polynomial).truth_table()
    spectrum = _walsh([1 - 2 * (table >> z & 1) for z in range(1 << n)])
    law: dict[tuple[Outcome, ...], Fraction] = {}
    for minus, value in enumerate(spectrum):
        if value:
            outcomes = tuple(-1 if minus >> i & 1 else 1 for i in range(n))
            law[outcomes] = Fraction(value, 1 << n) ** 2
    return law


def sentence_probability(sentence: Sentence, words: Words) -> Fraction:
    """Compute the joint probability of a translation by counting, for any sentence.

    Args:
        sentence: the input. A measurement at most doubles the number of hypergraph states in
            the sum, so this is for sentences with few measurements (about ten).
        words: one word per token.

    Returns:
        The exact joint probability.

    Raises:
        InputError: words that do not fit the sentence.

    Source:
        Ours: X^a (-1)^g sends the state of the polynomial h to that of h(z+a) + g(z+a).

    Example:
        >>> from khrnn.tasks.tokens import Measure
        >>> cz = GroupElement.diagonal(BooleanPolynomial.parse("z0*z1", 3))
        >>> z0 = GroupElement.diagonal(BooleanPolynomial.variable(3, 0))
        >>> sentence_probability(Sentence(3, 3, (Measure(cz), Measure(z0))), (1, -1))
        Fraction(1, 4)
    """
    check_words(sentence, words)
    outcomes = [
        word
        for token, word in zip(sentence.tokens, words, strict=True)
        if word is not None and emits_outcome(token)
    ]
    sums = {BooleanPolynomial.zero(sentence.n): 1}
    measured = 0
    for token in sentence.direct:
        if isinstance(token, Entangle):
            gate = BooleanPolynomial(sentence.n, frozenset({token.edge}))
            sums = {h + gate: count for h, count in sums.items()}
        else:
            sums = _measured(sums, token.element, outcomes[measured])
            measured += 1
    total = Fraction(sum(count**2 for count in sums.values()))
    for (h, count), (other, times) in combinations(sums.items(), 2):
        total += 2 * count * times * (h + other).bias()
    return total / (1 << 2 * measured)


def _measured(
    sums: dict[BooleanPolynomial, int], element: GroupElement, outcome: Outcome
) -> dict[BooleanPolynomial, int]:
    """The sum over states after (1 + s K), the factor 1/2 left out, signs in the counts."""
    grown = dict(sums)
    one = BooleanPolynomial.one(element.n)
    for h, count in sums.items():
        image = (h + element.phase).shift(element.shift)
        sign = outcome
        if 0 in image.monomials:
            image, sign = image + one, -outcome
        grown[image] = grown.get(image, 0) + sign * count
    return {h: count for h, count in grown.items() if count}


def _check_element(n: int, element: GroupElement, where: str) -> None:
    if element.n != n:
        raise InputError(where=where, expected=f"one on {n} qubits", found=f"{element.n}")
    if not element.is_hermitian():
        raise InputError(where=where, expected="a Hermitian element", found=str(element))


def _walsh(values: list[NumberT]) -> list[NumberT]:
    """The sums over x of (-1)^(t.x) values[x], for all t."""
    values = list(values)
    step = 1
    while step < len(values):
        for start in range(0, len(values), 2 * step):
            for i in range(start, start + step):
                low, high = values[i], values[i + step]
                values[i], values[i + step] = low + high, low - high
        step *= 2
    return values
