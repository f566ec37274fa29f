"""The examples of docs/formats/inputs.md: read or refused as the page says."""

import re
from pathlib import Path

import pytest

from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError
from contextuality.formats import FORMATS
from contextuality.scenario import Scenario
from contextuality.search.parity import decide_parity
from contextuality.search.sat import colour

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "inputs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```([a-z0-9-]+)( refused)?\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
READABLE = [form.name for form in FORMATS.values() if form.read is not None]


def read(name: str, text: str) -> object:
    reader = FORMATS[name].read
    assert reader is not None
    return reader(text, "example", "file")


def test_every_format_has_a_section_and_both_examples() -> None:
    listed = re.findall(r"^\| \[`([a-z0-9-]+)`\]", PAGE, re.MULTILINE)
    assert re.findall(r"^## ([a-z0-9-]+)$", PAGE, re.MULTILINE) == listed
    assert sorted(listed) == sorted(READABLE)
    for name in READABLE:
        assert sum(block[0] == name and not block[1] for block in BLOCKS) == 1
        assert sum(block[0] == name and bool(block[1]) for block in BLOCKS) == 1
    for form in FORMATS.values():
        assert f"`{form.name}`" in PAGE
        assert f"`{form.suffix}`" in PAGE


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, bad, text in BLOCKS if name != "text" and not bad]
)
def test_examples_are_read_and_decided(name: str, text: str) -> None:
    made = read(name, text)
    if isinstance(made, Scenario):
        decide_parity(made)
    elif isinstance(made, EmpiricalModel):
        assert made.disturbance() is None
    else:
        colour(made)  # type: ignore[arg-type]  # a vector set or a hypergraph


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (name, text, BLOCKS[k + 1][2].strip("\n"))
        for k, (name, bad, text) in enumerate(BLOCKS)
        if bad
    ],
)
def test_refusals_have_the_printed_message(name: str, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(name, text)
    assert str(caught.value) == message
