"""Small compiled files for tests: one module with a function, a type and its method, and what all types
say of a special method, in each form."""

import struct
from collections.abc import Mapping

AT = 0x2000  # offset in the file, and address relative to where it is loaded
SIZE = 0x1000
_TEXTS = {
    "module": "tools", "module doc": "Tools.", "function": "cut",
    "function doc": "cut($module, x, /)\n--\n\nCut it.", "type": "tools.Box", "type doc": "A box.",
    "method": "open", "method doc": "open($self, /)\n--\n\nOpen it.",
    "special": "__len__", "special doc": "__len__($self, /)\n--\n\nReturn len(self).",
}  # fmt: skip


class Memory:
    """`words`: offset from AT → number; `pointers`: offset from AT → offset from AT that it leads to."""

    def __init__(self, named: Mapping[str, str] | None = None) -> None:
        self.content = bytearray(SIZE)
        self.pointers: dict[int, int] = {}
        at = 8
        texts: dict[str, int] = {}
        for name, text in {**_TEXTS, **(named or {})}.items():
            data = text.encode() + b"\0"
            self.content[at : at + len(data)] = data
            texts[name] = at
            at += len(data)
        code = texts["module"]  # stands for the address of a function
        functions, methods, definition, type_, special = 0x400, 0x480, 0x500, 0x600, 0x780
        for table, name in ((functions, "function"), (methods, "method")):
            self.pointers |= {table: texts[name], table + 8: code, table + 24: texts[f"{name} doc"]}
            self.number(table + 16, 8)
        self.pointers |= {definition + 40: texts["module"], definition + 48: texts["module doc"]}
        self.pointers[definition + 64] = functions
        self.number(type_, 1)
        self.number(type_ + 32, 24)
        self.pointers |= {type_ + 24: texts["type"], type_ + 48: code, type_ + 176: texts["type doc"]}
        self.pointers[type_ + 232] = methods
        self.pointers |= {special: texts["special"], special + 16: code, special + 24: code}
        self.pointers[special + 32] = texts["special doc"]

    def number(self, at: int, value: int) -> None:
        self.content[at : at + 8] = value.to_bytes(8, "little")

    def with_pointers(self, base: int, above: int = 0) -> bytes:
        """The content with the pointers in place, loaded at `base`; `above`: further bits in each."""
        content = bytearray(self.content)
        for at, target in self.pointers.items():
            content[at : at + 8] = (base + AT + target | above).to_bytes(8, "little")
        return bytes(content)


def elf(*, moved: bool, named: Mapping[str, str] | None = None) -> bytes:
    """A library whose pointers are in a table of relocations, or a program with a fixed address."""
    memory = Memory(named)
    base = 0 if moved else 0x400000
    table = b"".join(struct.pack("<QQq", AT + at, 8, AT + target) for at, target in memory.pointers.items())
    dynamic = struct.pack("<qQqQ", 7, AT + SIZE, 8, len(table)) if moved else b""
    content = bytes(memory.content) if moved else memory.with_pointers(base)
    size = AT + SIZE + len(table)
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    parts = struct.pack("<IIQQQQQQ", 1, 6, 0, base, base, size, size, 4096)
    parts += struct.pack("<IIQQQQQQ", 2, 6, 0x1000, 0x1000, 0x1000, len(dynamic), len(dynamic), 8)
    return ((header + parts).ljust(0x1000, b"\0") + dynamic).ljust(AT, b"\0") + content + table


def mach_o(*, fat: bool) -> bytes:
    """A bundle with chained pointers; alone, or in a file for several machines."""
    segment = struct.pack("<II16sQQQQiiII", 0x19, 72, b"__DATA", 0, AT + SIZE, 0, AT + SIZE, 3, 3, 0, 0)
    header = struct.pack("<IiiIIIII", 0xFEEDFACF, 0x0100000C, 0, 8, 1, len(segment), 0, 0)
    one = (header + segment).ljust(AT, b"\0") + Memory().with_pointers(0, 1 << 51)
    if not fat:
        return one
    front = struct.pack(">II", 0xCAFEBABE, 1) + struct.pack(">IIIII", 0x0100000C, 0, 0x4000, len(one), 14)
    return front.ljust(0x4000, b"\0") + one


def pe() -> bytes:
    """A DLL."""
    base = 0x1_8000_0000
    optional = struct.pack("<H22xQ", 0x20B, base).ljust(240, b"\0")
    section = struct.pack("<8sIIIIIIHHI", b".data", SIZE, AT, SIZE, AT, 0, 0, 0, 0, 0xC0000040)
    header = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0x2000)
    front = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80)
    return (front.ljust(0x80, b"\0") + header + optional + section).ljust(AT, b"\0") + Memory().with_pointers(base)
