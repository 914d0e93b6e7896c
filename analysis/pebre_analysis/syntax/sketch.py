"""What a chunk is as far as its first lines show: a function, or a class of a stub, of which only the name is known.

In:  a chunk that was not parsed. Out: the name of the function it defines, or that of the class, behind `CLASS`; ""
where that is not sure.
Always: a chunk with a name lowers to one statement, the definition of that name, whose header binds nothing else, tests
nothing and defines nothing else; what stands in its body binds no name of the module and makes none; every run of the
module passes the body of such a class. `gather` sees to this where recovery reads a broken body as more statements.

Most functions of an environment, and classes of stubs, are never asked about: a sketch costs 3 µs, to parse and index
a function 300.
"""

from __future__ import annotations

import re
from sys import intern
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from pebre_analysis.syntax import chunk, literals

if TYPE_CHECKING:
    from pebre_analysis.syntax import nodes

CLASS: Final = chunk.SKETCHED_CLASS
_LINE: Final = rf"[ \t]*+(?:\#[^\r\n]*+)?+{literals.LINE_END}"
_DECORATOR: Final = re.compile(r"[ \t]*+@[ \t]*+[\w.]++")
_NEXT_LINE: Final = re.compile(rf"{_LINE}{literals.BLANK_LINES}", re.X)
_DEF: Final = re.compile(r"[ \t]*+(?:async[ \t]++)?+def[ \t]++([A-Za-z_]\w*+)[ \t]*+(?=\()")
_CLASS: Final = re.compile(r"[ \t]*+class[ \t]++([A-Za-z_]\w*+)[ \t]*+(?=[(:])")
_RESULT: Final = re.compile(r"[ \t]*+->")
_PIECE: Final = re.compile(r"""[^'"#()\[\]{}\\:\r\n]++""")  # of the type of the result
_COLON: Final = re.compile(r"[ \t]*+:(?=[ \t]*+(?:\#|\r|\n|\.\.\.))")
_STRING: Final = r"""(?<![fFtT])(?<![fFtT][rR])(?:"(?!"")(?:[^"\\\r\n]|\\.)*+"|'(?!'')(?:[^'\\\r\n]|\\.)*+')"""
_A_STRING: Final = re.compile(_STRING)
_BRACKET: Final = re.compile(rf"""(?:[^'"#()\[\]{{}}\\]++|{_STRING}|#[^\r\n]*+)*+([()\[\]{{}}])""")
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}
# What may bind a name, test something or be a scope of its own, if it is not in a string.
_MORE: Final = re.compile(r":=|\b(?:lambda|for|if|and|or|await|yield|__all__|__debug__)\b")
# What a body may do to its module: bind its names, or make them in other ways (`semantic.made_names`). A parameter
# `globals` does nothing, and `__name__` only where it may stand in `sys.modules[__name__]`.
_HINTS: Final = ("global", "exec", "_convert")
_REACHES_OUT: Final = re.compile(r"\b(?:globals(?![ \t]*+[:,=])|(?:global|exec|global_enum|_convert_?)\b)")
# What may do more in the body of a class than bind its names, or end the flow there, as a call may that is a statement.
_NOT_PLAIN: Final = re.compile(
    r"(?:^|[:;])[ \t\f]*+(?:[\w.]++[ \t]*+\(|(?:assert|async[ \t]++(?!def)\w++|await|break|case|continue|del|for|from"
    r"|import|match|nonlocal|raise|return|try|while|with|yield)\b)|:=|\r|\b__all__\b",
    re.M,
)


def name_in(part: chunk.Chunk) -> str:
    """See the module's docstring."""
    found = part.sketched
    if found is None:
        found = part.sketched = _name_in(part)
    return found


def _name_in(part: chunk.Chunk) -> str:
    if part.tail != chunk.DEFINITION or part.column != part.indent:
        return ""
    text = part.text
    found = _header(text, part.first)
    if found is None:
        return ""
    name, end = found
    if name.startswith(CLASS):
        if not part.context & chunk.STUB or _NOT_PLAIN.search(text, end) is not None:
            return ""
    elif part.shell is not None:
        return ""
    folded = text if text.isascii() else normalize("NFKC", text)
    for hint in _HINTS:
        if hint in folded and _REACHES_OUT.search(folded) is not None:
            return ""
    if "__name__" in folded and "modules" in folded:
        return ""
    header = text[part.first : end]
    if not header.isascii() or _MORE.search(header) is not None:
        return ""
    return name


def body_of_function(part: chunk.Chunk) -> int:
    """Where in the text of a chunk the body of the function begins that it defines; -1 where that is not sure."""
    if part.tail != chunk.DEFINITION or part.column != part.indent:
        return -1
    found = _header(part.text, part.first)
    return -1 if found is None or found[0].startswith(CLASS) else found[1]


def _header(text: str, at: int) -> tuple[str, int] | None:
    """The name of the function or class whose decorators or `def` begin there, and where the header ends."""
    while (decorator := _DECORATOR.match(text, at)) is not None:
        at = decorator.end()
        if text[at : at + 1] == "(":
            at = _after_brackets(text, at)
        line = _NEXT_LINE.match(text, at)
        if line is None:
            return None
        at = line.end()
    named = _DEF.match(text, at)
    if named is None:
        return _header_of_class(text, at)
    at = _after_brackets(text, named.end())
    result = _RESULT.match(text, at)
    if result is not None:
        at = result.end()
        while (piece := _PIECE.match(text, at) or _A_STRING.match(text, at)) or text[at : at + 1] in _CLOSERS:
            at = piece.end() if piece is not None else _after_brackets(text, at)
    colon = _COLON.match(text, at)
    return None if colon is None else (intern(named[1]), colon.end())


def _header_of_class(text: str, at: int) -> tuple[str, int] | None:
    named = _CLASS.match(text, at)
    if named is None:
        return None
    at = named.end()
    if text[at] == "(":
        at = _after_brackets(text, at)
    colon = _COLON.match(text, at)
    return None if colon is None else (intern(CLASS + named[1]), colon.end())


def _after_brackets(text: str, at: int) -> int:
    """Where the brackets end that open at `at`; the end of the text if that is not clear."""
    closers = [_CLOSERS[text[at]]]
    at += 1
    while closers:
        found = _BRACKET.match(text, at)
        if found is None:
            return len(text)
        at = found.end()
        bracket = found[1]
        closer = _CLOSERS.get(bracket)
        if closer is not None:
            closers.append(closer)
        elif closers.pop() != bracket:
            return len(text)
    return at


def gather(module: nodes.Tree) -> None:
    """Put what stands behind a function or class into its body: in a chunk that is one it was read so by recovery."""
    children = module.children
    for at, child in enumerate(children):
        function = child
        while function.type in ("decorated", "async_funcdef", "async_stmt"):
            function = function.children[-1]
        if function.type in ("funcdef", "classdef"):
            body = function.children[-1]
            if body.type != "suite":
                return
            behind = children[at + 1 : -1]
            body.children.extend(behind)
            for each in behind:
                each.parent = body
            del children[at + 1 : -1]
            return
