"""Pauli scenarios: signs from dense matrices or stim, and the statement decided from scratch.

Belongs here: the page docs/formats/pauli.md. Does not belong here: other scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.gf2 import BitMatrix, Consistent
from contextuality.pauli import parse_pauli, paulis_commute, product_phase
from proofs.independent.external import XORS, locate, refute_sums
from proofs.independent.opinion import NotApplicableError, Opinion, RejectedError, ask
from proofs.independent.reader import fail, fields, increasing, integer, items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from proofs.independent.opinion import Deadline

MAX_QUBITS = 64
MAX_CONTEXTS = 1_500_000
MAX_LABELS = 4096
MAX_PAIRS = 20_000_000
DENSE_QUBITS = 5
DENSE_WORK = 1 << 27  # multiplications of Gaussian integers, some seconds
EXHAUSTIVE_OBSERVABLES = 20
MAX_PROGRAM_LITERALS = 1_000_000


@dataclass(frozen=True, slots=True)
class Contexts:
    """A statement's contexts: labels by index, and the sign of each product by one route.

    Args:
        labels: the distinct observables in the order of their first appearance.
        members: per context the indices of its labels.
        signs: per context +1 or -1.
        route: "matrices", "stim" or "symplectic".
    """

    labels: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    signs: tuple[int, ...]
    route: str


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Return the opinions on a Pauli statement and its certificate.

    Args:
        statement: of kind `pauli-contextual` or `pauli-noncontextual`.
        certificate: of the kind `parity` or `assignment`, respectively.
        time_limit: seconds for each opinion.

    Returns:
        One opinion about the certificate, one of cake_xlrup if it is there and the certificate is
        a `parity`, one about the statement.

    Raises:
        InputError: if one of them breaks the rules of docs/formats/pauli.md.

    Source: N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803.

    Example:
        >>> line = {"kind": "pauli-noncontextual", "qubits": 2, "contexts": [["XX", "YY", "ZZ"]]}
        >>> for opinion in opinions(line, {"kind": "assignment", "minus": ["ZZ"]}, 60):
        ...     print(opinion.checker, opinion.verdict)
        certificate/matrices valid
        statement/exhaustive-assignments valid
    """
    contexts = read_contexts(statement)
    contextual = statement["kind"] == "pauli-contextual"
    programs: tuple[Opinion, ...] = ()
    if contextual:
        rows = increasing(
            fields(certificate, "certificate", ("kind", "contexts"))["contexts"],
            "certificate.contexts",
        )
        first = ask(
            f"certificate/{contexts.route}", lambda _: _judge_parity(contexts, rows), time_limit
        )
        if locate(XORS) is not None:
            programs = (
                ask(
                    f"certificate/{XORS.name}",
                    lambda deadline: _refute_by_program(contexts, rows, deadline),
                    time_limit,
                ),
            )
    else:
        minus = items(
            fields(certificate, "certificate", ("kind", "minus"))["minus"], "certificate.minus"
        )
        if not all(isinstance(label, str) for label in minus):
            fail("certificate.minus", "labels", "something else")
        if len(set(minus)) < len(minus):
            fail("certificate.minus", "labels without repetition", "a repeated one")
        first = ask(
            f"certificate/{contexts.route}",
            lambda _: _judge_assignment(contexts, minus),
            time_limit,
        )
    small = len(contexts.labels) <= EXHAUSTIVE_OBSERVABLES
    second = ask(
        f"statement/{'exhaustive-assignments' if small else 'gf2-elimination'}",
        lambda deadline: _judge_statement(contexts, contextual, deadline),
        time_limit,
    )
    return first, *programs, second


