"""What the fake analysis answers: the records that `pebre_server.interface` asks for, with nothing behind them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Range:
    start: int
    end: int


@dataclass(frozen=True)
class Hover:
    markdown: str
    range: Range


@dataclass(frozen=True)
class Target:
    path: str
    range: Range
    selection: Range


@dataclass(frozen=True)
class Symbol:
    name: str
    detail: str
    kind: str
    range: Range
    selection: Range
    children: list[Symbol] = field(default_factory=list)


@dataclass(frozen=True)
class FoundSymbol:
    name: str
    kind: str
    container: str
    path: str
    range: Range


@dataclass(frozen=True)
class Named:
    path: str
    range: Range
    writes: bool


@dataclass(frozen=True)
class Edit:
    path: str
    range: Range
    text: str


@dataclass(frozen=True)
class Fold:
    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Prepared:
    range: Range
    refusal: str = ""


@dataclass(frozen=True)
class Renamed:
    edits: list[Edit]
    unknown: int
    refusal: str
    libraries: tuple[str, ...] = ()
    is_partial: bool = True


@dataclass(frozen=True)
class Action:
    title: str
    kind: str
    edits: list[Edit]
    rule: str
    at: Range | None
    is_preferred: bool
    disabled: str = ""
    late: str = ""
    creates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    text: str
    target: Target | None = None


@dataclass(frozen=True)
class HierarchyItem:
    name: str
    kind: str
    detail: str
    path: str
    range: Range
    selection: Range


@dataclass(frozen=True)
class Call:
    item: HierarchyItem
    ranges: list[Range]


@dataclass(frozen=True)
class Link:
    range: Range
    address: str = ""
    path: str = ""


@dataclass(frozen=True)
class Hint:
    at: int
    kind: str
    parts: list[Part]
    edits: list[Edit]


@dataclass(frozen=True)
class Unused:
    name: str
    range: Range


@dataclass(frozen=True)
class Signature:
    label: str
    parameters: list[Range]
    active: int = 1
    documentation: str = ""
    details: tuple[str, ...] = ("", "*what* for")


@dataclass(frozen=True)
class Help:
    signatures: list[Signature]
    active: int


@dataclass(frozen=True)
class Item:
    label: str
    kind: str = "variable"
    sort: str = ""
    insert: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Items:
    items: list[Item]
    word: Range
    is_cut: bool = False
    number: int = 1


@dataclass(frozen=True)
class Level:
    value: str


@dataclass(frozen=True)
class File:
    path: str


@dataclass(frozen=True)
class Place:
    file: File
    range: Range


@dataclass(frozen=True)
class Related:
    place: Place
    message: str
    anchor: None = None


@dataclass(frozen=True)
class Diagnostic:
    rule: str
    level: Level
    message: str
    range: Range
    related: tuple[Related, ...] = ()
    tags: tuple[Level, ...] = ()
