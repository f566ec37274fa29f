"""Whether a statement is true, decided without the kernel: brute force and plain definitions.

Used by the mutation and fuzz tests, which hold the kernel's `valid` against it. Slow and small on
purpose. Terms of derivations are evaluated in a concrete model: tables of functions on F2^7.
"""

from __future__ import annotations

import importlib.util
import math
import random
import re
import sys
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
KINDS = (  # the statement kinds that are decided here
    *("pauli-contextual", "pauli-noncontextual", "ks-uncolourable", "ks-colourable"),
    *("contexts-uncolourable", "contexts-colourable"),
    *("machine-upper-bound", "machine-lower-bound"),
    *("value-assignment-bound", "faithful-bound", "hidden-variable-model", "binomial-growth"),
    *("degree-lower-bound", "degree-upper-bound", "exclusion"),
    *("support-bound", "signed-support-bound"),
    *("sampling-error-upper", "sampling-error-lower"),
    "small-bias-limit",
    *("sharing", "exclusion-by-any", "support-states-upper", "support-states-lower"),
    *("noncontextual-fraction", "strongly-contextual", "logically-contextual"),
    "mmd-of-products",
    "exclusivity-numbers",
)


def load(path: Path) -> ModuleType:
    """Return a module that lies outside every package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


sets = load(CORPUS / "sets.py")
refuter = load(CORPUS / "refuter.py")
truth_degree = load(Path(__file__).with_name("truth_degree.py"))
truth_error = load(Path(__file__).with_name("truth_error.py"))
truth_exclusion = load(Path(__file__).with_name("truth_exclusion.py"))
truth_exclusivity = load(Path(__file__).with_name("truth_exclusivity.py"))
truth_fraction = load(Path(__file__).with_name("truth_fraction.py"))
truth_machine = load(Path(__file__).with_name("truth_machine.py"))
truth_small_bias = load(Path(__file__).with_name("truth_small_bias.py"))
truth_mmd = load(Path(__file__).with_name("truth_mmd.py"))
truth_sharing = load(Path(__file__).with_name("truth_sharing.py"))

# Letter times letter -> (power of i, letter).
TIMES = {("X", "Y"): (1, "Z"), ("Y", "Z"): (1, "X"), ("Z", "X"): (1, "Y")}
TIMES |= {(b, a): (3, c) for (a, b), (_, c) in TIMES.items()}
TIMES |= {(a, a): (0, "I") for a in "IXYZ"}
TIMES |= {("I", a): (0, a) for a in "XYZ"} | {(a, "I"): (0, a) for a in "XYZ"}


def product(labels: list[str]) -> tuple[int, str]:
    """Return the power of i and the letters of a product of Pauli labels."""
    power, result = 0, "I" * len(labels[0])
    for label in labels:
        parts = [TIMES[pair] for pair in zip(result, label, strict=True)]
        power += sum(turn for turn, _ in parts)
        result = "".join(letter for _, letter in parts)
    return power % 4, result


def pauli(statement: dict[str, Any]) -> bool:
    """Decide a Pauli statement by Gaussian elimination; raise ValueError if it is not one."""
    rows: list[tuple[int, int]] = []
    labels: dict[str, int] = {}
    seen = set()
    for context in statement["contexts"]:
        if len(context) < 2 or len(set(context)) < len(context):
            raise ValueError(context)
        for a, b in combinations(context, 2):
            if product([a, b]) != product([b, a]):
                raise ValueError(context)
        power, rest = product(context)
        if set(rest) != {"I"} or any(set(label) == {"I"} for label in context):
            raise ValueError(context)
        if any(len(label) != statement["qubits"] for label in context):
            raise ValueError(context)
        if frozenset(context) in seen:
            raise ValueError(context)
        seen.add(frozenset(context))
        mask = sum(1 << labels.setdefault(label, len(labels)) for label in context)
        rows.append((mask, power // 2))
    contextual = False
    pivots: dict[int, tuple[int, int]] = {}
    for mask, sign in rows:
        while mask:
            lowest = mask & -mask
            if lowest not in pivots:
                pivots[lowest] = (mask, sign)
                break
            mask ^= pivots[lowest][0]  # noqa: PLW2901 - elimination
            sign ^= pivots[lowest][1]  # noqa: PLW2901
        else:
            contextual |= sign == 1
    return contextual == (statement["kind"] == "pauli-contextual")


def satisfiable(clauses: list[tuple[int, ...]]) -> bool:
    """Decide a formula by splitting, with unit propagation."""
    stack: list[list[int]] = [[]]
    numbered = dict(enumerate(clauses, 1))
    while stack:
        decisions = stack.pop()
        true, conflict = refuter.propagate(numbered, decisions)
        if conflict:
            continue
        open_clauses = [c for c in clauses if not any(literal in true for literal in c)]
        if not open_clauses:
            return True
        choice = next(literal for literal in open_clauses[0] if -literal not in true)
        stack += [[*decisions, choice], [*decisions, -choice]]
    return False


def colouring(statement: dict[str, Any]) -> bool:
    """Decide a colouring statement by search; inner products in floating point."""
    vectors, ring = statement["vectors"], statement["ring"]
    if any(len(vector) != statement["dim"] for vector in vectors):
        raise ValueError(vectors)
    formula = sets.formula(vectors, ring, statement["rule"])
    return bool(satisfiable(formula)) == (statement["kind"] == "ks-colourable")


def contexts(statement: dict[str, Any]) -> bool:
    """Decide a statement about lists of vertices by search, with its own clauses."""
    n = statement["vertices"]
    rows = [[v for v in range(n) if v in row] for row in statement["contexts"]]
    exclusive = [pair for row in [*rows, *statement["pairs"]] for pair in combinations(row, 2)]
    formula = [(-i - 1, -j - 1) for i, j in exclusive]
    formula += [tuple(v + 1 for v in row) for row in rows]
    return satisfiable(formula) == (statement["kind"] == "contexts-colourable")


def decide(statement: dict[str, Any]) -> bool:
    """Return whether a statement is true; raise ValueError or KeyError if it makes no sense."""
    kind = statement["kind"]
    if kind not in KINDS:
        raise NotImplementedError(kind)
    if kind.startswith("pauli-"):
        return pauli(statement)
    if kind.startswith("ks-"):
        return colouring(statement)
    if kind.startswith("contexts-"):
        return contexts(statement)
    if kind == "noncontextual-fraction" or kind.endswith("ly-contextual"):
        return bool(truth_fraction.decide(statement))
    if kind.startswith("degree-"):
        return bool(truth_degree.decide(statement, product))
    if kind.startswith("sampling-error-"):
        return bool(truth_error.decide(statement))
    if kind == "small-bias-limit":
        return bool(truth_small_bias.decide(statement))
    if kind.startswith("machine-"):
        return bool(truth_machine.decide(statement, product))
    if kind in {"sharing", "exclusion-by-any"} or kind.startswith("support-states-"):
        return bool(truth_sharing.decide(statement))
    if kind == "mmd-of-products":
        return bool(truth_mmd.decide(statement))
    if kind == "exclusivity-numbers":
        return bool(truth_exclusivity.decide(statement))
    if kind == "exclusion":
        return bool(truth_exclusion.decide(statement))
    if kind.endswith("support-bound"):
        return bool(truth_exclusion.decide_theorem(statement))
    n, k = statement["n"], statement["k"]
    if kind == "binomial-growth":
        texts = {
            "polynomial": "binom(n,k)*k^k >= n^k",
            "central": "binom(n,floor(n/2))*(n+1) >= 2^n",
        }
        if statement["inequality"] != texts[statement["family"]]:
            return False
        if n == k == "all":
            return True  # the theorem; its instances are tried elsewhere
        if statement["family"] == "central":
            return k == n // 2 and math.comb(n, k) * (n + 1) >= 2**n
        return 1 <= k <= n and math.comb(n, k) * k**k >= n**k
    memory, bits = {
        "value-assignment-bound": ("any", "binom(n,k)"),
        "faithful-bound": ("deterministic", "binom(n,k)"),
        "hidden-variable-model": ("stochastic", "2*n"),
    }[kind]
    if statement["memory"] != memory:
        return False
    if n == k == "all":
        return bool(statement["bits"] == bits)
    if not 1 <= k <= n:
        raise ValueError(n, k)
    return bool(statement["bits"] == (2 * n if bits == "2*n" else math.comb(n, k)))


# ---- derivations: terms in a concrete model ----------------------------------------------

AXES = 7  # coordinates s_0 .. s_6
POINTS = 1 << AXES
FULL = (1 << POINTS) - 1
COORDINATE = [sum(1 << z for z in range(POINTS) if z >> i & 1) for i in range(AXES)]


def moved(table: int, i: int) -> int:
    """Return the table of p(z + e_i)."""
    width = 1 << i
    return (table & COORDINATE[i]) >> width | (table & ~COORDINATE[i] & FULL) << width


class Model:
    """One choice of h and f that satisfies the definitions, and of p, q, r."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 - test data
        self.h = []
        self.f = [FULL]
        for j in range(AXES):
            table = rng.getrandbits(POINTS)
            for i in range(j, AXES):  # h(j) may depend on the coordinates before s_j
                table &= ~COORDINATE[i] & FULL
                table |= table << (1 << i)
            self.h.append(table)
            self.f.append(table ^ COORDINATE[j] & self.f[j])
        self.variables = {name: rng.getrandbits(POINTS) for name in "pqr"}

    def value(self, term: str, j: int) -> int:
        """Return the table of a term; raise IndexError if it speaks of coordinates beyond s_6."""
        tokens = re.findall(r"\d+|[A-Za-z]|[+*(),]", term)
        if "".join(tokens) != term.replace(" ", ""):
            raise ValueError(term)
        table, end = self._sum([*tokens, ""], 0, j)
        if end != len(tokens):
            raise ValueError(term)
        return table

    def _sum(self, tokens: list[str], at: int, j: int) -> tuple[int, int]:
        total, at = self._product(tokens, at, j)
        while tokens[at] == "+":
            more, at = self._product(tokens, at + 1, j)
            total ^= more
        return total, at

    def _product(self, tokens: list[str], at: int, j: int) -> tuple[int, int]:
        total, at = self._factor(tokens, at, j)
        while tokens[at] == "*":
            more, at = self._factor(tokens, at + 1, j)
            total &= more
        return total, at

    def _factor(self, tokens: list[str], at: int, j: int) -> tuple[int, int]:
        symbol = tokens[at]
        if symbol == "(":
            total, at = self._sum(tokens, at + 1, j)
            return total, self._skip(tokens, at, ")")
        if symbol in {"0", "1"}:
            return FULL * int(symbol), at + 1
        if symbol in self.variables and tokens[at + 1] != "(":
            return self.variables[symbol], at + 1
        at = self._skip(tokens, at + 1, "(")
        index = 0
        if tokens[at] == "j":
            index, at = j, at + 1
            if tokens[at] == "+":
                index, at = index + int(tokens[at + 1]), at + 2
        else:
            index, at = int(tokens[at]), at + 1
        arguments = []
        while tokens[at] == ",":
            argument, at = self._sum(tokens, at + 1, j)
            arguments.append(argument)
        return self.apply(symbol, index, arguments), self._skip(tokens, at, ")")

    @staticmethod
    def _skip(tokens: list[str], at: int, wanted: str) -> int:
        if tokens[at] != wanted:
            raise ValueError(tokens)
        return at + 1

    def apply(self, symbol: str, index: int, arguments: list[int]) -> int:
        """Return a symbol's meaning: F and E by summing over all subsets, not by their rules."""
        if symbol in "xhf":
            if arguments:
                raise ValueError(symbol)
            return {"x": COORDINATE, "h": self.h, "f": self.f}[symbol][index]
        if symbol == "T":
            (p,) = arguments
            return moved(p, range(AXES)[index])
        p, q = [*arguments, 0] if symbol == "F" else arguments
        if symbol not in "FE" or index > AXES:
            raise IndexError(symbol, index)
        total = 0
        for subset in range(1 << index):
            shifted = p
            for i in range(index):
                if subset >> i & 1:
                    shifted = moved(shifted, i)
            total ^= shifted ^ q
        return total


def lemma_holds(lhs: str, rhs: str, *, models: int = 8) -> bool:
    """Return whether an equation holds for j = 0, 1, 2, 3 in some random models."""
    for seed in range(models):
        model = Model(seed)
        for j in range(4):
            try:
                if model.value(lhs, j) != model.value(rhs, j):
                    return False
            except IndexError:  # beyond the coordinates of the model: nothing to compare
                continue
    return True
