"""The lowered form of Python source: what every layer above `syntax` reads instead of a parse tree.

A chunk is lowered once; its tree may then be dropped, and any region can still be inferred again. Nodes are small
acyclic records without parents, positions or file; they are never changed after they were made, and never cross a query
as part of its value.

`n` is the node's *ordinal*: its number inside its region, in walk order, children before parents. A nested function
body is a region of its own and counts as nothing here (its `FunctionDef` counts as one). Lambdas, comprehensions and
classes inside a function belong to the function's region. Positions are found by ordinal in `Region.spans`.

Regions: one per simple statement or compound header of a module or class body (for `def` and `class`: decorators, type
parameters, bases, keywords, parameters, annotations), and one per function body. A statement of a module or class body
carries its region in `region`; statements inside a function body carry NO_REGION, they belong to the body's region.

What the parser could not make sense of is `Missing`; what nests deeper than MAX_DEPTH is `TooDeep`.
Method: the node kinds follow the abstract grammar of the Python language reference, flattened
where source is usually flat (operator chains, `elif`).
"""

from __future__ import annotations

from array import array
from itertools import count
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from pebre_analysis.syntax import problems

if TYPE_CHECKING:
    from types import EllipsisType

    ConstantValue: TypeAlias = bool | EllipsisType | None
else:
    from typing import Any as ConstantValue  # msgspec reads it, and does not know of Ellipsis

MAX_DEPTH: Final = 200
NO_REGION: Final = -1

# By which numbers classes of nodes are told apart where they are kept (`packed`): one more for each that follows.
_NUMBERS: Final = count()


class Node(msgspec.Struct, gc=False, eq=False, array_like=True, tag=lambda name: next(_NUMBERS), tag_field="tag"):
    """Common base: `n` is the ordinal inside the region."""

    n: int


# ---- expressions ---------------------------------------------------------------------------------


class Name(Node):
    """A name that is read, or a target when it stands where a target stands."""

    id: str


class Int(Node):
    value: int


class Float(Node):
    """A float literal; its value plays no part in types."""


class Complex(Node):
    """An imaginary literal."""


class Str(Node):
    """A string literal, implicit concatenation joined; `value` is None when longer than 4,096 code points."""

    value: str | None
    # The text inside the quotes starts here, relative to the node's start, when the literal is one
    # plain piece without escapes or prefix other than r/u (so a string annotation keeps its columns); else -1.
    content_at: int


class Bytes(Node):
    value: bytes | None


class FString(Node):
    """An f-string, possibly joined with others: the interpolated expressions and those of their format specs."""

    parts: tuple[AnExpr, ...]


class TString(Node):
    """A template string of PEP 750."""

    parts: tuple[AnExpr, ...]


class Constant(Node):
    """True, False, None or Ellipsis."""

    value: ConstantValue


class Attribute(Node):
    value: AnExpr
    attr: str  # "" when the name after the dot is missing


class Subscript(Node):
    value: AnExpr
    index: AnExpr  # a Tuple for `x[a, b]` (its `parenthesised` is False); Slice inside


class Slice(Node):
    lower: AnExpr | None
    upper: AnExpr | None
    step: AnExpr | None


class Argument(Node):
    """One argument of a call or one entry of a class's parentheses."""

    name: str | None  # keyword
    stars: int  # 0, 1 for *value, 2 for **value
    value: AnExpr


class Call(Node):
    func: AnExpr
    args: tuple[Argument, ...]


class Unary(Node):
    """`not`, `-`, `+`, `~`."""

    op: str
    operand: AnExpr


class OpStep(Node):
    """One further operator of a chain; `n` is the ordinal of the result so far."""

    op: str
    right: AnExpr


class Binary(Node):
    """`first op right op right …` of one precedence level, evaluated from the left.

    `n` equals the last step's ordinal. `a ** b` has one step. Long sums stay flat.
    """

    first: AnExpr
    rest: tuple[OpStep, ...]


class BoolOp(Node):
    op: str  # "and" | "or"
    values: tuple[AnExpr, ...]


class Compare(Node):
    """`first op right op right …`; operators as written: ==, !=, <, <=, >, >=, in, not in, is, is not."""

    first: AnExpr
    rest: tuple[OpStep, ...]


class Conditional(Node):
    """`body if test else orelse`."""

    test: AnExpr
    body: AnExpr
    orelse: AnExpr


class Walrus(Node):
    target: Name
    value: AnExpr


class Starred(Node):
    value: AnExpr


class Tuple(Node):
    items: tuple[AnExpr, ...]
    parenthesised: bool


class List(Node):
    items: tuple[AnExpr, ...]


class Set(Node):
    items: tuple[AnExpr, ...]


class DictItem(Node):
    key: AnExpr | None  # None for **value
    value: AnExpr


class Dict(Node):
    items: tuple[DictItem, ...]


