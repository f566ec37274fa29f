"""Random input near the grammar: no exception but `Malformed`, and no false statement accepted."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proofs.kernel import CERTIFICATES, STATEMENTS, Malformed, check
from proofs.kernel.derivation import Derivation, check_derivation
from proofs.kernel.lrat import LINE, check_refutation
from proofs.kernel.memory import MemoryStatement
from proofs.kernel.reader import load_bytes
from proofs.kernel.terms import DEFINITIONS, Evaluator, Polynomial, Workspace, single
from proofs.kernel.verdict import Rejected, Verdict

quick = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

integers = st.integers(-2, 6) | st.sampled_from([10, 16, 64, 10**4, 10**30, -(10**30)])
WORDS = [
    *("all", "0", "1", "-1", "i", "w", "sqrt2", "1+w", "bases", "bases-and-pairs", "Z", "Z[i]"),
    *("XX", "YY", "ZZ", "XI", "IX", "IZ", "ZI", "II", "any", "deterministic", "stochastic"),
    *("binom(n,k)", "2*n", "p", "f(j)", "F(0,p)", "F-zero", "hypothesis", "polynomial", "n-k"),
]
words = st.sampled_from(["", *WORDS, *STATEMENTS, *CERTIFICATES]) | st.text(max_size=4)
leaves = integers | words | st.booleans() | st.none() | st.floats(allow_nan=False)
keys = sorted(
    {key for _, names in STATEMENTS.values() for key in names}
    | {key for _, names, _, _ in CERTIFICATES.values() for key in names}
    | {"name", "lhs", "rhs", "base", "chain", "rule", "values", "term", "more"}
)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(keys), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def near(draw: st.DrawFn, table: dict[str, Any], good: dict[str, st.SearchStrategy[Any]]) -> Any:
    """Draw an object of a kind of the table with most fields plausible."""
    kind = draw(st.sampled_from(sorted(table)))
    value = {"kind": kind}
    for key in table[kind][1]:
        value[key] = draw(good.get(key, anything) if draw(st.integers(0, 9)) else anything)
    if not draw(st.integers(0, 19)):
        value.pop(draw(st.sampled_from(sorted(value))))
    return value


labels = st.text("IXYZ", min_size=2, max_size=2)
vectors = st.lists(
    st.lists(st.sampled_from(["0", "1", "-1", "i", "-i"]), min_size=2, max_size=2), max_size=5
)
square = [["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"]]
square += [["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"]]
statements = near(
    STATEMENTS,
    {
        "qubits": st.just(2),
        "contexts": st.lists(st.sampled_from(square), max_size=6)
        | st.lists(st.lists(labels, max_size=3), max_size=3),
        "dim": st.just(2),
        "ring": st.sampled_from(["Z[i]", "Z"]),
        "rule": st.sampled_from(["bases", "bases-and-pairs"]),
        "vectors": vectors,
        "n": st.integers(1, 4),
        "k": st.integers(1, 4),
        "memory": st.sampled_from(["any", "deterministic", "stochastic"]),
        "bits": st.integers(0, 8),
        "family": st.sampled_from(["polynomial", "central"]),
        "inequality": st.sampled_from(
            ["binom(n,k)*k^k >= n^k", "binom(n,floor(n/2))*(n+1) >= 2^n"]
        ),
    },
)
certificates = near(
    CERTIFICATES,
    {
        "contexts": st.lists(st.integers(0, 6), unique=True).map(sorted),
        "minus": st.lists(labels, max_size=3, unique=True),
        "ones": st.lists(st.integers(0, 5), unique=True).map(sorted),
        "sha256": st.just("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        "edges": st.lists(st.integers(0, 3), min_size=1, max_size=7),
        "vertices": st.lists(st.integers(0, 3), min_size=1, max_size=7),
        "summands": st.lists(
            st.lists(st.sampled_from(["i", "n-k", "n-2*i-2", "1"]), min_size=1, max_size=2),
            max_size=3,
        ),
    },
)


@given(statement=statements | anything, certificate=certificates | anything)
@quick
def test_near_the_grammar(statement: Any, certificate: Any, truth: ModuleType) -> None:
    verdict: Verdict | None = None
    try:
        verdict = check(statement, certificate)
        message = verdict.reason()
    except Malformed as error:
        message = str(error)
    assert message.isprintable()
    if verdict and statement["kind"] in truth.KINDS:
        assert truth.decide(statement)


@given(contexts=st.lists(st.sampled_from(square), min_size=1, max_size=6, unique_by=str))
@quick
def test_noncontextual_parts_of_the_square(contexts: Any, truth: ModuleType) -> None:
    statement = {"kind": "pauli-contextual", "qubits": 2, "contexts": contexts}
    full = {"kind": "parity", "contexts": list(range(len(contexts)))}
    assert bool(check(statement, full)) == truth.decide(statement)


@given(
    statement=st.fixed_dictionaries({"kind": st.just("ks-colourable"), "dim": st.just(2),
        "ring": st.just("Z[i]"), "rule": st.sampled_from(["bases", "bases-and-pairs"]),
        "vectors": vectors}),
    ones=st.lists(st.integers(0, 4), unique=True).map(sorted),
)  # fmt: skip
@quick
def test_colourings(statement: Any, ones: list[int], truth: ModuleType) -> None:
    try:
        verdict = check(statement, {"kind": "colouring", "ones": ones})
    except Malformed:
        return
    if verdict:
        assert truth.decide(statement)


@given(data=st.binary(max_size=80) | st.text(max_size=60).map(str.encode))
@quick
def test_random_bytes(data: bytes) -> None:
    try:
        value = load_bytes(data, "fuzz")
    except Malformed:
        return
    assert json.loads(data) == value


@given(
    value=anything, cut=st.integers(0, 40), extra=st.sampled_from(list('"\\{}[]:,0-.eE tfn\x00'))
)
@quick
def test_damaged_json(value: Any, cut: int, extra: str) -> None:
    text = json.dumps(value)
    damaged = text[:cut] + extra + text[cut:]
    for candidate in (text, damaged, text[:cut] + text[cut + 1 :]):
        try:
            read = load_bytes(candidate.encode(), "fuzz")
        except Malformed:
            continue
        assert json.loads(candidate) == read
        assert "." not in json.dumps(read).replace('"', "") or '"' in candidate


clauses = st.lists(
    st.lists(st.sampled_from([-2, -1, 1, 2]), min_size=1, max_size=2, unique_by=abs).map(tuple),
    max_size=6,
)
numbers = st.integers(-3, 12).map(str)
good_line = st.builds(
    lambda number, lemma, hints: " ".join(map(str, [number, *lemma, 0, *hints, 0])),
    st.integers(1, 12),
    st.lists(st.sampled_from([-2, -1, 1, 2]), max_size=2, unique_by=abs),
    st.lists(st.integers(1, 12), max_size=4),
)
delete_line = st.lists(st.integers(1, 12), max_size=3).map(
    lambda ids: " ".join(map(str, [9, "d", *ids, 0]))
)
bad_line = st.lists(numbers | st.sampled_from(["d", "", "00", "-0", "x", "+1", "\u0661"])).map(
    " ".join
)
some_lines = st.lists(good_line | good_line | delete_line | bad_line, max_size=6)


@given(formula=clauses, lines=some_lines)
@settings(quick, max_examples=700)
def test_random_lrat_lines(formula: list[tuple[int, ...]], lines: list[str]) -> None:
    data = [line.encode() for line in lines]
    try:
        steps = check_refutation(formula, 2, iter(data))
    except (Malformed, Rejected):
        return
    assert 0 < steps <= len(lines)
    assert all(LINE.fullmatch(line) for line in data), "an accepted line is outside the grammar"
    for signs in product((1, -1), repeat=2):
        assert not all(any(x * signs[abs(x) - 1] > 0 for x in clause) for clause in formula)


@given(lines=some_lines, cut=st.integers(0, 3))
@settings(quick, max_examples=300)
def test_lrat_around_a_true_refutation(lines: list[str], cut: int) -> None:
    """Random lines put into a refutation of a formula that one more model would satisfy."""
    good = ["5 1 0 1 2 0", "6 0 5 3 4 0"]
    mixed = [*good[:cut], *lines, *good[cut:]]
    data = [line.encode() for line in mixed]
    satisfiable = [(1, 2), (1, -2), (-1, 2), (1, 2)]
    with pytest.raises((Malformed, Rejected)):
        check_refutation(satisfiable, 2, iter(data))


def text_of(polynomial: Polynomial) -> str:
    """Return a term with this normal form."""

    def atom(parts: Any) -> str:
        if len(parts) == 1:
            return str(parts[0])
        variable, offset = parts[1]
        index = f"{variable}+{offset}" if variable else str(offset)
        return f"{parts[0]}({','.join([index, *map(text_of, parts[2:])])})"

    monomials = ["*".join(sorted(map(atom, monomial))) or "1" for monomial in polynomial]
    return " + ".join(sorted(monomials)) or "0"


INDICES = ["j", "0", "1", "j+1"]
ATOMS = ["0", "1", "p", "q", *(f"{s}({i})" for s in "xhf" for i in INDICES)]
RULES = [*sorted(DEFINITIONS), "hypothesis"]
FREE = {name: single(name) for name in "pqr"}
Rule = tuple[str, str, str]


def random_term(rng: random.Random, depth: int) -> str:
    """Return a term of symbols nested at most `depth` deep."""
    if not depth or rng.random() < 0.3:
        return rng.choice(ATOMS)
    inner = [random_term(rng, depth - 1) for _ in range(2)]
    index = rng.choice(INDICES)
    forms = ["{0} + {1}", "({0})*({1})", "T({2},{0})", "F({2},{0})", "E({2},{0},{1})", "F(0,{0})"]
    return rng.choice(forms).format(*inner, index)


def random_rules(rng: random.Random) -> list[Rule]:
    return [
        (rng.choice(RULES), random_term(rng, 1), rng.choice(INDICES))
        for _ in range(rng.randrange(4))
    ]


def walk(left: str, right: str, start: tuple[str, int], rules: list[Rule]) -> tuple[Any, str]:
    """Return steps with the terms that rewriting really leads to, and the last term."""
    work = Workspace()
    scope = ("j", 0) if start == ("j", 1) else start
    index, term, steps = start, f"{left} + {right}", []
    for name, p, j in rules:
        values = {"p": p} if name == "hypothesis" else {"p": p, "j": j}
        lhs, rhs = (left, right) if name == "hypothesis" else DEFINITIONS[name]
        outer = Evaluator(work, scope, FREE)
        instance = Evaluator(work, scope, FREE | {"p": outer(p)})
        if "j" in values:
            instance.index = outer.natural(j)
        rule = (instance(lhs), instance(rhs))
        term = text_of(Evaluator(work, index, FREE, rule)(term))
        index = scope
        steps.append({"rule": name, "values": values, "term": term})
    return steps, term


def random_lemma(rng: random.Random) -> dict[str, Any]:
    """Return a lemma that is often provable: its right side is what a chain makes of the left."""
    left, right = random_term(rng, 3), random_term(rng, 2)
    induction, rules = rng.random() < 0.5, random_rules(rng)
    start = ("j", 1 if induction else 0)
    if rng.random() < 0.7:
        right = walk(left, "0", ("j", 0), [r for r in rules if r[0] != "hypothesis"])[1]
    chain, base = walk(left, right, start, rules)[0], None
    if induction:
        base = walk(left, right, ("", 0), random_rules(rng))[0]
    return {"name": "a", "lhs": left, "rhs": right, "base": base, "chain": chain}


def test_random_derivations(truth: ModuleType) -> None:
    """Chains whose every term is the right one: what they prove holds in concrete models."""
    rng = random.Random(1)  # noqa: S311 - test data
    statement = MemoryStatement("faithful-bound", "all", "all", "deterministic", "binom(n,k)")
    counts: Counter[str] = Counter()
    for _ in range(1500):
        try:
            lemma = random_lemma(rng)
            check_derivation(statement, Derivation((lemma,)))  # type: ignore[arg-type]
        except Malformed:
            counts["malformed"] += 1
            continue
        except Rejected as failure:
            counts[failure.status] += 1
            if failure.status == "invalid":
                continue
        assert truth.lemma_holds(lemma["lhs"], lemma["rhs"], models=4), lemma
    print(f"\nrandom derivations: {dict(counts)}")
    assert counts["incomplete"] > 200, "proved lemmas, but not the statement's"
    assert counts["invalid"] > 200
