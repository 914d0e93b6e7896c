"""A chunk where it stands in a file: which entities its regions and scopes are there.

Equal text in two places is one chunk with two occurrences. An occurrence lives as long as its chunk
stays in its place; the link step makes new ones for new chunks and leaves the others alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import chunk_index, chunks
from pebre_analysis.syntax import chunk, ir, parsed

if TYPE_CHECKING:
    from pebre_analysis.semantic.pending import Pending
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope
    from pebre_analysis.semantic.walked import Walked

Order = tuple[int, ...]

_FUTURE: Final = (0, "__future__")
_FEW: Final = 16  # scopes of a chunk: so many are looked through one by one


class Occurrence:
    """See the module's docstring. `groups[hole]` are the occurrences of the chunk's members."""

    __slots__ = ("_scope_numbers", "chunk", "container", "groups", "hole", "index", "names", "parent", "pending",
                  "position", "regions", "walked", "scopes")  # fmt: skip

    def __init__(
        self,
        part: chunk.Chunk,
        index: chunk_index.ChunkIndex,
        container: Scope,
        parent: Occurrence | None,
        hole: int,
    ) -> None:
        self.chunk = part
        self.index = index
        self.container = container
        self.parent = parent  # of a member
        self.hole = hole  # group of the parent it stands in
        self.position = 0  # among its siblings
        self.pending: Pending | None = None  # a function of which only the name is known: `settle` first
        # Filled by the link step.
        self.regions: list[Region] = [_UNSET] * len(index.region_scopes)  # type: ignore[list-item]  # see _UNSET
        n_scopes = len(index.scopes)
        self.scopes: list[Scope] = [_UNSET] * n_scopes if n_scopes else _NO_SCOPES  # type: ignore[list-item]
        self.groups: list[list[Occurrence]] = [[] for _ in part.members] if part.members else _NO_GROUPS
        # Of the module's flow: what the last pass did here, and the names it depends on.
        self.walked: Walked | None = None
        self.names: tuple[str, ...] | None = None
        self._scope_numbers: dict[tuple[int, int], int] | None = None

    @property
    def lowered(self) -> ir.Lowered:
        """The lowered form of the chunk, made again if it was let go."""
        return parsed.lowered_of(self.chunk)

    @property
    def imports_future(self) -> bool:
        """Whether it stands at the top level of the file and imports from `__future__`."""
        return self.parent is None and _FUTURE in self.index.imports

    def settle(self) -> None:
        """See to it that all that stands in it is known."""
        pending = self.pending
        if pending is not None:
            pending.settle(self)

    def settle_with(self, index: chunk_index.ChunkIndex) -> None:
        """Its index is this one, of which it knew the beginning."""
        self.pending = None
        self.index = index
        self._scope_numbers = None
        self.regions += [_UNSET] * (len(index.region_scopes) - len(self.regions))  # type: ignore[list-item]  # see _UNSET
        self.scopes += [_UNSET] * (len(index.scopes) - len(self.scopes))  # type: ignore[list-item]

    def contents(self, scope: int = chunk_index.CONTAINER) -> chunk_index.Contents:
        """What a scope of the chunk holds."""
        return chunks.contents(self.chunk, scope)

    def scope_of(self, region: int, binding: int) -> Scope | None:
        """The scope of the `def` or `class` that a binding of a region is."""
        records = self.index.scopes
        if len(records) <= _FEW:
            for at, record in enumerate(records):
                if record.region == region and record.binding == binding:
                    return self.scopes[at]
            return None
        numbers = self._scope_numbers
        if numbers is None:
            numbers = self._scope_numbers = {(record.region, record.binding): at for at, record in enumerate(records)}
        number = numbers.get((region, binding))
        return self.scopes[number] if number is not None else None

    def order(self) -> Order:
        """Sorts occurrences of a file by where they stand; that of a region is this with (number, -1) added."""
        found: list[int] = []
        each: Occurrence | None = self
        while each is not None:
            parent = each.parent
            found.append(each.position)
            if parent is not None:
                found.append(each.hole)
                found.append(parent.index.hole_after[each.hole])
            each = parent
        found.reverse()
        return tuple(found)

    def empty(self) -> None:
        """It is gone for good: let go of what was in it, but for members that stand somewhere else by now."""
        stack: list[Occurrence] = [self]
        while stack:
            each = stack.pop()
            each.walked = None
            each.regions, each.scopes = [], _NO_SCOPES
            for group in each.groups:
                stack.extend([member for member in group if member.parent is each])
            each.groups = [[] for _ in each.groups]

    def flow_names(self) -> tuple[str, ...]:
        """Names on whose states the flow through it depends, members included."""
        found = self.names
        if found is None:
            found = chunks.names_of_flow(self.chunk)
            if self.groups:
                names = dict.fromkeys(found)
                for group in self.groups:
                    for member in group:
                        names.update(dict.fromkeys(member.flow_names()))
                found = tuple(names)
            self.names = found
        return found


_UNSET = None  # stands where the link step has not put the entity yet; it never leaves one unset
_NO_SCOPES: Final[list[Scope]] = []  # shared, never filled
_NO_GROUPS: Final[list[list[Occurrence]]] = []  # likewise
