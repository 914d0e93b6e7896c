"""A small client over stdio that never waits for ever."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
URI = "file:///w/a.py"
TIMEOUT = 10.0
PULL = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}


class Client:
    def __init__(
        self,
        *,
        stderr: int | None = subprocess.DEVNULL,
        command: list[str] | None = None,
        cwd: Path = ROOT,
        reading: bool = True,
    ) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "tests.server.fake_server"],
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"},
        )
        self.messages: list[dict[str, Any]] = []
        self.seen: list[float] = []
        self.settings: object = None
        self.settings_of: dict[str, object] = {}  # by URI of a folder
        self.answers_requests = True
        self.ended = False
        self._arrived = threading.Condition()
        self._writing = threading.Lock()
        self._next = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        if reading:
            self.begin_reading()

    def begin_reading(self) -> None:
        self._reader.start()

    # ---- out

    def raw(self, data: bytes) -> None:
        with self._writing:
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def send(self, message: object) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: object = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object = None) -> int:
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def cancel(self, id_: object) -> None:
        self.notify("$/cancelRequest", {"id": id_})

    # ---- in

    def answer(self, id_: object, timeout: float = TIMEOUT) -> dict[str, Any]:
        """The whole answer to a request."""
        return self.wait(lambda m: "method" not in m and m.get("id") == id_ and type(m.get("id")) is type(id_), timeout)

    def result(self, id_: object, timeout: float = TIMEOUT) -> Any:
        answer = self.answer(id_, timeout)
        assert "error" not in answer, answer
        return answer["result"]

    def error(self, id_: object, timeout: float = TIMEOUT) -> int:
        return self.answer(id_, timeout)["error"]["code"]

    def ask(self, method: str, params: object = None) -> Any:
        return self.result(self.request(method, params))

    def told(self, method: str, timeout: float = TIMEOUT) -> Any:
        return self.wait(lambda m: m.get("method") == method, timeout)["params"]

    def wait(self, wanted: Callable[[dict[str, Any]], bool], timeout: float = TIMEOUT) -> dict[str, Any]:
        end = time.monotonic() + timeout
        n = 0
        with self._arrived:
            while True:
                for message in self.messages[n:]:
                    if wanted(message):
                        return message
                n = len(self.messages)
                left = end - time.monotonic()
                assert left > 0, f"nothing came in time; {self.messages[-3:]}"
                assert not self.ended, f"the server has ended; {self.messages[-3:]}"
                self._arrived.wait(left)

    def all(self, method: str) -> list[Any]:
        with self._arrived:
            return [m["params"] for m in self.messages if m.get("method") == method]

    def settle(self) -> None:
        """Until everything sent so far has been dealt with, background work included."""
        self.ask("workspace/executeCommand", {"command": "pebre.debugInformation"})

    def state(self) -> dict[str, Any]:
        """What the fake host holds."""
        text = self.ask("workspace/executeCommand", {"command": "pebre.debugInformation"})
        return json.loads(text.rpartition("\n")[2])

    def _read(self) -> None:
        stream = self.process.stdout
        try:
            while True:
                length = None
                while line := stream.readline().strip():
                    name, _, value = line.partition(b": ")
                    assert name == b"Content-Length", line
                    length = int(value)
                if length is None:
                    return
                message = json.loads(stream.read(length))
                with self._arrived:
                    self.messages.append(message)
                    self.seen.append(time.perf_counter())
                    self._arrived.notify_all()
                if "method" in message and "id" in message and self.answers_requests:
                    self._reply(message)
        except (OSError, ValueError) as fault:
            self.messages.append({"broken": repr(fault)})
        finally:
            with self._arrived:
                self.ended = True
                self._arrived.notify_all()

    def _reply(self, message: dict[str, Any]) -> None:
        result = None
        if message["method"] == "workspace/configuration":
            result = [self.settings_of.get(each.get("scopeUri"), self.settings) for each in message["params"]["items"]]
        self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    # ---- a session

    def initialize(self, capabilities: object = None, **more: object) -> Any:
        params = {"processId": None, "rootUri": "file:///w", "capabilities": capabilities or {}, **more}
        return self.ask("initialize", params)

    def begin(self, capabilities: object = None, **more: object) -> Client:
        self.initialize(capabilities, **more)
        self.notify("initialized", {})
        return self

    def open(self, text: str, uri: str = URI, version: int | None = 1) -> None:
        item = {"uri": uri, "languageId": "python", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, version: int, *changes: object, uri: str = URI) -> None:
        """Each change is a full text, or (line, column, line, column, text)."""
        shapes = [
            {"text": change}
            if isinstance(change, str)
            else {
                "range": {
                    "start": {"line": change[0], "character": change[1]},
                    "end": {"line": change[2], "character": change[3]},
                },
                "text": change[4],
            }
            for change in changes
        ]
        self.notify(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": shapes}
        )

    def close(self, uri: str = URI) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def at(self, line: int, character: int, uri: str = URI) -> dict[str, Any]:
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}

    def hover(self, line: int = 0, character: int = 0, uri: str = URI) -> int:
        return self.request("textDocument/hover", self.at(line, character, uri))

    def word(self, line: int = 0, character: int = 0, uri: str = URI) -> str | None:
        result = self.result(self.hover(line, character, uri))
        return result and result["contents"]["value"].split("\n")[1]

    def end(self) -> int:
        self.ask("shutdown")
        self.notify("exit")
        return self.process.wait(5)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
