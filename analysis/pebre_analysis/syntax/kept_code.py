"""Code that was read before: of each file its outline, and of its chunks the lowered form and what was built of that.

In:  a store of rows, a stamp of all that decides how a text is read. Out: for a file the outline that `incremental`
     would make of its text; for a chunk of it what `lowering` and the semantic layer would, without their code.
Always
  - a row holds for one content of its file, whose digest it names; what is wrong with it is a miss;
  - what the store has no row for may come with pebre, by content (`project.shipped`); it is not kept again;
  - reading it records no edge: outlines and lowered forms are functions of texts;
  - what the semantic layer made goes as bytes: it packs and unpacks that itself.
The bytes of a row are held until more than LIMIT were read, and are read again when somebody asks.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.source import blocks
from pebre_analysis.syntax import packed, packed_outline

if TYPE_CHECKING:
    from pebre_analysis.cache import bundle
    from pebre_analysis.syntax import chunk, chunk_cache, ir, outlined

KIND: Final = "code"
LIMIT: Final = 3_000_000  # bytes
Pieces: TypeAlias = tuple[bytes, bytes]  # of a chunk: its lowered form, and what was built of that
NOTHING: Final[Pieces] = b"", b""


class Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What is kept of a file. `ends`: where in `code` each piece of its chunks ends, as unsigned numbers."""

    content: bytes
    outline: packed_outline.Packed
    ends: bytes
    code: bytes


_decode: Final = msgspec.msgpack.Decoder(Row).decode
_encode: Final = msgspec.msgpack.Encoder().encode


class KeptFile:
    """The row of one file. Chunks name it, with their number in the outline."""

    __slots__ = ("_owner", "code", "content", "ends", "key")

    def __init__(self, of: KeptCode, key: bytes, content: bytes) -> None:
        self._owner = of
        self.key = key
        self.content = content
        self.ends: array[int] | None = None  # and `code`: may go at any moment
        self.code = b""

    def pieces(self, n: int) -> Pieces:
        """What is kept of chunk `n`."""
        ends = self.ends
        if ends is None:
            ends = self._owner.load(self)
            if ends is None:
                return NOTHING
        start = ends[2 * n - 1] if n else 0
        return self.code[start : ends[2 * n]], self.code[ends[2 * n] : ends[2 * n + 1]]


class KeptCode:
    """See the module's text."""

    __slots__ = ("_bundle", "_find_bundle", "_held", "_size", "_stamp", "_store", "n_found")

    def __init__(self, rows: store.Store, stamp: bytes, find_bundle: Callable[[], bundle.Bundle] | None = None) -> None:
        """`find_bundle`: what came with pebre, looked for when the store has no row for something."""
        self._store = rows
        self._bundle: bundle.Bundle | None = None
        self._find_bundle = find_bundle
        self._stamp = stamp
        self._held: dict[KeptFile, int] = {}  # with their bytes, oldest first
        self._size = 0
        self.n_found = 0  # outlines

    def outline(
        self, path: str, text: blocks.Text | str, context: int, cache: chunk_cache.ChunkCache
    ) -> outlined.Outline | None:
        """The outline of a file with this text, its chunks as they were read before."""
        text = blocks.of(text)
        key, content = self._key(path), content_of(text.whole, context)
        row = self._row(key, content)
        if row is None:
            return None
        found = packed_outline.unpack(row.outline, text, context, cache)
        if found is None:
            return None
        file = KeptFile(self, key, content)
        ends = self._hold(file, row)
        parts = [part for _, part in found.occurrences()]
        if ends is None or len(ends) != 2 * len(parts):
            return None
        before = 0
        for n, part in enumerate(parts):
            end = ends[2 * n + 1]
            if end > before and part.kept is None:
                part.kept, part.kept_at = file, n
            before = end
        found.kept = file
        self.n_found += 1
        return found

    def keep(self, path: str, of: outlined.Outline, pieces: Sequence[Pieces]) -> None:
        """Keep what is known of a file from the next `flush` on; `pieces`: of its chunks, in order."""
        file = of.kept = KeptFile(self, self._key(path), content_of(of.text, of.context))
        for n, (_, part) in enumerate(of.occurrences()):
            if part.index is not None and part.kept is None:
                part.kept, part.kept_at = file, n
        value = pack(of, pieces)
        if value is not None:
            self._store.put(file.key, KIND, value)

    def find_beside(self, kind: str, path: str, content: bytes) -> bytes | None:
        """What was kept of another kind about a file; `content`: 16 bytes that stand for what the file holds."""
        value = self._store.get(store.digest(kind, self._stamp, path))
        return None if value is None or value[: len(content)] != content else value[len(content) :]

    def keep_beside(self, kind: str, path: str, content: bytes, value: bytes) -> None:
        """Keep it from the next `flush` on."""
        self._store.put(store.digest(kind, self._stamp, path), kind, content + value)

    def load(self, file: KeptFile) -> array[int] | None:
        """Read the row of a file again; None if it is not there any more."""
        row = self._row(file.key, file.content)
        return None if row is None else self._hold(file, row)

    def let_go(self) -> None:
        """Hold no bytes."""
        for file in self._held:
            file.ends, file.code = None, b""
        self._held.clear()
        self._size = 0

    def flush(self) -> None:
        """Write what is to be kept."""
        self._store.flush()

    def close(self) -> None:
        """Let go of all, and of the store's file."""
        self.let_go()
        self._store.close()

    def _row(self, key: bytes, content: bytes) -> Row | None:
        row = _row(self._store.get(key), content)
        if row is None and self._find_bundle is not None:
            if self._bundle is None:
                self._bundle = self._find_bundle()
            row = _row(self._bundle.get(content), content)
        return row

    def _hold(self, file: KeptFile, row: Row) -> array[int] | None:
        if len(row.ends) % 8:
            return None
        file.ends, file.code = array("I", row.ends), row.code
        self._held[file] = len(row.code)
        self._size += len(row.code)
        while self._size > LIMIT and len(self._held) > 1:
            oldest = next(iter(self._held))
            self._size -= self._held.pop(oldest)
            oldest.ends, oldest.code = None, b""
        return file.ends

    def _key(self, path: str) -> bytes:
        return store.digest(b"code", self._stamp, path)


def lowered(part: chunk.Chunk) -> ir.Lowered | None:
    """The lowered form of a chunk, if it was kept; what its parser said is put on the chunk."""
    file = part.kept
    code = b"" if file is None else file.pieces(part.kept_at)[0]
    return packed.unpack(part, code) if code else None


def content_of(text: str, context: int) -> bytes:
    """What stands for the content of a file."""
    return store.digest(b"%d" % context, text)


def pack(of: outlined.Outline, pieces: Sequence[Pieces]) -> bytes | None:
    """The row of a file; `pieces`: of its chunks, in order. None where its outline is of a kind that is not packed."""
    shape = packed_outline.pack(of)
    if shape is None:
        return None
    ends = array("I")
    at = 0
    for code, beside in pieces:
        ends.append(at + len(code))
        at = ends[-1] + len(beside)
        ends.append(at)
    code = b"".join([each for both in pieces for each in both])
    return _encode(Row(content_of(of.text, of.context), shape, ends.tobytes(), code))


def _row(value: bytes | None, content: bytes) -> Row | None:
    if value is None:
        return None
    try:
        row = _decode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return row if row.content == content else None
