"""What code a range of a file selects: an expression, or statements that follow each other.

In:  a file and a range of it; blanks and comments at its ends do not count.
Out: a `Selected`: the nodes, the region that numbers them, and what stands around them; None where the range cuts
     through something.
Does not know: what the names in it mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation
from pebre_analysis.semantic import region as regions
from pebre_analysis.source import ranges
from pebre_analysis.syntax import covering, ir, outline, outlined, parsed, visit

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


class Place(NamedTuple):
    """Where code of one region stands. `base`: where its chunk starts; `top`: where the module's statement does."""

    file: files.File
    text: str
    region: regions.Region
    base: int
    top: int

    def span(self, node: ir.Node) -> ranges.TextRange:
        """The range of a node of the region."""
        spans = self.region.lowered.spans
        return ranges.TextRange(self.base + spans[2 * node.n], self.base + spans[2 * node.n + 1])

    def source(self, node: ir.Node) -> str:
        """The text of a node of the region."""
        where = self.span(node)
        return self.text[where.start : where.end]


class Selected(NamedTuple):
    """`nodes`: one expression, or statements. `around`: what they stand in, outermost first: nodes of the region,
    and above it the `def` and `class` statements of the chunk."""

    place: Place
    range: ranges.TextRange
    nodes: tuple[ir.Node, ...]
    around: tuple[ir.Node, ...]

    @property
    def is_expression(self) -> bool:
        return not isinstance(self.nodes[0], ir.Statement)

    def inside(self) -> Iterator[ir.Node]:
        """All nodes of the region in it, parents first."""
        for node in self.nodes:
            yield from below(node)


def below(root: ir.Node) -> Iterator[ir.Node]:
    """A node and all below it that belong to the same region, parents first."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        body = _body(node)
        stack += reversed([each for each in visit.children(node) if not body or all(each is not own for own in body)])


def _body(node: ir.Node) -> tuple[ir.Stmt, ...]:
    return node.body.block.statements if isinstance(node, ir.FunctionDef) else ()


def selected(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> Selected | None:
    """What a range selects, statements before an expression of the same extent."""
    of = outline.outline(db, file)
    start, end = _trimmed(of.text, wanted.start, wanted.end)
    if start >= end:
        return None
    chunks = of.path_to(start)
    if not chunks or end > chunks[-1][0] + chunks[-1][1].length:
        return None
    return _statements(db, file, of, chunks, start, end) or _expression(db, file, of, start, end)


def place(
    db: database.ProjectDatabase, file: files.File, of: outlined.Outline, offset: int, number: int
) -> Place | None:
    """The place of a region, by its number in the innermost chunk at an offset."""
    chunks = of.path_to(offset)
    occurrence = navigation.occurrence_at(semantic_index.semantic_index(db, file), offset)
    if occurrence is None or not chunks or occurrence.chunk is not chunks[-1][1]:
        return None
    return Place(file, of.text, occurrence.regions[number], chunks[-1][0], _top(chunks, offset))


def _top(chunks: list[outlined.Occurrence], offset: int) -> int:
    """Where the statement of the module that holds an offset starts."""
    start, part = chunks[0]
    found = start
    lowered = parsed.lowered_of(part)
    for node in lowered.block.statements:
        begin = start + lowered.regions[node.region].spans[2 * node.n]
        if begin <= offset:
            found = begin
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(start, 0), min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_blank(text: str) -> bool:
    """Whether there is nothing but comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


# ---- statements ------------------------------------------------------------------------------------------


class _Touched(NamedTuple):
    """A statement of a suite that the range reaches, the region that numbers it, and where it stands."""

    node: ir.Statement
    number: int
    start: int
    end: int


def _statements(
    db: database.ProjectDatabase,
    file: files.File,
    of: outlined.Outline,
    chunks: list[outlined.Occurrence],
    start: int,
    end: int,
) -> Selected | None:
    base, part = chunks[-1]
    lowered = parsed.lowered_of(part)

    def touched_in(suite: tuple[ir.Node, ...]) -> list[_Touched]:
        found: list[_Touched] = []
        for node in suite:
            if isinstance(node, ir.Statement):
                number = node.region if body == ir.NO_REGION else body
                spans = lowered.regions[number].spans
                begin, stop = base + spans[2 * node.n], base + spans[2 * node.n + 1]
                if begin < end and start < stop:
                    found.append(_Touched(node, number, begin, stop))
        return found

    body = ir.NO_REGION  # region of the function body we are in
    around: list[ir.Node] = []
    touched = touched_in(lowered.block.statements)
    while touched:
        first, last = touched[0], touched[-1]
        is_clause = isinstance(first.node, ir.Branch | ir.Handler | ir.Case)
        if first.start >= start and last.end <= end and not is_clause:
            blank = _is_blank(of.text[start : first.start]) and _is_blank(of.text[last.end : end])
            found = place(db, file, of, start, first.number)
            if not blank or found is None or any(each.number != first.number for each in touched):
                return None
            nodes = tuple([each.node for each in touched])
            return Selected(found, ranges.TextRange(first.start, last.end), nodes, tuple(around))
        if len(touched) > 1:
            return None
        node = first.node
        around.append(node)
        if isinstance(node, ir.FunctionDef):
            body = node.body.region
            touched = touched_in(node.body.block.statements)
        else:
            inside = [each for each in map(touched_in, visit.suites(node)) if each]
            touched = inside[0] if len(inside) == 1 else []
    return None


# ---- expressions -----------------------------------------------------------------------------------------

_NO_VALUE = (ir.Slice, ir.Missing, ir.TooDeep, ir.Starred)


def _expression(
    db: database.ProjectDatabase, file: files.File, of: outlined.Outline, start: int, end: int
) -> Selected | None:
    while True:
        found = covering.node_at(of, start)
        steps = [] if found is None else found.steps
        for n, step in enumerate(steps):
            if (step.start, step.end) == (start, end) and isinstance(step.node, ir.Expr):
                where = place(db, file, of, start, step.region)
                if where is None or isinstance(step.node, _NO_VALUE):
                    return None
                around = tuple([each.node for each in steps[:n]])
                return Selected(where, ranges.TextRange(start, end), (step.node,), around)
        if of.text[start] != "(" or of.text[end - 1] != ")":
            return None
        start, end = _trimmed(of.text, start + 1, end - 1)
        if start >= end:
            return None
