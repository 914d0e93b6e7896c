"""Diagnostics: told or pulled, fresh after every change, in the files that the edit reaches too."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from pebre_analysis.source import pieces
from pebre_server import diagnostics, documents, session
from tests.server.client import PULL, URI, Client

Make = Callable[..., Client]
OTHER = "file:///w/b.py"


def messages(published: dict[str, Any]) -> list[str]:
    return [item["message"] for item in published["diagnostics"]]


def published(client: Client, uri: str, version: int | None) -> list[str]:
    """The messages of the list for a version."""
    found = client.wait(
        lambda m: (
            m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == uri
            and m["params"].get("version") == version
        )
    )
    return messages(found["params"])


def all_published(client: Client, uri: str) -> list[list[str]]:
    client.settle()
    return [messages(p) for p in client.all("textDocument/publishDiagnostics") if p["uri"] == uri]


def pull(client: Client, uri: str = URI, previous: str | None = None) -> dict[str, Any]:
    params: dict[str, Any] = {"textDocument": {"uri": uri}}
    if previous is not None:
        params["previousResultId"] = previous
    return client.ask("textDocument/diagnostic", params)


# ---- what is drawn in grey


def test_what_is_not_used_is_told_to_those_who_draw_it(make: Make) -> None:
    tags = {"textDocument": {**PULL["textDocument"], "publishDiagnostics": {"tagSupport": {"valueSet": [1]}}}}
    client = make().begin({**PULL, **tags})
    client.open("error_1 unused_a")
    first = pull(client)
    assert [(item["message"], item["severity"], item.get("tags")) for item in first["items"]] == [
        ("error_1", 1, None),
        ("`unused_a` is not used", 4, [1]),
    ]
    assert pull(client, previous=first["resultId"])["kind"] == "unchanged"
    client.change(2, (0, 0, 0, 0, "\n"))
    moved = pull(client, previous=first["resultId"])
    assert [item["range"]["start"]["line"] for item in moved["items"]] == [1, 1]
    client.change(3, (1, 8, 1, 16, ""))
    assert messages({"diagnostics": pull(client)["items"]}) == ["error_1"]


def test_what_is_not_used_is_no_news_to_others(make: Make) -> None:
    client = make().begin(PULL)
    client.open("unused_a")
    assert pull(client)["items"] == []


# ---- told


def test_told_on_open_change_and_save_with_the_version(client: Client) -> None:
    client.open("error_1")
    assert published(client, URI, 1) == ["error_1"]
    client.change(2, (0, 6, 0, 7, "2"))
    assert published(client, URI, 2) == ["error_2"]
    client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    client.settle()
    time.sleep(0.05)
    assert [p["version"] for p in client.all("textDocument/publishDiagnostics")] == [1, 2, 2]


def test_told_again_even_if_the_list_is_the_same(client: Client) -> None:
    client.open("fine")
    assert published(client, URI, 1) == []
    client.change(2, (0, 0, 0, 0, "very "))
    assert published(client, URI, 2) == []


def test_told_shape(make: Make) -> None:
    client = make().begin(
        {"textDocument": {"publishDiagnostics": {"relatedInformation": True, "tagSupport": {"valueSet": [2]}}}}
    )
    client.open("x old")
    found = client.told("textDocument/publishDiagnostics")["diagnostics"]
    zero = {"line": 0, "character": 0}
    assert found == [
        {
            "range": {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 5}},
            "severity": 3,
            "code": "fake-old",
            "source": "pebre",
            "message": "old",
            "tags": [2],
            "relatedInformation": [
                {"location": {"uri": URI, "range": {"start": zero, "end": zero}}, "message": "since here"}
            ],
        }
    ]


def test_what_the_client_does_not_take_is_left_out(client: Client) -> None:
    client.open("x old")
    assert client.told("textDocument/publishDiagnostics")["diagnostics"][0].keys() == {
        "range",
        "severity",
        "code",
        "source",
        "message",
    }


def test_cleared_on_close(client: Client) -> None:
    client.open("error_1")
    published(client, URI, 1)
    client.close()
    assert published(client, URI, None) == []


def test_closed_and_opened_again_in_one_burst(client: Client) -> None:
    client.open("error_1")
    client.close()
    client.open("error_2", version=7)
    assert published(client, URI, 7) == ["error_2"]
    assert all_published(client, URI)[-1] == ["error_2"]


def test_an_edit_is_told_in_other_files_where_it_changes_something(client: Client) -> None:
    client.open("needs_name", OTHER)
    client.open("unrelated", "file:///w/c.py")
    assert published(client, OTHER, 1) == ["needs_name"]
    client.open("name")
    client.change(2, (0, 0, 0, 4, "more"))
    client.change(3, (0, 0, 0, 4, "name"))
    client.wait(lambda m: m.get("params", {}).get("uri") == OTHER and m["params"]["diagnostics"] == [])
    assert published(client, URI, 3) == []
    assert all_published(client, "file:///w/c.py") == [[]]


def test_the_edited_file_comes_before_others(client: Client) -> None:
    client.open("needs_name", OTHER)
    client.open("fine")
    published(client, URI, 1)
    n = len(client.messages)
    client.change(2, "name")
    client.wait(lambda m: m.get("params", {}).get("uri") == OTHER and m["params"]["diagnostics"] == [])
    assert [m["params"]["uri"] for m in client.messages[n:]] == [URI, OTHER]


def test_not_told_while_typing_if_the_user_wants_them_on_save(make: Make) -> None:
    client = make().begin(initializationOptions={"diagnostics": {"run": "onSave"}})
    client.open("error_1")
    assert published(client, URI, 1) == ["error_1"]
    client.change(2, "error_2")
    client.settle()
    client.change(3, "error_3")
    client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    assert published(client, URI, 3) == ["error_3"]
    assert all_published(client, URI) == [["error_1"], ["error_3"]]


def test_a_client_without_refresh_is_told(make: Make) -> None:
    client = make()
    result = client.initialize({"textDocument": {"diagnostic": {"dynamicRegistration": True}}})
    assert "diagnosticProvider" not in result["capabilities"]
    client.notify("initialized")
    client.open("error_1")
    assert published(client, URI, 1) == ["error_1"]
    assert client.error(client.request("textDocument/diagnostic", {"textDocument": {"uri": URI}})) == -32601


# ---- pulled


def test_pulled_when_the_client_can(make: Make) -> None:
    client = make()
    result = client.initialize(PULL)
    assert result["capabilities"]["diagnosticProvider"] == {
        "interFileDependencies": True,
        "workspaceDiagnostics": True,
    }
    client.notify("initialized")
    client.open("error_1")
    report = pull(client)
    assert (report["kind"], messages({"diagnostics": report["items"]})) == ("full", ["error_1"])
    client.change(2, (0, 6, 0, 7, "2"))
    assert pull(client)["items"][0]["message"] == "error_2"
    client.settle()
    assert client.all("textDocument/publishDiagnostics") == []


def test_an_unchanged_report_says_so(puller: Client) -> None:
    puller.open("error_1")
    first = pull(puller)
    assert pull(puller, previous=first["resultId"]) == {"kind": "unchanged", "resultId": first["resultId"]}
    puller.change(2, (0, 7, 0, 7, " fine"))
    assert pull(puller, previous=first["resultId"])["kind"] == "unchanged"
    puller.change(3, (0, 0, 0, 0, "\n"))
    moved = pull(puller, previous=first["resultId"])
    assert moved["kind"] == "full"
    assert moved["items"][0]["range"]["start"]["line"] == 1


def test_asked_to_pull_again_when_another_file_s_edit_reaches_it(puller: Client) -> None:
    puller.open("needs_name", OTHER)
    puller.open("fine")
    assert len(pull(puller, OTHER)["items"]) == 1
    pull(puller)
    puller.change(2, "name")
    puller.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
    assert pull(puller, OTHER)["items"] == []
    puller.change(3, "name more")
    puller.settle()
    time.sleep(0.05)
    assert len([m for m in puller.messages if m.get("method") == "workspace/diagnostic/refresh"]) == 1


def test_not_asked_to_pull_again_for_the_file_it_edited_itself(puller: Client) -> None:
    puller.open("error_1")
    pull(puller)
    puller.change(2, "error_2")
    puller.settle()
    time.sleep(0.05)
    assert all(m.get("method") != "workspace/diagnostic/refresh" for m in puller.messages)


def test_what_was_pulled_since_the_last_change_is_not_looked_at_again() -> None:
    looked: list[str] = []

    def look(path: str) -> pieces.FileReport:
        looked.append(path)
        return pieces.EMPTY

    opened = [documents.Document(uri, "python", 1, "x") for uri in (URI, OTHER)]
    here: Any = SimpleNamespace(
        documents=opened, moment=1, prefers=SimpleNamespace(reports_on_save=False, reported="openFilesOnly"),
        workspace_check=None, has_reported=True, second=None,
        client=SimpleNamespace(pulls=True, has_related=True, diagnostic_tags=()),
        host=SimpleNamespace(diagnostics=look), soon=lambda key, lane, work: work(), unwanted=lambda key: None,
    )  # fmt: skip
    for each in opened:
        each.report = diagnostics.report_of(here, each)
    here.moment = 2
    opened[0].report = diagnostics.report_of(here, opened[0])
    looked.clear()
    diagnostics.listen(here, session.News())
    assert looked == [opened[1].path]


def test_settings_may_change_what_is_reported(puller: Client) -> None:
    puller.open("error_1")
    assert len(pull(puller)["items"]) == 1
    puller.notify("workspace/didChangeConfiguration", {"settings": {"pebre": {"diagnosticMode": "off"}}})
    puller.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
    assert pull(puller)["items"] == []


def test_a_pull_while_typing_gets_the_saved_report_if_the_user_wants_that(make: Make) -> None:
    client = make().begin(PULL, initializationOptions={"diagnostics.run": "onSave"})
    client.open("error_1")
    first = pull(client)
    client.change(2, "error_2")
    assert pull(client)["items"] == first["items"]
    client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    assert pull(client)["items"][0]["message"] == "error_2"


def test_a_pull_for_a_file_that_is_not_open(puller: Client) -> None:
    assert pull(puller, "file:///w/none.py")["items"] == []


# ---- the whole workspace


def test_files_that_are_not_open_are_told_if_the_user_wants_that(make: Make, tmp_path: Any) -> None:
    path = tmp_path / "a.py"
    path.write_text("error_1", encoding="utf-8")
    client = make().begin(PULL, initializationOptions={"diagnosticMode": "workspace"})
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 1}]})
    assert published(client, path.as_uri(), None) == ["error_1"]
    client.open("error_2", path.as_uri())
    client.wait(lambda m: m.get("params", {}).get("diagnostics") == [])
    assert pull(client, path.as_uri())["items"][0]["message"] == "error_2"
    client.close(path.as_uri())
    client.settle()
    time.sleep(0.1)
    assert all_published(client, path.as_uri()) == [["error_1"], [], ["error_1"]]
    client.notify("workspace/didChangeConfiguration", {"settings": {"pebre": {"diagnosticMode": "openFilesOnly"}}})
    client.settle()
    assert all_published(client, path.as_uri())[-1] == []


def items(found: Any) -> dict[str, list[str]]:
    return {each["uri"].rpartition("/")[2]: messages({"diagnostics": each["items"]}) for each in found["items"]}


def held(found: Any) -> dict[str, Any]:
    ids = [{"uri": each["uri"], "value": each["resultId"]} for each in found["items"]]
    return {"previousResultIds": ids}


def files(client: Client, folder: Any, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    changes = [{"uri": (folder / f"{name}.py").as_uri(), "type": 1} for name in texts]
    client.notify("workspace/didChangeWatchedFiles", {"changes": changes})


def test_a_client_pulls_the_whole_workspace_and_waits_for_news(make: Make, tmp_path: Any) -> None:
    client = make().begin(PULL, initializationOptions={"diagnosticMode": "workspace"})
    files(client, tmp_path, a="error_1", b="word", c="error_3")
    first = client.ask("workspace/diagnostic", {"previousResultIds": []})
    assert items(first) == {"a.py": ["error_1"], "c.py": ["error_3"]}
    waiting = client.request("workspace/diagnostic", held(first))
    client.settle()
    assert client.word(0, 0, (tmp_path / "b.py").as_uri()) == "word"  # others are served meanwhile
    files(client, tmp_path, b="error_2")
    second = client.result(waiting)
    assert items(second) == {"b.py": ["error_2"]}
    client.open("other", (tmp_path / "a.py").as_uri(), version=7)
    third = client.ask("workspace/diagnostic", held({"items": [*first["items"], *second["items"]]}))
    assert [(each["version"], each["items"]) for each in third["items"]] == [(7, [])]


def test_reports_of_the_workspace_come_one_by_one_where_the_client_takes_them(make: Make, tmp_path: Any) -> None:
    client = make().begin(PULL, initializationOptions={"diagnosticMode": "workspace"})
    files(client, tmp_path, a="error_1", b="error_2")
    found = client.ask("workspace/diagnostic", {"previousResultIds": [], "partialResultToken": "t"})
    assert found == {"items": []}
    parts = [each["value"] for each in client.all("$/progress") if each["token"] == "t"]
    assert [items(each) for each in parts] == [{"a.py": ["error_1"]}, {"b.py": ["error_2"]}]


def test_what_is_gone_or_no_longer_wanted_is_reported_empty(make: Make, tmp_path: Any) -> None:
    client = make().begin(PULL, initializationOptions={"diagnosticMode": "workspace"})
    files(client, tmp_path, a="error_1", b="error_2")
    first = client.ask("workspace/diagnostic", {"previousResultIds": []})
    gone = {"uri": (tmp_path / "gone.py").as_uri(), "value": "1"}
    previous = held(first)["previousResultIds"]
    assert items(client.ask("workspace/diagnostic", {"previousResultIds": [*previous, gone]})) == {"gone.py": []}
    waiting = client.request("workspace/diagnostic", {"previousResultIds": previous})
    client.settle()
    client.notify("workspace/didChangeConfiguration", {"settings": {"pebre": {"diagnosticMode": "openFilesOnly"}}})
    assert items(client.result(waiting)) == {"a.py": [], "b.py": []}


def test_a_pull_of_the_workspace_can_be_cancelled_and_replaced(make: Make, tmp_path: Any) -> None:
    client = make().begin(PULL, initializationOptions={"diagnosticMode": "workspace"})
    files(client, tmp_path, a="error_1")
    first = client.ask("workspace/diagnostic", {"previousResultIds": []})
    waiting = client.request("workspace/diagnostic", held(first))
    client.settle()
    client.cancel(waiting)
    assert client.error(waiting) == -32800
    older, newer = [client.request("workspace/diagnostic", held(first)) for _ in range(2)]
    assert client.result(older) == {"items": []}
    files(client, tmp_path, b="error_2")
    assert items(client.result(newer)) == {"b.py": ["error_2"]}
    assert client.error(client.request("workspace/diagnostic", {"previousResultIds": 1})) == -32602


def test_nothing_is_published_of_the_workspace_once_the_client_asks(make: Make, tmp_path: Any) -> None:
    client = make().begin(PULL, initializationOptions={"diagnosticMode": "workspace"})
    files(client, tmp_path, a="error_1")
    uri = (tmp_path / "a.py").as_uri()
    assert published(client, uri, None) == ["error_1"]
    client.ask("workspace/diagnostic", {"previousResultIds": []})
    files(client, tmp_path, a="error_2")
    client.settle()
    assert all_published(client, uri) == [["error_1"], []]


def test_a_long_check_of_the_workspace_shows_its_progress(make: Make, tmp_path: Any) -> None:
    client = make().begin({"window": {"workDoneProgress": True}}, initializationOptions={"diagnosticMode": "workspace"})
    for n in range(30):
        (tmp_path / f"{n}.py").write_text("slowly" if n == 3 else f"error_{n}", encoding="utf-8")
    changes = [{"uri": (tmp_path / f"{n}.py").as_uri(), "type": 1} for n in range(30)]
    client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
    client.wait(lambda m: m.get("params", {}).get("value", {}).get("kind") == "end")
    kinds = [shown["value"]["kind"] for shown in client.all("$/progress")]
    assert (kinds[0], kinds[-1], set(kinds[1:-1])) == ("begin", "end", {"report"})
    assert len(client.all("textDocument/publishDiagnostics")) == 29
