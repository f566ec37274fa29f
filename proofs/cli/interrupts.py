"""Ctrl-C, from the first import to the last line: status 130 and one line, never a traceback.

Here belongs the one handler. What a command does with a `KeyboardInterrupt` does not.

A module whose import is interrupted half-way stays half there, and some packages swallow the
interrupt. So until the command runs, an interrupt ends the process at once: nothing is lost yet.
After that, one that comes inside an import waits for its end; a second one does not wait.
"""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130
WRITTEN = "written: "
AGAIN_SECONDS = 0.001
TYPE_CHECKING = False  # typing takes a moment to load, in which Ctrl-C is not ours yet

if TYPE_CHECKING:
    from types import FrameType


class _State:
    """Whether a command runs, whether an interrupt waits for an import's end, what is kept."""

    running = False
    waiting = False
    kept = ""


def install() -> None:
    """Take over Ctrl-C, unless it is ignored or somebody else's already."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
        signal.signal(signal.SIGALRM, _again)


def running() -> None:
    """Say that a command runs: from now on an interrupt is an exception that it may catch."""
    _State.running = True
    _State.kept = ""


def finished() -> None:
    """Say that the command is done: an interrupt that still waits counts."""
    if _State.waiting:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _State.waiting = False
        raise KeyboardInterrupt


def done() -> None:
    """Say that all is printed: an interrupt while Python takes itself apart changes nothing more.

    Python gives the signal back to the system then, which would end the process by it.
    """
    if signal.getsignal(signal.SIGINT) is _interrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def keeping(what: str) -> None:
    """Say what of the work is safe if an interrupt comes now; a command's last word counts.

    Args:
        what: in words, such as "no checkpoint yet"; empty if nothing is to be kept.
    """
    _State.kept = what


def line() -> str:
    """Return the line that an interrupted command ends with, without a newline.

    Example:
        >>> keeping("no checkpoint yet"); line()
        'khrnn: interrupted; no checkpoint yet'
        >>> keeping(""); line()
        'khrnn: interrupted'
    """
    return "khrnn: interrupted" + (f"; {_State.kept}" if _State.kept else "")


def wrote(path: object) -> None:
    """Say that a file is written and stays, whatever comes; it joins those written before.

    Example:
        >>> running()
        >>> wrote("a.json")
        >>> wrote("b.json")
        >>> line()
        'khrnn: interrupted; written: a.json, b.json'
        >>> running()
    """
    begun = _State.kept.startswith(WRITTEN)
    _State.kept = f"{_State.kept}, {path}" if begun else f"{WRITTEN}{path}"


def importing(frame: FrameType | None) -> bool:
    """Whether an import is under way at a frame or above it.

    Example:
        >>> importing(sys._getframe())
        False
    """
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _interrupt(_number: int, frame: FrameType | None) -> None:
    if not _State.running or _State.waiting:
        leave()
    if not importing(frame):
        raise KeyboardInterrupt
    _State.waiting = True
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)


def _again(_number: int, frame: FrameType | None) -> None:
    if importing(frame):
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
        return
    _State.waiting = False
    raise KeyboardInterrupt


def leave() -> None:
    """End the process at once, with what was printed so far and the line that says why."""
    try:
        sys.stdout.flush()
        os.write(2, f"{line()}\n".encode(errors="replace"))
    finally:
        os._exit(INTERRUPTED)
