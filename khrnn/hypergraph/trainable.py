"""The trainable k-HRNN: the phases of every token as parameters, dense and exact up to rounding.

What belongs here: the torch cell, its parameters, and rounding them to the group. What does not:
its likelihood (`adjoint`), training loops (`khrnn.training`), the exact rounded cell (`snapped`).
Importing this module imports torch.

Architecture. The latent has n qubits, the ancilla one. Fixed: S prepares the ancilla in |+>, X i is
a controlled shift, R a Hadamard and a measurement. Learned: each E token applies the diagonal
exp(i sum_S theta_S z_S), S of 1 to k qubits, each P token the same with |S| <= k-1, controlled by
the ancilla. The diagonals of degree at most k are closed under conjugation by shifts, so the
unitaries reachable form a group of n commuting shifts and an abelian Lie algebra of dimension
sum_{j<=k} binom(n,j) (the empty set is the global phase, which E tokens leave out). Angles that are
multiples of pi give the hypergraph stabilizer group and its Clifford-like gates C^kZ.
"""

from __future__ import annotations

import math
from math import comb

import torch
from torch import Tensor, nn

from contextuality.errors import InputError
from contextuality.polynomial import BooleanPolynomial, k_subsets
from khrnn.hypergraph import adjoint
from khrnn.hypergraph.adjoint import Program
from khrnn.tasks.sentences import check_sizes
from khrnn.tasks.tokens import Entangle, FreshAncilla, Phase, ReadAncilla, Shift
from khrnn.tasks.vocabulary import Vocabulary

MAX_QUBITS = 16


def generator_count(n: int, k: int) -> int:
    """Return n + sum over j <= k of binom(n, j): shifts, and phases on at most k qubits.

    Args:
        n: number of qubits.
        k: edge size.

    Returns:
        The dimension of the qumode cell's Lie algebra. On qubits it counts generators: the
        phases span an abelian algebra, the shifts are n discrete ones.

    Source: theory of the cell (arXiv 2402.08606, our reading); counting.

    Example:
        >>> [generator_count(n, k) for n, k in ((3, 2), (4, 3), (5, 3))]
        [10, 19, 31]
    """
    check_sizes(n, k)
    return n + sum(comb(n, j) for j in range(k + 1))


