"""Inlay hints over stdio."""

from collections.abc import Callable
from typing import Any

from tests.server.client import URI, Client

Make = Callable[..., Client]
ABLE: dict[str, Any] = {"textDocument": {"inlayHint": {}}, "workspace": {"inlayHint": {"refreshSupport": True}}}


def begin(make: Make, text: str) -> Client:
    client = make().begin(ABLE)
    client.open(text)
    return client


def asked(client: Client, start: int = 0, end: int = 99) -> list[dict[str, Any]]:
    span = {"start": {"line": 0, "character": start}, "end": {"line": 0, "character": end}}
    return client.ask("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": span})


def test_hints_have_places_parts_and_edits(make: Make) -> None:
    client = begin(make, "'😀' word")
    [found] = asked(client)
    assert (found["position"], found["kind"]) == ({"line": 0, "character": 9}, 1)
    assert [part["value"] for part in found["label"]] == [": ", "4"]
    assert found["label"][1]["location"]["uri"] == URI
    assert found["textEdits"] == [{"range": {"start": found["position"], "end": found["position"]}, "newText": ": 4"}]


def test_what_cannot_be_inserted_has_no_edits(make: Make) -> None:
    [found] = asked(begin(make, "old"))
    assert "textEdits" not in found


def test_of_a_range(make: Make) -> None:
    client = begin(make, "one two")
    assert [each["position"]["character"] for each in asked(client, 2, 4)] == [3]


def test_each_kind_can_be_turned_off_while_it_runs(make: Make) -> None:
    client = begin(make, "one TWO")
    assert [each["kind"] for each in asked(client)] == [1, 2]
    change = {"settings": {"pebre": {"inlayHints": {"parameters": False}}}}
    client.notify("workspace/didChangeConfiguration", change)
    client.wait(lambda message: message.get("method") == "workspace/inlayHint/refresh")
    assert [each["kind"] for each in asked(client)] == [1]
    client.notify("workspace/didChangeConfiguration", {"settings": {"pebre": {"inlayHints": {"types": False}}}})
    assert [each["kind"] for each in asked(client)] == [2]
