"""Compiled loops of the recurrent cell: whole sentences forward, and their adjoint.

What belongs here: arithmetic on arrays, nothing else. What does not: parameters and autograd
(`recurrence`), the plain twin that these are tested against (`cell`).

A step is a list of gates. Gate k turns lane `lane[k]` of each branch x of the other lanes by
[c -s; s c], with c = cosines[k, x], s = sines[k, x]; `selective[k]` tells whether its success
probability is below 1. Amplitudes are laid out (basis state, sample), so that one gate is the same
arithmetic on neighbouring samples: the compiler vectorises over the batch, whatever the lane.

What a step keeps: after the in/out lanes were found in a word and reset, the state is a unit vector
of the 2^W workspace amplitudes. The projection loses the other amplitudes, so that no adjoint can
run the recurrence backwards without storing something: we store the workspace vectors of every
`segment`-th step (2^-I of the whole state) and recompute the rest. With `segment` about sqrt(L) the
memory grows as sqrt(L); within a step all gates are recomputed on a tape whose size does not depend
on L. Inverting the gates instead of a tape would lose up to a factor of sqrt(max/min branch
success) in precision at each neuron.
"""

# ruff: noqa: PLR0917 - compiled functions take positional arguments only
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from typing import Any

import numba
import numpy as np

_COMPILE: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "fastmath": {"contract", "reassoc"},
    "error_model": "numpy",  # a word of probability 0 gives NaN, which the caller reports
}

SAMPLED = -1
"""A target that is not given: the word is drawn."""


@numba.njit(**_COMPILE)
def _turn(source: Any, out: Any, lane: Any, cosines: Any, sines: Any, norm: Any) -> None:
    """One gate on all branches; `norm` receives the squared norm of each sample."""
    samples = source.shape[1]
    low_mask = (1 << lane) - 1
    for i in range(samples):
        norm[i] = 0.0
    for branch in range(cosines.shape[0]):
        first = ((branch & ~low_mask) << 1) | (branch & low_mask)
        a, b = source[first], source[first | (1 << lane)]
        to_a, to_b = out[first], out[first | (1 << lane)]
        c, s = cosines[branch], sines[branch]
        for i in range(samples):
            left = c * a[i] - s * b[i]
            right = c * b[i] + s * a[i]
            to_a[i] = left
            to_b[i] = right
            norm[i] += left * left + right * right


@numba.njit(**_COMPILE)
def _turn_back(
    state: Any, gradient: Any, lane: Any, cosines: Any, sines: Any, d_cosines: Any, d_sines: Any
) -> None:
    """The adjoint of one gate: `gradient` in place, the gradients of c and s added up."""
    samples = state.shape[1]
    low_mask = (1 << lane) - 1
    for branch in range(cosines.shape[0]):
        first = ((branch & ~low_mask) << 1) | (branch & low_mask)
        a, b = state[first], state[first | (1 << lane)]
        ga, gb = gradient[first], gradient[first | (1 << lane)]
        c, s = cosines[branch], sines[branch]
        sum_c = 0.0
        sum_s = 0.0
        for i in range(samples):
            left, right = ga[i], gb[i]
            sum_c += left * a[i] + right * b[i]
            sum_s += right * a[i] - left * b[i]
            ga[i] = c * left + s * right
            gb[i] = c * right - s * left
        d_cosines[branch] += sum_c
        d_sines[branch] += sum_s


@numba.njit(**_COMPILE)
def _flip(source: Any, out: Any, words: Any) -> None:
    """Flip the in/out lanes of each sample by the bits of its word."""
    for index in range(source.shape[0]):
        for i in range(source.shape[1]):
            out[index, i] = source[index ^ words[i], i]


@numba.njit(**_COMPILE)
def _load(workspace: Any, out: Any, words: Any, inout: Any) -> None:
    """Put the workspace beside in/out lanes that carry the input word."""
    for index in range(out.shape[0]):
        for i in range(out.shape[1]):
            beside = index & ((1 << inout) - 1)
            out[index, i] = workspace[index >> inout, i] if beside == words[i] else 0.0