class TrainableKHRNN(nn.Module):
    """A k-HRNN cell whose phases are learned from sentences.

    Args:
        n: latent qubits, k <= n <= 16.
        k: edge size; E phases have degree at most k, P phases at most k-1.
        generator: the source of the initial angles, uniform in (-spread, spread).
        spread: in radians. At 0 every gradient vanishes: complex conjugation maps each angle to
            its negative and leaves all probabilities alone.

    Raises:
        InputError: sizes out of range.

    Source: ours, after the k-HRNN of arXiv 2402.08606.

    Example:
        >>> cell = TrainableKHRNN(3, 2, torch.Generator().manual_seed(0))
        >>> tokens = torch.tensor([[cell.vocabulary.number(FreshAncilla())],
        ...                        [cell.vocabulary.number(Entangle(0b011))]])
        >>> word, state = cell(tokens[:, 0], cell.start(2))
        >>> word.tolist(), state.shape
        ([0, 0], torch.Size([2, 2, 8]))
    """

    permutations: Tensor
    fresh: Tensor
    read: Tensor
    edge_points: Tensor
    phase_points: Tensor

    def __init__(
        self, n: int, k: int, generator: torch.Generator, spread: float = math.pi / 2
    ) -> None:
        super().__init__()
        check_sizes(n, k)
        if n > MAX_QUBITS:
            raise InputError(where="n", expected=f"at most {MAX_QUBITS} qubits", found=str(n))
        self.n, self.k = n, k
        self.vocabulary = Vocabulary.compiled(n, k)
        self.edge_subsets = tuple(m for size in range(1, k + 1) for m in k_subsets(n, size))
        self.phase_subsets = tuple(m for size in range(k) for m in k_subsets(n, size))
        tokens = self.vocabulary.tokens
        self.edges = [i + 1 for i, token in enumerate(tokens) if isinstance(token, Entangle)]
        self.phases = [i + 1 for i, token in enumerate(tokens) if isinstance(token, Phase)]
        points = torch.arange(1 << n)
        moves = torch.tensor(
            [0, *(1 << token.vertex if isinstance(token, Shift) else 0 for token in tokens)]
        )
        for name, table in (
            ("permutations", points[None] ^ moves[:, None]),
            ("fresh", torch.tensor([False, *(isinstance(t, FreshAncilla) for t in tokens)])),
            ("read", torch.tensor([False, *(isinstance(t, ReadAncilla) for t in tokens)])),
            ("edge_points", _indicator(self.edge_subsets, points)),
            ("phase_points", _indicator(self.phase_subsets, points)),
        ):
            # Rebuilt from n and k, hence not part of the checkpoint.
            self.register_buffer(name, table, persistent=False)
        shapes = (len(self.edges), len(self.edge_subsets)), (len(self.phases),) * 2
        drawn = [
            (2 * torch.rand(shape, generator=generator, dtype=torch.float64) - 1) * spread
            for shape in shapes
        ]
        self.edge_angles, self.phase_angles = nn.Parameter(drawn[0]), nn.Parameter(drawn[1])

    @property
    def program(self) -> Program:
        """What the tokens do, apart from their phases."""
        return Program(self.permutations, self.fresh, self.read)

    def angles(self) -> Tensor:
        """Return the phase of every token, shape (tokens + 1, 2, 2^n), in radians."""
        rows = torch.zeros(len(self.vocabulary) + 1, 2, 1 << self.n, dtype=torch.float64)
        edges = torch.tensor(self.edges)
        phases = torch.tensor(self.phases)
        rows = rows.index_put((edges, torch.zeros_like(edges)), self.edge_angles @ self.edge_points)
        return rows.index_put(
            (phases, torch.ones_like(phases)), self.phase_angles @ self.phase_points
        )

    def start(self, batch: int) -> Tensor:
        """Return the state before the first token, shape (batch, 2, 2^n), complex.

        Args:
            batch: number of sentences.
        """
        return adjoint.start(self.program, batch)

    def law(self, token: Tensor, state: Tensor) -> Tensor:
        """Return the chance of +1 at a token that is read, and 1 elsewhere, shape (batch,).

        Args:
            token: shape (batch,).
            state: shape (batch, 2, 2^n).
        """
        plus = torch.ones_like(token)
        return adjoint.read(self.program, state, token, plus)[1].clamp_max(1.0)

    def forward(
        self,
        token: Tensor,
        state: Tensor,
        word: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Take one token in and emit its word.

        Args:
            token: shape (batch,): numbers of the vocabulary.
            state: shape (batch, 2, 2^n); not changed.
            word: outcomes to condition on; drawn if there is none.
            generator: the source of drawn outcomes; needed if any token is read.

        Returns:
            The words (0, +1, -1), and the next state, of norm 1.

        Raises:
            InputError: something to draw and no generator.
        """
        state = adjoint.move(self.program, torch.exp(1j * self.angles()), state, token)
        here = self.read[token]
        if word is None:
            word = torch.zeros_like(token)
            if bool(here.any()):
                if generator is None:
                    raise InputError(
                        where="generator", expected="one, to draw outcomes", found="none"
                    )
                drawn = torch.rand(len(token), generator=generator, dtype=torch.float64)
                word = torch.where(here, 1 - 2 * (drawn >= self.law(token, state)).long(), word)
        return word, adjoint.read(self.program, state, token, word)[0]

    def log_likelihood(self, tokens: Tensor, words: Tensor, *, stored: bool = False) -> Tensor:
        """Return ln p(words | sentence), shape (batch,).

        Args:
            tokens: shape (batch, length).
            words: shape (batch, length).
            stored: differentiate by torch's own tape, which keeps every state; for comparison.
        """
        method = adjoint.plain_log_likelihood if stored else adjoint.log_likelihood
        return method(self.program, self.angles(), tokens, words)

    def distance_to_group(self) -> float:
        """Return the largest distance of an angle to a multiple of pi, in radians."""
        both = torch.cat([self.edge_angles.detach().ravel(), self.phase_angles.detach().ravel()])
        return float((both - math.pi * (both / math.pi).round()).abs().max())

    def polynomials(self) -> dict[Entangle | Phase, BooleanPolynomial]:
        """Round every angle to the nearest multiple of pi, and return the phases as polynomials.

        Returns:
            For each E and P token the polynomial f with phase (-1)^f: over GF(2), exact.
        """
        found: dict[Entangle | Phase, BooleanPolynomial] = {}
        for numbers, angles, subsets in (
            (self.edges, self.edge_angles, self.edge_subsets),
            (self.phases, self.phase_angles, self.phase_subsets),
        ):
            # prod over S of exp(i pi b_S z_S) is (-1)^f with f = sum of b_S z_S over GF(2).
            odd = (angles.detach() / math.pi).round().long().remainder(2).bool().tolist()
            for number, row in zip(numbers, odd, strict=True):
                token = self.vocabulary.token(number)
                if not isinstance(token, Entangle | Phase):  # both lists hold nothing else
                    raise TypeError(token)
                masks = (mask for mask, chosen in zip(subsets, row, strict=True) if chosen)
                found[token] = BooleanPolynomial(self.n, frozenset(masks))
        return found


def _indicator(subsets: tuple[int, ...], points: Tensor) -> Tensor:
    """Shape (subsets, points): 1 where all qubits of the subset are 1."""
    masks = torch.tensor(subsets)[:, None]
    return ((points[None] & masks) == masks).to(torch.float64)
