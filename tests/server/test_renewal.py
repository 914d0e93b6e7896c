"""A process that begins anew, when the last document was closed or much was typed: the client does not notice."""

import os
import random
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from pebre_server import handover
from pebre_server.protocol import framing, inward, outbox, renewal
from tests.server import renewing_server
from tests.server.client import PULL, URI, Client

Make = Callable[..., Client]
SERVER = [sys.executable, "-m", "tests.server.renewing_server"]
SAYS_SO = {"logLevel": "info"}
OTHER = "file:///w/b.py"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a process cannot replace itself here")


def renewals(client: Client) -> int:
    return sum("begins anew" in each["message"] for each in client.all("window/logMessage"))


def renew(client: Client, uri: str = URI) -> None:
    """Open, ask, close, and wait until the process is another one."""
    n = renewals(client)
    client.open("alpha", uri=uri)
    assert client.word(uri=uri) == "alpha"
    client.close(uri)
    client.wait(lambda _: renewals(client) > n)


def test_it_is_the_same_process_and_answers(make: Make) -> None:
    client = make(command=SERVER).begin(initializationOptions=SAYS_SO)
    for _ in range(2):
        renew(client)
        client.open("beta")
        assert client.word() == "beta"
        client.close()
    assert client.end() == 0


def test_what_the_client_says_once_is_known_after_it(make: Make) -> None:
    client = make(command=SERVER)
    watching = {"dynamicRegistration": True}
    workspace = {"configuration": True, "didChangeWatchedFiles": watching, "workspaceFolders": True}
    client.settings = {**SAYS_SO, "a": 1}
    client.settings_of = {"file:///other": {"a": 2}}
    folders = [{"uri": "file:///w", "name": "w"}]
    client.begin({"workspace": workspace}, workspaceFolders=folders)
    added = {"added": [{"uri": "file:///other", "name": "other"}], "removed": []}
    client.notify("workspace/didChangeWorkspaceFolders", {"event": added})
    renew(client)
    told = client.ask("workspace/executeCommand", {"command": "pebre.debugInformation"})
    assert "times the process began anew, to give its memory back: 1\n" in told
    assert "\n  of /other: {'a': 2}\n" in told
    state = client.state()
    assert (state["folders"], state["settings"]) == (["/w", "/other"], {**SAYS_SO, "a": 1})
    assert len(client.all("client/registerCapability")) == 1


def test_nothing_written_meanwhile_is_lost(make: Make) -> None:
    chance = random.Random(4)
    client = make(command=SERVER).begin(initializationOptions=SAYS_SO)
    for n in range(40):
        uri = chance.choice((URI, OTHER))
        client.open(f"word_{n}", uri=uri)
        asked = [client.hover(uri=uri) for _ in range(1 + chance.randrange(3))]
        for each in asked:
            assert client.result(each)["contents"]["value"].split("\n")[1] == f"word_{n}"
        client.close(uri)
        threading.Event().wait(chance.choice((0.0, 0.015, 0.03, 0.05, 0.1)))  # somewhere around its beginning
    assert renewals(client) > 3
    assert client.end() == 0


def test_a_question_that_waits_for_news_is_asked_again(make: Make) -> None:
    client = make(command=SERVER).begin(PULL, initializationOptions=SAYS_SO)
    held = client.request("workspace/diagnostic", {"previousResultIds": []})
    renew(client)
    renew(client)
    client.cancel(held)
    assert client.error(held) == -32800
    assert sum(m.get("id") == held for m in client.messages) == 1


def test_an_open_document_keeps_the_process(make: Make) -> None:
    client = make(command=SERVER).begin(initializationOptions=SAYS_SO)
    client.open("alpha")
    client.open("beta", uri=OTHER)
    assert client.word() == "alpha"
    client.close(OTHER)
    assert client.word() == "alpha"
    threading.Event().wait(0.1)
    assert client.word() == "alpha"
    assert renewals(client) == 0


