"""Scoping as the index sees it, in the form of the standard `symtable` module, for comparison with it.

A table is (kind, name, line) with, by name, one of "local", "cell", "free", "global". What names a scope
binds comes from the index; which names it reads is found by walking the lowered form here.

Not compared, since the two mean different things: the line of a comprehension (that of a bracket around
it in `symtable`); names of a module that a function declares `global`; what `symtable` makes up; what
`# type:` comments read.
"""

from __future__ import annotations

import symtable
from collections import defaultdict

from pebre_analysis.semantic import index as indexes
from pebre_analysis.semantic import navigation, symbols, use_def
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic.index import SemanticIndex
from pebre_analysis.semantic.region import Region
from pebre_analysis.semantic.scope import Scope
from pebre_analysis.syntax import ir

Tables = dict[tuple[str, str, int], list[dict[str, str]]]
_SKIPPED = {"__class__", "__classdict__", "__classcell__", ".0"}
_SCOPES = {1: "local", 2: "global", 3: "global", 4: "free", 5: "cell"}


class Table:
    """One scope while it is read."""

    def __init__(self, kind: str, name: str, line: int, parent: Table | None, cls: str | None) -> None:
        self.kind, self.name, self.line, self.parent = kind, name, line, parent
        self.cls = cls  # innermost class around, for private names
        self.bound: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.used: set[str] = set()
        self.children: list[Table] = []
        self.free: set[str] = set()
        if parent is not None:
            parent.children.append(self)

    def mangled(self, name: str) -> str:
        if self.cls is None or not name.startswith("__") or name.endswith("__") or "." in name:
            return name
        stripped = self.cls.lstrip("_")
        return f"_{stripped}{name}" if stripped else name


def of_standard(text: str) -> Tables:
    found: Tables = defaultdict(list)
    stack = [symtable.symtable(text, "<text>", "exec")]
    while stack:
        table = stack.pop()
        names = {
            symbol.get_name(): _SCOPES[symbol._Symbol__scope]  # type: ignore[attr-defined]  # the only way to see cells
            for symbol in table.get_symbols()
            if symbol.get_name() not in _SKIPPED
        }
        kind = table.get_type()
        name = dict.fromkeys(("listcomp", "setcomp", "dictcomp", "genexpr"), "<comp>").get(
            table.get_name(), table.get_name()
        )
        line = 0 if kind == "module" or name == "<comp>" else table.get_lineno()
        found[str(kind), name, line].append(names)
        stack.extend(table.get_children())
    return found


def of_index(index: SemanticIndex) -> Tables:
    reader = _Reader(index)
    module = reader.scope(index.module, None)
    found: Tables = defaultdict(list)
    _resolve(module, [])
    stack = [module]
    while stack:
        table = stack.pop()
        found[table.kind, table.name, table.line].append(_names(table))
        stack.extend(table.children)
    return found


def _resolve(table: Table, around: list[Table]) -> set[str]:
    """Names that come from functions around; fills `free`."""
    inner = around if table.kind == "class" else [*around, table]
    wanted: set[str] = set()
    for child in table.children:
        wanted |= _resolve(child, inner)
    outer = {name for each in around if each.kind == "function" for name in each.bound - each.globals - each.nonlocals}
    own = table.bound - table.globals - table.nonlocals
    for name in (table.used | table.nonlocals) - own - table.globals:
        if name in outer and not _is_global_between(name, around):
            table.free.add(name)
    passing = wanted - own if table.kind == "function" else wanted
    table.free |= {name for name in passing if name in outer and (table.kind != "class" or name not in own)}
    table.passed = wanted  # type: ignore[attr-defined]
    return table.free | (passing if table.kind != "module" else set())


def _is_global_between(name: str, around: list[Table]) -> bool:
    for each in reversed(around):
        if each.kind == "function":
            if name in each.globals:
                return True
            if name in each.bound:
                return False
    return False


def _names(table: Table) -> dict[str, str]:
    own = table.bound - table.globals - table.nonlocals
    found: dict[str, str] = {}
    for name in table.bound | table.used | table.globals | table.nonlocals | table.free:
        if name in own:
            captured = table.kind == "function" and name in table.passed  # type: ignore[attr-defined]
            found[name] = "cell" if captured else "local"
        else:
            found[name] = "free" if name in table.free else "global"
    return found


