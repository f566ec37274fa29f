"""Who imports whom: contextuality <- khrnn <- proofs, and the kernel on its island."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("contextuality", "khrnn", "proofs")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
# A package may import itself and those to its left.
ALLOWED = {
    "contextuality": {"contextuality"},
    "khrnn": {"contextuality", "khrnn"},
    "proofs": {"contextuality", "khrnn", "proofs"},
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Return every module that a file imports, anywhere in it, relative imports resolved."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found |= {name} | {f"{name}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in {"import_module", "__import__"} and node.args:
                argument = node.args[0]
                found.add(argument.value if isinstance(argument, ast.Constant) else "?")
    return found


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 30
    assert "json" in imported(ROOT / "proofs" / "kernel" / "reader.py")
    assert "proofs.kernel.verdict" in imported(ROOT / "proofs" / "kernel" / "lrat.py")


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_direction(path: Path) -> None:
    own = module_name(path).split(".")[0]
    wrong = {
        name
        for name in imported(path)
        if name.split(".")[0] in PACKAGES and name.split(".")[0] not in ALLOWED[own]
    }
    assert not wrong


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if within(module_name(p), "proofs.kernel")], ids=module_name
)
def test_kernel_imports_the_standard_library_and_itself(path: Path) -> None:
    wrong = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not within(name, "proofs.kernel")
    }
    assert wrong <= {"proofs"}
    assert not {n for n in imported(path) if n.split(".")[0] in {"importlib", "ctypes", "pickle"}}


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_kernel_and_independent_do_not_know_each_other(path: Path) -> None:
    name = module_name(path)
    for one, other in (
        ("proofs.kernel", "proofs.independent"),
        ("proofs.independent", "proofs.kernel"),
    ):
        if within(name, one):
            assert not {found for found in imported(path) if within(found, other)}


def loaded(statement: str, *options: str) -> set[str]:
    """Return the names of the modules in a fresh interpreter after one statement."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {statement}; print(*sys.modules)"
    command = [sys.executable, *options, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import proofs.kernel", "import proofs.kernel.__main__"])
def test_kernel_loads_on_bare_python(statement: str) -> None:
    """-I -S: without site-packages there is nothing else to load."""
    modules = {name.split(".")[0] for name in loaded(statement, "-I", "-S")}
    assert modules - set(sys.stdlib_module_names) - {"__main__", "proofs"} == set()


def test_kernel_loads_nothing_else_where_everything_is_installed() -> None:
    before, after = loaded("pass"), loaded("import proofs.kernel")
    new = after - before
    assert {name for name in new if within(name, "proofs")} >= {"proofs.kernel.lrat"}
    foreign = {name for name in new if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not within(name, "proofs.kernel")} == {"proofs"}


@pytest.mark.parametrize("heavy", ["galois", "numba", "sympy", "z3", "pysat", "stim"])
def test_contextuality_loads_no_heavy_library(heavy: str) -> None:
    assert heavy not in loaded("import contextuality")
