"""Hypergraph states against Stim (k = 2) and against dense states (any k)."""

import json
from collections import Counter
from fractions import Fraction
from functools import reduce
from math import comb
from pathlib import Path

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from contextuality.errors import InputError
from contextuality.group import Commutation, GroupElement, random_element
from contextuality.hypergraph import Hypergraph, all_uniform
from contextuality.pauli import Pauli
from contextuality.polynomial import BooleanPolynomial, k_subsets, mask_of, vertices

Matrix = NDArray[np.int64]
LAWS = settings(deadline=None, max_examples=60)


@st.composite
def hypergraphs(draw: st.DrawFn, count: int = 1, max_n: int = 5) -> tuple[Hypergraph, ...]:
    n = draw(st.integers(1, max_n))
    edges = st.frozensets(st.integers(1, (1 << n) - 1), max_size=10)
    return tuple(Hypergraph(n, draw(edges)) for _ in range(count))


def random_uniform(rng: np.random.Generator, n: int, k: int) -> Hypergraph:
    return Hypergraph(n, frozenset(e for e in k_subsets(n, k) if rng.integers(2)))


def kron(n: int, factors: dict[int, Matrix]) -> Matrix:
    """The product operator; qubit 0 is the rightmost Kronecker factor."""
    identity = np.eye(2, dtype=np.int64)
    ordered = [factors.get(i, identity) for i in reversed(range(n))]
    return reduce(np.kron, ordered, np.eye(1, dtype=np.int64))


def gate(n: int, edge: int) -> Matrix:
    """The controlled Z gate on an edge, from the projector on all ones."""
    one: Matrix = np.array([[0, 0], [0, 1]])
    return np.eye(1 << n, dtype=np.int64) - 2 * kron(n, dict.fromkeys(vertices(edge), one))


def shift_matrix(n: int, a: int) -> Matrix:
    x: Matrix = np.array([[0, 1], [1, 0]])
    return kron(n, dict.fromkeys(vertices(a), x))


def circuit(H: Hypergraph) -> Matrix:
    return reduce(np.matmul, [gate(H.n, e) for e in H.edges], np.eye(1 << H.n, dtype=np.int64))


def dense(element: GroupElement) -> Matrix:
    gates = [
        gate(element.n, m) if m else -np.eye(1 << element.n, dtype=np.int64)
        for m in element.phase.monomials
    ]
    return reduce(np.matmul, gates, shift_matrix(element.n, element.shift))


# Stim: graph states with signs.


def graph_state(H: Hypergraph, seed: int = 0) -> stim.TableauSimulator:
    simulator = stim.TableauSimulator(seed=seed)
    simulator.set_num_qubits(H.n)
    simulator.h(*range(H.n))
    for edge in H.edges:
        i, *rest = vertices(edge)
        if rest:
            simulator.cz(i, *rest)
        else:
            simulator.z(i)
    return simulator


def as_stim(element: GroupElement) -> stim.PauliString:
    return stim.PauliString(str(Pauli.from_group_element(element)))


def test_outcome_probabilities_agree_with_stim() -> None:
    rng = np.random.default_rng(21)
    seen: Counter[Fraction] = Counter()
    for _ in range(250):
        n = int(rng.integers(2, 9))
        H = Hypergraph(n, random_uniform(rng, n, 2).edges | random_uniform(rng, n, 1).edges)
        simulator = graph_state(H)
        stabilizers = [H.stabilizer(int(a)) for a in rng.integers(0, 1 << n, size=20)]
        others = [random_element(n, 2, rng, hermitian=True) for _ in range(20)]
        measured = stabilizers + [s.negate() for s in stabilizers[:5]] + others
        for element in measured:
            expectation = simulator.peek_observable_expectation(as_stim(element))
            probability = H.outcome_probability(element, -1)
            assert probability == Fraction(1 - expectation, 2)
            assert H.outcome_probability(element, +1) == 1 - probability
            seen[probability] += 1
    assert seen.total() >= 10_000
    assert min(seen[Fraction(p, 2)] for p in range(3)) >= 500


def test_sampled_outcomes_are_possible_and_certain_ones_occur() -> None:
    rng = np.random.default_rng(22)
    for seed in range(300):
        n = int(rng.integers(2, 7))
        H = random_uniform(rng, n, 2)
        for element in (*H.generators(), random_element(n, 2, rng, hermitian=True)):
            outcome = -1 if graph_state(H, seed).measure_observable(as_stim(element)) else 1
            assert H.outcome_probability(element, outcome) > 0


def test_generators_of_graph_states_are_those_of_stim() -> None:
    rng = np.random.default_rng(23)
    for n in range(2, 8):
        H = random_uniform(rng, n, 2)
        state = graph_state(H).state_vector(endian="little") * 2 ** (n / 2)
        assert np.allclose(state, H.sign_vector(), atol=1e-5)
        for element in H.generators():
            assert graph_state(H).peek_observable_expectation(as_stim(element)) == 1


