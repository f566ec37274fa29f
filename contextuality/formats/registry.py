"""The table of formats: names, suffixes, readers and writers, and choosing among them.

Belongs here: what `load` and `khrnn contextuality convert` go by. Does not belong here: grammars
(one module each).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contextuality.context_hypergraph import ContextHypergraph
from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError, shown
from contextuality.formats.atomic import write_atomically
from contextuality.formats.ctx import parse_ctx, spell_ctx
from contextuality.formats.empirical_json import (
    model_from_document,
    parse_empirical_json,
    spell_empirical_json,
)
from contextuality.formats.formulas import spell_formula_dimacs
from contextuality.formats.gram import parse_gram, spell_gram
from contextuality.formats.graph6 import parse_graph6, spell_graph6
from contextuality.formats.graphml import spell_graphml
from contextuality.formats.hypergram import parse_hypergram, spell_hypergram
from contextuality.formats.latex import spell_latex, spell_tikz
from contextuality.formats.mmp import parse_mmp, spell_mmp
from contextuality.formats.opb import spell_opb
from contextuality.formats.qiskit_labels import parse_qiskit_labels, spell_qiskit_labels
from contextuality.formats.scenario_json import (
    parse_scenario_json,
    scenario_from_document,
    spell_scenario_json,
)
from contextuality.formats.smtlib import spell_smtlib
from contextuality.formats.source import read_text
from contextuality.formats.stim_circuit import parse_stim_circuit
from contextuality.formats.stim_paulis import parse_stim_paulis, spell_stim_paulis
from contextuality.formats.strict_json import parse_object
from contextuality.formats.vectors_json import (
    parse_vectors_json,
    spell_vectors_json,
    vectors_from_document,
)
from contextuality.scenario import Scenario
from contextuality.vectors import VectorSet

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

Subject = Scenario | VectorSet | ContextHypergraph | EmpiricalModel

KINDS: dict[type[Subject], str] = {
    Scenario: "a scenario with signs",
    VectorSet: "a vector set",
    ContextHypergraph: "a hypergraph of contexts",
    EmpiricalModel: "an empirical model",
}
"""What each type is called in messages."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Args:
        name: as options of commands give it.
        suffix: of file names, with the dot.
        what: one line.
        holds: the types it can be written from.
        read: takes text, a name for formats that carry none, and the file to name in errors.
        writer: returns the text of a file; None if the format is read only.
        takes_rule: whether the writer takes a colouring rule as well.

    Example:
        >>> FORMATS["ctx"].suffix
        '.ctx'
    """

    name: str
    suffix: str
    what: str
    holds: tuple[type[Subject], ...]
    read: Callable[[str, str, str], Subject] | None
    # A writer takes only what `holds` says; `spell` below checks that before it calls one.
    writer: Callable[..., str] | None
    takes_rule: bool = False


_ANY_CONTEXTS = (Scenario, VectorSet, ContextHypergraph)

_TABLE = (
    Format("ctx", ".ctx", "Pauli contexts, one a line", (Scenario,), parse_ctx, spell_ctx),
    Format(
        "scenario-json",
        ".json",
        "Pauli contexts as JSON",
        (Scenario,),
        lambda text, _, where: parse_scenario_json(text, where),
        spell_scenario_json,
    ),
    Format(
        "vectors-json",
        ".json",
        "exact vectors as JSON",
        (VectorSet,),
        lambda text, _, where: parse_vectors_json(text, where),
        spell_vectors_json,
    ),
    Format(
        "empirical-json",
        ".json",
        "exact probabilities as JSON",
        (EmpiricalModel,),
        lambda text, _, where: parse_empirical_json(text, where),
        spell_empirical_json,
    ),
    Format(
        "hypergram",
        ".hypergram",
        "contexts and the matrix of anticommutations",
        (Scenario,),
        parse_hypergram,
        spell_hypergram,
    ),
    Format("gram", ".gram", "the matrix of anticommutations", (Scenario,), parse_gram, spell_gram),
    Format("mmp", ".mmp", "MMP string of a hypergraph", _ANY_CONTEXTS, parse_mmp, spell_mmp),
    Format(
        "graph6", ".g6", "orthogonality graph in graph6", _ANY_CONTEXTS, parse_graph6, spell_graph6
    ),
    Format(
        "stim-paulis",
        ".paulis",
        "Pauli strings in Stim's notation, one a line",
        (Scenario,),
        parse_stim_paulis,
        spell_stim_paulis,
    ),
    Format("stim", ".stim", "observables measured by a Stim circuit", (), parse_stim_circuit, None),
    Format(
        "qiskit",
        ".qiskit",
        "Pauli labels in Qiskit's order, one a line",
        (Scenario,),
        parse_qiskit_labels,
        spell_qiskit_labels,
    ),
    Format(
        "dimacs",
        ".cnf",
        "clauses for SAT solvers",
        _ANY_CONTEXTS,
        None,
        spell_formula_dimacs,
        takes_rule=True,
    ),
    Format(
        "opb",
        ".opb",
        "pseudo-Boolean constraints",
        _ANY_CONTEXTS,
        None,
        spell_opb,
        takes_rule=True,
    ),
    Format(
        "smtlib", ".smt2", "SMT-LIB 2 script", _ANY_CONTEXTS, None, spell_smtlib, takes_rule=True
    ),
    Format("latex", ".tex", "LaTeX tables", _ANY_CONTEXTS, None, spell_latex),
    Format("tikz", ".tikz", "TikZ picture of the contexts", _ANY_CONTEXTS, None, spell_tikz),
    Format("graphml", ".graphml", "incidence graph", _ANY_CONTEXTS, None, spell_graphml),
)

FORMATS: dict[str, Format] = {form.name: form for form in _TABLE}
"""All formats by name."""


def load(path: str | os.PathLike[str], form: str | None = None) -> Subject:
    """Read a file.

    Args:
        path: the file.
        form: the name of a format that can be read; by default the file's suffix decides and, for
            `.json`, its keys.

    Returns:
        What the file holds, fully checked: a scenario (.ctx, .hypergram, .gram, .paulis, .stim,
        .qiskit, or JSON with `contexts`), a vector set (JSON with `vectors`), a hypergraph of
        contexts (.mmp, .g6) or an empirical model (JSON with `tables`).

    Raises:
        InputError: naming the file and the place in it; also for an unknown suffix or format, and
            for JSON with none or several of the three keys.

    Source: ours.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "line.ctx")
        ...     _ = file.write_text("XX,ZZ,YY", encoding="utf-8")
        ...     load(file).signs
        (-1,)
    """
    if form is None and Path(path).suffix == ".json":
        return _load_json(path)
    found = _chosen(path, form, reading=True)
    if found.read is None:
        raise AssertionError("only formats with a reader are chosen")
    where = str(path)
    try:
        return found.read(read_text(path), Path(path).stem, where)
    except InputError as error:
        raise error if error.where.startswith(where) else error.located(where) from error


def spell(subject: Subject, form: str, rule: str = "bases-and-pairs", where: str = "output") -> str:
    """Return the text of a file in a format.

    Args:
        subject: what to write.
        form: the name of a format that can be written.
        rule: the colouring rule, for `dimacs`, `opb` and `smtlib`.
        where: the place to name in errors.

    Raises:
        InputError: for an unknown format, or a subject that it has no place for.

    Example:
        >>> from contextuality.library import get
        >>> spell(get("cabello-18"), "mmp").count(",")
        8
    """
    target = FORMATS.get(form)
    if target is None or target.writer is None:
        raise InputError(
            where=where, expected=f"one of the formats {_names(reading=False)}", found=shown(form)
        )
    if not isinstance(subject, target.holds):
        kinds = " or ".join(KINDS[kind] for kind in target.holds)
        raise InputError(
            where=where, expected=f"{kinds} for the format {form}", found=KINDS[type(subject)]
        )
    return target.writer(subject, rule) if target.takes_rule else target.writer(subject)


def save(
    subject: Subject,
    path: str | os.PathLike[str],
    form: str | None = None,
    rule: str = "bases-and-pairs",
) -> None:
    """Write a file, whole or not at all.

    Args:
        subject: what to write.
        path: the file.
        form: the name of a format that can be written; by default the suffix decides, and for
            `.json` the type of the subject.
        rule: the colouring rule, for `dimacs`, `opb` and `smtlib`.

    Raises:
        InputError: for an unknown suffix or format, a subject that the format has no place for, or
            a file that can't be written.

    Example:
        >>> import tempfile
        >>> from contextuality.library import get
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     save(get("doily"), Path(folder, "doily.hypergram"))
        ...     len(load(Path(folder, "doily.hypergram")).contexts)
        15
    """
    write_atomically(path, spell(subject, chosen(path, form, subject).name, rule, str(path)))


def chosen(path: str | os.PathLike[str], form: str | None, subject: Subject) -> Format:
    """Return the format that `save` writes.

    Args:
        path: the file; its suffix decides unless a format is given.
        form: the name of a format that can be written, or None.
        subject: decides between the JSON formats.

    Raises:
        InputError: for an unknown suffix or format.

    Example:
        >>> from contextuality.library import get
        >>> chosen("doily.json", None, get("doily")).name
        'scenario-json'
    """
    if form is None and Path(path).suffix == ".json":
        # Vertices without vectors have no JSON format: the format for vectors refuses them.
        names = {Scenario: "scenario-json", EmpiricalModel: "empirical-json"}
        form = names.get(type(subject), "vectors-json")
    return _chosen(path, form, reading=False)


def _load_json(path: str | os.PathLike[str]) -> Subject:
    where = str(path)
    document = parse_object(read_text(path), where)
    readers: dict[str, Callable[[dict[str, object], str], Subject]] = {
        "contexts": scenario_from_document,
        "vectors": vectors_from_document,
        "tables": model_from_document,
    }
    present = [key for key in readers if key in document]
    if len(present) != 1:
        found = " and ".join(f"'{key}'" for key in present) or "none of them"
        raise InputError(
            where=where, expected="one of the keys 'contexts', 'vectors', 'tables'", found=found
        )
    return readers[present[0]](document, where)


def _chosen(path: str | os.PathLike[str], form: str | None, *, reading: bool) -> Format:
    """Return the format asked for, or that of the suffix."""
    able = [f for f in _TABLE if (f.read if reading else f.writer) is not None]
    if form is not None:
        for candidate in able:
            if candidate.name == form:
                return candidate
        raise InputError(
            where=str(path),
            expected=f"one of the formats {_names(reading=reading)}",
            found=shown(form),
        )
    suffix = Path(path).suffix
    for candidate in able:
        if candidate.suffix == suffix:
            return candidate
    if reading and not Path(path).is_file():
        read_text(path)  # says that there is no such file, or that it is a folder
    suffixes = ", ".join(dict.fromkeys(candidate.suffix for candidate in able))
    raise InputError(
        where=str(path),
        expected=f"a file ending in {suffixes}",
        found=f"the suffix '{suffix}'",
    )


def _names(*, reading: bool) -> str:
    return ", ".join(f.name for f in _TABLE if (f.read if reading else f.writer) is not None)
