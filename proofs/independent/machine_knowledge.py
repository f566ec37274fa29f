"""Second opinions on lower bounds by what the states of a machine can have to do with.

Belongs here: docs/formats/knowledge.md read once more, over density matrices: teams as bit masks,
listed without regard to size and then thinned out. Does not belong here: measuring
(`machine_physics`), checking a proof (`rup`).
"""

from __future__ import annotations

import hashlib
from functools import reduce
from typing import TYPE_CHECKING, Any

from proofs.independent.machine_physics import Physics, Question
from proofs.independent.opinion import Deadline, NotApplicableError, RejectedError
from proofs.independent.reader import fail, fields, increasing, integer, items, string
from proofs.independent.rup import check_refutation

if TYPE_CHECKING:
    from pathlib import Path

MAX_LISTED = 200_000

Move = tuple[int, int]  # masks of one node, or 0 for an outcome that is impossible
Clauses = list[list[int]]


def read(certificate: dict[str, Any], question: Question) -> dict[str, Any]:
    """Return the fields of a certificate of kind "knowledge-cover".

    Raises:
        InputError: if it is not of the grammar.
    """
    names = ("kind", "asked", "prefix", "symmetries", "sha256")
    keys = fields(certificate, "certificate", names)
    most = len(question.labels) - 1
    asked = increasing(keys["asked"], "certificate.asked")
    if not asked or asked[-1] > most:
        fail("certificate.asked", f"increasing indices up to {most}", str(asked)[:40])
    for index in items(keys["prefix"], "certificate.prefix", 0, 16):
        integer(index, "certificate.prefix", 0, most)
    for row in items(keys["symmetries"], "certificate.symmetries", 0, 64):
        image, targets, signs = items(row, "certificate.symmetries", 3, 3)
        integer(image, "certificate.symmetries", 0, 127)
        for target in items(targets, "certificate.symmetries", len(asked), len(asked)):
            integer(target, "certificate.symmetries", 0, len(asked) - 1)
        if len(string(signs, "certificate.symmetries", len(asked))) != len(asked):
            fail("certificate.symmetries", f"{len(asked)} signs", repr(signs)[:40])
        if signs.strip("+-"):
            fail("certificate.symmetries", "signs + and -", repr(signs)[:40])
    digest = string(keys["sha256"], "certificate.sha256", 64)
    if len(digest) != 64 or digest.strip("0123456789abcdef"):
        fail("certificate.sha256", "64 hexadecimal digits", digest)
    return keys


def formula(
    question: Question, keys: dict[str, Any], deadline: Deadline
) -> tuple[list[list[int]], int, str]:
    """Return the clauses, how many variables they have, and where they come from in words.

    Raises:
        RejectedError: if the statement is not about all sequences, or a symmetry is none.
    """
    if question.mode != "all":
        raise RejectedError("the statement is not about all sequences")
    moves = _moves(question, keys["asked"], keys["prefix"], deadline)
    teams = _possible(moves, deadline)
    symmetries = [_symmetry(moves, *row) for row in keys["symmetries"]]
    clauses, variables = _clauses(moves, teams, symmetries, question.states - 1)
    source = f"{len(moves)} density matrices, {len(teams)} possible sets of them"
    return clauses, variables, source


def judge(question: Question, keys: dict[str, Any], folder: Path, deadline: Deadline) -> str:
    """Decide a certificate; return how.

    Raises:
        RejectedError: if it does not prove the bound.
    """
    clauses, variables, source = formula(question, keys, deadline)
    path = folder / f"{keys['sha256']}.lrat"
    if not path.is_file():
        fail(str(path), "the proof file", "no file")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != keys["sha256"]:
        raise RejectedError("the proof file has another SHA-256")
    lemmas = check_refutation(clauses, variables, content, deadline)
    return f"{source}; {lemmas} lemmas follow from {len(clauses)} clauses by own propagation"


def _moves(
    question: Question, asked: list[int], prefix: list[int], deadline: Deadline
) -> list[list[Move]]:
    physics = Physics(question)
    listed = list(dict.fromkeys(physics.roots))
    for a in prefix:
        listed = [child for node in listed for child in physics.after(node, a) if child is not None]
        listed = list(dict.fromkeys(listed))
    place = {node: i for i, node in enumerate(listed)}
    table = []
    for node in listed:
        deadline.check()
        if len(listed) > 128:
            fail("certificate.asked", "at most 128 nodes", "more")
        row = []
        for a in asked:
            for child in physics.after(node, a):
                if child is not None and child not in place:
                    place[child] = len(listed)
                    listed.append(child)
            plus, minus = (
                0 if child is None else 1 << place[child] for child in physics.after(node, a)
            )
            row.append((plus, minus))
        table.append(row)
    return table


