"""References, highlights, renaming and signature help over stdio."""

from collections.abc import Callable

import pytest

from tests.server.client import URI, Client

Make = Callable[..., Client]
OTHER = "file:///w/b.py"


def test_references_in_all_files(client: Client) -> None:
    client.open("word", OTHER)
    client.open("'😀'; word")
    found = client.ask("textDocument/references", {**client.at(0, 7), "context": {"includeDeclaration": True}})
    assert [(each["uri"], each["range"]["start"]["character"]) for each in found] == [(OTHER, 0), (URI, 6)]


def test_highlights_tell_reading_from_writing(client: Client) -> None:
    client.open("word = 1; word")
    found = client.ask("textDocument/documentHighlight", client.at(0, 0))
    assert [(each["range"]["start"]["character"], each["kind"]) for each in found] == [(0, 3), (10, 2)]


def test_a_rename_edits_all_files(make: Make) -> None:
    client = make().begin({"workspace": {"workspaceEdit": {"documentChanges": True}}})
    client.open("word", OTHER)
    client.open("word word")
    where = client.ask("textDocument/prepareRename", client.at(0, 1))
    assert where["end"] == {"line": 0, "character": 4}
    edit = client.ask("textDocument/rename", {**client.at(0, 1), "newName": "term"})
    assert [(each["textDocument"], len(each["edits"])) for each in edit["documentChanges"]] == [
        ({"uri": OTHER, "version": 1}, 1),
        ({"uri": URI, "version": 1}, 2),
    ]
    told = client.wait(lambda message: message.get("method") == "window/showMessage")
    assert told["params"]["message"] == (
        "pebre: 2 uses of that name on values of unknown type were left as they are; "
        "Box.send of a library still has the old name for this parameter; "
        "no folder is open, so only open files were searched"
    )


def test_a_client_without_versions_gets_plain_edits(client: Client) -> None:
    client.open("word word")
    edit = client.ask("textDocument/rename", {**client.at(0, 1), "newName": "term"})
    assert [each["newText"] for each in edit["changes"][URI]] == ["term", "term"]


@pytest.mark.parametrize("method", ["textDocument/prepareRename", "textDocument/rename"])
def test_a_refusal_is_an_error_with_the_reason(client: Client, method: str) -> None:
    client.open("  ")
    answer = client.answer(client.request(method, {**client.at(0, 1), "newName": "x"}))
    assert (answer["error"]["code"], answer["error"]["message"]) == (-32803, "no word")


def test_labels_of_parameters(make: Make) -> None:
    client = make().begin()
    client.open("f(")
    found = client.ask("textDocument/signatureHelp", client.at(0, 2))
    assert [each["label"] for each in found["signatures"][0]["parameters"]] == ["😀: int", "b"]
    assert (found["activeSignature"], found["activeParameter"]) == (0, 1)


def test_labels_of_parameters_by_offsets_count_utf16(make: Make) -> None:
    information = {"parameterInformation": {"labelOffsetSupport": True}}
    client = make().begin({"textDocument": {"signatureHelp": {"signatureInformation": information}}})
    client.open("f(")
    found = client.ask("textDocument/signatureHelp", client.at(0, 2))
    assert [each["label"] for each in found["signatures"][0]["parameters"]] == [[2, 9], [11, 12]]


def test_folds_and_selections(client: Client) -> None:
    client.open("a\nword b")
    assert client.ask("textDocument/foldingRange", {"textDocument": {"uri": URI}}) == [
        {"startLine": 0, "endLine": 1, "kind": "region"}
    ]
    positions = [{"line": 1, "character": 1}, {"line": 9, "character": 9}]
    first, second = client.ask("textDocument/selectionRange", {"textDocument": {"uri": URI}, "positions": positions})
    assert first["range"]["end"] == {"line": 1, "character": 4}
    assert first["parent"]["range"]["start"] == {"line": 0, "character": 0}
    assert second["range"]["start"] == {"line": 1, "character": 5}
