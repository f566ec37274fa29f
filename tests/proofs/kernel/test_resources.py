"""Hostile sizes: each ends in a clear refusal within a stated time and memory.

Every case runs in a process of its own under a limit of address space, so that a blow-up of memory
is a failure here and not on the machine. Times are generous: they tell linear from explosive.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GIB = 2**30

PRELUDE = f"""
import hashlib, io, itertools, json, resource, sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from proofs.kernel import Malformed, check, check_file
from proofs.kernel.lrat import check_refutation, proof_lines
from proofs.kernel.reader import load_bytes
from proofs.kernel.verdict import Rejected
FAITHFUL = {{"kind": "faithful-bound", "n": "all", "k": "all", "memory": "deterministic",
            "bits": "binom(n,k)"}}
def memory(key):
    status = Path("/proc/self/status")
    if not status.exists():  # the peak, and of the parent if that was higher
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(x.split()[1]) for x in status.read_text().splitlines() if key in x)
def lemma(lhs, rhs, *chain, base=None, name="a"):
    return {{"name": name, "lhs": lhs, "rhs": rhs, "base": base, "chain": list(chain)}}
def step(rule, term, **values):
    return {{"rule": rule, "values": values, "term": term}}
def derive(*lemmas):
    return check(FAITHFUL, {{"kind": "derivation", "lemmas": list(lemmas)}}).reason()
def lrat(formula, variables, *lines):
    data = b"".join(lines)
    digest = hashlib.sha256(data).hexdigest()
    return check_refutation(formula, variables, proof_lines(io.BytesIO(data), digest))
def vectors(rows, dim, rule="bases", kind="ks-colourable", ring="Z"):
    claim = {{"kind": kind, "dim": dim, "ring": ring, "rule": rule,
             "vectors": [[str(e) for e in row] for row in rows]}}
    return check(claim, {{"kind": "colouring", "ones": []}}).reason()