def _members(team: int) -> list[int]:
    return [i for i in range(team.bit_length()) if team >> i & 1]


def _images(moves: list[list[Move]], team: int, a: int) -> list[int]:
    """Return the images after the outcomes that are possible at every member, + first."""
    found = []
    for outcome in (0, 1):
        children = [moves[i][a][outcome] for i in _members(team)]
        if all(children):
            found.append(reduce(int.__or__, children))
    return found


def _possible(moves: list[list[Move]], deadline: Deadline) -> list[int]:
    """List all sets in which every observable has an open outcome; throw out what cannot stay."""
    asked = range(len(moves[0]))
    images: dict[int, list[list[int]]] = {}
    waiting = [1 << i for i in range(len(moves))]
    while waiting:
        deadline.check()
        team = waiting.pop()
        found = [_images(moves, team, a) for a in asked]
        if not all(found):
            continue
        images[team] = found
        if len(images) > MAX_LISTED:
            raise NotApplicableError(f"listing sets is for up to {MAX_LISTED}")
        waiting += [team | 1 << i for i in range(team.bit_length(), len(moves))]
    alive = set(images)
    while True:
        deadline.check()
        gone = {
            team
            for team in alive
            if any(not alive.intersection(some) for some in images[team])
            or any(part and part not in alive for part in (team ^ 1 << i for i in _members(team)))
        }
        if not gone:
            return sorted(alive, key=lambda team: (-team.bit_count(), _members(team)))
        alive -= gone


def _symmetry(moves: list[list[Move]], image: int, targets: list[int], signs: str) -> list[int]:
    """Return the mask of each node's image."""
    if image >= len(moves):
        fail("certificate.symmetries", f"a node below {len(moves)}", str(image))
    images = {0: image}
    queue = [0]
    for node in queue:
        for a, target in enumerate(targets):
            there = moves[images[node]][target]
            pairs = zip(moves[node][a], there if signs[a] == "+" else there[::-1], strict=True)
            for child, other in pairs:
                if bool(child) != bool(other):
                    raise RejectedError("a symmetry changes what is possible")
                if not child:
                    continue
                i, j = child.bit_length() - 1, other.bit_length() - 1
                if i not in images:
                    queue.append(i)
                if images.setdefault(i, j) != j:
                    raise RejectedError("a symmetry takes a node to two")
    if sorted(images) != list(range(len(moves))) or len(set(images.values())) != len(moves):
        raise RejectedError("a symmetry does not meet every node once")
    return [1 << images[i] for i in range(len(moves))]


def _clauses(
    moves: list[list[Move]], teams: list[int], symmetries: list[list[int]], most: int
) -> tuple[Clauses, int]:
    number = {team: i for i, team in enumerate(teams, 1)}
    top = len(teams)
    clauses: Clauses = []
    covers: dict[int, int] = {}
    for team in teams:
        for a in range(len(moves[0])):
            images = [image for image in _images(moves, team, a) if image in number]
            for image in images:
                if image not in covers:
                    top += 1
                    covers[image] = top
                    around = [number[other] for other in teams if other & image == image]
                    clauses.append([-top, *around])
            clauses.append([-number[team], *(covers[image] for image in images)])
    earlier: list[int] = []
    chosen = []
    met: set[int] = set()
    for team in teams:
        if team in met:
            continue
        orbit = {team}
        new = [team]
        for member in new:
            for images in symmetries:
                other = sum(images[i] for i in _members(member))
                if other not in orbit:
                    orbit.add(other)
                    new.append(other)
        met |= orbit
        top += 1
        chosen.append(top)
        clauses.append([-top, number[team]])
        clauses += [[-top, -k] for k in earlier]
        earlier += sorted(number[member] for member in orbit)
    clauses.append(chosen)
    lists = [[k] for k in range(1, len(teams) + 1)]
    while len(lists) > 1:
        rest = lists[2 * (len(lists) // 2) :]
        pairs = [lists[i : i + 2] for i in range(0, len(lists) - 1, 2)]
        lists = []
        for p, q in pairs:
            c = list(range(top + 1, top + 1 + min(len(p) + len(q), most + 1)))
            top += len(c)
            for i in range(len(p) + 1):
                for j in range(len(q) + 1):
                    if 0 < i + j <= len(c):
                        left = [-p[i - 1]] if i else []
                        right = [-q[j - 1]] if j else []
                        clauses.append([c[i + j - 1], *left, *right])
            lists.append(c)
        lists += rest
    if len(lists[0]) > most:
        clauses.append([-lists[0][most]])
    return clauses, top
