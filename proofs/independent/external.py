"""Adapters for checkers of refutations that other people wrote.

Belongs here: finding such a program, running it on DIMACS written by this package, and reading its
verdict line. Programs are optional. Does not belong here: deciding what to do with opinions.

A program is found in the environment variable named with it, or on PATH. Exit codes say nothing:
`cake_lpr` exits with 0 after a rejection. Acceptance counts only as the exact verdict line.

The program `lrat-check` that comes with drat-trim accepts the one-line proof `30 0 0` of a
satisfiable formula, because a hintless step counts as a success there. Its consent is reported as
"not applicable", its rejection as "invalid". ACL2's verified checker is often saved under the same
name, so that one is only taken from its environment variable, or run from the books of `acl2`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from proofs.independent.opinion import NotApplicableError, RejectedError, ToolError, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from proofs.independent.opinion import Deadline, Opinion

MAX_OUTPUT = 1 << 24  # bytes of output that are searched for a verdict

Input = Literal["files", "lisp", "lisp with books"]


@dataclass(frozen=True, slots=True)
class External:
    """One program.

    Args:
        name: for opinions.
        variable: the environment variable that may hold the path of the executable.
        command: the name looked for on PATH; empty if PATH must not decide.
        accepts: the line that means acceptance.
        rejects: lines that mean rejection.
        proof: "lrat" for the proof as it is, "drat" for its lemmas alone.
        input: "files" for two arguments, "lisp" for a form on standard input; "with books" loads
            ACL2's checker first.
        complaints: how lines of standard error start that mean rejection.
        counts: whether acceptance means anything.
    """

    name: str
    variable: str
    command: str
    accepts: str
    rejects: tuple[str, ...]
    proof: Literal["lrat", "drat"] = "lrat"
    input: Input = "files"
    complaints: tuple[str, ...] = ()
    counts: bool = True

    def judge(self, formula: str, proof: Path, deadline: Deadline) -> str:
        """Run the program.

        Args:
            formula: in DIMACS.
            proof: an LRAT file.
            deadline: after which the program is stopped.

        Returns:
            What the program accepted.

        Raises:
            RejectedError: if it printed a line of rejection.
            NotApplicableError: if it is not installed, or accepted and this does not count.
            ToolError: if it could not be run, was killed, or printed no verdict, or both.
            TimeoutError: after the deadline.
        """
        executable = locate(self)
        if executable is None:
            raise NotApplicableError(f"no {self.name} found")
        with tempfile.TemporaryDirectory(prefix="khrnn-") as name:
            folder = Path(name)
            (folder / "formula.cnf").write_text(formula, encoding="ascii")
            steps = folder / f"proof.{self.proof}"
            if self.proof == "drat":
                write_drat(proof, steps)
            else:
                shutil.copyfile(proof, steps)
            try:
                lines, code = self._run(executable, steps, deadline)
            except TimeoutError:
                raise
            except OSError as error:
                raise ToolError(f"{self.name} could not be run: {error.strerror}") from error
        accepted = self.accepts in lines
        rejected = any(line in lines for line in self.rejects) or any(
            line.startswith(f"stderr: {start}") for line in lines for start in self.complaints
        )
        if accepted and rejected:
            raise ToolError(f"{self.name} printed both '{self.accepts}' and a rejection")
        if code < 0:
            raise ToolError(f"{self.name} was ended by signal {-code}")
        if not accepted:
            last = next((line for line in reversed(lines) if line), "nothing")
            reason = "rejected the proof" if rejected else "printed no verdict"
            raise (RejectedError if rejected else ToolError)(
                f"{self.name} {reason}; its last line: {last[:120]}"
            )
        if not self.counts:
            raise NotApplicableError(
                f"{self.name} accepts, which does not count: it accepts hintless steps"
            )
        return f"{self.name} printed '{self.accepts}'"

    def _run(self, executable: str, steps: Path, deadline: Deadline) -> tuple[list[str], int]:
        """Return the lines of standard output, then of standard error as comments; the exit code.

        Only standard output can hold a verdict.
        """
        arguments = [executable]
        script = ""
        if self.input == "files":
            arguments += ["formula.cnf", steps.name]
        else:
            if self.input == "lisp with books":
                script = '(include-book "projects/sat/lrat/stobj-based/run" :dir :system)\n'
            script += f'(lrat::lrat-check "formula.cnf" "{steps.name}")\n'
        streams = [steps.with_suffix(suffix) for suffix in (".out", ".err")]
        with (
            streams[0].open("wb") as out,
            streams[1].open("wb") as err,
            subprocess.Popen(  # noqa: S603  (the user's program)
                arguments,
                cwd=steps.parent,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
                start_new_session=True,
            ) as process,
        ):
            try:
                process.communicate(script.encode(), timeout=max(deadline.left(), 0))
            except subprocess.TimeoutExpired:
                raise TimeoutError from None
            finally:
                if process.poll() is None:
                    # The program may have started others; they share its session.
                    os.killpg(process.pid, signal.SIGKILL)
        if any(stream.stat().st_size > MAX_OUTPUT for stream in streams):
            raise ToolError(f"{self.name} printed more than {MAX_OUTPUT} bytes")
        texts = [stream.read_bytes().decode("utf-8", "replace") for stream in streams]
        lines = [line.strip() for line in texts[0].splitlines()]
        return lines + [f"stderr: {line}" for line in texts[1].splitlines()], process.returncode


XORS = External(
    "cake_xlrup",
    "KHRNN_CAKE_XLRUP",
    "cake_xlrup",
    "s VERIFIED UNSAT",
    (),
    complaints=("c Checking failed", "c empty clause not derived"),
)
"""Verified, as cake_lpr; reads sums of variables modulo 2 besides clauses."""

CHECKERS: tuple[External, ...] = (
    External(
        "acl2-lrat-check",
        "KHRNN_ACL2_LRAT_CHECK",
        "",
        "s VERIFIED",
        ("s FAILED",),
        input="lisp",
    ),
    External("acl2", "KHRNN_ACL2", "acl2", "s VERIFIED", ("s FAILED",), input="lisp with books"),
    External(
        "cake_lpr",
        "KHRNN_CAKE_LPR",
        "cake_lpr",
        "s VERIFIED UNSAT",
        (),
        complaints=("c Checking failed", "c empty clause not derived"),
    ),
    XORS,
    External(
        "drat-trim",
        "KHRNN_DRAT_TRIM",
        "drat-trim",
        "s VERIFIED",
        ("s NOT VERIFIED", "s DERIVATION"),
        proof="drat",
    ),
    External(
        "drat-trim-lrat-check",
        "KHRNN_LRAT_CHECK",
        "lrat-check",
        "c VERIFIED",
        ("c NOT VERIFIED",),
        counts=False,
    ),
)
"""The first four are formally verified; drat-trim is not; the last is unsound.

