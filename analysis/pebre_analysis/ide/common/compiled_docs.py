"""Docstrings of what is written in C: read from the tables in the compiled file, as data.

In:  the interpreter's program or library, or an extension module; a definition in a stub.
Out: the docstring that the object would have.
Always
  - nothing is loaded or run;
  - a docstring belongs to its type or module by the tables that the interpreter itself would read,
    never by a likeness of names alone. What is not understood has none.
The tables are `PyTypeObject`, `PyType_Spec`, `PyStructSequence_Desc`, `PyModuleDef`, the lists of methods,
attributes and members they point to, and the one of all special methods (`wrapperbase`), of builds with
64 bits and the global lock (CPython 3.8 and later).
Source: CPython's headers `object.h`, `methodobject.h`, `descrobject.h`, `structseq.h`,
`moduleobject.h`, `typeslots.h`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.ide.common import binary_image, kept_hovers
from pebre_analysis.source import files, read_error
from pebre_analysis.syntax import chunk_cache

if TYPE_CHECKING:
    from pebre_analysis.modules import db as modules_db

KIND: Final = "docs"
_JUST_NOW: Final = 2_000_000_000  # ns: a file written so lately may be written again within one tick of the clock
_MAX_BYTES: Final = 60_000_000
_MAX_ENTRIES: Final = 2_000  # of one table
_SIGNATURE: Final = re.compile(r"\A[\w.]+\(.*?\)\n--\n\n", re.S)

_IMMORTAL: Final = (1 << 30) - 1  # the smallest count of references of what is never freed

_INT: Final = struct.Struct("<i")
_TWO_INTS: Final = struct.Struct("<ii")
_LONG: Final = struct.Struct("<q")
_HEAD: Final = struct.Struct("<q8xq8xqq")  # of a PyTypeObject: references, length, behind its name two sizes
# Offsets in a PyTypeObject, from its name.
_DOC: Final = 152
_METHODS: Final = 208
_MEMBERS: Final = 216
_GETSET: Final = 224
# Numbers of slots in a PyType_Spec.
_SLOT_DOC: Final = 56
_SLOTS: Final = {64: (32, 24), 72: (40, 32), 73: (40, 24)}  # methods, members, getset: see `_table`
# Size of an entry, and where in it the docstring is.
_METHOD: Final = (32, 24)
_MEMBER: Final = (40, 32)
_ATTRIBUTE: Final = (40, 24)
_FIELD: Final = (16, 8)
_SPECIAL_DOC: Final = 32
ANY: Final = "*"  # in place of a type's name: what special methods of all types say


class Docs(msgspec.Struct, frozen=True, gc=False):
    """Docstrings by full name: `list.append`, `_io.TextIOWrapper.read`, `builtins.len`, `math`. `stamp`: what stands
    for the state of their file; empty while it may be written again within one tick of the clock."""

    by_name: dict[str, str]
    stamp: bytes = b""


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(dict[str, str]).decode


@query.query(files.File)
def docs_in(db: modules_db.Db, file: files.File) -> Docs:
    """All docstrings in a compiled file. Of a Python interpreter that takes 50 ms: they are kept on disk."""
    status = file.status.get(db)
    file.revision.get(db)
    if status is not files.FileStatus.EXISTS:
        return Docs({})
    kept = chunk_cache.of(db).code
    stat = db.system.stat(file.path)
    content = kept_hovers.stamp(stat)
    known = None if kept is None else kept.find_beside(KIND, file.path, content)
    if known is not None:
        try:
            return Docs(_decode(known), content)
        except (msgspec.MsgspecError, ValueError):
            pass
    found = _read(db.system.read_bytes(file.path, _MAX_BYTES))
    is_settled = stat.mtime_ns < db.system.now() - _JUST_NOW and db.system.stat(file.path) == stat
    if kept is not None and is_settled:
        kept.keep_beside(KIND, file.path, content, _encode(found))
    return Docs(found, content if is_settled else b"")


def _read(data: bytes | read_error.ReadError) -> dict[str, str]:
    image = None if isinstance(data, read_error.ReadError) else binary_image.read(data)
    found: dict[str, str] = {}
    if image is not None:
        for name, text in _Tables(image).all():
            shown = without_signature(text)
            if shown.strip():
                found.setdefault(name, shown)
    return found


def without_signature(text: str) -> str:
    """The docstring behind the signature that the interpreter keeps in front of it."""
    return _SIGNATURE.sub("", text, count=1) if "\n--\n\n" in text else text


class _Tables:
    """The tables of one image."""

    def __init__(self, image: binary_image.Image) -> None:
        self.image = image
        self.pointers = image.pointers

    def all(self) -> Iterator[tuple[str, str]]:
        """(full name, docstring) of everything."""
        pointers = self.pointers
        for slot, target in pointers.items():
            fields, following = pointers.get(slot + 16), pointers.get(slot + 24)
            if following is None and fields is None and slot + _DOC not in pointers and slot + _METHODS not in pointers:
                continue
            name = self.image.name(target)
            if name is None:
                continue
            if name.startswith("__"):
                yield from self._special(slot, name)
                continue
            yield from self._type(slot, name)
            if following is not None:
                yield from self._module(slot, name, following)
                yield from self._spec(slot, name, following)
            elif fields is not None:
                yield from self._sequence(slot, name, fields)

    def _special(self, slot: int, name: str) -> Iterator[tuple[str, str]]:
        """An entry of the list that every type has its special methods from, where it defines none by name."""
        doc = self._text(slot + _SPECIAL_DOC)
        if doc is not None and doc.startswith(f"{name}($self"):
            yield f"{ANY}.{name}", doc

    def _type(self, slot: int, name: str) -> Iterator[tuple[str, str]]:
        """A PyTypeObject whose name stands at `slot`: an object's head before it, sizes and tables behind."""
        head = self.image.numbers(slot - 24, _HEAD)
        if head is None:
            return
        references, length, basic, item = head
        if (references != 1 and references < _IMMORTAL) or length:
            return
        if not 0 <= basic < 1 << 16 or not 0 <= item < 1 << 10:
            return
        doc = self._text(slot + _DOC)
        if doc is not None:
            yield name, doc
        for at, shape in ((_METHODS, _METHOD), (_MEMBERS, _MEMBER), (_GETSET, _ATTRIBUTE)):
            table = self.pointers.get(slot + at)
            if table is not None:
                yield from self._table(table, name, *shape)

    def _module(self, slot: int, name: str, methods: int) -> Iterator[tuple[str, str]]:
        """A PyModuleDef: its name, docstring, the size of its state, its functions."""
        if slot + 16 in self.pointers or not self._is_table(methods):
            return
        size = self.image.numbers(slot + 16, _LONG)
        if size is None or not -1 <= size[0] < 1 << 24:
            return
        doc = self._text(slot + 8)
        if doc is not None:
            yield name, doc
        yield from self._table(methods, name, *_METHOD)

    def _sequence(self, slot: int, name: str, fields: int) -> Iterator[tuple[str, str]]:
        """A PyStructSequence_Desc: its name, docstring, fields, and how many of them are items."""
        doc = self._text(slot + 8)
        n_items = self.image.numbers(slot + 24, _INT)
        if doc is not None and n_items is not None and 0 < n_items[0] < 100 and self._is_table(fields):
            yield name, doc
            yield from self._table(fields, name, *_FIELD)

    def _spec(self, slot: int, name: str, slots: int) -> Iterator[tuple[str, str]]:
        """A PyType_Spec: its name, three numbers, and a list of numbered slots."""
        if slot + 8 in self.pointers or slot + 16 in self.pointers:
            return
        basic = self.image.numbers(slot + 8, _INT)
        if basic is None or not -(1 << 16) < basic[0] < 1 << 16:
            return
        for at in range(slots, slots + 16 * 200, 16):
            number, padding = self.image.numbers(at, _TWO_INTS) or (0, 0)
            if not 0 < number < 100 or padding:
                return
            target = self.pointers.get(at + 8)
            if number == _SLOT_DOC:
                doc = self._text(at + 8)
                if doc is not None:
                    yield name, doc
            elif number in _SLOTS and target is not None:
                yield from self._table(target, name, *_SLOTS[number])

    def _is_table(self, table: int) -> bool:
        return self._name(table) is not None

    def _table(self, table: int, owner: str, size: int, doc_at: int) -> Iterator[tuple[str, str]]:
        """A list of named entries of one size, which ends with one without a name."""
        for at in range(table, table + size * _MAX_ENTRIES, size):
            name = self._name(at)
            if name is None:
                return
            doc = self._text(at + doc_at)
            if doc is not None:
                yield f"{owner}.{name}", doc

    def _name(self, at: int) -> str | None:
        target = self.pointers.get(at)
        name = None if target is None else self.image.name(target)
        return None if name is None or "." in name else name

    def _text(self, at: int) -> str | None:
        target = self.pointers.get(at)
        return None if target is None else self.image.text(target)
