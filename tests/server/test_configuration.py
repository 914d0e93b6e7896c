"""Settings, folders and files that change outside the editor."""

import time
from collections.abc import Callable

from tests.server.client import Client

Make = Callable[..., Client]
ASKING = {"workspace": {"configuration": True}}


def test_settings_come_with_initialize(make: Make) -> None:
    for options in ({"python": "/env"}, {"pebre": {"python": "/env"}}):
        client = make().begin(initializationOptions=options)
        assert client.state()["settings"] == {"python": "/env"}


def test_settings_are_asked_for_and_the_first_question_waits_for_them(make: Make) -> None:
    client = make()
    client.settings = {"python": "/env", "python-version": None}
    client.begin(ASKING, initializationOptions={"rules": {"x": "error"}, "python": "/other"})
    client.open("word")
    assert client.word() == "word"
    asked = client.told("workspace/configuration")
    assert asked == {"items": [{"section": "pebre", "scopeUri": "file:///w"}]}
    state = client.state()
    assert state["settings"] == {"python": "/env", "rules": {"x": "error"}}
    assert state["changes"] == [["open a.py"]], "the analysis was opened with the settings, not told of them later"


def test_a_client_that_never_answers_is_not_waited_for_long(make: Make) -> None:
    client = make()
    client.answers_requests = False
    begun = time.perf_counter()
    client.begin(ASKING)
    client.open("word")
    assert client.word() == "word"
    assert time.perf_counter() - begun < 2


def test_an_answer_without_the_section_changes_nothing(make: Make) -> None:
    client = make()
    client.settings = None
    client.begin(ASKING, initializationOptions={"python": "/env"})
    assert client.state()["settings"] == {"python": "/env"}


def test_settings_that_are_sent_and_sent_again(make: Make) -> None:
    client = make().begin()
    client.open("word")
    client.word()
    for _ in range(2):
        client.notify("workspace/didChangeConfiguration", {"settings": {"pebre": {"python": "/new"}}})
    client.notify("workspace/didChangeConfiguration", {"settings": {"other": {}}})
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.notify("workspace/didChangeConfiguration", {})
    state = client.state()
    assert state["settings"] == {"python": "/new"}
    assert sum(batch.count("settings") for batch in state["changes"]) == 1


def test_a_change_without_settings_makes_us_ask(make: Make) -> None:
    client = make()
    client.settings = {"python": "/one"}
    client.begin(ASKING)
    assert client.state()["settings"] == {"python": "/one"}
    client.settings = {"python": "/two"}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait(lambda m: sum(n.get("method") == "workspace/configuration" for n in client.messages) == 2)
    time.sleep(0.05)
    assert client.state()["settings"] == {"python": "/two"}


def test_we_register_for_files_and_settings_where_the_client_can(make: Make) -> None:
    dynamic = {"dynamicRegistration": True}
    client = make().begin({"workspace": {"didChangeWatchedFiles": dynamic, "didChangeConfiguration": dynamic}})
    asked = client.told("client/registerCapability")["registrations"]
    registrations = {registration["method"]: registration["registerOptions"] for registration in asked}
    assert registrations["workspace/didChangeConfiguration"] == {"section": "pebre"}
    patterns = [w["globPattern"] for w in registrations["workspace/didChangeWatchedFiles"]["watchers"]]
    assert "**/*.py" in patterns


def test_nothing_is_registered_where_the_client_cannot(client: Client) -> None:
    client.settle()
    assert not any("id" in m and "method" in m for m in client.messages)


def test_files_that_change_outside_are_told(client: Client) -> None:
    client.open("word")
    client.word()
    client.notify(
        "workspace/didChangeWatchedFiles",
        {
            "changes": [
                {"uri": "file:///w/n.py", "type": 1},
                {"uri": "file:///w/c.py", "type": 2},
                {"uri": "file:///w/d.py", "type": 3},
                {"uri": "file:///w/odd.py", "type": 9},
            ]
        },
    )
    client.notify("textDocument/didSave", {"textDocument": {"uri": "file:///w/a.py"}})
    changes = [change for batch in client.state()["changes"] for change in batch]
    assert changes == ["open a.py", "created n.py", "changed c.py", "deleted d.py", "saved a.py"]


def test_folders(make: Make) -> None:
    client = make().begin(
        rootUri=None, workspaceFolders=[{"uri": "file:///one", "name": "1"}, {"uri": "file:///two", "name": "2"}]
    )
    assert client.state()["folders"] == ["/one", "/two"]
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        {"event": {"removed": [{"uri": "file:///one", "name": "1"}], "added": [{"uri": "file:///three", "name": "3"}]}},
    )
    assert client.state()["folders"] == ["/two", "/three"]


def test_the_log_can_be_made_to_say_more(make: Make) -> None:
    client = make().begin(initializationOptions={"logLevel": "debug"})
    client.open("word")
    client.word()
    said = client.wait(lambda m: m.get("method") == "window/logMessage" and "hover" in m["params"]["message"])
    assert said["params"]["type"] == 4
