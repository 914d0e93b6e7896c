"""*Extract variable*: a selected expression gets a name, given above the statement it stands in.

Refused with a reason where it would be evaluated at another time, in another order, or as something else.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import edits, evaluation, expression_place, reshape, selection
from pebre_analysis.semantic import scope
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files, ranges

TITLE: Final = "Extract variable"
KIND: Final = "refactor.extract.variable"
_NAME: Final = "extracted"


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action where an expression is selected that is more than a name."""
    piece = selection.selected(db, file, wanted)
    if piece is not None and isinstance(piece.nodes[0], ir.ExprStmt):
        return []  # it has a place of its own already
    if piece is None or not piece.is_expression or isinstance(piece.nodes[0], ir.Name):
        return []
    statement = _statement(piece)
    if statement is None:
        return []
    refusal = _refusal(db, piece, statement)
    if refusal:
        return [action.Action(TITLE, KIND, (), disabled=refusal)]
    return [action.Action(TITLE, KIND, _edits(piece, statement))]


def _statement(piece: selection.Selected) -> int | None:
    """Where in `around` the statement is that the expression belongs to."""
    for n in range(len(piece.around) - 1, -1, -1):
        if isinstance(piece.around[n], ir.Statement) and not isinstance(piece.around[n], ir.Branch):
            return n
    return None


def _refusal(db: database.ProjectDatabase, piece: selection.Selected, n: int) -> str:
    place, [node] = piece.place, piece.nodes
    statement, around = piece.around[n], piece.around[n + 1 :]
    start = _start(piece, statement)
    if place.region.scope.kind == scope.CLASS or any(isinstance(each, ir.ClassDef) for each in _scopes(piece, n)):
        return "it would become an attribute of the class"
    if not reshape.begins_line(place.text, start):
        return "its statement does not begin a line"
    if any(isinstance(each, ir.Walrus | ir.Yield | ir.YieldFrom) for each in selection.below(node)):
        return "it does more than give a value"
    reason = (
        expression_place.no_value(piece)
        or evaluation.sometimes((statement, *around), node)
        or expression_place.depends_on_place(db, piece)
    )
    if reason:
        return reason
    if _is_named_type(statement, node) or _is_type_argument(db, piece, n):
        return "it is part of a type"
    return (
        _order_refusal(statement, around, node) or expression_place.narrows(piece) or expression_place.is_told_of(piece)
    )


def _is_named_type(statement: ir.Node, node: ir.Node) -> bool:
    """Whether a call makes a type that must be assigned to its own name: `T = TypeVar("T")`."""
    if not isinstance(statement, ir.Assign) or not isinstance(node, ir.Call) or not node.args:
        return False
    first = node.args[0].value
    return isinstance(first, ir.Str) and any(
        isinstance(each, ir.Name) and each.id == first.value for each in statement.targets
    )


def _is_type_argument(db: database.ProjectDatabase, piece: selection.Selected, n: int) -> bool:
    """Whether it stands in the brackets behind a class or a special form."""
    path = (*piece.around[n + 1 :], piece.nodes[0])
    for outer, inner in pairwise(path):
        if isinstance(outer, ir.Subscript) and inner is outer.index:
            value = db.infer.expression_type(db, piece.place.region, outer.value.n)
            if not isinstance(value, kinds.Instance | kinds.Tuple | kinds.Union):
                return True
    return False


def _scopes(piece: selection.Selected, n: int) -> list[ir.FunctionDef | ir.ClassDef]:
    """The innermost `def` or `class` around the statement, as a list."""
    found = [each for each in piece.around[:n] if isinstance(each, ir.FunctionDef | ir.ClassDef)]
    return found[-1:]


def _order_refusal(statement: ir.Node, around: tuple[ir.Node, ...], node: ir.Node) -> str:
    earlier = evaluation.before(statement, around, node)
    if any(evaluation.does_things(each) for each in earlier) and not evaluation.is_steady(node):
        return "what is evaluated before it may change it"
    if evaluation.does_things(node) and not all(evaluation.is_steady(each) for each in earlier):
        return "it may change what is evaluated before it"
    if any(isinstance(each, ir.Walrus) for part in earlier for each in selection.below(part)):
        return "a name is given a value before it"
    return ""


def _start(piece: selection.Selected, statement: ir.Node) -> int:
    return piece.place.span(statement).start


def _edits(piece: selection.Selected, n: int) -> tuple[edits.Edit, ...]:
    place, [node] = piece.place, piece.nodes
    path = place.file.path
    start = _start(piece, piece.around[n])
    name = reshape.free_name(place.text, _NAME)
    source = place.text[piece.range.start : piece.range.end]
    indent = reshape.indentation(place.text, start)
    value = reshape.as_value(node, source)  # type: ignore[arg-type]  # an expression
    line = f"{name} = {value}{reshape.newline_of(place.text)}{indent}"
    shown = edits.Edit(path, piece.range, expression_place.spelled(piece, name))
    if start == piece.range.start:  # not two edits at one place
        return (edits.Edit(path, piece.range, line + shown.text),)
    return edits.insert(path, start, line), shown
