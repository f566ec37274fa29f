"""Verdicts and how offending values are shown."""

from __future__ import annotations

import pytest

from proofs.kernel.verdict import SHOWN, Malformed, Rejected, Verdict, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("abc", "abc"),
        ("", ""),
        ("a" * SHOWN, "a" * SHOWN),
        ("a" * (SHOWN + 1), "a" * SHOWN + "..."),
        ("a\nvalid  b.json", r"'a\nvalid  b.json'"),
        ("\x1b[2J", r"'\x1b[2J'"),
        ("\ud800", r"'\ud800'"),
        ("\u202egnp", r"'\u202egnp'"),
        ("\u00e9", "\u00e9"),
        (None, "None"),
        (True, "True"),
        (-3, "-3"),
        (2**256 - 1, str(2**256 - 1)),
        (2**256, "an integer of 257 bits"),
        (-(10**10000), "an integer of 33220 bits"),
        ([], "a list of 0 items"),
        ([10**10000], "a list of 1 items"),
        ((1, 2), "a tuple of 2 items"),
        ({"a": 1}, "a dict of 1 items"),
        (1.5, "a float"),
        (b"x", "a bytes"),
        (object, "a type"),
    ],
    ids=lambda value: "value" if not isinstance(value, str) else None,
)
def test_shown(value: object, text: str) -> None:
    assert shown(value) == text


def test_shown_of_a_hostile_object_asks_it_nothing() -> None:
    class Hostile:
        def __repr__(self) -> str:
            raise AssertionError

    assert shown(Hostile()) == "a Hostile"


def test_shown_of_a_list_that_contains_itself() -> None:
    loop: list[object] = []
    loop.append(loop)
    assert shown(loop) == "a list of 1 items"


def test_malformed_carries_its_parts() -> None:
    error = Malformed("place", "a number", "x" * 500)
    assert (error.where, error.expected) == ("place", "a number")
    assert error.found == "x" * SHOWN + "..."
    assert str(error) == f"place: expected a number, found {error.found}"
    assert isinstance(error, ValueError)


def test_rejected_is_invalid_unless_said_otherwise() -> None:
    assert Rejected("s", "r", "e", "f").status == "invalid"
    assert Rejected("s", "r", "e", "f", incomplete=True).status == "incomplete"
    assert str(Rejected("s", "r", "e", 5)) == "s: r: expected e, found 5"
    assert not isinstance(Rejected("s", "r", "e", "f"), ValueError)


def test_only_valid_is_true() -> None:
    assert bool(Verdict("valid", "x", 1)) is True
    assert bool(Verdict("incomplete", "x", 0)) is False
    assert bool(Verdict("invalid", "x", 0)) is False


def test_reason() -> None:
    assert Verdict("valid", "x", 1).reason() == ""
    verdict = Verdict("invalid", "x", 0, "step 3", "rule", "this", "that")
    assert verdict.reason() == "step 3: rule: expected this, found that"


def test_verdicts_are_frozen() -> None:
    verdict = Verdict("invalid", "x", 0)
    with pytest.raises(AttributeError, match="status"):
        verdict.status = "valid"  # type: ignore[misc]
