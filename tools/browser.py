"""A headless Chromium that is told what to do through a pipe: the few commands our pages need.

Belongs here: starting it, opening a page at a width, asking the page a question in JavaScript, a
screenshot, and what the page complained about or asked a server for. What a page must be like does
not belong here. Standard library only; needs bash, which puts the two ends of the pipe in place.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds for one answer; a page of the site takes a tenth of a second."""

LOCAL = ("file:", "data:", "blob:", "about:")


class BrowserError(Exception):
    """What the browser did not do."""


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass
class Tab:
    """One tab; `complaints` and `requests` are of the page that is open.

    Args:
        reading: descriptor that the browser writes to.
        writing: descriptor that the browser reads from.
        session: of the tab, once there is one.
    """

    reading: int
    writing: int
    session: str | None = None
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    _number: int = 0
    _rest: bytes = b""
    _loaded: bool = False

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result.

        Args:
            method: of the DevTools protocol.
            parameters: of the method.

        Raises:
            BrowserError: if it is refused, or there is no answer.
        """
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next(method)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error'].get('message')}")
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, url: str, width: int, height: int = 900) -> None:
        """Open a page and wait until it and its scripts are loaded.

        Args:
            url: of the page.
            width: of the window, in CSS pixels.
            height: likewise.
        """
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)  # fmt: skip
        self.complaints.clear()
        self.requests.clear()
        self._loaded = False
        found = self.call("Page.navigate", url=url)
        if "errorText" in found:
            raise BrowserError(f"{url}: {found['errorText']}")
        while not self._loaded:
            self._next(f"loading {url}")

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page; a promise is waited for.

        Raises:
            BrowserError: if it throws.
        """
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True)  # fmt: skip
        if "exceptionDetails" in found:
            raise BrowserError(f"in the page: {_thrown(found['exceptionDetails'])}")
        return found["result"].get("value")

    def screenshot(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def _next(self, doing: str) -> dict[str, Any]:
        """Return the next message; what it tells about the page is kept."""
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self.reading], [], [], max(0.0, end - time.monotonic()))
            data = os.read(self.reading, 1 << 20) if ready else b""
            if not data:
                raise BrowserError(f"{doing}: the browser {'ended' if ready else 'is silent'}")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            if not told["request"]["url"].startswith(LOCAL):
                self.requests.append(told["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(_thrown(told["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and told["type"] in {"error", "warning"}:
            words = [str(one.get("value", one.get("description"))) for one in told["args"]]
            self.complaints.append(" ".join(words))
        elif method == "Log.entryAdded" and told["entry"]["level"] in {"error", "warning"}:
            self.complaints.append(told["entry"]["text"])


@contextmanager
def tab(browser: str) -> Iterator[Tab]:
    """Start a browser with a profile of its own and give its tab; it ends when the block does.

    Args:
        browser: path of a Chromium.

    Raises:
        BrowserError: if it does not start.
    """
    commands, ours = os.pipe()
    theirs, answers = os.pipe()
    # Away from 3 and 4, which the browser's ends get.
    reading, writing = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (commands, answers))
    os.close(commands)
    os.close(answers)
    with tempfile.TemporaryDirectory(prefix="khrnn-browser-") as folder:
        place = f'exec "$@" 3<&{reading} 4>&{writing}'
        words = [browser, *FLAGS, f"--user-data-dir={Path(folder) / 'profile'}", "about:blank"]
        process = subprocess.Popen(  # noqa: S603 - our own arguments
            ["bash", "-c", place, "browser", *words],  # noqa: S607
            pass_fds=(reading, writing),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(reading)
        os.close(writing)
        found = Tab(theirs, ours)
        try:
            targets = found.call("Target.getTargets")["targetInfos"]
            page = next(one for one in targets if one["type"] == "page")
            attached = found.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)
            found.session = attached["sessionId"]
            for domain in ("Page", "Network", "Runtime", "Log"):
                found.call(f"{domain}.enable")
            yield found
        finally:
            process.terminate()
            process.wait()
            os.close(theirs)
            os.close(ours)


def _thrown(details: dict[str, Any]) -> str:
    said = details.get("exception", {}).get("description") or details.get("text", "")
    return f"{said} ({details.get('url', '')}:{details.get('lineNumber', '')})"
