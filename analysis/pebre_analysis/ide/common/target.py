"""What stands at an offset: a word, the node that it belongs to, and the part it plays there.

In:  a file and an offset: inside a word, at its start or right behind it.
Out: a `Target`: the region, the nodes from the statement down to the innermost, the word, its role.
     None between words, in comments, and where a word is no name (keywords, text in strings).
Always: reads what is linked now and records no edge that matters; nothing is looked up here.
Words inside strings count where the string is an annotation, or stands in the brackets of a type: `list["A"]`.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import words
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation
from pebre_analysis.semantic import region as regions
from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import covering, ir, outline, outlined

if TYPE_CHECKING:
    from pebre_analysis.ide.common import origins
    from pebre_analysis.project import database


class Role(enum.Enum):
    """The part a word plays."""

    READ = "read"  # a name that is read
    BOUND = "bound"  # a name that is given a value: target, `def`, `class`, alias, handler, pattern
    ATTRIBUTE = "attribute"  # behind a dot, read or assigned
    KEYWORD = "keyword"  # the name of an argument in a call or a class's parentheses
    MODULE = "module"  # a part of a dotted name in an import
    MEMBER = "member"  # a name in `from … import name`
    PARAMETER = "parameter"
    ELSEWHERE = "elsewhere"  # in `global` and `nonlocal`
    PATTERN_KEYWORD = "pattern keyword"  # in a class pattern
    TEXT = "text"  # a dotted name inside a string annotation


class Target(msgspec.Struct, frozen=True):
    """See the module's docstring. `steps`: nodes with offsets in the file, the statement first."""

    file: files.File
    region: regions.Region
    steps: tuple[covering.Step, ...]
    word: str
    range: ranges.TextRange
    role: Role
    text: str = ""  # of TEXT and MODULE: the dotted name up to the end of the word
    bodies: origins.Bodies | None = None  # shared by many targets that are asked about in order

    @property
    def node(self) -> ir.Node:
        """The innermost node."""
        return self.steps[-1].node

    @property
    def parent(self) -> ir.Node | None:
        """The node around it, if it is in the same statement."""
        return self.steps[-2].node if len(self.steps) > 1 else None

    def above(self, kind: type[ir.Node] | tuple[type[ir.Node], ...]) -> ir.Node | None:
        """The innermost node of a kind around, itself included."""
        return next((step.node for step in reversed(self.steps) if isinstance(step.node, kind)), None)


_DOTTED_BEFORE: Final = re.compile(r"(?:[^\W\d]\w*\s*\.\s*)*\Z")


def at(
    db: database.ProjectDatabase, file: files.File, offset: int, bodies: origins.Bodies | None = None
) -> Target | None:
    """What is at the offset."""
    of = outline.outline(db, file)
    found_word = words.at(of.text, offset)
    if found_word is None:
        return None
    word = ranges.TextRange(*found_word)
    found = covering.node_at(of, word.start)
    if found is None or not found.steps:
        return None
    text = of.text[word.start : word.end]
    role = _role(found, word, text, of)
    if role is None:
        return None
    region = region_of(db, file, found)
    if region is None:
        return None
    dotted = ""
    if role is Role.TEXT or role is Role.MODULE:
        before = _DOTTED_BEFORE.search(of.text, found.steps[-1].start, word.start)
        dotted = "".join(((before[0] if before is not None else "") + text).split())
    return Target(file, region, tuple(found.steps), text, word, role, dotted, bodies)


def region_of(db: database.ProjectDatabase, file: files.File, found: covering.Found) -> regions.Region | None:
    """The region of what was found by `covering` in the file's current outline."""
    index = semantic_index.semantic_index(db, file)
    occurrence = navigation.occurrence_at(index, found.steps[-1].start)
    if occurrence is None or occurrence.chunk is not found.chunk:
        return None
    return occurrence.regions[found.region]


# ---- roles --------------------------------------------------------------------------------------------


def _role(found: covering.Found, word: ranges.TextRange, text: str, of: outlined.Outline) -> Role | None:
    step = found.steps[-1]
    node = step.node
    parent = found.steps[-2].node if len(found.steps) > 1 else None
    if isinstance(node, ir.Name):
        return _role_of_name(found, node, parent)
    if isinstance(node, ir.Attribute):
        return Role.ATTRIBUTE if node.attr == text and word.end == step.end else None
    if isinstance(node, ir.Argument):
        return Role.KEYWORD if node.name == text and word.start == step.start else None
    if isinstance(node, ir.Parameter | ir.TypeParam):
        if node.name != text or of.text[step.start : word.start].strip(" \t*"):
            return None
        return Role.PARAMETER if isinstance(node, ir.Parameter) else Role.BOUND
    if isinstance(node, ir.MatchClass):
        return Role.PATTERN_KEYWORD if text in node.keyword_names else None
    if isinstance(node, ir.Str):
        return Role.TEXT if _is_type_text(found) else None
    return None


