"""The outline of a file: classes, functions, fields and variables as a tree.

In:  a file.
Out: symbols in source order, each with what stands in it.
Always
  - it is read from the lowered form alone: no names are looked up, nothing is inferred;
  - broken code gives what can be read of it;
  - nothing recurses over the code.
A name is listed once in its scope, where it is first bound. Of a function only the functions and
classes in it are listed, of a class also what `__init__` assigns to its first parameter. Imports are not.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import chunk, ir, outline, parsed

if TYPE_CHECKING:
    from array import array

    from pebre_analysis.project import database
    from pebre_analysis.syntax import outlined

_DETAIL: Final = 80  # longest text beside a name
_MODULE: Final = "module"
_FUNCTION: Final = "function"
_REPEATED: Final = frozenset(("class", "enum", "function", "protocol"))  # listed each time they are defined
_CLASSES: Final = frozenset(("class", "enum", "protocol"))
_CALLS: Final = {
    "TypeVar": "type-parameter", "ParamSpec": "type-parameter", "TypeVarTuple": "type-parameter",
    "NewType": "class", "namedtuple": "class", "NamedTuple": "class", "TypedDict": "class",
    "TypeAliasType": "type-alias",
}  # fmt: skip
_ENUMS: Final = frozenset(("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))


class Symbol(msgspec.Struct, frozen=True, gc=False):
    """A named thing of a file. `selection` is its name, `range` all of it; `kind` is a word of the server's list."""

    name: str
    detail: str
    kind: str
    range: ranges.TextRange
    selection: ranges.TextRange
    children: Sequence[Symbol]


class _Scope:
    """Where symbols are put. `fields`: for `__init__`, the class and the name of its first parameter; `check` is called
    before code is parsed, and may raise."""

    __slots__ = ("check", "children", "fields", "kind", "receiver", "seen")

    def __init__(self, kind: str, children: list[Symbol], check: Callable[[], object]) -> None:
        self.kind = kind
        self.children = children
        self.check = check
        self.seen: set[str] = set()
        self.fields: _Scope | None = None
        self.receiver = ""


class _Code:
    """Where a statement stands: its chunk, the chunk's offset in the file, the spans of its region."""

    __slots__ = ("base", "chunk", "lowered", "spans")

    def __init__(self, part: chunk.Chunk, lowered: ir.Lowered, base: int, spans: array[int] | None) -> None:
        self.chunk = part
        self.lowered = lowered
        self.base = base
        self.spans = spans  # of the function body it stands in; None: each statement has a region

    def range(self, node: ir.Statement, n: int) -> ranges.TextRange:
        spans = self.spans if self.spans is not None else self.lowered.regions[node.region].spans
        return ranges.TextRange(self.base + spans[2 * n], self.base + spans[2 * n + 1])

    def text(self, found: ranges.TextRange) -> str:
        return self.chunk.text[found.start - self.base : found.end - self.base]


_Work: TypeAlias = "tuple[ir.Node, _Code, _Scope]"


_OF_CHUNKS: Final[weakref.WeakKeyDictionary[chunk.Chunk, list[Symbol]]] = weakref.WeakKeyDictionary()
"""What each chunk gives by itself, at offset 0: clients ask after every key, and one chunk has changed."""


def of_file(db: database.ProjectDatabase, file: files.File) -> list[Symbol]:
    """The outline of the file."""
    return _of_outline(outline.outline(db, file), db.check_cancelled)


def at_a_glance(db: database.ProjectDatabase, file: files.File) -> list[Symbol]:
    """The same of a file that nobody looks at otherwise: nothing is held of its code."""
    return _of_outline(outline.passing(db, file), db.check_cancelled)


def _of_outline(of: outlined.Outline, check: Callable[[], object]) -> list[Symbol]:
    found: list[Symbol] = []
    seen: set[str] = set()
    for base, part in zip(of.starts, of.chunks, strict=True):
        own = _OF_CHUNKS.get(part)
        if own is None:
            own = _OF_CHUNKS[part] = _of_chunk(part, check)
        for symbol in own:
            if symbol.name not in seen or symbol.kind in _REPEATED:
                seen.add(symbol.name)
                found.append(_moved(symbol, base))
    return found


def _of_chunk(part: chunk.Chunk, check: Callable[[], object]) -> list[Symbol]:
    found: list[Symbol] = []
    pending: list[_Work] = []
    _push_chunk(pending, part, 0, _Scope(_MODULE, found, check))
    while pending:
        node, code, scope = pending.pop()
        _STATEMENTS[node.__class__](pending, node, code, scope)
    return found


