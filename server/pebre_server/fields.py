"""Fields of what a client sends, read as what they must be.

In:  params of the client as plain data, which are never changed.
Out: text, objects, lists of objects, positions as (line, column in units of the client's encoding).
Params that do not fit raise `jsonrpc.RequestError` with INVALID_PARAMS.
"""

from __future__ import annotations

from pebre_server.protocol import jsonrpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message


def misfit(what: str) -> jsonrpc.RequestError:
    """The failure of params that do not fit."""
    return jsonrpc.RequestError(jsonrpc.INVALID_PARAMS, f"params do not fit: {what}")


def member(params: object, name: str) -> Message:
    """An object inside params."""
    found = params.get(name) if isinstance(params, dict) else None
    if not isinstance(found, dict):
        raise misfit(name)
    return found


def text(params: Message, name: str) -> str:
    """A string inside params."""
    found = params.get(name)
    if not isinstance(found, str):
        raise misfit(name)
    return found


def items(params: Message, name: str) -> list[Message]:
    """A list of objects inside params."""
    found = params.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise misfit(name)
    return found


def document_uri(params: Message) -> str:
    """The URI in `textDocument`."""
    return text(member(params, "textDocument"), "uri")


def position(found: object) -> tuple[int, int]:
    """A line and a column."""
    if isinstance(found, dict):
        line, column = found.get("line"), found.get("character")
        if type(line) is int and type(column) is int:
            return line, column
    raise misfit("position")