# Dense states, any k.


@LAWS
@given(hypergraphs())
def test_state_is_the_circuit_on_plus(items: tuple[Hypergraph]) -> None:
    (H,) = items
    expected = circuit(H) @ np.ones(1 << H.n, dtype=np.int64)
    assert H.sign_vector().dtype == np.int8
    assert np.array_equal(H.sign_vector(), expected)


@LAWS
@given(hypergraphs())
def test_stabilizers_are_conjugated_shifts(items: tuple[Hypergraph]) -> None:
    (H,) = items
    U = circuit(H)
    state = H.sign_vector().astype(np.int64)
    for a in range(1 << H.n):
        K = dense(H.stabilizer(a))
        assert np.array_equal(K, U @ shift_matrix(H.n, a) @ U.T)
        assert np.array_equal(K @ state, state)
        assert H.outcome_probability(H.stabilizer(a), +1) == 1


@LAWS
@given(hypergraphs())
def test_generators_are_controlled_gates_on_neighbours(items: tuple[Hypergraph]) -> None:
    (H,) = items
    for i, element in enumerate(H.generators()):
        rests = [e & ~(1 << i) for e in H.edges if e >> i & 1]
        assert element == GroupElement(1 << i, BooleanPolynomial(H.n, frozenset(rests)))


def test_outcome_probabilities_agree_with_dense_states() -> None:
    rng = np.random.default_rng(24)
    values: set[Fraction] = set()
    for n in range(1, 6):
        for k in range(1, 6):
            for _ in range(20):
                H = random_uniform(rng, n, min(k, n))
                element = random_element(n, k, rng, hermitian=True)
                state = H.sign_vector().astype(np.int64)
                # <M> = state.M.state / 2^n and P(outcome) = (1 + outcome <M>) / 2.
                mean = Fraction(int(state @ dense(element) @ state), 1 << n)
                for outcome in (1, -1):
                    assert H.outcome_probability(element, outcome) == (1 + outcome * mean) / 2
                values.add(mean)
    assert len(values) > 10


def test_controlled_z_on_plus_is_the_worked_example() -> None:
    H = Hypergraph.parse("-", 3)
    element = GroupElement.diagonal(BooleanPolynomial.parse("z0*z1", 3))
    assert H.outcome_probability(element, +1) == Fraction(3, 4)


def test_outcome_probability_refuses() -> None:
    H = Hypergraph.parse("0,1", 2)
    y = GroupElement(1, BooleanPolynomial.parse("z0", 2))
    with pytest.raises(InputError, match="measured element: expected a Hermitian element"):
        H.outcome_probability(y, 1)
    with pytest.raises(InputError, match="outcome"):
        H.outcome_probability(GroupElement.identity(2), 0)
    with pytest.raises(InputError, match="both in 2 variables"):
        H.outcome_probability(GroupElement.identity(3), 1)


@LAWS
@given(hypergraphs(count=2))
def test_overlap_is_the_inner_product(pair: tuple[Hypergraph, Hypergraph]) -> None:
    H, G = pair
    inner = int(H.sign_vector().astype(np.int64) @ G.sign_vector().astype(np.int64))
    assert H.overlap(G) == Fraction(inner, 1 << H.n)
    weight = (H.polynomial + G.polynomial).weight()
    assert (H.overlap(G) == 0) == (2 * weight == 1 << H.n)


@pytest.mark.parametrize(("n", "k"), [(3, 1), (4, 2), (4, 3), (5, 3), (5, 4)])
def test_some_generator_separates_uniform_hypergraphs(n: int, k: int) -> None:
    """A generator of one state fails on another with probability at least 2^(1 - k)."""
    rng = np.random.default_rng(25)
    gaps = []
    for _ in range(40):
        H, G = random_uniform(rng, n, k), random_uniform(rng, n, k)
        if H == G:
            continue
        gaps.append(max(G.outcome_probability(K, -1) for K in H.generators()))
    assert min(gaps) >= Fraction(1, 1 << (k - 1))
    one_edge, none = Hypergraph(n, frozenset({k_subsets(n, k)[0]})), Hypergraph(n, frozenset())
    gap = max(none.outcome_probability(K, -1) for K in one_edge.generators())
    assert gap == Fraction(1, 1 << (k - 1))


# The stabilizer group.


@LAWS
@given(hypergraphs(max_n=4))
def test_group_law_report(items: tuple[Hypergraph]) -> None:
    (H,) = items
    report = H.check_group_law()
    assert report.holds
    assert report.shifts == tuple(range(1 << H.n))
    assert report.pairs == 1 << (2 * H.n)
    group = {H.stabilizer(a) for a in range(1 << H.n)}
    assert len(group) == 1 << H.n
    assert all(g * h in group for g in group for h in group)


