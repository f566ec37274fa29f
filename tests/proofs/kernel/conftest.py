"""Ways of asking for the place, the expectation and the finding of a refusal."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from proofs.kernel.verdict import Malformed, Rejected

Call = Callable[[], object]


@pytest.fixture
def malformed() -> Callable[[Call], tuple[str, str, str]]:
    """Return a function that demands `Malformed` and gives where, expected, found."""

    def run(call: Call) -> tuple[str, str, str]:
        with pytest.raises(Malformed) as caught:
            call()
        error = caught.value
        assert str(error) == f"{error.where}: expected {error.expected}, found {error.found}"
        return error.where, error.expected, error.found

    return run


@pytest.fixture
def rejected() -> Callable[[Call], tuple[str, str, str, str]]:
    """Return a function that demands `Rejected` (invalid) and gives step, rule, expected, found."""

    def run(call: Call) -> tuple[str, str, str, str]:
        with pytest.raises(Rejected) as caught:
            call()
        assert caught.value.status == "invalid"
        error = caught.value
        return error.step, error.rule, error.expected, error.found

    return run


@pytest.fixture(scope="session")
def truth() -> ModuleType:
    """Return the module of independent decisions."""
    path = Path(__file__).resolve().parent / "truth.py"
    spec = importlib.util.spec_from_file_location("kernel_truth", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
