"""Jobs over processes and a real Dask cluster: nothing is lost when workers are killed."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

import pytest

from contextuality.errors import InputError
from contextuality.hypergraph import Hypergraph
from contextuality.library import get
from contextuality.search.automaton import sequence_task
from contextuality.search.automaton_jobs import (
    cubes,
    least_machine_by_jobs,
    machine_by_cubes,
)
from contextuality.search.automaton_search import Ended, NoMachine, machine_of_size
from contextuality.search.exclusion import ExclusionTree
from contextuality.search.exclusion_graphs import triple_classes
from contextuality.search.exclusion_jobs import exclude_teams
from contextuality.search.jobs import (
    Job,
    Progress,
    Store,
    dask_cluster,
    process_pool,
    run_jobs,
)
from proofs.certificates.exclusion import exclusion_document
from proofs.certificates.machine import refutation_document

# What the jobs call: a module of its own, which workers import by name.
WORK = '''
import os, signal, time
from pathlib import Path

def square(log, x, seconds=0.0):
    """Note down that the job began and ended, and in which process."""
    note(log, f"begin {x} {os.getpid()}")
    time.sleep(seconds)
    note(log, f"end {x}")
    return x * x

def note(log, text):
    with open(log, "a") as stream:
        stream.write(text + "\\n")

def die_once(log, x):
    """The first time, take the whole process along."""
    marker = Path(f"{log}.{x}")
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return x * x

def die(x):
    os.kill(os.getpid(), signal.SIGKILL)

def interrupt(x):
    if x == 2:
        raise KeyboardInterrupt
    return x

def unfinished(x):
    return None if x == 1 else x

def fail(x):
    raise ValueError(f"job {x}")
'''


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Make the module importable here and in worker processes; return its name."""
    name = f"work_{tmp_path.name}".replace("-", "_")
    (tmp_path / f"{name}.py").write_text(WORK)
    monkeypatch.syspath_prepend(str(tmp_path))
    inherited = os.environ.get("PYTHONPATH")
    paths = [str(tmp_path), str(Path(__file__).resolve().parents[2]), *filter(None, [inherited])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    yield name
    sys.modules.pop(name, None)


def squares(work: str, log: Path, count: int, seconds: float = 0.0) -> list[Job]:
    return [
        Job(f"square {x}", f"{work}:square", {"log": str(log), "x": x, "seconds": seconds})
        for x in range(count)
    ]


def test_finished_jobs_are_not_run_again(work: str, tmp_path: Path) -> None:
    log, store = tmp_path / "log", Store(tmp_path / "store")
    assert run_jobs(squares(work, log, 3), store=store) == [0, 1, 4]
    seen: list[Progress] = []
    assert run_jobs(squares(work, log, 5), None, store, seen.append) == [0, 1, 4, 9, 16]
    ends = [line for line in log.read_text().splitlines() if line.startswith("end")]
    assert ends == ["end 0", "end 1", "end 2", "end 3", "end 4"]
    assert [(p.done, p.stored, p.total) for p in seen[-2:]] == [(4, 3, 5), (5, 3, 5)]
    assert len(list((tmp_path / "store").iterdir())) == 5


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"schema": "khrnn-job/1"}'])
def test_damaged_results_are_computed_again(work: str, tmp_path: Path, content: str) -> None:
    log, store = tmp_path / "log", Store(tmp_path / "store")
    jobs = squares(work, log, 1)
    run_jobs(jobs, store=store)
    (path,) = (tmp_path / "store").iterdir()
    path.write_text(content)
    assert run_jobs(jobs, store=store) == [0]
    assert json.loads(path.read_text())["result"] == 0


def test_a_result_of_another_job_is_not_taken(work: str, tmp_path: Path) -> None:
    log, store = tmp_path / "log", Store(tmp_path / "store")
    one, two = squares(work, log, 2)
    run_jobs([one], store=store)
    (path,) = (tmp_path / "store").iterdir()
    path.rename(path.with_name(f"{two.key()}.json"))
    assert run_jobs([two], store=store) == [1]