def _moved(symbol: Symbol, by: int) -> Symbol:
    """The symbol, and what is in it, further down."""
    top: list[Symbol] = []
    pending: list[tuple[Symbol, list[Symbol]]] = [(symbol, top)]
    new_range = ranges.TextRange
    while pending:
        each, siblings = pending.pop()
        whole, name = each.range, each.selection
        children: list[Symbol] = []
        siblings.append(
            Symbol(
                each.name,
                each.detail,
                each.kind,
                new_range(whole.start + by, whole.end + by),
                new_range(name.start + by, name.end + by),
                children,
            )
        )
        if each.children:
            pending += [(child, children) for child in reversed(each.children)]
    return top[0]


# ---- what stands in what -----------------------------------------------------------------------------


def _push_chunk(pending: list[_Work], part: chunk.Chunk, base: int, scope: _Scope) -> None:
    scope.check()
    lowered = parsed.lowered_of(part, scope.check)
    _push(pending, lowered.block, _Code(part, lowered, base, None), scope)


def _push(pending: list[_Work], block: ir.Block | None, code: _Code, scope: _Scope) -> None:
    """The statements of a block, so that the first is taken next."""
    if block is None:
        return
    if block.hole != ir.NO_HOLE:
        for start, member in reversed(code.chunk.members[block.hole]):
            _push_chunk(pending, member, code.base + start, scope)
    wanted = _IN_FUNCTION if scope.kind == _FUNCTION and scope.fields is None else _STATEMENTS
    pending += [(node, code, scope) for node in reversed(block.statements) if node.__class__ in wanted]


def _compound(pending: list[_Work], node: ir.Node, code: _Code, scope: _Scope) -> None:
    for part in reversed(_parts(node)):
        if isinstance(part, ir.Block):
            _push(pending, part, code, scope)
        elif part is not None:
            pending += [(each, code, scope) for each in reversed(part)]


_Part: TypeAlias = "ir.Block | Sequence[ir.Node] | None"


def _parts(node: ir.Node) -> list[_Part]:
    if isinstance(node, ir.If):
        return [node.branches, node.orelse]
    if isinstance(node, ir.While | ir.For):
        return [node.body, node.orelse]
    if isinstance(node, ir.Try):
        return [node.body, node.handlers, node.orelse, node.final]
    if isinstance(node, ir.Match):
        return [node.cases]
    if isinstance(node, ir.Branch | ir.Handler | ir.Case | ir.With):
        return [node.body]
    return []


# ---- definitions --------------------------------------------------------------------------------------


def _function(pending: list[_Work], node: ir.Node, code: _Code, scope: _Scope) -> None:
    assert isinstance(node, ir.FunctionDef)
    decorators = {_last_name(each) for each in node.decorators}
    kind = "function"
    if scope.kind in _CLASSES:
        kind = "constructor" if node.name == "__init__" else "method"
        if decorators & {"property", "cached_property"}:
            kind = "property"
    children: list[Symbol] = []
    if not decorators & {"setter", "deleter"}:
        whole, name = code.range(node, node.n), code.range(node, node.name_node.n)
        scope.children.append(Symbol(node.name, _signature(node, code), kind, whole, name, children))
        scope.seen.add(node.name)
    inner = _Scope(_FUNCTION, children, scope.check)
    if kind == "constructor" and node.params:
        inner.fields, inner.receiver = scope, node.params[0].name
    _push(pending, node.body.block, _inside(code, node.body.region), inner)


def _inside(code: _Code, region: int) -> _Code:
    return _Code(code.chunk, code.lowered, code.base, code.lowered.regions[region].spans)


def _class(pending: list[_Work], node: ir.Node, code: _Code, scope: _Scope) -> None:
    assert isinstance(node, ir.ClassDef)
    bases = [_last_name(each.value) for each in node.args if each.name is None]
    kind = "class"
    if any(base in _ENUMS for base in bases):
        kind = "enum"
    elif any(base == "Protocol" for base in bases):
        kind = "protocol"
    children: list[Symbol] = []
    whole, name = code.range(node, node.n), code.range(node, node.name_node.n)
    detail = f"({', '.join(base for base in bases if base)})" if any(bases) else ""
    scope.children.append(Symbol(node.name, _short(detail), kind, whole, name, children))
    scope.seen.add(node.name)
    _push(pending, node.body, code, _Scope(kind, children, scope.check))