def test_group_law_of_generators_only_beyond_six_vertices() -> None:
    report = Hypergraph.parse("0,1,2;3,4,5,6;0,6").check_group_law()
    assert report.holds
    assert report.shifts == tuple(1 << i for i in range(7))
    assert report.pairs == 49


def test_group_law_report_records_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Hypergraph, a: int) -> GroupElement:
        return GroupElement(a, self.polynomial)

    monkeypatch.setattr(Hypergraph, "stabilizer", broken)
    H = Hypergraph.parse("0,1")
    report = H.check_group_law()
    assert not report.holds
    assert (0, 0) in report.product_failures
    assert (1, 2) in report.commutation_failures
    assert broken(H, 1).commutation(broken(H, 2)) is not Commutation.COMMUTE


# Numbering.


@pytest.mark.parametrize(("n", "k"), [(2, 1), (3, 2), (4, 3), (4, 2), (3, 3), (2, 3)])
def test_all_uniform_counts_every_hypergraph_once(n: int, k: int) -> None:
    everything = list(all_uniform(n, k))
    assert len(set(everything)) == len(everything) == 1 << comb(n, k)
    for index, H in enumerate(everything):
        assert H.index(k) == index
        assert Hypergraph.from_index(n, k, index) == H
        assert H.uniform_degree == (k if H.edges else None)


def test_numbering_refuses() -> None:
    for index in (-1, 1 << 6):
        with pytest.raises(InputError, match="index"):
            Hypergraph.from_index(4, 2, index)
    with pytest.raises(InputError, match=r"edges of 2 vertices, found \(0, 1, 2\)"):
        Hypergraph.parse("0,1;0,1,2").index(2)
    with pytest.raises(InputError, match="edge size"):
        all_uniform(3, 0)
    assert Hypergraph.parse("0,1;0,1,2").uniform_degree is None


# Text and files.


@LAWS
@given(hypergraphs(max_n=12))
def test_text_round_trip(items: tuple[Hypergraph]) -> None:
    (H,) = items
    assert Hypergraph.parse(str(H), H.n) == H
    edges = [vertices(e) for e in H.edges]
    assert Hypergraph.from_edges(H.n, edges) == H


def test_largest_vertex_decides_n() -> None:
    H = Hypergraph.parse(" 4 , 1 ; 0,1,2 ")
    assert (H.n, H.edges) == (5, frozenset({mask_of([1, 4], 5), 7}))
    assert str(H) == "0,1,2;1,4"


