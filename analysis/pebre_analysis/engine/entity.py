"""Entities: keys made by one owner query, kept by it across its reruns, and retired by it.

The owner keeps a table from name paths to its entities (in its own result, got back through `reuse=True`): a thing that
is there again keeps its entity. The cells of an entity are written by the owner alone: at construction, then by
`db.commit`. Nothing an owner makes, commits or retires is seen by others before it has finished.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from pebre_analysis.engine import cells, memo, runtime

_NOT_CELLS: Final = frozenset({"__weakref__", "memos", "owner"})


class Entity(memo.Keyed):
    """Base of entities. Subclass with `__slots__`; call `super().__init__(db)`, then make the cells."""

    __slots__ = ("owner",)

    slot_names: ClassVar[tuple[str, ...]] = ()

    owner: memo.Memo | None  # None until the run that makes it has finished

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        own = cls.__dict__.get("__slots__", ())
        names = (own,) if isinstance(own, str) else tuple(own)
        cls.slot_names = cls.slot_names + tuple(name for name in names if name not in _NOT_CELLS)

    def __init__(self, db: runtime.Runtime) -> None:
        self.memos = self.blank_memos
        self.owner = None
        db.enter_entity(self)

    def attached(self) -> Iterable[memo.Keyed]:
        """Keys that are no entities and go with it: their results are dropped when it is retired."""
        return ()

    def is_dead(self) -> bool:
        return self.owner is memo.GRAVE

    def cells(self) -> list[cells.Cell[object]]:
        """The cells among its slots."""
        values = [getattr(self, name, None) for name in self.slot_names]
        return [value for value in values if type(value) is cells.Cell]
