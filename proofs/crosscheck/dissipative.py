"""Laws of perceptron networks, computed a second way that knows none of their formulas.

What belongs here: symbolic integrals, exact runs in Pauli coefficients, averages over the Clifford
group. What does not: the formulas (`khrnn.dissipative.laws`, `khrnn.dissipative.weingarten`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

Bloch = tuple[Fraction, Fraction, Fraction]
State = dict[str, Fraction]
"""Pauli coefficients of a state: 2^k rho = sum of coefficient times string; zeros left out."""


def symbolic_variances(qubits: int) -> tuple[Any, Any]:
    """Integrate the squared derivatives of a layer of swap perceptrons with sympy.

    The 2n-qubit state vector is evolved by the matrices of swap and R_y, the inputs are summed
    over, and the integral runs over all angles. Input and target are |0...0>.

    Args:
        qubits: n, 1 to 3.

    Returns:
        Global and local variance, as sympy numbers.

    Example:
        >>> symbolic_variances(1)
        (1/8, 1/8)
    """
    import sympy  # noqa: PLC0415

    n = qubits
    angles = sympy.symbols(f"t0:{n}", real=True)
    state = [sympy.Integer(0)] * (1 << 2 * n)
    state[0] = sympy.Integer(1)
    for j, angle in enumerate(angles):  # bit j: input, bit n + j: output
        low, high = 1 << j, 1 << (n + j)
        state = [
            state[x ^ low ^ high] if bool(x & low) != bool(x & high) else state[x]
            for x in range(len(state))
        ]
        c, s = sympy.cos(angle / 2), sympy.sin(angle / 2)
        state = [
            c * state[x] + (s * state[x ^ high] if x & high else -s * state[x ^ high])
            for x in range(len(state))
        ]
    chances = [
        sum(state[inputs | outputs << n] ** 2 for inputs in range(1 << n))
        for outputs in range(1 << n)
    ]
    costs = (
        1 - chances[0],
        1
        - sum((1 - sympy.Rational(x.bit_count(), n)) * chance for x, chance in enumerate(chances)),
    )
    found = []
    for cost in costs:
        moment = sympy.expand(sympy.diff(cost, angles[0]) ** 2)
        for angle in angles:
            moment = sympy.expand(
                sympy.integrate(moment, (angle, 0, 2 * sympy.pi)) / (2 * sympy.pi)
            )
        found.append(sympy.nsimplify(sympy.simplify(moment)))
    return found[0], found[1]


def exact_variances(
    inputs: Sequence[Bloch], targets: Sequence[Bloch], layers: int, noise: Fraction
) -> tuple[Fraction, Fraction]:
    """Average the squared derivative by the first angle over all angles, in fractions.

    Costs have degree 1 in the cosine and sine of each angle, so the derivative is half the
    difference of the costs a quarter turn up and down, and means of its square over all angles are
    means over quarter turns. R_y turns Pauli strings into each other there, and nothing is
    irrational.

    Args:
        inputs: Bloch vectors of the qubits of a product state.
        targets: Bloch vectors of a pure product target.
        layers: of swap perceptrons, at least 1.
        noise: depolarising probability of each output.

    Returns:
        Global and local variance (the means are checked to be 0).

    Raises:
        ArithmeticError: if a mean is not 0.
    """
    n = len(inputs)
    turns = list(product(range(4), repeat=n * layers))
    costs = {turn: _costs(inputs, targets, turn, noise) for turn in turns}
    found = []
    for which in (0, 1):
        slopes = [
            (
                costs[(turn[0] + 1) % 4, *turn[1:]][which]
                - costs[(turn[0] - 1) % 4, *turn[1:]][which]
            )
            / 2
            for turn in turns
        ]
        if sum(slopes) != 0:
            raise ArithmeticError("a derivative has a mean other than 0")
        found.append(sum((slope * slope for slope in slopes), Fraction(0)) / len(turns))
    return found[0], found[1]


def _costs(
    inputs: Sequence[Bloch], targets: Sequence[Bloch], turns: Sequence[int], noise: Fraction
) -> tuple[Fraction, Fraction]:
    n = len(inputs)
    state = _product_state(inputs)
    for at in range(0, len(turns), n):
        for j in range(n):
            # registers: n inputs (I once traced out), then outputs so far; a fresh |0> is (I+Z)/2
            state = {word + letter: value for word, value in state.items() for letter in ("I", "Z")}
            state = {_swapped(word, j): value for word, value in state.items()}
            for _ in range(turns[at + j]):
                state = _quarter_turn(state)
            state = {
                word: value if word[-1] == "I" else (1 - noise) * value
                for word, value in state.items()
            }
        state = {word[n:]: value for word, value in state.items() if set(word[:n]) == {"I"}}
    goal = _product_state(targets)
    # tr(T rho) = 2^-n sum of products of coefficients; tr(T_j rho_j) the same on one qubit
    whole = sum((goal.get(word, Fraction(0)) * value for word, value in state.items()), Fraction(0))
    local = Fraction(0)
    for word, value in state.items():
        places = [i for i, letter in enumerate(word) if letter != "I"]
        if not places:
            local += n * value
        elif len(places) == 1:
            local += value * targets[places[0]]["XYZ".index(word[places[0]])]
    return 1 - whole / 2**n, 1 - local / (2 * n)


def _product_state(vectors: Sequence[Bloch]) -> State:
    state: State = {"": Fraction(1)}
    for vector in vectors:
        parts = list(zip("IXYZ", (Fraction(1), *vector), strict=True))
        state = {
            word + letter: value * part
            for word, value in state.items()
            for letter, part in parts
            if part
        }
    return state


def _swapped(word: str, place: int) -> str:
    return word[:place] + word[-1] + word[place + 1 : -1] + word[place]


def _quarter_turn(state: State) -> State:
    """R_y(pi/2) on the last qubit: Z becomes X, X becomes -Z."""
    found: State = {}
    for word, value in state.items():
        letter, sign = {"X": ("Z", -1), "Z": ("X", 1)}.get(word[-1], (word[-1], 1))
        found[word[:-1] + letter] = sign * value
    return found


def clifford_variance(inputs: int, outputs: int, trained: int, cost: str) -> Fraction:
    """Return the variance of a network of random Clifford perceptrons, a 2-design.

    A random Clifford takes a Pauli string other than 1 to every such string with equal chance and
    a random sign, so in second moments only squares of Pauli coefficients survive, and the squares
    of all strings but 1 are averaged. The strings are enumerated; no Weingarten function enters.

    Args:
        inputs: n, 0 to 3.
        outputs: m, at least 1.
        trained: the perceptron B exp(-itG/2) A, with G = Y on its output.
        cost: "global" or "local".

    Returns:
        The exact variance.

    Example:
        >>> clifford_variance(1, 1, 0, "global")
        Fraction(2, 75)
    """
    if cost == "global":
        return _squares(inputs, ["both"] * outputs, trained)
    total = Fraction(0)
    for i in range(outputs):
        kinds = ["turned" if j == i else "traced" for j in range(outputs)]
        total += _squares(inputs, kinds, trained)
    return total / (4 * outputs**2)


def _squares(inputs: int, kinds: Sequence[str], trained: int) -> Fraction:
    words = ["".join(letters) for letters in product("IXYZ", repeat=inputs + 1)]
    one = "I" * (inputs + 1)
    squares = {
        "".join(letters): Fraction(1) for letters in product("IZ", repeat=inputs)
    }  # of |0...0>
    for j, kind in enumerate(kinds):
        grown = {word + letter: value for word, value in squares.items() for letter in ("I", "Z")}
        grown = _averaged(grown, words, one)
        if j == trained:
            # G = Y on the output: -(i/2)[G, P] is 0 unless P has X or Z there, which change places
            grown = {
                word[:-1] + {"X": "Z", "Z": "X"}[word[-1]]: value
                for word, value in grown.items()
                if word[-1] in "XZ"
            }
            grown = _averaged(grown, words, one)
        squares = {}
        for word, value in grown.items():
            kept = {"both": "IZ", "turned": "Z", "traced": "I"}[kind]
            if word[-1] in kept:
                # (1 + Z)/2 halves a coefficient: 2^-k rho keeps its convention on k-1 qubits
                share = value / 4 if kind == "both" else value
                squares[word[:-1]] = squares.get(word[:-1], Fraction(0)) + share
    return squares.get("I" * inputs, Fraction(0))


def _averaged(squares: State, words: Sequence[str], one: str) -> State:
    rest = sum((value for word, value in squares.items() if word != one), Fraction(0))
    found = {word: rest / (len(words) - 1) for word in words}
    found[one] = squares.get(one, Fraction(0))
    return found
