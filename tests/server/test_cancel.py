"""Cancellation and interruption, over stdio."""

import time

from tests.server.client import URI, Client


def _open_slow(client: Client) -> None:
    """A document whose hover is slow; what tells diagnostics is loaded already: nothing else is there to be stopped."""
    client.open("word")
    client.told("textDocument/publishDiagnostics")
    client.change(2, (0, 0, 0, 4, "slow"))
    client.settle()


def test_a_running_request_stops_when_cancelled(client: Client) -> None:
    client.open("slow word")
    asked = client.hover()
    time.sleep(0.1)
    begun = time.perf_counter()
    client.cancel(asked)
    assert client.error(asked) == -32800
    assert time.perf_counter() - begun < 1, "not the ten seconds it would take"
    assert client.word(0, 6) == "word"


def test_queued_requests_are_answered_at_once_when_cancelled(client: Client) -> None:
    client.open("slow word")
    running = client.hover()
    asked = [client.hover() for _ in range(300)]
    begun = time.perf_counter()
    for id_ in reversed(asked):
        client.cancel(id_)
    assert {client.error(id_) for id_ in asked} == {-32800}
    assert time.perf_counter() - begun < 1
    client.cancel(running)
    assert client.word(0, 6) == "word"
    assert sum(m.get("id") in asked for m in client.messages) == 300


def test_cancelling_what_is_unknown_or_done_does_nothing(client: Client) -> None:
    client.open("word")
    asked = client.hover()
    client.result(asked)
    for id_ in (asked, 999, "x", None, [], {}, 1.5, True):
        client.cancel(id_)
    client.notify("$/cancelRequest")
    client.notify("$/cancelRequest", [1])
    assert client.word() == "word"
    assert not any("error" in m for m in client.messages)


def test_an_edit_stops_a_running_request_and_it_is_answered_for_the_new_text(client: Client) -> None:
    _open_slow(client)
    asked = client.hover()
    time.sleep(0.1)
    begun = time.perf_counter()
    client.change(3, (0, 0, 0, 4, "fast"))
    result = client.result(asked)
    assert result["contents"]["value"] == "```python\nfast\n```"
    assert time.perf_counter() - begun < 1
    assert client.state()["stopped"] == 1


def test_after_three_edits_a_request_is_let_alone(client: Client) -> None:
    _open_slow(client)
    asked = client.hover()
    for n in range(5):
        time.sleep(0.05)
        client.change(n + 3, (0, 4, 0, 4, " x"))
    time.sleep(0.05)
    client.cancel(asked)
    assert client.error(asked) == -32800
    assert client.state()["stopped"] == 4  # three edits, and the cancellation
    assert client.state()["texts"]["/w/a.py"] == "slow" + " x" * 5


def test_a_stale_pull_is_answered_for_the_newest_text(puller: Client) -> None:
    puller.open("slowly error_1")
    asked = puller.request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    time.sleep(0.05)
    puller.change(2, (0, 0, 0, 14, "error_2 error_3"))
    report = puller.result(asked)
    assert [item["message"] for item in report["items"]] == ["error_2", "error_3"]
    assert puller.state()["stopped"] == 1


def test_hover_does_not_wait_for_diagnostics(puller: Client) -> None:
    puller.open("slowly " * 5)
    puller.open("word", "file:///w/b.py")
    asked = puller.request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    time.sleep(0.05)
    begun = time.perf_counter()
    assert puller.word(0, 0, "file:///w/b.py") == "word"
    assert time.perf_counter() - begun < 1, "not the second and a half it would take"
    assert puller.result(asked)["kind"] == "full"


def test_a_request_waiting_for_pygls_can_be_cancelled(puller: Client) -> None:
    asked = puller.request("workspace/executeCommand", {"command": "pebre.debugInformation"})
    puller.cancel(asked)
    answer = puller.answer(asked)
    assert answer.get("error", {}).get("code") == -32800 or "result" in answer
    puller.settle()
