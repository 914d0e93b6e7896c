"""What the server says it can do: the answer to `initialize`, and the same for pygls.

In:  the client, the handlers.
Out: a plain `InitializeResult`; the features and commands to register with pygls.
Always
  - everything follows from the handlers: a request is announced with the `capability` of its file;
  - what pygls makes of the registered features is what was answered (a test, for real clients).
Does not know: what handlers do.
"""

from __future__ import annotations

from pebre_server.protocol import identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pebre_server.dispatch import Notification, Request
    from pebre_server.protocol import front
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

    Commands = Mapping[str, Callable[[Session], object]]

_INCREMENTAL = 2
# Cells in other languages are not sent to us.
NOTEBOOKS: Message = {"notebookSelector": [{"notebook": "*", "cells": [{"language": "python"}]}], "save": True}


def announce(client: Client, requests: Iterable[Request], commands: Commands) -> Message:
    """The answer to `initialize`."""
    capabilities: Message = {
        "positionEncoding": client.encoding,
        "textDocumentSync": {"openClose": True, "change": _INCREMENTAL, "save": True},
        "executeCommandProvider": {"commands": list(commands)},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
    }
    if client.has_notebooks:
        capabilities["notebookDocumentSync"] = NOTEBOOKS
    for request in offered(client, requests):
        if request.capability is not None:
            key, value = _value(request, client)
            if value is not None:
                *groups, last = key.split(".")
                into = capabilities
                for group in groups:
                    into = into.setdefault(group, {})
                into[last] = value
    return {"capabilities": capabilities, "serverInfo": {"name": identity.NAME, "version": identity.VERSION}}


def offered(client: Client, requests: Iterable[Request]) -> Iterator[Request]:
    """The requests that this client is offered."""
    return (request for request in requests if request.when is None or request.when(client))


def setup(
    client: Client,
    requests: Iterable[Request],
    notifications: Iterable[Notification],
    commands: Commands,
    session: Callable[[], Session],
) -> front.Setup:
    """The same for pygls."""
    from pebre_server.protocol import front  # not needed for `initialize`

    features = []
    for request in offered(client, requests):
        options = None if request.capability is None else _value(request, client)[1]
        features.append(front.Feature(request.method, _request(request, session), options))
    features.extend(front.Feature(told.method, _notification(told, session)) for told in notifications)
    bound = {name: _command(command, session) for name, command in commands.items()}
    return front.Setup(identity.NAME, identity.VERSION, client.encoding, features, bound, NOTEBOOKS)


def _value(request: Request, client: Client) -> tuple[str, object]:
    assert request.capability is not None
    key, value = request.capability
    return key, value(client) if callable(value) else value


def _request(request: Request, session: Callable[[], Session]) -> Callable[[object], object]:
    return lambda params: request.run(session(), params)


def _notification(told: Notification, session: Callable[[], Session]) -> Callable[[object], object]:
    # Registered for what it announces; the dispatcher gives the message to its handler, not pygls.
    return lambda params: None


def _command(command: Callable[[Session], object], session: Callable[[], Session]) -> Callable[[], object]:
    return lambda: command(session())
