"""The Rocq sources keep their promises; nothing here needs coqc."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROCQ = ROOT / "proofs" / "rocq"

sys.path.insert(0, str(ROOT / "tools"))
import theorems_page  # noqa: E402  (tools is a folder of scripts)

SOURCES = sorted(ROCQ.glob("*.v"))
# Ways to assume something, or to switch a check of Rocq off.
FORBIDDEN = (
    "Admitted", "admit", "give_up", "Axiom", "Axioms", "Parameter", "Parameters", "Conjecture",
    "Hypothesis", "Hypotheses", "Variable", "Variables", "Context", "Declare", "Unset", "Bypass",
    "bypass_check", "Primitive", "Register", "Extract", "Abort", "type_in_type",
)  # fmt: skip


def without_comments(text: str) -> str:
    """The code of a source: comments, which may nest, are blanked out."""
    kept, depth, i = [], 0, 0
    while i < len(text):
        pair = text[i : i + 2]
        if pair == "(*":
            depth, i = depth + 1, i + 2
        elif pair == "*)" and depth:
            depth, i = depth - 1, i + 2
        else:
            kept.append(text[i] if not depth else " ")
            i += 1
    assert depth == 0
    return "".join(kept)


def test_the_scanner_sees_code_and_not_comments() -> None:
    code = without_comments("(* Axiom (* nested *) too *) Lemma a : True. Admitted.")
    assert code.split() == ["Lemma", "a", ":", "True.", "Admitted."]


def test_the_project_file_lists_every_source() -> None:
    listed = (ROCQ / "_CoqProject").read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(listed) == [path.name for path in SOURCES]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_is_assumed(path: Path) -> None:
    words = set(re.findall(r"[A-Za-z_]+", without_comments(path.read_text(encoding="utf-8"))))
    assert not words & set(FORBIDDEN)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_only_the_standard_library_is_used(path: Path) -> None:
    code = without_comments(path.read_text(encoding="utf-8"))
    imports = re.findall(r"(?:From (\w+) )?Require", code)
    assert set(imports) <= {"Coq", "Khrnn"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_each_file_says_what_belongs_there_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = text[: text.index("*)")]
    assert first.startswith("(* ")
    assert "Belongs here:" in first
    # The page of statements has room for new theorems; it contains no proofs.
    assert len(text.splitlines()) <= (600 if path.name == "Statements.v" else 400)


def test_every_headline_is_a_restatement_with_its_assumptions() -> None:
    text = (ROCQ / "Statements.v").read_text(encoding="utf-8")
    names = re.findall(r"^Theorem (\w+)", text, re.MULTILINE)
    found = theorems_page.headlines(text)
    assert [item.name for item in found] == names
    proofs = re.findall(r"Proof\.\s*(.*?)\s*Qed\.", without_comments(text), re.DOTALL)
    assert len(proofs) == len(names)
    assert all(proof.startswith("exact ") for proof in proofs)
    printed = re.findall(
        r"^Print Assumptions (\w+)\.$",
        (ROCQ / "Assumptions.v").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert printed == names
    rests = theorems_page.assumptions(ROCQ)
    assert list(rests) == names
    assert set(rests.values()) == {"Closed under the global context"}


def test_the_page_of_theorems_is_up_to_date() -> None:
    assert theorems_page.PAGE.read_text(encoding="utf-8") == theorems_page.page()


def test_claims_name_theorems_that_exist() -> None:
    names = set(theorems_page.assumptions(ROCQ))
    named = theorems_page.claims()
    assert set(named) <= names
    assert {"r1_lower_bound", "r2_lower_bound", "cell_has_zero_error"} <= set(named)
