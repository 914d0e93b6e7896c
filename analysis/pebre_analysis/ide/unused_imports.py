"""Imports whose names a file does not hold a second time: shown in grey, never reported.

In:  a file. Out: the names with their places, in source order.
Always
  - a name that stands anywhere else in the file, be it in a text or a comment, is taken to be used;
  - nothing of packages' `__init__`, stubs, `__future__`, star imports and `x as x`, which give names on, nor where a
    comment says `noqa`.
Cost: how often each chunk holds each name is remembered, so a key costs a look at the chunk that changed; one in an
import statement a search for its names through the file.
"""

from __future__ import annotations

import re
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.ide.common import reshape
from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import chunk, difference, ir, outline, outlined, parsed, visit

if TYPE_CHECKING:
    from pebre_analysis.project import database

_WORD: Final = re.compile(r"\w+")
_KEPT: Final = re.compile(r"#.*\bnoqa\b", re.I)


class Unused(msgspec.Struct, frozen=True, gc=False):
    """A name that is imported, and where: with what it stands for, if it has another name."""

    name: str
    range: ranges.TextRange


class _Known:
    """Of a chunk without its members: what it imports, from its start; and how often it holds each of some names."""

    __slots__ = ("held", "imports", "names", "part")

    def __init__(self, part: chunk.Chunk) -> None:
        self.part = weakref.ref(part)
        self.imports = tuple(_find(part)) if part.may_hold("import") else ()
        self.names: frozenset[str] | None = None
        self.held: dict[str, int] = {}

    def holding(self, names: frozenset[str]) -> dict[str, int]:
        """How often which of the names stand in it. The same object of names is asked about again and again."""
        last = self.names
        if last is not names:
            self.names = names
            if last is None:
                counts = Counter(_words(self))
                self.held = {name: counts[name] for name in names & counts.keys()}
            else:
                self.held = {name: number for name, number in self.held.items() if name in names}
                self.held.update(self._counted(names - last))
        return self.held

    def _counted(self, names: frozenset[str]) -> dict[str, int]:
        part = self.part()
        some = [] if part is None else [name for name in names if part.may_hold(name)]
        counts = Counter(_words(self)) if some else {}
        return {name: counts[name] for name in some if name in counts}


_KNOWN: Final[weakref.WeakKeyDictionary[chunk.Chunk, _Known]] = weakref.WeakKeyDictionary()


class _Top:
    """Of a chunk of a file's own level: it and its members, what they import, from its start, and how often it holds
    each of the file's imported names."""

    __slots__ = ("held", "imports", "parts")

    def __init__(self, parts: list[_Known], imports: list[Unused], held: dict[str, int]) -> None:
        self.parts = parts
        self.imports = imports
        self.held = held

    def counted(self, names: frozenset[str]) -> _Top:
        """The same for other names."""
        if len(self.parts) == 1:
            return _Top(self.parts, self.imports, self.parts[0].holding(names))
        held: dict[str, int] = {}
        for part in self.parts:
            for name, number in part.holding(names).items():
                held[name] = held.get(name, 0) + number
        return _Top(self.parts, self.imports, held)


def _top_of(top: chunk.Chunk) -> _Top:
    parts: list[_Known] = []
    imports: list[Unused] = []
    for start, part in outlined.with_members(0, top):
        known = _KNOWN.get(part)
        if known is None:
            known = _KNOWN[part] = _Known(part)
        parts.append(known)
        imports += [Unused(each.name, each.range.shifted(start)) for each in known.imports]
    return _Top(parts, imports, {})


