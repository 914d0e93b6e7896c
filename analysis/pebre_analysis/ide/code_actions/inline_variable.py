"""*Inline variable*: what a variable was given takes its place wherever it is read, and the assignment goes.

Only for a name of a function that is given one value. What may have another value where it is read, or would be
evaluated more than once, is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import data_flow, edits, evaluation, reshape, selection, target
from pebre_analysis.semantic import use_def
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline, visit

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

KIND: Final = "refactor.inline"
_MOST: Final = 50  # reads


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action where the cursor is on a variable of a function that is assigned and read."""
    at = target.at(db, file, wanted.start)
    if at is None or at.role is not target.Role.READ or not at.region.is_body or wanted.end > at.range.end:
        return []
    node = at.node
    assert isinstance(node, ir.Name)
    found = _Inlining(db, at, node.id)
    if found.assignment is None:
        return []
    title = f"Inline variable `{node.id}`"
    refusal = found.refusal()
    if refusal:
        return [action.Action(title, KIND, (), disabled=refusal)]
    return [action.Action(title, KIND, tuple(found.changes()))]


class _Inlining:
    """One variable of one function."""

    def __init__(self, db: database.ProjectDatabase, at: target.Target, name: str) -> None:
        self.name = name
        self.region = at.region
        index = at.region.index
        assert isinstance(index, use_def.BodyIndex)
        self.index = index
        self.bindings = [
            each
            for each in index.bindings
            if each.place == name and not each.scope and each.kind not in (use_def.LOOP, use_def.DELETE)
        ]
        body = at.region.lowered.node
        assert isinstance(body, ir.Body)
        self.body = body
        self.everything = [node for each in body.block.statements for node in selection.below(each)]
        found = selection.place(db, at.file, outline.outline(db, at.file), at.range.start, at.region.number)
        self.assignment = self._assignment() if found is not None else None
        if found is not None:
            self.place = found
        if self.assignment is not None:
            self.reads = list(self._reads())
            own = self.place.span(self.assignment)
            is_own = own.start <= at.range.start <= own.end
            if not is_own and not any(self.place.span(each).start == at.range.start for each in self.reads):
                self.assignment = None

    def _assignment(self) -> ir.Assign | ir.AnnAssign | None:
        node = self.bindings[0].node if self.bindings else None
        return node if isinstance(node, ir.Assign | ir.AnnAssign) else None

    def _reads(self) -> Iterator[ir.Name]:
        """Where the variable is read: an alternative of the read's state is a binding of it."""
        index = self.index
        targets = data_flow.targets(index)
        for node in self.everything:
            if isinstance(node, ir.Name) and node.id == self.name and node.n not in targets:
                if 0 < index.marks[node.n] < len(index.states):
                    if any(at >= 0 for at, _, _ in index.states[index.marks[node.n]]):
                        yield node

    # ---- whether ----

    def refusal(self) -> str:
        """Why it cannot be done; empty if it can."""
        found, name = self.assignment, self.name
        if name in self.index.globals or name in self.index.nonlocals:
            return f"`{name}` is not the function's own"
        if len(self.bindings) != 1:
            return f"`{name}` is given more than one value"
        if not isinstance(found, ir.Assign) or found.annotation is not None:
            return f"`{name}` is declared"
        if len(found.targets) != 1 or not isinstance(found.targets[0], ir.Name):
            return f"`{name}` is not all that is assigned"
        start, end = self.place.span(found).start, self.place.span(found).end
        text = self.place.text
        rest = text[end : reshape.line_end(text, end)].strip()
        if not reshape.begins_line(text, start) or rest[:1] not in ("", "#"):
            return "the assignment shares its line"
        if not self.reads:
            return f"`{name}` is not read"
        lines = [text[start : reshape.line_end(text, end)]]
        lines += [text[at.start : reshape.line_end(text, at.end)] for at in map(self.place.span, self.reads)]
        if any(map(reshape.silences, lines)):
            return "a comment on the line speaks of what is reported there"
        return self._value_refusal(found.value) or self._place_refusal(found.value)

    def _value_refusal(self, value: ir.Expr) -> str:
        name = self.name
        if any(isinstance(each, ir.Yield | ir.YieldFrom | ir.Walrus) for each in selection.below(value)):
            return "its value is more than a value"
        if self._is_captured():
            return f"an inner function reads `{name}`"
        index = self.index
        for read in self.reads:
            for at, _, _ in index.states[index.marks[read.n]]:
                if at < 0 or index.bindings[at].kind in (use_def.LOOP, use_def.CAPTURED):
                    return f"`{name}` may have no value, or another one, where it is read"
        if len(self.reads) > _MOST:
            return f"`{name}` is read {len(self.reads)} times"
        if evaluation.is_steady(value):
            return self._changed(value)
        if len(self.reads) > 1:
            return "its value would be computed more than once"
        return self._moved(value)

    def _is_captured(self) -> bool:
        for node in self.everything:
            if isinstance(node, ir.Lambda | ir.FunctionDef | ir.ClassDef):
                inside = visit.walk(node)
                if any(isinstance(each, ir.Name) and each.id == self.name for each in inside):
                    return True
        return False

    def _changed(self, value: ir.Expr) -> str:
        """Whether a name in the value may mean something else where the variable is read."""
        index = self.index
        for each in selection.below(value):
            if isinstance(each, ir.Name):
                bound = [one for one in index.bindings if one.place == each.id and not one.scope]
                if any(one.kind != use_def.PARAMETER and self._is_after(one) for one in bound):
                    return f"`{each.id}` is given another value"
                if any(one.place == each.id and one.scope for one in index.bindings):
                    return f"`{each.id}` means something else in a part of the function"
                if each.id in (*index.globals, *index.nonlocals):
                    return f"`{each.id}` may be given another value"
        return ""

    def _is_after(self, binding: use_def.Binding) -> bool:
        """Whether a binding may come between the assignment and a read. What stands above it cannot: a loop that brings
        it round would bring the variable round as well."""
        assert self.assignment is not None
        spans = self.region.lowered.spans
        start = self.place.span(self.assignment).start
        return self.place.base + spans[2 * binding.n] > start

    def _moved(self, value: ir.Expr) -> str:
        """A value that is computed: the read must be what comes next."""
        assert self.assignment is not None
        [read] = self.reads
        following = _next_statement(self.body, self.assignment)
        path = _path(following, read) if following is not None else None
        if following is None or path is None:
            return "other code runs between the assignment and the use"
        reason = evaluation.sometimes(path, read)
        if reason:
            return reason
        earlier = evaluation.before(following, path[1:], read)
        if not all(evaluation.is_steady(each) for each in earlier):
            return "other code runs between the assignment and the use"
        if any(isinstance(each, ir.Await) for each in selection.below(value)) and any(
            isinstance(each, ir.Comprehension | ir.Lambda) for each in path
        ):
            return "it is awaited inside another scope"
        return ""

    def _place_refusal(self, value: ir.Expr) -> str:
        text = self.place.text
        source = self.place.source(value)
        for read in self.reads:
            where = self.place.span(read)
            around = self._around(read)
            if any(isinstance(each, ir.FString | ir.TString) for each in around):
                if not source.isidentifier() or text[where.end :].lstrip().startswith("="):
                    return "it is part of a text"
            if any(isinstance(each, ir.Delete) for each in around):
                return f"`{self.name}` is deleted"
            if any(isinstance(each, ir.AugAssign) and each.target is read for each in around):
                return f"`{self.name}` is changed"
            if any(isinstance(each, ir.ExprStmt) and each.value is read for each in around):
                return f"`{self.name}` is read for nothing"
        return ""

    def _around(self, read: ir.Name) -> list[ir.Node]:
        """What a read stands in, outermost first."""
        found = (_path(each, read) for each in self.body.block.statements)
        return next((each for each in found if each is not None), [])

    # ---- how ----

    def changes(self) -> Iterator[edits.Edit]:
        """The value in every place, and the assignment gone."""
        found = self.assignment
        assert isinstance(found, ir.Assign)
        path, text = self.place.file.path, self.place.text
        value = found.value
        source = self.place.source(value)
        yield self._without(found, path, text)
        for read in self.reads:
            around = self._around(read)
            parent = around[-1] if around else None
            yield edits.Edit(path, self.place.span(read), _spelled(value, source, parent, read))

    def _without(self, found: ir.Assign, path: str, text: str) -> edits.Edit:
        where = self.place.span(found)
        start, end = reshape.line_start(text, where.start), reshape.line_end(text, where.end)
        comment = text[where.end : end].strip()
        if _is_alone(self.body, found):
            return edits.Edit(path, where, "pass")
        if comment:
            return edits.Edit(path, ranges.TextRange(where.start, end), comment)
        return edits.Edit(path, ranges.TextRange(start, reshape.after_line(text, where.end)), "")


