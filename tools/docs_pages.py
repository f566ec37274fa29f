"""The generated pages of the documentation site: the command line and the modules.

Belongs here: text made from the Typer application and from the packages' folders. Docstrings are
read by Sphinx later; nothing is imported here but the application.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import typer.main

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

PACKAGES = ("contextuality", "khrnn", "proofs")
HIDDEN = {"proofs.cli"}  # it has a page of its own: the command line


def command_page() -> str:
    """Return the reference of every subcommand, in MyST Markdown."""
    from proofs.cli.app import app  # noqa: PLC0415 - a script finds the project first

    parts = [
        "# Command line\n",
        "Made from the program itself: what `khrnn COMMAND --help` prints. Exit statuses are on",
        "[a page of their own](exit_codes.md), file formats under [formats](../formats.md).\n",
    ]
    for words, command in _commands(typer.main.get_command(app), ("khrnn",)):
        parts += [f"## {' '.join(words)}\n", *_described(words, command)]
    return "\n".join(parts) + "\n"


def _commands(command, words) -> Iterator:
    children = getattr(command, "commands", None)
    if children is None or words == ("khrnn",):
        yield words, command
    for name, child in (children or {}).items():
        yield from _commands(child, (*words, name))


def _described(words, command) -> Iterator[str]:
    context = typer.Context(command, info_name=" ".join(words))
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"```text\n{' '.join(usage.split())}\n```\n"
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        yield f"{plain(paragraph)}\n"
    found = (_row(parameter, context) for parameter in command.get_params(context))
    rows = [row for row in found if row]
    if rows:
        yield "| argument or option | meaning |\n|---|---|"
        for left, right in rows:
            yield f"| {left} | {right} |"
        yield ""


def _row(parameter, context) -> tuple[str, str] | None:
    record = parameter.get_help_record(context)
    if record is None or parameter.name == "help":
        return None
    left, right = (" ".join(part.split()) for part in record)
    return f"`` {left.replace('|', chr(92) + '|')} ``", plain(right).replace("|", r"\|")


def plain(text: str) -> str:
    """Return plain text as Markdown: what would be read as markup is escaped."""
    return re.sub(r"[\\*_<>\[\]$^~|]", r"\\\g<0>", " ".join(text.split()))


def module_pages() -> dict[str, str]:
    """Return the reference of every package that has public modules: its name and its page."""
    return {name: _package_page(name, modules) for name, modules in _packages()}


def _packages() -> Iterator[tuple[str, list[str]]]:
    for top in PACKAGES:
        for folder in sorted(path.parent for path in (ROOT / top).rglob("__init__.py")):
            name = ".".join(folder.relative_to(ROOT).parts)
            if name in HIDDEN or "._" in name:
                continue
            modules = sorted(path.stem for path in folder.glob("*.py") if path.stem[0] != "_")
            yield name, [f"{name}.{module}" for module in modules]


def _package_page(name: str, modules: list[str]) -> str:
    parts = [_title(name, "="), f".. automodule:: {name}\n"]
    for module in modules:
        parts += [_title(module, "-"), f".. automodule:: {module}\n   :members:\n"]
    return "\n".join(parts)


def _title(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def modules_index(names: list[str]) -> str:
    """Return the page that lists the pages of the packages."""
    listed = "\n".join(names)
    return (
        "# Python modules\n\nMade from the docstrings, one page a package. Imports go one way: "
        "`contextuality`, then `khrnn`, then `proofs`.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    )