@numba.njit(**_COMPILE)
def _step(
    tape: Any,
    lane: Any,
    selective: Any,
    cosines: Any,
    sines: Any,
    words: Any,
    inout: Any,
    writes: Any,
    least: Any,
) -> Any:
    """All gates of one step along a tape of states; return the place of the last state.

    The tape has one place per gate and two more, or two places, used in turn. A step that does not
    write ends with the flip back: its output neurons do not act.
    """
    places = tape.shape[0]
    gates = lane.shape[0]
    samples = tape.shape[2]
    norm = np.empty(samples)
    before = np.ones(samples)
    at = 0
    for k in range(gates + 1):
        following = (at + 1) % places
        if k == gates - inout:
            _flip(tape[at], tape[following], words)
            at, following = following, (following + 1) % places
            if not writes:
                break
        if k == gates:
            break
        _turn(tape[at], tape[following], lane[k], cosines[k], sines[k], norm)
        if selective[k]:
            for i in range(samples):
                least[i] = min(least[i], norm[i] / before[i])
        for i in range(samples):
            before[i] = norm[i]
        at = following
    return at


@numba.njit(**_COMPILE)
def _marginal(state: Any, inout: Any, weights: Any) -> None:
    """Squared norms of the state by word: shape (2^I, samples)."""
    for word in range(weights.shape[0]):
        for i in range(weights.shape[1]):
            weights[word, i] = 0.0
    for index in range(state.shape[0]):
        word = index & ((1 << inout) - 1)
        for i in range(state.shape[1]):
            weights[word, i] += state[index, i] * state[index, i]


@numba.njit(**_COMPILE)
def _project(state: Any, words: Any, weights: Any, inout: Any, workspace: Any) -> None:
    """Project the in/out lanes on a word, reset them, normalise."""
    for i in range(state.shape[1]):
        scale = 1.0 / np.sqrt(weights[words[i], i])
        for index in range(workspace.shape[0]):
            workspace[index, i] = state[(index << inout) | words[i], i] * scale


@numba.njit(**_COMPILE)
def _copy(source: Any, out: Any) -> None:
    """Copy a matrix; loops compile in a tenth of the time that slices take."""
    for index in range(source.shape[0]):
        for i in range(source.shape[1]):
            out[index, i] = source[index, i]


@numba.njit(**_COMPILE)
def _draw(distribution: Any, sample: Any, uniform: Any) -> Any:
    """The word whose interval of the cumulative distribution holds a uniform number."""
    reached = 0.0
    chosen = 0
    for word in range(distribution.shape[0]):
        if distribution[word, sample] > 0.0:
            chosen = word
            reached += distribution[word, sample]
            if uniform < reached:
                break
    return chosen


