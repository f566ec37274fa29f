"""The history file: what is written is read back, and nothing else is."""

from __future__ import annotations

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from proofs.quantities import KINDS, Quantity, as_data, from_data
from proofs.regression.history import KEYS, append_history, as_line, read_history, ready
from proofs.regression.history import run_from_text as read_line
from proofs.regression.records import ClaimRecord, Machine, Run
from proofs.regression.runs import read_baseline
from tests.proofs.regression import runs_strategies as strategies

RUN = Run(
    "2026-11-30T22:40:00Z",
    "0.1.0",
    None,
    0,
    Machine("Linux", "x86_64", 2, "3.12.1"),
    59.1,
    False,
    (ClaimRecord("doily", "proved", 0.5, (), ("doily",)),),
)


@settings(max_examples=40, deadline=None)
@given(strategies.quantities)
def test_quantities_survive_json(one: Quantity) -> None:
    text = json.dumps(as_data(one))
    assert from_data(json.loads(text), "q") == one
    assert json.loads(text)["kind"] in KINDS


@settings(max_examples=40, deadline=None)
@given(strategies.runs())
def test_runs_survive_a_line(run: Run) -> None:
    line = json.dumps(as_line(run))
    assert "\n" not in line
    assert read_line(line, "h") == run


def test_runs_are_appended(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    ready(path)
    assert not path.exists()
    for seed in range(3):
        append_history(path, Run(**{**vars(RUN), "seed": seed}))
    ready(path)
    assert [run.seed for run in read_history(path)] == [0, 1, 2]
    assert read_baseline(path).seed == 2
    single = tmp_path / "single.json"
    single.write_text(json.dumps(as_line(RUN), indent=2))
    assert read_baseline(single) == RUN


def test_runs_that_end_together_all_get_their_line(tmp_path: Path) -> None:
    """Locks hold between file descriptions, so threads stand for processes here."""
    path = tmp_path / "h.jsonl"
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(lambda _: append_history(path, RUN), range(60)))
    assert read_history(path) == (RUN,) * 60


def test_nothing_is_appended_behind_half_a_line(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    append_history(path, RUN)
    torn = path.read_text() + '{"schema": "khr'
    path.write_text(torn)
    for attempt in (ready, read_history, lambda at: append_history(at, RUN)):
        with pytest.raises(InputError, match=r"h\.jsonl.*without its end"):
            attempt(path)
    assert path.read_text() == torn


def test_half_a_line_is_never_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    path = tmp_path / "h.jsonl"
    append_history(path, RUN)
    before = path.read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:10]))
    with pytest.raises(InputError, match="room for a line"):
        append_history(path, RUN)
    assert path.read_bytes() == before

    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(InputError, match="No space left"):
        append_history(path, RUN)
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", ["", "none/h.jsonl"])
def test_places_that_take_no_history(tmp_path: Path, place: str) -> None:
    with pytest.raises(InputError, match="at its end"):
        append_history(tmp_path / place, RUN)


LINE = as_line(RUN)


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    path = tmp_path / "h.jsonl"
    append_history(path, RUN)
    with path.open("a") as stream:
        stream.write(
            json.dumps({name: value for name, value in LINE.items() if name != key}) + "\n"
        )
    with pytest.raises(InputError, match=rf"h\.jsonl:2: expected the key '{key}'"):
        read_history(path)


