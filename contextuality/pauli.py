"""Pauli operators one at a time, and as the case k = 2 of the group.

Belongs here: strings, products and signs of single Pauli operators, as integers.
Batches of them, which need numpy, are in pauli_array.py and reachable from here.
Does not belong here: contexts and their signs (scenario.py), tableaux (khrnn).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError, shown
from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contextuality.pauli_array import PauliArray

__all__ = ["Pauli", "PauliArray", "parse_pauli", "pauli_string", "paulis_commute", "product_phase"]

_LETTERS = "IXZY"  # position x + 2 z
_PREFIXES = ("+", "+i", "-", "-i")


def __getattr__(name: str) -> Any:  # Any: the value is the class PauliArray
    if name == "PauliArray":
        from contextuality.pauli_array import PauliArray  # noqa: PLC0415  (imports numpy)

        return PauliArray
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def parse_pauli(text: str) -> tuple[int, int]:
    """Read an unsigned Pauli string.

    Args:
        text: one or more of the letters I, X, Y, Z; character i acts on qubit i.

    Returns:
        The masks (x, z) of the qubits with an X part and with a Z part (Y has both).

    Raises:
        InputError: naming the character at fault.

    Example:
        >>> parse_pauli("XYZ")
        (3, 6)
    """
    if not text:
        raise InputError(where="Pauli string", expected="at least one letter", found="nothing")
    x = z = 0
    for i, letter in enumerate(text):
        code = _LETTERS.find(letter)
        if code < 0:
            raise InputError(
                where=f"Pauli string {shown(text)}, character {i}",
                expected="one of the letters I, X, Y, Z",
                found=shown(letter),
            )
        x |= (code & 1) << i
        z |= (code >> 1) << i
    return x, z


def pauli_string(x: int, z: int, n: int) -> str:
    """The unsigned Pauli string of two masks, the inverse of `parse_pauli`.

    Args:
        x: the mask of qubits with an X part, below 2^n.
        z: the mask of qubits with a Z part, below 2^n.
        n: the number of qubits, at least 0.

    Example:
        >>> pauli_string(0b011, 0b110, 3)
        'XYZ'
    """
    _require_masks(x, z, n)
    return "".join(_LETTERS[(x >> i & 1) + 2 * (z >> i & 1)] for i in range(n))


def paulis_commute(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two Pauli operators, as masks (x, z), commute; they anticommute if not.

    Source: D. Gottesman, Stabilizer codes and quantum error correction (1997),
    arXiv:quant-ph/9705052.

    Example:
        >>> paulis_commute(parse_pauli("XX"), parse_pauli("ZZ"))
        True
    """
    return ((a[0] & b[1]).bit_count() + (a[1] & b[0]).bit_count()) % 2 == 0


def product_phase(paulis: Iterable[tuple[int, int]]) -> tuple[int, int, int]:
    """Multiply unsigned Pauli strings, from left to right.

    Args:
        paulis: masks (x, z); each pair stands for the Hermitian operator whose string
            is `pauli_string(x, z, n)`.

    Returns:
        (x, z, e): the product is i^e times the Hermitian operator of (x, z), with e in
        0..3. If all factors commute, e is 0 (sign +1) or 2 (sign -1).

    Example:
        >>> product_phase(map(parse_pauli, ["XX", "YY", "ZZ"]))
        (0, 0, 2)
    """
    x = z = exponent = 0
    for next_x, next_z in paulis:
        exponent += (next_x & next_z).bit_count() + 2 * (z & next_x).bit_count()
        x ^= next_x
        z ^= next_z
    return x, z, (exponent - (x & z).bit_count()) % 4


