"""Declare a query: a function of a database and one key, whose results are remembered and kept up to date.

    @query.query(File)
    def source_text(db: Db, file: File) -> SourceText: ...

    text = source_text(db, file)

A query reads cells and calls queries; nothing else that changes. It never alters its arguments or its earlier results.
It does not look at files, clocks or the network: that is found out where it is declared, as far as its own text goes.
Its key is an Input, an Entity or an Interned object. The result is compared with the previous one; if equal, the old
object is kept and nothing that read it runs again.

Options
  name            in events, traces and recordings; else the function's name
  no_eq           results are never compared: every rerun counts as a change
  reuse           the function gets a third argument, its last result for this key or None: an accelerator only, the
                  result must be what it would be without
  lru             Lru(limit, weight): keep at most this much; what is dropped is computed again when asked for
  untracked       it reads what the engine cannot see: it runs once in every revision it is asked in
  cycle_initial   (db, key): the first guess, when the query needs its own result; makes it iterate to a fixed point
  cycle_recover   (db, key, last, new, iteration): the next guess, from the last one and the result; the place to widen
  cycle_fallback  (db, key): alone: the result of every member of a cycle; with cycle_initial: if it does not converge
  on_too_deep     (db, key): the result if the stack is used up; else cycle_fallback or cycle_initial
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeVar, cast, overload

from pebre_analysis.engine import fetch, ingredient, interned, memo, misuse, runtime

D_contra = TypeVar("D_contra", bound=runtime.Runtime, contravariant=True)
K_contra = TypeVar("K_contra", bound=memo.Keyed, contravariant=True)
V_co = TypeVar("V_co", covariant=True)
D = TypeVar("D", bound=runtime.Runtime)
K = TypeVar("K", bound=memo.Keyed)
V = TypeVar("V")

Lru = ingredient.Lru


class Declared(Protocol):
    """Any declared query."""

    @property
    def ingredient(self) -> ingredient.QueryIngredient: ...


class Query(Protocol[D_contra, K_contra, V_co]):
    """A declared query. At run time a plain function."""

    @property
    def ingredient(self) -> ingredient.QueryIngredient: ...

    def __call__(self, db: D_contra, key: K_contra, /) -> V_co: ...


class Declare(Protocol[K]):
    """What `query(…)` gives: a decorator for functions of a database and a key."""

    def __call__(self, fn: Callable[[D, K], V], /) -> Query[D, K, V]: ...


class DeclareReuse(Protocol[K]):
    """The same for functions that also take their last result."""

    def __call__(self, fn: Callable[[D, K, V | None], V], /) -> Query[D, K, V]: ...


# Any in the options below: their database and value types are those of the function, which is not known here yet.


@overload
def query(
    key_type: type[K],
    *,
    name: str | None = None,
    lru: Lru | None = None,
    no_eq: bool = False,
    reuse: Literal[False] = False,
    untracked: bool = False,
    common: bool = False,
    cycle_initial: Callable[[Any, K], object] | None = None,
    cycle_recover: Callable[[Any, K, Any, Any, int], object] | None = None,
    cycle_fallback: Callable[[Any, K], object] | None = None,
    on_too_deep: Callable[[Any, K], object] | None = None,
) -> Declare[K]: ...


@overload
def query(
    key_type: type[K],
    *,
    name: str | None = None,
    no_eq: bool = False,
    reuse: Literal[True],
    untracked: bool = False,
    common: bool = False,
    cycle_initial: Callable[[Any, K], object] | None = None,
    cycle_recover: Callable[[Any, K, Any, Any, int], object] | None = None,
    cycle_fallback: Callable[[Any, K], object] | None = None,
    on_too_deep: Callable[[Any, K], object] | None = None,
) -> DeclareReuse[K]: ...


def query(
    key_type: type[K],
    *,
    name: str | None = None,
    lru: Lru | None = None,
    no_eq: bool = False,
    reuse: bool = False,
    untracked: bool = False,
    common: bool = False,
    cycle_initial: Callable[[Any, K], object] | None = None,
    cycle_recover: Callable[[Any, K, Any, Any, int], object] | None = None,
    cycle_fallback: Callable[[Any, K], object] | None = None,
    on_too_deep: Callable[[Any, K], object] | None = None,
    **unknown: object,
) -> Declare[K] | DeclareReuse[K]:
    """Declare the decorated function as a query keyed by `key_type` and its subclasses. TypeError for misuse.

    `common`: most keys are asked about it; saves memory where `key_type.n_common` keeps places for such queries.
    """
    if unknown:
        misuse.check_options(ingredient.OPTIONS, unknown)
    misuse.check_query(
        name,
        key_type,
        lru=lru,
        no_eq=no_eq,
        reuse=reuse,
        untracked=untracked,
        common=common,
        cycle_initial=cycle_initial,
        cycle_recover=cycle_recover,
        cycle_fallback=cycle_fallback,
        on_too_deep=on_too_deep,
    )

    def declare(fn: Callable[..., object]) -> object:
        called = getattr(fn, "__name__", repr(fn)) if name is None else name
        misuse.check_function(fn, called, reuse=reuse, untracked=untracked)
        declared = ingredient.QueryIngredient(
            called,
            fn,
            key_type,
            memo.claim_index(key_type, common=common),
            lru=lru,
            no_eq=no_eq,
            reuse=reuse,
            untracked=untracked,
            cycle_initial=cycle_initial,
            cycle_recover=cycle_recover,
            cycle_fallback=cycle_fallback,
            on_too_deep=on_too_deep,
        )
        return _reader(declared, fn)

    return cast("Declare[K]", declare)


def _reader(declared: ingredient.QueryIngredient, fn: Callable[..., object]) -> Callable[..., object]:
    """The function that readers call. Its body is the hot path of the engine and calls nothing if the memo holds."""
    index = declared.index
    absent = memo.ABSENT
    slow = fetch.fetch

    def read(db: runtime.Runtime, key: memo.Keyed, /) -> object:
        try:
            found = key.memos[index]
        except IndexError:
            found = absent
        except AttributeError:
            raise misuse.wrong_key(declared, key) from None
        if found.hot == db.epoch:
            push = db.push
            if push is not None:
                push(found)
            return found.value
        return slow(db, declared, key)

    def read_and_hold(db: runtime.Runtime, key: memo.Keyed, /) -> object:
        # The same for keys that only live as long as somebody holds them: the reader does.
        try:
            found = key.memos[index]
        except IndexError:
            found = absent
        except AttributeError:
            raise misuse.wrong_key(declared, key) from None
        if found.hot == db.epoch:
            push = db.push
            if push is not None:
                push(found)
                push(key)
            return found.value
        return slow(db, declared, key)

    def read_and_stamp(db: runtime.Runtime, key: memo.Keyed, /) -> object:
        # The same for values that may be dropped: those used last go last.
        try:
            found = key.memos[index]
        except IndexError:
            found = absent
        except AttributeError:
            raise misuse.wrong_key(declared, key) from None
        if found.hot == db.epoch:
            db.used[found] = db.use_clock
            push = db.push
            if push is not None:
                push(found)
                if not strong:
                    push(key)
            return found.value
        return slow(db, declared, key)

    key_type = declared.key_type
    strong = not (issubclass(key_type, interned.Interned) or issubclass(interned.Interned, key_type))
    declared.strong = strong
    reader: Callable[..., object] = read if strong else read_and_hold
    if declared.lru is not None:
        reader = read_and_stamp
    reader.__name__ = declared.name
    reader.__qualname__ = fn.__qualname__
    reader.__doc__ = fn.__doc__
    reader.__module__ = fn.__module__
    reader.ingredient = declared  # type: ignore[attr-defined]  # functions have attributes; see Query
    return reader
