"""Running what a page of documentation shows: console blocks, Python sessions, files to save.

Belongs here: reading the fenced blocks of a Markdown page, and a session that runs them in order in
one folder. Which pages are run, and what else is promised of them, is in the tests.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(
    r"(?:^Save as `(?P<file>[^`]+)`:\n\n)?^```(?P<language>[\w-]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, its first line, the file it is to be saved as."""

    language: str
    text: str
    line: int
    file: str | None = None


@dataclass(frozen=True)
class Step:
    """A command of a console block and the output that the page shows below it."""

    command: str
    shown: str
    line: int


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            found["language"],
            found["text"],
            text.count("\n", 0, found.start("text")) + 1,
            found["file"],
        )
        for found in FENCE.finditer(text)
    ]


def uncommented(command: str) -> str:
    """Return a command without its comment: a blank, # and a blank."""
    return command.split(" # ", maxsplit=1)[0].strip()


def steps(block: Block) -> list[Step]:
    """Return the commands of a console block, each with the lines under it."""
    found: list[Step] = []
    for number, line in enumerate(block.text.splitlines(), start=block.line):
        if line.startswith("$ "):
            found.append(Step(uncommented(line[2:]), "", number))
        else:
            assert found, f"line {number}: expected a command first, found {line!r}"
            last = found[-1]
            found[-1] = Step(last.command, f"{last.shown}{line}\n", last.line)
    return found


def khrnn(words: list[str]) -> tuple[int, str]:
    """Run the command line in this process; return the exit status and everything printed."""
    from proofs.cli import main

    printed = io.StringIO()
    status = 0
    with (
        mock.patch.object(sys, "argv", ["khrnn", *words]),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        try:
            main()
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
    return status, printed.getvalue()


class Session:
    """Blocks of one page, run one after the other in the current folder.

    `khrnn` runs in this process, which spares its start; everything else in a shell. `echo $?`
    prints the status of the command before. A command whose status is not asked for must succeed.
    """

    def __init__(self) -> None:
        self.status = 0
        self.names: dict[str, object] = {}

    def run(self, block: Block) -> list[str]:
        """Run a block; return what went wrong, one text for each command or example."""
        if block.file is not None:
            Path(block.file).write_text(block.text, encoding="utf-8")
            return []
        if block.language == "console":
            return self._console(block)
        if block.language == "pycon":
            return self._python(block)
        assert block.language in {"text", "json"}, f"line {block.line}: {block.language}: not run"
        return []

    def _console(self, block: Block) -> list[str]:
        wrong = []
        todo = steps(block)
        for step, following in zip(todo, [*todo[1:], None], strict=True):
            printed = self.command(step.command)
            asked = following is not None and following.command == "echo $?"
            if self.status and not asked:
                wrong.append(f"line {step.line}: {step.command}: status {self.status}: {printed}")
            if not agrees(printed, step.shown):
                wrong.append(
                    f"line {step.line}: {step.command}\nshown:\n{step.shown}printed:\n{printed}"
                )
        return wrong

    def command(self, command: str) -> str:
        """Run one command; keep its status and return what it printed."""
        if command == "echo $?":
            printed, self.status = f"{self.status}\n", 0
            return printed
        words = shlex.split(command)
        if words[0] == "khrnn" and not set(words) & {"|", ">", "&&"}:
            self.status, printed = khrnn(words[1:])
            return printed
        here = str(Path(sys.executable).parent)
        done = subprocess.run(
            ["bash", "-c", command],
            env=os.environ | {"PATH": f"{here}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.status = done.returncode
        return done.stdout

    def _python(self, block: Block) -> list[str]:
        test = doctest.DocTestParser().get_doctest(
            block.text, self.names, f"line {block.line}", None, 0
        )
        printed = io.StringIO()
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
        runner.run(test, out=printed.write, clear_globs=False)
        self.names = test.globs
        return [printed.getvalue()] if printed.getvalue() else []


def agrees(printed: str, shown: str) -> bool:
    """Whether an output is the one shown, where `...` stands for anything.

    Trailing blanks and blank lines at both ends don't count. A command under which nothing is
    shown may print nothing.
    """
    return doctest.OutputChecker().check_output(
        tidy(shown), tidy(printed), doctest.ELLIPSIS if "..." in shown else 0
    )


def tidy(text: str) -> str:
    """Return a text without trailing blanks and without blank lines at its ends."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"
