"""Code as text that is put somewhere else: indentation, names that are free, what may stand without parentheses.

In:  a file's text and offsets of it. Out: text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from typing import Final

from pebre_analysis.syntax import ir

_ATOMS: Final = (ir.Name, ir.Attribute, ir.Subscript, ir.Call, ir.List, ir.Set, ir.Dict, ir.Constant, ir.Float,
                 ir.Complex)  # fmt: skip
_SILENCING: Final = re.compile(r"#[^\r\n]*\b(?:ignore|noqa|pragma)\b", re.I)
_TEXTS: Final = (ir.Str, ir.Bytes, ir.FString, ir.TString)


def line_start(text: str, at: int) -> int:
    """Where the line of an offset starts; between CR and LF it is the one that they end."""
    if at and text.startswith("\r\n", at - 1):
        at -= 1
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """Where the line of an offset ends, its line end left out."""
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    return min(ends, default=len(text))


def after_line(text: str, at: int) -> int:
    """Where the next line starts."""
    end = line_end(text, at)
    if text[end : end + 2] == "\r\n":
        return end + 2
    return min(end + 1, len(text))


def indentation(text: str, at: int) -> str:
    """The blanks before an offset, if nothing else stands before it on its line; else those the line begins with."""
    line = text[line_start(text, at) : at]
    return line[: len(line) - len(line.lstrip(" \t\f"))]


def above_comments(text: str, at: int) -> int:
    """The start of the comment lines that stand directly above a line."""
    while at:
        before = line_start(text, at - 1)
        if not text.startswith("#", before) or text.startswith("#!", before):
            return at
        at = before
    return at


def begins_line(text: str, at: int) -> bool:
    """Whether nothing but blanks stands before it on its line."""
    return not text[line_start(text, at) : at].strip()


def rest_of_line(text: str, at: int) -> str:
    """What follows on its line, but a comment."""
    return text[at : line_end(text, at)].partition("#")[0].strip()


def newline_of(text: str) -> str:
    """The line end that a file uses."""
    return "\r\n" if "\r\n" in text[:2000] else "\n"


def unit_of(text: str, inner: str, outer: str) -> str:
    """One level of indentation, as it is between two places."""
    if len(inner) > len(outer) and inner.startswith(outer):
        return inner[len(outer) :]
    return "\t" if re.search(r"^\t", text, re.M) else "    "


def silences(text: str) -> bool:
    """Whether a comment in a text asks a checker to be silent about its line."""
    return _SILENCING.search(text) is not None


def free_name(text: str, wanted: str, *, taken: Iterable[str] = ()) -> str:
    """A name that occurs nowhere in a text."""
    used = set(taken)
    for n in count(1):
        name = wanted if n == 1 else f"{wanted}_{n}"
        if name not in used and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is None:
            return name
    raise AssertionError


def moved(text: str, start: int, end: int, strings: Iterable[tuple[int, int]], old: str, new: str) -> str:
    """The lines from `start` to `end` of a text under another indentation; lines that begin inside strings stay."""
    inside = sorted(strings)
    pieces = [new]
    at = start
    while at < end:
        following = min(after_line(text, at), end)
        pieces.append(text[at:following])
        at = following
        if at < end and not any(low < at < high for low, high in inside):
            line = text[at : line_end(text, at)]
            if not line.strip():
                at += len(line)
            elif line.startswith(old):
                at += len(old)
                pieces.append(new)
    return "".join(pieces)


def strings_in(nodes: Iterable[ir.Node]) -> list[ir.Node]:
    """The literals whose lines are not to be indented."""
    return [node for node in nodes if isinstance(node, _TEXTS)]


def is_atom(node: ir.Expr, source: str) -> bool:
    """Whether it can stand anywhere as it is."""
    if isinstance(node, _ATOMS):
        return "\n" not in source or source[:1] in "[{" or (isinstance(node, ir.Call) and _is_closed(source))
    if isinstance(node, ir.Comprehension):
        return node.kind != "generator"
    return isinstance(node, ir.Tuple) and node.parenthesised and source.startswith("(")


def _is_closed(source: str) -> bool:
    """Whether all lines of a call but the first are inside its parentheses."""
    return "\n" not in source[: source.find("(")] and source.count("(") == 1


def wrapped(node: ir.Expr, source: str) -> str:
    """As an operand."""
    return source if is_atom(node, source) else f"({source})"


def as_value(node: ir.Expr, source: str) -> str:
    """As the right side of an assignment, or what is returned."""
    if "\n" in source or "\r" in source or (isinstance(node, ir.Comprehension) and node.kind == "generator"):
        return wrapped(node, source)
    return source
