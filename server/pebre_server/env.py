"""Every environment variable the server looks at, with its meaning.

In:  the environment, once, at start.
Out: its values.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pebre_analysis.engine.database import Database

VARIABLES = {
    "PEBRE_CACHE_DIR": "the folder in which results are kept between runs; default: `pebre` in the user's cache folder",
    "PEBRE_LOG": "what the server says on standard error: error, warning (default), info or debug",
    "PEBRE_TRACE": "queries to tell of with their times, as a tree on standard error: PATTERN or PATTERN>MILLISECONDS, "
    "for instance `*>50` or `infer_region(*util*)>5`",
}
_HANDED = "PEBRE_HANDED"  # not for users: a descriptor, from one process to the one that replaces it


def handing(descriptor: int) -> dict[str, str]:
    """This process's environment, with word of a descriptor for the process that replaces it."""
    return {**os.environ, _HANDED: str(descriptor)}


def inherited() -> dict[str, str]:
    """This process's environment, for one that works for it."""
    return dict(os.environ)


def handed() -> int | None:
    """The descriptor that the process before this one told of, once: processes that are started later are not told."""
    found = os.environ.pop(_HANDED, "")
    return int(found) if found.isascii() and found.isdigit() else None


def trace() -> str:
    """The wish in PEBRE_TRACE; empty if none. See `engine.trace.Watch`."""
    return os.environ.get("PEBRE_TRACE", "").strip()


def watch(db: Database, write: Callable[[str], object]) -> None:
    """Tell of the queries of a database as PEBRE_TRACE wishes."""
    wish = trace()
    if wish:
        from pebre_analysis.engine import trace as engine_trace  # not before somebody wishes

        try:
            engine_trace.Watch(db, wish, write)
        except engine_trace.WishError as error:
            write(f"PEBRE_TRACE: {error}")


def log_level() -> str:
    """The level named by PEBRE_LOG, as written; empty if none."""
    return os.environ.get("PEBRE_LOG", "").strip().lower()
