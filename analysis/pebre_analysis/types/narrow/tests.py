"""What narrowing asks of the region that holds a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import kinds, queries


class Tests(Protocol):
    """Implemented by the inference of a region."""

    @property
    def db(self) -> queries.Db: ...
    def infer(self, node: ir.Expr) -> kinds.Type:
        """The type of an expression of the region."""
        ...

    def match_of(self, case: ir.Case) -> ir.Match | None:
        """The `match` that a case belongs to."""
