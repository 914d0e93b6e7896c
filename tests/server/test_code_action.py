"""Code actions over stdio."""

from collections.abc import Callable
from typing import Any

from tests.server.client import PULL, URI, Client

Make = Callable[..., Client]
LITERALS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix"]}}, "isPreferredSupport": True}


def begin(make: Make, text: str, **more: Any) -> Client:
    client = make().begin({"textDocument": {"codeAction": LITERALS, **PULL["textDocument"]}, **more})
    client.open(text)
    return client


def asked(client: Client, *columns: int, **context: Any) -> list[dict[str, Any]]:
    start, end = [{"line": 0, "character": column} for column in columns]
    params = {"textDocument": {"uri": URI}, "range": {"start": start, "end": end}}
    return client.ask("textDocument/codeAction", {**params, "context": {"diagnostics": [], **context}})


def test_actions_of_a_range_with_their_edits(make: Make) -> None:
    client = begin(make, "'😀' one two")
    [found] = asked(client, 5, 6)
    assert (found["title"], found["kind"], found["isPreferred"]) == ("Shout one", "quickfix", True)
    [edit] = found["edit"]["changes"][URI]
    assert edit["newText"] == "ONE"
    assert [edit["range"][each]["character"] for each in ("start", "end")] == [5, 8]
    assert len(asked(client, 5, 12)) == 2
    assert [each["title"] for each in asked(client, 12, 5)] == ["Shout two"]  # an inverted range is its start


def test_an_action_names_the_diagnostic_that_it_mends(make: Make) -> None:
    client = begin(make, "error_1 word", workspace=PULL["workspace"])
    shown = client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["items"]
    [found] = asked(client, 0, 0, diagnostics=[*shown, {"range": shown[0]["range"], "code": "other"}, "odd"])
    assert found["diagnostics"] == shown
    assert "isPreferred" not in found


def test_what_the_client_tells_of_elsewhere_is_mended_too(make: Make) -> None:
    client = begin(make, "word error_1", workspace=PULL["workspace"])
    shown = client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["items"]
    assert [each["title"] for each in asked(client, 0, 0, diagnostics=shown)] == ["Shout word", "Shout error_1"]
    others = [{**each, "source": "another"} for each in shown]
    assert [each["title"] for each in asked(client, 0, 0, diagnostics=[*others, "odd"])] == ["Shout word"]


def test_only_wanted_kinds_are_told(make: Make) -> None:
    client = begin(make, "word")
    assert asked(client, 0, 0, only=["quickfix"])
    assert asked(client, 0, 0, only=[""])
    assert not asked(client, 0, 0, only=["source.organizeImports"])
    assert not asked(client, 0, 0, only=["quickfix.other"])


def test_a_client_that_takes_only_commands_is_offered_none(make: Make) -> None:
    capabilities = make().initialize()["capabilities"]
    assert "codeActionProvider" not in capabilities


def test_what_cannot_be_done_says_why_where_that_is_shown(make: Make) -> None:
    client = begin(make, "one two")
    assert [each["title"] for each in asked(client, 0, 3)] == ["Shout one"]
    shows = {"codeAction": {**LITERALS, "disabledSupport": True}}
    client = make().begin({"textDocument": shows})
    client.open("one two")
    [found] = asked(client, 0, 3, only=["refactor"])
    assert found == {"title": "Take out", "kind": "refactor.extract.word", "disabled": {"reason": "words are words"}}
    assert not asked(client, 0, 3, only=["refactor.inline"])


LATE = {**LITERALS, "dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
MAKES = {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}}


def test_edits_that_come_when_an_action_is_chosen(make: Make) -> None:
    client = make().begin({"textDocument": {"codeAction": LATE}, "workspace": MAKES})
    client.open("'😀' one")
    [found] = asked(client, 5, 8, only=["refactor.move"])
    assert "edit" not in found
    changes = client.ask("codeAction/resolve", found)["edit"]["documentChanges"]
    assert [each.get("kind") for each in changes] == ["create", None, None]
    assert changes[0]["uri"] == "file:///w/a.py/there"
    assert [each["edits"][0]["newText"] for each in changes[1:]] == ["", "one"]
    assert changes[1]["edits"][0]["range"]["start"]["character"] == 5


def test_an_action_that_is_chosen_too_late_or_in_vain_says_why(make: Make) -> None:
    client = make().begin({"textDocument": {"codeAction": LATE}, "workspace": MAKES})
    client.open("one   two")
    [blank] = asked(client, 4, 5, only=["refactor.move"])
    assert client.answer(client.request("codeAction/resolve", blank))["error"]["message"] == "nothing is here"
    client.change(2, "other text")
    assert "changed" in client.answer(client.request("codeAction/resolve", blank))["error"]["message"]
    assert client.ask("codeAction/resolve", {"title": "x", "data": 1}) == {"title": "x", "data": 1}


def test_a_client_that_resolves_nothing_gets_all_at_once_when_its_user_asks(make: Make) -> None:
    client = make().begin({"textDocument": {"codeAction": LITERALS}, "workspace": MAKES})
    client.open("one")
    [found] = asked(client, 0, 3, only=["refactor.move"], triggerKind=1)
    assert found["title"] == "Send away"
    assert len(found["edit"]["documentChanges"]) == 3
    assert not asked(client, 0, 3, only=["refactor.move"], triggerKind=2)
    client = begin(make, "one")
    assert not asked(client, 0, 3, only=["refactor.move"])  # it makes no files
