"""All simulators of the k-HRNN behind one interface.

What belongs here: the choice among the backends, and translating, conditioning and sampling with
any of them. What does not: their table (``simulators``) and how they work (``exact``, ``dense``,
``constraints``, ``tableau``).

Every backend gives the same exact rational probabilities; they differ in what they can reach:

- ``exact``: integer amplitudes, n <= 24; the reference that verified results use.
- ``signs``: any k; phase polynomial and a packed dense remainder of at most 2^33 entries.
- ``pauli``: k <= 2, thousands of qubits; a packed tableau, whole sentences in one call.
- ``tableau``: k <= 2 through stim (extra ``stim``), whose compiled sampler draws many shots.
- ``phase``: any n where ranks of quadratic forms suffice: every sentence with k <= 2; for k = 3,
  among others, diagonal tokens and first measurements. It raises ``OutsideClassError`` elsewhere.
"""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError
from khrnn.hypergraph.cell import choose_outcome
from khrnn.hypergraph.exact import Run
from khrnn.hypergraph.frame import OutsideClassError
from khrnn.hypergraph.simulators import BACKENDS, Backend, Simulator
from khrnn.tasks.sentences import Sentence, Translation, check_sizes, check_words
from khrnn.tasks.tokens import Entangle, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from khrnn.hypergraph.frame import Choose
    from khrnn.types import Outcome, Word, Words

__all__ = [
    "BACKENDS",
    "Backend",
    "OutsideClassError",
    "Simulator",
    "choose_backend",
    "conditional_law",
    "sample_outcomes",
    "simulate",
]

EXACT_UP_TO = 8
"""Up to this n, ``auto`` takes the reference simulator: nothing is gained by another."""

MANY, BATCHED_UP_TO = 8, 11
"""So many sentences up to this n go through the reference simulator together, with ``auto``."""

SIGNS_UP_TO = 24
"""Up to this n, ``auto`` takes the dense backend for k >= 3 without a trial."""


def choose_backend(n: int, k: int, sentences: Iterable[Sentence] = ()) -> Backend:
    """Pick the backend that is expected to be fastest among those that can serve.

    Args:
        n: number of qubits.
        k: edge size.
        sentences: what is to be simulated, if known: for k >= 3 and n > 24, the polynomial
            backend is taken if it gets through all of them in a trial with outcomes drawn from
            a fixed seed.

    Returns:
        ``exact`` for n <= 8; for k <= 2 ``pauli``; for k >= 3 ``signs`` for n <= 24, and beyond it
        ``phase`` after a trial without refusal, else ``signs``.

    Raises:
        InputError: sizes out of range.

    Example:
        >>> choose_backend(3, 3).name, choose_backend(20, 3).name
        ('exact', 'signs')
    """
    check_sizes(n, k)
    if n <= EXACT_UP_TO:
        return BACKENDS["exact"]
    if k <= 2:
        return BACKENDS["pauli"]
    if n <= SIGNS_UP_TO:
        return BACKENDS["signs"]
    phase = BACKENDS["phase"]
    trial = np.random.default_rng(0)
    known = False
    try:
        for sentence in sentences:
            known = True
            _translate(phase, sentence, trial)
    except OutsideClassError:
        return BACKENDS["signs"]
    return phase if known else BACKENDS["signs"]


def simulate(
    sentences: Sequence[Sentence], *, backend: str = "auto", rng: np.random.Generator
) -> list[Translation]:
    """Translate sentences, sampling every outcome from the exact law.

    Args:
        sentences: the inputs, direct or compiled, of any sizes.
        backend: a name of ``BACKENDS``, or ``auto``, which chooses per pair (n, k).
        rng: the source of randomness. Each sentence gets a generator of its own, seeded from it,
            and outcomes are drawn by integer arithmetic: two backends that start from the same
            generator return the same translations, one by one or many at once.

    Returns:
        One translation per sentence, its probabilities exact.

    Raises:
        InputError: an unknown backend, or sizes it refuses.
        OutsideClassError: a sentence the backend can't follow; it names the reason.

    Source:
        Ours.

    Example:
        >>> from contextuality.group import GroupElement
        >>> sentence = Sentence(40, 3, (Entangle(0b111), Measure(GroupElement.x(40, [0]))))
        >>> [translation] = simulate([sentence], rng=np.random.default_rng(1))
        >>> translation.words, translation.probability
        ((None, 1), Fraction(3, 4))
    """
    chosen = _resolve(sentences, backend)
    seeds = rng.integers(0, 1 << 63, size=len(sentences)).tolist()
    groups: dict[tuple[int, int], list[int]] = {}
    for index, sentence in enumerate(sentences):
        groups.setdefault((sentence.n, sentence.k), []).append(index)
    found: dict[int, Translation] = {}
    for sizes, indices in groups.items():
        own = chosen[sizes]
        if backend == "auto" and len(indices) >= MANY and sizes[0] <= BATCHED_UP_TO:
            own = BACKENDS["exact"]
        if own.batch is not None and len(indices) >= own.least_batch:
            sources = [np.random.default_rng(seeds[index]) for index in indices]
            batch = own.batch([sentences[index] for index in indices], sources)
            for index, said in zip(indices, batch, strict=True):
                if said is not None:
                    found[index] = _told(sentences[index], said)
        for index in indices:
            if index not in found:
                found[index] = _alone(own, sentences[index], seeds[index], backend)
    return [found[index] for index in range(len(sentences))]


