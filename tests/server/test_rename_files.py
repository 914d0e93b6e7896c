"""Files get other names: the client asks what has to change with them."""

from collections.abc import Callable

from tests.server.client import URI, Client

Make = Callable[..., Client]
ABLE = {"workspace": {"fileOperations": {"willRename": True}}}


def test_the_edits_that_go_with_a_new_name(make: Make) -> None:
    client = make().begin(ABLE)
    client.open("'😀' b b\n")
    files = {"files": [{"oldUri": "file:///w/b.py", "newUri": "file:///w/other.py"}]}
    edit = client.ask("workspace/willRenameFiles", files)
    [change] = edit["changes"][URI]
    assert change["newText"] == "other"
    assert change["range"]["start"] == {"line": 0, "character": 5}


def test_nothing_has_to_change(make: Make) -> None:
    client = make().begin(ABLE)
    client.open("x\n")
    files = {"files": [{"oldUri": "file:///w/b.py", "newUri": "file:///w/other.py"}]}
    assert client.ask("workspace/willRenameFiles", files) is None
    assert client.error(client.request("workspace/willRenameFiles", {"files": [{"oldUri": 1}]})) == -32602


def test_it_is_announced_to_clients_that_tell_of_renames(make: Make) -> None:
    found = make().initialize(ABLE)["capabilities"]["workspace"]
    assert found["workspaceFolders"]["supported"]
    assert [each["pattern"]["matches"] for each in found["fileOperations"]["willRename"]["filters"]] == [
        "file",
        "folder",
    ]
    assert "fileOperations" not in make().initialize()["capabilities"]["workspace"]
