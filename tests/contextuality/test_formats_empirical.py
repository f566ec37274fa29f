"""Empirical models: exact tables, the check of no-signalling, their JSON."""

import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError
from contextuality.formats import load, save
from contextuality.formats.empirical_json import parse_empirical_json, spell_empirical_json
from contextuality.hypergraph import Hypergraph
from contextuality.pauli import Pauli

HALF, ZERO, ONE = Fraction(1, 2), Fraction(0), Fraction(1)
EQUAL, DIFFERENT = (HALF, ZERO, ZERO, HALF), (ZERO, HALF, HALF, ZERO)
PR_BOX = EmpiricalModel(
    "PR box",
    ("A", "B", "a", "b"),
    ("0", "1"),
    ((0, 1), (0, 3), (2, 1), (2, 3)),
    (EQUAL, EQUAL, EQUAL, DIFFERENT),
)


SURE = {"context": ["A"], "probabilities": {"0": "1"}}


def document(**changes: object) -> str:
    value: dict[str, object] = {
        "name": "coin",
        "outcomes": ["0", "1"],
        "tables": [{"context": ["A"], "probabilities": {"0": "1/3", "1": "2/3"}}],
    }
    value.update(changes)
    return json.dumps(value)


def test_the_pr_box_does_not_signal() -> None:
    assert PR_BOX.disturbance() is None
    assert PR_BOX.marginal(3, (3,)) == {(0,): HALF, (1,): HALF}
    assert PR_BOX.marginal(3, (3, 2))[0, 1] == HALF
    assert PR_BOX.probability(3, (0, 1)) == HALF


def test_signalling_is_reported_not_refused() -> None:
    tables = (EQUAL, (ONE, ZERO, ZERO, ZERO))
    model = EmpiricalModel("x", ("A", "B", "C"), ("up", "down"), ((0, 1), (2, 0)), tables)
    found = model.disturbance()
    assert found is not None
    assert str(found) == "A=up has probability 1/2 in context 0 and 1 in context 1"
    assert found.contexts == (0, 1)


def test_a_difference_of_one_in_ten_to_the_thirty_is_seen() -> None:
    tiny = Fraction(1, 10**30)
    shifted = (HALF + tiny, ZERO, ZERO, HALF - tiny)
    model = EmpiricalModel("x", ("A", "B", "C"), ("0", "1"), ((0, 1), (0, 2)), (EQUAL, shifted))
    assert model.disturbance() is not None


def test_hypergraph_states_give_models_that_do_not_signal() -> None:
    # Joint outcomes of X or Z on each qubit of a hypergraph state, from its exact amplitudes.
    graph = Hypergraph.parse("0,1,2")
    amplitudes = graph.sign_vector().tolist()
    contexts, tables = [], []
    for bases in product("XZ", repeat=3):
        table = []
        for outcomes in product((0, 1), repeat=3):
            total = 0
            for z in range(8):
                bits = [z >> i & 1 for i in range(3)]
                if all(b == o for b, o, c in zip(bits, outcomes, bases, strict=True) if c == "Z"):
                    sign = sum(
                        b * o for b, o, c in zip(bits, outcomes, bases, strict=True) if c == "X"
                    )
                    total += amplitudes[z] * (-1) ** sign
            table.append(Fraction(total * total, 8 * 2 ** bases.count("X")))
        contexts.append(tuple(2 * i + (c == "Z") for i, c in enumerate(bases)))
        tables.append(tuple(table))
    names = tuple(f"{c}{i}" for i in range(3) for c in "XZ")
    model = EmpiricalModel("state", names, ("+", "-"), tuple(contexts), tuple(tables))
    assert model.disturbance() is None
    # The same one-qubit probabilities come from the group.
    element = Pauli.parse("XII").to_group_element()
    assert model.marginal(0, (0,))[0,] == graph.outcome_probability(element, +1)


@settings(deadline=None)
@given(st.data())
def test_models_survive_json(data: st.DataObject) -> None:
    outcomes = data.draw(st.integers(2, 3))
    contexts = data.draw(
        st.lists(
            st.sets(st.sampled_from("ABC"), min_size=1), min_size=1, max_size=4, unique_by=frozenset
        )
    )
    labels = list(dict.fromkeys(label for c in contexts for label in sorted(c)))
    tables = []
    for context in contexts:
        weights = data.draw(
            st.lists(
                st.integers(0, 9),
                min_size=outcomes ** len(context),
                max_size=outcomes ** len(context),
            )
        )
        weights[0] += 1
        tables.append(tuple(Fraction(w, sum(weights)) for w in weights))
    model = EmpiricalModel(
        "model",
        tuple(labels),
        tuple("xyz"[:outcomes]),
        tuple(tuple(labels.index(label) for label in sorted(c)) for c in contexts),
        tuple(tables),
    )
    assert parse_empirical_json(spell_empirical_json(model)) == model


