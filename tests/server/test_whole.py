"""The server over the real analysis: a session in a small project."""

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.client import PULL, Client

Make = Callable[..., Client]
COMMAND = [sys.executable, "-I", "-m", "pebre_server", "server"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '0'\n", encoding="utf-8")
    (tmp_path / "shapes.py").write_text("def area(side: int) -> int:\n    return side * side\n", encoding="utf-8")
    (tmp_path / "main.py").write_text("from shapes import area\n'𝒳'; total = area(3)\nmissing\n", encoding="utf-8")
    return tmp_path


def opened(client: Client, path: Path, text: str | None = None) -> dict[str, Any]:
    client.open(path.read_text(encoding="utf-8") if text is None else text, path.as_uri())
    return {"textDocument": {"uri": path.as_uri()}}


def pulled(client: Client, named: dict[str, Any]) -> list[str]:
    report = client.result(client.request("textDocument/diagnostic", named), 60)
    return [item["code"] for item in report["items"]]


@pytest.mark.slow
def test_a_session(make: Make, project: Path) -> None:
    client = make(command=COMMAND, cwd=project).begin(PULL, rootUri=project.as_uri())
    main = opened(client, project / "main.py")
    hover = client.result(client.hover(1, 15, main["textDocument"]["uri"]), 60)
    assert "def area(side: int) -> int" in hover["contents"]["value"]
    assert hover["range"] == {"start": {"line": 1, "character": 14}, "end": {"line": 1, "character": 18}}
    places = client.ask("textDocument/definition", client.at(1, 15, main["textDocument"]["uri"]))
    assert [place["uri"] for place in places] == [(project / "shapes.py").as_uri()]
    items = client.ask("textDocument/completion", client.at(1, 16, main["textDocument"]["uri"]))["items"]
    assert items[0]["label"] == "area"
    assert client.ask("completionItem/resolve", items[0])["detail"] == "def area(side: int) -> int"
    symbols = client.ask("textDocument/documentSymbol", main)
    assert [symbol["name"] for symbol in symbols] == ["total"]
    assert pulled(client, main) == ["unresolved-reference"]
    client.change(2, (2, 0, 2, 7, "total"), uri=main["textDocument"]["uri"])
    assert pulled(client, main) == []
    shapes = opened(client, project / "shapes.py")
    assert pulled(client, shapes) == []
    client.change(2, (0, 4, 0, 8, "surface"), uri=shapes["textDocument"]["uri"])
    client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
    assert pulled(client, main) == ["unresolved-import"]
    assert client.end() == 0


@pytest.mark.slow
def test_a_notebook(make: Make, project: Path) -> None:
    client = make(command=COMMAND, cwd=project)
    client.begin({**PULL, "notebookDocument": {"synchronization": {}}}, rootUri=project.as_uri())
    cells = ["cell:1", "cell:2"]
    client.notify(
        "notebookDocument/didOpen",
        {
            "notebookDocument": {
                "uri": (project / "n.ipynb").as_uri(),
                "notebookType": "jupyter-notebook",
                "version": 1,
                "cells": [{"kind": 2, "document": cell} for cell in cells],
            },
            "cellTextDocuments": [
                {"uri": cell, "languageId": "python", "version": 1, "text": text}
                for cell, text in zip(cells, ("from shapes import area", "area(2)\nnope"), strict=True)
            ],
        },
    )
    hover = client.result(client.hover(0, 1, "cell:2"), 60)
    assert "def area" in hover["contents"]["value"]
    report = client.ask("textDocument/diagnostic", {"textDocument": {"uri": "cell:2"}})
    assert [item["range"]["start"]["line"] for item in report["items"]] == [1]
    assert client.ask("textDocument/diagnostic", {"textDocument": {"uri": "cell:1"}})["items"] == []


@pytest.mark.slow
def test_typing_while_it_works(make: Make, project: Path) -> None:
    client = make(command=COMMAND, cwd=project).begin(PULL, rootUri=project.as_uri())
    main = opened(client, project / "main.py", "")
    uri = main["textDocument"]["uri"]
    asked = []
    for n, character in enumerate("import os\nprint(os.path.join('a', 1))\n"):
        line, column = ("import os\nprint(os.path.join('a', 1))\n"[:n].count("\n"), 0)
        column = n - ("import os\nprint(os.path.join('a', 1))\n"[:n].rfind("\n") + 1)
        client.change(n + 2, (line, column, line, column, character), uri=uri)
        asked.append(client.request("textDocument/diagnostic", main))
        asked.append(client.hover(0, 1, uri))
    for id_ in asked:
        assert "error" not in client.answer(id_, 60)
    assert "os" in client.ask("textDocument/hover", client.at(0, 8, uri))["contents"]["value"]


@pytest.mark.slow
def test_a_notebook_that_is_not_open_is_not_edited(make: Make, project: Path) -> None:
    source = ["from shapes import area\n", "area(2)"]
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (project / "n.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    client = make(command=COMMAND, cwd=project).begin(PULL, rootUri=project.as_uri())
    shapes = opened(client, project / "shapes.py")
    at = client.at(0, 5, shapes["textDocument"]["uri"])
    changes = client.result(client.request("textDocument/rename", {**at, "newName": "surface"}), 60)["changes"]
    assert sorted(Path(uri).name for uri in changes) == ["main.py", "shapes.py"]
    told = client.told("window/showMessage")["message"]
    assert told == "pebre: 2 uses of that name in notebooks that are not open were left as they are"
    [place] = [
        place
        for place in client.ask("textDocument/references", {**at, "context": {"includeDeclaration": False}})
        if place["uri"].endswith("n.ipynb")
    ][:1]
    assert place["range"]["end"] == {"line": 0, "character": 0}


@pytest.mark.slow
def test_files_that_nobody_tells_of_are_seen_after_a_moment(make: Make, project: Path) -> None:
    client = make(command=COMMAND, cwd=project).begin(PULL, rootUri=project.as_uri())
    main = opened(client, project / "main.py", "import later\n")
    assert pulled(client, main) == ["unresolved-import"]
    (project / "later.py").write_text("", encoding="utf-8")
    client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
    assert pulled(client, main) == []


@pytest.mark.slow
def test_each_folder_has_its_own_settings(make: Make, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / "a.py").write_text("missing\n", encoding="utf-8")
    client = make(command=COMMAND, cwd=tmp_path)
    client.settings_of = {folders[1].as_uri(): {"rules": {"unresolved-reference": "ignore"}}}
    shapes = [{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
    capabilities = {**PULL, "workspace": {**PULL["workspace"], "configuration": True}}
    client.begin(capabilities, workspaceFolders=shapes)
    found = [pulled(client, opened(client, folder / "a.py")) for folder in folders]
    assert found == [["unresolved-reference"], []]
    client.settings_of = {folders[0].as_uri(): {"rules": {"unresolved-reference": "ignore"}}}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
    found = [pulled(client, {"textDocument": {"uri": (folder / "a.py").as_uri()}}) for folder in folders]
    assert found == [[], ["unresolved-reference"]]


@pytest.mark.slow
def test_debug_information(make: Make, project: Path) -> None:
    client = make(command=COMMAND, cwd=project).begin(PULL, rootUri=project.as_uri())
    pulled(client, opened(client, project / "main.py"))
    told = client.ask("workspace/executeCommand", {"command": "pebre.debugInformation"})
    for part in ("pebre 0", "on Python 3", "changes of files are looked at after each rest", "slowest requests:",
                 "  textDocument/diagnostic: 1, ", "environment:", "search paths:", "STRUCTS"):  # fmt: skip
        assert part in told


@pytest.mark.slow
def test_the_memory_report_is_that_of_the_analysis(make: Make, project: Path) -> None:
    client = make(command=COMMAND, cwd=project).begin(PULL, rootUri=project.as_uri())
    pulled(client, opened(client, project / "main.py"))
    told = client.ask("workspace/executeCommand", {"command": "pebre.memoryReport"})
    titles = re.findall(r"^=+(\w+)=+$", told, re.MULTILINE)
    assert titles == ["STRUCTS", "TABLES", "QUERIES", "SUMMARY"]
    assert re.search(r"^`infer_region -> ScopeInference`\n +metadata=", told, re.MULTILINE)
    total = re.search(r"^TOTAL MEMORY USAGE: ([\d.]+)MB$", told, re.MULTILINE)
    parts = re.findall(r"^    (?:struct|memo) \w+ = ([\d.]+)MB$|^    tables = ([\d.]+)MB$", told, re.MULTILINE)
    assert total is not None
    assert sum(float(one or other) for one, other in parts) == pytest.approx(float(total[1]), abs=0.03)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not tell what a process holds")
def test_closed_documents_leave_nothing(make: Make, project: Path) -> None:
    """The last one closed, the server takes no more than a third above what it took before the first was opened."""

    def resident() -> int:
        """Pages of physical memory, once they do not grow any more: the analysis is imported at rest."""
        found = [0]
        while len(found) < 6 or found[-1] > found[-5]:
            found.append(int(Path(f"/proc/{client.process.pid}/statm").read_text(encoding="ascii").split()[1]))
            time.sleep(0.05)
        return found[-1]

    client = make(command=COMMAND, cwd=project).begin(
        rootUri=project.as_uri(), initializationOptions={"logLevel": "info"}
    )
    before = resident()
    lines = ["import argparse, asyncio, builtins, http.client, subprocess, tkinter, typing, unittest.mock"]
    lines += [f"asyncio.gather(subprocess.run([]), tkinter.Tk().title({n}), unittest.mock.Mock())" for n in range(40)]
    (project / "large.py").write_text("\n".join(lines), encoding="utf-8")
    large = opened(client, project / "large.py")["textDocument"]["uri"]
    said = client.told("textDocument/publishDiagnostics", 60)["diagnostics"]
    hover = client.result(client.hover(1, 10, large), 60)
    assert resident() > 1.35 * before
    client.close(large)
    given_up = time.monotonic() + 60
    while resident() > 1.35 * before:  # until it begins anew, if little is not enough
        assert time.monotonic() < given_up
    client.messages.clear()
    opened(client, project / "large.py")
    assert client.told("textDocument/publishDiagnostics", 60)["diagnostics"] == said
    assert client.result(client.hover(1, 10, large), 60) == hover
    assert client.end() == 0
