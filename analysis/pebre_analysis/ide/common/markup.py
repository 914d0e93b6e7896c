"""Markdown of hovers: code blocks, and long types brought into a few lines.

Always: bounded. What is left out is said to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

WIDTH: Final = 88
MAX_LINES: Final = 6  # of one type
MAX_PARAMETERS: Final = 40
_OPENING: Final = "([{"
_CLOSING: Final = ")]}"
_INDENT: Final = "    "


def block(code: str) -> str:
    """A block of Python."""
    return f"```python\n{code}\n```"


def page(code: str, prose: str, beside: Iterable[str] = ()) -> str:
    """Code, lines that explain it, and below a rule what is written about it."""
    told = "  \n".join(beside)
    head = f"{block(code)}\n\n{told}" if told else block(code)
    return f"{head}\n\n---\n\n{prose}" if prose else head


def folded(head: str, shown: str, indent: str = _INDENT) -> str:
    """`head` and a type, over several lines if it is long; those that follow begin with `indent`."""
    if len(head) + len(shown) <= WIDTH:
        return head + shown
    lines: list[str] = []
    line = head
    for piece in _pieces(shown):
        if len(line) + len(piece.rstrip()) > WIDTH and line.strip():
            lines.append(line.rstrip())
            if len(lines) == MAX_LINES:
                lines.append(f"{indent}…  # cut: {len(shown):,} characters in all")
                return "\n".join(lines)
            line = indent
        line += piece
    return "\n".join([*lines, line.rstrip()])


def _pieces(shown: str) -> list[str]:
    """The text in parts that may begin a line: after commas, before `|` and `->`."""
    found: list[str] = []
    start = 0
    quote = ""
    for at, char in enumerate(shown):
        if quote:
            if char == quote and shown[at - 1] != "\\":
                quote = ""
        elif char in "\"'":
            quote = char
        elif char == " " and (shown[at - 1] == "," or shown[at + 1 : at + 2] == "|" or shown.startswith("->", at + 1)):
            found.append(shown[start : at + 1])
            start = at + 1
    found.append(shown[start:])
    return found


def signature(head: str, shown: str) -> str:
    """`head` and `(a: int, b: str) -> T`: a parameter on each line if it is long."""
    if len(head) + len(shown) <= WIDTH:
        return head + shown
    front, params, back = split_signature(shown)
    if len(params) < 2:
        return folded(head, shown)
    lines = [f"{head}{front}("]
    for at, param in enumerate(params[:MAX_PARAMETERS]):
        last = at == len(params) - 1
        lines.append(folded(_INDENT, param + ("" if last else ","), 2 * _INDENT))
    if len(params) > MAX_PARAMETERS:
        lines.append(f"{_INDENT}…  # and {len(params) - MAX_PARAMETERS} more")
    lines.append(folded(")", back))
    return "\n".join(lines)


def split_signature(shown: str) -> tuple[str, list[str], str]:
    """`[T](a: int, b: str) -> T` as `[T]`, the parameters, and ` -> T`."""
    depth = 0
    quote = ""
    begin = -1
    cuts: list[int] = []
    for at, char in enumerate(shown):
        if quote:
            if char == quote and shown[at - 1] != "\\":
                quote = ""
        elif char in "\"'":
            quote = char
        elif char in _OPENING:
            if char == "(" and not depth and begin < 0:
                begin = at
            depth += 1
        elif char in _CLOSING:
            depth -= 1
            if not depth and begin >= 0 and char == ")":
                ends = [*cuts, at]
                starts = [begin, *cuts]
                params = [shown[a + 1 : b].strip() for a, b in zip(starts, ends, strict=True)]
                return shown[:begin], [param for param in params if param], shown[at + 1 :]
        elif char == "," and depth == 1 and begin >= 0:
            cuts.append(at)
    return shown, [], ""