CLAIM = LINE["claims"][0]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema": "khrnn-history/2"}, ":1: schema"),
        ({"time": "yesterday"}, ":1: time"),
        ({"time": "2026-11-30T22:40:00"}, ":1: time"),
        ({"version": 1}, ":1: version"),
        ({"commit": 7}, ":1: commit"),
        ({"seed": -1}, ":1: seed"),
        ({"seed": 0.5}, ":1: seed"),
        ({"seed": True}, ":1: seed"),
        ({"machine": {}}, ":1: machine"),
        ({"machine": {**LINE["machine"], "host": "x"}}, ":1: machine"),
        ({"seconds": -1}, ":1: seconds"),
        ({"seconds": "1"}, ":1: seconds"),
        ({"interrupted": 0}, ":1: interrupted"),
        ({"claims": {}}, ":1: claims"),
        ({"claims": [7]}, ":1: claims[0]"),
        ({"claims": [CLAIM, CLAIM]}, ":1: claims"),
        ({"claims": [{**CLAIM, "verdict": "true"}]}, ":1: claims[0].verdict"),
        ({"claims": [{**CLAIM, "certificates": ["a", "a"]}]}, ":1: claims[0].certificates"),
        ({"claims": [{**CLAIM, "quantities": [{}]}]}, ":1: claims[0].quantities[0]"),
        ({"more": 1}, ":1"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, change: dict[str, object], place: str) -> None:
    path = tmp_path / "h.jsonl"
    path.write_text(json.dumps(LINE | change) + "\n")
    for read in (read_history, read_baseline):
        if read is read_baseline and "schema" in change:
            continue  # another schema is no history, which the next test looks at
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.where.startswith(f"{path}{place}")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"kind": "exact", "value": "1"}, "q.name"),
        ({"name": "a", "kind": "guess", "value": "1"}, "q.kind"),
        ({"name": "a", "kind": "exact", "value": 1}, "q.value"),
        ({"name": "a", "kind": "exact", "value": "1.5"}, "q.value"),
        ({"name": "a", "kind": "exact", "value": "1/0"}, "q.value"),
        ({"name": "a", "kind": "exact", "value": "\u0661"}, "q.value"),
        ({"name": "a", "kind": "exact", "value": "1" * 2001}, "q.value"),
        ({"name": "a", "kind": "exact", "value": "1", "seeded": 1}, "q.seeded"),
        ({"name": "a", "kind": "exact", "value": "1", "unit": "bit"}, "q"),
        ({"name": "a", "kind": "interval", "lower": "2", "upper": "1"}, "q"),
        ({"name": "a", "kind": "interval", "lower": None, "upper": None}, "q"),
        ({"name": "a", "kind": "interval", "lower": "2"}, "q"),
        ({"name": "a", "kind": "table", "values": {}}, "q"),
        ({"name": "a", "kind": "table", "values": ["1"]}, "q.values"),
        ({"name": "a", "kind": "table", "values": {"0": "x"}}, "q.values.0"),
        ({"name": "a", "kind": "distribution", "values": {"0": "1/2"}}, "q"),
        ({"name": "a", "kind": "distribution", "values": {"0": "-1", "1": "2"}}, "q"),
        ({"name": "a", "kind": "digest", "sha256": "0"}, "q.sha256"),
        ({"name": "a", "kind": "measured", "value": "1", "error": 0.0}, "q.value"),
        ({"name": "a", "kind": "measured", "value": 1.0, "error": -1.0}, "q"),
        ([], "q"),
    ],
)
def test_malformed_quantities(data: object, place: str) -> None:
    with pytest.raises(InputError) as caught:
        from_data(data, "q")
    assert caught.value.where == place


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\n", b"{}\n", b"[]\n", b"nonsense\n",
                                     b"\x00" * 9, b'{"schema": 1e999}\n'])  # fmt: skip
def test_other_files_are_no_histories_and_no_baselines(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "h.jsonl"
    path.write_bytes(content)
    for read in (read_history, read_baseline):
        with pytest.raises(InputError, match=r"h\.jsonl"):
            read(path)


@pytest.mark.parametrize("place", ["", "none.jsonl"])
def test_folders_and_missing_files(tmp_path: Path, place: str) -> None:
    for read in (read_history, read_baseline):
        with pytest.raises(InputError, match="can be read"):
            read(tmp_path / place)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_changed_byte_is_read_or_refused(data: st.DataObject) -> None:
    text = json.dumps(LINE)
    position = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="ascii"))
    with contextlib.suppress(InputError):
        read_line(text[:position] + letter + text[position + 1 :], "h")
