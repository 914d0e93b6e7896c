"""Scopes and their symbols: entities known by name path.

A scope is a module, a class (also one inside a function) or a function. Lambdas, comprehensions and
type parameters are scopes inside a region (`use_def.LocalScope`), no entities.

A symbol is a name of a scope. It exists for every name somebody asked for, bound or not, so that a
reader of a name depends on that name alone.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import cells
from pebre_analysis.semantic import chunk_index, kept, live, use_def

if TYPE_CHECKING:
    from pebre_analysis.semantic import symbols
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.index import SemanticIndex
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source.files import File

MODULE: Final = 0
CLASS: Final = 1
FUNCTION: Final = 2

KIND_NAMES: Final = ("module", "class", "function")

# Tables of scopes that hold nothing, as those of most functions: shared, never filled.
_NO_SYMBOLS: Final[dict[str, Symbol]] = {}
_NO_REGIONS: Final[dict[str, Region | list[Region]]] = {}
_NO_CHILDREN: Final[dict[str, Scope | list[Scope]]] = {}
_NO_STATES: Final[dict[str, int]] = {}
_NO_BODIES: Final[list[list[Occurrence]]] = []


class Scope(kept.Kept):
    """See the module's docstring. Identity: (parent, name, n-th scope of that name there)."""

    __slots__ = ("_names", "_statements", "_straight_calls", "binders", "bodies", "children", "end", "index",
                 "kind", "name", "nth", "number", "occurrence", "own_body", "parent", "regions", "straight",
                 "symbols")  # fmt: skip

    def __init__(self, index: SemanticIndex, kind: int, name: str, nth: int, parent: Scope | None) -> None:
        super().__init__()
        self.index = index
        self.kind = kind
        self.name = name  # "" for a module
        self.nth = nth
        self.parent = parent
        self._names: cells.Cell[frozenset[str]] | None = None
        self._statements: cells.Cell[tuple[Region, ...]] | None = None
        self._straight_calls: cells.Cell[tuple[Region, ...]] | None = None
        self.symbols: dict[str, Symbol] = _NO_SYMBOLS
        # Kept by the link step. By key, in source order where a key repeats; the body of a function is apart.
        self.regions: dict[str, Region | list[Region]] = _NO_REGIONS
        self.children: dict[str, Scope | list[Scope]] = _NO_CHILDREN
        # Where it stands: its number among the scopes of a chunk; of a module nowhere.
        self.occurrence: Occurrence | None = None
        self.number = chunk_index.CONTAINER
        self.own_body: Region | None = None  # of a function
        self.bodies: list[list[Occurrence]] = _NO_BODIES  # chunks of its own body, group by group
        # Of the module's flow, for modules and classes: states at the end, and straight-line calls.
        self.end: dict[str, int] = _NO_STATES
        self.binders: symbols.Binders | None = None  # None: not worked out
        self.straight: tuple[Region, ...] = ()

    @property
    def file(self) -> File:
        return self.index.file

    @property
    def info(self) -> chunk_index.ChunkScope | None:
        """The record of its chunk; None for a module."""
        return self.occurrence.index.scopes[self.number] if self.occurrence is not None else None

    @property
    def definition(self) -> Definition | None:
        """The `def` or `class` it belongs to; None for a module, and where the name is missing."""
        info = self.info
        if info is None or info.binding < 0 or self.occurrence is None:
            return None
        return self.occurrence.regions[info.region].definition(info.binding)

    @property
    def header(self) -> Region | None:
        """The region that holds the `def` or `class`; None for a module."""
        info = self.info
        return self.occurrence.regions[info.region] if info is not None and self.occurrence is not None else None

    @property
    def decorators(self) -> tuple[str, ...]:
        """Of a function: what its decorators that are plain names are called, `.name` for attributes of something."""
        occurrence = self.occurrence
        if occurrence is None:
            return ()
        if occurrence.pending is not None and occurrence.chunk.may_hold("@"):
            occurrence.settle()
        return occurrence.index.scopes[self.number].decorators

    @property
    def body(self) -> Region | None:
        """The body of a function; None for others."""
        return self.own_body

    @property
    def code_region(self) -> Region | None:
        """The region its code runs in, of a function, or of a class inside a function. None where each statement
        is a region."""
        if self.own_body is not None or self.occurrence is None:
            return self.own_body
        info = self.occurrence.index.scopes[self.number]
        return self.occurrence.regions[info.region] if info.local else None

    @property
    def local_scope(self) -> int:
        """The number of a class inside a function among the scopes of its region; else 0."""
        info = self.info
        return info.local if info is not None else 0

    @property
    def names(self) -> cells.Cell[frozenset[str]]:
        """All names it binds. Read it only when the whole set matters."""
        found = self._names
        if found is None:
            found = self._names = kept.new_cell(self.index.memo, self, self.index.names_of(self))
        return found

    @property
    def statements(self) -> cells.Cell[tuple[Region, ...]]:
        """The regions of the own statements of a module or class body, in source order."""
        found = self._statements
        if found is None:
            found = self._statements = kept.new_cell(self.index.memo, self, self.index.statements_of(self))
        return found

    @property
    def straight_calls(self) -> cells.Cell[tuple[Region, ...]]:
        """Statement-level calls that every run of a module or class body comes through, in order."""
        found = self._straight_calls
        if found is None:
            self.index.flow_is_needed()
            self.settle()
            found = self._straight_calls = kept.new_cell(self.index.memo, self, self.straight)
        return found

    @property
    def names_cell(self) -> cells.Cell[frozenset[str]] | None:
        return self._names

    @property
    def statements_cell(self) -> cells.Cell[tuple[Region, ...]] | None:
        return self._statements

    @property
    def straight_cell(self) -> cells.Cell[tuple[Region, ...]] | None:
        return self._straight_calls

    def settle(self) -> None:
        """See to it that what stands in it is known: `pending`."""
        if self.occurrence is not None:
            self.occurrence.settle()

    def symbol(self, name: str) -> Symbol:
        """The name in this scope, bound or not."""
        found = self.symbols.get(name)
        if found is None:
            if self.symbols is _NO_SYMBOLS:
                self.symbols = {}
            found = Symbol(self, name)
            self.symbols[found.name] = found
        return found

    def own_regions(self) -> dict[str, Region | list[Region]]:
        """`regions`, to be filled."""
        if self.regions is _NO_REGIONS:
            self.regions = {}
        return self.regions

    def own_children(self) -> dict[str, Scope | list[Scope]]:
        """`children`, to be filled."""
        if self.children is _NO_CHILDREN:
            self.children = {}
        return self.children

    def child_scopes(self) -> list[Scope]:
        """The scopes of classes and functions that stand in it, by name, as far as it is settled. No edge."""
        found: list[Scope] = []
        for each in self.children.values():
            if isinstance(each, list):
                found.extend(each)
            else:
                found.append(each)
        return found

    def all_regions(self) -> list[Region]:
        """The regions of its own statements, and of its body, as far as it is settled. No edge."""
        found: list[Region] = [] if self.own_body is None else [self.own_body]
        for each in self.regions.values():
            if isinstance(each, list):
                found.extend(each)
            else:
                found.append(each)
        return found

    def empty(self) -> None:
        """It is gone for good, and all that was in it: let go of that."""
        self._names = self._statements = self._straight_calls = None
        self.own_body = None
        self.symbols = _NO_SYMBOLS
        self.regions = _NO_REGIONS
        self.children = _NO_CHILDREN
        self.bodies = _NO_BODIES
        self.end = _NO_STATES
        self.binders = None
        self.straight = ()

    def type_params(self) -> tuple[Definition, ...]:
        """PEP 695 parameters of the `def` or `class`: names its body sees before those of the parent scope.

        Whoever uses them reads `header.code`.
        """
        info = self.info
        header = self.header
        if info is None or header is None or len(header.index.scopes) == 1:
            return ()
        node = header.index.bindings[info.binding].node if info.binding >= 0 else None
        if node is None:
            return ()
        for number, local in enumerate(header.index.scopes):
            if local.kind == use_def.TYPE_PARAMS and local.n == node.n:
                return tuple(
                    [
                        header.definition(at)
                        for at, binding in enumerate(header.index.bindings)
                        if binding.scope == number and binding.kind == use_def.TYPE_PARAM
                    ]
                )
        return ()

    def debug_name(self) -> str:
        if self.parent is None:
            return self.index.file.debug_name()
        nth = f"#{self.nth}" if self.nth else ""
        return f"{self.parent.debug_name()}.{self.name or '?'}{nth}"

    def name_path(self) -> str:
        parts: list[str] = []
        each = self
        while each.parent is not None:
            parts.append(f"{each.name}#{each.nth:{kept.NTH}}")
            each = each.parent
        parts.append(each.index.file.name_path())
        return ".".join(reversed(parts))

    def __repr__(self) -> str:
        return f"<Scope {self.debug_name()}>"


