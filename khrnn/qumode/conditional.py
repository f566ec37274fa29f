"""Finite squeezing, sampled: Gaussian given the positions of the modes that are never measured.

What belongs here: the class of sentences for which that is exact, sampling them, their joint
density. What does not: sentences outside the class (`khrnn.qumode.grid`, up to 3 modes).

Every measured element is first carried back through the phases and shifts before it, exactly, so
that all of them act on the squeezed start. Let I be the modes i of the measured p_i - g. If every
carried g is affine in the positions of I together, then the positions of the other modes commute
with all that is measured: draw them once from N(0, s^2), and the modes I stay Gaussian, with the
outcomes those of linear observables. At most two measured modes of a multilinear latent are always
in the class, and so is every k = 2 sentence of linear measurements. Source: ours,
docs/derivations/qumodes.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.sentence import Measure, Phase, Sentence, Shift

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MAX_ENTRIES = 1 << 22
"""Matrix entries held at a time; more shots are run in pieces."""
MAX_RESOLUTION = 1e100
"""Largest deviation of the ancilla; its square is still a number."""
PRECISION = 1e-3
"""Relative error of a variance at which rounding is called too large."""
MAX_HIDDEN = 4
"""Most hidden positions that a density is integrated over."""


@dataclass(frozen=True)
class Program:
    """The measured elements of a sentence, carried back to the start.

    Args:
        n: number of modes.
        elements: in order; p_i - g, or g where there is no mode.
        measured: the modes I, ascending.
        hidden: the other modes, ascending.
    """

    n: int
    elements: tuple[Measure, ...]
    measured: tuple[int, ...]
    hidden: tuple[int, ...]


def carried_back(sentence: Sentence) -> tuple[Measure, ...]:
    """Return U^-1 A U for every measured A, U being the phases and shifts before it.

    Args:
        sentence: any.

    Returns:
        One element a measurement, in order, exact.

    Source: ours; exp(-iF) p_i exp(iF) = p_i + d_i F and shifts add to positions.

    Example:
        >>> f = Polynomial.of(3, {(0, 1, 2): 2})
        >>> nullifier = Measure(0, f.derivative(0))
        >>> carried_back(Sentence(3, (Phase(f), nullifier))) == (Measure(0, Polynomial(3)),)
        True
    """
    # After the tokens so far, q is q + moved and p_i is p_i + d_i phases.
    found = []
    moved = [Fraction(0)] * sentence.n
    phases = Polynomial(sentence.n)
    for token in sentence.tokens:
        if isinstance(token, Phase):
            phases = phases + token.polynomial.shifted(moved)
        elif isinstance(token, Shift):
            moved[token.mode] += token.amount
        else:
            g = token.polynomial.shifted(moved)
            if token.mode is not None:
                g = g - phases.derivative(token.mode)
            found.append(Measure(token.mode, g))
    return tuple(found)


def commute(left: Measure, right: Measure) -> bool:
    """Whether two measured elements commute.

    Example:
        >>> q = Polynomial.of(1, {(0,): 1})
        >>> commute(Measure(None, q), Measure(0, Polynomial(1))), commute(
        ...     Measure(0, q), Measure(0, q)
        ... )
        (False, True)
    """
    # [p_i + G, p_j + H] = i (d_j G - d_i H), a term only for a momentum that is there.
    total = Polynomial(left.polynomial.n)
    if left.mode is not None:
        total = total - right.position_part.derivative(left.mode)
    if right.mode is not None:
        total = total + left.position_part.derivative(right.mode)
    return not total


def compiled(sentence: Sentence, *, ideal: bool = False) -> Program:
    """Carry a sentence back and check that it is in the class of this module.

    Args:
        sentence: any.
        ideal: also demand what measurements of perfect resolution need.

    Returns:
        The measured elements and the two kinds of modes.

    Raises:
        InputError: if an element is not affine in the positions of the measured modes; with
            `ideal`, if two elements do not commute, for then the later outcome has no law.

    Example:
        >>> cubic = Phase(Polynomial.of(1, {(0, 0, 0): 1}))
        >>> compiled(Sentence(1, (cubic, Measure(0, Polynomial(1)))))
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: measurement 0, carried back to p0 - (-3 q0 q0): \
expected a polynomial affine in q0, found degree 2; use the grid
    """
    elements = carried_back(sentence)
    modes = tuple(sorted({one.mode for one in elements if one.mode is not None}))
    for place, one in enumerate(elements):
        degree = one.polynomial.degree_in(modes)
        if degree > 1:
            name = f"({one.polynomial})"
            name = name if one.mode is None else f"p{one.mode} - {name}"
            raise InputError(
                where=f"measurement {place}, carried back to {name}",
                expected="a polynomial affine in " + ", ".join(f"q{mode}" for mode in modes),
                found=f"degree {degree}; use the grid",
            )
    if ideal:
        for (i, left), (j, right) in combinations(enumerate(elements), 2):
            if not commute(left, right):
                raise InputError(
                    where=f"measurements {i} and {j}",
                    expected="elements that commute, or a resolution above 0",
                    found="two that do not",
                )
    hidden = tuple(mode for mode in range(sentence.n) if mode not in modes)
    return Program(sentence.n, elements, modes, hidden)


def sample(
    sentence: Sentence,
    variance: float,
    resolution: float,
    *,
    shots: int,
    rng: np.random.Generator,
) -> Floats:
    """Draw the outcomes of a sentence.

    Args:
        sentence: in the class of this module.
        variance: s^2 of the positions at the start, above 0.
        resolution: standard deviation of the ancilla that is read; 0 for ideal measurements.
        shots: at least 1.
        rng: the source of randomness.

    Returns:
        Outcomes, shape (shots, measurements), drawn from the quantum law up to rounding.

    Raises:
        InputError: for a sentence outside the class, or a number out of range; for a resolution
            above 0 that rounding would drown.

    Source: ours.

    Example:
        >>> f = Polynomial.of(2, {(0, 1): 1})
        >>> sentence = Sentence(2, (Phase(f), Measure(0, f.derivative(0))))
        >>> found = sample(sentence, 50.0, 0.0, shots=1000, rng=np.random.default_rng(0))
        >>> bool(abs(found).max() < 0.4)
        True
    """
    _positive(variance, resolution)
    if shots < 1:
        raise InputError(where="shots", expected="at least 1", found=str(shots))
    program = compiled(sentence, ideal=resolution == 0)
    each = (2 * len(program.measured)) ** 2 + program.n + len(program.elements)
    size = max(1, MAX_ENTRIES // each)
    pieces = []
    for start in range(0, shots, size):
        many = min(size, shots - start)
        hidden = rng.normal(0.0, variance**0.5, (many, len(program.hidden)))
        standard = rng.standard_normal((many, len(program.elements)))
        pieces.append(_run(program, variance, resolution, hidden, standard=standard)[0])
    return np.concatenate(pieces)


def log_density(
    sentence: Sentence,
    variance: float,
    resolution: float,
    outcomes: Sequence[float],
    nodes: int = 60,
) -> float:
    """Return the logarithm of the joint density of outcomes.

    Args:
        sentence: in the class of this module, with at most 4 hidden positions.
        variance: s^2 of the positions at the start, above 0.
        resolution: standard deviation of the ancilla that is read; 0 for ideal measurements.
        outcomes: one number a measurement.
        nodes: of the Gauss-Hermite rule, for each hidden position.

    Returns:
        The logarithm of the density at the outcomes. The integral over hidden positions is a
        quadrature: compare two values of `nodes` to see its error.

    Raises:
        InputError: for a sentence outside the class, too many hidden positions, or a wrong
            number of outcomes.

    Example:
        >>> round(log_density(Sentence(1, (Measure(0, Polynomial(1)),)), 0.5, 0.0, [0.0]), 6)
        -0.572365
    """
    _positive(variance, resolution)
    program = compiled(sentence, ideal=resolution == 0)
    if len(outcomes) != len(program.elements):
        raise InputError(
            where="outcomes", expected=str(len(program.elements)), found=str(len(outcomes))
        )
    if resolution == 0 and any(one.mode is None for one in program.elements):
        raise InputError(
            where="resolution",
            expected="a number above 0 where positions alone are measured",
            found="0, with which their outcomes have no joint density here",
        )
    if len(program.hidden) > MAX_HIDDEN:
        raise InputError(
            where="sentence",
            expected=f"at most {MAX_HIDDEN} hidden positions",
            found=str(len(program.hidden)),
        )
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    weights = weights / weights.sum()
    axes = len(program.hidden)
    mesh = np.meshgrid(*[points] * axes, indexing="ij")
    hidden = np.stack([one.ravel() for one in mesh], axis=-1) if axes else np.zeros((1, 0))
    share = np.ones(1)
    for _ in range(axes):
        share = np.multiply.outer(share, weights).ravel()
    given = np.asarray(outcomes, dtype=np.float64)
    logs = _run(program, variance, resolution, hidden * variance**0.5, given=given)[1]
    top = float(logs.max())
    return top + float(np.log(share @ np.exp(logs - top)))


def _positive(variance: float, resolution: float) -> None:
    if not (np.isfinite(variance) and variance > 0):
        raise InputError(where="variance", expected="a number above 0", found=str(variance))
    if not 0 <= resolution <= MAX_RESOLUTION:
        expected = f"a number of 0..{MAX_RESOLUTION:g}"
        raise InputError(where="resolution", expected=expected, found=str(resolution))


def _run(
    program: Program,
    variance: float,
    resolution: float,
    hidden: Floats,
    *,
    given: Floats | None = None,
    standard: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Measure in turn; return outcomes (shots, measurements) and log densities (shots,).

    The outcomes are `given` for every shot, or drawn with the help of `standard` normal numbers.
    """
    shots, m = len(hidden), len(program.measured)
    positions = [np.zeros(shots)] * program.n
    for column, mode in enumerate(program.hidden):
        positions[mode] = hidden[:, column]
    mean = np.zeros((shots, 2 * m))  # positions of I, then momenta
    spread = np.repeat([variance, 1 / (4 * variance)], m)
    covariance = np.broadcast_to(np.diag(spread), (shots, 2 * m, 2 * m)).copy()
    largest = np.broadcast_to(spread, (shots, 2 * m)).copy()  # variances, conditioning left out
    outcomes = np.zeros((shots, len(program.elements)))
    logs = np.zeros(shots)
    for place, element in enumerate(program.elements):
        part = element.position_part
        direction = np.zeros((shots, 2 * m))
        for column, mode in enumerate(program.measured):
            direction[:, column] = part.derivative(mode)(positions)
        if element.mode is not None:
            direction[:, m + program.measured.index(element.mode)] += 1.0
        seen = np.einsum("sij,sj->si", covariance, direction)
        expected = (direction * mean).sum(1) + part(positions)
        own = (direction * seen).sum(1)
        rounding = 2e-16 * (direction**2 * largest).sum(1)
        if resolution == 0:
            # What an ideal measurement has fixed has variance 0 up to rounding: make it 0.
            own = np.where(own > 1e4 * rounding, own, 0.0)
        elif np.any(rounding > PRECISION * (np.maximum(own, 0.0) + resolution**2)):
            raise InputError(
                where="resolution",
                expected="a number that double precision resolves beside the squeezing, or 0",
                found=str(resolution),
            )
        total = np.maximum(own, 0.0) + resolution**2
        if standard is not None:
            value = expected + np.sqrt(total) * standard[:, place]
        else:
            value = np.broadcast_to(given[place] if given is not None else 0.0, (shots,))
        outcomes[:, place] = value
        certain = total == 0.0
        safe = np.where(certain, 1.0, total)
        surprise = value - expected
        logs += np.where(
            certain,
            np.where(surprise == 0.0, np.inf, -np.inf),
            -0.5 * (surprise**2 / safe + np.log(2 * np.pi * safe)),
        )
        gain = seen / safe[:, None]
        mean += gain * np.where(certain, 0.0, surprise)[:, None]
        covariance -= gain[:, :, None] * seen[:, None, :]
        if resolution > 0:
            # The ancilla's momentum, of variance 1/(4 resolution^2), moves what does not commute.
            moved = np.concatenate([direction[:, m:], -direction[:, :m]], axis=1)
            covariance += moved[:, :, None] * moved[:, None, :] / (4 * resolution**2)
            largest += moved**2 / (4 * resolution**2)
    return outcomes, logs
