"""What the kernel may not contain, how large it may be, and what no file may mention."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KERNEL = sorted((ROOT / "proofs" / "kernel").rglob("*.py"))
PACKAGES = ("contextuality", "khrnn", "proofs")
CORE = {"reader.py", "verdict.py", "algebra.py"}
CORE_LINES = 500
MODULE_LINES = 150
FILE_LINES = 420  # "about 400"
FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "float", "complex", "globals", "setattr"),
    *("input", "breakpoint", "getattr", "delattr", "vars"),
}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def code_lines(path: Path) -> int:
    """Return the number of lines that are not blank, not a comment and not a docstring."""
    text = path.read_text(encoding="utf-8")
    documentation: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if ast.get_docstring(node) is not None and first is not None:
                documentation |= set(range(first.lineno, (first.end_lineno or 0) + 1))
    skipped = {
        *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
        tokenize.ENDMARKER,
    }
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skipped:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - documentation)


def test_the_counter_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    lines = ['"""Doc.', "", 'More."""', "# no", "x = 1  # yes", "", "def f():", '    """No."""']
    path.write_text("\n".join([*lines, '    y = """a', 'b"""']), encoding="utf-8")
    assert code_lines(path) == 4


def test_core_is_small() -> None:
    assert sum(code_lines(path) for path in KERNEL if path.name in CORE) <= CORE_LINES


@pytest.mark.parametrize(
    "path", [path for path in KERNEL if path.name not in CORE], ids=lambda path: path.name
)
def test_modules_are_small(path: Path) -> None:
    assert code_lines(path) <= MODULE_LINES


@pytest.mark.parametrize(
    "path",
    sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_files_are_short(path: Path) -> None:
    length = path.read_text(encoding="utf-8").count("\n")
    assert length <= FILE_LINES


@pytest.mark.parametrize("path", KERNEL, ids=lambda path: path.name)
def test_no_asserts_no_floats_no_evaluation(path: Path) -> None:
    wrong: list[str] = []
    for node in ast.walk(tree(path)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Assert):
            wrong.append(f"{line}: assert, which -O removes")
        elif isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
            wrong.append(f"{line}: the literal {node.value}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in FORBIDDEN_CALLS:
                wrong.append(f"{line}: a call of {node.func.id}")
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div):
            if not path_join(node):
                wrong.append(f"{line}: true division")
        elif isinstance(node, ast.ExceptHandler):
            names = ast.unparse(node.type) if node.type is not None else "everything"
            if node.type is None or {"Exception", "BaseException"} & set(names.split()):
                wrong.append(f"{line}: catches {names}")
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            wrong.append(f"{line}: {type(node).__name__.lower()} state")
    assert not wrong


def path_join(node: ast.BinOp | ast.AugAssign) -> bool:
    """Return whether a division is plainly the joining of a path and a name."""
    if isinstance(node, ast.AugAssign):
        return False
    left, right = ast.unparse(node.left), node.right
    named = isinstance(right, (ast.JoinedStr, ast.Constant)) or ast.unparse(right) in {
        "MANIFEST",
        "name",
    }
    return named and left.split(".")[-1] in {"folder", "path", "source"}


Node = tuple[str, str]  # (class or "", function)


def functions() -> dict[Node, ast.FunctionDef]:
    """Return every function and method of the kernel."""
    found: dict[Node, ast.FunctionDef] = {}
    for path in KERNEL:
        owners: dict[ast.AST, str] = {}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                owners |= dict.fromkeys(node.body, node.name)
            elif isinstance(node, ast.AsyncFunctionDef):
                raise TypeError(f"{path}: async {node.name}")
            elif isinstance(node, ast.FunctionDef):
                found[owners.get(node, path.stem if node.name == "main" else ""), node.name] = node
    return found


IMPLIED = ("__init__", "__post_init__", "__call__", "__bool__", "__enter__")


def callees(caller: Node, function: ast.FunctionDef, known: set[Node]) -> Iterator[Node]:
    """Yield what a function may call: by name, so rather too much than too little.

    Making an object counts as calling its special methods; a method of an unknown object is every
    method of that name; a function handed over as an argument counts as called.
    """
    names = {name for name, _ in known}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            yield from known & {("", called.id)}
            if called.id in names:
                yield from known & {(called.id, name) for name in IMPLIED}
        elif isinstance(called, ast.Attribute) and ast.unparse(called.value) == "self":
            yield from known & {(caller[0], called.attr)}
        elif isinstance(called, ast.Attribute) and ast.unparse(called.value) != "super()":
            yield from {pair for pair in known if pair[1] == called.attr}
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
            if isinstance(argument, ast.Name):
                yield from known & {("", argument.id)}


def test_no_recursion() -> None:
    """No function is reachable from itself, so no input can exhaust the stack."""
    known = functions()
    graph = {node: set(callees(node, known[node], set(known))) for node in known}
    assert graph["", "check_file"] >= {("", "load_file"), ("", "check")}
    assert ("", "_follow") in graph["", "check_derivation"]
    assert ("Evaluator", "__call__") in graph["", "_follow"]
    assert ("Workspace", "shift") in graph["Evaluator", "apply"]
    cyclic = []
    for start, first in graph.items():
        reached: set[Node] = set()
        waiting = list(first)
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                waiting += graph[node]
        if start in reached:
            cyclic.append(start)
    assert cyclic == []


def committed() -> list[Path]:
    """Return the files under version control."""
    command = ["git", "ls-files", "--cached"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:  # an unpacked archive
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [path for name in done.stdout.splitlines() if (path := ROOT / name).is_file()]


def test_no_mention_of_the_machine() -> None:
    """No file speaks of the place or the tools it was written with."""
    # Written in two parts, so that this file does not mention them.
    words = [
        f"/{top}/{rest}" for top, rest in (("work", "shared"), ("work", "main"), ("tmp", "spec"))
    ]
    words += ["/" + "root/", "/" + "home/"]
    found = []
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        found += [f"{path.relative_to(ROOT)}: {word}" for word in words if word in text]
    assert found == []