def _alias(pending: list[_Work], node: ir.Node, code: _Code, scope: _Scope) -> None:
    assert isinstance(node, ir.TypeAliasDef)
    if scope.kind != _FUNCTION:
        detail = _short(code.text(code.range(node, node.value.n)))
        whole, name = code.range(node, node.n), code.range(node, node.name_node.n)
        scope.children.append(Symbol(node.name, detail, "type-alias", whole, name, ()))
        scope.seen.add(node.name)


def _assign(pending: list[_Work], node: ir.Node, code: _Code, scope: _Scope) -> None:
    assert isinstance(node, ir.Assign)
    for target in node.targets:
        for each in _targets(target):
            _variable(node, each, node.value, node.annotation, code, scope)


def _annotated(pending: list[_Work], node: ir.Node, code: _Code, scope: _Scope) -> None:
    assert isinstance(node, ir.AnnAssign)
    _variable(node, node.target, node.value, node.annotation, code, scope)


def _targets(target: ir.Expr) -> Iterator[ir.Expr]:
    """The single targets in a target."""
    stack = [target]
    while stack:
        each = stack.pop()
        if isinstance(each, ir.Tuple | ir.List):
            stack.extend(reversed(each.items))
        elif isinstance(each, ir.Starred):
            stack.append(each.value)
        else:
            yield each


def _variable(
    node: ir.Statement, target: ir.Expr, value: ir.Expr | None, annotation: ir.Expr | None, code: _Code, scope: _Scope
) -> None:
    if isinstance(target, ir.Name):
        name, where = target.id, scope
        if scope.kind == _FUNCTION:
            return
    elif isinstance(target, ir.Attribute) and isinstance(target.value, ir.Name) and scope.fields is not None:
        name, where = target.attr, scope.fields
        if target.value.id != scope.receiver or not name:
            return
    else:
        return
    if name in where.seen:
        return
    where.seen.add(name)
    whole, selection = code.range(node, node.n), code.range(node, target.n)
    if isinstance(target, ir.Attribute):
        selection = ranges.TextRange(selection.end - len(name), selection.end)
    detail = "" if annotation is None else _short(code.text(code.range(node, annotation.n)))
    kind = _kind_of_variable(name, value, annotation, where)
    where.children.append(Symbol(name, detail, kind, whole, selection, ()))


def _kind_of_variable(name: str, value: ir.Expr | None, annotation: ir.Expr | None, scope: _Scope) -> str:
    if scope.kind == "enum" and annotation is None and value is not None and not name.startswith("_"):
        return "enum-member"
    if annotation is not None and _last_name(annotation) == "TypeAlias":
        return "type-alias"
    if isinstance(value, ir.Call):
        made = _CALLS.get(_last_name(value.func))
        if made is not None:
            return made
    if name.isupper():
        return "constant"
    return "variable" if scope.kind == _MODULE else "field"


# ---- texts --------------------------------------------------------------------------------------------


def _last_name(node: ir.Expr) -> str:
    """`c` of `a.b.c`, `a.b.c[…]` and `a.b.c(…)`; empty for anything else."""
    while isinstance(node, ir.Call | ir.Subscript):
        node = node.func if isinstance(node, ir.Call) else node.value
    if isinstance(node, ir.Attribute):
        return node.attr
    return node.id if isinstance(node, ir.Name) else ""


_STARS: Final = {ir.VARIADIC: "*", ir.KEYWORDS: "**"}


def _signature(node: ir.FunctionDef, code: _Code) -> str:
    names = [_STARS.get(each.kind, "") + each.name for each in node.params]
    if node.returns is None:
        return _short(f"({', '.join(names)})")
    return _short(f"({', '.join(names)}) -> {code.text(code.range(node, node.returns.n))}")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _DETAIL else text[: _DETAIL - 1] + "…"


_DEFINITIONS: Final = {ir.FunctionDef: _function, ir.ClassDef: _class}
_COMPOUNDS: Final = dict.fromkeys(
    (ir.If, ir.Branch, ir.While, ir.For, ir.Try, ir.Handler, ir.With, ir.Match, ir.Case), _compound
)
_IN_FUNCTION: Final = {**_DEFINITIONS, **_COMPOUNDS}
_STATEMENTS: Final = {**_IN_FUNCTION, ir.TypeAliasDef: _alias, ir.Assign: _assign, ir.AnnAssign: _annotated}
