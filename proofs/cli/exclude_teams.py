"""`khrnn exclude --teams`: many sets of states at once, as jobs that can leave this machine.

Belongs here: reading a file of teams, running the jobs, what is printed about all of them. Does not
belong here: one set of states (`exclude`), the jobs themselves (`contextuality.search`).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs.cli import interrupts
from proofs.cli.console import FAILED, fail, print_json
from proofs.cli.console import Progress as Line
from proofs.cli.judged import judged

if TYPE_CHECKING:
    from contextuality.hypergraph import Hypergraph
    from contextuality.search.exclusion import ExclusionTree
    from contextuality.search.jobs import Progress


@dataclass(frozen=True)
class Beyond:
    """Where jobs run and stay.

    Args:
        jobs: processes, at least 1.
        scheduler: address of a Dask scheduler that runs them instead.
        store: folder of finished jobs.
    """

    jobs: int = 1
    scheduler: str | None = None
    store: Path | None = None

    def chosen(self) -> list[str]:
        """Return the options that were given."""
        given = {"--jobs": self.jobs != 1, "--scheduler": self.scheduler, "--store": self.store}
        return [name for name, value in given.items() if value]


def exclude_file(
    path: Path, n: int, k: int | None, time_limit: float, beyond: Beyond, *, as_json: bool
) -> int:
    """Decide every team of a file, print what was found, and return the exit status.

    Args:
        path: a line for each team, as `--states` takes it; blank lines and # comments are skipped.
        n: number of vertices, for all teams.
        k: measured phases have degree at most k - 1; None for the largest edge, at least 2.
        time_limit: seconds for each team.
        beyond: where the jobs run.
        as_json: whether to print JSON.

    Raises:
        InputError: naming the line.
    """
    from contextuality.search.exclusion_jobs import exclude_teams
    from contextuality.search.jobs import Store, dask_cluster, process_pool

    teams = read_teams(path, n)
    edges = [edge.bit_count() for team in teams for state in team for edge in state.edges]
    executors: Any = None
    if beyond.scheduler is not None:
        executors = functools.partial(dask_cluster, beyond.scheduler)
    elif beyond.jobs > 1:
        executors = functools.partial(process_pool, beyond.jobs)
    store = None if beyond.store is None else Store(beyond.store)
    if store is not None:
        interrupts.keeping(f"finished jobs are in {beyond.store}; the same command goes on")
    found = exclude_teams(
        teams,
        executors,
        store,
        _show,
        k=k or max([2, *edges]),
        time_limit=time_limit,
    )
    Line.clear()
    rows = [_described(team, tree, k) for team, tree in zip(teams, found, strict=True)]
    answers = [row["excluded"] for row in rows]
    data = {
        "n": n,
        "excluded": sum(answer is True for answer in answers),
        "shareable": sum(answer is False for answer in answers),
        "undecided": sum(answer is None for answer in answers),
        "teams": rows,
    }
    if as_json:
        print_json(data)
    else:
        _print_text(data)
    return FAILED if data["undecided"] else 0


def read_teams(path: Path, n: int) -> list[tuple[Hypergraph, ...]]:
    r"""Read a file of teams.

    Raises:
        InputError: naming the file and the line; also for a file without a team.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp(), "teams.txt")
        >>> _ = path.write_text("0,1 / 0,2 / 1,2  # a triangle's edges\n\n0,1 / -\n")
        >>> [len(team) for team in read_teams(path, 3)]
        [3, 2]
    """
    from contextuality.errors import InputError
    from contextuality.formats.source import read_text
    from proofs.cli.exclude import parse_states

    teams = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            teams.append(parse_states(text, n, ""))
        except InputError as error:
            raise error.located(f"{path}:{number}") from None
    if not teams:
        fail(f"{path}: expected a line of states for each team, found none")
    return teams


def _show(progress: Progress) -> None:
    """Show progress on one line of a terminal; elsewhere only the end."""
    Line().show(str(progress), "end" if progress.done == progress.total else None)


def _described(
    team: tuple[Hypergraph, ...], found: ExclusionTree | bool | None, k: int | None
) -> dict[str, Any]:
    from proofs.certificates.exclusion import exclusion_document
    from proofs.cli.exclude import CHECKED_VERTICES, tree_nodes

    data: dict[str, Any] = {
        "states": [str(state) for state in team],
        "excluded": None,
        "depth": None,
        "tree": None,
        "certificate": None,
    }
    if found is None or isinstance(found, bool):
        return data | {"excluded": found}
    data |= {"excluded": True, "depth": found.depth, "tree": tree_nodes(found)}
    if found.states[0].n <= CHECKED_VERTICES:
        data["certificate"] = judged(exclusion_document(found, k=k), None)
    return data


def _print_text(data: dict[str, Any]) -> None:
    words = {True: "excluded", False: "can share a memory state", None: "undecided"}
    for number, row in enumerate(data["teams"]):
        depth = f", depth {row['depth']}" if row["excluded"] else ""
        kernel = f", kernel: {row['certificate']['verdict']}" if row["certificate"] else ""
        print(f"{number}: {' / '.join(row['states'])}: {words[row['excluded']]}{depth}{kernel}")
    print(
        f"{len(data['teams'])} teams: {data['excluded']} excluded, {data['shareable']} can share, "
        f"{data['undecided']} undecided"
    )
