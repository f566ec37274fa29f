"""The question whether something is contextual, as formulas for other people's solvers.

Belongs here: what the exports to DIMACS, OPB and SMT-LIB share: named variables, exactly-one and
at-most-one constraints, parities. Does not belong here: their spellings (`dimacs`, `opb`,
`smtlib`), solving, and the canonical clauses that certificates are about
(`contextuality.search.sat`).

For vector sets and hypergraphs the formula holds for the 0-1 colourings under a rule; for
scenarios, for the value assignments, a variable being 1 iff the value of its observable is -1.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from contextuality.errors import InputError
from contextuality.formats.dimacs import spell_dimacs
from contextuality.scenario import Scenario

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.vectors import VectorSet

MAX_PARITY = 12
"""A parity of m variables takes 2^(m-1) clauses; larger contexts are refused."""


class Formula(NamedTuple):
    """Constraints on variables 0, 1, 2...

    Args:
        names: one line of text for each variable, saying what it stands for.
        exactly_one: sets of variables of which one is 1.
        not_both: pairs of variables that are not both 1, beyond those inside `exactly_one`.
        parities: sets of variables with the parity of their sum.
        comment: one line saying what the models are.
    """

    names: tuple[str, ...]
    exactly_one: tuple[tuple[int, ...], ...]
    not_both: tuple[tuple[int, int], ...]
    parities: tuple[tuple[tuple[int, ...], int], ...]
    comment: str


def formula_of(
    subject: Scenario | VectorSet | ContextHypergraph, rule: str = "bases-and-pairs"
) -> Formula:
    """Return the constraints that noncontextual models fulfil.

    Args:
        subject: a scenario, vector set or hypergraph.
        rule: for the latter two, `"bases-and-pairs"` or `"bases"`; ignored for scenarios.

    Raises:
        InputError: for an unknown rule.

    Source: S. Kochen and E. P. Specker, J. Math. Mech. 17 (1967) 59; N. D. Mermin, Rev. Mod. Phys.
        65 (1993) 803.

    Example:
        >>> from contextuality.library import get
        >>> formula_of(get("mermin-square")).parities[5]
        ((2, 5, 8), 1)
    """
    # `search.sat` writes DIMACS and thus imports this package, so it can't be imported above.
    from contextuality.context_hypergraph import hypergraph_of  # noqa: PLC0415
    from contextuality.search.sat import check_rule  # noqa: PLC0415

    check_rule(rule)
    if isinstance(subject, Scenario):
        parities = tuple(
            (context, int(sign == -1))
            for context, sign in zip(subject.contexts, subject.signs, strict=True)
        )
        comment = f"value assignments of {subject.name}; a variable is 1 iff the value is -1"
        return Formula(subject.observables, (), (), parities, comment)
    graph = hypergraph_of(subject)
    pairs = graph.pairs if rule == "bases-and-pairs" else ()
    comment = f"0-1 colourings of {subject.name} under the rule {rule}"
    names = tuple(f"vertex {label}" for label in graph.vertices)
    return Formula(names, graph.complete_bases(), pairs, (), comment)


def spell_formula_dimacs(
    subject: Scenario | VectorSet | ContextHypergraph, rule: str = "bases-and-pairs"
) -> str:
    """Return the constraints as a DIMACS formula.

    Returns:
        For vector sets and hypergraphs the canonical clauses of `search.sat.colouring_clauses`,
        which certificates are about; for scenarios 2^(m-1) clauses for each context of m.

    Raises:
        InputError: for an unknown rule or a context of more than 12 observables.

    Source: as `formula_of`.

    Example:
        >>> from contextuality.library import get
        >>> spell_formula_dimacs(get("mermin-square")).splitlines()[1]
        'p cnf 9 24'
    """
    from contextuality.search.sat import RULES, colouring_clauses  # noqa: PLC0415  (see above)

    formula = formula_of(subject, rule)
    if isinstance(subject, Scenario):
        clauses = [clause for parity in formula.parities for clause in parity_clauses(*parity)]
    else:
        known = next(name for name in RULES if name == rule)
        clauses = list(colouring_clauses(subject, known))
    return spell_dimacs(clauses, len(formula.names), (formula.comment,))


def parity_clauses(members: tuple[int, ...], odd: int) -> list[tuple[int, ...]]:
    """Return clauses that hold iff the members have a sum of the given parity.

    Args:
        members: variables, counted from 0.
        odd: 1 or 0.

    Returns:
        For each assignment of the wrong parity the clause that forbids it; variable v is the
        literal v + 1.

    Raises:
        InputError: for more than 12 members.

    Example:
        >>> parity_clauses((0, 1), 1)
        [(-1, -2), (1, 2)]
    """
    if len(members) > MAX_PARITY:
        raise InputError(
            where="context",
            expected=f"at most {MAX_PARITY} observables in clauses",
            found=str(len(members)),
        )
    clauses = []
    # A clause forbids that exactly its negated variables are 1.
    for size in range(len(members), -1, -1):
        if size % 2 != odd:
            clauses += [
                tuple(-(v + 1) if v in ones else v + 1 for v in members)
                for ones in combinations(members, size)
            ]
    return clauses
