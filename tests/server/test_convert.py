"""URIs and shapes."""

import pytest

from pebre_analysis.source import lines
from pebre_server import convert, fields, uris
from pebre_server.protocol import client, jsonrpc
from tests.server import fake_answers


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///w/a.py", "/w/a.py"),
        ("FILE:///w/a.py", "/w/a.py"),
        ("file:/w/a.py", "/w/a.py"),
        ("file://localhost/w/a.py", "/w/a.py"),
        ("file:///w/a%20b%23.py", "/w/a b#.py"),
        ("file:///w/%C3%A4.py", "/w/ä.py"),
        ("file:///w/ä.py", "/w/ä.py"),
        ("file:///w/%FF.py", "/w/\udcff.py"),
        ("file:///w/100%.py", "/w/100%.py"),
        ("file:///w/%zz.py", "/w/%zz.py"),
        ("file:///w/../x/./a.py", "/x/a.py"),
        ("file:////w//a.py", "/w/a.py"),
        ("file:///c%3A/x/a.py", "C:/x/a.py"),
        ("file:///c:/x/a.py", "C:/x/a.py"),
        ("file://server/share/a.py", "//server/share/a.py"),
        ("/w/a.py", "/w/a.py"),
        ("untitled:Untitled-1", "untitled:Untitled-1"),
        ("untitled:/etc/hostname", "untitled:/etc/hostname"),
        ("vscode-notebook-cell:/w/n.ipynb#X1", "vscode-notebook-cell:/w/n.ipynb#X1"),
        ("git:/w/a.py?ref", "git:/w/a.py?ref"),
        ("file:relative.py", "file:relative.py"),
        ("file:///w/%00.py", "file:///w/%00.py"),
        ("", ""),
    ],
)
def test_path_of_a_uri(uri: str, path: str) -> None:
    assert uris.path_of(uri) == path


@pytest.mark.parametrize(
    "path", ["/w/a b#?%.py", "/w/ä€😀.py", "/w/\udcff.py", "C:/x/a.py", "//server/share/a.py", "untitled:x", "/"]
)
def test_a_path_comes_back_from_its_uri(path: str) -> None:
    uri = uris.uri_of(path)
    assert uri.isascii()
    assert uris.path_of(uri) == path


@pytest.mark.parametrize(
    "odd", [None, {}, {"line": 1}, {"line": "1", "character": 2}, {"line": True, "character": 0}, 7]
)
def test_an_odd_position_is_a_misfit(odd: object) -> None:
    with pytest.raises(jsonrpc.RequestError) as failure:
        fields.position(odd)
    assert failure.value.code == -32602


def make_client(**text_document: object) -> client.Client:
    return client.Client({"capabilities": {"textDocument": text_document}})


def space(text: str) -> convert.TextSpace:
    return convert.TextSpace("file:///w/a.py", lines.LineIndex(text), lines.Encoding.UTF16)


def symbol(name: str, kind: str, *children: fake_answers.Symbol) -> fake_answers.Symbol:
    return fake_answers.Symbol(name, "", kind, fake_answers.Range(0, 3), fake_answers.Range(1, 2), list(children))


def test_symbols_are_a_tree_for_clients_that_take_one() -> None:
    shapes = convert.symbols(
        [symbol("A", "class", symbol("f", "method"), symbol("g", "method")), symbol("b", "variable")],
        space("abc"),
        "file:///w/a.py",
        make_client(documentSymbol={"hierarchicalDocumentSymbolSupport": True}),
    )
    assert [(shape["name"], shape["kind"], [child["name"] for child in shape["children"]]) for shape in shapes] == [
        ("A", 5, ["f", "g"]),
        ("b", 13, []),
    ]
    assert shapes[0]["selectionRange"]["end"] == {"line": 0, "character": 2}


def test_symbols_are_a_list_for_others() -> None:
    found = [symbol("A", "class", symbol("f", "method"), symbol("E", "enum-member"))]
    shapes = convert.symbols(found, space("abc"), "file:///w/a.py", make_client())
    assert [(shape["name"], shape["kind"], shape.get("containerName")) for shape in shapes] == [
        ("A", 5, None),
        ("f", 6, "A"),
        ("E", 13, "A"),
    ]


def test_a_tree_of_symbols_may_be_deep() -> None:
    found = symbol("x", "function")
    for _ in range(5000):
        found = symbol("x", "function", found)
    shapes = convert.symbols([found], space("abc"), "file:///w/a.py", make_client())
    assert len(shapes) == 5001


def test_hover_without_markdown_is_plain() -> None:
    found = fake_answers.Hover("```python\nx: int\n```\nwords", fake_answers.Range(0, 1))
    shape = convert.hover(found, space("x"), make_client(hover={"contentFormat": ["plaintext"]}))
    assert shape["contents"] == {"kind": "plaintext", "value": "x: int\nwords"}


def test_definitions_are_links_for_clients_that_take_them() -> None:
    found = [fake_answers.Target("/w/a.py", fake_answers.Range(0, 3), fake_answers.Range(1, 2))]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
    name = {"start": {"line": 0, "character": 1}, "end": {"line": 0, "character": 2}}
    linking = make_client(definition={"linkSupport": True})
    assert convert.definitions(found, lambda path: space("abc"), linking) == [
        {"targetUri": "file:///w/a.py", "targetRange": whole, "targetSelectionRange": name}
    ]
    assert convert.definitions(found, lambda path: space("abc"), make_client()) == [
        {"uri": "file:///w/a.py", "range": name}
    ]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-8", "utf-16"], "utf-16"),
        (["utf-32"], "utf-32"),
        (["utf-8", "utf-32"], "utf-8"),
        (["ebcdic"], "utf-16"),
        ("utf-8", "utf-16"),
        ([3], "utf-16"),
    ],
)
def test_encoding(offered: object, chosen: str) -> None:
    assert client.Client({"capabilities": {"general": {"positionEncodings": offered}}}).encoding == chosen


def test_odd_params_of_initialize_count_as_no() -> None:
    for odd in (
        {},
        {"capabilities": None},
        {"capabilities": 3},
        {"capabilities": {"textDocument": []}},
        {"workspaceFolders": [None, {"uri": 3}], "rootUri": 7, "rootPath": ""},
    ):
        found = client.Client(odd)
        assert not found.pulls
        assert found.folders() == []


def test_folders() -> None:
    assert client.Client({"workspaceFolders": [{"uri": "file:///a"}, {"uri": "file:///b"}]}).folders() == [
        "file:///a",
        "file:///b",
    ]
    assert client.Client({"workspaceFolders": [], "rootUri": "file:///a"}).folders() == ["file:///a"]
    assert client.Client({"rootUri": None, "rootPath": "/a"}).folders() == ["/a"]
