"""Scenarios: observables, contexts and the signs quantum mechanics gives them.

Belongs here: the one data type every search takes, and building it from Pauli strings. Does not
belong here: Pauli algebra beyond what a context needs (`contextuality.pauli`), reading files
(`contextuality.formats`), deciding anything (`contextuality.search`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contextuality._text import check_name
from contextuality.errors import InputError, shown
from contextuality.gf2 import BitMatrix
from contextuality.pauli import parse_pauli, pauli_string, paulis_commute, product_phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Scenario:
    """Contexts of compatible observables whose product is plus or minus the identity.

    Args:
        name: one line of text.
        observables: distinct labels.
        contexts: at least one; each a tuple of distinct indices into `observables`, no two
            contexts with the same members.
        signs: per context +1 or -1, the sign of the product of its observables.

    Raises:
        InputError: if one of these conditions fails. Whether the signs are those of actual
            operators is not checked here; `pauli_scenario` computes them.

    Source: N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803; reading it as a linear system over GF(2)
        is ours.

    Example:
        >>> line = Scenario("line", ("XX", "ZZ", "YY"), ((0, 1, 2),), (-1,))
        >>> line.negative_contexts, line.violated([+1, +1, -1])
        (1, ())
    """

    name: str
    observables: tuple[str, ...]
    contexts: tuple[tuple[int, ...], ...]
    signs: tuple[int, ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(set(self.observables)) < len(self.observables):
            repeated = next(x for x in self.observables if self.observables.count(x) > 1)
            raise InputError(
                where="observables", expected="distinct labels", found=f"{shown(repeated)} twice"
            )
        if not self.contexts:
            raise InputError(where="contexts", expected="at least one context", found="none")
        if len(self.signs) != len(self.contexts):
            raise InputError(
                where="signs",
                expected=f"one for each of {len(self.contexts)} contexts",
                found=str(len(self.signs)),
            )
        for i, sign in enumerate(self.signs):
            if sign not in (1, -1):
                raise InputError(where=f"signs[{i}]", expected="+1 or -1", found=str(sign))
        seen: dict[frozenset[int], int] = {}
        for i, context in enumerate(self.contexts):
            _check_members(context, len(self.observables), f"contexts[{i}]")
            first = seen.setdefault(frozenset(context), i)
            if first != i:
                raise InputError(
                    where=f"contexts[{i}]",
                    expected="a new context",
                    found=f"the members of contexts[{first}]",
                )

    @property
    def negative_contexts(self) -> int:
        """The number of contexts whose product is minus the identity.

        Example:
            >>> pauli_scenario([["XX", "ZZ", "YY"], ["XI", "IX", "XX"]], "two").negative_contexts
            1
        """
        return self.signs.count(-1)

    def incidence(self) -> BitMatrix:
        """Return the matrix over GF(2) with a row per context and a column per observable.

        A value assignment `(-1)^v` fulfils all contexts iff `incidence() v = sign_bits()`.

        Example:
            >>> Scenario("line", ("A", "B"), ((0, 1),), (-1,)).incidence().rows
            (3,)
        """
        return BitMatrix(self._masks(), len(self.observables))

    def sign_bits(self) -> int:
        """Return the right-hand side over GF(2): bit `i` is 1 iff context `i` is negative.

        Example:
            >>> Scenario("two", ("A", "B"), ((0, 1), (0,)), (1, -1)).sign_bits()
            2
        """
        return sum(1 << i for i, sign in enumerate(self.signs) if sign == -1)

    def labelled_contexts(self) -> tuple[tuple[str, ...], ...]:
        """Return the contexts with labels in place of indices.

        Example:
            >>> Scenario("line", ("A", "B"), ((1, 0),), (1,)).labelled_contexts()
            (('B', 'A'),)
        """
        labels = self.observables
        return tuple(tuple(labels[i] for i in context) for context in self.contexts)

    def violated(self, values: Sequence[int]) -> tuple[int, ...]:
        """Return the contexts whose product of assigned values differs from their sign.

        Args:
            values: +1 or -1 per observable.

        Returns:
            Context indices in increasing order; empty iff the assignment is noncontextual.

        Raises:
            InputError: for a wrong number of values or a value that is not +1 or -1.

        Example:
            >>> Scenario("line", ("A", "B"), ((0, 1),), (-1,)).violated([1, 1])
            (0,)
        """
        if len(values) != len(self.observables):
            raise InputError(
                where="values",
                expected=f"one for each of {len(self.observables)} observables",
                found=str(len(values)),
            )
        ones = 0
        for i, value in enumerate(values):
            if value not in (1, -1):
                raise InputError(where=f"values[{i}]", expected="+1 or -1", found=str(value))
            ones |= (value == -1) << i
        return tuple(
            i
            for i, (mask, sign) in enumerate(zip(self._masks(), self.signs, strict=True))
            if (mask & ones).bit_count() % 2 != (sign == -1)
        )

    def refuted_by(self, rows: Iterable[int]) -> bool:
        """Tell whether a set of contexts is a parity refutation of value assignments.

        Args:
            rows: distinct context indices.

        Returns:
            True iff every observable is in an even number of the contexts and the product of
            their signs is -1; then no assignment can fulfil all of them.

        Raises:
            InputError: for an index out of range or a repeated one.

        Source: Mermin 1993: multiply the constraints together.

        Example:
            >>> Scenario("clash", ("A",), ((0,),), (-1,)).refuted_by([0])
            False
        """
        chosen = tuple(rows)
        _check_members(chosen, len(self.contexts), "rows", "context", empty=True)
        masks = self._masks()
        total, negative = 0, 0
        for row in chosen:
            total ^= masks[row]
            negative ^= self.signs[row] == -1
        return total == 0 and negative == 1

    def _masks(self) -> tuple[int, ...]:
        return tuple(sum(1 << i for i in context) for context in self.contexts)


def pauli_scenario(
    contexts: Sequence[Sequence[str]],
    name: str = "scenario",
    where: Callable[[int], str] | None = None,
) -> Scenario:
    """Build a scenario from contexts of Pauli strings, computing the signs.

    Args:
        contexts: at least one; each at least two distinct, mutually commuting Pauli strings
            (letters I, X, Y, Z; character `i` acts on qubit `i`; one length throughout; not the
            identity) whose product is plus or minus the identity.
        name: one line of text.
        where: names the place of context `i` in errors; by default `contexts[i]`.

    Returns:
        The scenario, observables in order of first appearance, contexts in the given order.

    Raises:
        InputError: if one of these conditions fails, naming the context and the strings at fault.

    Source: D. Gottesman, arXiv quant-ph/9705052, for products of Pauli strings; Mermin
        1993 for contexts.

    Example:
        >>> pauli_scenario([["XX", "ZZ", "YY"]], "line").signs
        (-1,)
        >>> try:
        ...     pauli_scenario([["XX", "ZZ", "XI"]], "line")
        ... except InputError as error:
        ...     print(error)
        contexts[0]: expected commuting observables, found ZZ and XI, which anticommute
    """
    place = where or (lambda index: f"contexts[{index}]")
    parsed: dict[str, tuple[int, int]] = {}
    index: dict[str, int] = {}
    signs: list[int] = []
    members: list[tuple[int, ...]] = []
    seen: dict[frozenset[str], int] = {}
    qubits: int | None = None
    for i, context in enumerate(contexts):
        if len(context) < 2:
            raise InputError(
                where=place(i),
                expected="at least two observables, as no single one is plus or minus the identity",
                found=f"{context[0]} alone" if context else "none",
            )
        for label in context:
            if label not in parsed:
                parsed[label] = _parse(label, place(i), qubits)
                qubits = len(label)
                index[label] = len(index)
        if len(set(context)) < len(context):
            repeated = next(label for label in context if list(context).count(label) > 1)
            raise InputError(
                where=place(i), expected="distinct observables", found=f"{repeated} twice"
            )
        first = seen.setdefault(frozenset(context), i)
        if first != i:
            raise InputError(
                where=place(i), expected="a new context", found=f"the same one as at {place(first)}"
            )
        signs.append(_sign(context, parsed, place(i)))
        members.append(tuple(index[label] for label in context))
    if not members:
        raise InputError(where="contexts", expected="at least one context", found="none")
    return Scenario(name, tuple(index), tuple(members), tuple(signs))


def require_pauli(scenario: Scenario) -> None:
    """Check that a scenario is one that `pauli_scenario` can build from its labels.

    Raises:
        InputError: if a label is not a Pauli string, a context is invalid, or a sign is not that
            of the product.

    Source: ours.

    Example:
        >>> require_pauli(Scenario("line", ("XX", "ZZ", "YY"), ((0, 1, 2),), (-1,)))
    """
    built = pauli_scenario(scenario.labelled_contexts(), scenario.name)
    for i, (stated, computed) in enumerate(zip(scenario.signs, built.signs, strict=True)):
        if stated != computed:
            raise InputError(
                where=f"contexts[{i}]",
                expected=f"the sign {computed:+d} of the product",
                found=f"{stated:+d}",
            )


def _parse(label: str, where: str, qubits: int | None) -> tuple[int, int]:
    try:
        x, z = parse_pauli(label)
    except InputError as error:
        raise error.located(where) from error
    if qubits is not None and len(label) != qubits:
        raise InputError(
            where=where,
            expected=f"Pauli strings on {qubits} qubits, as before",
            found=f"{shown(label)} on {len(label)}",
        )
    if x == 0 and z == 0:
        raise InputError(
            where=where, expected="observables other than the identity", found=shown(label)
        )
    return x, z


def _sign(context: Sequence[str], parsed: dict[str, tuple[int, int]], where: str) -> int:
    """Return the sign of a context's product after checking that it has one."""
    for position, left in enumerate(context):
        for right in context[position + 1 :]:
            if not paulis_commute(parsed[left], parsed[right]):
                raise InputError(
                    where=where,
                    expected="commuting observables",
                    found=f"{left} and {right}, which anticommute",
                )
    # A product of commuting Hermitian operators is Hermitian, so the exponent of i is 0 or 2.
    x, z, exponent = product_phase(parsed[label] for label in context)
    sign = 1 - exponent
    if x or z:
        product = pauli_string(x, z, len(context[0]))
        raise InputError(
            where=where,
            expected="a product of plus or minus the identity",
            found=f"{'+' if sign == 1 else '-'}{product}",
        )
    return sign


def _check_members(
    members: tuple[int, ...],
    bound: int,
    where: str,
    kind: str = "observable",
    *,
    empty: bool = False,
) -> None:
    """Refuse an index list that is empty, out of range or repeating."""
    if not members and not empty:
        raise InputError(where=where, expected=f"at least one {kind}", found="none")
    for i in members:
        if not 0 <= i < bound:
            raise InputError(
                where=where, expected=f"{kind} indices from 0 to {bound - 1}", found=str(i)
            )
    if len(set(members)) < len(members):
        raise InputError(where=where, expected=f"distinct {kind}s", found=f"{list(members)}")
