"""Empirical models: exact probabilities of joint outcomes, context by context.

Belongs here: the tables, their normalization and the exact check of no-signalling. Does not belong
here: where the numbers come from, files (`contextuality.formats`), the contextual fraction.
No floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from contextuality._text import check_name
from contextuality.errors import InputError, shown

MAX_TABLE = 1 << 20
"""Tables with more joint outcomes are refused."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Two contexts that disagree about what they share.

    Args:
        contexts: their indices.
        observables: the labels of the observables in both.
        outcomes: joint outcomes of these, as labels, whose probabilities differ.
        probabilities: in the first context and in the second.
    """

    contexts: tuple[int, int]
    observables: tuple[str, ...]
    outcomes: tuple[str, ...]
    probabilities: tuple[Fraction, Fraction]

    def __str__(self) -> str:
        what = ", ".join(f"{a}={b}" for a, b in zip(self.observables, self.outcomes, strict=True))
        one, two = self.probabilities
        i, j = self.contexts
        return f"{what} has probability {one} in context {i} and {two} in context {j}"


@dataclass(frozen=True, slots=True)
class EmpiricalModel:
    """A table of joint probabilities for every context.

    Args:
        name: one line of text.
        observables: distinct labels.
        outcomes: distinct labels, at least two, the same for every observable.
        contexts: at least one; tuples of distinct indices into `observables`, no two with the same
            members.
        tables: per context the probabilities of all joint outcomes, in lexicographic order of the
            outcome indices (the last observable of the context changes fastest); non-negative with
            sum 1.

    Raises:
        InputError: if one of these conditions fails. Signalling is not refused but reported by
            `disturbance`.

    Source: S. Abramsky and A. Brandenburger, New J. Phys. 13 (2011) 113036.

    Example:
        >>> half, zero = Fraction(1, 2), Fraction(0)
        >>> coins = EmpiricalModel("coins", ("A", "B"), ("0", "1"), ((0, 1),),
        ...                        ((half, zero, zero, half),))
        >>> coins.probability(0, (1, 1)), coins.disturbance()
        (Fraction(1, 2), None)
    """

    name: str
    observables: tuple[str, ...]
    outcomes: tuple[str, ...]
    contexts: tuple[tuple[int, ...], ...]
    tables: tuple[tuple[Fraction, ...], ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        _check_labels(self.observables, "observables", 1)
        _check_labels(self.outcomes, "outcomes", 2)
        if not self.contexts:
            raise InputError(where="contexts", expected="at least one context", found="none")
        seen: dict[frozenset[int], int] = {}
        for i, context in enumerate(self.contexts):
            where = f"contexts[{i}]"
            bound = len(self.observables)
            if not context or len(set(context)) < len(context):
                raise InputError(
                    where=where, expected="distinct observables", found=str(list(context))
                )
            if not all(0 <= k < bound for k in context):
                raise InputError(
                    where=where, expected=f"indices from 0 to {bound - 1}", found=str(list(context))
                )
            if seen.setdefault(frozenset(context), i) != i:
                raise InputError(
                    where=where,
                    expected="a new context",
                    found=f"the members of contexts[{seen[frozenset(context)]}]",
                )
        if len(self.tables) != len(self.contexts):
            raise InputError(
                where="tables",
                expected=f"one for each of {len(self.contexts)} contexts",
                found=str(len(self.tables)),
            )
        for i, table in enumerate(self.tables):
            self._check_table(table, len(self.contexts[i]), f"tables[{i}]")

    def joint_outcomes(self, context: int) -> list[tuple[int, ...]]:
        """Return the joint outcomes of a context as tuples of outcome indices, in table order.

        Example:
            >>> one = Fraction(1)
            >>> EmpiricalModel("sure", ("A",), ("0", "1"), ((0,),), ((one, 0 * one),)
            ... ).joint_outcomes(0)
            [(0,), (1,)]
        """
        return list(product(range(len(self.outcomes)), repeat=len(self.contexts[context])))

    def probability(self, context: int, outcomes: tuple[int, ...]) -> Fraction:
        """Return the probability of a joint outcome, given by outcome indices.

        Raises:
            InputError: if the outcomes do not fit the context.
        """
        base = len(self.outcomes)
        if len(outcomes) != len(self.contexts[context]) or not all(0 <= k < base for k in outcomes):
            raise InputError(
                where=f"context {context}",
                expected=f"{len(self.contexts[context])} outcome indices below {base}",
                found=str(outcomes),
            )
        position = 0
        for outcome in outcomes:
            position = position * base + outcome
        return self.tables[context][position]

    def marginal(self, context: int, members: tuple[int, ...]) -> dict[tuple[int, ...], Fraction]:
        """Return the distribution of some observables of a context.

        Args:
            context: its index.
            members: indices of observables in the context.

        Returns:
            The probability of every joint outcome of the members, in their order; they sum to 1.

        Example:
            >>> half, zero = Fraction(1, 2), Fraction(0)
            >>> coins = EmpiricalModel("coins", ("A", "B"), ("0", "1"), ((0, 1),),
            ...                        ((half, zero, zero, half),))
            >>> coins.marginal(0, (1,))
            {(0,): Fraction(1, 2), (1,): Fraction(1, 2)}
        """
        places = [self.contexts[context].index(member) for member in members]
        result = dict.fromkeys(product(range(len(self.outcomes)), repeat=len(members)), Fraction(0))
        pairs = zip(self.joint_outcomes(context), self.tables[context], strict=True)
        for outcomes, probability in pairs:
            result[tuple(outcomes[place] for place in places)] += probability
        return result

    def disturbance(self) -> Disturbance | None:
        """Return the first disagreement between two contexts, or None: the model is no-signalling.

        Every pair of contexts is compared on all they share, with exact equality.

        Source: the condition is "compatibility" in Abramsky and Brandenburger 2011.
        """
        for i, j in combinations(range(len(self.contexts)), 2):
            others = set(self.contexts[j])
            shared = tuple(k for k in self.contexts[i] if k in others)
            if not shared:
                continue
            left, right = self.marginal(i, shared), self.marginal(j, shared)
            for outcomes, probability in left.items():
                if probability != right[outcomes]:
                    return Disturbance(
                        (i, j),
                        tuple(self.observables[k] for k in shared),
                        tuple(self.outcomes[k] for k in outcomes),
                        (probability, right[outcomes]),
                    )
        return None

    def _check_table(self, table: tuple[Fraction, ...], observables: int, where: str) -> None:
        size = len(self.outcomes) ** observables
        if size > MAX_TABLE:
            raise InputError(
                where=where, expected=f"at most {MAX_TABLE} joint outcomes", found=str(size)
            )
        if len(table) != size:
            raise InputError(where=where, expected=f"{size} probabilities", found=f"{len(table)}")
        for position, probability in enumerate(table):
            if type(probability) is not Fraction or probability < 0:
                raise InputError(
                    where=f"{where}[{position}]",
                    expected="a fraction of at least 0",
                    found=str(probability),
                )
        total = sum(table, Fraction(0))
        if total != 1:
            raise InputError(where=where, expected="probabilities of sum 1", found=f"sum {total}")


def _check_labels(labels: tuple[str, ...], what: str, least: int) -> None:
    if len(labels) < least:
        raise InputError(where=what, expected=f"at least {least}", found=str(len(labels)))
    seen: set[str] = set()
    for label in labels:
        if not label or not label.isprintable():
            raise InputError(where=what, expected="printable labels", found=shown(label))
        if label in seen:
            raise InputError(where=what, expected="distinct labels", found=f"{shown(label)} twice")
        seen.add(label)
