"""Formats that are only written: what other tools make of them."""

import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.formula import CNF
from pysat.solvers import Solver

from contextuality import library
from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.formats import FORMATS, save, spell
from contextuality.formats.formulas import parity_clauses
from contextuality.formats.latex import spell_latex, spell_tikz
from contextuality.formats.registry import Subject
from contextuality.scenario import Scenario, pauli_scenario
from contextuality.search.sat import RULES, Uncolourable, colour, colouring_clauses
from contextuality.vectors import VectorSet

SETS = ["yu-oh-13", "peres-33", "cabello-18", "lisonek-21"]
LINE = pauli_scenario([["XX", "ZZ", "YY"], ["XI", "IX", "XX"]], "two lines")


def get(name: str) -> Scenario | VectorSet:
    found = library.get(name)
    assert isinstance(found, Scenario | VectorSet)
    return found


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETS)
def test_dimacs_of_colourings(name: str, rule: str) -> None:
    formula = CNF(from_string=spell(get(name), "dimacs", rule))
    found = get(name)
    assert isinstance(found, VectorSet)
    assert [tuple(c) for c in formula.clauses] == list(colouring_clauses(found, rule))  # type: ignore[arg-type]  # a rule
    with Solver("m22", bootstrap_with=formula) as solver:
        uncolourable = isinstance(colour(found, rule), Uncolourable)  # type: ignore[arg-type]  # a rule
        assert solver.solve() != uncolourable


@pytest.mark.parametrize(
    ("subject", "satisfiable"), [(get("mermin-square"), False), (get("doily"), False), (LINE, True)]
)
def test_dimacs_of_scenarios(subject: Scenario, satisfiable: bool) -> None:
    with Solver("m22", bootstrap_with=CNF(from_string=spell(subject, "dimacs"))) as solver:
        assert solver.solve() == satisfiable
        if satisfiable:
            values = [-1 if v > 0 else 1 for v in solver.get_model()]
            assert subject.violated(values) == ()


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(0, 1))
def test_parities(size: int, odd: int) -> None:
    clauses = parity_clauses(tuple(range(size)), odd)
    assert len(clauses) == 2 ** (size - 1)
    for bits in product((0, 1), repeat=size):
        holds = all(any((bits[abs(v) - 1] == 1) == (v > 0) for v in c) for c in clauses)
        assert holds == (sum(bits) % 2 == odd)


def test_large_parities_are_refused() -> None:
    with pytest.raises(InputError, match="at most 12 observables in clauses, found 13"):
        parity_clauses(tuple(range(13)), 0)


def minimum(text: str) -> int | None:
    """Solve an OPB text by z3: the optimum, 0 for decision problems, None if infeasible."""
    lines = [line for line in text.splitlines() if not line.startswith("*")]
    head = re.fullmatch(r"\* #variable= (\d+) #constraint= (\d+)", text.splitlines()[0])
    assert head is not None
    assert int(head[2]) == sum(not line.startswith("min:") for line in lines)
    variables = {int(v) for line in lines for v in re.findall(r"x(\d+)", line)}
    assert max(variables) <= int(head[1])
    solver, goal = z3.Optimize(), None
    bits = {v: z3.Int(f"x{v}") for v in variables}
    solver.add(*(z3.Or(bit == 0, bit == 1) for bit in bits.values()))
    for line in lines:
        terms = [int(a) * bits[int(v)] for a, v in re.findall(r"([+-]\d+) x(\d+)", line)]
        if line.startswith("min:"):
            goal = solver.minimize(z3.Sum(terms))
            continue
        match = re.fullmatch(r".* (>=|=) (-?\d+) ;", line)
        assert match is not None
        bound = int(match[2])
        solver.add(z3.Sum(terms) == bound if match[1] == "=" else z3.Sum(terms) >= bound)
    if solver.check() != z3.sat:
        return None
    return 0 if goal is None else goal.value().as_long()


@pytest.mark.parametrize(("name", "degree"), [("mermin-square", 1), ("mermin-pentagram", 1)])
def test_the_optimum_of_opb_is_the_contextuality_degree(name: str, degree: int) -> None:
    assert minimum(spell(get(name), "opb")) == degree


def test_opb_without_violations() -> None:
    assert minimum(spell(LINE, "opb")) == 0


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["yu-oh-13", "cabello-18"])
def test_opb_of_colourings(name: str, rule: str) -> None:
    assert (minimum(spell(get(name), "opb", rule)) is None) == (name == "cabello-18")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", [*SETS, "mermin-square", "doily"])
def test_smtlib(name: str, rule: str) -> None:
    solver = z3.Solver()
    solver.from_string(spell(get(name), "smtlib", rule))
    colourable = name == "yu-oh-13" or (name == "peres-33" and rule == "bases")
    assert solver.check() == (z3.sat if colourable else z3.unsat)


def test_smtlib_of_a_noncontextual_scenario() -> None:
    solver = z3.Solver()
    solver.from_string(spell(LINE, "smtlib"))
    assert solver.check() == z3.sat
    model = {str(v): z3.is_true(solver.model()[v]) for v in solver.model()}
    values = [-1 if model.get(f"x{i + 1}", False) else 1 for i in range(len(LINE.observables))]
    assert LINE.violated(values) == ()


NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.mark.parametrize("name", [*SETS, "mermin-square"])
def test_graphml(name: str) -> None:
    found = get(name)
    graph = hypergraph_of(found)
    root = ET.fromstring(spell(found, "graphml"))  # noqa: S314  (our own text)
    nodes = {
        node.attrib["id"]: {d.attrib["key"]: d.text for d in node}
        for node in root.iter(f"{NAMESPACE}node")
    }
    contexts = sorted((n for n in nodes if n[0] == "c"), key=lambda n: int(n[1:]))
    assert len(nodes) == len(graph.vertices) + len(graph.edges)
    assert tuple(nodes[f"v{i + 1}"]["label"] for i in range(len(graph.vertices))) == graph.vertices
    members: dict[str, set[int]] = {n: set() for n in contexts}
    pairs = set()
    for edge in root.iter(f"{NAMESPACE}edge"):
        source, target = edge.attrib["source"], edge.attrib["target"]
        if edge[0].text == "member":
            members[source].add(int(target[1:]) - 1)
        else:
            pairs.add((int(source[1:]) - 1, int(target[1:]) - 1))
    assert [members[n] for n in contexts] == [set(edge) for edge in graph.edges]
    assert pairs == set(graph.pairs)
    if isinstance(found, Scenario):
        assert [int(nodes[n]["sign"] or 0) for n in contexts] == list(found.signs)


def test_graphml_escapes_labels() -> None:
    graph = ContextHypergraph("a < b & c", ("<", "&"), ((0, 1),))
    root = ET.fromstring(spell(graph, "graphml"))  # noqa: S314  (our own text)
    assert root.findtext(f"{NAMESPACE}graph/{NAMESPACE}desc") == "a < b & c"


def test_latex_tables() -> None:
    text = spell_latex(get("mermin-square"))
    rows = [line for line in text.splitlines() if line.startswith("$")]
    assert rows[0] == r"$XI$ & $IX$ & $XX$ & $+$ \\"
    assert rows[5] == r"$XX$ & $ZZ$ & $YY$ & $-$ \\"
    assert len(rows) == 6
    vectors = spell_latex(get("peres-33"))
    assert r"10 & $0$ & $1$ & $\sqrt{2}$ \\" in vectors or r"\sqrt{2}" in vectors
    assert vectors.count(r"\begin{tabular}") == vectors.count(r"\end{tabular}") == 2
    assert r"$-1-\omega$" in spell_latex(get("penrose-40"))
    assert r"\varphi" in spell_latex(get("cell600-60"))
    graph = ContextHypergraph("odd", ("a_b", "50%", "{", "\\", "~^"), ((0, 1), (2, 3, 4)))
    table = spell_latex(graph)
    assert r"a\_b & 50\% &  \\" in table
    assert r"\{ & \textbackslash{} & \textasciitilde{}\textasciicircum{} \\" in table


@pytest.mark.parametrize("name", [*SETS, "mermin-square"])
def test_tables_are_rectangular_and_braces_balance(name: str) -> None:
    for text in (spell_latex(get(name)), spell_tikz(get(name))):
        assert text.count("{") == text.count("}")
        assert text.count(r"\begin") == text.count(r"\end")
    for table in spell_latex(get(name)).split(r"\hline")[1:]:
        body = table.partition(r"\end{tabular}")[0]
        rows = [line for line in body.splitlines() if line.endswith(r"\\")]
        assert len({line.count("&") for line in rows}) == 1


def test_tikz_draws_every_context() -> None:
    text = spell_tikz(get("mermin-square"))
    assert text.count(r"\node") == 9
    assert text.count(r"\draw") == 6
    assert text.count("dashed") == 1
    assert r"\node (v1) at (90-360*0/9:4) {XI};" in text


@pytest.mark.parametrize(
    ("subject", "form", "message"),
    [
        (get("peres-33"), "ctx", "a scenario with signs for the format ctx, found a vector set"),
        (LINE, "vectors-json", "a vector set for the format vectors-json, found a scenario"),
        (hypergraph_of(LINE), "hypergram", "found a hypergraph of contexts"),
        (LINE, "stim", "one of the formats ctx, "),
        (LINE, "nonsense", "found 'nonsense'"),
    ],
)
def test_formats_refuse_what_they_have_no_place_for(
    subject: Subject, form: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        spell(subject, form)
    assert message in str(caught.value)


def test_unknown_rules_are_refused() -> None:
    for form in FORMATS.values():
        if form.takes_rule:
            with pytest.raises(InputError, match="rule"):
                spell(get("peres-33"), form.name, "pairs")


def test_json_needs_a_subject_with_a_format(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a vector set for the format vectors-json"):
        save(hypergraph_of(LINE), tmp_path / "graph.json")
    assert list(tmp_path.iterdir()) == []
    save(LINE, tmp_path / "graph.txt", "ctx")
    assert (tmp_path / "graph.txt").read_text().endswith("XX,ZZ,YY\nXI,IX,XX\n")
    with pytest.raises(InputError, match="a file ending in"):
        save(LINE, tmp_path / "graph.txt")
