"""Errors that the grammar does not see.

In:  a lowered chunk, and whether it is a member of a class body or a notebook cell.
Out: problems by start, those that lowering found included; one per cause.
Found here: what is outside its function, loop or place (`return`, `break`, `import *`, `async`) and
the order of `except` clauses; through `scope_errors`, `name_errors` and `pattern_errors` what
scopes, `global`, `nonlocal` and patterns forbid. A chunk is too small a view for `__future__`
imports that come too late: `late_futures` looks at the chunks above as well.
Always
  - recursion is bounded, because lowered code nests no deeper than MAX_DEPTH;
  - where a chunk holds broken statements, what is merely outside of something is not reported: the
    broken line may be what it should stand in.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Final

from pebre_analysis.syntax import ir, name_errors, pattern_errors, problems, scope_errors

FEATURES: Final = frozenset(
    (
        "absolute_import",
        "annotations",
        "barry_as_FLUFL",
        "division",
        "generator_stop",
        "generators",
        "nested_scopes",
        "print_function",
        "unicode_literals",
        "with_statement",
    )
)
_FUNCTIONS: Final = (scope_errors.FUNCTION, scope_errors.ASYNC)
_LATE: Final = "`from __future__` imports come first in a file"
_BY_START: Final = attrgetter("start", "end")


class Walk:
    """Where the walk is."""

    __slots__ = (
        "has_broken", "in_async_generator", "in_loop", "in_module", "in_star_handler", "is_star_loop", "lowered",
        "misplaced", "problems", "reads_expressions", "spans", "where",
    )  # fmt: skip

    def __init__(self, lowered: ir.Lowered, in_class: bool, in_cell: bool) -> None:
        self.lowered = lowered
        self.spans: array[int] = array("I")
        self.problems: list[problems.Problem] = list(lowered.problems)
        self.misplaced: list[problems.Problem] = []
        kind = scope_errors.CLASS if in_class else scope_errors.CELL if in_cell else scope_errors.MODULE
        self.where = scope_errors.Where(kind)
        self.in_module = not in_class
        self.in_async_generator = False
        self.in_loop = False
        self.in_star_handler = False  # in an `except*` clause of this function
        self.is_star_loop = False  # and the innermost loop is outside of it
        self.reads_expressions = False
        self.has_broken = False

    def report(self, node: ir.Node, message: str) -> None:
        self.problems.append(problems.Problem(self.spans[2 * node.n], self.spans[2 * node.n + 1], message))

    def misplace(self, node: ir.Node, message: str) -> None:
        self.misplaced.append(problems.Problem(self.spans[2 * node.n], self.spans[2 * node.n + 1], message))

    def enter(self, region: int) -> None:
        """Go on in this region. Code without these words holds no expression that could be out of place."""
        entered = self.lowered.regions[region]
        code = entered.code
        self.spans = entered.spans
        self.reads_expressions = "yield" in code or "await" in code or ":=" in code or "async" in code

    def keyword(self, node: ir.Node, length: int, message: str) -> None:
        """Something misplaced, shown at the first `length` characters of the node."""
        start = self.spans[2 * node.n]
        self.misplaced.append(problems.Problem(start, start + length, message))


def find(lowered: ir.Lowered, in_class: bool = False, in_cell: bool = False) -> tuple[problems.Problem, ...]:
    """The problems of a chunk; offsets as in its spans. Nothing is said of lines that the parser rejected."""
    w = Walk(lowered, in_class, in_cell)
    _block(w, lowered.block)
    if name_errors.declares(lowered):
        w.problems.extend(name_errors.find(lowered, in_class))
    if not w.has_broken:
        seen = {(problem.start, problem.end) for problem in w.problems}
        w.problems.extend([problem for problem in w.misplaced if (problem.start, problem.end) not in seen])
    found = w.problems
    if lowered.failed:
        found = [p for p in found if not any(start <= p.start <= end for start, end in lowered.failed)]
    found.sort(key=_BY_START)
    return tuple(found)


def late_futures(above: Iterable[ir.Lowered], here: ir.Lowered) -> list[problems.Problem]:
    """The `__future__` imports of a chunk of a file's top level that come too late.

    `above`: the chunks before it, from the first; they are looked at only as far as need be.
    """
    is_first = True
    is_open = True
    for lowered in above:
        is_open = is_open and not _closes(lowered, is_first)
        is_first = is_first and not _has_string(lowered)
        if not is_open:
            break
    found: list[problems.Problem] = []
    is_open = is_open and (is_first or not _has_string(here))
    for statement in here.block.statements:
        if not _is_future(statement):
            is_open = False
        elif not is_open:
            spans = here.regions[statement.region].spans
            found.append(problems.Problem(spans[2 * statement.n], spans[2 * statement.n + 1], _LATE))
    return found


def _closes(lowered: ir.Lowered, is_first: bool) -> bool:
    """Whether no `__future__` import may follow: only the docstring and such imports come before one."""
    if not is_first and _has_string(lowered):
        return True  # a string further down is a statement like any other
    return not all(map(_is_future, lowered.block.statements))


def _has_string(lowered: ir.Lowered) -> bool:
    return any(region == ir.NO_REGION for region, *_ in lowered.docstrings)


def _is_future(statement: ir.Stmt) -> bool:
    return isinstance(statement, ir.ImportFrom) and statement.module == "__future__" and not statement.level


# ---- statements ----------------------------------------------------------------------------------


def _block(w: Walk, block: ir.Block | None) -> None:
    if block is None:
        return
    for statement in block.statements:
        if statement.region >= 0:
            w.enter(statement.region)
        check = _CHECKS.get(statement.__class__)
        if check is not None:
            check(w, statement)
        elif w.reads_expressions:
            scope_errors.walk(w, statement, w.where)


def _read(w: Walk, *nodes: ir.Node | None) -> None:
    if w.reads_expressions:
        for node in nodes:
            if node is not None:
                scope_errors.walk(w, node, w.where)


def _broken(w: Walk, node: ir.Broken) -> None:
    w.has_broken = True


def _return(w: Walk, node: ir.Return) -> None:
    if w.where.kind not in _FUNCTIONS:
        w.misplace(node, "`return` outside a function")
    elif w.in_star_handler:
        w.report(node, "`return` cannot leave an `except*` clause")
    elif w.in_async_generator and node.value is not None:
        w.report(node, "An async generator cannot return a value")
    _read(w, node.value)


def _jump(w: Walk, node: ir.Break | ir.Continue) -> None:
    word = "break" if isinstance(node, ir.Break) else "continue"
    if not w.in_loop:
        w.misplace(node, f"`{word}` outside a loop")
    elif w.is_star_loop:
        w.report(node, f"`{word}` cannot leave an `except*` clause")


def _import_from(w: Walk, node: ir.ImportFrom) -> None:
    if node.is_star and not (w.in_module and w.where.kind not in _FUNCTIONS):
        end = w.spans[2 * node.n + 1]
        message = "`import *` is only allowed at the top level of a module"
        w.problems.append(problems.Problem(end - 1, end, message))
    if not _is_future(node):
        return
    if not w.in_module or not any(node is each for each in w.lowered.block.statements):
        w.report(node, _LATE)
        return
    for alias in node.names:
        if alias.name not in FEATURES:
            w.report(alias.name_node, f"There is no future feature `{alias.name}`")


def _if(w: Walk, node: ir.If) -> None:
    for branch in node.branches:
        if branch.region >= 0:
            w.enter(branch.region)
        _read(w, branch.test)
        _block(w, branch.body)
    _block(w, node.orelse)


def _while(w: Walk, node: ir.While) -> None:
    _read(w, node.test)
    _loop(w, node.body)
    _block(w, node.orelse)


def _for(w: Walk, node: ir.For) -> None:
    if node.is_async:
        _check_async(w, node, "async for")
    _read(w, node.target, node.iterable)
    _loop(w, node.body)
    _block(w, node.orelse)


def _loop(w: Walk, body: ir.Block) -> None:
    outside = (w.in_loop, w.is_star_loop)
    w.in_loop, w.is_star_loop = True, False
    _block(w, body)
    w.in_loop, w.is_star_loop = outside


def _with(w: Walk, node: ir.With) -> None:
    if node.is_async:
        _check_async(w, node, "async with")
    _read(w, *node.items)
    _block(w, node.body)


def _check_async(w: Walk, node: ir.For | ir.With, what: str) -> None:
    if w.where.kind not in (scope_errors.ASYNC, scope_errors.CELL):
        w.keyword(node, len(what), f"`{what}` outside an async function")


def _try(w: Walk, node: ir.Try) -> None:
    _block(w, node.body)
    for at, handler in enumerate(node.handlers):
        if handler.region >= 0:
            w.enter(handler.region)
        if handler.type is None and at + 1 < len(node.handlers):
            start = w.spans[2 * handler.n]
            message = "A bare `except:` catches everything, so it comes last"
            w.problems.append(problems.Problem(start, start + len("except"), message))
        _read(w, handler.type)
        outside = (w.in_star_handler, w.is_star_loop)
        if handler.is_star:
            w.in_star_handler = w.is_star_loop = True
        _block(w, handler.body)
        w.in_star_handler, w.is_star_loop = outside
    _block(w, node.orelse)
    _block(w, node.final)


def _match(w: Walk, node: ir.Match) -> None:
    _read(w, node.subject)
    for at, case in enumerate(node.cases):
        if case.region >= 0:
            w.enter(case.region)
        pattern_errors.check_case(w.report, case, at + 1 == len(node.cases))
        _read(w, case.guard)
        _block(w, case.body)


def _function(w: Walk, node: ir.FunctionDef) -> None:
    if w.reads_expressions:
        scope_errors.function_header(w, node, w.where)
    outside = _enter_scope(w, scope_errors.ASYNC if node.is_async else scope_errors.FUNCTION)
    spans, reads = w.spans, w.reads_expressions
    w.in_async_generator = node.is_async and node.body.is_generator
    w.enter(node.body.region)
    _block(w, node.body.block)
    w.spans, w.reads_expressions = spans, reads
    _leave_scope(w, outside)


def _class(w: Walk, node: ir.ClassDef) -> None:
    if w.reads_expressions:
        scope_errors.class_header(w, node, w.where)
    outside = _enter_scope(w, scope_errors.CLASS)
    w.in_module = False
    _block(w, node.body)
    _leave_scope(w, outside)


def _enter_scope(w: Walk, kind: int) -> tuple[scope_errors.Where, bool, bool, bool, bool, bool]:
    outside = (w.where, w.in_async_generator, w.in_loop, w.in_star_handler, w.is_star_loop, w.in_module)
    w.where = scope_errors.Where(kind)
    w.in_async_generator = w.in_loop = w.in_star_handler = w.is_star_loop = False
    return outside


def _leave_scope(w: Walk, outside: tuple[scope_errors.Where, bool, bool, bool, bool, bool]) -> None:
    w.where, w.in_async_generator, w.in_loop, w.in_star_handler, w.is_star_loop, w.in_module = outside


def _type_alias(w: Walk, node: ir.TypeAliasDef) -> None:
    if w.reads_expressions:
        scope_errors.type_alias(w, node)


def _nothing(w: Walk, node: ir.Stmt) -> None:
    """A statement without expressions."""


_CHECKS: Final[dict[type, Callable[..., None]]] = {
    ir.Broken: _broken,
    ir.Return: _return,
    ir.Break: _jump,
    ir.Continue: _jump,
    ir.Import: _nothing,
    ir.ImportFrom: _import_from,
    ir.If: _if,
    ir.While: _while,
    ir.For: _for,
    ir.With: _with,
    ir.Try: _try,
    ir.Match: _match,
    ir.FunctionDef: _function,
    ir.ClassDef: _class,
    ir.TypeAliasDef: _type_alias,
}
