"""What the engine knows of one kind of thing it stores.

`QueryIngredient` is the declaration of a query, shared by all databases; `IngredientInfo` is one line of a listing.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, Literal

import msgspec

# What happens when a query is met again on its own stack.
PANIC: Final = 0  # CycleError
FIXPOINT: Final = 1  # iterate from `cycle_initial` until nothing changes
FALLBACK: Final = 2  # every member of the cycle that has one takes `cycle_fallback`

# What a declaration may say.
OPTIONS: Final = (
    "name",
    "lru",
    "no_eq",
    "reuse",
    "untracked",
    "common",
    "cycle_initial",
    "cycle_recover",
    "cycle_fallback",
    "on_too_deep",
)


class Lru(msgspec.Struct, frozen=True):
    """Keep at most `limit` units of values of a query in memory; `weight` measures a value, 1 if not given.

    limit 0: no bound.
    """

    limit: int
    weight: Callable[[Any], int] | None = None  # Any: the value type of the query it is given to

    def __post_init__(self) -> None:
        if type(self.limit) is not int or self.limit < 0:
            raise TypeError(f"the limit of an Lru is a number of units, 0 for no bound, not {self.limit!r}")
        if self.weight is not None and not callable(self.weight):
            raise TypeError(f"the weight of an Lru is a function of a value, not {self.weight!r}")


class QueryIngredient:
    """One declared query. Functions are stored untyped: the types are checked where the query is declared."""

    __slots__ = (
        "cycle_fallback",
        "cycle_initial",
        "cycle_recover",
        "fn",
        "home",
        "index",
        "key_type",
        "known_types",
        "lru",
        "name",
        "no_eq",
        "on_too_deep",
        "plain",
        "reuse",
        "strategy",
        "strong",
        "untracked",
    )

    def __init__(
        self,
        name: str,
        fn: Callable[..., object],
        key_type: type,
        index: int,
        *,
        lru: Lru | None = None,
        no_eq: bool = False,
        reuse: bool = False,
        untracked: bool = False,
        cycle_initial: Callable[..., object] | None = None,
        cycle_recover: Callable[..., object] | None = None,
        cycle_fallback: Callable[..., object] | None = None,
        on_too_deep: Callable[..., object] | None = None,
    ) -> None:
        self.name = name
        self.fn = fn
        self.home = f"{getattr(fn, '__module__', '')}.{getattr(fn, '__qualname__', '')}"
        self.key_type = key_type
        self.known_types: set[type] = set()  # subclasses of it that were asked about
        self.index = index
        self.lru = lru
        self.no_eq = no_eq
        self.reuse = reuse
        self.untracked = untracked
        self.cycle_initial = cycle_initial
        self.cycle_recover = cycle_recover
        self.cycle_fallback = cycle_fallback
        self.on_too_deep = on_too_deep
        self.plain = not (reuse or untracked)  # called with database and key, and nothing else to be done
        self.strong = True  # no key of it is interned: memos hold their keys, and readers need not
        self.strategy = FIXPOINT if cycle_initial is not None else FALLBACK if cycle_fallback is not None else PANIC

    def __repr__(self) -> str:
        return f"<query {self.name}>"


class IngredientInfo(msgspec.Struct, frozen=True):
    """What one ingredient holds in one database at the moment of asking."""

    kind: Literal["input", "interned", "entity", "query"]
    name: str
    count: int  # objects, or memos
    n_values: int  # memos that hold a value; for objects the same as `count`
    entries: Callable[[], Iterator[object]]  # the objects, or the values
