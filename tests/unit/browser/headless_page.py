"""A page in a real browser without a window, spoken to over a pipe (Chrome DevTools Protocol)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """A page: commands go out, replies and events come back, each ended by a zero byte."""

    def __init__(self, out: int, back: int) -> None:
        self.out, self.back, self.rest = out, back, b""
        self.session, self.number = "", 0
        self.requests: list[str] = []
        self.errors: list[Any] = []

    def send(self, method: str, **params: Any) -> Any:
        """Return what the browser answers to a command."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        text = json.dumps(message | ({"sessionId": self.session} if self.session else {}))
        data = text.encode() + b"\0"
        while data:
            data = data[os.write(self.out, data) :]
        while True:
            said = self._read()
            if said.get("id") == self.number:
                assert "error" not in said, said
                return said["result"]
            if said.get("method") == "Network.requestWillBeSent":
                self.requests.append(said["params"]["request"]["url"])
            elif said.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.errors.append(said["params"])

    def _read(self) -> Any:
        while b"\0" not in self.rest:
            more = os.read(self.back, 1 << 16)
            assert more, "the browser has gone"
            self.rest += more
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def value(self, expression: str) -> Any:
        """Return the value of an expression in the page, promises awaited."""
        said = self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    def key(self, key: str, code: int, text: str = "") -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                      text=text if kind == "keyDown" else "")  # fmt: skip


@contextmanager
def opened(url: str) -> Iterator[Page]:
    """Open a page in a browser of its own, which ends with it."""
    assert BROWSER is not None
    reads_commands, out = os.pipe()
    back, writes = os.pipe()
    with TemporaryDirectory() as profile:
        # the browser reads commands from its descriptor 3 and writes to 4
        shell = f'exec "$@" 3<&{reads_commands} 4>&{writes}'
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
                   f"--user-data-dir={profile}", "--disable-dev-shm-usage"]  # fmt: skip
        process = subprocess.Popen(
            ["bash", "-c", shell, "bash", BROWSER, *options, "about:blank"],
            pass_fds=(reads_commands, writes), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(reads_commands)
        os.close(writes)
        try:
            page = Page(out, back)
            target = page.send("Target.createTarget", url="about:blank")["targetId"]
            attached = page.send("Target.attachToTarget", targetId=target, flatten=True)
            page.session = attached["sessionId"]
            for domain in ("Network", "Runtime", "Page", "Log"):
                page.send(f"{domain}.enable")
            page.send("Page.navigate", url=url)
            page.value("new Promise(r => document.readyState == 'complete' ? r() : (onload = r))")
            yield page
        finally:
            os.close(out)  # it ends with the pipe
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(back)


def address(path: Path) -> str:
    """Return the URL of a file."""
    return path.resolve().as_uri()
