"""The records of the dependency graph: keys, the memos kept on them, and edges.

`Keyed` is an object that queries are asked about; it holds its memos in a list, one place per query.
`Memo` is the last result of one query for one key, with what it read.
`Edge` is what can be read: a `Memo` here, a `Cell` in cells.py.

Always
  - a memo object stands for its query and key as long as the key lives; a rerun fills it anew, so edges stay right;
  - `valid == epoch` says the result holds, `hot == epoch` says so too and that it may be handed out at once;
  - if a memo is SUSPECT, so are all memos that read it, up to owners of entities (suspects.py).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import ClassVar, Final, TypeAlias, final

from pebre_analysis.engine import durability, ingredient, revision

# Values of `hot` and `valid` that no epoch has. Those up to RUNNING cannot be verified by a reader.
NO_EPOCH: Final = -1  # of a database: no memo is taken for valid without a second look
COLD: Final = -2
SUSPECT: Final = -3
RUNNING: Final = -4
PROVISIONAL: Final = -5
DEAD: Final = -6
VERIFYING: Final = -7


@final
class _NoValue:
    """Stands where a memo has no value: never computed, or evicted."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<no value>"


NO_VALUE: Final = _NoValue()

_NEVER: Final = revision.NEVER
_FROZEN: Final = durability.FROZEN


class Edge:
    """Something a query can read.

    readers: weak references to memos that read it, if it is LOW or MEDIUM; may name some that no longer do, and some
        twice. One alone, as most have, stands there without a list.
    """

    __slots__ = ("changed_at", "durability", "readers")

    changed_at: int
    durability: durability.Durability
    readers: list[weakref.ref[Memo]] | weakref.ref[Memo] | None


class Keyed:
    """Base of everything a query can be keyed by. Compared by identity.

    A keyed class has one keyed base. Its objects belong to one database.
    """

    __slots__ = ("__weakref__", "memos")

    # One absent memo per query on this class; shared until an object gets its first memo.
    blank_memos: ClassVar[list[Memo]] = []
    own_indexes: ClassVar[set[int]] = set()
    # Places in front that only queries declared as `common` take: so lists of what most keys are asked are short.
    n_common: ClassVar[int] = 0

    # Read where a key stands among edges, to be held alive: it never changes.
    changed_at: ClassVar[int] = revision.NEVER
    durability: ClassVar[durability.Durability] = durability.FROZEN

    memos: list[Memo]

    def __init__(self) -> None:
        self.memos = self.blank_memos

    def __init_subclass__(cls, **options: object) -> None:
        if options:
            raise TypeError(_no_option(cls, next(iter(options))))
        super().__init_subclass__()
        if "__slots__" not in vars(cls):
            raise TypeError(f"{cls.__name__} must declare what it holds in __slots__")
        keyed = [base for base in cls.__bases__ if issubclass(base, Keyed)]
        if len(keyed) != 1:
            raise TypeError(f"{cls.__name__} must have exactly one keyed base, not {len(keyed)}")
        if cls.__dictoffset__:
            raise TypeError(f"{cls.__name__} must declare what it holds in __slots__, and so must what it derives from")
        check_compared(cls)
        own = vars(cls).get("__slots__", ())
        for name in (own,) if isinstance(own, str) else own:
            if hasattr(keyed[0], name) and not name.startswith("__"):
                raise TypeError(f"{cls.__name__}: the name {name} is taken by {keyed[0].__name__}")
        cls.blank_memos = list(keyed[0].blank_memos)
        cls.own_indexes = set()

    def debug_name(self) -> str:
        """How events, traces and recordings name this object; stable between runs."""
        return type(self).__name__

    def name_path(self) -> str:
        """What tells this object from all others of its class, the same in every run.

        A cycle starts from the smallest of its members (cycle.py). Where two have one path, what is asked first may
        decide. By default the debug name; a class whose debug names are short for people has another.
        """
        return self.debug_name()


# Interned objects refuse to be changed in other ways.
set_memos: Final[Callable[[Keyed, list[Memo]], None]] = vars(Keyed)["memos"].__set__


@final
class Memo(Edge):
    """The last result of a query for a key.

    owned: the living entities it made, if it ever made one (then it is an owner).
    verified_at: a revision at which the result was known to hold; what changed later and concerns it has marked it.
    """

    __slots__ = ("__weakref__", "edges", "hot", "key", "owned", "query", "valid", "value", "verified_at")

    edges: tuple[Edge | Keyed, ...]
    key: Keyed | weakref.ref[Keyed] | None
    owned: dict[Keyed, None] | None
    value: object

    def __init__(self, query: ingredient.QueryIngredient, key: Keyed | weakref.ref[Keyed] | None) -> None:
        self.query = query
        self.key = key
        self.value = NO_VALUE
        self.hot = self.valid = COLD
        self.edges = ()
        self.changed_at = self.verified_at = _NEVER
        self.durability = _FROZEN
        self.readers = None
        self.owned = None

    def live_key(self) -> Keyed | None:
        """The key; None if it was interned and nobody held it."""
        key = self.key
        return key() if isinstance(key, weakref.ref) else key

    def debug_name(self) -> str:
        key = self.live_key()
        return f"{self.query.name}({'<gone>' if key is None else key.debug_name()})"

    def name_path(self) -> tuple[str, str, str, str]:
        """What tells this memo from all others, the same in every run."""
        query = self.query
        key = self.live_key()
        return query.name, query.home, type(key).__qualname__, "" if key is None else key.name_path()

    def __repr__(self) -> str:
        return f"<memo {self.debug_name()}>"


AnyEdge: TypeAlias = Edge | Keyed

_nothing = ingredient.QueryIngredient("<nothing>", lambda: None, Keyed, -1)

ABSENT: Final = Memo(_nothing, None)  # stands in lists of memos where there is none yet
BLANK: Final = Memo(_nothing, None)  # the same in the lists that keys without any memo share
GRAVE: Final = Memo(_nothing, None)  # owner of the cells of retired entities
GRAVE.hot = GRAVE.valid = DEAD


def claim_index(key_type: type[Keyed], *, common: bool = False) -> int:
    """A place in the lists of memos that is free in every list an object of `key_type` can have."""
    family = _descendants(key_type)
    taken: set[int] = set()
    for relative in {*key_type.__mro__, *family}:
        if issubclass(relative, Keyed):
            taken |= relative.own_indexes
    index = 0 if common else key_type.n_common
    while index in taken:
        index += 1
    key_type.own_indexes.add(index)
    for relative in family:
        missing = index + 1 - len(relative.blank_memos)
        relative.blank_memos.extend([BLANK] * missing)
    return index


def check_compared(cls: type[Keyed]) -> None:
    """TypeError if it is compared otherwise than by identity, of its own or by what it derives from."""
    if cls.__eq__ is not object.__eq__ or cls.__hash__ is not object.__hash__:
        raise TypeError(f"{cls.__name__} defines how it is compared; keys are compared by identity")


def _no_option(cls: type[Keyed], name: str) -> str:
    hint = "; it belongs to a query: @query(…, lru=Lru(n))" if name == "lru" else ""
    return f"class {cls.__name__}: keys have no option {name}{hint}"


def _descendants(key_type: type[Keyed]) -> list[type[Keyed]]:
    found = [key_type]
    for each in found:
        found.extend(each.__subclasses__())
    return found
