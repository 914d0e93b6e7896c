"""A program or library of the machine as memory: which address holds a pointer, and what stands where.

In:  the bytes of an ELF, Mach-O or PE file of 64 bits, little-endian.
Out: `Image`: pointers by the address they are at, as the loader would set them, and texts by address.
     None for anything else.
Always: the file is read as data; nothing in it is trusted: what lies outside is not there.
Sources: the System V ABI (ELF), `mach-o/loader.h` and `mach-o/fixup-chains.h`, the PE format specification.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

_ELF_LOAD: Final = 1
_ELF_DYNAMIC: Final = 2
_RELA: Final = 7
_RELA_SIZE: Final = 8
_RELR: Final = 36
_RELR_SIZE: Final = 35
_RELATIVE: Final = {62: 8, 183: 1027, 243: 3}  # by machine: x86-64, AArch64, RISC-V
_MACH_SEGMENT: Final = 0x19
_MACH_TARGET: Final = (1 << 36) - 1  # of a chained pointer; the bits above are not part of the address
_MACH_HEADER: Final = 1 << 12  # nothing points into what the file begins with; small numbers are no pointers
_MACH_BIND: Final = 1 << 63  # to something in another file
_PE_WRITABLE: Final = 0x8000_0000
_WRITABLE: Final = 2
_MAX_PARTS: Final = 500  # segments or sections
_MAX_TEXT: Final = 1 << 16
_NAME: Final = re.compile(rb"([A-Za-z_]\w{0,999}+(?:\.[A-Za-z_]\w{0,999}+){0,99})\0")


class Segment(NamedTuple):
    """Bytes of the file and the address they are loaded at."""

    address: int
    offset: int
    size: int
    is_writable: bool


class Image:
    """See the module's docstring. `pointers`: address → the address that stands there."""

    __slots__ = ("_data", "_spans", "pointers")

    def __init__(self, data: bytes, segments: list[Segment], pointers: dict[int, int]) -> None:
        self._data = data
        self._spans = [(each.address, each.address + each.size, each.offset - each.address) for each in segments]
        self.pointers = pointers

    def name(self, address: int) -> str | None:
        """The identifier, or several with dots between them, at an address, up to its NUL; None if it is none."""
        for start, end, shift in self._spans:
            if start <= address < end:
                found = _NAME.match(self._data, address + shift)
                return None if found is None else found[1].decode("ascii")
        return None

    def text(self, address: int) -> str | None:
        """The text at an address, up to its NUL; None if it is no text."""
        for start, stop, shift in self._spans:
            if start <= address < stop:
                at = address + shift
                end = self._data.find(b"\0", at, at + _MAX_TEXT)
                try:
                    return self._data[at:end].decode("utf-8") if end >= 0 else None
                except UnicodeDecodeError:
                    return None
        return None

    def numbers(self, address: int, form: struct.Struct) -> tuple[int, ...] | None:
        """The numbers that stand at an address in some form; None outside."""
        for start, end, shift in self._spans:
            if start <= address < end:
                at = address + shift
                return form.unpack_from(self._data, at) if at + form.size <= len(self._data) else None
        return None


