"""Executable models: every cell is a pure map (state, token) -> (state, word).

What belongs here: cells (quantum and classical), the tasks they are run on, and their training.
What does not: the algebra and the searches (``contextuality``), and claims, certificates and
verdicts (``proofs``).

The names below are what a script about the k-HRNN and its task needs first; they are loaded on
first use, so that importing the package imports nothing heavy. Other models are in the modules.

Example:
    >>> from contextuality import GroupElement
    >>> from khrnn import Entangle, Measure, Sentence, distribution
    >>> x0 = GroupElement.parse("X0", 3)
    >>> law = distribution(Sentence(3, 3, (Entangle.on(0, 1, 2), Measure(x0))))
    >>> {outcomes: str(chance) for outcomes, chance in law.items()}
    {(1,): '3/4', (-1,): '1/4'}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality._lazy import lazy

if TYPE_CHECKING:
    from khrnn.hypergraph.backends import conditional_law, sample_outcomes, simulate
    from khrnn.hypergraph.cell import translate
    from khrnn.hypergraph.exact import ExactCell, distribution
    from khrnn.tasks.hsmt import sentences
    from khrnn.tasks.jsonlines import read_records, write_records
    from khrnn.tasks.scorer import ExactModel, score
    from khrnn.tasks.sentences import Record, Sentence, Translation
    from khrnn.tasks.tokens import Entangle, FreshAncilla, Measure, Phase, ReadAncilla, Shift

__all__ = [
    "Entangle",
    "ExactCell",
    "ExactModel",
    "FreshAncilla",
    "Measure",
    "Phase",
    "ReadAncilla",
    "Record",
    "Sentence",
    "Shift",
    "Translation",
    "conditional_law",
    "distribution",
    "read_records",
    "sample_outcomes",
    "score",
    "sentences",
    "simulate",
    "translate",
    "write_records",
]

__getattr__, __dir__ = lazy(
    "khrnn",
    {
        "Entangle": "tasks.tokens",
        "ExactCell": "hypergraph.exact",
        "ExactModel": "tasks.scorer",
        "FreshAncilla": "tasks.tokens",
        "Measure": "tasks.tokens",
        "Phase": "tasks.tokens",
        "ReadAncilla": "tasks.tokens",
        "Record": "tasks.sentences",
        "Sentence": "tasks.sentences",
        "Shift": "tasks.tokens",
        "Translation": "tasks.sentences",
        "conditional_law": "hypergraph.backends",
        "distribution": "hypergraph.exact",
        "read_records": "tasks.jsonlines",
        "sample_outcomes": "hypergraph.backends",
        "score": "tasks.scorer",
        "sentences": "tasks.hsmt",
        "simulate": "hypergraph.backends",
        "translate": "hypergraph.cell",
        "write_records": "tasks.jsonlines",
    },
)
