"""Second opinions on vector sets: orthogonality, bases, colourability and propagation."""

from __future__ import annotations

import hashlib
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.library import get, names
from contextuality.search.sat import Unsatisfiable, colour, colouring_clauses, refute
from contextuality.vectors import RINGS, VectorSet
from proofs.independent.colouring import backtrack, glucose, opinions
from proofs.independent.opinion import Deadline, RejectedError
from proofs.independent.rays import COMPANIONS, conjugate, parse_entry, read_rays
from proofs.independent.rup import check_refutation

if TYPE_CHECKING:
    from pathlib import Path

SETS = [name for name in names() if isinstance(get(name), VectorSet)]
RULES = ("bases", "bases-and-pairs")


def vector_set(name: str) -> VectorSet:
    found = get(name)
    assert isinstance(found, VectorSet)
    return found


def statement(vectors: VectorSet, rule: str, colourable: bool) -> dict[str, Any]:
    return {
        "kind": "ks-colourable" if colourable else "ks-uncolourable",
        "dim": vectors.dim,
        "ring": vectors.ring,
        "rule": rule,
        "vectors": [list(vector) for vector in vectors.spelled()],
    }


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("rule", RULES)
def test_clauses_and_opinions_on_the_library(tmp_path: Path, name: str, rule: Any) -> None:
    vectors = vector_set(name)
    finding = colour(vectors, rule, time_limit=60)
    colourable = hasattr(finding, "ones")
    rays = read_rays(statement(vectors, rule, colourable), Deadline(60))
    assert rays.clauses() == colouring_clauses(vectors, rule)
    if hasattr(finding, "ones"):
        certificate: dict[str, Any] = {"kind": "colouring", "ones": list(finding.ones)}
    else:
        assert hasattr(finding, "lrat")
        proof = finding.lrat.encode()
        digest = hashlib.sha256(proof).hexdigest()
        (tmp_path / f"{digest}.lrat").write_bytes(proof)
        certificate = {"kind": "lrat", "sha256": digest}
    said = opinions(statement(vectors, rule, colourable), certificate, tmp_path, 60)
    assert [opinion.verdict for opinion in said[:1] + said[-2:]] == ["valid"] * 3


def test_wrong_colourings_are_rejected(tmp_path: Path) -> None:
    axes = VectorSet.from_strings("axes", 2, "Z", [["1", "0"], ["0", "1"]])
    for ones, expected in (([0], "valid"), ([0, 1], "invalid"), ([], "invalid"), ([5], "invalid")):
        certificate = {"kind": "colouring", "ones": ones}
        said = opinions(statement(axes, "bases", colourable=True), certificate, tmp_path, 60)
        assert [opinion.verdict for opinion in said] == [expected, "valid", "valid"]


def test_a_false_statement_is_called_false(tmp_path: Path) -> None:
    proof = b"9 0 1 0\n"
    digest = hashlib.sha256(proof).hexdigest()
    (tmp_path / f"{digest}.lrat").write_bytes(proof)
    axes = VectorSet.from_strings("axes", 2, "Z", [["1", "0"], ["0", "1"]])
    said = opinions(
        statement(axes, "bases", colourable=False),
        {"kind": "lrat", "sha256": digest},
        tmp_path,
        60,
    )
    # An external program, where one is installed, may end without a verdict line: an error.
    ours = {"certificate/propagation", "statement/backtracking", "statement/glucose"}
    assert {opinion.verdict for opinion in said if opinion.checker in ours} == {"invalid"}
    assert ours <= {opinion.checker for opinion in said}
    assert not any(opinion.verdict == "valid" for opinion in said)


def test_proof_files_that_are_missing_or_altered(tmp_path: Path) -> None:
    stated = statement(vector_set("cabello-18"), "bases", colourable=False)
    digest = "0" * 64
    with pytest.raises(InputError, match="a readable file"):
        opinions(stated, {"kind": "lrat", "sha256": digest}, tmp_path, 60)
    (tmp_path / f"{digest}.lrat").write_bytes(b"1 0 1 0\n")
    said = opinions(stated, {"kind": "lrat", "sha256": digest}, tmp_path, 60)
    assert (said[0].verdict, "digest" in said[0].detail) == ("invalid", True)
    with pytest.raises(InputError):
        opinions(stated, {"kind": "lrat", "sha256": "A" * 64}, tmp_path, 60)


entries = st.tuples(st.integers(-12, 12), st.integers(-12, 12))


