"""The requests of typing, over stdio, in every encoding."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.client import URI, Client

Make = Callable[..., Client]
WIDTHS = {"utf-8": 4, "utf-16": 2, "utf-32": 1}  # of one astral character


@pytest.mark.parametrize("encoding", WIDTHS)
def test_positions_and_ranges_are_in_the_client_s_units(make: Make, encoding: str) -> None:
    client = make()
    result = client.initialize({"general": {"positionEncodings": [encoding]}})
    assert result["capabilities"]["positionEncoding"] == encoding
    client.notify("initialized")
    width = WIDTHS[encoding]
    client.open("first\n'𝒳😀' = word; word\n")
    start = 2 * width + 5
    client.change(2, (1, start, 1, start + 4, "other"))
    result = client.result(client.hover(1, start + 2))
    assert result["contents"]["value"] == "```python\nother\n```"
    assert result["range"] == {"start": {"line": 1, "character": start}, "end": {"line": 1, "character": start + 5}}
    client.change(3, (0, 0, 0, 0, "word 😀 "))
    found = client.ask("textDocument/definition", client.at(1, start + 8))
    assert found == [{"uri": URI, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 4}}}]


def test_utf16_is_chosen_whenever_it_is_offered(make: Make) -> None:
    result = make().initialize({"general": {"positionEncodings": ["utf-8", "utf-32", "utf-16"]}})
    assert result["capabilities"]["positionEncoding"] == "utf-16"


def test_a_column_inside_a_character_is_its_start(client: Client) -> None:
    client.open("a😀b")
    assert client.result(client.hover(0, 2))["range"]["start"]["character"] == 0
    client.change(2, (0, 2, 0, 2, "-"))
    assert client.word(0, 9) == "b"


def test_definition_in_another_open_file(client: Client) -> None:
    client.open("there", "file:///w/b%20c.py")
    client.open("x there")
    found = client.ask("textDocument/definition", client.at(0, 3))
    assert [place["uri"] for place in found] == ["file:///w/b%20c.py"]


def test_document_symbols(make: Make) -> None:
    client = make().begin({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}})
    client.open("class A:\n    def f(self): ...\ndef g(): ...\n")
    found = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
    assert [(symbol["name"], [child["name"] for child in symbol["children"]]) for symbol in found] == [
        ("A", ["f"]),
        ("g", []),
    ]


def test_document_symbols_follow_the_text(make: Make) -> None:
    client = make().begin({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}})
    client.open("def g(): ...\n")
    wanted = {"textDocument": {"uri": URI}}
    first = client.ask("textDocument/documentSymbol", wanted)
    assert client.ask("textDocument/documentSymbol", wanted) == first
    client.change(2, (0, 4, 0, 5, "h"))
    assert [symbol["name"] for symbol in client.ask("textDocument/documentSymbol", wanted)] == ["h"]


def test_a_file_that_is_not_open_is_read_from_the_disk(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "closed ä.py"
    path.write_text("x = '😀' word\n", encoding="utf-8")
    assert client.word(0, 10, path.as_uri()) == "word"
    assert client.word(0, 10, "untitled:" + str(path)) is None, "only file: names the disk"


def test_a_request_that_edits_overtook_is_answered_for_its_place_in_the_new_text(client: Client) -> None:
    client.open("slow")
    stuck = client.hover()
    client.open("one two three", "file:///w/b.py")
    asked = [client.hover(0, column, "file:///w/b.py") for column in (0, 5, 9)]
    client.change(2, (0, 0, 0, 0, "much more text\n"), (1, 3, 1, 4, "\n\n"), uri="file:///w/b.py")
    client.cancel(stuck)
    found = [client.result(id_) for id_ in asked]
    assert [hover["contents"]["value"].split("\n")[1] for hover in found] == ["one", "two", "three"]
    assert [hover["range"]["start"]["line"] for hover in found] == [1, 3, 3]


def test_closing_goes_back_to_what_the_disk_holds(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("disk", encoding="utf-8")
    client.open("editor", path.as_uri())
    assert client.word(0, 0, path.as_uri()) == "editor"
    client.close(path.as_uri())
    assert client.word(0, 0, path.as_uri()) == "disk"


def test_a_document_that_was_never_saved(client: Client) -> None:
    client.open("word", "untitled:Untitled-1")
    assert client.word(0, 0, "untitled:Untitled-1") == "word"
    assert client.told("textDocument/publishDiagnostics")["uri"] == "untitled:Untitled-1"


def test_many_edits_in_one_burst_are_few_revisions(client: Client) -> None:
    client.open("slow ")
    client.hover()
    for n in range(200):
        client.change(n + 2, (0, 5 + n, 0, 5 + n, "x"))
    client.change(500, (0, 0, 0, 4, "fast"))
    assert client.word(0, 10) == "x" * 200
    state = client.state()
    assert state["texts"] == {"/w/a.py": "fast " + "x" * 200}
    assert len(state["changes"]) < 150


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "a",
        "file:",
        "file:///",
        "file://",
        "http://x/y.py",
        "untitled:",
        "file:///%00",
        "file:///w/%ZZ.py",
        "vscode-notebook-cell:/w#1",
        "file:///w/\ud800.py",
        "file:///" + "x" * 5000,
        "C:\\x.py",
        "\n",
    ],
)
def test_odd_uris_are_documents_like_others(client: Client, uri: str) -> None:
    client.open("word error_1", uri)
    assert client.word(0, 0, uri) == "word"
    client.change(2, (0, 0, 0, 4, "more"), uri=uri)
    assert client.word(0, 0, uri) == "more"
    assert client.ask("textDocument/definition", client.at(0, 0, uri)) == []
    assert len(client.told("textDocument/publishDiagnostics")["diagnostics"]) == 1
    client.close(uri)
    assert client.word(0, 0, uri) is None


def test_another_spelling_of_a_uri_is_the_same_document(client: Client, tmp_path: Path) -> None:
    client.open("def f(): ...", "file:///w/%61.py")
    assert client.word(0, 5, "file:///w/a.py") == "f"
    found = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": "FILE:///w/a.py"}})
    assert [symbol["location"]["uri"] for symbol in found] == ["file:///w/%61.py"]
    client.open("def g(): ...", "file:///w/a.py")
    client.close("file:///w/a.py")
    assert client.word(0, 5, "file:///w/a.py") == "f"
    (tmp_path / "b.py").write_text("def h(): ...", encoding="utf-8")
    odd = (tmp_path / "b.py").as_uri().replace("b.py", "%62.py")
    found = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": odd}})
    assert [symbol["name"] for symbol in found] == ["h"]


def test_workspace_symbols(client: Client) -> None:
    client.open("'😀'; 1\ndef first(): ...\n")
    client.open("class second:\n    def inner(): ...\n", "file:///w/b.py")
    found = client.ask("workspace/symbol", {"query": "n"})
    assert [(each["name"], each.get("containerName"), each["location"]["uri"][-4:]) for each in found] == [
        ("second", None, "b.py"),
        ("inner", "CCCC", "b.py"),
    ]
    [first] = client.ask("workspace/symbol", {"query": "first"})
    assert first["location"]["range"]["start"] == {"line": 1, "character": 4}
    assert client.error(client.request("workspace/symbol", {"query": 1})) == -32602


def test_links(client: Client) -> None:
    client.open("'😀' PEP here\n")
    found = client.ask("textDocument/documentLink", {"textDocument": {"uri": URI}})
    assert [(each["range"]["start"]["character"], each["target"]) for each in found] == [
        (5, "https://example.org/PEP"),
        (9, "file:///w/a%20b.py"),
    ]
