"""Words of the language that may stand at a cursor.

In:  a cursor of kind NAME or OPERATOR.
Out: the words, without those that cannot stand there: `return` only in functions, `break` only in loops,
     `else` only behind an expression or where a statement begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pebre_analysis.ide.common import cursor
from pebre_analysis.semantic import navigation, scope
from pebre_analysis.syntax import ir

_STATEMENTS: Final = (
    "assert", "async", "class", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if",
    "import", "match", "pass", "raise", "try", "while", "with",
)  # fmt: skip
_IN_FUNCTIONS: Final = ("return", "yield", "nonlocal")
_IN_LOOPS: Final = ("break", "continue")
_EXPRESSIONS: Final = ("False", "None", "True", "lambda", "not")
_JOINING: Final = ("and", "as", "else", "for", "if", "import", "in", "is", "not", "or")


def beginning(at: cursor.Cursor) -> Iterator[str]:
    """Words that begin a statement or an expression."""
    yield from _EXPRESSIONS
    in_function = at.scope.kind == scope.FUNCTION
    if in_function and _is_async(at.scope):
        yield "await"
    if not at.is_first or _is_inside(at):
        return
    yield from _STATEMENTS
    if in_function:
        yield from _IN_FUNCTIONS
    if at.above(ir.Match) is not None:
        yield "case"
    if at.above((ir.For, ir.While)) is not None:
        yield from _IN_LOOPS


def _is_inside(at: cursor.Cursor) -> bool:
    """Whether an expression that began above goes on at the cursor."""
    return any(isinstance(step.node, ir.Expr) and step.start < at.word.start for step in at.steps)


def _is_async(function: scope.Scope) -> bool:
    node = navigation.definition_node(function)
    return isinstance(node, ir.FunctionDef) and node.is_async


def joining(at: cursor.Cursor) -> Iterator[str]:
    """Words that stand behind a complete expression."""
    yield from _JOINING
