"""What Born machines learn: small targets, a calorimeter-like data set made here, tables of users.

What belongs here: distributions and samples on bit strings, and the strict reader of tables. What
does not: training.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from contextuality.errors import InputError, shown
from khrnn.generative.circuits import FloatArray, IntArray

TARGETS = ("uniform", "parity", "zero", "bars", "peaks", "calorimeter")
MAX_TABLE_BITS = 62
_MAX_BYTES = 1 << 28

CALORIMETER_EVENTS = 5000
_CRITICAL = 0.01  # GeV, the critical energy
_DEPTH = 20.0  # radiation lengths in all
_THRESHOLD = 0.5  # GeV in a layer for a hit
_QUANTA = 20.0  # counts per GeV


def distribution(name: str, bits: int, rng: np.random.Generator) -> FloatArray:
    """Return a target distribution by name.

    uniform; parity: uniform on strings of even weight; zero: the string 0^n; bars: uniform on bars
    and stripes of a grid as square as n allows; peaks: two discretised Gaussians on 0..2^n-1;
    calorimeter: the frequencies in 5000 events of `calorimeter_events`.

    Args:
        name: one of `TARGETS`.
        bits: 1 to 16.
        rng: used for calorimeter only.

    Returns:
        Shape (2^bits,), non-negative, sum 1 up to rounding.

    Raises:
        InputError: another name or size.

    Example:
        >>> distribution("parity", 2, np.random.default_rng(0))
        array([0.5, 0. , 0. , 0.5])
    """
    if not 1 <= bits <= 16:
        raise InputError(where="qubits", expected="1 to 16", found=str(bits))
    strings = np.arange(1 << bits)
    if name == "uniform":
        weight = np.ones(1 << bits)
    elif name == "parity":
        weight = (np.bitwise_count(strings) % 2 == 0).astype(np.float64)
    elif name == "zero":
        weight = (strings == 0).astype(np.float64)
    elif name == "bars":
        weight = np.zeros(1 << bits)
        weight[bars_and_stripes(bits)] = 1
    elif name == "peaks":
        place = (strings + 0.5) / (1 << bits)
        weight = np.exp(-((place - 0.3) ** 2) / 0.005) + np.exp(-((place - 0.7) ** 2) / 0.02)
    elif name == "calorimeter":
        return frequencies(calorimeter_events(bits, CALORIMETER_EVENTS, rng), bits)
    else:
        raise InputError(where="target", expected=", ".join(TARGETS), found=shown(name))
    return np.asarray(weight / weight.sum())


def bars_and_stripes(bits: int) -> list[int]:
    """Return the pictures with whole columns or whole rows filled, on a grid of `bits` cells.

    Args:
        bits: cells; rows are the largest divisor up to the square root.

    Returns:
        Distinct strings, ascending; 2^rows + 2^columns - 2 of them if rows > 1.

    Example:
        >>> bars_and_stripes(4)
        [0, 3, 5, 10, 12, 15]
    """
    rows = max(d for d in range(1, math.isqrt(bits) + 1) if bits % d == 0)
    columns = bits // rows
    pictures = {
        sum((chosen >> c & 1) << (r * columns + c) for r in range(rows) for c in range(columns))
        for chosen in range(1 << columns)
    }
    pictures |= {
        sum((chosen >> r & 1) << (r * columns + c) for r in range(rows) for c in range(columns))
        for chosen in range(1 << rows)
    }
    return sorted(pictures)


def calorimeter_events(bits: int, events: int, rng: np.random.Generator) -> IntArray:
    """Return hit patterns of a toy sampling calorimeter: one bit per layer in depth.

    An event has an energy E, log-uniform from 1 to 100 GeV. Its shower deposits
    E b (b t)^(a-1) exp(-b t) / Gamma(a) per radiation length t, with b = 0.5, its maximum at
    t = ln(E / 10 MeV) - 0.5 plus a normal fluctuation of 0.5. Layers share 20 radiation lengths
    equally; each counts a Poisson number of quanta, 20 per GeV, and fires at 0.5 GeV.

    This is synthetic: the longitudinal profile is the usual gamma distribution, everything else is
    chosen here for bits that are correlated and not exchangeable. It stands for no detector.

    Args:
        bits: layers, 1 to 62; bit 0 is hit first.
        events: at least 1.
        rng: the only source of randomness.

    Returns:
        Shape (events,), strings as integers.

    Raises:
        InputError: a number out of range.

    Source: ours; the gamma profile is standard (Longo and Sestili, Nucl. Instrum. Methods 128,
        283 (1975)).

    Example:
        >>> events = calorimeter_events(8, 1000, np.random.default_rng(0))
        >>> bool((events >> 2 & 1).mean() > (events >> 7 & 1).mean())
        True
    """
    if not 1 <= bits <= MAX_TABLE_BITS or events < 1:
        raise InputError(
            where="calorimeter",
            expected="1 to 62 bits, at least 1 event",
            found=f"{bits}, {events}",
        )
    energy = np.exp(rng.uniform(0, math.log(100), events))
    steep = 0.5
    top = np.maximum(np.log(energy / _CRITICAL) - 0.5 + rng.normal(0, 0.5, events), 0.1)
    shape = 1 + steep * top
    layer = _DEPTH / bits
    depth = (np.arange(bits) + 0.5) * layer
    log_gamma = np.array([math.lgamma(a) for a in shape])
    profile = steep * np.exp(
        (shape[:, None] - 1) * np.log(steep * depth) - steep * depth - log_gamma[:, None]
    )
    deposit = rng.poisson(energy[:, None] * profile * layer * _QUANTA) / _QUANTA
    fired = (deposit >= _THRESHOLD).astype(np.int64)
    return np.asarray((fired << np.arange(bits)).sum(1))


def frequencies(samples: IntArray, bits: int) -> FloatArray:
    """Return the empirical distribution of samples.

    Args:
        samples: shape (N,), N >= 1, strings below 2^bits.
        bits: at most 16.

    Returns:
        Shape (2^bits,), sum 1 up to rounding.
    """
    if bits > 16 or not len(samples) or samples.min() < 0 or samples.max() >> bits:
        raise InputError(
            where="samples", expected=f"strings of {bits} bits, at most 16", found="others"
        )
    return np.bincount(samples, minlength=1 << bits) / len(samples)


@dataclass(frozen=True)
class Table:
    """A table of numbers turned into bit strings.

    Args:
        columns: names, in the file's order.
        low: the least value of each column.
        high: the largest.
        bits: per column; value v goes to bin floor(2^bits (v - low)/(high - low)), the largest to
            the last bin.
        samples: shape (rows,): column c takes the bits from c * bits on, least significant first.
    """

    columns: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    bits: int
    samples: IntArray

    @property
    def qubits(self) -> int:
        """Bits of a row."""
        return self.bits * len(self.columns)


def read_table(path: Path, bits: int = 1) -> Table:
    r"""Read a table of numbers and cut each column into 2^bits bins of equal width.

    The file is UTF-8 CSV (RFC 4180): a line of distinct column names, then rows of finite numbers.
    A table of zeros and ones with bits = 1 is taken as it is.

    Args:
        path: the file, at most 256 MiB.
        bits: per column, at least 1; columns times bits at most 62.

    Returns:
        The table with its bins.

    Raises:
        InputError: file and line of the first thing that breaks a rule: no such file, names
            missing, empty or repeated, a row of another length, a cell that is not a finite number,
            fewer than two rows, a column that is constant and so has no bins.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "t.csv")
        ...     _ = file.write_text("a,b\n0,5\n1,7.5\n0.2,10\n", encoding="utf-8")
        ...     read_table(file, 2).samples.tolist()
        [0, 11, 12]
    """
    if bits < 1:
        raise InputError(where="bits", expected="at least 1", found=str(bits))
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    rows: list[list[float]] = []
    try:
        for row in reader:
            where = f"{path}: line {reader.line_num}"
            if not names:
                names = _header(row, where)
                if len(names) * bits > MAX_TABLE_BITS:
                    raise InputError(
                        where=where,
                        expected=f"at most {MAX_TABLE_BITS // bits} columns of {bits} bits",
                        found=str(len(names)),
                    )
                continue
            if len(row) != len(names):
                raise InputError(where=where, expected=f"{len(names)} cells", found=str(len(row)))
            rows.append(
                [_number(cell, f"{where}, {n}") for cell, n in zip(row, names, strict=True)]
            )
    except csv.Error as error:
        raise InputError(
            where=f"{path}: line {reader.line_num}", expected="CSV", found=str(error)
        ) from error
    if len(rows) < 2:
        raise InputError(
            where=str(path),
            expected="a line of names and at least 2 rows",
            found=f"{len(rows)} rows",
        )
    values = np.array(rows)
    low, high = values.min(0), values.max(0)
    for name, constant in zip(names, low == high, strict=True):
        if constant:
            raise InputError(
                where=f"{path}: column {name}", expected="at least 2 values", found="a constant"
            )
    # Halved first, so that the width of a column of huge numbers is finite.
    share = (values / 2 - low / 2) / (high / 2 - low / 2)
    bins = np.minimum((share * (1 << bits)).astype(np.int64), (1 << bits) - 1)
    samples = (bins << (bits * np.arange(len(names)))).sum(1)
    return Table(tuple(names), tuple(low.tolist()), tuple(high.tolist()), bits, samples)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(
                where=str(path), expected="at most 256 MiB", found=f"{path.stat().st_size} bytes"
            )
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            where=str(path), expected="a file", found=error.strerror or type(error).__name__
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            where=str(path), expected="UTF-8 text", found=f"byte {error.object[error.start]:#04x}"
        ) from error


def _header(row: list[str], where: str) -> list[str]:
    names = [name.strip() for name in row]
    if not names or not all(names):
        raise InputError(where=where, expected="a name for every column", found=shown(row))
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise InputError(where=where, expected="distinct names", found=f"{shown(repeated)} twice")
    if all(_is_number(name) for name in names):
        raise InputError(where=where, expected="column names", found="numbers only")
    return names


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(cell: str, where: str) -> float:
    # float() takes underscores and spaces; a table of measurements has neither by intention.
    if not _is_number(cell) or "_" in cell or not math.isfinite(float(cell)):
        raise InputError(where=where, expected="a finite number", found=shown(cell))
    return float(cell)