def _spelled(value: ir.Expr, source: str, parent: ir.Node | None, read: ir.Name) -> str:
    is_whole = (
        (isinstance(parent, ir.Argument) and not parent.stars)
        or (isinstance(parent, ir.Assign | ir.Return) and parent.value is read)
        or (isinstance(parent, ir.Subscript) and parent.index is read)
    )
    is_plain = not isinstance(value, ir.Lambda | ir.Tuple | ir.Comprehension) and "\n" not in source
    if is_whole and is_plain and not isinstance(value, ir.Starred):
        return source
    if isinstance(value, ir.Int | ir.Str | ir.Bytes) and not isinstance(parent, ir.Attribute) and "\n" not in source:
        return source
    return reshape.wrapped(value, source)


def _suites(body: ir.Body) -> Iterator[Sequence[ir.Node]]:
    pending: list[Sequence[ir.Node]] = [body.block.statements]
    while pending:
        suite = pending.pop()
        yield suite
        for node in suite:
            pending += visit.suites(node)


def _next_statement(body: ir.Body, of: ir.Node) -> ir.Node | None:
    for suite in _suites(body):
        for n, node in enumerate(suite[:-1]):
            if node is of:
                return suite[n + 1]
    return None


def _is_alone(body: ir.Body, of: ir.Node) -> bool:
    return any(len(suite) == 1 and suite[0] is of for suite in _suites(body))


def _path(root: ir.Node, wanted: ir.Node) -> list[ir.Node] | None:
    """The nodes from a statement down to what holds a node; None if it does not."""
    stack: list[tuple[ir.Node, list[ir.Node]]] = [(root, [])]
    while stack:
        node, above = stack.pop()
        if node is wanted:
            return above
        stack += [(each, [*above, node]) for each in visit.children(node)]
    return None
