"""A region: what is inferred at once. An entity known by its name path.

Identity: a statement region is (scope, first name it binds, n-th such region of the scope), or
(scope, code, n-th) when it binds nothing; a function body is known by its scope.

`code` is the only edge through which anything above reads a region: read it, then look at `lowered`
and `index`, which are plain attributes and always the current ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.engine import cells, entity
from pebre_analysis.semantic import live, use_def
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.scope import Scope


class Region(entity.Entity):
    """See the module's docstring."""

    __slots__ = ("_code", "_definitions", "_entry", "index", "key", "lowered", "nth", "scope")

    scope: Scope  # where its code runs
    key: str  # first bound name, or code
    nth: int
    lowered: ir.Region  # current content
    index: use_def.StatementIndex | use_def.BodyIndex  # current content

    @property
    def code(self) -> cells.Cell[str]:
        """`lowered.code`: equal for equal code."""
        raise AssertionError("skeleton")

    @property
    def entry(self) -> cells.Cell[live.Entry]:
        """What reaches it; NO_ENTRY for a function body."""
        raise AssertionError("skeleton")

    def definition(self, binding: int) -> Definition:
        """The definition behind a binding of the current index; the same object for the same one."""
        raise AssertionError("skeleton")

    def sibling(self, number: int) -> Region:
        """The region with that number in the chunk: of a FunctionDef's body, of a Case's Match."""
        raise AssertionError("skeleton")
