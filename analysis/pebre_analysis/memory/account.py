"""Who holds how much: every object a database holds, counted once, in the row it belongs to.

In:  a database; and from the layers above, `Claim`s: which of their classes have a row of their own.
Out: `Row`s: inputs, interned objects, entities and other keys by class; memos by query; claims by name.
Always
  - an object is counted once: in the row of its class if that has one, else in the row that first
    comes to it. Rows are filled in a fixed order: claims as they are given, then keys, then queries;
  - *metadata* is what the engine needs to know when a thing must be computed again: keys with their
    lists of memos, cells, memos with their edges and readers. *Fields* is the rest: what they hold;
  - what belongs to no row is counted under `engine`.
Cost: about 1 µs per object, and as much memory for a set of what was seen as a tenth of what is held.
Method: the report of Salsa's `memory_usage`, with the tracker for shared parts as in Astral's ty.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Literal

import msgspec

from pebre_analysis.engine import cells, contents, entity, ingredient, inputs, interned, memo, runtime, suspects
from pebre_analysis.memory import sizes

Kind = Literal["input", "interned", "entity", "key", "query", "table"]
KINDS: Final = ("input", "interned", "entity", "key", "query", "table")
ENGINE: Final = "engine"
SMALL_MAP: Final = 16
_STEP: Final = 10_000  # objects between two looks at whether to stop


class Row(msgspec.Struct, frozen=True, gc=False):
    """What one ingredient or table holds. `result`: of a query, the name of its values' type.

    `count`: objects of a class, memos of a query, objects of the claimed classes of a table.
    `n_values`: memos that hold a value; else the same as `count`.
    `n_large_maps`: of the dictionaries among its fields, those of more than SMALL_MAP entries. Most tables here belong
    to one statement or name; one that has many entries should perhaps be something else.
    """

    kind: Kind
    name: str
    count: int
    n_values: int
    metadata: int
    fields: int
    result: str = ""
    n_large_maps: int = 0

    @property
    def total(self) -> int:
        return self.metadata + self.fields


class Claim(msgspec.Struct, frozen=True):
    """A row for objects of some classes and their subclasses, wherever they are met; `by_class`: a row for each."""

    name: str
    classes: tuple[type, ...]
    by_class: bool = False


class _Open:
    """A row that is being filled. `waiting`: objects of its own, and parts of them, still to be looked at."""

    __slots__ = ("count", "fields", "kind", "metadata", "n_large_maps", "n_values", "name", "rank", "result", "waiting")

    def __init__(self, kind: Kind, name: str, rank: int, result: str = "") -> None:
        self.kind: Kind = kind
        self.name = name
        self.rank = rank
        self.result = result
        self.count = 0
        self.n_values = 0
        self.metadata = 0
        self.fields = 0
        self.n_large_maps = 0
        self.waiting: list[Any] = []  # objects of every class


# How an object of a class is taken: its parts, and what it is for the rows.
_PLAIN: Final = 0
_CLAIMED: Final = 1
_KEY: Final = 2
_MEMO: Final = 3
_CELL: Final = 4
_OUTSIDE: Final = 5
_STRUCTURE: Final = frozenset(("memos", "owner", "_entry"))  # slots of keys that are not among their fields


class Account:
    """One count. Give it everything that is held with `add`, then ask for `rows`."""

    def __init__(self, claims: Sequence[Claim] = ()) -> None:
        self._claims = claims
        self._seen: set[int] = set()
        self._plans: dict[type, tuple[int, sizes.Parts, _Open | None]] = {}
        self._queries: dict[ingredient.QueryIngredient, _Open] = {}
        self._open: list[_Open] = [_Open("table", claim.name, at) for at, claim in enumerate(claims)]
        self._engine = _Open("table", ENGINE, len(claims) + 3)

    def add(self, db: runtime.Runtime, check: Callable[[], object] = lambda: None) -> None:
        """Count what a database holds and was not counted yet. `check` is called now and then, and may raise.

        Inputs and interned objects that only live because the caller holds them are part of it.
        """
        for root in [*contents.keys(db)], [db]:  # keys first: the engine's tables name the same fields
            self._engine.waiting += root
            self._drain(check)

    def _drain(self, check: Callable[[], object]) -> None:
        while True:
            check()
            waiting = [each for each in [*self._open, *self._queries.values(), self._engine] if each.waiting]
            if not waiting:
                return
            self._fill(min(waiting, key=lambda each: (each.rank, each.name)), _STEP)

    def leave_out(self, what: Iterable[object]) -> None:
        """Count these nowhere, nor what only they hold: parts of what is held know of them."""
        self._seen.update(map(id, what))

    def once(self, value: object) -> bool:
        """Whether this was not counted so far; from now on it is."""
        at = id(value)
        if at in self._seen:
            return False
        self._seen.add(at)
        return True

    def add_table(self, name: str, root: object) -> None:
        """Count this in a row of its own, with what it holds as far as that belongs to no other row."""
        row = next((each for each in self._open if each.name == name), None)
        if row is None:
            row = _Open("table", name, -1)
            self._open.append(row)
        row.waiting.append(root)
        self._fill(row)

    def rows(self) -> tuple[Row, ...]:
        """The rows that hold anything, largest first."""
        found = [
            Row(
                each.kind,
                each.name,
                each.count,
                each.n_values,
                each.metadata,
                each.fields,
                each.result,
                each.n_large_maps,
            )
            for each in [*self._open, *self._queries.values(), self._engine]
            if each.count or each.metadata or each.fields
        ]
        return ordered(found)

    # ---- the walk -------------------------------------------------------------------------------

    def _fill(self, row: _Open, steps: int = sys.maxsize) -> None:
        """Look at what waits for a row, and at the parts of it that belong to no other; at most so many objects."""
        seen, plans = self._seen, self._plans
        shallow = sizes.shallow
        waiting = row.waiting
        fields = 0
        while waiting and steps:
            steps -= 1
            value = waiting.pop()
            plan = plans.get(value.__class__)
            if plan is None:
                plan = self._plan(value.__class__)
            how, parts, home = plan
            if how == _OUTSIDE:
                continue
            at = id(value)
            if at in seen:
                continue
            if how == _PLAIN:
                seen.add(at)
                fields += shallow(value)
                waiting.extend(parts(value))
                if value.__class__ is dict and len(value) > SMALL_MAP:
                    row.n_large_maps += 1
                continue
            if how == _MEMO:
                home = self._row_of_query(value.query)
            if home is not row and home is not None:
                home.waiting.append(value)
                continue
            seen.add(at)
            if how == _CLAIMED:
                row.count += 1
                row.n_values += 1
                fields += shallow(value)
                waiting.extend(parts(value))
            elif how == _KEY:
                row.count += 1
                row.n_values += 1
                row.metadata += shallow(value) + self._list(value.memos, value.blank_memos, waiting)
                waiting.extend(parts(value))
            elif how == _MEMO:
                self._memo(row, value)
            else:
                row.metadata += shallow(value) + self._readers(value)
                waiting.append(value.value)
                if value.owner is not None:
                    waiting.append(value.owner)
        row.fields += fields

    def _memo(self, row: _Open, each: memo.Memo) -> None:
        shallow = sizes.shallow
        row.count += 1
        row.metadata += shallow(each) + self._readers(each) + self._list(each.edges, (), row.waiting)
        key = each.key
        if key is not None:
            row.waiting.append(each.live_key())
        owned = each.owned
        if owned is not None and self.once(owned):
            row.metadata += shallow(owned)
            row.waiting.extend(owned)
        if each.value is not memo.NO_VALUE:
            row.n_values += 1
            row.waiting.append(each.value)

    def _list(self, held: Sequence[object], shared: Sequence[object], waiting: list[Any]) -> int:
        if held is shared or not self.once(held):
            return 0
        waiting.extend(held)
        return sizes.shallow(held)

    def _readers(self, each: memo.Edge) -> int:
        """Of a list of readers: itself and its weak references, which are shared with other lists."""
        readers = each.readers
        found = sizes.shallow(readers) if type(readers) is list and self.once(readers) else 0
        for reference in suspects.readers_of(each):
            if self.once(reference):
                found += sizes.shallow(reference)
        return found

    # ---- what a class is ------------------------------------------------------------------------

    def _plan(self, cls: type) -> tuple[int, sizes.Parts, _Open | None]:
        found = self._plans[cls] = self._make_plan(cls)
        return found

    def _make_plan(self, cls: type) -> tuple[int, sizes.Parts, _Open | None]:
        parts = sizes.parts_of(cls)
        if parts is None or issubclass(cls, ingredient.QueryIngredient):
            return _OUTSIDE, _nothing, None
        for at, claim in enumerate(self._claims):
            if issubclass(cls, claim.classes):
                row = self._open[at]
                if claim.by_class:
                    row = _Open("table", f"{claim.name}.{cls.__name__}", at)
                    self._open.append(row)
                return _CLAIMED, parts, row
        if cls is memo.Memo:
            return _MEMO, parts, None
        if cls is cells.Cell:
            return _CELL, parts, None
        if issubclass(cls, memo.Keyed):
            return _KEY, _fields_of_key(cls), self._row_of_class(cls)
        return _PLAIN, parts, None

    def _row_of_class(self, cls: type[memo.Keyed]) -> _Open:
        kind: Kind = "key"
        if issubclass(cls, inputs.Input):
            kind = "input"
        elif issubclass(cls, interned.Interned):
            kind = "interned"
        elif issubclass(cls, entity.Entity):
            kind = "entity"
        made = _Open(kind, cls.__name__, len(self._claims) + 1)
        self._open.append(made)
        return made

    def _row_of_query(self, query: ingredient.QueryIngredient) -> _Open:
        found = self._queries.get(query)
        if found is None:
            result = str(query.fn.__annotations__.get("return", ""))
            found = self._queries[query] = _Open("query", query.name, len(self._claims) + 2, result)
        return found


def ordered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The largest first."""
    return tuple(sorted(rows, key=lambda row: (-row.total, row.kind, row.name)))


def _nothing(value: object) -> tuple[()]:
    return ()


def _fields_of_key(cls: type[memo.Keyed]) -> Callable[[Any], Iterable[Any]]:
    names = [
        name for base in cls.__mro__ for name in _slots(base) if name not in _STRUCTURE and not name.startswith("__")
    ]
    return lambda value: [getattr(value, name, None) for name in names]


def _slots(cls: type) -> Sequence[str]:
    own = vars(cls).get("__slots__", ())
    return (own,) if isinstance(own, str) else tuple(own)