def read(data: bytes) -> Image | None:
    """The image of a file; None if it is of no known form."""
    try:
        if data[:6] == b"\x7fELF\x02\x01":
            return _elf(data)
        if data[:4] in (b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"):
            return _mach_o(_slice(data))
        if data[:2] == b"MZ":
            return _pe(data)
    except struct.error:  # it ends in the middle of something
        pass
    return None


def _offset(segments: list[Segment], address: int) -> int | None:
    for segment in segments:
        if segment.address <= address < segment.address + segment.size:
            return address - segment.address + segment.offset
    return None


def _words(data: bytes, segments: list[Segment]) -> Iterator[tuple[int, int]]:
    """(address, number) of all words that a program may write to, but for zeros."""
    for address, offset, size, is_writable in segments:
        part = data[offset : offset + (size & ~7)] if is_writable else b""
        for n, (word,) in enumerate(struct.iter_unpack("<Q", part[: len(part) & ~7])):
            if word:
                yield address + 8 * n, word


# ---- forms --------------------------------------------------------------------------------------------


def _elf(data: bytes) -> Image:
    machine, start, size, count = (
        *struct.unpack_from("<H", data, 18),
        *struct.unpack_from("<Q", data, 32),
        *struct.unpack_from("<HH", data, 54),
    )
    segments: list[Segment] = []
    dynamic: dict[int, int] = {}
    for n in range(min(count, _MAX_PARTS)):
        kind, flags, offset, address, _, length = struct.unpack_from("<IIQQQQ", data, start + n * size)
        if kind == _ELF_LOAD:
            segments.append(Segment(address, offset, length, bool(flags & _WRITABLE)))
        elif kind == _ELF_DYNAMIC:
            part = data[offset : offset + length]
            dynamic = dict(struct.iter_unpack("<qQ", part[: len(part) & ~15]))
    moved = dict(_relocations(data, segments, dynamic, _RELATIVE.get(machine)))
    if not moved:  # a program with a fixed address
        moved = {address: word for address, word in _words(data, segments) if _offset(segments, word) is not None}
    return Image(data, segments, moved)


def _relocations(
    data: bytes, segments: list[Segment], dynamic: dict[int, int], wanted: int | None
) -> Iterator[tuple[int, int]]:
    """(address, target) of the pointers that the loader moves along with the file, from both kinds of tables."""
    for address, info, target in _table(data, segments, dynamic, _RELA, _RELA_SIZE, "<QQq"):
        if info & 0xFFFF_FFFF == wanted:
            yield address, target
    following = 0
    for (entry,) in _table(data, segments, dynamic, _RELR, _RELR_SIZE, "<Q"):
        if not entry & 1:
            slots = [entry]
            following = entry + 8
        else:
            slots = [following + 8 * n for n in range(63) if entry >> (n + 1) & 1]
            following += 63 * 8
        for slot in slots:
            at = _offset(segments, slot)
            if at is not None:
                yield slot, int.from_bytes(data[at : at + 8], "little")


def _table(
    data: bytes, segments: list[Segment], dynamic: dict[int, int], address: int, size: int, form: str
) -> Iterator[tuple[int, ...]]:
    at = _offset(segments, dynamic.get(address, -1))
    part = b"" if at is None else data[at : at + dynamic.get(size, 0)]
    width = struct.calcsize(form)
    return struct.iter_unpack(form, part[: len(part) // width * width])


def _slice(data: bytes) -> bytes:
    """The part of a file for several machines that is for one of 64 bits; a file for one as it is."""
    if data[:4] == b"\xca\xfe\xba\xbe":
        (count,) = struct.unpack_from(">I", data, 4)
        for n in range(min(count, _MAX_PARTS)):
            cpu, _, offset, size, _ = struct.unpack_from(">IIIII", data, 8 + 20 * n)
            if cpu & 0x0100_0000:
                return data[offset : offset + size]
    return data


def _mach_o(data: bytes) -> Image | None:
    if data[:4] != b"\xcf\xfa\xed\xfe":
        return None
    (count,) = struct.unpack_from("<I", data, 16)
    segments: list[Segment] = []
    at = 32
    for _ in range(min(count, _MAX_PARTS)):
        command, size = struct.unpack_from("<II", data, at)
        if command == _MACH_SEGMENT:
            address, _, offset, length, _, protection = struct.unpack_from("<QQQQii", data, at + 24)
            segments.append(Segment(address, offset, length, bool(protection & _WRITABLE)))
        at += max(size, 8)
    base = next((each.address for each in segments if each.size and not each.offset), 0)
    pointers: dict[int, int] = {}
    for address, word in _words(data, segments):
        if not word & _MACH_BIND:
            target = word & _MACH_TARGET
            target += base if target < base else 0
            if target - base >= _MACH_HEADER and _offset(segments, target) is not None:
                pointers[address] = target
    return Image(data, segments, pointers)


def _pe(data: bytes) -> Image | None:
    (start,) = struct.unpack_from("<I", data, 0x3C)
    count, optional = struct.unpack_from("<H12xH", data, start + 6)
    (kind,) = struct.unpack_from("<H", data, start + 24)
    if data[start : start + 4] != b"PE\0\0" or kind != 0x20B:
        return None
    (base,) = struct.unpack_from("<Q", data, start + 48)
    segments: list[Segment] = []
    for n in range(min(count, _MAX_PARTS)):
        _, address, length, offset, flags = struct.unpack_from("<IIII12xI", data, start + 24 + optional + 40 * n + 8)
        segments.append(Segment(base + address, offset, length, bool(flags & _PE_WRITABLE)))
    pointers = {address: word for address, word in _words(data, segments) if _offset(segments, word) is not None}
    return Image(data, segments, pointers)