class _Names:
    """The chunks of a file; those that import, by their place; how often the file holds each imported name; and what it
    imports and holds once, with the place of its chunk."""

    __slots__ = ("chunks", "importing", "names", "number", "numbers", "once", "tops")

    def __init__(self) -> None:
        """Of an empty file."""
        self.number = -1  # of the outline
        self.chunks: tuple[chunk.Chunk, ...] = ()
        self.tops: list[_Top] = []
        self.importing: list[int] = []
        self.names: frozenset[str] = frozenset()
        self.numbers: dict[str, int] = {}
        self.once: list[tuple[int, Unused]] = []

    def after(self, of: outlined.Outline) -> _Names:
        """Of the file with another outline. What is new is looked at; all, where the imported names are new."""
        found = self._after(of)
        if found.importing is self.importing and found.numbers is self.numbers:
            found.once = self.once
        else:
            found.once = [
                (at, each)
                for at in found.importing
                for each in found.tops[at].imports
                if found.numbers.get(each.name) == 1
            ]
        return found

    def _after(self, of: outlined.Outline) -> _Names:
        keep, old_top, new_top = self._difference(of)
        gone = self.tops[keep:old_top]
        come = [_top_of(each) for each in of.chunks[keep:new_top]]
        found = _Names()
        found.number, found.chunks = of.number, of.chunks
        found.importing, found.names = self.importing, self.names
        found.tops = [*self.tops[:keep], *come, *self.tops[old_top:]]
        if new_top != old_top or any(top.imports for top in (*gone, *come)):
            found.importing = [
                *[at for at in self.importing if at < keep],
                *[at for at, top in enumerate(come, keep) if top.imports],
                *[at + new_top - old_top for at in self.importing if at >= old_top],
            ]
            names = frozenset([each.name for at in found.importing for each in found.tops[at].imports])
            if names != self.names:
                found.names = names
                found.tops = [top.counted(names) for top in found.tops]
                found._count((), found.tops, {})
                return found
        come = [top.counted(self.names) for top in come] if self.names else come
        found.tops[keep:new_top] = come
        found._count(gone, come, self.numbers)
        return found

    def _difference(self, of: outlined.Outline) -> tuple[int, int, int]:
        """How many chunks stay at the start; from where on they do, before and now."""
        step = of.step
        if step is not None and step.before == self.number:
            return step.keep, step.old_top, step.new_top
        start, end = difference.same_ends(list(self.chunks), list(of.chunks))
        return start, len(self.chunks) - end, len(of.chunks) - end

    def _count(self, gone: Sequence[_Top], come: Sequence[_Top], before: dict[str, int]) -> None:
        if len(gone) == len(come) and all(one.held == other.held for one, other in zip(gone, come, strict=True)):
            self.numbers = before
            return
        numbers = self.numbers = dict(before)
        for top in gone:
            for name, number in top.held.items():
                numbers[name] -= number
        for top in come:
            for name, number in top.held.items():
                numbers[name] = numbers.get(name, 0) + number


@query.query(files.File, name="imported_names", reuse=True, no_eq=True)
def _names(db: database.ProjectDatabase, file: files.File, last: _Names | None) -> _Names:
    return (last or _Names()).after(outline.outline(db, file))


def unused_imports(db: database.ProjectDatabase, file: files.File) -> list[Unused]:
    """See the module's docstring."""
    name = file.path.rpartition("/")[2]
    if name.startswith("__init__.") or file.is_stub:
        return []
    once = _names(db, file).once
    if not once:
        return []
    starts = outline.outline(db, file).starts
    return [Unused(each.name, each.range.shifted(starts[at])) for at, each in once]


def _words(known: _Known) -> list[str]:
    """The words of a chunk without its members."""
    part = known.part()
    if part is None:
        return []
    text = part.text
    pieces = [(0, len(text))] if part.shell is None else part.shell.pieces(len(text))
    return [word for start, end in pieces for word in _WORD.findall(text, start, end)]


def _find(part: chunk.Chunk) -> Iterator[Unused]:
    for region in parsed.lowered_of(part).regions:
        for node in visit.statements_in_region(region):
            if not isinstance(node, ir.Import | ir.ImportFrom):
                continue
            start, end = region.spans[2 * node.n], region.spans[2 * node.n + 1]
            if _KEPT.search(part.text, start, reshape.line_end(part.text, end)):
                continue
            is_future = isinstance(node, ir.ImportFrom) and node.module == "__future__"
            for alias in () if is_future or (isinstance(node, ir.ImportFrom) and node.is_star) else node.names:
                bound = alias.as_node.id if alias.as_node is not None else alias.name.partition(".")[0]
                if alias.as_node is None or bound != alias.name:
                    yield Unused(bound, ranges.TextRange(region.spans[2 * alias.n], region.spans[2 * alias.n + 1]))