def wear(client: Client, uri: str = URI) -> None:
    """Type until the process is worn, and wait until it is another one."""
    n = renewals(client)
    for version, word in enumerate(("worn", "worn_out", "worn_down"), 2):
        client.change(version, word, uri=uri)
        assert client.word(uri=uri) == word
    client.wait(lambda _: renewals(client) > n)


def test_what_is_open_stays_open(make: Make) -> None:
    client = make(command=SERVER).begin(initializationOptions=SAYS_SO)
    client.open("first\nalpha error_1", uri=OTHER)
    client.open("alpha")
    wear(client)
    assert client.word() == "worn_down"
    assert client.state()["texts"] == {"/w/a.py": "worn_down", "/w/b.py": "first\nalpha error_1"}
    client.change(2, (1, 0, 1, 5, "beta"), uri=OTHER)
    assert client.word(1, uri=OTHER) == "beta"
    published = client.wait(
        lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"].get("version") == 2
    )
    assert published["params"]["uri"] in (URI, OTHER)
    client.close()
    client.close(OTHER)
    assert client.end() == 0


def test_so_do_notebooks(make: Make) -> None:
    client = make(command=SERVER).begin(initializationOptions=SAYS_SO)
    cells = [("cell:1", 2, "python", "alpha"), ("cell:2", 1, "markdown", "# text"), ("cell:3", 2, "python", "gamma")]
    client.notify(
        "notebookDocument/didOpen",
        {
            "notebookDocument": {
                "uri": "file:///w/n.ipynb",
                "notebookType": "jupyter-notebook",
                "version": 1,
                "cells": [{"kind": kind, "document": uri} for uri, kind, _, _ in cells],
            },
            "cellTextDocuments": [
                {"uri": uri, "languageId": language, "version": 1, "text": text} for uri, _, language, text in cells
            ],
        },
    )
    client.open("alpha")
    before = client.state()["texts"]["/w/n.ipynb"]
    wear(client)
    assert client.state()["texts"]["/w/n.ipynb"] == before
    assert client.word(uri="cell:3") == "gamma"
    becomes_code = {"data": [{"kind": 2, "document": "cell:2"}]}
    client.notify(
        "notebookDocument/didChange",
        {
            "notebookDocument": {"uri": "file:///w/n.ipynb", "version": 2},
            "change": {"cells": {**becomes_code, "textContent": []}},
        },
    )
    assert client.state()["texts"]["/w/n.ipynb"] == before  # it is no Python
    assert client.end() == 0


def test_who_pulls_is_asked_to_pull_again(make: Make) -> None:
    client = make(command=SERVER).begin(PULL, initializationOptions=SAYS_SO)
    client.open("alpha")
    wear(client)
    client.told("workspace/diagnostic/refresh")
    assert client.word() == "worn_down"


def test_no_key_is_lost_with_a_document_open(make: Make) -> None:
    chance = random.Random(4)
    client = make(command=SERVER).begin(initializationOptions=SAYS_SO)
    client.open("worn")
    for n in range(30):
        client.change(n + 2, f"worn_{n}")
        asked = [client.hover() for _ in range(chance.randrange(3))]
        for each in asked:
            assert client.result(each)["contents"]["value"].split("\n")[1] == f"worn_{n}"
        threading.Event().wait(chance.choice((0.0, 0.015, 0.03, 0.05, 0.1)))  # somewhere around its beginning
    assert client.state()["texts"] == {"/w/a.py": "worn_29"}
    assert renewals(client) > 2
    assert client.end() == 0


def test_where_the_system_refuses_what_is_open_is_opened_again(make: Make) -> None:
    client = make(command=[*SERVER, "/nowhere/python"]).begin(initializationOptions=SAYS_SO)
    client.open("alpha")
    wear(client)
    client.wait(lambda _: any("could not begin anew" in m["message"] for m in client.all("window/logMessage")))
    state = client.state()
    assert (state["texts"], state["changes"]) == ({"/w/a.py": "worn_down"}, [["open a.py"]])
    assert client.word() == "worn_down"
    assert client.end() == 0


