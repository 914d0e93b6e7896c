"""What this process takes of the machine's memory, as far as that can be asked.

Out: bytes; 0 where the system does not tell (other systems than Linux).
"""

from __future__ import annotations

import os
import sys
from typing import Final

_STATM: Final = "/proc/self/statm"
_BYTES_PER_BLOCK: Final = 90  # of CPython's allocator, on average over what pebre holds


def resident() -> int:
    """Bytes of physical memory the process holds now; 3 µs."""
    try:
        handle = os.open(_STATM, os.O_RDONLY)
    except OSError:
        return 0
    try:
        return int(os.read(handle, 128).split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
    finally:
        os.close(handle)


def in_use() -> int:
    """About how many bytes objects take, free room in the allocator not counted; on every system."""
    return sys.getallocatedblocks() * _BYTES_PER_BLOCK