def test_keys_know_the_code(work: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = squares(work, tmp_path / "log", 1)
    before = job.key()
    monkeypatch.setattr("contextuality.search.jobs.code_version", lambda: "another")
    assert job.key() != before


def test_unfinished_jobs_are_not_stored(work: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    jobs = [Job(str(x), f"{work}:unfinished", {"x": x}) for x in range(3)]
    assert run_jobs(jobs, store=store) == [0, None, 2]
    assert len(list(store.folder.iterdir())) == 2


def test_an_interrupt_keeps_what_is_finished(work: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    jobs = [Job(str(x), f"{work}:interrupt", {"x": x}) for x in range(4)]
    with pytest.raises(KeyboardInterrupt):
        run_jobs(jobs, store=store)
    assert [store.load(job) for job in jobs] == [(0,), (1,), None, None]


def test_a_job_that_fails_is_reported(work: str) -> None:
    with pytest.raises(ValueError, match="job 7"):
        run_jobs([Job("7", f"{work}:fail", {"x": 7})])


def test_enough_drops_the_rest(work: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    found = run_jobs(squares(work, log, 5), enough=lambda _job, result: result == 1)
    assert found == [0, 1, None, None, None]


def test_progress_estimates_what_is_left() -> None:
    assert str(Progress(3, 0, 9, 10.0)) == "3 of 9 jobs, about 20 s left"
    assert str(Progress(3, 3, 9, 0.0)) == "3 of 9 jobs (3 from the store)"


def test_a_killed_process_costs_no_job(work: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    log = str(tmp_path / "log")
    jobs = [Job(str(x), f"{work}:die_once", {"log": log, "x": x}) for x in (1, 2)]
    jobs += squares(work, tmp_path / "log", 2)
    found = run_jobs(jobs, functools.partial(process_pool, 2), store)
    assert found == [1, 4, 0, 1]
    assert [store.load(job) for job in jobs] == [(1,), (4,), (0,), (1,)]


def test_a_job_that_always_kills_is_given_up(work: str) -> None:
    jobs = [Job("1", f"{work}:die", {"x": 1})]
    with pytest.raises(BrokenExecutor):
        run_jobs(jobs, functools.partial(process_pool, 1))


def test_a_pool_needs_a_process() -> None:
    with pytest.raises(InputError, match="at least 1 process"), process_pool(0):
        pass


def test_ctrl_c_in_a_terminal(work: str, tmp_path: Path) -> None:
    """A real SIGINT to a real process with a real pool: it leaves at once, results stay."""
    log, store = tmp_path / "log", tmp_path / "store"
    jobs = f"squares({work!r}, Path({str(log)!r}), 3)"
    slow = f"[Job('slow', '{work}:square', {{'log': {str(log)!r}, 'x': 9, 'seconds': 600}})]"
    script = tmp_path / "main.py"
    script.write_text(
        "import functools\nfrom pathlib import Path\n"
        "from contextuality.search.jobs import Job, Store, process_pool, run_jobs\n"
        "def squares(work, log, count):\n"
        "    return [Job(str(x), f'{work}:square', {'log': str(log), 'x': x})"
        " for x in range(count)]\n"
        "if __name__ == '__main__':\n"
        f"    jobs = {jobs} + {slow}\n"
        f"    run_jobs(jobs, functools.partial(process_pool, 1), Store(Path({str(store)!r})))\n"
    )
    running = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.PIPE)
    until(lambda: log.exists() and "begin 9" in log.read_text())
    until(lambda: len(list(store.glob("*.json"))) == 3)  # the worker is ahead of what is stored
    worker = next(line for line in log.read_text().splitlines() if line.startswith("begin 9"))
    os.kill(running.pid, signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode != 0
    assert b"KeyboardInterrupt" in errors
    assert len(list(store.iterdir())) == 3
    until(lambda: not Path(f"/proc/{worker.split()[2]}").exists())


def until(condition: Any, seconds: float = 60.0) -> None:
    """Wait for something that is sure to happen, however slow the machine is."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


@pytest.fixture
def cluster(work: str) -> Iterator[Any]:
    """Run a Dask cluster of two worker processes of one thread each."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as local:
        yield local


def test_a_dask_worker_killed_mid_run_costs_no_job(work: str, cluster: Any, tmp_path: Path) -> None:
    log, store = tmp_path / "log", Store(tmp_path / "store")
    jobs = squares(work, log, 8, seconds=0.3)
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        """After the first result, kill a worker in the middle of a job."""
        if killed:
            return
        lines = [line.split() for line in log.read_text().splitlines()]
        over = {words[1] for words in lines if words[0] == "end"}
        busy = [int(words[2]) for words in lines if words[0] == "begin" and words[1] not in over]
        if busy:
            killed.append(busy[-1])
            os.kill(busy[-1], signal.SIGKILL)

    executors = functools.partial(dask_cluster, cluster.scheduler_address)
    found = run_jobs(jobs, executors, store, kill_one)
    assert killed
    assert found == [x * x for x in range(8)]
    assert all(store.load(job) == (x * x,) for x, job in enumerate(jobs))
    begun = [line.split() for line in log.read_text().splitlines() if line.startswith("begin")]
    assert os.getpid() not in {int(pid) for _, _, pid in begun}
    assert len(begun) > len(jobs)  # the killed one began twice


def test_no_scheduler_is_an_input_error() -> None:
    pytest.importorskip("distributed")
    with (
        pytest.raises(InputError, match=r"expected a Dask scheduler at not-an-address"),
        dask_cluster("not-an-address://x"),
    ):
        pass


# ---- machines by jobs --------------------------------------------------------------------

SQUARE = sequence_task(get("mermin-square"), "all", ("ZI", "IZ"))


def test_cubes_are_the_tables_with_states_in_order() -> None:
    everything = [(a, b, c) for a in range(3) for b in range(3) for c in range(3)]
    in_order = [x for x in everything if all(k <= max((0, *x[:i])) + 1 for i, k in enumerate(x))]
    assert list(cubes(3, 3)) == in_order


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_joined_refutations_are_valid(depth: int) -> None:
    found = machine_by_cubes(SQUARE, 3, depth)
    assert isinstance(found, NoMachine)
    assert refutation_document(SQUARE, found).check().status == "valid"


def test_cubes_that_learn_different_things(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without all measurements to begin with, cubes go more than one round."""
    monkeypatch.setattr("contextuality.search.automaton_jobs.WHOLE", 0)
    totals: list[int] = []
    found = machine_by_cubes(SQUARE, 3, 2, report=lambda progress: totals.append(progress.total))
    assert isinstance(found, NoMachine)
    assert totals[0] == 5
    assert len(set(totals)) > 1
    assert refutation_document(SQUARE, found).check().status == "valid"


def test_cubes_agree_with_the_whole() -> None:
    inside = sequence_task(get("mermin-square"), "contexts")
    for states in (1, 2, 3):
        whole = machine_of_size(inside, states)
        found = machine_by_cubes(inside, states, 2)
        assert found is not None
        assert found.outcome is whole.outcome


def test_a_search_goes_on_from_its_store(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first = least_machine_by_jobs(SQUARE, None, store, time_limit=0.0001)
    assert first.ended is Ended.TIMED_OUT
    inside = sequence_task(get("mermin-square"), "contexts")
    done = least_machine_by_jobs(inside, functools.partial(process_pool, 2), store, time_limit=900)
    assert (done.lower, done.upper) == (3, 3)
    files = {path: path.stat().st_mtime_ns for path in store.folder.iterdir()}
    again = least_machine_by_jobs(inside, None, store, time_limit=1000)  # not part of a key
    assert (again.lower, again.upper, again.refutation) == (3, 3, done.refutation)
    assert {path: path.stat().st_mtime_ns for path in store.folder.iterdir()} == files


def test_the_orbits_of_signed_triples_as_jobs(tmp_path: Path) -> None:
    """All 256: 218 clash at once, 38 after two measurements, with the kernel's consent."""
    store = Store(tmp_path / "store")
    triples = list(triple_classes(3, relabelled_only=True))
    trees = exclude_teams(triples, functools.partial(process_pool, 2), store)
    assert len(trees) == 256
    assert all(isinstance(tree, ExclusionTree) for tree in trees)
    assert all(exclusion_document(tree).check().status == "valid" for tree in trees)  # type: ignore[arg-type]
    assert sum(tree.depth == 0 for tree in trees) == 218  # type: ignore[union-attr]
    assert len(list(store.folder.iterdir())) == 16
    assert exclude_teams(triples, None, store) == trees


def test_teams_that_can_share() -> None:
    pair = [Hypergraph.parse("-", 2), Hypergraph.parse("0,1", 2)]
    assert exclude_teams([pair]) == [False]
