"""The tokens of hypergraph stabilizer measurement translation, direct and compiled.

What belongs here: the token types, the two forms a measurement is written in and the maps between
them. What does not: whole sentences (``sentences``), files (``jsonlines``), physics.

Direct tokens are ``E e`` (apply C^kZ on the edge e) and ``M (a, g)`` (measure X^a (-1)^g).
The compiled form spells a measurement in tokens of constant work: ``S`` brings an ancilla in |+>,
``P m`` applies the phase of the monomial m controlled by the ancilla, ``X i`` a controlled X on
qubit i, and ``R`` applies a Hadamard gate to the ancilla and measures it. Phases come first,
because the diagonal of X^a (-1)^g acts before the shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from contextuality.errors import InputError, shown
from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial, mask_of, vertices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from khrnn.types import VertexMask


MANY = 1 << 20
"""Vertices given one by one are below this; a sentence says how many qubits there are."""


@dataclass(frozen=True, slots=True)
class Entangle:
    """The token ``E e``: apply the controlled phase gate of an edge to the latent; blank word.

    Attributes:
        edge: the edge as a vertex mask, k vertices.

    Example:
        >>> Entangle.on(0, 2) == Entangle(0b101)
        True
    """

    edge: VertexMask

    @classmethod
    def on(cls, *vertices: int) -> Entangle:
        """Make the token of an edge from its vertices.

        Args:
            vertices: distinct, at least 0; a sentence says how many they must be.

        Raises:
            InputError: a vertex twice, or out of range.
        """
        return cls(mask_of(vertices, MANY))


@dataclass(frozen=True, slots=True)
class Measure:
    """The token ``M (a, g)``: measure a Hermitian group element; the word is its outcome.

    Attributes:
        element: the operator X^a (-1)^g, with d_a g = 0 and deg g <= k-1.
    """

    element: GroupElement


@dataclass(frozen=True, slots=True)
class FreshAncilla:
    """The compiled token ``S``: bring the ancilla in the state |+>; blank word."""


@dataclass(frozen=True, slots=True)
class Phase:
    """The compiled token ``P m``: the phase of a monomial, controlled by the ancilla; blank word.

    Attributes:
        monomial: vertex mask with at most k-1 vertices; 0 is the constant 1, the sign.

    Example:
        >>> Phase.on(1), Phase.on()
        (Phase(monomial=2), Phase(monomial=0))
    """

    monomial: VertexMask

    @classmethod
    def on(cls, *vertices: int) -> Phase:
        """Make the token of a monomial from its vertices; see `Entangle.on`."""
        return cls(mask_of(vertices, MANY))


@dataclass(frozen=True, slots=True)
class Shift:
    """The compiled token ``X i``: flip qubit i, controlled by the ancilla; blank word.

    Attributes:
        vertex: the qubit, 0..n-1.
    """

    vertex: int


@dataclass(frozen=True, slots=True)
class ReadAncilla:
    """The compiled token ``R``: Hadamard and measure the ancilla; the word is the outcome."""


DirectToken: TypeAlias = Entangle | Measure
CompiledToken: TypeAlias = Entangle | FreshAncilla | Phase | Shift | ReadAncilla
Token: TypeAlias = Entangle | Measure | FreshAncilla | Phase | Shift | ReadAncilla


def emits_outcome(token: Token) -> bool:
    """Tell whether the word of a token is an outcome, and not a blank.

    Args:
        token: any token.

    Returns:
        True for ``M`` and ``R``, False for the others.

    Example:
        >>> emits_outcome(ReadAncilla()), emits_outcome(FreshAncilla())
        (True, False)
    """
    return isinstance(token, Measure | ReadAncilla)


def describe(token: Token) -> str:
    """Write a token for an error message or a table.

    Args:
        token: any token.

    Returns:
        A short text such as ``E 0,1`` or ``X 3``.

    Example:
        >>> describe(Entangle(0b101)), describe(Phase(0)), describe(ReadAncilla())
        ('E 0,2', 'P (sign)', 'R')
    """
    match token:
        case Entangle(edge):
            return "E " + (_list(edge) or "(no vertex)")
        case Measure(element):
            return f"M {element}"
        case FreshAncilla():
            return "S"
        case Phase(monomial):
            return "P " + (_list(monomial) or "(sign)")
        case Shift(vertex):
            return f"X {vertex}"
        case ReadAncilla():
            return "R"


def compile_tokens(tokens: Iterable[Token], k: int) -> tuple[CompiledToken, ...]:
    """Spell every measurement token in tokens of constant work.

    Args:
        tokens: direct tokens; compiled ones pass through unchanged.
        k: edge size, k >= 1; the phases of an element may have at most k-1 vertices.

    Returns:
        The compiled tokens: ``M (a, g)`` becomes S, one P per monomial of g, one X per vertex of
        a, R. Phases precede shifts, in ascending order of the masks.

    Raises:
        InputError: an element is of degree above k-1 or is not Hermitian; the token is named.

    Source:
        Ours: the Hadamard test, with the control spelt out gate by gate.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from contextuality.polynomial import BooleanPolynomial
        >>> x0z1 = GroupElement(0b01, BooleanPolynomial.variable(2, 1))
        >>> [describe(token) for token in compile_tokens([Entangle(0b11), Measure(x0z1)], 2)]
        ['E 0,1', 'S', 'P 1', 'X 0', 'R']
    """
    compiled: list[CompiledToken] = []
    for index, token in enumerate(tokens):
        if isinstance(token, Measure):
            check_element(token.element, token.element.n, k, f"token {index}")
            compiled.append(FreshAncilla())
            compiled.extend(Phase(mask) for mask in sorted(token.element.phase.monomials))
            compiled.extend(Shift(vertex) for vertex in vertices(token.element.shift))
            compiled.append(ReadAncilla())
        else:
            compiled.append(token)
    return tuple(compiled)


def compiled_length(element: GroupElement) -> int:
    """Count the compiled tokens of one measurement.

    Args:
        element: the measured element.

    Returns:
        2 + the number of monomials + the number of shifted qubits.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from contextuality.polynomial import BooleanPolynomial
        >>> compiled_length(GroupElement(0b01, BooleanPolynomial.variable(2, 1)))
        4
    """
    return 2 + len(element.phase.monomials) + element.shift.bit_count()


def check_element(element: GroupElement, n: int, k: int, where: str) -> None:
    """Require that an element may be measured in the task.

    Args:
        element: the element (a, g).
        n: number of qubits.
        k: edge size; deg g <= k-1 is required.
        where: the place named in the error.

    Raises:
        InputError: wrong number of qubits, a shift outside them, too large a degree, or an
            element that is not Hermitian.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from contextuality.polynomial import BooleanPolynomial
        >>> xz = GroupElement(1, BooleanPolynomial.variable(1, 0))
        >>> check_element(xz, 1, 2, "token 0")
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: token 0: expected a Hermitian element (d_a g = 0), found \
X0 (-1)^(z0)
    """
    if element.n != n:
        raise InputError(
            where=where, expected=f"an element on {n} qubits", found=f"one on {element.n}"
        )
    if not 0 <= element.shift < 1 << n:
        raise InputError(
            where=where, expected=f"a shift of qubits 0..{n - 1}", found=f"mask {element.shift}"
        )
    if element.phase.degree > k - 1:
        raise InputError(
            where=where,
            expected=f"a phase of degree at most k-1 = {k - 1}",
            found=f"degree {element.phase.degree} in {element}",
        )
    if not element.is_hermitian():
        raise InputError(
            where=where, expected="a Hermitian element (d_a g = 0)", found=str(element)
        )


@dataclass(slots=True)
class _OpenMeasurement:
    """A measurement between its S and its R."""

    start: int
    monomials: frozenset[VertexMask] = frozenset()
    shift: VertexMask = 0
    shifted: bool = False


def assemble(tokens: Sequence[Token], n: int, k: int) -> tuple[DirectToken, ...]:
    """Read compiled tokens back: put every measurement together, checking all of them.

    Two equal phases, or two equal shifts, in one measurement cancel, as the gates do.

    Args:
        tokens: tokens in direct or compiled form; the forms may be mixed between measurements.
        n: number of qubits, n >= k.
        k: edge size, k >= 1.

    Returns:
        The direct tokens, all valid. ``assemble(compile_tokens(t, k), n, k) == t`` for valid
        direct tokens ``t``.

    Raises:
        InputError: the sentence is malformed; the message names the token's index.

    Source:
        Ours: the definition of the compiled form of the task.

    Example:
        >>> [describe(token) for token in assemble([FreshAncilla(), Phase(2), Shift(0),
        ...                                         ReadAncilla()], 2, 2)]
        ['M X0 (-1)^(z1)']
        >>> assemble([FreshAncilla(), Shift(0), Phase(2), ReadAncilla()], 2, 2)
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: token 2: expected X or R (phases come before shifts), \
found P 1
    """
    direct: list[DirectToken] = []
    current: _OpenMeasurement | None = None
    for index, token in enumerate(tokens):
        where = f"token {index}"
        check_token(token, n, k, where)
        opens = isinstance(token, Entangle | Measure | FreshAncilla)
        if opens and current is not None:
            raise InputError(
                where=where,
                expected=f"P, X or R (the S of token {current.start} is not read yet)",
                found=describe(token),
            )
        match token:
            case Entangle() | Measure():
                direct.append(token)
            case FreshAncilla():
                current = _OpenMeasurement(index)
            case _ if current is None:
                raise InputError(
                    where=where,
                    expected="E, M or S (no ancilla is prepared)",
                    found=describe(token),
                )
            case Phase(monomial):
                if current.shifted:
                    raise InputError(
                        where=where,
                        expected="X or R (phases come before shifts)",
                        found=describe(token),
                    )
                current.monomials ^= {monomial}
            case Shift(vertex):
                current.shift ^= 1 << vertex
                current.shifted = True
            case ReadAncilla():
                phase = BooleanPolynomial(n, current.monomials)
                element = GroupElement(current.shift, phase)
                check_element(element, n, k, where)
                direct.append(Measure(element))
                current = None
    if current is not None:
        raise InputError(
            where=f"token {len(tokens)}",
            expected=f"P, X or R (the S of token {current.start} is not read yet)",
            found="the end of the sentence",
        )
    return tuple(direct)


def check_token(token: Token, n: int, k: int, where: str) -> None:
    """Require that a token by itself fits the sizes of the task.

    Args:
        token: any token.
        n: number of qubits.
        k: edge size.
        where: the place named in the error.

    Raises:
        InputError: an edge not of k vertices, an element outside the measured group, a phase of
            more than k-1 vertices, a vertex out of range, or no token at all.

    Example:
        >>> check_token(Shift(3), 3, 2, "token 0")
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: token 0: expected a qubit 0..2, found X 3
    """
    match token:
        case Entangle(edge):
            _check_mask(edge, n, "an edge", where)
            if edge.bit_count() != k:
                raise InputError(
                    where=where,
                    expected=f"an edge of k = {k} vertices",
                    found=f"{edge.bit_count()} in {describe(token)}",
                )
        case Measure(element):
            if not isinstance(element, GroupElement):
                raise InputError(where=where, expected="a GroupElement", found=shown(element))
            check_element(element, n, k, where)
        case Phase(monomial):
            _check_mask(monomial, n, "a monomial", where)
            if monomial.bit_count() > k - 1:
                raise InputError(
                    where=where,
                    expected=f"a phase on at most k-1 = {k - 1} vertices",
                    found=f"{monomial.bit_count()} in {describe(token)}",
                )
        case Shift(vertex):
            if type(vertex) is not int or not 0 <= vertex < n:
                raise InputError(where=where, expected=f"a qubit 0..{n - 1}", found=describe(token))
        case FreshAncilla() | ReadAncilla():
            pass
        case _:
            raise InputError(where=where, expected="a token", found=shown(token))


def _check_mask(mask: VertexMask, n: int, what: str, where: str) -> None:
    if type(mask) is not int:
        raise InputError(where=where, expected=f"{what} as a vertex mask", found=shown(mask))
    if not 0 <= mask < 1 << n:
        raise InputError(
            where=where, expected=f"{what} on vertices 0..{n - 1}", found=f"mask {shown(mask)}"
        )


def _list(mask: VertexMask) -> str:
    return ",".join(str(vertex) for vertex in vertices(mask)) if mask >= 0 else f"mask {mask}"