@settings(deadline=None)
@given(st.sampled_from(sorted(RINGS)), entries, entries)
def test_matrices_are_the_ring(name: str, left: Any, right: Any) -> None:
    ring = RINGS[name]
    if name == "Z":
        left, right = (left[0], 0), (right[0], 0)

    def matrix(element: tuple[int, int]) -> Any:
        return parse_entry(ring.spell(element), name, "")

    (a, b), (c, d) = matrix(left)
    (e, f), (g, h) = matrix(right)
    times = ((a * e + b * g, a * f + b * h), (c * e + d * g, c * f + d * h))
    assert matrix(ring.multiply(left, right)) == times
    assert conjugate(matrix(left), name) == matrix(ring.conjugate(left))


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "+",
        "1+",
        "2w",
        "w*2",
        "1+-w",
        "--1",
        "1 +w",
        "w+1",
        "+1",
        "+1+w",
        "i",
        "1\n",
        "１",
        "w1",
    ],
)
def test_entries_outside_the_grammar(entry: str) -> None:
    with pytest.raises(InputError):
        parse_entry(entry, "Z[w]", "")


def test_entries_of_the_grammar() -> None:
    for entry, (a, b) in {"12*w": (0, 12), "-3-w": (-3, -1), "+w": (0, 1), "7": (7, 0)}.items():
        assert parse_entry(entry, "Z[w]", "") == ((a, -b), (b, a - b))
    assert set(COMPANIONS) == set(RINGS)


@pytest.mark.parametrize(
    ("ring", "vectors"),
    [
        ("Z", [["0", "0"]]),
        ("Z", [["1", "2"], ["-1", "-2"]]),
        ("Z[w]", [["1", "w"], ["w", "-1-w"]]),
        ("Z[sqrt2]", [["1", "sqrt2"], ["sqrt2", "2"]]),
        ("Z", [["1", "0"], ["1"]]),
        ("Z", [["9" * 60, "0"], ["-1", "0"]]),
        ("Z", []),
    ],
)
def test_vectors_that_are_no_distinct_rays(ring: str, vectors: list[list[str]]) -> None:
    stated = {
        "kind": "ks-colourable",
        "dim": 2,
        "ring": ring,
        "rule": "bases",
        "vectors": vectors,
    }
    with pytest.raises(InputError):
        read_rays(stated, Deadline(60))


small_sets = st.tuples(
    st.sampled_from(["Z", "Z[i]", "Z[w]"]),
    st.lists(
        st.tuples(*[st.tuples(st.integers(-1, 1), st.integers(-1, 1))] * 3),
        min_size=1,
        max_size=12,
    ),
)


def build(ring: str, rows: Any) -> VectorSet | None:
    kept: list[Any] = []
    for row in rows:
        vector = tuple((a, 0 if ring == "Z" else b) for a, b in row)
        try:
            VectorSet("set", 3, ring, (*kept, vector))
        except InputError:
            continue
        kept.append(vector)
    return VectorSet("set", 3, ring, tuple(kept)) if kept else None


@settings(deadline=None, max_examples=60)
@given(small_sets, st.sampled_from(RULES))
def test_bases_and_colourability_by_three_ways(drawn: Any, rule: Any) -> None:
    vectors = build(*drawn)
    if vectors is None:
        return
    rays = read_rays(statement(vectors, rule, colourable=True), Deadline(60))
    assert rays.bases == vectors.complete_bases()
    assert rays.clauses() == colouring_clauses(vectors, rule)
    brute = any(
        not rays.accepts({i for i in range(rays.count) if bits >> i & 1})
        for bits in range(1 << rays.count)
    )
    assert (backtrack(rays, Deadline(60)) is not None) == brute
    assert (glucose(rays, Deadline(60)) is not None) == brute


def test_searches_keep_their_time() -> None:
    rays = read_rays(statement(vector_set("peres-33"), "bases", True), Deadline(60))
    with pytest.raises(TimeoutError):
        backtrack(rays, Deadline(-1))
    with pytest.raises(TimeoutError):
        read_rays(statement(vector_set("peres-33"), "bases", True), Deadline(-1))


def models(clauses: list[list[int]], variables: int) -> int:
    return sum(
        all(any(values[abs(x) - 1] == (x > 0) for x in clause) for clause in clauses)
        for values in product([False, True], repeat=variables)
    )


formulas = st.integers(2, 5).flatmap(
    lambda v: st.tuples(
        st.just(v),
        st.lists(
            st.lists(st.integers(-v, v).filter(bool), min_size=1, max_size=3, unique_by=abs),
            min_size=1,
            max_size=30,
        ),
    )
)