def _role_of_name(found: covering.Found, node: ir.Name, parent: ir.Node | None) -> Role:
    if isinstance(parent, ir.Alias):
        if node is parent.as_node:
            return Role.BOUND
        above = found.steps[-3].node if len(found.steps) > 2 else None
        return Role.MEMBER if isinstance(above, ir.ImportFrom) else Role.MODULE
    if isinstance(parent, ir.ImportFrom):
        return Role.MODULE
    if isinstance(parent, ir.Global | ir.Nonlocal):
        return Role.ELSEWHERE
    if isinstance(parent, ir.FunctionDef | ir.ClassDef | ir.TypeAliasDef) and node is parent.name_node:
        return Role.BOUND
    if isinstance(parent, ir.Handler | ir.MatchAs | ir.MatchStar) and node is parent.name:
        return Role.BOUND
    if isinstance(parent, ir.MatchMapping) and node is parent.rest:
        return Role.BOUND
    return Role.READ


# Calls with types among their arguments: numbers of these, and their names.
_OF_TYPES: Final = {
    "cast": ((0,), ()), "assert_type": ((1,), ()), "NewType": ((1,), ()),
    "TypeVar": ((1, 2, 3, 4, 5), ("bound", "default")),
}  # fmt: skip


def _takes_type(call: ir.Call, argument: ir.Node | None) -> bool:
    """Whether an argument of a call is a type: `cast("A", x)`."""
    numbers, names = _OF_TYPES.get(last_name(call.func), ((), ()))
    return any(
        each is argument and (each.name in names if each.name else n in numbers) for n, each in enumerate(call.args)
    )


_FORMS: Final = frozenset((
    "AbstractSet", "AsyncContextManager", "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Callable",
    "ChainMap", "ClassVar", "Collection", "ContextManager", "Coroutine", "Counter", "DefaultDict", "Deque", "Dict",
    "Final", "FrozenSet", "Generator", "Generic", "ItemsView", "Iterable", "Iterator", "KeysView", "List", "Mapping",
    "MutableMapping", "MutableSequence", "MutableSet", "Optional", "OrderedDict", "Protocol", "Reversible", "Sequence",
    "Set", "Tuple", "Type", "TypeGuard", "TypeIs", "Union", "ValuesView", "defaultdict", "deque", "dict", "frozenset",
    "list", "set", "tuple", "type",
))  # fmt: skip


def _is_type_text(found: covering.Found) -> bool:
    """Whether the innermost node, a string, is read as a type."""
    inner: ir.Node | None = None
    item: ir.Node | None = None  # the node in `inner`
    for step in reversed(found.steps):
        node = step.node
        if isinstance(node, ir.Subscript) and node.index is inner:
            named = last_name(node.value)
            if named == "Literal":
                return False
            if named == "Annotated" and isinstance(inner, ir.Tuple) and item is not inner.items[0]:
                return False
        elif isinstance(node, ir.TypeParam | ir.TypeAliasDef):
            return True
        elif isinstance(node, ir.AnnAssign) and node.value is inner:
            return last_name(node.annotation) == "TypeAlias" or _is_in_type(found)
        elif isinstance(node, ir.Call | ir.Parameter | ir.Statement):
            break
        inner, item = node, inner
    return is_annotation(found.steps) or _is_in_type(found)


def last_name(node: ir.Expr) -> str:
    """`B` of `B` and of `a.B`."""
    return node.id if isinstance(node, ir.Name) else getattr(node, "attr", "")


def _is_in_type(found: covering.Found) -> bool:
    """Whether the innermost node is a part of a type that is made outside of annotations, as an alias or a base."""
    inner: ir.Node | None = None
    for step in reversed(found.steps):
        node = step.node
        if isinstance(node, ir.Subscript) and node.index is inner:
            return last_name(node.value) in _FORMS or _is_base(found, node)
        if inner is not None and not isinstance(node, ir.Tuple | ir.List | ir.Binary):
            return False
        inner = node
    return False


def _is_base(found: covering.Found, made: ir.Node) -> bool:
    """Whether it is a base of a class."""
    around = [step.node for step in found.steps]
    above = around[: around.index(made)][-2:]
    return len(above) == 2 and isinstance(above[0], ir.ClassDef) and isinstance(above[1], ir.Argument)


def is_annotation(steps: Sequence[covering.Step]) -> bool:
    """Whether the innermost node is part of an annotation; arguments of a call in one are not."""
    inner: ir.Node | None = None
    for step in reversed(steps):
        node = step.node
        if isinstance(node, ir.Call):
            return _takes_type(node, inner)
        if isinstance(node, ir.Parameter | ir.AnnAssign):
            return node.annotation is inner
        if isinstance(node, ir.FunctionDef):
            return node.returns is inner
        if isinstance(node, ir.Statement):
            return False
        inner = node
    return False
