"""The backends of the simulator against one another, sentence by sentence."""

from __future__ import annotations

import importlib.util
from fractions import Fraction

import numpy as np

from khrnn.hypergraph.backends import BACKENDS, OutsideClassError, simulate
from khrnn.hypergraph.law import sentence_probability
from khrnn.tasks.hsmt import random_sentence
from proofs.crosscheck.report import Report
from proofs.quantities import digest

MAX_COUNTED = 6  # measurements of a sentence whose law is also counted from polynomials


def compare_backends(
    n: int, k: int, limit: int, count: int, rng: np.random.Generator, *, reference: str = "exact"
) -> Report:
    """Compare what the backends make of random sentences, exactly.

    All backends draw from generators in equal states, by integer arithmetic on the exact
    probability of each outcome, so equal laws give equal translations and the conditional
    probabilities are compared one by one.

    Args:
        n: number of qubits, k <= n <= 24.
        k: edge size.
        limit: most tokens of a sentence.
        count: number of sentences.
        rng: source of the sentences and of the seeds.
        reference: the backend that the others must agree with.

    Returns:
        One case per sentence for each other backend that serves it (``phase`` may say that a
        sentence leaves its class, for k >= 3 alone; without stim ``tableau`` is left out); one
        more if the sentence has at most 6 measurements: the joint probability is the one counted
        from polynomials.

    Source: ours.

    Example:
        >>> compare_backends(3, 2, 8, 4, np.random.default_rng(1)).agrees
        True
    """
    names = [
        name
        for name, backend in BACKENDS.items()
        if backend.refusal(n, k) is None
        and name != reference
        and (name != "tableau" or importlib.util.find_spec("stim"))
        and (name != "exact" or n <= 12)
    ]
    failures: list[str] = []
    found_chances: list[tuple[str, Fraction]] = []
    cases = refused = 0
    for number in range(count):
        sentence = random_sentence(n, k, limit, rng)
        seed = int(rng.integers(0, 1 << 32))
        place = f"n={n} k={k} sentence {number}"
        [truth] = simulate([sentence], backend=reference, rng=np.random.default_rng(seed))
        found_chances.append((f"{truth.words}", truth.probability))
        for name in names:
            try:
                [found] = simulate([sentence], backend=name, rng=np.random.default_rng(seed))
            except OutsideClassError as reason:
                refused += 1
                if name != "phase" or k <= 2:
                    failures.append(f"{place}: {name} refused: {reason}")
                continue
            cases += 1
            if found != truth:
                failures.append(f"{place}: {name} differs from {reference}")
        if len(sentence.outcome_positions) <= MAX_COUNTED:
            cases += 1
            if sentence_probability(sentence, truth.words) != truth.probability:
                failures.append(f"{place}: {reference} differs from the counted law")
    detail = f"n={n} k={k}: {cases} comparisons, {refused} refused by phase"
    chances = digest(f"probabilities ({n},{k})", found_chances, seeded=True)
    return Report(cases, tuple(failures), detail, (chances,))
