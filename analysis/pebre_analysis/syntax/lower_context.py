"""What one lowering carries along: the region being filled, line starts, and what is collected.

A region is filled by appending to `starts` and `ends`; the index of an entry is the ordinal of its
node, so a node's ordinal is known as soon as its children are lowered. Inside a function body all
statements share one region; in a module or class body each opens its own.

Offsets are code points from the start of the chunk. A leaf of the tree has a line (1-based) and a
column; `lines[line]` is where that line starts (`lines[0]` is unused).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from sys import intern
from typing import Any, Final, TypeAlias
from unicodedata import normalize

from parso.python import tree

from pebre_analysis.syntax import fingerprint, ir, nodes, problems, tokenizer

# parso's annotations leave `children` and `type` of its many node classes open, so they cannot be used here.
Tree: TypeAlias = Any
Lower: TypeAlias = "Callable[[Context, Tree, int], ir.Expr]"


class Table(dict[str, Lower]):
    """Node type → function; a type that is not in it is no expression, so what is readable in it is read."""

    def __missing__(self, key: str) -> Lower:
        return self["error_node"]


class ClassTable(dict[type, Lower]):
    """Node class → function. `type(node)` is several times as fast as `node.type`, which has many homes."""

    def __missing__(self, key: type) -> Lower:
        return _by_type


# (context, node, depth) -> ir node; filled by the modules that hold the functions. Use `expression`,
# or where it is hot `BY_CLASS[type(node)]`.
EXPRESSIONS: Final = Table()
BY_CLASS: Final = ClassTable()


def _by_type(c: Context, node: Tree, d: int) -> ir.Expr:
    return EXPRESSIONS[node.type](c, node, d)


BY_CLASS[tree.PythonNode] = _by_type

RegionNode: TypeAlias = "ir.Stmt | ir.Branch | ir.Handler | ir.Case | ir.Body"

MODULE: Final = 0
CLASS: Final = 1
FUNCTION: Final = 2

CONSTANTS: Final = {"True": True, "False": False, "None": None}

UNFINISHED: Final = ir.Pass(0, ir.NO_REGION)  # stands for a node that is not made yet
MISSING: Final[frozenset[Any]] = frozenset({nodes.MissingOperator, nodes.MissingKeyword})
_NOT_YET: Final = ir.Region(UNFINISHED, "", 0, array("I"))


# Every node holds its ordinal: the same object for the same one, in all regions.
_N_ORDINALS: Final = 2_048
_ORDINALS: Final = tuple(range(_N_ORDINALS))


class Context:
    """The state of one lowering; see the module's docstring."""

    __slots__ = (
        "check", "comment", "cuts", "docstrings", "ends", "has_debug", "has_type_comments", "has_yield", "holes",
        "inside", "is_ascii", "lines", "problems", "regions", "source", "starts", "stmt_end", "too_deep",
    )  # fmt: skip

    def __init__(
        self, tokens: tokenizer.Tokens, text: str, holes: Mapping[int, int], check: Callable[[], object]
    ) -> None:
        self.check = check  # whether to stop
        self.lines = tokens.line_starts
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.regions: list[ir.Region] = []
        self.too_deep: list[tuple[int, int]] = []
        self.docstrings: list[tuple[int, int, int, int]] = []
        self.problems: list[problems.Problem] = []
        self.holes = holes
        self.inside = ir.NO_REGION  # index of the function body's region we are in
        self.has_yield = False
        self.stmt_end = 0  # where the last lowered statement ended
        self.is_ascii = text.isascii()
        self.has_debug = "__debug__" in text
        self.has_type_comments = "type:" in text and fingerprint.TYPE_COMMENT.search(text) is not None
        self.source = fingerprint.Source(tokens, text, self.has_type_comments)
        self.cuts: list[fingerprint.Cut] = []  # nested bodies of the function body we are in
        self.comment: Tree | None = None  # the line end before which a `# type:` comment may stand

    def problem(self, start: int, end: int, message: str) -> None:
        self.problems.append(problems.Problem(start, end, message))


def expression(c: Context, node: Tree, d: int) -> ir.Expr:
    """Any expression; one that cannot stand there gives Missing with its readable pieces."""
    return BY_CLASS[type(node)](c, node, d)


def identifier(c: Context, text: str) -> str:
    """The name an identifier stands for: Python compares identifiers in the form NFKC."""
    return intern(text) if c.is_ascii else intern(normalize("NFKC", text))


def start_of(c: Context, node: Tree) -> int:
    """Offset of the first character of a node, brackets included."""
    leaves = nodes.LEAVES
    while type(node) not in leaves:
        node = node.children[0]
    return c.lines[node.line] + node.column  # type: ignore[no-any-return]  # Tree is Any


def end_of(c: Context, node: Tree) -> int:
    """Offset after the last character of a node, brackets included."""
    leaves = nodes.LEAVES
    while type(node) not in leaves:
        node = node.children[-1]
    width = 0 if type(node) in MISSING else len(node.value)
    return c.lines[node.line] + node.column + width  # type: ignore[no-any-return]  # Tree is Any


def add(c: Context, start: int, end: int) -> int:
    """Give the next ordinal to a node with this span."""
    starts = c.starts
    n = len(starts)
    starts.append(start)
    c.ends.append(end)
    return _ORDINALS[n] if n < _N_ORDINALS else n


def missing(c: Context, start: int, end: int, parts: tuple[ir.Expr, ...] = ()) -> ir.Missing:
    return ir.Missing(add(c, start, end), parts)


def too_deep(c: Context, node: Tree) -> ir.TooDeep:
    """Stands for a node that nests too deep; nothing inside it is looked at."""
    start, end = start_of(c, node), end_of(c, node)
    c.too_deep.append((start, end))
    return ir.TooDeep(add(c, start, end))


def open_region(c: Context) -> int:
    """Start a region at the next index; it is put in place by `close_region` when its node is known."""
    index = len(c.regions)
    c.regions.append(_NOT_YET)
    c.starts = []
    c.ends = []
    return index


def close_region(c: Context, index: int, node: RegionNode, code: str) -> None:
    """Put the region that is being filled in its place."""
    starts = c.starts
    n_nodes = len(starts)
    spans = array("I", bytes(8 * n_nodes))
    spans[0::2] = array("I", starts)
    spans[1::2] = array("I", c.ends)
    c.regions[index] = ir.Region(node, code, n_nodes, spans)
