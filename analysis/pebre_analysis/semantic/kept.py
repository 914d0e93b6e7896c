"""Entities that are made when somebody looks, not when their file is linked.

A file has a region for every fourth line, and most files of an environment are asked for a few names.
So a scope, region or symbol is a light object at first; it joins the entities of its owner, the
`semantic_index` memo of the file, when its first cell is made.

Nobody can have read a cell before it was made, so it counts as unchanged since its owner's last change.
Always: what the link step keeps of the file at the time is the value of a new cell; the link step
commits every cell that exists.
"""

from __future__ import annotations

from typing import Final, TypeVar

from pebre_analysis.engine import cells, entity, memo

V = TypeVar("V")

NTH: Final = "06"  # how numbers stand in name paths: so one more in front of all leaves them in their order


class Kept(entity.Entity):
    """Base of scopes, regions and symbols."""

    __slots__ = ()

    def __init__(self) -> None:
        # Not `super().__init__`, which enters the entity with the running query.
        self.memos = self.blank_memos
        self.owner = None


def new_cell(owner: memo.Memo, of: Kept, value: V) -> cells.Cell[V]:
    """A cell of an entity of the file whose index is `owner`."""
    made = cells.Cell(value)
    if of.owner is None:
        if owner.owned is None:  # its owner has not finished
            return made
        of.owner = owner
        owner.owned[of] = None
    made.owner = of.owner  # of a retired entity: nobody, which the engine reports to whoever reads it
    made.changed_at = owner.changed_at
    made.durability = owner.durability
    return made