@pytest.mark.parametrize(
    ("text", "n", "message"),
    [
        ("0,0", None, "edge 0: item 1: expected each vertex at most once"),
        ("0,1;1,4", 4, "edge 1: item 1: expected a vertex, an integer in 0..3, found 4"),
        ("0,1;1,0", None, "edge 1: expected each edge at most once, found (0, 1) again"),
        ("0,1;", None, "edge 1: expected vertices"),
        ("", 3, "edge 0: expected vertices"),
        ("0,,1", None, "edge 0: expected a number in digits without leading zeros, found nothing"),
        ("0,-1", None, "edge 0: expected a number"),
        ("0,01", None, "edge 0: expected a number"),
        ("0 1", None, "edge 0: expected a number"),
        ("a", None, "edge 0: expected a number"),
        ("1.0", None, "edge 0: expected a number"),
        ("٣", None, "edge 0: expected a number"),
        ("0,99999", None, "edge 0: item 1: expected a vertex, an integer in 0..4095"),
        ("0,99999999999999", None, "edge 0: expected a number"),
        ("-", None, "n: expected the number of vertices, as '-' has no edge, found none"),
        ("0,1", 0, "edge 0: item 0: expected no vertex, as n = 0, found 0"),
        ("0", -1, "n: expected an integer in 0..4096"),
        ("0", 5000, "n: expected an integer in 0..4096"),
    ],
)
def test_parse_refuses(text: str, n: int | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Hypergraph.parse(text, n)
    assert str(caught.value).startswith(message)


def test_constructors_refuse() -> None:
    with pytest.raises(InputError, match="non-empty"):
        Hypergraph(2, frozenset({0}))
    with pytest.raises(InputError, match="mask of vertices"):
        Hypergraph(2, frozenset({4}))
    with pytest.raises(InputError, match="edge 1: expected at least one vertex"):
        Hypergraph.from_edges(2, [(0,), ()])


GOOD = [
    '{"n": 4, "edges": [[0, 1, 2], [3, 2, 1]]}',
    '\n  {"edges": [[1, 2, 3], [0, 1, 2]], "n": 4}\n',
    "n 4\n0,1,2\n1,2,3\n",
    "# two edges\r\nn 4  # vertices\r\n\r\n 1 , 2,3 # one\r\n0,1,2",
]


@pytest.mark.parametrize("content", GOOD)
def test_load(tmp_path: Path, content: str) -> None:
    path = tmp_path / "h.txt"
    path.write_bytes(content.encode())
    assert Hypergraph.load(path) == Hypergraph.parse("0,1,2;1,2,3", 4) == Hypergraph.load(str(path))


BAD = [
    ("", "expected a first line such as 'n 4', or a JSON object with n and edges, found no line"),
    (
        "0,1\n",
        "line 1: expected a first line such as 'n 4', or a JSON object with n and edges, found",
    ),
    ("n\n", "line 1: expected a number"),
    ("n 4 5\n", "line 1: expected a number"),
    ("n 9999\n", "line 1: n: expected an integer in 0..4096"),
    ("n 4\n\n0,1\n1,0\n", "line 4: expected each edge at most once"),
    ("n 4\n0,4\n", "line 2: item 1: expected a vertex"),
    ("n 4\n0,0\n", "line 2: item 1: expected each vertex at most once"),
    ("n 4\n0,1;2,3\n", "line 2: expected a number"),
    ("n 4\n-\n", "line 2: expected a number"),
    ("n 4\nn 4\n", "line 2: expected a number"),
    ("n 4\n0\u20281\n", "line 2: expected a number"),
    ('{"n": 4}', "expected exactly the keys"),
    ('{"n": 4, "edges": [], "k": 2}', "expected exactly the keys"),
    ('{"n": 4, "n": 4, "edges": []}', "expected each key once, found 'n' again"),
    ('{"n": 4, "edges": []} x', "column 23: expected well-formed JSON"),
    ('{"n": 4,\n "edges": [[0,]]}', "line 2, column"),
    ('{"n": true, "edges": []}', 'key "n": expected an integer'),
    ('{"n": 4.0, "edges": []}', 'key "n": expected an integer'),
    ('{"n": NaN, "edges": []}', 'key "n": expected an integer'),
    (
        '{"n": 4, "edges": [[0.5]]}',
        "edge 0: item 0: expected a vertex, an integer in 0..3, found 0.5",
    ),
    ('{"n": -1, "edges": []}', "n: expected an integer in 0..4096"),
    ('{"n": 4, "edges": {}}', 'key "edges": expected a list, found an object'),
    ('{"n": 4, "edges": [[1], 0]}', 'key "edges": edge 1: expected a list, found the number 0'),
    ('{"n": 4, "edges": [[]]}', "edge 0: expected at least one vertex"),
    ('{"n": 4, "edges": [[0], [4]]}', "edge 1: item 0: expected a vertex"),
    ('{"n": 4, "edges": [[0], [true]]}', "edge 1: item 0: expected a vertex"),
    ('{"n": 4, "edges": [[0, 0]]}', "edge 0: item 1: expected each vertex at most once"),
    ('{"n": 4, "edges": [[0, 1], [1, 0]]}', "edge 1: expected each edge at most once"),
    ('{"n": 4, "edges": ' + "[" * 100_000, "expected JSON of a few nested levels"),
    ('{"edges": [], "n": ' + "9" * 5000 + "}", 'key "n": expected an integer of at most 18 digits'),
]


@pytest.mark.parametrize(("content", "message"), BAD, ids=[str(i) for i in range(len(BAD))])
def test_load_refuses(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "h.txt"
    path.write_bytes(content.encode())
    with pytest.raises(InputError) as caught:
        Hypergraph.load(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def test_load_refuses_other_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a readable file, found No such file"):
        Hypergraph.load(tmp_path / "missing")
    with pytest.raises(InputError, match="expected a readable file, found Is a directory"):
        Hypergraph.load(tmp_path)
    path = tmp_path / "bytes"
    path.write_bytes(b"n 4\n\xff\n")
    with pytest.raises(InputError, match="bytes: line 2: expected UTF-8 text, found byte 0xff at"):
        Hypergraph.load(path)
    path.write_bytes(b"#" * ((1 << 24) + 1))
    with pytest.raises(InputError, match="expected at most 16777216 bytes"):
        Hypergraph.load(path)


def test_written_json_is_read(tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    path.write_text(json.dumps({"n": 3, "edges": [[0, 2]]}), encoding="utf-8")
    assert Hypergraph.load(path) == Hypergraph.parse("0,2", 3)


def test_lists_of_vertices_are_sent_to_from_edges() -> None:
    with pytest.raises(InputError, match="edges: expected a frozenset of masks"):
        Hypergraph(3, [(0, 1)])  # type: ignore[arg-type]  # a first reader's mistake