class CompClause(Node):
    """`[async] for target in iterable [if condition …]`."""

    target: AnExpr
    iterable: AnExpr
    conditions: tuple[AnExpr, ...]
    is_async: bool


class Comprehension(Node):
    """A list, set, dict comprehension or generator expression; a scope of its own.

    The first clause's iterable is evaluated in the enclosing scope.
    """

    kind: str  # "list" | "set" | "dict" | "generator"
    key: AnExpr | None  # for "dict"
    element: AnExpr
    clauses: tuple[CompClause, ...]


class Parameter(Node):
    name: str
    kind: int  # POSITIONAL_ONLY … KEYWORDS
    annotation: AnExpr | None
    default: AnExpr | None


POSITIONAL_ONLY: Final = 0
POSITIONAL_OR_KEYWORD: Final = 1
VARIADIC: Final = 2  # *args
KEYWORD_ONLY: Final = 3
KEYWORDS: Final = 4  # **kwargs


class Lambda(Node):
    params: tuple[Parameter, ...]
    body: AnExpr


class Await(Node):
    value: AnExpr


class Yield(Node):
    value: AnExpr | None


class YieldFrom(Node):
    value: AnExpr


class Missing(Node):
    """An expression the source should have and has not, or broken code; `parts` are the readable pieces in it."""

    parts: tuple[AnExpr, ...]


class TooDeep(Node):
    """An expression below MAX_DEPTH levels of nesting: Unknown, its inside is not looked at."""


Expr: TypeAlias = (
    Name | Int | Float | Complex | Str | Bytes | FString | TString | Constant | Attribute | Subscript
    | Slice | Call | Unary | Binary | BoolOp | Compare | Conditional | Walrus | Starred | Tuple | List
    | Set | Dict | Comprehension | Lambda | Await | Yield | YieldFrom | Missing | TooDeep
)  # fmt: skip


# ---- statements ----------------------------------------------------------------------------------


class Block(msgspec.Struct, gc=False, eq=False, array_like=True):
    """A suite. When the chunk was split, `hole` numbers the group of member chunks that hold the
    statements (`statements` is then empty); else it is NO_HOLE."""

    statements: tuple[AStmt, ...]
    hole: int


NO_HOLE: Final = -1


class Statement(Node):
    """Common base of statements; for compound statements `region` is that of the header."""

    region: int  # index into Lowered.regions, or NO_REGION inside a function body


class ExprStmt(Statement):
    value: AnExpr


class Assign(Statement):
    """`t1 = t2 = value`; `annotation` is the one of a `# type:` comment, if any."""

    targets: tuple[AnExpr, ...]
    value: AnExpr
    annotation: AnExpr | None


class AnnAssign(Statement):
    target: AnExpr
    annotation: AnExpr
    value: AnExpr | None


class AugAssign(Statement):
    target: AnExpr
    op: str  # without "="
    value: AnExpr


class Return(Statement):
    value: AnExpr | None


class Raise(Statement):
    exception: AnExpr | None
    cause: AnExpr | None


class Assert(Statement):
    test: AnExpr
    message: AnExpr | None


class Delete(Statement):
    targets: tuple[AnExpr, ...]


class Pass(Statement):
    pass


class Break(Statement):
    pass


class Continue(Statement):
    pass


class Global(Statement):
    names: tuple[Name, ...]


class Nonlocal(Statement):
    names: tuple[Name, ...]


class Alias(Node):
    """`name [as alias]`; `name` is dotted in `import a.b`. `n` spans the whole; the spans of the two
    parts are those of `name_node` and `as_node`."""

    name: str
    name_node: Name  # `id` is the dotted text
    as_node: Name | None


class Import(Statement):
    names: tuple[Alias, ...]


class ImportFrom(Statement):
    level: int  # leading dots
    module: str  # dotted, "" for `from . import x`
    module_node: Name | None  # None when there is no dotted name
    names: tuple[Alias, ...]  # empty for a star import
    is_star: bool


class If(Statement):
    """`if`/`elif` branches in order, flat; each branch's test has a region of its own in module and class bodies."""

    branches: tuple[Branch, ...]
    orelse: Block | None


class Branch(Statement):
    test: AnExpr
    body: Block


class While(Statement):
    test: AnExpr
    body: Block
    orelse: Block | None


class For(Statement):
    target: AnExpr
    iterable: AnExpr
    annotation: AnExpr | None  # `# type:` comment
    body: Block
    orelse: Block | None
    is_async: bool


class Handler(Statement):
    """`except type as name`; `type` is a Tuple for `except A, B` and None for a bare `except`."""

    type: AnExpr | None
    name: Name | None
    body: Block
    is_star: bool


class Try(Statement):
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block | None
    final: Block | None


class WithItem(Node):
    context: AnExpr
    target: AnExpr | None


class With(Statement):
    items: tuple[WithItem, ...]
    annotation: AnExpr | None  # `# type:` comment
    body: Block
    is_async: bool


