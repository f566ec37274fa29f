"""GF(2) linear algebra against galois, and the two eliminations against each other."""

import galois
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import gf2, gf2_packed
from contextuality.errors import InputError
from contextuality.gf2 import BitMatrix, Consistent, Inconsistent

LAWS = settings(deadline=None, max_examples=100)


@st.composite
def systems(draw: st.DrawFn, max_size: int = 12) -> tuple[BitMatrix, int]:
    columns = draw(st.integers(0, max_size))
    rows = draw(st.lists(st.integers(0, (1 << columns) - 1), max_size=max_size))
    return BitMatrix(tuple(rows), columns), draw(st.integers(0, (1 << len(rows)) - 1))


def random_matrix(rng: np.random.Generator, rows: int, columns: int, rank: int) -> BitMatrix:
    left = rng.integers(0, 2, size=(rows, rank))
    right = rng.integers(0, 2, size=(rank, columns))
    return BitMatrix.from_array(left @ right % 2)


def span(vectors: tuple[int, ...], columns: int) -> tuple[int, ...]:
    """A normal form of a subspace: galois's reduced row echelon form."""
    if not vectors or not columns:
        return ()
    reduced = BitMatrix(vectors, columns).to_galois().row_reduce()
    return BitMatrix.from_array(reduced[np.any(reduced, axis=1)].reshape(-1, columns)).rows


