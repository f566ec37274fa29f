"""The exact simulator against the group-theoretic law, case by case."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from contextuality.group import random_element
from contextuality.hypergraph import Hypergraph, all_uniform
from khrnn.hypergraph.exact import distribution, run, validity
from khrnn.hypergraph.hidden import GeneratorModel, single_measurement_law
from khrnn.hypergraph.law import chance_of_minus, sentence_probability
from khrnn.tasks.hsmt import sentences
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import Entangle, Measure
from proofs.crosscheck.report import Report
from proofs.quantities import digest, exact

if TYPE_CHECKING:
    import numpy as np

    from contextuality.group import GroupElement

MAX_BRANCHES = 64  # outcome branches compared one by one for a sentence


def prepare(hypergraph: Hypergraph, k: int, *elements: GroupElement) -> Sentence:
    """Return the sentence that prepares a k-uniform hypergraph and measures the elements.

    Example:
        >>> pair = Hypergraph.from_edges(2, [[0, 1]])
        >>> len(prepare(pair, 2, *pair.generators()).tokens)
        3
    """
    preparation = tuple(Entangle(edge) for edge in sorted(hypergraph.edges))
    measurements = tuple(Measure(element) for element in elements)
    return Sentence(hypergraph.n, k, preparation + measurements)


def compare_laws(n: int, k: int, limit: int, count: int, rng: np.random.Generator) -> Report:
    """Compare the simulated translations of random sentences with the law, exactly.

    Args:
        n: number of qubits.
        k: edge size, 1 <= k <= n.
        limit: most tokens of a sentence.
        count: number of sentences.
        rng: source of the sentences and outcomes.

    Returns:
        One case per sentence for each of: the joint probability from the state vector equals the
        one counted from polynomials; the compiled constant-size tokens give the same; the
        emitted translation is possible; and, if there are at most 64 branches, every branch
        equals the law and the branches sum to 1.

    Source: ours; docs/derivations/task.md.

    Example:
        >>> import numpy as np
        >>> compare_laws(3, 2, 6, 5, np.random.default_rng(1)).agrees
        True
    """
    failures: list[str] = []
    cases = 0
    found: list[tuple[str, Fraction]] = []
    for number, record in enumerate(sentences(n, k, limit, count, rng)):
        sentence, translation = record.sentence, record.translation
        if translation is None:
            raise AssertionError("the generator returned a sentence without a translation")
        place = f"n={n} k={k} sentence {number}"
        law = sentence_probability(sentence, translation.words)
        compiled = Sentence(n, k, sentence.compiled)
        outcomes = [word for word in translation.words if word is not None]
        again = run(compiled, compiled.words(outcomes)).joint
        found.append((f"{number} {translation.words}", translation.probability))
        checks = {
            "joint probability": translation.probability == law,
            "compiled tokens": again == law,
            "valid translation": law > 0 and validity(sentence, translation.words),
        }
        # The law is counted by a sum that doubles with each measurement, as do the branches.
        if 1 << len(outcomes) <= MAX_BRANCHES:
            branches = distribution(sentence)
            found += [(f"{number} {branch}", chance) for branch, chance in branches.items()]
            checks["branches"] = sum(branches.values()) == 1 and all(
                chance == sentence_probability(sentence, sentence.words(branch))
                for branch, chance in branches.items()
            )
        cases += len(checks)
        failures += [f"{place}: {name}" for name, holds in checks.items() if not holds]
    detail = f"n={n} k={k}: {count} sentences of up to {limit} tokens"
    chances = digest(f"outcome distributions ({n},{k})", found, seeded=True)
    return Report(cases, tuple(failures), detail, (chances,))


def measure_gap(n: int, k: int, rng: np.random.Generator, most_pairs: int = 1100) -> Report:
    """Measure on the simulator how far one generator tells two hypergraphs apart.

    Args:
        n: number of vertices.
        k: edge size.
        rng: source of the base hypergraphs.
        most_pairs: differences tried; all 2^N - 1 if there are no more, else a random choice.

    Returns:
        One case per difference: the best generator of H gives -1 on H' with probability at least
        2^(1-k), never on H; one more case if all differences were tried: the least such
        probability equals 2^(1-k).

    Source: ours, reading R2; docs/derivations/memory.md.

    Example:
        >>> import numpy as np
        >>> measure_gap(3, 2, np.random.default_rng(1)).detail
        'n=3 k=2: least gap 1/2 over 7 differences'
    """
    size = math.comb(n, k)
    total = (1 << size) - 1
    proved = Fraction(1, 1 << (k - 1))
    everything = total <= most_pairs
    differences = (
        range(1, total + 1)
        if everything
        else sorted({int(d) for d in rng.integers(1, total + 1, most_pairs)})
    )
    failures: list[str] = []
    least = Fraction(1)
    for difference in differences:
        base = int(rng.integers(0, total + 1))
        first = Hypergraph.from_index(n, k, base)
        second = Hypergraph.from_index(n, k, base ^ difference)
        best = Fraction(0)
        for generator in first.generators():
            if not generator.phase.degree <= k - 1:
                failures.append(f"n={n} k={k} hypergraph {base}: a generator of degree k or more")
            if distribution(prepare(first, k, generator)) != {(1,): 1}:
                failures.append(f"n={n} k={k} hypergraph {base}: its own generator is not certain")
            best = max(best, distribution(prepare(second, k, generator)).get((-1,), Fraction(0)))
        if best < proved:
            failures.append(f"n={n} k={k} difference {difference}: gap {best} below {proved}")
        least = min(least, best)
    cases = len(differences)
    if everything:
        cases += 1
        if least != proved:
            failures.append(f"n={n} k={k}: least gap {least}, proved {proved}")
    return Report(
        cases,
        tuple(failures),
        f"n={n} k={k}: least gap {least} over {len(differences)} differences",
        (exact(f"least gap ({n},{k})", least),) if everything else (),
    )


def compare_hidden_model(n: int, k: int, rng: np.random.Generator, count: int = 20) -> Report:
    """Compare the 2n-bit hidden-randomness model with the simulator on single measurements.

    Args:
        n: number of vertices.
        k: edge size.
        rng: source of hypergraphs (if there are more than 64) and measurements.
        count: measurements for every hypergraph.

    Returns:
        One case per hypergraph and measurement of a generator with any admissible phase, or of a
        diagonal: the model's exact law is the simulator's.

    Source: ours; docs/derivations/memory.md.

    Example:
        >>> import numpy as np
        >>> compare_hidden_model(3, 2, np.random.default_rng(1), 4).agrees
        True
    """
    size = math.comb(n, k)
    if size <= 6:
        hypergraphs = list(all_uniform(n, k))
    else:
        hypergraphs = [Hypergraph.from_index(n, k, int(i)) for i in rng.integers(0, 1 << size, 64)]
    model = GeneratorModel(n, k)
    failures: list[str] = []
    cases = 0
    for hypergraph in hypergraphs:
        for _ in range(count):
            element = _single_measurement(n, k, rng)
            sentence = prepare(hypergraph, k, element)
            simulated = distribution(sentence).get((-1,), Fraction(0))
            counted = chance_of_minus(hypergraph, element)
            preparation = [Entangle(edge) for edge in hypergraph.edges]
            law = 1 - single_measurement_law(model, preparation, element)
            cases += 1
            if not law == simulated == counted:
                failures.append(
                    f"n={n} k={k} {hypergraph}, {element}: model {law}, simulator {simulated}, "
                    f"law {counted}"
                )
    return Report(cases, tuple(failures), f"n={n} k={k}: {cases} measurements, {model.bits} bits")


def _single_measurement(n: int, k: int, rng: np.random.Generator) -> GroupElement:
    """Draw a diagonal, or the shift of one vertex with a phase free of it."""
    while True:
        element = random_element(n, k, rng, hermitian=True)
        target = int(rng.integers(0, n + 1))
        phase = element.phase if target == n else element.phase.restrict(target, 0)
        shift = 0 if target == n else 1 << target
        candidate = type(element)(shift, phase)
        if candidate.is_hermitian():
            return candidate
