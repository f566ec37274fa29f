"""OPB: pseudo-Boolean constraints, for solvers of that competition's format. Writing only.

Belongs here: that grammar. Does not belong here: where constraints come from (`formulas`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.formats.formulas import formula_of

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet


def spell_opb(
    subject: Scenario | VectorSet | ContextHypergraph, rule: str = "bases-and-pairs"
) -> str:
    """Return the question in OPB.

    Returns:
        For vector sets and hypergraphs, a decision problem: its solutions are the colourings. For
        scenarios, a minimization whose optimum is the contextuality degree: each context has a
        variable that is 1 iff the context is violated, and carries y_0, y_1, ... with
        sum of members + violated = (1 if the sign is -1) + 2 y_0 + 4 y_1 + 8 y_2...

    Raises:
        InputError: for an unknown rule.

    Source: O. Roussel and V. Manquinho, Input/Output Format and Solver Requirements for the
        Competitions of Pseudo-Boolean Solvers (2012); the encoding of parities is ours.

    Example:
        >>> from contextuality.library import get
        >>> print(spell_opb(get("mermin-square")).splitlines()[3])
        +1 x1 +1 x2 +1 x3 +1 x10 -2 x11 -4 x12 = 0 ;
    """
    formula = formula_of(subject, rule)
    lines: list[str] = []
    for members in formula.exactly_one:
        lines.append(f"{_terms([(1, v) for v in members])} = 1 ;")
    for i, j in formula.not_both:
        lines.append(f"{_terms([(-1, i), (-1, j)])} >= -1 ;")
    fresh, violated = len(formula.names), []
    for members, odd in formula.parities:
        terms = [(1, v) for v in (*members, fresh)]
        violated.append(fresh)
        # The sum of all terms is at most len(members) + 1, so the carry is at most half of that.
        carries = ((len(members) + 1 - odd) // 2).bit_length()
        terms += [(-(2 << k), fresh + 1 + k) for k in range(carries)]
        fresh += 1 + carries
        lines.append(f"{_terms(terms)} = {odd} ;")
    head = [f"* #variable= {fresh} #constraint= {len(lines)}", f"* {formula.comment}"]
    if violated:
        head.append(f"min: {_terms([(1, v) for v in violated])} ;")
    return "\n".join([*head, *lines]) + "\n"


def _terms(terms: list[tuple[int, int]]) -> str:
    return " ".join(f"{factor:+d} x{variable + 1}" for factor, variable in terms)
