"""*Extract function* from the statements of a module: they become a function above, which is called where they stood.

What they read is the module's, so the function needs no parameters but for names that it also gives a value, and for
those that the module may not have at its end. What they bind is returned and bound again; what surely nobody else
reads, as the target of a loop, becomes the function's.
Refused with a reason
  - what tools and readers look for where it stands: definitions, imports, declarations, `__names__`, classes, aliases;
  - what may have no value before or behind the code, and what an exception in it would lose;
  - what functions see of its names while it runs, and what is known of names and attributes before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import dead_code, definite, edits, origins, refusals, reshape, suite_names
from pebre_analysis.modules import reverse
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline, outlined, parsed, visit
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import iteration, literals, members, relation

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source import files

_NAME: Final = "extracted"
_FRAMES: Final = frozenset(("locals", "vars", "dir", "eval", "exec", "assert_type", "reveal_type"))
_DEFINING: Final = (ir.FunctionDef, ir.ClassDef, ir.TypeAliasDef)
_VALUES: Final = (
    kinds.Instance, kinds.Tuple, kinds.IntLiteral, kinds.BoolLiteral, kinds.StrLiteral, kinds.BytesLiteral,
    kinds.EnumLiteral, kinds.Atom, kinds.Dynamic,
)  # fmt: skip


class _Item(NamedTuple):
    """A statement and where it stands in the file."""

    node: ir.Node
    start: int
    end: int


def action_for(
    db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange, title: str, kind: str
) -> action.Action | None:
    """The action for statements of a module that a range selects; None if it does not."""
    of = outline.outline(db, file)
    start, end = wanted.start, wanted.end
    while start < end and of.text[start].isspace():
        start += 1
    while start < end and of.text[end - 1].isspace():
        end -= 1
    picked = _picked(of, start, end)
    if picked is None:
        return None
    try:
        return action.Action(title, kind, tuple(_Statements(db, file, of, *picked).changes()))
    except refusals.RefusalError as refusal:
        return action.Action(title, kind, (), disabled=str(refusal))


def _picked(of: outlined.Outline, start: int, end: int) -> tuple[list[_Item], list[_Item], list[ir.Node]] | None:
    """Statements that a range covers wholly, those of the same suites before, and what they stand in."""
    suite = list(_of_module(of, end))
    around: list[ir.Node] = []
    before: list[_Item] = []
    while True:
        touched = [each for each in suite if each.start < end and start < each.end]
        if not touched:
            return None
        first, last = touched[0], touched[-1]
        before += [each for each in suite if each.end <= first.start]
        is_clause = isinstance(first.node, ir.Branch | ir.Handler | ir.Case)
        if first.start >= start and last.end <= end and not is_clause:
            is_whole = _is_blank(of.text[start : first.start]) and _is_blank(of.text[last.end : end])
            return (touched, before, around) if is_whole else None
        if len(touched) > 1 or isinstance(first.node, _DEFINING):
            return None
        around.append(first.node)
        chunks = of.path_to(max(start, first.start))
        if len(chunks) != 1:
            return None  # a suite of chunks of its own
        base, part = chunks[0]
        inside = [list(_items(parsed.lowered_of(part), base, each)) for each in visit.suites(first.node)]
        suites = [each for each in inside if any(one.start < end and start < one.end for one in each)]
        if len(suites) != 1:
            return None
        suite = suites[0]


def _is_blank(text: str) -> bool:
    """Whether there is nothing but comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _of_module(of: outlined.Outline, end: int) -> Iterator[_Item]:
    for base, part in zip(of.starts, of.chunks, strict=True):
        if base >= end:
            return
        lowered = parsed.lowered_of(part)
        yield from _items(lowered, base, lowered.block.statements)


def _items(lowered: ir.Lowered, base: int, suite: Iterable[ir.Node]) -> Iterator[_Item]:
    for node in suite:
        if isinstance(node, ir.Statement):
            spans = lowered.regions[node.region].spans
            yield _Item(node, base + spans[2 * node.n], base + spans[2 * node.n + 1])