@dataclass(frozen=True, slots=True)
class Pauli:
    """The operator i^phase X^x Z^z on n qubits; Z acts first, and Y = i X Z.

    Args:
        n: the number of qubits, at least 0.
        x: the mask of qubits with an X part.
        z: the mask of qubits with a Z part.
        phase: the exponent of i, in 0..3.

    Raises:
        InputError: for a mask or a phase out of range.

    Source: the symplectic form is in D. Gottesman, arXiv:quant-ph/9705052; phase
    bookkeeping as in J. Dehaene and B. De Moor, arXiv:quant-ph/0304125.

    Example:
        >>> print(Pauli.parse("XY") * Pauli.parse("-ZI"))
        +iYY
    """

    n: int
    x: int
    z: int
    phase: int

    def __post_init__(self) -> None:
        _require_masks(self.x, self.z, self.n)
        if type(self.phase) is not int or not 0 <= self.phase < 4:
            raise InputError(where="phase", expected="an integer in 0..3", found=shown(self.phase))

    @classmethod
    def parse(cls, text: str) -> Pauli:
        """Read a Pauli string with an optional leading `+` or `-`.

        Returns:
            A Hermitian operator.

        Raises:
            InputError: as `parse_pauli` does.

        Example:
            >>> Pauli.parse("-Y")
            Pauli(n=1, x=1, z=1, phase=3)
        """
        letters = text[1:] if text[:1] in {"+", "-"} else text
        x, z = parse_pauli(letters)
        return cls(len(letters), x, z, ((x & z).bit_count() + 2 * text.startswith("-")) % 4)

    def __mul__(self, other: Pauli) -> Pauli:
        self._require_same_n(other)
        phase = self.phase + other.phase + 2 * (self.z & other.x).bit_count()
        return Pauli(self.n, self.x ^ other.x, self.z ^ other.z, phase % 4)

    def commutes(self, other: Pauli) -> bool:
        """Whether the two operators commute; they anticommute if not."""
        self._require_same_n(other)
        return paulis_commute((self.x, self.z), (other.x, other.z))

    def is_hermitian(self) -> bool:
        """Whether the operator is plus or minus a Pauli string, without a factor i."""
        return (self.phase - (self.x & self.z).bit_count()) % 2 == 0

    def __str__(self) -> str:
        sign = _PREFIXES[(self.phase - (self.x & self.z).bit_count()) % 4]
        return sign + pauli_string(self.x, self.z, self.n)

    def to_group_element(self) -> GroupElement:
        """The operator as a group element with an affine phase polynomial.

        Returns:
            The same operator, which is real: (-1)^(phase / 2) X^x Z^z.

        Raises:
            InputError: for an odd phase, an imaginary operator; a Hermitian one has an
                odd number of Y then, and is i times an anti-Hermitian group element.

        Example:
            >>> print(Pauli.parse("YY").to_group_element())
            X0 X1 (-1)^(z0 + z1 + 1)
        """
        if self.phase % 2:
            raise InputError(
                where="Pauli operator",
                expected="a real operator",
                found=f"{shown(str(self))}, imaginary",
            )
        monomials = {1 << i for i in range(self.n) if self.z >> i & 1}
        if self.phase:
            monomials.add(0)
        return GroupElement(self.x, BooleanPolynomial(self.n, frozenset(monomials)))

    @classmethod
    def from_group_element(cls, element: GroupElement) -> Pauli:
        """The Pauli operator equal to a group element with an affine phase.

        Raises:
            InputError: if the phase polynomial has degree 2 or more.

        Example:
            >>> print(Pauli.from_group_element(GroupElement.x(2, [1])))
            +IX
        """
        if element.degree > 1:
            raise InputError(
                where="group element",
                expected="a phase of degree at most 1",
                found=shown(str(element)),
            )
        z = sum(element.phase.monomials - {0})
        return cls(element.n, element.shift, z, 2 if 0 in element.phase.monomials else 0)

    def _require_same_n(self, other: Pauli) -> None:
        if self.n != other.n:
            raise InputError(
                where="Pauli operators", expected=f"both on {self.n} qubits", found=str(other.n)
            )


def _require_masks(x: int, z: int, n: int) -> None:
    if type(n) is not int or n < 0:
        raise InputError(where="n", expected="an integer >= 0", found=shown(n))
    for name, mask in (("x", x), ("z", z)):
        if type(mask) is not int or mask < 0 or mask >> n:
            raise InputError(
                where=f"mask {name}", expected=f"an integer in 0..2^{n} - 1", found=shown(mask)
            )
