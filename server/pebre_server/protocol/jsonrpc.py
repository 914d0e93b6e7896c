"""What a JSON-RPC message is, how it is written, and how a request fails.

In:  message bodies as bytes, messages as plain data.
Out: plain data, bodies, error objects.
Always
  - `decode` raises only ValueError or RecursionError, whatever the bytes are;
  - a body whose text is not UTF-8 is still read, its bad bytes as U+FFFD: no message is lost for them;
  - `id_of` accepts what may be answered: text and whole numbers (`True` is no number here).
Does not know: streams, threads, methods.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Message: TypeAlias = dict[str, Any]  # reason: JSON; every reader checks what it takes out
    Id: TypeAlias = int | str

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
REQUEST_FAILED = -32803

ANSWERED = object()  # in place of a result: the answer was sent already


class RequestError(Exception):
    """A request that fails with a code and a short message; no fault of the server's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def error(code: int, message: str) -> Message:
    """The `error` member of an answer."""
    return {"code": code, "message": message}


def decode(body: bytes) -> object:
    """The data in a message body."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    return json.loads(text)


def encode(data: object) -> bytes:
    """JSON, compact. Text with lone surrogates stays valid JSON: all but ASCII is escaped."""
    return json.dumps(data, separators=(",", ":")).encode("ascii")


def id_of(message: Message) -> Id | None:
    """The id of a message if it has one that can be answered."""
    found = message.get("id")
    return found if type(found) is int or type(found) is str else None


def fast_encoder() -> Callable[[object], bytes]:
    """`encode`, ten times as fast, for when msgspec is loaded anyway."""
    import msgspec

    encode_fast = msgspec.json.encode

    def encode_either(data: object) -> bytes:
        try:
            return encode_fast(data)
        except UnicodeEncodeError:  # half a surrogate pair somewhere
            return encode(data)

    return encode_either
