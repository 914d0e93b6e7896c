"""What a character costs in an editor, by the size of the file; servers side by side.

One statement is typed, character by character, into a function in the middle of a file. A keystroke is over when the
diagnostics of that text are there: pulled where the server offers that, else published. CPU time is that of the
server's processes, wall time that from sending to having the answer.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench import corpus, figures, processes
from tests.server import client

CAPABILITIES = {
    "textDocument": {
        "diagnostic": {"dynamicRegistration": True},
        "publishDiagnostics": {"versionSupport": True},
        "synchronization": {"didSave": True},
    },
    "workspace": {"configuration": True, "workspaceFolders": True, "diagnostics": {"refreshSupport": True}},
}
_AGAIN = (-32801, -32802)  # content modified, server cancelled
_PATIENCE = 300.0


class Session:
    """One server with one open file."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self.uri = (folder / "grown.py").as_uri()
        self.client = client.Client(command=list(command), cwd=folder)
        self.client.settings = {}
        root = folder.as_uri()
        answer = self.client.result(
            self.client.request(
                "initialize",
                {
                    "processId": os.getpid(),
                    "rootUri": root,
                    "workspaceFolders": [{"uri": root, "name": "grown"}],
                    "capabilities": CAPABILITIES,
                },
            ),
            _PATIENCE,
        )
        self._pulls = "diagnosticProvider" in answer["capabilities"]
        self.client.notify("initialized", {})
        self._version = 0
        self._n_published = 0

    def open(self, text: str) -> Any:
        """Open the file; its diagnostics."""
        self._version = 1
        self.client.open(text, self.uri, 1)
        return self._diagnostics()

    def type(self, line: int, column: int, char: str) -> Any:
        """Type one character; the diagnostics then."""
        self._version += 1
        self._n_published = len(self._published())
        self.client.change(self._version, (line, column, line, column, char), uri=self.uri)
        return self._diagnostics()

    def _diagnostics(self) -> Any:
        if not self._pulls:
            self.client.wait(lambda message: _offers_pull(message) or self._is_news(message), _PATIENCE)
            self._pulls = any(map(_offers_pull, self.client.messages))
        while self._pulls:
            wanted = self.client.request("textDocument/diagnostic", {"textDocument": {"uri": self.uri}})
            answer = self.client.answer(wanted, _PATIENCE)
            if "error" not in answer:
                return answer["result"]
            assert answer["error"]["code"] in _AGAIN, answer
        return self._published()[-1]

    def _is_news(self, message: Mapping[str, Any]) -> bool:
        if message.get("method") != "textDocument/publishDiagnostics" or not self._is_here(message["params"]):
            return False
        version = message["params"].get("version")
        return version >= self._version if version is not None else len(self._published()) > self._n_published

    def _published(self) -> list[Any]:
        return [each for each in self.client.all("textDocument/publishDiagnostics") if self._is_here(each)]

    def _is_here(self, params: Mapping[str, Any]) -> bool:
        return bool(params["uri"] == self.uri)

    def cpu(self) -> float:
        return processes.cpu_of(self.client.process.pid)


def _offers_pull(message: Mapping[str, Any]) -> bool:
    """Whether a server says, later than at first, that diagnostics are to be asked for."""
    asked = message["params"]["registrations"] if message.get("method") == "client/registerCapability" else ()
    return any(each["method"] == "textDocument/diagnostic" for each in asked)


def measured(
    servers: Mapping[str, Sequence[str]], sizes: Sequence[int], rounds: int, folder: Path
) -> Iterator[figures.Figure]:
    """For each size and server: CPU and wall milliseconds of a keystroke, megabytes with the file open."""
    for size in sizes:
        text, line = corpus.file_of(size)
        n_lines = text.count("\n")
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, command in servers.items():
                here = folder / f"{name}-{size}"
                shutil.rmtree(here, ignore_errors=True)
                here.mkdir(parents=True)
                (here / "pyproject.toml").write_text('[project]\nname = "grown"\nversion = "1"\n', encoding="utf-8")
                (here / "grown.py").write_text(text, encoding="utf-8")
                found[name].append(_one(command, here, text, line))
        for name, costs in found.items():
            cpu, wall, held = zip(*costs, strict=True)
            yield figures.Figure("keystroke", "CPU of a keystroke", "ms", cpu, name, n_lines)
            yield figures.Figure("keystroke", "keystroke to diagnostics", "ms", wall, name, n_lines)
            yield figures.Figure("memory", "server with the file open", "MB", held, name, n_lines)


def _one(command: Sequence[str], folder: Path, text: str, line: int) -> tuple[float, float, float]:
    session = Session(command, folder)
    try:
        session.open(text)
        at = line, len(text.split("\n")[line])
        cpu = 0.0
        walls: list[float] = []
        for n, char in enumerate(corpus.TYPED):
            if n == 2:  # the first keystroke may pay for what comes once
                cpu = session.cpu()
                walls.clear()
            began = time.perf_counter()
            session.type(*at, char)
            walls.append((time.perf_counter() - began) * 1e3)
            at = (at[0] + 1, 0) if char == "\n" else (at[0], at[1] + 1)
        time.sleep(0.05)  # what it does after the answer is part of the cost
        spent = (session.cpu() - cpu) * 1e3 / (len(corpus.TYPED) - 2)
        return spent, sorted(walls)[len(walls) // 2], processes.resident(session.client.process.pid) / 1e6
    finally:
        session.client.kill()
