"""Pauli operators against Stim and against the group of degree-1 phases."""

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import Commutation, GroupElement, random_element
from contextuality.pauli import (
    Pauli,
    PauliArray,
    parse_pauli,
    pauli_string,
    paulis_commute,
    product_phase,
)

LAWS = settings(deadline=None, max_examples=100)
CASES = 10_000


def random_strings(rng: np.random.Generator, count: int, n: int) -> list[str]:
    letters = np.array(list("IXYZ"))[rng.integers(0, 4, size=(count, n))]
    signs = np.array(["+", "-", ""])[rng.integers(0, 3, size=count)]
    return [sign + "".join(row) for sign, row in zip(signs, letters, strict=True)]


def from_stim(text: str) -> str:
    """Stim writes the identity as an underscore."""
    return text.replace("_", "I")


@pytest.mark.parametrize("n", [1, 2, 5, 64, 70, 130])
def test_batches_agree_with_stim(n: int) -> None:
    rng = np.random.default_rng(n)
    left, right = random_strings(rng, CASES, n), random_strings(rng, CASES, n)
    a = PauliArray.from_strings(left, allow_sign=True)
    b = PauliArray.from_strings(right, allow_sign=True)
    stim_a, stim_b = [stim.PauliString(s) for s in left], [stim.PauliString(s) for s in right]
    expected = tuple(from_stim(str(p * q)) for p, q in zip(stim_a, stim_b, strict=True))
    assert (a * b).to_strings() == expected
    assert a.to_strings() == tuple(from_stim(str(p)) for p in stim_a)
    rows = 100
    table = PauliArray.from_strings(left[:rows], allow_sign=True).commutes(
        PauliArray.from_strings(right[:rows], allow_sign=True)
    )
    assert table.tolist() == [[p.commutes(q) for q in stim_b[:rows]] for p in stim_a[:rows]]
    total = stim.PauliString(n)
    for p in stim_a[:500]:
        total *= p
    batch = PauliArray.from_strings(left[:500], allow_sign=True)
    assert str(batch.product()) == from_stim(str(total))


def test_single_operators_agree_with_stim() -> None:
    rng = np.random.default_rng(0)
    for _ in range(CASES):
        left, right = random_strings(rng, 2, int(rng.integers(1, 7)))
        p, q = stim.PauliString(left), stim.PauliString(right)
        a, b = Pauli.parse(left), Pauli.parse(right)
        assert str(a * b) == from_stim(str(p * q))
        assert a.commutes(b) == p.commutes(q)
        assert paulis_commute((a.x, a.z), (b.x, b.z)) == p.commutes(q)
        assert (a * b).is_hermitian() == (complex((p * q).sign).imag == 0)


