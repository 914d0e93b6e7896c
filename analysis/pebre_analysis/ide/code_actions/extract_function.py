"""*Extract function*: selected statements, or an expression, as a function of their own.

A function of the module stands before the statement of the module that holds the code, so that it exists whenever
that runs. Code of a method that needs its object becomes a method behind it.
Refused with a reason: what the flow of names leaves unsure (`data_flow`), and ways out other than the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.code_actions import action, extract_statements, extracted_types, receivers
from pebre_analysis.ide.common import data_flow, definite, edits, expression_place, origins, reshape, selection
from pebre_analysis.semantic import scope, use_def
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import members

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

TITLE: Final = "Extract function"
KIND: Final = "refactor.extract.function"
_NAME: Final = "extracted"
_OF_FRAMES: Final = frozenset(("locals", "vars", "dir", "eval", "exec", "assert_type", "reveal_type"))


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action where code inside a function is selected, or statements of the module (`extract_statements`)."""
    of_module = extract_statements.action_for(db, file, wanted, TITLE, KIND)
    if of_module is not None:
        return [of_module]
    piece = selection.selected(db, file, wanted)
    if piece is None or not piece.place.region.is_body or isinstance(piece.nodes[0], ir.Name | ir.Constant):
        return []
    found = _Extraction(db, piece)
    refusal = found.refusal()
    if refusal:
        return [action.Action(TITLE, KIND, (), disabled=refusal)]
    title = "Extract method" if found.receiver else TITLE
    return [action.Action(title, KIND, tuple(found.changes()))]


class _Way(NamedTuple):
    """What the code does besides coming to its end."""

    returns: bool = False
    yields: bool = False
    awaits: bool = False


