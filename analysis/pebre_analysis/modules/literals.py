"""Reads Python literals from generated text, as text.

In:  the text of a small generated module (an editable install's finder), and where to look.
Out: strings, numbers, None, booleans, and tuples, lists, sets and dicts of them; or None as soon as
     anything else stands there. Nothing is executed, imported or compiled, and nothing recurses.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Literal: TypeAlias = "str | int | list[Literal] | dict[Literal, Literal] | None"

MAX_ITEMS: Final = 100_000
MAX_DEPTH: Final = 20

_TOKEN: Final = re.compile(
    r"""[ \t\r\n\f]*(?:\#[^\n]*[ \t\r\n\f]*)*(?:
        (?P<string>[rRuU]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
      | (?P<number>-?\d{1,18}(?![\w.]))
      | (?P<name>None|True|False)\b
      | (?P<mark>[][{}(),:])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)", re.DOTALL)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\n": ""}
_NAMES: Final[dict[str, Literal]] = {"None": None, "True": True, "False": False}
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}


class _Open:
    """A bracket that is not closed yet, with what stands in it so far."""

    __slots__ = ("closer", "items", "n_colons")

    def __init__(self, closer: str) -> None:
        self.closer = closer
        self.items: list[Literal] = []
        self.n_colons = 0

    def close(self) -> Literal:
        if self.closer != "}":
            return self.items
        if self.n_colons == 0:
            return self.items if self.items else {}
        pairs = zip(self.items[::2], self.items[1::2], strict=False)
        return {key: value for key, value in pairs if not isinstance(key, (list, dict))}


def read_assignment(text: str, name: str) -> Literal:
    """The value of `name = …` or `name: annotation = …` at the start of a line; None if there is none."""
    match = re.search(rf"^{re.escape(name)}\b[ \t]*(?::[^=\n]*)?=", text, re.MULTILINE)
    return None if match is None else read(text, match.end())


def read(text: str, at: int) -> Literal:
    """The literal at `at`. Tuples and sets come as lists."""
    stack: list[_Open] = []
    n_items = 0
    while (token := _TOKEN.match(text, at)) is not None:
        at = token.end()
        value: Literal
        if token["string"] is not None:
            value = _string(token["string"])
        elif token["number"] is not None:
            value = int(token["number"])
        elif token["name"] is not None:
            value = _NAMES[token["name"]]
        else:
            mark = token["mark"]
            if mark in _CLOSERS:
                if len(stack) >= MAX_DEPTH:
                    return None
                stack.append(_Open(_CLOSERS[mark]))
                continue
            if not stack:
                return None
            if mark == ":":
                stack[-1].n_colons += 1
                continue
            if mark == ",":
                continue
            done = stack.pop()
            if mark != done.closer:
                return None
            value = done.close()
        if not stack:
            return value
        stack[-1].items.append(value)
        n_items += 1
        if n_items > MAX_ITEMS:
            return None
    return None


def strings(value: Literal) -> dict[str, str]:
    """The entries of a dict whose key and value are strings; empty for anything else."""
    if not isinstance(value, dict):
        return {}
    return {key: item for key, item in value.items() if isinstance(key, str) and isinstance(item, str)}


def _string(token: str) -> str:
    quote = token.find(token[-1])
    body = token[quote + 1 : -1]
    if "\\" not in body or token[0] in "rR":
        return body
    return _ESCAPE.sub(_unescaped, body)


def _unescaped(match: re.Match[str]) -> str:
    what = match[1]
    first = what[0]
    if first in "xuU" and len(what) > 1:
        code = int(what[1:], 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    if first in "01234567":
        return chr(int(what, 8))
    return _SIMPLE.get(what, what)