def test_product_phase_agrees_with_stim() -> None:
    rng = np.random.default_rng(1)
    for _ in range(CASES // 4):
        n = int(rng.integers(1, 5))
        texts = [s.lstrip("+-") for s in random_strings(rng, int(rng.integers(0, 6)), n)]
        total = stim.PauliString(n)
        for text in texts:
            total *= stim.PauliString(text)
        x, z, exponent = product_phase(map(parse_pauli, texts))
        assert 1j**exponent == total.sign
        assert pauli_string(x, z, n) == from_stim(str(total)).lstrip("+-i")


def test_real_operators_are_group_elements() -> None:
    rng = np.random.default_rng(2)
    for _ in range(2000):
        n = int(rng.integers(1, 7))
        a, b = (random_element(n, 2, rng, hermitian=False) for _ in range(2))
        p, q = Pauli.from_group_element(a), Pauli.from_group_element(b)
        assert p.to_group_element() == a
        assert (p * q).to_group_element() == a * b
        assert p.is_hermitian() == a.is_hermitian()
        assert p.commutes(q) == (a.commutation(b) is Commutation.COMMUTE)


def test_dense_matrices_agree() -> None:
    single = {
        "I": np.eye(2),
        "X": np.array([[0, 1], [1, 0]]),
        "Y": np.array([[0, -1j], [1j, 0]]),
        "Z": np.diag([1, -1]),
    }
    rng = np.random.default_rng(3)
    for text in random_strings(rng, 200, 3):
        letters = text.lstrip("+-")
        matrix = np.eye(1)
        for letter in letters:  # qubit 0 ends as the rightmost factor
            matrix = np.kron(single[letter], matrix)
        pauli = Pauli.parse(letters)
        bare = Pauli(3, pauli.x, pauli.z, 0).to_group_element().matrix()
        assert np.array_equal(1j**pauli.phase * bare, matrix)


@LAWS
@given(st.text("IXYZ", min_size=1, max_size=80), st.sampled_from(["", "+", "-"]))
def test_text_round_trip(letters: str, sign: str) -> None:
    assert pauli_string(*parse_pauli(letters), len(letters)) == letters
    assert str(Pauli.parse(sign + letters)) == (sign or "+") + letters
    batch = PauliArray.from_strings([letters, sign + letters], allow_sign=True)
    assert batch[1] == Pauli.parse(sign + letters)
    assert PauliArray.from_paulis([batch[0], batch[1]]).to_strings() == batch.to_strings()


def test_order_of_characters_and_qubits() -> None:
    assert parse_pauli("XZ") == (0b01, 0b10)
    assert parse_pauli("IIY") == (0b100, 0b100)


@pytest.mark.parametrize("text", ["", "x", "XA", "X Z", "+X", "-", "X_", "Х", "XX\n", "0"])
def test_parse_pauli_refuses(text: str) -> None:
    with pytest.raises(InputError, match="Pauli string"):
        parse_pauli(text)


@pytest.mark.parametrize("text", ["", "+", "--X", "+-X", "iX", "-iX", "X-"])
def test_parse_refuses(text: str) -> None:
    with pytest.raises(InputError, match="Pauli string"):
        Pauli.parse(text)


def test_error_names_item_and_character() -> None:
    with pytest.raises(InputError) as caught:
        PauliArray.from_strings(["XX", "XQ"])
    assert str(caught.value) == (
        "item 1: Pauli string 'XQ', character 1: expected one of the letters I, X, Y, Z, found 'Q'"
    )


def test_batches_refuse() -> None:
    with pytest.raises(InputError, match="item 0: expected no sign"):
        PauliArray.from_strings(["-X"])
    with pytest.raises(InputError, match="item 1: expected 2 qubits"):
        PauliArray.from_strings(["XX", "X"])
    with pytest.raises(InputError, match="at least one"):
        PauliArray.from_strings([])
    one, two = PauliArray.from_strings(["X"]), PauliArray.from_strings(["XX", "ZZ"])
    with pytest.raises(InputError, match="both on 1 qubits"):
        one * two
    with pytest.raises(InputError, match="both on 1 qubits"):
        one.commutes(two)
    with pytest.raises(InputError, match="2 operators in both"):
        two * PauliArray.from_strings(["XX", "ZZ", "YY"])


def test_batch_arrays_are_checked() -> None:
    words, phase = np.zeros((1, 1), dtype=np.uint64), np.zeros(1, dtype=np.uint8)
    assert PauliArray(3, words, words, phase).to_strings() == ("+III",)
    with pytest.raises(InputError, match="array x"):
        PauliArray(3, words.astype(np.int64), words, phase)
    with pytest.raises(InputError, match="array z"):
        PauliArray(3, words, words[:, :0], phase)
    with pytest.raises(InputError, match="zeros from bit 3"):
        PauliArray(3, words + np.uint64(8), words, phase)
    with pytest.raises(InputError, match="array phase"):
        PauliArray(3, words, words, phase + np.uint8(4))


def test_a_batch_of_one_multiplies_every_item() -> None:
    one, two = PauliArray.from_strings(["XX"]), PauliArray.from_strings(["ZZ", "ZI"])
    assert (one * two).to_strings() == ("-YY", "-iYX")
    assert (two * one).to_strings() == ("-YY", "+iYX")


def test_operators_without_qubits() -> None:
    empty = Pauli(0, 0, 0, 2)
    assert str(empty * empty) == "+"
    assert PauliArray.from_paulis([empty]).product() == empty


def test_misfits_are_refused() -> None:
    with pytest.raises(InputError, match="mask x"):
        Pauli(1, 2, 0, 0)
    with pytest.raises(InputError, match="mask z"):
        pauli_string(0, -1, 2)
    with pytest.raises(InputError, match="phase"):
        Pauli(1, 0, 0, 4)
    with pytest.raises(InputError, match="both on 1 qubits"):
        Pauli.parse("X") * Pauli.parse("XX")
    with pytest.raises(InputError, match="a real operator"):
        Pauli.parse("XY").to_group_element()
    with pytest.raises(InputError, match="degree at most 1"):
        Pauli.from_group_element(
            GroupElement(0, GroupElement.identity(2).phase.monomial(2, [0, 1]))
        )
