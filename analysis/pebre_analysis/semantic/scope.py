"""Scopes and their symbols: entities known by name path.

A scope is a module, a class (also one inside a function) or a function. Lambdas, comprehensions and
type parameters are scopes inside a region (`use_def.LocalScope`), no entities.

A symbol is a name of a scope. It exists for every name somebody asked for, bound or not, so that a
reader of a name depends on that name alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import cells, entity
from pebre_analysis.semantic import live

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source.files import File

MODULE: Final = 0
CLASS: Final = 1
FUNCTION: Final = 2


class Scope(entity.Entity):
    """See the module's docstring. Identity: (parent, name, n-th scope of that name there)."""

    __slots__ = ("file", "kind", "name", "nth", "parent")

    file: File
    kind: int
    name: str  # "" for a module
    nth: int
    parent: Scope | None

    @property
    def definition(self) -> Definition | None:
        """The `def` or `class` it belongs to; None for a module."""
        raise AssertionError("skeleton")

    @property
    def body(self) -> Region | None:
        """The body of a function; None for others."""
        raise AssertionError("skeleton")

    @property
    def names(self) -> cells.Cell[frozenset[str]]:
        """All names it binds. Read it only when the whole set matters."""
        raise AssertionError("skeleton")

    @property
    def straight_calls(self) -> cells.Cell[tuple[Region, ...]]:
        """Statement-level calls that every run of a module or class body comes through, in order."""
        raise AssertionError("skeleton")

    def symbol(self, name: str) -> Symbol:
        """The name in this scope, bound or not."""
        raise AssertionError("skeleton")

    def type_params(self) -> tuple[Definition, ...]:
        """PEP 695 parameters of the `def` or `class`: names its body sees before those of the parent scope."""
        raise AssertionError("skeleton")


class Symbol(entity.Entity):
    """Identity: (scope, name)."""

    __slots__ = ("_sites", "_state", "name", "scope")

    scope: Scope
    name: str

    @property
    def state(self) -> cells.Cell[live.SymbolState | None]:
        """None when the scope does not bind the name."""
        raise AssertionError("skeleton")

    @property
    def sites(self) -> cells.Cell[tuple[Definition, ...]]:
        """Of a class scope: `self.name = …` and `cls.name = …` in its methods, in source order."""
        raise AssertionError("skeleton")
