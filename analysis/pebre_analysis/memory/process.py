"""What this process takes of the machine's memory, as far as that can be asked.

Out: bytes; 0 where the system does not tell (other systems than Linux).
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import sys
from collections.abc import Callable
from typing import Final

_STATM: Final = "/proc/self/statm"
_FREE: Final = re.compile(r"^(?:# bytes in available blocks|\d+ unused pools \* \d+ bytes) *= *([\d,]+)$", re.M)
_MALLINFO: Final = (
    "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
)  # fmt: skip
_MMAP_THRESHOLD: Final = -3  # of `mallopt`
_TRIM_THRESHOLD: Final = -1  # likewise
_LARGE: Final = 1 << 14  # bytes from which a piece is mapped by itself
_TOP: Final = 1 << 23  # bytes that may lie free at the end of the heap until `trim`
_BYTES_PER_BLOCK: Final = 90  # of CPython's allocator, on average over what pebre holds


def resident() -> int:
    """Bytes of physical memory the process holds now; 3 µs."""
    return pages(_statm())[0]


def mapped() -> int:
    """Bytes of that which are pages of files: of the interpreter and of libraries."""
    return pages(_statm())[1]


def pages(statm: bytes) -> tuple[int, int]:
    """Bytes of physical memory, and of that which are pages of files, from what the system said; 0, 0: nothing."""
    try:
        _, resident, shared, *_ = statm.split()
        size = os.sysconf("SC_PAGE_SIZE")
        return int(resident) * size, int(shared) * size
    except (OSError, ValueError):
        return 0, 0


def _statm() -> bytes:
    try:
        handle = os.open(_STATM, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(handle, 128)
    except OSError:
        return b""
    finally:
        os.close(handle)


def prepare() -> None:
    """Load what `trim` needs, before there is much to give back: 1 MB that a run without an editor does without.

    What is made when much was just freed is strewn over all arenas. Loaded in `trim` itself, pieces of this module
    alone kept 25 of the 73 arenas that were left of thirty closed files.

    And have large pieces go back by themselves as soon as they are freed: the C library (glibc) takes ever larger ones
    from its heap once one of that size was freed, and there what lives behind them holds them. After 5,000 edits of a
    file 65.3 MB were resident; with 128 kB as what is large, which is where glibc begins, 66.9.
    """
    _malloc_trim()
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):
        adjust = ctypes.CDLL(None).mallopt
        adjust(_MMAP_THRESHOLD, _LARGE)
        adjust(_TRIM_THRESHOLD, _TOP)


def trim() -> None:
    """Give free room back to the system, as far as the allocators can be told to.

    CPython's keeps an arena of 1 MB while anything lives in it; its table of attributes looked up last names texts
    anywhere. The C library's (glibc) holds long texts and large tables; it keeps what lies below the last one in use.
    """
    forget_attributes()
    if found := _malloc_trim():
        found(0)


def forget_attributes() -> None:
    """Empty the interpreter's table of attributes that were looked up last."""
    if clear := getattr(sys, "_clear_internal_caches", None) or getattr(sys, "_clear_type_cache", None):
        clear()


@functools.cache
def _malloc_trim() -> Callable[[int], object] | None:
    """The function of this name; None with another C library."""
    import ctypes

    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None


def free_room() -> tuple[int, int]:
    """Bytes that CPython's allocator and the C library hold free; 0 where they do not tell (glibc 2.33 does)."""
    interpreter = sum([int(size.replace(",", "")) for size in _FREE.findall(_allocator_said())])
    import ctypes

    class Info(ctypes.Structure):
        _fields_ = tuple((name, ctypes.c_size_t) for name in _MALLINFO)

    try:
        ask = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):
        return interpreter, 0
    ask.restype = Info
    return interpreter, int(ask().fordblks)


def _allocator_said() -> str:
    """What CPython writes about its allocator: to the standard error of the process, and nowhere else. 5 kB."""
    if not hasattr(sys, "_debugmallocstats") or not sys.platform.startswith("linux"):
        return ""
    reading, writing = os.pipe()  # it holds 64 kB
    error = os.dup(2)
    try:
        os.dup2(writing, 2)
        sys._debugmallocstats()
    finally:
        os.dup2(error, 2)
        os.close(error)
        os.close(writing)
    with os.fdopen(reading, "rb") as said:
        return said.read().decode("ascii", "replace")


def in_use() -> int:
    """About how many bytes objects take, free room in the allocator not counted; on every system."""
    return sys.getallocatedblocks() * _BYTES_PER_BLOCK
