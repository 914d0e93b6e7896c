"""Items of a body → its chunks; large ones are split into a shell and members.

In:  text, the items of a body (`borders`), and the table of chunks.
Out: (start, chunk) for each chunk of the body.
Rules
  - a class of CLASS_LINES lines or more is split, and so is each body of BODY_LINES lines or more (in stubs
    STUB_BODY_LINES) of `if`, `elif`, `else`, `try`, `except`, `finally` and `with`; bodies of functions and loops
    never;
  - whether and how a chunk is split is decided by its own text. The items it was made of are used
    only to save reading it again, and are not where a string was left open: then its text is read
    by itself (`open_string`), so that the same text is always split the same way.
Depth: bodies are split only up to column MAX_COLUMN, which bounds the recursion.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from pebre_analysis.syntax import borders, chunk, chunk_cache, comments, logical_lines, open_string

CLASS_LINES: Final = 12
BODY_LINES: Final = 40
STUB_BODY_LINES: Final = 6  # many functions of typeshed stand under a test of the version
MAX_COLUMN: Final = 64

Item: TypeAlias = borders.Item
Range: TypeAlias = tuple[int, int]
Unit: TypeAlias = tuple[int, int, chunk.Chunk | None]  # (start, end, member), None for a piece of the shell

_BODIES: Final = frozenset({"if", "elif", "else", "try", "except", "finally", "with", "async"})
_FIRST: Final = frozenset({"if", "try", "with", "async"})


class Builder:
    """What the chunks of one text are made with.

    `opened`: offsets of lines that were left open. `torn`: ranges that hold a string left open. `keeps_text`: the text
    stays, and chunks need no copy of their part of it.
    """

    __slots__ = ("cache", "opened", "source", "text", "torn")

    def __init__(
        self,
        text: str,
        cache: chunk_cache.ChunkCache,
        opened: set[int],
        torn: Sequence[Range] = (),
        *,
        keeps_text: bool = False,
    ) -> None:
        self.text = text
        self.source = text if keeps_text else None
        self.cache = cache
        self.opened = opened
        self.torn = torn

    def body(self, items: list[Item], end: int, column: int, context: int) -> list[chunk.Member]:
        """The chunks of a body at `column` whose last line ends at `end`."""
        self.open_up(items, column)
        return self.chunks(items, borders.find(self.text, items, column, self.opened), end, column, context)

    def chunks(
        self, items: list[Item], found: list[borders.Border], end: int, column: int, context: int
    ) -> list[chunk.Member]:
        """The chunks between the borders found among the items."""
        made: list[chunk.Member] = []
        for n, border in enumerate(found):
            at = border.item
            last = n + 1 == len(found)
            following = len(items) if last else found[n + 1].item
            begin, _, at_column, part = items[at]
            indent = min(at_column, column)
            if part is None or following - at > 1 or part.context != context or part.indent != indent:
                until = end if last else items[following][0]
                part = self.make(begin, until, indent, context, border, items[at:following])
            made.append((begin, part))
        return made

    def open_up(self, items: list[Item], column: int) -> None:
        """Put its lines in the place of each chunk that can not stand for them in a body at `column`.

        Those are chunks that are followed by a deeper line, which is now part of them; those at a
        lower column, whose deeper lines may now be statements of the body; and what stands indented
        at the start of the file, or stood so and no longer does.
        """
        n = len(items) - 1
        while n >= 0:
            begin, offset, at_column, part = items[n]
            if part is not None and (
                (n + 1 < len(items) and items[n + 1][2] > at_column)
                or (at_column < column and part.head == chunk.BLOCK and not borders.is_compound(self.text, offset))
                or (part.column > part.indent and (n or part.indent != column))
                or (not n and column < at_column and part.indent != column)
            ):
                opened = self.items_of(begin, part)
                items[n : n + 1] = opened
                n += len(opened) - 1  # its last member may be followed by a deeper line, too
            else:
                n -= 1

    def items_of(self, begin: int, part: chunk.Chunk) -> list[Item]:
        """The lines of a chunk that stands at `begin`; members stand for theirs."""
        if part.shell is None:
            return self.lines(begin, begin + part.length)
        found: list[Item] = []
        for start, end, member in units(part, begin):
            if member is None:
                found += self.lines(start, end)
            else:
                found.append((start, start + member.first, member.column, member))
        return found

    def lines(self, start: int, end: int) -> list[Item]:
        scanned = logical_lines.scan(self.text, start, end)
        self.opened.update(scanned.opened)
        return [(*line, None) for line in scanned.lines]

    def make(
        self, begin: int, end: int, indent: int, context: int, border: borders.Border, items: list[Item]
    ) -> chunk.Chunk:
        """The chunk of this text, from the table or new."""
        text, source = self.text[begin:end], self.source
        head, tail = border.head, border.tail
        key = chunk_cache.key_of(text, indent, context, head, tail)
        made = self.cache.get(key, text, indent, context, head, tail)
        if made is not None:
            return made
        _, offset, column, _ = items[0]
        made = chunk.Chunk(
            text, indent, context, offset - begin, column, head, tail, source, begin if source is not None else 0
        )
        least = STUB_BODY_LINES if border.head == chunk.BLOCK and context & chunk.STUB else CLASS_LINES
        if made.n_lines >= least and column < MAX_COLUMN and border.head in _SPLITTABLE:
            if any(start < end and begin < stop for start, stop in self.torn):
                _split_torn(made, self.cache)
            else:
                self.split(made, items, begin)
        self.cache.put(key, made)
        return made

    def rest(self, begin: int, indent: int, context: int) -> chunk.Chunk:
        """The chunk of what follows the last statement."""
        text = self.text[begin:]
        key = chunk_cache.key_of(text, indent, context, chunk.SIMPLE, chunk.SIMPLE)
        made = self.cache.get(key, text, indent, context, chunk.SIMPLE, chunk.SIMPLE)
        if made is None:
            made = chunk.Chunk(text, indent, context, len(text), indent, chunk.SIMPLE, chunk.SIMPLE)
            self.cache.put(key, made)
        return made

    def split(self, whole: chunk.Chunk, items: list[Item], base: int) -> None:
        """Split a chunk if it is large enough; its text stands at `base`, and these are its items."""
        column = whole.column
        n = 0
        while n < len(items):  # only its own lines matter at its own column
            part = items[n][3]
            if part is not None and items[n][2] <= column:
                items[n : n + 1] = self.items_of(items[n][0], part)
            n += 1
        self.open_up(items, column)
        end = base + whole.length
        level = [n for n, item in enumerate(items) if item[2] <= column]
        words = [borders.word(self.text, items[n][1]) for n in level]
        level.append(len(items))
        if words[-1] == "class":
            if set(words[:-1]) <= {"@"}:
                self.cut_out(whole, items, base, [(level[-2], level[-1])], whole.context | chunk.IN_CLASS, CLASS_LINES)
            return
        if words[0] not in _FIRST or not set(words) <= _BODIES:
            return
        if words[0] == "async" and not _is_async_with(self.text, items[0][1]):
            return
        least = STUB_BODY_LINES if whole.context & chunk.STUB else BODY_LINES
        bodies: list[Range] = []
        for header, following in pairwise(level):
            if following - header < 2:
                continue
            stop = end if following == len(items) else items[following][0]
            if chunk.count_lines(self.text[items[header + 1][0] : stop]) >= least:
                bodies.append((header, following))
        self.cut_out(whole, items, base, bodies, whole.context, 0)

    def cut_out(
        self, whole: chunk.Chunk, items: list[Item], base: int, bodies: list[Range], context: int, least: int
    ) -> None:
        """Cut these bodies, (item of the header, item after the body), out of a chunk of `least` lines or more."""
        text = self.text
        end = base + whole.length
        pieces: list[str] = []
        holes: list[chunk.Hole] = []
        groups: list[chunk.Group] = []
        length = n_lines = 0
        at = base
        for header, following in bodies:
            inside = items[header + 1 : following]
            stop = end if following == len(items) else items[following][0]
            if not inside or chunk.count_lines(text[items[0][1] : stop]) < least:
                return
            start, offset, column, _ = inside[0]
            members = self.body(inside, stop, column, context)
            piece = text[at:start]
            blanks = text[offset : offset + column]
            pieces += (piece, blanks, "pass\n")
            length += len(piece)
            n_lines += chunk.count_lines(piece)
            holes.append(
                chunk.Hole(
                    start=start - base,
                    last=members[-1][0] + comments.end_of_code(members[-1][1].text) - base,
                    end=stop - base,
                    shell_start=length,
                    shell_end=length + len(blanks) + len("pass\n"),
                    line=n_lines + 1,
                )
            )
            length += len(blanks) + len("pass\n")
            n_lines += 1
            groups.append(tuple([(start - base, member) for start, member in members]))
            at = stop
        if not holes:
            return
        pieces.append(text[at:end])
        whole.shell = chunk.Shell("".join(pieces), tuple(holes))
        whole.members = tuple(groups)


_SPLITTABLE: Final = frozenset({chunk.BLOCK, chunk.DEFINITION, chunk.DECORATOR})


def units(part: chunk.Chunk, begin: int) -> list[Unit]:
    """The pieces of a split chunk's shell and its members, in order, if the chunk stands at `begin`."""
    found: list[Unit] = []
    assert part.shell is not None
    at = 0
    for hole, group in zip(part.shell.holes, part.members, strict=True):
        if hole.start > at:
            found.append((begin + at, begin + hole.start, None))
        found += [(begin + start, begin + start + member.length, member) for start, member in group]
        at = hole.end
    if part.length > at:
        found.append((begin + at, begin + part.length, None))
    return found


def _split_torn(whole: chunk.Chunk, cache: chunk_cache.ChunkCache) -> None:
    """Split a chunk that holds a string left open, from its own text."""
    text = whole.text
    cuts, still_open = open_string.string_cuts(text)
    scanned = logical_lines.scan_between(text, [cut for _, cut in cuts])
    torn: list[Range] = list(cuts)
    if still_open >= 0:
        torn.append((still_open, len(text)))
    builder = Builder(text, cache, set(scanned.opened), torn)
    builder.split(whole, [(*line, None) for line in scanned.lines], 0)


def _is_async_with(text: str, offset: int) -> bool:
    return text[offset : offset + 200].split(maxsplit=2)[1:2] == ["with"]
