"""The kinds of statements and certificates about classical memory."""

from __future__ import annotations

from typing import Any

from proofs.kernel.class_search import (
    ClassCover,
    ClassRefutation,
    check_class_cover,
    check_class_refutation,
)
from proofs.kernel.excluded_subsets import ExcludedSubsets, check_excluded_subsets
from proofs.kernel.exclusion import Exclusion, ExclusionStatement, check_exclusion
from proofs.kernel.graphs import GraphStatesTheorem, SupportStatement, check_theorem
from proofs.kernel.memory import (
    DerivativeWeights,
    MemoryStatement,
    PairwiseContexts,
    Replay,
    check_derivative_weights,
    check_pairwise_contexts,
    check_replay,
)
from proofs.kernel.sampling_error import (
    LinearClasses,
    SamplingErrorStatement,
    check_difference_weights,
    check_linear_classes,
)
from proofs.kernel.sharing import Dual, Parts, SharingStatement, check_dual, check_parts
from proofs.kernel.small_bias import SmallBiasStatement, check_bias_weights
from proofs.kernel.support_states import (
    LinearFamily,
    SmallOverlaps,
    SupportStatesStatement,
    check_linear_family,
    check_small_overlaps,
)
from proofs.kernel.weights import Weights

_ERROR = ("n", "k", "measurements", "bits", "error")

# Statement kind -> (class, keys besides "kind").
STATEMENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "value-assignment-bound": (MemoryStatement, ("n", "k", "memory", "bits")),
    "faithful-bound": (MemoryStatement, ("n", "k", "memory", "bits")),
    "hidden-variable-model": (MemoryStatement, ("n", "k", "memory", "bits")),
    "exclusion": (ExclusionStatement, ("n", "k", "states")),
    "support-bound": (SupportStatement, ("n", "k", "memory", "bits")),
    "signed-support-bound": (SupportStatement, ("n", "k", "memory", "bits")),
    "sharing": (SharingStatement, ("n", "k", "states")),
    "exclusion-by-any": (SharingStatement, ("n", "k", "states")),
    "support-states-upper": (SupportStatesStatement, ("n", "k", "measurements", "states")),
    "support-states-lower": (SupportStatesStatement, ("n", "k", "measurements", "states")),
    "small-bias-limit": (SmallBiasStatement, ("n", "k", "dimension")),
    "sampling-error-upper": (SamplingErrorStatement, _ERROR),
    "sampling-error-lower": (SamplingErrorStatement, _ERROR),
}

# Classes that stand for several kinds and take the kind as their first argument.
NAMED = {
    MemoryStatement,
    SupportStatement,
    SharingStatement,
    SupportStatesStatement,
    SamplingErrorStatement,
}

# Classes that take the folder, or the bytes, of a proof file as their last argument.
PROVED = {ClassRefutation}

# Certificate kind -> (class, keys besides "kind", procedure, statement kinds that it can prove).
CERTIFICATES: dict[str, tuple[Any, tuple[str, ...], Any, tuple[str, ...]]] = {
    "pairwise-contexts": (
        PairwiseContexts,
        ("edges",),
        check_pairwise_contexts,
        ("value-assignment-bound",),
    ),
    "derivative-weights": (
        DerivativeWeights,
        ("vertices",),
        check_derivative_weights,
        ("faithful-bound",),
    ),
    "replay": (Replay, (), check_replay, ("hidden-variable-model",)),
    "exclusion": (Exclusion, ("nodes",), check_exclusion, ("exclusion",)),
    "graph-states-theorem": (
        GraphStatesTheorem,
        ("cases",),
        check_theorem,
        ("support-bound", "signed-support-bound"),
    ),
    "dual": (Dual, ("denominator", "matrix"), check_dual, ("sharing",)),
    "parts": (Parts, ("denominator", "matrices"), check_parts, ("exclusion-by-any",)),
    "linear-family": (LinearFamily, ("basis",), check_linear_family, ("support-states-upper",)),
    "small-overlaps": (SmallOverlaps, ("basis",), check_small_overlaps, ("support-states-lower",)),
    "excluded-subsets": (
        ExcludedSubsets,
        ("basis", "relabelled", "most", "cases"),
        check_excluded_subsets,
        ("support-states-lower",),
    ),
    "bias-weights": (Weights, ("weights",), check_bias_weights, ("small-bias-limit",)),
    "linear-classes": (
        LinearClasses,
        ("basis",),
        check_linear_classes,
        ("sampling-error-upper",),
    ),
    "difference-weights": (
        Weights,
        ("weights",),
        check_difference_weights,
        ("sampling-error-lower",),
    ),
    "class-refutation": (
        ClassRefutation,
        ("sha256",),
        check_class_refutation,
        ("sampling-error-lower",),
    ),
    "class-cover": (
        ClassCover,
        ("cases", "cover"),
        check_class_cover,
        ("sampling-error-lower",),
    ),
}
