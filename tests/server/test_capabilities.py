"""What is announced is what pygls would announce for the registered handlers."""

import json
from typing import Any

import pytest

from pebre_server import capabilities, notifications, requests
from pebre_server.protocol import client, front, log
from tests.server import fake_server
from tests.server.client import PULL
from tests.server.test_code_action import LATE
from tests.server.test_start import recorded

REQUESTS = (*requests.REQUESTS, *fake_server.MORE)
CLIENTS: dict[str, dict[str, Any]] = {
    "empty": {},
    "vscode": recorded("visual_studio_code_v1.65.2"),
    "neovim": recorded("neovim_v0.11.0"),
    "emacs": recorded("emacs_v29.1"),
    "pulling": PULL,
    "notebooks": {"notebookDocument": {"synchronization": {}}},
    "odd": {"general": {}, "workspace": {}},
}


class Edge:
    """Keeps what pygls sends."""

    def __init__(self) -> None:
        self.log = log.Log(level=0)
        self.results: list[Any] = []

    def send(self, message: object) -> None:
        raise AssertionError(message)

    def reply(self, id: object, result: object) -> bool:  # noqa: A002
        self.results.append(result)
        return True

    def fail(self, id: object, code: int, text: str) -> bool:  # noqa: A002
        raise AssertionError(text)


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("encodings", [None, ["utf-8", "utf-16"], ["utf-8"], ["utf-32", "utf-8"]])
def test_static_capabilities_are_those_of_pygls(name: str, encodings: list[str] | None) -> None:
    told = json.loads(json.dumps(CLIENTS[name]))
    if encodings:
        told["general"] = {**told.get("general", {}), "positionEncodings": encodings}
    params = {"processId": None, "rootUri": None, "capabilities": told}
    found = client.Client(params)
    edge = Edge()
    setup = capabilities.setup(found, REQUESTS, notifications.NOTIFICATIONS, requests.COMMANDS, lambda: None)
    front.Front(edge, setup).receive({"jsonrpc": "2.0", "method": "initialize", "params": params})
    assert meaning(capabilities.announce(found, REQUESTS, requests.COMMANDS)) == meaning(edge.results[0])


def meaning(value: Any) -> Any:
    """Without what says "no": pygls writes `willSave: false` for one client and nothing for another."""
    if isinstance(value, dict):
        kept = {key: meaning(found) for key, found in value.items()}
        return {key: found for key, found in kept.items() if found not in (None, False, {})}
    return [meaning(item) for item in value] if isinstance(value, list | tuple) else value


def test_capabilities_that_depend_on_the_client() -> None:
    plain = capabilities.announce(client.Client({}), REQUESTS, {})["capabilities"]
    pulling = capabilities.announce(client.Client({"capabilities": PULL}), REQUESTS, {})["capabilities"]
    assert "diagnosticProvider" not in plain
    assert pulling["diagnosticProvider"]["interFileDependencies"] is True
    assert "notebookDocumentSync" not in plain


def test_every_pygls_feature_has_its_handler() -> None:
    able = {"codeAction": LATE, "codeLens": {}, "semanticTokens": {}, "inlayHint": {}}
    spaces = {**PULL["workspace"], "fileOperations": {"willRename": True}}
    documents = {**PULL["textDocument"], **able}
    found = client.Client({"capabilities": {"textDocument": documents, "workspace": spaces}})
    setup = capabilities.setup(found, REQUESTS, notifications.NOTIFICATIONS, requests.COMMANDS, lambda: None)
    server = front.make_server(Edge(), setup)
    assert set(server.protocol.fm.features) == {handler.method for handler in (*REQUESTS, *notifications.NOTIFICATIONS)}
    assert set(server.protocol.fm.commands) == set(requests.COMMANDS)