"""

REPORT = """
print(json.dumps([outcome, time.process_time(), memory("VmHWM")]))
"""


def run(body: str, seconds: float, gib: float = 1) -> str:
    """Return the outcome of a body, demanding that it ends within the limits.

    The body is an expression, possibly after statements separated from it by `---`.
    """
    setup, _, expression = body.rpartition("---")
    code = (
        f"{PRELUDE}\n{setup}\nstarted = time.process_time()\n"
        f"try:\n    outcome = str({expression.strip()})\n"
        "except (Malformed, Rejected) as error:\n    outcome = str(error)\n" + REPORT
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (int(gib * GIB), int(gib * GIB)))

    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=20 * seconds + 20,
        preexec_fn=limit,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcome, cpu, kilobytes = json.loads(done.stdout.splitlines()[-1])
    assert cpu < seconds, f"{cpu:.1f} s of processor time"
    assert kilobytes < gib * 2**20
    assert time.monotonic() >= started
    return str(outcome)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('b"[" * 10**7', "expected at most 8000000 strings and brackets, found more"),
        ('b"[" * 10**6', "f: expected nesting of at most 12, found more"),
        ("b'{\"a\":' * 10**6", "f: expected nesting of at most 12, found more"),
        ('b"]" * 10**7', "expected at most 8000000 strings and brackets, found more"),
        ('b"[]," * 5 * 10**6', "expected at most 8000000 strings and brackets, found more"),
        (
            'b"[" + b"[]," * 3 * 10**6',
            "line 1 column 9000002: expected JSON, found Expecting value",
        ),
        ('b"1" * 10**6', "number: expected at most 4000 digits, found 1000000 digits"),
        ('b"[-" + b"1" * 10**7 + b"]"', "at most 4000 digits, found 10000000 digits"),
        ('b"1e" + b"9" * 10**6', "expected an integer (no fraction, exponent, NaN or Infinity)"),
        ('b\'"\' + b"a" * 10**7', "expected JSON, found Unterminated string"),
        ("b'\"' + b'\\\\\\\\' * 10**7", "expected JSON, found Unterminated string"),
        ('b"-" * 10**7', "line 1 column 1: expected JSON, found Expecting value"),
        ('b" " * 10**7', "expected JSON, found Expecting value"),
        ('b"\\xff" * 10**7', "byte 0: expected UTF-8 text, found invalid start byte"),
        ('b"[" + b"{}" * 10**5', "expected JSON, found Expecting ',' delimiter"),
    ],
)
def test_json(data: str, message: str) -> None:
    assert message in run(f'load_bytes({data}, "f")', 8)


def test_file_of_one_byte_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as stream:
        stream.truncate(64 * 2**20 + 1)
    outcome = run(f"check_file(Path({str(path)!r}))", 2)
    assert outcome == f"{path}: expected at most 67108864 bytes, found 67108865 bytes"


def test_endless_device() -> None:
    outcome = run('check_file(Path("/dev/zero"))', 3)
    assert outcome == "/dev/zero: expected at most 67108864 bytes, found 67108865 bytes"


def test_endless_pipe(tmp_path: Path) -> None:
    code = (
        f"{PRELUDE}\ntry:\n    check_file(Path('/dev/stdin'))\nexcept Malformed as e:\n    print(e)"
    )
    with subprocess.Popen(["yes", "["], stdout=subprocess.PIPE) as source:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdin=source.stdout,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        source.kill()
    assert done.stdout == "/dev/stdin: expected at most 67108864 bytes, found 67108865 bytes\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        # integers that a JSON file cannot hold, through the Python door
        ('check({"kind": "faithful-bound", "n": 10**10**6, "k": 1, "memory": "deterministic", '
         '"bits": 1}, {})', "found an integer of 3321929 bits"),
        ('check({"kind": 10**10**6}, {})', "found an integer of 3321929 bits"),
        ('check({"kind": [[10**10**6]]}, {})', "found a list of 1 items"),
        # a million keys, a long key
        ('check({str(i): i for i in range(10**6)}, {})', "found a dict of 1000000 items"),
        ('check({"kind": "replay", "x" * 10**7: 1}, {})', "statement.kind: expected one of"),
    ],
)  # fmt: skip
def test_python_values(body: str, message: str) -> None:
    assert message in run(body, 4)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        # 400 nested parentheses made the comparison of normal forms recurse too deeply, once
        ('derive(lemma("F(j," * 395 + "p" + ")" * 395, "0"))',
         "certificate.lemmas[0].chain: expected at most 20 nested parentheses, found more"),
        ('derive(lemma("(" * 999 + "p" + ")" * 999, "0"))', "at most 20 nested parentheses"),
        # 10^20 monomials from 2000 letters
        ('term = "*".join("(" + "+".join(f"x({10 * i + k})" for k in range(10)) + ")" '
         'for i in range(20)) --- derive(lemma(term, "0"))', "found more"),
        ('term = "*".join(f"(x({i})+1)" for i in range(60)) --- derive(lemma(term, "0"))',
         "at most 1000000 operations in a derivation, found more"),
        # shifts of long products, in two thousand steps
        ('term = "*".join(f"x({i})" for i in range(200)) --- '
         'derive(lemma("T(j," * 19 + term + ")" * 19, "0", '
         '*[step("F-zero", "T(j," * 19 + term + ")" * 19)] * 2000))',
         "at most 1000000 operations in a derivation, found more"),
        # two thousand long terms
        ('term = "+".join(["(p)"] * 499) --- '
         'derive(lemma(term, "0", *[step("F-zero", term)] * 2000))',
         "at most 1000000 operations in a derivation, found more"),
        # a large right side, put into a term 150 times
        ('big = "*".join(f"(x({i})+p)" for i in range(12)); '
         'many = "+".join(f"T({i},f(j))" for i in range(150)) --- '
         'derive(lemma("f(j)", big, step("hypothesis", many), base=[step("f-zero", "1")]))',
         "expected"),
        ('big = "*".join(f"(x({i})+p)" for i in range(12)); '
         'many = "+".join(f"T({i},f(j))" for i in range(150)) --- '
         'derive(lemma("f(j)+f(j)", "0", name="b"), lemma("f(j)", "f(j)+" + many + "+" + many, '
         '*[step("hypothesis", many)] * 100, base=[]))', "expected"),
    ],
)  # fmt: skip
def test_derivation_blow_ups(body: str, message: str) -> None:
    assert message in run(body, 12)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('lrat([(1,)], 1, b"2 " + b"1 " * 10**6 + b"0 0\\n")', "line 1: lemma: expected each"),
        ('lrat([(1,)], 1, b"1" * (2**24 + 1))', "lines of 16777216 and a file of"),
        ('lrat([(1,)], 1, b"1 " * (2**23 + 2**18))', "lines of 16777216 and a file of"),
        ('lrat([(1,)], 1, b"2 0 " + b"9" * 10**6 + b" 0\\n")', "proof: line 1: expected 'ID"),
        ('lrat([(1,)], 1, b"9" * 10**6 + b" 0 1 0\\n")', "proof: line 1: expected 'ID"),
        ('lrat([(1,)], 1, b"\\n" * 10**6)', "proof: line 1: expected 'ID LITERAL"),
        ('lrat([(1,)], 1, b"2 d" + b" 1" * 10**6 + b" 0\\n")', "delete: expected the id of a live"),
        ('lrat([(1,)], 1, b"2 d 0\\n" * 10**6)', "line 1000000: end: expected the empty clause"),
        # a hint bomb: two million hints that are unit again and again
        ('lrat([(1, 2)], 2, b"2 1 0" + b" 1" * (2 * 10**6) + b" 0\\n")',
         "a conflict from the hints"),
        # ten thousand hints at a clause of two thousand literals
        ('long = tuple(range(1, 2001)); lemma_ = " ".join(map(str, long[:-1])).encode() --- '
         'lrat([long], 2000, b"2 " + lemma_ + b" 0" + b" 1" * 10000 + b" 0\\n")',
         "a conflict from the hints"),
    ],
)  # fmt: skip
def test_lrat_bombs(body: str, message: str) -> None:
    assert message in run(body, 10)


@pytest.mark.slow
def test_hints_that_name_a_long_clause_again_and_again() -> None:
    """Each hint is unit or falsified, so nothing else stops them: two megabytes, 10^11 literals."""
    body = """
