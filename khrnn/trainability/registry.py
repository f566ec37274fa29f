"""The models that `khrnn trainability` compares, by name; each is imported when it is asked for.

What belongs here: names, and where the models are. What does not: the models themselves.
A new model: implement `model.GradientModel` in its own room and add a line to `MODELS`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from contextuality.errors import InputError, near, shown

if TYPE_CHECKING:
    from khrnn.trainability.model import GradientModel

MODELS: dict[str, tuple[str, str]] = {
    "khrnn": ("khrnn.trainability.hypergraph_gradients", "dense"),
    "khrnn-line": ("khrnn.trainability.hypergraph_gradients", "line"),
    "khrnn-warm": ("khrnn.trainability.warm_start", "WarmStart"),
    "khrnn-trainable": ("khrnn.hypergraph.trainable_gradients", "TrainableGradients"),
    "khrnn-qumode": ("khrnn.trainability.hypergraph_gradients", "QumodeNullifier"),
    "qrnn": ("khrnn.trainability.qrnn_gradients", "RecurrentGradients"),
    "hardware-efficient": ("khrnn.trainability.rotation_circuits", "hardware_efficient"),
    "matchgate": ("khrnn.trainability.rotation_circuits", "matchgate"),
    "born-mmd": ("khrnn.generative.models", "wide"),
    "born-mmd-narrow": ("khrnn.generative.models", "narrow"),
    "born-mmd-entangled": ("khrnn.generative.models", "BornEntangled"),
    "born-mmd-blocks": ("khrnn.generative.blocks", "BornBlocks"),
    "born-kl": ("khrnn.generative.models", "BornKL"),
    "born-lqf": ("khrnn.generative.models", "BornLQF"),
    "dissipative-global": ("khrnn.dissipative.models", "swap_global"),
    "dissipative-local": ("khrnn.dissipative.models", "swap_local"),
    "dissipative-design-global": ("khrnn.dissipative.models", "design_global"),
    "dissipative-design-local": ("khrnn.dissipative.models", "design_local"),
    "dissipative-m2-global": ("khrnn.dissipative.hardware_efficient", "brick_global"),
    "dissipative-m2-local": ("khrnn.dissipative.hardware_efficient", "brick_local"),
}
"""Name -> (module, callable without arguments that returns the model); the order of `all`."""


def load(name: str) -> GradientModel:
    """Import and return a model.

    Args:
        name: a key of `MODELS`.

    Returns:
        The model; its own name is the one asked for.

    Raises:
        InputError: for another name.

    Example:
        >>> load("perceptron-1957")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: model: expected one of ..., found 'perceptron-1957'
    """
    if name not in MODELS:
        expected = near(name, MODELS, f"one of {', '.join(sorted(MODELS))}")
        raise InputError(where="model", expected=expected, found=shown(name))
    module, builder = MODELS[name]
    model: GradientModel = getattr(importlib.import_module(module), builder)()
    return model
