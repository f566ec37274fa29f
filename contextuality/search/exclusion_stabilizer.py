"""Stabilizer states of up to six qubits as bit sets of Pauli operators, for exclusion trees.

Belongs here: measurement of Paulis on stabilizer states, and which measurements decide a team at
once. Does not belong here: the search, and larger tableaux.

A Pauli is the code x + 2^n z of its masks and stands for the Hermitian operator with Y = i X Z. A
state is the pair of bit sets (positions are codes) of the Paulis that it answers surely by +1 and
by -1; that is a canonical form.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial
from contextuality.vertex_sets import ones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contextuality.hypergraph import Hypergraph
    from contextuality.search.exclusion_engine import Team

__all__ = ["MAX_STABILIZER_QUBITS", "Family", "StabilizerSystem"]

MAX_STABILIZER_QUBITS = 6
"""Bit sets of 4^n codes and tables of 4^n of them: 2 MiB at six qubits."""

ENUMERABLE_QUBITS = 3
"""All teams that can be reached are visited in seconds; on four qubits there are millions."""

Family = Literal["group", "paulis"]
IMPOSSIBLE = -1


class StabilizerSystem:
    """Stabilizer states of n qubits and the Paulis that may be measured.

    Args:
        n: number of qubits, 1 to 6.
        family: "group" for the real Paulis, the Hermitian elements of the group for k = 2;
            "paulis" for all.

    Raises:
        InputError: for n out of range.

    Source: stabilizer arithmetic after D. Gottesman, arXiv:quant-ph/9705052; bit sets ours.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> system = StabilizerSystem(1, "group")
        >>> plus = system.graph_state(Hypergraph.parse("-", 1))
        >>> system.outcomes(plus, 0b01)  # X: surely +1
        (0, -1)
    """

    sees_pivots = True

    def __init__(self, n: int, family: Family = "group") -> None:
        if not 1 <= n <= MAX_STABILIZER_QUBITS:
            expected = f"1 to {MAX_STABILIZER_QUBITS} qubits"
            raise InputError(where="stabilizer search", expected=expected, found=str(n))
        self.n = n
        self.enumerable = n <= ENUMERABLE_QUBITS
        size, low = 4**n, (1 << n) - 1
        self._ys = [(code & code >> n & low).bit_count() for code in range(size)]
        self._low = low
        self._commuting = _commuting_sets(n)
        self._measurements = [
            code for code in range(1, size) if family == "paulis" or self._ys[code] % 2 == 0
        ]
        # Few letters first: such measurements leave the most to be decided by the next ones.
        self._measurements.sort(key=lambda code: (((code | code >> n) & low).bit_count(), code))
        self._allowed = sum(1 << code for code in self._measurements)
        self._numbers: dict[tuple[int, int], int] = {}
        self._states: list[tuple[int, int]] = []
        self._results: list[dict[int, tuple[int, int]]] = []
        self._pairs: dict[tuple[int, int], tuple[int, int] | None] = {}

    def _minus(self, a: int, b: int) -> int:
        """Return 1 if the product of two commuting Paulis is minus the Pauli of the sum."""
        passed = 2 * (a >> self.n & b & self._low).bit_count()
        return (self._ys[a] + self._ys[b] - self._ys[a ^ b] + passed) % 4 >> 1

    def _number(self, plus: int, minus: int) -> int:
        number = self._numbers.setdefault((plus, minus), len(self._states))
        if number == len(self._states):
            self._states.append((plus, minus))
            self._results.append({})
        return number

    def stabilizer_state(self, generators: Iterable[tuple[int, int]]) -> int:
        """Return the number of the state with the given stabilizer generators.

        Args:
            generators: pairs (code, sign) with sign 0 for + and 1 for -; n independent ones.

        Raises:
            InputError: if they do not commute or are not independent.
        """
        elements = {0: 0}
        for position, (code, sign) in enumerate(generators):
            if any(not self._commuting[code] >> other & 1 for other in elements):
                where = f"generator {position}"
                raise InputError(where=where, expected="commuting generators", found="others")
            elements |= {
                other ^ code: bit ^ sign ^ self._minus(other, code)
                for other, bit in elements.items()
            }
        if len(elements) != 1 << self.n:
            expected = f"{self.n} independent generators"
            raise InputError(where="stabilizer state", expected=expected, found="others")
        del elements[0]
        plus = sum(1 << code for code, sign in elements.items() if not sign)
        return self._number(plus, sum(1 << code for code, sign in elements.items() if sign))

    def graph_state(self, graph: Hypergraph) -> int:
        """Return the number of a graph state; edges of one vertex are signs.

        Raises:
            InputError: for an edge of three vertices or more, or another number of vertices.

        Example:
            >>> from contextuality.hypergraph import Hypergraph
            >>> system = StabilizerSystem(2)
            >>> system.graph_state(Hypergraph.parse("0,1;1")), system.forced((0,))
            (0, (512, 32832))
        """
        if graph.n != self.n or any(edge.bit_count() > 2 for edge in graph.edges):
            expected = f"a graph on {self.n} vertices, with edges of one or two vertices"
            raise InputError(where="state", expected=expected, found=f"{graph} on {graph.n}")
        generators = []
        for vertex in range(self.n):
            around = [edge & ~(1 << vertex) for edge in graph.edges if edge >> vertex & 1]
            z = sum(neighbour for neighbour in around if neighbour)
            generators.append((1 << vertex | z << self.n, around.count(0)))
        return self.stabilizer_state(generators)

    def outcomes(self, state: int, measurement: int) -> tuple[int, int]:
        """Return the states after +1 and -1; -1 stands for an impossible outcome."""
        known = self._results[state].get(measurement)
        if known is None:
            plus, minus = self._states[state]
            if plus >> measurement & 1:
                known = state, IMPOSSIBLE
            elif minus >> measurement & 1:
                known = IMPOSSIBLE, state
            else:
                known = self._collapse(plus, minus, measurement)
            self._results[state][measurement] = known
        return known

    def _collapse(self, plus: int, minus: int, measurement: int) -> tuple[int, int]:
        """Return both states after a measurement whose outcome is random."""
        commuting = self._commuting[measurement]
        plus, minus = plus & commuting, minus & commuting
        same, opposite = 1 << measurement, 0
        for kept, sign in ((plus, 0), (minus, 1)):
            for code in ones(kept):
                if sign ^ self._minus(measurement, code):
                    opposite |= 1 << (code ^ measurement)
                else:
                    same |= 1 << (code ^ measurement)
        return self._number(plus | same, minus | opposite), self._number(
            plus | opposite, minus | same
        )

    def measurements(self) -> list[int]:
        """Return the codes of the measurable Paulis, those on few qubits first."""
        return self._measurements

    def forced(self, team: Team) -> tuple[int, int]:
        """Return the bit sets of measurable Paulis that some member answers surely by +1, by -1."""
        plus = minus = 0
        for state in team:
            plus |= self._states[state][0]
            minus |= self._states[state][1]
        return plus & self._allowed, minus & self._allowed

    def pivots(self, team: Team) -> int:
        """Return all measurements after which, whatever comes out, two members clash.

        +1 of P makes psi and phi orthogonal iff <psi|P|phi> = -<psi|phi>, that is, iff -P is a
        product s t of commuting s, t that fix psi and phi; likewise -1 with +P.
        """
        after_minus = after_plus = 0
        for pair in combinations(team, 2):
            found = self._pair(pair)
            if found is not None:
                after_minus |= found[0]
                after_plus |= found[1]
        return after_minus & after_plus & self._allowed

    def _pair(self, pair: tuple[int, int]) -> tuple[int, int] | None:
        """Return the bit sets of P = s t and of P = -s t; None if the states are orthogonal."""
        if pair not in self._pairs:
            first, second = (self._states[state] for state in pair)
            if first[0] & second[1] or first[1] & second[0]:
                self._pairs[pair] = None
            else:
                self._pairs[pair] = self._products(first, second)
        return self._pairs[pair]

    def _products(self, first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
        both = [0, 0]
        others = [(0, 0), *((c, 0) for c in ones(second[0])), *((c, 1) for c in ones(second[1]))]
        for mask, sign in ((first[0] | 1, 0), (first[1], 1)):
            for code in ones(mask):
                commuting = self._commuting[code]
                for other, bit in others:
                    if commuting >> other & 1:
                        both[sign ^ bit ^ self._minus(code, other)] |= 1 << (code ^ other)
        return both[0] & ~1, both[1]

    def can_share(self, team: Team) -> bool:
        """Return True for a single state and for two states that are not orthogonal."""
        return len(team) < 2 or (len(team) == 2 and self._pair((team[0], team[1])) is not None)

    def element(self, measurement: int) -> GroupElement:
        """Return the measured group element; an anti-Hermitian one stands for i times it."""
        x, z = measurement & self._low, measurement >> self.n
        monomials = {1 << i for i in range(self.n) if z >> i & 1}
        if self._ys[measurement] // 2 % 2:
            monomials.add(0)  # i^y X^x Z^z with y Y's, up to one factor i
        return GroupElement(x, BooleanPolynomial(self.n, frozenset(monomials)))


def _commuting_sets(n: int) -> list[int]:
    """Return for every Pauli the bit set of those that commute with it."""
    sets = []
    for code in range(4**n):
        x, z = code & (1 << n) - 1, code >> n
        # The codes b with z.b_x + x.b_z even: bits of z, x say which bits of b count.
        counting = z | x << n
        even, odd = 1, 0
        for position in range(2 * n):
            width = 1 << position
            if counting >> position & 1:
                even, odd = even | odd << width, odd | even << width
            else:
                even, odd = even | even << width, odd | odd << width
        sets.append(even)
    return sets
