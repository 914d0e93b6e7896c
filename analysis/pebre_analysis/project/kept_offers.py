"""What folders of libraries offer, kept for later sessions: they know it at the first completion.

In:  a database, a folder of libraries as it is, what its modules show. Out: the same, if it was kept for the folder.
Always
  - it holds as long as the folder's own time and inode do, as within a session: who installs or removes something
    changes these. What somebody works on in a folder of his own (an editable installation) is not kept;
  - what is wrong with a row, or kept by another pebre, is a miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.modules import search_paths
from pebre_analysis.project import recall
from pebre_analysis.syntax import chunk_cache

if TYPE_CHECKING:
    from pebre_analysis.project import database, library_folder

KIND: Final = "names"

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(list[tuple[str, str]]).decode


def find(db: database.ProjectDatabase, place: library_folder.Place) -> list[library_folder.Shown] | None:
    """What a folder shows, if that was kept."""
    code = chunk_cache.of(db).code
    value = None if code is None else code.find_beside(KIND, place[0].folder, _mark(place))
    if value is None:
        return None
    try:
        return [(module, names.split()) for module, names in _decode(value)]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def keep(db: database.ProjectDatabase, place: library_folder.Place, shown: Sequence[library_folder.Shown]) -> None:
    """Keep what a folder shows."""
    code = chunk_cache.of(db).code
    path, stat = place
    if code is None or path.kind is search_paths.PathKind.EDITABLE or recall.is_fresh(stat, db.system.now()):
        return
    code.keep_beside(KIND, path.folder, _mark(place), _encode([(module, " ".join(names)) for module, names in shown]))
    code.flush()


def _mark(place: library_folder.Place) -> bytes:
    """What stands for a folder as it is."""
    return store.digest(repr(place))
