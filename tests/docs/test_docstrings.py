"""The filter that turns plain docstrings into what napoleon reads."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from tests.pages import ROOT


@pytest.fixture(scope="module")
def plain() -> ModuleType:
    path = ROOT / "docs" / "extensions" / "plain_docstrings.py"
    spec = importlib.util.spec_from_file_location("plain_docstrings", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("the state |H> and `f(x)`", r"the state \|H> and ``f(x)``"),
        ("2*n, x_0 and x_", r"2\*n, x_0 and x\_"),
        ("``a*b`` stays", "``a*b`` stays"),
        (r"a \ b", r"a \\ b"),
    ],
)
def test_markup_is_escaped(plain: ModuleType, line: str, expected: str) -> None:
    assert plain.escaped(line) == expected


def test_a_section_on_one_line_gets_a_line_of_its_own(plain: ModuleType) -> None:
    lines = ["Do.", "", "Source: a paper,", "    page 3.", "", "More|."]
    expected = ["Do.", "", "Source:", "    a paper,", "    page 3.", "", r"More\|."]
    assert plain.filtered(lines) == expected


def test_examples_are_left_alone(plain: ModuleType) -> None:
    lines = ["Example:", "    >>> a | b  # `c`", "    x*y", "", "a*b"]
    assert plain.filtered(lines) == [*lines[:4], r"a\*b"]


def test_an_indented_paragraph_is_a_display(plain: ModuleType) -> None:
    lines = ["Grammar.", "", "    a = b | c", "    d = e", "", "Args:", "    x: y*.", "", "    z*."]
    assert plain.filtered(lines) == [
        *["Grammar.", "", "::", "", "    a = b | c", "    d = e", ""],
        *["Args:", r"    x: y\*.", "", r"    z\*."],
    ]