class _Statements:
    def __init__(
        self,
        db: database.ProjectDatabase,
        file: files.File,
        of: outlined.Outline,
        items: list[_Item],
        before: list[_Item],
        around: list[ir.Node],
    ) -> None:
        self.db = db
        self.file = file
        self.of = of
        self.text = of.text
        self.items = items
        self.before = before
        self.around = around
        self.start, self.end = items[0].start, items[-1].end
        self.nodes = [each.node for each in items]
        self.everything = [node for each in self.nodes for node in visit.walk(each)]
        self.bound = dict.fromkeys(name for node in self.everything for name in suite_names.bound(node))

    def changes(self) -> list[edits.Edit]:
        """The new function and the call."""
        self._check_kinds()
        self._check_place()
        flow = suite_names.Flow(self.bound, self._swallows)
        sure = flow.run(self.nodes)
        is_hidden = self._is_hidden()
        outputs = [name for name in self.bound if self._is_named_elsewhere(name) or (name in sure and not is_hidden)]
        inputs = [name for name in outputs if name in flow.needs]
        for name in inputs:
            if not suite_names.binds_surely((each.node for each in self.before), name) or self._is_deleted(name):
                raise refusals.RefusalError(f"`{name}` may have no value before it")
        for name in outputs:
            if name not in sure and name not in inputs:
                raise refusals.RefusalError(f"`{name}` may have no value behind it")
            self._check_output(name)
        for name in self.bound:
            if name not in outputs and not is_hidden and not name.startswith("_"):
                raise refusals.RefusalError(f"other modules may read `{name}`")
        self._check_knowledge()
        return self._written(list(dict.fromkeys([*inputs, *self._passing()])), outputs)

    # ---- whether ----

    def _check_kinds(self) -> None:
        chunks = zip(self.of.starts, self.of.chunks, strict=True)
        if any(part.members for base, part in chunks if base < self.end and self.start < base + part.length):
            raise refusals.RefusalError("a block in it is too long")
        for node in self.everything:
            if isinstance(node, _DEFINING):
                raise refusals.RefusalError(f"it defines `{node.name}`")
            if isinstance(node, ir.Import | ir.ImportFrom):
                raise refusals.RefusalError("it imports names of the module")
            if isinstance(node, ir.AnnAssign):
                raise refusals.RefusalError("it declares a type")
            if isinstance(node, ir.Match):
                raise refusals.RefusalError("it matches patterns")
            if isinstance(node, ir.Assert | ir.Raise):
                raise refusals.RefusalError("what it finds out would not be known behind it")
            if isinstance(node, ir.Walrus):
                raise refusals.RefusalError("it gives a name a value inside an expression")
            if isinstance(node, ir.Broken | ir.Missing | ir.Return | ir.Yield | ir.YieldFrom | ir.Await):
                raise refusals.RefusalError("it is not correct where it stands")
            if isinstance(node, ir.For | ir.With) and node.is_async:
                raise refusals.RefusalError("it is not correct where it stands")
            if isinstance(node, ir.Name) and node.id in _FRAMES:
                raise refusals.RefusalError(f"`{node.id}` depends on where it is called")
        for name in self.bound:
            if name.startswith("__"):
                raise refusals.RefusalError(f"it gives `{name}` a value")

    def _check_place(self) -> None:
        if not reshape.begins_line(self.text, self.start):
            raise refusals.RefusalError("it does not begin a line")
        rest = self.text[self.end : reshape.line_end(self.text, self.end)]
        if rest.partition("#")[0].strip():
            raise refusals.RefusalError("another statement follows on its line")
        if definite.leaves_loop(self.nodes):
            raise refusals.RefusalError("it leaves or goes on with a loop around it")

    def _is_named_elsewhere(self, name: str) -> bool:
        word = re.compile(rf"\b{re.escape(name)}\b")
        return word.search(self.text, 0, self.start) is not None or word.search(self.text, self.end) is not None

    def _is_hidden(self) -> bool:
        """Whether no other module can read what is bound here."""
        in_main = any(isinstance(each, ir.Branch) and _is_main(each.test) for each in self.around)
        return in_main or reverse.file_to_module(self.db, self.file) is None

    def _is_deleted(self, name: str) -> bool:
        return re.search(rf"\bdel\b[^\r\n]*\b{re.escape(name)}\b", self.text) is not None

    def _check_output(self, name: str) -> None:
        """What functions, handlers and tools see of a name."""
        late = [each for each in self.everything if isinstance(each, ir.Lambda) or _is_generator(each)]
        if any(_mentions(each, name) for each in late):
            raise refusals.RefusalError(f"an inner function shares `{name}` with the rest")
        *others, last = self.nodes
        earlier = {each for node in suite_names.everything_in(others) for each in suite_names.bound(node)}
        is_last = isinstance(last, ir.Assign) and name not in earlier
        if not is_last:
            if any(isinstance(each, ir.Try | ir.With) for each in self.around):
                raise refusals.RefusalError(f"an exception in it would lose `{name}`")
            if any(_mentions(function, name) for function in self._functions([name])):
                raise refusals.RefusalError(f"a function sees `{name}` while it runs")
        for node in self.everything:
            if isinstance(node, ir.Delete) and name in suite_names.bound(node):
                raise refusals.RefusalError(f"it deletes `{name}`")
            if isinstance(node, ir.Assign) and name in suite_names.bound(node):
                self._check_value(name, node)

    def _check_value(self, name: str, node: ir.Assign) -> None:
        region = self._region_of(node)
        found = None if region is None else self.db.infer.expression_type(self.db, region, node.value.n)
        of = found.parts if isinstance(found, kinds.Union) else (found,)
        if not all(isinstance(each, _VALUES) for each in of):
            raise refusals.RefusalError(f"`{name}` may be looked at where it stands")

    def _functions(self, names: Sequence[str]) -> Iterator[ir.Node]:
        """All functions and classes of the file that could mention one of the names, and what runs later."""
        for base, part in self.of.occurrences():
            text = self.text[base : base + part.length]
            if any(name in text for name in names):
                for node in visit.walk(parsed.lowered_of(part).block):
                    if isinstance(node, ir.FunctionDef | ir.ClassDef | ir.Lambda) or _is_generator(node):
                        yield node

    # ---- what is known before ----

    def _passing(self) -> Iterator[str]:
        """Names that have a value here and perhaps none at the end of the module, which a function sees."""
        module = semantic_index.semantic_index(self.db, self.file).module
        read = {node.id for node in self.everything if isinstance(node, ir.Name)} - self.bound.keys()
        bound = {
            name
            for each in suite_names.everything_in(item.node for item in self.before)
            for name in suite_names.bound(each)
        }
        around = [each for node in self.around for each in _clauses(node)]
        headers = {name for each in around for name in suite_names.bound(each)}
        for name in sorted(read & (bound | headers)):
            seen = self.db.infer.public_type(self.db, module.symbol(name))
            if seen is not None and not seen.is_maybe_unbound:
                continue
            if name not in headers and not suite_names.binds_surely((each.node for each in self.before), name):
                raise refusals.RefusalError(f"`{name}` may have no value before it")
            if any(_mentions(function, name) for function in self._functions([name])):
                raise refusals.RefusalError(f"a function sees `{name}` while it runs")
            yield name

    def _check_knowledge(self) -> None:
        """Inside a function less is known of a name or an attribute that something was found out about."""
        module = semantic_index.semantic_index(self.db, self.file).module
        for region in self._regions():
            dead_code.check(self.db, region)
            for node in visit.in_region(region.lowered):
                if isinstance(node, ir.ExprStmt):
                    if self.db.infer.expression_type(self.db, region, node.value.n) is kinds.NEVER:
                        raise refusals.RefusalError("it never comes to its end")
                if isinstance(node, ir.Name) and node.id not in self.bound:
                    seen = self.db.infer.public_type(self.db, module.symbol(node.id))
                    here = literals.widened(self.db, self.db.infer.expression_type(self.db, region, node.n))
                    if seen is not None and not relation.is_assignable(self.db, seen.type, here):
                        raise refusals.RefusalError(f"it relies on what is known of `{node.id}` before it")
                elif isinstance(node, ir.Attribute) and region.index.marks[node.n] > 0:
                    here = self.db.infer.expression_type(self.db, region, node.n)
                    member = members.member(self.db, origins.value_type(self.db, region, node.value), node.attr)
                    if member is not None and not relation.is_assignable(self.db, member.type, here):
                        raise refusals.RefusalError(f"it relies on what is known of `.{node.attr}` before it")

    def _regions(self) -> Iterator[Region]:
        """The regions that lie in the code."""
        index = semantic_index.semantic_index(self.db, self.file)
        seen: set[int] = set()
        for item in self.items:
            occurrence = navigation.occurrence_at(index, item.start)
            if occurrence is None or id(occurrence) in seen:
                continue
            seen.add(id(occurrence))
            base = navigation.start_of(occurrence)
            for region in occurrence.regions:
                node = region.lowered.node
                if isinstance(node, ir.Node) and not region.is_body:
                    at = base + region.lowered.spans[2 * node.n]
                    if self.start <= at < self.end:
                        yield region

    def _swallows(self, node: ir.With) -> bool:
        """Whether an exception may be swallowed, as far as that is known."""
        region = self._region_of(node)
        if region is None:
            return True
        contexts = [self.db.infer.expression_type(self.db, region, each.context.n) for each in node.items]
        return any(iteration.may_swallow(self.db, each, node.is_async) for each in contexts)

    def _region_of(self, node: ir.Node) -> Region | None:
        return next((each for each in self._regions() if each.lowered.node is node), None)

    # ---- how ----

    def _written(self, inputs: Sequence[str], outputs: Sequence[str]) -> list[edits.Edit]:
        newline = reshape.newline_of(self.text)
        name = reshape.free_name(self.text, _NAME)
        old = reshape.indentation(self.text, self.start)
        unit = "\t" if old.startswith("\t") else "    "
        end = reshape.line_end(self.text, self.end)
        end = len(self.text[:end].rstrip(" \t\f"))
        result = ", ".join(outputs)
        lines = [f"def {name}({', '.join(inputs)}){'' if outputs else ' -> None'}:"]
        strings: list[tuple[int, int]] = []
        for region in self._regions():
            base = navigation.start_of(region.occurrence)
            for node in reshape.strings_in(visit.in_region(region.lowered)):
                strings.append((base + region.lowered.spans[2 * node.n], base + region.lowered.spans[2 * node.n + 1]))
        lines.append(reshape.moved(self.text, self.start, end, strings, old, unit))
        if outputs:
            lines.append(f"{unit}return {result}")
        top = reshape.line_start(self.text, self._top())
        at = reshape.above_comments(self.text, top)
        call = f"{f'{result} = ' if outputs else ''}{name}({', '.join(inputs)})"
        code = newline.join(lines) + 3 * newline
        where = ranges.TextRange(self.start, end)
        if at == self.start:
            return [edits.Edit(self.file.path, where, code + call)]
        return [edits.insert(self.file.path, at, code), edits.Edit(self.file.path, where, call)]

    def _top(self) -> int:
        """Where the statement of the module that holds the code starts."""
        if not self.around:
            return self.start
        return max(each.start for each in _of_module(self.of, self.end) if each.start <= self.start)


def _clauses(node: ir.Node) -> Iterator[ir.Node]:
    """A statement around, and the parts of its header that may give names a value."""
    yield node
    if isinstance(node, ir.With):
        yield from node.items


def _is_generator(node: ir.Node) -> bool:
    return isinstance(node, ir.Comprehension) and node.kind == "generator"


def _is_main(test: ir.Node) -> bool:
    """Whether it is `__name__ == "__main__"`."""
    if not isinstance(test, ir.Compare) or not isinstance(test.first, ir.Name) or len(test.rest) != 1:
        return False
    step = test.rest[0]
    is_equal = step.op == "==" and isinstance(step.right, ir.Str) and step.right.value == "__main__"
    return is_equal and test.first.id == "__name__"


def _mentions(root: ir.Node, name: str) -> bool:
    return any(
        (isinstance(node, ir.Name) and node.id == name)
        or (isinstance(node, ir.Global) and any(each.id == name for each in node.names))
        for node in visit.walk(root)
    )