def test_agrees_with_galois() -> None:
    rng = np.random.default_rng(2)
    for rows, columns in [(1, 1), (3, 5), (5, 3), (8, 8), (9, 17), (40, 33), (33, 70), (64, 64)]:
        for rank in {1, min(rows, columns) // 2 + 1, min(rows, columns)}:
            M = random_matrix(rng, rows, columns, rank)
            G = M.to_galois()
            assert M.rank() == np.linalg.matrix_rank(G)
            for ours, theirs, length in [
                (M.null_space(), G.null_space(), columns),
                (M.left_null_space(), G.left_null_space(), rows),
            ]:
                theirs_rows = BitMatrix.from_array(theirs.reshape(-1, length)).rows
                assert len(ours) == len(theirs_rows)
                assert span(ours, length) == span(theirs_rows, length)
            N = random_matrix(rng, columns, 21, 9)
            assert np.array_equal((M @ N).to_galois(), G @ N.to_galois())
            assert np.array_equal(M.transpose().to_galois(), G.T)


def test_solves_regular_systems_like_galois() -> None:
    rng = np.random.default_rng(4)
    solved = 0
    while solved < 20:
        M = random_matrix(rng, 20, 20, 20)
        if M.rank() < 20:
            continue
        rhs = int.from_bytes(rng.bytes(3), "little") % (1 << 20)
        theirs = np.linalg.solve(M.to_galois(), galois.GF2([rhs >> i & 1 for i in range(20)]))
        expected = sum(int(bit) << i for i, bit in enumerate(theirs))
        assert M.solve(rhs) == Consistent(expected, ())
        solved += 1


@LAWS
@given(systems(max_size=7))
def test_solve_against_all_vectors(system: tuple[BitMatrix, int]) -> None:
    M, rhs = system
    solutions = {x for x in range(1 << M.columns) if M.apply(x) == rhs}
    answer = M.solve(rhs)
    if isinstance(answer, Consistent):
        spanned = {answer.solution}
        for vector in answer.null_space:
            spanned |= {x ^ vector for x in spanned}
        assert spanned == solutions
        assert len(spanned) == 1 << len(answer.null_space)
    else:
        assert not solutions
        assert M.combine(answer.rows) == 0
        assert (answer.rows & rhs).bit_count() % 2 == 1


@LAWS
@given(systems())
def test_rank_and_null_spaces(system: tuple[BitMatrix, int]) -> None:
    M, _ = system
    assert M.rank() == M.transpose().rank()
    assert len(M.null_space()) == M.columns - M.rank()
    assert len(M.left_null_space()) == len(M.rows) - M.rank()
    assert all(M.apply(x) == 0 for x in M.null_space())
    assert all(M.combine(y) == 0 for y in M.left_null_space())
    assert BitMatrix(M.null_space(), M.columns).rank() == len(M.null_space())
    assert M.transpose().transpose() == M
    assert M.transpose().apply(system[1]) == M.combine(system[1])


@LAWS
@given(systems(max_size=40))
def test_packed_elimination_is_the_plain_one(system: tuple[BitMatrix, int]) -> None:
    M, _ = system
    assert gf2_packed.reduced(M.rows, M.columns) == gf2._reduce_plain(M.rows)


def test_packed_elimination_over_many_words() -> None:
    rng = np.random.default_rng(8)
    for rows, columns, rank in [(300, 200, 150), (200, 300, 200), (500, 129, 129), (70, 640, 64)]:
        M = random_matrix(rng, rows, columns, rank)
        assert gf2_packed.reduced(M.rows, M.columns) == gf2._reduce_plain(M.rows)
        sparse = BitMatrix.from_array((rng.random((rows, columns)) < 0.02).astype(int))
        assert gf2_packed.reduced(sparse.rows, columns) == gf2._reduce_plain(sparse.rows)


def test_all_answers_agree_on_the_packed_path(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(9)
    systems = []
    for rows, columns, rank in [(60, 40, 30), (40, 90, 25), (0, 3, 1), (3, 0, 1), (100, 100, 99)]:
        M = random_matrix(rng, rows, columns, rank)
        x = int.from_bytes(rng.bytes(12), "little") % (1 << columns)
        for flip in range(3):
            systems.append((M, M.apply(x) ^ (flip if rows else 0)))
    plain = [(M.rank(), M.null_space(), M.left_null_space(), M.solve(rhs)) for M, rhs in systems]
    monkeypatch.setattr(gf2, "_PACKED_FROM_ENTRIES", 0)
    assert plain == [
        (M.rank(), M.null_space(), M.left_null_space(), M.solve(rhs)) for M, rhs in systems
    ]
    assert {type(answer) for *_, answer in plain} == {Consistent, Inconsistent}


def large_case(rows: int, columns: int, rank: int) -> None:
    rng = np.random.default_rng(10)
    left = rng.integers(0, 2, size=(rows, rank)).astype(np.float32)
    right = rng.integers(0, 2, size=(rank, columns)).astype(np.float32)
    M = BitMatrix.from_array((left @ right % 2).astype(np.uint8))
    x = int.from_bytes(rng.bytes(columns // 8), "little")
    rhs = M.apply(x)
    answer = M.solve(rhs)
    assert isinstance(answer, Consistent)
    assert M.apply(answer.solution) == rhs
    assert len(answer.null_space) == columns - rank
    # A row that repeats the sum of others gets the wrong right side.
    wrong = rhs ^ 1 << (rows - 1)
    refusal = M.solve(wrong)
    assert isinstance(refusal, Inconsistent)
    assert M.combine(refusal.rows) == 0
    assert (refusal.rows & wrong).bit_count() % 2 == 1


def test_large_system() -> None:
    large_case(4000, 400, 350)


@pytest.mark.slow
def test_very_large_system() -> None:
    large_case(100_000, 1000, 900)


@LAWS
@given(systems())
def test_arrays_round_trip(system: tuple[BitMatrix, int]) -> None:
    M, _ = system
    array = M.to_array()
    assert array.shape == M.shape
    assert BitMatrix.from_array(array) == M
    assert all(
        array[i, j] == row >> j & 1 for i, row in enumerate(M.rows) for j in range(M.columns)
    )


def test_magic_square_is_inconsistent() -> None:
    # Nine observables, row products +1, column products +1 but the last: all rows are needed.
    rows = tuple(0b111 << 3 * i for i in range(3)) + tuple(0b1001001 << j for j in range(3))
    assert BitMatrix(rows, 9).solve(0b100000) == Inconsistent(0b111111)
    assert isinstance(BitMatrix(rows, 9).solve(0), Consistent)


@pytest.mark.parametrize(("rows", "columns"), [((4,), 2), ((-1,), 2), ((1.0,), 2), ((0,), -1)])
def test_constructor_refuses(rows: tuple[int, ...], columns: int) -> None:
    with pytest.raises(InputError):
        BitMatrix(rows, columns)


@pytest.mark.parametrize(
    "array", [[0, 1], [[0, 2]], [[0, -1]], [[0.5, 1]], [[float("nan"), 1]], [[[0]]]]
)
def test_from_array_refuses(array: object) -> None:
    with pytest.raises(InputError):
        BitMatrix.from_array(array)  # type: ignore[arg-type]


def test_from_array_names_the_entry() -> None:
    with pytest.raises(InputError, match="row 1, column 2: expected 0 or 1, found 3"):
        BitMatrix.from_array([[0, 1, 0], [0, 1, 3]])


def test_operations_refuse_misfits() -> None:
    M = BitMatrix((1, 2), 3)
    for wrong in (-1, 4):
        with pytest.raises(InputError, match="right side"):
            M.solve(wrong)
        with pytest.raises(InputError, match="row set"):
            M.combine(wrong)
    with pytest.raises(InputError, match="vector"):
        M.apply(8)
    with pytest.raises(InputError, match="matrix product"):
        M.mul(M)