long = tuple(range(1, 200_001))
lemma_ = " ".join(map(str, long[:-1])).encode()
--- lrat([long], 200_000, b"2 " + lemma_ + b" 0" + b" 1" * 500_000 + b" 0\\n")
"""
    assert run(body, 60) == (
        "proof: expected 67108864 literals in hinted clauses and 32 a byte at most, found more"
    )


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory")
@pytest.mark.parametrize("length", [1, 2, 5, 19])
def test_live_clauses_stay_within_the_stated_memory(length: int) -> None:
    """At most 80 bytes for each counted literal, whatever the length of the clauses."""
    body = f"""
import proofs.kernel.lrat as module
module.MAX_LIVE = 400_000
literals = " ".join(map(str, range(1, {length} + 1))).encode()
def fill():
    before = memory("VmRSS")
    try:
        check_refutation([(1,)], 40, (b"%d %s 0 1 0" % (i, literals) for i in itertools.count(2)))
    except Malformed as error:
        if "at most 400000 live literals" in str(error):
            return (memory("VmHWM") - before) * 1024 // module.MAX_LIVE
--- fill()
"""
    assert 10 < int(run(body, 10)) < 80


@pytest.mark.parametrize(
    ("kind", "n", "k", "message"),
    [
        ("replay", 10, 10, "at most 2000000 measurements to replay"),
        ("replay", 10, 9, "at most 2000000 measurements to replay"),
        ("replay", 6, 2, "at most 2000000 measurements to replay"),
        ("replay", 10000, 5000, "binom(n,k) <= 16 and n <= 10 for this certificate"),
    ],
)
def test_replay_blow_ups(kind: str, n: int, k: int, message: str) -> None:
    statement = f'{{"kind": "hidden-variable-model", "n": {n}, "k": {k}, "memory": "stochastic", '
    body = f'check({statement}"bits": {2 * n}}}, {{"kind": "{kind}"}})'
    assert message in run(body, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "k"), [(10, 1), (5, 2), (10, 10)])
def test_largest_exhaustive_checks(n: int, k: int) -> None:
    """What the limits of `memory` allow ends within a minute."""
    body = f"""
