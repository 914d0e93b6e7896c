"""The text by which a region's code is compared: `Region.code`.

Equal for equal code: the tokens, without comments, blank lines, docstring and absolute indentation;
relative indentation counts, a `# type:` comment counts where it is an annotation, and where a nested
function's body stands there is only a mark, because that body is a region of its own.

Method: the values of the tokens between two offsets, joined by spaces; a line end is `\\n`, and a
suite stands between INDENT and DEDENT. A tokenizer could read the result again, so different code
differs. A token costs a list entry; no tree is walked.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any, Final, TypeAlias

from parso.python import tree

from pebre_analysis.cache import store
from pebre_analysis.syntax import strings, tokenizer

INDENT: Final = "\x01"
DEDENT: Final = "\x02"
BODY: Final = "\x03"

TYPE_COMMENT: Final = re.compile(r"#[ \t]*type:[ \t]*(?!ignore(?![A-Za-z0-9_]))(?P<type>[^\s#][^\r\n]*)")

_LAYOUT: Final = frozenset(("INDENT", "DEDENT", "ERROR_DEDENT", "SKIPPED"))

Tree: TypeAlias = Any  # as in `lower_context`

# A nested function body: its first token, the one after its last, and what stands for it.
Cut: TypeAlias = tuple[int, int, str]


class Source:
    """The tokens of a chunk as texts, by index; `starts` are their offsets; `whole` stands for all, once it is made."""

    __slots__ = ("dedents", "labels", "starts", "values", "whole")

    def __init__(self, tokens: tokenizer.Tokens, text: str, has_type_comments: bool) -> None:
        self.whole = ""
        self.labels = tokens.labels
        self.starts = tokens.starts
        self.dedents = tokens.dedents
        values: list[str] = [leaf.value for leaf in tokens.leaves]
        for indent, dedent in tokens.dedents.items():
            values[indent] = INDENT
            values[dedent] = DEDENT
        if "\r" in text or has_type_comments:
            for i, leaf in enumerate(tokens.leaves):
                if self.labels[i] == "NEWLINE":
                    comment = TYPE_COMMENT.search(leaf.prefix)
                    values[i] = "\n" if comment is None else f"#{comment['type']} \n"
        self.values = values


def between(source: Source, start: int, end: int) -> str:
    """The code of the tokens that start in this range, without the change of indentation before the first."""
    starts = source.starts
    labels = source.labels
    first = bisect_left(starts, start)
    last = bisect_left(starts, end, first)
    while first < last and labels[first] in _LAYOUT:
        first += 1
    return " ".join(source.values[first:last])


def of_broken(source: Source, start: int, end: int) -> str:
    """The code of what could not be read. How it was taken apart depends on all that stands before and behind it."""
    if not source.whole:  # many pieces of one chunk may be broken
        source.whole = store.digest(" ".join(source.values)).hex()
    return f"{between(source, start, end)} in {source.whole}"


def suite_tokens(source: Source, start: int, end: int) -> tuple[int, int]:
    """The tokens of a suite that lies in this range, line end and indentation included: first, and after the last.
    What is broken in it may make it reach further than its indentation."""
    first = bisect_left(source.starts, start)
    labels = source.labels
    if labels[first] == "NEWLINE" and labels[first + 1] == "INDENT":
        last = source.dedents.get(first + 1)
        if last is not None and (last + 1 >= len(labels) or source.starts[last + 1] >= end):
            return first, last + 1
    return first, bisect_left(source.starts, end, first)


def body(source: Source, first: int, last: int, docstring_end: int, cuts: list[Cut]) -> str:
    """The code of a function's body, given its tokens (`suite_tokens`); `docstring_end` is -1 without one."""
    labels = source.labels
    values = source.values
    if labels[first] == "NEWLINE" and labels[first + 1] == "INDENT":
        if source.dedents.get(first + 1) == last - 1:
            last -= 1
        first += 2
    if docstring_end >= 0:
        first = bisect_left(source.starts, docstring_end, first)
        if values[first] == ";" or labels[first] == "NEWLINE":
            first += 1
    if not cuts:
        return " ".join(values[first:last])
    pieces: list[str] = []
    for cut_first, cut_last, mark in cuts:
        pieces.extend(values[first:cut_first])
        pieces.append(mark)
        first = cut_last
    pieces.extend(values[first:last])
    return " ".join(pieces)


def is_docstring(node: Tree) -> bool:
    """Whether a statement's node is a string that documents, if it stands first."""
    if type(node) is tree.String:
        return not strings.is_bytes(node.value)
    if node.type != "strings":
        return False
    return all(type(child) is tree.String and not strings.is_bytes(child.value) for child in node.children)
