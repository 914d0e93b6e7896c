"""Notebooks: cells are one text to the analysis, and themselves to the client."""

from collections.abc import Callable
from typing import Any

from tests.server.client import Client

Make = Callable[..., Client]
BOOK = "file:///w/book.ipynb"


def cell(name: str) -> str:
    return f"vscode-notebook-cell:/w/book.ipynb#{name}"


def shape(name: str, kind: int = 2) -> dict[str, Any]:
    return {"kind": kind, "document": cell(name)}


def item(name: str, text: str, language: str = "python") -> dict[str, Any]:
    return {"uri": cell(name), "languageId": language, "version": 1, "text": text}


def begin(make: Make, **capabilities: Any) -> Client:
    client = make().begin({"notebookDocument": {"synchronization": {}}, **capabilities})
    client.notify(
        "notebookDocument/didOpen",
        {
            "notebookDocument": {
                "uri": BOOK,
                "notebookType": "jupyter-notebook",
                "version": 1,
                "cells": [shape("a"), shape("words", 1), shape("b"), shape("sql")],
            },
            "cellTextDocuments": [
                item("a", "one = 1"),
                item("words", "# text", "markdown"),
                item("b", "two = one\n"),
                item("sql", "select", "sql"),
            ],
        },
    )
    return client


def change(client: Client, version: int, **cells: Any) -> None:
    client.notify(
        "notebookDocument/didChange",
        {"notebookDocument": {"uri": BOOK, "version": version}, "change": {"cells": cells}},
    )


def text(client: Client) -> Any:
    return client.state()["texts"].get("/w/book.ipynb")


def test_python_cells_are_one_text(make: Make) -> None:
    client = begin(make)
    assert text(client) == "one = 1\ntwo = one\n"


def test_questions_in_a_cell_are_answered_in_its_own_lines(make: Make) -> None:
    client = begin(make)
    result = client.result(client.hover(0, 7, cell("b")))
    assert result["contents"]["value"] == "```python\none\n```"
    assert result["range"] == {"start": {"line": 0, "character": 6}, "end": {"line": 0, "character": 9}}
    found = client.ask("textDocument/definition", client.at(0, 7, cell("b")))
    assert [(place["uri"], place["range"]["start"]["line"]) for place in found] == [(cell("a"), 0)]


def test_cells_are_edited_moved_added_and_removed(make: Make) -> None:
    client = begin(make)
    edit = {"range": {"start": {"line": 0, "character": 6}, "end": {"line": 0, "character": 7}}, "text": "11\n"}
    change(client, 2, textContent=[{"document": {"uri": cell("a"), "version": 2}, "changes": [edit]}])
    assert text(client) == "one = 11\ntwo = one\n"
    change(
        client,
        3,
        structure={"array": {"start": 3, "deleteCount": 0, "cells": [shape("c")]}, "didOpen": [item("c", "three")]},
    )
    assert text(client) == "one = 11\ntwo = one\nthree\n"
    change(client, 4, structure={"array": {"start": 0, "deleteCount": 1}, "didClose": [{"uri": cell("a")}]})
    assert text(client) == "two = one\nthree\n"
    change(client, 5, structure={"array": {"start": 0, "deleteCount": 3, "cells": [shape("c"), shape("b")]}})
    assert text(client) == "three\ntwo = one\n"
    change(client, 6, data=[shape("c", 1)])
    assert text(client) == "two = one\n"
    assert client.word(0, 0, cell("b")) == "two"


def test_diagnostics_are_told_for_each_cell(make: Make) -> None:
    client = begin(make)
    edits = [{"document": {"uri": cell("b"), "version": 2}, "changes": [{"text": "x\nerror_1"}]}]
    change(client, 2, textContent=edits)
    found = client.wait(lambda m: m.get("params", {}).get("uri") == cell("b") and m["params"]["diagnostics"])
    assert found["params"]["diagnostics"][0]["range"]["start"] == {"line": 1, "character": 0}
    client.settle()
    assert all(p["diagnostics"] == [] for p in client.all("textDocument/publishDiagnostics") if p["uri"] == cell("a"))


def test_diagnostics_are_pulled_for_each_cell(make: Make) -> None:
    client = begin(make, textDocument={"diagnostic": {}}, workspace={"diagnostics": {"refreshSupport": True}})
    change(client, 2, textContent=[{"document": {"uri": cell("b"), "version": 2}, "changes": [{"text": "error_1"}]}])
    reports = [client.ask("textDocument/diagnostic", {"textDocument": {"uri": cell(name)}}) for name in "ab"]
    assert [len(report["items"]) for report in reports] == [0, 1]


def test_closing_takes_everything_back(make: Make) -> None:
    client = begin(make)
    client.notify("notebookDocument/didSave", {"notebookDocument": {"uri": BOOK}})
    client.notify(
        "notebookDocument/didClose",
        {"notebookDocument": {"uri": BOOK}, "cellTextDocuments": [{"uri": cell("a")}, {"uri": cell("b")}]},
    )
    assert text(client) is None
    assert client.word(0, 0, cell("a")) is None


def test_a_change_of_what_is_not_open_is_harmless(make: Make) -> None:
    client = make().begin()
    change(client, 2, data=[])
    client.notify("notebookDocument/didClose", {"notebookDocument": {"uri": BOOK}})
    client.notify("notebookDocument/didChange", {"notebookDocument": 1, "change": 2})
    client.open("word")
    assert client.word() == "word"


def test_a_pull_of_one_cell_tells_of_others_that_changed(make: Make) -> None:
    pulls = {"diagnostic": {"relatedDocumentSupport": True}}
    client = begin(make, textDocument=pulls, workspace={"diagnostics": {"refreshSupport": True}})
    asked = {"textDocument": {"uri": cell("a")}}
    assert client.ask("textDocument/diagnostic", asked)["relatedDocuments"].keys() == {cell("b")}
    assert "relatedDocuments" not in client.ask("textDocument/diagnostic", asked)
    edited = {"document": {"uri": cell("b"), "version": 2}, "changes": [{"text": "error_1"}]}
    change(client, 2, textContent=[edited])
    related = client.ask("textDocument/diagnostic", asked)["relatedDocuments"]
    assert [each["message"] for each in related[cell("b")]["items"]] == ["error_1"]
