"""The stubs of the standard library as they are read, made beforehand: a first start reads most of them.

In:  the stubs that come with pebre. Out: a file beside pebre's own code (`cache.bundle`), with a row for each stub as
     `syntax.kept_code` keeps them, by content; and whether it is one of the code that runs.
Always
  - the file counts only while all code that reads stubs is that which made it, byte by byte: what it says is what
    would be made. Whether it is, is found out once for an installation and remembered in the store;
  - other stubs, or edited ones, have other contents: they are not in it.
`hatch_build.py` writes it, by itself or whenever a wheel or an editable installation is made.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from typing import Final

from pebre_analysis.cache import bundle, store
from pebre_analysis.modules import typeshed
from pebre_analysis.source import paths, system
from pebre_analysis.source import text as source_text

NAME: Final = "stubs.rows"
CAP: Final = 3_000_000  # bytes that a wheel may grow by
_CODE: Final = ("syntax", "semantic")  # parts of pebre that decide what is read of a stub, beside parso
# Modules that are left to be read, with blanks around each.
_SELDOM: Final = (
    " _curses _msi _tkinter _winapi aifc ast asynchat asyncore cgi curses dbm distutils encodings ensurepip ftplib"
    " idlelib imaplib imp lib2to3 mailbox msilib nntplib optparse ossaudiodev pdb pickletools poplib profiling pydoc"
    " pydoc_data smtpd sunau telnetlib tkinter turtle winreg wsgiref xmlrpc"
    " "
)


def place(on: system.System) -> str:
    """Where the file is."""
    return paths.join(_top(on), NAME)


def find(on: system.System, rows: store.Store, pebre: bytes) -> bundle.Bundle:
    """The file, or what stands for none. `pebre`: what stands for the installation."""

    def is_ours(stamp: bytes) -> bool:
        key = store.digest("shipped", pebre, stamp)
        known = rows.get(key)
        if known is None:
            known = b"yes" if stamp == stamp_of(on) else b"no"
            rows.put(key, "code", known)
        return known == b"yes"

    path = place(on)
    return bundle.Bundle(lambda start, size: on.read_part(path, start, size), is_ours)


def stamp_of(on: system.System) -> bytes:
    """What stands for all that decides how a stub is read."""
    parts: list[str | bytes] = [sys.byteorder]
    for folder in _CODE:
        for path in sorted(system.files_below(on, paths.join(_top(on), folder))):
            data = on.read_bytes(path)
            if path.endswith((".py", ".json")) and isinstance(data, bytes):
                parts += (path.removeprefix(_top(on)), data)
    spec = importlib.util.find_spec("parso")  # its first file holds its version
    data = b"" if spec is None or spec.origin is None else on.read_bytes(on.normalise(spec.origin))
    parts.append(data if isinstance(data, bytes) else b"")
    return store.digest(*parts)


def make(on: system.System) -> bytes:
    """What the file holds."""
    return bundle.pack(rows_of(on), stamp_of(on))


def rows_of(on: system.System) -> Mapping[bytes, bytes]:
    """The rows of the file."""
    from pebre_analysis.semantic import chunks
    from pebre_analysis.syntax import chunk, chunk_cache, incremental, kept_code

    found: dict[bytes, bytes] = {}
    for path in _stubs(on):
        data = on.read_bytes(path)
        if not isinstance(data, bytes):
            continue
        text = source_text.decode(data).text
        outline = incremental.build(text, chunk.STUB, chunk_cache.ChunkCache(), keeps_text=True)
        parts = [part for _, part in outline.occurrences()]
        for part in parts:
            chunks.name_in(part)
            chunks.index_of(part)
        row = kept_code.pack(outline, [chunks.packed_of(part) for part in parts])
        if row is not None:
            found[kept_code.content_of(text, chunk.STUB)] = row
    return found


def _stubs(on: system.System) -> Iterator[str]:
    """The stubs that are read beforehand."""
    folder = typeshed.bundled_folder(on)
    for path in () if folder is None else system.files_below(on, folder):
        name = path[len(folder or "") + 1 :].partition("/")[0].removesuffix(".pyi")
        if path.endswith(".pyi") and f" {name} " not in _SELDOM:
            yield path


def _top(on: system.System) -> str:
    return paths.parent(paths.parent(on.normalise(__file__)))
