"""What a chunk is as far as its first lines show: a function of which nothing but the name is known.

In:  a chunk that was not parsed. Out: the name of the function it defines; "" where that is not sure.
Always: a chunk with a name lowers to one statement, the definition of that name, whose header binds nothing else, tests
nothing and defines nothing else; what stands in its body binds no name of the module and makes none. `gather` sees to
this where recovery reads a broken body as more statements.

Most functions of an environment are never asked about: a sketch costs 3 µs, to parse and index a function 300.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from pebre_analysis.syntax import chunk, literals, nodes

_END: Final = literals.LINE_END
_INSIDE: Final = rf"""(?:[^'"\#()\[\]{{}}\\]++|{literals.STRING}|\#[^\r\n]*+)"""


def _brackets(inside: str) -> str:
    return rf"(?:\((?:{inside})*+\)|\[(?:{inside})*+\]|\{{(?:{inside})*+\}})"


_DEEP: Final = _brackets(f"{_INSIDE}|{_brackets(f'{_INSIDE}|{_brackets(_INSIDE)}')}")
_IN_PARENTHESES: Final = rf"\((?:{_INSIDE}|{_DEEP})*+\)"

_HEADER: Final = re.compile(
    rf"""(?:[ \t]*+@[ \t]*+[\w.]++(?:{_IN_PARENTHESES})?+[ \t]*+(?:\#[^\r\n]*+)?+{_END}{literals.BLANK_LINES})*+
    [ \t]*+(?:async[ \t]++)?+def[ \t]++(?P<name>[A-Za-z_]\w*+)[ \t]*+
    {_IN_PARENTHESES}[ \t]*+
    (?:->(?:[^'"\#()\[\]{{}}\\:\r\n]++|{literals.STRING}|{_DEEP})++)?+:(?=[ \t]*+(?:\#|\r|\n|\.\.\.))""",
    re.X,
)
# What may bind a name, test something or be a scope of its own, if it is not in a string.
_MORE: Final = re.compile(r":=|\b(?:lambda|for|if|and|or|await|yield|__all__|__debug__)\b")
# What a body may do to its module: bind its names, or make them in other ways (`semantic.made_names`).
_HINTS: Final = ("global", "exec", "__name__", "enum")
_REACHES_OUT: Final = re.compile(r"\b(?:global|globals|exec|__name__|global_enum|enum)\b")

# What may stand between the dot and the name of an attribute; in brackets a comment too.
_BLANKS: Final = " \t\f\r\n\\"
_FAR: Final = 200
_DOT_AND_COMMENT: Final = re.compile(r"\.[ \t\f]*+\#")
# What stands right behind an attribute that is read.
_GOES_ON: Final = frozenset(".([")


def function_name(part: chunk.Chunk) -> str:
    """See the module's docstring."""
    if part.tail != chunk.DEFINITION or part.shell is not None or part.column != part.indent:
        return ""
    text = part.text
    header = _HEADER.match(text, part.first)
    if header is None:
        return ""
    folded = text if text.isascii() else normalize("NFKC", text)
    for hint in _HINTS:
        if hint in folded and _REACHES_OUT.search(folded) is not None:
            return ""
    shown = header.group()
    if not shown.isascii() or _MORE.search(shown) is not None:
        return ""
    return header["name"]


def may_set(part: chunk.Chunk, name: str) -> bool:
    """May the chunk's code hold `….name = …` or the like? Told from the text: yes too often, never no too often."""
    text = part.text
    if name not in text:
        return not text.isascii() and name in normalize("NFKC", text)
    at = text.find(name)
    size = len(name)
    while at > 0:
        before = text[at - 1]
        if before in _BLANKS:
            before = text[max(0, at - _FAR) : at].rstrip(_BLANKS)[-1:]
        if not before or before == "." or (before not in ",=(" and _DOT_AND_COMMENT.search(text) is not None):
            after = text[at + size : at + size + 1]
            if after not in _GOES_ON and not (after.isalnum() or after == "_"):
                return True
        at = text.find(name, at + size)
    return False


def gather(module: nodes.Tree) -> None:
    """Put what stands behind a function into its body: in a chunk that is one function it was read so by recovery."""
    children = module.children
    for at, child in enumerate(children):
        function = child
        while function.type in ("decorated", "async_funcdef", "async_stmt"):
            function = function.children[-1]
        if function.type == "funcdef":
            body = function.children[-1]
            if body.type != "suite":
                return
            behind = children[at + 1 : -1]
            body.children.extend(behind)
            for each in behind:
                each.parent = body
            del children[at + 1 : -1]
            return