from math import comb
edges = [(d & -d).bit_length() - 1 for d in range(1, 1 << comb({n}, {k}))]
claim = {{"kind": "value-assignment-bound", "n": {n}, "k": {k}, "memory": "any",
         "bits": comb({n}, {k})}}
--- check(claim, {{"kind": "pairwise-contexts", "edges": edges}}).status
"""
    assert run(body, 60) == "valid"


def test_growth_at_its_limits() -> None:
    claim = '{"kind": "binomial-growth", "family": "polynomial", "n": 10000, "k": %d, '
    for k in (1, 5000, 9999, 10000):
        body = f'check({claim % k}"inequality": "binom(n,k)*k^k >= n^k"}}, {{"kind": "evaluate"}})'
        assert "status='valid'" in run(body, 2)


def test_pauli_contexts_with_too_many_pairs() -> None:
    body = """
from itertools import product
labels = ["".join(word) for word in product("IZ", repeat=12)][1:]
contexts = [labels[i:] + labels[:i] for i in range(3)]
--- check({"kind": "pauli-contextual", "qubits": 12, "contexts": contexts}, {"kind": "replay"})
"""
    outcome = run(body, 2)
    assert outcome == (
        "statement.contexts: expected at most 20000000 pairs within contexts, found more at "
        "context 2"
    )


@pytest.mark.slow
def test_largest_commutation_check() -> None:
    body = """
from itertools import product
labels = ["".join(word) for word in product("IZ", repeat=12)][1:]
--- check({"kind": "pauli-contextual", "qubits": 12, "contexts": [labels, labels[:-1]]},
          {"kind": "parity", "contexts": []})
