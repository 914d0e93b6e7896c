"""Completion over stdio: what is replaced in every encoding, and what different clients are sent."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.client import Client

Make = Callable[..., Client]
WIDTHS = {"utf-8": 4, "utf-16": 2, "utf-32": 1}  # of one astral character


def capable(**of_item: object) -> dict[str, Any]:
    return {"textDocument": {"completion": {"completionItem": of_item}}}


@pytest.mark.parametrize("encoding", WIDTHS)
def test_the_word_up_to_the_cursor_is_replaced(make: Make, encoding: str) -> None:
    client = make()
    client.initialize({"general": {"positionEncodings": [encoding]}})
    client.notify("initialized")
    client.open("wording\n'😀', wo")
    start = WIDTHS[encoding] + 4
    found = client.ask("textDocument/completion", client.at(1, start + 2))
    first = found["items"][0]
    assert (first["label"], found["isIncomplete"]) == ("wording", False)
    span = {"start": {"line": 1, "character": start}, "end": {"line": 1, "character": start + 2}}
    assert first["textEdit"] == {"newText": "wording", "range": span}


def test_a_client_may_choose_to_replace_the_whole_word(make: Make) -> None:
    client = make().begin(capable(insertReplaceSupport=True, insertTextModeSupport={"valueSet": [1, 2]}))
    client.open("wording wo_there")
    first, last = client.ask("textDocument/completion", client.at(0, 10))["items"]
    assert first["textEdit"]["insert"]["end"]["character"] == 10
    assert first["textEdit"]["replace"]["end"]["character"] == 16
    assert (last["textEdit"]["newText"], last["insertTextMode"]) == ("first\nsecond", 1)


def test_one_range_for_all_where_the_client_takes_it(make: Make) -> None:
    item = {"labelDetailsSupport": True}
    client = make().begin(
        {"textDocument": {"completion": {"completionItem": item, "completionList": {"itemDefaults": ["editRange"]}}}}
    )
    client.open("wording wo")
    found = client.ask("textDocument/completion", client.at(0, 10))
    assert found["itemDefaults"]["editRange"]["start"]["character"] == 8
    assert [set(each) for each in found["items"]] == [
        {"label", "kind", "sortText", "data"},
        {"label", "kind", "sortText", "data", "textEditText", "labelDetails"},
    ]


def test_an_item_is_told_of_when_it_is_looked_at(client: Client) -> None:
    client.open("wording wo")
    first = client.ask("textDocument/completion", client.at(0, 10))["items"][0]
    told = client.ask("completionItem/resolve", first)
    assert told == {**first, "detail": "detail 0", "documentation": {"kind": "markdown", "value": "*words*"}}


@pytest.mark.parametrize("data", [None, [7, 0], ["x"], {"a": 1}])
def test_an_item_that_is_not_known_comes_back_as_it_was(client: Client, data: object) -> None:
    item = {"label": "x", "data": data}
    assert client.ask("completionItem/resolve", item) == item


def test_what_else_an_item_changes_is_told_late(make: Make) -> None:
    client = make().begin(capable(resolveSupport={"properties": ["documentation", "additionalTextEdits"]}))
    client.open("wording wo")
    first = client.ask("textDocument/completion", client.at(0, 10))["items"][0]
    [edit] = client.ask("completionItem/resolve", first)["additionalTextEdits"]
    assert (edit["newText"], edit["range"]["start"]) == ("import it\n", {"line": 0, "character": 0})
    client.notify("workspace/didChangeConfiguration", {"settings": {"pebre": {"completion": {"autoImport": False}}}})
    first = client.ask("textDocument/completion", client.at(0, 10))["items"][0]
    assert "additionalTextEdits" not in client.ask("completionItem/resolve", first)


def test_a_client_that_takes_no_late_edits_is_offered_no_imports(client: Client) -> None:
    client.open("wording wo")
    first = client.ask("textDocument/completion", client.at(0, 10))["items"][0]
    assert "additionalTextEdits" not in client.ask("completionItem/resolve", first)