@settings(deadline=None, max_examples=40)
@given(formulas)
def test_refutations_of_random_formulas_follow(drawn: tuple[int, list[list[int]]]) -> None:
    variables, clauses = drawn
    answer = refute(clauses, variables, time_limit=60)
    assert isinstance(answer, Unsatisfiable) == (models(clauses, variables) == 0)
    if isinstance(answer, Unsatisfiable):
        steps = check_refutation(clauses, variables, answer.lrat.encode(), Deadline(60))
        assert steps == answer.steps


lemmas = st.lists(
    st.lists(st.integers(-5, 5).filter(bool), max_size=2, unique_by=abs),
    max_size=6,
)


@settings(deadline=None, max_examples=300)
@given(formulas, lemmas, st.randoms(use_true_random=False))
def test_nothing_false_is_ever_refuted(drawn: Any, added: Any, random: Any) -> None:
    variables, clauses = drawn
    lines, live, last = [], list(range(1, len(clauses) + 1)), len(clauses)
    for lemma in [*added, []]:
        last += 1
        literals = [x for x in lemma if abs(x) <= variables]
        lines.append(" ".join(map(str, [last, *literals, 0, 1, 0])))
        live.append(last)
        if random.random() < 0.3:
            gone = live.pop(random.randrange(len(live)))
            lines.append(f"{last} d {gone} 0")
    while lines[-1].split()[1] != "0":
        lines.pop()
    proof = ("\n".join(lines) + "\n").encode()
    try:
        check_refutation(clauses, variables, proof, Deadline(60))
    except RejectedError:
        return
    assert models(clauses, variables) == 0


def naive_implies(clauses: list[tuple[int, ...]], lemma: tuple[int, ...]) -> bool:
    true = {-x for x in lemma}
    while True:
        before = len(true)
        for clause in clauses:
            rest = [x for x in clause if -x not in true]
            if not rest:
                return True
            if len(rest) == 1:
                true.add(rest[0])
        if any(-x in true for x in true):
            return True
        if len(true) == before:
            return False


@settings(deadline=None, max_examples=200)
@given(formulas)
def test_watched_literals_propagate_like_repeated_scanning(drawn: Any) -> None:
    variables, clauses = drawn
    sizes = [(), *((x,) for x in range(-variables, variables + 1) if x)]
    sizes += [(x, y) for x, y in combinations(range(1, variables + 1), 2)]
    for lemma in sizes:
        line = " ".join(map(str, [len(clauses) + 1, *lemma, 0, 1, 0]))
        try:
            check_refutation(clauses, variables, f"{line}\n".encode(), Deadline(60))
            follows = True
        except RejectedError as error:
            follows = "does not follow" not in str(error)
        assert follows == naive_implies([tuple(c) for c in clauses], lemma)


@pytest.mark.parametrize(
    "proof",
    [
        b"",
        b"4 0 1 2 3 0",
        b"4 0 1 2 3 0\r\n",
        b"4 0  1 2 3 0\n",
        b"4 0 1 2 -3 0\n",
        b"+4 0 1 2 3 0\n",
        b"04 0 1 2 3 0\n",
        b"3 0 1 2 3 0\n",
        b"4 2 0 1 2 0\n",
        b"4 0 1 2 3 0\n5 0 1 2 3 0\n",
        b"4 0 1 2 3 0\n4 d 1 0\n",
        b"3 d 9 0\n4 0 1 2 3 0\n",
        b"3 d 1 1 0\n4 0 1 2 3 0\n",
        b"4 3 0 1 2 0\n5 0 1 2 3 0\n",
        b"4 2 2 0 1 2 0\n5 0 1 2 3 0\n",
        b"4 2 -2 0 1 2 0\n5 0 1 2 3 0\n",
        b"c comment\n4 0 1 2 3 0\n",
    ],
)
def test_proofs_that_are_rejected(proof: bytes) -> None:
    with pytest.raises(RejectedError):
        check_refutation([(1,), (-1, 2), (-2,)], 2, proof, Deadline(60))


def test_deleting_what_is_needed_is_rejected() -> None:
    clauses = [(1, 2), (-1, 2), (1, -2), (-1, -2)]
    assert check_refutation(clauses, 2, b"5 2 0 1 2 0\n6 0 5 3 4 0\n", Deadline(60)) == 2
    with pytest.raises(RejectedError, match="line 2"):
        check_refutation(clauses, 2, b"4 d 1 0\n5 2 0 2 0\n6 0 5 3 4 0\n", Deadline(60))


def test_hints_do_not_matter() -> None:
    clauses = [(1, 2), (-1, 2), (1, -2), (-1, -2)]
    assert check_refutation(clauses, 2, b"5 2 0 4 4 0\n6 0 1 0\n", Deadline(60)) == 2