class Match(Statement):
    subject: AnExpr
    cases: tuple[Case, ...]


class Case(Statement):
    pattern: APattern
    guard: AnExpr | None
    body: Block


class TypeParam(Node):
    """One PEP 695 parameter; `kind` is "TypeVar", "TypeVarTuple" or "ParamSpec"."""

    kind: str
    name: str
    bound: AnExpr | None  # a Tuple means constraints
    default: AnExpr | None


class Body(msgspec.Struct, gc=False, eq=False, array_like=True, tag=lambda name: next(_NUMBERS), tag_field="tag"):
    """The body of a function: a region of its own."""

    region: int
    block: Block
    is_generator: bool  # holds `yield` of its own
    has_docstring: bool


class FunctionDef(Statement):
    """Its `region` is the header's; inside a function body NO_REGION (the header belongs to that body)."""

    name: str
    name_node: Name
    decorators: tuple[AnExpr, ...]
    type_params: tuple[TypeParam, ...]
    params: tuple[Parameter, ...]
    returns: AnExpr | None
    body: Body
    is_async: bool


class ClassDef(Statement):
    name: str
    name_node: Name
    decorators: tuple[AnExpr, ...]
    type_params: tuple[TypeParam, ...]
    args: tuple[Argument, ...]
    body: Block
    has_docstring: bool


class TypeAliasDef(Statement):
    """`type name[params] = value`."""

    name: str
    name_node: Name
    type_params: tuple[TypeParam, ...]
    value: AnExpr


class Broken(Statement):
    """Source that is no statement; `parts` are the readable expressions in it, read but not judged."""

    parts: tuple[AnExpr, ...]


Stmt: TypeAlias = (
    ExprStmt | Assign | AnnAssign | AugAssign | Return | Raise | Assert | Delete | Pass | Break | Continue
    | Global | Nonlocal | Import | ImportFrom | If | While | For | Try | With | Match | FunctionDef
    | ClassDef | TypeAliasDef | Broken
)  # fmt: skip


# ---- patterns ------------------------------------------------------------------------------------


class MatchValue(Node):
    value: AnExpr


class MatchSingleton(Node):
    value: bool | None


class MatchSequence(Node):
    patterns: tuple[APattern, ...]


class MatchStar(Node):
    name: Name | None


class MatchMapping(Node):
    keys: tuple[AnExpr, ...]
    patterns: tuple[APattern, ...]
    rest: Name | None


class MatchClass(Node):
    cls: AnExpr
    patterns: tuple[APattern, ...]
    keyword_names: tuple[str, ...]
    keyword_patterns: tuple[APattern, ...]


class MatchAs(Node):
    """`pattern as name`, a bare capture (`pattern` None) or `_` (both None)."""

    pattern: APattern | None
    name: Name | None


class MatchOr(Node):
    patterns: tuple[APattern, ...]


Pattern: TypeAlias = (
    MatchValue | MatchSingleton | MatchSequence | MatchStar | MatchMapping | MatchClass | MatchAs | MatchOr
)


# ---- regions and chunks --------------------------------------------------------------------------


class Region(msgspec.Struct, gc=False, eq=False):
    """What is inferred at once, as lowered from one chunk.

    `code` is a text that is equal for equal code: the tokens without comments, blank lines,
    docstring and absolute indentation, nested function bodies left out.
    `spans[2*n]`, `spans[2*n+1]`: start and end of node `n`, code points from the chunk's start.
    `seen`: what a layer above saw in the code alone, kept for when it looks again.
    """

    node: AStmt | Branch | Handler | Case | Body
    code: str
    n_nodes: int
    spans: array[int]
    seen: object = None


class Lowered(msgspec.Struct, gc=False, eq=False):
    """A chunk without its tree."""

    block: Block  # the chunk's own statements, in order
    regions: tuple[Region, ...]  # in source order; a function body directly after its header
    too_deep: tuple[tuple[int, int], ...]  # spans of what became TooDeep
    # (region, n, start, end) of each docstring: region and ordinal of the FunctionDef or ClassDef it
    # belongs to, NO_REGION and 0 for that of the module (or of the split class whose body starts here).
    docstrings: tuple[tuple[int, int, int, int], ...]
    # What is wrong in the source and the lowered form cannot show, by `start` (`semantic_errors` adds the rest).
    problems: tuple[problems.Problem, ...] = ()
    # (start, end) of each logical line that the parser could not read: nothing more is reported there.
    failed: tuple[tuple[int, int], ...] = ()


# For fields: msgspec looks through a union each time it meets it, but once at a new type.
if TYPE_CHECKING:
    AnExpr: TypeAlias = Expr
    AStmt: TypeAlias = Stmt
    APattern: TypeAlias = Pattern
else:
    from typing import NewType

    AnExpr = NewType("AnExpr", Expr)
    AStmt = NewType("AStmt", Stmt)
    APattern = NewType("APattern", Pattern)
