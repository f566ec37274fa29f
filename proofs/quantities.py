"""Named quantities: what a claim found in numbers, spelled so that two runs can be compared.

Here belong the five kinds of quantity and their form as data. Comparing them does not
(`proofs.regression`), nor computing them (`proofs.claims`).

Exact numbers are spelled as strings, integers or fractions: a reader in another language loses
nothing. A quantity is `seeded` if it depends on the run's seed; runs of different seeds are then
not compared in it.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import expect_keys, expect_number, expect_string

EXACT = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
MAX_EXACT_CHARACTERS = 2000


@dataclass(frozen=True)
class Exact:
    """An exact number.

    Args:
        name: what it is, with its unit where it has one.
        value: the number.
        seeded: whether it depends on the run's seed.

    Example:
        >>> Exact("bits (3,2)", Fraction(3)).said()
        '3'
    """

    name: str
    value: Fraction
    seeded: bool = field(default=False, kw_only=True)

    def said(self) -> str:
        """The value in a line."""
        return str(self.value)


@dataclass(frozen=True)
class Interval:
    """A number that is known to lie between two exact bounds, both included.

    Args:
        name: what it is, with its unit where it has one.
        lower: the lower bound, or None if there is none.
        upper: the upper bound, or None if there is none.
        seeded: whether the bounds depend on the run's seed.

    Raises:
        ValueError: if there is no bound, or they cross.

    Example:
        >>> Interval("degree", Fraction(298), Fraction(315)).said()
        '298 to 315'
    """

    name: str
    lower: Fraction | None
    upper: Fraction | None
    seeded: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            raise ValueError(f"{self.name}: expected a bound, found none")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"{self.name}: expected lower <= upper, found {self.said()}")

    def said(self) -> str:
        """The interval in a line."""
        if self.lower is None:
            return f"at most {self.upper}"
        if self.upper is None:
            return f"at least {self.lower}"
        return f"{self.lower} to {self.upper}"


@dataclass(frozen=True)
class Table:
    """Exact numbers by label: a curve, a spectrum, or a distribution.

    Args:
        name: what it is, with its unit where it has one.
        values: labels, each once, with numbers; at least one.
        distribution: whether the numbers are at least 0 and add up to 1.
        seeded: whether it depends on the run's seed.

    Raises:
        ValueError: if a label comes twice, or it is said to be a distribution and is none.

    Example:
        >>> Table("coin", (("0", Fraction(1, 2)), ("1", Fraction(1, 2))), distribution=True).said()
        '0: 1/2, 1: 1/2'
    """

    name: str
    values: tuple[tuple[str, Fraction], ...]
    distribution: bool = field(default=False, kw_only=True)
    seeded: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        numbers = [value for _, value in self.values]
        if not numbers or len(dict(self.values)) < len(numbers):
            raise ValueError(f"{self.name}: expected labels, each once, found {self.said()}")
        if self.distribution and (min(numbers) < 0 or sum(numbers) != 1):
            raise ValueError(f"{self.name}: expected a distribution, found {self.said()}")

    def said(self) -> str:
        """The table in a line."""
        return ", ".join(f"{label}: {value}" for label, value in self.values)


@dataclass(frozen=True)
class Digest:
    """The SHA-256 of exact numbers that are too many to list.

    Args:
        name: what they are.
        sha256: 64 lower-case hexadecimal digits, see `digest`.
        seeded: whether they depend on the run's seed.

    Example:
        >>> digest("coin", [("0", Fraction(1, 2)), ("1", Fraction(1, 2))]).said()[:14]
        'sha256 51d9825'
    """

    name: str
    sha256: str
    seeded: bool = field(default=False, kw_only=True)

    def said(self) -> str:
        """The digest in a line."""
        return f"sha256 {self.sha256}"


@dataclass(frozen=True)
class Measured:
    """A floating-point figure with the error within which another run is claimed to repeat it.

    Args:
        name: what it is, with its unit where it has one.
        value: the figure; finite.
        error: at least 0: the claim's own tolerance, not a standard deviation.
        seeded: whether it depends on the run's seed by more than the error.

    Raises:
        ValueError: if a number is not finite, or the error negative.

    Example:
        >>> Measured("error rate", 0.06, 0.02).said()
        '0.06 within 0.02'
    """

    name: str
    value: float
    error: float
    seeded: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and math.isfinite(self.error) and self.error >= 0):
            raise ValueError(f"{self.name}: expected finite numbers, found {self.said()}")

    def said(self) -> str:
        """The figure in a line."""
        return f"{self.value:.6g} within {self.error:.3g}"


Quantity: TypeAlias = Exact | Interval | Table | Digest | Measured
KINDS = ("exact", "interval", "table", "distribution", "digest", "measured")


def exact(name: str, value: Fraction | int) -> Exact:
    """Return an exact quantity that does not depend on the seed.

    Example:
        >>> exact("contextual fraction of hardy", Fraction(1, 6)).said()
        '1/6'
    """
    return Exact(name, Fraction(value))


def interval(name: str, lower: Fraction | int | None, upper: Fraction | int | None) -> Interval:
    """Return an interval that does not depend on the seed; None stands for no bound.

    Example:
        >>> interval("degree of Q-(7,2)", 298, None).said()
        'at least 298'
    """
    ends = [None if end is None else Fraction(end) for end in (lower, upper)]
    return Interval(name, ends[0], ends[1])


def table(name: str, values: Mapping[str, Fraction | int]) -> Table:
    """Return a table that does not depend on the seed.

    Example:
        >>> table("least error by bits", {"0": Fraction(1, 2), "1": 0}).said()
        '0: 1/2, 1: 0'
    """
    return Table(name, tuple((label, Fraction(value)) for label, value in values.items()))


def digest(
    name: str, items: Iterable[tuple[str, Fraction | int]], *, seeded: bool = False
) -> Digest:
    """Return the SHA-256 of labels and exact numbers, in the order given.

    Args:
        name: what they are.
        items: labels without line breaks, and numbers; hashed as lines `label value`.
        seeded: whether they depend on the run's seed.

    Example:
        >>> digest("none", []).sha256[:8]
        'e3b0c442'
    """
    state = hashlib.sha256()
    for label, value in items:
        state.update(f"{label} {Fraction(value)}\n".encode())
    return Digest(name, state.hexdigest(), seeded=seeded)


def as_data(quantity: Quantity) -> dict[str, Any]:
    """Return a quantity as JSON data; `from_data` reads it back.

    Example:
        >>> as_data(interval("degree", 298, 315))
        {'name': 'degree', 'kind': 'interval', 'lower': '298', 'upper': '315'}
    """
    data: dict[str, Any] = {"name": quantity.name}
    match quantity:
        case Exact():
            data |= {"kind": "exact", "value": str(quantity.value)}
        case Interval():
            ends = {"lower": quantity.lower, "upper": quantity.upper}
            shown_ends = {end: None if at is None else str(at) for end, at in ends.items()}
            data |= {"kind": "interval", **shown_ends}
        case Table():
            kind = "distribution" if quantity.distribution else "table"
            values = {label: str(value) for label, value in quantity.values}
            data |= {"kind": kind, "values": values}
        case Digest():
            data |= {"kind": "digest", "sha256": quantity.sha256}
        case Measured():
            data |= {"kind": "measured", "value": quantity.value, "error": quantity.error}
    return data | ({"seeded": True} if quantity.seeded else {})


def from_data(data: object, where: str) -> Quantity:
    """Read a quantity from JSON data.

    Args:
        data: one object of `strict_json.parse_object(..., floats=True)`.
        where: file and place, for errors.

    Raises:
        InputError: for an unknown kind, a missing or unknown key, or a number out of its grammar.

    Example:
        >>> from_data({"name": "bits", "kind": "exact", "value": "3/2"}, "run.json").said()
        '3/2'
    """
    if not isinstance(data, dict):
        raise InputError(where=where, expected="an object", found=shown(data))
    name = expect_string(data.get("name"), f"{where}.name")
    kind = expect_string(data.get("kind"), f"{where}.kind")
    own = {
        "exact": ("value",),
        "interval": ("lower", "upper"),
        "table": ("values",),
        "distribution": ("values",),
        "digest": ("sha256",),
        "measured": ("value", "error"),
    }
    if kind not in own:
        raise InputError(
            where=f"{where}.kind", expected=f"one of {', '.join(KINDS)}", found=shown(kind)
        )
    expect_keys(data, where, ("name", "kind", *own[kind]), ("seeded",))
    seeded = data.get("seeded", False)
    if not isinstance(seeded, bool):
        raise InputError(where=f"{where}.seeded", expected="true or false", found=shown(seeded))
    try:
        return _of_kind(kind, name, seeded, data, where)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(where=where, expected="a sound quantity", found=str(error)) from None


def _of_kind(kind: str, name: str, seeded: bool, data: dict[str, Any], where: str) -> Quantity:
    if kind == "exact":
        return Exact(name, _number(data["value"], f"{where}.value"), seeded=seeded)
    if kind == "interval":
        lower, upper = (
            None if data[end] is None else _number(data[end], f"{where}.{end}")
            for end in ("lower", "upper")
        )
        return Interval(name, lower, upper, seeded=seeded)
    if kind in {"table", "distribution"}:
        values = data["values"]
        if not isinstance(values, dict):
            raise InputError(where=f"{where}.values", expected="an object", found=shown(values))
        numbers = tuple(
            (label, _number(value, f"{where}.values.{label}")) for label, value in values.items()
        )
        return Table(name, numbers, distribution=kind == "distribution", seeded=seeded)
    if kind == "digest":
        hexadecimal = expect_string(data["sha256"], f"{where}.sha256")
        if not SHA256.fullmatch(hexadecimal):
            expected = "64 lower-case hexadecimal digits"
            raise InputError(where=f"{where}.sha256", expected=expected, found=shown(hexadecimal))
        return Digest(name, hexadecimal, seeded=seeded)
    value, error = (expect_number(data[key], f"{where}.{key}") for key in ("value", "error"))
    return Measured(name, value, error, seeded=seeded)


def _number(text: object, where: str) -> Fraction:
    spelled = expect_string(text, where)
    if len(spelled) > MAX_EXACT_CHARACTERS or not EXACT.fullmatch(spelled):
        expected = f"an integer or a fraction of at most {MAX_EXACT_CHARACTERS} characters"
        raise InputError(where=where, expected=expected, found=shown(spelled))
    return Fraction(spelled)
