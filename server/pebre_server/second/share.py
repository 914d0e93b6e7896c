"""When a second process looks at a document, too: the first document of a session, if it is large and there is room.

Looking at it costs both what they need to know of the libraries, so a small one would be no sooner told. The first
process finds the rest out for itself afterwards, so an edit finds all as it would without the second one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.cache import store
from pebre_analysis.modules import script
from pebre_analysis.source import system
from pebre_server import room
from pebre_server.second import messages, process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGE: Final = 80_000  # characters, some 2,400 lines: it has told nothing before the first one is through with 1,500
_ROOM: Final = 300_000_000  # bytes of free memory: it takes 60 MB


def begin(
    path: str, text: str, folders: Sequence[str], settings: Mapping[str, object],
    of_folders: Mapping[str, Mapping[str, object]],
) -> process.Second | None:  # fmt: skip
    """Let another process look at a text, which is what the disk has there; None if that is of no use."""
    if len(text) < LARGE or script.is_script(text):  # where it is open, a script brings settings of its own
        return None
    disk = system.OsSystem()
    if room.cores(disk) < 2 or room.memory(disk) < _ROOM:
        return None
    own = [(messages.written(at), dict(each)) for at, each in of_folders.items()]
    written = tuple(map(messages.written, folders))
    order = messages.Order(messages.written(path), store.digest(text), written, dict(settings), own)
    return process.start(order)