def read_contexts(statement: dict[str, Any]) -> Contexts:
    """Read and check the contexts of a statement, and compute their signs.

    Raises:
        InputError: if a context is not well-formed.

    Source: docs/formats/pauli.md.

    Example:
        >>> read_contexts({"kind": "pauli-contextual", "qubits": 2,
        ...                "contexts": [["XX", "YY", "ZZ"]]}).signs
        (-1,)
    """
    fields(statement, "statement", ("kind", "qubits", "contexts"))
    qubits = integer(statement["qubits"], "qubits", 1, MAX_QUBITS)
    index: dict[str, int] = {}
    members: list[tuple[int, ...]] = []
    seen: set[frozenset[int]] = set()
    for i, context in enumerate(items(statement["contexts"], "contexts", 1, MAX_CONTEXTS)):
        where = f"contexts[{i}]"
        for label in items(context, where, 2, MAX_LABELS):
            if not isinstance(label, str) or len(label) != qubits or set(label) - set("IXYZ"):
                fail(where, f"{qubits} letters of IXYZ", repr(label)[:80])
            if set(label) == {"I"}:
                fail(where, "no identity", label)
            index.setdefault(label, len(index))
        numbers = tuple(index[label] for label in context)
        if len(set(numbers)) < len(numbers):
            fail(where, "distinct labels", "a repeated one")
        if frozenset(numbers) in seen:
            fail(where, "observables that no earlier context has", "the same ones")
        seen.add(frozenset(numbers))
        members.append(numbers)
    pairs = sum(len(context) * (len(context) - 1) // 2 for context in members)
    if pairs > MAX_PAIRS:
        fail("contexts", f"at most {MAX_PAIRS} pairs within contexts", str(pairs))
    labels = tuple(index)
    route = best_route(qubits, members)
    signs = tuple(signs_by(route, labels, members))
    return Contexts(labels, tuple(members), signs, route)


def signs_by(route: str, labels: Sequence[str], members: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the sign of each context by one route.

    Args:
        route: "matrices", "stim" or "symplectic".
        labels: of the observables.
        members: per context the indices of its labels.

    Raises:
        InputError: naming the first context that does not commute or multiply to a sign.

    Example:
        >>> for route in ("matrices", "stim", "symplectic"):
        ...     print(*signs_by(route, ["XX", "ZZ", "YY"], [(0, 1, 2)]))
        -1
        -1
        -1
    """
    routes: dict[str, type[_Matrices | _Stim | _Symplectic]] = {
        "matrices": _Matrices,
        "stim": _Stim,
        "symplectic": _Symplectic,
    }
    products = routes[route](labels)
    for i, context in enumerate(members):
        yield products.sign(context, f"contexts[{i}]")


def best_route(qubits: int, members: Sequence[Sequence[int]]) -> str:
    """Return "matrices" if few enough and small enough, else "stim" if installed.

    Example:
        >>> best_route(2, [(0, 1, 2)])
        'matrices'
    """
    work = sum(len(context) ** 2 for context in members) << 3 * min(qubits, DENSE_QUBITS + 1)
    if qubits <= DENSE_QUBITS and work <= DENSE_WORK:
        return "matrices"
    try:
        import stim  # noqa: F401, PLC0415  (optional)
    except ImportError:
        return "symplectic"
    return "stim"


Gaussian = tuple["npt.NDArray[np.int64]", "npt.NDArray[np.int64]"]
"""Real and imaginary part of a matrix of Gaussian integers."""


def pauli_matrix(label: str) -> Gaussian:
    """Return the matrix of a Pauli label, qubit 0 in the least significant bit of the index.

    Example:
        >>> pauli_matrix("XI")[0].tolist()
        [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    """
    real = np.ones((1, 1), dtype=np.int64)
    power = 0
    for letter in label:
        # Y = i [[0, -1], [1, 0]]: the factors i are counted, the rest is real.
        single = {
            "I": [[1, 0], [0, 1]],
            "X": [[0, 1], [1, 0]],
            "Y": [[0, -1], [1, 0]],
            "Z": [[1, 0], [0, -1]],
        }[letter]
        real = np.kron(np.array(single, dtype=np.int64), real)
        power += letter == "Y"
    zero = np.zeros_like(real)
    return ((real, zero), (zero, real), (-real, zero), (zero, -real))[power % 4]


def multiply(left: Gaussian, right: Gaussian) -> Gaussian:
    """Return the matrix product.

    Example:
        >>> multiply(pauli_matrix("X"), pauli_matrix("Y"))[1].tolist()
        [[1, 0], [0, -1]]
    """
    (a, b), (c, d) = left, right
    return a @ c - b @ d, a @ d + b @ c


class _Matrices:
    """Products as dense matrices."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._labels = labels
        self._matrices = [pauli_matrix(label) for label in labels]

    def sign(self, context: Sequence[int], where: str) -> int:
        for i, j in combinations(context, 2):
            one = multiply(self._matrices[i], self._matrices[j])
            other = multiply(self._matrices[j], self._matrices[i])
            if not (np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])):
                fail(where, "commuting labels", f"{self._labels[i]} and {self._labels[j]}")
        product = self._matrices[context[0]]
        for i in context[1:]:
            product = multiply(product, self._matrices[i])
        unit = np.eye(len(product[0]), dtype=np.int64)
        for sign in (1, -1):
            if np.array_equal(product[0], sign * unit) and not product[1].any():
                return sign
        return fail(where, "a product of plus or minus the identity", "another")


class _Stim:
    """Products by stim's Pauli strings."""

    def __init__(self, labels: Sequence[str]) -> None:
        import stim  # noqa: PLC0415  (optional and slow to import)

        self._labels = labels
        self._strings = [stim.PauliString(label) for label in labels]

    def sign(self, context: Sequence[int], where: str) -> int:
        for i, j in combinations(context, 2):
            if not self._strings[i].commutes(self._strings[j]):
                fail(where, "commuting labels", f"{self._labels[i]} and {self._labels[j]}")
        product = self._strings[context[0]]
        for i in context[1:]:
            product = product * self._strings[i]
        if product.weight or product.sign not in (1, -1):
            fail(where, "a product of plus or minus the identity", str(product))
        return int(product.sign.real)


class _Symplectic:
    """Products by the functions that scenarios are built with; where stim is missing."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._labels = labels
        self._pairs = [parse_pauli(label) for label in labels]

    def sign(self, context: Sequence[int], where: str) -> int:
        for i, j in combinations(context, 2):
            if not paulis_commute(self._pairs[i], self._pairs[j]):
                fail(where, "commuting labels", f"{self._labels[i]} and {self._labels[j]}")
        x, z, power = product_phase(self._pairs[i] for i in context)
        if x or z or power % 2:
            fail(where, "a product of plus or minus the identity", "another")
        return 1 - power


def _judge_parity(contexts: Contexts, rows: list[int]) -> str:
    if rows and rows[-1] >= len(contexts.members):
        raise RejectedError(
            f"context {rows[-1]} is listed, the last one is {len(contexts.members) - 1}"
        )
    appearances = np.zeros(len(contexts.labels), dtype=np.int64)
    sign = 1
    for row in rows:
        appearances[list(contexts.members[row])] += 1
        sign *= contexts.signs[row]
    odd = np.flatnonzero(appearances % 2)
    if odd.size:
        raise RejectedError(
            f"{contexts.labels[odd[0]]} is in {appearances[odd[0]]} of the listed contexts"
        )
    if sign == 1:
        raise RejectedError("the signs of the listed contexts multiply to +1")
    return f"{len(rows)} contexts, each observable an even number of times, sign product -1"


def _refute_by_program(contexts: Contexts, rows: list[int], deadline: Deadline) -> str:
    """Ask a program whether the equations of the listed contexts contradict each other."""
    literals = sum(map(len, contexts.members))
    if literals > MAX_PROGRAM_LITERALS:
        raise NotApplicableError(f"more than {MAX_PROGRAM_LITERALS} labels in contexts")
    if rows and rows[-1] >= len(contexts.members):
        raise RejectedError(f"context {rows[-1]} is listed, but there is none")
    sums = [
        ([1 + member for member in context], int(sign == -1))
        for context, sign in zip(contexts.members, contexts.signs, strict=True)
    ]
    return refute_sums(len(contexts.labels), sums, rows, deadline)


def _judge_assignment(contexts: Contexts, minus: list[str]) -> str:
    unknown = set(minus) - set(contexts.labels)
    if unknown:
        raise RejectedError(f"{min(unknown)[:80]} is no observable of the statement")
    values = [-1 if label in set(minus) else 1 for label in contexts.labels]
    for i, (context, sign) in enumerate(zip(contexts.members, contexts.signs, strict=True)):
        product = 1
        for member in context:
            product *= values[member]
        if product != sign:
            raise RejectedError(f"context {i}: values multiply to {product:+d}, sign {sign:+d}")
    return f"all {len(contexts.members)} contexts respected"


def _judge_statement(contexts: Contexts, contextual: bool, deadline: Deadline) -> str:
    if len(contexts.labels) <= EXHAUSTIVE_OBSERVABLES:
        survivors = _surviving(contexts, deadline)
        found = bool(survivors)
        detail = f"{survivors} of {1 << len(contexts.labels)} assignments respect all contexts"
    else:
        found = _solvable(contexts)
        detail = f"the linear system over GF(2) has {'a' if found else 'no'} solution, checked"
    if found == contextual:
        raise RejectedError(detail)
    return detail


def _surviving(contexts: Contexts, deadline: Deadline) -> int:
    """Count the assignments that respect all contexts, by trying them all."""
    alive = np.arange(1 << len(contexts.labels), dtype=np.uint32)
    for context, sign in zip(contexts.members, contexts.signs, strict=True):
        deadline.check()
        parity = np.zeros(len(alive), dtype=np.uint32)
        for member in context:
            parity ^= alive >> np.uint32(member)
        alive = alive[(parity & np.uint32(1)) == (sign == -1)]
        if not alive.size:
            break
    return int(alive.size)


def _solvable(contexts: Contexts) -> bool:
    """Decide the linear system over GF(2), and check the evidence either way."""
    rows = tuple(sum(1 << member for member in context) for context in contexts.members)
    # Strings of bits, most significant first: shifting numbers this long would be quadratic.
    right = int("".join("01"[sign == -1] for sign in reversed(contexts.signs)) or "0", 2)
    answer = BitMatrix(rows, len(contexts.labels)).solve(right)
    if isinstance(answer, Consistent):
        sound = all(
            (row & answer.solution).bit_count() % 2 == (sign == -1)
            for row, sign in zip(rows, contexts.signs, strict=True)
        )
    else:
        total = 0
        for row, chosen in zip(rows, reversed(f"{answer.rows:0{len(rows)}b}"), strict=True):
            if chosen == "1":
                total ^= row
        sound = total == 0 and (answer.rows & right).bit_count() % 2 == 1
    if not sound:
        raise AssertionError("the elimination contradicts its own evidence")
    return isinstance(answer, Consistent)
