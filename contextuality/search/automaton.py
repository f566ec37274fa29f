"""Sequences of Pauli measurements: what quantum mechanics predicts with certainty, run by run.

Belongs here: the question "which Mealy machines never contradict a certain prediction", stated as
observables, allowed sequences and initial knowledge; the graph of knowledge that a run walks on;
machines, and replaying one against that graph. Does not belong here: clauses
(`automaton_clauses`) and looking for machines (`automaton_search`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from contextuality._text import check_name
from contextuality.errors import InputError, shown
from contextuality.pauli import parse_pauli, paulis_commute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contextuality.scenario import Scenario

Sequences = Literal["contexts", "compatible", "all"]
"""Inside one context per run; pairwise commuting within a run; or any."""

SEQUENCES: tuple[Sequences, ...] = get_args(Sequences)

Generator = tuple[int, int]
"""(x + 2^n z, sign bit): a signed Hermitian Pauli operator."""

Knowledge = tuple[Generator, ...]
"""A signed isotropic subspace by its reduced basis: leading bits decrease, each in one row."""

Node = tuple[Knowledge, int]
"""What is known in a run, and the mask of the observables that may be measured next."""


@dataclass(frozen=True, slots=True)
class SequenceTask:
    """Observables, the sequences of them that may be measured, and what is known at the start.

    Args:
        name: one line of text.
        observables: distinct Pauli strings of one length, none the identity.
        sequences: `"contexts"`: a run stays inside one of the contexts, which the machine is not
            told; `"compatible"`: the observables of a run commute pairwise; `"all"`: any.
            Observables may recur, and runs are of any length.
        contexts: for `"contexts"` only: tuples of distinct indices of commuting observables.
        initial: generators of the stabilizer group that is known at the start, as Pauli strings
            with an optional sign; commuting and independent. Empty: nothing is known.

    Raises:
        InputError: naming the item that breaks a rule.

    Source: M. Kleinmann et al., New J. Phys. 13 (2011) 113011, for machines that reproduce
        certain predictions; runs of pairwise commuting observables and knowledge as a stabilizer
        group are our reading.

    Example:
        >>> SequenceTask("bit", ("X", "Z"), "all", (), ("Z",)).qubits
        1
    """

    name: str
    observables: tuple[str, ...]
    sequences: Sequences
    contexts: tuple[tuple[int, ...], ...] = ()
    initial: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.sequences not in SEQUENCES:
            raise InputError(
                where="sequences", expected="one of " + ", ".join(SEQUENCES), found=self.sequences
            )
        if not self.observables:
            raise InputError(where="observables", expected="at least one", found="none")
        for position, label in enumerate(self.observables):
            where = f"observables[{position}]"
            if not any(_masks(label, len(self.observables[0]), where)):
                raise InputError(where=where, expected="no identity", found=shown(label))
            if label in self.observables[:position]:
                raise InputError(where=where, expected="a new observable", found=shown(label))
        if bool(self.contexts) != (self.sequences == "contexts"):
            raise InputError(
                where="contexts",
                expected="contexts if and only if sequences stay inside them",
                found=f"{len(self.contexts)} contexts",
            )
        for position, context in enumerate(self.contexts):
            _check_context(context, self.observables, f"contexts[{position}]")
        Runs(self)  # refuses initial generators that anticommute or depend on each other

    @property
    def qubits(self) -> int:
        """The number of qubits."""
        return len(self.observables[0])


def sequence_task(
    scenario: Scenario, sequences: Sequences, initial: Sequence[str] = ()
) -> SequenceTask:
    """State the question for a scenario of Pauli observables.

    Args:
        scenario: all its observables are Pauli strings.
        sequences: see `SequenceTask`; the contexts are the scenario's.
        initial: generators of the group known at the start.

    Raises:
        InputError: if a label is not a Pauli string, or as `SequenceTask` does.

    Example:
        >>> from contextuality.library import get
        >>> len(sequence_task(get("mermin-square"), "contexts").contexts)
        6
    """
    contexts = scenario.contexts if sequences == "contexts" else ()
    return SequenceTask(scenario.name, scenario.observables, sequences, contexts, tuple(initial))


def _masks(label: str, qubits: int, where: str) -> tuple[int, int]:
    try:
        masks = parse_pauli(label)
    except InputError as error:
        raise error.located(where) from error
    if len(label) != qubits:
        raise InputError(
            where=where, expected=f"a Pauli string on {qubits} qubits", found=shown(label)
        )
    return masks


def _check_context(context: tuple[int, ...], labels: tuple[str, ...], where: str) -> None:
    if not context or len(set(context)) < len(context):
        raise InputError(where=where, expected="distinct observables", found=f"{list(context)}")
    for position, i in enumerate(context):
        if not 0 <= i < len(labels):
            raise InputError(where=where, expected=f"indices below {len(labels)}", found=str(i))
        for j in context[:position]:
            if not paulis_commute(parse_pauli(labels[i]), parse_pauli(labels[j])):
                raise InputError(
                    where=where,
                    expected="commuting observables",
                    found=f"{labels[j]} and {labels[i]}, which anticommute",
                )


class Runs:
    """The graph that runs walk on: knowledge with the observables allowed next, made on demand.

    Args:
        task: the question.

    Raises:
        InputError: if the task's initial generators anticommute or depend on each other.

    Source: D. Gottesman, arXiv:quant-ph/9705052, for the update of a stabilizer group; measuring
        when only part of the stabilizer group is known is the same rule.

    Example:
        >>> runs = Runs(SequenceTask("bit", ("X", "Z"), "all", (), ("-Z",)))
        >>> (root,) = runs.roots
        >>> runs.value(root, 1), runs.value(root, 0), runs.value(runs.after(root, 0, 1), 0)
        (1, None, 1)
    """

    def __init__(self, task: SequenceTask) -> None:
        n = self._n = task.qubits
        masks = [parse_pauli(label) for label in task.observables]
        self._vectors = [x | z << n for x, z in masks]
        count = len(masks)
        self._fixed = task.sequences != "compatible"
        self._commuting = [
            sum(1 << j for j in range(count) if paulis_commute(masks[i], masks[j]))
            for i in range(count)
        ]
        self._numbers: dict[Node, int] = {}
        self.nodes: list[Node] = []
        self._values: list[dict[int, int | None]] = []
        self._after: list[dict[tuple[int, int], int]] = []
        known: Knowledge = ()
        for position, text in enumerate(task.initial):
            where = f"initial[{position}]"
            label = text[1:] if text[:1] in {"+", "-"} else text
            x, z = _masks(label, n, where)
            generator = (x | z << n, int(text.startswith("-")))
            if any(self._anticommute(generator[0], row[0]) for row in known):
                raise InputError(
                    where=where, expected="a generator that commutes with the others", found=text
                )
            rest, _ = self._reduced(generator, known)
            if not rest:
                raise InputError(
                    where=where, expected="a generator independent of the others", found=text
                )
            known = self._joined(generator, known)
        self.start = known
        allowed = [sum(1 << i for i in context) for context in task.contexts]
        self.roots: tuple[int, ...] = tuple(
            self.number((known, mask)) for mask in allowed or [(1 << count) - 1]
        )

    def number(self, node: Node) -> int:
        """Return the number of a node, a new one if it was not met before."""
        found = self._numbers.setdefault(node, len(self.nodes))
        if found == len(self.nodes):
            self.nodes.append(node)
            self._values.append({})
            self._after.append({})
        return found

    def allowed(self, node: int) -> Iterator[int]:
        """Yield the observables that may be measured at a node, in increasing order."""
        mask = self.nodes[node][1]
        while mask:
            yield (mask & -mask).bit_length() - 1
            mask &= mask - 1

    def value(self, node: int, observable: int) -> int | None:
        """Return the certain outcome of an observable at a node, 1 for -1; None if it is open."""
        cache = self._values[node]
        if observable not in cache:
            rest, sign = self._reduced((self._vectors[observable], 0), self.nodes[node][0])
            cache[observable] = None if rest else sign
        return cache[observable]

    def after(self, node: int, observable: int, outcome: int) -> int:
        """Return the node after measuring an allowed observable with a possible outcome."""
        cache = self._after[node]
        found = cache.get((observable, outcome))
        if found is None:
            knowledge, mask = self.nodes[node]
            if self.value(node, observable) is None:
                knowledge = self._measured(knowledge, self._vectors[observable], outcome)
            if not self._fixed:
                mask &= self._commuting[observable]
            found = cache[observable, outcome] = self.number((knowledge, mask))
        return found

    def covers(self, node: int, other: int) -> bool:
        """Tell whether a node knows all that another does and allows all that it does."""
        (known, allowed), (less, fewer) = self.nodes[node], self.nodes[other]
        if fewer & ~allowed or len(less) > len(known):
            return False
        return all(self._reduced(row, known) == (0, 0) for row in less)

    def independent(self) -> tuple[int, ...]:
        """Return observables, chosen greedily, that are independent modulo the initial group.

        A Pauli operator that commutes with the initial group can flip the signs of any subset.
        """
        chosen, basis = [], self.start
        for i, vector in enumerate(self._vectors):
            rest, _ = self._reduced((vector, 0), basis)
            if rest:
                chosen.append(i)
                basis = _insert((rest, 0), basis)
        return tuple(chosen)

    def _anticommute(self, a: int, b: int) -> int:
        n = self._n
        low = (1 << n) - 1
        return ((a & low & b >> n).bit_count() + (a >> n & b & low).bit_count()) & 1

    def _times(self, a: Generator, b: Generator) -> Generator:
        """Multiply; the sign is meaningful only if the two commute."""
        n, (v, s), (w, t) = self._n, a, b
        low = (1 << n) - 1
        product = v ^ w
        quarters = (v >> n & w & low).bit_count() * 2
        quarters += (v >> n & v & low).bit_count() + (w >> n & w & low).bit_count()
        quarters -= (product >> n & product & low).bit_count()
        return product, s ^ t ^ (quarters >> 1 & 1)

    def _reduced(self, generator: Generator, knowledge: Knowledge) -> Generator:
        for row in knowledge:
            if generator[0] >> (row[0].bit_length() - 1) & 1:
                generator = self._times(generator, row)
        return generator

    def _joined(self, generator: Generator, knowledge: Knowledge) -> Knowledge:
        """Add a generator that commutes with all rows and depends on none."""
        new = self._reduced(generator, knowledge)
        top = new[0].bit_length() - 1
        rows = [self._times(row, new) if row[0] >> top & 1 else row for row in knowledge]
        return tuple(sorted([*rows, new], reverse=True))

    def _measured(self, knowledge: Knowledge, vector: int, outcome: int) -> Knowledge:
        clashing = [row for row in knowledge if self._anticommute(row[0], vector)]
        if clashing:
            # The last one has the lowest leading bit, so that the others stay reduced by it.
            last = clashing[-1]
            kept = [
                self._times(row, last) if row in clashing else row
                for row in knowledge
                if row != last
            ]
            knowledge = ()
            for row in kept:
                knowledge = self._joined(row, knowledge)
        return self._joined((vector, outcome), knowledge)


def _insert(row: Generator, basis: Knowledge) -> Knowledge:
    """Add a reduced row to a basis whose signs play no part."""
    top = row[0].bit_length() - 1
    rows = [(old[0] ^ row[0], 0) if old[0] >> top & 1 else old for old in basis]
    return tuple(sorted([*rows, row], reverse=True))


@dataclass(frozen=True, slots=True)
class Machine:
    """A deterministic Mealy machine that starts in state 0.

    Args:
        out: per state, per observable: 0 for the answer +1, 1 for -1.
        follow: per state, per observable: the next state.

    Example:
        >>> Machine(((0, 1),), ((0, 0),)).states
        1
    """

    out: tuple[tuple[int, ...], ...]
    follow: tuple[tuple[int, ...], ...]

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.out)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A run in which a machine contradicts a certain prediction.

    Args:
        root: the node where the run starts.
        steps: pairs (node, observable) of the run; at the last one the answer is wrong.
    """

    root: int
    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """What replaying a machine found.

    Args:
        pairs: the number of pairs (state, node) that were reached.
        contradictions: empty if and only if the machine never contradicts a certain prediction.
    """

    pairs: int
    contradictions: tuple[Contradiction, ...]


