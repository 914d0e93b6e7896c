"""The text by which a region's code is compared: `Region.code`.

Equal for equal code: the tokens, without comments, blank lines, docstring and absolute indentation;
relative indentation counts, `# type:` comments count, and where a nested function's body stands
there is only a mark, because that body is a region of its own.

Method: the leaves of the tree, each followed by a space. A line end is `\\n`, a suite stands between
INDENT and DEDENT. The result can be read by a tokenizer again, so different code differs.
"""

from __future__ import annotations

import re
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import strings
from pebre_analysis.syntax.lower_context import LEAVES, Tree

INDENT: Final = "\x01"
DEDENT: Final = "\x02"
BODY: Final = "\x03"

TYPE_COMMENT = re.compile(r"#[ \t]*type:[ \t]*(?!ignore(?![A-Za-z0-9_]))(?P<type>[^\r\n]*[^\s])")


def is_docstring(node: Tree) -> bool:
    """Whether a statement's node is a string that documents, if it stands first."""
    if node.__class__ is tree.String:
        return not strings.is_bytes(node.value)
    if node.type != "strings":
        return False
    return all(child.__class__ is tree.String and not strings.is_bytes(child.value) for child in node.children)


def of_body(suite: Tree, has_docstring: bool, has_type_comments: bool) -> str:
    """The fingerprint of a function's body."""
    nodes = suite.children if suite.type == "suite" else [suite]
    if has_docstring:
        at = 0
        while nodes[at].__class__ is tree.Newline:
            at += 1
        first = nodes[at]
        pieces = first.children if first.type == "simple_stmt" else [first]
        nodes = [*pieces[2:], *nodes[at + 1 :]]
    return of_nodes(nodes, has_type_comments)


def of_nodes(nodes: list[Tree], has_type_comments: bool) -> str:
    """The fingerprint of these nodes in a row: a statement, or the parts of a header."""
    pieces: list[str] = []
    stack = nodes[::-1]
    leaves = LEAVES
    while stack:
        node = stack.pop()
        if node.__class__ is str:
            pieces.append(node)
        elif node.__class__ in leaves:
            if has_type_comments and "#" in node.prefix:
                pieces.extend([match[0] for match in TYPE_COMMENT.finditer(node.prefix)])
            pieces.append("\n" if node.__class__ is tree.Newline else node.value)
        elif node.__class__ is tree.Function:
            children = node.children
            stack.append(BODY)
            stack.extend(children[-2::-1])
        elif node.type == "suite":
            stack.append(DEDENT)
            stack.extend(node.children[::-1])
            stack.append(INDENT)
        else:
            stack.extend(node.children[::-1])
    return " ".join(pieces)
