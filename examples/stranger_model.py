"""A stranger's model of the translation task, judged: `python examples/stranger_model.py`.

Any object with start, step and advance can be judged, here or by
`khrnn score examples/stranger_model.py:build DATA.jsonl`. This one remembers the last measurements
and their outcomes, repeats an outcome when a measurement is repeated, and else tosses a fair coin.
So it is right about repetitions and wrong about everything that follows from the hypergraph.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from khrnn.tasks.hsmt import sentences
from khrnn.tasks.scorer import ExactModel, score
from khrnn.tasks.tokens import Measure, emits_outcome

HALF = Fraction(1, 2)


class Parrot:
    """Repeats itself; its state is a tuple of (measurement, outcome)."""

    def __init__(self, remembered):
        self.remembered = remembered

    def start(self):
        """Nothing measured yet."""
        return ()

    def step(self, state, token):
        """Return the chances of the next word."""
        if not emits_outcome(token):
            return {None: 1}
        known = dict(state).get(token)
        return {1: HALF, -1: HALF} if known is None else {known: 1}

    def advance(self, state, token, word):
        """Forget everything when the latent is changed by a gate; else note the outcome."""
        if not isinstance(token, Measure):
            return ()
        return (*state, (token, word))[-self.remembered :]


def build(_n, _k):
    """Make the model for `khrnn score`; it does not care about n and k."""
    return Parrot(1)


if __name__ == "__main__":
    data = list(sentences(3, 2, 6, 40, np.random.default_rng(1)))
    for name, model in (("the true law", ExactModel(3, 2)), ("the parrot", build(3, 2))):
        found = score(model, data)
        print(f"{name}: validity {found.validity}, total variation {found.total_variation}")
        print(f"  perplexity {found.perplexity:.4f}, the law's {found.perplexity_of_law:.4f}")
        print(f"  backward cross-entropy {found.backward_cross_entropy:.4f} bits")