def replay(runs: Runs, machine: Machine, most: int = 1) -> Replay:
    """Walk through all pairs (machine state, node) that a run can reach.

    Args:
        runs: the runs to replay.
        machine: the machine; it starts each run in state 0.
        most: stop at this many contradictions, at least 1; each is as short as possible.

    Returns:
        The contradictions found, breadth first; if there are none, all pairs were visited.

    Source: ours.

    Example:
        >>> runs = Runs(SequenceTask("bit", ("X", "Z"), "all"))
        >>> one = Machine(((0, 0),), ((0, 0),))
        >>> replay(runs, one).contradictions
        ()
        >>> known = Runs(SequenceTask("bit", ("X", "Z"), "all", (), ("-Z",)))
        >>> replay(known, one).contradictions
        (Contradiction(root=0, steps=((0, 1),)),)
    """
    origin: dict[tuple[int, int], tuple[tuple[int, int], int] | None] = {}
    for root in runs.roots:
        origin[0, root] = None
    queue = list(origin)
    found: list[Contradiction] = []
    for pair in queue:
        state, node = pair
        for observable in runs.allowed(node):
            answer = machine.out[state][observable]
            certain = runs.value(node, observable)
            if certain is not None and certain != answer:
                found.append(_trace(origin, pair, observable))
                if len(found) >= most:
                    return Replay(len(origin), tuple(found))
                continue
            child = machine.follow[state][observable], runs.after(node, observable, answer)
            if child not in origin:
                origin[child] = pair, observable
                queue.append(child)
    return Replay(len(origin), tuple(found))


def _trace(
    origin: dict[tuple[int, int], tuple[tuple[int, int], int] | None],
    pair: tuple[int, int],
    observable: int,
) -> Contradiction:
    steps = [(pair[1], observable)]
    while (before := origin[pair]) is not None:
        pair, observable = before
        steps.append((pair[1], observable))
    return Contradiction(pair[1], tuple(reversed(steps)))
