"""InputError: its text, its place, and that it survives a process pool."""

import pickle

import pytest

from contextuality.errors import InputError, shown
from contextuality.extras import MissingExtraError
from contextuality.gf2 import BitMatrix


def test_text_names_place_expectation_and_finding() -> None:
    error = InputError(where="g.txt: line 3", expected="an edge", found="'x'")
    assert str(error) == "g.txt: line 3: expected an edge, found 'x'"
    assert (error.where, error.expected, error.found) == ("g.txt: line 3", "an edge", "'x'")


def test_text_without_a_place() -> None:
    assert str(InputError(where="", expected="one", found="two")) == "expected one, found two"


def test_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="expected one, found two"):
        raise InputError(where="", expected="one", found="two")


@pytest.mark.parametrize(
    ("prefix", "where", "whole"),
    [("f", "line 1", "f: line 1"), ("f", "", "f"), ("", "line 1", "line 1"), ("", "", "")],
)
def test_located_prefixes_the_place(prefix: str, where: str, whole: str) -> None:
    inner = InputError(where=where, expected="one", found="two")
    outer = inner.located(prefix)
    assert (outer.where, outer.expected, outer.found) == (whole, "one", "two")
    assert inner.where == where


@pytest.mark.parametrize("kind", [InputError, MissingExtraError])
def test_survives_pickling(kind: type[InputError]) -> None:
    error = kind(where="here", expected="one", found="two")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    assert type(copy) is kind
    assert (str(copy), copy.where) == (str(error), "here")


def test_arguments_are_keyword_only() -> None:
    with pytest.raises(TypeError):
        InputError("here", "one", "two")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        ("a", "'a'"),
        (True, "True"),
        (-(1 << 64), "a negative integer of 65 bits"),
        (1 << 20_000, "an integer of 20001 bits"),
        ([1 << 20_000], "a list with a huge integer"),
        ("x" * 79, "'" + "x" * 75 + "...'"),
        ("\n" * 79, "'" + r"\n" * 38 + "..."),
        (["x" * 79], "['" + "x" * 75 + "..."),
    ],
    ids=range(9),  # pytest would write the huge integers out
)
def test_values_are_shown_in_brief(value: object, text: str) -> None:
    assert shown(value) == text


def test_huge_integers_are_refused_with_the_usual_words() -> None:
    with pytest.raises(InputError, match=r"row 0: .*, found an integer of 20001 bits"):
        BitMatrix((1 << 20_000,), 3)
