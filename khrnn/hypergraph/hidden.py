"""Hidden-randomness models that are exact for a single measurement.

What belongs here: classical models whose memory is drawn at random before the first token and
updated deterministically, and their exact laws by enumeration. What does not: claims about
sequences, where these models fail (contextuality begins there).

Both models answer a measurement and leave their memory alone: they promise the quantum law for
sentences with one measurement, and nothing beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Protocol, TypeVar

from contextuality.errors import InputError
from contextuality.polynomial import vertices
from khrnn.hypergraph.cell import check_step, uniform_below
from khrnn.tasks.sentences import check_sizes
from khrnn.tasks.tokens import Entangle, Measure, describe

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from contextuality.group import GroupElement
    from khrnn.tasks.tokens import Token
    from khrnn.types import Outcome, VertexMask, Word

MAX_ENUMERATED_QUBITS = 16
"""Largest n whose 2^n hidden values are enumerated."""

StateT = TypeVar("StateT")


class HiddenModel(Protocol[StateT]):
    """A model with hidden randomness: a start per hidden value and one deterministic step."""

    @property
    def n(self) -> int:
        """The number of vertices; the hidden value is one of 2^n."""
        ...

    @property
    def bits(self) -> int:
        """The memory in bits, the hidden value included."""
        ...

    def start(self, hidden: int) -> StateT:
        """Return the memory before the first token, for one hidden value in 0..2^n - 1."""
        ...

    def step(self, state: StateT, token: Token) -> tuple[StateT, Word]:
        """Take one direct token in and emit its word."""
        ...


@dataclass(frozen=True, slots=True)
class GeneratorMemory:
    """The memory of ``GeneratorModel``.

    Attributes:
        point: the hidden value z, n bits.
        derivatives: bit i is d_i f(z), n bits.
    """

    point: int
    derivatives: VertexMask


@dataclass(frozen=True, slots=True)
class GeneratorModel:
    """The model with 2n bits, exact for one generator (e_i, g) or one diagonal (0, g).

    Attributes:
        n: number of vertices.
        k: edge size.

    Raises:
        InputError: sizes out of range.

    Source:
        Ours: z uniform and the n values d_i f(z), each edge adding to d_i f(z) the product of
        its other vertices at z.

    Example:
        >>> model = GeneratorModel(3, 3)
        >>> state, _ = model.step(model.start(0b011), Entangle(0b111))
        >>> state.derivatives, model.bits
        (4, 6)
    """

    n: int
    k: int

    def __post_init__(self) -> None:
        check_sizes(self.n, self.k)

    @property
    def bits(self) -> int:
        """The memory in bits: 2n."""
        return 2 * self.n

    def start(self, hidden: int) -> GeneratorMemory:
        """Return the memory for |+>^n, whose polynomial is 0."""
        _check_hidden(self.n, hidden)
        return GeneratorMemory(hidden, 0)

    def step(self, state: GeneratorMemory, token: Token) -> tuple[GeneratorMemory, Word]:
        """Update by an edge, or answer a measurement; see ``HiddenModel.step``.

        Raises:
            InputError: a compiled token, or an element that shifts more than one vertex.
        """
        check_step(token, self.n, self.k)
        if isinstance(token, Entangle):
            changed = 0
            for vertex in vertices(token.edge):
                others = token.edge & ~(1 << vertex)
                if state.point & others == others:
                    changed |= 1 << vertex
            return GeneratorMemory(state.point, state.derivatives ^ changed), None
        element = _measured(token)
        if element.shift.bit_count() > 1:
            raise InputError(
                where=describe(token),
                expected="a shift of at most one vertex",
                found=f"{element.shift.bit_count()} vertices",
            )
        derivative = int(bool(state.derivatives & element.shift))
        return state, _outcome(derivative ^ element.phase(state.point))


@dataclass(frozen=True, slots=True)
class GraphMemory:
    """The memory of ``GraphModel``.

    Attributes:
        point: the hidden value z, n bits.
        edges: the hypergraph, binom(n, k) bits.
    """

    point: int
    edges: frozenset[VertexMask]


@dataclass(frozen=True, slots=True)
class GraphModel:
    """The model with binom(n, k) + n bits, exact for one measurement of any group element.

    Attributes:
        n: number of vertices.
        k: edge size.

    Raises:
        InputError: sizes out of range.

    Source:
        Ours: the hypergraph and z uniform; (a, g) is answered by (d_a f + g)(z).

    Example:
        >>> GraphModel(4, 3).bits
        8
    """

    n: int
    k: int

    def __post_init__(self) -> None:
        check_sizes(self.n, self.k)

    @property
    def bits(self) -> int:
        """The memory in bits: binom(n, k) + n."""
        return comb(self.n, self.k) + self.n

    def start(self, hidden: int) -> GraphMemory:
        """Return the memory for |+>^n, the hypergraph without edges."""
        _check_hidden(self.n, hidden)
        return GraphMemory(hidden, frozenset())

    def step(self, state: GraphMemory, token: Token) -> tuple[GraphMemory, Word]:
        """Update by an edge, or answer a measurement; see ``HiddenModel.step``.

        Raises:
            InputError: a compiled token.
        """
        check_step(token, self.n, self.k)
        if isinstance(token, Entangle):
            return GraphMemory(state.point, state.edges ^ {token.edge}), None
        element = _measured(token)
        here, there = state.point, state.point ^ element.shift
        changes = sum((edge & here == edge) != (edge & there == edge) for edge in state.edges)
        return state, _outcome(changes & 1 ^ element.phase(here))


def single_measurement_law(
    model: HiddenModel[StateT], preparation: Iterable[Entangle], element: GroupElement
) -> Fraction:
    """Compute the model's exact probability of +1 for a preparation and one measurement.

    Args:
        model: a hidden-randomness model with n <= 16.
        preparation: the edges applied first.
        element: the element measured.

    Returns:
        The fraction of the 2^n hidden values that answer +1.

    Raises:
        InputError: too large an n, or a token the model does not take.

    Source:
        Ours: enumeration of the hidden value, running the model itself.

    Example:
        >>> from contextuality.group import GroupElement
        >>> edge = Entangle(0b111)
        >>> single_measurement_law(GeneratorModel(3, 3), [edge], GroupElement.x(3, [0]))
        Fraction(3, 4)
    """
    if model.n > MAX_ENUMERATED_QUBITS:
        raise InputError(
            where="n", expected=f"at most {MAX_ENUMERATED_QUBITS} to enumerate", found=str(model.n)
        )
    edges = tuple(preparation)
    plus = 0
    for hidden in range(1 << model.n):
        state = model.start(hidden)
        for edge in edges:
            state, _ = model.step(state, edge)
        plus += model.step(state, Measure(element))[1] == 1
    return Fraction(plus, 1 << model.n)


def draw(model: HiddenModel[StateT], rng: np.random.Generator) -> StateT:
    """Draw a start memory with a uniform hidden value.

    Args:
        model: a hidden-randomness model.
        rng: the source of randomness.

    Returns:
        The memory before the first token; run the model's ``step`` from here.

    Example:
        >>> import numpy as np
        >>> draw(GraphModel(3, 2), np.random.default_rng(0)).edges
        frozenset()
    """
    return model.start(uniform_below(1 << model.n, rng))


def _check_hidden(n: int, hidden: int) -> None:
    if not 0 <= hidden < 1 << n:
        raise InputError(where="hidden value", expected=f"0..2^{n} - 1", found=str(hidden))


def _measured(token: Token) -> GroupElement:
    if isinstance(token, Measure):
        return token.element
    raise InputError(
        where=describe(token), expected="a direct token E or M", found="a compiled token"
    )


def _outcome(bit: int) -> Outcome:
    return -1 if bit else 1
