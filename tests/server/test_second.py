"""A second process looks at a large document from its end; the client is told the same."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pebre_analysis.cache import store
from pebre_server import diagnostics, documents, room
from pebre_server.second import messages, process, share
from tests.cli.test_cache import STUBS
from tests.server import test_whole
from tests.server.client import PULL, Client

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process is started there")
SETTINGS = {"environment": {"typeshed": str(STUBS)}}


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A module that is worth it, with a finding in each function."""
    (tmp_path / "pebre.toml").write_text(f"[environment]\ntypeshed = {str(STUBS)!r}\n")
    path = tmp_path / "large.py"
    doc = "    " + "# what it does, at some length\n    " * 12
    path.write_text("".join(f"def f{n}(a: int) -> str:\n{doc}return lost_{n}\n\n" for n in range(share.LARGE // 400)))
    return path


def order(path: Path, digest: bytes | None = None) -> messages.Order:
    found = store.digest(path.read_text()) if digest is None else digest
    return messages.Order(messages.written(str(path)), found, (messages.written(str(path.parent)),), {}, [])


@pytest.fixture
def started() -> Iterator[list[process.Second]]:
    found: list[process.Second] = []
    yield found
    for each in found:
        each.close()


def heard(second: process.Second, n: int) -> list[bytes]:
    """All it tells, until it has told so much."""
    found: list[bytes] = []
    end = time.monotonic() + 60
    while len(found) < n and time.monotonic() < end:
        found += second.listen()
        time.sleep(0.01)
    return found


@pytest.mark.slow
def test_it_tells_of_each_chunk(large: Path, started: list[process.Second]) -> None:
    second = process.start(order(large))
    assert second is not None
    started.append(second)
    n_chunks = share.LARGE // 400
    found = heard(second, n_chunks + 1)  # what stands behind the last one is one as well
    assert len(found) == n_chunks + 1
    assert any(b"lost_%d`" % (n_chunks - 1) in each for each in found[:2])


@pytest.mark.slow
def test_of_another_text_it_tells_nothing(large: Path) -> None:
    second = process.start(order(large, b"of another"))
    assert second is not None
    assert os.waitpid(second._pid, 0)[1] == 0
    assert second.listen() == []
    second._pid = 0  # nobody is left to be ended


@pytest.mark.slow
def test_it_ends_with_the_one_that_started_it(large: Path) -> None:
    second = process.start(order(large))
    assert second is not None
    os.close(second._outward)
    assert os.waitstatus_to_exitcode(os.waitpid(second._pid, 0)[1]) in (0, 1)


def test_messages_are_put_together_again() -> None:
    data = bytearray()
    found: list[bytes] = []
    for byte in messages.framed(b"one") + messages.framed(b"") + messages.framed(b"three"):
        data.append(byte)
        found += messages.split(data)
    assert (found, data) == ([b"one", b"", b"three"], b"")


def test_it_is_not_worth_it_for_a_small_text_or_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[messages.Order] = []
    monkeypatch.setattr(process, "start", asked.append)
    monkeypatch.setattr(room, "cores", lambda disk: 2)
    monkeypatch.setattr(room, "memory", lambda disk: 10**9)
    text = "x = 1\n" * share.LARGE
    share.begin("/p/a.py", text[: share.LARGE - 1], ["/p"], {}, {})
    share.begin("/p/a.py", '# /// script\n# requires-python = ">=3.12"\n# ///\n' + text, ["/p"], {}, {})
    assert not asked
    share.begin("/p/a.py", text, ["/p"], {"a": 1}, {"/p": {"b": 2}})
    assert [(messages.read(each.path), each.settings, each.of_folders) for each in asked] == [
        ("/p/a.py", {"a": 1}, [(b"/p", {"b": 2})])
    ]
    monkeypatch.setattr(room, "cores", lambda disk: 1)
    share.begin("/p/a.py", text, ["/p"], {}, {})
    assert len(asked) == 1


def test_nobody_waits_for_what_was_told_before(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(share, "begin", lambda path, *rest: begun.append(path))
    document = documents.Document("file:///p/a.py", "python", 1, "x = 1\n")
    here: Any = SimpleNamespace(
        has_reported=False, documents=[document], folders=["/p"], settings={}, settings_of_folders={}, second=None,
        prefers=SimpleNamespace(reported="openFilesOnly"),
    )  # fmt: skip
    document.report = object()
    diagnostics._share(here, document)
    assert not begun
    document.report, here.has_reported = None, False
    diagnostics._share(here, document)
    diagnostics._share(here, document)
    assert begun == [document.path]


def settle(client: Client) -> None:
    """Until all is done that was begun, on a busy machine too."""
    client.result(client.request("workspace/executeCommand", {"command": "pebre.debugInformation"}), 60)


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.mark.slow
@pytest.mark.parametrize("pulls", [True, False])
def test_the_client_is_told_the_same_and_no_process_is_left(make: test_whole.Make, large: Path, pulls: bool) -> None:
    def reported(client: Client, version: int) -> list[str]:
        if pulls:
            return test_whole.pulled(client, named)
        found = client.wait(
            lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"].get("version") == version, 60
        )
        return [each["message"] for each in found["params"]["diagnostics"]]

    client = make(command=test_whole.COMMAND, cwd=large.parent)
    client.begin(PULL if pulls else {}, rootUri=large.parent.as_uri())
    named = test_whole.opened(client, large)
    found = reported(client, 1)
    assert len(found) == share.LARGE // 400
    settle(client)
    if sys.platform == "linux":
        assert not children(client.process.pid)
    client.change(2, (0, 0, 0, 0, "lost_too\n"), uri=large.as_uri())
    assert len(reported(client, 2)) == len(found) + 1
    settle(client)
    assert not client.all("workspace/diagnostic/refresh")
    if not pulls:
        assert [each.get("version") for each in client.all("textDocument/publishDiagnostics")] == [1, 2]
    assert client.end() == 0


@pytest.mark.slow
def test_one_that_is_killed_is_not_missed(make: test_whole.Make, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make(command=test_whole.COMMAND, cwd=large.parent).begin(PULL, rootUri=large.parent.as_uri())
    named = test_whole.opened(client, large)
    id_ = client.request("textDocument/diagnostic", named)
    if sys.platform == "linux" and room.cores(share.system.OsSystem()) > 1:
        end = time.monotonic() + 10
        while not (running := children(client.process.pid)) and time.monotonic() < end:
            time.sleep(0.001)
        for each in running:
            os.kill(int(each), signal.SIGKILL)
    assert len(client.result(id_, 60)["items"]) == share.LARGE // 400
    assert client.end() == 0