drat-trim ignores hints, and may accept a proof that stops short of the empty clause if that follows
by propagation: then the formula is refuted, whatever docs/formats/lrat.md says of the file.
"""


def locate(checker: External) -> str | None:
    """Return the path of a program, or None if it is not there.

    A variable that names no executable file counts as not installed; PATH is not tried then.

    Example:
        >>> locate(External("none", "KHRNN_NO_SUCH_VARIABLE", "", "s VERIFIED", ())) is None
        True
    """
    name = os.environ.get(checker.variable) or checker.command
    found = shutil.which(name) if name else None
    return None if found is None else str(Path(found).absolute())


def refutation_opinions(
    formula: Callable[[], str], proof: Path, time_limit: float
) -> tuple[Opinion, ...]:
    r"""Ask every program that is there whether a proof refutes a formula.

    Args:
        formula: returns it in DIMACS; not called if no program is there.
        proof: an LRAT file.
        time_limit: seconds for each program.

    Returns:
        An opinion of each program, "error" if it broke down.

    Source: ours.

    Example:
        >>> import pathlib, tempfile
        >>> proof = pathlib.Path(tempfile.mkdtemp(), "proof.lrat")
        >>> _ = proof.write_text("3 0 1 2 0\n")
        >>> opinions = refutation_opinions(lambda: dimacs(1, [(1,), (-1,)]), proof, 60)
        >>> [opinion for opinion in opinions if opinion.verdict == "invalid"]
        []
    """
    installed = [checker for checker in CHECKERS if locate(checker) is not None]
    text = formula() if installed else ""

    def run(checker: External, deadline: Deadline) -> str:
        return checker.judge(text, proof, deadline)

    return tuple(ask(f"certificate/{c.name}", partial(run, c), time_limit) for c in installed)


def dimacs(variables: int, clauses: Sequence[Sequence[int]]) -> str:
    r"""Return a formula in DIMACS.

    Example:
        >>> dimacs(2, [(1, -2), (2,)])
        'p cnf 2 2\n1 -2 0\n2 0\n'
    """
    lines = [f"p cnf {variables} {len(clauses)}"]
    lines += [" ".join(map(str, (*clause, 0))) for clause in clauses]
    return "\n".join(lines) + "\n"


def refute_sums(
    variables: int,
    sums: Sequence[tuple[Sequence[int], int]],
    chosen: Sequence[int],
    deadline: Deadline,
) -> str:
    """Ask cake_xlrup whether chosen sums modulo 2 contradict each other.

    Args:
        variables: numbered from 1.
        sums: variables, at least one, and what they add up to: 0 or 1.
        chosen: which of them add up to 0 = 1.
        deadline: after which the program is stopped.

    Returns:
        What it accepted; raises what `External.judge` does.

    Source: format.md of meelgroup/frat-xor.
    """
    # A negative literal is one more than its variable, so it turns the right side from 1 to 0.
    lines = [" ".join(map(str, (row[0] if right else -row[0], *row[1:], 0))) for row, right in sums]
    text = f"p cnf {variables} {len(sums)}\n" + "".join(f"x {line}\n" for line in lines)
    steps = "".join(f"o x {i} {lines[row]}\n" for i, row in enumerate(chosen, 1))
    steps += f"i cx 1 0 {''.join(f'{i} ' for i in range(1, len(chosen) + 1))}0\n"
    with tempfile.TemporaryDirectory(prefix="khrnn-") as name:
        proof = Path(name, "proof.xlrup")
        proof.write_text(steps, encoding="ascii")
        return XORS.judge(text, proof, deadline)


def write_drat(proof: Path, target: Path) -> None:
    r"""Write the lemmas of an LRAT file as DRAT: no ids, no hints, no deletions.

    Args:
        proof: an LRAT file; lines that are none are copied, for the checker to refuse.
        target: the file to write.

    Source: N. Wetzler, M. Heule and W. Hunt, SAT 2014, for DRAT.

    Example:
        >>> import pathlib, tempfile
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> _ = (folder / "a").write_text("4 1 -2 0 3 1 0\n5 d 1 0\n6 0 4 2 0\n")
        >>> write_drat(folder / "a", folder / "b")
        >>> (folder / "b").read_text()
        '1 -2 0\n0\n'
    """
    with proof.open("rb") as lines, target.open("wb") as output:
        for line in lines:
            tokens = line.split()
            if len(tokens) > 1 and tokens[1] == b"d":
                continue
            literals = tokens[1 : tokens.index(b"0", 1) + 1] if b"0" in tokens[1:] else tokens
            output.write(b" ".join(literals) + b"\n")