def _alone(backend: Backend, sentence: Sentence, seed: int, asked: str) -> Translation:
    try:
        return _translate(backend, sentence, np.random.default_rng(seed))
    except OutsideClassError:  # other outcomes than those of the trial can lead out
        if asked != "auto":
            raise
        return _translate(BACKENDS["signs"], sentence, np.random.default_rng(seed))


def conditional_law(sentence: Sentence, words: Words, *, backend: str = "auto") -> Run:
    """Compute the exact probability of a translation with any backend.

    Args:
        sentence: the input.
        words: one word per token.
        backend: a name of ``BACKENDS``, or ``auto``.

    Returns:
        What ``exact.run`` returns: the joint probability and the conditionals, which end with
        the first 0.

    Raises:
        InputError: words that do not fit, an unknown backend, or sizes it refuses.
        OutsideClassError: a sentence the backend can't follow.

    Example:
        >>> from contextuality.group import GroupElement
        >>> sentence = Sentence(2, 2, (Measure(GroupElement.x(2, [0])),))
        >>> conditional_law(sentence, (-1,), backend="phase")
        Run(joint=Fraction(0, 1), conditionals=(Fraction(0, 1),))
    """
    check_words(sentence, words)
    chosen = _resolve([sentence], backend)[sentence.n, sentence.k]
    try:
        return _condition(chosen, sentence, words)
    except OutsideClassError:
        if backend != "auto":
            raise
        return _condition(BACKENDS["signs"], sentence, words)


def sample_outcomes(
    sentence: Sentence, shots: int, rng: np.random.Generator, *, backend: str = "auto"
) -> npt.NDArray[np.int8]:
    """Sample the outcomes of a sentence many times.

    Shots with equal outcomes so far share one state, so the work grows with the number of
    different outcome strings that occur, not with the shots. ``tableau`` hands the whole circuit
    to stim's compiled sampler instead, whose random bits are stim's.

    Args:
        sentence: the input.
        shots: number of samples, at least 0.
        rng: the source of randomness.
        backend: a name of ``BACKENDS``, or ``auto``.

    Returns:
        Outcomes +1 and -1, shape (shots, measurements), rows in random order.

    Raises:
        InputError: a negative number of shots, an unknown backend, or sizes it refuses.
        OutsideClassError: a sentence the backend can't follow.

    Example:
        >>> from contextuality.group import GroupElement
        >>> x0 = Measure(GroupElement.x(2, [0]))
        >>> sample_outcomes(Sentence(2, 2, (x0, x0)), 2, np.random.default_rng(1)).tolist()
        [[1, 1], [1, 1]]
    """
    if shots < 0:
        raise InputError(where="shots", expected="at least 0", found=str(shots))
    chosen = _resolve([sentence], backend)[sentence.n, sentence.k]
    if backend == "auto" and chosen.name == "pauli" and importlib.util.find_spec("stim"):
        chosen = BACKENDS["tableau"]
    if chosen.sample is not None:
        return chosen.sample(sentence, shots, rng)
    start = chosen.start(sentence.n, sentence.k)
    direct = sentence.direct
    result = np.zeros((shots, len(sentence.outcome_positions)), dtype=np.int8)
    # Depth first: (state, rows of the result, next token, next column).
    open_branches: list[tuple[Simulator, npt.NDArray[np.int64], int, int]] = []
    if shots:
        open_branches.append((start, np.arange(shots), 0, 0))
    while open_branches:
        simulator, rows, position, column = open_branches.pop()
        while position < len(direct):
            token = direct[position]
            position += 1
            if isinstance(token, Entangle):
                simulator.entangle(token.edge)
                continue
            before = simulator.copy() if rows.size > 1 else None
            drawn: list[int] = []

            def split(
                chance: Fraction,
                token: Measure = token,
                count: int = rows.size,
                drawn: list[int] = drawn,
            ) -> int:
                drawn += [choose_outcome(chance, rng, token) for _ in range(count)]
                return drawn[0]

            taken = simulator.measure(token.element, split)
            outcomes = np.array(drawn, dtype=np.int8)
            result[rows, column] = outcomes
            other = rows[outcomes != taken]
            if other.size and before is not None:
                before.measure(token.element, _always(-taken))
                open_branches.append((before, other, position, column + 1))
            rows = rows[outcomes == taken]
            column += 1
    return result


