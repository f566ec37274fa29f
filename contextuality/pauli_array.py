"""Pauli operators in batches, on packed numpy words.

Belongs here: whole-array products and commutation of many Pauli operators. Does not
belong here: single operators and the meaning of the phase (pauli.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError, shown
from contextuality.pauli import Pauli

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["PauliArray"]


@dataclass(frozen=True, slots=True, eq=False)
class PauliArray:
    """A batch of m operators i^phase X^x Z^z on n qubits.

    Args:
        n: the number of qubits, at least 0.
        x: a uint64 array of shape (m, ceil(n / 64)); bit i mod 64 of word i // 64 is
            qubit i, and bits from n on are 0.
        z: likewise for the Z parts.
        phase: a uint8 array of shape (m,), exponents of i in 0..3.

    Raises:
        InputError: for arrays of another type or shape, or values out of range.

    Source: the same as for `pauli.Pauli`.

    Example:
        >>> a = PauliArray.from_strings(["XX", "ZZ"])
        >>> b = PauliArray.from_strings(["ZZ", "ZI"])
        >>> (a * b).to_strings(), a.commutes(b).tolist()
        (('-YY', '+IZ'), [[True, False], [True, True]])
    """

    n: int
    x: NDArray[np.uint64]
    z: NDArray[np.uint64]
    phase: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if type(self.n) is not int or self.n < 0:
            raise InputError(where="n", expected="an integer >= 0", found=shown(self.n))
        shape = (len(self.phase), _word_count(self.n))
        for name, words in (("x", self.x), ("z", self.z)):
            if words.dtype != np.uint64 or words.shape != shape:
                raise InputError(
                    where=f"array {name}",
                    expected=f"uint64 of shape {shape}",
                    found=f"{words.dtype} of shape {words.shape}",
                )
            if self.n % 64 and np.any(words[:, -1] >> np.uint64(self.n % 64)):
                raise InputError(
                    where=f"array {name}",
                    expected=f"zeros from bit {self.n} on",
                    found="a one",
                )
        if self.phase.dtype != np.uint8 or self.phase.ndim != 1 or np.any(self.phase > 3):
            raise InputError(
                where="array phase",
                expected="uint8 of one dimension, values in 0..3",
                found=f"{self.phase.dtype} of {self.phase.ndim} dimensions or a larger value",
            )

    @classmethod
    def from_strings(cls, texts: Sequence[str], *, allow_sign: bool = False) -> PauliArray:
        """Read strings over I, X, Y, Z of one common length.

        Args:
            texts: at least one string; character i of each acts on qubit i.
            allow_sign: whether a leading `+` or `-` may occur.

        Returns:
            A batch of Hermitian operators in the same order.

        Raises:
            InputError: naming the item and, inside it, the character.
        """
        paulis = []
        for position, text in enumerate(texts):
            where = f"item {position}"
            if text[:1] in {"+", "-"} and not allow_sign:
                raise InputError(where=where, expected="no sign", found=shown(text))
            try:
                paulis.append(Pauli.parse(text))
            except InputError as error:
                raise error.located(where) from None
        if not paulis:
            raise InputError(where="strings", expected="at least one", found="none")
        return cls.from_paulis(paulis)

    @classmethod
    def from_paulis(cls, paulis: Iterable[Pauli]) -> PauliArray:
        """The batch of at least one single operator, all on the same number of qubits.

        Example:
            >>> PauliArray.from_paulis([Pauli.parse("-XY")]).phase.tolist()
            [3]
        """
        items = list(paulis)
        if not items:
            raise InputError(where="operators", expected="at least one", found="none")
        n = items[0].n
        for position, item in enumerate(items):
            if item.n != n:
                raise InputError(
                    where=f"item {position}",
                    expected=f"{n} qubits like the first",
                    found=f"{item.n}",
                )
        return cls(
            n,
            _pack([item.x for item in items], n),
            _pack([item.z for item in items], n),
            np.array([item.phase for item in items], dtype=np.uint8),
        )

    def __len__(self) -> int:
        return len(self.phase)

    def __getitem__(self, index: int) -> Pauli:
        x = int.from_bytes(self.x[index].astype("<u8").tobytes(), "little")
        z = int.from_bytes(self.z[index].astype("<u8").tobytes(), "little")
        return Pauli(self.n, x, z, int(self.phase[index]))

    def to_strings(self) -> tuple[str, ...]:
        """The operators as strings with a leading `+`, `-`, `+i` or `-i`."""
        return tuple(str(self[index]) for index in range(len(self)))

    def __mul__(self, other: PauliArray) -> PauliArray:
        """The products of items in equal places; a batch of one goes with every item."""
        self._require_same_n(other)
        if len(self) != len(other) and 1 not in {len(self), len(other)}:
            raise InputError(
                where="batches", expected=f"{len(self)} operators in both", found=str(len(other))
            )
        phase = self.phase + other.phase + 2 * _odd(self.z & other.x)
        return PauliArray(self.n, self.x ^ other.x, self.z ^ other.z, phase % np.uint8(4))

    def commutes(self, other: PauliArray | None = None) -> NDArray[np.bool_]:
        """Which operators commute; the others anticommute.

        Args:
            other: a batch on the same qubits; by default this one.

        Returns:
            A boolean array of shape (len(self), len(other)).

        Example:
            >>> PauliArray.from_strings(["X", "Z"]).commutes().tolist()
            [[True, False], [False, True]]
        """
        other = self if other is None else other
        self._require_same_n(other)
        result = np.empty((len(self), len(other)), dtype=np.bool_)
        for i in range(len(self)):  # row by row keeps the memory linear in the output
            result[i] = _odd((self.x[i] & other.z) ^ (self.z[i] & other.x)) == 0
        return result

    def product(self) -> Pauli:
        """The product of all operators, from left to right.

        Example:
            >>> print(PauliArray.from_strings(["XX", "YY", "ZZ"]).product())
            -II
        """
        # Z parts to the left of an operator are the running XOR of the earlier rows.
        left = np.bitwise_xor.accumulate(self.z, axis=0)[:-1]
        swaps = int(_odd(left & self.x[1:]).sum(dtype=np.int64))
        total = int(self.phase.sum(dtype=np.int64)) + 2 * swaps
        whole = PauliArray(
            self.n,
            np.bitwise_xor.reduce(self.x, axis=0, keepdims=True),
            np.bitwise_xor.reduce(self.z, axis=0, keepdims=True),
            np.array([total % 4], dtype=np.uint8),
        )
        return whole[0]

    def _require_same_n(self, other: PauliArray) -> None:
        if self.n != other.n:
            raise InputError(
                where="batches", expected=f"both on {self.n} qubits", found=str(other.n)
            )


def _word_count(n: int) -> int:
    return (n + 63) // 64


def _pack(masks: list[int], n: int) -> NDArray[np.uint64]:
    width = 8 * _word_count(n)
    buffer = b"".join(mask.to_bytes(width, "little") for mask in masks)
    words = np.frombuffer(buffer, dtype="<u8") if buffer else np.zeros(0, dtype="<u8")
    return words.reshape(len(masks), width // 8).astype(np.uint64)


def _odd(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """The parity of the number of ones in each row."""
    folded: NDArray[np.uint64] = np.bitwise_xor.reduce(words, axis=-1)
    for step in (32, 16, 8, 4, 2, 1):
        folded = folded ^ (folded >> np.uint64(step))
    return (folded & np.uint64(1)).astype(np.uint8)
