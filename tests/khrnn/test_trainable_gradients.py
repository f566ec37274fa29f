"""The variance of the trainable k-HRNN's gradient: measured against the exact prediction."""

from __future__ import annotations

import numpy as np
import pytest

from contextuality.errors import InputError
from khrnn.hypergraph.trainable_gradients import TrainableGradients
from khrnn.trainability.model import GradientModel


@pytest.mark.parametrize(("n", "k"), [(2, 2), (3, 2), (4, 2), (4, 3)])
def test_measured_variance_is_the_predicted_one(n: int, k: int) -> None:
    model = TrainableGradients(k)
    assert isinstance(model, GradientModel)
    found = model.sample(n, np.random.default_rng(7), 1200)
    assert found.shape == (1200,)
    predicted = float(model.prediction(n))
    squares = found**2
    # Four standard errors, from the sample's own fourth moment.
    assert abs(squares.mean() - predicted) < 4 * squares.std() / np.sqrt(len(squares))
    assert abs(found.mean()) < 4 * found.std() / np.sqrt(len(found))


def test_sizes_are_checked() -> None:
    with pytest.raises(InputError, match="2 to 8"):
        TrainableGradients().sample(1, np.random.default_rng(0), 1)
    with pytest.raises(InputError, match="2 or 3"):
        TrainableGradients(4)