def _always(outcome: Outcome) -> Choose:
    return lambda _: outcome


class _ImpossibleError(Exception):
    """Leaves a simulation at a word of probability 0."""


def _condition(backend: Backend, sentence: Sentence, words: Words) -> Run:
    if backend.follow is not None:
        told = backend.follow(sentence, [word for word in words if word is not None])
        if told and not told[-1]:
            return _impossible(sentence, words, told)
        return Run(_product(told), _spread(words, told))
    simulator = backend.start(sentence.n, sentence.k)
    outcomes = iter([word for word in words if word is not None])
    chances: list[Fraction] = []
    impossible = False

    def follow(chance: Fraction) -> int:
        nonlocal impossible
        word = next(outcomes)
        chances.append(chance if word == 1 else 1 - chance)
        if not chances[-1]:
            impossible = True
            raise _ImpossibleError
        return word

    try:
        for token in sentence.direct:
            if isinstance(token, Entangle):
                simulator.entangle(token.edge)
            else:
                simulator.measure(token.element, follow)
    except _ImpossibleError:
        return _impossible(sentence, words, chances)
    return Run(_product(chances), _spread(words, chances))


def _impossible(sentence: Sentence, words: Words, chances: Sequence[Fraction]) -> Run:
    last = sentence.outcome_positions[len(chances) - 1]
    return Run(Fraction(0), _spread(words[: last + 1], chances))


def _translate(backend: Backend, sentence: Sentence, rng: np.random.Generator) -> Translation:
    simulator = backend.start(sentence.n, sentence.k)
    chances: list[Fraction] = []
    outcomes: list[int] = []
    for token in sentence.direct:
        if isinstance(token, Entangle):
            simulator.entangle(token.edge)
            continue

        def draw(chance: Fraction, token: Measure = token) -> int:
            outcome = choose_outcome(chance, rng, token)
            chances.append(chance if outcome == 1 else 1 - chance)
            return outcome

        outcomes.append(simulator.measure(token.element, draw))
    return _told(sentence, list(zip(outcomes, chances, strict=True)))


def _told(sentence: Sentence, said: Sequence[tuple[Outcome, Fraction]]) -> Translation:
    words = sentence.words([outcome for outcome, _ in said])
    chances = [chance for _, chance in said]
    return Translation(words, _spread(words, chances), _product(chances))


def _resolve(sentences: Sequence[Sentence], name: str) -> dict[tuple[int, int], Backend]:
    """The backend for every pair (n, k) that occurs."""
    groups: dict[tuple[int, int], list[Sentence]] = {}
    for sentence in sentences:
        groups.setdefault((sentence.n, sentence.k), []).append(sentence)
    if name == "auto":
        return {sizes: choose_backend(*sizes, group) for sizes, group in groups.items()}
    if name not in BACKENDS:
        raise InputError(
            where="backend", expected=" or ".join(["auto", *BACKENDS]), found=repr(name)
        )
    backend = BACKENDS[name]
    for sizes in groups:
        if reason := backend.refusal(*sizes):
            raise InputError(where=f"{name} backend", expected="sizes it can serve", found=reason)
    return dict.fromkeys(groups, backend)


def _spread(words: Sequence[Word], chances: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The conditionals of all tokens: 1 for a blank."""
    following: Iterator[Fraction] = iter(chances)
    return tuple(Fraction(1) if word is None else next(following) for word in words)


def _product(chances: Sequence[Fraction]) -> Fraction:
    # The frequent factors 1 and 1/2 are counted: a product of fractions reduces every time.
    joint, halves = Fraction(1), 0
    for chance in chances:
        if chance.denominator == 2:
            halves += 1
        elif chance.numerator != 1 or chance.denominator != 1:
            joint *= chance
    return joint / (1 << halves)