@numba.njit(**_COMPILE)
def forward(
    lane: Any,
    selective: Any,
    inout: Any,
    cosines: Any,
    sines: Any,
    inputs: Any,
    targets: Any,
    uniforms: Any,
    feed_back: Any,
    writes: Any,
    workspace: Any,
    segment: Any,
    kept: Any,
    probabilities: Any,
    emitted: Any,
    least: Any,
) -> None:
    """Run sentences, one column a sample; results go to the last four arguments.

    Args:
        lane: (K,) the lane of each gate; `selective`: (K,) whether it post-selects.
        selective: see `lane`.
        inout: I.
        cosines: (K, 2^(n-1)); `sines` likewise.
        sines: see `cosines`.
        inputs: (L, B) words; targets: (L, B) words to project on, or SAMPLED.
        targets: see `inputs`.
        uniforms: (L, B) numbers in [0, 1) for the words drawn; any shape where none is drawn.
        feed_back: whether the word emitted is the next input.
        writes: (L,) whether the output neurons act in a step; if not, its word is 0.
        workspace: (2^W, B) unit vectors; overwritten by the final ones.
        segment: the workspace before step t is kept if t is a multiple of this.
        kept: (ceil(L/segment), 2^W, B).
        probabilities: (L, 2^I, B).
        emitted: (L, B) the words projected on.
        least: (B,) the least success probability of a neuron so far; updated.
    """
    length, batch = inputs.shape
    tape = np.empty((2, workspace.shape[0] << inout, batch))
    weights = np.empty((1 << inout, batch))
    words = np.empty(batch, dtype=np.int64)
    for t in range(length):
        if t % segment == 0:
            _copy(workspace, kept[t // segment])
        for i in range(batch):
            words[i] = emitted[t - 1, i] if feed_back and t > 0 else inputs[t, i]
        _load(workspace, tape[0], words, inout)
        at = _step(tape, lane, selective, cosines, sines, words, inout, writes[t], least)
        _marginal(tape[at], inout, weights)
        for i in range(batch):
            total = 0.0
            for word in range(weights.shape[0]):
                total += weights[word, i]
            for word in range(weights.shape[0]):
                probabilities[t, word, i] = weights[word, i] / total
            word = targets[t, i]
            emitted[t, i] = word if word >= 0 else _draw(probabilities[t], i, uniforms[t, i])
        _project(tape[at], emitted[t], weights, inout, workspace)


@numba.njit(**_COMPILE)
def backward(
    lane: Any,
    selective: Any,
    inout: Any,
    cosines: Any,
    sines: Any,
    inputs: Any,
    targets: Any,
    writes: Any,
    segment: Any,
    kept: Any,
    d_probabilities: Any,
    d_workspace: Any,
    d_cosines: Any,
    d_sines: Any,
    norms: Any,
) -> None:
    """The adjoint of `forward` with all targets given.

    Args:
        lane: as in `forward`.
        selective: as in `forward`.
        inout: as in `forward`.
        cosines: as in `forward`.
        sines: as in `forward`.
        inputs: as in `forward`.
        targets: as in `forward`, no entry SAMPLED.
        writes: as in `forward`.
        segment: as in `forward`.
        kept: as `forward` left it.
        d_probabilities: (L, 2^I, B) the gradient of the loss by the word probabilities.
        d_workspace: (2^W, B) the gradient by the final workspace; overwritten by the one by the
            initial workspace.
        d_cosines: (K, 2^(n-1)) added to; `d_sines` likewise.
        d_sines: see `d_cosines`.
        norms: (L, B) the norm of the gradient by the workspace before each step.
    """
    length, batch = inputs.shape
    size = kept.shape[1]
    gates = lane.shape[0]
    tape = np.empty((gates + 2, size << inout, batch))
    scratch = np.empty((2, size << inout, batch))
    inside = np.empty((segment, size, batch))
    weights = np.empty((1 << inout, batch))
    gradient = np.empty((size << inout, batch))
    spare = np.empty((size << inout, batch))
    ignored = np.ones(batch)
    for start in range((length - 1) // segment * segment, -1, -segment):
        stop = min(start + segment, length)
        _copy(kept[start // segment], inside[0])
        for t in range(start, stop - 1):
            _load(inside[t - start], scratch[0], inputs[t], inout)
            at = _step(
                scratch, lane, selective, cosines, sines, inputs[t], inout, writes[t], ignored
            )
            _marginal(scratch[at], inout, weights)
            _project(scratch[at], targets[t], weights, inout, inside[t - start + 1])
        for t in range(stop - 1, start - 1, -1):
            words = inputs[t]
            _load(inside[t - start], tape[0], words, inout)
            at = _step(tape, lane, selective, cosines, sines, words, inout, writes[t], ignored)
            state = tape[at]
            _marginal(state, inout, weights)
            for i in range(batch):
                total = 0.0
                along = 0.0
                for word in range(weights.shape[0]):
                    total += weights[word, i]
                    along += d_probabilities[t, word, i] * weights[word, i]
                word = targets[t, i]
                root = np.sqrt(weights[word, i])
                radial = 0.0
                for index in range(size):
                    radial += d_workspace[index, i] * state[(index << inout) | word, i]
                radial /= weights[word, i]
                for index in range(state.shape[0]):
                    own = index & ((1 << inout) - 1)
                    slope = (d_probabilities[t, own, i] - along / total) / total
                    value = 2.0 * slope * state[index, i]
                    if own == word:
                        value += (d_workspace[index >> inout, i] - radial * state[index, i]) / root
                    gradient[index, i] = value
            last = gates
            if not writes[t]:
                _flip(gradient, spare, words)
                _copy(spare, gradient)
                last = gates - inout
            for k in range(last - 1, -1, -1):
                # Place k holds the state before gate k; beyond the flip back, places shift by one.
                place = k + 1 if k >= gates - inout else k
                _turn_back(
                    tape[place], gradient, lane[k], cosines[k], sines[k], d_cosines[k], d_sines[k]
                )
                if k == gates - inout:
                    _flip(gradient, spare, words)
                    _copy(spare, gradient)
            for i in range(batch):
                square = 0.0
                for index in range(size):
                    value = gradient[(index << inout) | words[i], i]
                    d_workspace[index, i] = value
                    square += value * value
                norms[t, i] = np.sqrt(square)
