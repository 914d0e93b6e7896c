"""Where entities are in the text, and which are at an offset. For editors: nothing here records an edge.

Offsets are code points from the start of the file. All of it speaks of the file as it was last linked;
callers ask `semantic_index` first.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import symbols, use_def
from pebre_analysis.semantic.definition import Definition
from pebre_analysis.semantic.index import SemanticIndex
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.semantic.region import Region
from pebre_analysis.semantic.scope import Scope
from pebre_analysis.source.ranges import TextRange
from pebre_analysis.syntax import chunk, ir, strings

_SHOWN: Final = (
    use_def.ASSIGN, use_def.ANNOTATED, use_def.FUNCTION, use_def.CLASS, use_def.TYPE_ALIAS, use_def.FOR, use_def.WITH,
    use_def.WALRUS, use_def.CAPTURE,
)  # fmt: skip


class SymbolNode(NamedTuple):
    """One line of an editor's outline."""

    definition: Definition
    children: tuple[SymbolNode, ...]


# ---- entity → place ------------------------------------------------------------------------------


def start_of(occurrence: Occurrence) -> int:
    """Where a chunk starts in the file."""
    start = 0
    each = occurrence
    while each.parent is not None:
        start += each.parent.chunk.members[each.hole][each.position][0]
        each = each.parent
    outline = each.container.index.outline
    return start + outline.starts[each.position] if outline is not None else start


def span(region: Region, n: int) -> TextRange:
    """The place of a node of a region."""
    start = start_of(region.occurrence)
    spans = region.lowered.spans
    return TextRange(start + spans[2 * n], start + spans[2 * n + 1])


def definition_range(definition: Definition) -> tuple[TextRange, TextRange] | None:
    """(all of it, its name) for a definition that still exists."""
    if not definition.exists:
        return None
    binding = definition.binding
    region = definition.region
    node = binding.node
    if binding.kind == use_def.PARAMETER and region.is_body and not binding.scope:
        header = region.scope.header
        if header is None:
            return None
        region = header
    own = span(region, binding.n)
    if isinstance(node, ir.Alias):
        return own, _alias_name(region, node)
    if isinstance(node, ir.ImportFrom):
        alias = next((each for each in node.names if each.n == binding.n), None)
        return (own, _alias_name(region, alias)) if alias is not None else (own, own)
    if isinstance(node, (ir.Parameter, ir.TypeParam)):
        return own, _within(region, own, node.name)
    return (span(region, node.n) if isinstance(node, ir.Statement) else own), own


def _alias_name(region: Region, alias: ir.Alias) -> TextRange:
    if alias.as_node is not None:
        return span(region, alias.as_node.n)
    whole = span(region, alias.name_node.n)
    text = _text(region, whole)
    first = text.partition(".")[0].rstrip() if isinstance(region.lowered.node, ir.Import) else text
    return TextRange(whole.start, whole.start + len(first))


def _within(region: Region, where: TextRange, name: str) -> TextRange:
    """The name in the text of a parameter: after the stars."""
    at = _text(region, where).find(name)
    return TextRange(where.start + at, where.start + at + len(name)) if at >= 0 else where


def _text(region: Region, where: TextRange) -> str:
    outline = region.scope.index.outline
    return outline.text[where.start : where.end] if outline is not None else ""


def region_range(region: Region) -> TextRange:
    """From the first to the last node of a region; of a header with its suites."""
    spans = region.lowered.spans
    start = start_of(region.occurrence)
    if not spans:
        return TextRange(start, start)
    return TextRange(start + min(spans[0::2]), start + max(spans[1::2]))


# ---- place → entity ------------------------------------------------------------------------------


def occurrence_at(index: SemanticIndex, offset: int) -> Occurrence | None:
    """The innermost chunk at an offset."""
    outline = index.outline
    body = index.module.bodies[0] if index.module.bodies else []
    if outline is None or not body:
        return None
    at = max(bisect_right(outline.starts, offset) - 1, 0)
    found = body[at]
    offset -= outline.starts[at]
    while True:
        inner = _member_at(found, offset)
        if inner is None:
            found.settle()
            return found
        found, start = inner
        offset -= start


def _member_at(occurrence: Occurrence, offset: int) -> tuple[Occurrence, int] | None:
    part = occurrence.chunk
    if part.shell is None:
        return None
    occurrence.settle()
    for number, (hole, group) in enumerate(zip(part.shell.holes, part.members, strict=True)):
        if offset < hole.start:
            return None
        if offset < hole.end or (offset == hole.end == part.length):
            at = bisect_right(group, offset, key=_start) - 1
            inner = occurrence.groups[number]  # empty where the header is too broken for the body to belong to it
            return (inner[at], group[at][0]) if at < len(inner) else None
    return None


def _start(member: chunk.Member) -> int:
    return member[0]


def region_at(index: SemanticIndex, offset: int) -> tuple[Region, int] | None:
    """The region at an offset, and the ordinal of the smallest node there; None between statements.

    A node that ends at the offset counts if none begins there.
    """
    occurrence: Occurrence | None = occurrence_at(index, offset)
    while occurrence is not None:
        at = offset - start_of(occurrence)
        best: tuple[Region, int] | None = None
        best_size = (2, 0, 0)
        for region in occurrence.regions:
            spans = region.lowered.spans
            for n in range(0, len(spans), 2):
                start, end = spans[n], spans[n + 1]
                if start <= at <= end:
                    size = (int(at == end), end - start, n)
                    if size < best_size:
                        best, best_size = (region, n >> 1), size
        if best is not None:
            return best
        occurrence = occurrence.parent
    return None


