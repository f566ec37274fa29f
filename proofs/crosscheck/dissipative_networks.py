"""Networks of random Clifford perceptrons, letter by letter: a second opinion that knows no law.

What belongs here: averages over 2-designs by enumerating Pauli strings, for hidden layers and for
local perceptrons. What does not: the laws (`khrnn.dissipative.weingarten`, `bricks`, `theorems`).

A random Clifford on some letters of a string takes them, unless all are I, to every other string of
such letters with equal chance and a random sign. In second moments only squares of Pauli
coefficients survive, and these are averaged. A derivative by the angle of exp(-itY/2) keeps
strings with X or Z at Y's place and exchanges the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product

Squares = dict[str, Fraction]
"""Expected squares of Pauli coefficients c of 2^-k sum of c times string; zeros left out."""


def clifford_layers(
    widths: Sequence[int],
    layer: int,
    trained: int,
    cost: str,
    target: Iterable[str] | None = None,
) -> Fraction:
    """Return the variance for global perceptrons with hidden layers.

    Args:
        widths: qubits of the registers; two neighbouring ones hold 5 at most.
        layer: of the perceptron B exp(-itY/2) A, Y on its output.
        trained: its number.
        cost: "global" or "local".
        target: the Pauli strings of a stabilizer state, signs left out, for the global cost; None
            for |0...0>.

    Returns:
        The exact variance.

    Example:
        >>> clifford_layers((1, 1), 0, 0, "global"), clifford_layers((1, 1), 0, 0, "global", "IX")
        (Fraction(2, 75), Fraction(2, 75))
    """
    squares = _zeros(widths[0])
    for number, outputs in enumerate(widths[1:]):
        inputs = widths[number]
        for j in range(outputs):
            squares = _fresh(squares)
            places = (*range(inputs), inputs + j)
            squares = _averaged(squares, places)
            if (number, j) == (layer, trained):
                squares = _averaged(_turned(squares, inputs + j), places)
        squares = _kept(squares, inputs)
    if target is not None:
        found = sum((squares.get(word, Fraction(0)) for word in target), Fraction(0))
        return found * Fraction(1, 4 ** widths[-1])
    return _moment(squares, widths[-1], cost)


def ghz_strings(qubits: int) -> tuple[str, ...]:
    """Return the Pauli strings of |0...0> + |1...1>, signs left out.

    Args:
        qubits: at least 1.

    Example:
        >>> ghz_strings(2)
        ('II', 'ZZ', 'XX', 'YY')
    """
    even = [word for word in product("IZ", repeat=qubits) if word.count("Z") % 2 == 0]
    flipped = [tuple(_PRODUCTS[letter, "X"] for letter in word) for word in even]
    return tuple("".join(word) for word in (*even, *flipped))


def clifford_bricks(qubits: int, layers: int, layer: int, place: int, cost: str) -> Fraction:
    """Return the variance for local perceptrons with m = 2, perceptron by perceptron.

    Perceptron j of layer l applies W to inputs j and j+1 if j and l are both even or both odd and
    j+1 exists, then swaps input j with its output; inputs are traced out after the layer.

    Args:
        qubits: even, at most 4 in reasonable time.
        layers: at least 1.
        layer: of the W = B exp(-itY/2) A, Y on its first qubit.
        place: its number among the W of the layer.
        cost: "global" or "local", target |0...0>.

    Returns:
        The exact variance.

    Example:
        >>> clifford_bricks(2, 1, 0, 0, "global")
        Fraction(1, 50)
    """
    squares = _zeros(qubits)
    for number in range(layers):
        seen = 0
        for j in range(qubits):
            squares = _fresh(squares)
            if j % 2 == number % 2 and j + 1 < qubits:
                squares = _averaged(squares, (j, j + 1))
                if (number, seen) == (layer, place):
                    squares = _averaged(_turned(squares, j), (j, j + 1))
                seen += 1
            squares = {_swapped(word, j, qubits + j): value for word, value in squares.items()}
        squares = _kept(squares, qubits)
    return _moment(squares, qubits, cost)


def clifford_rule(inputs: int, strings: Sequence[str], cost: str) -> Fraction:
    """Return the variance of the derivative of V_j -> exp(isK_j) V_j, K_j Pauli strings, one layer.

    Args:
        inputs: n; with the outputs 5 at most.
        strings: K_j, n + 1 letters, the last on the output.
        cost: "global" or "local", target |0...0>.

    Returns:
        The sum over perceptrons of exact second moments.

    Example:
        >>> clifford_rule(1, ["IY"], "global")
        Fraction(1, 5)
    """
    total = Fraction(0)
    for moved in range(len(strings)):
        squares = _zeros(inputs)
        for j, string in enumerate(strings):
            squares = _fresh(squares)
            places = (*range(inputs), inputs + j)
            squares = _averaged(squares, places)
            if j == moved:
                squares = _multiplied(squares, places, string)
        total += _moment(_kept(squares, inputs), len(strings), cost)
    return total


def _multiplied(squares: Squares, places: Sequence[int], string: str) -> Squares:
    """Keep the words that anticommute with a string, times the string: i[K, P] = 2i KP."""
    found: Squares = {}
    for word, value in squares.items():
        letters = list(word)
        odd = False
        for q, letter in zip(places, string, strict=True):
            odd ^= letter != "I" and word[q] not in {"I", letter}
            letters[q] = _PRODUCTS[word[q], letter]
        if odd:
            found["".join(letters)] = 4 * value
    return found


_PRODUCTS = {
    (one, other): "IXYZ"["IXYZ".index(one) ^ "IXYZ".index(other)]
    for one in "IXYZ"
    for other in "IXYZ"
}
"""Letters of products, signs left out: as numbers 0 to 3 they add without carry."""


def _zeros(qubits: int) -> Squares:
    return {"".join(letters): Fraction(1) for letters in product("IZ", repeat=qubits)}


def _fresh(squares: Squares) -> Squares:
    return {word + letter: value for word, value in squares.items() for letter in "IZ"}


def _averaged(squares: Squares, places: Sequence[int]) -> Squares:
    found: Squares = {}
    totals: dict[str, Fraction] = {}
    for word, value in squares.items():
        letters = list(word)
        rest = all(letters[q] == "I" for q in places)
        for q in places:
            letters[q] = "I"
        key = "".join(letters)
        into = found if rest else totals
        into[key] = into.get(key, Fraction(0)) + value
    words = list(product("IXYZ", repeat=len(places)))[1:]
    for key, total in totals.items():
        share = total / len(words)
        for drawn in words:
            letters = list(key)
            for q, letter in zip(places, drawn, strict=True):
                letters[q] = letter
            found["".join(letters)] = share
    return found


def _turned(squares: Squares, place: int) -> Squares:
    return {
        word[:place] + {"X": "Z", "Z": "X"}[word[place]] + word[place + 1 :]: value
        for word, value in squares.items()
        if word[place] in "XZ"
    }


def _swapped(word: str, one: int, other: int) -> str:
    letters = list(word)
    letters[one], letters[other] = letters[other], letters[one]
    return "".join(letters)


def _kept(squares: Squares, inputs: int) -> Squares:
    """Trace out the inputs."""
    return {word[inputs:]: value for word, value in squares.items() if set(word[:inputs]) <= {"I"}}


def _moment(squares: Squares, outputs: int, cost: str) -> Fraction:
    if cost == "global":
        kept = (value for word, value in squares.items() if set(word) <= {"I", "Z"})
        return sum(kept, Fraction(0)) * Fraction(1, 4**outputs)
    single = ("I" * j + "Z" + "I" * (outputs - 1 - j) for j in range(outputs))
    return sum((squares.get(word, Fraction(0)) for word in single), Fraction(0)) / (4 * outputs**2)
