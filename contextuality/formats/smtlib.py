"""SMT-LIB 2: propositional scripts for SMT solvers. Writing only.

Belongs here: that grammar. Does not belong here: where constraints come from (`formulas`), running
solvers (`contextuality.search.smt`).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.formats.formulas import formula_of

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet


def spell_smtlib(
    subject: Scenario | VectorSet | ContextHypergraph, rule: str = "bases-and-pairs"
) -> str:
    """Return the question as a script that asks for satisfiability: `unsat` means contextual.

    Returns:
        A script in the logic QF_UF with a Boolean constant for each observable or vertex, each
        named in a comment.

    Raises:
        InputError: for an unknown rule.

    Source: C. Barrett, P. Fontaine and C. Tinelli, The SMT-LIB Standard, version 2.6 (2017).

    Example:
        >>> from contextuality.library import get
        >>> print(spell_smtlib(get("mermin-square")).splitlines()[-3])
        (assert (xor x3 x6 x9))
    """
    formula = formula_of(subject, rule)
    lines = [f"; {formula.comment}", "(set-logic QF_UF)"]
    lines += [
        f"(declare-const x{i} Bool) ; {name}" for i, name in enumerate(formula.names, start=1)
    ]
    for members in formula.exactly_one:
        lines.append(f"(assert {_apply('or', members)})")
        lines += [f"(assert (not {_apply('and', pair)}))" for pair in combinations(members, 2)]
    lines += [f"(assert (not {_apply('and', pair)}))" for pair in formula.not_both]
    for members, odd in formula.parities:
        parity = _apply("xor", members)
        lines.append(f"(assert {parity if odd else f'(not {parity})'})")
    return "\n".join([*lines, "(check-sat)", "(get-model)"]) + "\n"


def _apply(operator: str, members: tuple[int, ...]) -> str:
    names = [f"x{v + 1}" for v in members]
    return names[0] if len(names) == 1 else f"({operator} {' '.join(names)})"
