"""The edge over real pipes: one answer per request, protected streams, the end of the process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.server.client import ROOT, URI, Client

Make = Callable[..., Client]


def test_before_initialize_requests_are_refused_and_notifications_dropped(make: Make) -> None:
    client = make()
    client.open("word")
    assert client.error(client.hover()) == -32002
    assert client.error(client.request("shutdown")) == -32002
    client.begin()
    assert client.word() is None, "the document was not taken"


def test_a_second_initialize_is_refused(client: Client) -> None:
    assert client.error(client.request("initialize", {"capabilities": {}})) == -32600
    client.open("word")
    assert client.word() == "word"


def test_odd_params_of_initialize_are_served(make: Make) -> None:
    client = make()
    assert client.error(client.request("initialize", [1])) == -32602
    client.ask("initialize", {"capabilities": {"general": 3, "textDocument": {"hover": []}}, "rootUri": 3})
    client.notify("initialized")
    client.open("word")
    assert client.word() == "word"
    assert client.state()["folders"] == []


def test_every_request_gets_exactly_one_answer(client: Client) -> None:
    client.open("word other")
    place = client.at(0, 0)
    expected: dict[int, int | None] = {}

    def ask(code: int | None, method: str, params: object = None) -> None:
        expected[client.request(method, params)] = code

    ask(None, "textDocument/hover", place)
    ask(None, "textDocument/hover", {**place, "jsonrpc": "nested", "more": {"jsonrpc": "2.0", "id": 1}})
    ask(-32602, "textDocument/hover", {"position": "nowhere"})
    ask(-32602, "textDocument/hover", {"textDocument": {"uri": 3}, "position": place["position"]})
    ask(-32602, "textDocument/hover")
    ask(-32602, "textDocument/hover", [place])
    ask(-32602, "textDocument/hover", "text")
    ask(None, "textDocument/hover", client.at(10**30, 10**30))
    ask(None, "textDocument/hover", client.at(-1, -(10**30)))
    ask(None, "textDocument/hover", client.at(0, 0, "untitled:not open"))
    ask(-32601, "no/such")
    ask(-32601, "textDocument/didOpen", {})
    ask(-32601, "$/cancelRequest", {"id": 1})
    ask(-32603, "test/bad", {})
    ask(-32603, "test/typedBad", {})
    color = {"red": 0, "green": 0, "blue": 0, "alpha": 1}
    span = {"start": place["position"], "end": place["position"]}
    ask(None, "textDocument/colorPresentation", {**place, "color": color, "range": span})
    ask(-32602, "textDocument/colorPresentation", place)
    ask(-32602, "textDocument/colorPresentation")
    ask(None, "textDocument/documentColor", {"textDocument": {"uri": URI}})
    ask(-32602, "workspace/executeCommand", {"command": "unknown"})
    ask(-32602, "workspace/executeCommand", {"arguments": 3})
    ask(None, "workspace/executeCommand", {"command": "pebre.debugInformation", "arguments": [1, "x"]})
    client.open("crash", "file:///w/crash.py")
    ask(-32603, "textDocument/hover", client.at(0, 0, "file:///w/crash.py"))
    for id_ in list(expected):
        client.answer(id_)
    ask(None, "shutdown", [])
    ask(-32600, "textDocument/hover", place)
    ask(-32600, "shutdown")
    client.notify("exit")
    assert client.process.wait(5) == 0
    client._reader.join(5)
    answers = [(m["id"], m.get("error", {}).get("code")) for m in client.messages if "method" not in m]
    assert sorted(answers) == [(1, None), *sorted(expected.items())]


def test_ids_may_be_text_or_numbers_and_are_told_apart(client: Client) -> None:
    client.open("one two")
    for id_, column in ((7, 0), ("7", 4), (-1, 0), ("", 4), (2**70, 0)):
        client.send({"jsonrpc": "2.0", "id": id_, "method": "textDocument/hover", "params": client.at(0, column)})
    words = {id_: client.result(id_)["contents"]["value"].split("\n")[1] for id_ in (7, "7", -1, "", 2**70)}
    assert words == {7: "one", "7": "two", -1: "one", "": "two", 2**70: "one"}


@pytest.mark.parametrize("id_", [None, True, 1.5, [], {}])
def test_an_id_that_cannot_be_answered_is_no_request(client: Client, id_: object) -> None:
    client.send({"jsonrpc": "2.0", "id": id_, "method": "textDocument/hover", "params": client.at(0, 0)})
    assert client.wait(lambda m: m.get("id", 0) is None)["error"]["code"] == -32600
    client.open("word")
    assert client.word() == "word"


def test_an_id_in_use_is_not_taken_twice(client: Client) -> None:
    client.open("slow word")
    client.send({"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": client.at(0, 0)})
    client.send({"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": client.at(0, 6)})
    client.cancel("x")
    assert client.error("x") == -32800
    assert client.word(0, 6) == "word"
    assert [m for m in client.messages if m.get("id") == "x"].__len__() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"123",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"id":1}',
        b'{"method":3}',
        b'{"method":3,"id":9}',
        b'[{"jsonrpc":"2.0","id":1,"method":"x"}]',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"\x00",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_message_is_answered_with_an_error_and_the_next_is_served(client: Client, body: bytes) -> None:
    client.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    answer = client.wait(lambda m: "error" in m)
    assert answer["error"]["code"] in (-32700, -32600)
    client.open("word")
    assert client.word() == "word"


def test_text_that_is_not_utf8_is_read_with_marks(client: Client) -> None:
    body = (
        json.dumps(
            {
                "jsonrpc": "2.0",
                "method": "textDocument/didOpen",
                "params": {"textDocument": {"uri": URI, "languageId": "python", "version": 1, "text": "word ?"}},
            }
        )
        .encode()
        .replace(b"?", b"\xff")
    )
    client.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    assert client.word() == "word"


def test_an_absurd_length_is_answered_and_reading_goes_on(client: Client) -> None:
    client.raw(b"Content-Length: 999999999999\r\n\r\n")
    assert client.wait(lambda m: "error" in m)["error"]["code"] == -32700
    client.open("word")
    assert client.word() == "word"


def test_answers_to_requests_we_never_made_are_ignored(client: Client) -> None:
    client.send({"jsonrpc": "2.0", "id": "pebre-99", "result": None})
    client.send({"jsonrpc": "2.0", "id": 5, "error": {"code": -32601, "message": "?"}})
    client.send({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "?"}})
    client.open("word")
    assert client.word() == "word"
    assert not any("error" in m for m in client.messages)


def test_stdout_carries_only_the_protocol(client: Client) -> None:
    client.open("noise word")
    assert client.word() == "noise"
    assert client.word(0, 7) == "word"  # the client fails on any other byte
    assert not any("broken" in m for m in client.messages)


@pytest.mark.parametrize("word", ["crash", "leave", "deep"])
def test_a_fault_in_one_request_is_one_error_and_the_next_is_right(make: Make, word: str) -> None:
    client = make(stderr=subprocess.PIPE).begin()
    client.open(f"{word} word")
    answer = client.answer(client.hover())
    assert answer["error"]["code"] == -32603
    assert "data" not in answer["error"]
    assert len(answer["error"]["message"]) < 100
    assert client.word(0, 6 + (word == "leave") - (word == "deep")) == "word"
    logged = client.told("window/logMessage")
    assert logged["type"] == 1
    assert "fake_host" in logged["message"]
    assert client.end() == 0
    assert b"pebre error: internal error in textDocument/hover" in client.process.stderr.read()


def test_a_fault_in_a_notification_is_logged_and_the_next_is_right(client: Client) -> None:
    client.notify("textDocument/didOpen", {"textDocument": 3})
    client.notify("textDocument/didOpen")
    client.notify("textDocument/didChange", {"textDocument": {"uri": URI}, "contentChanges": 3})
    client.notify("textDocument/didClose", {"textDocument": {}})
    client.notify("textDocument/didSave", [])
    client.notify("no/such", {"x": 1})
    client.notify("$/setTrace", {"value": "nonsense"})
    client.open("word")
    assert client.word() == "word"


def test_a_fault_while_applying_is_made_good_with_the_next_edit(client: Client) -> None:
    client.open("slow")
    running = client.hover()
    client.open("other", "file:///w/b.py")
    client.change(2, "fault while applying")
    client.cancel(running)
    assert client.word(0, 0, "file:///w/b.py") == "other"
    client.change(3, "word")
    assert client.word() == "word"
    assert client.state()["texts"] == {"/w/b.py": "other", "/w/a.py": "word"}


def test_a_client_that_does_not_read_is_waited_for(make: Make) -> None:
    client = make(reading=False)
    client.send({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}})
    client.notify("initialized")
    for _ in range(400):
        client.request("textDocument/documentColor", {"textDocument": {"uri": URI}})
    client.open("slow")
    running = client.hover()
    client.cancel(running)
    time.sleep(0.3)
    client.begin_reading()
    assert client.error(running) == -32800
    assert len(client.result(400)) == 200
    assert {m["id"] for m in client.messages if "id" in m} == {0, *range(1, 402)}


def test_the_end_after_shutdown_waits_for_what_was_asked(client: Client) -> None:
    client.open("word")
    asked = [client.hover() for _ in range(50)]
    client.request("shutdown")
    client.notify("exit")
    assert client.process.wait(5) == 0
    client._reader.join(5)
    assert all(any(m.get("id") == id_ and "result" in m for m in client.messages) for id_ in asked)


@pytest.mark.parametrize(
    ("down", "end", "code"),
    [(True, "exit", 0), (False, "exit", 1), (True, "eof", 0), (False, "eof", 1)],
)
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_process_ends_with_the_client(make: Make, down: bool, end: str, code: int, busy: bool) -> None:
    client = make().begin()
    client.open("slow")
    if busy:
        client.hover()
        time.sleep(0.1)
    if down:
        asked = client.request("shutdown")
        if not busy:
            client.result(asked)
    begun = time.perf_counter()
    client.notify("exit") if end == "exit" else client.process.stdin.close()
    assert client.process.wait(5) == code
    assert time.perf_counter() - begun < (2.5 if busy else 1.5)  # half a second for a busy machine


def test_the_end_of_input_before_initialize(make: Make) -> None:
    client = make()
    client.process.stdin.close()
    assert client.process.wait(5) == 1


def test_a_client_that_closed_its_end_of_the_output(make: Make) -> None:
    client = make(reading=False)
    client.process.stdout.close()
    client.send({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}})
    assert client.process.wait(5) == 1


@pytest.mark.slow
def test_a_dead_client_is_noticed_though_its_pipes_are_held_open(make: Make) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    client = make()
    client.initialize(processId=parent.pid)
    parent.communicate(b"\n")
    begun = time.perf_counter()
    assert client.process.wait(10) == 1
    assert time.perf_counter() - begun < 10


def test_a_process_id_that_never_lived_here_is_not_watched(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    client = make()
    client.initialize(processId=ended.pid)
    client.notify("initialized")
    with pytest.raises(subprocess.TimeoutExpired):
        client.process.wait(0.1)
    client.open("word")
    assert client.word() == "word"


def test_a_client_that_reads_no_log_does_not_stop_the_server(make: Make) -> None:
    client = make(stderr=subprocess.PIPE).begin()  # nobody reads this pipe
    client.open("crash word")
    for _ in range(60):
        assert client.error(client.hover()) == -32603
    assert client.word(0, 7) == "word"


def test_no_input_and_no_error_stream() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, sys; os.close(2); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])",
            "-m",
            "tests.server.fake_server",
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=10,
        check=False,
        env=dict(os.environ),
    )
    assert (done.returncode, done.stdout) == (1, b"")
