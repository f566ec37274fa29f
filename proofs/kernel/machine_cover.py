"""No machine of a given size, by what its states can have to do with: clauses and refutation.

Certificate kind `knowledge-cover`. What runs are looked at and which symmetries are used is the
certificate's choice; all else is derived here. Grammar and soundness in docs/formats/knowledge.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs.kernel import reader
from proofs.kernel.lrat import Lrat, check_proof
from proofs.kernel.machine import MAX_OBSERVABLES, MachineStatement
from proofs.kernel.machine_teams import MAX_NODES, Team, Teams
from proofs.kernel.verdict import Malformed, Rejected

MAX_PREFIX = 16
MAX_SYMMETRIES = 64
MAX_MOST = 256
MAX_CLAUSES = 1_000_000  # about: possible teams times (orbits and twice the states)

Clause = tuple[int, ...]


@dataclass(frozen=True)
class KnowledgeCover:
    """What runs are looked at, symmetries, and a proof that no small machine does.

    Args:
        asked: the observables that runs are made of, as increasing indices.
        prefix: observables that are measured first.
        symmetries: triples (image of node 0, images of the asked observables, signs).
        sha256: names the LRAT file.
        source: the folder that holds it, or its bytes.
    """

    asked: tuple[int, ...]
    prefix: tuple[int, ...]
    symmetries: tuple[Any, ...]
    sha256: str
    source: Path | bytes

    def __post_init__(self) -> None:
        """Validate the shapes; the rest is validated against the statement."""
        asked = reader.increasing(self.asked, 0, MAX_OBSERVABLES - 1, "certificate.asked")
        if not asked:
            raise Malformed("certificate.asked", "at least one observable", "none")
        prefix = reader.sequence(self.prefix, 0, MAX_PREFIX, "certificate.prefix")
        for observable in prefix:
            reader.integer(observable, 0, MAX_OBSERVABLES - 1, "certificate.prefix")
        rows = reader.sequence(self.symmetries, 0, MAX_SYMMETRIES, "certificate.symmetries")
        symmetries = []
        for i, row in enumerate(rows):
            where = f"certificate.symmetries[{i}]"
            image, targets, signs = reader.sequence(row, 3, 3, where)
            reader.integer(image, 0, MAX_NODES - 1, where)
            targets = reader.sequence(targets, len(asked), len(asked), where)
            for target in targets:
                reader.integer(target, 0, len(asked) - 1, where)
            reader.text(signs, f"[+-]{{{len(asked)}}}", where, f"a word of {len(asked)} signs")
            symmetries.append((image, targets, signs))
        object.__setattr__(self, "asked", asked)
        object.__setattr__(self, "prefix", prefix)
        object.__setattr__(self, "symmetries", tuple(symmetries))
        Lrat(self.sha256, self.source)  # validates the digest


def moves_clauses(teams: Teams) -> tuple[list[Clause], int]:
    """Return what a closed family of teams fulfils, and the last variable."""
    number = {team: k for k, team in enumerate(teams.possible, 1)}
    holding: list[set[int]] = [set() for _ in teams.moves]
    for team, k in number.items():
        for place in team:
            holding[place].add(k)
    clauses: list[Clause] = []
    covers: dict[Team, int] = {}
    for team, k in number.items():
        for observable in teams.asked:
            targets = []
            for image in teams.after(team, observable):
                if image not in number:
                    continue
                if image not in covers:
                    covers[image] = len(number) + len(covers) + 1
                    around = set.intersection(*(holding[place] for place in image))
                    clauses.append((-covers[image], *sorted(around)))
                targets.append(covers[image])
            clauses.append((-k, *targets))
    return clauses, len(number) + len(covers)


def first_orbit(teams: Teams, orbits: list[list[Team]], top: int) -> tuple[list[Clause], int]:
    """Return that the first team of some orbit is there, and none of the orbits before it."""
    number = {team: k for k, team in enumerate(teams.possible, 1)}
    clauses: list[Clause] = []
    before: list[int] = []
    for i, orbit in enumerate(orbits, 1):
        clauses.append((-(top + i), number[orbit[0]]))
        clauses += [(-(top + i), -k) for k in before]
        before += sorted(number[team] for team in orbit)
    clauses.append(tuple(range(top + 1, top + len(orbits) + 1)))
    return clauses, top + len(orbits)


def at_most(most: int, variables: int, top: int) -> tuple[list[Clause], int]:
    """Return that of the variables 1, 2, ... at most so many are true, by counting in pairs.

    Example:
        >>> at_most(1, 2, 2)
        ([(3, -2), (3, -1), (4, -1, -2), (-4,)], 4)
    """
    clauses: list[Clause] = []
    counts = [[k] for k in range(1, variables + 1)]
    while len(counts) > 1:
        joined = []
        for left, right in zip(counts[::2], counts[1::2], strict=False):
            size = min(len(left) + len(right), most + 1)
            total = list(range(top + 1, top + size + 1))
            top += size
            for i in range(len(left) + 1):
                for j in range(len(right) + 1):
                    if 1 <= i + j <= size:
                        parts = [-left[i - 1]] * (i > 0) + [-right[j - 1]] * (j > 0)
                        clauses.append((total[i + j - 1], *parts))
            joined.append(total)
        counts = joined + counts[len(counts) - len(counts) % 2 :]
    clauses += [(-k,) for k in counts[0][most : most + 1]]
    return clauses, top


def cover_clauses(
    statement: MachineStatement, certificate: KnowledgeCover
) -> tuple[list[Clause], int]:
    """Return clauses that hold for some machine of states - 1 states, if there is one.

    Raises:
        Malformed: if an observable is not of the statement, or a limit is exceeded.
        Rejected: if the statement is not about all sequences, or a symmetry is none.
    """
    if statement.sequences != "all":
        raise Rejected("statement.sequences", "sequences", "all", statement.sequences)
    reader.integer(statement.states, 2, MAX_MOST + 1, "statement.states")
    walk = statement.walk()
    for observable in (*certificate.asked, *certificate.prefix):
        reader.integer(observable, 0, len(walk.rows) - 1, "certificate: observable")
    teams = Teams(walk, certificate.asked, certificate.prefix)
    symmetries = []
    for i, (image, targets, signs) in enumerate(certificate.symmetries):
        where = f"certificate.symmetries[{i}]"
        reader.integer(image, 0, len(teams.moves) - 1, where)
        symmetries.append(teams.symmetry(image, targets, signs, where))
    orbits = teams.orbits(symmetries)
    if len(teams.possible) * (len(orbits) + 2 * statement.states) > MAX_CLAUSES:
        limit = f"at most {MAX_CLAUSES} possible sets times orbits and twice the states"
        raise Malformed("certificate", limit, "more")
    moves, top = moves_clauses(teams)
    first, top = first_orbit(teams, orbits, top)
    counted, top = at_most(statement.states - 1, len(teams.possible), top)
    return moves + first + counted, top


def check_knowledge_cover(statement: MachineStatement, certificate: KnowledgeCover) -> int:
    """Check an LRAT refutation of the derived clauses; return its steps."""
    clauses, variables = cover_clauses(statement, certificate)
    return check_proof(clauses, variables, Lrat(certificate.sha256, certificate.source))
