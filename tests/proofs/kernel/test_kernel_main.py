"""The command `python -m proofs.kernel`: exit statuses, messages, hostile names."""

from __future__ import annotations

import io
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.kernel.__main__ import _say, main, run

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ROOT = CORPUS.parents[1]
VALID = str(CORPUS / "valid" / "colouring-one-basis.json")
INVALID = str(CORPUS / "invalid" / "colouring-no-ones.json")
INCOMPLETE = str(CORPUS / "incomplete" / "lrat-empty-proof.json")
MALFORMED = str(CORPUS / "malformed" / "file-empty.json")

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("paths", "status", "counts"),
    [
        ([VALID], 0, "1 valid, 0 incomplete, 0 invalid, 0 malformed"),
        ([VALID, VALID], 0, "2 valid, 0 incomplete, 0 invalid, 0 malformed"),
        ([INVALID], 1, "0 valid, 0 incomplete, 1 invalid, 0 malformed"),
        ([INCOMPLETE], 1, "0 valid, 1 incomplete, 0 invalid, 0 malformed"),
        ([MALFORMED], 2, "0 valid, 0 incomplete, 0 invalid, 1 malformed"),
        ([VALID, INVALID], 1, "1 valid, 0 incomplete, 1 invalid, 0 malformed"),
        ([MALFORMED, INVALID, VALID], 2, "1 valid, 0 incomplete, 1 invalid, 1 malformed"),
        ([VALID, "no-such-file"], 2, "1 valid, 0 incomplete, 0 invalid, 1 malformed"),
    ],
)
def test_exit_status(paths: list[str], status: int, counts: str, capsys: Output) -> None:
    assert main(paths) == status
    assert capsys.readouterr().out.splitlines()[-1].startswith(counts + " (")


def test_lines_and_streams(capsys: Output) -> None:
    assert main([VALID, INVALID, INCOMPLETE, MALFORMED]) == 2
    captured = capsys.readouterr()
    valid, _ = captured.out.splitlines()
    assert valid.startswith(f"valid       {VALID}: the set of 3 vectors")
    assert valid.endswith("[4 steps]")
    invalid, incomplete, malformed = captured.err.splitlines()
    assert invalid == (
        f"invalid     {INVALID}: basis (0, 1, 2): colouring: expected a vector with value 1, "
        "found none"
    )
    assert incomplete.startswith(
        f"incomplete  {INCOMPLETE}: line 0: end: expected the empty clause"
    )
    assert malformed.startswith(f"malformed   {MALFORMED}: line 1 column 1: expected JSON")


def test_quiet_prints_failures_only(capsys: Output) -> None:
    assert main(["--quiet", VALID, INVALID]) == 1
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help(word: str, capsys: Output) -> None:
    assert main([word, VALID]) == 0
    assert capsys.readouterr().out.startswith("usage: ")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], "nothing"),
        (["--quiet"], "nothing"),
        (["--fast", VALID, "-x"], "--fast -x"),
        (["--quiet", "--json", VALID], "--quiet with --json"),
    ],
)
def test_usage_errors(arguments: list[str], found: str, capsys: Output) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1] == f"expected a path, found {found}"


def test_folders(capsys: Output) -> None:
    assert main([str(CORPUS / "valid")]) == 0
    assert main([str(CORPUS / "invalid")]) == 1
    assert main([str(CORPUS / "incomplete")]) == 1
    capsys.readouterr()
    assert main([str(CORPUS)]) == 2


def test_hostile_file_names_print_one_line(tmp_path: Path, capsys: Output) -> None:
    for name in (b"a\nvalid       b.json", b"\xff\xfe", b"\x1b[2J"):
        path = Path(str(tmp_path)) / name.decode("utf-8", "surrogateescape")
        path.write_bytes(Path(VALID).read_bytes())
        assert main([str(path)]) == 0
        captured = capsys.readouterr()
        assert len(captured.out.splitlines()) == 2
        assert captured.out.isprintable() or captured.out.replace("\n", "").isprintable()
        path.write_bytes(b"")
        assert main([str(path)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_say_in_a_narrow_encoding() -> None:
    for encoding in ("ascii", "latin-1", "utf-8"):
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding)
        _say("a\u00e9\u4e2d\ud800\n", stream)
        stream.flush()
        text = raw.getvalue().decode(encoding)
        assert text.startswith("a")
        assert text.endswith("\\ud800\\n\n")
    nameless = io.StringIO()
    _say("\u00e9", nameless)
    assert nameless.getvalue() == "\\xe9\n"


def test_run_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setattr(sys, "argv", ["proofs.kernel", VALID])
    monkeypatch.delitem(sys.modules, "proofs.kernel.__main__")
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("proofs.kernel", run_name="__main__")
    assert caught.value.code == 0
    assert "1 valid" in capsys.readouterr().out


@pytest.mark.parametrize(("path", "status"), [(VALID, 0), (INVALID, 1), (MALFORMED, 2)])
def test_on_bare_python(path: str, status: int) -> None:
    """-I -S: no site-packages, no environment, no user folder."""
    code = f"import sys, runpy; sys.path.insert(0, {str(ROOT)!r}); " + (
        "runpy.run_module('proofs.kernel', run_name='__main__')"
    )
    command = [sys.executable, "-I", "-S", "-c", code, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


def test_check_does_not_write(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(Path(VALID).read_bytes())
    before = sorted(tmp_path.iterdir())
    assert main([str(tmp_path)]) == 0
    assert sorted(tmp_path.iterdir()) == before
    assert json.loads(path.read_bytes())["schema"] == "khrnn-certificate/1"


def test_json(capsys: Output) -> None:
    assert main(["--json", VALID, INVALID, INCOMPLETE, MALFORMED, "no-such-file"]) == 2
    captured = capsys.readouterr()
    assert captured.err == ""
    data = json.loads(captured.out)
    assert list(data) == [
        *("schema", "valid", "incomplete", "invalid", "malformed", "milliseconds", "results"),
    ]
    assert [data[word] for word in ("valid", "incomplete", "invalid", "malformed")] == [1, 1, 1, 2]
    assert [one["file"] for one in data["results"]] == [
        *(VALID, INVALID, INCOMPLETE, MALFORMED, "no-such-file"),
    ]
    first, second = data["results"][:2]
    assert (first["verdict"], first["steps"], first["reason"]) == ("valid", 4, "")
    assert first["statement"] == second["statement"]
    assert second["reason"].startswith("basis (0, 1, 2): colouring: expected")
    assert data["results"][4]["reason"].endswith("found nothing of that name")


def test_hostile_file_names_stay_inside_json(tmp_path: Path, capsys: Output) -> None:
    path = Path(str(tmp_path)) / b'a\n"\xff\x1b[2J'.decode("utf-8", "surrogateescape")
    path.write_bytes(Path(VALID).read_bytes())
    assert main(["--json", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out
    assert json.loads(out)["results"][0]["file"] == str(path)


def test_run_returns_the_status(capsys: Output) -> None:
    assert (run([VALID]), run([INVALID]), run([MALFORMED])) == (0, 1, 2)
    assert "1 malformed" in capsys.readouterr().out


def test_an_interrupt_is_said_in_one_line(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["proofs.kernel.__main__"], "check_file", stop)
    assert run([VALID]) == 130
    assert capsys.readouterr().err == "khrnn: interrupted\n"


def test_a_closed_pipe_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert run([VALID]) == 141
        stream.write("goes nowhere now")
        stream.flush()
