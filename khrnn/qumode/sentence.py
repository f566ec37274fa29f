"""Sentences of a qumode k-HRNN, and the file they are read from.

What belongs here: tokens, what a sentence is, and reading and writing its JSON. What does not:
running it (`khrnn.qumode.conditional`, `khrnn.qumode.grid`). Format: docs/formats/qumode.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from contextuality.errors import InputError, shown
from contextuality.formats.provenance import expect_provenance
from contextuality.formats.source import read_text
from contextuality.formats.strict_json import (
    expect_integer,
    expect_keys,
    expect_list,
    expect_object,
    expect_string,
    parse_object,
)
from khrnn.qumode.polynomial import MAX_DEGREE, Monomial, Polynomial

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "khrnn-qumode/1"
MAX_MODES = 64
MAX_TOKENS = 4096
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:/[0-9]{1,18}|\.[0-9]{1,18})?")


@dataclass(frozen=True)
class Phase:
    """Apply exp(i g(q)); a single edge is the token E of the task.

    Args:
        polynomial: g.
    """

    polynomial: Polynomial


@dataclass(frozen=True)
class Shift:
    """Apply exp(-i t p_i): the position of one mode grows by t.

    Args:
        mode: i.
        amount: t, in units of hbar = 1.
    """

    mode: int
    amount: Fraction


@dataclass(frozen=True)
class Measure:
    """Measure p_i - g(q), or g(q) itself.

    Args:
        mode: i; None measures g alone.
        polynomial: g.
    """

    mode: int | None
    polynomial: Polynomial

    @property
    def position_part(self) -> Polynomial:
        """What is measured, without its momentum: -g, or g where there is no mode."""
        return self.polynomial if self.mode is None else -self.polynomial


Token: TypeAlias = Phase | Shift | Measure


@dataclass(frozen=True)
class Sentence:
    """A sequence of tokens for n modes that start squeezed.

    Args:
        n: number of modes, at least 1.
        tokens: in order.

    Raises:
        InputError: for a token on other modes.

    Example:
        >>> f = Polynomial.of(2, {(0, 1): 1})
        >>> Sentence(2, (Phase(f), Measure(0, f.derivative(0)))).outcomes
        1
    """

    n: int
    tokens: tuple[Token, ...]

    def __post_init__(self) -> None:
        for place, token in enumerate(self.tokens):
            where = f"tokens[{place}]"
            modes = self.n if isinstance(token, Shift) else token.polynomial.n
            if modes != self.n:
                raise InputError(where=where, expected=f"{self.n} modes", found=str(modes))
            mode = None if isinstance(token, Phase) else token.mode
            if mode is not None and not 0 <= mode < self.n:
                raise InputError(
                    where=where, expected=f"a mode in 0..{self.n - 1}", found=shown(mode)
                )

    @property
    def outcomes(self) -> int:
        """The number of measurements."""
        return sum(isinstance(token, Measure) for token in self.tokens)


def read_sentence(path: str | Path) -> Sentence:
    """Read a sentence from a JSON file.

    Args:
        path: a file as docs/formats/qumode.md describes.

    Returns:
        The sentence.

    Raises:
        InputError: naming file and item, what was expected and what was found.
    """
    return parse_sentence(read_text(path), str(path))


def parse_sentence(text: str, where: str = "") -> Sentence:
    """Parse a sentence.

    Args:
        text: JSON.
        where: what to call the text in errors.

    Returns:
        The sentence.

    Raises:
        InputError: as `read_sentence`.

    Example:
        >>> edge = Polynomial.of(2, {(0, 1): "1/2"})
        >>> sentence = Sentence(2, (Phase(edge), Shift(1, Fraction(3))))
        >>> parse_sentence(to_json(sentence)) == sentence
        True
        >>> parse_sentence('{"schema":"khrnn-qumode/1","modes":2,"tokens":[{"shift":5}]}', "f")
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: f: tokens[0]: expected the key 'by', found no such key
    """
    document = parse_object(text, where)
    try:
        return _sentence(document)
    except InputError as error:
        raise error.located(where) from error


def _sentence(document: dict[str, object]) -> Sentence:
    schema = expect_string(document.get("schema", SCHEMA), "schema")
    if schema != SCHEMA:  # first: its keys are another format's
        raise InputError(where="schema", expected=f"'{SCHEMA}'", found=shown(schema))
    expect_keys(document, "", ["schema", "modes", "tokens"], ["provenance"])
    if "provenance" in document:
        expect_provenance(document["provenance"], "provenance")
    n = expect_integer(document["modes"], "modes")
    if not 1 <= n <= MAX_MODES:
        raise InputError(where="modes", expected=f"1..{MAX_MODES} modes", found=shown(n))
    listed = expect_list(document["tokens"], "tokens")
    if len(listed) > MAX_TOKENS:
        raise InputError(where="tokens", expected=f"at most {MAX_TOKENS}", found=str(len(listed)))
    return Sentence(n, tuple(_token(n, one, f"tokens[{i}]") for i, one in enumerate(listed)))


def to_json(sentence: Sentence, provenance: Mapping[str, str] | None = None) -> str:
    """Write a sentence as JSON that `parse_sentence` reads back.

    Args:
        sentence: at most 64 modes.
        provenance: what produced it, 1 to 8 short texts, or nothing; no reader acts on it.

    Returns:
        One line, ended by a line feed.

    Raises:
        InputError: for a number of more digits than the format takes, or provenance outside its
            grammar.
    """
    tokens: list[dict[str, object]] = []
    for token in sentence.tokens:
        if isinstance(token, Shift):
            tokens.append({"shift": token.mode, "by": str(token.amount)})
            continue
        terms = [[list(monomial), str(value)] for monomial, value in token.polynomial.terms]
        if isinstance(token, Phase):
            tokens.append({"phase": terms})
        else:
            tokens.append({"measure": token.mode, "minus": terms})
            if token.mode is None:
                tokens[-1] = {"measure": terms}
    document: dict[str, object] = {"schema": SCHEMA, "modes": sentence.n, "tokens": tokens}
    if provenance is not None:
        document["provenance"] = dict(provenance)
    text = json.dumps(document, separators=(",", ":")) + "\n"
    parse_sentence(text, "sentence")
    return text


def _token(n: int, value: object, where: str) -> Token:
    value = expect_object(value, where)
    if "phase" in value:
        expect_keys(value, where, ["phase"])
        return Phase(_polynomial(n, value["phase"], f"{where}.phase"))
    if "shift" in value:
        expect_keys(value, where, ["shift", "by"])
        mode = _mode(n, value["shift"], f"{where}.shift")
        return Shift(mode, _number(value["by"], f"{where}.by"))
    if "measure" not in value:
        raise InputError(
            where=where, expected="a key phase, shift or measure", found=shown(sorted(value))
        )
    if isinstance(value["measure"], list):
        expect_keys(value, where, ["measure"])
        return Measure(None, _polynomial(n, value["measure"], f"{where}.measure"))
    expect_keys(value, where, ["measure"], ["minus"])
    mode = _mode(n, value["measure"], f"{where}.measure")
    return Measure(mode, _polynomial(n, value.get("minus", []), f"{where}.minus"))


def _mode(n: int, value: object, where: str) -> int:
    mode = expect_integer(value, where)
    if not 0 <= mode < n:
        raise InputError(where=where, expected=f"a mode in 0..{n - 1}", found=shown(mode))
    return mode


def _number(value: object, where: str) -> Fraction:
    if type(value) is int:
        return Fraction(value)
    text = expect_string(value, where)
    if not _NUMBER.fullmatch(text):
        raise InputError(
            where=where, expected='a number such as "-3/4" or "0.25"', found=shown(text)
        )
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise InputError(where=where, expected="a denominator above 0", found=shown(text)) from None


def _polynomial(n: int, value: object, where: str) -> Polynomial:
    terms: dict[Monomial, Fraction] = {}
    for place, item in enumerate(expect_list(value, where)):
        here = f"{where}[{place}]"
        pair = expect_list(item, here)
        if len(pair) != 2:
            raise InputError(where=here, expected="a pair [modes, weight]", found=shown(pair))
        modes = expect_list(pair[0], f"{here}[0]")
        if len(modes) > MAX_DEGREE:
            raise InputError(
                where=here, expected=f"a degree of at most {MAX_DEGREE}", found=str(len(modes))
            )
        monomial = tuple(sorted(_mode(n, mode, f"{here}[0]") for mode in modes))
        if monomial in terms:
            raise InputError(where=here, expected="each monomial once", found=str(list(monomial)))
        terms[monomial] = _number(pair[1], f"{here}[1]")
    return Polynomial.of(n, terms)