def test_where_no_process_can_take_its_place_it_gives_up_what_it_knows(make: Make) -> None:
    client = make(command=[*SERVER, renewing_server.NEVER]).begin(initializationOptions=SAYS_SO)
    client.open("alpha")
    for version, word in enumerate(("worn", "worn_out", "worn_down"), 2):
        client.change(version, word)
        assert client.word() == word
    until = time.monotonic() + 10
    while client.state()["changes"]:  # the fake host forgets them then
        assert time.monotonic() < until
        time.sleep(0.3)  # it happens in a rest
    assert client.word() == "worn_down"
    assert renewals(client) == 0
    assert client.end() == 0


def test_where_the_system_refuses_it_goes_on(make: Make) -> None:
    client = make(command=[*SERVER, "/nowhere/python"]).begin(initializationOptions=SAYS_SO)
    renew(client)
    client.wait(lambda _: any("could not begin anew" in m["message"] for m in client.all("window/logMessage")))
    client.open("beta")
    assert client.word() == "beta"
    assert client.end() == 0


@pytest.mark.parametrize(
    ("worn", "asked", "reported", "is_due"),
    [
        (5, 5, "openFilesOnly", True),
        (5, 6, "openFilesOnly", False),
        (None, 5, "off", False),
        (5, 5, "workspace", False),
    ],
)
def test_a_worn_process_is_left_before_anybody_says_more(
    worn: int | None, asked: int, reported: str, is_due: bool
) -> None:
    session = SimpleNamespace(
        worn=worn,
        asked=asked,
        prefers=SimpleNamespace(reported=reported),
        awaited=SimpleNamespace(is_waiting=lambda: False),
        has_documents=lambda: True,
    )
    assert handover.is_due(session) == is_due


def test_not_when_the_program_was_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert renewal.is_possible()
    monkeypatch.setattr(renewal, "_BEGUN_AS", (1, 1))
    assert not renewal.is_possible()


def test_later_processes_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    monkeypatch.setenv("PEBRE_HANDED", str(reading))
    assert renewal.handed() is None  # a pipe has no beginning to go back to
    assert "PEBRE_HANDED" not in os.environ
    assert renewal.handed() is None


class Stream:
    """A pipe with a reader on a thread of its own."""

    def __init__(self) -> None:
        reading, self.writing = os.pipe()
        self.inward = inward.Inward(reading)
        self.bodies: list[bytes | None] = []
        self.arrived = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        frames = framing.Frames(lambda n: self.inward.read(n, is_between=frames.is_between))
        while not self.bodies or self.bodies[-1] is not None:
            self.bodies.append(frames.next())
            self.arrived.release()

    def write(self, data: bytes) -> None:
        os.write(self.writing, data)

    def close(self) -> None:
        os.close(self.writing)
        self.thread.join(5)
        assert self.bodies[-1] is None


def test_held_between_messages_the_stream_keeps_what_comes() -> None:
    stream = Stream()
    assert stream.inward.hold()
    stream.write(framing.frame(b"one"))
    assert not stream.arrived.acquire(timeout=0.02)
    stream.inward.release()
    assert stream.arrived.acquire(timeout=5)
    stream.close()
    assert stream.bodies == [b"one", None]


@pytest.mark.parametrize(
    "begun", [b"C", b"Content-Length: 3\r\n", b"Content-Length: 3\r\n\r\n", b"Content-Length: 3\r\n\r\non"]
)
def test_not_held_within_a_message(begun: bytes) -> None:
    stream = Stream()
    stream.write(begun)
    assert not stream.inward.hold()
    stream.write(framing.frame(b"one")[len(begun) :])
    assert stream.arrived.acquire(timeout=5)
    assert stream.inward.hold()
    stream.inward.release()
    stream.close()
    assert stream.bodies == [b"one", None]


def test_clear_is_what_was_written() -> None:
    box = outbox.Outbox()
    assert box.wait_clear(0)
    box.put(b"one", wait=False)
    assert not box.wait_clear(0)
    box.take()
    assert not box.wait_clear(0)
    box.close()
    box.take()
    assert box.wait_clear(0)
