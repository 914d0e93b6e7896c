"""What each name in a region is, for colours: query over inferred types.

In:  a region, or the head of a run of regions (`semantic.runs`).
Out: `Token`s by ordinal of the region, without positions; so a keystroke costs its own region.
Always: what is not known is a variable, behind a dot a property; keywords, literals and operators are the editor's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.semantic import region as regions
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import db as types_db
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import enums
from pebre_analysis.types.infer import results

if TYPE_CHECKING:
    from collections.abc import Iterator

# Kinds, as numbers of the server's list.
(NAMESPACE, CLASS, ENUM, TYPE_PARAMETER, PARAMETER, VARIABLE, PROPERTY, ENUM_MEMBER, FUNCTION, METHOD) = range(10)
# Modifiers, as bits of the server's list.
DEFINITION: Final = 1
READONLY: Final = 2
ASYNC: Final = 4

# Where in the span of its node a name stands.
AT_START, AT_END, BEHIND_STARS, DOTTED = range(4)


class Token(msgspec.Struct, frozen=True, gc=False):
    """A name at node `n`: `length` code points, at the place in its span that `where` says."""

    n: int
    where: int
    length: int
    kind: int
    modifiers: int


OfRegion: TypeAlias = tuple[regions.Region, tuple[Token, ...]]


@query.query(regions.Region)
def region_tokens(db: types_db.Db, region: regions.Region) -> tuple[Token, ...]:
    """The names of one region, in the order of its nodes."""
    region.code.get(db)
    return tuple(_Region(db, region).tokens())


@query.query(regions.Region)
def run_tokens(db: types_db.Db, head: regions.Region) -> tuple[OfRegion, ...]:
    """The regions of a run that hold names, each with them."""
    return tuple([(region, found) for region in head.run.get(db) if (found := region_tokens(db, region))])


class _Region:
    """One region while its names are told."""

    def __init__(self, db: types_db.Db, region: regions.Region) -> None:
        self.db = db
        self.region = region
        self.lowered = region.lowered
        self.index = region.index
        self.types = results.infer_region(db, region).types
        self.in_class = region.scope.kind == scopes.CLASS

    def tokens(self) -> Iterator[Token]:
        done: set[int] = set()  # nodes that their parent has told
        for node in visit.in_region(self.lowered):
            if node.n in done and isinstance(node, ir.Name):
                continue
            if isinstance(node, ir.Name):
                if node.id:
                    yield self._name(node)
            elif isinstance(node, ir.Attribute):
                if node.attr:
                    kind, modifiers = self._attribute(node)
                    yield Token(node.n, AT_END, len(node.attr), kind, modifiers)
            elif isinstance(node, ir.Argument):
                if node.name:
                    yield Token(node.n, AT_START, len(node.name), PARAMETER, 0)
            elif isinstance(node, ir.Parameter):
                yield Token(node.n, BEHIND_STARS, len(node.name), PARAMETER, DEFINITION)
            elif isinstance(node, ir.TypeParam):
                yield Token(node.n, BEHIND_STARS, len(node.name), TYPE_PARAMETER, DEFINITION)
            elif isinstance(node, ir.FunctionDef | ir.ClassDef | ir.TypeAliasDef):
                done.add(node.name_node.n)
                yield self._definition(node)
            elif isinstance(node, ir.Import):
                for alias in node.names:
                    done.update(self._parts(alias))
                    yield Token(alias.name_node.n, DOTTED, len(alias.name), NAMESPACE, 0)
                    if alias.as_node is not None:
                        yield Token(alias.as_node.n, AT_START, len(alias.as_node.id), NAMESPACE, DEFINITION)
            elif isinstance(node, ir.ImportFrom):
                if node.module_node is not None:
                    done.add(node.module_node.n)
                    yield Token(node.module_node.n, DOTTED, len(node.module), NAMESPACE, 0)
                for alias in node.names:
                    done.update(self._parts(alias))
                    kind, modifiers = self._bound(alias.n, alias.name)
                    yield Token(alias.name_node.n, AT_START, len(alias.name), kind, modifiers)
                    if alias.as_node is not None:
                        yield Token(alias.as_node.n, AT_START, len(alias.as_node.id), kind, modifiers | DEFINITION)

    def _parts(self, alias: ir.Alias) -> Iterator[int]:
        yield alias.name_node.n
        if alias.as_node is not None:
            yield alias.as_node.n

    def _definition(self, node: ir.FunctionDef | ir.ClassDef | ir.TypeAliasDef) -> Token:
        modifiers = DEFINITION
        if isinstance(node, ir.FunctionDef):
            in_class = self.in_class or self._is_in_inner_class(node.name_node.n)
            kind = METHOD if in_class else FUNCTION
            modifiers |= ASYNC if node.is_async else 0
        else:
            kind = self._bound(node.name_node.n, node.name)[0] if isinstance(node, ir.ClassDef) else CLASS
            kind = kind if kind == ENUM else CLASS
        return Token(node.name_node.n, AT_START, len(node.name), kind, modifiers)

    def _is_in_inner_class(self, n: int) -> bool:
        mark = self.index.marks[n] if n < len(self.index.marks) else 0
        if not 0 < mark <= len(self.index.bindings):
            return False
        inside = self.index.scopes[self.index.bindings[mark - 1].scope]
        return inside.kind == use_def.CLASS_SCOPE

    def _name(self, node: ir.Name) -> Token:
        binding = self._binding(node)
        if binding is not None:
            kind, modifiers = self._bound(node.n, node.id)
            return Token(node.n, AT_START, len(node.id), kind, modifiers | DEFINITION)
        ty = self.types[node.n] if node.n < len(self.types) else None
        kind, modifiers = self._of_type(ty, node.id, VARIABLE)
        if kind == VARIABLE and self._is_parameter(node.n):
            kind = PARAMETER
        return Token(node.n, AT_START, len(node.id), kind, modifiers)

    def _binding(self, node: ir.Name) -> use_def.Binding | None:
        """What gives the name a value there."""
        mark = self.index.marks[node.n] if node.n < len(self.index.marks) else 0
        if 0 < mark <= len(self.index.bindings):
            binding = self.index.bindings[mark - 1]
            if binding.n == node.n and binding.place == node.id and binding.kind != use_def.PARAMETER:
                return binding
        return None

    def _is_parameter(self, n: int) -> bool:
        mark = self.index.marks[n] if n < len(self.index.marks) else 0
        if not 0 < mark < len(self.index.states):
            return False
        found = [binding for binding, _, _ in self.index.states[mark] if binding >= 0]
        return bool(found) and all(self.index.bindings[each].kind == use_def.PARAMETER for each in found)

    def _bound(self, n: int, name: str) -> tuple[int, int]:
        """Of a node that binds a name: what the name is then."""
        mark = self.index.marks[n] if n < len(self.index.marks) else 0
        if not 0 < mark <= len(self.index.bindings):
            return VARIABLE, 0
        ty = self.types[n] if n < len(self.types) else None
        if ty is None:  # no target of an assignment, or code that cannot run
            given = self.db.infer.definition_type(self.db, self.region.definition(mark - 1))
            ty = given.binding or given.declared
        kind, modifiers = self._of_type(ty, name, VARIABLE)
        if kind == VARIABLE and self.in_class:
            kind = PROPERTY
        return kind, modifiers

    def _attribute(self, node: ir.Attribute) -> tuple[int, int]:
        ty = self.types[node.n] if node.n < len(self.types) else None
        return self._of_type(ty, node.attr, PROPERTY)

    def _of_type(self, ty: kinds.Type | None, name: str, otherwise: int) -> tuple[int, int]:
        """The kind of a name whose value has a type."""
        if isinstance(ty, kinds.ClassLiteral | kinds.ClassObject):
            literal = ty if isinstance(ty, kinds.ClassLiteral) else ty.cls.literal
            return ENUM if enums.member_names(self.db, literal) is not None else CLASS, 0
        if isinstance(ty, kinds.Function):
            return (METHOD if otherwise == PROPERTY else FUNCTION), 0
        if isinstance(ty, kinds.BoundMethod):
            return METHOD, 0
        if isinstance(ty, kinds.Module):
            return NAMESPACE, 0
        if isinstance(ty, kinds.EnumLiteral) and ty.name == name and otherwise == PROPERTY:
            return ENUM_MEMBER, READONLY
        if isinstance(ty, kinds.KnownObject) and isinstance(ty.of, kinds.TypeVar):
            return TYPE_PARAMETER, 0
        if isinstance(ty, kinds.SpecialForm | kinds.Alias | kinds.KnownObject):
            return CLASS, 0
        return otherwise, READONLY if name.isupper() and len(name) > 1 else 0