class Symbol(kept.Kept):
    """Identity: (scope, name)."""

    __slots__ = ("_around", "_sites", "_state", "name", "scope")

    def __init__(self, scope: Scope, name: str) -> None:
        super().__init__()
        self.scope = scope
        self.name = intern(name)  # most names are asked for in many scopes
        self._state: cells.Cell[live.SymbolState | None] | None = None
        self._sites: cells.Cell[tuple[Definition, ...]] | None = None
        self._around: cells.Cell[live.LiveState | None] | None = None

    @property
    def state(self) -> cells.Cell[live.SymbolState | None]:
        """None when the scope does not bind the name."""
        found = self._state
        if found is None:
            index = self.scope.index
            found = self._state = kept.new_cell(index.memo, self, index.state_of(self.scope, self.name))
        return found

    @property
    def sites(self) -> cells.Cell[tuple[Definition, ...]]:
        """Of a class scope: `self.name = …` and `cls.name = …` in its methods, in source order."""
        found = self._sites
        if found is None:
            index = self.scope.index
            found = self._sites = kept.new_cell(index.memo, self, index.sites_of(self.scope, self.name))
        return found

    @property
    def around(self) -> cells.Cell[live.LiveState | None]:
        """Of a function's scope: what it finds under a name that the function around binds, when it runs.

        None where that is any binding of the name, and where the function around does not bind it.
        """
        found = self._around
        if found is None:
            index = self.scope.index
            found = self._around = kept.new_cell(index.memo, self, index.seen_around(self.scope, self.name))
        return found

    @property
    def around_cell(self) -> cells.Cell[live.LiveState | None] | None:
        return self._around

    @property
    def state_cell(self) -> cells.Cell[live.SymbolState | None] | None:
        return self._state

    @property
    def sites_cell(self) -> cells.Cell[tuple[Definition, ...]] | None:
        return self._sites

    def is_unbound(self) -> bool:
        """Whether it was looked for and is bound nowhere, or by star imports alone, if anybody asked. No edge."""
        state, sites, around = self._state, self._sites, self._around
        return (
            state is not None
            and (state.value is None or state.value.is_of_stars())
            and (sites is None or not sites.value)
            and (around is None or around.value is None)
        )

    def debug_name(self) -> str:
        return f"{self.scope.debug_name()}.{self.name}"

    def name_path(self) -> str:
        return f"{self.scope.name_path()}.{self.name}"

    def __repr__(self) -> str:
        return f"<Symbol {self.debug_name()}>"
