"""Implementations, calls and classes over stdio."""

from typing import Any

from tests.server.client import URI, Client

OTHER = "file:///w/b.py"


def begin(client: Client) -> dict[str, Any]:
    client.open("'😀'\ndef inner(): ...\ninner\n")
    client.open("\n\nclass inner: ...\n", OTHER)
    return client.at(2, 1)


def names(found: list[dict[str, Any]]) -> list[tuple[str, str, int, int]]:
    return [(each["name"], each["uri"][-4:], each["kind"], each["selectionRange"]["start"]["line"]) for each in found]


def test_implementations(client: Client) -> None:
    at = begin(client)
    assert client.ask("textDocument/implementation", at) == client.ask("textDocument/definition", at)


def test_calls(client: Client) -> None:
    items = client.ask("textDocument/prepareCallHierarchy", begin(client))
    assert names(items) == [("inner", "a.py", 12, 1), ("inner", "b.py", 5, 2)]
    assert items[0]["detail"] == "m"
    incoming = client.ask("callHierarchy/incomingCalls", {"item": items[0]})
    assert names([each["from"] for each in incoming]) == names(items)
    assert [each["fromRanges"][0]["start"]["line"] for each in incoming] == [1, 2], "in the caller's own text"
    outgoing = client.ask("callHierarchy/outgoingCalls", {"item": items[1]})
    assert names([each["to"] for each in outgoing]) == names(items)
    assert [each["fromRanges"][0]["start"] for each in outgoing] == 2 * [{"line": 0, "character": 0}]


def test_classes(client: Client) -> None:
    items = client.ask("textDocument/prepareTypeHierarchy", begin(client))
    assert names(client.ask("typeHierarchy/supertypes", {"item": items[0]})) == names(items[:1])
    assert names(client.ask("typeHierarchy/subtypes", {"item": items[0]})) == names(items[1:])


def test_an_item_that_does_not_fit_is_refused(client: Client) -> None:
    for method in ("callHierarchy/incomingCalls", "typeHierarchy/subtypes"):
        assert client.error(client.request(method, {"item": {"uri": URI}})) == -32602
