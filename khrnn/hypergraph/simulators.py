"""The table of simulators of the k-HRNN, and the one interface they have.

What belongs here: what a simulator must offer, and which there are. What does not: the choice
among them and running sentences (``backends``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from khrnn.hypergraph.batched import sample_batch
from khrnn.hypergraph.cell import check_step
from khrnn.hypergraph.exact import MAX_QUBITS, ExactCell
from khrnn.hypergraph.frame import Choose, FrameSimulator
from khrnn.tasks.tokens import Entangle, Measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from contextuality.group import GroupElement
    from khrnn.tasks.sentences import Sentence
    from khrnn.types import Outcome, VertexMask

__all__ = ["BACKENDS", "Backend", "Simulator"]


Said: TypeAlias = "list[tuple[Outcome, Fraction]] | None"
"""The outcomes of a sentence with their conditional probabilities; None if it was given up."""


class Simulator(Protocol):
    """A state that direct tokens change in place."""

    def entangle(self, edge: VertexMask) -> None:
        """Apply the controlled phase of an edge."""
        ...

    def measure(self, element: GroupElement, choose: Choose) -> Outcome:
        """Measure a Hermitian element; choose is told the exact probability of +1."""
        ...

    def copy(self) -> Self:
        """Return an independent copy."""
        ...


@dataclass(frozen=True, slots=True)
class Backend:
    """A way to simulate.

    Attributes:
        name: as the command line has it.
        start: from (n, k) to a simulator in |+>^n.
        refusal: from (n, k) to the reason why this backend can't serve these sizes, or None.
        sample: a faster way to sample many outcomes than one state per branch, or None.
        batch: a faster way through whole sentences of one (n, k), a generator for each, than one
            state for each; None where it gives a sentence up.
        least_batch: how many sentences make `batch` worth it.
        follow: a faster way to the conditional probabilities of given outcomes, which end with the
            first 0, or None.
    """

    name: str
    start: Callable[[int, int], Simulator]
    refusal: Callable[[int, int], str | None]
    sample: Callable[[Sentence, int, np.random.Generator], npt.NDArray[np.int8]] | None = None
    batch: Callable[[Sequence[Sentence], Sequence[np.random.Generator]], list[Said]] | None = None
    least_batch: int = 2
    follow: Callable[[Sentence, Sequence[Outcome]], list[Fraction]] | None = None


class _ExactSimulator:
    """The reference cell in this interface."""

    def __init__(self, n: int, k: int) -> None:
        self._cell = ExactCell(n, k)
        self._state = self._cell.start()

    def entangle(self, edge: VertexMask) -> None:
        self._state, _ = self._cell.step(self._state, Entangle(edge), None)

    def measure(self, element: GroupElement, choose: Choose) -> Outcome:
        check_step(Measure(element), self._cell.n, self._cell.k)
        self._state, outcome = self._cell.measure(self._state, element, choose)
        return outcome

    def copy(self) -> _ExactSimulator:
        twin = _ExactSimulator.__new__(_ExactSimulator)
        twin._cell, twin._state = self._cell, self._state  # states are never changed in place
        return twin


def _start_signs(n: int, k: int) -> Simulator:
    from khrnn.hypergraph.dense import DenseRemainder  # noqa: PLC0415 - brings numba on use

    del k
    return FrameSimulator(n, DenseRemainder())


def _start_tableau(n: int, k: int) -> Simulator:
    from khrnn.hypergraph.tableau import TableauSimulator  # noqa: PLC0415 - brings stim

    del k
    return TableauSimulator(n)


def _sample_tableau(
    sentence: Sentence, shots: int, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    from khrnn.hypergraph.tableau import sample_circuit  # noqa: PLC0415 - brings stim

    return sample_circuit(sentence, shots, rng)


def _batch_tableau(
    sentences: Sequence[Sentence], sources: Sequence[np.random.Generator]
) -> list[Said]:
    from khrnn.hypergraph.tableau import sample_outcomes  # noqa: PLC0415 - brings stim

    return [sample_outcomes(one, rng) for one, rng in zip(sentences, sources, strict=True)]


def _start_pauli(n: int, k: int) -> Simulator:
    from khrnn.hypergraph.pauli import PauliSimulator  # noqa: PLC0415 - brings numba on use

    del k
    return PauliSimulator(n)


def _batch_pauli(
    sentences: Sequence[Sentence], sources: Sequence[np.random.Generator]
) -> list[Said]:
    from khrnn.hypergraph.pauli import sample_outcomes  # noqa: PLC0415 - brings numba on use

    return [sample_outcomes(one, rng) for one, rng in zip(sentences, sources, strict=True)]


def _follow_pauli(sentence: Sentence, outcomes: Sequence[Outcome]) -> list[Fraction]:
    from khrnn.hypergraph.pauli import follow_outcomes  # noqa: PLC0415 - brings numba on use

    return follow_outcomes(sentence, outcomes)


def _stabilizer(n: int, k: int) -> str | None:
    del n
    return f"edges of k = {k} vertices" if k > 2 else None


def _start_phase(n: int, k: int) -> Simulator:
    from khrnn.hypergraph.constraints import ConstraintRemainder  # noqa: PLC0415

    del k
    return FrameSimulator(n, ConstraintRemainder())


def _never(n: int, k: int) -> str | None:
    del n, k
    return None


BACKENDS = {
    backend.name: backend
    for backend in (
        Backend(
            "exact",
            _ExactSimulator,
            lambda n, _: f"n = {n} above {MAX_QUBITS}" if n > MAX_QUBITS else None,
            batch=sample_batch,
        ),
        Backend("signs", _start_signs, _never),
        Backend(
            "tableau",
            _start_tableau,
            _stabilizer,
            _sample_tableau,
            _batch_tableau,
            least_batch=1,
        ),
        Backend(
            "pauli",
            _start_pauli,
            _stabilizer,
            batch=_batch_pauli,
            least_batch=1,
            follow=_follow_pauli,
        ),
        Backend("phase", _start_phase, _never),
    )
}
"""The backends by name."""
