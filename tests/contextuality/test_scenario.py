"""Scenarios: structure, signs against dense matrices and stim, every refused input."""

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.scenario import Scenario, pauli_scenario, require_pauli

MATRICES = {
    "I": np.eye(2, dtype=complex),
    "X": np.array([[0, 1], [1, 0]], dtype=complex),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]).astype(complex),
}


def dense(label: str) -> np.ndarray:
    result = np.eye(1, dtype=complex)
    for letter in label:  # character i is qubit i, the i-th bit: the last factor varies slowest
        result = np.kron(MATRICES[letter], result)
    return result


@st.composite
def valid_contexts(draw: st.DrawFn) -> list[str]:
    """Commuting Pauli strings closed by their product, which is none of them and not I."""
    qubits = draw(st.integers(2, 4))
    labels = st.text("IXYZ", min_size=qubits, max_size=qubits)
    chosen: list[str] = []
    for label in draw(st.lists(labels, min_size=2, max_size=6)):
        candidate = stim.PauliString(label)
        if (
            candidate.weight
            and label not in chosen
            and all(candidate.commutes(stim.PauliString(other)) for other in chosen)
        ):
            chosen.append(label)
    product = stim.PauliString(qubits)
    for label in chosen:
        product *= stim.PauliString(label)
    last = str(product)[1:].replace("_", "I")
    if len(chosen) < 2 or last in chosen or not product.weight:
        return draw(valid_contexts())
    return draw(st.permutations([*chosen, last]))


@settings(deadline=None)
@given(valid_contexts())
def test_sign_is_that_of_the_operator_product(context: list[str]) -> None:
    sign = pauli_scenario([context], "one").signs[0]
    product = stim.PauliString(len(context[0]))
    for label in context:
        product *= stim.PauliString(label)
    assert product.weight == 0
    assert product.sign == sign
    matrix = np.eye(2 ** len(context[0]), dtype=complex)
    for label in context:
        matrix = matrix @ dense(label)
    assert np.array_equal(matrix, sign * np.eye(len(matrix)))


def test_order_of_first_appearance_and_counts() -> None:
    scenario = pauli_scenario([["ZZ", "XX", "YY"], ["XX", "IX", "XI"]], "two")
    assert scenario.observables == ("ZZ", "XX", "YY", "IX", "XI")
    assert scenario.contexts == ((0, 1, 2), (1, 3, 4))
    assert scenario.signs == (-1, 1)
    assert scenario.negative_contexts == 1
    assert scenario.sign_bits() == 0b01
    assert scenario.incidence().to_array().tolist() == [[1, 1, 1, 0, 0], [0, 1, 0, 1, 1]]


@pytest.mark.parametrize(
    ("contexts", "place", "expected", "found"),
    [
        ([], "contexts", "at least one context", "none"),
        ([["XX", "ZZ", "YY"], []], "contexts[1]", "at least two observables", "none"),
        ([["XX"]], "contexts[0]", "at least two observables", "XX alone"),
        ([["XX", "ZZ", "YY"], ["XII", "IXI", "XXI"]], "contexts[1]", "on 2 qubits", "'XII' on 3"),
        ([["XX", "ZZZ", "YY"]], "contexts[0]", "on 2 qubits", "'ZZZ' on 3"),
        ([["xx", "ZZ", "YY"]], "contexts[0]", "I, X, Y, Z", "'x'"),
        ([["XX", "ZZ", "YA"]], "contexts[0]", "I, X, Y, Z", "'A'"),
        ([["XX", "ZZ", "Y Y"]], "contexts[0]", "I, X, Y, Z", "' '"),
        ([["-XX", "ZZ", "YY"]], "contexts[0]", "I, X, Y, Z", "'-'"),
        ([["", "ZZ"]], "contexts[0]", "at least one letter", "nothing"),
        ([["II", "ZZ"]], "contexts[0]", "other than the identity", "'II'"),
        ([["XX", "ZZ", "XX"]], "contexts[0]", "distinct observables", "XX twice"),
        (
            [["XX", "ZZ", "YY"], ["YY", "XX", "ZZ"]],
            "contexts[1]",
            "a new context",
            "the same one as at contexts[0]",
        ),
        ([["XI", "ZI", "YI"]], "contexts[0]", "commuting", "XI and ZI, which anticommute"),
        ([["XX", "ZZ"]], "contexts[0]", "plus or minus the identity", "-YY"),
        ([["XI", "IX"]], "contexts[0]", "plus or minus the identity", "+XX"),
    ],
)
def test_refused_contexts(contexts: list[list[str]], place: str, expected: str, found: str) -> None:
    with pytest.raises(InputError) as caught:
        pauli_scenario(contexts, "bad")
    assert caught.value.where.startswith(place)
    assert expected in caught.value.expected
    assert found in caught.value.found


def test_place_of_a_context_can_be_named() -> None:
    with pytest.raises(InputError, match=r"^a\.ctx:7: expected commuting"):
        pauli_scenario([["XI", "ZI"]], "bad", where=lambda index: f"a.ctx:{index + 7}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((" ", ("A",), ((0,),), (1,)), "one line of printable text"),
        (("a\nb", ("A",), ((0,),), (1,)), "one line of printable text"),
        (("a", ("A", "A"), ((0,),), (1,)), "distinct labels"),
        (("a", ("A",), (), ()), "at least one context"),
        (("a", ("A",), ((),), (1,)), "at least one observable"),
        (("a", ("A",), ((1,),), (1,)), "indices from 0 to 0"),
        (("a", ("A",), ((-1,),), (1,)), "indices from 0 to 0"),
        (("a", ("A", "B"), ((0, 1, 0),), (1,)), "distinct observables"),
        (("a", ("A", "B"), ((0, 1), (1, 0)), (1, -1)), "a new context"),
        (("a", ("A",), ((0,),), ()), "one for each of 1 contexts"),
        (("a", ("A",), ((0,),), (0,)), r"\+1 or -1, found 0"),
    ],
)
def test_refused_structures(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Scenario(*arguments)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    ("observables", "sign", "message"),
    [(("XX", "ZZ", "YY"), 1, "the sign -1"), (("A", "B", "C"), 1, "one of the letters")],
)
def test_require_pauli_refuses(observables: tuple[str, ...], sign: int, message: str) -> None:
    with pytest.raises(InputError, match=message):
        require_pauli(Scenario("claimed", observables, ((0, 1, 2),), (sign,)))


def test_violated_counts_wrong_products() -> None:
    square = pauli_scenario(
        [
            *(["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"]),
            *(["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"]),
        ],
        "square",
    )
    assert square.violated([1] * 9) == (5,)
    # Turning YY over repairs the last column and breaks the last row.
    flipped = [-1 if label == "YY" else 1 for label in square.observables]
    assert square.violated(flipped) == (2,)
    assert square.refuted_by(range(6))
    assert not square.refuted_by(range(5))
    assert not square.refuted_by([5])  # the negative column, its observables uncovered
    assert not square.refuted_by([])


@pytest.mark.parametrize("values", [[1, 1], [1, 1, 0], [1, 1, 2], [1, 1, 1, 1]])
def test_violated_refuses_other_values(values: list[int]) -> None:
    line = pauli_scenario([["XX", "ZZ", "YY"]], "line")
    with pytest.raises(InputError):
        line.violated(values)


@pytest.mark.parametrize("rows", [[1], [-1], [0, 0]])
def test_refuted_by_refuses_other_rows(rows: list[int]) -> None:
    line = pauli_scenario([["XX", "ZZ", "YY"]], "line")
    with pytest.raises(InputError):
        line.refuted_by(rows)