"""
    assert "statement.contexts[1]" in run(body, 30)


EXPLOSIVE = """
def planes(dim, m):
    for p in range(dim // 2):
        for t in range(1, m + 1):
            for a, b in ((t, 7 * m + 1), (-7 * m - 1, t)):
                yield [a if i == 2 * p else b if i == 2 * p + 1 else 0 for i in range(dim)]
"""


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["bases", "bases-and-pairs"])
@pytest.mark.parametrize(("dim", "m"), [(16, 5), (16, 8), (16, 128), (12, 10)])
def test_explosive_numbers_of_bases(dim: int, m: int, rule: str) -> None:
    body = f"{EXPLOSIVE}--- vectors(planes({dim}, {m}), {dim}, {rule!r})"
    outcome = run(body, 60, gib=2)
    assert outcome == (
        "statement.vectors: expected at most 1000000 bases, found in 5000000 nodes, found more"
    )


def test_explosive_number_of_bases_with_lower_limits() -> None:
    body = f"""{EXPLOSIVE}
import proofs.kernel.algebra as module
module.MAX_SEARCH_NODES = 50_000
--- vectors(planes(16, 8), 16)"""
    assert "at most 1000000 bases, found in 50000 nodes, found more" in run(body, 3)


@pytest.mark.slow
def test_largest_vector_set() -> None:
    """2048 dense vectors of dimension 16 over Z[w]: about ten seconds, as the format page says."""
    body = """
import random
rng = random.Random(0)
rows = [["1" * 30 + f"+{rng.randrange(1, 10**30)}*w" for _ in range(16)] for _ in range(2048)]
--- vectors(rows, 16, ring="Z[w]")
"""
    assert run(body, 40) == ""


@pytest.mark.slow
def test_largest_json_files() -> None:
    for data in (
        'b"[" + b"300," * (16 * 2**20 - 4) + b"1]"',
        "b'[' + b'\"ab\",' * 7900000 + b'1]'",
    ):
        assert run(f'len(load_bytes({data}, "f")) > 10**6', 60, gib=2) == "True"


@pytest.mark.slow
def test_a_long_proof_is_read_in_one_pass() -> None:
    """200 MB of lines that add and delete one clause: memory does not grow with the file."""
    body = """
def endless(count):
    for i in range(count):
        yield b"%d 1 0 1 2 0" % (5 + i)
        yield b"%d d %d 0" % (5 + i, 5 + i)
SQUARE = [(1, 2), (1, -2), (-1, 2), (-1, -2)]
--- check_refutation(SQUARE, 2, endless(2 * 10**6))
"""
    assert "expected the empty clause" in run(body, 90, gib=0.25)


SQUARE = """
rows = [["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"],
        ["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"]]
parity = {"parity": [0, 1, 2, 3, 4, 5]}
again = {"copy": 0, "contexts": [0, 1, 2, 3, 4, 5]}
many = 20_000
def degree(qubits, points, contexts, nodes):
    claim = {"kind": "degree-lower-bound", "qubits": qubits, "points": points,
             "contexts": contexts, "bound": 10**6}
    return check(claim, {"kind": "packing", "nodes": nodes}).reason()
def square(nodes):
    return degree(2, sorted({a for row in rows for a in row}), rows, nodes)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        # Weights are added up digit by digit, also on six contexts only.
        "square([parity] + [{'times': 10**18, 'children': [[2**29 - 1, 0]] * 190_000}] * 4)",
        # The parts behind a copy are many, and all alike.
        "square([parity] + [again] * many"
        " + [{'times': many, 'children': [[1, i] for i in range(1, many + 1)]}]"
        " + [{'copy': many + 1, 'contexts': [0, 1, 2, 3, 4, 5]}] * 300)",
        # One point, so next to no contexts, and 63 pairs that must be compared with each other.
        "degree(64, ['X' * 64], 'lines', [{'quadric': None, 'pairs':"
        " [['I' * i + c + 'I' * (63 - i) for c in 'XZ'] for i in range(63)]}] * 700)",
    ],
)
def test_packing_blow_ups(body: str) -> None:
    message = run(f"{SQUARE}---{body}", 60)
    assert message.endswith("expected at most 10000000 units of work, found more")


def test_a_large_parity_node_takes_linear_time() -> None:
    """400 000 of the 1.4 million lines of six qubits: a second besides deriving the lines."""
    body = "degree(6, 'all', 'lines', [{'parity': list(range(400_000))}])"
    message = run(f"{SQUARE}---{body}", 60)
    assert message.endswith("every point an even number of times, found another number")