def scope_at(index: SemanticIndex, offset: int) -> Scope:
    """The scope whose names are seen at an offset: behind blanks, that of what stands before them in the line. On a
    blank line the indentation decides."""
    outline = index.outline
    if outline is None:
        return index.module
    text = outline.text
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    before = text[line:offset]
    if before.strip():
        return _scope_of(index, line + len(before.rstrip()))
    column = len(before)
    if offset < len(text) and text[offset] not in "\r\n" and text[line:].lstrip(" \t")[:1] not in ("\r", "\n", "#", ""):
        return _scope_of(index, offset + len(text[offset:]) - len(text[offset:].lstrip(" \t")))
    last = len(text[:line].rstrip())
    found = _scope_of(index, last)
    while found.parent is not None and column <= _column(found):
        found = found.parent
    return found


def _column(scope: Scope) -> int:
    """The column of a `def` or `class`."""
    where = _definition_span(scope)
    outline = scope.index.outline
    if where is None or outline is None:
        return -1
    text = outline.text
    return where.start - max(text.rfind("\n", 0, where.start), text.rfind("\r", 0, where.start)) - 1


def _definition_span(scope: Scope) -> TextRange | None:
    node = definition_node(scope)
    header = scope.header
    return span(header, node.n) if node is not None and header is not None else None


def definition_node(scope: Scope) -> ir.FunctionDef | ir.ClassDef | None:
    """The statement a function or class scope belongs to."""
    info, header = scope.info, scope.header
    if info is None or header is None:
        return None
    node: object = header.index.bindings[info.binding].node if info.binding >= 0 else header.lowered.node
    return node if isinstance(node, (ir.FunctionDef, ir.ClassDef)) else None


def _scope_of(index: SemanticIndex, offset: int) -> Scope:
    """The innermost scope whose body holds an offset."""
    occurrence = occurrence_at(index, offset)
    if occurrence is None:
        return index.module
    found = occurrence.container
    best = len(index.outline.text) + 1 if index.outline is not None else 0
    for scope in occurrence.scopes:
        where = _definition_span(scope)
        if where is not None and where.start <= offset <= where.end and where.length < best:
            if offset > _header_end(scope, where):
                found, best = scope, where.length
    return found


def _header_end(scope: Scope, where: TextRange) -> int:
    """Where the colon of a `def` or `class` is."""
    node, header = definition_node(scope), scope.header
    outline = scope.index.outline
    if node is None or header is None or outline is None:
        return where.start
    last = span(header, node.name_node.n).end
    parts: list[ir.Node] = [*node.type_params]
    if isinstance(node, ir.FunctionDef):
        parts += node.params
        if node.returns is not None:
            parts.append(node.returns)
    else:
        parts += node.args
    for part in parts:
        last = max(last, span(header, part.n).end)
    at = outline.text.find(":", last, where.end)
    return at if at >= 0 else last


# ---- docstrings, outline -------------------------------------------------------------------------


def docstring(definition: Definition) -> str | None:
    """The docstring of a `def` or `class`, as written between the quotes, escapes resolved."""
    if not definition.exists:
        return None
    scope = definition.body_scope
    if scope is None or scope.occurrence is None:
        return None
    node = definition.binding.node
    for body in scope.bodies:  # a split class: its body begins in a chunk of its own
        for occurrence in body:
            if not occurrence.chunk.is_empty():
                return _docstring_of(occurrence, ir.NO_REGION, 0)
    return _docstring_of(scope.occurrence, definition.region.number, node.n)


def _docstring_of(occurrence: Occurrence, region: int, n: int) -> str | None:
    for at, node, start, end in occurrence.lowered.docstrings:
        if at == region and node == n:
            value, _, _ = strings.decode(occurrence.chunk.text[start:end])
            return value if isinstance(value, str) else None
    return None


def outline_symbols(index: SemanticIndex) -> tuple[SymbolNode, ...]:
    """The tree of a file's classes, functions and variables, in source order."""
    return _symbols(index, index.module)


def _symbols(index: SemanticIndex, scope: Scope) -> tuple[SymbolNode, ...]:
    found: list[SymbolNode] = []
    for definition in _definitions(scope):
        inner = definition.body_scope
        found.append(SymbolNode(definition, _symbols(index, inner) if inner is not None else ()))
    return tuple(found)


def _definitions(scope: Scope) -> list[Definition]:
    """What an outline shows of a scope: each variable once, where it is first bound."""
    region = scope.code_region
    bound: list[symbols.Bound]
    if region is None:
        bound = [(each, at) for each in symbols.statement_regions(scope) for at in range(len(each.index.bindings))]
    else:
        bound = [(region, at) for at in range(len(region.index.bindings))]
    local = scope.local_scope
    seen: set[str] = set()
    found: list[Definition] = []
    for each, at in bound:
        binding = each.index.bindings[at]
        if binding.kind not in _SHOWN or binding.scope != local or "." in binding.place or "[" in binding.place:
            continue
        is_definition = binding.kind in (use_def.FUNCTION, use_def.CLASS)
        if scope.kind == scopes.FUNCTION and not is_definition:
            continue
        if not is_definition:
            if binding.place in seen:
                continue
            seen.add(binding.place)
        found.append(each.definition(at))
    return found
