"""Gradients of the trainable k-HRNN at random angles, for the comparison of variances.

What belongs here: one `GradientModel`. What does not: measuring variances (`khrnn.trainability`).

The loss is the chance p of +1 when, after the E tokens of all edges, the ancilla reads the P tokens
that avoid qubit 0 and the shift of qubit 0; every angle is uniform on the circle. With s the total
phase that the ancilla's branch picks up, p = (1 + 2^-n sum_z cos s(z)) / 2. The angle of the edge
S = {0, ..., k-1} in its own token enters s(z) with factor +-1 if z is 1 on S without 0, and not at
all otherwise. For k >= 2, s(z) - s(z') contains the angle of a single qubit on which z and z'
differ, and s(z) + s(z') twice the angle of the empty set; so all cross terms average to 0:

    Var dp/dtheta = (1/4) 2^-2n 2^(n-k+1) (1/2) = 2^-(n+k+2).

The algebra of the phases is abelian and of polynomial dimension, and yet the variance at uniform
angles falls exponentially in n: dimension alone does not make a cell trainable from anywhere.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.extras import need
from khrnn.tasks.tokens import Entangle, FreshAncilla, Phase, ReadAncilla, Shift
from khrnn.trainability.sampled import SampledModel

if TYPE_CHECKING:
    import numpy.typing as npt

    from khrnn.tasks.tokens import Token

CHUNK = 64


class TrainableGradients(SampledModel):
    """The derivative of an outcome's chance by one edge's phase.

    Args:
        k: edge size, 2 or 3; sizes are numbers of qubits, at least k.

    Raises:
        InputError: another k.

    Source: ours; the variance is derived in the module's docstring.

    Example:
        >>> TrainableGradients().prediction(4)
        Fraction(1, 256)
    """

    name = "khrnn-trainable"
    unit = "qubits"
    largest = 8

    def __init__(self, k: int = 2) -> None:
        if k not in {2, 3}:
            raise InputError(where="k", expected="2 or 3", found=str(k))
        self.k = k
        self.sizes = tuple(range(k, 6))
        self.quantity = (
            f"d p(+1) / d theta of one edge's phase, all angles uniform on the circle, k = {k}"
        )

    @property
    def smallest(self) -> int:
        """The smallest size: k."""
        return self.k

    def batch(self, size: int) -> int:  # noqa: ARG002 - the base class's argument
        """Return how many cells are differentiated at once."""
        return CHUNK

    def draw(self, size: int, rng: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
        """Return derivatives at independent uniform angles.

        Raises:
            InputError: no torch (extra `train`).
        """
        torch = need("torch", "train", "gradients of the trainable k-HRNN")
        from khrnn.hypergraph import adjoint  # noqa: PLC0415
        from khrnn.hypergraph.trainable import TrainableKHRNN  # noqa: PLC0415

        cell = TrainableKHRNN(size, self.k, torch.Generator())
        words = cell.vocabulary
        spelt: list[Token] = [
            *(t for t in words.tokens if isinstance(t, Entangle)),
            FreshAncilla(),
            *(t for t in words.tokens if isinstance(t, Phase) and not t.monomial & 1),
            Shift(0),
            ReadAncilla(),
        ]
        numbers = torch.tensor([words.number(token) for token in spelt])
        edge = (1 << self.k) - 1
        row = cell.edges.index(words.number(Entangle(edge)))
        program = adjoint.Program(
            cell.permutations.repeat(count, 1), cell.fresh.repeat(count), cell.read.repeat(count)
        )
        tables = []
        for _ in range(count):
            with torch.no_grad():
                for angles in (cell.edge_angles, cell.phase_angles):
                    drawn = rng.uniform(-np.pi, np.pi, tuple(angles.shape))
                    angles.copy_(torch.from_numpy(drawn))
                tables.append(cell.angles())
        table = torch.cat(tables).requires_grad_()
        step = len(words) + 1
        tokens = numbers[None] + step * torch.arange(count)[:, None]
        value = adjoint.log_likelihood(program, table, tokens, torch.ones_like(tokens)).exp()
        (slope,) = torch.autograd.grad(value.sum(), table)
        places = torch.arange(count) * step + cell.edges[row]
        points = cell.edge_points[cell.edge_subsets.index(edge)]
        slopes: npt.NDArray[np.float64] = (slope[places, 0] @ points).numpy()
        return slopes

    def prediction(self, size: int) -> Fraction:
        """Return the exact variance, 2^-(n+k+2).

        Args:
            size: number of qubits, at least k.
        """
        return Fraction(1, 1 << (size + self.k + 2))
