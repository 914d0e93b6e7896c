"""The server over the real analysis, started again: it tells at once what it told before, and corrects itself."""

import contextlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pebre_analysis.cache import store
from tests.server.client import PULL, Client
from tests.server.test_whole import COMMAND, opened

Make = Callable[..., Client]
Start = Callable[..., Client]
MAIN = "from shapes import area\n'𝒳'; total: str = area(3)\nmissing\narea()\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PEBRE_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '0'\n", encoding="utf-8")
    (folder / "shapes.py").write_text("def area(side: int) -> int:\n    return side * side\n", encoding="utf-8")
    (folder / "main.py").write_text(MAIN, encoding="utf-8")
    return folder


def started(make: Make, project: Path, capabilities: dict[str, Any] | None = None) -> tuple[Client, dict[str, Any]]:
    """A server with the file open."""
    client = make(command=COMMAND, cwd=project)
    related = {"publishDiagnostics": {"relatedInformation": True}}
    pulls = capabilities or {}
    wanted = {**pulls, "textDocument": {**related, **pulls.get("textDocument", {})}}
    client.begin(wanted, rootUri=project.as_uri())
    return client, opened(client, project / "main.py")


def published(client: Client, n: int = 1) -> Any:
    """The n-th list that was published."""
    end = time.monotonic() + 60
    while len(told := client.all("textDocument/publishDiagnostics")) < n:
        assert time.monotonic() < end
        time.sleep(0.01)
    return told[n - 1]


def kept(project: Path, old: bytes = b"", new: bytes = b"", least: int = 1) -> None:
    """Wait until something was kept for a document, `least` rows, and put other words into it."""
    path = project.parent / "cache" / store.NAME
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.05)
        if not path.exists():
            continue
        rows = sqlite3.connect(path, timeout=10)
        with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(rows), rows:  # it is being made
            found = rows.execute("SELECT key, value FROM rows WHERE kind = 'told'").fetchall()
            if len(found) < least:
                continue
            for key, value in found:
                now = value.replace(old, new)
                rows.execute("UPDATE rows SET value = ?, sum = ? WHERE key = ?", (now, store.digest(key, now), key))
            return
    raise AssertionError("nothing was kept")


@pytest.mark.slow
def test_it_tells_at_once_what_it_told_before(make: Make, project: Path) -> None:
    client, _ = started(make, project)
    first = published(client)
    assert [each["code"] for each in first["diagnostics"]] == [
        "invalid-assignment",
        "unresolved-reference",
        "missing-argument",
    ]
    assert "relatedInformation" in first["diagnostics"][2]
    kept(project)
    assert client.end() == 0
    client, main = started(make, project)
    assert published(client) == first
    client.result(client.request("textDocument/documentSymbol", main), 60)
    client.settle()
    assert len(client.all("textDocument/publishDiagnostics")) == 1  # what was found then is the same
    assert client.end() == 0


@pytest.mark.slow
def test_it_shows_at_once_what_it_showed_before(make: Make, project: Path) -> None:
    def shown(client: Client, main: dict[str, Any]) -> Any:
        where = {**main, "position": {"line": 1, "character": 22}}
        return client.result(client.request("textDocument/hover", where), 60)

    client, main = started(make, project)
    published(client)
    first = shown(client, main)
    assert "def area" in first["contents"]["value"]
    kept(project, least=2)
    client.end()
    kept(project, b"def area", b"def AREA", least=2)
    client, main = started(make, project)
    early = shown(client, main)
    assert early["contents"]["value"] == first["contents"]["value"].replace("def area", "def AREA")
    assert early["range"] == first["range"]
    end = time.monotonic() + 60
    while shown(client, main) != first:  # once the analysis has looked at it
        assert time.monotonic() < end
        time.sleep(0.1)
    client.end()


@pytest.mark.slow
def test_colours_come_at_once_as_they_came_before(make: Make, project: Path) -> None:
    def colours(client: Client, main: dict[str, Any]) -> Any:
        return client.result(client.request("textDocument/semanticTokens/full", main), 60)

    coloured = {"textDocument": {"semanticTokens": {}}}
    client, main = started(make, project, coloured)
    published(client)
    first = colours(client, main)["data"]
    kept(project, least=2)
    client.end()
    kept(project, b"[0,5,", b"[0,6,", least=2)
    client, main = started(make, project, coloured)
    early = colours(client, main)
    assert first[:2] == [0, 5]
    assert early["data"] == [0, 6, *first[2:]]
    later = {**main, "previousResultId": early["resultId"]}
    edits = client.result(client.request("textDocument/semanticTokens/full/delta", later), 60)["edits"]
    assert edits == [{"start": 0, "deleteCount": 5, "data": first[:5]}]  # once the analysis has looked at it
    client.end()