def test_files(tmp_path: Path) -> None:
    box = parse_empirical_json(
        document(
            name="box",
            tables=[
                {"context": list(pair), "probabilities": {"0,0": "1/2", "1,1": "1/2"}}
                for pair in ("AB", "Ab", "aB", "ab")
            ],
        )
    )
    assert box.tables == (EQUAL,) * 4
    save(box, tmp_path / "box.json")
    assert load(tmp_path / "box.json") == box
    assert load(tmp_path / "box.json", "empirical-json") == box


def test_json_has_no_place_for_some_models() -> None:
    with pytest.raises(InputError, match="in the order of first appearance"):
        spell_empirical_json(PR_BOX)
    spare = EmpiricalModel("x", ("A", "B"), ("0", "1"), ((0,),), ((ONE, ZERO),))
    with pytest.raises(InputError, match="all in contexts"):
        spell_empirical_json(spare)
    comma = EmpiricalModel("x", ("A,B",), ("0", "1"), ((0,),), ((ONE, ZERO),))
    with pytest.raises(InputError, match="without commas"):
        spell_empirical_json(comma)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outcomes": ["0"], "tables": []}, "bad.json: observables: expected at least 1"),
        ({"outcomes": ["0"], "tables": [SURE]}, "bad.json: outcomes: expected at least 2, found 1"),
        ({"outcomes": ["0", "0"], "tables": [SURE]}, "distinct labels, found '0' twice"),
        ({"outcomes": ["0", "1,2"]}, "outcomes[1]: expected a printable label without commas"),
        ({"outcomes": "01"}, "outcomes: expected a list"),
        ({"tables": [3]}, "tables[0]: expected an object"),
        ({"tables": [{"context": ["A"]}]}, "tables[0]: expected the key 'probabilities'"),
        ({"extra": 1}, "only the keys name, outcomes, tables"),
        ({"name": ""}, "name: expected one line of printable text"),
        (
            {"tables": [{"context": ["A", "A"], "probabilities": {"0,0": "1"}}]},
            "distinct observables",
        ),
        (
            {
                "tables": [
                    {"context": ["A", "B"], "probabilities": {"0,0": "1"}},
                    {"context": ["B", "A"], "probabilities": {"0,0": "1"}},
                ]
            },
            "contexts[1]: expected a new context, found the members of contexts[0]",
        ),
        ({"tables": [{"context": ["A"] * 21, "probabilities": {}}]}, "joint outcomes, found more"),
    ],
)
def test_refused_documents(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_empirical_json(document(**changes), "bad.json")
    assert str(caught.value).startswith("bad.json")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("probabilities", "message"),
    [
        ({"0": "1/3"}, "tables[0]: expected probabilities of sum 1, found sum 1/3"),
        ({"0": "4/3", "1": "-1/3"}, "a probability such as 0, 1 or 3/8, found '-1/3'"),
        ({"0": "0.5", "1": "0.5"}, "found '0.5'"),
        ({"0": 1}, 'expected a fraction as a string, such as "17/40", found the number 1'),
        ({"0": "1/0"}, "found '1/0'"),
        ({"0": "01"}, "found '01'"),
        ({"2": "1"}, "1 of the outcomes 0, 1, with commas, found '2'"),
        ({"0,0": "1"}, "found '0,0'"),
        ({"0": "1" * 401}, "a probability such as"),
        ([1], "probabilities: expected an object"),
    ],
)
def test_refused_tables(probabilities: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_empirical_json(
            document(tables=[{"context": ["A"], "probabilities": probabilities}]), "bad.json"
        )
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("contexts", "tables", "message"),
    [
        (((0, 2),), (EQUAL,), "indices from 0 to 1"),
        (((0, 1),), (), "one for each of 1 contexts, found 0"),
        (((0, 1),), ((ONE, ZERO),), "4 probabilities, found 2"),
        ((), (), "contexts: expected at least one context"),
        (((0,),), ((0.5, 0.5),), "a fraction of at least 0, found 0.5"),
        (((0,),), ((2 * ONE, -ONE),), "tables[0][1]: expected a fraction of at least 0, found -1"),
        ((tuple(range(2)), ()), (EQUAL, (ONE,)), "distinct observables"),
    ],
)
def test_bad_models(contexts: object, tables: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        EmpiricalModel("bad", ("A", "B"), ("0", "1"), contexts, tables)  # type: ignore[arg-type]  # on purpose
    assert message in str(caught.value)


def test_bad_questions() -> None:
    with pytest.raises(InputError, match="2 outcome indices below 2"):
        PR_BOX.probability(0, (0, 2))
    with pytest.raises(InputError, match="2 outcome indices"):
        PR_BOX.probability(0, (0,))