class _Extraction:
    def __init__(self, db: database.ProjectDatabase, piece: selection.Selected) -> None:
        self.db = db
        self.piece = piece
        self.place = piece.place
        self.text = piece.place.text
        self.nodes = list(piece.inside())
        self.way = _way(self.nodes)
        self.flow = data_flow.flow(db, piece)
        self.function = _function(piece)
        self.method = receivers.of(db, piece, self.function, self.flow.inputs)
        self.receiver = self.method.name

    # ---- whether ----

    def refusal(self) -> str:
        """Why it cannot be done; empty if it can."""
        if self.function is None:
            return "it is not the code of a function"
        if not self.piece.is_expression and not reshape.begins_line(self.text, self.piece.range.start):
            return "it does not begin a line"
        if not self.piece.is_expression and reshape.rest_of_line(self.text, self.piece.range.end):
            return "another statement follows on its line"
        return self.flow.refusal or self._way_refusal() or self._name_refusal() or self._knowledge_refusal()

    def _way_refusal(self) -> str:
        if self.piece.is_expression:
            if self.way.yields:
                return "it yields"
            if self.flow.outputs or any(isinstance(node, ir.Walrus) for node in self.nodes):
                return "it gives a name a value"
            return (
                expression_place.no_value(self.piece)
                or expression_place.depends_on_place(self.db, self.piece)
                or expression_place.narrows(self.piece)
                or expression_place.is_told_of(self.piece)
            )
        if definite.does_nothing(self.piece.nodes):
            return "it does nothing"
        if self.way.returns and not definite.leaves(self.piece.nodes, function=True):
            return "it returns on some ways only"
        if definite.leaves_loop(self.piece.nodes):
            return "it leaves or goes on with a loop around it"
        if self.way.yields and self._is_async:
            return "it yields in an asynchronous function"
        if any(isinstance(node, ir.ImportFrom) and node.is_star for node in self.nodes):
            return "it imports all names of a module"
        return ""

    @property
    def _is_async(self) -> bool:
        return self.function is not None and self.function.is_async

    def _name_refusal(self) -> str:
        """Names that mean something else in another function."""
        names = receivers.names(self.nodes)
        for name in names:
            if name in _OF_FRAMES:
                return f"`{name}` depends on the function it is called in"
        is_mangled = any(receivers.is_private(name) for name in names) and self._in_class()
        if ("super" in names or "__class__" in names or is_mangled) and not self.receiver:
            return "it needs the class around it"
        if self.method.refusal:
            return self.method.refusal
        if self.receiver and any(each == self.receiver for each in self.flow.outputs):
            return f"it gives `{self.receiver}` another value"
        return ""

    def _knowledge_refusal(self) -> str:
        """What tests and assignments before the code say of globals and attributes is not known in another function."""
        inside = {node.n for node in self.nodes}
        for node in self.nodes:
            if isinstance(node, ir.Name | ir.Attribute) and self._is_known_before(node, inside):
                root: ir.Expr = node
                while isinstance(root, ir.Attribute | ir.Subscript):
                    root = root.value
                if isinstance(root, ir.Name) and (root.id == self.receiver or root.id not in self.flow.inputs):
                    return f"it relies on what is known of `{self.place.source(node)}` before it"
        if self.piece.is_expression:
            return ""
        last = self.piece.nodes[-1]
        if isinstance(last, ir.ExprStmt):
            if self.db.infer.expression_type(self.db, self.place.region, last.value.n) is kinds.NEVER:
                return "it never comes to its end"
        return self._finding_refusal(inside)

    def _known_by_attributes(self) -> set[str]:
        """Names of whose attributes more is known before the code than what their types say."""
        inside = {node.n for node in self.nodes}
        known = [node for node in self.nodes if isinstance(node, ir.Attribute) and self._is_known_before(node, inside)]
        return {each.id for node in known for each in selection.below(node) if isinstance(each, ir.Name)}

    def _bound(self) -> set[str]:
        """Names that the code gives a value: what it finds there is not all that they hold."""
        inside = {node.n for node in self.nodes}
        others = (use_def.LOOP, use_def.CAPTURED, use_def.PARAMETER)
        bindings = self.place.region.index.bindings
        return {each.place for each in bindings if each.n in inside and not each.scope and each.kind not in others}

    def _finding_refusal(self, inside: set[int]) -> str:
        """What tests in the code say of a place is not known behind a call."""
        index = self.place.region.index
        guards = {each.n: each.atom for each in index.predicates if isinstance(each, use_def.Guard)}
        own = {
            number
            for number, constraint in enumerate(index.constraints)
            if any(
                guards.get(atom >> 1, atom) >> 1 in inside for atom in use_def.all_atoms(index.constraints, constraint)
            )
        }
        for node in data_flow.everything_in(self.place.region) if own else ():
            if isinstance(node, ir.Name | ir.Attribute | ir.Subscript) and node.n not in inside:
                mark = index.marks[node.n]
                states = index.states[mark] if 0 < mark < len(index.states) else ()
                if any(constraint in own for _, constraint, _ in states):
                    return f"what it finds out about `{self.place.source(node)}` would not be known behind it"
        return ""

    def _is_known_before(self, node: ir.Name | ir.Attribute, inside: set[int]) -> bool:
        """Whether more is known of a place than what its declaration says, for a reason outside the code."""
        index = self.place.region.index
        mark = index.marks[node.n]
        if not 0 < mark < len(index.states):
            return False
        for at, constraint, _ in index.states[mark]:
            tests = use_def.all_atoms(index.constraints, index.constraints[constraint])
            if any(atom >> 1 not in inside for atom in tests):
                return True
            if at >= 0 and isinstance(node, ir.Attribute) and index.bindings[at].n not in inside:
                return not self._is_plain(node)
        return False

    def _is_plain(self, node: ir.Attribute) -> bool:
        """Whether an attribute has the type that it has everywhere."""
        value = origins.value_type(self.db, self.place.region, node.value)
        member = members.member(self.db, value, node.attr)
        return member is not None and member.type is self.db.infer.expression_type(self.db, self.place.region, node.n)

    def _in_class(self) -> bool:
        above: scope.Scope | None = self.place.region.scope
        while above is not None:
            if above.kind == scope.CLASS:
                return True
            above = above.parent
        return False

    # ---- how ----

    def changes(self) -> Iterator[edits.Edit]:
        """The new function, and the call that takes the place of the code."""
        name = self._name()
        inputs = [each for each in self.flow.inputs if each != self.receiver]
        path, where = self.place.file.path, self.piece.range
        call = f"{self.receiver}.{name}({', '.join(inputs)})" if self.receiver else f"{name}({', '.join(inputs)})"
        yield self._definition(name, inputs)
        if self.piece.is_expression:
            text = f"(await {call})" if self.way.awaits else call
            yield edits.Edit(path, where, expression_place.spelled(self.piece, text))
            return
        if self.way.yields:
            call = f"yield from {call}"
        elif self.way.awaits:
            call = f"await {call}"
        if definite.leaves(self.piece.nodes, function=True):
            call = f"return ({call})" if self.way.yields else f"return {call}"
        elif self.flow.outputs:
            call = f"{', '.join(self.flow.outputs)} = {call}"
        yield edits.Edit(path, ranges.TextRange(where.start, self._end()), call)

    def _name(self) -> str:
        taken: list[str] = []
        own = self.place.region.scope.parent.definition if self.place.region.scope.parent is not None else None
        wanted = _NAME
        if self.receiver and own is not None:
            wanted = f"_{_NAME}"
            cls = build.class_literal(self.db, own, kinds.STATEMENT, own.name)
            taken = [name for name in (wanted,) if members.member(self.db, cls, name) is not None]
        return reshape.free_name(self.text, wanted, taken=taken)

    def _definition(self, name: str, inputs: list[str]) -> edits.Edit:
        assert self.function is not None
        newline = reshape.newline_of(self.text)
        own = self._function_start()
        of_function = reshape.indentation(self.text, own)
        indent = of_function if self.receiver else ""
        first = self.place.span(self._first_statement()).start
        unit = reshape.unit_of(self.text, reshape.indentation(self.text, first), of_function)
        if self.receiver:
            at = reshape.line_end(self.text, self._function_end())
        else:
            at = reshape.above_comments(self.text, reshape.line_start(self.text, self.place.top))
        head = f"{'async ' if self.way.awaits else ''}def {name}{self._signature(inputs, at)}:"
        lines = [indent + head, self._body(indent + unit)]
        if not self.piece.is_expression and self.flow.outputs:
            if not definite.leaves(self.piece.nodes, function=True):
                lines.append(f"{indent}{unit}return {', '.join(self.flow.outputs)}")
        if self.receiver and self.method.is_class:
            lines.insert(0, f"{indent}@classmethod")
        code = newline.join(lines)
        return edits.insert(self.place.file.path, at, 2 * newline + code if self.receiver else code + 3 * newline)

    def _signature(self, inputs: list[str], at: int) -> str:
        """Parameters and result; with types if the function around has any."""
        assert self.function is not None
        receiver = [self.receiver] if self.receiver else []
        said_of_it = self.method.annotation
        of_module = self.place.region.scope.index.module
        inside = self.place.region.scope.parent if self.receiver else of_module
        around = extracted_types.Around(
            self.piece, self.function, self._header(), inside or of_module, at, bool(self.receiver)
        )
        if not around.says_types:
            return f"({', '.join([*receiver, *inputs])})"
        if said_of_it is not None:
            text = extracted_types.source(self.db, around, said_of_it)
            receiver = [f"{self.receiver}: {text}" if text else self.receiver]
        vague = self._known_by_attributes() | self._bound()
        said = {name: extracted_types.of_parameter(self.db, around, name) for name in inputs if name not in vague}
        params = [f"{name}: {said[name]}" if said.get(name) else name for name in inputs]
        result = self._result(around)
        return f"({', '.join([*receiver, *params])})" + (f" -> {result}" if result else "")

    def _result(self, around: extracted_types.Around) -> str:
        """What the new function returns: what the one around says, where the code returns for it."""
        [first, *_] = self.piece.nodes
        if self.piece.is_expression:
            return extracted_types.of_type(
                self.db, around, self.db.infer.expression_type(self.db, self.place.region, first.n)
            )
        if self.way.yields or around.function.body.is_generator:
            return ""
        if self.way.returns:
            returns = around.function.returns
            return "" if returns is None else extracted_types.source(self.db, around, returns)
        has_value = self.flow.outputs or definite.leaves(self.piece.nodes, function=True)
        return "" if has_value else extracted_types.of_end(self.db, around)

    def _body(self, indent: str) -> str:
        where = self.piece.range
        strings = [(self.place.span(each).start, self.place.span(each).end) for each in self._strings()]
        if self.piece.is_expression:
            [node] = self.piece.nodes
            source = self.text[where.start : where.end]
            value = reshape.as_value(node, source)  # type: ignore[arg-type]  # an expression
            return f"{indent}return {value}"
        old = reshape.indentation(self.text, where.start)
        return reshape.moved(self.text, where.start, self._end(), strings + self._inner_strings(), old, indent)

    def _end(self) -> int:
        """Where the last line of the statements ends; a comment there goes with them."""
        end = reshape.line_end(self.text, self.piece.range.end)
        return len(self.text[:end].rstrip(" \t\f"))

    def _strings(self) -> list[ir.Node]:
        return reshape.strings_in(self.nodes)

    def _inner_strings(self) -> list[tuple[int, int]]:
        """Where literals of inner functions stand."""
        found: list[tuple[int, int]] = []
        pending = [node for node in self.nodes if isinstance(node, ir.FunctionDef)]
        while pending:
            function = pending.pop()
            region = self.place.region.sibling(function.body.region)
            place = self.place._replace(region=region)
            for each in function.body.block.statements:
                nodes = list(selection.below(each))
                pending += [node for node in nodes if isinstance(node, ir.FunctionDef)]
                found += [(place.span(node).start, place.span(node).end) for node in reshape.strings_in(nodes)]
        lowered = self.place.region.occurrence.lowered
        found += [(self.place.base + start, self.place.base + end) for _, _, start, end in lowered.docstrings]
        return found

    # ---- where ----

    def _first_statement(self) -> ir.Node:
        assert self.function is not None
        return self.function.body.block.statements[0]

    def _header(self) -> selection.Place:
        header = self.place.region.scope.header
        assert header is not None
        return self.place._replace(region=header)

    def _function_start(self) -> int:
        assert self.function is not None
        return self._header().span(self.function).start

    def _function_end(self) -> int:
        assert self.function is not None
        return self._header().span(self.function).end


def _function(piece: selection.Selected) -> ir.FunctionDef | None:
    """The function whose body the code belongs to; None inside a class in it."""
    for node in reversed(piece.around):
        if isinstance(node, ir.ClassDef):
            return None
        if isinstance(node, ir.FunctionDef):
            return node
    return None


def _way(nodes: list[ir.Node]) -> _Way:
    awaits = any(
        isinstance(node, ir.Await) or (isinstance(node, ir.For | ir.With | ir.CompClause) and node.is_async)
        for node in nodes
    )
    return _Way(
        any(isinstance(node, ir.Return) for node in nodes),
        any(isinstance(node, ir.Yield | ir.YieldFrom) for node in nodes),
        awaits,
    )