@pytest.mark.slow
def test_an_outline_comes_at_once_as_it_came_before(make: Make, project: Path) -> None:
    def names(client: Client, main: dict[str, Any]) -> list[str]:
        found = client.result(client.request("textDocument/documentSymbol", main), 60)
        return [each["name"] for each in found]

    tree = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
    client, main = started(make, project, tree)
    published(client)
    assert names(client, main) == ["total"]
    kept(project, least=2)
    client.end()
    kept(project, b'"total"', b'"TOTAL"', least=2)
    client, main = started(make, project, tree)
    assert names(client, main) == ["TOTAL"]
    change = {"textDocument": {**main["textDocument"], "version": 2}, "contentChanges": [{"text": MAIN + "more = 1\n"}]}
    client.notify("textDocument/didChange", change)
    assert names(client, main) == ["total", "more"]
    client.end()
    kept(project, b'"total"', b'"TOTAL"', least=2)
    client, main = started(make, project)
    assert names(client, main) == ["total"]  # a flat list, which is not kept
    client.end()


@pytest.mark.slow
def test_a_client_that_goes_at_once_finds_what_it_saw(make: Make, project: Path) -> None:
    def shown(client: Client, main: dict[str, Any]) -> Any:
        where = {**main, "position": {"line": 1, "character": 22}}
        return client.result(client.request("textDocument/hover", where), 60)["contents"]["value"]

    client, main = started(make, project, PULL)
    client.result(client.request("textDocument/diagnostic", main), 60)
    first = shown(client, main)
    assert client.end() == 0
    kept(project, b"def area", b"def AREA", least=2)
    client, main = started(make, project, PULL)
    assert shown(client, main) == first.replace("def area", "def AREA")
    client.end()


@pytest.mark.slow
def test_servers_that_run_at_once_share_what_they_read(make: Make, project: Path) -> None:
    def shown(client: Client, main: dict[str, Any]) -> object:
        where = {**main, "position": {"line": 1, "character": 22}}
        return client.result(client.request("textDocument/hover", where), 60)

    pairs = [started(make, project) for _ in range(2)]
    first, second = [published(client) for client, _ in pairs]
    assert first == second
    told = [shown(*pair) for pair in pairs]
    assert "area" in str(told[0])
    kept(project)
    rows = store.Store(str(project.parent / "cache"))
    end = time.monotonic() + 60
    while (info := rows.info()) is None or "code" not in info.kinds:  # it comes right behind
        assert time.monotonic() < end
        time.sleep(0.05)
    assert [client.end() for client, _ in pairs] == [0, 0]
    info = rows.info()
    assert info is not None
    assert info.kinds["code"][0] > 2
    assert rows.verify() == (sum(n for n, _ in info.kinds.values()), 0)
    rows.close()
    client, main = started(make, project)
    assert [*told, shown(client, main)] == [told[0]] * 3
    assert client.end() == 0


@pytest.mark.slow
def test_what_is_wrong_is_corrected(make: Make, project: Path) -> None:
    client, _ = started(make, project)
    first = published(client)
    kept(project)
    client.end()
    kept(project, b"missing", b"MISSING")
    client, _ = started(make, project)
    assert "MISSING" in str(published(client))
    assert published(client, 2) == first
    client.end()


@pytest.mark.slow
def test_a_client_that_pulls_is_asked_to_pull_again(make: Make, project: Path) -> None:
    client, main = started(make, project, PULL)
    first = client.result(client.request("textDocument/diagnostic", main), 60)["items"]
    kept(project)
    client.end()
    kept(project, b"missing", b"MISSING")
    client, main = started(make, project, PULL)
    assert "MISSING" in str(client.result(client.request("textDocument/diagnostic", main), 60))
    client.told("workspace/diagnostic/refresh", 60)
    assert client.result(client.request("textDocument/diagnostic", main), 60)["items"] == first
    client.end()


@pytest.mark.slow
def test_without_a_place_to_keep_things_all_is_as_usual(make: Make, project: Path) -> None:
    (project.parent / "cache").write_text("in the way", encoding="utf-8")
    for _ in range(2):
        client, _ = started(make, project)
        assert len(published(client)["diagnostics"]) == 3
        time.sleep(0.7)  # a rest, in which something would be kept
        assert client.end() == 0