MEMORY = """
PAIR = {"states": [[], [[0]]], "denominator": 1}
def subsets(n, relabelled, cases):
    size = 1 << n
    case = PAIR | {"matrices": [[[0, 0], [0, size]], [[size, 0], [0, 0]]]}
    claim = {"kind": "support-states-lower", "n": n, "k": 1, "measurements": "any", "states": 1}
    return check(claim, {"kind": "excluded-subsets", "basis": [], "relabelled": relabelled,
                         "most": 1, "cases": [case] * cases}).status
def cover(rows):
    claim = {"kind": "sampling-error-lower", "n": 5, "k": 2, "measurements": "generators",
             "bits": 0, "error": 1}
    every = list(range(1, 1024))
    return check(claim, {"kind": "class-cover", "cases": [], "cover": [every] * rows}).reason()
def machine(labels, contexts, sequences="contexts", initial=()):
    claim = {"kind": "machine-upper-bound", "qubits": len(labels[0]), "observables": labels,
             "sequences": sequences, "contexts": contexts, "initial": list(initial), "states": 1}
    table = {"kind": "machine", "out": ["+" * len(labels)], "next": [[0] * len(labels)]}
    return check(claim, table).reason()
def diagonal(n, count):
    return ["".join(w) for w in itertools.islice(itertools.product("IZ", repeat=n), 1, count + 1)]
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "message", "seconds"),
    [
        # All permutations of nine vertices, each made for all 512 masks, took minutes a case.
        ("subsets(9, True, 2)", "valid", 40),
        ("subsets(12, False, 4096)", "valid", 20),
        # 1024 sets of 1023 differences: half a million pairs in each.
        ("cover(1024)", "expected at most 1022 sets, found 1024", 20),
        # 4096 contexts of 511 observables: a hundred thousand pairs in each.
        ("machine([*diagonal(9, 511), 'X' * 9], [list(range(511))] * 4096)",
         "expected at most 1000000 units of replay, found more", 40),
        # A million states of knowledge, each with the 512 observables that may follow.
        ("machine(diagonal(16, 512), [], 'compatible')",
         "expected at most 1000000 units of replay, found more", 40),
    ],
)  # fmt: skip
def test_attacks_that_took_minutes_or_gigabytes(body: str, message: str, seconds: float) -> None:
    assert message in run(f"{MEMORY}---{body}", seconds)


MEASURED = """
import random
rng = random.Random(1)
labels = sorted({"".join(rng.choice("IXYZ") for _ in range(16)) for _ in range(250)})
start = ["+" + "I" * i + "Z" + "I" * (15 - i) for i in range(16)]
def machine(kind, certificate, states, proof=b""):
    claim = {"kind": kind, "qubits": 16, "observables": labels, "sequences": "all",
             "contexts": [], "initial": start, "states": states}
    return check(claim, certificate, proof).reason()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "message"),
    [
        # Every measurement changes all that is known of sixteen qubits.
        ("machine('machine-upper-bound', {'kind': 'machine', 'out': ['+' * 250],"
         " 'next': [[0] * 250]}, 1)", "at most 1000000 units of replay, found more"),
        ("machine('machine-lower-bound', {'kind': 'machine-refutation', 'sha256': '0' * 64,"
         " 'expansions': [[i // 250, i % 250] for i in range(60_000)]}, 2)",
         "proof: sha256: expected 0000"),
    ],
)  # fmt: skip
def test_measurements_of_many_qubits(body: str, message: str) -> None:
    assert message in run(f"{MEASURED}---{body}", 40)


COVERED = """
import random
rng = random.Random(1)
edges = [list(edge) for edge in itertools.combinations(range(5), 2)]
node = lambda shift, phase, plus, minus: {
    "shift": shift, "phase": phase, "plus": plus, "minus": minus}
tree = [node([0], [[1], [2]], 1, 3), node([1], [[0], [2]], 2, -2), node([2], [[0], [1]], -1, -3),
        node([], [[1]], -3, 4), node([], [[2]], -2, -1)]
def case(size):  # the first three exclude each other; the others make it large
    more = rng.sample([m for m in range(1024) if m not in (0, 1, 2)], size - 3)
    chosen = [0, 1, 2, *more]
    return {"nodes": tree,
            "states": [[edges[j] for j in range(10) if m >> j & 1] for m in chosen]}
def subsets(*sizes):
    claim = {"kind": "support-states-lower", "n": 5, "k": 2, "measurements": "any", "states": 1}
    cases = [case(size) for size in sizes]
    return check(claim, {"kind": "excluded-subsets", "basis": [[edge] for edge in edges],
                         "relabelled": True, "most": 31, "cases": cases}).reason()
"""


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        # Two million images, none twice: a third of a minute, once.
        ([32] * 17, "every subset of 32 members excluded"),
        ([9, 10, 11], "at most 4194304 sets to look up, found more"),
    ],
)
def test_excluded_subsets_at_their_limits(sizes: list[int], message: str) -> None:
    assert message in run(f"{COVERED}---subsets(*{sizes})", 12)
