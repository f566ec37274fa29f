"""The names that `contextuality` and `khrnn` offer themselves."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import contextuality
import khrnn

PAGE = Path(__file__).parent.parent / "docs" / "tutorials" / "from_python.md"


@pytest.mark.parametrize("package", [contextuality, khrnn])
def test_every_offered_name_is_the_one_of_its_module(package) -> None:
    assert package.__all__ == sorted(package.__all__, key=lambda name: (name[0].islower(), name))
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        value = getattr(package, name)
        home = importlib.import_module(value.__module__)
        assert getattr(home, value.__name__) is value
        assert value.__name__ == name
        assert value.__module__.startswith(package.__name__)
        assert value.__doc__


@pytest.mark.parametrize("package", [contextuality, khrnn])
def test_other_names_are_refused(package) -> None:
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'no'"):
        _ = package.no


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = (
        "import sys, khrnn, contextuality\n"
        "print(*(name for name in ('numpy', 'sympy') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.strip()


def test_the_page_names_what_there_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`(contextuality|khrnn)\.(\w+)", text))
    assert len(named) > 6
    for package, name in named:
        importlib.import_module(package)
        if not hasattr(sys.modules[package], name):
            importlib.import_module(f"{package}.{name}")
