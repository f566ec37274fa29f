"""Kochen-Specker colourings by a proof-logging SAT solver.

Belongs here: the canonical clauses of a colouring, running the solver within a time limit, and
the evidence either way. Does not belong here: the proof conversion (`lrat`), the solver process
(`cadical_process`), other decision procedures (`smt`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from contextuality.context_hypergraph import ContextHypergraph
from contextuality.errors import InputError
from contextuality.formats.dimacs import spell_dimacs
from contextuality.search import cadical_process
from contextuality.search.lrat import SolverError, lrat_from_frat
from contextuality.search.result import Outcome, TimedOut, check_time_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.vectors import VectorSet

Rule = Literal["bases-and-pairs", "bases"]
"""Exactly one 1 in every complete basis; with pairs, also never two 1s on orthogonal vectors."""

RULES: tuple[Rule, ...] = ("bases-and-pairs", "bases")

Clause = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Satisfiable:
    """A formula with a model.

    Args:
        model: a literal per variable, in the order of the variables; checked.
    """

    outcome: ClassVar[Outcome] = Outcome.FOUND
    model: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """A formula with a refutation.

    Args:
        lrat: LRAT text; ids follow the clauses, the last line derives the empty clause.
        steps: the number of lines.
    """

    outcome: ClassVar[Outcome] = Outcome.EXHAUSTED
    lrat: str
    steps: int


@dataclass(frozen=True, slots=True)
class Colouring:
    """A colouring of a vector set by 0 and 1.

    Args:
        ones: increasing indices of the vectors with value 1.
    """

    outcome: ClassVar[Outcome] = Outcome.FOUND
    ones: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Uncolourable(Unsatisfiable):
    """A refutation of the canonical clauses of a vector set, `colouring_clauses`."""


def check_rule(rule: str) -> None:
    """Refuse an unknown colouring rule.

    Raises:
        InputError: naming the rules.

    Example:
        >>> check_rule("bases")
    """
    if rule not in RULES:
        raise InputError(where="rule", expected=f"one of {', '.join(RULES)}", found=f"'{rule}'")


def colouring_clauses(
    vector_set: VectorSet | ContextHypergraph, rule: Rule = "bases-and-pairs"
) -> tuple[Clause, ...]:
    """Return the canonical clauses whose models are the colourings of a vector set.

    Args:
        vector_set: variable i + 1 stands for vector i; for a hypergraph of contexts, read vertex
            for vector and edge for complete basis.
        rule: `"bases-and-pairs"`, or `"bases"` for only the pairs inside complete bases.

    Returns:
        For each pair in lexicographic order the clause that not both are 1, then for each complete
        basis in lexicographic order the clause that one of its vectors is 1. Bases given with the
        set play no part: all complete bases count.

    Raises:
        InputError: for an unknown rule.

    Source: S. Kochen and E. P. Specker, J. Math. Mech. 17 (1967) 59; the order is ours.

    Example:
        >>> from contextuality.vectors import VectorSet
        >>> colouring_clauses(VectorSet.from_strings("axes", 2, "Z", [["1", "0"], ["0", "1"]]))
        ((-1, -2), (1, 2))
    """
    check_rule(rule)
    bases = vector_set.complete_bases()
    pairs = vector_set.orthogonal_pairs()
    if rule == "bases":
        # A pair of orthogonal vectors is in a basis iff the bases' own pairs include it.
        inside = {(i, j) for basis in bases for i in basis for j in basis if i < j}
        pairs = tuple(pair for pair in pairs if pair in inside)
    negative = tuple((-(i + 1), -(j + 1)) for i, j in pairs)
    return negative + tuple(tuple(i + 1 for i in basis) for basis in bases)


def colour(
    vector_set: VectorSet | ContextHypergraph,
    rule: Rule = "bases-and-pairs",
    time_limit: float | None = None,
) -> Colouring | Uncolourable | TimedOut:
    """Search a colouring of a vector set by 0 and 1, or a refutation.

    Args:
        vector_set: any vector set, or any hypergraph of contexts.
        rule: see `colouring_clauses`, which are the clauses refuted.
        time_limit: in seconds, for solving and converting the proof; None for no limit.

    Returns:
        A colouring (checked), an LRAT refutation of the canonical clauses (replayed), or the
        statement that time ran out.

    Raises:
        InputError: for an unknown rule or a bad time limit.
        SolverError: if the solver or the adapter misbehaves.

    Source: Kochen and Specker 1967; the search is CaDiCaL's (A. Biere et al., CAV 2024).

    Example:
        >>> from contextuality.library import get
        >>> isinstance(colour(get("cabello-18"), time_limit=60), Uncolourable)
        True
    """
    clauses = colouring_clauses(vector_set, rule)
    answer = refute(clauses, member_count(vector_set), time_limit)
    if isinstance(answer, TimedOut):
        return answer
    if isinstance(answer, Unsatisfiable):
        return Uncolourable(answer.lrat, answer.steps)
    # Vectors outside all bases may be 0 in every colouring.
    in_bases = {i for clause in clauses if clause[0] > 0 for i in clause}
    return Colouring(tuple(i - 1 for i in answer.model if i > 0 and i in in_bases))


def member_count(vector_set: VectorSet | ContextHypergraph) -> int:
    """Return the number of things that a colouring colours.

    Example:
        >>> member_count(ContextHypergraph("edge", ("1", "2"), ((0, 1),)))
        2
    """
    if isinstance(vector_set, ContextHypergraph):
        return len(vector_set.vertices)
    return len(vector_set.vectors)


def refute(
    clauses: Sequence[Sequence[int]], variables: int, time_limit: float | None = None
) -> Satisfiable | Unsatisfiable | TimedOut:
    r"""Search a model or an LRAT refutation of a formula in conjunctive normal form.

    Args:
        clauses: nonzero integers from -variables to variables; clauses may be empty, repeat
            literals or be tautologies.
        variables: the number of variables, at least 0.
        time_limit: in seconds, for solving and converting the proof; None for no limit.

    Returns:
        A model (checked), a trimmed refutation (replayed), or the statement that time ran out.

    Raises:
        InputError: for a literal out of range or a bad time limit.
        SolverError: if the solver or the adapter misbehaves; nothing is known then.

    Source: A. Biere et al., CaDiCaL 2.0, CAV 2024, for the solver.

    Example:
        >>> refute([[1], [-1]], 1)
        Unsatisfiable(lrat='3 0 1 2 0\n', steps=1)
    """
    check_time_limit(time_limit)
    text = spell_dimacs(clauses, variables)
    deadline = None if time_limit is None else time.monotonic() + time_limit
    with tempfile.TemporaryDirectory(prefix="contextuality-") as folder:
        formula, proof = Path(folder, "formula.cnf"), Path(folder, "proof.frat")
        formula.write_text(text, encoding="ascii")
        try:
            output = _run_solver(formula, proof, time_limit)
            verdict, _, rest = output.partition("\n")
            if verdict == "s SATISFIABLE":
                return Satisfiable(_checked_model(rest, clauses, variables))
            if verdict != "s UNSATISFIABLE":
                raise SolverError(f"no verdict line from the solver but {output[:80]!r}")
            with proof.open(encoding="ascii") as lines:
                return Unsatisfiable(*lrat_from_frat(lines, clauses, deadline))
        except (subprocess.TimeoutExpired, TimeoutError):
            if time_limit is None:
                raise
            return TimedOut(time_limit)


def _run_solver(formula: Path, proof: Path, time_limit: float | None) -> str:
    # A process of its own can be stopped at any moment, and takes a crash of the solver with it.
    # -P keeps the folder of the script, with modules of this package, off the import path.
    command = [sys.executable, "-P", cadical_process.__file__, str(formula), str(proof)]
    done = subprocess.run(  # noqa: S603  (our own script and files of our own naming)
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=time_limit, check=False
    )
    if done.returncode != 0:
        message = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise SolverError(f"the solver process ended with status {done.returncode}: {message}")
    return done.stdout.decode("ascii", "replace")


def _checked_model(text: str, clauses: Sequence[Sequence[int]], variables: int) -> tuple[int, ...]:
    """Read a model and check it; variables the solver leaves out are set to false."""
    try:
        true = {int(token) for token in text.removeprefix("v ").split()}
    except ValueError:
        raise SolverError(f"no model from the solver but {text[:80]!r}") from None
    model = tuple(i if i in true else -i for i in range(1, variables + 1))
    chosen = set(model)
    for number, clause in enumerate(clauses, start=1):
        if chosen.isdisjoint(clause):
            raise SolverError(f"the solver's model violates clause {number}")
    return model
