"""Terms of docs/formats/derivation.md as functions on F2^m, given by their tables.

Belongs here: parsing the grammar, drawing functions for p, q, r, h and f, evaluating at all
points. Does not belong here: normal forms and rewriting, which are the kernel's way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from contextuality.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

MAX_TERM = 2000
MAX_NESTING = 20
FREE_COORDINATES = 2  # t_0 and t_1

_TOKEN = re.compile(r" *(j(?:\+[0-9]+)?(?![0-9])|[0-9]+|[A-Za-z]|[()+*,])")


@dataclass(frozen=True, slots=True)
class Index:
    """An index: j plus an offset, or a number.

    Args:
        relative: whether j is part of it.
        offset: the number.
    """

    relative: bool
    offset: int

    def at(self, j: int) -> int:
        """Return the index for a value of j.

        Example:
            >>> Index(True, 1).at(3), Index(False, 1).at(3)
            (4, 1)
        """
        return self.offset + (j if self.relative else 0)


@dataclass(frozen=True, slots=True)
class Term:
    """A node of a parsed term.

    Args:
        head: "+", "*", "0", "1", "p", "q", "r", "x", "h", "f", "T", "F" or "E".
        index: for x, h, f, T, F and E.
        parts: summands, factors or arguments.
    """

    head: str
    index: Index | None = None
    parts: tuple[Term, ...] = ()

    def indices(self) -> tuple[Index, ...]:
        """Return all indices in the term.

        Example:
            >>> parse_term("x(j)*h(2)").indices()
            (Index(relative=True, offset=0), Index(relative=False, offset=2))
        """
        own = () if self.index is None else (self.index,)
        return own + tuple(index for part in self.parts for index in part.indices())


def parse_term(text: str, where: str = "") -> Term:
    """Parse a term.

    Args:
        text: at most 2000 characters; blanks between symbols are ignored.
        where: the place to name in an error.

    Raises:
        InputError: if it is not of the grammar.

    Source: docs/formats/derivation.md.

    Example:
        >>> parse_term("T(j,p) + 1").head
        '+'
    """
    return _Parser(text, where).whole()


def parse_index(text: str, where: str = "") -> Index:
    """Parse an index.

    Raises:
        InputError: if it is not of the grammar.

    Example:
        >>> parse_index("j+1")
        Index(relative=True, offset=1)
    """
    match = re.fullmatch(r"j(?:\+([0-9]{1,3}))?|([0-9]{1,3})", text)
    if match is None:
        raise InputError(
            where=where, expected="an index such as j, j+1 or 0", found=repr(text)[:80]
        )
    return Index(match[2] is None, int(match[1] or match[2] or 0))


class _Parser:
    """Recursive descent; the nesting of brackets is bounded by the length of the term."""

    def __init__(self, text: str, where: str) -> None:
        self._where = where
        self._tokens: list[str] = []
        if len(text) > MAX_TERM:
            self._fail(f"at most {MAX_TERM} characters", str(len(text)))
        position, end = 0, len(text.rstrip(" "))
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                self._fail("a symbol of the term language", repr(text[position : position + 20]))
            self._tokens.append(match[1])
            position = match.end()
        self._next = 0
        self._depth = 0

    def _fail(self, expected: str, found: str) -> NoReturn:
        raise InputError(where=self._where, expected=expected, found=found)

    def _take(self, *expected: str) -> str:
        token = self._tokens[self._next] if self._next < len(self._tokens) else "the end"
        if expected and token not in expected:
            self._fail(" or ".join(repr(x) for x in expected), repr(token))
        self._next += 1
        return token

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def whole(self) -> Term:
        result = self._sum()
        if self._next < len(self._tokens):
            self._fail("the end of the term", repr(self._peek()))
        return result

    def _sum(self) -> Term:
        self._depth += 1
        if self._depth > MAX_NESTING + 1:
            self._fail(f"at most {MAX_NESTING} nested parentheses", "more")
        parts = [self._product()]
        while self._peek() == "+":
            self._take()
            parts.append(self._product())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Term("+", None, tuple(parts))

    def _product(self) -> Term:
        parts = [self._factor()]
        while self._peek() == "*":
            self._take()
            parts.append(self._factor())
        return parts[0] if len(parts) == 1 else Term("*", None, tuple(parts))

    def _factor(self) -> Term:
        head = self._take()
        if head in {"0", "1", "p", "q", "r"}:
            return Term(head)
        if head == "(":
            inner = self._sum()
            self._take(")")
            return inner
        arguments = {"x": 0, "h": 0, "f": 0, "T": 1, "F": 1, "E": 2}.get(head)
        if arguments is None:
            self._fail("a factor", repr(head))
        self._take("(")
        index = parse_index(self._take(), self._where)
        parts = []
        for _ in range(arguments):
            self._take(",")
            parts.append(self._sum())
        self._take(")")
        return Term(head, index, tuple(parts))


@dataclass(slots=True)
class World:
    """Functions for the symbols of the term language, on coordinates s_0.. and t_0, t_1.

    Args:
        chain: the number of coordinates s_i.
        p, q, r: tables; any functions.
        h: h(j) for j = 0, 1, ...
        f: f(j) for j = 0, 1, ...

    The point with number z has s_i in bit i and t_i in bit chain + i.
    """

    chain: int
    letters: dict[str, npt.NDArray[np.uint8]]
    h: list[npt.NDArray[np.uint8]]
    f: list[npt.NDArray[np.uint8]]
    _points: npt.NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self._points = np.arange(1 << (self.chain + FREE_COORDINATES))

    def evaluate(self, term: Term, j: int) -> npt.NDArray[np.uint8]:
        """Return the values of a term at all points.

        Args:
            term: its indices at j are below `chain`.
            j: the value of j.

        Example:
            >>> world = random_world(1, np.random.default_rng(0))
            >>> world.evaluate(parse_term("x(0) + T(0,x(0))"), 0).tolist()
            [1, 1, 1, 1, 1, 1, 1, 1]
        """
        if term.index is None:
            return self._plain(term, j)
        i = term.index.at(j)
        if term.head == "x":
            return (self._points >> i & 1).astype(np.uint8)
        if term.head in {"h", "f"}:
            return (self.h if term.head == "h" else self.f)[i]
        arguments = [self.evaluate(part, j) for part in term.parts]
        if term.head == "T":
            return self._shifted(arguments[0], 1 << i)
        total = np.zeros_like(arguments[0])
        for subset in range(1 << i):
            total = total ^ self._shifted(arguments[0], subset)
            if term.head == "E":
                total ^= arguments[1]
        return total

    def _plain(self, term: Term, j: int) -> npt.NDArray[np.uint8]:
        if term.head in self.letters:
            return self.letters[term.head]
        if term.head in {"0", "1"}:
            return np.full(len(self._points), int(term.head), dtype=np.uint8)
        values = [self.evaluate(part, j) for part in term.parts]
        result = values[0]
        for value in values[1:]:
            result = result ^ value if term.head == "+" else result & value
        return result

    def _shifted(self, table: npt.NDArray[np.uint8], by: int) -> npt.NDArray[np.uint8]:
        shifted: npt.NDArray[np.uint8] = table[self._points ^ by]
        return shifted


def random_world(chain: int, rng: np.random.Generator) -> World:
    """Draw p, q, r and h(j), and build f(j) by its definition from h.

    Args:
        chain: the number of coordinates s_i.
        rng: source of randomness.

    Returns:
        h(j) is any function of s_0..s_{j-1} and the t's; f(0) = 1, f(j+1) = h(j) + x(j) f(j). Every
        polynomial in s_0..s_{j-1} and t with the monomial x(0)..x(j-1), and no other one above it,
        arises as f(j). h(j) must not depend on later s_i: f(j+1) would, against its definition.

    Example:
        >>> world = random_world(2, np.random.default_rng(0))
        >>> bool((world.f[2] != world.f[2][np.arange(16) ^ 1]).any())
        True
    """
    points = np.arange(1 << (chain + FREE_COORDINATES))
    h, f = [], [np.ones(len(points), dtype=np.uint8)]
    for j in range(chain):
        # Functions of the points with s_j, s_{j+1}, ... set to zero depend on nothing later.
        seen = points & ~(((1 << chain) - 1) ^ ((1 << j) - 1))
        h.append(_random(rng, len(points))[seen])
        f.append(h[j] ^ ((points >> j & 1).astype(np.uint8) & f[j]))
    return World(chain, _letters(rng, len(points)), h, f)


def free_world(chain: int, rng: np.random.Generator) -> World:
    """Draw p, q, r, h(j) and f(j) independently of each other.

    Args:
        chain: the number of coordinates s_i.
        rng: source of randomness.

    Returns:
        h(j) is any function that does not depend on s_j; f(j) any one that does not depend on s_j,
        with the monomial x(0)..x(j-1) and no other one above it. The definition `f-next` does not
        hold here, so only lemmas that do without it need be true.

    Example:
        >>> world = free_world(1, np.random.default_rng(0))
        >>> world.f[0].tolist()
        [1, 1, 1, 1, 1, 1, 1, 1]
    """
    points = np.arange(1 << (chain + FREE_COORDINATES))

    def without(*coordinates: int) -> npt.NDArray[np.uint8]:
        fixed = points & ~sum(1 << i for i in coordinates)
        table: npt.NDArray[np.uint8] = _random(rng, len(points))[fixed]
        return table

    h = [without(j) for j in range(chain)]
    f = []
    for j in range(chain):
        full = (1 << j) - 1
        table = (points & full == full).astype(np.uint8)
        for i in range(j):
            # A monomial that misses some x(i), i < j, is part of a function without s_i.
            table ^= without(i, j)
        f.append(table)
    return World(chain, _letters(rng, len(points)), h, f)


def _letters(rng: np.random.Generator, size: int) -> dict[str, npt.NDArray[np.uint8]]:
    return {letter: _random(rng, size) for letter in "pqr"}


def _random(rng: np.random.Generator, size: int) -> npt.NDArray[np.uint8]:
    return rng.integers(0, 2, size, dtype=np.uint8)
