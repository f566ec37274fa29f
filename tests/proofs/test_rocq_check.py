"""`khrnn check --rocq`: true statements become theorems, tampered certificates do not."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from contextuality.errors import InputError
from proofs.certificates import rocq, rocq_run
from proofs.cli.app import app
from proofs.cli.check import ROCQ_KINDS
from proofs.kernel.algebra import direction, orthogonal_pairs
from proofs.kernel.verdict import Malformed

VALID = Path(__file__).resolve().parents[1] / "corpus" / "valid"
SQUARE = [["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"],
          ["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"]]  # fmt: skip
CLAUSES = [[1], [-1, 2], [-2]]

needs_coqc = pytest.mark.skipif(
    shutil.which("coqc") is None, reason="coqc is not installed (Debian: apt install coq)"
)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A cache of our own, used only if `make proofs` has not left a compiled library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def load(name: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    document = json.loads((VALID / f"{name}.json").read_text(encoding="utf-8"))
    statement, certificate = document["statement"], document["certificate"]
    digest = certificate.get("sha256")
    return statement, certificate, (VALID / f"{digest}.lrat").read_bytes() if digest else b""


def pauli(contexts: list[list[str]]) -> dict[str, Any]:
    return {"qubits": len(contexts[0][0]), "contexts": contexts}


def parity(contexts: list[list[str]], positions: list[int]) -> str:
    return rocq.parity_source(pauli(contexts), {"contexts": positions})


@needs_coqc
@pytest.mark.parametrize(
    "name",
    [
        "parity-square-on-64-qubits",
        "assignment-flipped-row",
        "lrat-cabello-18-scaled-over-w",
        "lrat-peres-33",
        pytest.param("degree-lower-lines-3-spectral", marks=pytest.mark.slow),  # a large library
        pytest.param("exclusion-two-signs", marks=pytest.mark.slow),  # as above
    ],
)
def test_certificates_of_the_corpus_become_theorems(name: str) -> None:
    opinion = rocq_run.prove(rocq.source(*load(name)))
    assert opinion, opinion.detail


@needs_coqc
@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [p for kind in ("parity", "assignment", "lrat", "exclusion")
     for p in sorted(VALID.glob(f"{kind}-*.json"))],
    ids=lambda p: p.stem,
)  # fmt: skip
def test_every_such_certificate_of_the_corpus_becomes_a_theorem(path: Path) -> None:
    opinion = rocq_run.prove_file(path)
    assert opinion, opinion.detail


def tampered_parities() -> dict[str, str]:
    return {
        "a context is left out": parity(SQUARE, [0, 1, 2, 3, 4]),
        "a context counts twice": parity(SQUARE, [0, 1, 2, 3, 4, 5, 5]),
        "no such context": parity(SQUARE, [0, 1, 2, 3, 4, 6]),
        "a pair does not commute": parity([["XI", "ZI", "YI"]], [0]),
        "the identity is no observable": parity([*SQUARE, ["II", "XX", "XX"]], list(range(6))),
        "a product is not the identity": parity([*SQUARE, ["XI", "IX"]], list(range(6))),
        "a context of the square is another": parity([*SQUARE[:5], ["XX", "ZZ"]], list(range(6))),
    }


def tampered_assignments() -> dict[str, str]:
    square = pauli(SQUARE[:5])
    return {
        "a context is violated": rocq.assignment_source(square, {"minus": ["XX"]}),
        "no assignment respects the square": rocq.assignment_source(pauli(SQUARE), {"minus": []}),
    }


def tampered_refutations() -> dict[str, str]:
    return {
        "a hint is missing": rocq.refutation_source(CLAUSES, "4 0 1 3 0\n"),
        "a hint comes too late": rocq.refutation_source(CLAUSES, "4 0 1 2 3 3 0\n"),
        "no empty clause": rocq.refutation_source(CLAUSES, "4 2 0 1 2 0\n"),
        "a step after the empty clause": rocq.refutation_source(CLAUSES, "4 0 1 2 3 0\n5 0 4 0\n"),
        "a deleted hint": rocq.refutation_source(CLAUSES, "3 d 2 0\n4 0 1 2 3 0\n"),
        "a clause is not there": rocq.refutation_source(CLAUSES[:2], "4 0 1 2 3 0\n"),
    }


def tampered_colourings() -> dict[str, str]:
    statement, _, proof = load("lrat-cabello-18")
    lines = proof.decode().splitlines(keepends=True)
    vectors = statement["vectors"]
    true = rocq.colouring_source(statement, proof.decode())
    first = true.index("[(")
    entry = true[first : true.index("]", first) + 1]
    *hints, _, zero = lines[-1].split(" ")
    short = "".join((*lines[:-1], " ".join((*hints, zero))))
    changed = {
        "a vector is another": true.replace(entry, "[(1, 0); (2, 0); (3, 0); (5, 0)]", 1),
        "a vector is zero": true.replace(entry, "[(0, 0); (0, 0); (0, 0); (0, 0)]", 1),
        "a vector is too short": true.replace(entry, "[(1, 0)]", 1),
        "a ray stands twice": true.replace(entry, true_entry(vectors[1], -3), 1),
        "an entry is not of the ring": true.replace(entry, entry.replace(" 0)", " 1)", 1), 1),
        "another dimension": true.replace("Integers 4", "Integers 3"),
        "a reason is left out": true.replace('decode\n  ["', 'decode\n  ["bfjaa"; "', 1),
    }
    changed["a hint is missing"] = rocq.colouring_source(statement, short)
    assert all(text != true for text in changed.values())
    return changed


def tampered_spectral() -> dict[str, str]:
    true = rocq.source(*load("degree-lower-lines-3-spectral"))
    changed = {
        "a larger bound": true.replace("63", "64"),
        "a point is left out": true.replace("[X; I; I];", "", 1),
        "a point stands twice": true.replace("[X; I; I];", "[X; I; I]; [X; I; I];", 1),
        "the identity is no point": true.replace("[X; I; I];", "[I; I; I];", 1),
    }
    assert all(text != true for text in changed.values())
    return changed


def test_no_other_statement_is_proved() -> None:
    statement, certificate, _ = load("parity-mermin-square")
    with pytest.raises(rocq.Unsupported, match="no certificate for"):
        rocq.source({**statement, "kind": "pauli-noncontextual"}, certificate)
    statement, certificate, _ = load("degree-lower-lines-3-spectral")
    points = [list(context) for context in (["XII", "IXI", "XXI"],)]
    explicit = {**statement, "points": points[0], "contexts": points}
    with pytest.raises(rocq.Unsupported, match="all lines"):
        rocq.source(explicit, certificate)
    with pytest.raises(rocq.Unsupported, match="without pairs"):
        rocq.source(statement, {**certificate, "quadric": "YII"})
    with pytest.raises(rocq.Unsupported, match="bounds from 1"):
        rocq.source({**statement, "bound": 0}, certificate)


def true_entry(vector: list[str], factor: int) -> str:
    return rocq.listed(f"({factor * int(x)}, 0)" for x in vector)


def all_refused(texts: list[str], folder: Path) -> bool:
    """Whether Rocq refuses each of the theorems at the end of its proof."""
    head, modules = texts[0].partition("Import ListNotations.\n")[:2], []
    for number, text in enumerate(texts):
        body = text.partition("Import ListNotations.\n")[2]
        body, _, printing = body.rpartition("Qed.")
        assert printing == "\nPrint Assumptions certificate.\n"
        modules.append(f"Module Case{number}.\n{body}Fail Qed. Abort.\nEnd Case{number}.\n")
    (folder / "Cases.v").write_text("".join((*head, *modules)), encoding="ascii")
    library = rocq_run.compiled(rocq_run.required(texts[0]))
    done = rocq_run.run(["-Q", str(library), "Khrnn", "Cases.v"], folder, 300)
    assert done.returncode == 0 or "not failed" in done.stderr, done.stderr
    return done.returncode == 0


@needs_coqc
@pytest.mark.parametrize(
    "cases",
    [
        tampered_parities,
        tampered_assignments,
        tampered_refutations,
        tampered_colourings,
        pytest.param(tampered_spectral, marks=pytest.mark.slow),  # a large library
    ],
)
def test_tampered_certificates_do_not(cases: Any, tmp_path: Path) -> None:
    """All of one kind in one file: starting Rocq takes longer than the proofs."""
    assert all_refused(list(cases().values()), tmp_path)


@needs_coqc
def test_the_test_above_notices_a_theorem(tmp_path: Path) -> None:
    true = rocq.refutation_source(CLAUSES, "4 0 1 2 3 0\n")
    assert not all_refused([*tampered_refutations().values(), true], tmp_path)


def ket(vector: tuple[tuple[int, int], ...]) -> str:
    return rocq.listed(f"({a}, {b})" for a, b in vector)


@needs_coqc
def test_rocq_and_the_kernel_agree_on_vectors_and_text(tmp_path: Path) -> None:
    """Orthogonality and rays in every ring, and the text of proofs, on small random cases."""
    rng = Random(11)  # noqa: S311  (test cases, not keys)
    terms, expected = [], []
    for ring, name in rocq.RINGS.items():
        found = set()
        while len(found) < 2 or rng.random() < 0.9:
            u, v = (
                tuple((rng.randint(-1, 1), rng.randint(-1, 1) if ring != "Z" else 0) for _ in "ab")
                for _ in "uv"
            )
            if (0, 0) in {*u, *v}:  # such entries would make most pairs orthogonal or zero
                continue
            same = direction(u, ring) == direction(v, ring)
            answers = list(orthogonal_pairs([u, v], ring)) == [(0, 1)], same
            found.add(answers[0])
            terms.append(
                f"(orthogonal {name} {ket(u)} {ket(v)}, same_ray {name} {ket(u)} {ket(v)})%Z"
            )
            expected += [str(answer).lower() for answer in answers]
    steps = [(rng.randint(5, 5000), [rng.choice((-1, 1)) * rng.randint(1, 3000) for _ in range(3)],
              [rng.randint(1, 70_000) for _ in range(4)]) for _ in range(5)]  # fmt: skip
    for step in steps:
        terms.append(
            f'match decode ["{rocq.add_step(*step)}"%byte] with'
            f" [Add i c h] => (Pos.eqb i {step[0]}, map fst c, map snd c, h)"
            " | _ => (false, [], [], []) end%positive"
        )
        expected += ["true", *(str(abs(x)) for x in step[1]),
                     *(str(x > 0).lower() for x in step[1]), *map(str, step[2])]  # fmt: skip
    head = rocq.COLOURING.partition("Import ListNotations.\n")
    text = "".join(head[:2]) + "".join(f"Eval vm_compute in {term}.\n" for term in terms)
    (tmp_path / "Cases.v").write_text(text, encoding="ascii")
    library = rocq_run.compiled(rocq_run.required(text))
    done = rocq_run.run(["-Q", str(library), "Khrnn", "Cases.v"], tmp_path, 300)
    assert done.returncode == 0, done.stderr
    answers = re.findall(r"^     = (.*?)^     : ", done.stdout, re.DOTALL | re.MULTILINE)
    assert len(answers) == len(terms)
    found_words = [w for a in answers for w in re.findall(r"true|false|\d+", a)]
    assert found_words == expected


@needs_coqc
def test_axioms_are_noticed() -> None:
    text = parity(SQUARE, [0, 1, 2, 3, 4]).replace("Proof.", "Proof. Admitted.\nGoal True.\nProof.")
    text = text[: text.index("Goal True")] + "Print Assumptions certificate.\n"
    opinion = rocq_run.prove(text)
    assert opinion.status == "not proved"
    assert opinion.detail.startswith("Axioms:")


@needs_coqc
def test_time_limit() -> None:
    opinion = rocq_run.prove(rocq.source(*load("parity-mermin-star")), seconds=0.01)
    assert opinion.status == "timed out"


@needs_coqc
def test_command_line(tmp_path: Path) -> None:
    shutil.copy(VALID / "parity-mermin-square.json", tmp_path)
    keep = tmp_path / "kept"
    done = CliRunner().invoke(app, ["check", "--rocq", "--rocq-keep", str(keep), str(tmp_path)])
    assert done.exit_code == 0
    assert "Rocq: 1 proved, 0 not proved, 0 timed out, 0 unsupported, 0 skipped" in done.output
    (text,) = (path.read_text(encoding="ascii") for path in keep.iterdir())
    assert "forall v : assignment 2, exists c, In c contexts /\\ violated v c = true" in text


@needs_coqc
def test_a_folder_is_asked_about_what_has_a_theorem(tmp_path: Path) -> None:
    for name in ("growth-central-evaluate-n9", "parity-mermin-square"):
        shutil.copy(VALID / f"{name}.json", tmp_path)
    done = CliRunner().invoke(app, ["check", "--rocq", str(tmp_path)])
    assert done.exit_code == 0
    assert "skipped by Rocq: 1 of kinds without a theorem: 1 evaluate" in done.output
    assert "Rocq: 1 proved, 0 not proved, 0 timed out, 0 unsupported, 1 skipped" in done.output


@pytest.mark.parametrize("also", [[], ["parity-mermin-square"]])
def test_a_file_without_a_theorem_is_bad_input(
    also: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rocq_run, "compiler", lambda: "coqc")
    files = [str(VALID / f"{name}.json") for name in (*also, "growth-central-evaluate-n9")]
    done = CliRunner().invoke(app, ["check", "--rocq", *files])
    assert done.exit_code == 2
    assert "expected certificates of kind parity, assignment, lrat, exclusion, spect" in done.output
    assert "growth-central-evaluate-n9.json of kind evaluate" in done.output
    assert "by Rocq" not in done.output


def test_a_folder_without_any_theorem_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rocq_run, "compiler", lambda: "coqc")
    shutil.copy(VALID / "growth-central-evaluate-n9.json", tmp_path)
    done = CliRunner().invoke(app, ["check", "--rocq", str(tmp_path)])
    assert done.exit_code == 2
    assert "lrat, exclusion, spectral; found none" in done.output


@pytest.mark.parametrize(
    ("opinions", "status"),
    [
        (("proved", "unsupported"), 0),  # too large, in a folder
        (("proved", "not proved"), 1),
        (("proved", "timed out"), 1),
        (("unsupported", "unsupported"), 1),
    ],
)
def test_statuses_of_a_folder(
    opinions: tuple[str, ...], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(opinions)
    monkeypatch.setattr(rocq_run, "compiler", lambda: "coqc")
    monkeypatch.setattr(
        rocq_run, "prove_file", lambda *_, **__: rocq_run.Opinion(next(answers), "why")
    )
    for name in ("parity-mermin-square", "parity-square-on-64-qubits"):
        shutil.copy(VALID / f"{name}.json", tmp_path)
    done = CliRunner().invoke(app, ["check", "--rocq", str(tmp_path)])
    assert done.exit_code == status
    assert ("skipped     by Rocq" in done.output) == ("unsupported" in opinions)


def test_a_named_certificate_too_large_for_rocq_is_bad_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rocq_run, "compiler", lambda: "coqc")
    monkeypatch.setattr(
        rocq_run, "prove_file", lambda *_, **__: rocq_run.Opinion("unsupported", "over 9")
    )
    done = CliRunner().invoke(app, ["check", "--rocq", str(VALID / "parity-mermin-square.json")])
    assert done.exit_code == 2
    assert "unsupported by Rocq" in done.output


@pytest.mark.parametrize("option", ["--rocq", "--independent", "--json"])
def test_a_manifest_is_no_certificate(option: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    done = CliRunner().invoke(app, ["check", option, str(tmp_path / "manifest.json")])
    assert done.exit_code == 2
    assert f"the bundle's folder {tmp_path}" in done.output


def test_the_help_names_the_kinds_that_there_are() -> None:
    assert tuple(rocq.KINDS) == ROCQ_KINDS


def test_without_coqc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    done = CliRunner().invoke(app, ["check", "--rocq", str(VALID / "parity-mermin-square.json")])
    assert done.exit_code == 2
    assert "Debian's package coq" in done.output
    with pytest.raises(InputError, match="coqc"):
        rocq_run.compiled(["Points"])


def test_trimming_keeps_what_the_empty_clause_rests_on() -> None:
    lines = "5 1 0 1 2 0\n6 2 0 1 3 0\n6 d 1 0\n7 3 0 6 0\n9 0 7 4 0\n"
    assert rocq.trimmed(lines) == [(6, [2], [1, 3]), (7, [3], [6]), (9, [], [7, 4])]
    with pytest.raises(Malformed, match="line 1"):
        rocq.trimmed("1 x 0 0\n")
    with pytest.raises(Malformed, match="hints of at most"):
        rocq.colouring_source(load("lrat-cabello-18")[0], "9999 0 5000 0\n")


def test_proofs_that_are_too_long_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rocq, "MAX_CHARACTERS", 10)
    monkeypatch.setattr(rocq, "CHUNK", 5)
    with pytest.raises(rocq.Unsupported, match="over 10 characters"):
        rocq.refutation_source(CLAUSES, "4 1 0 1 0\n" * 3)


def test_the_library_is_complete_and_in_order() -> None:
    for name in ("parity-mermin-star", "lrat-cabello-18"):
        order = rocq_run.closure(rocq_run.required(rocq.source(*load(name))))
        assert len(set(order)) == len(order)
        for position, module in enumerate(order):
            text = (rocq_run.SOURCES / f"{module}.v").read_text(encoding="utf-8")
            assert set(rocq_run.required(text)) <= set(order[:position])
