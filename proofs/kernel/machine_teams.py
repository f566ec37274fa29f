"""Which pieces of knowledge one machine state can have to do with, and symmetries of knowledge.

For the certificate kind `knowledge-cover`; definitions and soundness in docs/formats/knowledge.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofs.kernel.machine_walk import Walk
from proofs.kernel.verdict import Malformed, Rejected

Team = tuple[int, ...]  # places of nodes, increasing

MAX_NODES = 128
MAX_TEAMS = 5000
MAX_WORK = 5_000_000  # teams looked at, times observables


class Teams:
    """The nodes that are reached after a prefix, their moves, and the possible sets of them.

    Args:
        walk: of a statement about all sequences.
        asked: the observables that runs are made of.
        prefix: observables that are measured first, whatever the answers.

    Raises:
        Malformed: if there are more nodes or sets than a stated limit.
    """

    def __init__(self, walk: Walk, asked: tuple[int, ...], prefix: tuple[int, ...]) -> None:
        nodes = list(walk.roots)
        for observable in prefix:
            nodes = list(
                dict.fromkeys(n for v in nodes for n in successors(walk, v, observable) if n >= 0)
            )
            if len(nodes) > MAX_NODES:
                raise Malformed("certificate.prefix", f"at most {MAX_NODES} nodes", "more")
        self.places = {node: place for place, node in enumerate(nodes)}
        self.moves: list[list[tuple[int, int]]] = []  # of a place: after + and - of each observable
        for node in nodes:  # grows on the way
            row = []
            for observable in asked:
                after = successors(walk, node, observable)
                for child in after:
                    if child >= 0 and child not in self.places:
                        self.places[child] = len(nodes)
                        nodes.append(child)
                row.append((self.place(after[0]), self.place(after[1])))
            self.moves.append(row)
            if len(nodes) > MAX_NODES:
                raise Malformed("certificate.asked", f"at most {MAX_NODES} nodes", "more")
        self.asked = range(len(asked))
        self.work = 0
        self.possible = self.fixed_point()

    def place(self, node: int) -> int:
        """Return the place of a node, -1 for none."""
        return self.places.get(node, -1)

    def after(self, team: Team, observable: int) -> list[Team]:
        """Return what a team becomes after each answer that no member rules out, + first."""
        images = []
        for outcome in (0, 1):
            image = {self.moves[place][observable][outcome] for place in team}
            if -1 not in image:
                images.append(tuple(sorted(image)))
        return images

    def fixed_point(self) -> list[Team]:
        """Return the possible teams, larger ones first, then in lexicographic order.

        The largest collection such that every subset of a member belongs to it and for each
        observable some answer, ruled out by no member, leads to a team that belongs to it.
        """
        layer: list[Team] = [(place,) for place in range(len(self.moves))]
        found = set(layer)
        while layer:
            alive = set(self.larger(layer, found))
            moves = {team: [self.after(team, a) for a in self.asked] for team in alive}
            left: set[Team] = set()
            while left != alive:
                self.count(len(alive) * len(self.asked))
                left, alive = (
                    alive,
                    {
                        team
                        for team in alive
                        if all(any(im in found or im in alive for im in ims) for ims in moves[team])
                    },
                )
            layer = sorted(alive)
            found |= alive
            if len(found) > MAX_TEAMS:
                raise Malformed("certificate", f"at most {MAX_TEAMS} possible sets", "more")
        return sorted(found, key=lambda team: (-len(team), team))

    def larger(self, layer: list[Team], found: set[Team]) -> Iterator[Team]:
        """Yield the teams with one member more all of whose subsets are possible."""
        yielded = 0
        for team in layer:
            self.count(len(self.moves))
            for place in range(team[-1] + 1, len(self.moves)):
                if all((*team[:j], *team[j + 1 :], place) in found for j in range(len(team))):
                    self.count(len(self.asked))
                    yielded += 1
                    if yielded > MAX_TEAMS:
                        limit = f"at most {MAX_TEAMS} sets of one size"
                        raise Malformed("certificate", limit, "more")
                    yield (*team, place)

    def count(self, work: int) -> None:
        """Charge for work."""
        self.work += work
        if self.work > MAX_WORK:
            raise Malformed("certificate", f"at most {MAX_WORK} units of work", "more")

    def symmetry(self, image: int, targets: tuple[int, ...], signs: str, where: str) -> list[int]:
        """Return the images of all places under a symmetry, after checking that it is one.

        Args:
            image: of place 0.
            targets: of each observable the one it is taken to.
            signs: "-" where outcomes are exchanged.
            where: the place for messages.

        Raises:
            Rejected: if moves are not taken to moves, or not all places are met once.
        """
        images, queue = {0: image}, [0]
        for place in queue:  # grows on the way
            for observable in self.asked:
                here = self.moves[place][observable]
                there = self.moves[images[place]][targets[observable]]
                if signs[observable] == "-":
                    there = there[1], there[0]
                for child, other in zip(here, there, strict=True):
                    if child >= 0 and child not in images:
                        images[child] = other
                        queue.append(child)
                    if images.get(child, -1) != other or (child < 0) != (other < 0):
                        found = f"another for observable {observable} at state {place}"
                        raise Rejected(where, "symmetry", "moves taken to moves", found)
        if len(images) != len(self.moves) or len(set(images.values())) != len(images):
            raise Rejected(where, "symmetry", "every state of knowledge once", "another map")
        return [images[place] for place in range(len(self.moves))]

    def orbits(self, symmetries: list[list[int]]) -> list[list[Team]]:
        """Return the orbits of the possible teams, in the order of their first teams."""
        met: set[Team] = set()
        orbits = []
        for team in self.possible:
            if team in met:
                continue
            orbit = [team]
            met.add(team)
            for member in orbit:  # grows on the way
                for images in symmetries:
                    other = tuple(sorted(images[place] for place in member))
                    if other not in met:
                        met.add(other)
                        orbit.append(other)
            orbits.append(orbit)
        return orbits


def successors(walk: Walk, node: int, observable: int) -> tuple[int, int]:
    """Return the nodes after + and -, -1 for an outcome that is impossible."""
    certain = walk.certain(node, observable)
    plus, minus = (
        -1 if certain is not None and certain != a else walk.after(node, observable, a)
        for a in (0, 1)
    )
    return plus, minus
