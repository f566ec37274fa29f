"""A search as independent jobs: over any executor, with a store of finished ones on disk.

Belongs here: jobs, their keys and results on disk, running them, progress, and the two executors
that the commands offer (processes of this machine, a Dask cluster). Does not belong here: what the
jobs compute, and joining their results (`automaton_jobs`, `exclusion_jobs`).
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import multiprocessing
import signal
import socket
import time
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import contextuality
from contextuality.errors import InputError
from contextuality.extras import need
from contextuality.formats.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

SCHEMA = "khrnn-job/1"
OUTSTANDING = 256
"""Jobs handed to an executor at a time; the others wait here."""

BREAKS = 3
"""Executors in a row that may break, each without finishing a job, before the search gives up."""


@dataclass(frozen=True, slots=True)
class Job:
    """One call, described by values that can be written down.

    Args:
        name: for progress, not part of the key.
        function: `"module:function"`, importable where the job runs. It returns a JSON value, or
            None if it did not finish (a time limit): that is handed back and not stored.
        arguments: keyword arguments, JSON values.
        limits: more of them that a finished job's result does not depend on, such as a time limit;
            not part of the key.

    Example:
        >>> Job("half", "statistics:mean", {"data": [0, 1]}).run()
        0.5
    """

    name: str
    function: str
    arguments: dict[str, Any]
    limits: dict[str, Any] = field(default_factory=dict)

    def key(self) -> str:
        """Return the SHA-256 of the call and of the code that it runs."""
        whole = {"call": self.call(), "code": code_version()}
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    def call(self) -> dict[str, Any]:
        """Return the exact statement of the job."""
        return {"function": self.function, "arguments": self.arguments}

    def run(self) -> Any:
        """Make the call here and now."""
        return self.timed()[0]

    def timed(self) -> tuple[Any, float]:
        """Make the call; return its result and the seconds it took."""
        return _run(self.function, self.arguments | self.limits)


@functools.cache
def code_version() -> str:
    """Return the SHA-256 of the sources of the package that the searches are written in.

    Example:
        >>> len(code_version())
        64
    """
    digest = hashlib.sha256()
    root = Path(contextuality.__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Store:
    """Finished jobs in a folder, one file each, which appears whole or not at all.

    Args:
        folder: made if it is not there.

    Raises:
        InputError: if the folder cannot be made.

    Example:
        >>> import tempfile
        >>> store = Store(Path(tempfile.mkdtemp()))
        >>> job = Job("half", "statistics:mean", {"data": [0, 1]})
        >>> store.save(job, job.run(), 0.1)
        >>> store.load(job)
        (0.5,)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            found = "a file of that name" if folder.is_file() else error.strerror or "none"
            raise InputError(
                where=str(folder), expected="a folder for results", found=found
            ) from error

    def save(self, job: Job, result: Any, seconds: float) -> None:
        """Write the result of a job.

        Raises:
            InputError: if the folder cannot be written.
        """
        record = {"schema": SCHEMA, **job.call(), "code": code_version(), "seconds": seconds}
        text = json.dumps(record | {"result": result}) + "\n"
        write_atomically(self.folder / f"{job.key()}.json", text)

    def load(self, job: Job) -> tuple[Any] | None:
        """Return the result of a job in a tuple; None if it is not there or not of this job."""
        try:
            record = json.loads((self.folder / f"{job.key()}.json").read_text(encoding="utf-8"))
            call = {"function": record["function"], "arguments": record["arguments"]}
            if record["schema"] == SCHEMA and call == job.call():
                return (record["result"],)
        except (OSError, ValueError, KeyError, TypeError):
            # A damaged file costs the time of its job, nothing else: results are checked later.
            return None
        return None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the jobs are.

    Args:
        done: finished, those from the store included.
        stored: found in the store.
        total: all of them.
        seconds: since the start.

    Example:
        >>> Progress(6, 2, 10, 20.0).left
        20.0
    """

    done: int
    stored: int
    total: int
    seconds: float

    @property
    def left(self) -> float | None:
        """An estimate of the seconds left, at the mean rate so far; None before the first job."""
        made = self.done - self.stored
        return self.seconds / made * (self.total - self.done) if made else None

    def __str__(self) -> str:
        left = "" if self.left is None else f", about {self.left:.0f} s left"
        stored = f" ({self.stored} from the store)" if self.stored else ""
        return f"{self.done} of {self.total} jobs{stored}{left}"


Executors = "Callable[[], AbstractContextManager[Executor]]"


def run_jobs(
    jobs: Sequence[Job],
    executors: Callable[[], AbstractContextManager[Executor]] | None = None,
    store: Store | None = None,
    report: Callable[[Progress], None] | None = None,
    enough: Callable[[Job, Any], bool] | None = None,
) -> list[Any]:
    """Run jobs, in any order, as far as they are not in the store.

    Args:
        jobs: independent of each other.
        executors: opens an executor; called again if one breaks, as a process pool does when one
            of its processes is killed. None runs the jobs here, one after the other.
        store: where finished jobs are found and put, each as soon as it is finished.
        report: called after each finished job.
        enough: tells, from a job and its result, whether the remaining ones can be dropped.

    Returns:
        The results in the order of the jobs; None for one that was dropped or did not finish.

    Raises:
        BrokenExecutor: if executors break again and again.
        KeyboardInterrupt: after Ctrl-C; jobs that were finished are in the store.
        Exception: the first that a job raises.

    Source: ours.

    Example:
        >>> jobs = [Job(str(i), "statistics:mean", {"data": [i, i]}) for i in range(3)]
        >>> run_jobs(jobs)
        [0, 1, 2]
    """
    run = _Run(jobs, store, report, enough)
    if executors is None:
        while run.waiting and not run.over:
            index = run.waiting.pop(0)
            run.finish(index, *jobs[index].timed())
        return run.results
    breaks = 0
    while run.waiting and not run.over:
        before = len(run.waiting)
        try:
            with executors() as executor:
                run.drain(executor)
        except BrokenExecutor:
            # Whatever was being computed is computed again; what was finished is kept.
            breaks = breaks + 1 if len(run.waiting) == before else 0
            if breaks >= BREAKS:
                raise
    return run.results


class _Run:
    """The state of one call of `run_jobs`."""

    def __init__(
        self,
        jobs: Sequence[Job],
        store: Store | None,
        report: Callable[[Progress], None] | None,
        enough: Callable[[Job, Any], bool] | None,
    ) -> None:
        self._jobs, self._store, self._report, self._enough = jobs, store, report, enough
        self._start = time.monotonic()
        self.results: list[Any] = [None] * len(jobs)
        self.waiting: list[int] = []
        self.over = False
        self._stored = self._done = 0
        for index, job in enumerate(jobs):
            found = store.load(job) if store is not None else None
            if found is None:
                self.waiting.append(index)
            else:
                self._stored += 1
                self._accept(index, found[0])

    def _accept(self, index: int, result: Any) -> None:
        self._done += 1
        self.results[index] = result
        if self._enough is not None and self._enough(self._jobs[index], result):
            self.over = True
        if self._report is not None:
            seconds = time.monotonic() - self._start
            self._report(Progress(self._done, self._stored, len(self._jobs), seconds))

    def finish(self, index: int, result: Any, seconds: float) -> None:
        """Keep the result of a job."""
        if self._store is not None and result is not None:
            self._store.save(self._jobs[index], result, round(seconds, 3))
        self._accept(index, result)

    def drain(self, executor: Executor) -> None:
        """Hand out the waiting jobs and collect them until none is left."""
        running: dict[Future[tuple[Any, float]], int] = {}
        try:
            while (self.waiting or running) and not self.over:
                while self.waiting and len(running) < OUTSTANDING:
                    job = self._jobs[self.waiting[0]]
                    running[executor.submit(job.timed)] = self.waiting[0]
                    del self.waiting[0]
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    self.finish(running.pop(future), *result)
        finally:
            for future, index in running.items():
                future.cancel()
                self._rescue(future, index)

    def _rescue(self, future: Future[tuple[Any, float]], index: int) -> None:
        """Keep what was finished when the others broke down; put back what was not."""
        if future.done() and not self.over:
            try:
                result = future.result()
            except (Exception, CancelledError):  # noqa: BLE001  (one error is on its way already)
                self.waiting.append(index)
            else:
                self.finish(index, *result)
        else:
            self.waiting.append(index)


def _run(function: str, arguments: dict[str, Any]) -> tuple[Any, float]:
    """Make a call by name; return its result and the seconds it took."""
    module, _, name = function.partition(":")
    start = time.monotonic()
    result = getattr(importlib.import_module(module), name)(**arguments)
    return result, time.monotonic() - start


@contextmanager
def process_pool(processes: int) -> Iterator[Executor]:
    """Open a pool of processes of this machine; Ctrl-C ends them at once.

    Args:
        processes: at least 1.

    Raises:
        InputError: for fewer.

    Example:
        >>> from functools import partial
        >>> run_jobs([Job("one", "statistics:mean", {"data": [1]})], partial(process_pool, 1))
        [1]
    """
    if processes < 1:
        raise InputError(where="jobs", expected="at least 1 process", found=str(processes))
    mine = set(multiprocessing.active_children())
    # Fresh processes: a fork would copy the locks of threads that it does not copy.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_ignore_interrupts)
    try:
        yield pool
    finally:
        # What is unfinished by now is not wanted any more: after Ctrl-C, or as enough is known.
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - mine:
            process.terminate()
            process.join()


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that collects."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _knock(address: str) -> None:
    """Raise OSError or ValueError unless something listens at an address."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if not colon or not port.isdecimal():
        raise ValueError("a host and a port are needed, as in tcp://host:8786")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=10.0):
        pass


@contextmanager
def dask_cluster(address: str) -> Iterator[Executor]:
    """Open the executor of a Dask cluster whose workers have this package installed.

    Args:
        address: of the scheduler, such as `tcp://host:8786`.

    Raises:
        InputError: if the extra `cluster` is not installed, or nothing answers there.

    Source: `distributed.Client.get_executor` of Dask; a task whose worker dies is run by another.
    """
    distributed = need("distributed", "cluster", "a Dask cluster")
    try:
        # A client that finds nobody prints a traceback when it is thrown away.
        _knock(address)
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(
            where="scheduler", expected=f"a Dask scheduler at {address}", found=f"none ({error})"
        ) from error
    try:
        # Not pure: a job that is run again must not be taken for the one that broke down.
        with client.get_executor(pure=False) as executor:
            try:
                yield executor
            finally:
                executor.shutdown(wait=False)  # cancels what is unfinished
    finally:
        client.close()
