"""Finite squeezing on a grid: wave functions of up to 3 modes, any polynomial phase.

What belongs here: the wave function, its tokens one by one in the Schroedinger picture, densities
and samples. What does not: the closed forms of `khrnn.qumode.conditional`, of which nothing is
used, so that the two can be compared.

Floating point. The grid is finite: after every step less than `RIM` of the probability may lie
within 1/16 of its edge, in positions and in the momenta that are measured; otherwise an error
says which is too narrow. Momenta beyond the edge would come back inside, unseen: so the phases are
kept as a polynomial beside the array until a momentum is measured, and what they add to it is
bounded first. This guards against mistakes; it is no proof of an error bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.sentence import Measure, Phase, Sentence, Shift

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Wave = npt.NDArray[np.complex128]

MAX_MODES = 3
MAX_POINTS = 1 << 24
RIM = 1e-8


@dataclass(frozen=True)
class Grid:
    """Equidistant positions, the same for every mode.

    Args:
        points: for each mode, even, at least 16.
        half_width: positions reach from -half_width to half_width, in units of hbar = 1; momenta
            reach points * pi / (2 half_width) either way.

    Example:
        >>> grid = Grid(64, 8.0)
        >>> len(grid.positions), float(grid.positions[32])
        (64, 0.0)
    """

    points: int
    half_width: float

    def __post_init__(self) -> None:
        if self.points < 16 or self.points % 2:
            raise InputError(where="points", expected="an even number, at least 16",
                             found=str(self.points))  # fmt: skip
        if not (np.isfinite(self.half_width) and self.half_width > 0):
            raise InputError(where="half width", expected="a number above 0",
                             found=str(self.half_width))  # fmt: skip

    @property
    def step(self) -> float:
        """The distance of neighbouring positions."""
        return 2 * self.half_width / self.points

    @property
    def positions(self) -> Floats:
        """The positions, ascending."""
        return np.asarray((np.arange(self.points) - self.points // 2) * self.step, dtype=np.float64)

    @property
    def momenta(self) -> Floats:
        """The momenta, in the order of `numpy.fft`."""
        return np.asarray(2 * np.pi * np.fft.fftfreq(self.points, self.step), dtype=np.float64)

    def axes(self, n: int) -> list[Floats]:
        """Return the positions of n modes, shaped to broadcast."""
        return [
            self.positions.reshape([-1 if axis == mode else 1 for axis in range(n)])
            for mode in range(n)
        ]


class Latent:
    """The wave function of n modes on a grid, an array times exp(i F); tokens change it.

    Args:
        n: number of modes, 1..3.
        variance: s^2 of the positions at the start, above 0.
        grid: the positions; at most 2^24 points in all.

    Raises:
        InputError: for too many modes or points, or a grid too narrow for the start.

    Example:
        >>> latent = Latent(1, 0.5, Grid(64, 8.0))
        >>> round(latent.norm, 12)
        1.0
    """

    def __init__(self, n: int, variance: float, grid: Grid) -> None:
        if not 1 <= n <= MAX_MODES:
            raise InputError(where="modes", expected=f"1..{MAX_MODES} on a grid", found=str(n))
        if grid.points**n > MAX_POINTS:
            raise InputError(
                where="points",
                expected=f"at most {MAX_POINTS} on the grid of {n} modes",
                found=f"{grid.points}^{n}",
            )
        if not (np.isfinite(variance) and variance > 0):
            raise InputError(where="variance", expected="a number above 0", found=str(variance))
        self.n, self.grid = n, grid
        self.axes = grid.axes(n)
        one = (2 * np.pi * variance) ** -0.25 * np.exp(-(grid.positions**2) / (4 * variance))
        core: Wave = np.ones((1,) * n, dtype=np.complex128)
        for mode in range(n):
            core = core * one.reshape(self.axes[mode].shape)
        self.core, self.phases = core, Polynomial(n)
        self._rim()

    @property
    def wave(self) -> Wave:
        """The wave function, shape (points,) * n, axis i for mode i."""
        return np.asarray(self.core * np.exp(1j * self.phases(self.axes)), dtype=np.complex128)

    @property
    def norm(self) -> float:
        """The total probability: of the outcomes so far, as a joint density."""
        return float(np.sum(np.abs(self.core) ** 2)) * self.grid.step**self.n

    def phase(self, polynomial: Polynomial) -> None:
        """Apply exp(i g(q))."""
        self.phases = self.phases + polynomial

    def shift(self, mode: int, amount: Fraction) -> None:
        """Apply exp(-i t p_i): psi(q) becomes psi(q - t)."""
        reach = _reach(np.abs(self.grid.positions), self._shares(np.abs(self.core) ** 2, mode))
        if reach + abs(float(amount)) > 15 / 16 * self.grid.half_width:
            raise InputError(
                where=f"grid, mode {mode}",
                expected=f"positions below {15 / 16 * self.grid.half_width:.4g} (a larger half "
                "width may help)",
                found=f"up to {reach + abs(float(amount)):.4g}",
            )
        spectrum = self._spectrum(self.core, mode)
        turn = np.exp(-1j * self._along(mode, self.grid.momenta) * float(amount))
        self.core = np.fft.ifft(spectrum * turn, axis=mode)
        self.phases = self.phases.shifted([-amount * (i == mode) for i in range(self.n)])
        self._rim()

    def measure(self, element: Measure, outcome: float, resolution: float) -> None:
        """Project on an outcome, read from an ancilla; `norm` takes up its density.

        Args:
            element: p_i - g, or g.
            outcome: m.
            resolution: standard deviation of the ancilla, above 0. The Kraus operator is
                (2 pi r^2)^(-1/4) exp(-(m - A)^2 / (4 r^2)).
        """
        if not resolution > 0:
            raise InputError(where="resolution", expected="a number above 0", found=str(resolution))

        def weight(value: Floats) -> Floats:
            return np.asarray(
                (2 * np.pi * resolution**2) ** -0.25
                * np.exp(-((outcome - value) ** 2) / (4 * resolution**2))
            )

        if element.mode is None:
            self._fine_enough(element.polynomial, resolution)
            self.core = self.core * weight(element.polynomial(self.axes))
        else:
            mode = element.mode
            spectrum, kept = self._framed(element, mode)
            weighted = spectrum * self._along(mode, weight(self.grid.momenta))
            self.core = np.fft.ifft(weighted, axis=mode)
            self.phases = kept + element.polynomial.antiderivative(mode)
        self._rim()

    def law(self, element: Measure) -> tuple[Floats, Floats]:
        """Return the values of p_i - g on the grid and their densities, for ideal resolution.

        Args:
            element: with a mode.

        Returns:
            Ascending values and the density at each, conditional on the outcomes so far.
        """
        mode = element.mode
        if mode is None:
            raise InputError(where="element", expected="one with a momentum", found="positions")
        shares = self._shares(np.abs(self._framed(element, mode)[0]) ** 2, mode)
        order = np.argsort(self.grid.momenta)
        spacing = np.pi / self.grid.half_width
        return self.grid.momenta[order], shares[order] / shares.sum() / spacing

    def draw(self, element: Measure, resolution: float, rng: np.random.Generator) -> float:
        """Draw an outcome, project on it and normalise.

        Args:
            element: p_i - g, or g.
            resolution: standard deviation of the ancilla, above 0.
            rng: the source of randomness.

        Returns:
            The outcome: a value of the grid, drawn from its law, plus the ancilla's noise.
        """
        if element.mode is None:
            chances = (np.abs(self.core) ** 2).ravel()
            values = np.broadcast_to(element.polynomial(self.axes), self.core.shape).ravel()
        else:
            values, chances = self.law(element)
        value = values[rng.choice(len(values), p=chances / chances.sum())]
        outcome = float(value + resolution * rng.standard_normal())
        self.measure(element, outcome, resolution)
        self.core = self.core / np.sqrt(self.norm)
        return outcome

    def _spectrum(self, wave: Wave, mode: int) -> Wave:
        spectrum = np.fft.fft(wave, axis=mode)
        self._rim_of(np.abs(spectrum) ** 2, mode, np.abs(self.grid.momenta), "more points")
        return np.asarray(spectrum)

    def _framed(self, element: Measure, mode: int) -> tuple[Wave, Polynomial]:
        """Return the wave over one p_i - g and the other positions, and the phases left out."""
        total = self.phases - element.polynomial.antiderivative(mode)
        with_mode = Polynomial(self.n, tuple(term for term in total.terms if mode in term[0]))
        if not with_mode:
            return self._spectrum(self.core, mode), total
        momenta = np.abs(self.grid.momenta)
        own = np.abs(np.fft.fft(self.core, axis=mode)) ** 2
        slope = np.broadcast_to(np.abs(with_mode.derivative(mode)(self.axes)), self.core.shape)
        reach = _reach(momenta, self._shares(own, mode)) + _reach(slope, np.abs(self.core) ** 2)
        if reach > 15 / 16 * momenta.max():
            raise InputError(
                where=f"grid, mode {mode}",
                expected=f"momenta below {15 / 16 * momenta.max():.4g} (more points may help)",
                found=f"up to {reach:.4g}",
            )
        turned = self.core * np.exp(1j * with_mode(self.axes))
        return self._spectrum(turned, mode), total - with_mode

    def _fine_enough(self, polynomial: Polynomial, resolution: float) -> None:
        """Refuse a reading finer than what the polynomial changes by between grid points."""
        for mode in range(self.n):
            slope = np.abs(polynomial.derivative(mode)(self.axes))
            slope = np.broadcast_to(slope, self.core.shape)
            change = _reach(slope, np.abs(self.core) ** 2) * self.grid.step
            if change > resolution:
                raise InputError(
                    where=f"grid, mode {mode}",
                    expected=f"a resolution of at least {change:.4g}, or more points",
                    found=f"{resolution:.4g}",
                )

    def _along(self, mode: int, values: Floats) -> Floats:
        return values.reshape(self.axes[mode].shape)

    def _shares(self, weights: Floats, mode: int) -> Floats:
        return np.asarray(weights.sum(axis=tuple(a for a in range(self.n) if a != mode)))

    def _rim(self) -> None:
        weights = np.abs(self.core) ** 2
        for mode in range(self.n):
            self._rim_of(weights, mode, np.abs(self.grid.positions), "a larger half width")

    def _rim_of(self, weights: Floats, mode: int, reach: Floats, advice: str) -> None:
        shares = self._shares(weights, mode)
        total = float(shares.sum())
        outside = float(shares[reach > 15 / 16 * reach.max()].sum())
        if not outside <= RIM * total:
            raise InputError(
                where=f"grid, mode {mode}",
                expected=f"less than {RIM} of the probability at the edge ({advice} may help)",
                found=f"{outside / total if total else float('nan'):.1e}",
            )


def _reach(values: Floats, weights: Floats) -> float:
    """Return a bound that all but `RIM` of the weight keeps, at most 1/512 too large."""
    top = float(values.max())
    if top == 0.0:
        return 0.0
    bins = 512
    places = np.minimum((values * (bins / top)).astype(np.int64), bins - 1)
    shares = np.bincount(places.ravel(), weights.ravel(), bins)
    kept = np.cumsum(shares[::-1])[::-1] > RIM * shares.sum()
    return top * int(kept.sum()) / bins


def run(
    sentence: Sentence,
    variance: float,
    resolution: float,
    grid: Grid,
    outcomes: Sequence[float],
) -> Latent:
    """Run a sentence on given outcomes.

    Args:
        sentence: at most 3 modes.
        variance: s^2 of the positions at the start, above 0.
        resolution: standard deviation of the ancilla that is read, above 0.
        grid: the positions.
        outcomes: of the first measurements; the sentence stops before the next one.

    Returns:
        The latent; its `norm` is the joint density of the outcomes.

    Raises:
        InputError: if the grid is too narrow, or there are more outcomes than measurements.

    Example:
        >>> from khrnn.qumode.polynomial import Polynomial
        >>> sentence = Sentence(1, (Measure(0, Polynomial(1)),))
        >>> round(run(sentence, 0.5, 0.5**0.5, Grid(128, 12.0), [0.0]).norm, 6)  # N(0, 1)
        0.398942
    """
    if len(outcomes) > sentence.outcomes:
        raise InputError(
            where="outcomes", expected=f"at most {sentence.outcomes}", found=str(len(outcomes))
        )
    latent, left = Latent(sentence.n, variance, grid), list(outcomes)
    for token in sentence.tokens:
        if isinstance(token, Measure):
            if not left:
                break
            latent.measure(token, left.pop(0), resolution)
        else:
            _evolve(latent, token)
    return latent


def sample(
    sentence: Sentence,
    variance: float,
    resolution: float,
    grid: Grid,
    *,
    shots: int,
    rng: np.random.Generator,
) -> Floats:
    """Draw the outcomes of a sentence, one wave function a shot.

    Args:
        sentence: at most 3 modes.
        variance: s^2 of the positions at the start, above 0.
        resolution: standard deviation of the ancilla that is read, above 0.
        grid: the positions; values drawn are multiples of its spacing, plus the ancilla's noise.
        shots: at least 1.
        rng: the source of randomness.

    Returns:
        Outcomes, shape (shots, measurements).

    Raises:
        InputError: if the grid is too narrow, or a number out of range.
    """
    if shots < 1:
        raise InputError(where="shots", expected="at least 1", found=str(shots))
    found = np.zeros((shots, sentence.outcomes))
    start = Latent(sentence.n, variance, grid)
    for row in found:
        latent = Latent.__new__(Latent)
        latent.__dict__.update(start.__dict__)  # tokens replace the array, they never write into it
        place = 0
        for token in sentence.tokens:
            if isinstance(token, Measure):
                row[place] = latent.draw(token, resolution, rng)
                place += 1
            else:
                _evolve(latent, token)
    return found


def _evolve(latent: Latent, token: Phase | Shift) -> None:
    if isinstance(token, Phase):
        latent.phase(token.polynomial)
    else:
        latent.shift(token.mode, token.amount)