class _Reader:
    def __init__(self, index: SemanticIndex) -> None:
        self.index = index
        outline = index.outline
        assert outline is not None
        self.outline = outline
        self.is_future = bool(index.flags.value & indexes.FUTURE_ANNOTATIONS)

    def line(self, region: Region, n: int) -> int:
        return self.outline.line_of(navigation.span(region, n).start) + 1

    def scope(self, scope: Scope, parent: Table | None) -> Table:
        if scope.kind == scopes.MODULE:
            table = Table("module", "top", 0, None, None)
        else:
            header = scope.header
            node = navigation.definition_node(scope)
            assert header is not None
            assert node is not None
            kind = "class" if scope.kind == scopes.CLASS else "function"
            cls = scope.name if kind == "class" else parent.cls if parent is not None else None
            table = Table(kind, scope.name, self.line(header, node.name_node.n), parent, cls)
        names = scope.names.value
        if scope.kind == scopes.MODULE:
            names = frozenset([name for name in names if name in symbols.binders_of(scope)])
        table.bound = {table.mangled(name) for name in names} - _SKIPPED
        body = scope.own_body
        if body is not None:
            assert isinstance(body.index, use_def.BodyIndex)
            table.globals = {table.mangled(name) for name in body.index.globals}
            table.nonlocals = {table.mangled(name) for name in body.index.nonlocals}
            self.block(body.lowered.node.block, body, table, scope)  # type: ignore[union-attr]
        elif scope.code_region is None:
            for region in symbols.statement_regions(scope):
                if isinstance(region.index, use_def.StatementIndex):
                    table.globals |= {table.mangled(name) for name in region.index.globals}
                    table.nonlocals |= {table.mangled(name) for name in region.index.nonlocals}
                self.header(region.lowered.node, region, table, scope)
        return table

    def block(self, block: ir.Block, region: Region, table: Table, scope: Scope) -> None:
        for statement in block.statements:
            self.statement(statement, region, table, scope)

    def statement(self, s: ir.Node, region: Region, table: Table, scope: Scope) -> None:
        """A statement inside a function body, with its suites."""
        if isinstance(s, ir.ClassDef):
            for each in (*s.decorators, *s.args):
                self.read(each, region, table)
            inner = self.child(region, s)
            if inner is not None:
                own = self.scope(inner, table)
                for each in s.body.statements:
                    if isinstance(each, ir.Global):
                        own.globals |= {name.id for name in each.names}
                    if isinstance(each, ir.Nonlocal):
                        own.nonlocals |= {name.id for name in each.names}
                self.block(s.body, region, own, inner)
        elif isinstance(s, ir.FunctionDef):
            self.function(s, region, table)
        else:
            for field in s.__struct_fields__:
                self.part(s, field, region, table, scope)

    def part(self, s: ir.Node, field: str, region: Region, table: Table, scope: Scope) -> None:
        value = getattr(s, field)
        if isinstance(value, ir.Block):
            self.block(value, region, table, scope)
        elif isinstance(value, tuple) and value and isinstance(value[0], (ir.Branch, ir.Handler, ir.Case)):
            for each in value:
                self.statement(each, region, table, scope)
        elif field == "annotation":
            if isinstance(s, ir.AnnAssign) and not self.is_future:
                self.read(value, region, table)
        elif not isinstance(s, (ir.Import, ir.ImportFrom, ir.Global, ir.Nonlocal)):
            self.read(value, region, table)

    def header(self, s: object, region: Region, table: Table, scope: Scope) -> None:
        """A statement region: without what has regions of its own."""
        if isinstance(s, ir.FunctionDef):
            self.function(s, region, table)
        elif isinstance(s, ir.ClassDef):
            for each in (*s.decorators, *s.args):
                self.read(each, region, table)
            inner = self.child(region, s)
            if inner is not None:
                self.scope(inner, table)
        elif isinstance(s, ir.Node) and not isinstance(s, ir.Try):
            for field in s.__struct_fields__:
                value = getattr(s, field)
                if not isinstance(value, ir.Block) and not (
                    isinstance(value, tuple) and value and isinstance(value[0], (ir.Branch, ir.Handler, ir.Case))
                ):
                    self.part(s, field, region, table, scope)

    def function(self, s: ir.FunctionDef, region: Region, table: Table) -> None:
        for each in s.decorators:
            self.read(each, region, table)
        for param in s.params:
            self.read(param.default, region, table)
            if not self.is_future and not self.is_comment(param.annotation, region):
                self.read(param.annotation, region, table)
        if not self.is_future and not self.is_comment(s.returns, region):
            self.read(s.returns, region, table)
        inner = self.child(region, s)
        if inner is not None:
            self.scope(inner, table)

    def is_comment(self, annotation: ir.Expr | None, region: Region) -> bool:
        if annotation is None:
            return False
        start = navigation.span(region, annotation.n).start
        line = self.outline.text[self.outline.text.rfind("\n", 0, start) + 1 : start]
        return "# type:" in line or "#type:" in line

    def child(self, region: Region, s: ir.FunctionDef | ir.ClassDef) -> Scope | None:
        number = region.index.marks[s.name_node.n] - 1
        return region.scope_of(number)

    def read(self, node: object, region: Region, table: Table) -> None:
        if isinstance(node, tuple):
            for each in node:
                self.read(each, region, table)
        elif isinstance(node, ir.Name):
            if node.id not in _SKIPPED:
                table.used.add(table.mangled(node.id))
        elif isinstance(node, ir.Lambda):
            for param in node.params:
                self.read(param.default, region, table)
            inner = Table("function", "lambda", self.line(region, node.n), table, table.cls)
            self.local(inner, region, node.n)
            self.read(node.body, region, inner)
        elif isinstance(node, ir.Comprehension):
            self.read(node.clauses[0].iterable, region, table)
            inner = Table("function", "<comp>", 0, table, table.cls)
            self.local(inner, region, node.n)
            for at, clause in enumerate(node.clauses):
                if at:
                    self.read(clause.iterable, region, inner)
                self.read(clause.target, region, inner)
                self.read(clause.conditions, region, inner)
            self.read((node.key, node.element), region, inner)
        elif isinstance(node, ir.Walrus):
            self.read(node.value, region, table)
            self.read(node.target, region, table)
            outer = table
            while outer.name == "<comp>" and outer.parent is not None:  # bound around the comprehensions
                outer = outer.parent
                outer.used.add(outer.mangled(node.target.id))
                if outer.name == "<comp>":
                    continue
        elif isinstance(node, ir.Node):
            for field in node.__struct_fields__:
                self.read(getattr(node, field), region, table)

    def local(self, table: Table, region: Region, n: int) -> None:
        for scope in region.index.scopes:
            if scope.n == n and scope.kind in (use_def.LAMBDA, use_def.COMPREHENSION_SCOPE):
                table.bound |= {table.mangled(name) for name in scope.names}


def differences(text: str, index: SemanticIndex) -> list[str]:
    """What the two see differently, one line each."""
    expected, found = of_standard(text), of_index(index)
    lines: list[str] = []
    for names in (*expected.get(_MODULE, []), *found.get(_MODULE, [])):
        for name in symbols.global_binders(index.module).keys() | _declared_global(index):
            names.pop(name, None)
    for key in sorted({*expected, *found}):
        a, b = expected.get(key, []), found.get(key, [])
        if len(a) != len(b):
            lines.append(f"{key}: {len(a)} tables, {len(b)} found")
            continue
        for x, y in zip(sorted(a, key=_sorted), sorted(b, key=_sorted), strict=True):
            if x != y:
                lines += [
                    f"{key}: {name}: {x.get(name)}, {y.get(name)} found"
                    for name in sorted({*x, *y})
                    if x.get(name) != y.get(name)
                ]
    return lines


_MODULE = ("module", "top", 0)


def _declared_global(index: SemanticIndex) -> set[str]:
    found: set[str] = set()
    for region in index.regions.value:
        if isinstance(region.index, (use_def.BodyIndex, use_def.StatementIndex)):
            found.update(region.index.globals)
    return found


def _sorted(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items())
