"""`pebre cache info|clear|prune|verify`: what is kept between runs, and the care of it.

Exit codes: 0 done, 1 damaged rows were found, 2 the cache cannot be read or written.
"""

from __future__ import annotations

import sys

from pebre_analysis.cache import store
from pebre_analysis.project import remembered
from pebre_analysis.source import system


def run(what: str) -> int:
    """Do it and say what was done; the exit code."""
    rows = remembered.open_store(system.OsSystem())
    if rows.path is None:
        print("pebre cache: there is no folder for it: set PEBRE_CACHE_DIR", file=sys.stderr)
        return 2
    code = {"info": _info, "clear": _clear, "prune": _prune, "verify": _verify}[what](rows)
    if code == 2:
        print(
            f"pebre cache: {rows.path} cannot be {'read' if what in ('info', 'verify') else 'written'}", file=sys.stderr
        )
    rows.close()
    return code


def _info(rows: store.Store) -> int:
    found = rows.info()
    if found is None:
        return 2
    print(rows.path)
    print(f"{_megabytes(found.size)} of at most {_megabytes(rows.cap)}")
    for kind, (n, size) in sorted(found.kinds.items()):
        print(f"{kind:8} {n:7,} rows {_megabytes(size):>12}")
    return 0


def _clear(rows: store.Store) -> int:
    return 0 if rows.clear() else 2


def _prune(rows: store.Store) -> int:
    return 0 if rows.prune(rows.cap) else 2


def _verify(rows: store.Store) -> int:
    found = rows.verify()
    if found is None:
        return 2
    good, bad = found
    print(f"{good:,} rows are whole" + (f"; {bad:,} were damaged and are gone" if bad else ""))
    return 1 if bad else 0


def _megabytes(n: int) -> str:
    return f"{n / 1_000_000:,.2f} MB"
