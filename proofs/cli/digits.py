"""Decimal digits of very large integers, and JSON with such integers in it.

Belongs here: spelling out what Python spells out in quadratic time before 3.12. Does not belong
here: computing large integers (`proofs.bounds`).
"""

from __future__ import annotations

import decimal
import json
from typing import Any

LONG = 20_000  # bits; shorter integers are spelled out by Python itself
LEAF = 2_000  # bits that are turned into a decimal number in one go


def digits(value: int) -> str:
    """Return the decimal digits of an integer of any size, without limit.

    Args:
        value: any integer.

    Source: divide and conquer over powers of two, multiplied by number-theoretic transforms in
        `decimal` (libmpdec).

    Example:
        >>> digits(-(10**30_000) - 7)[:4], digits(2**100_000)[-5:]
        ('-100', '09376')
    """
    if value.bit_length() < LONG:
        return str(value)
    context = decimal.Context(
        prec=decimal.MAX_PREC, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN,
        traps=[decimal.Inexact],
    )  # fmt: skip
    powers: dict[int, decimal.Decimal] = {}

    def power(bits: int) -> decimal.Decimal:
        if bits not in powers:
            half = bits // 2
            powers[bits] = (
                decimal.Decimal(1 << bits) if bits <= LEAF else power(half) * power(bits - half)
            )
        return powers[bits]

    def spelled(part: int, bits: int) -> decimal.Decimal:
        if bits <= LEAF:
            return decimal.Decimal(part)
        half = bits // 2
        high, low = part >> half, part & ((1 << half) - 1)
        return spelled(high, bits - half) * power(half) + spelled(low, half)

    with decimal.localcontext(context):
        return ("-" if value < 0 else "") + f"{spelled(abs(value), value.bit_length()):f}"


def json_with_long_integers(value: object) -> str:
    r"""Return indented JSON in which integers of any size are spelled out, each once.

    Example:
        >>> json_with_long_integers({"n": [1, True, None]})
        '{\n  "n": [\n    1,\n    true,\n    null\n  ]\n}'
    """
    found: dict[int, str] = {}
    mark = "\ue000"

    def marked(part: Any) -> Any:  # Any: a JSON value
        if isinstance(part, dict):
            return {key: marked(item) for key, item in part.items()}
        if isinstance(part, list | tuple):
            return [marked(item) for item in part]
        if type(part) is int and part.bit_length() >= LONG:
            return found.setdefault(part, f"{mark}{len(found)}{mark}")
        return part

    text = json.dumps(marked(value), indent=2)
    for number, name in found.items():
        text = text.replace(json.dumps(name), digits(number))
    return text
