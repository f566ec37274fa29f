"""Speed of the exclusion search beside a straightforward search, in one run on the same teams.

Run `python benchmarks/exclusion.py [--paulis] [--cap SECONDS]`. The straightforward search tries
every Pauli on every team by rising depth, on signed stabilizer groups. It remembers what
measurements do to states and what teams came to, but sees a clash only by measuring. Both must
find the same depths, unless the straightforward one is stopped at the cap: then the ratio is a
lower bound.
"""

# ruff: noqa: D102 - methods of the script alone
from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from contextuality.hypergraph import Hypergraph
from contextuality.search.exclusion_engine import Engine
from contextuality.search.exclusion_graphs import triple_classes
from contextuality.search.exclusion_stabilizer import StabilizerSystem

Group = frozenset[tuple[int, int]]  # (code x + 2^n z, sign bit) of every element but the identity


class Straightforward:
    """Stabilizer groups as sets of signed Paulis, all measurements tried in order."""

    def __init__(self, n: int, *, paulis: bool, cap: float) -> None:
        self.end = time.process_time() + cap
        self.n, self.low = n, (1 << n) - 1
        self.codes = [c for c in range(1, 4**n) if paulis or self.ys(c) % 2 == 0]
        self.known: dict[tuple[Group, int], tuple[Group | None, Group | None]] = {}
        self.teams: dict[tuple[frozenset[Group], int], bool] = {}

    def ys(self, code: int) -> int:
        return (code & code >> self.n & self.low).bit_count()

    def anticommute(self, a: int, b: int) -> bool:
        crossed = (a & b >> self.n & self.low).bit_count() + (
            b & a >> self.n & self.low
        ).bit_count()
        return crossed % 2 == 1

    def product(self, a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        code = a[0] ^ b[0]
        turns = self.ys(a[0]) + self.ys(b[0]) - self.ys(code)
        turns += 2 * (a[0] >> self.n & b[0] & self.low).bit_count()
        return code, a[1] ^ b[1] ^ (turns % 4 >> 1)

    def group(self, graph: Hypergraph) -> Group:
        elements = {(0, 0)}
        for i in range(self.n):
            around = [edge & ~(1 << i) for edge in graph.edges if edge >> i & 1]
            generator = (1 << i | sum(around) << self.n, around.count(0) % 2)
            elements |= {self.product(element, generator) for element in elements}
        return frozenset(elements - {(0, 0)})

    def measure(self, group: Group, code: int) -> tuple[Group | None, Group | None]:
        if (group, code) not in self.known:
            self.known[group, code] = self.collapse(group, code)
        return self.known[group, code]

    def collapse(self, group: Group, code: int) -> tuple[Group | None, Group | None]:
        if (code, 0) in group:
            return group, None
        if (code, 1) in group:
            return None, group
        kept = {e for e in group if not self.anticommute(e[0], code)}
        plus, minus = (
            frozenset(kept | {(code, s)} | {self.product(e, (code, s)) for e in kept})
            for s in (0, 1)
        )
        return plus, minus

    def excluded(self, team: frozenset[Group], steps: int) -> bool:
        if (team, steps) not in self.teams:
            self.teams[team, steps] = self.try_all(team, steps)
        return self.teams[team, steps]

    def try_all(self, team: frozenset[Group], steps: int) -> bool:
        if len(team) < 2:
            return False
        if time.process_time() > self.end:
            raise TimeoutError
        children = []
        for code in self.codes:
            results = [self.measure(group, code) for group in team]
            after = [set(outcome) for outcome in zip(*results, strict=True)]
            teams = [frozenset(t) for t in after if None not in t]
            if not teams:
                return True
            children.append(teams)
        if steps == 1:
            return False
        return any(
            all(t != team and self.excluded(t, steps - 1) for t in teams) for teams in children
        )

    def depth(self, team: Sequence[Hypergraph]) -> int:
        groups = frozenset(self.group(graph) for graph in team)
        steps = 1
        while not self.excluded(groups, steps):
            steps += 1
        return steps


def ours(n: int, paulis: bool) -> Callable[[Sequence[Hypergraph]], int | None]:
    system = StabilizerSystem(n, "paulis" if paulis else "group")
    engine = Engine(system, "depth", None)
    return lambda team: engine.solve(tuple(sorted({system.graph_state(g) for g in team})), 9)


def compare(
    name: str, n: int, teams: list[tuple[Hypergraph, ...]], paulis: bool, cap: float
) -> None:
    started = time.process_time()
    search = ours(n, paulis)
    found = [search(team) for team in teams]
    fast = time.process_time() - started
    depths = ", ".join(f"{c} after {d - 1}" for d, c in sorted(Counter(found).items()) if d)
    print(f"{name}: clash of {depths} measurements")
    started = time.process_time()
    plain = Straightforward(n, paulis=paulis, cap=cap)
    more = ""
    try:
        if found != [plain.depth(team) for team in teams]:
            raise SystemExit(f"{name}: the searches disagree")
    except TimeoutError:
        more = "more than "
    slow = time.process_time() - started
    ratio = slow / fast
    print(f"  ours {fast:.3f} s, straightforward {more}{slow:.2f} s, ratio {more}{ratio:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paulis", action="store_true", help="all Paulis, not only real ones")
    parser.add_argument("--cap", type=float, default=30.0, help="CPU seconds a case")
    options = parser.parse_args()
    orbits = list(triple_classes(3, relabelled_only=True))
    compare(f"{len(orbits)} signed orbits on 3 vertices", 3, orbits, options.paulis, options.cap)
    hard = tuple(Hypergraph.parse(text, 4) for text in ("-", "0,1", "2,3"))
    compare("{empty, 01, 23} on 4 vertices", 4, [hard], options.paulis, options.cap)


if __name__ == "__main__":
    main()
